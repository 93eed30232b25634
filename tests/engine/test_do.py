# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""`pulumi do`, which calls the plugin without a program: every function, and every operation of the pin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pytest
from sandbox import Sandbox, write_project

from alicloud_iot_ota.cli import main
from alicloud_iot_ota.lookup import Lookup, create_lookup
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.functions import FIRMWARE_PIN, FUNCTIONS, Function

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from process import Completed
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator

    Do = Callable[..., Completed]

pytestmark = pytest.mark.engine

LOCK_FILE = str(Path(__file__).with_name("programs") / "firmware.lock")
GATEWAY = {"productKey": "a1GatewayK01"}
DEFAULT = {**GATEWAY, "moduleName": "default"}
V4_0 = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
REMEDY = "Correct the arguments named above. Nothing was looked up."
PROGRAM = """
import json
from pathlib import Path
from pulumi_alicloud_iot import ota

for pin in json.loads(Path("pins.json").read_text()):
    ota.FirmwarePin(pin["name"], firmware_id=pin["id"])
"""
"""A program with a pin for each package of a list."""


class Case(NamedTuple):
    """Calls of a function.

    Attributes:
        options: Arguments that `pulumi do` accepts as options: texts, numbers and switches.
        file: More arguments, with enums and lists if the function has any, for a file.
        wrong: Arguments with at least two mistakes.
    """

    options: Mapping[str, object]
    file: Mapping[str, object]
    wrong: Mapping[str, object]


WRONG = {"versionRange": ">>1", "minSize": 2, "maxSize": 1, "minAge": "soon"}
HIGHEST = {**DEFAULT, "type": "full", "select": "highest", "statuses": ["verified"]}
BLOCKED = {"blocked": [{"destVersion": "4.0.0", "reason": "bricks revision B"}]}
CASES = {
    "getFirmware": Case({"firmwareName": "gateway-4.0.0"}, {**HIGHEST, **BLOCKED}, WRONG),
    "findFirmware": Case({**GATEWAY, "destVersion": "9.9.9"}, HIGHEST, WRONG),
    "explainFirmware": Case({**GATEWAY, "destVersion": "4.0.0"}, {**HIGHEST, **BLOCKED}, WRONG),
    "getFirmwares": Case({**DEFAULT, "versionRange": "^4.0"}, {**GATEWAY, "statuses": ["unverified"]}, WRONG),
    "getUpgradePath": Case(
        {**DEFAULT, "fromVersion": "3.2.1", "toVersion": "4.0.0"},
        {**DEFAULT, "fromVersion": "3.2.1", "toVersion": "3.10.0", **BLOCKED, "statuses": ["verified"]},
        {**DEFAULT, "fromVersion": "3.2.1", "toVersion": "", "minAge": "soon"},
    ),
    "getFirmwarePage": Case(
        {**GATEWAY, "currentPage": 1, "pageSize": 2},
        {"currentPage": 2, "pageSize": 5},
        {"currentPage": 0, "pageSize": 101},
    ),
    "getLockedFirmware": Case(
        {"name": "gateway", "lockFile": LOCK_FILE, "offline": True},
        {"name": "gateway", "lockFile": LOCK_FILE},
        {"name": "", "lockFile": ""},
    ),
}
"""Calls of every function."""
EVERY_FUNCTION = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)


@pytest.fixture
def stack(sandbox_with_plugin: Sandbox, settings: dict[str, str], tmp_path: Path) -> Stack:
    """Create a stack of the program, with the emulator's endpoint and credentials in the environment."""
    return sandbox_with_plugin.stack(write_project(tmp_path / "rollout", PROGRAM), env=settings)


@pytest.fixture
def do(stack: Stack) -> Do:
    """Return a function that runs `pulumi do` for a function or the pin in the folder of the program."""
    return lambda name, *arguments: stack._pulumi._run("do", f"alicloud-iot:ota:{name}", *arguments)


@pytest.fixture
def lookup(settings: dict[str, str]) -> Lookup:
    """Return a lookup service with the same environment."""
    return create_lookup({}, settings, lambda _: None)


