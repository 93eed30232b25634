# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every mode of an aliyun CLI profile, and every type of a credentials file, that the library supports."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from tests.credentials.standins.keys import (
    ACCESS_TOKEN,
    NEXT_SESSION,
    OIDC_PROVIDER_ARN,
    OTHER_ROLE_ARN,
    OTHER_USER,
    REFRESH_TOKEN,
    ROLE_ARN,
    SESSION,
    USER,
    credentials_document,
)
from tests.credentials.standins.metadata import ROLE
from tests.credentials.standins.sign_in import CLOUD_SSO_HOST

if TYPE_CHECKING:
    from pathlib import Path

    from tests.credentials.conftest import OpenAccount, Run
    from tests.credentials.home import Home
    from tests.credentials.standins.metadata import Metadata
    from tests.credentials.standins.sign_in import SignIn
    from tests.credentials.standins.sts import Sts

USER_KEY = {"access_key_id": USER.access_key_id, "access_key_secret": USER.access_key_secret}
OTHER_KEY = {"access_key_id": OTHER_USER.access_key_id, "access_key_secret": OTHER_USER.access_key_secret}
WITH_METADATA = {"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "false"}


def test_ak(home: Home, run: Run, open_account: OpenAccount) -> None:
    """Mode AK: a long-lived key."""
    open_account(USER)
    home.write_profiles({"mode": "AK", **USER_KEY})
    assert run("list", "--json").versions == ["0"]


def test_ram_role_arn(home: Home, sts: Sts, run: Run, open_account: OpenAccount) -> None:
    """Mode RamRoleArn: the key assumes a role at the STS of the profile's region, with all settings of the profile."""
    open_account(SESSION)
    sts.hand_out(SESSION)
    home.write_profiles(
        {
            "mode": "RamRoleArn",
            **USER_KEY,
            "ram_role_arn": ROLE_ARN,
            "ram_session_name": "laptop",
            "external_id": "a+b=c,d.e@f:g/h-i",
            "expired_seconds": 900,
            "sts_region": "cn-shanghai",
        }
    )
    assert run("list", "--json").versions == ["0"]
    (call,) = sts.calls
    assert (call["AccessKeyId"], call["RoleArn"]) == (USER.access_key_id, ROLE_ARN)
    assert (call["RoleSessionName"], call["ExternalId"]) == ("laptop", "a+b=c,d.e@f:g/h-i")
    assert call["DurationSeconds"] == "900"
    assert sts.hosts == ["sts.cn-shanghai.aliyuncs.com"]


def test_chainable_ram_role_arn(home: Home, sts: Sts, run: Run, open_account: OpenAccount) -> None:
    """Mode ChainableRamRoleArn: the role of one profile assumes another role."""
    open_account(NEXT_SESSION)
    sts.callers[SESSION.access_key_id] = SESSION
    sts.hand_out(SESSION)
    sts.hand_out(NEXT_SESSION)
    home.write_profiles(
        {"mode": "ChainableRamRoleArn", "source_profile": "base", "ram_role_arn": OTHER_ROLE_ARN},
        {"name": "base", "mode": "RamRoleArn", **USER_KEY, "ram_role_arn": ROLE_ARN, "ram_session_name": "laptop"},
    )
    assert run("list", "--json").versions == ["0"]
    assert [(call["AccessKeyId"], call["RoleArn"]) for call in sts.calls] == [
        (USER.access_key_id, ROLE_ARN),
        (SESSION.access_key_id, OTHER_ROLE_ARN),
    ]


def test_ecs_ram_role(home: Home, metadata: Metadata, run: Run, open_account: OpenAccount) -> None:
    """Mode EcsRamRole: the role of the current machine."""
    open_account(SESSION)
    metadata.keys.append(SESSION)
    home.write_profiles({"mode": "EcsRamRole", "ram_role_name": ROLE})
    assert run("list", "--json", **WITH_METADATA).versions == ["0"]


def test_oidc(home: Home, sts: Sts, run: Run, open_account: OpenAccount) -> None:
    """Mode OIDC: an identity provider's token assumes a role."""
    open_account(SESSION)
    sts.hand_out(SESSION)
    home.write_profiles(
        {
            "mode": "OIDC",
            "ram_role_arn": ROLE_ARN,
            "oidc_provider_arn": OIDC_PROVIDER_ARN,
            "oidc_token_file": home.write_oidc_token(),
            "role_session_name": "pipeline",
        }
    )
    assert run("list", "--json").versions == ["0"]
    assert [call["Action"] for call in sts.calls] == ["AssumeRoleWithOIDC"]


def test_external(home: Home, tmp_path: Path, run: Run, open_account: OpenAccount) -> None:
    """Mode External: a command prints the key."""
    open_account(SESSION)
    parts = credentials_document(SESSION)
    answer = {
        "mode": "StsToken",
        "access_key_id": parts["AccessKeyId"],
        "access_key_secret": parts["AccessKeySecret"],
        "sts_token": parts["SecurityToken"],
        "expiration": parts["Expiration"],
    }
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(answer), encoding="utf-8")
    home.write_profiles({"mode": "External", "process_command": f"cat '{path}'"})
    assert run("list", "--json", PATH="/usr/bin:/bin").versions == ["0"]


