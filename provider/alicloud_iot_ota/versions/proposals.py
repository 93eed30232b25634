# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Propose the scheme or the pattern that reads given versions.

Each proposal is tested on the versions first. It must order them naturally, recognize every pre-release word, and have
no ties between different versions.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.patterns import Pattern
from alicloud_iot_ota.errors import MissingLibraryError, ParseError
from alicloud_iot_ota.versions.natural import NaturalVersion, parse_natural
from alicloud_iot_ota.versions.reader import Reader
from alicloud_iot_ota.versions.suffixes import PRERELEASE_BEGINNINGS, is_prerelease
from alicloud_iot_ota.versions.version import Order, VersionScheme, split_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

MAX_TRIED = 1000
"""The maximum number of versions to test a proposal on: unreadable ones, and a sample of the others (at least half)."""

_MOST_PREFIXES = 3  # the most frequent prefixes
_PART_NAMES = ("major", "minor", "patch")
_DATE_NAMES = ("year", "month", "day")
_TRAILING = re.compile(r"(?P<numbers>[-_+][0-9]+(?:[-_+.][0-9]+)*)?(?P<rest>(?:[-_+.]?[A-Za-z].*)?)")


class Proposal(msgspec.Struct, frozen=True):
    """A scheme and optionally a pattern that read given versions.

    Attributes:
        pattern: The pattern in RE2 syntax; None if none is needed. It has no quotes and backslashes, so it can be
            pasted between single quotes anywhere.
        tried: The number of versions that it was tested on.
        unread: The tested versions that it does not read.
        is_sample: Whether only a sample of the versions was tested.
    """

    scheme: VersionScheme
    pattern: str | None
    tried: int
    unread: tuple[str, ...]
    is_sample: bool

    def reader(self) -> Reader:
        """Return a reader with the proposed settings."""
        return Reader(self.scheme, None if self.pattern is None else Pattern(self.pattern))

    @property
    def read(self) -> int:
        """The number of tested versions that it reads."""
        return self.tried - len(self.unread)


def propose(texts: Collection[str], declared: Reader, needed: Collection[str] = ()) -> Proposal | None:
    """Return the proposal that reads the most versions, or None if none reads more than the declared reader.

    If the declared reader reads a version as a pre-release, and a person reads a release, the version counts as unread.

    Args:
        texts: The versions.
        declared: The current reader.
        needed: Versions that the current reader orders wrongly. A proposal must read them.
    """
    tried = sorted({*_sample(texts, declared, MAX_TRIED - len(needed)), *needed})
    is_sample = len(tried) < len(set(texts))
    parsed = {text: found for text in tried if (found := parse_natural(text)) is not None}
    best, most = None, sum(_is_read(declared, text, parsed) for text in tried)
    if needed:  # the declared reader is wrong, so any sound proposal is better
        most = 0
    for scheme, pattern in _candidates(list(parsed.values())):
        try:
            reader = Reader(scheme, None if pattern is None else Pattern(pattern))
        except (ParseError, MissingLibraryError):  # the pattern is too long, or none can be tested
            continue
        read = [text for text in parsed if reader.read(text) is not None]
        if len(read) <= most or not set(needed) <= set(read) or not _is_sound(reader, read, parsed):
            continue
        if needed or not is_sample or _reads_more(reader, declared, set(texts)):
            unread = tuple(text for text in tried if reader.read(text) is None)
            best, most = Proposal(scheme, pattern, len(tried), unread, is_sample), len(read)
    return best


