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

__all__ = [
    'BlockedFirmware',
    'BlockedFirmwareDict',
    'BlockedFirmwareArgs',
    'BlockedFirmwareArgsDict',
]

class BlockedFirmwareDict(TypedDict):
    """
    Packages that must not be selected. A package is blocked if it matches every property that is set.
    """
    reason: _builtins.str
    """
    Why to block the packages. The error shows it. For example: `bricks revision B`.
    """
    dest_version: NotRequired[_builtins.str]
    """
    The version of the packages. Must match exactly. For example: `4.0.0`.
    """
    digest: NotRequired[_builtins.str]
    """
    The digest of the file: `sha256:` and 64 hexadecimal digits, or `md5:` and 32. For example: `sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042`.
    """
    expires: NotRequired[_builtins.str]
    """
    When the block ends: a date, which means 00:00 UTC, or a time in UTC. If a package is selected whose block has ended, a warning says so. For example: `2026-12-31`, `2026-12-31T08:00:00Z`. Default: never.
    """
    firmware_id: NotRequired[_builtins.str]
    """
    The ID of the package. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
    """

@pulumi.input_type
class BlockedFirmware:
    def __init__(__self__, *,
                 reason: _builtins.str,
                 dest_version: Optional[_builtins.str] = None,
                 digest: Optional[_builtins.str] = None,
                 expires: Optional[_builtins.str] = None,
                 firmware_id: Optional[_builtins.str] = None):
        """
        Packages that must not be selected. A package is blocked if it matches every property that is set.

        :param _builtins.str reason: Why to block the packages. The error shows it. For example: `bricks revision B`.
        :param _builtins.str dest_version: The version of the packages. Must match exactly. For example: `4.0.0`.
        :param _builtins.str digest: The digest of the file: `sha256:` and 64 hexadecimal digits, or `md5:` and 32. For example: `sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042`.
        :param _builtins.str expires: When the block ends: a date, which means 00:00 UTC, or a time in UTC. If a package is selected whose block has ended, a warning says so. For example: `2026-12-31`, `2026-12-31T08:00:00Z`. Default: never.
        :param _builtins.str firmware_id: The ID of the package. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
        """
        pulumi.set(__self__, "reason", reason)
        if dest_version is not None:
            pulumi.set(__self__, "dest_version", dest_version)
        if digest is not None:
            pulumi.set(__self__, "digest", digest)
        if expires is not None:
            pulumi.set(__self__, "expires", expires)
        if firmware_id is not None:
            pulumi.set(__self__, "firmware_id", firmware_id)

    @_builtins.property
    @pulumi.getter
    def reason(self) -> _builtins.str:
        """
        Why to block the packages. The error shows it. For example: `bricks revision B`.
        """
        return pulumi.get(self, "reason")

    @reason.setter
    def reason(self, value: _builtins.str):
        pulumi.set(self, "reason", value)

    @_builtins.property
    @pulumi.getter(name="destVersion")
    def dest_version(self) -> Optional[_builtins.str]:
        """
        The version of the packages. Must match exactly. For example: `4.0.0`.
        """
        return pulumi.get(self, "dest_version")

    @dest_version.setter
    def dest_version(self, value: Optional[_builtins.str]):
        pulumi.set(self, "dest_version", value)

    @_builtins.property
    @pulumi.getter
    def digest(self) -> Optional[_builtins.str]:
        """
        The digest of the file: `sha256:` and 64 hexadecimal digits, or `md5:` and 32. For example: `sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042`.
        """
        return pulumi.get(self, "digest")

    @digest.setter
    def digest(self, value: Optional[_builtins.str]):
        pulumi.set(self, "digest", value)

    @_builtins.property
    @pulumi.getter
    def expires(self) -> Optional[_builtins.str]:
        """
        When the block ends: a date, which means 00:00 UTC, or a time in UTC. If a package is selected whose block has ended, a warning says so. For example: `2026-12-31`, `2026-12-31T08:00:00Z`. Default: never.
        """
        return pulumi.get(self, "expires")

    @expires.setter
    def expires(self, value: Optional[_builtins.str]):
        pulumi.set(self, "expires", value)

    @_builtins.property
    @pulumi.getter(name="firmwareId")
    def firmware_id(self) -> Optional[_builtins.str]:
        """
        The ID of the package. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
        """
        return pulumi.get(self, "firmware_id")

    @firmware_id.setter
    def firmware_id(self, value: Optional[_builtins.str]):
        pulumi.set(self, "firmware_id", value)


