# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Temporary keys that end: renewed once, in the middle of a listing as well, or told plainly."""

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
"""Three pages, of which the last two may be asked for at once."""

AGES = 600.0
"""Seconds; the service's clock may be that much ahead, and what ends within them has then ended."""


@pytest.fixture
def ending() -> AccessKey:
    """Make a key that ends five minutes from now, whatever STS said when it handed it out."""
    return replace(SESSION, expiration=time.time() + AGES / 2)


def test_oidc_in_the_middle_of_a_listing(
    ending: AccessKey, links: Mapping[str, Link], sts: Sts, run: Run, open_account: OpenAccount
) -> None:
    """STS is asked once more, and not a package is missing."""
    open_account(ending, NEXT_SESSION, packages=PACKAGES, ages=AGES)
    variables = links["oidc"](SESSION)
    sts.hand_out(NEXT_SESSION)
    assert len(run("list", "--json", **variables).versions) == PACKAGES
    assert len(sts.calls) == 2


def test_ecs_ram_role_in_the_middle_of_a_listing(
    ending: AccessKey, links: Mapping[str, Link], metadata: Metadata, run: Run, open_account: OpenAccount
) -> None:
    """So is the metadata service."""
    open_account(ending, NEXT_SESSION, packages=PACKAGES, ages=AGES)
    variables = links["ecs_ram_role"](SESSION)
    metadata.keys.append(NEXT_SESSION)
    assert len(run("list", "--json", **variables).versions) == PACKAGES


def test_assumed_role_in_the_middle_of_a_listing(
    ending: AccessKey, links: Mapping[str, Link], sts: Sts, run: Run, open_account: OpenAccount
) -> None:
    """A role of our own settings is assumed once more."""
    open_account(ending, NEXT_SESSION, packages=PACKAGES, ages=AGES)
    sts.hand_out(SESSION)
    sts.hand_out(NEXT_SESSION)
    done = run("list", "--json", "--assume-role-arn", ROLE_ARN, **links["environment"](USER))
    assert len(done.versions) == PACKAGES
    assert len(sts.calls) == 2


def test_renewal_is_refused(
    ending: AccessKey, links: Mapping[str, Link], sts: Sts, run: Run, open_account: OpenAccount
) -> None:
    """Where STS gives no other key in the middle of a listing, nothing is listed, and what STS said is told."""
    open_account(ending, packages=150, ages=AGES)
    variables = links["oidc"](SESSION)
    sts.refuse(400, "AuthenticationFail.OIDCToken.Expired", "This JWT Token has expired.")
    told = run("list", "--json", **variables).failure
    assert "AuthenticationFail.OIDCToken.Expired" in told
    assert len(sts.calls) == 2


def test_renewed_key_is_refused_too(
    ending: AccessKey, links: Mapping[str, Link], sts: Sts, run: Run, open_account: OpenAccount
) -> None:
    """A second key that the service does not take either ends it: there is no third attempt."""
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
    """A token that somebody wrote down somewhere is sent once; the error says that it has ended and what to do."""
    account = open_account(replace(SESSION, expiration=1.0))
    *told, advice = run("list", "--json", **links[link](SESSION)).failure.splitlines()
    (request,) = account.requests
    assert "InvalidSecurityToken.Expired" in told[0]
    assert request.request_id in told[0]
    assert advice.startswith("Get new temporary credentials")


def test_token_written_anew(links: Mapping[str, Link], home: Home, run: Run, open_account: OpenAccount) -> None:
    """A token that `aliyun configure` has replaced in the meantime is read anew by the next run."""
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
