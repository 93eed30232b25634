# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The cache of a catalog: the same results as without it, less work, and no texts."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

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

    import pytest

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)

VERSIONS = st.one_of(
    st.builds("{}.{}.{}".format, *[st.integers(0, 2)] * 3),
    st.builds("1.{}.0-{}".format, st.integers(0, 2), st.sampled_from(["rc.1", "beta", "hotfix", "rc.1.gabcdef1"])),
    st.builds("1.{}.0-{}-g{}".format, st.integers(0, 2), st.integers(1, 2), st.sampled_from(["7112def", "aaa1111"])),
    st.builds("1.2.0+g{}".format, st.sampled_from(["7112def", "aaa1111"])),
    st.sampled_from(["v1", "4.1", "20240101", "latest", "2024-11-05"]),
)
ROWS = st.fixed_dictionaries(
    {
        "dest_version": VERSIONS,
        "product_key": st.sampled_from(["a1", "a1", "b2", None]),
        "module_name": st.sampled_from(["default", None, "mcu"]),
        "firmware_name": st.sampled_from(["gateway", "camera", None]),
        "type": st.sampled_from([0, 0, 1, None]),
        "src_version": st.sampled_from([None, "1.0.0", "2.0.0"]),
        "status": st.sampled_from([1, 1, -1, 0, None]),
        "sign_method": st.sampled_from(["SHA256", "MD5", None]),
        "firmware_sign": st.sampled_from(["ab" * 32, "cd" * 32, "ab" * 16]),
        "firmware_size": st.sampled_from([None, 1, 1024]),
        "utc_create": st.sampled_from([None, *(f"2025-11-{day:02}T08:00:00.000Z" for day in (1, 10, 20, 30))]),
    }
)
BLOCKS = st.sampled_from(
    [
        {"destVersion": "1.0.0", "reason": "bricks"},
        {"firmwareId": "id-1", "reason": "bricks", "expires": "2025-12-01"},
        {"digest": f"sha256:{'ab' * 32}", "reason": "bricks", "expires": "2025-12-02"},
        {"destVersion": "9.9.9", "reason": "a typo"},
    ]
)
CRITERIA = st.fixed_dictionaries(
    {"allowUnscoped": st.just(value=True)},
    optional={
        "productKey": st.sampled_from(["a1", "b2", "c3"]),
        "moduleName": st.sampled_from(["default", "mcu"]),
        "type": st.sampled_from(["full", "differential"]),
        "srcVersion": st.just("1.0.0"),
        "fromVersion": st.sampled_from(["1.0.0", "2.0.0"]),
        "firmwareName": st.sampled_from(["gateway", "camera"]),
        "firmwareId": st.sampled_from(["id-0", "id-1"]),
        "nameRegex": st.just("^g"),
        "destVersion": st.sampled_from(["1.0.0", "1.1.0", "1.1.0-rc.1"]),
        "versionRegex": st.just("0$"),
        "versionScheme": st.sampled_from(["semver", "dotted"]),
        "versionRange": st.sampled_from(["^1.0", "~1.1", ">=1.1.0-rc.1 <2", "0.x || 2.x"]),
        "includePrerelease": st.booleans(),
        "onUnparsable": st.sampled_from(["ignore", "error"]),
        "signMethod": st.sampled_from(["SHA256", "MD5"]),
        "minSize": st.just(2),
        "maxSize": st.just(1024),
        "minAge": st.sampled_from(["5d", "25d"]),
        "statuses": st.sampled_from([["verified"], ["unverified", "unknown"]]),
        "blocked": st.lists(BLOCKS, min_size=1, max_size=3),
        "select": st.sampled_from(["only", "highest", "newest"]),
    },
)


def found(args: GetFirmwareArgs, pinned: Package, catalog: Sequence[Package], now: datetime) -> list[object]:
    """Return everything that a user can see of lookups with some criteria."""
    criteria = args.criteria
    decision = selection.decide(criteria, catalog, now, "here")
    seen: list[object] = [
        decision.explanation("here"),
        decision.warnings,
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


@settings(max_examples=150)
@given(rows=st.lists(ROWS, min_size=1, max_size=30), asked=st.lists(CRITERIA, min_size=1, max_size=8), data=st.data())
def test_same_results(
    rows: Sequence[Mapping[str, object]], asked: Sequence[Mapping[str, object]], data: st.DataObject
) -> None:
    """All lookups in one catalog find the same and report the same, in the same order, with and without the cache."""
    packages = [Package(firmware_id=f"id-{number}", **row) for number, row in enumerate(rows)]  # type: ignore[arg-type]  # fields by name
    cached = Packages.cached(packages)
    now = NOW
    for given_by_user in (*asked, *asked):
        args, failures = validation.read(GetFirmwareArgs, given_by_user)
        if failures:  # such as a scheme that does not fit the range
            continue
        pinned = data.draw(st.sampled_from(packages))
        assert found(args, pinned, cached, now) == found(args, pinned, packages, now)
        now += timedelta(days=3)


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
