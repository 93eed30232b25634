# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The catalog of the emulator, parsed from a JSON object or a dict. docs/emulator.md describes its format."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import TypeAlias, cast

Row: TypeAlias = "dict[str, str | int | None]"
"""A package: field values by the API's field names."""

PACKAGE_FIELDS: Mapping[str, type[str | int]] = {
    "SrcVersion": str,
    "FirmwareSign": str,
    "ProductKey": str,
    "Type": int,
    "UtcModified": str,
    "SignMethod": str,
    "UtcCreate": str,
    "FirmwareSize": int,
    "Status": int,
    "FirmwareId": str,
    "FirmwareDesc": str,
    "DestVersion": str,
    "ProductName": str,
    "FirmwareName": str,
    "ModuleName": str,
}
"""The fields of SimpleFirmwareInfo and their types, in the order of the specification's example."""

DEFAULT_FLEET = Path(__file__).with_name("fleet.json")
"""The built-in catalog."""

_LONG_AGO = 1_514_764_800.0
"""2018-01-01T00:00:00Z in seconds since 1970: earlier than any realistic creation time in a catalog."""

_VERSION = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""The format of DestVersion that the service accepts (see the page on CreateOTAFirmware)."""

_TIME_FIELDS = frozenset({"UtcCreate", "UtcModified"})


class CatalogError(ValueError):
    """A catalog or a package is invalid. The message contains the location of each error."""


@dataclass(frozen=True)
class AccessKey:
    """An AccessKey pair, with a token if it is a temporary key from STS."""

    access_key_id: str
    access_key_secret: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)
    expiration: float | None = None
    """When the token expires, in seconds since 1970 UTC."""


@dataclass(frozen=True)
class Catalog:
    """A parsed catalog: the initial state of the emulator, and its state after a reset."""

    iot_instance_id: str | None
    access_keys: tuple[AccessKey, ...]
    products: Mapping[str, str | None]
    """Product names by ProductKey."""
    packages: tuple[Row, ...]
    business_error_status: int
    any_version: bool
    """Whether DestVersion may be any text."""


def load_catalog(source: Mapping[str, object] | Path | None, *, any_version: bool = False) -> Catalog:
    """Load a catalog from a dict, from a JSON file or, for None, from the built-in fleet.

    With `any_version`, DestVersion may be any text, even if the catalog does not allow that.

    Raises:
        CatalogError: The catalog is invalid. The message lists every error with its location, such as
            `packages[3].Status`.
    """
    if isinstance(source, Mapping):
        return _Reader(any_version=any_version).catalog(source)
    path = source or DEFAULT_FLEET
    try:
        return _Reader(any_version=any_version).catalog(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise CatalogError(f"catalog {path}: cannot be read: {error.strerror}") from error
    except CatalogError as error:
        raise CatalogError(f"catalog {path}: {error}") from error
    except ValueError as error:
        raise CatalogError(f"catalog {path}: invalid JSON: {error}") from error


def check_package(fields: Mapping[str, object], *, any_version: bool) -> Row:
    """Validate the fields of one package, by the API's field names. `any_version` has the meaning of `load_catalog`.

    Raises:
        CatalogError: A field is invalid. The message lists every error with its field.
    """
    reader = _Reader(any_version=any_version)
    row = reader.package(fields, "")
    reader.finish()
    return row


def utc_text(seconds: float) -> str:
    """Format a time in seconds since 1970 UTC like the API: `2019-12-28T02:42:22.000Z`."""
    text = datetime.fromtimestamp(seconds, tz=timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def _utc_seconds(text: str) -> float:
    parsed = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    if utc_text(parsed.timestamp()) != text:
        raise ValueError(text)
    return parsed.timestamp()


def _is_no_text(value: object) -> bool:
    """Return whether a string has half of a surrogate pair, which no response can contain."""
    return isinstance(value, str) and value.encode(errors="ignore") != value.encode(errors="surrogatepass")


class _Reader:
    """Parses untyped JSON and collects all errors, so that a user can fix a file in one pass."""

    def __init__(self, *, any_version: bool) -> None:
        self._any_version = any_version
        self._has_odd_version = False
        self._mistakes: list[str] = []

    def finish(self) -> None:
        if self._has_odd_version:
            self._mistakes.append(
                'to allow such versions, set "anyVersion" to true in the catalog, or start with --any-version'
            )
        if self._mistakes:
            raise CatalogError("; ".join(self._mistakes))

    def catalog(self, raw: object) -> Catalog:
        top = self._object(
            raw,
            "",
            {"iotInstanceId", "credentials", "products", "packages", "businessErrorStatus", "anyVersion"},
            {"packages"},
        )
        self._any_version |= self._flag(top, "anyVersion")
        packages = tuple(self.package(item, place) for place, item in self._items(top, "packages"))
        products = self._products(top, packages)
        self._unique("packages", "FirmwareId", [row.get("FirmwareId") for row in packages])
        packages = tuple({"UtcCreate": utc_text(_LONG_AGO - place), **row} for place, row in enumerate(packages))
        catalog = Catalog(
            iot_instance_id=self._text(top, "iotInstanceId", ""),
            access_keys=self._access_keys(top),
            products=products,
            packages=packages,
            business_error_status=self._business_error_status(top),
            any_version=self._any_version,
        )
        self.finish()
        return catalog

    def package(self, raw: object, place: str) -> Row:
        row = self._object(raw, place, set(PACKAGE_FIELDS), set())
        for name, value in row.items():
            expected = PACKAGE_FIELDS.get(name)
            if value is None or expected is None:
                continue
            if not isinstance(value, expected) or isinstance(value, bool):
                self._report_type(f"{'a string' if expected is str else 'an integer'} or null", value, name, place)
            elif _is_no_text(value):
                self._report_type("text that UTF-8 can encode", value, name, place)
            elif name in _TIME_FIELDS:
                self._time(value, name, place)
            elif name == "DestVersion" and not (self._any_version or _VERSION.fullmatch(cast("str", value))):
                self._has_odd_version = True
                self._report_type(
                    '1 to 64 letters, digits, ".", "-" and "_", as in CreateOTAFirmware', value, name, place
                )
            elif name == "FirmwareSize" and cast("int", value) < 0:
                self._report_type("a number of bytes", value, name, place)
        return cast("Row", row)

    def _products(self, top: Mapping[str, object], packages: tuple[Row, ...]) -> dict[str, str | None]:
        if "products" not in top:
            named = ((row.get("ProductKey"), row.get("ProductName")) for row in packages)
            return {key: cast("str | None", name) for key, name in named if isinstance(key, str)}
        products: dict[str, str | None] = {}
        keys: list[str | int | None] = []
        for place, raw in self._items(top, "products"):
            item = self._object(raw, place, {"productKey", "productName"}, {"productKey", "productName"})
            key, name = self._text(item, "productKey", place), self._text(item, "productName", place)
            keys.append(key)
            if key is not None:
                products[key] = name
        self._unique("products", "productKey", keys)
        for index, row in enumerate(packages):
            if row.get("ProductKey") not in (None, *products):
                self._mistakes.append(f"packages[{index}].ProductKey: unknown product {row['ProductKey']!r}")
        return products

    def _access_keys(self, top: Mapping[str, object]) -> tuple[AccessKey, ...]:
        if "credentials" not in top:
            top = json.loads(DEFAULT_FLEET.read_text(encoding="utf-8"))
        keys = []
        for place, raw in self._items(top, "credentials"):
            required = {"accessKeyId", "accessKeySecret"}
            item = self._object(raw, place, required | {"securityToken", "expiration"}, required)
            expiration = self._text(item, "expiration", place)
            keys.append(
                AccessKey(
                    access_key_id=self._text(item, "accessKeyId", place) or "",
                    access_key_secret=self._text(item, "accessKeySecret", place) or "",
                    security_token=self._text(item, "securityToken", place),
                    expiration=None if expiration is None else self._time(expiration, "expiration", place),
                )
            )
        self._unique("credentials", "accessKeyId", [key.access_key_id for key in keys])
        if all(key.security_token is not None for key in keys):
            self._mistakes.append("credentials: at least one access key must have no securityToken")
        return tuple(keys)

    def _business_error_status(self, top: Mapping[str, object]) -> int:
        status = top.get("businessErrorStatus", 200)
        if status not in (200, 400):
            self._report_type("200 or 400", status, "businessErrorStatus")
        return cast("int", status)

    def _flag(self, top: Mapping[str, object], name: str) -> bool:
        flag = top.get(name, False)
        if not isinstance(flag, bool):
            self._report_type("true or false", flag, name)
        return flag is True

    def _report_type(self, expected: str, value: object, name: str, place: str = "") -> None:
        self._report(f"must be {expected}, got {json.dumps(value, default=repr)}", name, place)

    def _report(self, what: str, name: str, place: str) -> None:
        self._mistakes.append(f"{place}.{name}: {what}".lstrip("."))

    def _object(self, raw: object, place: str, allowed: set[str], required: set[str]) -> dict[str, object]:
        if not isinstance(raw, Mapping):
            self._mistakes.append(f"{place or 'the catalog'}: must be an object")
            return {}
        for name in raw:
            if name not in allowed:
                self._report(f"unknown field; known fields are {', '.join(sorted(allowed))}", name, place)
        for name in sorted(required - raw.keys()):
            self._report("required field is missing", name, place)
        return dict(raw)

    def _items(self, holder: Mapping[str, object], name: str) -> list[tuple[str, object]]:
        items = holder.get(name, [])
        if not isinstance(items, (list, tuple)):
            self._mistakes.append(f"{name}: must be a list")
            return []
        return [(f"{name}[{index}]", item) for index, item in enumerate(items)]

    def _text(self, holder: Mapping[str, object], name: str, place: str) -> str | None:
        if name not in holder:
            return None
        value = holder[name]
        if not isinstance(value, str) or not value:
            self._report("must be a non-empty string", name, place)
            return None
        if _is_no_text(value):
            self._report_type("text that UTF-8 can encode", value, name, place)
            return None
        return value

    def _time(self, value: object, name: str, place: str) -> float | None:
        try:
            return _utc_seconds(cast("str", value))
        except ValueError:
            self._report(f"must have the form 2019-12-28T02:42:22.000Z, got {value!r}", name, place)
            return None

    def _unique(self, list_name: str, name: str, values: list[str | int | None]) -> None:
        counts = Counter(value for value in values if isinstance(value, str))
        self._mistakes += [
            f"{list_name}[{index}].{name}: duplicate value {value!r}"
            for index, value in enumerate(values)
            if isinstance(value, str) and counts[value] > 1
        ]
