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
        The package; absent where none meets the criteria.
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
    Looks up one OTA update package that may not be there, by the criteria of getFirmware. Several matches are an error, and so is a package that is not what was asserted of it.

    ## Example Usage
    ### A package that is not published yet

    The program goes without 5.0.0 until somebody publishes it, and pins it from then on.

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


    :param _builtins.bool allow_unscoped: Whether `highest` and `newest` may compare packages of several products or modules: `true`. `false` by default, since the result could be anybody's package.
    :param Sequence[Union['BlockedFirmware', 'BlockedFirmwareDict']] blocked: Packages that must not be chosen, each with the reason: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
    :param _builtins.str dest_version: The version of the package, compared exactly: `4.0.0`.
    :param _builtins.str expected_digest: Asserts the digest of the chosen package's file, with its algorithm: `sha256:9f3c...` (64 digits) or `md5:7829...` (32 digits), in either case. Another digest, or none, is an error.
    :param _builtins.str expected_firmware_id: Asserts the ID of the chosen package: `nx3hJkVrNmQ2wYc8E7aS0100`. Another one is an error.
    :param _builtins.int expected_size: Asserts the size of the chosen package's file, in bytes: `20971520`. Another one, or none, is an error.
    :param _builtins.str firmware_id: The unique ID of the package: `nx3hJkVrNmQ2wYc8E7aS0100`.
    :param _builtins.str firmware_name: The name of the package, compared exactly: `gateway-4.0.0`. It is unique in an account.
    :param _builtins.str from_version: The version that the devices have, compared exactly: `3.10.0`. Full packages fit them, and differential ones from exactly this version; where both lead to the same version, the differential one is meant. It does not say that the package must be a higher version.
    :param _builtins.bool include_prerelease: Whether pre-releases count like any other version: `true`. By default they are left out of `versionRange`, `highest` and `newest`, unless `destVersion`, `firmwareName` or `firmwareId` names one, and are no different otherwise. `false` always leaves them out.
    :param _builtins.str iot_instance_id: The ID of the instance, such as `iot-0123abcd`. The service requires it for an instance that has an ID, which the Overview page of the IoT Platform console shows. The provider's `iotInstanceId` by default.
    :param _builtins.int max_size: The greatest size of the file, in bytes: `16777216`. A package without a size does not meet it.
    :param _builtins.str min_age: How long ago the package was created at least, in weeks, days, hours, minutes and seconds: `14d`, `36h`, `1w2d12h`. A package without a time of creation does not meet it. The clock is this machine's.
    :param _builtins.int min_size: The least size of the file, in bytes: `1024`. A package without a size does not meet it.
    :param _builtins.str module_name: The module of the package, compared exactly: `modem`. It is `default` where none was named at creation.
    :param _builtins.str name_regex: A regular expression (RE2) that is found anywhere in the name of the package: `^gateway-`. Case matters unless it starts with `(?i)`. RE2 takes time in proportion to the text, whatever the expression; it has no look-around and no back-references.
    :param 'OnUnparsable' on_unparsable: What becomes of packages whose version cannot be read, where versions matter: `error`. They do for `versionRange` and `highest`, wherever pre-releases are left out, and where this is given. `warn` by default: they are left out, and a warning counts and names them.
    :param _builtins.str product_key: The ProductKey of the product: `a1GatewayK01`. Without it, the packages of all products are looked through.
    :param 'FirmwareSelect' select: Which of several matching packages is meant: `highest`. `only` by default. `highest` and `newest` need `productKey` and `moduleName`, or `allowUnscoped`. By default they are full packages; `fromVersion`, `srcVersion` or `type` says which differential ones fit.
    :param 'SignMethod' sign_method: The algorithm of the digest of the package's file: `SHA256`.
    :param _builtins.str src_version: The version a differential package starts from, compared exactly: `3.2.1`. Full packages have none.
    :param Sequence['FirmwareStatus'] statuses: The statuses that the package may have: `[verified]`. By default what may be deployed: `verified` and `notRequired`.
    :param 'FirmwareType' type: Full or differential: `full`.
    :param _builtins.str version_pattern: A regular expression (RE2) that says which part of the whole text is the version, where that is not all of it. Either one named group `version`, read under `versionScheme`: `isp-(?P<version>.+)`. Or a named group for each numeric part, the most significant first, and perhaps `prerelease`: `cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`. What it does not match is no version.
    :param _builtins.str version_range: A range that holds the version, as npm writes ranges: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`. A pre-release is in it only where the range names a pre-release of the same numbers, or with `includePrerelease`. A single version is `destVersion`.
    :param _builtins.str version_regex: A regular expression (RE2) that is found anywhere in the version of the package: `^cam_`. See `nameRegex`.
    :param 'VersionScheme' version_scheme: How versions are written: `dotted`. By default `semver`, or `dotted` for a `versionPattern` of numeric parts.
    :param 'WeakDigest' weak_digest: What is thought of a chosen package whose digest is not SHA-256, or that has none: `deny`. `allow` by default, since MD5 is the service's own default.
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
    Looks up one OTA update package that may not be there, by the criteria of getFirmware. Several matches are an error, and so is a package that is not what was asserted of it.

    ## Example Usage
    ### A package that is not published yet

    The program goes without 5.0.0 until somebody publishes it, and pins it from then on.

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


    :param _builtins.bool allow_unscoped: Whether `highest` and `newest` may compare packages of several products or modules: `true`. `false` by default, since the result could be anybody's package.
    :param Sequence[Union['BlockedFirmware', 'BlockedFirmwareDict']] blocked: Packages that must not be chosen, each with the reason: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
    :param _builtins.str dest_version: The version of the package, compared exactly: `4.0.0`.
    :param _builtins.str expected_digest: Asserts the digest of the chosen package's file, with its algorithm: `sha256:9f3c...` (64 digits) or `md5:7829...` (32 digits), in either case. Another digest, or none, is an error.
    :param _builtins.str expected_firmware_id: Asserts the ID of the chosen package: `nx3hJkVrNmQ2wYc8E7aS0100`. Another one is an error.
    :param _builtins.int expected_size: Asserts the size of the chosen package's file, in bytes: `20971520`. Another one, or none, is an error.
    :param _builtins.str firmware_id: The unique ID of the package: `nx3hJkVrNmQ2wYc8E7aS0100`.
    :param _builtins.str firmware_name: The name of the package, compared exactly: `gateway-4.0.0`. It is unique in an account.
    :param _builtins.str from_version: The version that the devices have, compared exactly: `3.10.0`. Full packages fit them, and differential ones from exactly this version; where both lead to the same version, the differential one is meant. It does not say that the package must be a higher version.
    :param _builtins.bool include_prerelease: Whether pre-releases count like any other version: `true`. By default they are left out of `versionRange`, `highest` and `newest`, unless `destVersion`, `firmwareName` or `firmwareId` names one, and are no different otherwise. `false` always leaves them out.
    :param _builtins.str iot_instance_id: The ID of the instance, such as `iot-0123abcd`. The service requires it for an instance that has an ID, which the Overview page of the IoT Platform console shows. The provider's `iotInstanceId` by default.
    :param _builtins.int max_size: The greatest size of the file, in bytes: `16777216`. A package without a size does not meet it.
    :param _builtins.str min_age: How long ago the package was created at least, in weeks, days, hours, minutes and seconds: `14d`, `36h`, `1w2d12h`. A package without a time of creation does not meet it. The clock is this machine's.
    :param _builtins.int min_size: The least size of the file, in bytes: `1024`. A package without a size does not meet it.
    :param _builtins.str module_name: The module of the package, compared exactly: `modem`. It is `default` where none was named at creation.
    :param _builtins.str name_regex: A regular expression (RE2) that is found anywhere in the name of the package: `^gateway-`. Case matters unless it starts with `(?i)`. RE2 takes time in proportion to the text, whatever the expression; it has no look-around and no back-references.
    :param 'OnUnparsable' on_unparsable: What becomes of packages whose version cannot be read, where versions matter: `error`. They do for `versionRange` and `highest`, wherever pre-releases are left out, and where this is given. `warn` by default: they are left out, and a warning counts and names them.
    :param _builtins.str product_key: The ProductKey of the product: `a1GatewayK01`. Without it, the packages of all products are looked through.
    :param 'FirmwareSelect' select: Which of several matching packages is meant: `highest`. `only` by default. `highest` and `newest` need `productKey` and `moduleName`, or `allowUnscoped`. By default they are full packages; `fromVersion`, `srcVersion` or `type` says which differential ones fit.
    :param 'SignMethod' sign_method: The algorithm of the digest of the package's file: `SHA256`.
    :param _builtins.str src_version: The version a differential package starts from, compared exactly: `3.2.1`. Full packages have none.
    :param Sequence['FirmwareStatus'] statuses: The statuses that the package may have: `[verified]`. By default what may be deployed: `verified` and `notRequired`.
    :param 'FirmwareType' type: Full or differential: `full`.
    :param _builtins.str version_pattern: A regular expression (RE2) that says which part of the whole text is the version, where that is not all of it. Either one named group `version`, read under `versionScheme`: `isp-(?P<version>.+)`. Or a named group for each numeric part, the most significant first, and perhaps `prerelease`: `cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`. What it does not match is no version.
    :param _builtins.str version_range: A range that holds the version, as npm writes ranges: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`. A pre-release is in it only where the range names a pre-release of the same numbers, or with `includePrerelease`. A single version is `destVersion`.
    :param _builtins.str version_regex: A regular expression (RE2) that is found anywhere in the version of the package: `^cam_`. See `nameRegex`.
    :param 'VersionScheme' version_scheme: How versions are written: `dotted`. By default `semver`, or `dotted` for a `versionPattern` of numeric parts.
    :param 'WeakDigest' weak_digest: What is thought of a chosen package whose digest is not SHA-256, or that has none: `deny`. `allow` by default, since MD5 is the service's own default.
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
