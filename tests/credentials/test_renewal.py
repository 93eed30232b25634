# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Temporary keys that expire: each is renewed once, even during a list, or the error says that it expired."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.credentials.standins.keys import NEXT_SESSION, ROLE_ARN, SESSION, USER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_emulator.catalog import AccessKey
    from tests.credentials.conftest import Link, OpenAccount, Run
    from tests.credentials.home import Home
    from tests.credentials.standins.metadata import Metadata
    from tests.credentials.standins.sts import Sts

PACKAGES = 250
"""Three pages, of which the last two can be read in parallel."""

AGES = 600.0
"""The seconds by which the service's clock can be ahead. Keys that expire within this time are then expired."""


@pytest.fixture
def ending() -> AccessKey:
    """Return a key that expires in five minutes, whatever expiration STS returns."""
    return replace(SESSION, expiration=time.time() + AGES / 2)


def test_oidc_in_the_middle_of_a_listing(
    ending: AccessKey, links: Mapping[str, Link], sts: Sts, run: Run, open_account: OpenAccount
) -> None:
    """With OIDC, STS is called once more, and the list is complete."""
    open_account(ending, NEXT_SESSION, packages=PACKAGES, ages=AGES)
    variables = links["oidc"](SESSION)
    sts.hand_out(NEXT_SESSION)
    assert len(run("list", "--json", **variables).versions) == PACKAGES
    assert len(sts.calls) == 2


def test_ecs_ram_role_in_the_middle_of_a_listing(
    ending: AccessKey, links: Mapping[str, Link], metadata: Metadata, run: Run, open_account: OpenAccount
) -> None:
    """With a RAM role of the machine, the metadata service is queried again, and the list is complete."""
    open_account(ending, NEXT_SESSION, packages=PACKAGES, ages=AGES)
    variables = links["ecs_ram_role"](SESSION)
    metadata.keys.append(NEXT_SESSION)
    assert len(run("list", "--json", **variables).versions) == PACKAGES


def test_assumed_role_in_the_middle_of_a_listing(
    ending: AccessKey, links: Mapping[str, Link], sts: Sts, run: Run, open_account: OpenAccount
) -> None:
    """With a configured role, the role is assumed once more, and the list is complete."""
    open_account(ending, NEXT_SESSION, packages=PACKAGES, ages=AGES)
    sts.hand_out(SESSION)
    sts.hand_out(NEXT_SESSION)
    done = run("list", "--json", "--assume-role-arn", ROLE_ARN, **links["environment"](USER))
    assert len(done.versions) == PACKAGES
    assert len(sts.calls) == 2


def test_renewal_is_refused(
    ending: AccessKey, links: Mapping[str, Link], sts: Sts, run: Run, open_account: OpenAccount
) -> None:
    """If STS rejects the renewal during a list, the command fails with the error of STS."""
    open_account(ending, packages=150, ages=AGES)
    variables = links["oidc"](SESSION)
    sts.refuse(400, "AuthenticationFail.OIDCToken.Expired", "This JWT Token has expired.")
    told = run("list", "--json", **variables).failure
    assert "AuthenticationFail.OIDCToken.Expired" in told
    assert len(sts.calls) == 2


def test_renewed_key_is_refused_too(
    ending: AccessKey, links: Mapping[str, Link], sts: Sts, run: Run, open_account: OpenAccount
) -> None:
    """If the renewed key is rejected too, the command fails without a third attempt."""
    account = open_account(replace(ending, expiration=time.time() - 1), replace(NEXT_SESSION, expiration=1.0))
    variables = links["oidc"](SESSION)
    sts.hand_out(NEXT_SESSION)
    told = run("list", "--json", **variables).failure
    assert "InvalidSecurityToken.Expired" in told
    assert [request.code for request in account.requests] == ["InvalidSecurityToken.Expired"] * 2
    assert len(sts.calls) == 2


@pytest.mark.parametrize("link", ["environment", "cli_profile"])
def test_token_that_cannot_be_renewed(
    link: str, links: Mapping[str, Link], run: Run, open_account: OpenAccount
) -> None:
    """A fixed token is sent once. The error says that it expired and how to get a new one."""
    account = open_account(replace(SESSION, expiration=1.0))
    *told, advice = run("list", "--json", **links[link](SESSION)).failure.splitlines()
    (request,) = account.requests
    assert "InvalidSecurityToken.Expired" in told[0]
    assert request.request_id in told[0]
    assert advice.startswith("Get new temporary credentials")


def test_token_written_anew(links: Mapping[str, Link], home: Home, run: Run, open_account: OpenAccount) -> None:
    """A token that `aliyun configure` replaced is read by the next run."""
    open_account(replace(SESSION, expiration=1.0), NEXT_SESSION)
    assert run("list", "--json", **links["cli_profile"](SESSION)).status == 1
    home.write_profiles(
        {
            "mode": "StsToken",
            "access_key_id": NEXT_SESSION.access_key_id,
            "access_key_secret": NEXT_SESSION.access_key_secret,
            "sts_token": NEXT_SESSION.security_token,
        }
    )
    assert run("list", "--json").versions == ["0"]
