# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `feed`: complete JSON for Renovate's custom datasource, or an error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator

    Golden = Callable[[str, str], None]
    Run = Callable[..., tuple[int, str, str]]

METER = ("feed", "--product-key", "a1MeterK001", "--module-name", "default")
GATEWAY = ("feed", "--product-key", "a1GatewayK01", "--module-name", "default")
FIELDS = {"version", "releaseTimestamp", "digest", "isStable"}
"""The fields of a Renovate release that are documented and that the feed uses."""


def versions(out: str) -> list[str]:
    """Return the versions of a feed."""
    return [release["version"] for release in json.loads(out)["releases"]]


@pytest.mark.usefixtures("emulator")
def test_feed(run: Run, golden: Golden) -> None:
    """The feed of the default fleet is complete."""
    status, out, err = run(*GATEWAY)
    assert (status, err) == (0, "")
    golden("feed.json", out)
    for release in json.loads(out)["releases"]:
        assert set(release) <= FIELDS


def test_only_what_may_be_deployed(run: Run, emulator: Emulator) -> None:
    """A feed contains deployable full packages, each once, in the order of versions."""
    for row in emulator.packages():
        emulator.withdraw(str(row["FirmwareId"]))
    for status, version in enumerate(("1.9.0", "1.10.0", "1.2.0", "1.3.0", "1.4.0"), start=-1):
        emulator.publish(DestVersion=version, Status=status, ProductKey="a1MeterK001")
    emulator.publish(DestVersion="1.11.0", Status=1, Type=1, SrcVersion="1.9.0", ProductKey="a1MeterK001")
    emulator.publish(DestVersion="1.12.0", Status=1, ModuleName="modem", ProductKey="a1MeterK001")
    status, out, err = run(*METER)
    assert (status, err) == (0, "")
    assert versions(out) == ["1.2.0", "1.9.0"]
    assert versions(run(*METER, "--statuses", "unverified")[1]) == ["1.10.0"]


def test_criteria_of_list(run: Run, emulator: Emulator) -> None:
    """Ranges, blocks and ages exclude releases from a feed like packages from a list."""
    emulator.publish(DestVersion="7.0.0", Status=1, ProductKey="a1MeterK001")
    emulator.publish(DestVersion="7.1.0", Status=1, ProductKey="a1MeterK001", UtcCreate="2020-01-01T00:00:00.000Z")
    emulator.publish(DestVersion="8.0.0-rc1", Status=1, ProductKey="a1MeterK001")
    seventh = (*METER, "--version-range", ">=7", "--include-prerelease")
    assert versions(run(*seventh)[1]) == ["7.0.0", "7.1.0", "8.0.0-rc1"]
    assert versions(run(*METER, "--version-range", ">=7")[1]) == ["7.0.0", "7.1.0"]
    assert versions(run(*seventh, "--min-age", "1d")[1]) == ["7.1.0"]
    blocked = '{"destVersion": "7.1.0", "reason": "bricks revision B"}'
    assert versions(run(*seventh, "--blocked", blocked)[1]) == ["7.0.0", "8.0.0-rc1"]


def test_fields(run: Run, emulator: Emulator) -> None:
    """A pre-release is marked, and missing values are omitted."""
    digest = {"SignMethod": "SHA256", "FirmwareSign": "9F" * 32}
    created = "2026-01-02T03:04:05.000Z"
    emulator.publish(DestVersion="v8.0.0-rc1", Status=1, ProductKey="a1MeterK001", UtcCreate=created, **digest)
    emulator.publish(
        DestVersion="8.0.0", Status=1, ProductKey="a1MeterK001", UtcCreate=None, FirmwareSign=None, SignMethod=None
    )
    status, out, _ = run(*METER, "--version-regex", "8[.]0[.]0")
    assert status == 0
    assert json.loads(out)["releases"] == [
        {
            "version": "v8.0.0-rc1",
            "releaseTimestamp": created,
            "digest": f"sha256:{'9f' * 32}",
            "isStable": False,
        },
        {"version": "8.0.0", "isStable": True},
    ]


@pytest.mark.parametrize(
    ("version", "is_stable"),
    [
        ("9.0.0.1", True),
        ("9.0.0.1-hotfix2", True),
        ("9.0.0.1-g1a2b3c4", True),
        ("9.0.0.1-preprod", False),
        ("9.0.0.1-eng", False),
        ("9.0.0.1-arm64-rc1", False),
        ("9.0.0.1-cn", False),
        ("9.0.0.1-9-g1a2b3c4", False),
    ],
)
def test_what_is_stable(run: Run, emulator: Emulator, version: str, is_stable: bool) -> None:  # noqa: FBT001 - a column
    """A release is stable. A pre-release, or a version that may be one, is not."""
    emulator.publish(DestVersion=version, Status=1, ProductKey="a1MeterK001")
    _, out, _ = run(*METER, "--version-scheme", "dotted", "--version-regex", "^9")
    assert [(each["version"], each["isStable"]) for each in json.loads(out)["releases"]] == [(version, is_stable)]


