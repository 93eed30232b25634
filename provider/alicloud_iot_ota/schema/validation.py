# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Validation of arguments: from the values that a program passed to typed arguments, or to a list of all mistakes."""

from __future__ import annotations

import difflib
import functools
import unicodedata
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

import msgspec

from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.base.text import describe_value, format_text
from alicloud_iot_ota.base.visible import first_hidden, first_non_ascii
from alicloud_iot_ota.errors import ArgumentError, Failure, argument_of
from alicloud_iot_ota.schema.collector import Arguments, Collector
from alicloud_iot_ota.schema.fields import PATH
from alicloud_iot_ota.schema.json_schema import dereference, without_null

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


_TYPES = {
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
}
MAX_FAILURES = 100
"""The maximum number of mistakes reported for one list, and of unknown names reported for one object."""

_CONTEXT = 20  # characters shown in a message before a hidden character
_LONGEST_NAME = 64  # characters; longer unknown names get no suggestion
_CONVERSION_ERRORS = (msgspec.ValidationError, UnicodeEncodeError)  # the second one for an unpaired surrogate
_Args = TypeVar("_Args", bound="Arguments")


def read(
    kind: type[_Args],
    values: Mapping[str, object],
    secret: Collection[str] = (),
    unknown: Collection[str] = (),
    *,
    strict: bool = True,
) -> tuple[_Args, list[Failure]]:
    """Parse the arguments of a call, each of them once.

    Return the typed arguments, with None for each part that is invalid or not known yet, and every mistake: mistakes in
    single arguments first, then those that types cannot express.

    Args:
        kind: The declaration of the arguments.
        values: The values by wire name. None means not set.
        secret: The names of arguments whose values must not be shown.
        unknown: The names of arguments whose values are not known yet. They are not in `values`.
        strict: False if numbers may be strings, as in configuration.
    """
    values = _by_wire_names(kind, values)
    reading = _ArgumentReader(secret, strict=strict)
    valid = reading.fields(kind, values, unknown)
    mistyped = {failure.path for failure in reading.failures}
    failures = list(reading.failures)
    for name, field in _fields(kind).items():
        if name not in mistyped and values.get(name) is not None:
            hidden = _find_hidden(name, values[name], _schema(field.type), is_secret=name in secret)
            failures += [each for each in hidden if not _is_within(each.path, mistyped)]
            if any(each.path == name for each in hidden):
                valid[field.name] = None
    wrong = {part for failure in failures for part in (failure.path, failure.argument)}
    args, collector = kind(**valid), Collector(secret, {*unknown, *wrong})
    args.collect(collector)
    return args, failures + collector.failures


def parse(
    kind: type[_Args], values: Mapping[str, object], secret: Collection[str] = (), *, strict: bool = True
) -> _Args:
    """Return the typed arguments of a call. The parameters are those of `read`.

    Raises:
        ArgumentError: At least one argument is invalid. The error lists every mistake.
    """
    args, failures = read(kind, values, secret, strict=strict)
    if failures:
        raise ArgumentError(failures)
    return args


def check(
    kind: type[Arguments],
    values: Mapping[str, object],
    secret: Collection[str] = (),
    unknown: Collection[str] = (),
    *,
    strict: bool = True,
) -> list[Failure]:
    """Return every mistake in the arguments of a call. The parameters are those of `read`."""
    return read(kind, values, secret, unknown, strict=strict)[1]