def options(arguments: Mapping[str, object]) -> list[str]:
    """Return arguments as options: `productKey` is `--product-key`."""
    dashed = {
        "".join(f"-{each.lower()}" if each.isupper() else each for each in name): value
        for name, value in arguments.items()
    }
    return [f"--{name}={value if isinstance(value, str) else json.dumps(value)}" for name, value in dashed.items()]


def in_file(folder: Path, arguments: Mapping[str, object]) -> list[str]:
    """Write arguments to a file in Pulumi's configuration language, and return its options."""
    path = folder / "arguments.pcl"
    path.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in arguments.items()))
    return ["--input", "pcl", "--input-file", str(path)]


def result(done: Completed) -> Any:  # noqa: ANN401 - any JSON
    """Return the result that a command printed."""
    assert done.ok, done.text
    return json.loads(done.text)


def expected(function: Function, arguments: Mapping[str, object], lookup: Lookup) -> dict[str, object]:
    """Return the result of a function in this process."""
    parsed = validation.parse(function.arguments, arguments)
    found: dict[str, object] = msgspec.to_builtins(function.run(lambda: lookup, parsed, lambda _: None))
    return found


@EVERY_FUNCTION
def test_every_function(function: Function, do: Do, lookup: Lookup, tmp_path: Path) -> None:
    """Each function prints its complete result, with arguments from options and from a file."""
    case = CASES[function.name]
    for given, arguments in ((options(case.options), case.options), (in_file(tmp_path, case.file), case.file)):
        printed, same = result(do(function.name, *given)), expected(function, arguments, lookup)
        printed.pop("requestId", None)
        same.pop("requestId", None)
        assert printed == same


@EVERY_FUNCTION
def test_every_mistake(function: Function, do: Do, emulator: Emulator) -> None:
    """With invalid arguments, the command fails and shows all mistakes. No request is sent."""
    wrong = CASES[function.name].wrong
    reasons = [failure.reason for failure in validation.check(function.arguments, wrong)]
    done = do(function.name, *options(wrong))
    assert not done.ok
    assert done.text.splitlines() == [f"error: {reasons[0]}", *reasons[1:], REMEDY]
    assert len(reasons) >= 2
    assert emulator.requests == []


def test_failed_lookup(do: Do, lookup: Lookup) -> None:
    """The error of a lookup is shown unchanged, with all of its lines."""
    arguments = {**GATEWAY, "destVersion": "4.0.7"}
    (function,) = (each for each in FUNCTIONS if each.name == "getFirmware")
    with pytest.raises(Exception, match="Nearest versions") as failed:
        expected(function, arguments, lookup)
    assert do("getFirmware", *options(arguments)).text.strip() == f"error: {failed.value}"


def test_wrong_key(do: Do) -> None:
    """A key on the command line replaces the one in the environment. An error about it mentions no state."""
    key = ["--alicloud-iot:access-key-id=gone", "--alicloud-iot:access-key-secret=canary-of-a-secret"]
    for command in (("getFirmware", "--firmware-id", V4_0), ("FirmwarePin", "read", V4_0)):
        done = do(*command, *key)
        assert not done.ok
        assert "Check the AccessKey ID." in done.text
        assert "canary" not in done.text
        assert "state" not in done.text


def test_secret_argument(do: Do, tmp_path: Path) -> None:
    """A secret argument makes the whole result secret, and is hidden in errors. A list refuses it."""
    path = tmp_path / "secret.pcl"
    file = ["--input", "pcl", "--input-file", str(path)]
    path.write_text('productKey = secret("a1GatewayK01")\ndestVersion = "4.0.0"\ntype = "full"\n')
    assert set(result(do("getFirmware", *file)).values()) == {"[secret]"}
    path.write_text('productKey = secret("a1Canary")\n')
    for command in (("getFirmware",), ("FirmwarePin", "list")):
        done = do(*command, *file)
        assert not done.ok
        assert "productKey" in done.text
        assert "Canary" not in done.text


