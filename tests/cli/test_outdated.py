# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `outdated`: newer packages, and higher ones that are skipped."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from alicloud_iot_ota.errors import TransportError
from alicloud_iot_ota.lock_file import resolution

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from alicloud_iot_emulator import Emulator

    Golden = Callable[[str, str], None]
    Run = Callable[..., tuple[int, str, str]]

pytestmark = pytest.mark.usefixtures("lock_file")


def test_table_and_json(run: Run, golden: Golden, emulator: Emulator) -> None:
    """The output shows newer packages with their age, and why the highest version is skipped."""
    created = "2025-11-20T08:00:00.000Z"
    emulator.publish(
        FirmwareId="newer", DestVersion="3.11.0", Status=1, ProductKey="a1GatewayK01", UtcCreate=created, FirmwareSize=1
    )
    status, out, err = run("outdated")
    assert (status, err) == (0, "")
    golden("outdated.txt", out)
    status, out, err = run("outdated", "--json")
    assert (status, err) == (0, "")
    golden("outdated.json", out)


def test_detailed_exitcode(run: Run) -> None:
    """With --detailed-exitcode, the exit code is 2 if a newer package exists."""
    assert run("outdated", "--detailed-exitcode")[0] == 2
    assert run("outdated")[0] == 0
    assert run("outdated", "--detailed-exitcode", "modem")[0] == 0


def test_undecidable(run: Run, emulator: Emulator) -> None:
    """If the catalog cannot be read, all entries are undecidable, and the exit code is 4 with any options."""
    emulator.fault("garbage", times=99)
    for argv in (("outdated",), ("outdated", "--detailed-exitcode")):
        status, out, err = run(*argv)
        assert status == 4
        assert out.count("undecidable") == 3
        assert err.startswith("firmware.lock:4 gateway, firmware.lock:24 meter, firmware.lock:42 modem\n")
    status, out, _ = run("outdated", "--json", "meter")
    assert status == 4
    (entry,) = json.loads(out)["entries"]
    assert entry["newer"] is None
    assert entry["message"].startswith("Not a ListOTAFirmware response")


