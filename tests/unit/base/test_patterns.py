# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Regular expressions from users: matches, rejected patterns, and linear time."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alicloud_iot_ota.base.patterns import Pattern
from alicloud_iot_ota.errors import ParseError

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=12)  # lone surrogates too
NEARLY_PATTERNS = st.lists(
    st.sampled_from(
        ["a", ".", "*", "+", "?", "{2}", "{3,}", "(", ")", "(?P<a>", "(?P<b>", "|", "[", "]", "^", "$", "\\"]
    )
    | st.sampled_from([r"\d", r"\b", r"\pL", r"\C", "(?i)", "(?s)", "(?=", r"\1", "\u00e9", "-"]),
    max_size=10,
).map("".join)
REFUSED = {
    "(?=a)": "(?=",
    "(?!a)": "(?!",
    "(?<=a)b": "(?<=",
    "(?<!a)b": "(?<!",
    "(?>a+)": "(?>",
    r"(a)\1": r"\1",
    "(?P<a>a)(?P=a)": "(?P",
    r"a\Z": r"\Z",
    "a{1001}": "{1001}",
    "(a{100}){100}": "{100}",
    r"(?i)\pL{1000}": "too large",
    "(": "missing )",
    "a)": "unexpected )",
    "[a": "missing ]",
    "[z-a]": "z-a",
    "*a": "*",
    "a**": "**",
    "a\\": "trailing \\",
    "(?P<a": "(?P<a",
    "(?P<a b>c)": "(?P<a b>",
}
"""Invalid patterns, each with a text that the reason must contain."""


@pytest.mark.parametrize(
    ("pattern", "text", "is_found"),
    [
        ("gate", "edge-gateway-4.0", True),
        ("^gate", "edge-gateway-4.0", False),
        ("^edge.*0$", "edge-gateway-4.0", True),
        ("GATE", "edge-gateway-4.0", False),
        ("(?i)GATE", "edge-gateway-4.0", True),
        ("4.0", "4x0", True),
        (r"4\.0", "4x0", False),
        ("a$", "a\n", False),
        ("(?m)a$", "a\n", True),
        (r"\d", "\u0663", False),
        (r"\pN", "\u0663", True),
        ("\u56fa\u4ef6", "\u65b0\u56fa\u4ef6", True),
        ("^.$", "\U0001f600", True),
        ("", "", True),
        ("", "anything", True),
        ("a", "", False),
        ("a\x00b", "a\x00b", True),
    ],
)
def test_search(pattern: str, text: str, is_found: bool) -> None:  # noqa: FBT001 - a column
    """A pattern matches anywhere in a text unless it is anchored, and is case-sensitive unless it says otherwise."""
    assert Pattern(pattern).is_found_in(text) is is_found


@pytest.mark.parametrize(
    ("pattern", "text", "groups"),
    [
        ("(?P<v>[0-9]+)", "12", {"v": "12"}),
        ("(?P<v>[0-9]+)", "12a", None),
        ("(?P<v>[0-9]+)", "a12", None),
        ("(?P<v>[0-9]+)", "12\n", None),
        ("(?P<v>[0-9]+)$", "12\n", None),
        ("(?m)^(?P<v>[0-9]+)$", "12\n", None),
        ("(?P<v>.+)", "a\nb", None),
        ("(?s)(?P<v>.+)", "a\nb", {"v": "a\nb"}),
        ("(?P<v>a|ab)", "ab", {"v": "ab"}),
        ("(?P<v>a+?)", "aaa", {"v": "aaa"}),
        ("(?P<x>a)|(?P<y>b)", "b", {"x": None, "y": "b"}),
        ("(?P<x>a)(?P<y>b*)", "a", {"x": "a", "y": ""}),
        ("(?<x>a)", "a", {"x": "a"}),
        ("(a)b", "ab", {}),
        ("\u7248(?P<v>.)(?P<w>.)", "\u7248\U0001f6001", {"v": "\U0001f600", "w": "1"}),
        ("", "", {}),
    ],
)
def test_groups_of_the_whole(pattern: str, text: str, groups: dict[str, str | None] | None) -> None:
    """Groups come from a match of the full text with its line feeds. A group that did not match is None, not empty."""
    assert Pattern(pattern).match_groups(text) == groups


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("(?P<z>a)(b)(?P<y>c)(?P<m>(?P<k>d))", ("z", "y", "m", "k")),
        ("(?P<b>1)|(?P<a>2)", ("b", "a")),
        ("(a)(?:b)", ()),
        (r"\(?P<a>", ()),
    ],
)
def test_group_names_in_order(pattern: str, names: tuple[str, ...]) -> None:
    """Group names keep the order of their opening parentheses. Unnamed groups are not listed."""
    assert Pattern(pattern).group_names == names


