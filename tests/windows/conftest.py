# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of what the packages do on Windows.

Those in `masked` run on Windows, or behind the mask in `mask.py`. Those in `unmasked` run on Windows alone. The test of
the mask itself does not run there.
"""

from __future__ import annotations

import sys

if sys.platform == "win32":
    collect_ignore = ["test_mask.py"]
elif "tests.windows.mask" in sys.modules:
    collect_ignore = ["unmasked"]
else:
    collect_ignore = ["masked", "unmasked"]
