# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What holds for the text of every error, whatever the service or somebody between has sent."""

from __future__ import annotations

from tests.faults.fleet import CANARY

MAX_LINES = 15
MAX_LENGTH = 4000
"""Characters. gRPC sends the text as a header, and refuses headers of 8 KiB and more."""


def mistakes(text: str) -> list[str]:
    """Return what is wrong with the text of an error, nothing if it is fit for a user's terminal."""
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
