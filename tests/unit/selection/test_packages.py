# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The cache of a catalog: the same results as without it, less work, and no texts."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import msgspec
import pytest

from alicloud_iot_ota import selection
from alicloud_iot_ota.base.redaction import REDACTED
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.firmware import Package
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import GetFirmwareArgs
from alicloud_iot_ota.schema.hidden import hide_found
from alicloud_iot_ota.selection.packages import Packages
from alicloud_iot_ota.versions import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)

VERSIONS = [
    *(f"{major}.{minor}.{patch}" for major in range(3) for minor in range(3) for patch in range(3)),
    *(
        f"1.{minor}.0-{word}"
        for minor in range(3)
        for word in ("rc.1", "beta", "hotfix", "rc.1.gabcdef1", "rc.1.gabc123f")
    ),
    *(f"1.{minor}.0-{count}-g{word}" for minor in range(3) for count in (1, 2) for word in ("7112def", "aaa1111")),
    *("2.2.2+g7112def", "2.2.2+gaaa1111", "2.2.2-rc.2", "v1", "4.1", "20240101", "latest", "2024-11-05"),
]
FIELDS: Mapping[str, Sequence[object]] = {
    "product_key": ["a1"] * 8 + ["b2", None],
    "module_name": ["default"] * 5 + [None, "mcu"],
    "firmware_name": ["gateway", "camera", None],
    "type": [0] * 6 + [1, 1, None],
    "src_version": [None, "1.0.0", "2.0.0"],
    "status": [1] * 6 + [-1, 0, None],
    "sign_method": ["SHA256"] * 4 + ["MD5", None],
    "firmware_sign": ["ab" * 32, "cd" * 32, "ab" * 16],
    "firmware_size": [None, 1, 1024],
    "utc_create": [f"2025-11-{day:02}T08:00:00.000Z" for day in range(1, 31)],
}
BLOCKS = [
    {"destVersion": "2.2.2", "reason": "bricks"},
    {"firmwareId": "id-1", "reason": "bricks", "expires": "2025-12-20"},
    {"digest": f"sha256:{'ab' * 32}", "reason": "bricks", "expires": "2025-12-10"},
    {"destVersion": "9.9.9", "reason": "a typo"},
]
CRITERIA: Mapping[str, Sequence[object]] = {
    "type": ["full", "differential"],
    "srcVersion": ["1.0.0"],
    "fromVersion": ["1.0.0", "2.0.0"],
    "firmwareName": ["gateway", "camera"],
    "firmwareId": ["id-0", "id-1"],
    "nameRegex": ["^g"],
    "destVersion": ["1.0.0", "2.2.2", "1.1.0-rc.1"],
    "versionRegex": ["0$"],
    "versionScheme": ["semver", "dotted", "dotted"],
    "versionRange": ["^1.0", "~1.1", ">=1.1.0-rc.1 <=2.2.2", "0.x || 2.x", "<=1.1.0"],
    "includePrerelease": [True, False],
    "onUnparsable": ["ignore", "error"],
    "signMethod": ["SHA256", "MD5"],
    "minSize": [2],
    "maxSize": [1024],
    "minAge": ["5d", "25d"],
    "statuses": [["verified"], ["unverified", "unknown", "verified"]],
    "blocked": [[BLOCKS[0]], [BLOCKS[1], BLOCKS[3]], [BLOCKS[2]]],
    "select": ["highest", "highest", "highest", "newest"],
}


def found(args: GetFirmwareArgs, pinned: Package, catalog: Sequence[Package], now: datetime) -> list[object]:
    """Return everything that a user can see of lookups with some criteria."""
    criteria = args.criteria
    decision = selection.decide(criteria, catalog, now, "here")
    seen: list[object] = [
        decision.explanation("here"),
        decision.warnings,
        [(str(step.rule), step.left) for step in decision.narrowing.steps],
        [(each.firmware.firmware_id, each.outcome, each.criterion, each.reason) for each in decision.candidates()],
    ]
    try:
        seen.append(selection.select_all(criteria, catalog, now, "here"))
    except OtaError as error:
        seen.append(str(error))
    for keeps_name in (False, True):
        news = selection.newer(criteria, pinned, catalog, now, keeps_name=keeps_name)
        seen += [news.best, news.skipped, news.narrowing.matches, news.narrowing.unparsable]
        seen.append(selection.possibly_newer(news, pinned.dest_version))
    return seen


