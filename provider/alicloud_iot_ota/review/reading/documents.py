# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The one preview in what `pulumi preview --json` wrote, and whatever else is in that file.

Policy packs and the CLI print lines before and after the JSON, and PowerShell writes UTF-16 with a byte order mark. The
engine indents the JSON, so its braces are the first and the last line that start with one. Several previews in one
text are an error: the reviewer would see only one of them.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.review.reading.preview_json import PreviewDigest, ReviewError, strip_colors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_LINES = 4_000_000
"""Lines that a text may have that is more than the JSON of a preview: each is looked at on its own."""

_RERUN = "Run `pulumi preview --json` again, and give the review all of its standard output and nothing else."
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # starts like the next one
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KEYS = ("config", "steps", "diagnostics", "duration", "changeSummary", "maybeCorrupt")
_FIRST_KEY = re.compile(rf'\s+"(?:{"|".join(_KEYS)})":')
_PREVIEW_KEYS = frozenset({"steps", "diagnostics", "changeSummary"})
_TEXT_PREVIEW = re.compile(r"(?:@ )?(?:Previewing|previewing) ")
_DECODE_ERRORS = (msgspec.MsgspecError, RecursionError, UnicodeEncodeError)  # the last for half a surrogate pair


def text_of(content: bytes) -> str:
    """Return the text of a file: UTF-8, or UTF-16 or UTF-32 as its first bytes show.

    Raises:
        UnicodeDecodeError: It has none of these encodings.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding)
    # No text has a NUL. In UTF-16 every plain character does.
    encoding = {b"\0": "utf-16-be"}.get(content[:1]) or {b"\0": "utf-16-le"}.get(content[1:2], "utf-8")
    return content.decode(encoding)


def decode(text: str) -> PreviewDigest:
    """Return the one preview in a text.

    Raises:
        ReviewError: There is none, there are several, or something else is there.
    """
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise ReviewError(
            "The JSON of the preview is empty.",
            f"A preview that fails early prints none: read what it wrote to standard error. {_RERUN}",
        )
    try:
        digest = decoding.decode(text, PreviewDigest)
    except _DECODE_ERRORS as error:
        if isinstance(error, msgspec.ValidationError) and text.lstrip().startswith("{"):
            raise _not_a_preview(error) from None
        return _decode_part(text, error)
    if digest == PreviewDigest():
        _refuse(_keys(text))
    return digest


def _decode_part(text: str, reason: Exception) -> PreviewDigest:
    """Return the preview in a text that holds other lines as well; the reason is why all of it is not a preview."""
    if text.count("\n") > MAX_LINES:
        raise ReviewError(f"The preview is no JSON, and has more than {MAX_LINES:,} lines.", _RERUN)
    lines = [_visible_text(line) for line in text.split("\n")]
    found = list(_documents(lines))
    if len(found) > 1:
        places = format_text(", ".join(str(start + 1) for start, _ in found))
        raise ReviewError(f"The text holds {len(found)} previews, in lines {places}.", f"Give the review one. {_RERUN}")
    if not found:
        _refuse_lines(lines)
        if isinstance(reason, msgspec.ValidationError):  # its first value is none, whatever stands behind that
            try:
                msgspec.json.Decoder(msgspec.Raw).decode(text)
            except _DECODE_ERRORS as error:
                raise _invalid_json(text.split("\n"), 0, error) from None
            raise _not_a_preview(reason)
        raise _invalid_json(text.split("\n"), 0, reason)
    ((start, document),) = found
    try:
        return decoding.decode(document, PreviewDigest)
    except msgspec.ValidationError as error:
        raise _not_a_preview(error) from None
    except _DECODE_ERRORS as error:
        raise _invalid_json(document.split("\n"), start, error) from None


def _documents(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield each preview: the index of its first line, and its text as far as there is an end of it."""
    index, rest = 0, None
    while index < len(lines):
        line, start, rest = (lines[index] if rest is None else rest).rstrip(), index, None
        index += 1
        if (
            line.endswith("{")
            and _may_precede(line[:-1])
            and _FIRST_KEY.match(lines[index] if index < len(lines) else "")
        ):
            while index < len(lines) and not lines[index].startswith("}"):
                index += 1
            yield start, "\n".join(["{", *lines[start + 1 : index], *(["}"] if index < len(lines) else [])])
            rest = lines[index][1:] if index < len(lines) else None  # another one may start in this line
        elif _PREVIEW_KEYS & _keys(line):
            yield start, line


def _may_precede(text: str) -> bool:
    """Return whether a text may stand before the JSON in its first line: nothing, or words of another program."""
    return not text or bool(text.strip() and not set('"{}') & set(text))


def _keys(line: str) -> set[str]:
    """Return the keys of a JSON object; none if the text is another one."""
    line = line.strip()
    if not (line.startswith("{") and line.endswith("}")):
        return set()
    try:
        return {*msgspec.json.Decoder(dict[str, msgspec.Raw]).decode(line)}
    except _DECODE_ERRORS:
        return set()


def _refuse_lines(lines: Sequence[str]) -> None:
    for line in lines:
        _refuse(_keys(line))
    if any(_TEXT_PREVIEW.match(line) for line in lines):
        place = next(
            f"line {number}, {format_text(line.strip())}" for number, line in enumerate(lines, 1) if line.strip()
        )
        raise ReviewError(
            f"The text is the preview for people, without its JSON.\n  {place}",
            "Run `pulumi preview --json`: only this flag has the versions.",
        )


def _refuse(keys: set[str]) -> None:
    """Refuse what other commands and flags print, and say which flag is right.

    Source: `EngineEvent` in sdk/go/common/apitype/events.go, `SummaryJSON` in pkg/backend/display/summary_json.go.
    """
    if {"sequence", "timestamp"} <= keys:
        raise ReviewError(
            "The JSON is a stream of the engine's events, not the preview as one object.",
            f"Unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW, and do not give the file of --event-log. {_RERUN}",
        )
    if "result" in keys:
        raise ReviewError(
            "The JSON is the summary of `pulumi preview --output json`, which has no versions.",
            "Run `pulumi preview --json` instead: it prints every step with its old and new values.",
        )
    if {"version", "deployment"} <= keys:
        raise ReviewError(
            "The JSON is the state of a stack, not a preview.",
            "Run `pulumi preview --json`, and give the review its standard output.",
        )


def _not_a_preview(error: msgspec.ValidationError) -> ReviewError:
    return ReviewError(
        f"The JSON is not that of a preview, as this release knows it.\n  {format_text(str(error), 200)}", _RERUN
    )


def _invalid_json(lines: Sequence[str], start: int, reason: Exception) -> ReviewError:
    """Return what is wrong, and in which line; lines start below so many others."""
    return ReviewError(f"The preview is no JSON.\n  {_location(lines, start, str(reason))}", _RERUN)


def _visible_text(line: str) -> str:
    """Return a line as a terminal leaves it: without colors, and without what a progress line has overwritten."""
    return strip_colors(line.rstrip("\r")).rpartition("\n")[2]


def _location(lines: Sequence[str], start: int, reason: str) -> str:
    place = re.search(r" \(byte ([0-9]+)\)$", reason)
    if place is None:  # it ends too early
        return f"line {start + len(lines)}, the last one, {format_text(reason)}"
    rest = int(place[1])
    for number, line in enumerate(lines, start + 1):
        rest -= len(line.encode("utf-8", "surrogatepass")) + 1
        if rest < 0:
            return f"line {number}, {format_text(reason[: place.start()])}, in {format_text(line.strip())}"
    return f"line {start + len(lines)}, {format_text(reason[: place.start()])}"
