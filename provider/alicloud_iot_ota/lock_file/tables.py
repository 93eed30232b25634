# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What each table of firmware.lock may hold, declared as arguments are: the same checks, words and schema.

The table `criteria` takes the arguments of getFirmware: `LockCriteriaArgs`, among all other arguments.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from alicloud_iot_ota.errors import ParseError
from alicloud_iot_ota.pins import LockedFirmware
from alicloud_iot_ota.schema import criteria, fields
from alicloud_iot_ota.schema.arguments import LockCriteriaArgs  # noqa: TC001 - msgspec reads the annotations
from alicloud_iot_ota.schema.collector import Arguments, Collector

_DIGEST = r"sha256:[0-9a-f]{64}|md5:[0-9a-f]{32}|(?!sha256:|md5:)[a-z0-9]+:[0-9a-f]+"
"""Every digest as `Package.digest` spells it, one spelling each: two spellings of one would look like two files."""


class Document(Arguments, frozen=True, kw_only=True):
    """Firmware that programs deploy: what is asked for, and the package that this resolved to."""

    version: Annotated[int, Meta(description="The version of this schema: `1`.")]
    firmware: Annotated[dict[str, Any], Meta(description="The entries, by the names that programs use.")] | None = None


class EntryTables(Arguments, frozen=True, kw_only=True):
    """One firmware."""

    criteria: Annotated[dict[str, Any], Meta(description="What is asked for, as getFirmware takes it.")]
    locked: (
        Annotated[
            dict[str, Any],
            Meta(description="What that resolved to. `alicloud-iot-ota lock` fills it in where it is missing."),
        ]
        | None
    ) = None


class Locked(Arguments, frozen=True, kw_only=True):
    """The identity of a package, and where it is found."""

    dest_version: Annotated[str, fields.identifier("The version of the package: `4.0.0`.")]
    firmware_id: Annotated[str, fields.identifier("The unique ID of the package: `nx3hJkVrNmQ2wYc8E7aS0100`.")]
    type: criteria.Type
    digest: (
        Annotated[
            str,
            Meta(
                description="The digest of the file with its algorithm, in lower case: `sha256:9f3c...`. Absent where "
                "the service gives none.",
                extra_json_schema={"pattern": f"^(?:{_DIGEST})$"},
            ),
        ]
        | None
    ) = None
    firmware_name: Annotated[str, Meta(description="The name of the package: `gateway-4.0.0`.")] | None = None
    firmware_size: Annotated[int, Meta(ge=0, description="The size of the file, in bytes: `20971520`.")] | None = None
    iot_instance_id: (
        Annotated[str, fields.ascii_text("The ID of the instance: `iot-0123abcd`. Absent for the public instance.")]
        | None
    ) = None
    module_name: Annotated[str, fields.ascii_text("The module of the package; `default` where absent.")] | None = None
    product_key: Annotated[str, fields.ascii_text("The ProductKey of the product: `a1GatewayK01`.")] | None = None
    src_version: (
        Annotated[str, fields.ascii_text("The version a differential package starts from: `3.2.1`.")] | None
    ) = None
    utc_create: (
        Annotated[str, fields.ascii_text("When the package was created, in UTC: `2019-12-28T02:42:22.000Z`.")] | None
    ) = None

    def collect(self, collector: Collector) -> None:
        """Find a digest that is spelt in another way."""
        collector.read("digest", self.digest, _require_digest)

    def firmware(self) -> LockedFirmware:
        """Return it as a pin."""
        given = {name: value for name, value in msgspec.structs.asdict(self).items() if value is not None}
        return LockedFirmware(**{**given, "type": self.type.value})


def criteria_values(criteria: LockCriteriaArgs) -> dict[str, object]:
    """Return the values of the table `criteria`, without what is not given."""
    values: dict[str, object] = _without_nulls(msgspec.to_builtins(criteria))
    return values


def locked_values(locked: LockedFirmware) -> dict[str, object]:
    """Return the values of the table `locked`, without what is not given."""
    values = {field.encode_name: getattr(locked, field.name) for field in msgspec.structs.fields(Locked)}
    return {name: value for name, value in values.items() if value is not None}


def _without_nulls(value: Any) -> Any:  # noqa: ANN401 - mappings and lists of anything
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


def _require_digest(text: str) -> None:
    if not re.fullmatch(_DIGEST, text):
        raise ParseError(
            '"sha256:" and 64 hexadecimal digits, "md5:" and 32, or another algorithm and its digits, in lower case',
            "It is none of them.",
        )
