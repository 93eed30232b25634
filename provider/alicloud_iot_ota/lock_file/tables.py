# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The tables of both files. They are declared like arguments and share their checks, descriptions and schema.

`EntryArgs` in `schema.arguments` declares the table of an entry in firmware.toml, which firmware.lock copies.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from alicloud_iot_ota.errors import ParseError
from alicloud_iot_ota.pins import LockedFirmware
from alicloud_iot_ota.schema import criteria, fields
from alicloud_iot_ota.schema.arguments import EntryArgs  # noqa: TC001 - msgspec reads the annotations
from alicloud_iot_ota.schema.collector import Arguments, Collector

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIGEST = r"sha256:[0-9a-f]{64}|md5:[0-9a-f]{32}|(?!sha256:|md5:)[a-z0-9]+:[0-9a-f]+"
"""The digests that `Package.digest` can return. Each digest has one form; two forms would look like two files."""


class ManifestTables(Arguments, frozen=True, kw_only=True):
    """The firmware that programs deploy: the criteria of each entry. `alicloud-iot-ota lock` selects the packages."""

    firmware: Annotated[dict[str, Any], Meta(description="The entries, by name.")] | None = None


class LockTables(Arguments, frozen=True, kw_only=True):
    """The packages that programs deploy."""

    version: int
    firmware: dict[str, Any] | None = None


class EntryTables(Arguments, frozen=True, kw_only=True):
    """An entry in firmware.lock: a copy of its table in firmware.toml, and the package that the criteria selected."""

    criteria: dict[str, Any]
    locked: dict[str, Any]


class Locked(Arguments, frozen=True, kw_only=True):
    """The identity and the location of a package."""

    dest_version: Annotated[str, fields.identifier("The version of the package. For example: `4.0.0`.")]
    firmware_id: Annotated[
        str, fields.identifier("The unique ID of the package. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.")
    ]
    type: criteria.Type
    digest: (
        Annotated[
            str,
            Meta(
                description="The digest of the file with its algorithm, in lower case. For example: `sha256:9f3c...`. "
                "Absent if the service returns no digest.",
                extra_json_schema={"pattern": f"^(?:{_DIGEST})$"},
            ),
        ]
        | None
    ) = None
    firmware_name: Annotated[str, Meta(description="The name of the package. For example: `gateway-4.0.0`.")] | None = (
        None
    )
    firmware_size: (
        Annotated[int, Meta(ge=0, description="The size of the file in bytes. For example: `20971520`.")] | None
    ) = None
    iot_instance_id: (
        Annotated[
            str,
            fields.ascii_text("The ID of the instance. For example: `iot-0123abcd`. Absent for the public instance."),
        ]
        | None
    ) = None
    module_name: Annotated[str, fields.ascii_text("The module of the package. Default: `default`.")] | None = None
    product_key: (
        Annotated[str, fields.ascii_text("The ProductKey of the product. For example: `a1GatewayK01`.")] | None
    ) = None
    src_version: (
        Annotated[str, fields.ascii_text("The source version of a differential package. For example: `3.2.1`.")] | None
    ) = None
    utc_create: (
        Annotated[
            str,
            fields.ascii_text("The time of creation of the package, in UTC. For example: `2019-12-28T02:42:22.000Z`."),
        ]
        | None
    ) = None

    def collect(self, collector: Collector) -> None:
        """Reject a digest that is not in its standard form."""
        collector.read("digest", self.digest, _require_digest)

    def firmware(self) -> LockedFirmware:
        """Convert the table to a pin."""
        given = {name: getattr(self, name) for name in Locked.__struct_fields__}
        values = {name: value for name, value in given.items() if value is not None}
        return LockedFirmware(**{**values, "type": self.type.value})


class LockedTable(Locked, frozen=True, kw_only=True):
    """The table `locked` of an entry: its package, and the checksum of the entry."""

    checksum: str


def criteria_values(criteria: EntryArgs) -> dict[str, object]:
    """Return the values of the table `criteria`, without unset fields."""
    values: dict[str, object] = _without_nulls(msgspec.to_builtins(criteria))
    return values


def locked_values(locked: LockedFirmware) -> dict[str, object]:
    """Return the values of the table `locked`, without unset fields."""
    values = {name: getattr(locked, field) for name, field in _locked_fields().items()}
    return {name: value for name, value in values.items() if value is not None}


@functools.cache
def _locked_fields() -> Mapping[str, str]:
    """Return the attributes of the table `locked` by wire name. Reading them from the class is slow."""
    return {field.encode_name: field.name for field in msgspec.structs.fields(Locked)}


def _without_nulls(value: Any) -> Any:  # noqa: ANN401 - mappings and lists of anything
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


def _require_digest(text: str) -> None:
    if not re.fullmatch(_DIGEST, text):
        raise ParseError(
            '"sha256:" with 64 hexadecimal digits, "md5:" with 32, or another algorithm with its digits, in lower case',
            "It has none of these forms.",
        )
