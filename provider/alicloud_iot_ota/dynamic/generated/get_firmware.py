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
from ._enums import *
from ._inputs import *

__all__ = [
    'GetFirmwareResult',
    'AwaitableGetFirmwareResult',
    'get_firmware',
    'get_firmware_output',
]

@pulumi.output_type
class GetFirmwareResult:
    def __init__(__self__, dest_version=None, digest=None, firmware_desc=None, firmware_id=None, firmware_name=None, firmware_sign=None, firmware_size=None, module_name=None, product_key=None, product_name=None, sign_method=None, src_version=None, status=None, status_code=None, type=None, type_code=None, utc_create=None, utc_modified=None):
        if dest_version and not isinstance(dest_version, str):
            raise TypeError("Expected argument 'dest_version' to be a str")
        pulumi.set(__self__, "dest_version", dest_version)
        if digest and not isinstance(digest, str):
            raise TypeError("Expected argument 'digest' to be a str")
        pulumi.set(__self__, "digest", digest)
        if firmware_desc and not isinstance(firmware_desc, str):
            raise TypeError("Expected argument 'firmware_desc' to be a str")
        pulumi.set(__self__, "firmware_desc", firmware_desc)
        if firmware_id and not isinstance(firmware_id, str):
            raise TypeError("Expected argument 'firmware_id' to be a str")
        pulumi.set(__self__, "firmware_id", firmware_id)
        if firmware_name and not isinstance(firmware_name, str):
            raise TypeError("Expected argument 'firmware_name' to be a str")
        pulumi.set(__self__, "firmware_name", firmware_name)
        if firmware_sign and not isinstance(firmware_sign, str):
            raise TypeError("Expected argument 'firmware_sign' to be a str")
        pulumi.set(__self__, "firmware_sign", firmware_sign)
        if firmware_size and not isinstance(firmware_size, int):
            raise TypeError("Expected argument 'firmware_size' to be a int")
        pulumi.set(__self__, "firmware_size", firmware_size)
        if module_name and not isinstance(module_name, str):
            raise TypeError("Expected argument 'module_name' to be a str")
        pulumi.set(__self__, "module_name", module_name)
        if product_key and not isinstance(product_key, str):
            raise TypeError("Expected argument 'product_key' to be a str")
        pulumi.set(__self__, "product_key", product_key)
        if product_name and not isinstance(product_name, str):
            raise TypeError("Expected argument 'product_name' to be a str")
        pulumi.set(__self__, "product_name", product_name)
        if sign_method and not isinstance(sign_method, str):
            raise TypeError("Expected argument 'sign_method' to be a str")
        pulumi.set(__self__, "sign_method", sign_method)
        if src_version and not isinstance(src_version, str):
            raise TypeError("Expected argument 'src_version' to be a str")
        pulumi.set(__self__, "src_version", src_version)
        if status and not isinstance(status, str):
            raise TypeError("Expected argument 'status' to be a str")
        pulumi.set(__self__, "status", status)
        if status_code and not isinstance(status_code, int):
            raise TypeError("Expected argument 'status_code' to be a int")
        pulumi.set(__self__, "status_code", status_code)
        if type and not isinstance(type, str):
            raise TypeError("Expected argument 'type' to be a str")
        pulumi.set(__self__, "type", type)
        if type_code and not isinstance(type_code, int):
            raise TypeError("Expected argument 'type_code' to be a int")
        pulumi.set(__self__, "type_code", type_code)
        if utc_create and not isinstance(utc_create, str):
            raise TypeError("Expected argument 'utc_create' to be a str")
        pulumi.set(__self__, "utc_create", utc_create)
        if utc_modified and not isinstance(utc_modified, str):
            raise TypeError("Expected argument 'utc_modified' to be a str")
        pulumi.set(__self__, "utc_modified", utc_modified)

    @_builtins.property
    @pulumi.getter(name="destVersion")
    def dest_version(self) -> _builtins.str:
        """
        The version of the package, as it was written at its creation.
        """
        return pulumi.get(self, "dest_version")

    @_builtins.property
    @pulumi.getter
    def digest(self) -> Optional[_builtins.str]:
        """
        The digest of the file with its algorithm, `sha256:...` or `md5:...`, in lower case: `firmwareSign` and `signMethod` in one. Absent where the service gives none, as for packages of several files.
        """
        return pulumi.get(self, "digest")

    @_builtins.property
    @pulumi.getter(name="firmwareDesc")
    def firmware_desc(self) -> Optional[_builtins.str]:
        """
        The description of the package, by whoever created it.
        """
        return pulumi.get(self, "firmware_desc")

    @_builtins.property
    @pulumi.getter(name="firmwareId")
    def firmware_id(self) -> _builtins.str:
        """
        The unique ID of the package, given by the service.
        """
        return pulumi.get(self, "firmware_id")

    @_builtins.property
    @pulumi.getter(name="firmwareName")
    def firmware_name(self) -> Optional[_builtins.str]:
        """
        The name of the package. By the documentation of CreateOTAFirmware it is unique in an account and never changes.
        """
        return pulumi.get(self, "firmware_name")

    @_builtins.property
    @pulumi.getter(name="firmwareSign")
    def firmware_sign(self) -> Optional[_builtins.str]:
        """
        The digest of the file in hexadecimal, by `signMethod`. The API calls it a signature, but no key has part in it.
        """
        return pulumi.get(self, "firmware_sign")

    @_builtins.property
    @pulumi.getter(name="firmwareSize")
    def firmware_size(self) -> Optional[_builtins.int]:
        """
        The size of the file, in bytes. Absent where the service gives none.
        """
        return pulumi.get(self, "firmware_size")

    @_builtins.property
    @pulumi.getter(name="moduleName")
    def module_name(self) -> Optional[_builtins.str]:
        """
        The module of the package: `default` where none was named at its creation.
        """
        return pulumi.get(self, "module_name")

    @_builtins.property
    @pulumi.getter(name="productKey")
    def product_key(self) -> Optional[_builtins.str]:
        """
        The ProductKey of the product that the package belongs to.
        """
        return pulumi.get(self, "product_key")

    @_builtins.property
    @pulumi.getter(name="productName")
    def product_name(self) -> Optional[_builtins.str]:
        """
        The name of the product that the package belongs to.
        """
        return pulumi.get(self, "product_name")

    @_builtins.property
    @pulumi.getter(name="signMethod")
    def sign_method(self) -> Optional[_builtins.str]:
        """
        The algorithm of `firmwareSign`: `MD5` or `SHA256`.
        """
        return pulumi.get(self, "sign_method")

    @_builtins.property
    @pulumi.getter(name="srcVersion")
    def src_version(self) -> Optional[_builtins.str]:
        """
        The version a differential package starts from. Absent for a full package.
        """
        return pulumi.get(self, "src_version")

    @_builtins.property
    @pulumi.getter
    def status(self) -> _builtins.str:
        """
        `verified`, `unverified`, `verifying`, `verificationFailed` or `notRequired`; `unknown` for a code this release does not know.
        """
        return pulumi.get(self, "status")

    @_builtins.property
    @pulumi.getter(name="statusCode")
    def status_code(self) -> Optional[_builtins.int]:
        """
        The API's code of the status: 0 unverified, 1 verified, 2 verifying, 3 verification failed; -1 no verification needed, which the documentation of QueryOTAFirmware adds.
        """
        return pulumi.get(self, "status_code")

    @_builtins.property
    @pulumi.getter
    def type(self) -> _builtins.str:
        """
        `full` or `differential`; `unknown` for a code this release does not know.
        """
        return pulumi.get(self, "type")

    @_builtins.property
    @pulumi.getter(name="typeCode")
    def type_code(self) -> Optional[_builtins.int]:
        """
        The API's code of the type: 0 full, 1 differential.
        """
        return pulumi.get(self, "type_code")

    @_builtins.property
    @pulumi.getter(name="utcCreate")
    def utc_create(self) -> Optional[_builtins.str]:
        """
        When the package was created: UTC in ISO 8601 with milliseconds, such as `2019-12-28T02:42:22.000Z`.
        """
        return pulumi.get(self, "utc_create")

    @_builtins.property
    @pulumi.getter(name="utcModified")
    def utc_modified(self) -> Optional[_builtins.str]:
        """
        When the package or its update task was last modified: UTC in ISO 8601 with milliseconds, such as `2019-12-28T02:42:22.000Z`. No part of its identity.
        """
        return pulumi.get(self, "utc_modified")


