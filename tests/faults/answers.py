# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Valid responses of the service in both formats, and damaged copies of them."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import Any, TypeAlias
from xml.sax.saxutils import escape

from tests.faults.fleet import row

Path: TypeAlias = "tuple[str | int, ...]"
"""The names and indexes that lead to one part of a response."""

PAGE_SIZE = 100


def page(count: int, number: int) -> dict[str, Any]:
    """Return one page of a list with this number of packages, as documented."""
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
    """Return the paths of all parts of a response. A parent comes before its children."""
    parts = answer.items() if isinstance(answer, dict) else enumerate(answer) if isinstance(answer, list) else ()
    return [start, *(path for name, part in parts for path in paths(part, (*start, name)))]


@dataclass(frozen=True)
class Twice:
    """A part that occurs twice in a response."""

    part: object


def replaced(answer: dict[str, Any], path: Path, part: object) -> Any:  # noqa: ANN401 - the whole may be the part
    """Return a copy of a response with one part replaced."""
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
    """Return a copy of a response without one part."""
    answer = copy.deepcopy(answer)
    *way, last = path
    holder: Any = answer
    for name in way:
        holder = holder[name]
    del holder[last]
    return answer


def at(answer: dict[str, Any], path: Path) -> Any:  # noqa: ANN401 - a part is of any type
    """Return one part of a response."""
    part: Any = answer
    for name in path:
        part = part[name]
    return part


def as_json(value: object) -> str:
    """Convert a value to JSON. A name can occur twice."""
    if isinstance(value, dict):
        members = [(name, part) for name, part in value.items() if not isinstance(part, Twice)]
        members += [(name, part.part) for name, part in value.items() if isinstance(part, Twice) for _ in range(2)]
        return f"{{{','.join(f'{json.dumps(name)}:{as_json(part)}' for name, part in members)}}}"
    if isinstance(value, list):
        return f"[{','.join(map(as_json, _elements(value)))}]"
    return json.dumps(value)


def as_xml(value: object, name: str = "ListOTAFirmwareResponse") -> str:
    """Convert a value to XML in the service's format: a list is a repeated element, and a null is omitted."""
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
