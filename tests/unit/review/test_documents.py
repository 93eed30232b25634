# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Files with a preview and other text, in the encodings of every shell."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota import review
from alicloud_iot_ota.review import ReviewError
from alicloud_iot_ota.review.reading.documents import decode

PREVIEWS = Path(__file__).parent / "golden" / "previews"
TEXT = (PREVIEWS / "native-update.json").read_text()
WHOLE = review.read_preview(TEXT)
POLICIES = "Installing policy pack fleet 0.0.7...\nFinished installing policy pack\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (POLICIES, ""),
        ("", "\nwarning: A new version of Pulumi is available.\n"),
        (POLICIES, "\n" + POLICIES),
        ("Loading policy packs... ", ""),
        ("\x1b[1mLoading\x1b[0m 10%\rLoading 100%\r", ""),
        ("\x1b[0m", "\x1b[0m"),
        ('Loading "fleet" 10%\rLoading "fleet" 100%\r', ""),
        ('{"level": "info", "message": "policies"}\n', '\n{"level": "info", "duration": 5}'),
        ("Config {\n  packs: 3\n}\n", ""),
        ("{\n  packs\n}\n", "{}\n"),
        ('{\n  "packs": {"steps": []}\n}\n', ""),
        ("[2026-11-28] policies\n[]\n1\n", "2\n"),
        ("\ufeff", "\n"),
        ("\ufeff\n" + POLICIES, ""),
        ('policies: "all" {on}\n', "} done {\n"),
    ],
)
def test_other_lines_around_it(before: str, after: str) -> None:
    """Lines that policy packs, loggers and the CLI print around the JSON are skipped, also with CRLF."""
    for text in (before + TEXT + after, (before + TEXT + after).replace("\n", "\r\n")):
        assert review.read_preview(text) == WHOLE


def test_one_line_among_others() -> None:
    """JSON on one line among other lines is found."""
    assert review.read_preview(POLICIES + json.dumps(json.loads(TEXT)) + "\nDone.\n") == WHOLE


@pytest.mark.parametrize("indent", [1, 2, "\t"])
def test_other_indentation(indent: int | str) -> None:
    """JSON with another indentation is found."""
    assert review.read_preview(POLICIES + json.dumps(json.loads(TEXT), indent=indent) + "\nDone.\n") == WHOLE


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@pytest.mark.parametrize("before", ["", POLICIES])
def test_encodings(mark: bytes, encoding: str, before: str) -> None:
    """UTF-8, UTF-16 and UTF-32 files are read, with or without a byte order mark, as PowerShell writes them."""
    content = mark + (before + TEXT).replace("\n", "\r\n").encode(encoding)
    assert review.read_preview(review.text_of(content)) == WHOLE


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        (TEXT + "\n" + TEXT, "Expected one preview, got 2 in lines 1, ", "Pass one preview."),
        (json.dumps(json.loads(TEXT)) + "\n" + TEXT, "Expected one preview, got 2 in lines 1, 2.", "Pass one preview"),
        (POLICIES + TEXT.rstrip()[:-1], "line ", "the last one"),
        (TEXT[: len(TEXT) // 2] + "\n" + TEXT, "The preview is not valid JSON.\n  line ", "Run `pulumi"),
        (POLICIES + TEXT.replace('"op"', "op", 1), "The preview is not valid JSON.\n  line ", "in op"),
        (POLICIES, "The preview is not valid JSON.\n  line 1: ", "in Installing policy pack fleet"),
        ("\x1b]0;a\x07" + POLICIES, "line 1: ", r"in \x1b]0;a\x07Installing"),
        (
            "Previewing update (dev)\n\n     Type                 Name       Plan\n",
            "Expected the JSON of a preview, got its text output.\n  line 1, Previewing update (dev)",
            "Run `pulumi preview --json`",
        ),
        (
            POLICIES + "@ previewing update.......\n",
            "Expected the JSON of a preview, got its text output",
            "Run `pulumi preview --json`",
        ),
        (
            '{"result":"succeeded","duration":5,"summary":{"create":1},"resources":[{"urn":"u","op":"create"}]}\n',
            "Expected the JSON of a preview, got the summary of `pulumi preview --output json`",
            "Run `pulumi preview --json` instead",
        ),
        (
            'Previewing update (dev):\n{"result":"failed","duration":5}\n',
            "Expected the JSON of a preview, got the summary of `pulumi preview --output json`",
            "Run `pulumi preview --json` instead",
        ),
        (
            POLICIES + '{"sequence":0,"timestamp":1,"preludeEvent":{}}\n{"sequence":1,"timestamp":1}\n',
            "Expected the JSON of a preview, got a stream of engine events",
            "Unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW",
        ),
        (
            '{"sequence":0,"timestamp":1,"cancelEvent":{}}',
            "Expected the JSON of a preview, got a stream of engine events",
            "--event-log",
        ),
        (
            '{\n "version": 3,\n "deployment": {}\n}',
            "Expected the JSON of a preview, got a state",
            "Run `pulumi preview --json`",
        ),
        ("\ufeff", "The JSON of the preview is empty.", "standard error"),
        ("".join(f"2026-11-28T12:00:00Z {line}\n" for line in TEXT.splitlines()),
         "The preview is not valid JSON.\n  line 1: JSON is malformed: trailing characters, in 2026-11-28T12:00:00Z {",
         "pass exactly its standard output"),
    ],
)  # fmt: skip
def test_what_is_in_the_way(text: str, message: str, remedy: str) -> None:
    """Several previews, an incomplete one, or another output format is an error with its line and the fix."""
    for each in (text, text.replace("\n", "\r\n")):
        with pytest.raises(ReviewError) as caught:
            review.read_preview(each)
        told = str(caught.value)
        assert message in told
        assert remedy in told
        first, *rest = told.splitlines()
        assert ": " not in first
        assert len(rest) <= 14