def _sample(texts: Collection[str], declared: Reader, most: int) -> list[str]:
    """Return at most `most` texts: first unreadable ones, then others, evenly spread."""
    known = sorted(set(texts))
    unread = [text for text in known if declared.read(text) is None]
    others = [text for text in known if declared.read(text) is not None]
    unread = unread[: most - min(len(others), most // 2)]
    remaining = most - len(unread)
    return unread + others[:: max(-(-len(others) // remaining), 1)] if remaining else unread


def _reads_more(reader: Reader, declared: Reader, texts: Collection[str]) -> bool:
    """Return whether a reader reads more of all versions, not only of a sample, than the declared one."""
    marked = [text for text in texts if (version := declared.read(text)) is not None and version.is_prerelease]
    mistaken = sum((found := parse_natural(text)) is not None and not found.is_prerelease for text in marked)
    read = (sum(of.read(text) is not None for text in texts) for of in (reader, declared))
    return next(read) > next(read) - mistaken


def _is_read(reader: Reader, text: str, parsed: dict[str, NaturalVersion]) -> bool:
    version = reader.read(text)
    return version is not None and (text not in parsed or version.is_prerelease == parsed[text].is_prerelease)


def _is_sound(reader: Reader, texts: Sequence[str], parsed: dict[str, NaturalVersion]) -> bool:
    """Return whether a reader orders versions as a person does, with the same pre-releases and the same ties."""
    read = sorted((version.commitless, text) for text in texts if (version := reader.read(text)) is not None)
    if not all(_is_read(reader, text, parsed) for text in texts):
        return False
    for (key, text), (other_key, other) in itertools.pairwise(read):
        one, two = parsed[text], parsed[other]
        if key == other_key:
            is_unordered = reader.order(text, other) is Order.UNKNOWN  # only their hashes differ
            if (one.prefix, one.key) != (two.prefix, two.key) or (one.hashes != two.hashes and not is_unordered):
                return False
        elif one.key > two.key:
            return False
    return True


def _candidates(parsed: Sequence[NaturalVersion]) -> Iterator[tuple[VersionScheme, str | None]]:
    """Yield schemes and patterns, the simplest first."""
    for scheme in VersionScheme:
        yield scheme, None
    prefixes = [prefix for prefix, _ in Counter(each.prefix for each in parsed).most_common(_MOST_PREFIXES + 1)]
    starts = [(literal(prefix), {prefix}) for prefix in prefixes]
    lengths = {prefix: {len(each.numbers) for each in parsed if each.prefix == prefix} for prefix in prefixes}
    if "" in prefixes:  # both must have equally many numbers: cam_2024 and 1.2.3 are different kinds
        alike = [prefix for prefix in prefixes if prefix and lengths[prefix] & lengths[""]]
        starts += [(f"(?:{literal(prefix)})?", {prefix, ""}) for prefix in alike]
    for start, _ in starts:
        if start:
            for scheme in VersionScheme:
                yield scheme, f"{start}(?P<version>.+)"
    for start, of in starts:
        yield VersionScheme.DOTTED, start + _parts([each for each in parsed if each.prefix in of])


def literal(text: str) -> str:
    """Escape the text of a version for use in a pattern, without backslashes."""
    return text.replace(".", "[.]").replace("+", "[+]")


def _parts(parsed: Sequence[NaturalVersion]) -> str:
    """Return a pattern of numeric parts for versions whose numbers are followed by more numbers: dates and builds."""
    found = [(each, match) for each in parsed if (match := _TRAILING.fullmatch(each.suffix)) is not None]
    counts = [len(each.numbers) for each, _ in found] or [1]
    behind = [re.findall("([-_+.])[0-9]+", match["numbers"] or "") for _, match in found]
    most = max(map(len, behind), default=0)
    is_date = max(counts) == 1 and most == 2 and all(len(each.numbers[0]) == 4 for each, _ in found)  # noqa: PLR2004
    names = _DATE_NAMES if is_date else _PART_NAMES
    written = ["[vV]?" if any(each.v for each in parsed) else "", f"(?P<{names[0]}>[0-9]+)"]
    for place in range(1, max(counts)):
        name = names[place] if place < len(names) else f"part{place + 1}"
        written.append(_optional(f"[.](?P<{name}>[0-9]+)", unless=min(counts) > place))
    for place in range(most):
        joints = sorted({each[place] for each in behind if len(each) > place}, key="-_+.".index)
        joint = joints[0] if joints in (["-"], ["_"]) else f"[{''.join(joints)}]"
        name = names[place + 1] if is_date else f"build{place + 1 if place else ''}"
        written.append(_optional(f"{joint}(?P<{name}>[0-9]+)", unless=all(len(each) > place for each in behind)))
    rests = [split_words(match["rest"]) for each, match in found if each.is_revision]  # only known words
    if plain := sorted({words[0] for words in rests if len(words) == 1}):
        written.append(f"(?:[-_+.]?(?i:{'|'.join(plain)}))?")
    if counted := sorted({words[0] for words in rests if len(words) == 2}):  # noqa: PLR2004 - a word and a number
        written.append(f"(?:[-_+.]?(?i:{'|'.join(counted)})[-_+.]?(?P<revision>[0-9]+))?")
    words = {_stem(split_words(match["rest"])) for each, match in found if each.is_prerelease} - {""}
    if words:
        written.append(f"(?:[-_+.]?(?P<prerelease>(?i:{'|'.join(sorted(words))})[-_+.0-9A-Za-z]*))?")
    return "".join(written)


def _optional(pattern: str, *, unless: bool) -> str:
    return pattern if unless else f"(?:{pattern})?"


def _stem(words: list[str]) -> str:
    """Return the beginning of the first word if it marks a pre-release; "" otherwise."""
    if not words or not is_prerelease(words[:2]):
        return ""
    return next((start for start in PRERELEASE_BEGINNINGS if words[0].startswith(start)), words[0])
