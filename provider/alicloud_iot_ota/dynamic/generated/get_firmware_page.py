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

__all__ = [
    'GetFirmwarePageResult',
    'AwaitableGetFirmwarePageResult',
    'get_firmware_page',
    'get_firmware_page_output',
]

@pulumi.output_type
class GetFirmwarePageResult:
    def __init__(__self__, code=None, current_page=None, error_message=None, firmware_info=None, page_count=None, page_size=None, request_id=None, success=None, total=None):
        if code and not isinstance(code, str):
            raise TypeError("Expected argument 'code' to be a str")
        pulumi.set(__self__, "code", code)
        if current_page and not isinstance(current_page, int):
            raise TypeError("Expected argument 'current_page' to be a int")
        pulumi.set(__self__, "current_page", current_page)
        if error_message and not isinstance(error_message, str):
            raise TypeError("Expected argument 'error_message' to be a str")
        pulumi.set(__self__, "error_message", error_message)
        if firmware_info and not isinstance(firmware_info, list):
            raise TypeError("Expected argument 'firmware_info' to be a list")
        pulumi.set(__self__, "firmware_info", firmware_info)
        if page_count and not isinstance(page_count, int):
            raise TypeError("Expected argument 'page_count' to be a int")
        pulumi.set(__self__, "page_count", page_count)
        if page_size and not isinstance(page_size, int):
            raise TypeError("Expected argument 'page_size' to be a int")
        pulumi.set(__self__, "page_size", page_size)
        if request_id and not isinstance(request_id, str):
            raise TypeError("Expected argument 'request_id' to be a str")
        pulumi.set(__self__, "request_id", request_id)
        if success and not isinstance(success, bool):
            raise TypeError("Expected argument 'success' to be a bool")
        pulumi.set(__self__, "success", success)
        if total and not isinstance(total, int):
            raise TypeError("Expected argument 'total' to be a int")
        pulumi.set(__self__, "total", total)

    @_builtins.property
    @pulumi.getter
    def code(self) -> Optional[_builtins.str]:
        """
        The error code of the API. Absent after a successful call.
        """
        return pulumi.get(self, "code")

    @_builtins.property
    @pulumi.getter(name="currentPage")
    def current_page(self) -> Optional[_builtins.int]:
        """
        The number of the returned page, from 1.
        """
        return pulumi.get(self, "current_page")

    @_builtins.property
    @pulumi.getter(name="errorMessage")
    def error_message(self) -> Optional[_builtins.str]:
        """
        The error message of the API. Absent after a successful call.
        """
        return pulumi.get(self, "error_message")

    @_builtins.property
    @pulumi.getter(name="firmwareInfo")
    def firmware_info(self) -> Sequence['outputs.SimpleFirmwareInfo']:
        """
        The packages on this page, in the order of the service.
        """
        return pulumi.get(self, "firmware_info")

    @_builtins.property
    @pulumi.getter(name="pageCount")
    def page_count(self) -> Optional[_builtins.int]:
        """
        The number of pages.
        """
        return pulumi.get(self, "page_count")

    @_builtins.property
    @pulumi.getter(name="pageSize")
    def page_size(self) -> Optional[_builtins.int]:
        """
        The number of packages on each page.
        """
        return pulumi.get(self, "page_size")

    @_builtins.property
    @pulumi.getter(name="requestId")
    def request_id(self) -> Optional[_builtins.str]:
        """
        The ID of the request, for the support of Alibaba Cloud.
        """
        return pulumi.get(self, "request_id")

    @_builtins.property
    @pulumi.getter
    def success(self) -> _builtins.bool:
        """
        Whether the call was successful. Always true.
        """
        return pulumi.get(self, "success")

    @_builtins.property
    @pulumi.getter
    def total(self) -> Optional[_builtins.int]:
        """
        The number of packages on all pages.
        """
        return pulumi.get(self, "total")


class AwaitableGetFirmwarePageResult(GetFirmwarePageResult):
    # pylint: disable=using-constant-test
    def __await__(self):
        if False:
            yield self
        return GetFirmwarePageResult(
            code=self.code,
            current_page=self.current_page,
            error_message=self.error_message,
            firmware_info=self.firmware_info,
            page_count=self.page_count,
            page_size=self.page_size,
            request_id=self.request_id,
            success=self.success,
            total=self.total)


