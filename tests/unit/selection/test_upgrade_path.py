# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The smallest upgrade path between two versions, by examples and by a reference that tries every path."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.errors import AmbiguousMatchError, NoMatchError, SelectionError
from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType, Package
from alicloud_iot_ota.selection.upgrade_path import UpgradePath, upgrade_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MOST_LINES = 15
"""The maximum number of lines in a message. The engine shows each message inside its output."""

Refused = tuple[Package, str]
Parts = tuple[str, str | None, str, int | None]
"""A package as its ID, source version (None for a full package), version, and size in bytes."""


def packages_of(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Package]:
    """Draw packages with cycles and parallel paths, with equal, missing and invalid sizes, and of every type."""
    return st.builds(
        Package,
        firmware_id=st.text(alphabet="abc", min_size=3, max_size=4),
        firmware_name=texts,
        dest_version=texts,
        src_version=st.one_of(*[texts] * 9, st.none()),
        firmware_size=st.sampled_from([0, *[1, 2, 3] * 4, None, -1]),
        firmware_sign=st.sampled_from(["aa" * 16, "aa" * 16, "bb" * 16, None]),
        sign_method=st.just("MD5"),
        type=st.sampled_from([*[FirmwareType.DIFFERENTIAL.code] * 20, FirmwareType.FULL.code, 9, None]),
    )


def catalogues_of(texts: st.SearchStrategy[str], *, min_size: int = 0) -> st.SearchStrategy[list[Package]]:
    """Draw small catalogs with unique IDs."""
    return st.lists(packages_of(texts), min_size=min_size, max_size=16, unique_by=lambda package: package.firmware_id)


VERSIONS = ["1", "2", "3", "4"]
CATALOGUES = catalogues_of(st.sampled_from(VERSIONS), min_size=9)  # smaller catalogs rarely contain a path
REFUSED = st.lists(
    st.tuples(packages_of(st.sampled_from(VERSIONS)), st.sampled_from(["it is blocked", "it is too young"])),
    min_size=4,
    max_size=14,
)
ENDS = st.permutations(VERSIONS).map(lambda drawn: (drawn[0], drawn[1]))
ANY_TEXT = st.text(alphabet="a\n\x0b\u2028", max_size=3)


def has_size(package: Package) -> bool:
    """Return whether a package has a valid size."""
    return package.firmware_size is not None and package.firmware_size >= 0


def alike(one: Package, other: Package) -> bool:
    """Return whether two packages are the same hop."""
    return (one.type, one.dest_version) == (other.type, other.dest_version) and (
        one.type == FirmwareType.FULL.code or one.src_version == other.src_version
    )


def every_path(packages: list[Package], here: str, target: str, been: tuple[str, ...]) -> Iterator[list[Package]]:
    """Yield every chain of differential packages without a repeated version."""
    if here == target:
        yield []
        return
    for package in packages:
        if package.type == FirmwareType.DIFFERENTIAL.code and package.src_version == here:
            following = package.dest_version
            if following not in been:
                for rest in every_path(packages, following, target, (*been, following)):
                    yield [package, *rest]


def bytes_of(path: Sequence[Package]) -> int:
    """Return the total size of a path, in bytes."""
    return sum(package.firmware_size or 0 for package in path)


def obvious_path(packages: list[Package], start: str, target: str) -> UpgradePath | type[SelectionError]:
    """Try every path between two different versions, and return the best one by the documented rules."""
    sized = [package for package in packages if has_size(package)]
    chains = list(every_path(sized, start, target, (start,)))
    fulls = [
        [package] for package in sized if package.type == FirmwareType.FULL.code and package.dest_version == target
    ]
    if not chains and not fulls:
        return NoMatchError

    def rank(path: list[Package]) -> tuple[int, int, bool, list[str]]:
        is_chain = path[0].type is FirmwareType.DIFFERENTIAL.code
        return bytes_of(path), len(path), is_chain, [package.firmware_id for package in reversed(path)]

    best = min([*chains, *fulls], key=rank)
    for hop in best:
        for one, other in combinations([package for package in sized if alike(package, hop)], 2):
            same = one.digest is not None and one.digest == other.digest and one.firmware_size == other.firmware_size
            if not same:
                return AmbiguousMatchError
    return UpgradePath(
        tuple(best),
        min(map(bytes_of, chains), default=None),
        min(map(bytes_of, fulls), default=None),
    )


def outcome(
    packages: Sequence[Package], start: str, target: str, refused: Sequence[Refused] = (), where: str = "product a1"
) -> UpgradePath | SelectionError:
    """Return the path or the error."""
    try:
        return upgrade_path(packages, start, target, where, refused)
    except SelectionError as error:
        return error


def in_words(result: UpgradePath | SelectionError) -> str:
    """Return all text that a user sees of an outcome."""
    return repr(result) if isinstance(result, UpgradePath) else f"{type(result).__name__}: {result}"


