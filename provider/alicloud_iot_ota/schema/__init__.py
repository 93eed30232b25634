# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The arguments and results of every function and resource, declared once as types.

The native provider, the dynamic provider, the command line and schema.json are generated from these types. They share
the same names, rules and error messages.
"""
