# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Versions as a person reads them, independent of the declared scheme. Used for proposals and warnings only."""

from __future__ import annotations

import itertools
import re

import msgspec

from alicloud_iot_ota.versions import suffixes
from alicloud_iot_ota.versions.version import MAX_VERSION, RELEASE, Identifier, natural_order, split_words, trim_zeros

_NUMBERS = r"(?P<v>[vV]?)(?P<numbers>{})(?P<suffix>(?:\.?[^0-9.].*)?)"
_PREFIX = r"(?P<prefix>(?:(?:(?!\.[0-9]).)*?[-_])??"  # a prefix has no numeric parts
_SEVERAL, _ONE = _NUMBERS.format(r"[0-9]+(?:\.[0-9]+)+"), _NUMBERS.format("[0-9]+")
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        f"{_PREFIX}){_SEVERAL}",
        f"{_PREFIX}[A-Za-z]+?){_SEVERAL}",  # HW1_SW1.2.3
        f"{_PREFIX}){_ONE}",
        f"(?P<prefix>[A-Za-z]+?){_ONE}",
    )
)
_CHARACTERS = re.compile(r"[A-Za-z0-9._+-]+")

NaturalKey = tuple[tuple[int, ...], tuple[int, ...], int, tuple[Identifier, ...]]


class NaturalVersion(msgspec.Struct, frozen=True, gc=False):
    """A version as a person reads it.

    Attributes:
        prefix: The text before the numbers, without `v`: `companion-`.
        v: A `v` or `V` before the numbers; "" if there is none.
        numbers: The numeric parts, as written.
        suffix: The text after the numbers, without commit hashes.
        is_prerelease: Whether a word marks a pre-release.
        is_revision: Whether the suffix has only numbers and release words, as for a build or a fix.
        key: The natural sort key: the numbers, then the numbers that follow them, then a pre-release before the plain
            version and any other suffix after it.
        hashes: The commit hashes.
    """

    prefix: str
    v: str
    numbers: tuple[str, ...]
    suffix: str
    is_prerelease: bool
    is_revision: bool
    key: NaturalKey
    hashes: str


def parse_natural(text: str) -> NaturalVersion | None:
    """Read a version as a person does. Return None if the text has no numbers to compare."""
    if len(text) > MAX_VERSION or not _CHARACTERS.fullmatch(text) or suffixes.has_no_numbers(text):
        return None
    commit = suffixes.without_commit(text)
    for form in _FORMS:
        match = form.fullmatch(commit.text)
        if match is not None:
            break
    else:
        return None
    numbers = tuple(match["numbers"].split("."))
    words = split_words(match["suffix"])
    builds = tuple(itertools.takewhile(str.isdigit, words))
    identifiers = natural_order(words[len(builds) :]) + (((0, commit.count, ""),) if commit.count else ())
    is_prerelease = suffixes.is_prerelease([*split_words(match["prefix"]), *words])
    return NaturalVersion(
        match["prefix"],
        match["v"],
        numbers,
        match["suffix"],
        is_prerelease,
        bool(words) and not is_prerelease and not suffixes.unknown_words(words),
        (trim_zeros(tuple(map(int, numbers))), tuple(map(int, builds)), RELEASE - is_prerelease, identifiers),
        commit.hashes,
    )
