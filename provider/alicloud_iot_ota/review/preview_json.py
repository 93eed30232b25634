# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The JSON of `pulumi preview --json`, as far as a review reads it.

Source: `PreviewDigest` in pkg/display/json.go of pulumi/pulumi, and what the engine 3.259 prints. What the engine
leaves out (`omitempty`) has a default here; what another release adds is passed over.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from alicloud_iot_ota import structs
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.rendering import printable, shown

_PREFIX = re.compile(r"(?:error: |warning: )?(?:\S+ resource '.*?has a problem: )?")
"""The severity, and for a dynamic resource whose arguments were refused, its name (pkg/resource/deploy)."""
_AGAIN = "Run `pulumi preview --json` again, and give the review all of its standard output and nothing else."


class ReviewError(OtaError):
    """What a review is to be made of cannot be read."""


class State(msgspec.Struct, rename="camel", frozen=True):
    """A resource before or after a step."""

    inputs: dict[str, Any] | None = None
    outputs: dict[str, Any] | None = None
    dependencies: list[str] | None = None
    property_dependencies: dict[str, list[str] | None] | None = None


class Step(msgspec.Struct, rename="camel", frozen=True):
    """What becomes of a resource."""

    op: str
    urn: str
    old_state: State | None = None
    new_state: State | None = None
    diff_reasons: list[str] | None = None


class Diagnostic(msgspec.Struct, frozen=True):
    """Something that was said, with the URN of the resource that it is about, where it is about one."""

    message: str = ""
    severity: str = ""
    urn: str = ""


class Digest(msgspec.Struct, rename="camel", frozen=True):
    """A whole preview."""

    steps: list[Step] | None = None
    diagnostics: list[Diagnostic] | None = None


def decode(text: str) -> Digest:
    """Return the preview that a text describes.

    Raises:
        ReviewError: It describes none.
    """
    if not text.strip():
        raise ReviewError(
            "The JSON of the preview is empty.",
            f"A preview that fails early prints none: read what it wrote to standard error. {_AGAIN}",
        )
    try:
        return structs.decode(text, Digest)
    except msgspec.ValidationError as error:
        raise ReviewError(
            f"The JSON is not that of a preview, as this release knows it.\n  {shown(str(error), 200)}", _AGAIN
        ) from None
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:  # the last for half a surrogate pair
        if _is_stream(text):
            raise ReviewError(
                "The JSON is a stream of the engine's events, not the preview as one object.",
                f"Unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW. {_AGAIN}",
            ) from None
        raise ReviewError(f"The preview is no JSON.\n  {_where(text, str(error))}", _AGAIN) from None


def said(diagnostic: Diagnostic) -> str:
    """Return the text of a diagnostic without what the engine puts before it."""
    return _PREFIX.sub("", diagnostic.message, count=1).strip()


def first_line(text: str) -> str:
    """Return the first line of a text."""
    return printable(text.strip().partition("\n")[0])


def last_line(text: str) -> str:
    """Return the last line of a text: of an error, what to do about it."""
    return printable(text.strip().rpartition("\n")[2])


def _is_stream(text: str) -> bool:
    """Return whether the first line is a whole event (`EngineEvent` in sdk/go/common/apitype/events.go)."""
    try:
        event = msgspec.json.Decoder(dict[str, Any]).decode(text.lstrip().partition("\n")[0])
    except (msgspec.MsgspecError, RecursionError, UnicodeEncodeError):
        return False
    return {"sequence", "timestamp"} <= event.keys()


def _where(text: str, reason: str) -> str:
    """Return what is wrong, and in which line of the text."""
    place = re.search(r" \(byte ([0-9]+)\)$", reason)
    if place is None:  # it ends too early
        return f"line {text.count(chr(10)) + 1}, the last one, {shown(reason)}"
    line = text.encode()[: int(place[1])].count(b"\n") + 1
    return f"line {line}, {shown(reason[: place.start()])}"
