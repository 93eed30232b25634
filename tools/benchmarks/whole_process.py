# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs a command to its end and writes down what it took. The arguments are the file for that, and the command.

A process of its own, and a small one: what a process has had in memory at most counts from its birth, when it still is
a copy of the one that starts it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

if __name__ == "__main__":
    began = time.perf_counter()
    process = subprocess.Popen(sys.argv[2:])
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    with open(sys.argv[1], "w", encoding="utf-8") as file:  # noqa: PTH123 - pathlib is not small
        json.dump([seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss], file)
    sys.exit(process.returncode)
