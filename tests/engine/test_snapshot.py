# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A snapshot on the engine: previews need no credentials and no service, and nothing is deployed from it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from alicloud_iot_ota.cli import main
from alicloud_iot_ota.lookup import snapshot
from tests.engine.deployed_pins import PRODUCT_KEY, publish

if TYPE_CHECKING:
    from collections.abc import Callable

    from command import Result
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

VARIABLE = "ALICLOUD_IOT_OTA_SNAPSHOT"
NO_KEY = {"accessKeyId": None, "accessKeySecret": None}
CRITERIA = f'product_key="{PRODUCT_KEY}", module_name="default", type="full"'
PIN = f"""
pin = ota.FirmwarePin("gateway", version_range="^4.0", select="highest", {CRITERIA})
pulumi.export("version", pin.firmware.dest_version)
"""
FUNCTION = f"""
found = ota.get_firmware_output(version_range="^4.0", select="highest", {CRITERIA})
pulumi.export("version", found.dest_version)
"""
FOLLOWER = """
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

class Provider(ResourceProvider):
    def create(self, props):
        return CreateResult("id", props)

class Follower(Resource):
    def __init__(self, version):
        super().__init__(Provider(), "follower", {"version": version})

Follower(VERSION)
"""
"""A resource that uses the version, such as an update task."""
ONLY_PREVIEWS = "A snapshot is only for previews, and "
UPDATE = f"{ONLY_PREVIEWS}this is an update. Nothing is deployed from a snapshot."
READ = f"{ONLY_PREVIEWS}Pulumi does not say whether this refresh, import or `.get` belongs to a preview."
UNSET = "Unset snapshot for this command. It is set in"


