# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A program that uses every function and every argument, and exports the names of the packages.

It is written for the native provider. The dynamic provider runs the same program with a different import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi
from pulumi_alicloud_iot import ota

if TYPE_CHECKING:
    from collections.abc import Sequence

GATEWAY: dict[str, Any] = {"product_key": "a1GatewayK01", "module_name": "default"}
GATEWAYS: dict[str, Any] = {**GATEWAY, "type": "full", "select": "highest"}
CAMERA: dict[str, Any] = {"product_key": "a1CameraK01", "module_name": "default"}
ISP: dict[str, Any] = {"product_key": "a1CameraK01", "module_name": "isp"}
MODEM: dict[str, Any] = {"product_key": "a1GatewayK01", "module_name": "modem", "type": "full"}
BROKEN = {"dest_version": "4.0.0", "reason": "bricks revision B"}

# Criteria that select one package, for each function that returns one, and for the pin.
ONE: dict[str, dict[str, Any]] = {
    "by-id": {"firmware_id": "rmBD6LdmJVlzlqYE6BKZaxRg2Lfz0100", "iot_instance_id": "iot-emulator01"},
    "by-name": {"firmware_name": "meter-1.5.0"},
    "by-version": {**GATEWAY, "dest_version": "4.0.0", "type": ota.FirmwareType.FULL},
    "by-part-of-the-version": {**CAMERA, "version_regex": "^cam_"},
    "by-source": {**GATEWAY, "src_version": "3.10.0"},
    "for-devices": {**GATEWAY, "dest_version": "4.0.0", "from_version": "3.2.1"},
    "highest": {**GATEWAY, "type": ota.FirmwareType.FULL, "select": ota.FirmwareSelect.HIGHEST},
    "highest-of-range": {**GATEWAYS, "version_range": ">=3.0 <3.10 || 3.10.x"},
    "highest-with-prereleases": {**GATEWAYS, "version_range": "^4.0", "include_prerelease": True},
    "highest-for-devices": {**GATEWAY, "select": "highest", "from_version": "3.10.0"},
    "highest-of-dotted": {
        **ISP,
        "select": "highest",
        "version_scheme": ota.VersionScheme.DOTTED,
        "version_pattern": "isp-(?P<version>.+)",
        "statuses": [ota.FirmwareStatus.VERIFIED, "verificationFailed"],
    },
    "highest-of-dates": {
        **CAMERA,
        "select": "highest",
        "version_pattern": "cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})",
        "on_unparsable": ota.OnUnparsable.IGNORE,
    },
    "newest": {**GATEWAY, "type": "full", "select": "newest", "statuses": ["verified", "unverified"]},
    "newest-of-all": {"name_regex": "^camera-", "select": ota.FirmwareSelect.NEWEST, "allow_unscoped": True},
    "old-enough": {**GATEWAYS, "min_age": "1d12h"},
    "small": {**MODEM, "max_size": 740000},
    "large": {**MODEM, "min_size": 745000},
    "signed": {**CAMERA, "type": "full", "sign_method": ota.SignMethod.SHA256},
    "blocked-by-dict": {**GATEWAYS, "blocked": [BROKEN]},
    "blocked-by-object": {
        **GATEWAYS,
        "blocked": [
            ota.BlockedFirmwareArgs(firmware_id="qrTtkvjxjxnGdvqJQo3dNnl8anD20100", reason="bricks revision B"),
            ota.BlockedFirmwareArgs(
                digest="SHA256:F23326995A1DFD55AE3704D94059BDE99E4DCE14D52B6635465C32C400EC8A9D",
                reason="fails at night",
                expires="9999-12-31",
            ),
        ],
    },
    "blocked-once": {**GATEWAYS, "blocked": [{**BROKEN, "expires": "2025-11-01T08:00:00Z"}]},
    "asserted": {
        "firmware_name": "gateway-4.0.0",
        "expected_digest": "sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b",
        "expected_size": 20971520,
        "expected_firmware_id": "qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
        "weak_digest": ota.WeakDigest.DENY,
    },
}

# Criteria that match any number of packages.
MANY: dict[str, dict[str, Any]] = {
    "of-id": {"firmware_id": "rmBD6LdmJVlzlqYE6BKZaxRg2Lfz0100", "iot_instance_id": "iot-emulator01"},
    "of-name": {"firmware_name": "meter-1.5.1"},
    "of-names": {"product_key": "a1MeterK001", "name_regex": "-1[.]5[.](0|1)$"},
    "of-module": {"product_key": "a1GatewayK01", "module_name": "modem"},
    "of-type": {"product_key": "a1MeterK001", "type": "differential"},
    "of-source": {"src_version": "3.2.1"},
    "of-devices": {"product_key": "a1MeterK001", "from_version": "1.5.0"},
    "of-version": {**GATEWAY, "dest_version": "4.0.0"},
    "of-versions": {"product_key": "a1GatewayK01", "version_regex": "^1[.]0[.]1.$"},
    "of-range": {"product_key": "a1GatewayK01", "version_range": ">=3.10.0 <4.0.1"},
    "of-final": {"product_key": "a1GatewayK01", "version_range": ">=4.0.1", "include_prerelease": False},
    "of-scheme": {
        **ISP,
        "version_range": "7.2.0",
        "version_scheme": "dotted",
        "version_pattern": "isp-(?P<version>.+)",
    },
    "of-readable": {**CAMERA, "version_range": ">=2.3.0", "on_unparsable": "ignore"},
    "of-digest": {"product_key": "a1MeterK001", "sign_method": "MD5"},
    "of-size": {"product_key": "a1MeterK001", "min_size": 266240, "max_size": 266752},
    "of-status": {"product_key": "a1MeterK001", "statuses": [ota.FirmwareStatus.NOT_REQUIRED]},
    "of-age": {"product_key": "a1MeterK001", "min_age": "9999d"},
    "of-the-rest": {"product_key": "a1MeterK001", "blocked": [{"dest_version": "1.5.2", "reason": "leaks"}, BROKEN]},
}

