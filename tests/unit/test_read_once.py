# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Conversions: a call reads each argument once, and all lookups read each version in a catalog once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from alicloud_iot_ota import pin_resource
from alicloud_iot_ota.base.patterns import Pattern
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import FindFirmwareArgs, FirmwarePinArgs, GetFirmwareArgs, GetFirmwaresArgs
from alicloud_iot_ota.schema.collector import Collector
from alicloud_iot_ota.versions import Range, reader
from tests.unit.fixed_catalog import lookup_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.firmware import Package

FIVE: dict[str, object] = {
    "productKey": "a1",
    "moduleName": "default",
    "versionRange": "^1.0",
    "versionPattern": "v(?P<version>.+)",
    "select": "highest",
}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count conversions, collectors, ranges, patterns and versions that are read."""
    counted: Counter[str] = Counter()

    def count(owner: Any, name: str, what: str) -> None:  # noqa: ANN401 - a module or a class
        real = getattr(owner, name)

        def counting(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever it takes and returns
            counted[what] += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, counting)

    count(msgspec, "convert", "conversions")
    count(Collector, "__init__", "collectors")
    count(Range, "parse", "ranges")
    count(Pattern, "__init__", "patterns")
    count(reader, "read", "versions")
    return counted


@pytest.fixture
def packages(package: Callable[..., Package]) -> list[Package]:
    """Return four packages with three versions."""
    return [package(version) for version in ("v1.0.0", "v1.2.0", "v2.0.0", "v2.0.0")]


def check(packages: list[Package], args: dict[str, object]) -> None:
    """Run Check of a pin with the given arguments."""
    checked = pin_resource.check(lambda: lookup_of(packages), {}, args, print)
    assert (checked.firmware or {})["destVersion"] == "v1.2.0"


def get_firmware(packages: list[Package], args: dict[str, object]) -> None:
    """Call getFirmware with the given arguments."""
    parsed = validation.parse(GetFirmwareArgs, args)
    assert lookup_of(packages).get_firmware(parsed, print).dest_version == "v1.2.0"


def test_arguments(calls: Counter[str], packages: list[Package]) -> None:
    """A function converts each argument once, and parses each range and pattern once."""
    get_firmware(packages, FIVE)
    assert calls == {"conversions": 5, "collectors": 1, "ranges": 1, "patterns": 1, "versions": 3}


def test_arguments_of_a_pin(calls: Counter[str], packages: list[Package]) -> None:
    """Check of a pin also reads each argument once."""
    check(packages, FIVE)
    assert calls == {"conversions": 5, "collectors": 1, "ranges": 1, "patterns": 1, "versions": 3}


def test_arguments_of_a_pin_that_names_its_version(calls: Counter[str], packages: list[Package]) -> None:
    """The second search, for newer versions, reads no version again."""
    check(packages, {**FIVE, "destVersion": "v1.2.0"})
    assert calls == {"conversions": 6, "collectors": 1, "ranges": 1, "patterns": 1, "versions": 3}


def test_mistakes(calls: Counter[str]) -> None:
    """If every argument is invalid, each argument and each element of a list is still converted once."""
    wrong = {"moduleName": 4, "nameRegex": "(", "versionRange": "latest", "statuses": ["x", "verified"]}
    assert len(validation.check(GetFirmwareArgs, wrong)) == 4
    assert calls == {"conversions": 6, "collectors": 1, "ranges": 1, "patterns": 1}


def test_versions_of_a_catalog(calls: Counter[str], packages: list[Package]) -> None:
    """All lookups with the same scheme and pattern read each version once. Another scheme reads it once more."""
    lookup = lookup_of(packages)
    for scheme in ("semver", "dotted") * 5:
        for kind in (GetFirmwareArgs, FindFirmwareArgs, FirmwarePinArgs):
            lookup.choose(validation.parse(kind, {**FIVE, "versionScheme": scheme}), print)
        every = validation.parse(GetFirmwaresArgs, {"versionRange": "1", "versionPattern": FIVE["versionPattern"]})
        assert len(lookup.select(every, print)) == 2
    assert calls["versions"] == 2 * len({each.dest_version for each in packages})
