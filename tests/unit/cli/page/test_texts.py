# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Texts about packages on the page: long versions, times and fields."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import msgspec
import pytest

from alicloud_iot_ota import firmware
from alicloud_iot_ota.cli.page.labels import facts
from alicloud_iot_ota.cli.page.layout import layout
from alicloud_iot_ota.cli.page.render import Page, render
from alicloud_iot_ota.versions import Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.firmware import Package

    Make = Callable[..., Package]

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)


def page_of(*packages: Package) -> str:
    """Return the page of some packages."""
    found = layout(packages, [], Reader())
    return render(Page(layout=found, pins=[], scheme="semver", iot_instance_id=None, criteria={}, now=NOW))


@pytest.mark.parametrize(
    ("version", "label"),
    [
        ("4.0.1-beta.7+build.1", "4.0.1-beta.7+build.1"),
        ("4.0.1-beta.7+build.1047", "4.0.1-beta…uild.1047"),
        ("固件版本固件版本1047", "固件版本固件版本1047"),
        ("固件版本固件版本固件1047", "固件版本固…固件1047"),
        ("\uff11" * 11, "\uff11" * 5 + "…" + "\uff11" * 4),
    ],
    ids=["fits", "long", "ideographs fit", "long ideographs", "long fullwidth figures"],
)
def test_long_versions(version: str, label: str, package: Make) -> None:
    """A version longer than 20 digits is shortened in the middle. Its tooltip shows the full text.

    An East Asian character is as wide as two digits.
    """
    labels = re.findall(r'<text class="version[^>]*>([^<]*)<title>([^<]*)</title>', page_of(package(version)))
    assert labels == [(label, version)]


def test_times(package: Make) -> None:
    """A time is shown in UTC. An unreadable time is shown unchanged, and a missing one as a dash."""
    page = page_of(*(package("1.0.0", utc_create=text) for text in ("2025-01-31T12:30:00.000Z", "lately", None)))
    assert re.findall(r"<dt>Created</dt><dd>(.*)</dd>", page) == ["2025-01-31 12:30:00 UTC", "lately", "-"]
    assert re.findall(r'<td class="number".*>(.*)</td>', page)[1::2] == ["2025-01-31", "lately", "-"]


def test_every_field_is_shown(package: Make) -> None:
    """The details of a package contain all of its fields."""
    numbers = {"type": 0, "status": 1, "firmware_size": 4711}
    digest = {"firmware_sign": "0a" * 32, "sign_method": "SHA256"}
    names = {field.name for field in msgspec.structs.fields(firmware.Package)} - numbers.keys() - digest.keys()
    values = dict(zip(sorted(names), (f"text-{number}." for number in range(len(names))), strict=True))
    shown = [text for _, text in facts(package(values.pop("dest_version"), **values, **numbers, **digest))]
    assert {"full", "verified", f"sha256:{digest['firmware_sign']}"} <= set(shown)
    assert any("4,711 bytes" in text for text in shown)
    assert [text for text in values.values() if text not in shown] == []
