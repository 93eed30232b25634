# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The parts of the JSON of OpenTofu and Terraform that a review uses.

Source: https://opentofu.org/docs/internals/json-format and https://opentofu.org/docs/internals/machine-readable-ui, and
the output of OpenTofu 1.12 and Terraform 1.11. Unknown fields of other releases are ignored.
"""

from __future__ import annotations

from typing import Any

import msgspec


class ResourceDiff(msgspec.Struct, frozen=True):
    """The values of a resource before and after the apply. Marks in the same form show what is withheld."""

    actions: list[str]
    before: Any = None
    after: Any = None
    after_unknown: Any = None
    before_sensitive: Any = None
    after_sensitive: Any = None
    importing: Any = None


class ResourceChange(msgspec.Struct, frozen=True):
    """The planned change of a resource or a data source, or its change since the last apply."""

    address: str
    type: str
    change: ResourceDiff
    mode: str = "managed"
    deposed: str | None = None


class DeferredChange(msgspec.Struct, frozen=True):
    """A change that the engine postponed to a later plan."""

    resource_change: ResourceChange


class StateResource(msgspec.Struct, frozen=True):
    """A resource in the state, with the addresses of the resources that it depends on."""

    address: str
    sensitive_values: Any = None
    depends_on: list[str] | None = None


class StateModule(msgspec.Struct, frozen=True):
    """A module in the state."""

    resources: list[StateResource] | None = None
    child_modules: list[StateModule] | None = None


class StateValues(msgspec.Struct, frozen=True):
    """The values in a state."""

    root_module: StateModule | None = None


class State(msgspec.Struct, frozen=True):
    """The state before the apply."""

    values: StateValues | None = None


class Resource(msgspec.Struct, frozen=True):
    """A resource in the configuration. Its expressions contain the references to other resources."""

    address: str
    expressions: Any = None
    count_expression: Any = None
    for_each_expression: Any = None
    provisioners: Any = None
    depends_on: list[str] | None = None


class Output(msgspec.Struct, frozen=True):
    """An output of a module."""

    sensitive: bool = False
    expression: Any = None
    depends_on: list[str] | None = None


class PlanVariable(msgspec.Struct, frozen=True):
    """A declared variable."""

    sensitive: bool = False


class ModuleCall(msgspec.Struct, frozen=True):
    """A call of a module, with an expression for each of its variables."""

    module: Module | None = None
    expressions: dict[str, Any] | None = None
    count_expression: Any = None
    for_each_expression: Any = None
    depends_on: list[str] | None = None


class Module(msgspec.Struct, frozen=True):
    """A module in the configuration."""

    resources: list[Resource] | None = None
    outputs: dict[str, Output] | None = None
    module_calls: dict[str, ModuleCall] | None = None
    variables: dict[str, PlanVariable] | None = None


class Configuration(msgspec.Struct, frozen=True):
    """The configuration."""

    root_module: Module | None = None


class VariableValue(msgspec.Struct, frozen=True):
    """The value of a variable."""

    value: Any = None


class CheckProblem(msgspec.Struct, frozen=True):
    """The message of a failed condition."""

    message: str = ""


class CheckAddress(msgspec.Struct, frozen=True):
    """The object that a check belongs to: a resource, an output, or a `check` block."""

    kind: str = ""
    to_display: str = ""


class CheckInstance(msgspec.Struct, frozen=True):
    """The results of a check for one instance of an object."""

    address: CheckAddress = CheckAddress()
    problems: list[CheckProblem] | None = None


class Check(msgspec.Struct, frozen=True):
    """The results of a check."""

    address: CheckAddress = CheckAddress()
    instances: list[CheckInstance] | None = None


class Plan(msgspec.Struct, frozen=True):
    """The JSON document of a plan. `errored` marks the plan of a command that failed."""

    errored: bool = False
    resource_changes: list[ResourceChange] | None = None
    resource_drift: list[ResourceChange] | None = None
    deferred_changes: list[DeferredChange] | None = None
    prior_state: State | None = None
    configuration: Configuration | None = None
    variables: dict[str, VariableValue] | None = None
    checks: list[Check] | None = None


class Start(msgspec.Struct, frozen=True):
    """The position of a diagnostic in a file."""

    line: int = 0


class SourceRange(msgspec.Struct, frozen=True):
    """The location of a diagnostic in the configuration."""

    filename: str = ""
    start: Start = Start()


class Snippet(msgspec.Struct, frozen=True):
    """The part of the configuration that a diagnostic belongs to."""

    code: str = ""


class PlanDiagnostic(msgspec.Struct, frozen=True):
    """An error or a warning in the stream of `plan -json`, with the address of its resource if it has one."""

    severity: str = ""
    summary: str = ""
    detail: str = ""
    address: str = ""
    range: SourceRange | None = None
    snippet: Snippet | None = None


class StreamLine(msgspec.Struct, frozen=True):
    """A line in the stream of `plan -json`."""

    level: str = msgspec.field(default="", name="@level")
    message: str = msgspec.field(default="", name="@message")
    diagnostic: PlanDiagnostic | None = None
