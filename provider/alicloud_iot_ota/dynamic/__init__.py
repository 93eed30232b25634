# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Front end 2: the Pulumi dynamic provider, for programs that install this package and nothing else.

    from alicloud_iot_ota import dynamic as ota

    firmware = ota.get_firmware(product_key="a1GatewayK01", dest_version="4.0.0", type=ota.FirmwareType.FULL)
    scope = {"product_key": "a1GatewayK01", "module_name": "default"}
    pin = ota.FirmwarePin("gateway", **scope, version_range="^4.0", select=ota.FirmwareSelect.HIGHEST)

A program for `pulumi_alicloud_iot.ota` runs with this import as it is: names, signatures, types and docstrings are
generated from that SDK. What needs a plugin is different:

- There is no `Provider`: settings come from the stack's configuration (`alicloud-iot:region` and so on) and then from
  the environment. The option `provider` of functions and of the pin is refused; `version`, `parent` and
  `plugin_download_url` of functions have no effect.
- A function that fails raises `LookupFailedError`, which has a cause; the SDK raises a plain `Exception`.
- The type of the pin is `pulumi-python:dynamic/alicloud-iot:FirmwarePin`.
"""

from __future__ import annotations

from alicloud_iot_ota.dynamic.calls import LookupFailedError as LookupFailedError
from alicloud_iot_ota.dynamic.generated import *  # noqa: F403 - whatever the SDK has
from alicloud_iot_ota.dynamic.generated import outputs as outputs