@pytest.mark.parametrize(("pattern", "said"), REFUSED.items())
def test_refused_patterns(pattern: str, said: str) -> None:
    """Reject a pattern that RE2 cannot match in linear time or does not understand, with RE2's reason."""
    with pytest.raises(ParseError) as caught:
        Pattern(pattern)
    assert caught.value.reason.startswith('RE2 reports "')
    assert said in caught.value.reason
    assert "RE2" in caught.value.expected


@pytest.mark.parametrize("pattern", ["(?P<a>x)(?P<a>y)", "(?P<a>x)|(?P<a>y)", "(?P<a>x)|(?<a>y)"])
def test_a_name_stands_for_one_group(pattern: str) -> None:
    """Reject two groups with one name: RE2 keeps only the first, so part of a version would be lost."""
    with pytest.raises(ParseError) as caught:
        Pattern(pattern)
    assert "a" in caught.value.reason


def test_the_longest_pattern() -> None:
    """A pattern has at most 512 characters. The error shows the actual length."""
    assert Pattern("a" * 512).is_found_in("a" * 600)
    with pytest.raises(ParseError, match="512") as caught:
        Pattern("a" * 513)
    assert "513" in caught.value.reason


@pytest.mark.parametrize("length", [64, 10_000])
@pytest.mark.parametrize(
    "pattern",
    ["^(a+)+$", "^(a*)*$", "^(a|a)*$", "^(a|aa)+$", "^(a|a?)+$", "^(.*a){12}$", "^a*a*a*a*a*a*$", "^(a?){64}a{64}$"],
)
def test_no_pattern_hangs(pattern: str, length: int) -> None:
    """Patterns that would block a backtracking matcher return a result."""
    compiled = Pattern(pattern)
    assert compiled.is_found_in("a" * 128)
    assert not compiled.is_found_in("a" * length + "!")
    assert compiled.match_groups("a" * length + "!") is None


@pytest.mark.parametrize("pattern", [*REFUSED, "[01]*1[01]{900}$"])
def test_nothing_is_printed(pattern: str, capfd: pytest.CaptureFixture[str]) -> None:
    """RE2 prints no message for a bad pattern or one that outgrows its cache: a plugin's output is a protocol."""
    try:
        Pattern(pattern).is_found_in("01" * 5000)
    except ParseError:
        assert pattern in REFUSED
    assert capfd.readouterr() == ("", "")


def test_a_pattern_is_written_as_it_was() -> None:
    """The text of a pattern is exactly what the user wrote."""
    assert str(Pattern(r"(?i)^GW-\d+$")) == r"(?i)^GW-\d+$"


@given(ANY_TEXT | NEARLY_PATTERNS, ANY_TEXT | st.text("a\u00e9", max_size=6))
@example("\udcff", "a")
@example("a", "\ud800")
def test_any_pattern_matches_or_is_refused(pattern: str, text: str) -> None:
    """For any pattern and text, a pattern is rejected or matches without an error. A search finds any full match."""
    try:
        compiled = Pattern(pattern)
    except ParseError:
        return
    groups = compiled.match_groups(text)
    assert groups is None or (compiled.is_found_in(text) and set(groups) == set(compiled.group_names))
    assert compiled.is_found_in(text) in {True, False}


@pytest.mark.parametrize("text", ["\ud800", "a\udcff", "\udfffa"])
def test_text_that_is_not_unicode(text: str) -> None:
    """Reject a pattern with a lone surrogate. A text with one, such as a command line argument, is safe to search."""
    assert Pattern("a").is_found_in(text) is ("a" in text)
    assert Pattern("(?P<v>b)").match_groups(text) is None
    with pytest.raises(ParseError):
        Pattern(text)
