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

__all__ = [
    'FindFirmwareResult',
    'AwaitableFindFirmwareResult',
    'find_firmware',
    'find_firmware_output',
]

@pulumi.output_type
class FindFirmwareResult:
    def __init__(__self__, firmware=None, found=None):
        if firmware and not isinstance(firmware, dict):
            raise TypeError("Expected argument 'firmware' to be a dict")
        pulumi.set(__self__, "firmware", firmware)
        if found and not isinstance(found, bool):
            raise TypeError("Expected argument 'found' to be a bool")
        pulumi.set(__self__, "found", found)

    @_builtins.property
    @pulumi.getter
    def firmware(self) -> Optional['outputs.Firmware']:
        """
        The package. Absent if none meets the criteria.
        """
        return pulumi.get(self, "firmware")

    @_builtins.property
    @pulumi.getter
    def found(self) -> _builtins.bool:
        """
        Whether a package meets the criteria.
        """
        return pulumi.get(self, "found")


class AwaitableFindFirmwareResult(FindFirmwareResult):
    # pylint: disable=using-constant-test
    def __await__(self):
        if False:
            yield self
        return FindFirmwareResult(
            firmware=self.firmware,
            found=self.found)


def find_firmware(allow_unscoped: Optional[_builtins.bool] = None,
                  blocked: Optional[Sequence[Union['BlockedFirmware', 'BlockedFirmwareDict']]] = None,
                  dest_version: Optional[_builtins.str] = None,
                  expected_digest: Optional[_builtins.str] = None,
                  expected_firmware_id: Optional[_builtins.str] = None,
                  expected_size: Optional[_builtins.int] = None,
                  firmware_id: Optional[_builtins.str] = None,
                  firmware_name: Optional[_builtins.str] = None,
                  from_version: Optional[_builtins.str] = None,
                  include_prerelease: Optional[_builtins.bool] = None,
                  iot_instance_id: Optional[_builtins.str] = None,
                  max_size: Optional[_builtins.int] = None,
                  min_age: Optional[_builtins.str] = None,
                  min_size: Optional[_builtins.int] = None,
                  module_name: Optional[_builtins.str] = None,
                  name_regex: Optional[_builtins.str] = None,
                  on_unparsable: Optional['OnUnparsable'] = None,
                  product_key: Optional[_builtins.str] = None,
                  select: Optional['FirmwareSelect'] = None,
                  sign_method: Optional['SignMethod'] = None,
                  src_version: Optional[_builtins.str] = None,
                  statuses: Optional[Sequence['FirmwareStatus']] = None,
                  type: Optional['FirmwareType'] = None,
                  version_pattern: Optional[_builtins.str] = None,
                  version_range: Optional[_builtins.str] = None,
                  version_regex: Optional[_builtins.str] = None,
                  version_scheme: Optional['VersionScheme'] = None,
                  weak_digest: Optional['WeakDigest'] = None,
                  opts: Optional[pulumi.InvokeOptions] = None) -> AwaitableFindFirmwareResult:
    """
    Looks up an OTA update package that may not exist, with the criteria of getFirmware. Several matches are an error, and so is a package that fails an assertion.

    ## Example Usage
    ### A package that is not published yet

    Pins version 5.0.0 as soon as it is published. Until then, the program runs without the pin.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    candidate = ota.find_firmware(
        product_key="a1GatewayK01",
        dest_version="5.0.0",
        type=ota.FirmwareType.FULL,
    )
    if candidate.firmware:
        ota.FirmwarePin("field-trial", firmware_id=candidate.firmware.firmware_id)

    pulumi.export("isPublished", candidate.found)
    ```


    :param _builtins.bool allow_unscoped: Whether `highest` and `newest` may compare packages of several products or modules. The result may belong to a different product than you expect. For example: `true`. Default: `false`.
    :param Sequence[Union['BlockedFirmware', 'BlockedFirmwareDict']] blocked: Packages that must not be selected, each with a reason. For example: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
    :param _builtins.str dest_version: The version of the package. Must match exactly. For example: `4.0.0`.
    :param _builtins.str expected_digest: Require the file of the selected package to have this digest: `sha256:` and 64 hexadecimal digits, or `md5:` and 32, in either case. A different or missing digest is an error. For example: `sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042`.
    :param _builtins.str expected_firmware_id: Require the selected package to have this ID. A different ID is an error. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
    :param _builtins.int expected_size: Require the file of the selected package to have this size, in bytes. A different or missing size is an error. For example: `20971520`.
    :param _builtins.str firmware_id: The unique ID of the package. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
    :param _builtins.str firmware_name: The name of the package, which is unique in an account. Must match exactly. For example: `gateway-4.0.0`.
    :param _builtins.str from_version: The version installed on the devices. Selects packages that fit it: full packages, and differential packages from exactly this source version. If both kinds have the same version, the differential package is selected. The selected version is not necessarily higher. For example: `3.10.0`.
    :param _builtins.bool include_prerelease: Whether to treat pre-releases like any other version. If false, all pre-releases are excluded. For example: `true`. Default: `versionRange`, `highest` and `newest` exclude pre-releases, unless `destVersion`, `firmwareName` or `firmwareId` is set; other criteria include them.
    :param _builtins.str iot_instance_id: The ID of the instance. Required if the Overview page of the IoT Platform console shows an ID. For example: `iot-0123abcd`. Default: the provider's `iotInstanceId`.
    :param _builtins.int max_size: Maximum size of the file, in bytes. A package of unknown size does not match. For example: `16777216`.
    :param _builtins.str min_age: Minimum age of the package, in weeks (w), days (d), hours (h), minutes (m) and seconds (s). The age is the time since creation, by the clock of this machine. A package without a time of creation does not match. For example: `14d`, `36h`, `1w2d12h`.
    :param _builtins.int min_size: Minimum size of the file, in bytes. A package of unknown size does not match. For example: `1024`.
    :param _builtins.str module_name: The module of the package. Must match exactly. A package created without a module is in module `default`. For example: `modem`.
    :param _builtins.str name_regex: A regular expression (RE2) to find anywhere in the name of the package. Case-sensitive unless it starts with `(?i)`. RE2 supports no lookaround and no backreferences. Its run time is linear in the length of the name. For example: `^gateway-`.
    :param 'OnUnparsable' on_unparsable: How to handle packages with an unreadable version. Applies if the lookup uses `versionRange` or `highest`, if it excludes pre-releases, or if a value is set here. The default skips them, and a warning counts and lists them. For example: `error`. Default: `warn`.
    :param _builtins.str product_key: The ProductKey of the product. For example: `a1GatewayK01`. Default: the packages of all products.
    :param 'FirmwareSelect' select: Which package to select if several match. `highest` and `newest` require `productKey` and `moduleName`, or `allowUnscoped`. They compare full packages, unless `fromVersion`, `srcVersion` or `type` selects differential ones. For example: `highest`. Default: `only`.
    :param 'SignMethod' sign_method: The algorithm of the digest of the file. For example: `SHA256`.
    :param _builtins.str src_version: The source version of a differential package. Must match exactly. Full packages have no source version. For example: `3.2.1`.
    :param Sequence['FirmwareStatus'] statuses: The statuses that the package may have. For example: `["verified"]`. Default: `["verified", "notRequired"]`.
    :param 'FirmwareType' type: Whether the package is full or differential. For example: `full`.
    :param _builtins.str version_pattern: A regular expression (RE2) that finds the version in a longer text. Use one group named `version`, which is read by `versionScheme`. Or use a named group for each numeric part, most significant first, and optionally a group named `prerelease`. A text that does not match cannot be read as a version. For example: `isp-(?P<version>.+)`, `cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`.
    :param _builtins.str version_range: An npm-style range that the version must be in. A pre-release is in the range only if the range contains a pre-release of the same numbers, or with `includePrerelease`. To match a single version, set `destVersion`. For example: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`.
    :param _builtins.str version_regex: A regular expression (RE2) to find anywhere in the version of the package. The rules of `nameRegex` apply. For example: `^cam_`.
    :param 'VersionScheme' version_scheme: How to read versions. For example: `dotted`. Default: `semver`, or `dotted` if `versionPattern` has groups for numeric parts.
    :param 'WeakDigest' weak_digest: How to handle a selected package that has an MD5 digest or no digest, instead of SHA-256. MD5 is the default of the service. For example: `deny`. Default: `allow`.
    """
    __args__ = dict()
    __args__['allowUnscoped'] = allow_unscoped
    __args__['blocked'] = blocked
    __args__['destVersion'] = dest_version
    __args__['expectedDigest'] = expected_digest
    __args__['expectedFirmwareId'] = expected_firmware_id
    __args__['expectedSize'] = expected_size
    __args__['firmwareId'] = firmware_id
    __args__['firmwareName'] = firmware_name
    __args__['fromVersion'] = from_version
    __args__['includePrerelease'] = include_prerelease
    __args__['iotInstanceId'] = iot_instance_id
    __args__['maxSize'] = max_size
    __args__['minAge'] = min_age
    __args__['minSize'] = min_size
    __args__['moduleName'] = module_name
    __args__['nameRegex'] = name_regex
    __args__['onUnparsable'] = on_unparsable
    __args__['productKey'] = product_key
    __args__['select'] = select
    __args__['signMethod'] = sign_method
    __args__['srcVersion'] = src_version
    __args__['statuses'] = statuses
    __args__['type'] = type
    __args__['versionPattern'] = version_pattern
    __args__['versionRange'] = version_range
    __args__['versionRegex'] = version_regex
    __args__['versionScheme'] = version_scheme
    __args__['weakDigest'] = weak_digest
    opts = pulumi.InvokeOptions.merge(_utilities.get_invoke_opts_defaults(), opts)
    __ret__ = _utilities.invoke('alicloud-iot:ota:findFirmware', __args__, opts=opts, typ=FindFirmwareResult).value

    return AwaitableFindFirmwareResult(
        firmware=pulumi.get(__ret__, 'firmware'),
        found=pulumi.get(__ret__, 'found'))
