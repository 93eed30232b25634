# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The packages on a machine that looks like Windows: every module is imported, and the tests of files and locks pass.

The mask hides POSIX from the packages. It is a stand-in: nothing here runs on Windows.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MASK = ROOT / "tests" / "windows" / "mask.py"
SUITES = {
    "locks": ["tests/unit/lookup/test_reading_lock.py", "tests/unit/lock_file/test_concurrency.py"],
    "storage": ["tests/unit/lock_file/test_storage.py"],
    "cache": ["tests/unit/lookup/test_disk_cache.py"],
    "rate limit": ["tests/unit/api/test_rate_limiter.py"],
    "installation and processes": ["tests/windows/masked"],
}
"""The test files that run behind the mask, without tests that set up what only POSIX systems have."""
ENDS_SOON = 300  # seconds after which a test stops waiting


def run(*arguments: str, packages: Path = ROOT / "provider") -> subprocess.CompletedProcess[str]:
    """Run Python with the packages in a folder."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(packages), str(ROOT), str(ROOT / "tools")])}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=ENDS_SOON,
        check=False,
    )


def test_every_module_is_imported() -> None:
    """No module of the packages needs anything that Windows lacks, and standard output is not in UTF-8."""
    done = run(str(MASK))
    assert (done.returncode, done.stderr) == (0, "")
    files = {*(ROOT / "provider").rglob("*.py")} - {*(ROOT / "provider").rglob("__main__.py")}
    packages = [ROOT / "provider" / name / "__init__.py" for name in ("alicloud_iot_ota", "alicloud_iot_emulator")]
    assert done.stdout == f"{len(files - {*packages})} modules, 0 failed\n"


@pytest.mark.parametrize(
    "mutant",
    [
        "import fcntl",
        "import pwd",
        "from os import geteuid",
        "import os; os.O_DIRECTORY",
        "import signal; signal.SIGKILL",
    ],
)
def test_a_mutant_is_found(tmp_path: Path, mutant: str) -> None:
    """A module that needs POSIX fails behind the mask."""
    for package in ("alicloud_iot_ota", "alicloud_iot_emulator"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "alicloud_iot_ota" / "mutant.py").write_text(mutant)
    done = run(str(MASK), packages=tmp_path)
    assert done.returncode == 1
    assert re.match(r"alicloud_iot_ota\.mutant: \w+: .+\n1 modules, 1 failed\n", done.stdout)


@pytest.mark.parametrize("suite", SUITES)
def test_suite_behind_the_mask(suite: str) -> None:
    """The tests of a subject pass for packages that see Windows."""
    done = run(
        "-m", "pytest", "-p", "tests.windows.mask", "-p", "no:cacheprovider", "-q", "-m", "not posix", *SUITES[suite]
    )
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout
    assert "skipped" not in done.stdout
