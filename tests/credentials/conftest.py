# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The CLI in its own processes, with accounts and fakes of every credentials source.

Each process starts with an empty environment and its own home directory, and runs in `guarded.py`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pytest
from local_tls import Authority, authority

import alicloud_iot_ota
from alicloud_iot_emulator import Emulator
from alicloud_iot_emulator.catalog import utc_text
from tests.credentials.guarded import REACHED_OUT
from tests.credentials.home import Home
from tests.credentials.standins import metadata as metadata_service
from tests.credentials.standins import sign_in as sign_in_service
from tests.credentials.standins import sts as sts_service
from tests.credentials.standins.keys import (
    CANARY,
    OIDC_PROVIDER_ARN,
    ROLE_ARN,
    credentials_document,
)
from tests.credentials.standins.metadata import Metadata
from tests.credentials.standins.server import Answer, Server
from tests.credentials.standins.sign_in import SignIn
from tests.credentials.standins.sts import Sts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from alicloud_iot_emulator.catalog import AccessKey
    from tests.credentials.standins.server import Request

    Link = Callable[[AccessKey], dict[str, str]]

HERE = Path(__file__).parent
INSTANCE = "iot-credentials01"


class Done(NamedTuple):
    """The result of a process."""

    status: int
    out: str
    err: str

    @property
    def versions(self) -> list[str]:
        """The versions in the output of `list --json`."""
        assert self.status == 0, self.err
        assert self.err == ""
        return [firmware["destVersion"] for firmware in json.loads(self.out)["firmwares"]]

    @property
    def failure(self) -> str:
        """The error of a failed command."""
        assert self.status == 1, self.out
        assert self.out == ""
        return self.err


class OpenAccount(Protocol):
    """A function that starts the service for an account."""

    def __call__(self, *keys: AccessKey, packages: int = 1, ages: float = 0.0) -> Emulator:
        """Start the service with these keys and this number of packages.

        After the first call, the service's clock is `ages` seconds ahead.
        """


class Run(Protocol):
    """A function that runs a program."""

    def __call__(self, *argv: str, program: str = "command.py", **environment: str) -> Done:
        """Run the program with additional variables. Other variables point to the last opened account."""


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return a certificate authority with a certificate for all fake hosts."""
    return authority([*sts_service.HOSTS, *sign_in_service.HOSTS], tmp_path_factory.mktemp("authority"))


@pytest.fixture
def serve() -> Iterator[Callable[..., int]]:
    """Return a function that starts a server and returns its port."""
    with ExitStack() as stack:

        def serve_one(*options: object) -> int:
            server = Server(*options)  # type: ignore[arg-type]  # as the server takes them
            stack.callback(server.stop)
            return server.server_port

        yield serve_one


@pytest.fixture
def sts() -> Sts:
    """Return a fake STS."""
    return Sts()


@pytest.fixture
def metadata() -> Metadata:
    """Return a fake metadata service."""
    return Metadata()


@pytest.fixture
def sign_in() -> SignIn:
    """Return a fake CloudSSO and OAuth service."""
    return SignIn()


@pytest.fixture
def stand_ins(
    sts: Sts, metadata: Metadata, sign_in: SignIn, trusted: Authority, serve: Callable[..., int]
) -> Mapping[str, int]:
    """Serve each fake, and return the ports by host."""
    sts_port = serve(sts.respond, trusted.context)
    sign_in_port = serve(sign_in.respond, trusted.context)
    return {
        **{f"{host}:443": sts_port for host in sts_service.HOSTS},
        **{f"{host}:443": sign_in_port for host in sign_in_service.HOSTS},
        f"{metadata_service.HOST}:80": serve(metadata.respond),
    }


@pytest.fixture
def serve_document(serve: Callable[..., int]) -> Callable[..., str]:
    """Return a function that serves one document and returns its credentials URI."""

    def serve_it(document: object, status: int = 200) -> str:
        def respond(_: Request) -> Answer:
            return Answer(status, document)

        return f"http://127.0.0.1:{serve(respond)}/credentials"

    return serve_it


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return an empty home directory."""
    path = tmp_path / "home"
    path.mkdir()
    return Home(path)


