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

__all__ = [
    'GetLockedFirmwareResult',
    'AwaitableGetLockedFirmwareResult',
    'get_locked_firmware',
    'get_locked_firmware_output',
]

@pulumi.output_type
class GetLockedFirmwareResult:
    def __init__(__self__, dest_version=None, digest=None, firmware_id=None, firmware_name=None, firmware_size=None, iot_instance_id=None, module_name=None, product_key=None, src_version=None, type=None, utc_create=None, verdict=None):
        if dest_version and not isinstance(dest_version, str):
            raise TypeError("Expected argument 'dest_version' to be a str")
        pulumi.set(__self__, "dest_version", dest_version)
        if digest and not isinstance(digest, str):
            raise TypeError("Expected argument 'digest' to be a str")
        pulumi.set(__self__, "digest", digest)
        if firmware_id and not isinstance(firmware_id, str):
            raise TypeError("Expected argument 'firmware_id' to be a str")
        pulumi.set(__self__, "firmware_id", firmware_id)
        if firmware_name and not isinstance(firmware_name, str):
            raise TypeError("Expected argument 'firmware_name' to be a str")
        pulumi.set(__self__, "firmware_name", firmware_name)
        if firmware_size and not isinstance(firmware_size, int):
            raise TypeError("Expected argument 'firmware_size' to be a int")
        pulumi.set(__self__, "firmware_size", firmware_size)
        if iot_instance_id and not isinstance(iot_instance_id, str):
            raise TypeError("Expected argument 'iot_instance_id' to be a str")
        pulumi.set(__self__, "iot_instance_id", iot_instance_id)
        if module_name and not isinstance(module_name, str):
            raise TypeError("Expected argument 'module_name' to be a str")
        pulumi.set(__self__, "module_name", module_name)
        if product_key and not isinstance(product_key, str):
            raise TypeError("Expected argument 'product_key' to be a str")
        pulumi.set(__self__, "product_key", product_key)
        if src_version and not isinstance(src_version, str):
            raise TypeError("Expected argument 'src_version' to be a str")
        pulumi.set(__self__, "src_version", src_version)
        if type and not isinstance(type, str):
            raise TypeError("Expected argument 'type' to be a str")
        pulumi.set(__self__, "type", type)
        if utc_create and not isinstance(utc_create, str):
            raise TypeError("Expected argument 'utc_create' to be a str")
        pulumi.set(__self__, "utc_create", utc_create)
        if verdict and not isinstance(verdict, str):
            raise TypeError("Expected argument 'verdict' to be a str")
        pulumi.set(__self__, "verdict", verdict)

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
    @pulumi.getter(name="firmwareSize")
    def firmware_size(self) -> Optional[_builtins.int]:
        """
        The size of the file, in bytes. Absent where the service gives none.
        """
        return pulumi.get(self, "firmware_size")

    @_builtins.property
    @pulumi.getter(name="iotInstanceId")
    def iot_instance_id(self) -> Optional[_builtins.str]:
        """
        The ID of the instance that the package was found in. Absent for none.
        """
        return pulumi.get(self, "iot_instance_id")

    @_builtins.property
    @pulumi.getter(name="moduleName")
    def module_name(self) -> _builtins.str:
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
    @pulumi.getter(name="srcVersion")
    def src_version(self) -> Optional[_builtins.str]:
        """
        The version a differential package starts from. Absent for a full package.
        """
        return pulumi.get(self, "src_version")

    @_builtins.property
    @pulumi.getter
    def type(self) -> _builtins.str:
        """
        `full` or `differential`; `unknown` for a code this release does not know.
        """
        return pulumi.get(self, "type")

    @_builtins.property
    @pulumi.getter(name="utcCreate")
    def utc_create(self) -> Optional[_builtins.str]:
        """
        When the package was created: UTC in ISO 8601 with milliseconds, such as `2019-12-28T02:42:22.000Z`.
        """
        return pulumi.get(self, "utc_create")

    @_builtins.property
    @pulumi.getter
    def verdict(self) -> _builtins.str:
        """
        The package's current state: `ok`, `moved` (the same file now has the ID in `firmwareId`), or `notChecked` with `offline`. Every other state is an error.
        """
        return pulumi.get(self, "verdict")


class AwaitableGetLockedFirmwareResult(GetLockedFirmwareResult):
    # pylint: disable=using-constant-test
    def __await__(self):
        if False:
            yield self
        return GetLockedFirmwareResult(
            dest_version=self.dest_version,
            digest=self.digest,
            firmware_id=self.firmware_id,
            firmware_name=self.firmware_name,
            firmware_size=self.firmware_size,
            iot_instance_id=self.iot_instance_id,
            module_name=self.module_name,
            product_key=self.product_key,
            src_version=self.src_version,
            type=self.type,
            utc_create=self.utc_create,
            verdict=self.verdict)


