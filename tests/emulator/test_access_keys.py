# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Temporary keys that are issued, expire and are revoked while the emulator runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from alicloud_iot_emulator import Emulator


def test_token_expires_by_the_clock_of_the_emulator(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """Each key is valid exactly until its own expiration, even after a newer key was issued."""
    older, newer = emulator.rotate_sts(60), emulator.rotate_sts(120)
    assert [call(emulator, key=key).json().get("Code") for key in (older, newer)] == [None, None]
    emulator.set_clock_offset(60)
    codes = [call(emulator, key=key).json().get("Code") for key in (older, newer)]
    assert codes == ["InvalidSecurityToken.Expired", None]


def test_every_rotation_gives_another_key(emulator: Emulator) -> None:
    """Each rotation returns a new ID, secret and token, different from those in the catalog."""
    keys = [emulator.credentials, emulator.sts, emulator.rotate_sts(60), emulator.rotate_sts(60)]
    for attribute in ("access_key_id", "access_key_secret", "security_token"):
        assert len({getattr(key, attribute) for key in keys}) == len(keys)


def test_revoked_token(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A revoked token is rejected like an expired one, whatever the clock."""
    key = emulator.rotate_sts(3600)
    assert call(emulator, key=key).json()["Success"] is True
    emulator.revoke(key.access_key_id)
    assert call(emulator, key=key).json()["Code"] == "InvalidSecurityToken.Expired"
    emulator.set_clock_offset(-600)
    assert call(emulator, key=key).json()["Code"] == "InvalidSecurityToken.Expired"


def test_revoked_key_without_token(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A long-lived key can be revoked too, and the other keys of the account still work."""
    emulator.revoke(emulator.credentials.access_key_id)
    assert call(emulator, key=emulator.sts).json()["Success"] is True
    response = call(emulator)
    assert (response.status_code, response.json()["Code"]) == (400, "InvalidAccessKeyId.Inactive")


def test_unknown_key_cannot_be_revoked(emulator: Emulator) -> None:
    """Revoking an unknown ID is an error that contains the ID."""
    with pytest.raises(LookupError, match="unknown access key 'nobody'"):
        emulator.revoke("nobody")


def test_reset_forgets_rotations(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """After a reset, only the catalog's keys are valid, and later keys differ from those issued before."""
    issued = emulator.rotate_sts(60)
    emulator.revoke(emulator.credentials.access_key_id)
    emulator.reset()
    assert call(emulator).json()["Success"] is True
    assert call(emulator, key=issued).json()["Code"] == "InvalidAccessKeyId.NotFound"
    assert emulator.rotate_sts(60).security_token != issued.security_token