@pytest.fixture
def links(home: Home, sts: Sts, metadata: Metadata, serve_document: Callable[..., str]) -> Mapping[str, Link]:
    """Return the links of the default chain, in order. Each is a function that sets up a key and returns variables."""

    def environment(key: AccessKey) -> dict[str, str]:
        return {
            "ALIBABA_CLOUD_ACCESS_KEY_ID": key.access_key_id,
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": key.access_key_secret,
            "ALIBABA_CLOUD_SECURITY_TOKEN": key.security_token or "",
        }

    def oidc(key: AccessKey) -> dict[str, str]:
        sts.hand_out(key)
        return {
            "ALIBABA_CLOUD_OIDC_TOKEN_FILE": home.write_oidc_token(),
            "ALIBABA_CLOUD_ROLE_ARN": ROLE_ARN,
            "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": OIDC_PROVIDER_ARN,
        }

    def cli_profile(key: AccessKey) -> dict[str, str]:
        parts = {"access_key_id": key.access_key_id, "access_key_secret": key.access_key_secret}
        home.write_profiles({"mode": "StsToken", **parts, "sts_token": key.security_token})
        return {}

    def credentials_file(key: AccessKey) -> dict[str, str]:
        parts = {"access_key_id": key.access_key_id, "access_key_secret": key.access_key_secret}
        home.write_credentials({"type": "access_key", **parts})
        return {}

    def ecs_ram_role(key: AccessKey) -> dict[str, str]:
        metadata.keys.append(key)
        return {"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "false"}

    def credentials_uri(key: AccessKey) -> dict[str, str]:
        document = {"Code": "Success", **credentials_document(key)}
        return {"ALIBABA_CLOUD_CREDENTIALS_URI": serve_document(document)}

    chain = (environment, oidc, cli_profile, credentials_file, ecs_ram_role, credentials_uri)
    return {link.__name__: link for link in chain}


@pytest.fixture
def accounts() -> list[Emulator]:
    """Return a list for the opened accounts."""
    return []


@pytest.fixture
def open_account(accounts: list[Emulator]) -> Iterator[OpenAccount]:
    """Return a function that starts the service for an account, which accepts only the given keys."""
    with ExitStack() as stack:

        def open_one(*keys: AccessKey, packages: int = 1, ages: float = 0.0) -> Emulator:
            def age(_: str) -> None:
                account.set_clock_offset(ages)

            catalogue = {
                "iotInstanceId": INSTANCE,
                # The emulator requires a long-lived key for each account. No test uses this one.
                "credentials": [{"accessKeyId": "nobody", "accessKeySecret": "unused"}, *map(_credential, keys)],
                "products": [],
                "packages": [{"FirmwareId": f"id-{number}", "DestVersion": f"{number}"} for number in range(packages)],
            }
            account = stack.enter_context(Emulator(catalogue, log=age))
            accounts.append(account)
            return account

        yield open_one


def _credential(key: AccessKey) -> dict[str, str]:
    parts = {
        "accessKeyId": key.access_key_id,
        "accessKeySecret": key.access_key_secret,
        "securityToken": key.security_token,
        "expiration": None if key.expiration is None else utc_text(key.expiration),
    }
    return {name: value for name, value in parts.items() if value is not None}


@pytest.fixture
def run(home: Home, accounts: list[Emulator], stand_ins: Mapping[str, int], trusted: Authority) -> Run:
    """Return a function that runs a program. It checks that the program connects only to fakes and prints no secret."""

    def run_program(*argv: str, program: str = "command.py", **environment: str) -> Done:
        given = {
            "HOME": str(home.path),
            "PYTHONPATH": str(Path(alicloud_iot_ota.__file__).parents[1]),
            "SSL_CERT_FILE": str(trusted.ca_file),  # the library's only setting for an additional authority
            "STAND_INS": json.dumps(stand_ins),
            "ALIBABA_CLOUD_ENDPOINT_IOT": accounts[-1].url,
            "ALIBABA_CLOUD_IOT_INSTANCE_ID": INSTANCE,
            "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
            **environment,
        }
        command = [sys.executable, str(HERE / "guarded.py"), str(HERE / "programs" / program), *argv]
        done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
        assert done.returncode != REACHED_OUT, done.stderr
        assert CANARY not in (done.stdout + done.stderr).lower()
        assert "Traceback" not in done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    return run_program
