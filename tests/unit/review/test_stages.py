# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Stages of a rollout in a review: where a package came from, and which stages follow."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
import pytest

from alicloud_iot_ota import review
from alicloud_iot_ota.lock_file import LockFile, canonical
from alicloud_iot_ota.pins import LockedFirmware, PinnedFirmware
from alicloud_iot_ota.review.changes import LOCK_ENTRY, Change, Changes, Origin, Relation
from alicloud_iot_ota.review.judging.risks import risks_of
from alicloud_iot_ota.review.judging.tables import Risk
from alicloud_iot_ota.schema.arguments import EntryArgs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from alicloud_iot_ota.lock_file import Entry

SOURCES = {"dev": None, "staging": "dev", "prod": "staging"}


def package(version: str, stage: str = "dev") -> LockedFirmware:
    """Return a package with a file for each version. `4.1.0#2` is another file of that version."""
    digest = hashlib.sha256(version.encode()).hexdigest()
    number = version.partition("#")[0]
    return LockedFirmware(
        dest_version=number,
        firmware_id=f"{stage}-{version}",
        type="full",
        digest=None if version.endswith("#none") else f"sha256:{digest}",
    )


def text_of(versions: Mapping[str, str], sources: Mapping[str, str | None]) -> str:
    """Return the text of a lock file with these versions."""
    return canonical.render(
        {
            name: (EntryArgs(product_key="a1", promote_from=sources[name]), package(version, name))
            for name, version in versions.items()
        }
    )


def lock(versions: Mapping[str, str], sources: Mapping[str, str | None] = SOURCES) -> LockFile:
    """Return a lock file with these versions."""
    return canonical.parse(text_of(versions, sources), "firmware.lock")


def day_of_all(_: Path, entries: Iterable[Entry]) -> dict[str, str]:
    """Return the same date for each entry."""
    return {entry.name: "2026-11-20" for entry in entries}


def shown(changes: Changes, name: str) -> list[str]:
    """Return the lines about stages in the review of an entry."""
    block = review.summarize(changes, {}, "firmware.lock").partition(f"#### `{name}`")[2].partition("<details>")[0]
    words = ("- promoted from", "- same file", "- later stages", "- `")
    return [line.removeprefix("- ") for line in block.splitlines() if line.startswith(words)]


@pytest.mark.parametrize(
    ("old", "new", "relation", "line", "is_risk"),
    [
        (
            ("4.1.0", "4.0.0"),
            ("4.1.0", "4.1.0"),
            Relation.PROMOTED,
            "promoted from `dev`, which has the same file since the commit of 2026-11-20",
            False,
        ),
        (
            ("4.1.0", "4.0.0"),
            ("4.2.0", "4.1.0"),
            Relation.PASSED_ON,
            "promoted from `dev`, which moves to `4.2.0` in the same change",
            False,
        ),
        (
            ("4.0.0", "4.0.0"),
            ("4.1.0", "4.1.0"),
            Relation.TOGETHER,
            "same file as `dev`, which gets it in the same change",
            True,
        ),
        (("4.0.0", "4.0.0"), ("4.0.0", "4.1.0"), Relation.UNPROMOTED, "`dev` has `4.0.0`", True),
        (("4.0.0", "4.0.0"), ("4.1.0#2", "4.1.0"), Relation.UNPROMOTED, "`dev` has another file of `4.1.0`", True),
        (
            ("4.1.0#none", "4.0.0"),
            ("4.1.0#none", "4.1.0#none"),
            Relation.UNPROMOTED,
            "`dev` has another file of `4.1.0`",
            True,
        ),
    ],
)
def test_relation(old: tuple[str, str], new: tuple[str, str], relation: Relation, line: str, *, is_risk: bool) -> None:
    """The review says whether the previous stage has the same file. If it never had it before, that is a risk."""
    before, after = (lock(dict(zip(("dev", "staging"), each, strict=True))) for each in (old, new))
    changes = review.with_dates(review.compare(before, after), after, day_of_all)
    (change,) = (each for each in changes.items if each.name == "staging")
    assert change.stage is not None
    assert change.stage.relation is relation
    assert shown(changes, "staging") == [line]
    assert (Risk.UNPROMOTED in risks_of(change, None)) is is_risk


