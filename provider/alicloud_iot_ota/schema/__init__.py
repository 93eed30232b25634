# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What callers may say and what they get, declared once, as types.

The native provider, the dynamic provider and schema.json are all made from these, so they cannot drift apart: the same
names, the same rules, the same words in the errors.
"""
