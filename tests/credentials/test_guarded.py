# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The guard of these tests: no other machine can be reached, not even a name server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.credentials.guarded import REACHED_OUT

GUARD = Path(__file__).with_name("guarded.py")


@pytest.mark.parametrize(
    "attempt",
    [
        # An address that is reserved for documentation, and a name that is reserved as invalid.
        "socket.create_connection(('192.0.2.1', 443), 0.1)",
        "socket.create_connection(('sts.invalid', 443), 0.1)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
    ],
)
def test_reaching_out_ends_the_process(attempt: str, tmp_path: Path) -> None:
    """The process ends immediately, even if it catches exceptions, and prints the host."""
    program = tmp_path / "program.py"
    program.write_text(f"import socket\ntry:\n    {attempt}\nexcept BaseException:\n    pass\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(GUARD), str(program)], env={"STAND_INS": "{}"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == REACHED_OUT
    assert "which is not this machine" in done.stderr
