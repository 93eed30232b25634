# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Merge conflicts of firmware.lock that the real git wrote: no package is ever mixed, or chosen by chance."""

from __future__ import annotations

import itertools
import os
import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st

from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import canonical
from alicloud_iot_ota.lock_file.merge import recover
from alicloud_iot_ota.pins import LockedFirmware
from tests.posix import require_git
from tests.unit.lock_file.samples import A1, parsed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from alicloud_iot_ota.lock_file.canonical import Content

STYLES = ["merge", "diff3", "zdiff3"]
NAMES = ["a", "b", "c"]


def package(number: int, **changes: object) -> LockedFirmware:
    """Return one of several packages. Each has its own ID, and some fields are alike."""
    made = LockedFirmware(
        dest_version=f"{number // 2}.0",
        firmware_id=f"id{number}",
        type="full",
        digest=None if number == 3 else f"sm3:{number % 2}0",
        firmware_name=f"n{number // 2}" if number % 2 else None,
        firmware_size=1,
        product_key="a1",
        utc_create=f"2026-09-0{number % 3 + 1}T08:00:00.000Z",
    )
    return msgspec.structs.replace(made, **changes)


CONTENT = st.tuples(
    st.builds(lambda size: parsed({"productKey": "a1", "minSize": size}), st.integers(1, 3)), st.integers(1, 6)
)
LOCKS: st.SearchStrategy[dict[str, Content]] = st.dictionaries(st.sampled_from(NAMES), CONTENT, max_size=3).map(
    lambda entries: {name: (criteria, of_entry(name, number)) for name, (criteria, number) in entries.items()}
)