def test_one_file_published_twice(run: Run, emulator: Emulator) -> None:
    """The same file with two IDs is one release, even with two spellings of the version."""
    same: dict[str, str | int] = {"FirmwareSign": "9f" * 32, "SignMethod": "SHA256", "FirmwareSize": 5, "Status": 1}
    for firmware_id, version in (("b", "9.0.0"), ("a", "v9.0.0")):
        emulator.publish(FirmwareId=firmware_id, DestVersion=version, ProductKey="a1MeterK001", **same)
    status, out, _ = run(*METER, "--version-range", "9")
    assert (status, versions(out)) == (0, ["v9.0.0"])


@pytest.mark.parametrize("second", ["8e" * 32, None])
def test_two_files_of_one_version(second: str | None, run: Run, emulator: Emulator) -> None:
    """Two different files with one version are an error that lists both."""
    for firmware_id, sign in (("first", "9f" * 32), ("second", second)):
        emulator.publish(
            FirmwareId=firmware_id,
            DestVersion="9.0.0",
            Status=1,
            ProductKey="a1MeterK001",
            FirmwareSign=sign,
            SignMethod="SHA256",
            FirmwareSize=5,
        )
    status, out, err = run(*METER)
    assert (status, out) == (1, "")
    title, *packages, remedy = err.splitlines()
    assert title == "Version 9.0.0 has 2 full packages with different files."
    assert [f"firmwareId {name}, " in line for name, line in zip(("first", "second"), packages, strict=True)] == [
        True
    ] * 2
    assert "--blocked" in remedy
    status, out, _ = run(*METER, "--version-range", "9", "--blocked", '{"firmwareId": "first", "reason": "bricks"}')
    assert (status, versions(out)) == (0, ["9.0.0"])


def test_files_of_one_size_without_a_digest(run: Run, emulator: Emulator) -> None:
    """Packages without a digest never count as one file, not even with the same size."""
    for name in ("first", "second"):
        emulator.publish(
            FirmwareId=name,
            DestVersion="9.0.0",
            Status=1,
            ProductKey="a1MeterK001",
            FirmwareSign=None,
            FirmwareSize=5,
        )
    status, out, err = run(*METER)
    assert (status, out) == (1, "")
    assert err.startswith("Version 9.0.0 has 2 full packages with different files.\n")


def test_ambiguous_error_is_short(run: Run, emulator: Emulator) -> None:
    """The error for many packages with one version has at most fifteen lines."""
    for _ in range(30):
        emulator.publish(DestVersion="9.0.0", Status=1, ProductKey="a1MeterK001", FirmwareSign=None)
    status, out, err = run(*METER)
    assert (status, out, len(err.splitlines())) == (1, "", 15)
    assert "  and 18 more\n" in err


def test_what_is_no_version(run: Run, emulator: Emulator) -> None:
    """An unreadable version is excluded with a warning, or is an error if requested."""
    emulator.publish(DestVersion="nightly", Status=1, ProductKey="a1MeterK001")
    status, out, err = run(*METER)
    assert status == 0
    assert "nightly" not in out
    assert err.startswith("warning: Skipped 1 package in product a1MeterK001")
    assert run(*METER, "--on-unparsable", "ignore") == (0, out, "")
    status, out, err = run(*METER, "--on-unparsable", "error")
    assert (status, out) == (1, "")
    assert "nightly" in err


@pytest.mark.usefixtures("emulator")
def test_nothing_to_feed(run: Run) -> None:
    """An empty feed is valid, with a warning."""
    status, out, err = run(*METER, "--version-range", ">=99")
    assert (status, json.loads(out)) == (0, {"releases": []})
    assert err == "warning: No package meets the criteria. The feed is empty.\n"


def test_list_that_is_not_whole(run: Run, emulator: Emulator) -> None:
    """If the list is incomplete, the command prints no feed."""
    emulator.fault("garbage", times=99)
    status, out, err = run(*METER)
    assert (status, out) == (4, "")
    assert err


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("feed",), "productKey is required. Set it to a string.\nmoduleName is required. Set it to a string.\n"),
        ((*METER, "--type", "full"), 'Unknown option "--type"'),
        ((*METER, "--from-version", "1.0.0"), 'Unknown option "--from-version"'),
        ((*METER, "--json"), 'Unknown option "--json"'),
    ],
)
def test_mistakes(argv: tuple[str, ...], message: str, run: Run) -> None:
    """A feed requires a product and a module, and rejects options that differ from full packages."""
    status, out, err = run(*argv)
    assert (status, out) == (1, "")
    assert err.startswith(message)
