# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The cheapest way from a version to a version: a table, and a reference that tries every path."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alicloud_iot_ota.errors import AmbiguousMatchError, NoMatchError, SelectionError
from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType, Package
from alicloud_iot_ota.selection.upgrade_path import UpgradePath, upgrade_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MOST_LINES = 15
"""Of one message: it stands in the middle of an engine's own output."""

Refused = tuple[Package, str]
Parts = tuple[str, str | None, str, int | None]
"""A package in short: its ID, the version it starts from (None: a full one), its version, its size in bytes."""


def packages_of(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Package]:
    """Draw packages that make cycles and parallels, of equal, missing and impossible sizes, of types of every sort."""
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
    """Draw small catalogues, in which no ID stands twice."""
    return st.lists(packages_of(texts), min_size=min_size, max_size=16, unique_by=lambda package: package.firmware_id)


VERSIONS = ["1", "2", "3", "4"]
CATALOGUES = catalogues_of(st.sampled_from(VERSIONS), min_size=9)  # in fewer there is hardly a path
REFUSED = st.lists(
    st.tuples(packages_of(st.sampled_from(VERSIONS)), st.sampled_from(["it is blocked", "it is too young"])),
    min_size=4,
    max_size=14,
)
ENDS = st.permutations(VERSIONS).map(lambda drawn: (drawn[0], drawn[1]))
ANY_TEXT = st.text(alphabet="a\n\x0b\u2028", max_size=3)


def has_size(package: Package) -> bool:
    """Tell whether a package can be weighed."""
    return package.firmware_size is not None and package.firmware_size >= 0


def alike(one: Package, other: Package) -> bool:
    """Tell whether two packages do the same step."""
    return (one.type, one.dest_version) == (other.type, other.dest_version) and (
        one.type == FirmwareType.FULL.code or one.src_version == other.src_version
    )


def every_path(packages: list[Package], here: str, target: str, been: tuple[str, ...]) -> Iterator[list[Package]]:
    """Give every chain of differential packages that visits no version twice."""
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
    """Add up the sizes of a path."""
    return sum(package.firmware_size or 0 for package in path)


def obvious_path(packages: list[Package], start: str, target: str) -> UpgradePath | type[SelectionError]:
    """Try every path between two different versions, and take the best by the rules as they are documented."""
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
    """Return the path, or the error in its place."""
    try:
        return upgrade_path(packages, start, target, where, refused)
    except SelectionError as error:
        return error


def in_words(result: UpgradePath | SelectionError) -> str:
    """Return all that a user sees of an outcome."""
    return repr(result) if isinstance(result, UpgradePath) else f"{type(result).__name__}: {result}"


@pytest.fixture
def make(package: Callable[..., Package]) -> Callable[..., Package]:
    """Make packages: a full one, or a differential one where a source version is given."""

    def make_one(firmware_id: str, src: str | None, dest: str, size: int | None, **fields: object) -> Package:
        kind = FirmwareType.FULL.code if src is None else FirmwareType.DIFFERENTIAL.code
        described = {"firmware_id": firmware_id, "src_version": src, "firmware_size": size, "type": kind, **fields}
        return package(dest, **described)

    return make_one


def refusal(packages: Sequence[Package], start: str, target: str, refused: Sequence[Refused] = ()) -> SelectionError:
    """Return the error of a question that must fail."""
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
    """The obvious cases, all of them from 1 to 3."""
    path = upgrade_path([make(*parts) for parts in catalog], "1", "3", "product a1")
    assert [hop.firmware_id for hop in path.hops] == hops
    assert path.kind == kind
    assert (path.total_size, path.differential_size, path.full_size) == sizes


def test_nothing_to_do(make: Callable[..., Package]) -> None:
    """A device that has the version needs no package, however that version may be had."""
    full, refused = make("f", None, "1", 9), [(make("r", None, "1", 9), "its status is unverified")]
    for usable, others in (([full, make("d", "1", "1", 9)], []), ([], refused)):
        path = upgrade_path(usable, "1", "1", "product a1", others)
        assert path == UpgradePath((), None, None)
        assert (path.kind, path.total_size) == ("none", 0)


def test_nothing_to_do_for_a_version_that_nobody_knows(make: Callable[..., Package]) -> None:
    """A version that no package has is a typing error, even where both are the same."""
    error = refusal([make("f", None, "1", 9)], "2", "2")
    assert "no package in product a1 has that version" in error.message


@pytest.mark.parametrize("src", ["1", None], ids=["differential", "full"])
def test_one_file_twice(make: Callable[..., Package], src: str | None) -> None:
    """Packages of one digest are one file, so the lowest ID stands for it."""
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
    """Packages that may hold different files are never chosen from, and all of them are shown."""
    catalog = [
        make(name, src, "2", size, firmware_sign=sign, sign_method="MD5")
        for name, (size, sign) in {"x": one, "y": other}.items()
    ]
    error = refusal(catalog, "1", "2")
    assert isinstance(error, AmbiguousMatchError)
    for package, (size, sign) in zip(catalog, (one, other), strict=True):
        digest = f"md5:{sign}" if sign else "no digest"
        assert f"firmwareId {package.firmware_id}: {size} bytes, {digest}" in error.message
    assert "Withdraw" in error.remedy
    assert "blocked" in error.remedy


