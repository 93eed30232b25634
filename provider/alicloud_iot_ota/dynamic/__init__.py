# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Front end: the Pulumi dynamic provider, for programs that install only this package.

    from alicloud_iot_ota import dynamic as ota

    firmware = ota.get_firmware(product_key="a1GatewayK01", dest_version="4.0.0", type=ota.FirmwareType.FULL)
    scope = {"product_key": "a1GatewayK01", "module_name": "default"}
    pin = ota.FirmwarePin("gateway", **scope, version_range="^4.0", select=ota.FirmwareSelect.HIGHEST)

A program for `pulumi_alicloud_iot.ota` runs unchanged with this import. Names, signatures, types and docstrings are
generated from that SDK. There are these differences:

- There is no `Provider`. Settings come from the stack's configuration, such as `alicloud-iot:region`, and then from the
  environment. Functions and the pin refuse the option `provider`. The options `version`, `parent` and
  `plugin_download_url` of functions have no effect.
- If a function fails, it raises `LookupFailedError` with a cause. The SDK raises a plain `Exception`.
- The type of the pin is `pulumi-python:dynamic/alicloud-iot:FirmwarePin`.
"""

from __future__ import annotations

from alicloud_iot_ota.dynamic.calls import LookupFailedError as LookupFailedError
from alicloud_iot_ota.dynamic.generated import *  # noqa: F403 - everything that the SDK exports
from alicloud_iot_ota.dynamic.generated import outputs as outputs
