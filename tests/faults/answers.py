# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Right answers of the service, in both of its formats, and what a single damage makes of one."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import Any, TypeAlias
from xml.sax.saxutils import escape

from tests.faults.fleet import row

Path: TypeAlias = "tuple[str | int, ...]"
"""The names and places on the way to one part of an answer."""

PAGE_SIZE = 100


def page(count: int, number: int) -> dict[str, Any]:
    """Return one page of so many packages, as the document shows it."""
    rows = [row(index) for index in range(count)[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]]
    return {
        "PageCount": -(-count // PAGE_SIZE),
        "PageSize": PAGE_SIZE,
        "RequestId": f"request-{number}",
        "FirmwareInfo": {"SimpleFirmwareInfo": rows},
        "CurrentPage": number,
        "Success": True,
        "Total": count,
    }


def paths(answer: object, start: Path = ()) -> list[Path]:
    """Return the way to every part of an answer, the whole before its parts."""
    parts = answer.items() if isinstance(answer, dict) else enumerate(answer) if isinstance(answer, list) else ()
    return [start, *(path for name, part in parts for path in paths(part, (*start, name)))]


@dataclass(frozen=True)
class Twice:
    """A part that stands in an answer two times."""

    part: object


def replaced(answer: dict[str, Any], path: Path, part: object) -> Any:  # noqa: ANN401 - the whole may be the part
    """Return an answer with another part in one place."""
    if not path:
        return part
    answer = copy.deepcopy(answer)
    *way, last = path
    holder: Any = answer
    for name in way:
        holder = holder[name]
    holder[last] = part
    return answer


def removed(answer: dict[str, Any], path: Path) -> Any:  # noqa: ANN401 - the whole may be the part
    """Return an answer without one part."""
    answer = copy.deepcopy(answer)
    *way, last = path
    holder: Any = answer
    for name in way:
        holder = holder[name]
    del holder[last]
    return answer


def at(answer: dict[str, Any], path: Path) -> Any:  # noqa: ANN401 - a part is of any type
    """Return one part of an answer."""
    part: Any = answer
    for name in path:
        part = part[name]
    return part


def as_json(value: object) -> str:
    """Write a value as JSON, in which a name can stand twice."""
    if isinstance(value, dict):
        members = [(name, part) for name, part in value.items() if not isinstance(part, Twice)]
        members += [(name, part.part) for name, part in value.items() if isinstance(part, Twice) for _ in range(2)]
        return f"{{{','.join(f'{json.dumps(name)}:{as_json(part)}' for name, part in members)}}}"
    if isinstance(value, list):
        return f"[{','.join(map(as_json, _elements(value)))}]"
    return json.dumps(value)


def as_xml(value: object, name: str = "ListOTAFirmwareResponse") -> str:
    """Write a value as the service writes XML: a list is its repeated element, and a null has none."""
    if isinstance(value, Twice):
        return as_xml(value.part, name) * 2
    if value is None:
        return ""
    if isinstance(value, list):
        return "".join(as_xml(element, name) for element in _elements(value))
    if isinstance(value, dict):
        content = "".join(as_xml(part, member) for member, part in value.items())
    else:
        content = escape(str(value).lower() if isinstance(value, bool) else str(value))
    return f"<{name}>{content}</{name}>"


def _elements(values: list[object]) -> list[object]:
    return [each for value in values for each in ([value.part] * 2 if isinstance(value, Twice) else [value])]