def of_entry(name: str, number: int) -> LockedFirmware:
    """Return one of several packages of an entry. Git can exchange equal packages of two entries without a conflict."""
    return package(number, firmware_id=f"{name}{number}", product_key=f"product-{name}")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the three versions of a file."""
    return tmp_path_factory.mktemp("merge")


def merge(folder: Path, style: str, *versions: Mapping[str, Content]) -> str:
    """Return what git makes of our, the base and their version of a lock file."""
    require_git()
    names = ["ours.lock", "base.lock", "theirs.lock"]
    for name, entries in zip(names, versions, strict=True):
        (folder / name).write_text(canonical.render(entries))
    option = [] if style == "merge" else [f"--{style}"]
    process = subprocess.run(
        ["git", "merge-file", "-p", *option, *names], cwd=folder, env=os.environ, capture_output=True, check=False
    )
    assert process.stderr == b""
    return process.stdout.decode()


def changed(base: Mapping[str, Content], side: Mapping[str, Content]) -> set[str]:
    """Return the names of the entries whose package one side changed, added or removed."""
    packages = [{name: each[name][1] if name in each else None for name in NAMES} for each in (base, side)]
    return {name for name in NAMES if packages[0][name] != packages[1][name]}


ONE, TWO, THREE = ({"a": (A1, package(number))} for number in (1, 2, 3))


@given(LOCKS, LOCKS, LOCKS, st.sampled_from(STYLES))
@example(TWO, ONE, THREE, "merge")
@example(TWO, ONE, THREE, "diff3")
@example(TWO, ONE, THREE, "zdiff3")
@example({**ONE, "b": ONE["a"]}, {**ONE, "b": TWO["a"]}, {**TWO, "b": TWO["a"]}, "zdiff3")
@example(ONE, TWO, {"b": TWO["a"]}, "merge")
def test_merge(
    folder: Path, ours: dict[str, Content], base: dict[str, Content], theirs: dict[str, Content], style: str
) -> None:
    """After any merge, a certain package is one that a side has. If both sides changed it, none is certain."""
    text = merge(folder, style, ours, base, theirs)
    try:
        recovered = recover(text, "firmware.lock")
    except LockFileError as error:
        event("refused")
        assert "not a valid lock file" in error.message  # noqa: PT017 - git may mix the lines of two entries
        return
    event("uncertain" if recovered.uncertain else "certain")
    assert recovered.certain.keys().isdisjoint(recovered.uncertain)
    both = changed(base, ours) & changed(base, theirs)
    for name, (_, locked) in recovered.certain.items():
        sides = {side[name][1] for side in (ours, theirs) if name in side}
        assert locked in sides
        if name in both:
            assert len(sides) == 1  # both have it, or one side removed the entry, which the manifest decides
        elif len(sides) == 2:
            assert locked == (ours if name in changed(base, ours) else theirs)[name][1]
    for name in base.keys() & ours.keys() & theirs.keys() - changed(base, ours) - changed(base, theirs):
        assert name in recovered.certain


@given(LOCKS, LOCKS, LOCKS)
@example(ONE, TWO, {"b": TWO["a"]})
def test_clean_merge(
    folder: Path, ours: dict[str, Content], base: dict[str, Content], theirs: dict[str, Content]
) -> None:
    """A merge without conflicts is valid only if each entry is exactly that of one side."""
    try:
        merged = canonical.parse(merge(folder, "merge", ours, base, theirs), "firmware.lock")
    except LockFileError as error:
        event(error.message.partition(": ")[2][:20])
        return
    for name, entry in merged.entries.items():
        assert (entry.criteria, entry.locked) in {side[name] for side in (ours, theirs) if name in side}


@pytest.mark.parametrize("style", STYLES)
def test_real_merge(tmp_path: Path, style: str) -> None:
    """A real `git merge` of two branches: the entry that both changed is uncertain, new ones next to it are not."""
    require_git()

    def git(*argv: str, is_conflict: bool = False) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", f"merge.conflictStyle={style}"]
        done = subprocess.run(["git", *identity, *argv], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == is_conflict, done.stderr

    def commit(numbers: Mapping[str, int]) -> None:
        entries = {name: (A1, package(number)) for name, number in numbers.items()}
        path.write_text(canonical.render(entries))
        git("add", path.name)
        git("commit", "-q", "-m", "Bump")

    path = tmp_path / "firmware.lock"
    git("init", "-q", "-b", "main")
    commit({"a": 1, "b": 1, "c": 1, "z": 1})
    git("switch", "-q", "-c", "other")
    commit({"a": 2, "b": 1, "c": 4, "d": 2, "z": 1})
    git("switch", "-q", "main")
    commit({"a": 5, "b": 1, "c": 1, "e": 5, "z": 1})
    git("merge", "other", is_conflict=True)
    text = path.read_text()
    with pytest.raises(LockFileError, match="Unresolved merge conflict marker"):
        canonical.parse(text, "firmware.lock")
    found = recover(text, "firmware.lock")
    certain = {name: locked for name, (_, locked) in found.certain.items() if name != "c"}
    assert certain == {"b": package(1), "d": package(2), "e": package(5), "z": package(1)}
    if "c" in found.certain:  # it is next to the conflict, so its package is certain only with the common ancestor
        assert found.certain["c"][1] == package(4)
    else:
        assert style == "merge"
    assert found.uncertain - {"c"} == {"a"}


CONFLICT = (
    canonical.HEADER
    + "\n[firmware.a.criteria]\n\n[firmware.a.locked]\n"
    + "<<<<<<< HEAD\n"
    + 'destVersion = "1.0"\nfirmwareId = "ours"\n'
    + "||||||| base\n"
    + 'destVersion = "0.9"\nfirmwareId = "base"\n'
    + "=======\n"
    + 'destVersion = "1.1"\nfirmwareId = "theirs"\n'
    + ">>>>>>> other\n"
    + 'type = "full"\n'
)


def is_marker(line: str) -> bool:
    """Return whether a line is one that git wrote."""
    return line[:7] in {"<<<<<<<", "|||||||", "=======", ">>>>>>>"}


@pytest.mark.parametrize("with_base", [True, False])
def test_half_merged(with_base: bool) -> None:  # noqa: FBT001 - one of two cases
    """If some lines of a conflict were removed, no package is certain that is not on both sides."""
    start, end = CONFLICT.index("|||||||"), CONFLICT.index("=======")
    lines = (CONFLICT if with_base else CONFLICT[:start] + CONFLICT[end:]).splitlines(keepends=True)
    markers = [at for at, line in enumerate(lines) if is_marker(line)]
    for count in (1, 2, 3):
        for removed in itertools.combinations(markers, count):
            left = [line for at, line in enumerate(lines) if at not in removed]
            if not any(map(is_marker, left)):
                continue
            try:
                found = recover("".join(left), "firmware.lock")
            except LockFileError:
                continue
            assert found.certain == {}


@pytest.mark.parametrize(
    ("markers", "line", "what"),
    [
        (">>>>>>> x\n", 3, 'marker ">>>>>>>" is in the wrong place'),
        ("=======\n", 3, 'marker "=======" is in the wrong place'),
        ("<<<<<<< x\n>>>>>>> y\n", 4, 'marker ">>>>>>>" is in the wrong place'),
        ("<<<<<<< x\n<<<<<<< x\n", 4, 'marker "<<<<<<<" is in the wrong place'),
        ("<<<<<<< x\n=======\n=======\n", 5, 'marker "=======" is in the wrong place'),
        ("<<<<<<< x\n=======\n||||||| z\n", 5, 'marker "|||||||" is in the wrong place'),
        ("<<<<<<< x\n=======\n", 5, "The last merge conflict has no end"),
        ("<<<<<<< x", 3, "The last merge conflict has no end"),
    ],
)
def test_malformed(markers: str, line: int, what: str) -> None:
    """A marker in the wrong place is an error with its line."""
    with pytest.raises(LockFileError) as caught:
        recover(canonical.HEADER + markers, "firmware.lock")
    assert f"firmware.lock:{line}: " in caught.value.message
    assert what in caught.value.message


def test_one_side() -> None:
    """An entry on one side only is certain: the manifest says whether it was added or removed."""
    entry = canonical.render(ONE).removeprefix(canonical.HEADER)
    text = f"{canonical.HEADER}<<<<<<< HEAD\n=======\n{entry}>>>>>>> other\n"
    assert recover(text, "firmware.lock") == (ONE, frozenset())


def test_manual_edits() -> None:
    """Without a conflict, entries with a valid checksum are certain. Comments, spaces and order do not matter."""
    text = canonical.render({**ONE, "b": (A1, package(2)), "c": (A1, package(3))})
    lines = text.replace('firmwareId = "id2"', "firmwareId = 2").replace(" = ", "=").splitlines(keepends=True)
    found = recover("".join([*lines, "# approved\n", '[firmware."not valid"]\n']), "firmware.lock")
    assert found == ({**ONE, "c": (A1, package(3))}, frozenset("b"))


@pytest.mark.parametrize("text", ["x", "version = 1\n", "version = 3\n", "", "\0"])
def test_nothing_to_recover(text: str) -> None:
    """A text that is not TOML, or has another version, is an error."""
    with pytest.raises(LockFileError):
        recover(text, "firmware.lock")
