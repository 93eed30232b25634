# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What is not a file in a private directory, by the error codes of each system."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.base.private_directory import PrivateDirectory, UntrustedError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(errno.ELOOP, id="link"),
        pytest.param(errno.EMLINK, id="link on FreeBSD"),
        pytest.param(errno.ENXIO, id="socket"),
        pytest.param(errno.EOPNOTSUPP, id="socket on macOS"),
        pytest.param(errno.EISDIR, id="directory"),
    ],
)
def test_what_is_not_a_file(code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message has the path, and says what is wrong with it."""
    tmp_path.chmod(0o700)
    with PrivateDirectory(tmp_path) as directory:

        def refuse(*_: object, **__: object) -> int:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, "open", refuse)
        with pytest.raises(UntrustedError, match=r"pace is not a regular file\.$"):
            directory.open("pace")
        monkeypatch.undo()