class _ArgumentReader:
    """Parses the valid parts of arguments and records every mistake, so that no mistake hides another one."""

    def __init__(self, secret: Collection[str], *, strict: bool) -> None:
        self._secret = secret
        self._strict = strict
        self.failures: list[Failure] = []

    def fields(
        self, kind: type[msgspec.Struct], values: Mapping[str, object], unknown: Collection[str] = (), inside: str = ""
    ) -> dict[str, object]:
        """Return the fields of a declaration by attribute, with None for each field that is invalid or not set.

        The constructor accepts None for a required field that is not known yet. `msgspec.convert` does not.
        """
        fields = _fields(kind)
        for name in sorted({*values, *unknown} - fields.keys())[:MAX_FAILURES]:
            close = difflib.get_close_matches(name, fields, n=1) if len(name) <= _LONGEST_NAME else []
            hint = f'Did you mean "{close[0]}"?' if close else f"Known arguments: {', '.join(fields)}."
            path = f"{inside}{name}"
            self._add(path, f'Unknown argument "{format_text(path)}". {hint}')
        valid: dict[str, object] = {}
        for name, field in fields.items():
            path, value = f"{inside}{name}", values.get(name)
            valid[field.name] = None if value is None else self._read_value(path, value, field)
            if value is None and field.required and name not in unknown:
                self._add(path, f"{path} is required. Set it to {_describe_schema(_schema(field.type))}.")
        return valid

    def _read_value(self, path: str, value: object, field: msgspec.structs.FieldInfo) -> object:
        """Return one typed value, or None if it is invalid. Of a list of objects, return the valid objects."""
        try:
            return self._convert(value, field.type)
        except _CONVERSION_ERRORS:
            pass
        spec = _schema(field.type)
        most = spec.get("maxItems")
        if value in ("", []):
            hint = "" if field.required else " Set a value or omit it."
            self._add(path, f"{path} must not be empty.{hint}")
        elif most is not None and isinstance(value, list) and len(value) > most:
            self._add(path, f"{path} must have at most {most:,} elements, got {len(value):,}.")
        elif spec.get("type") == "array" and isinstance(value, list):
            return self._read_elements(path, value, field.type)
        elif isinstance(member := spec.get("additionalProperties"), dict) and isinstance(value, dict):
            for name, each in value.items():
                if not self._fits({name: each}, field.type):
                    self._add_wrong(f"{path}.{name}", each, member)
        else:
            self._add_wrong(path, value, spec)
        return None

    def _read_elements(self, path: str, value: list[object], kind: Any) -> list[object] | None:  # noqa: ANN401 - a type
        """Return the valid objects of a list, in place, or None if the elements of the list are not objects."""
        element, members = _schema(kind)["items"], _element_struct(kind)
        most = len(self.failures) + MAX_FAILURES
        valid: list[object] = []
        for index, each in enumerate(value):
            if len(self.failures) >= most:
                break
            place = f"{path}[{index}]"
            if members is not None and isinstance(each, dict):
                valid.append(members(**self.fields(members, each, inside=f"{place}.")))
                continue
            valid.append(None)
            if each == "":
                self._add(place, f"{place} must not be empty.")
            elif not self._fits([each], kind):
                self._add_wrong(place, each, element)
        return None if members is None else valid

    def _convert(self, value: object, kind: Any) -> Any:  # noqa: ANN401 - a type, and a value of it
        return decoding.convert(value, kind, strict=self._strict)

    def _fits(self, value: object, kind: Any) -> bool:  # noqa: ANN401 - a type
        try:
            self._convert(value, kind)
        except _CONVERSION_ERRORS:
            return False
        return True

    def _add(self, path: str, reason: str) -> None:
        self.failures.append(Failure(path, reason))

    def _add_wrong(self, path: str, value: object, spec: dict[str, Any]) -> None:
        expected = _describe_schema(spec)
        found = "a secret" if argument_of(path) in self._secret else describe_value(value)
        hint = " Quote the value." if expected == "a string" and found.startswith("the number") else ""
        self._add(path, f"{path} must be {expected}, got {found}.{hint}")


def _is_within(path: str, others: Collection[str]) -> bool:
    """Return whether a path is in a collection of paths, or is part of one of them."""
    return any(path == other or path.startswith((f"{other}.", f"{other}[")) for other in others)


def _by_wire_names(kind: type[Arguments], values: Mapping[str, object]) -> dict[str, object]:
    """Return the values with wire names in the objects of lists.

    Pulumi's Python SDK translates the names of a function's arguments, but not the keys of a dictionary that a program
    passes. The types that the SDK generates for such a dictionary have Python names.
    """
    renamed = dict(values)
    for name, members in _nested_structs(kind).items():
        names = {field.name: wire_name for wire_name, field in _fields(members).items()}
        value = values.get(name)
        if isinstance(value, list):
            renamed[name] = [
                {key if names.get(key) in each else names.get(key, key): each[key] for key in each}
                if isinstance(each, dict)
                else each
                for each in value
            ]
    return renamed