@pytest.fixture
def make(package: Callable[..., Package]) -> Callable[..., Package]:
    """Return a factory of packages: differential with a source version, full without one."""

    def make_one(firmware_id: str, src: str | None, dest: str, size: int | None, **fields: object) -> Package:
        kind = FirmwareType.FULL.code if src is None else FirmwareType.DIFFERENTIAL.code
        described = {"firmware_id": firmware_id, "src_version": src, "firmware_size": size, "type": kind, **fields}
        return package(dest, **described)

    return make_one


def refusal(packages: Sequence[Package], start: str, target: str, refused: Sequence[Refused] = ()) -> SelectionError:
    """Return the error of an upgrade path that must fail."""
    with pytest.raises(SelectionError) as caught:
        upgrade_path(packages, start, target, "product a1", refused)
    assert len(str(caught.value).splitlines()) <= MOST_LINES
    return caught.value


@pytest.mark.parametrize(
    ("catalog", "hops", "kind", "sizes"),
    [
        pytest.param([("f", None, "3", 9)], ["f"], "full", (9, None, 9), id="only a full one"),
        pytest.param([("d", "1", "3", 9)], ["d"], "differential", (9, 9, None), id="only a differential one"),
        pytest.param(
            [("b", "2", "3", 4), ("a", "1", "2", 4), ("f", None, "3", 9)],
            ["a", "b"],
            "differential",
            (8, 8, 9),
            id="cheaper chain, in the order of installation",
        ),
        pytest.param(
            [("a", "1", "2", 4), ("b", "2", "3", 6), ("f", None, "3", 9)], ["f"], "full", (9, 10, 9), id="cheaper full"
        ),
        pytest.param([("a", "1", "3", 9), ("f", None, "3", 9)], ["f"], "full", (9, 9, 9), id="complete tie"),
        pytest.param(
            [("a", "1", "2", 0), ("b", "2", "3", 9), ("z", "1", "3", 9)],
            ["z"],
            "differential",
            (9, 9, None),
            id="fewer hops at equal bytes",
        ),
        pytest.param(
            [("a", "1", "2", 1), ("b", "2", "3", 1), ("z", "1", "3", 9)],
            ["a", "b"],
            "differential",
            (2, 2, None),
            id="fewer bytes in more hops",
        ),
        pytest.param(
            [("a", "1", "2", 1), ("z", "2", "3", 1), ("b", "1", "x", 1), ("c", "x", "3", 1)],
            ["b", "c"],
            "differential",
            (2, 2, None),
            id="lowest ID, from the target back",
        ),
        pytest.param(
            [("a", "1", "1", 0), ("b", "1", "2", 0), ("c", "2", "1", 0), ("d", "2", "3", 0), ("e", "3", "1", 0)],
            ["b", "d"],
            "differential",
            (0, 0, None),
            id="cycles of nothing",
        ),
        pytest.param(
            [("f", None, "2", 1), ("d", "2", "3", 1), ("g", None, "3", 9)],
            ["g"],
            "full",
            (9, None, 9),
            id="never a mix",
        ),
        pytest.param(
            [("a", "1", "3", None), ("b", "1", "3", -5), ("c", "1", "3", 7)],
            ["c"],
            "differential",
            (7, 7, None),
            id="no size, no part",
        ),
        pytest.param([("d", "01", "3.0", 1), ("f", None, "3", 2)], ["f"], "full", (2, None, 2), id="exact text"),
    ],
)
def test_cheapest(
    make: Callable[..., Package],
    catalog: list[Parts],
    hops: list[str],
    kind: str,
    sizes: tuple[int, int | None, int | None],
) -> None:
    """The smallest path from version 1 to 3 in simple cases."""
    path = upgrade_path([make(*parts) for parts in catalog], "1", "3", "product a1")
    assert [hop.firmware_id for hop in path.hops] == hops
    assert path.kind == kind
    assert (path.total_size, path.differential_size, path.full_size) == sizes


def test_nothing_to_do(make: Callable[..., Package]) -> None:
    """A device that already has the version needs no package."""
    full, refused = make("f", None, "1", 9), [(make("r", None, "1", 9), "its status is unverified")]
    for usable, others in (([full, make("d", "1", "1", 9)], []), ([], refused)):
        path = upgrade_path(usable, "1", "1", "product a1", others)
        assert path == UpgradePath((), None, None)
        assert (path.kind, path.total_size) == ("none", 0)


def test_nothing_to_do_for_a_version_that_nobody_knows(make: Callable[..., Package]) -> None:
    """An unknown version is an error, even if source and destination are equal."""
    error = refusal([make("f", None, "1", 9)], "2", "2")
    assert 'No package in product a1 has version "2".' in error.message


