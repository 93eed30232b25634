# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The account from this package's settings: a profile of the aliyun CLI, and a role to assume."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.credentials.standins.keys import NEXT_SESSION, OTHER_ROLE_ARN, OTHER_USER, ROLE_ARN, SESSION, USER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_emulator.catalog import AccessKey
    from tests.credentials.conftest import Link, OpenAccount, Run
    from tests.credentials.home import Home
    from tests.credentials.standins.sts import Sts

DENIED = "You are not authorized to do this action. You should be authorized by RAM."


def _ak(name: str, key: AccessKey) -> dict[str, str]:
    return {
        "name": name,
        "mode": "AK",
        "access_key_id": key.access_key_id,
        "access_key_secret": key.access_key_secret,
    }


def test_profile_counts_before_the_environment(
    links: Mapping[str, Link], home: Home, run: Run, open_account: OpenAccount
) -> None:
    """A configured profile takes precedence over all credentials in the environment, and over the current profile."""
    open_account(USER)
    home.write_profiles(_ak("default", OTHER_USER), _ak("prod", USER))
    environment = {**links["environment"](OTHER_USER), **links["oidc"](OTHER_USER), "ALIBABA_CLOUD_PROFILE": "default"}
    assert run("list", "--json", "--profile", "prod", **environment).versions == ["0"]


def test_profile_is_not_there(links: Mapping[str, Link], home: Home, run: Run, open_account: OpenAccount) -> None:
    """A configured profile that does not exist is an error without a request, even if there are other credentials."""
    account = open_account(USER)
    home.write_profiles(_ak("default", USER))
    told = run("list", "--json", "--profile", "prod", **links["environment"](USER)).failure
    assert 'The aliyun CLI profile "prod"' in told
    assert "aliyun configure" in told.splitlines()[-1]
    assert account.requests == []


def test_profile_without_a_file(run: Run, open_account: OpenAccount, home: Home) -> None:
    """If the CLI's file does not exist, the error contains its path."""
    open_account(USER)
    told = run("list", "--json", "--profile", "prod").failure
    assert str(home.cli_file) in told


@pytest.mark.parametrize(
    "profile",
    [
        {"mode": "AK"},
        {"mode": "AK", "access_key_id": SESSION.access_key_id},
        {"mode": "StsToken", "access_key_id": SESSION.access_key_id},
    ],
    ids=["no key", "half a key", "half a temporary key"],
)
def test_profile_is_not_filled_from_the_environment(
    profile: Mapping[str, str], links: Mapping[str, Link], home: Home, run: Run, open_account: OpenAccount
) -> None:
    """Missing values of a profile are not taken from the environment's key, which may belong to another account."""
    account = open_account(OTHER_USER)
    home.write_profiles({"name": "prod", **profile})
    told = run("list", "--json", "--profile", "prod", **links["environment"](OTHER_USER)).failure
    assert 'The aliyun CLI profile "prod"' in told
    assert account.requests == []


@pytest.mark.parametrize("link", ["environment", "cli_profile", "ecs_ram_role", "credentials_uri"])
def test_role_assumed_by_temporary_credentials(
    link: str, links: Mapping[str, Link], sts: Sts, run: Run, open_account: OpenAccount
) -> None:
    """Temporary credentials from any source assume the role with their token."""
    open_account(NEXT_SESSION)
    sts.callers[SESSION.access_key_id] = SESSION
    sts.hand_out(NEXT_SESSION)
    assert run("list", "--json", "--assume-role-arn", ROLE_ARN, **links[link](SESSION)).versions == ["0"]
    (call,) = sts.calls
    assert (call["Action"], call["RoleArn"]) == ("AssumeRole", ROLE_ARN)


def test_role_assumed_by_another_role(links: Mapping[str, Link], sts: Sts, run: Run, open_account: OpenAccount) -> None:
    """Credentials from OIDC assume the role, with two calls to STS."""
    open_account(NEXT_SESSION)
    sts.callers[SESSION.access_key_id] = SESSION
    variables = links["oidc"](SESSION)
    sts.hand_out(NEXT_SESSION)
    assert run("list", "--json", "--assume-role-arn", OTHER_ROLE_ARN, **variables).versions == ["0"]
    assert [(call["Action"], call["RoleArn"]) for call in sts.calls] == [
        ("AssumeRoleWithOIDC", ROLE_ARN),
        ("AssumeRole", OTHER_ROLE_ARN),
    ]


