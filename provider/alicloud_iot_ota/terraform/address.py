# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The names of the provider outside a configuration. The command line and the tools import this module alone."""

from __future__ import annotations

from alicloud_iot_ota.base.executables import SUFFIX
from alicloud_iot_ota.schema.hcl import PROVIDER

HOST = "terraform.local"
"""The host name in the address. It has no registry, so the engines find the provider only in a mirror."""

SOURCE = f"{HOST}/alicloud-iot-ota/{PROVIDER}"
"""The source address of the provider, for the block `required_providers`."""

EXECUTABLE = f"terraform-provider-{PROVIDER}"
"""The file name of the provider. The engines require it."""

LIBRARY = "cryptography"
"""The library that the provider needs. The extra `terraform` of this package installs it."""


def packaged_executable(version: str) -> str:
    """Return the file name of the provider in a package of a mirror or a registry."""
    return f"{EXECUTABLE}_v{version}{SUFFIX}"


def package_file(version: str, platform: str) -> str:
    """Return the file name of a package as a zip file.

    Args:
        version: The version of the package.
        platform: The engines' name of its platform, such as `linux_amd64`.
    """
    return f"{EXECUTABLE}_{version}_{platform}.zip"
