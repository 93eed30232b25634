# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Run every YAML program in this folder, and export the outputs of each program under its file name.

This script replaces `pulumi-language-yaml`, because the Go proxy does not have the version that this project pins. It
supports only the part of the language that the pages use: string settings with a default or secret, variables that
call a function, resources with properties and a provider, and values that consist of one `${reference}` to any of
them. It rejects everything else. Pulumi's own host supports far more, and runs one program at a time.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pulumi
import yaml

PROVIDERS = "pulumi:providers:"
REFERENCE = re.compile(r"\$\{(?P<name>[\w-]+)(?P<path>(?:\.\w+|\[\d+\])*)\}")
STEP = re.compile(r"\.(\w+)|\[(\d+)\]")


class RefusedError(Exception):
    """A program uses a feature that this host does not support."""


def parts(what: str, given: object, allowed: set[str], required: set[str]) -> dict[str, Any]:
    """Return an object after checking its keys.

    Raises:
        RefusedError: A key is not allowed, or a required key is missing.
    """
    if not isinstance(given, dict) or not required <= given.keys() <= allowed | required:
        raise RefusedError(f"{what} must have {sorted(required)} and may have {sorted(allowed)}, and is {given}.")
    return given


class Program:
    """A program whose values are evaluated only if its outputs and resources need them."""

    def __init__(self, name: str, text: str) -> None:
        """Parse a program.

        Its name prefixes the names of its resources, because other programs may use the same names.
        """
        self._name = name
        self._text = text
        sections = {"config", "variables", "resources", "outputs"}
        document = parts(name, yaml.safe_load(text), sections, {"name", "runtime"})
        self._sections: dict[str, dict[str, Any]] = {section: document.get(section, {}) for section in sections}
        self._values: dict[str, Any] = {}

    def outputs(self) -> dict[str, Any]:
        """Register all resources and return the outputs."""
        for name in self._sections["resources"]:
            self._named(name)
        return {name: self._value(value) for name, value in self._sections["outputs"].items()}

    def _value(self, given: object) -> Any:  # noqa: ANN401 - any value of YAML, or a promise of one
        if isinstance(given, dict):
            return {name: self._value(value) for name, value in given.items()}
        if isinstance(given, list):
            return [self._value(item) for item in given]
        if not isinstance(given, str | int | float):  # for example an unquoted date, which Pulumi reads as a string
            raise RefusedError(f"{self._name} has a value that is none here: {given!r}.")
        if not isinstance(given, str) or "${" not in given:
            return given
        reference = REFERENCE.fullmatch(given)
        if reference is None:
            raise RefusedError(f"{self._name} has more than a reference in one text: {given!r}.")
        value = self._named(reference["name"])
        for name, index in STEP.findall(reference["path"]):
            value = getattr(value, name) if isinstance(value, pulumi.Resource) else value[int(index) if index else name]
        return value

    def _named(self, name: str) -> Any:  # noqa: ANN401 - the same
        if name not in self._values:
            make = {"config": self._setting, "variables": self._variable, "resources": self._resource}
            section = next((section for section in make if name in self._sections[section]), None)
            if section is None:
                raise RefusedError(f"{self._name} refers to {name}, which it does not define.")
            self._values[name] = make[section](name, self._sections[section][name])
        return self._values[name]

    def _setting(self, name: str, given: object) -> object:
        setting = parts(name, given, {"default", "secret"}, {"type"})
        if setting["type"] != "string" or ("default" in setting) is ("secret" in setting):
            raise RefusedError(f"{self._name} has a setting {name} that is no secret text, and none with a default.")
        config = pulumi.Config()
        return config.require_secret(name) if "secret" in setting else config.get(name) or setting["default"]

    def _variable(self, name: str, given: object) -> pulumi.Output[Any]:
        call = parts(
            name, parts(name, given, set(), {"fn::invoke"})["fn::invoke"], {"arguments", "options"}, {"function"}
        )
        return pulumi.runtime.invoke_output(
            call["function"],
            self._value(call.get("arguments", {})),
            pulumi.InvokeOutputOptions(provider=self._provider(name, call)),
        )

    def _resource(self, name: str, given: object) -> pulumi.CustomResource:
        resource = parts(name, given, {"properties", "options"}, {"type"})
        unique = f"{self._name}-{name}"
        options = pulumi.ResourceOptions(provider=self._provider(name, resource))
        properties = self._value(resource.get("properties", {}))
        if resource["type"].startswith(PROVIDERS):
            return pulumi.ProviderResource(resource["type"].removeprefix(PROVIDERS), unique, properties, options)
        # The SDK stores only the outputs that are declared here.
        read = dict.fromkeys(re.findall(rf"\$\{{{re.escape(name)}\.(\w+)", self._text))
        return pulumi.CustomResource(resource["type"], unique, {**read, **properties}, options)

    def _provider(self, name: str, given: dict[str, Any]) -> pulumi.ProviderResource | None:
        options = parts(name, given.get("options", {}), {"provider"}, set())
        return self._value(options["provider"]) if options else None


if __name__ == "__main__":
    for program in sorted(Path(__file__).parent.glob("*.yaml")):
        if not program.name.startswith("Pulumi."):
            pulumi.export(program.stem, Program(program.stem, program.read_text()).outputs())
