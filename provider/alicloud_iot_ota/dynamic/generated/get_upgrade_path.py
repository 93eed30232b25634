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
    'GetUpgradePathResult',
    'AwaitableGetUpgradePathResult',
    'get_upgrade_path',
    'get_upgrade_path_output',
]

@pulumi.output_type
class GetUpgradePathResult:
    def __init__(__self__, differential_size=None, full_size=None, hops=None, kind=None, total_size=None):
        if differential_size and not isinstance(differential_size, int):
            raise TypeError("Expected argument 'differential_size' to be a int")
        pulumi.set(__self__, "differential_size", differential_size)
        if full_size and not isinstance(full_size, int):
            raise TypeError("Expected argument 'full_size' to be a int")
        pulumi.set(__self__, "full_size", full_size)
        if hops and not isinstance(hops, list):
            raise TypeError("Expected argument 'hops' to be a list")
        pulumi.set(__self__, "hops", hops)
        if kind and not isinstance(kind, str):
            raise TypeError("Expected argument 'kind' to be a str")
        pulumi.set(__self__, "kind", kind)
        if total_size and not isinstance(total_size, int):
            raise TypeError("Expected argument 'total_size' to be a int")
        pulumi.set(__self__, "total_size", total_size)

    @_builtins.property
    @pulumi.getter(name="differentialSize")
    def differential_size(self) -> Optional[_builtins.int]:
        """
        The size of the smallest chain of differential packages, in bytes. Absent if no chain exists.
        """
        return pulumi.get(self, "differential_size")

    @_builtins.property
    @pulumi.getter(name="fullSize")
    def full_size(self) -> Optional[_builtins.int]:
        """
        The size of the full package, in bytes. Absent if none exists.
        """
        return pulumi.get(self, "full_size")

    @_builtins.property
    @pulumi.getter
    def hops(self) -> Sequence['outputs.Firmware']:
        """
        The packages, in the order of their installation.
        """
        return pulumi.get(self, "hops")

    @_builtins.property
    @pulumi.getter
    def kind(self) -> _builtins.str:
        """
        `differential`: a chain of differential packages. `full`: the full package. `none`: the devices already have that version.
        """
        return pulumi.get(self, "kind")

    @_builtins.property
    @pulumi.getter(name="totalSize")
    def total_size(self) -> _builtins.int:
        """
        The total size of all packages on the path, in bytes.
        """
        return pulumi.get(self, "total_size")


class AwaitableGetUpgradePathResult(GetUpgradePathResult):
    # pylint: disable=using-constant-test
    def __await__(self):
        if False:
            yield self
        return GetUpgradePathResult(
            differential_size=self.differential_size,
            full_size=self.full_size,
            hops=self.hops,
            kind=self.kind,
            total_size=self.total_size)


def get_upgrade_path(blocked: Optional[Sequence[Union['BlockedFirmware', 'BlockedFirmwareDict']]] = None,
                     from_version: Optional[_builtins.str] = None,
                     iot_instance_id: Optional[_builtins.str] = None,
                     min_age: Optional[_builtins.str] = None,
                     module_name: Optional[_builtins.str] = None,
                     product_key: Optional[_builtins.str] = None,
                     statuses: Optional[Sequence['FirmwareStatus']] = None,
                     to_version: Optional[_builtins.str] = None,
                     opts: Optional[pulumi.InvokeOptions] = None) -> AwaitableGetUpgradePathResult:
    """
    Finds the smallest upgrade path from one version to another, in bytes: a chain of differential packages, or the full package if that is smaller. It is an error if no path exists. By default every package on the path must be deployable.

    ## Example Usage
    ### The smallest upgrade path

    Finds the packages that upgrade devices from 3.2.1 to 4.0.0 with the fewest bytes. `totalSize` is in bytes.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    path = ota.get_upgrade_path_output(
        product_key="a1GatewayK01",
        module_name="default",
        from_version="3.2.1",
        to_version="4.0.0",
    )

    pulumi.export("kind", path.kind)
    pulumi.export("next", path.hops[0].firmware_id)
    pulumi.export("bytes", path.total_size)
    ```


    :param Sequence[Union['BlockedFirmware', 'BlockedFirmwareDict']] blocked: Packages that must not be selected, each with a reason. For example: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
    :param _builtins.str from_version: The version installed on the devices. Must match exactly. For example: `3.2.1`.
    :param _builtins.str iot_instance_id: The ID of the instance. Required if the Overview page of the IoT Platform console shows an ID. For example: `iot-0123abcd`. Default: the provider's `iotInstanceId`.
    :param _builtins.str min_age: Minimum age of the package, in weeks (w), days (d), hours (h), minutes (m) and seconds (s). The age is the time since creation, by the clock of this machine. A package without a time of creation does not match. For example: `14d`, `36h`, `1w2d12h`.
    :param _builtins.str module_name: The module of the package. Must match exactly. A package created without a module is in module `default`. For example: `modem`.
    :param _builtins.str product_key: The ProductKey of the product. For example: `a1GatewayK01`.
    :param Sequence['FirmwareStatus'] statuses: The statuses that the package may have. For example: `["verified"]`. Default: `["verified", "notRequired"]`.
    :param _builtins.str to_version: The version to upgrade to. Must match exactly. For example: `4.0.0`.
    """
    __args__ = dict()
    __args__['blocked'] = blocked
    __args__['fromVersion'] = from_version
    __args__['iotInstanceId'] = iot_instance_id
    __args__['minAge'] = min_age
    __args__['moduleName'] = module_name
    __args__['productKey'] = product_key
    __args__['statuses'] = statuses
    __args__['toVersion'] = to_version
    opts = pulumi.InvokeOptions.merge(_utilities.get_invoke_opts_defaults(), opts)
    __ret__ = _utilities.invoke('alicloud-iot:ota:getUpgradePath', __args__, opts=opts, typ=GetUpgradePathResult).value

    return AwaitableGetUpgradePathResult(
        differential_size=pulumi.get(__ret__, 'differential_size'),
        full_size=pulumi.get(__ret__, 'full_size'),
        hops=pulumi.get(__ret__, 'hops'),
        kind=pulumi.get(__ret__, 'kind'),
        total_size=pulumi.get(__ret__, 'total_size'))