def test_unclear_beside_the_way(make: Callable[..., Package]) -> None:
    """An ambiguity that the cheapest way does not touch is no error; its smallest size is the one compared."""
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
    """A gap is shown from both sides, then the refused packages at it, nearest first, each with its reason."""
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
        'There is no upgrade path from "1" to "7". Of the usable packages in product a1:',
        '  versions reached from "1" by differential packages: 2, 3',
        '  versions that lead to "7" by differential packages: 6',
        '  full packages of "7": none',
        "Refused packages at the gap:",
    ]
    assert [line.split("firmwareId ")[1] for line in lines[5:]] == [
        "whole: its status is unverified",
        "s: the service gives no size for it",
        "from: it is younger than minAge",
        "to: it is blocked",
    ]
    assert error.remedy == (
        'Lift the refusal of firmwareId whole, which closes the gap, or publish a full package of "7".'
    )


def test_gap_of_several(make: Callable[..., Package]) -> None:
    """Where no single refusal makes the gap, none is named as if it did."""
    refused = [(make("a", "1", "2", 1), "it is blocked"), (make("b", "2", "3", 1), "it is blocked")]
    error = refusal([], "1", "3", refused)
    assert "firmwareId a: it is blocked" in error.message
    assert "firmwareId b: it is blocked" in error.message
    assert "firmwareId" not in error.remedy
    assert error.remedy == (
        'Publish a full package of "3", or differential packages that close the gap, '
        "or lift the refusals above that close it together."
    )


@pytest.mark.parametrize("src", ["1", None], ids=["differential", "full"])
@pytest.mark.parametrize("size", [None, -1])
def test_gap_for_want_of_a_size(make: Callable[..., Package], src: str | None, size: int | None) -> None:
    """A package that cannot be weighed is told of, and no one is asked to lift what no criterion says."""
    error = refusal([make("a", src, "2", size)], "1", "2")
    assert "firmwareId a: the service gives no size for it" in error.message
    assert error.remedy == 'Publish a full package of "2", or differential packages that close the gap.'


def test_gap_without_refusals(make: Callable[..., Package]) -> None:
    """Where nothing was refused, only publishing helps."""
    error = refusal([make("a", "2", "3", 1)], "1", "3")
    assert error.message.splitlines()[1:] == [
        '  versions reached from "1" by differential packages: none',
        '  versions that lead to "3" by differential packages: 2',
        '  full packages of "3": none',
    ]
    assert error.remedy == 'Publish a full package of "3", or differential packages that close the gap.'


def test_no_such_version(make: Callable[..., Package]) -> None:
    """A version that no package has is said to be that; being a source version does not make it one."""
    catalog = [make("a", "1", "2", 1), make("f", None, "3.0", 1), make("d", "3", "4", 1)]
    error = refusal(catalog, "1", "3", [(make("r", "1", "5", 1), "it is blocked")])
    assert isinstance(error, NoMatchError)
    assert error.message.splitlines() == [
        'There is no upgrade path from "1" to "3": no package in product a1 has that version.',
        '  versions reached from "1" by differential packages: 2',
    ]
    assert error.remedy == 'Correct toVersion, or publish "3" first.'


def test_many_refusals_are_counted(make: Callable[..., Package]) -> None:
    """A long list is cut, and says by how much; the message and its remedy fill the lines there are."""
    refused = [(make(f"r-{number:02}", None, "2", 1, firmware_name="same"), "it is blocked") for number in range(30)]
    error = refusal([], "1", "2", refused[::-1])
    assert error.message.splitlines()[5].endswith("firmwareId r-00: it is blocked")
    assert error.message.splitlines()[-1] == "  and 22 more"
    assert len(str(error).splitlines()) == MOST_LINES


def test_many_unclear_are_counted(make: Callable[..., Package]) -> None:
    """The same holds for packages that cannot be told apart."""
    error = refusal([make(f"f-{number:02}", None, "2", 1) for number in range(30)], "1", "2")
    assert error.message.splitlines()[-1] == "  and 18 more"
    assert len(str(error).splitlines()) == MOST_LINES


@settings(max_examples=200)
@given(CATALOGUES)
def test_path_agrees_with_the_reference(catalog: list[Package]) -> None:
    """Between any two versions the same path is found, or the same error raised; no other error ever is."""
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
    """The service promises no order, so paths and the words of errors are the same for any."""
    one, other = (
        in_words(outcome(catalog, *ends, refused)) for catalog, refused in zip(catalogues, refusals, strict=True)
    )
    assert one == other


@given(CATALOGUES, REFUSED, catalogues_of(st.sampled_from(["x", "y", "z"])), ENDS)
def test_unconnected_packages_change_nothing(
    catalog: list[Package], refused: list[Refused], others: list[Package], ends: tuple[str, str]
) -> None:
    """Packages of versions that neither side has to do with change no path and no word, usable or refused."""
    before = in_words(outcome(catalog, *ends, refused))
    assert in_words(outcome([*catalog, *others], *ends, refused)) == before
    refused_others = [(package, "it is blocked") for package in others]
    assert in_words(outcome(catalog, *ends, [*refused, *refused_others])) == before


@given(catalogues_of(ANY_TEXT), st.lists(st.tuples(packages_of(ANY_TEXT), ANY_TEXT)), ANY_TEXT, ANY_TEXT)
def test_every_error_is_short(catalog: list[Package], refused: list[Refused], start: str, target: str) -> None:
    """Whatever the texts of the service and of the user hold, a message keeps to its lines, and a remedy to one."""
    result = outcome(catalog, start, target, refused, where="here\nor there")
    if not isinstance(result, UpgradePath):
        assert len(str(result).splitlines()) <= MOST_LINES
        assert len(result.remedy.splitlines()) == 1
