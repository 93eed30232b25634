# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Status words, type words, unlisted codes, creation times and digests of packages."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.errors import ParseError
from alicloud_iot_ota.firmware import DEPLOYABLE, FirmwareStatus, FirmwareType, Package, algorithm, parse_digest


def package(**fields: Any) -> Package:  # noqa: ANN401 - tests pass what they like
    """Return a package with the given fields."""
    return Package(firmware_id="id", dest_version="1", **fields)


@pytest.mark.parametrize(
    ("code", "word"),
    [(-1, "notRequired"), (0, "unverified"), (1, "verified"), (2, "verifying"), (3, "verificationFailed")],
)
def test_status_words(code: int, word: str) -> None:
    """Every documented status code has a word."""
    assert package(status=code).status_word == word == FirmwareStatus(word).value


@pytest.mark.parametrize(("code", "word"), [(0, "full"), (1, "differential")])
def test_type_words(code: int, word: str) -> None:
    """Every documented type code has a word."""
    assert package(type=code).type_word == word == FirmwareType(word).value


@given(st.integers().filter(lambda code: code not in range(-1, 4)))
def test_unlisted_codes_are_kept(code: int) -> None:
    """A code that Alibaba adds later keeps its number and reads `unknown`."""
    unlisted = package(status=code)
    assert (unlisted.status, unlisted.status_word) == (code, "unknown")
    assert package(type=9).type_word == "unknown"


def test_deployable() -> None:
    """Verified packages, and packages that need no verification, are deployable."""
    assert set(DEPLOYABLE) == {"verified", "notRequired"}


def test_missing_codes_read_unknown() -> None:
    """A package without a status and a type reads `unknown` for both, not unverified and full (code 0)."""
    firmware = Package(firmware_id="id", firmware_name="name", dest_version="1.0.0")
    assert (firmware.status_word, firmware.type_word) == ("unknown", "unknown")


@pytest.mark.parametrize(
    ("sign", "method", "digest"),
    [
        ("3D04AB0C" * 4, "MD5", f"md5:{'3d04ab0c' * 4}"),
        ("9f3c" * 16, "SHA256", f"sha256:{'9f3c' * 16}"),
        ("9f3c" * 16, "SHA-256", f"sha256:{'9f3c' * 16}"),
        ("9F3C", "CRC16", "crc16:9f3c"),
        ("9f3c", "SHA256", None),
        ("9f3c" * 16, "MD5", None),
        ("z" * 64, "SHA256", None),
        ("9f3c\n", "CRC16", None),
        (None, "MD5", None),
        ("9f3c", None, None),
        ("", "MD5", None),
    ],
)
def test_digest(sign: str | None, method: str | None, digest: str | None) -> None:
    """A digest starts with its algorithm in lower case. It is absent if the signature or the algorithm is missing."""
    firmware = Package(
        firmware_id="id", firmware_name="name", dest_version="1.0.0", firmware_sign=sign, sign_method=method
    )
    assert firmware.digest == digest


@pytest.mark.parametrize(
    ("text", "created"),
    [
        ("2019-12-28T02:42:22.000Z", datetime(2019, 12, 28, 2, 42, 22, tzinfo=timezone.utc)),
        ("2019-12-28T02:42:22Z", datetime(2019, 12, 28, 2, 42, 22, tzinfo=timezone.utc)),
        (None, None),
        ("", None),
        ("2019-12-28", None),
        ("2019-12-28T02:42:22.000", None),
        ("2019-12-28T02:42:22.000+08:00", None),
        ("2019-02-30T02:42:22.000Z", None),
        ("1577500942000", None),
    ],
)
def test_created(text: str | None, created: datetime | None) -> None:
    """The creation time is in UTC. A text that does not say so is not interpreted, and the time is unknown."""
    firmware = Package(firmware_id="id", dest_version="1.0.0", utc_create=text)
    assert firmware.created == created


def test_created_is_not_modified() -> None:
    """The time of the last modification never replaces the creation time."""
    firmware = Package(firmware_id="id", dest_version="1.0.0", utc_modified="2019-12-28T02:42:22.000Z")
    assert firmware.created is None


@pytest.mark.parametrize(
    ("method", "name"),
    [("SHA256", "sha256"), ("SHA-256", "sha256"), ("sha_256", "sha256"), ("MD5", "md5"), ("Md5", "md5")],
)
def test_algorithm(method: str, name: str) -> None:
    """An algorithm has one name, whichever spelling the service uses."""
    assert algorithm(method) == name


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (f"sha256:{'0123456789abcdef' * 4}", f"sha256:{'0123456789abcdef' * 4}"),
        (f"SHA256:{'0123456789ABCDEF' * 4}", f"sha256:{'0123456789abcdef' * 4}"),
        (f"md5:{'0123456789abcdef' * 2}", f"md5:{'0123456789abcdef' * 2}"),
        (f"Md5:{'0123456789aBcDeF' * 2}", f"md5:{'0123456789abcdef' * 2}"),
    ],
)
def test_digests_of_users(text: str, digest: str) -> None:
    """A digest in the user's arguments is case-insensitive."""
    assert parse_digest(text) == digest


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0" * 64,
        "0" * 32,
        "sha256:",
        f"sha256:{'0' * 63}",
        f"sha256:{'0' * 65}",
        f"sha256:{'0' * 32}",
        f"sha256:{'0' * 63}g",
        f"sha256:{'0' * 63}\u0660",
        f"sha256:{'0' * 64}\n",
        f" sha256:{'0' * 64}",
        f"sha256: {'0' * 64}",
        f"sha256={'0' * 64}",
        f"sha-256:{'0' * 64}",
        f"sha1:{'0' * 40}",
        f"md5:{'0' * 31}",
        f"md5:{'0' * 64}",
    ],
)
def test_what_is_no_digest(text: str) -> None:
    """Reject a digest without an algorithm, with a wrong length, or with any other character."""
    with pytest.raises(ParseError, match="64 hexadecimal digits"):
        parse_digest(text)


@given(st.sampled_from([("MD5", 16), ("SHA256", 32)]), st.data())
def test_a_digest_can_be_written_back(method_and_size: tuple[str, int], data: st.DataObject) -> None:
    """The digest of any package is a valid expected digest, in upper or lower case."""
    method, size = method_and_size
    sign = data.draw(st.binary(min_size=size, max_size=size)).hex().upper()
    digest = Package(firmware_id="id", dest_version="1.0.0", firmware_sign=sign, sign_method=method).digest
    assert digest is not None
    assert parse_digest(digest) == parse_digest(digest.upper()) == digest
