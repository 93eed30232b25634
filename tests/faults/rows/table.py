# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The complete fault table."""

from __future__ import annotations

from tests.faults.rows import bodies, codes, credentials, pages, transport

TABLE = (*codes.ROWS, *transport.ROWS, *bodies.ROWS, *pages.ROWS, *credentials.ROWS)
