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

        :param pulumi.Input[_builtins.bool] allow_downgrade: Whether the pin may be downgraded from the version in the state: `true`. `false` by default. An unknown order, such as that of a version that `versionScheme` cannot read, is a possible downgrade. Under `select: newest`, the time of creation orders such versions.
        :param pulumi.Input[_builtins.bool] allow_unscoped: Whether `highest` and `newest` may compare packages of several products or modules: `true`. `false` by default, since the result could be anybody's package.
        :param pulumi.Input[Sequence[pulumi.Input['BlockedFirmwareArgs']]] blocked: Packages that must not be chosen, each with the reason: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
        :param pulumi.Input[_builtins.str] dest_version: The version of the package, compared exactly: `4.0.0`.
        :param pulumi.Input[_builtins.str] expected_digest: Asserts the digest of the chosen package's file, with its algorithm: `sha256:9f3c...` (64 digits) or `md5:7829...` (32 digits), in either case. Another digest, or none, is an error.
        :param pulumi.Input[_builtins.str] expected_firmware_id: Asserts the ID of the chosen package: `nx3hJkVrNmQ2wYc8E7aS0100`. Another one is an error.
        :param pulumi.Input[_builtins.int] expected_size: Asserts the size of the chosen package's file, in bytes: `20971520`. Another one, or none, is an error.
        :param pulumi.Input[_builtins.str] firmware_id: The unique ID of the package: `nx3hJkVrNmQ2wYc8E7aS0100`.
        :param pulumi.Input[_builtins.str] firmware_name: The name of the package, compared exactly: `gateway-4.0.0`. It is unique in an account.
        :param pulumi.Input[_builtins.str] from_version: The version that the devices have, compared exactly: `3.10.0`. Full packages fit them, and differential ones from exactly this version; where both lead to the same version, the differential one is meant. It does not say that the package must be a higher version.
        :param pulumi.Input[_builtins.bool] include_prerelease: Whether pre-releases count like any other version: `true`. By default they are left out of `versionRange`, `highest` and `newest`, unless `destVersion`, `firmwareName` or `firmwareId` names one, and are no different otherwise. `false` always leaves them out.
        :param pulumi.Input[_builtins.str] iot_instance_id: The ID of the instance, such as `iot-0123abcd`. The service requires it for an instance that has an ID, which the Overview page of the IoT Platform console shows. The provider's `iotInstanceId` by default.
        :param pulumi.Input[Mapping[str, pulumi.Input[_builtins.str]]] keepers: Any texts, for `resolve: once`: when one of them changes, the package is chosen anew: `{"campaign": "2026-11"}`.
        :param pulumi.Input[_builtins.str] lock_entry: The name of an entry of firmware.lock, whose package is pinned in place of criteria: `gateway`. See `getLockedFirmware`.
        :param pulumi.Input[_builtins.str] lock_file: The path of the lock file: `deploy/firmware.lock`. `firmware.lock` by default. A relative path starts from the folder of the program.
        :param pulumi.Input[_builtins.int] max_size: The greatest size of the file, in bytes: `16777216`. A package without a size does not meet it.
        :param pulumi.Input[_builtins.str] min_age: How long ago the package was created at least, in weeks, days, hours, minutes and seconds: `14d`, `36h`, `1w2d12h`. A package without a time of creation does not meet it. The clock is this machine's.
        :param pulumi.Input[_builtins.int] min_size: The least size of the file, in bytes: `1024`. A package without a size does not meet it.
        :param pulumi.Input[_builtins.str] module_name: The module of the package, compared exactly: `modem`. It is `default` where none was named at creation.
        :param pulumi.Input[_builtins.str] name_regex: A regular expression (RE2) that is found anywhere in the name of the package: `^gateway-`. Case matters unless it starts with `(?i)`. RE2 takes time in proportion to the text, whatever the expression; it has no look-around and no back-references.
        :param pulumi.Input['OnNewer'] on_newer: What becomes of the news that a newer package meets the criteria, apart from `destVersion`, `firmwareId` and `firmwareName`, where the pin names one, keeps one (`resolve: once`) or takes it from firmware.lock: `ignore`. `warn` by default. It also tells of packages that are possibly newer: those of unknown order, such as an unreadable version, created after the pinned package or at an unknown time.
        :param pulumi.Input['OnUnparsable'] on_unparsable: What becomes of packages whose version cannot be read, where versions matter: `error`. They do for `versionRange` and `highest`, wherever pre-releases are left out, and where this is given. `warn` by default: they are left out, and a warning counts and names them.
        :param pulumi.Input[_builtins.str] product_key: The ProductKey of the product: `a1GatewayK01`. Without it, the packages of all products are looked through.
        :param pulumi.Input['PinResolve'] resolve: When the package is chosen: `once`. `always` by default: at every preview and update. With `once` it is kept until the criteria or `keepers` change.
        :param pulumi.Input['FirmwareSelect'] select: Which of several matching packages is meant: `highest`. `only` by default. `highest` and `newest` need `productKey` and `moduleName`, or `allowUnscoped`. By default they are full packages; `fromVersion`, `srcVersion` or `type` says which differential ones fit.
        :param pulumi.Input['SignMethod'] sign_method: The algorithm of the digest of the package's file: `SHA256`.
        :param pulumi.Input[_builtins.str] src_version: The version a differential package starts from, compared exactly: `3.2.1`. Full packages have none.
        :param pulumi.Input[Sequence[pulumi.Input['FirmwareStatus']]] statuses: The statuses that the package may have: `[verified]`. By default what may be deployed: `verified` and `notRequired`.
        :param pulumi.Input['FirmwareType'] type: Full or differential: `full`.
        :param pulumi.Input[_builtins.str] version_pattern: A regular expression (RE2) that says which part of the whole text is the version, where that is not all of it. Either one named group `version`, read under `versionScheme`: `isp-(?P<version>.+)`. Or a named group for each numeric part, the most significant first, and perhaps `prerelease`: `cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`. What it does not match is no version.
        :param pulumi.Input[_builtins.str] version_range: A range that holds the version, as npm writes ranges: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`. A pre-release is in it only where the range names a pre-release of the same numbers, or with `includePrerelease`. A single version is `destVersion`.
        :param pulumi.Input[_builtins.str] version_regex: A regular expression (RE2) that is found anywhere in the version of the package: `^cam_`. See `nameRegex`.
        :param pulumi.Input['VersionScheme'] version_scheme: How versions are written: `dotted`. By default `semver`, or `dotted` for a `versionPattern` of numeric parts.
        :param pulumi.Input['WeakDigest'] weak_digest: What is thought of a chosen package whose digest is not SHA-256, or that has none: `deny`. `allow` by default, since MD5 is the service's own default.
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
        Whether the pin may be downgraded from the version in the state: `true`. `false` by default. An unknown order, such as that of a version that `versionScheme` cannot read, is a possible downgrade. Under `select: newest`, the time of creation orders such versions.
        """
        return pulumi.get(self, "allow_downgrade")

    @allow_downgrade.setter
    def allow_downgrade(self, value: pulumi.Input[Optional[_builtins.bool]]):
        pulumi.set(self, "allow_downgrade", value)

    @_builtins.property
    @pulumi.getter(name="allowUnscoped")
    def allow_unscoped(self) -> pulumi.Input[Optional[_builtins.bool]]:
        """
        Whether `highest` and `newest` may compare packages of several products or modules: `true`. `false` by default, since the result could be anybody's package.
        """
        return pulumi.get(self, "allow_unscoped")

    @allow_unscoped.setter
    def allow_unscoped(self, value: pulumi.Input[Optional[_builtins.bool]]):
        pulumi.set(self, "allow_unscoped", value)

    @_builtins.property
    @pulumi.getter
    def blocked(self) -> pulumi.Input[Optional[Sequence[pulumi.Input['BlockedFirmwareArgs']]]]:
        """
        Packages that must not be chosen, each with the reason: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
        """
        return pulumi.get(self, "blocked")

    @blocked.setter
    def blocked(self, value: pulumi.Input[Optional[Sequence[pulumi.Input['BlockedFirmwareArgs']]]]):
        pulumi.set(self, "blocked", value)

    @_builtins.property
    @pulumi.getter(name="destVersion")
    def dest_version(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The version of the package, compared exactly: `4.0.0`.
        """
        return pulumi.get(self, "dest_version")

    @dest_version.setter
    def dest_version(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "dest_version", value)

    @_builtins.property
    @pulumi.getter(name="expectedDigest")
    def expected_digest(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        Asserts the digest of the chosen package's file, with its algorithm: `sha256:9f3c...` (64 digits) or `md5:7829...` (32 digits), in either case. Another digest, or none, is an error.
        """
        return pulumi.get(self, "expected_digest")

    @expected_digest.setter
    def expected_digest(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "expected_digest", value)

    @_builtins.property
    @pulumi.getter(name="expectedFirmwareId")
    def expected_firmware_id(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        Asserts the ID of the chosen package: `nx3hJkVrNmQ2wYc8E7aS0100`. Another one is an error.
        """
        return pulumi.get(self, "expected_firmware_id")

    @expected_firmware_id.setter
    def expected_firmware_id(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "expected_firmware_id", value)

    @_builtins.property
    @pulumi.getter(name="expectedSize")
    def expected_size(self) -> pulumi.Input[Optional[_builtins.int]]:
        """
        Asserts the size of the chosen package's file, in bytes: `20971520`. Another one, or none, is an error.
        """
        return pulumi.get(self, "expected_size")

    @expected_size.setter
    def expected_size(self, value: pulumi.Input[Optional[_builtins.int]]):
        pulumi.set(self, "expected_size", value)

    @_builtins.property
    @pulumi.getter(name="firmwareId")
    def firmware_id(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The unique ID of the package: `nx3hJkVrNmQ2wYc8E7aS0100`.
        """
        return pulumi.get(self, "firmware_id")

    @firmware_id.setter
    def firmware_id(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "firmware_id", value)

    @_builtins.property
    @pulumi.getter(name="firmwareName")
    def firmware_name(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The name of the package, compared exactly: `gateway-4.0.0`. It is unique in an account.
        """
        return pulumi.get(self, "firmware_name")

    @firmware_name.setter
    def firmware_name(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "firmware_name", value)

    @_builtins.property
    @pulumi.getter(name="fromVersion")
    def from_version(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The version that the devices have, compared exactly: `3.10.0`. Full packages fit them, and differential ones from exactly this version; where both lead to the same version, the differential one is meant. It does not say that the package must be a higher version.
        """
        return pulumi.get(self, "from_version")

    @from_version.setter
    def from_version(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "from_version", value)

    @_builtins.property
    @pulumi.getter(name="includePrerelease")
    def include_prerelease(self) -> pulumi.Input[Optional[_builtins.bool]]:
        """
        Whether pre-releases count like any other version: `true`. By default they are left out of `versionRange`, `highest` and `newest`, unless `destVersion`, `firmwareName` or `firmwareId` names one, and are no different otherwise. `false` always leaves them out.
        """
        return pulumi.get(self, "include_prerelease")

    @include_prerelease.setter
    def include_prerelease(self, value: pulumi.Input[Optional[_builtins.bool]]):
        pulumi.set(self, "include_prerelease", value)

    @_builtins.property
    @pulumi.getter(name="iotInstanceId")
    def iot_instance_id(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The ID of the instance, such as `iot-0123abcd`. The service requires it for an instance that has an ID, which the Overview page of the IoT Platform console shows. The provider's `iotInstanceId` by default.
        """
        return pulumi.get(self, "iot_instance_id")

    @iot_instance_id.setter
    def iot_instance_id(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "iot_instance_id", value)

    @_builtins.property
    @pulumi.getter
    def keepers(self) -> pulumi.Input[Optional[Mapping[str, pulumi.Input[_builtins.str]]]]:
        """
        Any texts, for `resolve: once`: when one of them changes, the package is chosen anew: `{"campaign": "2026-11"}`.
        """
        return pulumi.get(self, "keepers")

    @keepers.setter
    def keepers(self, value: pulumi.Input[Optional[Mapping[str, pulumi.Input[_builtins.str]]]]):
        pulumi.set(self, "keepers", value)

    @_builtins.property
    @pulumi.getter(name="lockEntry")
    def lock_entry(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The name of an entry of firmware.lock, whose package is pinned in place of criteria: `gateway`. See `getLockedFirmware`.
        """
        return pulumi.get(self, "lock_entry")

    @lock_entry.setter
    def lock_entry(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "lock_entry", value)

    @_builtins.property
    @pulumi.getter(name="lockFile")
    def lock_file(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The path of the lock file: `deploy/firmware.lock`. `firmware.lock` by default. A relative path starts from the folder of the program.
        """
        return pulumi.get(self, "lock_file")

    @lock_file.setter
    def lock_file(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "lock_file", value)

    @_builtins.property
    @pulumi.getter(name="maxSize")
    def max_size(self) -> pulumi.Input[Optional[_builtins.int]]:
        """
        The greatest size of the file, in bytes: `16777216`. A package without a size does not meet it.
        """
        return pulumi.get(self, "max_size")

    @max_size.setter
    def max_size(self, value: pulumi.Input[Optional[_builtins.int]]):
        pulumi.set(self, "max_size", value)

    @_builtins.property
    @pulumi.getter(name="minAge")
    def min_age(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        How long ago the package was created at least, in weeks, days, hours, minutes and seconds: `14d`, `36h`, `1w2d12h`. A package without a time of creation does not meet it. The clock is this machine's.
        """
        return pulumi.get(self, "min_age")

    @min_age.setter
    def min_age(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "min_age", value)

    @_builtins.property
    @pulumi.getter(name="minSize")
    def min_size(self) -> pulumi.Input[Optional[_builtins.int]]:
        """
        The least size of the file, in bytes: `1024`. A package without a size does not meet it.
        """
        return pulumi.get(self, "min_size")

    @min_size.setter
    def min_size(self, value: pulumi.Input[Optional[_builtins.int]]):
        pulumi.set(self, "min_size", value)

    @_builtins.property
    @pulumi.getter(name="moduleName")
    def module_name(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The module of the package, compared exactly: `modem`. It is `default` where none was named at creation.
        """
        return pulumi.get(self, "module_name")

    @module_name.setter
    def module_name(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "module_name", value)

    @_builtins.property
    @pulumi.getter(name="nameRegex")
    def name_regex(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        A regular expression (RE2) that is found anywhere in the name of the package: `^gateway-`. Case matters unless it starts with `(?i)`. RE2 takes time in proportion to the text, whatever the expression; it has no look-around and no back-references.
        """
        return pulumi.get(self, "name_regex")

    @name_regex.setter
    def name_regex(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "name_regex", value)

    @_builtins.property
    @pulumi.getter(name="onNewer")
    def on_newer(self) -> pulumi.Input[Optional['OnNewer']]:
        """
        What becomes of the news that a newer package meets the criteria, apart from `destVersion`, `firmwareId` and `firmwareName`, where the pin names one, keeps one (`resolve: once`) or takes it from firmware.lock: `ignore`. `warn` by default. It also tells of packages that are possibly newer: those of unknown order, such as an unreadable version, created after the pinned package or at an unknown time.
        """
        return pulumi.get(self, "on_newer")

    @on_newer.setter
    def on_newer(self, value: pulumi.Input[Optional['OnNewer']]):
        pulumi.set(self, "on_newer", value)

    @_builtins.property
    @pulumi.getter(name="onUnparsable")
    def on_unparsable(self) -> pulumi.Input[Optional['OnUnparsable']]:
        """
        What becomes of packages whose version cannot be read, where versions matter: `error`. They do for `versionRange` and `highest`, wherever pre-releases are left out, and where this is given. `warn` by default: they are left out, and a warning counts and names them.
        """
        return pulumi.get(self, "on_unparsable")

    @on_unparsable.setter
    def on_unparsable(self, value: pulumi.Input[Optional['OnUnparsable']]):
        pulumi.set(self, "on_unparsable", value)

    @_builtins.property
    @pulumi.getter(name="productKey")
    def product_key(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The ProductKey of the product: `a1GatewayK01`. Without it, the packages of all products are looked through.
        """
        return pulumi.get(self, "product_key")

    @product_key.setter
    def product_key(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "product_key", value)

    @_builtins.property
    @pulumi.getter
    def resolve(self) -> pulumi.Input[Optional['PinResolve']]:
        """
        When the package is chosen: `once`. `always` by default: at every preview and update. With `once` it is kept until the criteria or `keepers` change.
        """
        return pulumi.get(self, "resolve")

    @resolve.setter
    def resolve(self, value: pulumi.Input[Optional['PinResolve']]):
        pulumi.set(self, "resolve", value)

    @_builtins.property
    @pulumi.getter
    def select(self) -> pulumi.Input[Optional['FirmwareSelect']]:
        """
        Which of several matching packages is meant: `highest`. `only` by default. `highest` and `newest` need `productKey` and `moduleName`, or `allowUnscoped`. By default they are full packages; `fromVersion`, `srcVersion` or `type` says which differential ones fit.
        """
        return pulumi.get(self, "select")

    @select.setter
    def select(self, value: pulumi.Input[Optional['FirmwareSelect']]):
        pulumi.set(self, "select", value)

    @_builtins.property
    @pulumi.getter(name="signMethod")
    def sign_method(self) -> pulumi.Input[Optional['SignMethod']]:
        """
        The algorithm of the digest of the package's file: `SHA256`.
        """
        return pulumi.get(self, "sign_method")

    @sign_method.setter
    def sign_method(self, value: pulumi.Input[Optional['SignMethod']]):
        pulumi.set(self, "sign_method", value)

    @_builtins.property
    @pulumi.getter(name="srcVersion")
    def src_version(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The version a differential package starts from, compared exactly: `3.2.1`. Full packages have none.
        """
        return pulumi.get(self, "src_version")

    @src_version.setter
    def src_version(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "src_version", value)

    @_builtins.property
    @pulumi.getter
    def statuses(self) -> pulumi.Input[Optional[Sequence[pulumi.Input['FirmwareStatus']]]]:
        """
        The statuses that the package may have: `[verified]`. By default what may be deployed: `verified` and `notRequired`.
        """
        return pulumi.get(self, "statuses")

    @statuses.setter
    def statuses(self, value: pulumi.Input[Optional[Sequence[pulumi.Input['FirmwareStatus']]]]):
        pulumi.set(self, "statuses", value)

    @_builtins.property
    @pulumi.getter
    def type(self) -> pulumi.Input[Optional['FirmwareType']]:
        """
        Full or differential: `full`.
        """
        return pulumi.get(self, "type")

    @type.setter
    def type(self, value: pulumi.Input[Optional['FirmwareType']]):
        pulumi.set(self, "type", value)

    @_builtins.property
    @pulumi.getter(name="versionPattern")
    def version_pattern(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        A regular expression (RE2) that says which part of the whole text is the version, where that is not all of it. Either one named group `version`, read under `versionScheme`: `isp-(?P<version>.+)`. Or a named group for each numeric part, the most significant first, and perhaps `prerelease`: `cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`. What it does not match is no version.
        """
        return pulumi.get(self, "version_pattern")

    @version_pattern.setter
    def version_pattern(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "version_pattern", value)

    @_builtins.property
    @pulumi.getter(name="versionRange")
    def version_range(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        A range that holds the version, as npm writes ranges: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`. A pre-release is in it only where the range names a pre-release of the same numbers, or with `includePrerelease`. A single version is `destVersion`.
        """
        return pulumi.get(self, "version_range")

    @version_range.setter
    def version_range(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "version_range", value)

    @_builtins.property
    @pulumi.getter(name="versionRegex")
    def version_regex(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        A regular expression (RE2) that is found anywhere in the version of the package: `^cam_`. See `nameRegex`.
        """
        return pulumi.get(self, "version_regex")

    @version_regex.setter
    def version_regex(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "version_regex", value)

    @_builtins.property
    @pulumi.getter(name="versionScheme")
    def version_scheme(self) -> pulumi.Input[Optional['VersionScheme']]:
        """
        How versions are written: `dotted`. By default `semver`, or `dotted` for a `versionPattern` of numeric parts.
        """
        return pulumi.get(self, "version_scheme")

    @version_scheme.setter
    def version_scheme(self, value: pulumi.Input[Optional['VersionScheme']]):
        pulumi.set(self, "version_scheme", value)

    @_builtins.property
    @pulumi.getter(name="weakDigest")
    def weak_digest(self) -> pulumi.Input[Optional['WeakDigest']]:
        """
        What is thought of a chosen package whose digest is not SHA-256, or that has none: `deny`. `allow` by default, since MD5 is the service's own default.
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
        Follows one OTA update package in plain sight: the package that the criteria name is looked up at every preview, and a change of it is shown as an update, old and new version, ID, digest and size side by side. It stops the deployment when the package is gone, replaced or not verified, or would go to a lower version. Nothing is written to the cloud.

        ## Example Usage
        ### Follow a range

        The highest verified 4.x that is two weeks old. Each preview shows when it becomes another package, and whatever takes
        `firmwareId` is previewed with the new one.

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
        ### Choose once for each campaign

        The package is chosen when the pin is created, and again when a keeper gets another text. In between nothing newer takes
        its place. A version that is known to be bad is never chosen.

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
        ### An entry of firmware.lock

        The package is the one that the lock file holds. It moves by `alicloud-iot-ota bump gateway`, in a commit of its own.

        ```python
        import pulumi
        from alicloud_iot_ota import dynamic as ota

        pin = ota.FirmwarePin("locked-gateway", lock_entry="gateway")

        pulumi.export("firmwareId", pin.firmware.firmware_id)
        ```

        ## Import

        A pin is imported by the firmware ID of a package that may be deployed:

        ```sh
        pulumi import alicloud-iot:ota:FirmwarePin gateway qrTtkvjxjxnGdvqJQo3dNnl8anD20100
        ```

        or by `productKey/moduleName/destVersion`, where one such package has that version:

        ```sh
        pulumi import alicloud-iot:ota:FirmwarePin modem a1GatewayK01/modem/1.0.9
        ```


        :param str resource_name: The name of the resource.
        :param pulumi.ResourceOptions opts: Options for the resource.
        :param pulumi.Input[_builtins.bool] allow_downgrade: Whether the pin may be downgraded from the version in the state: `true`. `false` by default. An unknown order, such as that of a version that `versionScheme` cannot read, is a possible downgrade. Under `select: newest`, the time of creation orders such versions.
        :param pulumi.Input[_builtins.bool] allow_unscoped: Whether `highest` and `newest` may compare packages of several products or modules: `true`. `false` by default, since the result could be anybody's package.
        :param pulumi.Input[Sequence[pulumi.Input[Union['BlockedFirmwareArgs', 'BlockedFirmwareArgsDict']]]] blocked: Packages that must not be chosen, each with the reason: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
        :param pulumi.Input[_builtins.str] dest_version: The version of the package, compared exactly: `4.0.0`.
        :param pulumi.Input[_builtins.str] expected_digest: Asserts the digest of the chosen package's file, with its algorithm: `sha256:9f3c...` (64 digits) or `md5:7829...` (32 digits), in either case. Another digest, or none, is an error.
        :param pulumi.Input[_builtins.str] expected_firmware_id: Asserts the ID of the chosen package: `nx3hJkVrNmQ2wYc8E7aS0100`. Another one is an error.
        :param pulumi.Input[_builtins.int] expected_size: Asserts the size of the chosen package's file, in bytes: `20971520`. Another one, or none, is an error.
        :param pulumi.Input[_builtins.str] firmware_id: The unique ID of the package: `nx3hJkVrNmQ2wYc8E7aS0100`.
        :param pulumi.Input[_builtins.str] firmware_name: The name of the package, compared exactly: `gateway-4.0.0`. It is unique in an account.
        :param pulumi.Input[_builtins.str] from_version: The version that the devices have, compared exactly: `3.10.0`. Full packages fit them, and differential ones from exactly this version; where both lead to the same version, the differential one is meant. It does not say that the package must be a higher version.
        :param pulumi.Input[_builtins.bool] include_prerelease: Whether pre-releases count like any other version: `true`. By default they are left out of `versionRange`, `highest` and `newest`, unless `destVersion`, `firmwareName` or `firmwareId` names one, and are no different otherwise. `false` always leaves them out.
        :param pulumi.Input[_builtins.str] iot_instance_id: The ID of the instance, such as `iot-0123abcd`. The service requires it for an instance that has an ID, which the Overview page of the IoT Platform console shows. The provider's `iotInstanceId` by default.
        :param pulumi.Input[Mapping[str, pulumi.Input[_builtins.str]]] keepers: Any texts, for `resolve: once`: when one of them changes, the package is chosen anew: `{"campaign": "2026-11"}`.
        :param pulumi.Input[_builtins.str] lock_entry: The name of an entry of firmware.lock, whose package is pinned in place of criteria: `gateway`. See `getLockedFirmware`.
        :param pulumi.Input[_builtins.str] lock_file: The path of the lock file: `deploy/firmware.lock`. `firmware.lock` by default. A relative path starts from the folder of the program.
        :param pulumi.Input[_builtins.int] max_size: The greatest size of the file, in bytes: `16777216`. A package without a size does not meet it.
        :param pulumi.Input[_builtins.str] min_age: How long ago the package was created at least, in weeks, days, hours, minutes and seconds: `14d`, `36h`, `1w2d12h`. A package without a time of creation does not meet it. The clock is this machine's.
        :param pulumi.Input[_builtins.int] min_size: The least size of the file, in bytes: `1024`. A package without a size does not meet it.
        :param pulumi.Input[_builtins.str] module_name: The module of the package, compared exactly: `modem`. It is `default` where none was named at creation.
        :param pulumi.Input[_builtins.str] name_regex: A regular expression (RE2) that is found anywhere in the name of the package: `^gateway-`. Case matters unless it starts with `(?i)`. RE2 takes time in proportion to the text, whatever the expression; it has no look-around and no back-references.
        :param pulumi.Input['OnNewer'] on_newer: What becomes of the news that a newer package meets the criteria, apart from `destVersion`, `firmwareId` and `firmwareName`, where the pin names one, keeps one (`resolve: once`) or takes it from firmware.lock: `ignore`. `warn` by default. It also tells of packages that are possibly newer: those of unknown order, such as an unreadable version, created after the pinned package or at an unknown time.
        :param pulumi.Input['OnUnparsable'] on_unparsable: What becomes of packages whose version cannot be read, where versions matter: `error`. They do for `versionRange` and `highest`, wherever pre-releases are left out, and where this is given. `warn` by default: they are left out, and a warning counts and names them.
        :param pulumi.Input[_builtins.str] product_key: The ProductKey of the product: `a1GatewayK01`. Without it, the packages of all products are looked through.
        :param pulumi.Input['PinResolve'] resolve: When the package is chosen: `once`. `always` by default: at every preview and update. With `once` it is kept until the criteria or `keepers` change.
        :param pulumi.Input['FirmwareSelect'] select: Which of several matching packages is meant: `highest`. `only` by default. `highest` and `newest` need `productKey` and `moduleName`, or `allowUnscoped`. By default they are full packages; `fromVersion`, `srcVersion` or `type` says which differential ones fit.
        :param pulumi.Input['SignMethod'] sign_method: The algorithm of the digest of the package's file: `SHA256`.
        :param pulumi.Input[_builtins.str] src_version: The version a differential package starts from, compared exactly: `3.2.1`. Full packages have none.
        :param pulumi.Input[Sequence[pulumi.Input['FirmwareStatus']]] statuses: The statuses that the package may have: `[verified]`. By default what may be deployed: `verified` and `notRequired`.
        :param pulumi.Input['FirmwareType'] type: Full or differential: `full`.
        :param pulumi.Input[_builtins.str] version_pattern: A regular expression (RE2) that says which part of the whole text is the version, where that is not all of it. Either one named group `version`, read under `versionScheme`: `isp-(?P<version>.+)`. Or a named group for each numeric part, the most significant first, and perhaps `prerelease`: `cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`. What it does not match is no version.
        :param pulumi.Input[_builtins.str] version_range: A range that holds the version, as npm writes ranges: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`. A pre-release is in it only where the range names a pre-release of the same numbers, or with `includePrerelease`. A single version is `destVersion`.
        :param pulumi.Input[_builtins.str] version_regex: A regular expression (RE2) that is found anywhere in the version of the package: `^cam_`. See `nameRegex`.
        :param pulumi.Input['VersionScheme'] version_scheme: How versions are written: `dotted`. By default `semver`, or `dotted` for a `versionPattern` of numeric parts.
        :param pulumi.Input['WeakDigest'] weak_digest: What is thought of a chosen package whose digest is not SHA-256, or that has none: `deny`. `allow` by default, since MD5 is the service's own default.
        """
        ...
    @overload
    def __init__(__self__,
                 resource_name: str,
                 args: Optional[FirmwarePinArgs] = None,
                 opts: Optional[pulumi.ResourceOptions] = None):
        """
        Follows one OTA update package in plain sight: the package that the criteria name is looked up at every preview, and a change of it is shown as an update, old and new version, ID, digest and size side by side. It stops the deployment when the package is gone, replaced or not verified, or would go to a lower version. Nothing is written to the cloud.

        ## Example Usage
        ### Follow a range

        The highest verified 4.x that is two weeks old. Each preview shows when it becomes another package, and whatever takes
        `firmwareId` is previewed with the new one.

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
        ### Choose once for each campaign

        The package is chosen when the pin is created, and again when a keeper gets another text. In between nothing newer takes
        its place. A version that is known to be bad is never chosen.

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
        ### An entry of firmware.lock

        The package is the one that the lock file holds. It moves by `alicloud-iot-ota bump gateway`, in a commit of its own.

        ```python
        import pulumi
        from alicloud_iot_ota import dynamic as ota

        pin = ota.FirmwarePin("locked-gateway", lock_entry="gateway")

        pulumi.export("firmwareId", pin.firmware.firmware_id)
        ```

        ## Import

        A pin is imported by the firmware ID of a package that may be deployed:

        ```sh
        pulumi import alicloud-iot:ota:FirmwarePin gateway qrTtkvjxjxnGdvqJQo3dNnl8anD20100
        ```

        or by `productKey/moduleName/destVersion`, where one such package has that version:

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
        Whether the pin may be downgraded from the version in the state: `true`. `false` by default. An unknown order, such as that of a version that `versionScheme` cannot read, is a possible downgrade. Under `select: newest`, the time of creation orders such versions.
        """
        return pulumi.get(self, "allow_downgrade")

    @_builtins.property
    @pulumi.getter(name="allowUnscoped")
    def allow_unscoped(self) -> pulumi.Output[Optional[_builtins.bool]]:
        """
        Whether `highest` and `newest` may compare packages of several products or modules: `true`. `false` by default, since the result could be anybody's package.
        """
        return pulumi.get(self, "allow_unscoped")

    @_builtins.property
    @pulumi.getter
    def blocked(self) -> pulumi.Output[Optional[Sequence['outputs.BlockedFirmware']]]:
        """
        Packages that must not be chosen, each with the reason: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
        """
        return pulumi.get(self, "blocked")

    @_builtins.property
    @pulumi.getter(name="destVersion")
    def dest_version(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The version of the package, compared exactly: `4.0.0`.
        """
        return pulumi.get(self, "dest_version")

    @_builtins.property
    @pulumi.getter(name="expectedDigest")
    def expected_digest(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        Asserts the digest of the chosen package's file, with its algorithm: `sha256:9f3c...` (64 digits) or `md5:7829...` (32 digits), in either case. Another digest, or none, is an error.
        """
        return pulumi.get(self, "expected_digest")

    @_builtins.property
    @pulumi.getter(name="expectedFirmwareId")
    def expected_firmware_id(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        Asserts the ID of the chosen package: `nx3hJkVrNmQ2wYc8E7aS0100`. Another one is an error.
        """
        return pulumi.get(self, "expected_firmware_id")

    @_builtins.property
    @pulumi.getter(name="expectedSize")
    def expected_size(self) -> pulumi.Output[Optional[_builtins.int]]:
        """
        Asserts the size of the chosen package's file, in bytes: `20971520`. Another one, or none, is an error.
        """
        return pulumi.get(self, "expected_size")

    @_builtins.property
    @pulumi.getter
    def firmware(self) -> pulumi.Output['outputs.PinnedFirmware']:
        """
        The package that the criteria name, found again at every preview and update.
        """
        return pulumi.get(self, "firmware")

    @_builtins.property
    @pulumi.getter(name="firmwareId")
    def firmware_id(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The unique ID of the package: `nx3hJkVrNmQ2wYc8E7aS0100`.
        """
        return pulumi.get(self, "firmware_id")

    @_builtins.property
    @pulumi.getter(name="firmwareName")
    def firmware_name(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The name of the package, compared exactly: `gateway-4.0.0`. It is unique in an account.
        """
        return pulumi.get(self, "firmware_name")

    @_builtins.property
    @pulumi.getter(name="fromVersion")
    def from_version(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The version that the devices have, compared exactly: `3.10.0`. Full packages fit them, and differential ones from exactly this version; where both lead to the same version, the differential one is meant. It does not say that the package must be a higher version.
        """
        return pulumi.get(self, "from_version")

    @_builtins.property
    @pulumi.getter(name="includePrerelease")
    def include_prerelease(self) -> pulumi.Output[Optional[_builtins.bool]]:
        """
        Whether pre-releases count like any other version: `true`. By default they are left out of `versionRange`, `highest` and `newest`, unless `destVersion`, `firmwareName` or `firmwareId` names one, and are no different otherwise. `false` always leaves them out.
        """
        return pulumi.get(self, "include_prerelease")

    @_builtins.property
    @pulumi.getter(name="iotInstanceId")
    def iot_instance_id(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The ID of the instance, such as `iot-0123abcd`. The service requires it for an instance that has an ID, which the Overview page of the IoT Platform console shows. The provider's `iotInstanceId` by default.
        """
        return pulumi.get(self, "iot_instance_id")

    @_builtins.property
    @pulumi.getter
    def keepers(self) -> pulumi.Output[Optional[Mapping[str, _builtins.str]]]:
        """
        Any texts, for `resolve: once`: when one of them changes, the package is chosen anew: `{"campaign": "2026-11"}`.
        """
        return pulumi.get(self, "keepers")

    @_builtins.property
    @pulumi.getter(name="lockEntry")
    def lock_entry(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The name of an entry of firmware.lock, whose package is pinned in place of criteria: `gateway`. See `getLockedFirmware`.
        """
        return pulumi.get(self, "lock_entry")

    @_builtins.property
    @pulumi.getter(name="lockFile")
    def lock_file(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The path of the lock file: `deploy/firmware.lock`. `firmware.lock` by default. A relative path starts from the folder of the program.
        """
        return pulumi.get(self, "lock_file")

    @_builtins.property
    @pulumi.getter(name="maxSize")
    def max_size(self) -> pulumi.Output[Optional[_builtins.int]]:
        """
        The greatest size of the file, in bytes: `16777216`. A package without a size does not meet it.
        """
        return pulumi.get(self, "max_size")

    @_builtins.property
    @pulumi.getter(name="minAge")
    def min_age(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        How long ago the package was created at least, in weeks, days, hours, minutes and seconds: `14d`, `36h`, `1w2d12h`. A package without a time of creation does not meet it. The clock is this machine's.
        """
        return pulumi.get(self, "min_age")

    @_builtins.property
    @pulumi.getter(name="minSize")
    def min_size(self) -> pulumi.Output[Optional[_builtins.int]]:
        """
        The least size of the file, in bytes: `1024`. A package without a size does not meet it.
        """
        return pulumi.get(self, "min_size")

    @_builtins.property
    @pulumi.getter(name="moduleName")
    def module_name(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The module of the package, compared exactly: `modem`. It is `default` where none was named at creation.
        """
        return pulumi.get(self, "module_name")

    @_builtins.property
    @pulumi.getter(name="nameRegex")
    def name_regex(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        A regular expression (RE2) that is found anywhere in the name of the package: `^gateway-`. Case matters unless it starts with `(?i)`. RE2 takes time in proportion to the text, whatever the expression; it has no look-around and no back-references.
        """
        return pulumi.get(self, "name_regex")

    @_builtins.property
    @pulumi.getter(name="onNewer")
    def on_newer(self) -> pulumi.Output[Optional['OnNewer']]:
        """
        What becomes of the news that a newer package meets the criteria, apart from `destVersion`, `firmwareId` and `firmwareName`, where the pin names one, keeps one (`resolve: once`) or takes it from firmware.lock: `ignore`. `warn` by default. It also tells of packages that are possibly newer: those of unknown order, such as an unreadable version, created after the pinned package or at an unknown time.
        """
        return pulumi.get(self, "on_newer")

    @_builtins.property
    @pulumi.getter(name="onUnparsable")
    def on_unparsable(self) -> pulumi.Output[Optional['OnUnparsable']]:
        """
        What becomes of packages whose version cannot be read, where versions matter: `error`. They do for `versionRange` and `highest`, wherever pre-releases are left out, and where this is given. `warn` by default: they are left out, and a warning counts and names them.
        """
        return pulumi.get(self, "on_unparsable")

    @_builtins.property
    @pulumi.getter(name="productKey")
    def product_key(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The ProductKey of the product: `a1GatewayK01`. Without it, the packages of all products are looked through.
        """
        return pulumi.get(self, "product_key")

    @_builtins.property
    @pulumi.getter
    def resolve(self) -> pulumi.Output[Optional['PinResolve']]:
        """
        When the package is chosen: `once`. `always` by default: at every preview and update. With `once` it is kept until the criteria or `keepers` change.
        """
        return pulumi.get(self, "resolve")

    @_builtins.property
    @pulumi.getter
    def select(self) -> pulumi.Output[Optional['FirmwareSelect']]:
        """
        Which of several matching packages is meant: `highest`. `only` by default. `highest` and `newest` need `productKey` and `moduleName`, or `allowUnscoped`. By default they are full packages; `fromVersion`, `srcVersion` or `type` says which differential ones fit.
        """
        return pulumi.get(self, "select")

    @_builtins.property
    @pulumi.getter(name="signMethod")
    def sign_method(self) -> pulumi.Output[Optional['SignMethod']]:
        """
        The algorithm of the digest of the package's file: `SHA256`.
        """
        return pulumi.get(self, "sign_method")

    @_builtins.property
    @pulumi.getter(name="srcVersion")
    def src_version(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        The version a differential package starts from, compared exactly: `3.2.1`. Full packages have none.
        """
        return pulumi.get(self, "src_version")

    @_builtins.property
    @pulumi.getter
    def statuses(self) -> pulumi.Output[Optional[Sequence['FirmwareStatus']]]:
        """
        The statuses that the package may have: `[verified]`. By default what may be deployed: `verified` and `notRequired`.
        """
        return pulumi.get(self, "statuses")

    @_builtins.property
    @pulumi.getter
    def type(self) -> pulumi.Output[Optional['FirmwareType']]:
        """
        Full or differential: `full`.
        """
        return pulumi.get(self, "type")

    @_builtins.property
    @pulumi.getter(name="versionPattern")
    def version_pattern(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        A regular expression (RE2) that says which part of the whole text is the version, where that is not all of it. Either one named group `version`, read under `versionScheme`: `isp-(?P<version>.+)`. Or a named group for each numeric part, the most significant first, and perhaps `prerelease`: `cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`. What it does not match is no version.
        """
        return pulumi.get(self, "version_pattern")

    @_builtins.property
    @pulumi.getter(name="versionRange")
    def version_range(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        A range that holds the version, as npm writes ranges: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`. A pre-release is in it only where the range names a pre-release of the same numbers, or with `includePrerelease`. A single version is `destVersion`.
        """
        return pulumi.get(self, "version_range")

    @_builtins.property
    @pulumi.getter(name="versionRegex")
    def version_regex(self) -> pulumi.Output[Optional[_builtins.str]]:
        """
        A regular expression (RE2) that is found anywhere in the version of the package: `^cam_`. See `nameRegex`.
        """
        return pulumi.get(self, "version_regex")

    @_builtins.property
    @pulumi.getter(name="versionScheme")
    def version_scheme(self) -> pulumi.Output[Optional['VersionScheme']]:
        """
        How versions are written: `dotted`. By default `semver`, or `dotted` for a `versionPattern` of numeric parts.
        """
        return pulumi.get(self, "version_scheme")

    @_builtins.property
    @pulumi.getter(name="weakDigest")
    def weak_digest(self) -> pulumi.Output[Optional['WeakDigest']]:
        """
        What is thought of a chosen package whose digest is not SHA-256, or that has none: `deny`. `allow` by default, since MD5 is the service's own default.
        """
        return pulumi.get(self, "weak_digest")