def get_firmware_page(current_page: Optional[_builtins.int] = None,
                      dest_version: Optional[_builtins.str] = None,
                      iot_instance_id: Optional[_builtins.str] = None,
                      page_size: Optional[_builtins.int] = None,
                      product_key: Optional[_builtins.str] = None,
                      opts: Optional[pulumi.InvokeOptions] = None) -> AwaitableGetFirmwarePageResult:
    """
    Calls ListOTAFirmware once and returns its response unchanged. Prefer getFirmware or getFirmwares, which read every page and check that the list is complete.

    ## Example Usage
    ### One page of the service

    Returns the first ten packages of a product, in the order of the service, and the total number of packages.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    page = ota.get_firmware_page_output(
        product_key="a1GatewayK01",
        current_page=1,
        page_size=10,
    )

    pulumi.export("packages", page.firmware_info)
    pulumi.export("total", page.total)
    ```


    :param _builtins.int current_page: The number of the page to return. The first page is 1. For example: `1`.
    :param _builtins.str dest_version: The version of the package. Must match exactly. For example: `4.0.0`.
    :param _builtins.str iot_instance_id: The ID of the instance. Required if the Overview page of the IoT Platform console shows an ID. For example: `iot-0123abcd`. Default: the provider's `iotInstanceId`.
    :param _builtins.int page_size: The number of packages on each page, from 1 to 100. For example: `100`.
    :param _builtins.str product_key: The ProductKey of the product. For example: `a1GatewayK01`. Default: the packages of all products.
    """
    __args__ = dict()
    __args__['currentPage'] = current_page
    __args__['destVersion'] = dest_version
    __args__['iotInstanceId'] = iot_instance_id
    __args__['pageSize'] = page_size
    __args__['productKey'] = product_key
    opts = pulumi.InvokeOptions.merge(_utilities.get_invoke_opts_defaults(), opts)
    __ret__ = _utilities.invoke('alicloud-iot:ota:getFirmwarePage', __args__, opts=opts, typ=GetFirmwarePageResult).value

    return AwaitableGetFirmwarePageResult(
        code=pulumi.get(__ret__, 'code'),
        current_page=pulumi.get(__ret__, 'current_page'),
        error_message=pulumi.get(__ret__, 'error_message'),
        firmware_info=pulumi.get(__ret__, 'firmware_info'),
        page_count=pulumi.get(__ret__, 'page_count'),
        page_size=pulumi.get(__ret__, 'page_size'),
        request_id=pulumi.get(__ret__, 'request_id'),
        success=pulumi.get(__ret__, 'success'),
        total=pulumi.get(__ret__, 'total'))
def get_firmware_page_output(current_page: pulumi.Input[Optional[_builtins.int]] = None,
                             dest_version: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                             iot_instance_id: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                             page_size: pulumi.Input[Optional[_builtins.int]] = None,
                             product_key: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                             opts: Optional[Union[pulumi.InvokeOptions, pulumi.InvokeOutputOptions]] = None) -> pulumi.Output[GetFirmwarePageResult]:
    """
    Calls ListOTAFirmware once and returns its response unchanged. Prefer getFirmware or getFirmwares, which read every page and check that the list is complete.

    ## Example Usage
    ### One page of the service

    Returns the first ten packages of a product, in the order of the service, and the total number of packages.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    page = ota.get_firmware_page_output(
        product_key="a1GatewayK01",
        current_page=1,
        page_size=10,
    )

    pulumi.export("packages", page.firmware_info)
    pulumi.export("total", page.total)
    ```


    :param _builtins.int current_page: The number of the page to return. The first page is 1. For example: `1`.
    :param _builtins.str dest_version: The version of the package. Must match exactly. For example: `4.0.0`.
    :param _builtins.str iot_instance_id: The ID of the instance. Required if the Overview page of the IoT Platform console shows an ID. For example: `iot-0123abcd`. Default: the provider's `iotInstanceId`.
    :param _builtins.int page_size: The number of packages on each page, from 1 to 100. For example: `100`.
    :param _builtins.str product_key: The ProductKey of the product. For example: `a1GatewayK01`. Default: the packages of all products.
    """
    __args__ = dict()
    __args__['currentPage'] = current_page
    __args__['destVersion'] = dest_version
    __args__['iotInstanceId'] = iot_instance_id
    __args__['pageSize'] = page_size
    __args__['productKey'] = product_key
    opts = pulumi.InvokeOutputOptions.merge(_utilities.get_invoke_opts_defaults(), opts)
    __ret__ = _utilities.invoke_output('alicloud-iot:ota:getFirmwarePage', __args__, opts=opts, typ=GetFirmwarePageResult)
    return __ret__.apply(lambda __response__: GetFirmwarePageResult(
        code=pulumi.get(__response__, 'code'),
        current_page=pulumi.get(__response__, 'current_page'),
        error_message=pulumi.get(__response__, 'error_message'),
        firmware_info=pulumi.get(__response__, 'firmware_info'),
        page_count=pulumi.get(__response__, 'page_count'),
        page_size=pulumi.get(__response__, 'page_size'),
        request_id=pulumi.get(__response__, 'request_id'),
        success=pulumi.get(__response__, 'success'),
        total=pulumi.get(__response__, 'total')))
