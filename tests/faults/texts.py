# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The rules for the text of every error, whatever the service or a proxy sent."""

from __future__ import annotations

from tests.faults.fleet import CANARY

MAX_LINES = 15
MAX_LENGTH = 4000
"""The maximum length in characters. gRPC sends the text as a header, and rejects headers of 8 KiB or more."""


def mistakes(text: str) -> list[str]:
    """Return the violations of these rules in an error text."""
    lines = text.split("\n")
    checks = {
        "it has no remedy on a line of its own": len(lines) > 1 and bool(lines[-1]),
        f"it has {len(lines)} lines": len(lines) <= MAX_LINES,
        f"it has {len(text)} characters": len(text) <= MAX_LENGTH,
        "it holds characters that a terminal cannot print": all(line.isprintable() for line in lines),
        "it holds a secret": CANARY not in text.lower(),
        "it holds a traceback": "Traceback" not in text and "object at 0x" not in text,
    }
    return [mistake for mistake, is_fine in checks.items() if not is_fine]
