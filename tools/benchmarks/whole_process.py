# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Run a command to its end and write its time and memory into a file. The arguments are the file and the command.

This is a separate, small process, because the peak memory of a child process includes the copy of its parent at the
start.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

if sys.platform == "win32":
    sys.exit("Windows cannot tell the time and memory of a process that has ended.")
elif __name__ == "__main__":
    began = time.perf_counter()
    process = subprocess.Popen(sys.argv[2:])
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    with open(sys.argv[1], "w", encoding="utf-8") as file:  # noqa: PTH123 - pathlib is not small
        json.dump([seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss], file)
    sys.exit(process.returncode)
