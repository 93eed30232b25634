# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Find the JSON of one preview in the output of `pulumi preview --json`.

Policy packs and the CLI print lines before and after the JSON, and PowerShell writes UTF-16 with a byte order mark. The
engine indents the JSON, so the first and the last line that start with a brace delimit it. Several previews in one text
are an error, because a review would cover only one of them.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.review.reading.preview_json import PreviewDigest, ReviewError, strip_colors
from alicloud_iot_ota.schema.hcl import PROVIDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

MAX_LINES = 4_000_000
"""Lines of a text that contains more than the JSON of a preview. Each line is examined separately."""

_RERUN = (
    "Run `pulumi preview --json` or `tofu show -json PLANFILE` again, and pass exactly its standard output to the "
    "review."
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # starts with the mark of UTF-16
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KEYS = ("config", "steps", "diagnostics", "duration", "changeSummary", "maybeCorrupt")
_FIRST_KEY = re.compile(rf'\s+"(?:{"|".join(_KEYS)})":')
_PREVIEW_KEYS = frozenset({"steps", "diagnostics", "changeSummary"})
_TEXT_PREVIEW = re.compile(r"(?:@ )?(?:Previewing|previewing) ")
_TEXT_PLAN = re.compile(
    r"(?:OpenTofu|Terraform) (?:used the selected providers|will perform|planned the following)|Plan: [0-9]+ to add, "
    r"|No changes\. Your infrastructure |Planning failed\. "
    rf"|# (?:\S{{1,500}}\.)?{PROVIDER}_\S{{1,500}}:$"  # a state
)
_OUTPUT_KEYS = {"sensitive", "type", "value"}
"""The keys of an output in the JSON of `tofu output -json`."""
_SHOW = "`tofu show -json PLANFILE` or `terraform show -json PLANFILE`"
_PLAN_FILE = b"PK\3\4"
"""The first bytes of a plan file, which is a ZIP archive."""
DECODE_ERRORS = (msgspec.MsgspecError, RecursionError, UnicodeEncodeError)
"""The errors from parsing JSON. UnicodeEncodeError: an unpaired surrogate."""


def text_of(content: bytes) -> str:
    """Decode the content of a file from UTF-8, or from UTF-16 or UTF-32 if its first bytes indicate that.

    Raises:
        UnicodeDecodeError: The content has none of these encodings.
        ReviewError: The content is a plan file.
    """
    if content.startswith(_PLAN_FILE):
        raise ReviewError(
            "Expected the JSON of a plan, got the plan file.",
            f"Run {_SHOW}, and pass its standard output to the review.",
        )
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding)
    # Text contains no NUL, but in UTF-16 every ASCII character has a NUL byte.
    encoding = {b"\0": "utf-16-be"}.get(content[:1]) or {b"\0": "utf-16-le"}.get(content[1:2], "utf-8")
    return content.decode(encoding)


def decode(text: str) -> PreviewDigest:
    """Parse the one preview in a text.

    Raises:
        ReviewError: The text contains no preview, several previews, or other JSON.
    """
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise ReviewError(
            "The JSON of the preview is empty.",
            f"A preview that fails early prints no JSON. Read its standard error. {_RERUN}",
        )
    try:
        digest = decoding.decode(text, PreviewDigest)
    except DECODE_ERRORS as error:
        if isinstance(error, msgspec.ValidationError) and text.lstrip().startswith("{"):
            raise _not_a_preview(error) from None
        return _decode_part(text, error)
    if digest == PreviewDigest():
        _refuse(keys_in(text))
        _refuse_outputs(text)
    return digest


def _decode_part(text: str, reason: Exception) -> PreviewDigest:
    """Parse the preview in a text with other lines. `reason` is the error from parsing the whole text."""
    lines = split_lines(text)
    found = list(documents(lines, _FIRST_KEY, _PREVIEW_KEYS))
    if len(found) > 1:
        places = format_text(", ".join(str(start + 1) for start, _ in found))
        raise ReviewError(f"Expected one preview, got {len(found)} in lines {places}.", f"Pass one preview. {_RERUN}")
    if not found:
        _refuse_lines(lines)
        if isinstance(
            reason, msgspec.ValidationError
        ):  # the first value in the text is not a preview, whatever follows it
            try:
                msgspec.json.Decoder(msgspec.Raw).decode(text)
            except DECODE_ERRORS as error:
                raise _invalid_json(text.split("\n"), 0, error) from None
            raise _not_a_preview(reason)
        raise _invalid_json(text.split("\n"), 0, reason)
    ((start, document),) = found
    try:
        return decoding.decode(document, PreviewDigest)
    except msgspec.ValidationError as error:
        raise _not_a_preview(error) from None
    except DECODE_ERRORS as error:
        raise _invalid_json(document.split("\n"), start, error) from None


def split_lines(text: str) -> list[str]:
    """Return the visible lines of a text with several JSON documents, or with other lines around one.

    Raises:
        ReviewError: The text has too many lines.
    """
    if text.count("\n") > MAX_LINES:
        raise ReviewError(f"The preview is not JSON and has more than {MAX_LINES:,} lines.", _RERUN)
    return [_visible_text(line) for line in text.split("\n")]


