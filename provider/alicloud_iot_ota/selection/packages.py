# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The packages of a catalog, with a cache of what the rules leave.

The lookups of a program have many criteria in common. A rule is therefore applied only once to the same packages, and
an index finds the packages with a wanted text or a higher version. The cache contains packages but no texts for
messages, because a text may be secret in one lookup and not in another.
"""

from __future__ import annotations

import itertools
import threading
from bisect import bisect_left, bisect_right
from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from alicloud_iot_ota.firmware import Package
from alicloud_iot_ota.selection.rules import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
    from datetime import datetime

    from typing_extensions import Self

    from alicloud_iot_ota.selection.rules import Rule, Span
    from alicloud_iot_ota.versions import Reader
    from alicloud_iot_ota.versions.version import Key

MAX_REFERENCES = 128
"""The maximum number of references that a catalog caches, for each of its packages.

A reference needs 8 bytes, so the cache needs as much memory as the packages. Beyond the limit, rules are applied again
for each lookup.
"""

_BLOCK = 1_000  # packages that stay in the cache of the processor while all rules are applied
_FEW = 8  # packages that are examined faster than looked up
_COLLECTION = 16  # references that need as much memory as a small collection

_Value = TypeVar("_Value")


class Packages(tuple[Package, ...]):  # noqa: SLOT001 - a subclass of tuple cannot have slots
    """Some packages of a catalog, in its order. Safe for any number of threads.

    Without a cache, each method examines every package.
    """

    _cache: _Cache | None

    def __new__(cls, packages: Iterable[Package], budget: _Budget | None = None) -> Self:
        """Return packages with a cache within a budget, or without a cache."""
        made = super().__new__(cls, packages)
        made._cache = None if budget is None else _Cache(budget, {})
        return made

    @classmethod
    def of(cls, packages: Iterable[Package]) -> Packages:
        """Return packages unchanged, or those of another collection without a cache."""
        return packages if isinstance(packages, cls) else cls(packages)

    @classmethod
    def cached(cls, packages: Sequence[Package]) -> Packages:
        """Return the packages of a catalog, with a cache."""
        return cls(packages, _Budget(MAX_REFERENCES * len(packages)))

    def narrowed(self, rules: Sequence[Rule]) -> Sequence[Packages]:
        """Return the packages that meet the first rule, those of them that meet the second one, and so on."""
        if self._cache is not None:
            return list(itertools.accumulate(rules, Packages.meeting, initial=self))[1:]
        left = [list[Package]() for _ in rules]
        for start in range(0, len(self), _BLOCK):
            part: Sequence[Package] = self[start : start + _BLOCK]
            for rule, found in zip(rules, left, strict=True):
                part = tuple(filter(rule.passes, part))
                found.extend(part)
        return [Packages(found) for found in left]

    def meeting(self, rule: Rule) -> Packages:
        """Return the packages that meet a rule."""
        name, wanted, span = rule.text, rule.wanted, rule.span
        if self._is_indexed and span is not None:
            return self._part(rule.key, lambda: filter(rule.passes, self._within(span)))
        if self._is_indexed and name is not None and wanted is not None:
            return self._part(rule.key, lambda: self.by_text(name).get(wanted, ()))
        return self.part(self._key(rule), rule.passes)

    def failing(self, rule: Rule) -> Packages:
        """Return the packages that do not meet a rule."""
        return self.part(("not", self._key(rule)), lambda firmware: not rule.passes(firmware))

    def part(self, key: Hashable, is_wanted: Callable[[Package], bool]) -> Packages:
        """Return the packages that pass a test. Equal keys mean equal tests."""
        return self._part(key, lambda: filter(is_wanted, self))

    def above(self, reader: Reader, text: str) -> Iterable[Package]:
        """Return all packages with a higher version, and possibly others, in any order."""
        version = reader.read(text)
        if version is None:
            return ()
        if not self._is_indexed:
            return self
        ranking = self._ranking(reader)
        return (self[place] for place in ranking.places[bisect_right(ranking.keys, version.key) :])

    def unordered(self, reader: Reader, text: str) -> Iterable[Package]:
        """Return all packages whose order relative to a version is unknown, and possibly others, in any order."""
        version = reader.read(text)
        if version is None or not self._is_indexed:
            return self
        ranking = self._ranking(reader)
        first, last = (bisect(ranking.keys, version.commitless) for bisect in (bisect_left, bisect_right))
        plain = ranking.places[first:last] if version.hashes else ()
        return (*ranking.unreadable, *(self[place] for place in plain), *ranking.hashed.get(version.commitless, ()))

    @property
    def digests(self) -> frozenset[str | None]:
        """The digests of the packages, with None if a package has none."""
        return self.remember(
            "digests", lambda: frozenset(each.digest for each in self), lambda found: _COLLECTION * len(found)
        )

    def remember(self, key: Hashable, compute: Callable[[], _Value], size: Callable[[_Value], int]) -> _Value:
        """Return a value that depends only on the packages and the key. `size` is its number of references."""
        cache = self._cache
        if cache is None:
            return compute()
        if key in cache.values:
            found: _Value = cache.values[key]
            return found
        value = compute()
        if cache.budget.take(_COLLECTION + size(value)):
            cache.values[key] = value
        return value

    @property
    def _is_indexed(self) -> bool:
        return self._cache is not None and len(self) > _FEW

    def _part(self, key: Hashable, find: Callable[[], Iterable[Package]]) -> Packages:
        cache = self._cache
        if cache is None or not self._is_indexed:
            return Packages(find())

        def part() -> Packages | None:
            found = Packages(find(), cache.budget)
            return None if len(found) == len(self) else found

        found = self.remember(key, part, lambda found: len(found or ()))
        return self if found is None else found  # all packages: their cache is shared, without a reference cycle

    def _key(self, rule: Rule) -> Hashable:
        """Return a key that is equal for rules that leave the same of these packages."""
        latest = rule.latest
        if latest is None or not self._is_indexed:
            return rule.key
        times = self.remember("times", lambda: _creation_times(self), len)
        return (rule.key, bisect_right(times, latest))

    def by_text(self, name: str) -> Mapping[str | None, Sequence[Package]]:
        """Return the packages by one of their `TEXTS`."""
        return self.remember(
            ("index", name), lambda: _index(self, name), lambda index: len(self) + _COLLECTION * len(index)
        )

    def _within(self, span: Span) -> Iterable[Package]:
        ranking = self._ranking(span.reader)
        first = bisect_left(ranking.keys, span.lowest)
        last = None if span.highest is None else bisect_right(ranking.keys, span.highest)
        return (self[place] for place in sorted(ranking.places[first:last]))

    def _ranking(self, reader: Reader) -> _Ranking:
        return self.remember(("ranking", reader), lambda: _rank(self, reader), lambda _: 6 * len(self))


class _Budget:
    """The remaining references of a cache."""

    def __init__(self, references: int) -> None:
        self._lock = threading.Lock()
        self._left = references

    def take(self, references: int) -> bool:
        """Return whether this number of references fits, and reserve them."""
        with self._lock:
            is_enough = references <= self._left
            self._left -= references if is_enough else 0
        return is_enough


class _Cache(NamedTuple):
    """The values that are cached for some packages, and the budget that all packages of a catalog share."""

    budget: _Budget
    values: dict[Hashable, Any]


class _Ranking(NamedTuple):
    """Packages by version.

    Attributes:
        keys: The sort keys of the readable versions, the lowest first.
        places: The places of the packages with these keys.
        unreadable: The packages with unreadable versions.
        hashed: The packages whose versions have commit hashes, by their sort keys without hashes.
    """

    keys: Sequence[Key]
    places: Sequence[int]
    unreadable: Sequence[Package]
    hashed: Mapping[Key, Sequence[Package]]


def _rank(packages: Iterable[Package], reader: Reader) -> _Ranking:
    read = [(reader.read(firmware.dest_version), firmware) for firmware in packages]
    readable = [(version.key, place) for place, (version, _) in enumerate(read) if version is not None]
    readable.sort(key=itemgetter(0))
    hashed = defaultdict[Any, list[Package]](list)
    for version, firmware in read:
        if version is not None and version.hashes:
            hashed[version.commitless].append(firmware)
    unreadable = [firmware for version, firmware in read if version is None]
    return _Ranking([key for key, _ in readable], [place for _, place in readable], unreadable, dict(hashed))


def _index(packages: Iterable[Package], name: str) -> Mapping[str | None, Sequence[Package]]:
    """Return packages by one of their texts."""
    of, index = TEXTS[name], defaultdict[Any, list[Package]](list)
    for firmware in packages:
        index[of(firmware)].append(firmware)
    return dict(index)


def _creation_times(packages: Iterable[Package]) -> Sequence[datetime]:
    return sorted(created for firmware in packages if (created := firmware.created) is not None)
