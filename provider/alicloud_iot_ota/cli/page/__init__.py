# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page of `list --html`: a catalogue to be seen, in one file that needs nothing beside it.

- `pins`: the entries of lock files, each with what has become of its package
- `axis`, `layout`: where everything stands, in plain values
- `labels`: what a package says of itself
- `render`: from these values to the text of the page, by `page.html.j2`, `page.css` and `page.js`
- `saving`: the file, written whole or not at all
- `command`: all of it in turn
"""
