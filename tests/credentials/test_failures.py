# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Errors without a usable key: each says what every link lacks and how to fix it.

In every test, `run` checks that there is no secret, no traceback and no connection to other hosts.
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
    """Open an account, which no test reaches."""
    open_account(USER, SESSION)


CORRECT_PROFILE = "Correct ALIBABA_CLOUD_PROFILE in the environment: run `aliyun configure list`."


@pytest.fixture
def failure(run: Run) -> Callable[..., str]:
    """Return a function that runs `list`, which must fail without a key, and returns the error without the fix."""

    def fail(*argv: str, advice: str = "Set ALIBABA_CLOUD_ACCESS_KEY_ID", **environment: str) -> str:
        *told, remedy = run("list", "--json", *argv, **environment).failure.splitlines()
        assert remedy.startswith(advice)
        return "\n".join(told)

    return fail


def test_nothing_at_all(failure: Callable[..., str], home: Home) -> None:
    """The error lists each enabled link and what it lacks. Disabled links are not listed."""
    told = failure()
    for link in ("EnvironmentVariable", "CLIProfile", "Profile"):
        assert re.search(rf"\b{link}CredentialsProvider: ", told), told
    assert str(home.cli_file) in told
    assert "Ecs" not in told


def test_half_a_key(run: Run) -> None:
    """An incomplete key in the environment is an error, so that no other account is used."""
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
    """The error has the response of STS and the RequestId that Alibaba Cloud's support needs."""
    sts.refuse(*refusal)
    told = failure(**links["oidc"](SESSION))
    for part in ("oidc_role_arn", *map(str, refusal), "STS-REFUSED"):
        assert part in told


def test_oidc_token_file_is_missing(failure: Callable[..., str], tmp_path: Path, sts: Sts) -> None:
    """The error contains the name of the missing file."""
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
    """An invalid response of STS is an error. If it contains a part of a key, that part is not shown."""
    sts.answer(Answer(200, body))
    assert "OIDCRoleArnCredentialsProvider: " in failure(**links["oidc"](SESSION))


def test_sts_is_not_trusted(failure: Callable[..., str], links: Mapping[str, Link], sts: Sts) -> None:
    """If the certificate of STS is not trusted, no request is sent."""
    told = failure(**links["oidc"](SESSION), SSL_CERT_FILE="")
    assert "CERTIFICATE_VERIFY_FAILED" in told
    assert sts.calls == []


def test_sts_refuses_a_profile(failure: Callable[..., str], home: Home, sts: Sts) -> None:
    """If the profile's key may not assume the role, the error has the code of STS."""
    home.write_profiles(RAM_ROLE)
    sts.refuse(403, "NoPermission", DENIED)
    told = failure()
    for part in ("CLIProfileCredentialsProvider", "ram_role_arn", "NoPermission", DENIED):
        assert part in told


def test_profile_has_a_wrong_secret(failure: Callable[..., str], home: Home) -> None:
    """An invalid secret is rejected by STS, and the error does not show it."""
    home.write_profiles({**RAM_ROLE, "access_key_secret": SESSION.access_key_secret})
    assert "SignatureDoesNotMatch" in failure()


def test_session_has_a_wrong_secret(failure: Callable[..., str], home: Home, sts: Sts) -> None:
    """STS repeats the caller's token in its signed text, and the error does not show it."""
    sts.callers[SESSION.access_key_id] = SESSION
    base = {"access_key_id": SESSION.access_key_id, "access_key_secret": "wrong", "sts_token": SESSION.security_token}
    home.write_profiles(
        {"mode": "ChainableRamRoleArn", "source_profile": "base", "ram_role_arn": ROLE_ARN},
        {"name": "base", "mode": "StsToken", **base},
    )
    assert "SignatureDoesNotMatch" in failure()


def test_profile_file_is_broken(failure: Callable[..., str], home: Home) -> None:
    """If the CLI's file is not JSON, the error contains its path."""
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
    """If a profile is incomplete, the error says what it lacks."""
    home.write_profiles(profile)
    assert cause in failure()


def test_profile_of_the_environment_is_not_there(failure: Callable[..., str], home: Home) -> None:
    """If ALIBABA_CLOUD_PROFILE is not in the file, the error contains the profile's name."""
    home.write_profiles({"mode": "AK", **USER_KEY})
    assert "profile with 'prod'" in failure(advice=CORRECT_PROFILE, ALIBABA_CLOUD_PROFILE="prod")


def test_credentials_file_without_the_section(failure: Callable[..., str], home: Home) -> None:
    """If a credentials file lacks the section, the error contains the file's path."""
    home.write_credentials({"type": "access_key", **USER_KEY})
    told = failure(advice=CORRECT_PROFILE, ALIBABA_CLOUD_PROFILE="prod")
    assert re.search(rf" 'ProfileCredentialsProvider: [^']*{re.escape(str(home.credentials_file))}", told)


def test_credentials_file_of_an_unknown_type(failure: Callable[..., str], home: Home) -> None:
    """The library does not support temporary keys in a credentials file, and the error says so."""
    home.write_credentials({"type": "sts", **USER_KEY, "security_token": str(SESSION.security_token)})
    assert "unsupported credential type sts" in failure()


def test_metadata_has_no_role(failure: Callable[..., str], metadata: Metadata) -> None:
    """For an instance without a role, the error has status 404."""
    metadata.is_hardened = False
    assert "EcsRamRoleCredentialsProvider: " in (told := failure(**WITH_METADATA))
    assert "HttpCode=404" in told


def test_metadata_wants_a_token_and_gives_none(failure: Callable[..., str], metadata: Metadata) -> None:
    """In hardened mode without tokens, for example because of the hop limit, the error has status 403."""
    metadata.has_tokens = False
    metadata.keys.append(SESSION)
    assert "HttpCode=403" in failure(**WITH_METADATA)


def test_metadata_is_broken(failure: Callable[..., str], metadata: Metadata) -> None:
    """A truncated document of the metadata service is an error."""
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
    """A document without a valid key is an error that shows neither its content nor secrets in the URI."""
    uri = serve_document(document, status) + f"?token={SESSION.security_token}"
    assert "URLCredentialsProvider: " in failure(ALIBABA_CLOUD_CREDENTIALS_URI=uri)


def test_key_with_a_line_break(run: Run, links: Mapping[str, Link]) -> None:
    """If a secret ends with a line break, the error contains the name of its variable."""
    variables = links["environment"](USER)
    variables["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] += "\n"
    told = run("list", "--json", **variables).failure
    assert "ALIBABA_CLOUD_ACCESS_KEY_SECRET must be printable ASCII, got another character in a secret." in told
