# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The file of blocked packages: TOML with a table `[[blocked]]` for each block, as in firmware.toml."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota.base.text import format_full_text
from alicloud_iot_ota.lock_file.document import FileKind, TableReader, load
from alicloud_iot_ota.lock_file.lines import Lines
from alicloud_iot_ota.lock_file.storage import read_text, working_directory
from alicloud_iot_ota.policies.violations import PolicyConfigError
from alicloud_iot_ota.schema.criteria import Blocked, CriteriaArguments

if TYPE_CHECKING:
    from alicloud_iot_ota.selection import Block

_CORRECT = "Correct these lines, then run the command again."
_KIND = FileKind(
    "list of blocked packages",
    correct=_CORRECT,
    merge="Resolve the conflict in this file, then run the command again.",
    rewrite=_CORRECT,
    remove_hidden="Remove it, or type it as one composed character (NFC).",
)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class BlockListTable(CriteriaArguments, frozen=True, kw_only=True):
    """The top level of the file."""

    blocked: Blocked | None = None


def read_blocks(path: str) -> tuple[Block, ...]:
    """Return the blocks in a file. A relative path starts at the working directory of the engine.

    Raises:
        OtaError: The path is a URL, or the file does not exist, cannot be read or is invalid.
    """
    if _URL.match(path):
        raise PolicyConfigError(
            "blockedFile must be a path on this machine, got a URL.",
            "Download the file in the job that runs Pulumi, and set blockedFile to its path.",
        )
    text = read_text(Path(path), _KIND)
    if text is None:
        raise PolicyConfigError(
            f"blockedFile {format_full_text(path)} does not exist.",
            f"Correct the path. A relative path starts at the folder of the program{_folder()}.",
        )
    reader = TableReader(Lines(text))
    table = reader.table(BlockListTable, load(text, path, _KIND), ())
    if table is None or reader.problems:
        raise _KIND.error(path, reader.problems, _KIND.correct)
    if table.blocked is None:  # for example the empty file of a failed download
        raise PolicyConfigError(
            f"blockedFile {format_full_text(path)} has no blocks.",
            "Add a table [[blocked]] for each block. If nothing is blocked, write: blocked = []",
        )
    return table.criteria.blocked


def _folder() -> str:
    """Return the working directory as an addition to a sentence, or nothing if it was removed."""
    folder = working_directory()
    return "" if folder is None else f", here {format_full_text(str(folder))}"
