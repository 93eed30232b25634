# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Warnings about blocks that match no package: such a block may be a typo, so the intended package is not blocked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.selection.packages import Packages
from alicloud_iot_ota.versions import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.selection.criteria import Block, Criteria

_MOST = 5  # blocks that get a warning each


def ineffective_blocks(criteria: Criteria, catalog: Sequence[Package], now: datetime, where: str) -> Iterator[str]:
    """Yield a warning for each active block that matches no package. The arguments are those of `decide`.

    This is not an error, because the package may have been deleted.
    """
    if not catalog or not criteria.blocked:
        return
    packages = Packages.of(catalog)
    versions = packages.by_text("destVersion")
    ids = packages.by_text("firmwareId")

    def has_effect(block: Block) -> bool:
        if block.firmware_id is not None:
            found = ids.get(block.firmware_id, [])
        elif block.dest_version is not None:
            found = versions.get(block.dest_version, [])
        else:
            return bool({block.digest, None} & packages.digests)  # a package without a digest may be the blocked one
        return any(block.may_match(firmware) for firmware in found)

    blocks = enumerate(criteria.blocked)
    idle = [(index, block) for index, block in blocks if block.is_active(now) and not has_effect(block)]
    for index, block in idle[:_MOST]:
        named = {"destVersion": block.dest_version, "firmwareId": block.firmware_id, "digest": block.digest}
        described = ", ".join(f'{name} "{format_text(value)}"' for name, value in named.items() if value is not None)
        version = block.dest_version
        near = (
            []
            if version is None or version in versions
            else nearest(version, filter(None, versions), criteria.reader, 1)
        )
        hint = f" The nearest version is {format_text(near[0])}." if near else ""
        yield (
            f"blocked[{index}] ({described}) matches no package in {where}, so it has no effect.{hint} "
            "If it is a typo, correct it. If the package was deleted, remove it."
        )
    if len(idle) > _MOST:
        yield f"{len(idle) - _MOST} more blocks match no package in {where}, so they have no effect."
