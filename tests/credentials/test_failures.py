# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Where no key is to be had, the error says what each link lacked and what to do; no secret, no traceback.

That no secret and no traceback came out, and that nobody else was asked, `run` sees to in every test.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.credentials.standins.keys import (
    OIDC_PROVIDER_ARN,
    ROLE_ARN,
    SESSION,
    USER,
    credentials_document,
)
from tests.credentials.standins.server import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.credentials.conftest import Link, OpenAccount, Run
    from tests.credentials.home import Home
    from tests.credentials.standins.metadata import Metadata
    from tests.credentials.standins.sts import Sts

WITH_METADATA = {"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "false"}
USER_KEY = {"access_key_id": USER.access_key_id, "access_key_secret": USER.access_key_secret}
RAM_ROLE = {"mode": "RamRoleArn", **USER_KEY, "ram_role_arn": ROLE_ARN, "ram_session_name": "laptop"}
DENIED = "You are not authorized to do this action. You should be authorized by RAM."


@pytest.fixture(autouse=True)
def _account(open_account: OpenAccount) -> None:
    """Have an account to ask, though nobody gets as far."""
    open_account(USER, SESSION)


CORRECT_PROFILE = "Correct ALIBABA_CLOUD_PROFILE in the environment: run `aliyun configure list`."


@pytest.fixture
def failure(run: Run) -> Callable[..., str]:
    """Run `list`, which must fail for lack of a key, and return what went wrong, without the line of advice."""

    def fail(*argv: str, advice: str = "Set ALIBABA_CLOUD_ACCESS_KEY_ID", **environment: str) -> str:
        *told, remedy = run("list", "--json", *argv, **environment).failure.splitlines()
        assert remedy.startswith(advice)
        return "\n".join(told)

    return fail


def test_nothing_at_all(failure: Callable[..., str], home: Home) -> None:
    """Every link that was tried is named, with what it lacked; those that are switched off are not."""
    told = failure()
    for link in ("EnvironmentVariable", "CLIProfile", "Profile"):
        assert re.search(rf"\b{link}CredentialsProvider: ", told), told
    assert str(home.cli_file) in told
    assert "Ecs" not in told


def test_half_a_key(run: Run) -> None:
    """Half a key in the environment is a mistake, and no reason to call as somebody else."""
    told = run("list", "--json", ALIBABA_CLOUD_ACCESS_KEY_ID=USER.access_key_id).failure
    assert "the AccessKey secret is missing" in told


@pytest.mark.parametrize(
    "refusal",
    [
        (403, "NoPermission", DENIED),
        (400, "AuthenticationFail.OIDCToken.Expired", "This JWT Token has expired."),
        (404, "EntityNotExist.Role", "The role not exists: firmware-reader."),
        (500, "InternalError", "The request processing has failed due to some unknown error."),
    ],
    ids=lambda refusal: refusal[1],
)
def test_sts_refuses_oidc(
    refusal: tuple[int, str, str], failure: Callable[..., str], links: Mapping[str, Link], sts: Sts
) -> None:
    """What STS answered is told, with the RequestId that Alibaba Cloud's support asks for."""
    sts.refuse(*refusal)
    told = failure(**links["oidc"](SESSION))
    for part in ("oidc_role_arn", *map(str, refusal), "STS-REFUSED"):
        assert part in told


def test_oidc_token_file_is_missing(failure: Callable[..., str], tmp_path: Path, sts: Sts) -> None:
    """The file that is not there is named."""
    told = failure(
        ALIBABA_CLOUD_OIDC_TOKEN_FILE=str(tmp_path / "nowhere"),
        ALIBABA_CLOUD_ROLE_ARN=ROLE_ARN,
        ALIBABA_CLOUD_OIDC_PROVIDER_ARN=OIDC_PROVIDER_ARN,
    )
    assert f"No such file or directory: '{tmp_path / 'nowhere'}'" in told
    assert sts.calls == []


@pytest.mark.parametrize(
    "body",
    [
        "<html>A proxy's page</html>",
        {"RequestId": "STS-ODD"},
        {"RequestId": "STS-ODD", "Credentials": {"AccessKeySecret": SESSION.access_key_secret}},
    ],
)
def test_sts_answers_oddly(body: object, failure: Callable[..., str], links: Mapping[str, Link], sts: Sts) -> None:
    """An answer that is none fails, even where a part of a key is in it, which is not shown."""
    sts.answer(Answer(200, body))
    assert "OIDCRoleArnCredentialsProvider: " in failure(**links["oidc"](SESSION))


def test_sts_is_not_trusted(failure: Callable[..., str], links: Mapping[str, Link], sts: Sts) -> None:
    """An STS whose certificate nobody vouches for is asked nothing."""
    told = failure(**links["oidc"](SESSION), SSL_CERT_FILE="")
    assert "CERTIFICATE_VERIFY_FAILED" in told
    assert sts.calls == []


def test_sts_refuses_a_profile(failure: Callable[..., str], home: Home, sts: Sts) -> None:
    """A role that the profile's key may not assume: the code is told."""
    home.write_profiles(RAM_ROLE)
    sts.refuse(403, "NoPermission", DENIED)
    told = failure()
    for part in ("CLIProfileCredentialsProvider", "ram_role_arn", "NoPermission", DENIED):
        assert part in told


def test_profile_has_a_wrong_secret(failure: Callable[..., str], home: Home) -> None:
    """A secret that does not fit is found out by STS, and nothing of it is shown."""
    home.write_profiles({**RAM_ROLE, "access_key_secret": SESSION.access_key_secret})
    assert "SignatureDoesNotMatch" in failure()


def test_session_has_a_wrong_secret(failure: Callable[..., str], home: Home, sts: Sts) -> None:
    """STS repeats the token of the caller in what it says it signed; it is not shown."""
    sts.callers[SESSION.access_key_id] = SESSION
    base = {"access_key_id": SESSION.access_key_id, "access_key_secret": "wrong", "sts_token": SESSION.security_token}
    home.write_profiles(
        {"mode": "ChainableRamRoleArn", "source_profile": "base", "ram_role_arn": ROLE_ARN},
        {"name": "base", "mode": "StsToken", **base},
    )
    assert "SignatureDoesNotMatch" in failure()


def test_profile_file_is_broken(failure: Callable[..., str], home: Home) -> None:
    """A CLI file that is no JSON is named."""
    home.write_profiles({"mode": "AK", **USER_KEY})
    home.cli_file.write_text(home.cli_file.read_text(encoding="utf-8")[:-1], encoding="utf-8")
    told = failure()
    assert re.search(rf"failed to parse .*{re.escape(str(home.cli_file))}", told)


@pytest.mark.parametrize(
    ("profile", "cause"),
    [
        ({"mode": "AK", "access_key_id": USER.access_key_id}, "the access key secret is empty"),
        ({"mode": "Telepathy"}, "unsupported profile mode 'Telepathy'"),
        ({"mode": "ChainableRamRoleArn", "source_profile": "gone", "ram_role_arn": ROLE_ARN}, "profile with 'gone'"),
        ({"mode": "CloudSSO", "access_token": "old", "cloud_sso_access_token_expire": 1}, "please re-login with cli"),
        ({"mode": "External", "process_command": "/nowhere/keys"}, "/nowhere/keys"),
        ({"mode": "EcsRamRole", "ram_role_name": "firmware-reader"}, "IMDS credentials is disabled"),
    ],
    ids=lambda value: value["mode"] if isinstance(value, dict) else "",
)
def test_profile_is_no_use(profile: Mapping[str, object], cause: str, failure: Callable[..., str], home: Home) -> None:
    """A profile that lacks something says what."""
    home.write_profiles(profile)
    assert cause in failure()


def test_profile_of_the_environment_is_not_there(failure: Callable[..., str], home: Home) -> None:
    """ALIBABA_CLOUD_PROFILE with a name that the file does not have: the name is told."""
    home.write_profiles({"mode": "AK", **USER_KEY})
    assert "profile with 'prod'" in failure(advice=CORRECT_PROFILE, ALIBABA_CLOUD_PROFILE="prod")


def test_credentials_file_without_the_section(failure: Callable[..., str], home: Home) -> None:
    """A credentials file without the section that is asked for is named."""
    home.write_credentials({"type": "access_key", **USER_KEY})
    told = failure(advice=CORRECT_PROFILE, ALIBABA_CLOUD_PROFILE="prod")
    assert re.search(rf" 'ProfileCredentialsProvider: [^']*{re.escape(str(home.credentials_file))}", told)


def test_credentials_file_of_an_unknown_type(failure: Callable[..., str], home: Home) -> None:
    """The library has no type for temporary keys, and says so."""
    home.write_credentials({"type": "sts", **USER_KEY, "security_token": str(SESSION.security_token)})
    assert "unsupported credential type sts" in failure()


def test_metadata_has_no_role(failure: Callable[..., str], metadata: Metadata) -> None:
    """An instance without a role says so by 404."""
    metadata.is_hardened = False
    assert "EcsRamRoleCredentialsProvider: " in (told := failure(**WITH_METADATA))
    assert "HttpCode=404" in told


def test_metadata_wants_a_token_and_gives_none(failure: Callable[..., str], metadata: Metadata) -> None:
    """An instance in hardened mode whose service gives no token, as behind too few network hops."""
    metadata.has_tokens = False
    metadata.keys.append(SESSION)
    assert "HttpCode=403" in failure(**WITH_METADATA)


def test_metadata_is_broken(failure: Callable[..., str], metadata: Metadata) -> None:
    """A document that is cut off gives no key."""
    metadata.keys.append(SESSION)
    metadata.is_broken = True
    assert "EcsRamRoleCredentialsProvider: " in failure(**WITH_METADATA)


@pytest.mark.parametrize(
    ("status", "document"),
    [
        (404, "nothing here"),
        (200, "<html>A proxy's page</html>"),
        (200, {"Code": "Failed", **credentials_document(SESSION)}),
        (200, json.dumps(credentials_document(SESSION))),
        (200, {"Code": "Success", **credentials_document(SESSION, -60)}),
    ],
    ids=["not found", "page", "failed", "no code", "expired"],
)
def test_credentials_uri_has_no_key(
    status: int, document: object, failure: Callable[..., str], serve_document: Callable[..., str]
) -> None:
    """A document that gives no valid key fails, and what is in it and in the address stays secret."""
    uri = serve_document(document, status) + f"?token={SESSION.security_token}"
    assert "URLCredentialsProvider: " in failure(ALIBABA_CLOUD_CREDENTIALS_URI=uri)


def test_key_with_a_line_break(run: Run, links: Mapping[str, Link]) -> None:
    """A secret with the line break of the command that printed it is told by the name of its variable."""
    variables = links["environment"](USER)
    variables["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] += "\n"
    told = run("list", "--json", **variables).failure
    assert "ALIBABA_CLOUD_ACCESS_KEY_SECRET must be printable ASCII, got another character in a secret." in told