def _find_hidden(path: str, value: object, spec: Mapping[str, Any], *, is_secret: bool) -> list[Failure]:
    """Return a mistake for each text in a value with an invisible character, or with a character that must be ASCII."""
    if isinstance(value, str):
        return _find_hidden_in_text(path, value, spec, is_secret=is_secret)
    if isinstance(value, list):
        return [
            failure
            for index, each in enumerate(value)
            for failure in _find_hidden(f"{path}[{index}]", each, spec.get("items", {}), is_secret=is_secret)
        ]
    if not isinstance(value, dict) or ("properties" not in spec and not spec.get("additionalProperties")):
        return []  # a table of firmware.lock, which has a separate declaration
    failures: list[Failure] = []
    for name, each in value.items():
        member = spec.get("properties", {}).get(name)
        if member is not None:
            failures += _find_hidden(f"{path}.{name}", each, without_null(member), is_secret=is_secret)
        elif isinstance(each, str):  # in a mapping, values may have several lines
            if first_non_ascii(name) is not None:
                what = "A secret name" if is_secret else f'The name "{format_text(name)}"'
                failures.append(Failure(path, f"{what} in {path} is not printable ASCII."))
            failures += _find_hidden_in_text(
                f"{path}.{format_text(name)}", each, {}, is_secret=is_secret, keep="\t\r\n"
            )
    return failures


def _find_hidden_in_text(
    path: str, text: str, spec: Mapping[str, Any], *, is_secret: bool, keep: str = ""
) -> list[Failure]:
    if text.isspace() and spec.get("minLength"):  # looks empty to a reader
        return [Failure(path, f"{path} must not be blank.")]
    is_ascii = "pattern" in spec
    if is_ascii:
        found = first_non_ascii(text)
    elif spec.get("format") == PATH:  # a file system may store it in decomposed form
        found = first_hidden(unicodedata.normalize("NFC", text))
    else:
        found = first_hidden(text, keep)
    if found is None:
        return []
    expected = "printable ASCII" if is_ascii else "visible text in composed form (NFC)"
    if is_secret:
        return [Failure(path, f"{path} must be {expected}, got another character in a secret.")]
    before = text[max(0, found.position - _CONTEXT) : found.position]
    place = f'after "{format_text(before)}"' if before else "at its start"
    return [Failure(path, f"{path} must be {expected}, got {found.name} {place}.")]


@functools.cache  # one entry for each declaration
def _fields(kind: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    """Return the fields of a declaration by wire name."""
    return {field.encode_name: field for field in msgspec.structs.fields(kind)}


@functools.cache
def _nested_structs(kind: type[msgspec.Struct]) -> dict[str, type[msgspec.Struct]]:
    """Return the declarations of objects in lists, by the wire name of the list."""
    found = {name: _element_struct(field.type) for name, field in _fields(kind).items()}
    return {name: members for name, members in found.items() if members is not None}


def _element_struct(kind: Any, *, is_element: bool = False) -> type[msgspec.Struct] | None:  # noqa: ANN401 - a type
    """Return the declaration of a list's elements, or None if the elements are not objects."""
    if is_element and isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind
    parts = (_element_struct(part, is_element=is_element or get_origin(kind) is list) for part in get_args(kind))
    return next(filter(None, parts), None)


@functools.cache
def _schema(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a type
    """Return the JSON schema of a value of a type."""
    return dereference(*decoding.json_schema(kind))


def _describe_schema(spec: dict[str, Any]) -> str:
    """Describe a JSON schema for a message."""
    if "enum" in spec:
        return "one of " + ", ".join(f'"{word}"' for word in spec["enum"])
    words = _TYPES[spec["type"]]
    low = spec.get("minimum", spec.get("exclusiveMinimum"))
    if low is not None:
        words += f" from {low:g}" if "minimum" in spec else f" above {low:g}"
        words += f" to {spec['maximum']:g}" if "maximum" in spec else ""
    return words
