# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Fault injection. Faults wait in a queue, and each API call takes the first one that applies to it.

`kinds` defines every kind and its options. docs/emulator.md describes their effects.
"""