def documents(lines: Sequence[str], first_key: re.Pattern[str], keys: AbstractSet[str]) -> Iterator[tuple[int, str]]:
    """Yield each JSON document: the index of its first line, and its text up to its end or the end of the input.

    Args:
        lines: The lines.
        first_key: Matches the second line of an indented document.
        keys: The keys of which a document on one line has at least one.
    """
    index, rest = 0, None
    while index < len(lines):
        line, start, rest = (lines[index] if rest is None else rest).rstrip(), index, None
        index += 1
        if (
            line.endswith("{")
            and _may_precede(line[:-1])
            and first_key.match(lines[index] if index < len(lines) else "")
        ):
            while index < len(lines) and not lines[index].startswith("}"):
                index += 1
            yield start, "\n".join(["{", *lines[start + 1 : index], *(["}"] if index < len(lines) else [])])
            rest = lines[index][1:] if index < len(lines) else None  # another preview may start in this line
        elif keys & keys_in(line):
            yield start, line


def _may_precede(text: str) -> bool:
    """Return whether a text may precede the JSON on its first line: nothing, or output of another program."""
    return not text or bool(text.strip() and not set('"{}') & set(text))


def keys_in(line: str) -> set[str]:
    """Return the keys of a JSON object, or none if the text is not an object."""
    line = line.strip()
    if not (line.startswith("{") and line.endswith("}")):
        return set()
    try:
        return {*msgspec.json.Decoder(dict[str, msgspec.Raw]).decode(line)}
    except DECODE_ERRORS:
        return set()


def _refuse_lines(lines: Sequence[str]) -> None:
    for line in lines:
        _refuse(keys_in(line))
    for pattern, kind, command in (
        (_TEXT_PREVIEW, "preview", "`pulumi preview --json`"),
        (_TEXT_PLAN, "plan", _SHOW),
    ):
        if any(pattern.match(line) for line in lines):
            place = next(
                f"line {number}, {format_text(line.strip())}" for number, line in enumerate(lines, 1) if line.strip()
            )
            raise ReviewError(
                f"Expected the JSON of a {kind}, got its text output.\n  {place}",
                f"Run {command}. Only the JSON contains the versions.",
            )


def _refuse_outputs(text: str) -> None:
    try:
        outputs = msgspec.json.Decoder(dict[str, dict[str, msgspec.Raw]]).decode(text)
    except DECODE_ERRORS:
        return
    if outputs and all(each.keys() == _OUTPUT_KEYS for each in outputs.values()):
        raise ReviewError(
            "Expected the JSON of a plan, got other JSON of OpenTofu or Terraform.",
            f"Run {_SHOW}, and pass its standard output to the review.",
        )


def _refuse(keys: set[str]) -> None:
    """Reject the output of other commands and flags, and name the right flag.

    Source: `EngineEvent` in sdk/go/common/apitype/events.go, `SummaryJSON` in pkg/backend/display/summary_json.go.
    """
    if {"sequence", "timestamp"} <= keys:
        raise ReviewError(
            "Expected the JSON of a preview, got a stream of engine events.",
            f"Unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW, and do not pass the file of --event-log. {_RERUN}",
        )
    if "result" in keys:
        raise ReviewError(
            "Expected the JSON of a preview, got the summary of `pulumi preview --output json`, which has no versions.",
            "Run `pulumi preview --json` instead. It prints every step with its old and new values.",
        )
    if {"version", "deployment"} <= keys or {"terraform_version", "lineage"} <= keys:
        raise ReviewError(
            "Expected the JSON of a preview, got a state.",
            _RERUN,
        )


def _not_a_preview(error: msgspec.ValidationError) -> ReviewError:
    return ReviewError(
        f"The JSON is not a preview that this release supports.\n  {format_text(str(error), 200)}", _RERUN
    )


def _invalid_json(lines: Sequence[str], start: int, reason: Exception) -> ReviewError:
    """Return the error for invalid JSON, with its line. `start` is the number of lines above these lines."""
    return ReviewError(f"The preview is not valid JSON.\n  {location(lines, start, str(reason))}", _RERUN)


def _visible_text(line: str) -> str:
    """Return a line as a terminal shows it: without colors, and without overwritten progress output."""
    return strip_colors(line.rstrip("\r")).rpartition("\n")[2]


def location(lines: Sequence[str], start: int, reason: str) -> str:
    """Return the place and the reason of an error in JSON. `start` is the number of lines above these lines."""
    place = re.search(r" \(byte ([0-9]+)\)$", reason)
    if place is None:  # the JSON ends too early
        return f"line {start + len(lines)}, the last one: {format_text(reason)}"
    rest = int(place[1])
    for number, line in enumerate(lines, start + 1):
        rest -= len(line.encode("utf-8", "surrogatepass")) + 1
        if rest < 0:
            return f"line {number}: {format_text(reason[: place.start()])}, in {format_text(line.strip())}"
    return f"line {start + len(lines)}: {format_text(reason[: place.start()])}"
