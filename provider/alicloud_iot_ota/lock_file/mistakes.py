# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a lock file, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from alicloud_iot_ota.base.hiding import is_hiding
from alicloud_iot_ota.base.redaction import BLANK
from alicloud_iot_ota.base.text import uncut
from alicloud_iot_ota.errors import LockFileError

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 12
CORRECT = "Correct the lines named above, and look at the result with `alicloud-iot-ota check`."


class Mistake(NamedTuple):
    """One mistake.

    Attributes:
        line: Its line, from 1.
        what: A whole sentence: what is wrong there.
    """

    line: int
    what: str


def error_of(path: str, mistakes: Sequence[Mistake], remedy: str = CORRECT) -> LockFileError:
    """Return the error that names mistakes, each as `path:line: what`, which editors and terminals make a link of."""
    path = uncut(path)
    count = "a mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
    lines = [f"{path}:{line}: {BLANK if is_hiding() else what}" for line, what in sorted(mistakes)[:_MOST]]
    more = [f"and {len(mistakes) - _MOST} more"] if len(mistakes) > _MOST else []
    return LockFileError("\n".join([f"{path} cannot be used because of {count}.", *lines, *more]), remedy)