@pytest.mark.parametrize("src", ["1", None], ids=["differential", "full"])
def test_one_file_twice(make: Callable[..., Package], src: str | None) -> None:
    """Packages with the same digest are the same file, and the lowest ID is used."""
    twice = [make(name, src, "2", 9, firmware_sign="AB" * 16, sign_method="MD5") for name in ("b", "a", "c")]
    assert upgrade_path(twice, "1", "2", "product a1").hops == (twice[1],)


@pytest.mark.parametrize("src", ["1", None], ids=["differential", "full"])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((9, "aa" * 16), (9, "bb" * 16)),
        ((9, "aa" * 16), (9, None)),
        ((9, None), (9, None)),
        ((9, "aa" * 16), (8, "aa" * 16)),
    ],
    ids=["other digest", "one digest missing", "no digest", "other size"],
)
def test_which_file_is_unclear(
    make: Callable[..., Package], src: str | None, one: tuple[int, str | None], other: tuple[int, str | None]
) -> None:
    """If packages for the same hop may be different files, the error lists them all."""
    catalog = [
        make(name, src, "2", size, firmware_sign=sign, sign_method="MD5")
        for name, (size, sign) in {"x": one, "y": other}.items()
    ]
    error = refusal(catalog, "1", "2")
    assert isinstance(error, AmbiguousMatchError)
    for package, (size, sign) in zip(catalog, (one, other), strict=True):
        digest = f"md5:{sign}" if sign else "no digest"
        assert f"firmwareId {package.firmware_id}: {size} bytes, {digest}" in error.message
    assert "Delete the package you do not want" in error.remedy
    assert "blocked" in error.remedy


def test_unclear_beside_the_way(make: Callable[..., Package]) -> None:
    """An ambiguity outside the smallest path is not an error. Its smallest size is used in comparisons."""
    catalog = [
        make("a", "1", "2", 3),
        make("x", None, "2", 7),
        make("y", None, "2", 9),
        make("p", "2", "1", 0),
        make("q", "2", "1", 0),
    ]
    path = upgrade_path(catalog, "1", "2", "product a1")
    assert ([hop.firmware_id for hop in path.hops], path.full_size) == (["a"], 7)


def test_gap(make: Callable[..., Package]) -> None:
    """The error for a gap shows both sides, and excluded packages at the gap with reasons, nearest first."""
    unverified = FirmwareStatus.UNVERIFIED.code
    catalog = [
        make("a", "1", "2", 1),
        make("b", "2", "3", 1),
        make("c", "6", "7", 1),
        make("s", "3", "7", None),
        make("f", None, "6", 1),
    ]
    refused = [
        (make("to", "5", "6", 1), "it is blocked"),
        (make("from", "2", "4", 1), "it is younger than minAge"),
        (make("whole", None, "7", 1, status=unverified), "its status is unverified"),
        (make("back", "3", "1", 1), "it is blocked"),
        (make("again", "6", "7", 1), "it is blocked"),
        (make("nowhere", None, "7", 1, type=FirmwareType.DIFFERENTIAL.code), "it is blocked"),
        (make("odd", "3", "7", 1, type=9), "it is blocked"),
        (make("apart", "8", "9", 1), "it is blocked"),
        (make("other", None, "6", 1), "it is blocked"),
    ]
    error = refusal(catalog, "1", "7", refused)
    assert isinstance(error, NoMatchError)
    lines = error.message.splitlines()
    assert lines[:5] == [
        'No upgrade path from "1" to "7" among the usable packages in product a1.',
        '  versions reachable from "1" by differential packages: 2, 3',
        '  versions that lead to "7" by differential packages: 6',
        '  full packages of "7": none',
        "Rejected packages at the gap:",
    ]
    assert [line.split("firmwareId ")[1] for line in lines[5:]] == [
        "whole: its status is unverified",
        "s: the service returns no size for it",
        "from: it is younger than minAge",
        "to: it is blocked",
    ]
    assert error.remedy == (
        'Change the criteria to accept firmwareId whole, which closes the gap, or publish a full package of "7".'
    )


def test_gap_of_several(make: Callable[..., Package]) -> None:
    """If the gap needs several excluded packages, the remedy does not suggest a single one."""
    refused = [(make("a", "1", "2", 1), "it is blocked"), (make("b", "2", "3", 1), "it is blocked")]
    error = refusal([], "1", "3", refused)
    assert "firmwareId a: it is blocked" in error.message
    assert "firmwareId b: it is blocked" in error.message
    assert "firmwareId" not in error.remedy
    assert error.remedy == (
        'Publish a full package of "3", or differential packages that close the gap. '
        "Or accept the rejected packages that close it together."
    )


