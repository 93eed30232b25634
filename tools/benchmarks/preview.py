# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Complete `pulumi preview` commands: with this provider, with the official SDK in the program, with a no-op provider.

The engine, the interpreter and the service are the same for all. The program with the official SDK has no pins, because
pins are resources of a provider. Its preview therefore does less work.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from functools import partial
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from engine import PULUMI, find_or_build
from sandbox import Sandbox

from alicloud_iot_ota import __version__
from benchmarks.comparison import Figure, Reach, Row, in_turns
from benchmarks.measuring import PYTHON, MeasuringError
from benchmarks.setting import ANSWER_SECONDS, CLI, PROGRAMS, service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from command import Result
    from sandbox import Stack

    from benchmarks.setting import Service, Setting

EXAMPLE = Path(__file__).parents[2] / "examples" / "python"
"""Two accounts, so two providers in separate processes; lookups, lists and pins."""

ONE_PRODUCT = PROGRAMS / "one_product"
"""A typical program: one lookup and one pin."""

_OURS = "this provider"
_SDK = "the official SDK in the program"
_NOTHING = "a do-nothing provider"
_NOTHING_AS_LATE = "a do-nothing provider that answers as late"
_CREATED = {  # resources; the SDK program has no pins and no explicit provider
    EXAMPLE: {_OURS: 7, _SDK: 4, _NOTHING: 7},
    ONE_PRODUCT: {_OURS: 2, _NOTHING: 2},
}
_SECTIONS = {
    EXAMPLE: "pulumi preview of the example",
    ONE_PRODUCT: "pulumi preview of one reference and one pin",
}
_REACH = {
    EXAMPLE: {_SDK: Reach(at_least=1.0), _NOTHING: Reach(at_most=1.15)},
    ONE_PRODUCT: {_NOTHING: Reach(at_most=1.08)},
}
_DELAYS = {"80 ms an answer": ANSWER_SECONDS, "answers at once": 0.0}


def measure(setting: Setting) -> list[Row]:
    """Compare all sides alternately, with the delay of the real service and without a delay."""
    rows = []
    for project in (EXAMPLE, ONE_PRODUCT):
        with contextlib.ExitStack() as services:
            stacks: dict[tuple[str, str], Stack] = {}
            for what, delay in _DELAYS.items():
                served = services.enter_context(service(setting, None, seconds=delay))
                sides = _stacks(setting.scratch / project.name / what.replace(" ", "-"), project, served, delay)
                _require_same_outputs(project, sides)
                stacks |= {(what, side): stack for side, stack in sides.items()}
            taken = in_turns(
                {key: partial(seconds, stack, _CREATED[project][key[1]], key[1]) for key, stack in stacks.items()},
                setting.rounds,
            )
        figures = {(what, side): Figure.of(_name(what, side), samples) for (what, side), samples in taken.items()}
        rows += [
            Row.of(
                _SECTIONS[project],
                what,
                "s",
                _REACH[project][side],
                ours=figures[what, _OURS],
                theirs=theirs,
            )
            for (what, side), theirs in figures.items()
            if side != _OURS
        ]
    return rows


def _name(what: str, side: str) -> str:
    return _NOTHING_AS_LATE if side == _NOTHING and _DELAYS[what] else side


def provider_stack(root: Path, project: Path, served: Service, env: Mapping[str, str] | None = None) -> Stack:
    """Return a stack of a project with this provider, installed as its users install it.

    Args:
        root: A folder that does not exist yet.
        project: The program.
        served: The service to call.
        env: Variables in addition to those of the sandbox.
    """
    engine = find_or_build(PULUMI)
    sandbox = Sandbox(root, engine, PYTHON)
    homes = {  # as in the sandbox
        "HOME": str(root / "home"),
        "PATH": os.pathsep.join([str(engine.parent), os.defpath]),
        "PULUMI_HOME": str(root / "pulumi"),
    }
    subprocess.run([CLI, "install-plugin"], env=homes, stdout=subprocess.DEVNULL, check=True)
    return _configured(sandbox.stack(project, env=env), served)


def do_nothing_stack(root: Path, project: Path, served: Service, delay: float = 0.0) -> Stack:
    """Return a stack of a project with the no-op provider, whose lookups take `delay` seconds.

    The other arguments are those of `provider_stack`.
    """
    sandbox = Sandbox(root, find_or_build(PULUMI), PYTHON)
    plugin = root / "pulumi-resource-alicloud-iot"
    plugin.write_text(f"#!/bin/sh\nexec {quote(PYTHON)} {quote(str(PROGRAMS / 'do_nothing_provider.py'))} {delay}\n")
    plugin.chmod(0o755)
    sandbox.install_plugin(plugin, __version__)
    return _configured(sandbox.stack(project), served)


def _stacks(root: Path, project: Path, served: Service, delay: float) -> Mapping[str, Stack]:
    """Return the stack of each side. The do-nothing provider takes as long for a lookup as the service."""
    sides = {_OURS: provider_stack(root / "ours", project, served)}
    if project == EXAMPLE:
        sandbox = Sandbox(root / "sdk", find_or_build(PULUMI), PYTHON)
        variables = {name: value for name, value in served.env.items() if name.startswith("ALIBABA_")}
        sides[_SDK] = _configured(sandbox.stack(PROGRAMS / "sdk_project", env=variables), served)
    sides[_NOTHING] = do_nothing_stack(root / "nothing", project, served, delay)
    return sides


def _configured(stack: Stack, served: Service) -> Stack:
    """Set the configuration of the example, including the address of the service."""
    emulator = served.emulator
    key, partner = emulator.credentials, emulator.sts
    for name, value, is_secret in (
        ("alicloud-iot:endpoint", emulator.url, False),
        ("alicloud-iot:iotInstanceId", str(emulator.instance_id), False),
        ("alicloud-iot:accessKeyId", key.access_key_id, False),
        ("alicloud-iot:accessKeySecret", key.access_key_secret, True),
        ("partnerAccessKeyId", partner.access_key_id, False),
        ("partnerAccessKeySecret", partner.access_key_secret, True),
        ("partnerSecurityToken", str(partner.security_token), True),
        ("cameraVersion", "V2.3.0", True),
    ):
        stack.set_config(name, value, secret=is_secret)
    return stack


def seconds(stack: Stack, created: int, side: str) -> float:
    """Return the seconds of a preview, from the start of `pulumi` to its end.

    Args:
        stack: The stack.
        created: The number of resources that the preview must create.
        side: The name of the side, for errors.

    Raises:
        MeasuringError: The preview failed, or creates other resources.
    """
    began = time.perf_counter()
    result = stack.preview()
    taken = time.perf_counter() - began
    _require(result, created, side)
    return taken


def _require(result: Result, created: int, side: str) -> None:
    if not result.ok or result.summary != {"create": created}:
        raise MeasuringError(f"The preview with {side} has an unexpected result:\n{result.text}")


def _require_same_outputs(project: Path, stacks: Mapping[str, Stack]) -> None:
    """Check that this provider and the program with the official SDK have the same outputs."""
    found = {}
    for side, stack in stacks.items():
        result = stack.preview()
        _require(result, _CREATED[project][side], side)
        found[side] = result.outputs
    if found[_OURS] != found.get(_SDK, found[_OURS]):
        raise MeasuringError(f"The previews differ: {found[_OURS]} with {_OURS}, {found[_SDK]} with {_SDK}.")
