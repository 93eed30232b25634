# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The operations: parameters and state in, a reply or an `ApiError` out. No HTTP here."""

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
    """Answer ListOTAFirmware: one page of the packages that match the call's filters, which come in the pages' order.

    Of the parameters, by the API's own names, others than the operation's are ignored, as the service does.

    Raises:
        ApiError: a parameter is missing or wrong.
    """
    current_page, page_size = _integer(parameters, "CurrentPage"), _integer(parameters, "PageSize")
    if current_page < 1 or not 1 <= page_size <= _MAX_PAGE_SIZE:
        raise ApiError(
            "iot.common.InvalidPageParams",
            f"CurrentPage is {current_page}, PageSize {page_size}: "
            f"pages start at 1 and hold 1 to {_MAX_PAGE_SIZE} entries.",
        )
    _verify_instance(parameters.get("IotInstanceId"), catalog.iot_instance_id)
    product_key = parameters.get("ProductKey")
    if product_key is not None and product_key not in catalog.products:
        raise ApiError("iot.prod.NotExistedProduct", f"There is no product with the ProductKey {product_key!r}.")
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
    """Return what a call asks for: fields of packages, each of which must be just that."""
    return {name: parameters[name] for name in ("ProductKey", "DestVersion") if name in parameters}


def _integer(parameters: Mapping[str, str], name: str) -> int:
    if name not in parameters:
        raise ApiError(f"Missing{name}", f"The parameter {name} is mandatory.")
    text = parameters[name]
    digits = text.removeprefix("-")
    # The length goes first: int() of a very long text is slow, and beyond a limit refused.
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(_INT32_MAX))) or int(digits) > _INT32_MAX:
        raise ApiError(f"Invalid{name}", f"The parameter {name} must be a 32-bit integer, not {text[:40]!r}.")
    return int(text)


def _verify_instance(requested: str | None, actual: str | None) -> None:
    if requested == actual:
        return
    if requested is None:
        problem = "The instance has an id, so IotInstanceId is required."
    else:
        problem = f"There is no instance with the IotInstanceId {requested!r} in this account and region."
    raise ApiError("iot.system.InstanceNotFound", problem)