def get_locked_firmware(lock_file: Optional[_builtins.str] = None,
                        name: Optional[_builtins.str] = None,
                        offline: Optional[_builtins.bool] = None,
                        opts: Optional[pulumi.InvokeOptions] = None) -> AwaitableGetLockedFirmwareResult:
    """
    Returns the package locked in an entry of firmware.lock, checked against the live catalog. It is an error if the package is missing, unverified or blocked, or if its version or ID now has a different file.

    ## Example Usage
    ### An entry, checked against the live catalog

    Reads an entry of the `firmware.lock` next to the program, written by `alicloud-iot-ota lock` or `bump`. Returns the
    package only if the live catalog still has it unchanged.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    gateway = ota.get_locked_firmware_output(name="gateway")

    pulumi.export("firmwareId", gateway.firmware_id)
    pulumi.export("verdict", gateway.verdict)
    ```
    ### An entry, without network access

    Returns the same entry as recorded in the lock file. It makes no request and needs no credentials.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    gateway = ota.get_locked_firmware_output(
        name="gateway",
        lock_file="firmware.lock",
        offline=True,
    )

    pulumi.export("digest", gateway.digest)
    pulumi.export("verdict", gateway.verdict)
    ```


    :param _builtins.str lock_file: The path of the lock file. A relative path starts at the folder of the program. For example: `deploy/firmware.lock`. Default: `firmware.lock`.
    :param _builtins.str name: The name of the entry. For example: `gateway`.
    :param _builtins.bool offline: Whether to return the package as recorded in the lock file, without checking it against the live catalog. For example: `true`. Default: `false`.
    """
    __args__ = dict()
    __args__['lockFile'] = lock_file
    __args__['name'] = name
    __args__['offline'] = offline
    opts = pulumi.InvokeOptions.merge(_utilities.get_invoke_opts_defaults(), opts)
    __ret__ = _utilities.invoke('alicloud-iot:ota:getLockedFirmware', __args__, opts=opts, typ=GetLockedFirmwareResult).value

    return AwaitableGetLockedFirmwareResult(
        dest_version=pulumi.get(__ret__, 'dest_version'),
        digest=pulumi.get(__ret__, 'digest'),
        firmware_id=pulumi.get(__ret__, 'firmware_id'),
        firmware_name=pulumi.get(__ret__, 'firmware_name'),
        firmware_size=pulumi.get(__ret__, 'firmware_size'),
        iot_instance_id=pulumi.get(__ret__, 'iot_instance_id'),
        module_name=pulumi.get(__ret__, 'module_name'),
        product_key=pulumi.get(__ret__, 'product_key'),
        src_version=pulumi.get(__ret__, 'src_version'),
        type=pulumi.get(__ret__, 'type'),
        utc_create=pulumi.get(__ret__, 'utc_create'),
        verdict=pulumi.get(__ret__, 'verdict'))
def get_locked_firmware_output(lock_file: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                               name: pulumi.Input[Optional[_builtins.str]] = None,
                               offline: pulumi.Input[Optional[Optional[_builtins.bool]]] = None,
                               opts: Optional[Union[pulumi.InvokeOptions, pulumi.InvokeOutputOptions]] = None) -> pulumi.Output[GetLockedFirmwareResult]:
    """
    Returns the package locked in an entry of firmware.lock, checked against the live catalog. It is an error if the package is missing, unverified or blocked, or if its version or ID now has a different file.

    ## Example Usage
    ### An entry, checked against the live catalog

    Reads an entry of the `firmware.lock` next to the program, written by `alicloud-iot-ota lock` or `bump`. Returns the
    package only if the live catalog still has it unchanged.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    gateway = ota.get_locked_firmware_output(name="gateway")

    pulumi.export("firmwareId", gateway.firmware_id)
    pulumi.export("verdict", gateway.verdict)
    ```
    ### An entry, without network access

    Returns the same entry as recorded in the lock file. It makes no request and needs no credentials.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    gateway = ota.get_locked_firmware_output(
        name="gateway",
        lock_file="firmware.lock",
        offline=True,
    )

    pulumi.export("digest", gateway.digest)
    pulumi.export("verdict", gateway.verdict)
    ```


    :param _builtins.str lock_file: The path of the lock file. A relative path starts at the folder of the program. For example: `deploy/firmware.lock`. Default: `firmware.lock`.
    :param _builtins.str name: The name of the entry. For example: `gateway`.
    :param _builtins.bool offline: Whether to return the package as recorded in the lock file, without checking it against the live catalog. For example: `true`. Default: `false`.
    """
    __args__ = dict()
    __args__['lockFile'] = lock_file
    __args__['name'] = name
    __args__['offline'] = offline
    opts = pulumi.InvokeOutputOptions.merge(_utilities.get_invoke_opts_defaults(), opts)
    __ret__ = _utilities.invoke_output('alicloud-iot:ota:getLockedFirmware', __args__, opts=opts, typ=GetLockedFirmwareResult)
    return __ret__.apply(lambda __response__: GetLockedFirmwareResult(
        dest_version=pulumi.get(__response__, 'dest_version'),
        digest=pulumi.get(__response__, 'digest'),
        firmware_id=pulumi.get(__response__, 'firmware_id'),
        firmware_name=pulumi.get(__response__, 'firmware_name'),
        firmware_size=pulumi.get(__response__, 'firmware_size'),
        iot_instance_id=pulumi.get(__response__, 'iot_instance_id'),
        module_name=pulumi.get(__response__, 'module_name'),
        product_key=pulumi.get(__response__, 'product_key'),
        src_version=pulumi.get(__response__, 'src_version'),
        type=pulumi.get(__response__, 'type'),
        utc_create=pulumi.get(__response__, 'utc_create'),
        verdict=pulumi.get(__response__, 'verdict')))
