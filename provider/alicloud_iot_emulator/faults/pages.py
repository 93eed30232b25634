# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Faults of pages: incorrect responses of ListOTAFirmware."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alicloud_iot_emulator.catalog import Row
    from alicloud_iot_emulator.operations import ResponseBody

_HUGE = 2**62


def _rows(reply: ResponseBody) -> list[Row]:
    return cast("dict[str, list[Row]]", reply["FirmwareInfo"])["SimpleFirmwareInfo"]


def _plus_one(reply: ResponseBody, name: str) -> None:
    reply[name] = cast("int", reply[name]) + 1


def _repeat_page(reply: ResponseBody, matching: Sequence[Row]) -> None:
    _rows(reply)[:] = matching[: cast("int", reply["PageSize"])]


def _shorten_page(reply: ResponseBody, _: Sequence[Row]) -> None:
    del _rows(reply)[-1:]


def _lengthen_page(reply: ResponseBody, _: Sequence[Row]) -> None:
    rows = _rows(reply)
    rows += [{**row, "FirmwareId": f"{row.get('FirmwareId')}-again"} for row in rows[-1:]]


def _duplicate_row(reply: ResponseBody, _: Sequence[Row]) -> None:
    rows = _rows(reply)
    rows[-1:] = rows[:1]


def _drop_field(reply: ResponseBody, name: str) -> None:
    for row in _rows(reply)[:1]:
        row.pop(name, None)


def _numbers_as_text(reply: ResponseBody, _: Sequence[Row]) -> None:
    for row in _rows(reply):
        row.update({name: str(value) for name, value in row.items() if isinstance(value, int)})
    for name in ("PageCount", "PageSize", "CurrentPage", "Total"):
        reply[name] = str(reply[name])


PAGE_FAULTS: Mapping[str, Callable[[ResponseBody, Sequence[Row]], object]] = {
    "repeated-page": _repeat_page,
    "empty-page": lambda reply, _: _rows(reply).clear(),
    "short-page": _shorten_page,
    "long-page": _lengthen_page,
    "duplicate-row": _duplicate_row,
    "nameless-row": lambda reply, _: _drop_field(reply, "FirmwareId"),
    "versionless-row": lambda reply, _: _drop_field(reply, "DestVersion"),
    "null-rows": lambda reply, _: reply.update(FirmwareInfo=None),
    "wrong-total": lambda reply, _: _plus_one(reply, "Total"),
    "huge-total": lambda reply, _: reply.update(Total=_HUGE),
    "negative-total": lambda reply, _: reply.update(Total=-1),
    "no-total": lambda reply, _: reply.pop("Total"),
    "wrong-page": lambda reply, _: _plus_one(reply, "CurrentPage"),
    "no-page": lambda reply, _: reply.pop("CurrentPage"),
    "contradicting-code": lambda reply, _: reply.update(Code="InternalError"),
    "text-numbers": _numbers_as_text,
}
"""For each kind, the function that changes a response in place. It also receives all packages that match the call."""
