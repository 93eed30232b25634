# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The `doctor` command: it shows which link returned the credentials, or why none did and how to fix it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.credentials.standins.keys import NEXT_SESSION, ROLE_ARN, SESSION, USER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_emulator.catalog import AccessKey
    from tests.credentials.conftest import Link, OpenAccount, Run
    from tests.credentials.home import Home
    from tests.credentials.standins.sts import Sts

    Examine = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def diagnose(run: Run) -> Examine:
    """Return a function that runs `doctor --json`. It returns the exit code and the findings by subject."""

    def examine_by(*argv: str, **environment: str) -> tuple[int, dict[str, Any]]:
        done = run("doctor", "--json", *argv, **environment)
        assert done.err == ""
        return done.status, {finding["subject"]: finding for finding in json.loads(done.out)}

    return examine_by


@pytest.fixture
def account(open_account: OpenAccount) -> Emulator:
    """Open an account for every key that the links in this file return."""
    return open_account(USER, SESSION, NEXT_SESSION)


@pytest.mark.parametrize(
    ("link", "key", "source"),
    [
        ("environment", USER, "long-lived, from ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
        ("oidc", SESSION, "temporary, from default/oidc_role_arn"),
        ("cli_profile", SESSION, "temporary, from default/cli_profile/static_sts"),
        ("credentials_file", USER, "long-lived, from default/profile/static_ak"),
        ("ecs_ram_role", SESSION, "temporary, from default/ecs_ram_role"),
        ("credentials_uri", SESSION, "temporary, from default/credential_uri"),
    ],
)
@pytest.mark.usefixtures("account")
def test_link_that_gave_the_credentials(
    link: str, key: AccessKey, source: str, links: Mapping[str, Link], diagnose: Examine
) -> None:
    """The finding has the library's name of the link and not the complete AccessKey ID. The call succeeds."""
    status, found = diagnose(**links[link](key))
    assert found["credentials"]["told"].endswith(source)
    assert key.access_key_id not in json.dumps(found)
    assert (status, found["call"]["status"]) == (0, "ok")


@pytest.mark.usefixtures("account")
def test_profile_and_role(home: Home, sts: Sts, diagnose: Examine) -> None:
    """For a role, the finding shows which key assumed it."""
    sts.hand_out(NEXT_SESSION)
    home.write_profiles(
        {
            "name": "prod",
            "mode": "AK",
            "access_key_id": USER.access_key_id,
            "access_key_secret": USER.access_key_secret,
        }
    )
    status, found = diagnose("--profile", "prod", "--assume-role-arn", ROLE_ARN)
    assert found["credentials"]["told"].endswith("temporary, from ram_role_arn/cli_profile/static_ak")
    assert status == 0


def test_no_credentials(account: Emulator, diagnose: Examine) -> None:
    """Without credentials, the exit code is 1, and the finding has the links and a fix. No request is sent."""
    status, found = diagnose()
    assert (status, found["credentials"]["status"], found["call"]["status"]) == (1, "failed", "skipped")
    assert "CLIProfileCredentialsProvider: " in found["credentials"]["told"]
    assert "ALIBABA_CLOUD_ACCESS_KEY_ID" in found["credentials"]["remedy"]
    assert account.requests == []


def test_credentials_that_are_refused(links: Mapping[str, Link], open_account: OpenAccount, diagnose: Examine) -> None:
    """If the service rejects the key, the findings have the link and the service's error code."""
    open_account()
    status, found = diagnose(**links["cli_profile"](SESSION))
    assert (status, found["credentials"]["status"], found["call"]["status"]) == (1, "ok", "failed")
    assert found["credentials"]["told"].endswith("default/cli_profile/static_sts")
    assert "InvalidAccessKeyId.NotFound" in found["call"]["told"]
    assert found["call"]["remedy"]
