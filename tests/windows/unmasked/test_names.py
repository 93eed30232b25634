# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The mask hides only what Python for Windows lacks."""

from __future__ import annotations

import importlib
import sys

import pytest

from tests.windows.posix_names import POSIX_MODULES, POSIX_NAMES

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 12), reason="newer versions have more, such as os.fchmod")


@pytest.mark.parametrize("name", sorted(POSIX_MODULES))
def test_modules(name: str) -> None:
    """None of the masked modules can be imported."""
    with pytest.raises(ImportError):
        importlib.import_module(name)


def test_names() -> None:
    """None of the masked names exists."""
    found = {
        (module, name)
        for module, names in POSIX_NAMES.items()
        for name in names.split()
        if hasattr(importlib.import_module(module), name)
    }
    assert found == set()