@pytest.fixture
def path(tmp_path: Path, emulator: Emulator, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a snapshot of the default fleet. Later requests are counted from here."""
    path = tmp_path / "firmware-snapshot.json"
    with monkeypatch.context() as patched:
        for name, value in settings.items():
            patched.setenv(name, value)
        assert main(["snapshot", str(path), "--all"]) == 0
    assert len(emulator.requests) == 1
    return path


@pytest.fixture
def requests(emulator: Emulator, path: Path) -> Callable[[], int]:
    """Return a function that counts the requests since the snapshot was written."""
    assert path.exists()
    before = len(emulator.requests)
    return lambda: len(emulator.requests) - before


def with_snapshot(stack: Stack, path: Path | None) -> None:
    """Set the variable for the next commands of a stack, or remove it."""
    environment: dict[str, str] = stack._pulumi.environment  # type: ignore[assignment]  # the tests own it
    if path is None:
        del environment[VARIABLE]
    else:
        environment[VARIABLE] = str(path)


def kinds(stack: Stack) -> set[str]:
    """Return the types of the resources in the state, without the stack and providers."""
    resources = stack.state()["deployment"].get("resources", [])
    return {each["type"] for each in resources if not each["type"].startswith("pulumi:")}


def assert_refused(done: Result, reason: str, place: str = VARIABLE) -> None:
    """Assert that a command failed with a reason and the fix, and without a traceback of this package."""
    assert not done.ok
    assert reason in done.text
    assert f"{UNSET} {place}." in done.text
    assert "alicloud_iot_ota/lookup" not in done.text


@pytest.mark.parametrize("program", [PIN, FUNCTION], ids=["pin", "function"])
def test_preview(
    stack_for: StackFor, emulator: Emulator, path: Path, requests: Callable[[], int], program: str
) -> None:
    """A preview succeeds without credentials, even if the service is not running. It shows the age of the list."""
    with_snapshot(stack := stack_for(program, settings=NO_KEY), path)
    emulator.__exit__()
    done = stack.preview()
    assert done.ok, done.text
    assert "4.0.0" in done.text or done.outputs == {"version": "4.0.0"}
    assert f"it comes from the snapshot {path}, read at" in done.text
    assert requests() == 0


@pytest.mark.parametrize("program", [PIN, FUNCTION], ids=["pin", "function"])
def test_update(stack_for: StackFor, path: Path, requests: Callable[[], int], program: str) -> None:
    """An update fails. Neither the pin nor a resource that uses its version is created."""
    version = "pin.firmware.dest_version" if program == PIN else "found.dest_version"
    with_snapshot(stack := stack_for(program + FOLLOWER.replace("VERSION", version), settings=NO_KEY), path)
    assert_refused(stack.up(), UPDATE)
    assert kinds(stack) == set()
    assert requests() == 0


@pytest.mark.parametrize("program", [PIN, FUNCTION], ids=["pin", "function"])
def test_deployed_stack(stack_for: StackFor, path: Path, requests: Callable[[], int], program: str, form: str) -> None:
    """A preview of a deployed stack shows no change. An update of it writes nothing."""
    stack = stack_for(program)
    assert stack.up().outputs == {"version": "4.0.0"}
    with_snapshot(stack, path)
    before = requests()
    assert stack.preview("--expect-no-changes").ok
    assert requests() == before
    done = stack.up()
    # Without a call of Create, Update or Invoke, the engine does not say that this is an update. Nothing is written.
    if program == PIN and form == "native":
        assert done.ok, done.text
        assert done.summary == {"same": 2}
    else:
        assert_refused(done, UPDATE)
    assert stack.outputs() == {"version": "4.0.0"}
    assert requests() == before
    with_snapshot(stack, None)
    assert stack.up().ok


def test_update_of_a_pin(stack_for: StackFor, emulator: Emulator, path: Path, requests: Callable[[], int]) -> None:
    """A change of a pin is visible in a preview, but an update to it is refused."""
    publish(emulator, "4.9.0")
    stack = stack_for(PIN)
    assert stack.up().outputs == {"version": "4.9.0"}
    program = stack.folder / "__main__.py"
    program.write_text(program.read_text().replace('"highest"', '"highest", allow_downgrade=True'))
    with_snapshot(stack, path)
    before = requests()
    preview = stack.preview("--diff")
    assert preview.ok, preview.text
    assert '"4.9.0" => "4.0.0"' in preview.text
    assert_refused(stack.up(), UPDATE)
    assert stack.outputs() == {"version": "4.9.0"}
    assert requests() == before


def test_refresh(stack_for: StackFor, path: Path, requests: Callable[[], int]) -> None:
    """A refresh is refused, also as a preview, because the engine does not say which it is. A deletion is allowed."""
    stack = stack_for(PIN)
    assert stack.up().ok
    with_snapshot(stack, path)
    before = requests()
    for done in (stack.refresh(), stack.preview_refresh(), stack.preview("--refresh")):
        assert_refused(done, READ)
    assert kinds(stack)
    assert stack.destroy().ok
    assert kinds(stack) == set()
    assert requests() == before


@pytest.mark.parametrize("form", ["native"], indirect=True)
def test_import(stack_for: StackFor, path: Path, requests: Callable[[], int]) -> None:
    """An import and a `.get` are refused."""
    with_snapshot(stack := stack_for("", settings=NO_KEY), path)
    resource_id = f"{PRODUCT_KEY}/default/4.0.0"
    assert_refused(stack.import_resource("alicloud-iot:ota:FirmwarePin", "gateway", resource_id), READ)
    got = stack_for(f'ota.FirmwarePin.get("gateway", "{resource_id}")', settings=NO_KEY)
    with_snapshot(got, path)
    assert_refused(got.preview(), READ)
    assert kinds(stack) == kinds(got) == set()
    assert requests() == 0


def test_setting_of_the_stack(stack_for: StackFor, path: Path, requests: Callable[[], int]) -> None:
    """The setting in the configuration of the stack has the same effect."""
    stack = stack_for(PIN, settings={**NO_KEY, "snapshot": str(path), "snapshotMaxAge": "3600"})
    assert stack.preview().ok
    assert_refused(stack.up(), UPDATE, "the settings")
    assert requests() == 0


@pytest.mark.parametrize("program", [PIN, FUNCTION], ids=["pin", "function"])
def test_stale_snapshot(stack_for: StackFor, path: Path, requests: Callable[[], int], program: str) -> None:
    """An old snapshot stops a preview."""
    found = snapshot.read(path)
    (catalog,) = found.catalogs
    old = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 172_900))
    aged = msgspec.structs.replace(catalog, read_at=old)
    path.write_bytes(
        snapshot.encode(snapshot.CatalogSnapshot(max_age=172_800, has_descriptions=True, catalogs=(aged,)))
    )
    with_snapshot(stack := stack_for(program, settings=NO_KEY), path)
    done = stack.preview()
    assert not done.ok
    assert f"Snapshot {path} is too old: its list for all products, instance iot-emulator01 was read at" in done.text
    assert "48 hours 1 minute ago. The maximum is 48 hours, set by the file." in done.text
    assert requests() == 0


def test_relative_path(stack_for: StackFor, path: Path, requests: Callable[[], int]) -> None:
    """A relative path starts in the folder of the program, for functions and pins."""
    stack = stack_for(PIN + FUNCTION.replace('"version"', '"found"'), settings=NO_KEY)
    (stack.folder / "s.json").write_bytes(path.read_bytes())
    with_snapshot(stack, Path("s.json"))
    assert Path.cwd() != stack.folder
    done = stack.preview()
    assert done.ok, done.text
    assert requests() == 0
