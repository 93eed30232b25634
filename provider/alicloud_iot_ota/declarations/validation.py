# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""From a mapping of whatever a program passed to typed arguments, or to all of its mistakes at once."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from alicloud_iot_ota.errors import ArgumentError, Failure

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_Args = TypeVar("_Args", bound=msgspec.Struct)


def parse(
    kind: type[_Args], values: Mapping[str, object], secret: Collection[str] = (), *, strict: bool = True
) -> _Args:
    """Return the arguments as a typed value.

    Args:
        kind: The arguments' declaration.
        values: The values by their wire names; None means not given.
        secret: The names whose values must not be shown.
        strict: False where numbers may come as strings, as configuration does.

    Raises:
        ArgumentError: At least one is wrong; all of them are named.
    """
    failures = check(kind, values, secret=secret, strict=strict)
    if failures:
        raise ArgumentError(failures)
    return msgspec.convert({name: value for name, value in values.items() if value is not None}, kind, strict=strict)


def check(
    kind: type[msgspec.Struct],
    values: Mapping[str, object],
    *,
    secret: Collection[str] = (),
    unknown: Collection[str] = (),
    strict: bool = True,
) -> list[Failure]:
    """Return every mistake in the arguments, those by name first.

    Args:
        kind: The arguments' declaration.
        values: The values by their wire names; None means not given.
        secret: The names whose values must not be shown.
        unknown: The names of arguments whose values are not known yet.
        strict: False where numbers may come as strings, as configuration does.
    """
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    failures = [
        Failure(name, _unknown_name(name, fields)) for name in sorted({*values, *unknown}) if name not in fields
    ]
    for name, field in fields.items():
        value = values.get(name)
        if name in unknown:
            continue
        if value is None:
            if field.required:
                failures.append(Failure(name, f"{name} is required: give it {_expected(field.type)}."))
            continue
        try:
            msgspec.convert(value, field.type, strict=strict)
        except msgspec.ValidationError as error:
            failures.append(_failure(name, value, str(error), is_secret=name in secret, kind=field.type))
    return failures


def _unknown_name(name: str, fields: Collection[str]) -> str:
    close = difflib.get_close_matches(name, fields, n=1)
    hint = f'did you mean "{close[0]}"?' if close else f"known are {', '.join(fields)}."
    return f'"{name}" is no argument that is known here; {hint}'


def _failure(name: str, value: object, told: str, *, is_secret: bool, kind: Any) -> Failure:  # noqa: ANN401 - a type form
    # msgspec tells the place as "... - at `$[1]`"; Pulumi writes that place as name[1].
    place = re.search(r" - at `\$(.*)`$", told)
    path = name + (place[1] if place else "")
    inner = value
    for index in re.findall(r"\[(\d+)\]", place[1] if place else ""):
        inner = inner[int(index)] if isinstance(inner, list) else inner
    found = "a secret" if is_secret else _shown(inner)
    if inner in ("", []):
        return Failure(path, f"{path} must not be empty; leave it out where it does not matter.")
    expected = _expected(kind, inside=bool(place))
    hint = " Write it in quotes." if expected == "a string" and found.startswith("the number") else ""
    return Failure(path, f"{path} must be {expected}, and is {found}.{hint}")


def _expected(kind: Any, *, inside: bool = False) -> str:  # noqa: ANN401 - a type form
    """Say in words what a declared type is; `inside` means the elements of a list."""
    (component,), definitions = msgspec.json.schema_components([kind])
    spec = next((each for each in component.get("anyOf", [component]) if each.get("type") != "null"), component)
    if inside and "items" in spec:
        spec = spec["items"]
    spec = definitions.get(spec["$ref"].rpartition("/")[2], spec) if "$ref" in spec else spec
    if "enum" in spec:
        return "one of " + ", ".join(f'"{word}"' for word in spec["enum"])
    words = {
        "string": "a string",
        "integer": "a whole number",
        "number": "a number",
        "boolean": "true or false",
        "array": "a list",
    }[spec["type"]]
    low = spec.get("minimum", spec.get("exclusiveMinimum"))
    if low is not None:
        above = "from" if "minimum" in spec else "above"
        words += f" {above} {low}" + (f" to {spec['maximum']}" if "maximum" in spec else "")
    return words


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 64 else f'"{value[:64]}..."'  # noqa: PLR2004 - what the API allows a version
    return "a list" if isinstance(value, list) else "an object"
