# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The API operation, independent of HTTP: it returns a response body or raises `ApiError`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from alicloud_iot_emulator.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alicloud_iot_emulator.catalog import Catalog, Row

ResponseBody: TypeAlias = "dict[str, object]"

API_VERSION = "2018-01-20"

_MAX_PAGE_SIZE = 100
_INT32_MAX = 2**31 - 1


def list_ota_firmware(
    parameters: Mapping[str, str], catalog: Catalog, matching: Sequence[Row], request_id: str
) -> ResponseBody:
    """Return one page of the packages for ListOTAFirmware.

    `matching` has the packages that match the filters of the call, in the order of the pages. Unknown parameters are
    ignored, as by the service.

    Raises:
        ApiError: A parameter is missing or invalid.
    """
    current_page, page_size = _integer(parameters, "CurrentPage"), _integer(parameters, "PageSize")
    if current_page < 1 or not 1 <= page_size <= _MAX_PAGE_SIZE:
        raise ApiError(
            "iot.common.InvalidPageParams",
            f"CurrentPage must be at least 1, got {current_page}; "
            f"PageSize must be from 1 to {_MAX_PAGE_SIZE}, got {page_size}.",
        )
    _verify_instance(parameters.get("IotInstanceId"), catalog.iot_instance_id)
    product_key = parameters.get("ProductKey")
    if product_key is not None and product_key not in catalog.products:
        raise ApiError("iot.prod.NotExistedProduct", f"No product has the ProductKey {product_key!r}.")
    start = (current_page - 1) * page_size
    return {
        "PageCount": -(-len(matching) // page_size),
        "PageSize": page_size,
        "RequestId": request_id,
        "FirmwareInfo": {"SimpleFirmwareInfo": [dict(row) for row in matching[start : start + page_size]]},
        "CurrentPage": current_page,
        "Success": True,
        "Total": len(matching),
    }


def filters(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the filters of a call: package fields and their required values."""
    return {name: parameters[name] for name in ("ProductKey", "DestVersion") if name in parameters}


def _integer(parameters: Mapping[str, str], name: str) -> int:
    if name not in parameters:
        raise ApiError(f"Missing{name}", f"The parameter {name} is mandatory.")
    text = parameters[name]
    digits = text.removeprefix("-")
    # Check the length first: int() is slow for very long texts, and rejects them above a limit.
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(_INT32_MAX))) or int(digits) > _INT32_MAX:
        raise ApiError(f"Invalid{name}", f"The parameter {name} must be a 32-bit integer, got {text[:40]!r}.")
    return int(text)


def _verify_instance(requested: str | None, actual: str | None) -> None:
    if requested == actual:
        return
    if requested is None:
        problem = "IotInstanceId is required, because the instance has an ID."
    else:
        problem = f"No instance in this account and region has the IotInstanceId {requested!r}."
    raise ApiError("iot.system.InstanceNotFound", problem)
