# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Several providers in one program: each calls with its own account only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.credentials.standins.keys import NEXT_SESSION, OTHER_ROLE_ARN, OTHER_USER, ROLE_ARN, SESSION, USER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.credentials.conftest import Link, OpenAccount, Run
    from tests.credentials.home import Home
    from tests.credentials.standins.sts import Sts


def test_profiles_of_two_accounts(links: Mapping[str, Link], home: Home, run: Run, open_account: OpenAccount) -> None:
    """Providers with two profiles, a key and the default chain each use their own account."""
    accounts = [
        open_account(key, packages=count) for count, key in enumerate((USER, OTHER_USER, NEXT_SESSION, SESSION))
    ]
    home.write_profiles(
        *(
            {
                "name": name,
                "mode": "AK",
                "access_key_id": key.access_key_id,
                "access_key_secret": key.access_key_secret,
            }
            for name, key in (("one", USER), ("two", OTHER_USER))
        )
    )
    given = {
        "accessKeyId": NEXT_SESSION.access_key_id,
        "accessKeySecret": NEXT_SESSION.access_key_secret,
        "securityToken": NEXT_SESSION.security_token,
    }
    providers: list[dict[str, str | None]] = [{"profile": "one"}, {"profile": "two"}, given, {}]
    argv = [
        json.dumps({**provider, "endpoint": account.url}) for provider, account in zip(providers, accounts, strict=True)
    ]
    done = run(*argv, program="accounts.py", **links["oidc"](SESSION))
    assert (done.err, json.loads(done.out)) == ("", [0, 1, 2, 3])


def test_roles_of_two_accounts(links: Mapping[str, Link], sts: Sts, run: Run, open_account: OpenAccount) -> None:
    """Two providers assume different roles with one key, and each uses its own role."""
    keys = {ROLE_ARN: SESSION, OTHER_ROLE_ARN: NEXT_SESSION}
    sts.roles.update(keys)
    argv = [
        json.dumps({"assumeRoleArn": role, "endpoint": open_account(key, packages=count).url})
        for count, (role, key) in enumerate(keys.items())
    ]
    done = run(*argv, program="accounts.py", **links["environment"](USER))
    assert (done.err, json.loads(done.out)) == ("", [0, 1])


def test_kept_list_of_another_account(links: Mapping[str, Link], run: Run, open_account: OpenAccount) -> None:
    """A list on disk is not used for another account, even with the same product and endpoint."""
    open_account(USER)
    kept = {"ALICLOUD_IOT_OTA_CACHE_MAX_AGE": "600"}
    assert run("list", "--json", **kept, **links["environment"](USER)).status == 0
    told = run("list", "--json", **kept, **links["environment"](OTHER_USER)).failure
    assert "InvalidAccessKeyId.NotFound" in told
