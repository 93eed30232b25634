# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A program that makes every mistake once, and exports the errors.

It is written for the native provider. The dynamic provider runs the same program with a different import.
"""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_alicloud_iot import ota

GATEWAY: dict[str, Any] = {"product_key": "a1GatewayK01", "module_name": "default"}
MODEM: dict[str, Any] = {"product_key": "a1GatewayK01", "module_name": "modem"}
RADIO: dict[str, Any] = {"product_key": "a1GatewayK01", "module_name": "radio"}
BOOT: dict[str, Any] = {"product_key": "a1GatewayK01", "module_name": "boot"}
UNDATED: dict[str, Any] = {"product_key": "a1GatewayK01", "module_name": "undated"}
CAMERA: dict[str, Any] = {"product_key": "a1CameraK01", "module_name": "default"}
ISP: dict[str, Any] = {"product_key": "a1CameraK01", "module_name": "isp"}
FULL: dict[str, Any] = {**GATEWAY, "dest_version": "4.0.0", "type": "full"}
UPGRADE: dict[str, Any] = {"product_key": "a1GatewayK01", "module_name": "default", "from_version": "3.2.1"}
DIGEST = "sha256:" + "0f" * 32
TEXTS = [
    "product_key",
    "dest_version",
    "firmware_id",
    "firmware_name",
    "name_regex",
    "module_name",
    "src_version",
    "from_version",
    "version_regex",
    "version_range",
    "version_pattern",
    "min_age",
    "expected_digest",
    "expected_firmware_id",
    "iot_instance_id",
]
WORDS = ["type", "version_scheme", "on_unparsable", "sign_method", "select", "weak_digest"]

# Criteria without a match: each one fails at a different criterion.
NO_MATCH: dict[str, dict[str, Any]] = {
    "an empty product": {"product_key": "a1MeterK001"},
    "moduleName": {"product_key": "a1GatewayK01", "module_name": "modme"},
    "type": {**ISP, "type": "differential"},
    "srcVersion": {**GATEWAY, "src_version": "3.9.0"},
    "fromVersion": {**GATEWAY, "type": "differential", "from_version": "3.9.0"},
    "firmwareName": {"firmware_name": "gateway-4.0.7"},
    "nameRegex": {"product_key": "a1CameraK01", "name_regex": "^Camera-"},
    "destVersion": {**GATEWAY, "dest_version": "4.0.7"},
    "versionRegex": {**CAMERA, "version_regex": "^cam-"},
    "versionScheme": {**ISP, "version_range": ">=7"},
    "versionScheme by versionPattern": {**ISP, "version_range": ">=7", "version_pattern": "v(?P<version>.+)"},
    "versionRange": {**GATEWAY, "version_range": "^5.0"},
    "versionRange that holds pre-releases only": {**GATEWAY, "version_range": "^4.1"},
    "includePrerelease": {**GATEWAY, "name_regex": "rc", "select": "highest"},
    "firmwareId": {"product_key": "a1GatewayK01", "firmware_id": "qrTtkvjxjxnGdvqJQo3dNnl8anD20101"},
    "signMethod": {**ISP, "sign_method": "SHA256"},
    "minSize": {**ISP, "min_size": 1048576},
    "maxSize": {**ISP, "max_size": 524287},
    "minSize without a size": {**BOOT, "min_size": 1},
    "statuses": {**GATEWAY, "dest_version": "4.0.1"},
    "statuses, named": {**ISP, "statuses": ["unverified", "unknown"]},
    "minAge": {**FULL, "min_age": "9999d"},
    "minAge without a time": {**BOOT, "min_age": "1d"},
    "blocked": {**FULL, "blocked": [{"dest_version": "4.0.0", "reason": "bricks revision B"}]},
    "blocked until": {
        **FULL,
        "blocked": [
            {"dest_version": "3.10.0", "reason": "leaks"},
            {"dest_version": "4.0.0", "reason": "under review", "expires": "9999-12-31"},
        ],
    },
    "everything at once": {
        **FULL,
        "src_version": "3.10.0",
        "from_version": "3.10.0",
        "firmware_name": "gateway-4.0.0",
        "name_regex": "gateway",
        "version_regex": "4",
        "version_range": "^4.0",
        "firmware_id": "qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
        "sign_method": "SHA256",
        "min_size": 1,
        "max_size": 1048576,
        "statuses": ["verified"],
        "min_age": "9999d",
        "blocked": [{"dest_version": "4.0.0", "reason": "bricks revision B"}],
    },
    "a criterion after many": {
        **GATEWAY,
        "type": "full",
        "name_regex": "gateway",
        "version_regex": "4",
        "version_range": "^4.0",
        "sign_method": "SHA256",
        "min_size": 1,
        "max_size": 1048576,
    },
}

AMBIGUOUS: dict[str, dict[str, Any]] = {
    "only": {**GATEWAY, "dest_version": "4.0.0"},
    "only, of many": {},
    "highest": {**GATEWAY, "type": "differential", "select": "highest"},
    "highest of two files": {**RADIO, "type": "full", "select": "highest"},
    "newest at the same moment": {**RADIO, "type": "full", "select": "newest"},
}

UNPARSABLE: dict[str, dict[str, Any]] = {
    "a version": {**CAMERA, "version_range": ">=2", "on_unparsable": "error"},
    "a time": {**UNDATED, "select": "newest"},
}

UNEXPECTED: dict[str, dict[str, Any]] = {
    "expectedDigest": {**FULL, "expected_digest": DIGEST},
    "expectedDigest without a digest": {**BOOT, "expected_digest": DIGEST},
    "expectedSize": {**FULL, "expected_size": 20971521},
    "expectedFirmwareId": {**FULL, "expected_firmware_id": "ov78uKauqyoAiW3ePqSxvnW20fOb0100"},
    "weakDigest": {**MODEM, "dest_version": "1.0.9", "weak_digest": "deny"},
    "everything at once": {
        **BOOT,
        "expected_digest": DIGEST,
        "expected_size": 7,
        "expected_firmware_id": "ov78uKauqyoAiW3ePqSxvnW20fOb0100",
        "weak_digest": "deny",
    },
}

PATHS: dict[str, dict[str, Any]] = {
    "no such version": {**UPGRADE, "to_version": "4.0.7"},
    "a gap": {**RADIO, "from_version": "1.9.0", "to_version": "2.1.0"},
    "a gap that is not verified": {**UPGRADE, "to_version": "4.0.1"},
    "a gap that is blocked": {
        **MODEM,
        "from_version": "1.0.10",
        "to_version": "1.0.12",
        "statuses": ["verified", "verifying"],
        "blocked": [{"dest_version": "1.0.12", "reason": "loses calls", "expires": "9999-12-31"}],
    },
    "two files for one hop": {**RADIO, "from_version": "2.0.0", "to_version": "2.1.0"},
}

# Invalid arguments of getFirmware.
ARGUMENTS: dict[str, dict[str, Any]] = {
    "texts that are numbers": dict.fromkeys(TEXTS, 4.1),
    "texts that are empty": dict.fromkeys(TEXTS, ""),
    "numbers that are texts": dict.fromkeys(("expected_size", "min_size", "max_size"), "924"),
    "numbers that are too low": dict.fromkeys(("expected_size", "min_size", "max_size"), -1),
    "true or false": dict.fromkeys(("include_prerelease", "allow_unscoped"), "yes"),
    "words": {**dict.fromkeys(WORDS, "best"), "statuses": ["verified", "fine"]},
    "lists": dict.fromkeys(("statuses", "blocked"), "verified"),
    "lists that are empty": {"statuses": [], "blocked": []},
    "no range": {"version_range": "latest"},
    "a range of no version": {"version_range": ">5 <4"},
    "a range that is too long": {"version_range": " || ".join(["4.0.0"] * 40)},
    "no range of the scheme": {"version_range": "^4.0.0.1"},
    "no expression": {"name_regex": "gateway-(", "version_regex": "(?=4)"},
    "an expression that is too long": {"name_regex": "a" * 513},
    "a pattern without a group": {"version_pattern": "isp-.*"},
    "a pattern of two kinds": {"version_pattern": "(?P<version>.*)-(?P<build>.*)"},
    "no span": {"min_age": "14 days"},
    "a span that is too long": {"min_age": "9999d24h"},
    "no digest": {"expected_digest": "sha256:9f3c"},
    "sizes": {"min_size": 2, "max_size": 1},
    "blocked": {
        "blocked": [
            {"reason": "says not what"},
            {"dest_version": "4.0.0"},
            {"digest": "9f3c", "reason": "bricks revision B"},
            {"dest_version": "4.0.0", "reason": "", "expires": "soon"},
            {"dest_version": 4, "reason": "bricks revision B", "until": "2026-02-30"},
            {"dest_version": "4.0.0", "reason": "bricks revision B", "expires": "2026-02-30"},
            "4.0.0",
        ]
    },
    "highest of anything": {"select": "highest"},
    "newest of any module": {"product_key": "a1GatewayK01", "select": "newest"},
}

PAGE: dict[str, Any] = {"product_key": 1, "dest_version": 4, "iot_instance_id": "", "current_page": 0, "page_size": 101}
NO_PATH: dict[str, Any] = {
    "product_key": None,
    "module_name": "",
    "from_version": 3.2,
    "to_version": None,
    "iot_instance_id": 1,
    "statuses": ["fine"],
    "min_age": "soon",
    "blocked": [{"reason": "says not what"}],
}


def told(function: str, criteria: dict[str, Any]) -> str:
    """Return the error of a call that fails."""
    try:
        getattr(ota, function)(**criteria)
    except Exception as error:  # noqa: BLE001 - the generated SDK raises nothing narrower
        return str(error)
    return "no error"


for kind, table in {
    "no match": NO_MATCH,
    "ambiguous": AMBIGUOUS,
    "unparsable": UNPARSABLE,
    "unexpected": UNEXPECTED,
}.items():
    for name, criteria in table.items():
        text, explained = told("get_firmware", criteria), ota.explain_firmware(**criteria)
        pulumi.export(f"{kind}: {name}", {"told": text, "explained": [explained.outcome, explained.message]})
for name, criteria in ARGUMENTS.items():
    pulumi.export(f"arguments: {name}", {"told": told("get_firmware", criteria)})
for name, criteria in PATHS.items():
    pulumi.export(f"upgrade path: {name}", {"told": told("get_upgrade_path", criteria)})
for name, function, criteria in (
    ("ambiguous: for findFirmware", "find_firmware", AMBIGUOUS["highest of two files"]),
    ("unparsable: for getFirmwares", "get_firmwares", UNPARSABLE["a version"]),
    ("unexpected: for findFirmware", "find_firmware", UNEXPECTED["expectedSize"]),
    ("arguments: of getFirmwares", "get_firmwares", ARGUMENTS["no range"]),
    ("arguments: of findFirmware", "find_firmware", ARGUMENTS["highest of anything"]),
    ("arguments: of explainFirmware", "explain_firmware", ARGUMENTS["no digest"]),
    ("arguments: of getUpgradePath", "get_upgrade_path", NO_PATH),
    ("arguments: of getFirmwarePage", "get_firmware_page", PAGE),
):
    pulumi.export(name, {"told": told(function, criteria)})