def test_cloud_sso(home: Home, sign_in: SignIn, run: Run, open_account: OpenAccount) -> None:
    """Mode CloudSSO: the login from `aliyun configure` is exchanged for a key."""
    open_account(SESSION)
    sign_in.key = SESSION
    home.write_profiles(
        {
            "mode": "CloudSSO",
            "cloud_sso_sign_in_url": f"https://{CLOUD_SSO_HOST}/start/login",
            "cloud_sso_account_id": "100000000000001",
            "cloud_sso_access_config": "ac-reader",
            "access_token": ACCESS_TOKEN,
            "cloud_sso_access_token_expire": int(time.time()) + 3600,
        }
    )
    assert run("list", "--json").versions == ["0"]
    assert sign_in.asked == ["/cloud-credentials"]


def test_oauth(home: Home, sign_in: SignIn, run: Run, open_account: OpenAccount) -> None:
    """Mode OAuth: an expired login is renewed and exchanged for a key, which the next run reuses."""
    open_account(SESSION)
    sign_in.key = SESSION
    home.write_profiles({"mode": "OAuth", "oauth_site_type": "CN", "oauth_refresh_token": REFRESH_TOKEN})
    assert run("list", "--json").versions == ["0"]
    assert run("list", "--json").versions == ["0"]
    assert sign_in.asked == ["/v1/token", "/v1/exchange"]


def test_current_profile(home: Home, run: Run, open_account: OpenAccount) -> None:
    """If there are several profiles, the current one is used."""
    open_account(USER)
    home.write_profiles({"name": "mine", "mode": "AK", **USER_KEY}, {"name": "default", "mode": "AK", **OTHER_KEY})
    assert run("list", "--json").versions == ["0"]


def test_profile_of_the_environment(home: Home, run: Run, open_account: OpenAccount) -> None:
    """ALIBABA_CLOUD_PROFILE selects another profile."""
    open_account(USER)
    home.write_profiles({"mode": "AK", **OTHER_KEY}, {"name": "mine", "mode": "AK", **USER_KEY})
    assert run("list", "--json", ALIBABA_CLOUD_PROFILE="mine").versions == ["0"]


def test_cli_profiles_disabled(home: Home, run: Run, open_account: OpenAccount) -> None:
    """ALIBABA_CLOUD_CLI_PROFILE_DISABLED removes the CLI's profiles from the chain."""
    open_account(USER)
    home.write_profiles({"mode": "AK", **OTHER_KEY})
    home.write_credentials({"type": "access_key", **USER_KEY})
    assert run("list", "--json", ALIBABA_CLOUD_CLI_PROFILE_DISABLED="true").versions == ["0"]


def test_file_ram_role_arn(home: Home, sts: Sts, run: Run, open_account: OpenAccount) -> None:
    """Type ram_role_arn in a credentials file: the key assumes a role."""
    open_account(SESSION)
    sts.hand_out(SESSION)
    role = {"role_arn": ROLE_ARN, "role_session_name": "laptop"}
    home.write_credentials({"type": "ram_role_arn", **USER_KEY, **role})
    assert run("list", "--json").versions == ["0"]
    assert [(call["Action"], call["RoleArn"]) for call in sts.calls] == [("AssumeRole", ROLE_ARN)]


def test_file_ecs_ram_role(home: Home, metadata: Metadata, run: Run, open_account: OpenAccount) -> None:
    """Type ecs_ram_role in a credentials file: the role of the machine."""
    open_account(SESSION)
    metadata.keys.append(SESSION)
    home.write_credentials({"type": "ecs_ram_role", "role_name": ROLE})
    assert run("list", "--json", **WITH_METADATA).versions == ["0"]


def test_file_oidc_role_arn(home: Home, sts: Sts, run: Run, open_account: OpenAccount) -> None:
    """Type oidc_role_arn in a credentials file: an identity provider's token assumes a role."""
    open_account(SESSION)
    sts.hand_out(SESSION)
    home.write_credentials(
        {
            "type": "oidc_role_arn",
            "role_arn": ROLE_ARN,
            "oidc_provider_arn": OIDC_PROVIDER_ARN,
            "oidc_token_file_path": home.write_oidc_token(),
            "role_session_name": "pipeline",
        }
    )
    assert run("list", "--json").versions == ["0"]
    assert [call["Action"] for call in sts.calls] == ["AssumeRoleWithOIDC"]
