# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Output files of commands: written completely or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from alicloud_iot_ota.base import atomic_write
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.cli.output.streams import OutputError


def save(path: Path, content: bytes) -> None:
    """Replace the content of a file. A link to a file stays a link.

    Raises:
        OutputError: The file could not be written. It is unchanged.
    """
    name = printable(str(path))
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():  # the new file would replace it
            what = "a directory" if target.is_dir() else "not a regular file"
            raise OutputError(f"{name} is {what}. Nothing was written.", "Specify the name of a file.")
        fresh = target.with_name(
            f".alicloud-iot-ota-{os.getpid()}.new"
        )  # unique, because other processes may write the same file
        atomic_write.replace(target, fresh, content)
    except OSError as error:
        raise OutputError(
            f"{name} could not be written ({error.strerror or error}).",
            "Nothing was changed. Specify a file in an existing, writable directory with free space.",
        ) from None
    except ValueError:
        raise OutputError(f"{name} is not a valid file name.", "Specify another file.") from None
