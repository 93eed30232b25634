# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Find a plan in the output of OpenTofu or Terraform.

A plan is the JSON object that `tofu show -json PLANFILE` prints. It contains no error and no warning. These are in the
stream of `tofu plan -json`: one JSON object in each line. A text may contain the stream, the plan, or both in this
order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.review.reading.documents import (
    DECODE_ERRORS,
    documents,
    keys_in,
    location,
    split_lines,
)
from alicloud_iot_ota.review.reading.plan_json import Plan, PlanDiagnostic, StreamLine
from alicloud_iot_ota.review.reading.preview_json import ERROR, ReviewError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHOW = (
    "Run `tofu show -json PLANFILE` or `terraform show -json PLANFILE`, and pass exactly its standard output to the "
    "review. `plan -out=PLANFILE` writes the plan file."
)
_VERSION, _LEVEL = "format_version", "@level"
_FIRST_KEY = re.compile(rf'\s+"{_VERSION}":')
_START = re.compile(rf'\{{"(?:{_VERSION}|{_LEVEL})":')
_PLAN_KEYS = frozenset({"planned_values", "resource_changes"})
_STATE_KEYS = frozenset({_VERSION, "terraform_version", "values", "checks"})


class _Header(msgspec.Struct, frozen=True):
    format_version: str


class PlanDocument(NamedTuple):
    """What a text contains of a plan.

    Attributes:
        plan: The plan; None if the text contains only errors.
        diagnostics: The errors and warnings in the stream.
    """

    plan: Plan | None
    diagnostics: Sequence[PlanDiagnostic]


def find_plan(text: str) -> PlanDocument | None:
    """Return the plan in a text; None if the text contains no JSON of OpenTofu or Terraform.

    Raises:
        ReviewError: The plan is incomplete or not supported, or the text contains several plans or other JSON.
    """
    if f'"{_VERSION}"' not in text and f'"{_LEVEL}"' not in text:
        return None
    text = text.removeprefix("\ufeff")
    keys = keys_in(text)
    if keys and _LEVEL not in keys:
        return PlanDocument(_plan(text, keys, 0), ()) if _VERSION in keys else None
    lines = split_lines(text)
    diagnostics = list(_diagnostics(lines))
    plans = list(documents(lines, _FIRST_KEY, {_VERSION}))
    if len(plans) > 1:
        places = format_text(", ".join(str(start + 1) for start, _ in plans))
        raise ReviewError(f"Expected one plan, got {len(plans)} in lines {places}.", f"Pass one plan. {_SHOW}")
    if plans:
        ((start, document),) = plans
        return PlanDocument(_plan(document, keys_in(document), start), diagnostics)
    if any(each.severity == ERROR for each in diagnostics):
        return PlanDocument(None, diagnostics)
    if any(_LEVEL in keys_in(line) for line in lines):
        raise ReviewError("Expected the JSON of a plan, got the stream of `plan -json`, which has no versions.", _SHOW)
    return None


def _diagnostics(lines: Sequence[str]) -> Iterator[PlanDiagnostic]:
    """Yield the errors and warnings in a stream.

    Raises:
        ReviewError: A line is incomplete. Its error would be lost.
    """
    for number, line in enumerate(lines):
        if not _START.match(line):
            continue
        try:
            entry = decoding.decode(line, StreamLine)
        except DECODE_ERRORS as error:
            raise _not_json(line, number, error) from None
        if entry.diagnostic is not None:
            yield entry.diagnostic
        elif entry.level == ERROR:
            yield PlanDiagnostic(severity=ERROR, summary=entry.message)


def _plan(document: str, keys: set[str], start: int) -> Plan:
    """Parse a plan. `start` is the number of lines above it."""
    try:
        version = decoding.decode(document, _Header).format_version
        if version.partition(".")[0] != "1":
            raise ReviewError(
                f"The plan has the format {format_text(version, 20)}, which this release does not support.",
                "Upgrade alicloud-iot-ota. The plan comes from a newer engine than this release supports.",
            )
        if not _PLAN_KEYS & keys:
            raise ReviewError(
                "Expected the JSON of a plan, got a state."
                if keys <= _STATE_KEYS
                else "Expected the JSON of a plan, got other JSON of OpenTofu or Terraform.",
                _SHOW,
            )
        return decoding.decode(document, Plan)
    except msgspec.ValidationError as error:
        raise ReviewError(
            f"The JSON is not a plan that this release supports.\n  {format_text(str(error), 200)}", _SHOW
        ) from None
    except DECODE_ERRORS as error:
        raise _not_json(document, start, error) from None


def _not_json(document: str, start: int, reason: Exception) -> ReviewError:
    place = location(document.split("\n"), start, str(reason))
    return ReviewError(f"The plan is not valid JSON.\n  {place}", _SHOW)