@pytest.mark.parametrize("seed", range(10))
def test_same_results(seed: int) -> None:
    """All lookups in one catalog find the same and report the same, in the same order, with and without the cache."""
    choice = random.Random(seed)  # noqa: S311 - for the choice of samples
    packages = [
        row(number, choice.choice(VERSIONS), **{name: choice.choice(values) for name, values in FIELDS.items()})
        for number in range(100)
    ]
    cached, now = Packages.cached(packages), NOW
    for _ in range(120):
        names = choice.sample(sorted(CRITERIA), choice.choice([1, 2, 2, 3, 4, 6]))
        scope = choice.choice([{}, *[{"productKey": "a1", "moduleName": "default"}] * 5])
        asked = {"allowUnscoped": True, **scope, **{name: choice.choice(CRITERIA[name]) for name in names}}
        args, failures = validation.read(GetFirmwareArgs, asked)
        if failures:  # such as a range and a scheme that do not fit
            continue
        pinned, now = choice.choice(packages), now + timedelta(days=choice.choice([0, 0, 1]))
        assert found(args, pinned, cached, now) == found(args, pinned, packages, now), asked


def test_less_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The versions of a catalog are not examined again for each pin. Each pin examines only a few of them."""
    examined = 0
    read = Reader.read

    def counted(reader: Reader, text: str) -> object:
        nonlocal examined
        examined += 1
        return read(reader, text)

    monkeypatch.setattr(Reader, "read", counted)
    count, pins, reader = 1_000, 600, Reader()
    packages = Packages.cached([row(number, f"1.{number // 40}.{number % 40}") for number in range(count)])
    for number in range(pins):
        release = packages[number * 7 % count].dest_version
        by_kind: tuple[Mapping[str, object], ...] = (
            {"destVersion": release, "type": "full"},
            {"versionRange": f"~{release.rpartition('.')[0]}", "select": "highest"},
            {"select": "highest", "minAge": "1s", "blocked": [{"destVersion": "1.0.0", "reason": "bricks"}]},
        )
        args = validation.parse(GetFirmwareArgs, {"productKey": "a1", "moduleName": "default", **by_kind[number % 3]})
        criteria = msgspec.structs.replace(args.criteria, reader=reader)
        chosen = selection.decide(criteria, packages, NOW + timedelta(seconds=number), "here").chosen()
        news = selection.newer(criteria, chosen, packages, NOW)
        assert selection.possibly_newer(news, chosen.dest_version) is None
    assert examined < 60 * count + 30 * pins  # without the cache, more than 2,000 for each pin


def test_no_texts() -> None:
    """A lookup with a secret does not change the messages of other lookups in the catalog, or the reverse."""
    packages = Packages.cached([row(number, f"1.0.{number}", status=0) for number in range(20)])
    asked = {"productKey": "a1", "destVersion": "1.0.7", "versionRange": "^1.0"}
    args = validation.parse(GetFirmwareArgs, asked)

    def explain(secret: Sequence[str]) -> str:
        with hide_found(asked, secret):
            return selection.decide(args.criteria, packages, NOW, "here").explanation("here")

    plain, hidden = explain([]), explain(["productKey", "destVersion"])
    assert "1.0.7" in plain
    assert REDACTED not in plain
    assert "1.0.7" not in hidden
    assert REDACTED in hidden
    assert explain([]) == plain
    assert explain(["productKey", "destVersion"]) == hidden


def row(number: int, version: str, **fields: object) -> Package:
    """Return a package of the product and module of these tests."""
    values = {"firmware_id": f"id-{number}", "product_key": "a1", "type": 0, "status": 1, **fields}
    values.setdefault("utc_create", "2025-11-01T08:00:00.000Z")
    return Package(dest_version=version, **values)  # type: ignore[arg-type]  # fields by name
