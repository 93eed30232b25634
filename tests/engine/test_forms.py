# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Programs that work with both providers after a change of the import, with the same results and types.

They run on the engine and with mocks. `tests/languages/types` has the mistakes that type checkers must find.
"""

from __future__ import annotations

import enum
import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_alicloud_iot
import pytest
from pulumi import runtime
from sandbox import write_project
from typing_extensions import is_typeddict

from alicloud_iot_ota import dynamic
from tests.engine.conftest import OTA
from tests.languages.checkers import NODE_TOOLS, need_node, pyright_reports, run
from tests.unit.dynamic.event_loops import mocks_allowed

if TYPE_CHECKING:
    from tests.engine.conftest import StackFor

PROGRAMS = sorted((Path(__file__).resolve().parent / "programs" / "forms").glob("*.py"))
PACKAGE = {
    "firmwareId": "id-1",
    "destVersion": "4.0.0",
    "type": "full",
    "status": "verified",
    "firmwareSize": 20,
    "moduleName": "default",
}
ANSWERS: dict[str, dict[str, Any]] = {
    "getFirmware": PACKAGE,
    "findFirmware": {"found": True, "firmware": PACKAGE},
    "explainFirmware": {
        "outcome": "chosen",
        "message": "It is the only one.",
        "total": 1,
        "steps": [{"criterion": "productKey", "value": "a1", "left": 1}],
        "candidates": [],
        "warnings": [],
    },
    "getFirmwares": {"firmwares": [PACKAGE]},
    "getUpgradePath": {"kind": "full", "hops": [PACKAGE], "totalSize": 20},
    "getFirmwarePage": {"success": True, "firmwareInfo": [{"firmwareId": "id-1", "status": 1}]},
}
PINNED = {name: PACKAGE[name] for name in ("firmwareId", "destVersion", "type", "firmwareSize")}


def written_for(form: str, program: Path) -> str:
    """Return the program for a form, with that form's import."""
    text = program.read_text()
    assert text.count(OTA["native"]) == 1
    return text.replace(OTA["native"], OTA[form])


class Mocks(runtime.Mocks):
    """The mocks of a user's tests."""

    def __init__(self) -> None:
        self.seen: list[object] = []

    def call(self, args: runtime.MockCallArgs) -> Any:  # noqa: ANN401 - the SDK declares a pair, and takes this too
        """Return the mocked result of a function."""
        self.seen.append((args.token, args.args))
        return ANSWERS[args.token.rpartition(":")[2]]

    def new_resource(self, args: runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Return the mocked state of a resource."""
        if args.typ.endswith(":FirmwarePin"):
            inputs = {name: value for name, value in args.inputs.items() if name != "__provider"}
            self.seen.append((args.name, args.resource_id, inputs))
        return f"{args.name}-id", {**args.inputs, "firmware": PINNED}


def seen_and_exported(program: str) -> tuple[list[object], dict[str, object]]:
    """Run a program with mocks. Return what they recorded, in any order, and the program's exports."""
    mocks = Mocks()
    runtime.set_mocks(mocks)
    promised: dict[str, object] = {}
    exported: dict[str, object] = {}

    @runtime.test  # type: ignore[untyped-decorator] # the SDK's
    def whole() -> pulumi.Output[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pulumi, "export", promised.__setitem__)
            exec(compile(program, "program", "exec"), {"__name__": "__main__"})  # noqa: S102 - as Pulumi's host does
        return pulumi.Output.from_input(promised).apply(exported.update)

    whole()
    return sorted(mocks.seen, key=repr), {
        name: (
            type(value).__name__,
            vars(value) if hasattr(value, "__dict__") and not isinstance(value, dict) else value,
        )
        for name, value in exported.items()
    }


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_under_mocks(program: Path) -> None:
    """With mocks, both forms make the same calls and resources, and have the same results."""
    with mocks_allowed():
        native, ours = (seen_and_exported(written_for(form, program)) for form in OTA)
    assert ours == native


@pytest.mark.engine
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
@pytest.mark.parametrize("form", ["native"], indirect=True)  # one test covers both forms
def test_on_the_engine(stack_for: StackFor, tmp_path: Path, program: Path) -> None:
    """Both forms have the same outputs in previews and updates, and a second preview has no changes."""
    done = {}
    for form in OTA:
        stack = stack_for(write_project(tmp_path / form, written_for(form, program)))
        preview, up = stack.preview(), stack.up()
        assert up.ok, up.text
        again = stack.preview("--expect-no-changes")
        assert again.ok, again.text
        done[form] = preview.outputs, up.outputs, stack.outputs("--show-secrets")
    assert done["dynamic"] == done["native"]


@pytest.mark.parametrize("form", OTA)
def test_types(form: str, tmp_path: Path) -> None:
    """Both forms pass mypy and pyright in their strict modes."""
    need_node("Python")
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict", "pythonVersion": "3.10"}')
    files = [tmp_path / program.name for program in PROGRAMS]
    for file, program in zip(files, PROGRAMS, strict=True):
        file.write_text(written_for(form, program))
    mypy = run([sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file=", *files])
    pyright = run([NODE_TOOLS / "pyright", "--project", tmp_path, "--pythonpath", sys.executable, "--outputjson"])
    assert mypy.stdout == f"Success: no issues found in {len(files)} source files\n"
    assert pyright_reports(pyright.stdout, len(files)) == []


def described(value: Any, imported: str) -> object:  # noqa: ANN401 - what a module holds
    """Return the visible parts of a class or function: signature, members, attributes and docstrings."""
    if isinstance(value, enum.EnumMeta):
        return value.__doc__, list(map(repr, value))
    attributes = {name: each.__doc__ for name, each in vars(value).items() if isinstance(each, property)}
    text = (value.__doc__ or "").replace(imported, "import").replace("alicloud_iot.ota.", "ota.")
    shape = inspect.get_annotations(value) if is_typeddict(value) else inspect.signature(value)
    return str(shape).replace(value.__module__, ""), attributes, text


@pytest.mark.parametrize("inner", ["ota", "outputs"])
def test_every_name(inner: str) -> None:
    """Each class and function of the native module is in the dynamic one, with the same signature and docstring."""
    native: Any = pulumi_alicloud_iot.ota
    ours: Any = dynamic
    if inner == "outputs":
        native, ours = native.outputs, ours.outputs
    names = [
        name for name, value in vars(native).items() if callable(value) and value.__module__.startswith(native.__name__)
    ]
    assert len(names) > 5
    for name in names:
        theirs = described(getattr(native, name), "import pulumi_alicloud_iot as alicloud_iot")
        assert described(getattr(ours, name), OTA["dynamic"].strip()) == theirs
