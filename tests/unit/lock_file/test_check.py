# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""`check --offline`: what the file alone says about an entry, as a word and as an error."""

from __future__ import annotations

import pytest

from alicloud_iot_ota.errors import BrokenPinError, LockFileError
from alicloud_iot_ota.lock_file import Entry, resolution
from alicloud_iot_ota.lock_file.check import check_offline
from alicloud_iot_ota.pins import LockedFirmware
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs

PACKAGE = LockedFirmware(dest_version="1.0", firmware_id="id", type="full", product_key="a1")
BLOCKED = {"productKey": "a1", "blocked": [{"firmwareId": "id", "reason": "bricks"}]}


@pytest.mark.parametrize(
    ("criteria", "package", "word", "error"),
    [
        ({"productKey": "a1"}, PACKAGE, "notChecked", None),
        ({"productKey": "a1"}, None, "unusable", LockFileError),
        ({"productKey": "a2"}, PACKAGE, "unusable", LockFileError),
        (BLOCKED, PACKAGE, "blocked", BrokenPinError),
    ],
)
def test_offline(
    criteria: dict[str, object], package: LockedFirmware | None, word: str, error: type[Exception] | None
) -> None:
    """An entry without a package, or with contradictions, is unusable. An entry that blocks its package is broken."""
    entry = Entry("gateway", validation.parse(EntryArgs, criteria), package, "firmware.lock", 3)
    checked = check_offline(entry)
    assert (checked.word, checked.warning, resolution.is_usable(entry)) == (word, None, word != "unusable")
    assert checked.error is None if error is None else isinstance(checked.error, error)
    assert checked.message == (None if error is None else str(checked.error))
