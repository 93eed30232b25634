# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The sources of credentials: explicit settings, the default chain, or none.

The library of the default chain reads the environment once, at its import, so each case needs a new process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.api.credentials import Credentials
from alicloud_iot_ota.settings import AccessKey, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

PROVIDER = Path(__file__).parents[3] / "provider"
SCRIPT = """
import logging, os
logging.basicConfig()  # as the plugin does: what the library logs would come out on stderr
from alicloud_iot_ota.api.credentials import Credentials
from alicloud_iot_ota.errors import CredentialsError
from alicloud_iot_ota.schema.settings import load
try:
    key = Credentials(load({}, os.environ)).resolve().access_key
    print(key.access_key_id, key.access_key_secret, key.security_token)
except CredentialsError as error:
    print(type(error).__name__, error)
"""


@pytest.fixture
def ask_chain(tmp_path: Path) -> Callable[..., str]:
    """Return a function that queries the default chain in a new process with its own home, without output on stderr."""

    def ask(environment: dict[str, str]) -> str:
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("ALIBABA", "ALICLOUD"))}
        isolated = {
            "HOME": str(tmp_path),
            "PYTHONPATH": str(PROVIDER),
            "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
            **environment,
        }
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], env={**bare, **isolated}, capture_output=True, text=True, check=True
        )
        assert done.stderr == ""
        return done.stdout.strip()

    return ask


def test_given_outright() -> None:
    """An explicit key is used unchanged."""
    key = AccessKey("id", "secret", "token")
    assert Credentials(Settings(access_key=key)).resolve().access_key is key


def test_given_outright_costs_no_import() -> None:
    """An explicit key does not import the library of the default chain, which needs a quarter of a second."""
    script = (
        "import sys; from alicloud_iot_ota.api.credentials import Credentials; "
        "from alicloud_iot_ota.settings import AccessKey, Settings; "
        "Credentials(Settings(access_key=AccessKey('a', 'b'))).resolve().access_key; "
        "print('alibabacloud_credentials' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(PROVIDER)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"


@pytest.mark.parametrize("token", ["", "env-token"])
def test_environment(ask_chain: Callable[..., str], token: str) -> None:
    """The default chain begins with the environment. An empty token counts as unset."""
    environment = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "env-id", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "env-secret"}
    found = ask_chain({**environment, "ALIBABA_CLOUD_SECURITY_TOKEN": token})
    assert found == f"env-id env-secret {token or None}"


def test_cli_profile(ask_chain: Callable[..., str], tmp_path: Path) -> None:
    """A profile of the aliyun CLI works without more settings."""
    profile = {"name": "work", "mode": "AK", "access_key_id": "cli-id", "access_key_secret": "cli-secret"}
    (tmp_path / ".aliyun").mkdir()
    (tmp_path / ".aliyun" / "config.json").write_text(json.dumps({"current": "work", "profiles": [profile]}))
    assert ask_chain({}) == "cli-id cli-secret None"


def test_none_found(ask_chain: Callable[..., str]) -> None:
    """If the chain finds no credentials, one error says what to set, and the library prints no message."""
    told = ask_chain({})
    assert told.startswith("CredentialsError No credentials found: none are set")
    assert "EnvironmentVariableCredentialsProvider" in told
    assert "ALIBABA_CLOUD_ACCESS_KEY_ID" in told
    assert "pulumi config set --secret alicloud-iot:accessKeySecret" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("text", ["{ not json", '{"current": "work", "profiles": [{"name": "work", "mode": "AK"}]}'])
def test_damaged_cli_profile(ask_chain: Callable[..., str], tmp_path: Path, text: str) -> None:
    """An unusable profile is an error about missing credentials, not a crash."""
    (tmp_path / ".aliyun").mkdir()
    (tmp_path / ".aliyun" / "config.json").write_text(text)
    assert ask_chain({}).startswith("CredentialsError No credentials")


@pytest.mark.parametrize(
    "environment",
    [
        {"ALIBABA_CLOUD_CREDENTIALS_URI": "no address at all"},
        {
            "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "missing",
            "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "acs:ram::1:oidc-provider/p",
            "ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/r",
        },
        {
            "ALIBABA_CLOUD_CONNECT_TIMEOUT": "soon",
            "ALIBABA_CLOUD_CREDENTIALS_FILE": "missing",
        },
    ],
    ids=["uri", "oidc", "file"],
)
def test_damaged_environment(ask_chain: Callable[..., str], environment: dict[str, str]) -> None:
    """If one provider in the chain is set up wrongly, the error is the same and the process does not crash."""
    assert ask_chain(environment).startswith("CredentialsError No credentials")


def test_program_that_uses_the_library_too(tmp_path: Path) -> None:
    """Reading a profile for a lookup does not affect a program that uses the credentials library itself."""
    (tmp_path / ".aliyun").mkdir()
    profile = {"name": "fleet", "mode": "AK", "access_key_id": "profile-id", "access_key_secret": "profile-secret"}
    (tmp_path / ".aliyun" / "config.json").write_text(json.dumps({"current": "fleet", "profiles": [profile]}))
    script = (
        "from alibabacloud_credentials.client import Client\n"
        "from alicloud_iot_ota.api.credentials import Credentials\n"
        "from alicloud_iot_ota.settings import Settings\n"
        "ours = Credentials(Settings(profile='fleet')).resolve().access_key.access_key_id\n"
        "print(ours, Client().get_credential().access_key_id)"
    )
    environment = {
        "PYTHONPATH": str(PROVIDER),
        "HOME": str(tmp_path),
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "own-id",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "own-secret",
    }
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["profile-id", "own-id"]


LOGGING = """
import logging, threading
from alicloud_iot_ota.api.credentials import Credentials
from alicloud_iot_ota.settings import Settings
from alibabacloud_credentials import provider

names = ["credentials", "alibabacloud-tea", "alibabacloud_credentials.provider.refreshable", "credentials.below"]

def say():
    for name in names:
        logging.getLogger(name).warning("canary of %s", name)

def log(self):
    say()
    thread = threading.Thread(target=say, name="non-blocking-refresh_0")  # as the library renews ahead
    thread.start()
    thread.join()
    raise ValueError("no key")

for name in names:
    logging.getLogger(name).addHandler(logging.StreamHandler())
provider.DefaultCredentialsProvider.get_credentials = log
try:
    Credentials(Settings()).resolve().access_key
except Exception as error:
    print(type(error).__name__)
logging.getLogger(names[2]).warning("of the program")
"""


def test_no_logger_of_the_library_says_anything(tmp_path: Path) -> None:
    """The library's loggers print no message, on any thread. Their names vary between releases."""
    environment = {"PYTHONPATH": str(PROVIDER), "HOME": str(tmp_path), "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true"}
    done = subprocess.run([sys.executable, "-c", LOGGING], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["CredentialsError"]
    assert done.stderr == "of the program\n"
