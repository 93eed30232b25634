# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The real engine, and a sandbox to run it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from engine import EngineError, find_or_build
from sandbox import Sandbox

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def engine() -> Path:
    """The engine; a machine that cannot have one skips the test and says why."""
    try:
        return find_or_build()
    except EngineError as error:
        pytest.skip(str(error))


@pytest.fixture
def sandbox(engine: Path, tmp_path: Path) -> Sandbox:
    """A sandbox of the test's own."""
    return Sandbox(tmp_path / "sandbox", engine)