def test_list(do: Do) -> None:
    """A list has every package that can be imported, `--count` limits it, and the criteria filter it."""
    complete = result(do("FirmwarePin", "list", *options(GATEWAY)))
    assert len(complete) == 10
    assert result(do("FirmwarePin", "list", "--all", *options(GATEWAY))) == complete
    assert result(do("FirmwarePin", "list", "--count", "3", *options(GATEWAY))) == complete[:3]
    full = [each for each in complete if each["name"] == "gateway-4.0.0"]
    assert result(do("FirmwarePin", "list", *options({**GATEWAY, "nameRegex": "4.0.0$"}))) == full


def test_list_mistakes(do: Do, emulator: Emulator) -> None:
    """A list with an invalid query fails with all mistakes, and prints no IDs."""
    query = {**GATEWAY, **WRONG}
    reasons = [failure.reason for failure in validation.check(FIRMWARE_PIN.query, query)]
    done = do("FirmwarePin", "list", *options(query))
    assert not done.ok
    assert done.text.splitlines() == [f"error: {reasons[0]}", *reasons[1:], REMEDY]
    assert emulator.requests == []


def test_import_of_a_list(stack: Stack, do: Do) -> None:
    """Each listed package can be imported with its ID and its name. The next preview shows no change."""
    pins = result(do("FirmwarePin", "list", *options(GATEWAY)))
    (stack.folder / "pins.json").write_text(json.dumps(pins))
    resources = [{"type": FIRMWARE_PIN.token, **each} for each in pins]
    (stack.folder / "import.json").write_text(json.dumps({"resources": resources}))
    imported = stack._pulumi.operate(
        "import", "--yes", "--skip-preview", "--generate-code=false", "--protect=false", "--file", "import.json"
    )
    assert imported.ok, imported.text
    assert imported.summary["import"] == len(pins)
    preview = stack.preview("--expect-no-changes")
    assert preview.ok, preview.text
    assert preview.summary == {"same": len(pins) + 1}


def test_operations_without_a_stack(do: Do, emulator: Emulator) -> None:
    """Read shows a package. Create, patch and delete look packages up and change nothing in the service."""
    before = emulator.packages()
    for arguments in (
        ("read", V4_0),
        ("create", "--stateless", "--yes", *options({**DEFAULT, "destVersion": "4.0.0", "srcVersion": "3.10.0"})),
        ("patch", V4_0, "--stateless", "--yes", "--min-age=1d"),
        ("delete", V4_0, "--stateless", "--yes"),
    ):
        done = do("FirmwarePin", *arguments)
        assert done.ok, done.text
        assert "4.0.0" in done.text or arguments[0] == "delete"
    assert emulator.packages() == before


def test_wrong_pin(do: Do) -> None:
    """Create shows all mistakes, and the complete error of a lookup."""
    reasons = [failure.reason for failure in validation.check(FIRMWARE_PIN.arguments, WRONG)]
    done = do("FirmwarePin", "create", "--stateless", "--yes", *options(WRONG))
    assert not done.ok
    assert [reason for reason in reasons if reason not in done.text] == []
    done = do("FirmwarePin", "create", "--stateless", "--yes", *options({**DEFAULT, "destVersion": "4.0.7"}))
    assert not done.ok
    assert "Nearest versions:" in done.text
    assert "Correct destVersion, or publish that version first." in done.text


def test_snapshot(do: Do, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With a snapshot, functions answer only with `--dry-run`. A list and a read refuse it."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "snapshot.json"
    assert main(["snapshot", str(path), "--product-key", "a1GatewayK01"]) == 0
    snapshot = f"--alicloud-iot:snapshot={path}"
    dry = do("getFirmware", "--firmware-name=gateway-4.0.0", "--product-key=a1GatewayK01", "--dry-run", snapshot)
    assert dry.ok, dry.text
    assert '"destVersion": "4.0.0"' in dry.text
    for command in (
        ("getFirmware", *options(GATEWAY)),
        ("FirmwarePin", "list", *options(GATEWAY)),
        ("FirmwarePin", "read", V4_0),
    ):
        done = do(*command, snapshot)
        assert not done.ok
        assert "A snapshot is only for previews, and " in done.text
        assert "Unset snapshot for this command. It is set in the settings." in done.text