def get_upgrade_path_output(blocked: pulumi.Input[Optional[Optional[Sequence[Union['BlockedFirmware', 'BlockedFirmwareDict']]]]] = None,
                            from_version: pulumi.Input[Optional[_builtins.str]] = None,
                            iot_instance_id: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            min_age: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            module_name: pulumi.Input[Optional[_builtins.str]] = None,
                            product_key: pulumi.Input[Optional[_builtins.str]] = None,
                            statuses: pulumi.Input[Optional[Optional[Sequence['FirmwareStatus']]]] = None,
                            to_version: pulumi.Input[Optional[_builtins.str]] = None,
                            opts: Optional[Union[pulumi.InvokeOptions, pulumi.InvokeOutputOptions]] = None) -> pulumi.Output[GetUpgradePathResult]:
    """
    Finds the smallest upgrade path from one version to another, in bytes: a chain of differential packages, or the full package if that is smaller. It is an error if no path exists. By default every package on the path must be deployable.

    ## Example Usage
    ### The smallest upgrade path

    Finds the packages that upgrade devices from 3.2.1 to 4.0.0 with the fewest bytes. `totalSize` is in bytes.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    path = ota.get_upgrade_path_output(
        product_key="a1GatewayK01",
        module_name="default",
        from_version="3.2.1",
        to_version="4.0.0",
    )

    pulumi.export("kind", path.kind)
    pulumi.export("next", path.hops[0].firmware_id)
    pulumi.export("bytes", path.total_size)
    ```


    :param Sequence[Union['BlockedFirmware', 'BlockedFirmwareDict']] blocked: Packages that must not be selected, each with a reason. For example: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
    :param _builtins.str from_version: The version installed on the devices. Must match exactly. For example: `3.2.1`.
    :param _builtins.str iot_instance_id: The ID of the instance. Required if the Overview page of the IoT Platform console shows an ID. For example: `iot-0123abcd`. Default: the provider's `iotInstanceId`.
    :param _builtins.str min_age: Minimum age of the package, in weeks (w), days (d), hours (h), minutes (m) and seconds (s). The age is the time since creation, by the clock of this machine. A package without a time of creation does not match. For example: `14d`, `36h`, `1w2d12h`.
    :param _builtins.str module_name: The module of the package. Must match exactly. A package created without a module is in module `default`. For example: `modem`.
    :param _builtins.str product_key: The ProductKey of the product. For example: `a1GatewayK01`.
    :param Sequence['FirmwareStatus'] statuses: The statuses that the package may have. For example: `["verified"]`. Default: `["verified", "notRequired"]`.
    :param _builtins.str to_version: The version to upgrade to. Must match exactly. For example: `4.0.0`.
    """
    __args__ = dict()
    __args__['blocked'] = blocked
    __args__['fromVersion'] = from_version
    __args__['iotInstanceId'] = iot_instance_id
    __args__['minAge'] = min_age
    __args__['moduleName'] = module_name
    __args__['productKey'] = product_key
    __args__['statuses'] = statuses
    __args__['toVersion'] = to_version
    opts = pulumi.InvokeOutputOptions.merge(_utilities.get_invoke_opts_defaults(), opts)
    __ret__ = _utilities.invoke_output('alicloud-iot:ota:getUpgradePath', __args__, opts=opts, typ=GetUpgradePathResult)
    return __ret__.apply(lambda __response__: GetUpgradePathResult(
        differential_size=pulumi.get(__response__, 'differential_size'),
        full_size=pulumi.get(__response__, 'full_size'),
        hops=pulumi.get(__response__, 'hops'),
        kind=pulumi.get(__response__, 'kind'),
        total_size=pulumi.get(__response__, 'total_size')))
