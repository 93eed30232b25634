# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Words for codes, codes that nobody knows yet, and digests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.firmware import DEPLOYABLE, Firmware, FirmwareStatus, FirmwareType


@pytest.mark.parametrize(
    ("code", "word"),
    [(-1, "notRequired"), (0, "unverified"), (1, "verified"), (2, "verifying"), (3, "verificationFailed")],
)
def test_status_words(code: int, word: str) -> None:
    """Every documented status has its word."""
    assert FirmwareStatus(code).word == word


@pytest.mark.parametrize(("code", "word"), [(0, "full"), (1, "differential")])
def test_type_words(code: int, word: str) -> None:
    """Every documented type has its word."""
    assert FirmwareType(code).word == word


@given(st.integers().filter(lambda code: code not in range(-1, 4)))
def test_unlisted_codes_are_kept(code: int) -> None:
    """A code that Alibaba adds tomorrow keeps its number and reads `unknown`."""
    status = FirmwareStatus(code)
    assert int(status) == code
    assert status == FirmwareStatus(code)
    assert status.word == "unknown"


@pytest.mark.parametrize("code", ["1", 1.5, None])
def test_what_is_no_integer_is_no_code(code: object) -> None:
    """Only integers are codes; nothing else is taken for an unknown one."""
    with pytest.raises(ValueError, match="is not a valid FirmwareStatus"):
        FirmwareStatus(code)  # type: ignore[arg-type]  # what a caller without types may pass


def test_words_that_can_be_asked_for() -> None:
    """The list of words is closed by `unknown`, and an unlisted code does not add to it."""
    FirmwareType(9)
    assert FirmwareType.words() == ("full", "differential", "unknown")


def test_deployable() -> None:
    """What may be deployed is verified, or in no need of it."""
    assert set(DEPLOYABLE) == {"verified", "notRequired"}


def test_missing_codes_read_unknown() -> None:
    """A package without status and type is unknown in both, not unverified and full (code 0)."""
    firmware = Firmware(firmware_id="id", firmware_name="name", dest_version="1.0.0")
    assert (firmware.status_word, firmware.type_word) == ("unknown", "unknown")


@pytest.mark.parametrize(
    ("sign", "method", "digest"),
    [
        ("3D04AB", "MD5", "md5:3d04ab"),
        ("9f3c", "SHA256", "sha256:9f3c"),
        ("9f3c", "SHA-256", "sha256:9f3c"),
        (None, "MD5", None),
        ("9f3c", None, None),
        ("", "MD5", None),
    ],
)
def test_digest(sign: str | None, method: str | None, digest: str | None) -> None:
    """A digest names its algorithm, in lower case, and is absent where either part is."""
    firmware = Firmware(
        firmware_id="id", firmware_name="name", dest_version="1.0.0", firmware_sign=sign, sign_method=method
    )
    assert firmware.digest == digest
