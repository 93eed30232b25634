# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page of `list --html`: a catalogue to be seen, in one file that needs nothing beside it."""
