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
    Looks up exactly one OTA update package. None or several matches are an error that says why. By default the package must be fit to be deployed: verified, or in no need of verification.

    ## Example Usage
    ### The highest version of a range

    The highest verified 4.x of a module. Several matches would be an error without `select`.

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
    ### Exactly this file

    One version, whose file must be the one that was tested. Another file under that version is an error, and so is a file
    of which only an MD5 digest is known.

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
    ### What fits the devices

    The version that the devices have comes from the configuration of the stack. The differential package from it is
    meant where there is one, and the full package otherwise. The size is in bytes.

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
    Looks up exactly one OTA update package. None or several matches are an error that says why. By default the package must be fit to be deployed: verified, or in no need of verification.

    ## Example Usage
    ### The highest version of a range

    The highest verified 4.x of a module. Several matches would be an error without `select`.

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
    ### Exactly this file

    One version, whose file must be the one that was tested. Another file under that version is an error, and so is a file
    of which only an MD5 digest is known.

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
    ### What fits the devices

    The version that the devices have comes from the configuration of the stack. The differential package from it is
    meant where there is one, and the full package otherwise. The size is in bytes.

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
