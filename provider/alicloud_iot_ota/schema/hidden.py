# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The texts that messages may show if an input is secret: the other inputs, and the words of the schema."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from alicloud_iot_ota.base import hiding
from alicloud_iot_ota.base.redaction import texts
from alicloud_iot_ota.schema import enums
from alicloud_iot_ota.versions import VersionScheme

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_KINDS = (enums.FirmwareStatus, enums.FirmwareType, enums.SignMethod, VersionScheme)
_WORDS = {"firmware.lock"}.union(member.value for kind in _KINDS for member in kind)
"""Words that describe packages in every catalog, such as `full`, and the default lock file."""


def hide_found(
    given: Mapping[str, object], secret: Collection[str], *, is_state_secret: bool = False
) -> contextlib.AbstractContextManager[None]:
    """Hide the results of a lookup in its messages if an input or the state is secret. Inputs have wire names."""
    if not secret and not is_state_secret:
        return contextlib.nullcontext()
    hidden, plain = (
        set(texts([value for name, value in given.items() if (name in secret) is is_secret]))
        for is_secret in (True, False)
    )
    names = ", ".join(sorted(name for name in secret if name in given)) or "a secret in the state"
    return hiding.hide((_WORDS - hidden) | plain, f"{names} and the values derived from it")