@pytest.mark.parametrize("src", ["1", None], ids=["differential", "full"])
@pytest.mark.parametrize("size", [None, -1])
def test_gap_for_want_of_a_size(make: Callable[..., Package], src: str | None, size: int | None) -> None:
    """A package without a valid size is listed, but the remedy does not suggest changing a criterion for it."""
    error = refusal([make("a", src, "2", size)], "1", "2")
    assert "firmwareId a: the service returns no size for it" in error.message
    assert error.remedy == 'Publish a full package of "2", or differential packages that close the gap.'


def test_gap_without_refusals(make: Callable[..., Package]) -> None:
    """Without excluded packages, the remedy is to publish one."""
    error = refusal([make("a", "2", "3", 1)], "1", "3")
    assert error.message.splitlines()[1:] == [
        '  versions reachable from "1" by differential packages: none',
        '  versions that lead to "3" by differential packages: 2',
        '  full packages of "3": none',
    ]
    assert error.remedy == 'Publish a full package of "3", or differential packages that close the gap.'


def test_no_such_version(make: Callable[..., Package]) -> None:
    """The error says that no package has the version. A source version alone does not count."""
    catalog = [make("a", "1", "2", 1), make("f", None, "3.0", 1), make("d", "3", "4", 1)]
    error = refusal(catalog, "1", "3", [(make("r", "1", "5", 1), "it is blocked")])
    assert isinstance(error, NoMatchError)
    assert error.message.splitlines() == [
        'No upgrade path from "1" to "3". No package in product a1 has version "3".',
        '  versions reachable from "1" by differential packages: 2',
    ]
    assert error.remedy == 'Correct toVersion, or publish "3" first.'


def test_many_refusals_are_counted(make: Callable[..., Package]) -> None:
    """A long list of excluded packages is shortened with a count, and the message has the maximum length."""
    refused = [(make(f"r-{number:02}", None, "2", 1, firmware_name="same"), "it is blocked") for number in range(30)]
    error = refusal([], "1", "2", refused[::-1])
    assert error.message.splitlines()[5].endswith("firmwareId r-00: it is blocked")
    assert error.message.splitlines()[-1] == "  and 22 more"
    assert len(str(error).splitlines()) == MOST_LINES


def test_many_unclear_are_counted(make: Callable[..., Package]) -> None:
    """A long list of ambiguous packages is shortened with a count."""
    error = refusal([make(f"f-{number:02}", None, "2", 1) for number in range(30)], "1", "2")
    assert error.message.splitlines()[-1] == "  and 18 more"
    assert len(str(error).splitlines()) == MOST_LINES


@settings(max_examples=200)
@given(CATALOGUES)
def test_path_agrees_with_the_reference(catalog: list[Package]) -> None:
    """Between any two versions, the path or the error agrees with the reference, and no other error occurs."""
    for start, target in permutations(VERSIONS, 2):
        result = outcome(catalog, start, target)
        found = result if isinstance(result, UpgradePath) else type(result)
        assert found == obvious_path(catalog, start, target)


@given(
    CATALOGUES.flatmap(lambda drawn: st.tuples(st.just(drawn), st.permutations(drawn))),
    REFUSED.flatmap(lambda drawn: st.tuples(st.just(drawn), st.permutations(drawn))),
    ENDS,
)
def test_order_of_the_service_is_no_matter(
    catalogues: tuple[list[Package], list[Package]],
    refusals: tuple[list[Refused], list[Refused]],
    ends: tuple[str, str],
) -> None:
    """The order of packages in the service changes no path and no error text."""
    one, other = (
        in_words(outcome(catalog, *ends, refused)) for catalog, refused in zip(catalogues, refusals, strict=True)
    )
    assert one == other


@given(CATALOGUES, REFUSED, catalogues_of(st.sampled_from(["x", "y", "z"])), ENDS)
def test_unconnected_packages_change_nothing(
    catalog: list[Package], refused: list[Refused], others: list[Package], ends: tuple[str, str]
) -> None:
    """Packages of unrelated versions change no path and no error text, whether excluded or not."""
    before = in_words(outcome(catalog, *ends, refused))
    assert in_words(outcome([*catalog, *others], *ends, refused)) == before
    refused_others = [(package, "it is blocked") for package in others]
    assert in_words(outcome(catalog, *ends, [*refused, *refused_others])) == before


@given(catalogues_of(ANY_TEXT), st.lists(st.tuples(packages_of(ANY_TEXT), ANY_TEXT.map(printable))), ANY_TEXT, ANY_TEXT)
def test_every_error_is_short(catalog: list[Package], refused: list[Refused], start: str, target: str) -> None:
    """With any text from the service or the user, a message has a limited length, and a remedy has one line."""
    result = outcome(catalog, start, target, refused, where="here\nor there")
    if not isinstance(result, UpgradePath):
        assert len(str(result).splitlines()) <= MOST_LINES
        assert len(result.remedy.splitlines()) == 1