def test_new_stages() -> None:
    """Adding stages together is not a risk. The first one shows all later ones with their versions."""
    changes = review.compare(LockFile("old", {}), lock({"dev": "4.1.0", "staging": "4.1.0", "prod": "4.0.0"}))
    assert shown(changes, "dev") == ["later stages: `staging` (`4.1.0`); `prod` (`4.0.0`)"]
    assert shown(changes, "staging") == [
        "same file as `dev`, which gets it in the same change",
        "later stages: `prod` (`4.0.0`)",
    ]
    risks = {change.name: Risk.UNPROMOTED in risks_of(change, None) for change in changes.items}
    assert risks == {"dev": False, "staging": False, "prod": True}


def test_edited_entry() -> None:
    """If only the criteria change, nothing was promoted."""
    before = lock({"dev": "4.1.0", "staging": "4.0.0"}, {"dev": None, "staging": None})
    changes = review.compare(before, lock({"dev": "4.1.0", "staging": "4.0.0"}))
    (change,) = changes.items
    assert (shown(changes, "staging"), risks_of(change, None)) == (["`promoteFrom` none → `dev`"], ())


def test_stages_in_a_loop() -> None:
    """A lock file without a manifest may contain a loop, and a stage that does not exist."""
    names = [f"stage-{number}" for number in range(30)]
    sources = dict(zip(names, [*names[1:], names[0]], strict=True))
    old, new = (lock(dict.fromkeys(names, version), sources) for version in ("4.0.0", "4.1.0"))
    assert all(len(each.later_stages) == 20 for each in review.compare(old, new).items)
    alone = lock({"prod": "4.1.0"})
    changes = review.with_dates(review.compare(lock({"prod": "4.0.0"}), alone), alone, day_of_all)
    assert shown(changes, "prod") == ["`staging` has no package"]


def test_json() -> None:
    """The JSON has the previous stage and the later ones."""
    before, after = (
        lock({"dev": "4.1.0", "staging": "4.0.0", "prod": "4.0.0"}),
        lock({"dev": "4.1.0", "staging": "4.1.0", "prod": "4.0.0"}),
    )
    changes = review.with_dates(review.compare(before, after), after, day_of_all)
    (change,) = msgspec.to_builtins(review.to_builtins(changes, {}, "firmware.lock"))["changes"]
    assert change["promoteFrom"] == {
        "name": "dev",
        "relation": "promoted",
        "destVersion": "4.1.0",
        "since": "2026-11-20",
    }
    assert change["laterStages"] == [{"name": "prod", "destVersion": "4.0.0"}]


@pytest.mark.parametrize(("staging", "line"), [("4.1.0", "which has the same file since"), ("4.0.0", "has `4.0.0`")])
def test_preview(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, staging: str, line: str) -> None:
    """A pin with lockEntry shows the stages of its entry in the lock file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "firmware.lock").write_text(text_of({"dev": "4.1.0", "staging": staging, "prod": "4.1.0"}, SOURCES))
    old, new = (
        PinnedFirmware(**{name: getattr(package(version, "prod"), name) for name in PinnedFirmware.__struct_fields__})
        for version in ("4.0.0", "4.1.0")
    )
    entry = {LOCK_ENTRY: "prod"}
    pin = Change(key="urn", name="gateway", old=old, new=new, old_criteria=entry, new_criteria=entry)
    other = Change(key="other", name="other", new=new, new_criteria={"productKey": "a1"})
    warnings: list[str] = []
    changes, entries = review.with_entries(
        Changes(origin=Origin.PREVIEW, items=(pin, other)), warnings.append, day_of_all
    )
    assert (warnings, list(entries), len(changes.items)) == ([], ["urn"], 2)
    assert line in shown(changes, "gateway")[-1]
    assert {each.name: each.stage is None for each in changes.items} == {"gateway": False, "other": True}
