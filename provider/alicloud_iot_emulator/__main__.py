# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Run the emulator with `python -m alicloud_iot_emulator`."""

from __future__ import annotations

import sys

from alicloud_iot_emulator.command import main

sys.exit(main())