UPGRADE: dict[str, Any] = {**GATEWAY, "from_version": "3.2.1", "to_version": "4.0.0"}
PATHS: dict[str, dict[str, Any]] = {
    "upgrade": {**UPGRADE, "iot_instance_id": "iot-emulator01"},
    "upgrade-by-hops": {
        **UPGRADE,
        "blocked": [
            ota.BlockedFirmwareArgs(firmware_id="9jsMbDMwLTuwa8zdmtyil6hEqCsb0100", reason="fails on a full disk")
        ],
    },
    "upgrade-by-statuses": {
        "product_key": "a1GatewayK01",
        "module_name": "modem",
        "from_version": "1.0.10",
        "to_version": "1.0.12",
        "statuses": [ota.FirmwareStatus.VERIFYING],
        "min_age": "1d",
    },
    "upgrade-to-the-same": {**GATEWAY, "from_version": "4.0.0", "to_version": "4.0.0"},
}

PINS: dict[str, dict[str, Any]] = {
    "pin-once": {**GATEWAYS, "resolve": ota.PinResolve.ONCE, "keepers": {"campaign": "2026-11"}},
    "pin-quiet": {
        **GATEWAY,
        "dest_version": "3.10.0",
        "type": "full",
        "on_newer": ota.OnNewer.IGNORE,
        "allow_downgrade": True,
        "resolve": "always",
    },
    "pin-locked": {"lock_entry": "gateway", "lock_file": "firmware.lock", "on_newer": "warn"},
}

LOCKED: dict[str, dict[str, Any]] = {
    "locked": {"name": "gateway"},
    "locked-as-it-stands": {"name": "gateway", "lock_file": "firmware.lock", "offline": True},
}

PAGES: dict[str, dict[str, Any]] = {
    "page": {
        "product_key": "a1GatewayK01",
        "dest_version": "4.0.0",
        "iot_instance_id": "iot-emulator01",
        "current_page": 2,
        "page_size": 2,
    }
}


def arguments(table: dict[str, dict[str, Any]]) -> list[str]:
    """Return the names of all arguments in a table."""
    return sorted({name for criteria in table.values() for name in criteria})


def names(firmwares: Sequence[Any]) -> str:
    """Return the names of packages in one line."""
    return ", ".join(firmware.firmware_name for firmware in firmwares) or "none"


for name, criteria in ONE.items():
    got = ota.get_firmware(**criteria)
    found = ota.find_firmware(**criteria).firmware
    explained = ota.explain_firmware(**criteria).firmware
    pulumi.export(
        name,
        {
            "name": got.firmware_name,
            "get": got.firmware_id,
            "find": found and found.firmware_id,
            "explain": explained and explained.firmware_id,
            "pin": ota.FirmwarePin(name, **criteria).firmware.firmware_id,
        },
    )
for name, criteria in MANY.items():
    pulumi.export(name, names(ota.get_firmwares(**criteria).firmwares))
for name, criteria in PATHS.items():
    path = ota.get_upgrade_path(**criteria)
    sizes = f"differential {path.differential_size}, full {path.full_size}"
    pulumi.export(name, f"{path.kind}, {names(path.hops)}: {path.total_size} bytes ({sizes})")
for name, criteria in PINS.items():
    pulumi.export(name, ota.FirmwarePin(name, **criteria).firmware.dest_version)
for name, criteria in LOCKED.items():
    locked = ota.get_locked_firmware(**criteria)
    pulumi.export(name, f"{locked.firmware_name} of {locked.iot_instance_id}, {locked.verdict}")
for name, criteria in PAGES.items():
    pulumi.export(name, names(ota.get_firmware_page(**criteria).firmware_info))

absent = ota.find_firmware(**GATEWAYS, min_age="9999d")
pulumi.export("absent", "found" if absent.found else f"not found: {absent.firmware}")
explanation = ota.explain_firmware(**CAMERA, version_range="^2.0", statuses=[ota.FirmwareStatus.VERIFIED])
pulumi.export(
    "explained",
    f"{explanation.outcome} of {explanation.total}, {len(explanation.warnings)} warning, {explanation.firmware}",
)
for step in explanation.steps:
    pulumi.export(f"explained-step-{step.criterion}", f"{step.value} leaves {step.left}")
for each in explanation.candidates:
    pulumi.export(f"explained-{each.firmware_name}", f"{each.outcome} by {each.criterion}: {each.reason}")
pulumi.export(
    "arguments",
    {
        **dict.fromkeys(("getFirmware", "findFirmware", "explainFirmware"), arguments(ONE)),
        "FirmwarePin": arguments(ONE | PINS),
        "getLockedFirmware": arguments(LOCKED),
        "getFirmwares": arguments(MANY),
        "getUpgradePath": arguments(PATHS),
        "getFirmwarePage": arguments(PAGES),
    },
)