class AwaitableGetFirmwareResult(GetFirmwareResult):
    # pylint: disable=using-constant-test
    def __await__(self):
        if False:
            yield self
        return GetFirmwareResult(
            dest_version=self.dest_version,
            digest=self.digest,
            firmware_desc=self.firmware_desc,
            firmware_id=self.firmware_id,
            firmware_name=self.firmware_name,
            firmware_sign=self.firmware_sign,
            firmware_size=self.firmware_size,
            module_name=self.module_name,
            product_key=self.product_key,
            product_name=self.product_name,
            sign_method=self.sign_method,
            src_version=self.src_version,
            status=self.status,
            status_code=self.status_code,
            type=self.type,
            type_code=self.type_code,
            utc_create=self.utc_create,
            utc_modified=self.utc_modified)


def get_firmware(allow_unscoped: Optional[_builtins.bool] = None,
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
                 opts: Optional[pulumi.InvokeOptions] = None) -> AwaitableGetFirmwareResult:
    """
    Looks up exactly one OTA update package. Zero or several matches are an error that explains why. By default the package must be deployable: verified, or one that needs no verification.

    ## Example Usage
    ### The highest version of a range

    Looks up the highest verified 4.x version of a module. Without `select`, several matches are an error.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    firmware = ota.get_firmware_output(
        product_key="a1GatewayK01",
        module_name="default",
        type=ota.FirmwareType.FULL,
        version_range="^4.0",
        select=ota.FirmwareSelect.HIGHEST,
    )

    pulumi.export("firmwareId", firmware.firmware_id)
    pulumi.export("version", firmware.dest_version)
    ```
    ### A package with a known file

    Looks up one version and requires the file that was tested. A different file with that version is an error, and so is a
    file with only an MD5 digest.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    firmware = ota.get_firmware_output(
        product_key="a1GatewayK01",
        dest_version="4.0.0",
        type=ota.FirmwareType.FULL,
        expected_digest="sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b",
        weak_digest=ota.WeakDigest.DENY,
    )

    pulumi.export("firmwareId", firmware.firmware_id)
    ```
    ### A package that fits the devices

    Reads the version installed on the devices from the configuration of the stack. Selects the differential package from
    that version, or the full package if there is none. The size is in bytes.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    config = pulumi.Config()
    firmware = ota.get_firmware_output(
        product_key="a1GatewayK01",
        module_name="default",
        dest_version="4.0.0",
        from_version=config.get("deviceVersion") or "3.10.0",
    )

    pulumi.export("firmwareId", firmware.firmware_id)
    pulumi.export("size", firmware.firmware_size)
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
    __ret__ = _utilities.invoke('alicloud-iot:ota:getFirmware', __args__, opts=opts, typ=GetFirmwareResult).value

    return AwaitableGetFirmwareResult(
        dest_version=pulumi.get(__ret__, 'dest_version'),
        digest=pulumi.get(__ret__, 'digest'),
        firmware_desc=pulumi.get(__ret__, 'firmware_desc'),
        firmware_id=pulumi.get(__ret__, 'firmware_id'),
        firmware_name=pulumi.get(__ret__, 'firmware_name'),
        firmware_sign=pulumi.get(__ret__, 'firmware_sign'),
        firmware_size=pulumi.get(__ret__, 'firmware_size'),
        module_name=pulumi.get(__ret__, 'module_name'),
        product_key=pulumi.get(__ret__, 'product_key'),
        product_name=pulumi.get(__ret__, 'product_name'),
        sign_method=pulumi.get(__ret__, 'sign_method'),
        src_version=pulumi.get(__ret__, 'src_version'),
        status=pulumi.get(__ret__, 'status'),
        status_code=pulumi.get(__ret__, 'status_code'),
        type=pulumi.get(__ret__, 'type'),
        type_code=pulumi.get(__ret__, 'type_code'),
        utc_create=pulumi.get(__ret__, 'utc_create'),
        utc_modified=pulumi.get(__ret__, 'utc_modified'))
def get_firmware_output(allow_unscoped: pulumi.Input[Optional[Optional[_builtins.bool]]] = None,
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
                        opts: Optional[Union[pulumi.InvokeOptions, pulumi.InvokeOutputOptions]] = None) -> pulumi.Output[GetFirmwareResult]:
    """
    Looks up exactly one OTA update package. Zero or several matches are an error that explains why. By default the package must be deployable: verified, or one that needs no verification.

    ## Example Usage
    ### The highest version of a range

    Looks up the highest verified 4.x version of a module. Without `select`, several matches are an error.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    firmware = ota.get_firmware_output(
        product_key="a1GatewayK01",
        module_name="default",
        type=ota.FirmwareType.FULL,
        version_range="^4.0",
        select=ota.FirmwareSelect.HIGHEST,
    )

    pulumi.export("firmwareId", firmware.firmware_id)
    pulumi.export("version", firmware.dest_version)
    ```
    ### A package with a known file

    Looks up one version and requires the file that was tested. A different file with that version is an error, and so is a
    file with only an MD5 digest.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    firmware = ota.get_firmware_output(
        product_key="a1GatewayK01",
        dest_version="4.0.0",
        type=ota.FirmwareType.FULL,
        expected_digest="sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b",
        weak_digest=ota.WeakDigest.DENY,
    )

    pulumi.export("firmwareId", firmware.firmware_id)
    ```
    ### A package that fits the devices

    Reads the version installed on the devices from the configuration of the stack. Selects the differential package from
    that version, or the full package if there is none. The size is in bytes.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    config = pulumi.Config()
    firmware = ota.get_firmware_output(
        product_key="a1GatewayK01",
        module_name="default",
        dest_version="4.0.0",
        from_version=config.get("deviceVersion") or "3.10.0",
    )

    pulumi.export("firmwareId", firmware.firmware_id)
    pulumi.export("size", firmware.firmware_size)
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
    __ret__ = _utilities.invoke_output('alicloud-iot:ota:getFirmware', __args__, opts=opts, typ=GetFirmwareResult)
    return __ret__.apply(lambda __response__: GetFirmwareResult(
        dest_version=pulumi.get(__response__, 'dest_version'),
        digest=pulumi.get(__response__, 'digest'),
        firmware_desc=pulumi.get(__response__, 'firmware_desc'),
        firmware_id=pulumi.get(__response__, 'firmware_id'),
        firmware_name=pulumi.get(__response__, 'firmware_name'),
        firmware_sign=pulumi.get(__response__, 'firmware_sign'),
        firmware_size=pulumi.get(__response__, 'firmware_size'),
        module_name=pulumi.get(__response__, 'module_name'),
        product_key=pulumi.get(__response__, 'product_key'),
        product_name=pulumi.get(__response__, 'product_name'),
        sign_method=pulumi.get(__response__, 'sign_method'),
        src_version=pulumi.get(__response__, 'src_version'),
        status=pulumi.get(__response__, 'status'),
        status_code=pulumi.get(__response__, 'status_code'),
        type=pulumi.get(__response__, 'type'),
        type_code=pulumi.get(__response__, 'type_code'),
        utc_create=pulumi.get(__response__, 'utc_create'),
        utc_modified=pulumi.get(__response__, 'utc_modified')))