def test_role_with_all_that_it_takes(
    links: Mapping[str, Link], sts: Sts, home: Home, run: Run, open_account: OpenAccount
) -> None:
    """A profile assumes a role with a session name and an external ID. The library's own variables have no effect."""
    open_account(SESSION)
    sts.hand_out(SESSION)
    home.write_profiles(_ak("prod", USER))
    role = ("--assume-role-arn", ROLE_ARN, "--assume-role-session-name", "pull-request-17")
    done = run(
        *("list", "--json", "--profile", "prod", *role, "--assume-role-external-id", "a+b=c,d.e@f:g/h-i"),
        ALIBABA_CLOUD_ROLE_ARN=OTHER_ROLE_ARN,
        ALIBABA_CLOUD_ROLE_SESSION_NAME="other",
        **links["environment"](OTHER_USER),
    )
    assert done.versions == ["0"]
    (call,) = sts.calls
    assert (call["AccessKeyId"], call["RoleArn"]) == (USER.access_key_id, ROLE_ARN)
    assert (call["RoleSessionName"], call["ExternalId"]) == ("pull-request-17", "a+b=c,d.e@f:g/h-i")


def test_role_of_the_environment(links: Mapping[str, Link], sts: Sts, run: Run, open_account: OpenAccount) -> None:
    """The role can come from the environment. The default session name is the package's name."""
    open_account(SESSION)
    sts.hand_out(SESSION)
    variables = {"ALICLOUD_ASSUME_ROLE_ARN": ROLE_ARN, "ALICLOUD_ASSUME_ROLE_EXTERNAL_ID": "abc"}
    assert run("list", "--json", **variables, **links["environment"](USER)).versions == ["0"]
    (call,) = sts.calls
    assert (call["RoleArn"], call["ExternalId"]) == (ROLE_ARN, "abc")
    assert call["RoleSessionName"] == "alicloud-iot-ota"


def test_role_is_refused(links: Mapping[str, Link], sts: Sts, run: Run, open_account: OpenAccount) -> None:
    """If the role is rejected, the error has the role, the response and the missing permission.

    No request uses the base key.
    """
    account = open_account(USER)
    sts.refuse(403, "NoPermission", DENIED)
    told = run("list", "--json", "--assume-role-arn", ROLE_ARN, **links["environment"](USER)).failure
    for part in (f"Cannot assume the role {ROLE_ARN}", "NoPermission", DENIED, "STS-REFUSED"):
        assert part in told
    assert "sts:AssumeRole" in told.splitlines()[-1]
    assert account.requests == []


def test_role_with_a_wrong_secret(links: Mapping[str, Link], sts: Sts, run: Run, open_account: OpenAccount) -> None:
    """STS repeats the caller's token in its signed text, URL-encoded, and the error does not show it."""
    open_account(NEXT_SESSION)
    sts.callers[SESSION.access_key_id] = SESSION
    variables = links["environment"](replace(SESSION, access_key_secret="wrong"))
    told = run("list", "--json", "--assume-role-arn", ROLE_ARN, **variables).failure
    assert "SignatureDoesNotMatch" in told


def test_role_without_credentials(run: Run, open_account: OpenAccount) -> None:
    """Without credentials to assume the role, the error lists the links and explains how to set a key."""
    open_account(USER)
    *told, advice = run("list", "--json", "--assume-role-arn", ROLE_ARN).failure.splitlines()
    assert "CLIProfileCredentialsProvider: " in told[0]
    assert "ALIBABA_CLOUD_ACCESS_KEY_ID" in advice


def test_role_is_no_arn(links: Mapping[str, Link], run: Run, open_account: OpenAccount) -> None:
    """An invalid role ARN is an error that contains the ARN."""
    open_account(USER)
    told = run("list", "--json", "--assume-role-arn", "firmware-reader", **links["environment"](USER)).failure
    assert "firmware-reader" in told
    assert "assumeRoleArn" in told


@pytest.mark.parametrize("option", ["--assume-role-session-name", "--assume-role-external-id"])
def test_half_a_role(option: str, links: Mapping[str, Link], run: Run, open_account: OpenAccount) -> None:
    """A role setting without the ARN is an error, so that no request is sent without the role."""
    account = open_account(USER)
    told = run("list", "--json", option, "abc", **links["environment"](USER)).failure
    assert "Set assumeRoleArn" in told
    assert account.requests == []
