# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Valid versions, almost valid ones and other texts, and readers for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from alicloud_iot_ota.base.patterns import Pattern
from alicloud_iot_ota.versions import Reader, VersionScheme

if TYPE_CHECKING:
    from alicloud_iot_ota.versions.version import Key

SEMVER, DOTTED = VersionScheme
IDENTIFIERS = st.integers(min_value=0, max_value=10**20).map(str) | st.from_regex(
    r"[0-9]{0,2}[A-Za-z-][0-9A-Za-z-]{0,3}", fullmatch=True
)
SUFFIXES = st.lists(IDENTIFIERS, min_size=1, max_size=3).map(".".join)
NUMBERS = st.integers(min_value=0, max_value=11) | st.integers(min_value=0, max_value=10**30)
SEMVERS = st.builds(
    "{}{}.{}.{}{}{}".format,
    st.sampled_from(["", "v", "V"]),
    NUMBERS,
    NUMBERS,
    NUMBERS,
    st.just("") | SUFFIXES.map("-{}".format),
    st.sampled_from(["", "+build.5"]),
)
DOTTEDS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "v"]),
    st.lists(st.sampled_from(["0", "1", "01", "2", "10"]), min_size=1, max_size=5).map(".".join),
    st.sampled_from(["", "", "b", "b2", "b10", "-rc1", "_RC.2", "alpha", "-7", "+x", "-beta-x"]),
)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=12)  # lone surrogates too
TEXTS = SEMVERS | DOTTEDS | ANY_TEXT
READERS = st.sampled_from(
    [Reader(SEMVER), Reader(DOTTED), Reader(DOTTED, Pattern(r"v?(?P<major>\d+)\.(?P<minor>\d+)(?P<prerelease>\D.*)?"))]
)


def keys_of(reader: Reader, texts: list[str]) -> list[Key]:
    """Return the comparison keys of texts that are all versions."""
    return [version.key for version in map(reader.read, texts) if version is not None]
