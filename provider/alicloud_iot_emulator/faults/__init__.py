# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Faults on demand. They queue up: each call of the API takes the first one in the queue that fits it.

`kinds` has every kind with its options. What each does is told in docs/emulator.md.
"""