class BlockedFirmwareArgsDict(TypedDict):
    """
    Packages that must not be selected. A package is blocked if it matches every property that is set.
    """
    reason: pulumi.Input[_builtins.str]
    """
    Why to block the packages. The error shows it. For example: `bricks revision B`.
    """
    dest_version: NotRequired[pulumi.Input[Optional[_builtins.str]]]
    """
    The version of the packages. Must match exactly. For example: `4.0.0`.
    """
    digest: NotRequired[pulumi.Input[Optional[_builtins.str]]]
    """
    The digest of the file: `sha256:` and 64 hexadecimal digits, or `md5:` and 32. For example: `sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042`.
    """
    expires: NotRequired[pulumi.Input[Optional[_builtins.str]]]
    """
    When the block ends: a date, which means 00:00 UTC, or a time in UTC. If a package is selected whose block has ended, a warning says so. For example: `2026-12-31`, `2026-12-31T08:00:00Z`. Default: never.
    """
    firmware_id: NotRequired[pulumi.Input[Optional[_builtins.str]]]
    """
    The ID of the package. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
    """

@pulumi.input_type
class BlockedFirmwareArgs:
    def __init__(__self__, *,
                 reason: pulumi.Input[_builtins.str],
                 dest_version: pulumi.Input[Optional[_builtins.str]] = None,
                 digest: pulumi.Input[Optional[_builtins.str]] = None,
                 expires: pulumi.Input[Optional[_builtins.str]] = None,
                 firmware_id: pulumi.Input[Optional[_builtins.str]] = None):
        """
        Packages that must not be selected. A package is blocked if it matches every property that is set.

        :param pulumi.Input[_builtins.str] reason: Why to block the packages. The error shows it. For example: `bricks revision B`.
        :param pulumi.Input[_builtins.str] dest_version: The version of the packages. Must match exactly. For example: `4.0.0`.
        :param pulumi.Input[_builtins.str] digest: The digest of the file: `sha256:` and 64 hexadecimal digits, or `md5:` and 32. For example: `sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042`.
        :param pulumi.Input[_builtins.str] expires: When the block ends: a date, which means 00:00 UTC, or a time in UTC. If a package is selected whose block has ended, a warning says so. For example: `2026-12-31`, `2026-12-31T08:00:00Z`. Default: never.
        :param pulumi.Input[_builtins.str] firmware_id: The ID of the package. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
        """
        pulumi.set(__self__, "reason", reason)
        if dest_version is not None:
            pulumi.set(__self__, "dest_version", dest_version)
        if digest is not None:
            pulumi.set(__self__, "digest", digest)
        if expires is not None:
            pulumi.set(__self__, "expires", expires)
        if firmware_id is not None:
            pulumi.set(__self__, "firmware_id", firmware_id)

    @_builtins.property
    @pulumi.getter
    def reason(self) -> pulumi.Input[_builtins.str]:
        """
        Why to block the packages. The error shows it. For example: `bricks revision B`.
        """
        return pulumi.get(self, "reason")

    @reason.setter
    def reason(self, value: pulumi.Input[_builtins.str]):
        pulumi.set(self, "reason", value)

    @_builtins.property
    @pulumi.getter(name="destVersion")
    def dest_version(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The version of the packages. Must match exactly. For example: `4.0.0`.
        """
        return pulumi.get(self, "dest_version")

    @dest_version.setter
    def dest_version(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "dest_version", value)

    @_builtins.property
    @pulumi.getter
    def digest(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The digest of the file: `sha256:` and 64 hexadecimal digits, or `md5:` and 32. For example: `sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042`.
        """
        return pulumi.get(self, "digest")

    @digest.setter
    def digest(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "digest", value)

    @_builtins.property
    @pulumi.getter
    def expires(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        When the block ends: a date, which means 00:00 UTC, or a time in UTC. If a package is selected whose block has ended, a warning says so. For example: `2026-12-31`, `2026-12-31T08:00:00Z`. Default: never.
        """
        return pulumi.get(self, "expires")

    @expires.setter
    def expires(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "expires", value)

    @_builtins.property
    @pulumi.getter(name="firmwareId")
    def firmware_id(self) -> pulumi.Input[Optional[_builtins.str]]:
        """
        The ID of the package. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
        """
        return pulumi.get(self, "firmware_id")

    @firmware_id.setter
    def firmware_id(self, value: pulumi.Input[Optional[_builtins.str]]):
        pulumi.set(self, "firmware_id", value)


