# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Alibaba Cloud's default credentials chain: each link finds the packages of its account, and the first one wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.credentials.standins.keys import OIDC_PROVIDER_ARN, OTHER_USER, ROLE_ARN, SESSION, USER
from tests.credentials.standins.metadata import ROLE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from alicloud_iot_emulator.catalog import AccessKey
    from tests.credentials.conftest import Link, OpenAccount, Run
    from tests.credentials.home import Home
    from tests.credentials.standins.metadata import Metadata
    from tests.credentials.standins.sts import Sts

CHAIN = ("environment", "oidc", "cli_profile", "credentials_file", "ecs_ram_role", "credentials_uri")


def _key(link: str) -> AccessKey:
    """Return a key for a link. A credentials file supports only long-lived keys."""
    return USER if link == "credentials_file" else SESSION


@pytest.mark.parametrize("link", CHAIN)
def test_each_link_alone(link: str, links: Mapping[str, Link], run: Run, open_account: OpenAccount) -> None:
    """Each link works alone, and the service accepts its key and token."""
    open_account(_key(link))
    assert run("list", "--json", **links[link](_key(link))).versions == ["0"]


@pytest.mark.parametrize("link", CHAIN[:-1])
def test_an_earlier_link_counts(link: str, links: Mapping[str, Link], run: Run, open_account: OpenAccount) -> None:
    """If several links are available, the first one is used."""
    open_account(_key(link))
    later = CHAIN[CHAIN.index(link) + 1 :]
    others = {name: value for other in later for name, value in links[other](OTHER_USER).items()}
    assert run("list", "--json", **others, **links[link](_key(link))).versions == ["0"]


def test_long_lived_key_of_the_environment(links: Mapping[str, Link], run: Run, open_account: OpenAccount) -> None:
    """A key without a token is sent without one."""
    open_account(USER)
    assert run("list", "--json", **links["environment"](USER)).versions == ["0"]


@pytest.mark.parametrize("missing", ["TOKEN_FILE", "PROVIDER_ARN"])
def test_oidc_takes_all_its_variables(
    missing: str, links: Mapping[str, Link], run: Run, open_account: OpenAccount, sts: Sts
) -> None:
    """If a variable of the OIDC link is missing, the link is skipped with a note, and the next one is used."""
    open_account(SESSION)
    oidc = links["oidc"](OTHER_USER)
    del oidc[f"ALIBABA_CLOUD_OIDC_{missing}"]
    done = run("list", "--json", **oidc, **links["cli_profile"](SESSION))
    assert done.err.startswith("note: ALIBABA_CLOUD_ROLE_ARN and ALIBABA_CLOUD_OIDC_")
    assert f"is ignored: OIDC also needs ALIBABA_CLOUD_OIDC_{missing}." in done.err
    assert done._replace(err="").versions == ["0"]
    assert sts.calls == []


def test_what_oidc_asks_sts_for(links: Mapping[str, Link], run: Run, open_account: OpenAccount, sts: Sts) -> None:
    """OIDC uses the environment's role, provider and session, at the STS of its region, with one request."""
    open_account(SESSION)
    variables = {
        "ALIBABA_CLOUD_ROLE_SESSION_NAME": "pipeline-17",
        "ALIBABA_CLOUD_STS_REGION": "cn-shanghai",
        "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED": "true",
    }
    assert run("list", "--json", **links["oidc"](SESSION), **variables).versions == ["0"]
    (call,) = sts.calls
    assert (call["RoleArn"], call["OIDCProviderArn"]) == (ROLE_ARN, OIDC_PROVIDER_ARN)
    assert call["RoleSessionName"] == "pipeline-17"
    assert sts.hosts == ["sts-vpc.cn-shanghai.aliyuncs.com"]


def test_a_link_that_fails_gives_way(links: Mapping[str, Link], run: Run, open_account: OpenAccount, sts: Sts) -> None:
    """A link that fails is skipped. This is the library's rule in every language."""
    open_account(SESSION)
    sts.refuse(400, "AuthenticationFail.OIDCToken.Expired", "This JWT Token has expired.")
    assert run("list", "--json", **links["oidc"](OTHER_USER), **links["cli_profile"](SESSION)).versions == ["0"]


def test_credentials_file_elsewhere(home: Home, tmp_path: Path, run: Run, open_account: OpenAccount) -> None:
    """ALIBABA_CLOUD_CREDENTIALS_FILE sets the location of the credentials file."""
    open_account(USER)
    path = tmp_path / "elsewhere.ini"
    fields = {"access_key_id": USER.access_key_id, "access_key_secret": USER.access_key_secret}
    home.write_credentials({"type": "access_key", **fields}, path)
    assert run("list", "--json", ALIBABA_CLOUD_CREDENTIALS_FILE=str(path)).versions == ["0"]


def test_metadata_is_asked_with_a_token(
    links: Mapping[str, Link], metadata: Metadata, run: Run, open_account: OpenAccount
) -> None:
    """With a configured role, the metadata service is not asked for its name. Each request has an IMDSv2 token."""
    open_account(SESSION)
    variables = links["ecs_ram_role"](SESSION)
    assert run("list", "--json", **variables, ALIBABA_CLOUD_ECS_METADATA=ROLE).versions == ["0"]
    assert metadata.asked == [
        ("PUT", "/latest/api/token"),
        ("GET", f"/latest/meta-data/ram/security-credentials/{ROLE}"),
    ]


def test_metadata_without_tokens(
    links: Mapping[str, Link], metadata: Metadata, run: Run, open_account: OpenAccount
) -> None:
    """Without IMDSv2, an instance in normal mode is queried without a token."""
    open_account(SESSION)
    metadata.is_hardened = metadata.has_tokens = False
    assert run("list", "--json", **links["ecs_ram_role"](SESSION)).versions == ["0"]


@pytest.mark.parametrize("link", ["oidc", "ecs_ram_role"])
def test_debugging_the_library(link: str, links: Mapping[str, Link], run: Run, open_account: OpenAccount) -> None:
    """The library's debug log (DEBUG=sdk) would show tokens, so none of it is printed."""
    open_account(SESSION)
    assert run("list", "--json", **links[link](SESSION), DEBUG="sdk").versions == ["0"]
