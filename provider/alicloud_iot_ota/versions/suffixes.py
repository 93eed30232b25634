# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Classify the suffix of a version: a pre-release, a release, a commit, or unknown.

All known words are in this module. An unknown word marks neither a release nor a pre-release.
"""

from __future__ import annotations

import functools
import itertools
import re

import msgspec


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PRERELEASE_WORDS = _words(
    "ci cr dbg dirty dvt ea eap eng evt exp next poc pr proto prototype pvt qa rc sit stage stg temp tmp uat wip"
)
"""Words that mark a pre-release."""

PRERELEASE_BEGINNINGS = _words(
    "alpha beta canary candidate daily debug demo dev draft engineering experiment internal milestone nightly pilot "
    "pre sandbox snapshot staging test trial unstable userdebug"
)
"""Beginnings of words that mark a pre-release: `dev` is in `devel`, `pre` in `preprod`, `test` in `testing`."""

OTHER_BEGINNINGS = ("device", "precision", "premium", "pressure", "previous", "tested")
"""Beginnings of words that look like pre-release words but are not. They do not mark a release either."""

PLAIN_WORDS = _words("esr final ga gold lts mp official prod production rel release rtm signed stable")
"""Words that mark a plain release. Any other word, such as `hotfix`, sorts after them."""

_REVISION_WORDS = _words("bugfix build fix hf hotfix maint maintenance patch post rev revision sec security sp update")

RELEASE_WORDS = tuple(sorted(PLAIN_WORDS + _REVISION_WORDS))
"""Words that mark a release or a later revision of it."""

PRERELEASE_LETTERS = ("m",)
"""Letters that mark a pre-release before a number: `m1`."""

RELEASE_LETTERS = ("p", "r", "u")
"""Letters that mark a release before a number: `p2`. Any single letter without a number does too: `1.0.12b`."""

MIN_HASH = 7
"""The minimum number of digits of a commit hash, as git abbreviates it. In the output of `git describe`, it is 4."""

_SEPARATOR = "[-_+.]"
_DATE = "(?:19|20)?[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[0-9]{2}|[0-9]{4}|[0-9]{6})?"
_TEST = f"[0-9]*(?:{'|'.join(word for word in PRERELEASE_WORDS if set(word) <= set('abcdef'))})[0-9]*"
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_HASH = (
    rf"(?:{_UUID}|g[0-9a-f]{{{MIN_HASH},64}}|(?:git|sha|commit)?"
    # A hash has letters and digits. A date with one letter is a build, and a word such as ea20231005 is a pre-release.
    rf"(?!(?:[a-f]{_DATE}|{_DATE}[a-f]|{_TEST})(?![0-9a-z]))(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{{{MIN_HASH},64}})"
    r"(?![0-9a-z])"
)
_MAY_HAVE_HASH = re.compile("[0-9A-Ga-g]{5}")  # few versions do, and the patterns below take milliseconds to compile
_MARK = re.compile("g(?:it)?|sha|commit")


@functools.cache
def _no_numbers() -> re.Pattern[str]:
    return re.compile(rf"v?(?:{_HASH}|(?:[0-9]+\.){{1,2}}(?=[0-9]){_HASH})", re.IGNORECASE)


@functools.cache
def _commit() -> re.Pattern[str]:
    return re.compile(
        rf"-(?P<count>[0-9]{{1,18}})-(?P<described>g[0-9a-f]{{4,64}})(?![0-9a-z])|{_SEPARATOR}(?P<hash>{_HASH})",
        re.IGNORECASE,
    )


class Commit(msgspec.Struct, frozen=True, gc=False):
    """The commit information in a version.

    Attributes:
        text: The version without the commit information.
        hashes: The hashes in lower case; "" if there are none. They have no order.
        count: The number of commits since the version, as in the output of `git describe`.
    """

    text: str
    hashes: str
    count: int


def without_commit(text: str) -> Commit:
    """Split a version into its ordered part and its commit information."""
    found = list(_commit().finditer(text)) if _MAY_HAVE_HASH.search(text) else []
    if not found:
        return Commit(text, "", 0)
    hashes = "-".join(_MARK.sub("", (match["described"] or match["hash"]).lower()) for match in found)
    return Commit(_commit().sub("", text), hashes, sum(int(match["count"] or 0) for match in found))


def has_no_numbers(text: str) -> bool:
    """Return whether a text has no numbers to compare.

    Such a text starts with a hash or a UUID. Or its second or third number may be the start of a hash, as in
    `1.16.3a1b2c3d`.
    """
    return _MAY_HAVE_HASH.search(text) is not None and _no_numbers().match(text) is not None


def is_prerelease(words: list[str]) -> bool:
    """Return whether any word of a suffix, as split by `split_words`, marks a pre-release."""
    return any(
        word in PRERELEASE_WORDS
        or (word.startswith(PRERELEASE_BEGINNINGS) and not word.startswith(OTHER_BEGINNINGS))
        or (word in PRERELEASE_LETTERS and after.isdigit())
        for word, after in itertools.pairwise([*words, ""])
    )


def unknown_words(words: list[str]) -> tuple[str, ...]:
    """Return the words that do not mark a release, for a suffix that has no pre-release word."""
    return tuple(
        word
        for word, after in itertools.pairwise([*words, ""])
        if not (
            word.isdigit()
            or word in RELEASE_WORDS
            or (len(word) == 1 and (word in RELEASE_LETTERS or not after.isdigit()))
        )
    )
