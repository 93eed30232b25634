# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
# Made by tools/dynamic_form.py from sdk/python: make sdk. Not to be edited.

import builtins as _builtins
import warnings
import sys
import pulumi
import pulumi.runtime
from typing import Any, Mapping, Optional, Sequence, Union, overload
if sys.version_info >= (3, 11):
    from typing import NotRequired, TypedDict, TypeAlias
else:
    from typing_extensions import NotRequired, TypedDict, TypeAlias
from . import _utilities
from . import outputs
from ._enums import *
from ._inputs import *

__all__ = ['FirmwarePinArgs', 'FirmwarePin']

@pulumi.input_type
class FirmwarePinArgs:
    def __init__(__self__, *,
                 allow_downgrade: pulumi.Input[Optional[_builtins.bool]] = None,
                 allow_unscoped: pulumi.Input[Optional[_builtins.bool]] = None,
                 blocked: pulumi.Input[Optional[Sequence[pulumi.Input['BlockedFirmwareArgs']]]] = None,
                 dest_version: pulumi.Input[Optional[_builtins.str]] = None,
                 expected_digest: pulumi.Input[Optional[_builtins.str]] = None,
                 expected_firmware_id: pulumi.Input[Optional[_builtins.str]] = None,
                 expected_size: pulumi.Input[Optional[_builtins.int]] = None,
                 firmware_id: pulumi.Input[Optional[_builtins.str]] = None,
                 firmware_name: pulumi.Input[Optional[_builtins.str]] = None,
                 from_version: pulumi.Input[Optional[_builtins.str]] = None,
                 include_prerelease: pulumi.Input[Optional[_builtins.bool]] = None,
                 iot_instance_id: pulumi.Input[Optional[_builtins.str]] = None,
                 keepers: pulumi.Input[Optional[Mapping[str, pulumi.Input[_builtins.str]]]] = None,
                 lock_entry: pulumi.Input[Optional[_builtins.str]] = None,
                 lock_file: pulumi.Input[Optional[_builtins.str]] = None,
                 max_size: pulumi.Input[Optional[_builtins.int]] = None,
                 min_age: pulumi.Input[Optional[_builtins.str]] = None,
                 min_size: pulumi.Input[Optional[_builtins.int]] = None,
                 module_name: pulumi.Input[Optional[_builtins.str]] = None,
                 name_regex: pulumi.Input[Optional[_builtins.str]] = None,
                 on_newer: pulumi.Input[Optional['OnNewer']] = None,
                 on_unparsable: pulumi.Input[Optional['OnUnparsable']] = None,
                 product_key: pulumi.Input[Optional[_builtins.str]] = None,
                 resolve: pulumi.Input[Optional['PinResolve']] = None,
                 select: pulumi.Input[Optional['FirmwareSelect']] = None,
                 sign_method: pulumi.Input[Optional['SignMethod']] = None,
                 src_version: pulumi.Input[Optional[_builtins.str]] = None,
                 statuses: pulumi.Input[Optional[Sequence[pulumi.Input['FirmwareStatus']]]] = None,
                 type: pulumi.Input[Optional['FirmwareType']] = None,
                 version_pattern: pulumi.Input[Optional[_builtins.str]] = None,
                 version_range: pulumi.Input[Optional[_builtins.str]] = None,
                 version_regex: pulumi.Input[Optional[_builtins.str]] = None,
                 version_scheme: pulumi.Input[Optional['VersionScheme']] = None,
                 weak_digest: pulumi.Input[Optional['WeakDigest']] = None):
        """
        The set of arguments for constructing a FirmwarePin resource.

        :param pulumi.Input[_builtins.bool] allow_downgrade: Whether the pin may move to a lower version than the one in the state. If the order of two versions is unknown, for example because `versionScheme` cannot read one of them, the move counts as a downgrade. With `select: newest`, such versions are ordered by their time of creation. For example: `true`. Default: `false`.
        :param pulumi.Input[_builtins.bool] allow_unscoped: Whether `highest` and `newest` may compare packages of several products or modules. The result may belong to a different product than you expect. For example: `true`. Default: `false`.
        :param pulumi.Input[Sequence[pulumi.Input['BlockedFirmwareArgs']]] blocked: Packages that must not be selected, each with a reason. For example: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
        :param pulumi.Input[_builtins.str] dest_version: The version of the package. Must match exactly. For example: `4.0.0`.
        :param pulumi.Input[_builtins.str] expected_digest: Require the file of the selected package to have this digest: `sha256:` and 64 hexadecimal digits, or `md5:` and 32, in either case. A different or missing digest is an error. For example: `sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042`.
        :param pulumi.Input[_builtins.str] expected_firmware_id: Require the selected package to have this ID. A different ID is an error. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
        :param pulumi.Input[_builtins.int] expected_size: Require the file of the selected package to have this size, in bytes. A different or missing size is an error. For example: `20971520`.
        :param pulumi.Input[_builtins.str] firmware_id: The unique ID of the package. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
        :param pulumi.Input[_builtins.str] firmware_name: The name of the package, which is unique in an account. Must match exactly. For example: `gateway-4.0.0`.
        :param pulumi.Input[_builtins.str] from_version: The version installed on the devices. Selects packages that fit it: full packages, and differential packages from exactly this source version. If both kinds have the same version, the differential package is selected. The selected version is not necessarily higher. For example: `3.10.0`.
        :param pulumi.Input[_builtins.bool] include_prerelease: Whether to treat pre-releases like any other version. If false, all pre-releases are excluded. For example: `true`. Default: `versionRange`, `highest` and `newest` exclude pre-releases, unless `destVersion`, `firmwareName` or `firmwareId` is set; other criteria include them.
        :param pulumi.Input[_builtins.str] iot_instance_id: The ID of the instance. Required if the Overview page of the IoT Platform console shows an ID. For example: `iot-0123abcd`. Default: the provider's `iotInstanceId`.
        :param pulumi.Input[Mapping[str, pulumi.Input[_builtins.str]]] keepers: Arbitrary texts for `resolve: once`. If one of them changes, the package is selected again. For example: `{"campaign": "2026-11"}`.
        :param pulumi.Input[_builtins.str] lock_entry: The name of an entry in firmware.lock. The pin uses the package locked there instead of criteria. See `getLockedFirmware`. For example: `gateway`.
        :param pulumi.Input[_builtins.str] lock_file: The path of the lock file. A relative path starts at the folder of the program. For example: `deploy/firmware.lock`. Default: `firmware.lock`.
        :param pulumi.Input[_builtins.int] max_size: Maximum size of the file, in bytes. A package of unknown size does not match. For example: `16777216`.
        :param pulumi.Input[_builtins.str] min_age: Minimum age of the package, in weeks (w), days (d), hours (h), minutes (m) and seconds (s). The age is the time since creation, by the clock of this machine. A package without a time of creation does not match. For example: `14d`, `36h`, `1w2d12h`.
        :param pulumi.Input[_builtins.int] min_size: Minimum size of the file, in bytes. A package of unknown size does not match. For example: `1024`.
        :param pulumi.Input[_builtins.str] module_name: The module of the package. Must match exactly. A package created without a module is in module `default`. For example: `modem`.
        :param pulumi.Input[_builtins.str] name_regex: A regular expression (RE2) to find anywhere in the name of the package. Case-sensitive unless it starts with `(?i)`. RE2 supports no lookaround and no backreferences. Its run time is linear in the length of the name. For example: `^gateway-`.
        :param pulumi.Input['OnNewer'] on_newer: How to report that a newer package meets the criteria, not counting `destVersion`, `firmwareId` and `firmwareName`. Applies to a pin that specifies one package, that keeps its package (`resolve: once`), or that comes from firmware.lock. Possibly newer packages are reported too: packages of unknown order, for example with an unreadable version, that were created after the pinned package or at an unknown time. For example: `ignore`. Default: `warn`.
        :param pulumi.Input['OnUnparsable'] on_unparsable: How to handle packages with an unreadable version. Applies if the lookup uses `versionRange` or `highest`, if it excludes pre-releases, or if a value is set here. The default skips them, and a warning counts and lists them. For example: `error`. Default: `warn`.
        :param pulumi.Input[_builtins.str] product_key: The ProductKey of the product. For example: `a1GatewayK01`. Default: the packages of all products.
        :param pulumi.Input['PinResolve'] resolve: When to select the package: at every preview and update (`always`), or only if the criteria or `keepers` change (`once`). For example: `once`. Default: `always`.
        :param pulumi.Input['FirmwareSelect'] select: Which package to select if several match. `highest` and `newest` require `productKey` and `moduleName`, or `allowUnscoped`. They compare full packages, unless `fromVersion`, `srcVersion` or `type` selects differential ones. For example: `highest`. Default: `only`.
        :param pulumi.Input['SignMethod'] sign_method: The algorithm of the digest of the file. For example: `SHA256`.
        :param pulumi.Input[_builtins.str] src_version: The source version of a differential package. Must match exactly. Full packages have no source version. For example: `3.2.1`.
        :param pulumi.Input[Sequence[pulumi.Input['FirmwareStatus']]] statuses: The statuses that the package may have. For example: `["verified"]`. Default: `["verified", "notRequired"]`.
        :param pulumi.Input['FirmwareType'] type: Whether the package is full or differential. For example: `full`.
        :param pulumi.Input[_builtins.str] version_pattern: A regular expression (RE2) that finds the version in a longer text. Use one group named `version`, which is read by `versionScheme`. Or use a named group for each numeric part, most significant first, and optionally a group named `prerelease`. A text that does not match cannot be read as a version. For example: `isp-(?P<version>.+)`, `cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`.
        :param pulumi.Input[_builtins.str] version_range: An npm-style range that the version must be in. A pre-release is in the range only if the range contains a pre-release of the same numbers, or with `includePrerelease`. To match a single version, set `destVersion`. For example: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`.
        :param pulumi.Input[_builtins.str] version_regex: A regular expression (RE2) to find anywhere in the version of the package. The rules of `nameRegex` apply. For example: `^cam_`.
        :param pulumi.Input['VersionScheme'] version_scheme: How to read versions. For example: `dotted`. Default: `semver`, or `dotted` if `versionPattern` has groups for numeric parts.
        :param pulumi.Input['WeakDigest'] weak_digest: How to handle a selected package that has an MD5 digest or no digest, instead of SHA-256. MD5 is the default of the service. For example: `deny`. Default: `allow`.
        """
        if allow_downgrade is not None:
            pulumi.set(__self__, "allow_downgrade", allow_downgrade)
        if allow_unscoped is not None:
            pulumi.set(__self__, "allow_unscoped", allow_unscoped)
        if blocked is not None:
            pulumi.set(__self__, "blocked", blocked)
        if dest_version is not None:
            pulumi.set(__self__, "dest_version", dest_version)
        if expected_digest is not None:
            pulumi.set(__self__, "expected_digest", expected_digest)
        if expected_firmware_id is not None:
            pulumi.set(__self__, "expected_firmware_id", expected_firmware_id)
        if expected_size is not None:
            pulumi.set(__self__, "expected_size", expected_size)
        if firmware_id is not None:
            pulumi.set(__self__, "firmware_id", firmware_id)
        if firmware_name is not None:
            pulumi.set(__self__, "firmware_name", firmware_name)
        if from_version is not None:
            pulumi.set(__self__, "from_version", from_version)
        if include_prerelease is not None:
            pulumi.set(__self__, "include_prerelease", include_prerelease)
        if iot_instance_id is not None:
            pulumi.set(__self__, "iot_instance_id", iot_instance_id)
        if keepers is not None:
            pulumi.set(__self__, "keepers", keepers)
        if lock_entry is not None:
            pulumi.set(__self__, "lock_entry", lock_entry)
        if lock_file is not None:
            pulumi.set(__self__, "lock_file", lock_file)
        if max_size is not None:
            pulumi.set(__self__, "max_size", max_size)
        if min_age is not None:
            pulumi.set(__self__, "min_age", min_age)
        if min_size is not None:
            pulumi.set(__self__, "min_size", min_size)
        if module_name is not None:
            pulumi.set(__self__, "module_name", module_name)
        if name_regex is not None:
            pulumi.set(__self__, "name_regex", name_regex)
        if on_newer is not None:
            pulumi.set(__self__, "on_newer", on_newer)
        if on_unparsable is not None:
            pulumi.set(__self__, "on_unparsable", on_unparsable)
        if product_key is not None:
            pulumi.set(__self__, "product_key", product_key)
        if resolve is not None:
            pulumi.set(__self__, "resolve", resolve)
        if select is not None:
            pulumi.set(__self__, "select", select)
        if sign_method is not None:
            pulumi.set(__self__, "sign_method", sign_method)
        if src_version is not None:
            pulumi.set(__self__, "src_version", src_version)
        if statuses is not None:
            pulumi.set(__self__, "statuses", statuses)
        if type is not None:
            pulumi.set(__self__, "type", type)
        if version_pattern is not None:
            pulumi.set(__self__, "version_pattern", version_pattern)
        if version_range is not None:
            pulumi.set(__self__, "version_range", version_range)
        if version_regex is not None:
            pulumi.set(__self__, "version_regex", version_regex)
        if version_scheme is not None:
            pulumi.set(__self__, "version_scheme", version_scheme)
        if weak_digest is not None:
            pulumi.set(__self__, "weak_digest", weak_digest)

    @_builtins.property
    @pulumi.getter(name="allowDowngrade")
    def allow_downgrade(self) -> pulumi.Input[Optional[_builtins.bool]]:
        """
        Whether the pin may move to a lower version than the one in the state. If the order of two versions is unknown, for example because `versionScheme` cannot read one of them, the move counts as a downgrade. With `select: newest`, such versions are ordered by their time of creation. For example: `true`. Default: `false`.
        """
        return pulumi.get(self, "allow_downgrade")

    @allow_downgrade.setter
    def allow_downgrade(self, value: pulumi.Input[Optional[_builtins.bool]]):
        pulumi.set(self, "allow_downgrade", value)

    @_builtins.property
    @pulumi.getter(name="allowUnscoped")
    def allow_unscoped(self) -> pulumi.Input[Optional[_builtins.bool]]:
        """
        Whether `highest` and `newest` may compare packages of several products or modules. The result may belong to a different product than you expect. For example: `true`. Default: `false`.
        """
        return pulumi.get(self, "allow_unscoped")

    @allow_unscoped.setter
    def allow_unscoped(self, value: pulumi.Input[Optional[_builtins.bool]]):
        pulumi.set(self, "allow_unscoped", value)

    @_builtins.property
    @pulumi.getter
    def blocked(self) -> pulumi.Input[Optional[Sequence[pulumi.Input['BlockedFirmwareArgs']]]]:
        """
        Packages that must not be selected, each with a reason. For example: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
        """
        return pulumi.get(self, "blocked")

    @blocked.setter
    def blocked(self, value: pulumi.Input[Optional[Sequence[pulumi.Input['BlockedFirmwareArgs']]]]):
        pulumi.set(self, "blocked", value)

    @_builtins.property
    @pulumi.getter(name="destVersion")
    def dest_version(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The version of the package. Must match exactly. For example: `4.0.0`.
        """
        return pulumi.get(self, "dest_version")

    @dest_version.setter
    def dest_version(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "dest_version", value)

    @_builtins.property
    @pulumi.getter(name="expectedDigest")
    def expected_digest(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        Require the file of the selected package to have this digest: `sha256:` and 64 hexadecimal digits, or `md5:` and 32, in either case. A different or missing digest is an error. For example: `sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042`.
        """
        return pulumi.get(self, "expected_digest")

    @expected_digest.setter
    def expected_digest(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "expected_digest", value)

    @_builtins.property
    @pulumi.getter(name="expectedFirmwareId")
    def expected_firmware_id(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        Require the selected package to have this ID. A different ID is an error. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
        """
        return pulumi.get(self, "expected_firmware_id")

    @expected_firmware_id.setter
    def expected_firmware_id(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "expected_firmware_id", value)

    @_builtins.property
    @pulumi.getter(name="expectedSize")
    def expected_size(self) -> pulumi.Input[Optional[_builtins.int]]:
        """
        Require the file of the selected package to have this size, in bytes. A different or missing size is an error. For example: `20971520`.
        """
        return pulumi.get(self, "expected_size")

    @expected_size.setter
    def expected_size(self, value: pulumi.Input[Optional[_builtins.int]]):
        pulumi.set(self, "expected_size", value)

    @_builtins.property
    @pulumi.getter(name="firmwareId")
    def firmware_id(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The unique ID of the package. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
        """
        return pulumi.get(self, "firmware_id")

    @firmware_id.setter
    def firmware_id(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "firmware_id", value)

    @_builtins.property
    @pulumi.getter(name="firmwareName")
    def firmware_name(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The name of the package, which is unique in an account. Must match exactly. For example: `gateway-4.0.0`.
        """
        return pulumi.get(self, "firmware_name")

    @firmware_name.setter
    def firmware_name(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "firmware_name", value)

    @_builtins.property
    @pulumi.getter(name="fromVersion")
    def from_version(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The version installed on the devices. Selects packages that fit it: full packages, and differential packages from exactly this source version. If both kinds have the same version, the differential package is selected. The selected version is not necessarily higher. For example: `3.10.0`.
        """
        return pulumi.get(self, "from_version")

    @from_version.setter
    def from_version(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "from_version", value)

    @_builtins.property
    @pulumi.getter(name="includePrerelease")
    def include_prerelease(self) -> pulumi.Input[Optional[_builtins.bool]]:
        """
        Whether to treat pre-releases like any other version. If false, all pre-releases are excluded. For example: `true`. Default: `versionRange`, `highest` and `newest` exclude pre-releases, unless `destVersion`, `firmwareName` or `firmwareId` is set; other criteria include them.
        """
        return pulumi.get(self, "include_prerelease")

    @include_prerelease.setter
    def include_prerelease(self, value: pulumi.Input[Optional[_builtins.bool]]):
        pulumi.set(self, "include_prerelease", value)

    @_builtins.property
    @pulumi.getter(name="iotInstanceId")
    def iot_instance_id(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The ID of the instance. Required if the Overview page of the IoT Platform console shows an ID. For example: `iot-0123abcd`. Default: the provider's `iotInstanceId`.
        """
        return pulumi.get(self, "iot_instance_id")

    @iot_instance_id.setter
    def iot_instance_id(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "iot_instance_id", value)

    @_builtins.property
    @pulumi.getter
    def keepers(self) -> pulumi.Input[Optional[Mapping[str, pulumi.Input[_builtins.str]]]]:
        """
        Arbitrary texts for `resolve: once`. If one of them changes, the package is selected again. For example: `{"campaign": "2026-11"}`.
        """
        return pulumi.get(self, "keepers")

    @keepers.setter
    def keepers(self, value: pulumi.Input[Optional[Mapping[str, pulumi.Input[_builtins.str]]]]):
        pulumi.set(self, "keepers", value)

    @_builtins.property
    @pulumi.getter(name="lockEntry")
    def lock_entry(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The name of an entry in firmware.lock. The pin uses the package locked there instead of criteria. See `getLockedFirmware`. For example: `gateway`.
        """
        return pulumi.get(self, "lock_entry")

    @lock_entry.setter
    def lock_entry(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "lock_entry", value)

    @_builtins.property
    @pulumi.getter(name="lockFile")
    def lock_file(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The path of the lock file. A relative path starts at the folder of the program. For example: `deploy/firmware.lock`. Default: `firmware.lock`.
        """
        return pulumi.get(self, "lock_file")

    @lock_file.setter
    def lock_file(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "lock_file", value)

    @_builtins.property
    @pulumi.getter(name="maxSize")
    def max_size(self) -> pulumi.Input[Optional[_builtins.int]]:
        """
        Maximum size of the file, in bytes. A package of unknown size does not match. For example: `16777216`.
        """
        return pulumi.get(self, "max_size")

    @max_size.setter
    def max_size(self, value: pulumi.Input[Optional[_builtins.int]]):
        pulumi.set(self, "max_size", value)

    @_builtins.property
    @pulumi.getter(name="minAge")
    def min_age(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        Minimum age of the package, in weeks (w), days (d), hours (h), minutes (m) and seconds (s). The age is the time since creation, by the clock of this machine. A package without a time of creation does not match. For example: `14d`, `36h`, `1w2d12h`.
        """
        return pulumi.get(self, "min_age")

    @min_age.setter
    def min_age(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "min_age", value)

    @_builtins.property
    @pulumi.getter(name="minSize")
    def min_size(self) -> pulumi.Input[Optional[_builtins.int]]:
        """
        Minimum size of the file, in bytes. A package of unknown size does not match. For example: `1024`.
        """
        return pulumi.get(self, "min_size")

    @min_size.setter
    def min_size(self, value: pulumi.Input[Optional[_builtins.int]]):
        pulumi.set(self, "min_size", value)

    @_builtins.property
    @pulumi.getter(name="moduleName")
    def module_name(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The module of the package. Must match exactly. A package created without a module is in module `default`. For example: `modem`.
        """
        return pulumi.get(self, "module_name")

    @module_name.setter
    def module_name(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "module_name", value)

    @_builtins.property
    @pulumi.getter(name="nameRegex")
    def name_regex(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        A regular expression (RE2) to find anywhere in the name of the package. Case-sensitive unless it starts with `(?i)`. RE2 supports no lookaround and no backreferences. Its run time is linear in the length of the name. For example: `^gateway-`.
        """
        return pulumi.get(self, "name_regex")

    @name_regex.setter
    def name_regex(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "name_regex", value)

    @_builtins.property
    @pulumi.getter(name="onNewer")
    def on_newer(self) -> pulumi.Input[Optional['OnNewer']]:
        """
        How to report that a newer package meets the criteria, not counting `destVersion`, `firmwareId` and `firmwareName`. Applies to a pin that specifies one package, that keeps its package (`resolve: once`), or that comes from firmware.lock. Possibly newer packages are reported too: packages of unknown order, for example with an unreadable version, that were created after the pinned package or at an unknown time. For example: `ignore`. Default: `warn`.
        """
        return pulumi.get(self, "on_newer")

    @on_newer.setter
    def on_newer(self, value: pulumi.Input[Optional['OnNewer']]):
        pulumi.set(self, "on_newer", value)

    @_builtins.property
    @pulumi.getter(name="onUnparsable")
    def on_unparsable(self) -> pulumi.Input[Optional['OnUnparsable']]:
        """
        How to handle packages with an unreadable version. Applies if the lookup uses `versionRange` or `highest`, if it excludes pre-releases, or if a value is set here. The default skips them, and a warning counts and lists them. For example: `error`. Default: `warn`.
        """
        return pulumi.get(self, "on_unparsable")

    @on_unparsable.setter
    def on_unparsable(self, value: pulumi.Input[Optional['OnUnparsable']]):
        pulumi.set(self, "on_unparsable", value)

    @_builtins.property
    @pulumi.getter(name="productKey")
    def product_key(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The ProductKey of the product. For example: `a1GatewayK01`. Default: the packages of all products.
        """
        return pulumi.get(self, "product_key")

    @product_key.setter
    def product_key(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "product_key", value)

    @_builtins.property
    @pulumi.getter
    def resolve(self) -> pulumi.Input[Optional['PinResolve']]:
        """
        When to select the package: at every preview and update (`always`), or only if the criteria or `keepers` change (`once`). For example: `once`. Default: `always`.
        """
        return pulumi.get(self, "resolve")

    @resolve.setter
    def resolve(self, value: pulumi.Input[Optional['PinResolve']]):
        pulumi.set(self, "resolve", value)

    @_builtins.property
    @pulumi.getter
    def select(self) -> pulumi.Input[Optional['FirmwareSelect']]:
        """
        Which package to select if several match. `highest` and `newest` require `productKey` and `moduleName`, or `allowUnscoped`. They compare full packages, unless `fromVersion`, `srcVersion` or `type` selects differential ones. For example: `highest`. Default: `only`.
        """
        return pulumi.get(self, "select")

    @select.setter
    def select(self, value: pulumi.Input[Optional['FirmwareSelect']]):
        pulumi.set(self, "select", value)

    @_builtins.property
    @pulumi.getter(name="signMethod")
    def sign_method(self) -> pulumi.Input[Optional['SignMethod']]:
        """
        The algorithm of the digest of the file. For example: `SHA256`.
        """
        return pulumi.get(self, "sign_method")

    @sign_method.setter
    def sign_method(self, value: pulumi.Input[Optional['SignMethod']]):
        pulumi.set(self, "sign_method", value)

    @_builtins.property
    @pulumi.getter(name="srcVersion")
    def src_version(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The source version of a differential package. Must match exactly. Full packages have no source version. For example: `3.2.1`.
        """
        return pulumi.get(self, "src_version")

    @src_version.setter
    def src_version(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "src_version", value)

    @_builtins.property
    @pulumi.getter
    def statuses(self) -> pulumi.Input[Optional[Sequence[pulumi.Input['FirmwareStatus']]]]:
        """
        The statuses that the package may have. For example: `["verified"]`. Default: `["verified", "notRequired"]`.
        """
        return pulumi.get(self, "statuses")

    @statuses.setter
    def statuses(self, value: pulumi.Input[Optional[Sequence[pulumi.Input['FirmwareStatus']]]]):
        pulumi.set(self, "statuses", value)

    @_builtins.property
    @pulumi.getter
    def type(self) -> pulumi.Input[Optional['FirmwareType']]:
        """
        Whether the package is full or differential. For example: `full`.
        """
        return pulumi.get(self, "type")

    @type.setter
    def type(self, value: pulumi.Input[Optional['FirmwareType']]):
        pulumi.set(self, "type", value)

    @_builtins.property
    @pulumi.getter(name="versionPattern")
    def version_pattern(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        A regular expression (RE2) that finds the version in a longer text. Use one group named `version`, which is read by `versionScheme`. Or use a named group for each numeric part, most significant first, and optionally a group named `prerelease`. A text that does not match cannot be read as a version. For example: `isp-(?P<version>.+)`, `cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`.
        """
        return pulumi.get(self, "version_pattern")

    @version_pattern.setter
    def version_pattern(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "version_pattern", value)

    @_builtins.property
    @pulumi.getter(name="versionRange")
    def version_range(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        An npm-style range that the version must be in. A pre-release is in the range only if the range contains a pre-release of the same numbers, or with `includePrerelease`. To match a single version, set `destVersion`. For example: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`.
        """
        return pulumi.get(self, "version_range")

    @version_range.setter
    def version_range(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "version_range", value)

    @_builtins.property
    @pulumi.getter(name="versionRegex")
    def version_regex(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        A regular expression (RE2) to find anywhere in the version of the package. The rules of `nameRegex` apply. For example: `^cam_`.
        """
        return pulumi.get(self, "version_regex")

    @version_regex.setter
    def version_regex(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "version_regex", value)

    @_builtins.property
    @pulumi.getter(name="versionScheme")
    def version_scheme(self) -> pulumi.Input[Optional['VersionScheme']]:
        """
        How to read versions. For example: `dotted`. Default: `semver`, or `dotted` if `versionPattern` has groups for numeric parts.
        """
        return pulumi.get(self, "version_scheme")

    @version_scheme.setter
    def version_scheme(self, value: pulumi.Input[Optional['VersionScheme']]):
        pulumi.set(self, "version_scheme", value)

    @_builtins.property
    @pulumi.getter(name="weakDigest")
    def weak_digest(self) -> pulumi.Input[Optional['WeakDigest']]:
        """
        How to handle a selected package that has an MD5 digest or no digest, instead of SHA-256. MD5 is the default of the service. For example: `deny`. Default: `allow`.
        """
        return pulumi.get(self, "weak_digest")

    @weak_digest.setter
    def weak_digest(self, value: pulumi.Input[Optional['WeakDigest']]):
        pulumi.set(self, "weak_digest", value)


@pulumi.type_token("alicloud-iot:ota:FirmwarePin")
class FirmwarePin(_utilities.Pin):
    @overload
    def __init__(__self__,
                 resource_name: str,
                 opts: Optional[pulumi.ResourceOptions] = None,
                 allow_downgrade: pulumi.Input[Optional[_builtins.bool]] = None,
                 allow_unscoped: pulumi.Input[Optional[_builtins.bool]] = None,
                 blocked: pulumi.Input[Optional[Sequence[pulumi.Input[Union['BlockedFirmwareArgs', 'BlockedFirmwareArgsDict']]]]] = None,
                 dest_version: pulumi.Input[Optional[_builtins.str]] = None,
                 expected_digest: pulumi.Input[Optional[_builtins.str]] = None,
                 expected_firmware_id: pulumi.Input[Optional[_builtins.str]] = None,
                 expected_size: pulumi.Input[Optional[_builtins.int]] = None,
                 firmware_id: pulumi.Input[Optional[_builtins.str]] = None,
                 firmware_name: pulumi.Input[Optional[_builtins.str]] = None,
                 from_version: pulumi.Input[Optional[_builtins.str]] = None,
                 include_prerelease: pulumi.Input[Optional[_builtins.bool]] = None,
                 iot_instance_id: pulumi.Input[Optional[_builtins.str]] = None,
                 keepers: pulumi.Input[Optional[Mapping[str, pulumi.Input[_builtins.str]]]] = None,
                 lock_entry: pulumi.Input[Optional[_builtins.str]] = None,
                 lock_file: pulumi.Input[Optional[_builtins.str]] = None,
                 max_size: pulumi.Input[Optional[_builtins.int]] = None,
                 min_age: pulumi.Input[Optional[_builtins.str]] = None,
                 min_size: pulumi.Input[Optional[_builtins.int]] = None,
                 module_name: pulumi.Input[Optional[_builtins.str]] = None,
                 name_regex: pulumi.Input[Optional[_builtins.str]] = None,
                 on_newer: pulumi.Input[Optional['OnNewer']] = None,
                 on_unparsable: pulumi.Input[Optional['OnUnparsable']] = None,
                 product_key: pulumi.Input[Optional[_builtins.str]] = None,
                 resolve: pulumi.Input[Optional['PinResolve']] = None,
                 select: pulumi.Input[Optional['FirmwareSelect']] = None,
                 sign_method: pulumi.Input[Optional['SignMethod']] = None,
                 src_version: pulumi.Input[Optional[_builtins.str]] = None,
                 statuses: pulumi.Input[Optional[Sequence[pulumi.Input['FirmwareStatus']]]] = None,
                 type: pulumi.Input[Optional['FirmwareType']] = None,
                 version_pattern: pulumi.Input[Optional[_builtins.str]] = None,
                 version_range: pulumi.Input[Optional[_builtins.str]] = None,
                 version_regex: pulumi.Input[Optional[_builtins.str]] = None,
                 version_scheme: pulumi.Input[Optional['VersionScheme']] = None,
                 weak_digest: pulumi.Input[Optional['WeakDigest']] = None,
                 __props__=None):
        """
        Pins one OTA update package and follows its criteria. Every preview looks up the package. If the criteria select another package, the preview shows an update with the old and new version, ID, digest and size. The deployment stops if the package is missing, replaced or unverified, or if it would be downgraded. FirmwarePin writes nothing to the cloud.

        ## Example Usage
        ### Follow a range

        Pins the highest verified 4.x version that is at least two weeks old. If the criteria select a different package, the
        preview shows an update of the pin and of every resource that uses `firmwareId`.

        ```python
        import pulumi
        from alicloud_iot_ota import dynamic as ota

        pin = ota.FirmwarePin(
            "gateway",
            product_key="a1GatewayK01",
            module_name="default",
            type=ota.FirmwareType.FULL,
            version_range="^4.0",
            select=ota.FirmwareSelect.HIGHEST,
            min_age="14d",
        )

        pulumi.export("firmwareId", pin.firmware.firmware_id)
        ```
        ### Select once for each campaign

        Selects the package when the pin is created, and again when a keeper changes. Between these times, newer packages are
        ignored. A blocked version is never selected.

        ```python
        import pulumi
        from alicloud_iot_ota import dynamic as ota

        pin = ota.FirmwarePin(
            "meter",
            product_key="a1MeterK001",
            module_name="default",
            type=ota.FirmwareType.FULL,
            select=ota.FirmwareSelect.HIGHEST,
            resolve=ota.PinResolve.ONCE,
            keepers={"campaign": "2026-11"},
            on_newer=ota.OnNewer.IGNORE,
            blocked=[{"dest_version": "1.5.2", "reason": "drains the battery"}],
        )

        pulumi.export("version", pin.firmware.dest_version)
        ```
        ### An entry in firmware.lock

        Pins the package of an entry in the lock file. To move the pin to another package, run `alicloud-iot-ota bump gateway`
        and commit the changed lock file.

        ```python
        import pulumi
        from alicloud_iot_ota import dynamic as ota

        pin = ota.FirmwarePin("locked-gateway", lock_entry="gateway")

        pulumi.export("firmwareId", pin.firmware.firmware_id)
        ```

        ## Import

        Import a pin with the firmware ID of a deployable package:

        ```sh
        pulumi import alicloud-iot:ota:FirmwarePin gateway qrTtkvjxjxnGdvqJQo3dNnl8anD20100
        ```

        Or with `productKey/moduleName/destVersion`, if exactly one deployable package has that version:

        ```sh
        pulumi import alicloud-iot:ota:FirmwarePin modem a1GatewayK01/modem/1.0.9
        ```


        :param str resource_name: The name of the resource.
        :param pulumi.ResourceOptions opts: Options for the resource.
        :param pulumi.Input[_builtins.bool] allow_downgrade: Whether the pin may move to a lower version than the one in the state. If the order of two versions is unknown, for example because `versionScheme` cannot read one of them, the move counts as a downgrade. With `select: newest`, such versions are ordered by their time of creation. For example: `true`. Default: `false`.
        :param pulumi.Input[_builtins.bool] allow_unscoped: Whether `highest` and `newest` may compare packages of several products or modules. The result may belong to a different product than you expect. For example: `true`. Default: `false`.
        :param pulumi.Input[Sequence[pulumi.Input[Union['BlockedFirmwareArgs', 'BlockedFirmwareArgsDict']]]] blocked: Packages that must not be selected, each with a reason. For example: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
        :param pulumi.Input[_builtins.str] dest_version: The version of the package. Must match exactly. For example: `4.0.0`.
        :param pulumi.Input[_builtins.str] expected_digest: Require the file of the selected package to have this digest: `sha256:` and 64 hexadecimal digits, or `md5:` and 32, in either case. A different or missing digest is an error. For example: `sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042`.
        :param pulumi.Input[_builtins.str] expected_firmware_id: Require the selected package to have this ID. A different ID is an error. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
        :param pulumi.Input[_builtins.int] expected_size: Require the file of the selected package to have this size, in bytes. A different or missing size is an error. For example: `20971520`.
        :param pulumi.Input[_builtins.str] firmware_id: The unique ID of the package. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
        :param pulumi.Input[_builtins.str] firmware_name: The name of the package, which is unique in an account. Must match exactly. For example: `gateway-4.0.0`.
        :param pulumi.Input[_builtins.str] from_version: The version installed on the devices. Selects packages that fit it: full packages, and differential packages from exactly this source version. If both kinds have the same version, the differential package is selected. The selected version is not necessarily higher. For example: `3.10.0`.
        :param pulumi.Input[_builtins.bool] include_prerelease: Whether to treat pre-releases like any other version. If false, all pre-releases are excluded. For example: `true`. Default: `versionRange`, `highest` and `newest` exclude pre-releases, unless `destVersion`, `firmwareName` or `firmwareId` is set; other criteria include them.
        :param pulumi.Input[_builtins.str] iot_instance_id: The ID of the instance. Required if the Overview page of the IoT Platform console shows an ID. For example: `iot-0123abcd`. Default: the provider's `iotInstanceId`.
        :param pulumi.Input[Mapping[str, pulumi.Input[_builtins.str]]] keepers: Arbitrary texts for `resolve: once`. If one of them changes, the package is selected again. For example: `{"campaign": "2026-11"}`.
        :param pulumi.Input[_builtins.str] lock_entry: The name of an entry in firmware.lock. The pin uses the package locked there instead of criteria. See `getLockedFirmware`. For example: `gateway`.
        :param pulumi.Input[_builtins.str] lock_file: The path of the lock file. A relative path starts at the folder of the program. For example: `deploy/firmware.lock`. Default: `firmware.lock`.
        :param pulumi.Input[_builtins.int] max_size: Maximum size of the file, in bytes. A package of unknown size does not match. For example: `16777216`.
        :param pulumi.Input[_builtins.str] min_age: Minimum age of the package, in weeks (w), days (d), hours (h), minutes (m) and seconds (s). The age is the time since creation, by the clock of this machine. A package without a time of creation does not match. For example: `14d`, `36h`, `1w2d12h`.
        :param pulumi.Input[_builtins.int] min_size: Minimum size of the file, in bytes. A package of unknown size does not match. For example: `1024`.
        :param pulumi.Input[_builtins.str] module_name: The module of the package. Must match exactly. A package created without a module is in module `default`. For example: `modem`.
        :param pulumi.Input[_builtins.str] name_regex: A regular expression (RE2) to find anywhere in the name of the package. Case-sensitive unless it starts with `(?i)`. RE2 supports no lookaround and no backreferences. Its run time is linear in the length of the name. For example: `^gateway-`.
        :param pulumi.Input['OnNewer'] on_newer: How to report that a newer package meets the criteria, not counting `destVersion`, `firmwareId` and `firmwareName`. Applies to a pin that specifies one package, that keeps its package (`resolve: once`), or that comes from firmware.lock. Possibly newer packages are reported too: packages of unknown order, for example with an unreadable version, that were created after the pinned package or at an unknown time. For example: `ignore`. Default: `warn`.
        :param pulumi.Input['OnUnparsable'] on_unparsable: How to handle packages with an unreadable version. Applies if the lookup uses `versionRange` or `highest`, if it excludes pre-releases, or if a value is set here. The default skips them, and a warning counts and lists them. For example: `error`. Default: `warn`.
        :param pulumi.Input[_builtins.str] product_key: The ProductKey of the product. For example: `a1GatewayK01`. Default: the packages of all products.
        :param pulumi.Input['PinResolve'] resolve: When to select the package: at every preview and update (`always`), or only if the criteria or `keepers` change (`once`). For example: `once`. Default: `always`.
        :param pulumi.Input['FirmwareSelect'] select: Which package to select if several match. `highest` and `newest` require `productKey` and `moduleName`, or `allowUnscoped`. They compare full packages, unless `fromVersion`, `srcVersion` or `type` selects differential ones. For example: `highest`. Default: `only`.
        :param pulumi.Input['SignMethod'] sign_method: The algorithm of the digest of the file. For example: `SHA256`.
        :param pulumi.Input[_builtins.str] src_version: The source version of a differential package. Must match exactly. Full packages have no source version. For example: `3.2.1`.
        :param pulumi.Input[Sequence[pulumi.Input['FirmwareStatus']]] statuses: The statuses that the package may have. For example: `["verified"]`. Default: `["verified", "notRequired"]`.
        :param pulumi.Input['FirmwareType'] type: Whether the package is full or differential. For example: `full`.
        :param pulumi.Input[_builtins.str] version_pattern: A regular expression (RE2) that finds the version in a longer text. Use one group named `version`, which is read by `versionScheme`. Or use a named group for each numeric part, most significant first, and optionally a group named `prerelease`. A text that does not match cannot be read as a version. For example: `isp-(?P<version>.+)`, `cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`.
        :param pulumi.Input[_builtins.str] version_range: An npm-style range that the version must be in. A pre-release is in the range only if the range contains a pre-release of the same numbers, or with `includePrerelease`. To match a single version, set `destVersion`. For example: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`.
        :param pulumi.Input[_builtins.str] version_regex: A regular expression (RE2) to find anywhere in the version of the package. The rules of `nameRegex` apply. For example: `^cam_`.
        :param pulumi.Input['VersionScheme'] version_scheme: How to read versions. For example: `dotted`. Default: `semver`, or `dotted` if `versionPattern` has groups for numeric parts.
        :param pulumi.Input['WeakDigest'] weak_digest: How to handle a selected package that has an MD5 digest or no digest, instead of SHA-256. MD5 is the default of the service. For example: `deny`. Default: `allow`.
        """
        ...
    @overload
    def __init__(__self__,
                 resource_name: str,
                 args: Optional[FirmwarePinArgs] = None,
                 opts: Optional[pulumi.ResourceOptions] = None):
        """
        Pins one OTA update package and follows its criteria. Every preview looks up the package. If the criteria select another package, the preview shows an update with the old and new version, ID, digest and size. The deployment stops if the package is missing, replaced or unverified, or if it would be downgraded. FirmwarePin writes nothing to the cloud.

        ## Example Usage
        ### Follow a range

        Pins the highest verified 4.x version that is at least two weeks old. If the criteria select a different package, the
        preview shows an update of the pin and of every resource that uses `firmwareId`.

        ```python
        import pulumi
        from alicloud_iot_ota import dynamic as ota

        pin = ota.FirmwarePin(
            "gateway",
            product_key="a1GatewayK01",
            module_name="default",
            type=ota.FirmwareType.FULL,
            version_range="^4.0",
            select=ota.FirmwareSelect.HIGHEST,
            min_age="14d",
        )

        pulumi.export("firmwareId", pin.firmware.firmware_id)
        ```
        ### Select once for each campaign

        Selects the package when the pin is created, and again when a keeper changes. Between these times, newer packages are
        ignored. A blocked version is never selected.

        ```python
        import pulumi
        from alicloud_iot_ota import dynamic as ota

        pin = ota.FirmwarePin(
            "meter",
            product_key="a1MeterK001",
            module_name="default",
            type=ota.FirmwareType.FULL,
            select=ota.FirmwareSelect.HIGHEST,
            resolve=ota.PinResolve.ONCE,
            keepers={"campaign": "2026-11"},
            on_newer=ota.OnNewer.IGNORE,
            blocked=[{"dest_version": "1.5.2", "reason": "drains the battery"}],
        )

        pulumi.export("version", pin.firmware.dest_version)
        ```
        ### An entry in firmware.lock

        Pins the package of an entry in the lock file. To move the pin to another package, run `alicloud-iot-ota bump gateway`
        and commit the changed lock file.

        ```python
        import pulumi
        from alicloud_iot_ota import dynamic as ota

        pin = ota.FirmwarePin("locked-gateway", lock_entry="gateway")

        pulumi.export("firmwareId", pin.firmware.firmware_id)
        ```

        ## Import

        Import a pin with the firmware ID of a deployable package:

        ```sh
        pulumi import alicloud-iot:ota:FirmwarePin gateway qrTtkvjxjxnGdvqJQo3dNnl8anD20100
        ```

        Or with `productKey/moduleName/destVersion`, if exactly one deployable package has that version:

        ```sh
        pulumi import alicloud-iot:ota:FirmwarePin modem a1GatewayK01/modem/1.0.9
        ```


        :param str resource_name: The name of the resource.
        :param FirmwarePinArgs args: The arguments to use to populate this resource's properties.
        :param pulumi.ResourceOptions opts: Options for the resource.
        """
        ...
    def __init__(__self__, resource_name: str, *args, **kwargs):
        resource_args, opts = _utilities.get_resource_args_opts(FirmwarePinArgs, pulumi.ResourceOptions, *args, **kwargs)
        if resource_args is not None:
            __self__._internal_init(resource_name, opts, **resource_args.__dict__)
        else:
            __self__._internal_init(resource_name, *args, **kwargs)

    def _internal_init(__self__,
                 resource_name: str,
                 opts: Optional[pulumi.ResourceOptions] = None,
                 allow_downgrade: pulumi.Input[Optional[_builtins.bool]] = None,
                 allow_unscoped: pulumi.Input[Optional[_builtins.bool]] = None,
                 blocked: pulumi.Input[Optional[Sequence[pulumi.Input[Union['BlockedFirmwareArgs', 'BlockedFirmwareArgsDict']]]]] = None,
                 dest_version: pulumi.Input[Optional[_builtins.str]] = None,
                 expected_digest: pulumi.Input[Optional[_builtins.str]] = None,
                 expected_firmware_id: pulumi.Input[Optional[_builtins.str]] = None,
                 expected_size: pulumi.Input[Optional[_builtins.int]] = None,
                 firmware_id: pulumi.Input[Optional[_builtins.str]] = None,
                 firmware_name: pulumi.Input[Optional[_builtins.str]] = None,
                 from_version: pulumi.Input[Optional[_builtins.str]] = None,
                 include_prerelease: pulumi.Input[Optional[_builtins.bool]] = None,
                 iot_instance_id: pulumi.Input[Optional[_builtins.str]] = None,
                 keepers: pulumi.Input[Optional[Mapping[str, pulumi.Input[_builtins.str]]]] = None,
                 lock_entry: pulumi.Input[Optional[_builtins.str]] = None,
                 lock_file: pulumi.Input[Optional[_builtins.str]] = None,
                 max_size: pulumi.Input[Optional[_builtins.int]] = None,
                 min_age: pulumi.Input[Optional[_builtins.str]] = None,
                 min_size: pulumi.Input[Optional[_builtins.int]] = None,
                 module_name: pulumi.Input[Optional[_builtins.str]] = None,
                 name_regex: pulumi.Input[Optional[_builtins.str]] = None,
                 on_newer: pulumi.Input[Optional['OnNewer']] = None,
                 on_unparsable: pulumi.Input[Optional['OnUnparsable']] = None,
                 product_key: pulumi.Input[Optional[_builtins.str]] = None,
                 resolve: pulumi.Input[Optional['PinResolve']] = None,
                 select: pulumi.Input[Optional['FirmwareSelect']] = None,
                 sign_method: pulumi.Input[Optional['SignMethod']] = None,
                 src_version: pulumi.Input[Optional[_builtins.str]] = None,
                 statuses: pulumi.Input[Optional[Sequence[pulumi.Input['FirmwareStatus']]]] = None,
                 type: pulumi.Input[Optional['FirmwareType']] = None,
                 version_pattern: pulumi.Input[Optional[_builtins.str]] = None,
                 version_range: pulumi.Input[Optional[_builtins.str]] = None,
                 version_regex: pulumi.Input[Optional[_builtins.str]] = None,
                 version_scheme: pulumi.Input[Optional['VersionScheme']] = None,
                 weak_digest: pulumi.Input[Optional['WeakDigest']] = None,
                 __props__=None):
        opts = pulumi.ResourceOptions.merge(_utilities.get_resource_opts_defaults(), opts)
        if not isinstance(opts, pulumi.ResourceOptions):
            raise TypeError('Expected resource options to be a ResourceOptions instance')
        if opts.id is None:
            if __props__ is not None:
                raise TypeError('__props__ is only valid when passed in combination with a valid opts.id to get an existing resource')
            __props__ = FirmwarePinArgs.__new__(FirmwarePinArgs)

            __props__.__dict__["allow_downgrade"] = allow_downgrade
            __props__.__dict__["allow_unscoped"] = allow_unscoped
            __props__.__dict__["blocked"] = blocked
            __props__.__dict__["dest_version"] = dest_version
            __props__.__dict__["expected_digest"] = expected_digest
            __props__.__dict__["expected_firmware_id"] = expected_firmware_id
            __props__.__dict__["expected_size"] = expected_size
            __props__.__dict__["firmware_id"] = firmware_id
            __props__.__dict__["firmware_name"] = firmware_name
            __props__.__dict__["from_version"] = from_version
            __props__.__dict__["include_prerelease"] = include_prerelease
            __props__.__dict__["iot_instance_id"] = iot_instance_id
            __props__.__dict__["keepers"] = keepers
            __props__.__dict__["lock_entry"] = lock_entry
            __props__.__dict__["lock_file"] = lock_file
            __props__.__dict__["max_size"] = max_size
            __props__.__dict__["min_age"] = min_age
            __props__.__dict__["min_size"] = min_size
            __props__.__dict__["module_name"] = module_name
            __props__.__dict__["name_regex"] = name_regex
            __props__.__dict__["on_newer"] = on_newer
            __props__.__dict__["on_unparsable"] = on_unparsable
            __props__.__dict__["product_key"] = product_key
            __props__.__dict__["resolve"] = resolve
            __props__.__dict__["select"] = select
            __props__.__dict__["sign_method"] = sign_method
            __props__.__dict__["src_version"] = src_version
            __props__.__dict__["statuses"] = statuses
            __props__.__dict__["type"] = type
            __props__.__dict__["version_pattern"] = version_pattern
            __props__.__dict__["version_range"] = version_range
            __props__.__dict__["version_regex"] = version_regex
            __props__.__dict__["version_scheme"] = version_scheme
            __props__.__dict__["weak_digest"] = weak_digest
            __props__.__dict__["firmware"] = None
        super(FirmwarePin, __self__).__init__(
            'alicloud-iot:ota:FirmwarePin',
            resource_name,
            __props__,
            opts)

    @staticmethod
    def get(resource_name: str,
            id: pulumi.Input[str],
            opts: Optional[pulumi.ResourceOptions] = None) -> 'FirmwarePin':
        """
        Get an existing FirmwarePin resource's state with the given name, id, and optional extra
        properties used to qualify the lookup.

        :param str resource_name: The unique name of the resulting resource.
        :param pulumi.Input[str] id: The unique provider ID of the resource to lookup.
        :param pulumi.ResourceOptions opts: Options for the resource.
        """
        opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id))

        __props__ = FirmwarePinArgs.__new__(FirmwarePinArgs)

        __props__.__dict__["allow_downgrade"] = None
        __props__.__dict__["allow_unscoped"] = None
        __props__.__dict__["blocked"] = None
        __props__.__dict__["dest_version"] = None
        __props__.__dict__["expected_digest"] = None
        __props__.__dict__["expected_firmware_id"] = None
        __props__.__dict__["expected_size"] = None
        __props__.__dict__["firmware"] = None
        __props__.__dict__["firmware_id"] = None
        __props__.__dict__["firmware_name"] = None
        __props__.__dict__["from_version"] = None
        __props__.__dict__["include_prerelease"] = None
        __props__.__dict__["iot_instance_id"] = None
        __props__.__dict__["keepers"] = None
        __props__.__dict__["lock_entry"] = None
        __props__.__dict__["lock_file"] = None
        __props__.__dict__["max_size"] = None
        __props__.__dict__["min_age"] = None
        __props__.__dict__["min_size"] = None
        __props__.__dict__["module_name"] = None
        __props__.__dict__["name_regex"] = None
        __props__.__dict__["on_newer"] = None
        __props__.__dict__["on_unparsable"] = None
        __props__.__dict__["product_key"] = None
        __props__.__dict__["resolve"] = None
        __props__.__dict__["select"] = None
        __props__.__dict__["sign_method"] = None
        __props__.__dict__["src_version"] = None
        __props__.__dict__["statuses"] = None
        __props__.__dict__["type"] = None
        __props__.__dict__["version_pattern"] = None
        __props__.__dict__["version_range"] = None
        __props__.__dict__["version_regex"] = None
        __props__.__dict__["version_scheme"] = None
        __props__.__dict__["weak_digest"] = None
        return FirmwarePin(resource_name, opts=opts, __props__=__props__)

    @_builtins.property
    @pulumi.getter(name="allowDowngrade")
    def allow_downgrade(self) -> pulumi.Output[Optional[_builtins.bool]]:
        """
        Whether the pin may move to a lower version than the one in the state. If the order of two versions is unknown, for example because `versionScheme` cannot read one of them, the move counts as a downgrade. With `select: newest`, such versions are ordered by their time of creation. For example: `true`. Default: `false`.
        """
        return pulumi.get(self, "allow_downgrade")

    @_builtins.property
    @pulumi.getter(name="allowUnscoped")
    def allow_unscoped(self) -> pulumi.Output[Optional[_builtins.bool]]:
        """
        Whether `highest` and `newest` may compare packages of several products or modules. The result may belong to a different product than you expect. For example: `true`. Default: `false`.
        """
        return pulumi.get(self, "allow_unscoped")

    @_builtins.property
    @pulumi.getter
    def blocked(self) -> pulumi.Output[Optional[Sequence['outputs.BlockedFirmware']]]:
        """
        Packages that must not be selected, each with a reason. For example: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
        """
        return pulumi.get(self, "blocked")

    @_builtins.property
    @pulumi.getter(name="destVersion")
    def dest_version(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The version of the package. Must match exactly. For example: `4.0.0`.
        """
        return pulumi.get(self, "dest_version")

    @_builtins.property
    @pulumi.getter(name="expectedDigest")
    def expected_digest(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        Require the file of the selected package to have this digest: `sha256:` and 64 hexadecimal digits, or `md5:` and 32, in either case. A different or missing digest is an error. For example: `sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042`.
        """
        return pulumi.get(self, "expected_digest")

    @_builtins.property
    @pulumi.getter(name="expectedFirmwareId")
    def expected_firmware_id(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        Require the selected package to have this ID. A different ID is an error. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
        """
        return pulumi.get(self, "expected_firmware_id")

    @_builtins.property
    @pulumi.getter(name="expectedSize")
    def expected_size(self) -> pulumi.Output[Optional[_builtins.int]]:
        """
        Require the file of the selected package to have this size, in bytes. A different or missing size is an error. For example: `20971520`.
        """
        return pulumi.get(self, "expected_size")

    @_builtins.property
    @pulumi.getter
    def firmware(self) -> pulumi.Output['outputs.PinnedFirmware']:
        """
        The package that the criteria select. It is looked up again at every preview and update.
        """
        return pulumi.get(self, "firmware")

    @_builtins.property
    @pulumi.getter(name="firmwareId")
    def firmware_id(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The unique ID of the package. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
        """
        return pulumi.get(self, "firmware_id")

    @_builtins.property
    @pulumi.getter(name="firmwareName")
    def firmware_name(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The name of the package, which is unique in an account. Must match exactly. For example: `gateway-4.0.0`.
        """
        return pulumi.get(self, "firmware_name")

    @_builtins.property
    @pulumi.getter(name="fromVersion")
    def from_version(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The version installed on the devices. Selects packages that fit it: full packages, and differential packages from exactly this source version. If both kinds have the same version, the differential package is selected. The selected version is not necessarily higher. For example: `3.10.0`.
        """
        return pulumi.get(self, "from_version")

    @_builtins.property
    @pulumi.getter(name="includePrerelease")
    def include_prerelease(self) -> pulumi.Output[Optional[_builtins.bool]]:
        """
        Whether to treat pre-releases like any other version. If false, all pre-releases are excluded. For example: `true`. Default: `versionRange`, `highest` and `newest` exclude pre-releases, unless `destVersion`, `firmwareName` or `firmwareId` is set; other criteria include them.
        """
        return pulumi.get(self, "include_prerelease")

    @_builtins.property
    @pulumi.getter(name="iotInstanceId")
    def iot_instance_id(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The ID of the instance. Required if the Overview page of the IoT Platform console shows an ID. For example: `iot-0123abcd`. Default: the provider's `iotInstanceId`.
        """
        return pulumi.get(self, "iot_instance_id")

    @_builtins.property
    @pulumi.getter
    def keepers(self) -> pulumi.Output[Optional[Mapping[str, _builtins.str]]]:
        """
        Arbitrary texts for `resolve: once`. If one of them changes, the package is selected again. For example: `{"campaign": "2026-11"}`.
        """
        return pulumi.get(self, "keepers")

    @_builtins.property
    @pulumi.getter(name="lockEntry")
    def lock_entry(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The name of an entry in firmware.lock. The pin uses the package locked there instead of criteria. See `getLockedFirmware`. For example: `gateway`.
        """
        return pulumi.get(self, "lock_entry")

    @_builtins.property
    @pulumi.getter(name="lockFile")
    def lock_file(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The path of the lock file. A relative path starts at the folder of the program. For example: `deploy/firmware.lock`. Default: `firmware.lock`.
        """
        return pulumi.get(self, "lock_file")

    @_builtins.property
    @pulumi.getter(name="maxSize")
    def max_size(self) -> pulumi.Output[Optional[_builtins.int]]:
        """
        Maximum size of the file, in bytes. A package of unknown size does not match. For example: `16777216`.
        """
        return pulumi.get(self, "max_size")

    @_builtins.property
    @pulumi.getter(name="minAge")
    def min_age(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        Minimum age of the package, in weeks (w), days (d), hours (h), minutes (m) and seconds (s). The age is the time since creation, by the clock of this machine. A package without a time of creation does not match. For example: `14d`, `36h`, `1w2d12h`.
        """
        return pulumi.get(self, "min_age")

    @_builtins.property
    @pulumi.getter(name="minSize")
    def min_size(self) -> pulumi.Output[Optional[_builtins.int]]:
        """
        Minimum size of the file, in bytes. A package of unknown size does not match. For example: `1024`.
        """
        return pulumi.get(self, "min_size")

    @_builtins.property
    @pulumi.getter(name="moduleName")
    def module_name(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The module of the package. Must match exactly. A package created without a module is in module `default`. For example: `modem`.
        """
        return pulumi.get(self, "module_name")

    @_builtins.property
    @pulumi.getter(name="nameRegex")
    def name_regex(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        A regular expression (RE2) to find anywhere in the name of the package. Case-sensitive unless it starts with `(?i)`. RE2 supports no lookaround and no backreferences. Its run time is linear in the length of the name. For example: `^gateway-`.
        """
        return pulumi.get(self, "name_regex")

    @_builtins.property
    @pulumi.getter(name="onNewer")
    def on_newer(self) -> pulumi.Output[Optional['OnNewer']]:
        """
        How to report that a newer package meets the criteria, not counting `destVersion`, `firmwareId` and `firmwareName`. Applies to a pin that specifies one package, that keeps its package (`resolve: once`), or that comes from firmware.lock. Possibly newer packages are reported too: packages of unknown order, for example with an unreadable version, that were created after the pinned package or at an unknown time. For example: `ignore`. Default: `warn`.
        """
        return pulumi.get(self, "on_newer")

    @_builtins.property
    @pulumi.getter(name="onUnparsable")
    def on_unparsable(self) -> pulumi.Output[Optional['OnUnparsable']]:
        """
        How to handle packages with an unreadable version. Applies if the lookup uses `versionRange` or `highest`, if it excludes pre-releases, or if a value is set here. The default skips them, and a warning counts and lists them. For example: `error`. Default: `warn`.
        """
        return pulumi.get(self, "on_unparsable")

    @_builtins.property
    @pulumi.getter(name="productKey")
    def product_key(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The ProductKey of the product. For example: `a1GatewayK01`. Default: the packages of all products.
        """
        return pulumi.get(self, "product_key")

    @_builtins.property
    @pulumi.getter
    def resolve(self) -> pulumi.Output[Optional['PinResolve']]:
        """
        When to select the package: at every preview and update (`always`), or only if the criteria or `keepers` change (`once`). For example: `once`. Default: `always`.
        """
        return pulumi.get(self, "resolve")

    @_builtins.property
    @pulumi.getter
    def select(self) -> pulumi.Output[Optional['FirmwareSelect']]:
        """
        Which package to select if several match. `highest` and `newest` require `productKey` and `moduleName`, or `allowUnscoped`. They compare full packages, unless `fromVersion`, `srcVersion` or `type` selects differential ones. For example: `highest`. Default: `only`.
        """
        return pulumi.get(self, "select")

    @_builtins.property
    @pulumi.getter(name="signMethod")
    def sign_method(self) -> pulumi.Output[Optional['SignMethod']]:
        """
        The algorithm of the digest of the file. For example: `SHA256`.
        """
        return pulumi.get(self, "sign_method")

    @_builtins.property
    @pulumi.getter(name="srcVersion")
    def src_version(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The source version of a differential package. Must match exactly. Full packages have no source version. For example: `3.2.1`.
        """
        return pulumi.get(self, "src_version")

    @_builtins.property
    @pulumi.getter
    def statuses(self) -> pulumi.Output[Optional[Sequence['FirmwareStatus']]]:
        """
        The statuses that the package may have. For example: `["verified"]`. Default: `["verified", "notRequired"]`.
        """
        return pulumi.get(self, "statuses")

    @_builtins.property
    @pulumi.getter
    def type(self) -> pulumi.Output[Optional['FirmwareType']]:
        """
        Whether the package is full or differential. For example: `full`.
        """
        return pulumi.get(self, "type")

    @_builtins.property
    @pulumi.getter(name="versionPattern")
    def version_pattern(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        A regular expression (RE2) that finds the version in a longer text. Use one group named `version`, which is read by `versionScheme`. Or use a named group for each numeric part, most significant first, and optionally a group named `prerelease`. A text that does not match cannot be read as a version. For example: `isp-(?P<version>.+)`, `cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`.
        """
        return pulumi.get(self, "version_pattern")

    @_builtins.property
    @pulumi.getter(name="versionRange")
    def version_range(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        An npm-style range that the version must be in. A pre-release is in the range only if the range contains a pre-release of the same numbers, or with `includePrerelease`. To match a single version, set `destVersion`. For example: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`.
        """
        return pulumi.get(self, "version_range")

    @_builtins.property
    @pulumi.getter(name="versionRegex")
    def version_regex(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        A regular expression (RE2) to find anywhere in the version of the package. The rules of `nameRegex` apply. For example: `^cam_`.
        """
        return pulumi.get(self, "version_regex")

    @_builtins.property
    @pulumi.getter(name="versionScheme")
    def version_scheme(self) -> pulumi.Output[Optional['VersionScheme']]:
        """
        How to read versions. For example: `dotted`. Default: `semver`, or `dotted` if `versionPattern` has groups for numeric parts.
        """
        return pulumi.get(self, "version_scheme")

    @_builtins.property
    @pulumi.getter(name="weakDigest")
    def weak_digest(self) -> pulumi.Output[Optional['WeakDigest']]:
        """
        How to handle a selected package that has an MD5 digest or no digest, instead of SHA-256. MD5 is the default of the service. For example: `deny`. Default: `allow`.
        """
        return pulumi.get(self, "weak_digest")