def test_one_is_undecidable(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 4 for an undecidable entry has priority over 2 for a newer package."""
    newer = resolution.newer

    def newer_or_fail(lookup: Any, entry: Any, warn: Any) -> Any:  # noqa: ANN401 - hands them on
        if entry.name == "modem":
            raise TransportError("The connection broke.", "Try again.")
        return newer(lookup, entry, warn)

    monkeypatch.setattr(resolution, "newer", newer_or_fail)
    status, out, err = run("outdated", "--detailed-exitcode")
    assert (status, err) == (4, "firmware.lock:42 modem\nThe connection broke.\nTry again.\n")
    assert "1.5.2" in out


def test_not_up_to_date(run: Run, manifest: Path, emulator: Emulator) -> None:
    """A lock file that is not up to date is an error before any request."""
    calls = len(emulator.requests)
    with manifest.open("a") as file:
        file.write('\n[firmware.a]\nproductKey = "a1MeterK001"\n')
    status, out, err = run("outdated")
    assert (status, out) == (1, "")
    assert err.startswith("firmware.lock is not up to date with firmware.toml.\n  not locked: a\n")
    assert len(emulator.requests) == calls


CALVER = {"ProductKey": "a1MeterK001", "ModuleName": "calver", "Status": 1, "FirmwareSize": 1}
RANGE = "--version-range >=1.0.0 --select highest"
NEWEST = "--select newest --include-prerelease"


def day(number: int) -> str:
    """Return the creation time for a day."""
    return f"2025-11-{number:02}T08:00:00.000Z"


def publish(emulator: Emulator, *packages: tuple[str, int] | tuple[str, int, dict[str, Any]]) -> None:
    """Publish packages in a separate module, by version and day."""
    for version, number, *others in packages:
        fields = {**CALVER, "FirmwareId": f"id-{version}", "DestVersion": version, "UtcCreate": day(number)}
        emulator.publish(**{**fields, **(others[0] if others else {})})


def lock(run: Run, folder: Path, criteria: str) -> None:
    """Lock one package in that module as the only entry."""
    for name in ("firmware.lock", "firmware.toml"):
        (folder / name).unlink(missing_ok=True)
    status, _, err = run("add", "e", "--product-key=a1MeterK001", "--module-name=calver", *criteria.split())
    assert status == 0, err


class Case(NamedTuple):
    """An entry, the packages published later, and the expected output.

    Attributes:
        criteria: The criteria of the entry.
        package: The version and day of its package.
        later: The packages published later.
        newer: The version after a bump.
        skipped: The skipped versions, each with its criterion. A ? marks a possibly newer version.
    """

    criteria: str
    package: tuple[str, int]
    later: Sequence[tuple[str, int] | tuple[str, int, dict[str, Any]]]
    newer: str | None = None
    skipped: Sequence[str] = ()


@pytest.mark.parametrize(
    "case",
    [
        Case(
            RANGE,
            ("2021.12.1", 1),
            [("2022.04.2", 2), ("2023.01.05", 3)],
            skipped=["2023.01.05 versionScheme?", "2022.04.2 versionScheme?"],
        ),
        Case("--dest-version 2021.12.1", ("2021.12.1", 1), [("2022.05", 2)], skipped=["2022.05 versionScheme?"]),
        Case(RANGE, ("2021.12.1", 5), [("2020.05", 4)]),
        Case(RANGE, ("1.0.0", 1), [("2022.05", 2, {"Status": 0})]),
        Case(RANGE, ("1.0.0", 1), [("2.0.0", 2), ("2022.05", 3)], "2.0.0", ["2022.05 versionScheme?"]),
        Case(f"{RANGE} --on-unparsable ignore", ("1.0.0", 1), [("2022.05", 2)]),
        Case(NEWEST, ("V1.2.3_20230105", 1), [("V1.2.4_20230301", 2)], "V1.2.4_20230301"),
        Case(NEWEST, ("2.0.0", 5), [("3.0.0", 4)]),
        Case(f"{NEWEST} --dest-version 2.0.0", ("2.0.0", 5), [("2.5.0", 6), ("2.1.0", 7)], "2.1.0"),
        Case(NEWEST, ("2.0.0", 5), [("1.9.9", 6)], skipped=["1.9.9 bump?"]),
        Case(NEWEST, ("2.0.0", 5), [("2.1.0", 6, {"Status": 0})], skipped=["2.1.0 statuses"]),
        Case(RANGE, ("1.0.0", 1), [("2.0.0", 2), ("2.0.0", 2, {"FirmwareId": "two"})], skipped=["2.0.0 bump?"]),
        Case("--version-range >=1", ("1.0.0", 1), [("2.0.0", 2)], skipped=["2.0.0 bump?"]),
        Case(
            "--firmware-id id-1.0.0",
            ("1.0.0", 1),
            [("2.0.0", 2), ("2022.05", 3)],
            skipped=["2.0.0 firmwareId", "2022.05 firmwareId"],
        ),
        Case(
            "--dest-version winter",
            ("winter", 1),
            [("1.0.0", 2), ("spring", 3)],
            skipped=["spring versionScheme?", "1.0.0 versionScheme?"],
        ),
    ],
)
def test_it_shows_what_bump_does(case: Case, run: Run, folder: Path, emulator: Emulator) -> None:
    """The newer package is the one that bump would lock. It causes exit code 2, like a possibly newer package."""
    publish(emulator, case.package)
    lock(run, folder, case.criteria)
    publish(emulator, *case.later)
    status, out, err = run("outdated", "--detailed-exitcode", "--json")
    (entry,) = json.loads(out)["entries"]
    assert (entry["newer"] or {}).get("destVersion") == case.newer
    assert [
        f"{each['destVersion']} {each['criterion']}{'?' if each['isPossiblyNewer'] else ''}"
        for each in entry["skipped"]
    ] == list(case.skipped)
    assert all(each["reason"] for each in entry["skipped"])
    assert status == (2 if case.newer or any("?" in each for each in case.skipped) else 0)
    bumped, out, why = run("bump", "--dry-run", "--json")
    assert ("bump would fail" in err) == (entry["message"] is not None) == (bumped != 0)
    if bumped:
        assert why == f"firmware.lock:4 e\n{entry['message']}\n"
    else:
        (move,) = json.loads(out)["entries"]
        assert move["isChanged"] == (case.newer is not None)
        assert case.newer in {None, move["new"]["destVersion"]}
    assert run("outdated")[0] == 0


def test_possibly_newer(run: Run, golden: Golden, folder: Path, emulator: Emulator) -> None:
    """The table and a warning both report possibly newer packages."""
    publish(emulator, ("2021.12.1", 1))
    lock(run, folder, RANGE)
    publish(emulator, ("2022.05", 2), ("2023.01.05", 3), ("3000.0.0", 4, {"Status": 0}))
    _, out, err = run("outdated")
    golden("outdated-possibly.txt", out)
    assert err.startswith("warning: firmware.lock:4 e: Skipped 2 packages in ")
    assert "cannot read the versions: 2023.01.05, 2022.05. " in err
    status, out, err = run("check")
    assert (status, "ok" in out) == (0, True)
    assert err.startswith("warning: firmware.lock:4 e: Skipped 2 packages in ")
    (entry,) = json.loads(run("check", "--json")[1])["entries"]
    assert [each.startswith("firmware.lock:4 e: Skipped 2 packages in ") for each in entry["warnings"]] == [True]
    review = run("summarize", "--old", os.devnull, "--new", "firmware.lock")[1]
    assert (
        "newer, but skipped: `3000.0.0` (unverified); `2023.01.05`, `2022.05` (possibly newer, order unknown)" in review
    )


def test_unreadable_is_an_error_or_ignored(run: Run, folder: Path, emulator: Emulator) -> None:
    """With `onUnparsable: error`, each command fails and lists the packages. With `ignore`, no command warns."""
    publish(emulator, ("2021.12.1", 1))
    for how in ("error", "ignore"):
        lock(run, folder, f"{RANGE} --on-unparsable {how}")
        if how == "error":
            publish(emulator, ("2022.05", 2))
            for argv in (["outdated"], ["outdated", "--detailed-exitcode"], ["check"], ["bump"]):
                status, _, err = run(*argv)
                assert (status, err.splitlines()[0]) == (1, "firmware.lock:4 e"), argv
                assert "cannot read the version of 1 package in product" in err
                assert "\n  2022.05 (full, verified)" in err
            assert run("list", "--html", "page.html", "--product-key=a1MeterK001")[1].endswith(
                "1 pinned entry (1 cannot be deployed) in page.html\n"
            )
            emulator.withdraw("id-2022.05")
    publish(emulator, ("2022.05", 2))
    for argv in (["outdated", "--detailed-exitcode"], ["check"], ["bump"]):
        status, _, err = run(*argv)
        assert (status, err) == (0, "")


def test_same_file_under_another_id(run: Run, republish: Callable[..., str]) -> None:
    """If a bump would only change the ID, the output shows the new ID, because the version is the same."""
    new = republish("meter-1.5.2")
    assert run("bump", "meter", "--to", "1.5.2")[0] == 0
    newer = republish("meter-1.5.2", FirmwareId="again")
    assert (new, newer) == ("meter-1.5.2-anew", "meter-1.5.2-anew")
    status, out, err = run("outdated", "meter", "--detailed-exitcode")
    assert (status, err) == (2, "")
    assert "1.5.2 (same file, now firmwareId again)" in out
