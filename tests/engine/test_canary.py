# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A secret and a token that are searched for in all files and output of a complete run.

Pulumi itself passes secrets in environment variables, and encrypts them in the stack's settings and in the provider's
state. At `-v=9` and above, the engine also logs every property that it exchanges with a provider, including secrets.
All other files and output must not contain a secret.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from alicloud_iot_emulator import Emulator
from alicloud_iot_emulator.catalog import DEFAULT_FLEET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox import Stack

    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

CANARIES = {"secret": "qJd7vKXnWmTzLrYhCbGp", "token": "xNf3RtUyBwEsHkMaPcVz"}
"""The secrets have only letters and digits, which no escaping changes."""
KEY = {
    "accessKeyId": "sts-canary",
    "accessKeySecret": f'"<{CANARIES["secret"]}>&%+/=',
    "securityToken": f'"<{CANARIES["token"]}>&%+/=',
}
SECRET_SETTINGS = ("accessKeySecret", "securityToken")
VARIABLES = {
    "accessKeyId": "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "accessKeySecret": "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "securityToken": "ALIBABA_CLOUD_SECURITY_TOKEN",
}

OF_THE_ENGINE = re.compile(r'^\{"time".*"msg":"(Unm|M)arshaling property for RPC\[.*"v":9\}$', re.MULTILINE)
"""The engine's log lines with properties, including secrets, at `-v=9` and above."""

PROGRAM = """
found = ota.get_firmware(product_key="a1GatewayK01", dest_version="4.0.0", type="full")
pin = ota.FirmwarePin("gateway", product_key="a1GatewayK01", dest_version="4.0.0", type="full")
pulumi.export("versions", [found.dest_version, pin.firmware.dest_version])
"""
OF_ANOTHER_PRODUCT = """
pin = ota.FirmwarePin("camera", product_key="a1CameraK01", dest_version="1.0.0")
"""


def forms(canary: str) -> dict[str, list[bytes]]:
    """Return the possible encodings of a text, by name."""
    raw = canary.encode()
    # Base64 inside a longer text: the secret has three possible alignments. The digits at both ends depend on the
    # surrounding text, so they are removed.
    in_base64 = [
        base64.b64encode(b"\0" * shift + raw)[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6] for shift in range(3)
    ]
    digits = [f"{byte:02x}" for byte in raw]
    escaped = {"hex": "{}", "percent": "%{}", "JSON escapes": "\\u00{}"}
    return {
        "plain": [raw],
        "UTF-16": [canary.encode("utf-16-le"), canary.encode("utf-16-be")],
        "base64": in_base64,
        **{
            name: ["".join(form.format(digit) for digit in cased).encode() for cased in (digits, _upper(digits))]
            for name, form in escaped.items()
        },
    }


def _upper(digits: list[str]) -> list[str]:
    return [digit.upper() for digit in digits]


FORMS = [
    (f"{canary} as {name}", needle)
    for canary, text in CANARIES.items()
    for name, needles in forms(text).items()
    for needle in needles
]


def traces(data: bytes) -> set[str]:
    """Return the secrets in data, with their encodings."""
    return {name for name, needle in FORMS if needle in data}


def traces_below(folder: Path) -> dict[str, set[str]]:
    """Return the secrets in all files in a folder and in the files' names."""
    found = {}
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        if here := traces(str(path).encode() + b"\n" + data):
            found[str(path)] = here
    return found


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize(
    "encode",
    [
        str.encode,
        lambda text: json.dumps(text).encode(),
        lambda text: text.encode("utf-16"),
        lambda text: base64.b64encode(text.encode()),
        lambda text: base64.urlsafe_b64encode(b"1" + text.encode()),
        lambda text: base64.encodebytes(b"22" + text.encode()),
        lambda text: binascii.hexlify(text.encode()),
        lambda text: binascii.hexlify(text.encode()).upper(),
        lambda text: quote(text, safe="").encode(),
        lambda text: "".join(f"%{ord(letter):X}" for letter in text).encode(),
        lambda text: "".join(f"\\u{ord(letter):04x}" for letter in text).encode(),
    ],
)
def test_the_search_finds_what_is_planted(tmp_path: Path, encode: Callable[[str], bytes], canary: str) -> None:
    """The search finds a secret in every encoding, inside other data, and in a file in a subfolder."""
    value = KEY["accessKeySecret" if canary == "secret" else "securityToken"]
    planted = tmp_path / "a" / "b.bin"
    planted.parent.mkdir()
    planted.write_bytes(b"\0before " + encode(value) + b" behind\xff")
    (tmp_path / "harmless.txt").write_bytes(encode("nothing of interest"))
    ((path, found),) = traces_below(tmp_path).items()
    assert path == str(planted)
    assert {name.partition(" ")[0] for name in found} == {canary}


