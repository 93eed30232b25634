# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Variables of related tools that the credentials library does not support: they select the same account.

An invalid value is an error.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.credentials.standins.keys import OTHER_USER, ROLE_ARN, SESSION, USER
from tests.credentials.standins.metadata import ROLE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.credentials.conftest import Link, OpenAccount, Run
    from tests.credentials.home import Home
    from tests.credentials.standins.metadata import Metadata
    from tests.credentials.standins.sts import Sts

USER_KEY = {"access_key_id": USER.access_key_id, "access_key_secret": USER.access_key_secret}
OTHER_KEY = {"access_key_id": OTHER_USER.access_key_id, "access_key_secret": OTHER_USER.access_key_secret}
WITH_METADATA = {"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "false"}


@pytest.mark.parametrize("variable", ["ALIBABA_CLOUD_PROFILE", "ALICLOUD_PROFILE", "ALIBABACLOUD_PROFILE"])
def test_profile(variable: str, home: Home, run: Run, open_account: OpenAccount) -> None:
    """Each variable sets the profile."""
    open_account(USER)
    home.write_profiles({"mode": "AK", **OTHER_KEY}, {"name": "mine", "mode": "AK", **USER_KEY})
    assert run("list", "--json", **{variable: "mine"}).versions == ["0"]


def test_section(home: Home, run: Run, open_account: OpenAccount) -> None:
    """The variable also sets the section of a credentials file, like the library's own variable."""
    open_account(USER)
    home.write_credentials({"type": "access_key", **OTHER_KEY})
    with home.credentials_file.open("a") as file:
        file.write("[mine]\ntype = access_key\n" + "".join(f"{name} = {text}\n" for name, text in USER_KEY.items()))
    assert run("list", "--json", ALICLOUD_PROFILE="mine").versions == ["0"]


def test_key_goes_before_the_profile(home: Home, run: Run, open_account: OpenAccount) -> None:
    """A key in the environment takes precedence over the profile, as in the default chain and in Terraform."""
    open_account(USER)
    home.write_profiles({"name": "mine", "mode": "AK", **OTHER_KEY})
    key = {"ALICLOUD_ACCESS_KEY": USER.access_key_id, "ALICLOUD_SECRET_KEY": USER.access_key_secret}
    assert run("list", "--json", ALICLOUD_PROFILE="mine", **key).versions == ["0"]


def test_profiles_ignored(home: Home, run: Run, open_account: OpenAccount) -> None:
    """ALIBABA_CLOUD_IGNORE_PROFILE, a variable of the aliyun CLI, removes the CLI's profiles from the chain."""
    open_account(USER)
    home.write_profiles({"mode": "AK", **OTHER_KEY})
    home.write_credentials({"type": "access_key", **USER_KEY})
    assert run("list", "--json", ALIBABA_CLOUD_IGNORE_PROFILE="TRUE").versions == ["0"]


@pytest.mark.parametrize(
    ("variable", "name"), [("ALICLOUD_SHARED_CREDENTIALS_FILE", "cli"), ("ALIBABA_CLOUD_CREDENTIALS_FILE", "cli.json")]
)
@pytest.mark.parametrize("profile", [{"ALICLOUD_PROFILE": "mine"}, {"ALIBABA_CLOUD_PROFILE": "mine"}], ids=str)
def test_file_of_the_cli(  # noqa: PLR0913, PLR0917 - what leads to a key
    variable: str, name: str, profile: dict[str, str], home: Home, run: Run, open_account: OpenAccount, tmp_path: Path
) -> None:
    """Terraform's file with profiles replaces the CLI's own file."""
    open_account(USER)
    home.write_profiles({"name": "mine", "mode": "AK", **OTHER_KEY})
    held = {"current": "x", "profiles": [{"name": "mine", "mode": "AK", **USER_KEY}]}
    (tmp_path / name).write_text(json.dumps(held))
    assert run("list", "--json", **{variable: str(tmp_path / name)}, **profile).versions == ["0"]
    assert run("list", "--json", "--profile", "mine", **{variable: str(tmp_path / name)}).versions == ["0"]


def test_role_of_the_instance(metadata: Metadata, run: Run, open_account: OpenAccount) -> None:
    """ALICLOUD_ECS_ROLE_NAME sets the role, so that the metadata service is not asked for the role's name."""
    open_account(SESSION)
    metadata.keys.append(SESSION)
    assert run("list", "--json", ALICLOUD_ECS_ROLE_NAME=ROLE, **WITH_METADATA).versions == ["0"]


def test_credentials_uri(links: Mapping[str, Link], run: Run, open_account: OpenAccount) -> None:
    """ALICLOUD_CREDENTIALS_URI is used as a credentials URI."""
    open_account(SESSION)
    (uri,) = links["credentials_uri"](SESSION).values()
    assert run("list", "--json", ALICLOUD_CREDENTIALS_URI=uri).versions == ["0"]


@pytest.mark.parametrize("variable", ["ALIBABA_CLOUD_CREDENTIALS_URI", "ALICLOUD_CREDENTIALS_URI"])
@pytest.mark.parametrize("uri", ["http://someone:hush-word@127.0.0.1:1/x?token=hush-too", "hush-scheme:/hush/x?y=hush"])
def test_credentials_uri_stays_secret(variable: str, uri: str, run: Run, open_account: OpenAccount) -> None:
    """The error of a failed credentials URI does not contain the secrets in the URI."""
    open_account(SESSION)
    told = run("list", "--json", **{variable: uri}).failure
    assert "URLCredentialsProvider: " in told
    assert "hush" not in told


@pytest.mark.parametrize("link", ["ecs_ram_role", "credentials_uri"])
@pytest.mark.parametrize(
    "named",
    [
        {"ALIBABA_CLOUD_PROFILE": "nowhere"},
        {"ALICLOUD_PROFILE": "nowhere"},
        {"ALIBABA_CLOUD_CREDENTIALS_FILE": "/nowhere.ini"},
        {"ALICLOUD_SHARED_CREDENTIALS_FILE": "/nowhere"},
    ],
    ids=str,
)
def test_named_and_not_there(
    named: dict[str, str], link: str, links: Mapping[str, Link], run: Run, open_account: OpenAccount
) -> None:
    """If a configured profile or file has no credentials, that is an error. The machine may have another account."""
    account = open_account(SESSION)
    told = run("list", "--json", **links[link](SESSION), **named).failure
    assert next(iter(named)) in told
    assert account.requests == []


@pytest.mark.parametrize("variable", ["ALIBABA_CLOUD_PROFILE", "ALICLOUD_PROFILE"])
def test_a_profile_that_does_not_exist(variable: str, home: Home, run: Run, open_account: OpenAccount) -> None:
    """The error for a profile that does not exist suggests correcting the variable, not setting an access key."""
    open_account(SESSION)
    home.write_profiles({"mode": "AK", **USER_KEY})
    told = run("list", "--json", **{variable: "nowhere"}).failure
    assert f"Correct {variable} in the environment" in told
    assert "Set ALIBABA_CLOUD_ACCESS_KEY_ID" not in told


def test_clock(home: Home, sts: Sts, run: Run, open_account: OpenAccount) -> None:
    """If STS rejects a request because of its time, the error blames the clock, not the role."""
    open_account(SESSION)
    home.write_profiles({"mode": "AK", **USER_KEY})
    for code in ("InvalidTimeStamp.Expired", "IllegalTimestamp"):
        sts.refuse(400, code, 'The input parameter "Timestamp" is not supplied.')
        told = run("list", "--json", ALICLOUD_ASSUME_ROLE_ARN=ROLE_ARN).failure
        assert code in told
        assert "Synchronize the clock of this machine" in told.splitlines()[-1]
