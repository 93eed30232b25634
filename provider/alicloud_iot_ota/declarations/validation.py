# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""From a mapping of whatever a program passed to typed arguments, or to all of its mistakes at once."""

from __future__ import annotations

import difflib
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
                failures.append(Failure(name, f"{name} is required: give it {_expected(_schema(field.type)[0])}."))
            continue
        failures += _wrong(name, value, field.type, is_secret=name in secret, strict=strict)
    return failures


def _wrong(name: str, value: object, kind: Any, *, is_secret: bool, strict: bool) -> list[Failure]:  # noqa: ANN401 - a type
    """Return what is wrong with one value: every wrong element of a list, or the value itself."""
    if _fits(value, kind, strict=strict):
        return []
    spec, definitions = _schema(kind)
    if spec.get("type") == "array" and isinstance(value, list) and value:
        element = _resolved(spec["items"], definitions)
        return [
            _failure(f"{name}[{index}]", each, element, is_secret=is_secret)
            for index, each in enumerate(value)
            if not _fits([each], kind, strict=strict)
        ]
    return [_failure(name, value, spec, is_secret=is_secret)]


def _schema(kind: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401 - a type
    """Return the JSON schema of a type, and the definitions that it may refer to."""
    (declared,), definitions = msgspec.json.schema_components([kind])
    return _resolved(declared, definitions), definitions


def _fits(value: object, kind: Any, *, strict: bool) -> bool:  # noqa: ANN401 - a type
    try:
        msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError:
        return False
    return True


def _resolved(spec: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON schema of a value that is given: without null, and with what it refers to in its place."""
    spec = next((each for each in spec.get("anyOf", []) if each.get("type") != "null"), spec)
    spec = spec["allOf"][0] if "allOf" in spec else spec
    return definitions[spec["$ref"].rpartition("/")[2]] if "$ref" in spec else spec


def _unknown_name(name: str, fields: Collection[str]) -> str:
    close = difflib.get_close_matches(name, fields, n=1)
    hint = f'did you mean "{close[0]}"?' if close else f"known are {', '.join(fields)}."
    return f'"{name}" is no argument that is known here; {hint}'


def _failure(path: str, value: object, spec: dict[str, Any], *, is_secret: bool) -> Failure:
    if value in ("", []):
        return Failure(path, f"{path} must not be empty; leave it out where it does not matter.")
    expected = _expected(spec)
    found = "a secret" if is_secret else _shown(value)
    hint = " Write it in quotes." if expected == "a string" and found.startswith("the number") else ""
    return Failure(path, f"{path} must be {expected}, and is {found}.{hint}")


def _expected(spec: dict[str, Any]) -> str:
    """Say a JSON schema in words."""
    if "enum" in spec:
        return "one of " + ", ".join(f'"{word}"' for word in spec["enum"])
    words = {"string": "a string", "integer": "a whole number", "number": "a number", "array": "a list"}[spec["type"]]
    low = spec.get("minimum", spec.get("exclusiveMinimum"))
    if low is not None:
        words += f" from {low:g}" if "minimum" in spec else f" above {low:g}"
        words += f" to {spec['maximum']:g}" if "maximum" in spec else ""
    return words


def _shown(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 64 else f'"{value[:64]}..."'  # noqa: PLR2004 - what the API allows a version
    return "a list" if isinstance(value, list) else "an object"