class ProcessList:
    """A repeated search of the command lines of all processes with a folder in their environment."""

    def __init__(self, folder: Path) -> None:
        self._folder = f"{folder}/".encode()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.seen: set[bytes] = set()

    def __enter__(self) -> ProcessList:  # noqa: PYI034 - typing.Self needs Python 3.11
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(0.02):
            for process in Path("/proc").iterdir():
                with contextlib.suppress(OSError):  # the process has ended, or the entry is not a process
                    if process.name.isdigit() and self._folder in (process / "environ").read_bytes():
                        self.seen.add((process / "cmdline").read_bytes())


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Run the default fleet with the key that has the secrets."""
    fleet = json.loads(DEFAULT_FLEET.read_text(encoding="utf-8"))
    with Emulator({**fleet, "credentials": [*fleet["credentials"], KEY]}, queries_per_second=None) as emulator:
        yield emulator


@pytest.fixture(params=["settings", "environment"])
def stack(request: pytest.FixtureRequest, stack_for: StackFor, tmp_path: Path) -> Stack:
    """Return a stack that receives the secrets from its settings or the environment.

    All its files are in the test's folder. The engine hides secret settings in most of its output. It does not hide
    secrets
    from environment variables, so that output shows what this package wrote.
    """
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    settings: dict[str, str | None] = {"cacheMaxAge": "600", "cacheDir": str(tmp_path / "cache")}
    env = {"PULUMI_DEBUG": "true", "PULUMI_EXPERIMENTAL": "true", "TMPDIR": str(temporary)}
    if request.param == "environment":
        env |= {variable: KEY[name] for name, variable in VARIABLES.items()}
        return stack_for(PROGRAM, settings={**settings, "accessKeyId": None, "accessKeySecret": None}, env=env)
    key = {name: KEY[name] for name in ("accessKeyId", "accessKeySecret")}
    stack = stack_for(PROGRAM, settings={**settings, **key}, env=env)
    stack.set_config("alicloud-iot:securityToken", KEY["securityToken"], secret=True)
    return stack


@pytest.fixture
def run(stack: Stack, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Return a function that runs an engine command with an event log. It returns the exit code and the output."""

    def run(command: str, *options: str) -> tuple[int, str]:
        log = tmp_path / f"{command}-events.jsonl"
        completed = stack._pulumi._run(command, *options, "--event-log", str(log))
        return completed.exit_status, completed.text

    return run


def assert_requests_are_shown(text: str) -> None:
    """Assert that the output shows requests with hidden credentials."""
    assert "x-acs-action: ListOTAFirmware" in text
    assert re.search(r"CurrentPage=1&IotInstanceId=iot-emulator01&PageSize=100&ProductKey=a1\w+K01", text)
    assert re.search(r"Credential=\[redacted\],SignedHeaders=[\w;-]+,Signature=\[redacted\]", text)
    assert "x-acs-security-token: [redacted]" in text


def without_the_providers_own_settings(state: dict[str, Any]) -> dict[str, Any]:
    """Remove the provider's secret settings from a decrypted state, where the engine stores them."""
    for resource in state["deployment"]["resources"]:
        if resource["type"].startswith("pulumi:providers:"):
            for properties in (resource["inputs"], resource["outputs"]):
                for name in SECRET_SETTINGS:
                    # The server of dynamic providers receives the settings of all packages, prefixed with each
                    # package's name.
                    properties.pop(name, None)
                    properties.pop(f"alicloud-iot:{name}", None)
    return state


def test_no_secret_is_left_anywhere(
    stack: Stack,
    run: Callable[..., tuple[int, str]],
    emulator: Emulator,
    rewrite: Callable[[Stack, str], None],
    tmp_path: Path,
) -> None:
    """A complete run of a stack leaves no secret, even with debug logs, a plan, a cache and a failed command."""
    texts = {}
    with ProcessList(tmp_path) as processes:
        status, texts["up"] = run("up", "--yes", "--skip-preview", "--debug")
        assert status == 0, texts["up"]
        assert_requests_are_shown(texts["up"])
        plan = tmp_path / "plan.json"
        status, texts["preview"] = run("preview", "--diff", f"--save-plan={plan}")
        assert status == 0, texts["preview"]
        status, texts["refresh"] = run("refresh", "--yes", "--skip-preview", "-v=8", "--logtostderr", "--logflow")
        assert status == 0, texts["refresh"]
        state = json.loads(stack._pulumi.ask("stack", "export", "--show-secrets"))

        rewrite(stack, OF_ANOTHER_PRODUCT)
        emulator.fault("error", code="Forbidden.RAM", message=f"Not for {' or '.join(KEY.values())}.")
        status, texts["error"] = run("preview", "-v=9", "--logtostderr", "--logflow")
        assert status != 0
        assert "AliyunIOTReadOnlyAccess" in texts["error"]
        assert_requests_are_shown(texts["error"])
        status, texts["destroy"] = run("destroy", "--yes", "--skip-preview")
        assert status == 0, texts["destroy"]

    texts["error"] = OF_THE_ENGINE.sub("", texts["error"])
    assert not {command: found for command, text in texts.items() if (found := traces(text.encode()))}
    assert traces(json.dumps(without_the_providers_own_settings(state)).encode()) == set()
    assert traces(b"\n".join(processes.seen)) == set()
    assert traces_below(tmp_path) == {}

    # The searched processes and files must exist.
    assert any(b"alicloud-iot" in line or b"pulumi.dynamic" in line for line in processes.seen)
    assert plan.stat().st_size > 0
    assert list(tmp_path.glob("cache/catalogues/*.json"))
    assert list(tmp_path.glob("cache/pace*.json"))
    assert list((tmp_path / "sandbox" / "state").rglob("*.json.bak"))


@pytest.mark.parametrize("form", ["dynamic"], indirect=True)
def test_the_pickled_provider_holds_no_setting(stack: Stack, run: Callable[..., tuple[int, str]]) -> None:
    """The pickled provider in the state contains only the name of its class."""
    status, text = run("up", "--yes", "--skip-preview")
    assert status == 0, text
    state = json.loads(stack._pulumi.ask("stack", "export", "--show-secrets"))
    (pin,) = (each for each in state["deployment"]["resources"] if each["type"].endswith("FirmwarePin"))
    pickled = base64.b64decode(json.loads(pin["inputs"]["__provider"]["plaintext"]))
    assert b"PinProvider" in pickled
    assert traces(pickled) == set()
    assert KEY["accessKeyId"].encode() not in pickled
