# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Fault injection. Each API call removes the first fault that applies to it from a queue.

`kinds` defines every kind and its options. docs/emulator.md describes their effects.
"""
