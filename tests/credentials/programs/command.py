# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The CLI, like its installed script."""

from __future__ import annotations

import sys

from alicloud_iot_ota.cli import main

sys.exit(main())
