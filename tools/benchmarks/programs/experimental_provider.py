# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""An empty provider on the host for native providers in Pulumi's Python SDK."""

from __future__ import annotations

import sys

from pulumi.provider.experimental.provider import Provider
from pulumi.provider.experimental.server import main

if __name__ == "__main__":
    main(sys.argv[1:], "0.1.0", Provider())
