# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The account of a run against the real service. It comes from explicit variables only."""

from __future__ import annotations

import random
import threading
import time
import uuid
from typing import TYPE_CHECKING

from alicloud_iot_ota.api.retry import Timing
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.schema.settings import load
from contract.probing import ContractError, Prober

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TARGET = "CONTRACT_TARGET"
"""The variable that selects the target of the tests: `live` is the real service."""
PRODUCT_KEY = "CONTRACT_PRODUCT_KEY"
"""The variable with the ProductKey of the product to list."""

_KEY = ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET")
_PLACE = ("ALIBABA_CLOUD_REGION", "ALIBABA_CLOUD_ENDPOINT_IOT")
_INSTANCE = "ALIBABA_CLOUD_IOT_INSTANCE_ID"

HELP = f"""\
{_KEY[0]}, {_KEY[1]}  an AccessKey that may call iot:ListOTAFirmware
ALIBABA_CLOUD_SECURITY_TOKEN  its token, if it is temporary
{_PLACE[0]}  the region of the instance, such as cn-shanghai
{_PLACE[1]}  an endpoint to call instead of the region's, such as that of an emulator
{_INSTANCE}  the ID of the instance, if the console shows one
{PRODUCT_KEY}  a product of the instance, with at least 2 packages"""
"""What the variables of a run are for."""


def live_prober(environ: Mapping[str, str], on_request: Callable[[int], object] = lambda _: None) -> Prober:
    """Return what sends the requests of a run, with the account of the environment.

    Raises:
        ContractError: A variable is missing or invalid.
    """
    missing = [name for name in (*_KEY, PRODUCT_KEY) if not environ.get(name, "").strip()]
    if not any(environ.get(name, "").strip() for name in _PLACE):
        missing.append(_PLACE[0])
    if missing:
        raise ContractError(f"These variables are not set: {', '.join(missing)}.\n{HELP}")
    variables = (*_KEY, *_PLACE, _INSTANCE, "ALIBABA_CLOUD_SECURITY_TOKEN")
    try:
        settings = load({}, {name: environ[name] for name in variables if environ.get(name, "").strip()})
    except OtaError as error:
        raise ContractError(f"{error.message}\n{error.remedy}") from None
    timing = Timing(time.time, time.monotonic, threading.Event().wait, random.random)
    return Prober(settings, environ[PRODUCT_KEY].strip(), timing, lambda: uuid.uuid4().hex, on_request)
