# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The file of a page: written whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from alicloud_iot_ota.base import atomic_write
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.cli.output.streams import OutputError


def save(path: Path, text: str) -> None:
    """Write a text in UTF-8, in the place of what a file holds. A link to a file stays a link.

    Raises:
        OutputError: It could not be written; what the file held before it still holds.
    """
    name = printable(str(path))
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():  # which the new file would take the place of
            what = "a directory" if target.is_dir() else "no regular file"
            raise OutputError(f"{name} is {what}, so no page was written.", "Name a file with --html.")
        fresh = target.with_name(f".alicloud-iot-ota-{os.getpid()}.new")  # another process may be writing it too
        atomic_write.replace(target, fresh, text.encode())
    except OSError as error:
        raise OutputError(
            f'{name} could not be written, because the system says "{error.strerror or error}".',
            "Nothing was changed. Name a file in a directory that is there, may be written and has space.",
        ) from None
    except ValueError:
        raise OutputError(f"{name} is no name that a file can have.", "Name another file with --html.") from None
