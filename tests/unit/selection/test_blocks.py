# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Warnings about blocks that match no package, with the version that was probably intended."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from alicloud_iot_ota.firmware import Package
from alicloud_iot_ota.selection import Block, Criteria, ineffective_blocks

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)
CATALOGUE = [
    Package(firmware_id=f"id{number}", dest_version=f"1.0.{number}", firmware_sign="a" * 64, sign_method="SHA256")
    for number in range(13)
]


def warnings(*blocks: Block) -> list[str]:
    """Return the warnings about some blocks."""
    return list(ineffective_blocks(Criteria(blocked=blocks), CATALOGUE, NOW, "product p"))


@pytest.mark.parametrize(
    ("block", "hint"),
    [
        (Block(reason="r", dest_version="1.0.13"), " The nearest version is 1.0.12."),
        (Block(reason="r", dest_version="v1.0.12x"), " The nearest version is 1.0.12."),
        (Block(reason="r", firmware_id="id99"), ""),
        (Block(reason="r", digest="sha256:" + "b" * 64), ""),
        (Block(reason="r", dest_version="1.0.1", firmware_id="id2"), ""),
    ],
)
def test_without_effect(block: Block, hint: str) -> None:
    """The warning shows the block, says that it has no effect, and suggests a correction."""
    (text,) = warnings(Block(reason="r", dest_version="1.0.1"), block)
    assert text.startswith("blocked[1] (")
    assert f"matches no package in product p, so it has no effect.{hint} If it is a typo, correct it." in text


def test_with_effect_or_ended() -> None:
    """A block that matches a package, or that has expired, causes no warning."""
    ended = Block(reason="r", dest_version="9", expires=datetime(2025, 11, 1, tzinfo=timezone.utc))
    digest = Block(reason="r", digest="sha256:" + "a" * 64)
    assert warnings(Block(reason="r", dest_version="1.0.1", firmware_id="id1"), digest, ended) == []
    assert list(ineffective_blocks(Criteria(blocked=(Block(reason="r", dest_version="9"),)), [], NOW, "here")) == []


def test_many() -> None:
    """At most five blocks are described, and the others are counted."""
    found = warnings(*(Block(reason="r", dest_version=f"9.{number}") for number in range(1000)))
    assert len(found) == 6
    assert found[-1].startswith("995 more blocks match no package in product p")