def find_firmware_output(allow_unscoped: pulumi.Input[Optional[Optional[_builtins.bool]]] = None,
                         blocked: pulumi.Input[Optional[Optional[Sequence[Union['BlockedFirmware', 'BlockedFirmwareDict']]]]] = None,
                         dest_version: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                         expected_digest: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                         expected_firmware_id: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                         expected_size: pulumi.Input[Optional[Optional[_builtins.int]]] = None,
                         firmware_id: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                         firmware_name: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                         from_version: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                         include_prerelease: pulumi.Input[Optional[Optional[_builtins.bool]]] = None,
                         iot_instance_id: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                         max_size: pulumi.Input[Optional[Optional[_builtins.int]]] = None,
                         min_age: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                         min_size: pulumi.Input[Optional[Optional[_builtins.int]]] = None,
                         module_name: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                         name_regex: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                         on_unparsable: pulumi.Input[Optional[Optional['OnUnparsable']]] = None,
                         product_key: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                         select: pulumi.Input[Optional[Optional['FirmwareSelect']]] = None,
                         sign_method: pulumi.Input[Optional[Optional['SignMethod']]] = None,
                         src_version: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                         statuses: pulumi.Input[Optional[Optional[Sequence['FirmwareStatus']]]] = None,
                         type: pulumi.Input[Optional[Optional['FirmwareType']]] = None,
                         version_pattern: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                         version_range: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                         version_regex: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                         version_scheme: pulumi.Input[Optional[Optional['VersionScheme']]] = None,
                         weak_digest: pulumi.Input[Optional[Optional['WeakDigest']]] = None,
                         opts: Optional[Union[pulumi.InvokeOptions, pulumi.InvokeOutputOptions]] = None) -> pulumi.Output[FindFirmwareResult]:
    """
    Looks up an OTA update package that may not exist, with the criteria of getFirmware. Several matches are an error, and so is a package that fails an assertion.

    ## Example Usage
    ### A package that is not published yet

    Pins version 5.0.0 as soon as it is published. Until then, the program runs without the pin.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    candidate = ota.find_firmware(
        product_key="a1GatewayK01",
        dest_version="5.0.0",
        type=ota.FirmwareType.FULL,
    )
    if candidate.firmware:
        ota.FirmwarePin("field-trial", firmware_id=candidate.firmware.firmware_id)

    pulumi.export("isPublished", candidate.found)
    ```


    :param _builtins.bool allow_unscoped: Whether `highest` and `newest` may compare packages of several products or modules. The result may belong to a different product than you expect. For example: `true`. Default: `false`.
    :param Sequence[Union['BlockedFirmware', 'BlockedFirmwareDict']] blocked: Packages that must not be selected, each with a reason. For example: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
    :param _builtins.str dest_version: The version of the package. Must match exactly. For example: `4.0.0`.
    :param _builtins.str expected_digest: Require the file of the selected package to have this digest: `sha256:` and 64 hexadecimal digits, or `md5:` and 32, in either case. A different or missing digest is an error. For example: `sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042`.
    :param _builtins.str expected_firmware_id: Require the selected package to have this ID. A different ID is an error. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
    :param _builtins.int expected_size: Require the file of the selected package to have this size, in bytes. A different or missing size is an error. For example: `20971520`.
    :param _builtins.str firmware_id: The unique ID of the package. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
    :param _builtins.str firmware_name: The name of the package, which is unique in an account. Must match exactly. For example: `gateway-4.0.0`.
    :param _builtins.str from_version: The version installed on the devices. Selects packages that fit it: full packages, and differential packages from exactly this source version. If both kinds have the same version, the differential package is selected. The selected version is not necessarily higher. For example: `3.10.0`.
    :param _builtins.bool include_prerelease: Whether to treat pre-releases like any other version. If false, all pre-releases are excluded. For example: `true`. Default: `versionRange`, `highest` and `newest` exclude pre-releases, unless `destVersion`, `firmwareName` or `firmwareId` is set; other criteria include them.
    :param _builtins.str iot_instance_id: The ID of the instance. Required if the Overview page of the IoT Platform console shows an ID. For example: `iot-0123abcd`. Default: the provider's `iotInstanceId`.
    :param _builtins.int max_size: Maximum size of the file, in bytes. A package of unknown size does not match. For example: `16777216`.
    :param _builtins.str min_age: Minimum age of the package, in weeks (w), days (d), hours (h), minutes (m) and seconds (s). The age is the time since creation, by the clock of this machine. A package without a time of creation does not match. For example: `14d`, `36h`, `1w2d12h`.
    :param _builtins.int min_size: Minimum size of the file, in bytes. A package of unknown size does not match. For example: `1024`.
    :param _builtins.str module_name: The module of the package. Must match exactly. A package created without a module is in module `default`. For example: `modem`.
    :param _builtins.str name_regex: A regular expression (RE2) to find anywhere in the name of the package. Case-sensitive unless it starts with `(?i)`. RE2 supports no lookaround and no backreferences. Its run time is linear in the length of the name. For example: `^gateway-`.
    :param 'OnUnparsable' on_unparsable: How to handle packages with an unreadable version. Applies if the lookup uses `versionRange` or `highest`, if it excludes pre-releases, or if a value is set here. The default skips them, and a warning counts and lists them. For example: `error`. Default: `warn`.
    :param _builtins.str product_key: The ProductKey of the product. For example: `a1GatewayK01`. Default: the packages of all products.
    :param 'FirmwareSelect' select: Which package to select if several match. `highest` and `newest` require `productKey` and `moduleName`, or `allowUnscoped`. They compare full packages, unless `fromVersion`, `srcVersion` or `type` selects differential ones. For example: `highest`. Default: `only`.
    :param 'SignMethod' sign_method: The algorithm of the digest of the file. For example: `SHA256`.
    :param _builtins.str src_version: The source version of a differential package. Must match exactly. Full packages have no source version. For example: `3.2.1`.
    :param Sequence['FirmwareStatus'] statuses: The statuses that the package may have. For example: `["verified"]`. Default: `["verified", "notRequired"]`.
    :param 'FirmwareType' type: Whether the package is full or differential. For example: `full`.
    :param _builtins.str version_pattern: A regular expression (RE2) that finds the version in a longer text. Use one group named `version`, which is read by `versionScheme`. Or use a named group for each numeric part, most significant first, and optionally a group named `prerelease`. A text that does not match cannot be read as a version. For example: `isp-(?P<version>.+)`, `cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`.
    :param _builtins.str version_range: An npm-style range that the version must be in. A pre-release is in the range only if the range contains a pre-release of the same numbers, or with `includePrerelease`. To match a single version, set `destVersion`. For example: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`.
    :param _builtins.str version_regex: A regular expression (RE2) to find anywhere in the version of the package. The rules of `nameRegex` apply. For example: `^cam_`.
    :param 'VersionScheme' version_scheme: How to read versions. For example: `dotted`. Default: `semver`, or `dotted` if `versionPattern` has groups for numeric parts.
    :param 'WeakDigest' weak_digest: How to handle a selected package that has an MD5 digest or no digest, instead of SHA-256. MD5 is the default of the service. For example: `deny`. Default: `allow`.
    """
    __args__ = dict()
    __args__['allowUnscoped'] = allow_unscoped
    __args__['blocked'] = blocked
    __args__['destVersion'] = dest_version
    __args__['expectedDigest'] = expected_digest
    __args__['expectedFirmwareId'] = expected_firmware_id
    __args__['expectedSize'] = expected_size
    __args__['firmwareId'] = firmware_id
    __args__['firmwareName'] = firmware_name
    __args__['fromVersion'] = from_version
    __args__['includePrerelease'] = include_prerelease
    __args__['iotInstanceId'] = iot_instance_id
    __args__['maxSize'] = max_size
    __args__['minAge'] = min_age
    __args__['minSize'] = min_size
    __args__['moduleName'] = module_name
    __args__['nameRegex'] = name_regex
    __args__['onUnparsable'] = on_unparsable
    __args__['productKey'] = product_key
    __args__['select'] = select
    __args__['signMethod'] = sign_method
    __args__['srcVersion'] = src_version
    __args__['statuses'] = statuses
    __args__['type'] = type
    __args__['versionPattern'] = version_pattern
    __args__['versionRange'] = version_range
    __args__['versionRegex'] = version_regex
    __args__['versionScheme'] = version_scheme
    __args__['weakDigest'] = weak_digest
    opts = pulumi.InvokeOutputOptions.merge(_utilities.get_invoke_opts_defaults(), opts)
    __ret__ = _utilities.invoke_output('alicloud-iot:ota:findFirmware', __args__, opts=opts, typ=FindFirmwareResult)
    return __ret__.apply(lambda __response__: FindFirmwareResult(
        firmware=pulumi.get(__response__, 'firmware'),
        found=pulumi.get(__response__, 'found')))