@pytest.mark.parametrize("end", ["", "\n", "\r\n", " \n"])
@pytest.mark.parametrize("count", [2, 3])
def test_previews_that_nothing_separates(end: str, count: int) -> None:
    """Several previews are never read as one, even without line ends between them."""
    with pytest.raises(ReviewError, match=f"Expected one preview, got {count} in lines 1, "):
        review.read_preview(end.join([TEXT.rstrip("\n")] * count) + end)


def test_the_place_of_a_mistake() -> None:
    """The line number of a syntax error includes the lines above the JSON."""
    with pytest.raises(ReviewError, match=r"line 6: .* in nonsense"):
        review.read_preview(POLICIES + '{\n    "steps": [\n nonsense\n    ]\n}\n')


NOISE = st.lists(
    st.text(st.characters(codec="utf-8")).filter(lambda line: not any(each in line for each in "\n\r\x1b{}")),
    max_size=4,
)
PLACES = st.sampled_from(["config", "steps", "diagnostics", "x"])


@given(NOISE, NOISE, st.sampled_from(["\n", "\r\n"]))
def test_any_lines_around_it(before: list[str], after: list[str], end: str) -> None:
    """Any lines without braces around the JSON are ignored."""
    text = "".join(f"{line}\n" for line in before) + TEXT + "\n" + "".join(f"{line}\n" for line in after)
    assert decode(text.replace("\n", end)) == decode(TEXT)


@given(st.integers(min_value=1, max_value=len(TEXT.rstrip()) - 1))
def test_a_part_is_never_a_preview(length: int) -> None:
    """A file that was cut anywhere is an error, not a shorter preview."""
    for text in (TEXT[:length], POLICIES + TEXT[:length], TEXT[length:], POLICIES + TEXT[length:]):
        with pytest.raises(ReviewError):
            decode(text)


@pytest.mark.parametrize("line", ["{", '{\n    "steps": [\n', '{"a":', '{"a":1}', "}", "x {\n", "\x1b[0m", "\r"])
def test_many_beginnings_take_no_time(line: str) -> None:
    """Each line is read once, however many lines look like the start of JSON."""
    with pytest.raises(ReviewError):
        decode((line + "\n") * (1024**2 // len(line)))
    with pytest.raises(ReviewError):
        decode("x" + line * (1024**2 // len(line)))
