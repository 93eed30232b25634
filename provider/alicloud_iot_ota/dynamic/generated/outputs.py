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
    'Firmware',
    'PinnedFirmware',
    'SelectionCandidate',
    'SelectionStep',
    'SimpleFirmwareInfo',
]

@pulumi.output_type
class BlockedFirmware(dict):
    """
    Packages that must not be selected. A package is blocked if it matches every property that is set.
    """
    @staticmethod
    def __key_warning(key: str):
        suggest = None
        if key == "destVersion":
            suggest = "dest_version"
        elif key == "firmwareId":
            suggest = "firmware_id"

        if suggest:
            pulumi.log.warn(f"Key '{key}' not found in BlockedFirmware. Access the value via the '{suggest}' property getter instead.")

    def __getitem__(self, key: str) -> Any:
        BlockedFirmware.__key_warning(key)
        return super().__getitem__(key)

    def get(self, key: str, default = None) -> Any:
        BlockedFirmware.__key_warning(key)
        return super().get(key, default)

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

    @_builtins.property
    @pulumi.getter(name="destVersion")
    def dest_version(self) -> Optional[_builtins.str]:
        """
        The version of the packages. Must match exactly. For example: `4.0.0`.
        """
        return pulumi.get(self, "dest_version")

    @_builtins.property
    @pulumi.getter
    def digest(self) -> Optional[_builtins.str]:
        """
        The digest of the file: `sha256:` and 64 hexadecimal digits, or `md5:` and 32. For example: `sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042`.
        """
        return pulumi.get(self, "digest")

    @_builtins.property
    @pulumi.getter
    def expires(self) -> Optional[_builtins.str]:
        """
        When the block ends: a date, which means 00:00 UTC, or a time in UTC. If a package is selected whose block has ended, a warning says so. For example: `2026-12-31`, `2026-12-31T08:00:00Z`. Default: never.
        """
        return pulumi.get(self, "expires")

    @_builtins.property
    @pulumi.getter(name="firmwareId")
    def firmware_id(self) -> Optional[_builtins.str]:
        """
        The ID of the package. For example: `nx3hJkVrNmQ2wYc8E7aS0100`.
        """
        return pulumi.get(self, "firmware_id")


@pulumi.output_type
class Firmware(dict):
    """
    An OTA update package.
    """
    def __init__(__self__, *,
                 dest_version: _builtins.str,
                 firmware_id: _builtins.str,
                 status: _builtins.str,
                 type: _builtins.str,
                 digest: Optional[_builtins.str] = None,
                 firmware_desc: Optional[_builtins.str] = None,
                 firmware_name: Optional[_builtins.str] = None,
                 firmware_sign: Optional[_builtins.str] = None,
                 firmware_size: Optional[_builtins.int] = None,
                 module_name: Optional[_builtins.str] = None,
                 product_key: Optional[_builtins.str] = None,
                 product_name: Optional[_builtins.str] = None,
                 sign_method: Optional[_builtins.str] = None,
                 src_version: Optional[_builtins.str] = None,
                 status_code: Optional[_builtins.int] = None,
                 type_code: Optional[_builtins.int] = None,
                 utc_create: Optional[_builtins.str] = None,
                 utc_modified: Optional[_builtins.str] = None):
        """
        An OTA update package.

        :param _builtins.str dest_version: The version of the package, as it was written at its creation.
        :param _builtins.str firmware_id: The unique ID of the package, given by the service.
        :param _builtins.str status: `verified`, `unverified`, `verifying`, `verificationFailed` or `notRequired`; `unknown` for a code this release does not know.
        :param _builtins.str type: `full` or `differential`; `unknown` for a code this release does not know.
        :param _builtins.str digest: The digest of the file with its algorithm, `sha256:...` or `md5:...`, in lower case: `firmwareSign` and `signMethod` in one. Absent where the service gives none, as for packages of several files.
        :param _builtins.str firmware_desc: The description of the package, by whoever created it.
        :param _builtins.str firmware_name: The name of the package. By the documentation of CreateOTAFirmware it is unique in an account and never changes.
        :param _builtins.str firmware_sign: The digest of the file in hexadecimal, by `signMethod`. The API calls it a signature, but no key has part in it.
        :param _builtins.int firmware_size: The size of the file, in bytes. Absent where the service gives none.
        :param _builtins.str module_name: The module of the package: `default` where none was named at its creation.
        :param _builtins.str product_key: The ProductKey of the product that the package belongs to.
        :param _builtins.str product_name: The name of the product that the package belongs to.
        :param _builtins.str sign_method: The algorithm of `firmwareSign`: `MD5` or `SHA256`.
        :param _builtins.str src_version: The version a differential package starts from. Absent for a full package.
        :param _builtins.int status_code: The API's code of the status: 0 unverified, 1 verified, 2 verifying, 3 verification failed; -1 no verification needed, which the documentation of QueryOTAFirmware adds.
        :param _builtins.int type_code: The API's code of the type: 0 full, 1 differential.
        :param _builtins.str utc_create: When the package was created: UTC in ISO 8601 with milliseconds, such as `2019-12-28T02:42:22.000Z`.
        :param _builtins.str utc_modified: When the package or its update task was last modified: UTC in ISO 8601 with milliseconds, such as `2019-12-28T02:42:22.000Z`. No part of its identity.
        """
        pulumi.set(__self__, "dest_version", dest_version)
        pulumi.set(__self__, "firmware_id", firmware_id)
        pulumi.set(__self__, "status", status)
        pulumi.set(__self__, "type", type)
        if digest is not None:
            pulumi.set(__self__, "digest", digest)
        if firmware_desc is not None:
            pulumi.set(__self__, "firmware_desc", firmware_desc)
        if firmware_name is not None:
            pulumi.set(__self__, "firmware_name", firmware_name)
        if firmware_sign is not None:
            pulumi.set(__self__, "firmware_sign", firmware_sign)
        if firmware_size is not None:
            pulumi.set(__self__, "firmware_size", firmware_size)
        if module_name is not None:
            pulumi.set(__self__, "module_name", module_name)
        if product_key is not None:
            pulumi.set(__self__, "product_key", product_key)
        if product_name is not None:
            pulumi.set(__self__, "product_name", product_name)
        if sign_method is not None:
            pulumi.set(__self__, "sign_method", sign_method)
        if src_version is not None:
            pulumi.set(__self__, "src_version", src_version)
        if status_code is not None:
            pulumi.set(__self__, "status_code", status_code)
        if type_code is not None:
            pulumi.set(__self__, "type_code", type_code)
        if utc_create is not None:
            pulumi.set(__self__, "utc_create", utc_create)
        if utc_modified is not None:
            pulumi.set(__self__, "utc_modified", utc_modified)

    @_builtins.property
    @pulumi.getter(name="destVersion")
    def dest_version(self) -> _builtins.str:
        """
        The version of the package, as it was written at its creation.
        """
        return pulumi.get(self, "dest_version")

    @_builtins.property
    @pulumi.getter(name="firmwareId")
    def firmware_id(self) -> _builtins.str:
        """
        The unique ID of the package, given by the service.
        """
        return pulumi.get(self, "firmware_id")

    @_builtins.property
    @pulumi.getter
    def status(self) -> _builtins.str:
        """
        `verified`, `unverified`, `verifying`, `verificationFailed` or `notRequired`; `unknown` for a code this release does not know.
        """
        return pulumi.get(self, "status")

    @_builtins.property
    @pulumi.getter
    def type(self) -> _builtins.str:
        """
        `full` or `differential`; `unknown` for a code this release does not know.
        """
        return pulumi.get(self, "type")

    @_builtins.property
    @pulumi.getter
    def digest(self) -> Optional[_builtins.str]:
        """
        The digest of the file with its algorithm, `sha256:...` or `md5:...`, in lower case: `firmwareSign` and `signMethod` in one. Absent where the service gives none, as for packages of several files.
        """
        return pulumi.get(self, "digest")

    @_builtins.property
    @pulumi.getter(name="firmwareDesc")
    def firmware_desc(self) -> Optional[_builtins.str]:
        """
        The description of the package, by whoever created it.
        """
        return pulumi.get(self, "firmware_desc")

    @_builtins.property
    @pulumi.getter(name="firmwareName")
    def firmware_name(self) -> Optional[_builtins.str]:
        """
        The name of the package. By the documentation of CreateOTAFirmware it is unique in an account and never changes.
        """
        return pulumi.get(self, "firmware_name")

    @_builtins.property
    @pulumi.getter(name="firmwareSign")
    def firmware_sign(self) -> Optional[_builtins.str]:
        """
        The digest of the file in hexadecimal, by `signMethod`. The API calls it a signature, but no key has part in it.
        """
        return pulumi.get(self, "firmware_sign")

    @_builtins.property
    @pulumi.getter(name="firmwareSize")
    def firmware_size(self) -> Optional[_builtins.int]:
        """
        The size of the file, in bytes. Absent where the service gives none.
        """
        return pulumi.get(self, "firmware_size")

    @_builtins.property
    @pulumi.getter(name="moduleName")
    def module_name(self) -> Optional[_builtins.str]:
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
    @pulumi.getter(name="productName")
    def product_name(self) -> Optional[_builtins.str]:
        """
        The name of the product that the package belongs to.
        """
        return pulumi.get(self, "product_name")

    @_builtins.property
    @pulumi.getter(name="signMethod")
    def sign_method(self) -> Optional[_builtins.str]:
        """
        The algorithm of `firmwareSign`: `MD5` or `SHA256`.
        """
        return pulumi.get(self, "sign_method")

    @_builtins.property
    @pulumi.getter(name="srcVersion")
    def src_version(self) -> Optional[_builtins.str]:
        """
        The version a differential package starts from. Absent for a full package.
        """
        return pulumi.get(self, "src_version")

    @_builtins.property
    @pulumi.getter(name="statusCode")
    def status_code(self) -> Optional[_builtins.int]:
        """
        The API's code of the status: 0 unverified, 1 verified, 2 verifying, 3 verification failed; -1 no verification needed, which the documentation of QueryOTAFirmware adds.
        """
        return pulumi.get(self, "status_code")

    @_builtins.property
    @pulumi.getter(name="typeCode")
    def type_code(self) -> Optional[_builtins.int]:
        """
        The API's code of the type: 0 full, 1 differential.
        """
        return pulumi.get(self, "type_code")

    @_builtins.property
    @pulumi.getter(name="utcCreate")
    def utc_create(self) -> Optional[_builtins.str]:
        """
        When the package was created: UTC in ISO 8601 with milliseconds, such as `2019-12-28T02:42:22.000Z`.
        """
        return pulumi.get(self, "utc_create")

    @_builtins.property
    @pulumi.getter(name="utcModified")
    def utc_modified(self) -> Optional[_builtins.str]:
        """
        When the package or its update task was last modified: UTC in ISO 8601 with milliseconds, such as `2019-12-28T02:42:22.000Z`. No part of its identity.
        """
        return pulumi.get(self, "utc_modified")


@pulumi.output_type
class PinnedFirmware(dict):
    """
    What identifies a package: the only fields whose change a preview shows.
    """
    @staticmethod
    def __key_warning(key: str):
        suggest = None
        if key == "destVersion":
            suggest = "dest_version"
        elif key == "firmwareId":
            suggest = "firmware_id"
        elif key == "firmwareSize":
            suggest = "firmware_size"
        elif key == "srcVersion":
            suggest = "src_version"

        if suggest:
            pulumi.log.warn(f"Key '{key}' not found in PinnedFirmware. Access the value via the '{suggest}' property getter instead.")

    def __getitem__(self, key: str) -> Any:
        PinnedFirmware.__key_warning(key)
        return super().__getitem__(key)

    def get(self, key: str, default = None) -> Any:
        PinnedFirmware.__key_warning(key)
        return super().get(key, default)

    def __init__(__self__, *,
                 dest_version: _builtins.str,
                 firmware_id: _builtins.str,
                 type: _builtins.str,
                 digest: Optional[_builtins.str] = None,
                 firmware_size: Optional[_builtins.int] = None,
                 src_version: Optional[_builtins.str] = None):
        """
        What identifies a package: the only fields whose change a preview shows.

        :param _builtins.str dest_version: The version of the package, as it was written at its creation.
        :param _builtins.str firmware_id: The unique ID of the package, given by the service.
        :param _builtins.str type: `full` or `differential`; `unknown` for a code this release does not know.
        :param _builtins.str digest: The digest of the file with its algorithm, `sha256:...` or `md5:...`, in lower case: `firmwareSign` and `signMethod` in one. Absent where the service gives none, as for packages of several files.
        :param _builtins.int firmware_size: The size of the file, in bytes. Absent where the service gives none.
        :param _builtins.str src_version: The version a differential package starts from. Absent for a full package.
        """
        pulumi.set(__self__, "dest_version", dest_version)
        pulumi.set(__self__, "firmware_id", firmware_id)
        pulumi.set(__self__, "type", type)
        if digest is not None:
            pulumi.set(__self__, "digest", digest)
        if firmware_size is not None:
            pulumi.set(__self__, "firmware_size", firmware_size)
        if src_version is not None:
            pulumi.set(__self__, "src_version", src_version)

    @_builtins.property
    @pulumi.getter(name="destVersion")
    def dest_version(self) -> _builtins.str:
        """
        The version of the package, as it was written at its creation.
        """
        return pulumi.get(self, "dest_version")

    @_builtins.property
    @pulumi.getter(name="firmwareId")
    def firmware_id(self) -> _builtins.str:
        """
        The unique ID of the package, given by the service.
        """
        return pulumi.get(self, "firmware_id")

    @_builtins.property
    @pulumi.getter
    def type(self) -> _builtins.str:
        """
        `full` or `differential`; `unknown` for a code this release does not know.
        """
        return pulumi.get(self, "type")

    @_builtins.property
    @pulumi.getter
    def digest(self) -> Optional[_builtins.str]:
        """
        The digest of the file with its algorithm, `sha256:...` or `md5:...`, in lower case: `firmwareSign` and `signMethod` in one. Absent where the service gives none, as for packages of several files.
        """
        return pulumi.get(self, "digest")

    @_builtins.property
    @pulumi.getter(name="firmwareSize")
    def firmware_size(self) -> Optional[_builtins.int]:
        """
        The size of the file, in bytes. Absent where the service gives none.
        """
        return pulumi.get(self, "firmware_size")

    @_builtins.property
    @pulumi.getter(name="srcVersion")
    def src_version(self) -> Optional[_builtins.str]:
        """
        The version a differential package starts from. Absent for a full package.
        """
        return pulumi.get(self, "src_version")


@pulumi.output_type
class SelectionCandidate(dict):
    """
    A package in the catalog, and whether it was selected.
    """
    def __init__(__self__, *,
                 dest_version: _builtins.str,
                 firmware_id: _builtins.str,
                 outcome: _builtins.str,
                 reason: _builtins.str,
                 status: _builtins.str,
                 type: _builtins.str,
                 criterion: Optional[_builtins.str] = None,
                 firmware_name: Optional[_builtins.str] = None,
                 module_name: Optional[_builtins.str] = None,
                 product_key: Optional[_builtins.str] = None,
                 src_version: Optional[_builtins.str] = None):
        """
        A package in the catalog, and whether it was selected.

        :param _builtins.str dest_version: The version of the package, as it was written at its creation.
        :param _builtins.str firmware_id: The unique ID of the package, given by the service.
        :param _builtins.str outcome: `chosen`: the selected package. `removed`: a criterion or an assertion removed it. `undecided`: it is one of several packages that match.
        :param _builtins.str reason: The reason for the outcome, as text.
        :param _builtins.str status: `verified`, `unverified`, `verifying`, `verificationFailed` or `notRequired`; `unknown` for a code this release does not know.
        :param _builtins.str type: `full` or `differential`; `unknown` for a code this release does not know.
        :param _builtins.str criterion: The name of the argument that removed the package. Absent if none removed it.
        :param _builtins.str firmware_name: The name of the package. By the documentation of CreateOTAFirmware it is unique in an account and never changes.
        :param _builtins.str module_name: The module of the package: `default` where none was named at its creation.
        :param _builtins.str product_key: The ProductKey of the product that the package belongs to.
        :param _builtins.str src_version: The version a differential package starts from. Absent for a full package.
        """
        pulumi.set(__self__, "dest_version", dest_version)
        pulumi.set(__self__, "firmware_id", firmware_id)
        pulumi.set(__self__, "outcome", outcome)
        pulumi.set(__self__, "reason", reason)
        pulumi.set(__self__, "status", status)
        pulumi.set(__self__, "type", type)
        if criterion is not None:
            pulumi.set(__self__, "criterion", criterion)
        if firmware_name is not None:
            pulumi.set(__self__, "firmware_name", firmware_name)
        if module_name is not None:
            pulumi.set(__self__, "module_name", module_name)
        if product_key is not None:
            pulumi.set(__self__, "product_key", product_key)
        if src_version is not None:
            pulumi.set(__self__, "src_version", src_version)

    @_builtins.property
    @pulumi.getter(name="destVersion")
    def dest_version(self) -> _builtins.str:
        """
        The version of the package, as it was written at its creation.
        """
        return pulumi.get(self, "dest_version")

    @_builtins.property
    @pulumi.getter(name="firmwareId")
    def firmware_id(self) -> _builtins.str:
        """
        The unique ID of the package, given by the service.
        """
        return pulumi.get(self, "firmware_id")

    @_builtins.property
    @pulumi.getter
    def outcome(self) -> _builtins.str:
        """
        `chosen`: the selected package. `removed`: a criterion or an assertion removed it. `undecided`: it is one of several packages that match.
        """
        return pulumi.get(self, "outcome")

    @_builtins.property
    @pulumi.getter
    def reason(self) -> _builtins.str:
        """
        The reason for the outcome, as text.
        """
        return pulumi.get(self, "reason")

    @_builtins.property
    @pulumi.getter
    def status(self) -> _builtins.str:
        """
        `verified`, `unverified`, `verifying`, `verificationFailed` or `notRequired`; `unknown` for a code this release does not know.
        """
        return pulumi.get(self, "status")

    @_builtins.property
    @pulumi.getter
    def type(self) -> _builtins.str:
        """
        `full` or `differential`; `unknown` for a code this release does not know.
        """
        return pulumi.get(self, "type")

    @_builtins.property
    @pulumi.getter
    def criterion(self) -> Optional[_builtins.str]:
        """
        The name of the argument that removed the package. Absent if none removed it.
        """
        return pulumi.get(self, "criterion")

    @_builtins.property
    @pulumi.getter(name="firmwareName")
    def firmware_name(self) -> Optional[_builtins.str]:
        """
        The name of the package. By the documentation of CreateOTAFirmware it is unique in an account and never changes.
        """
        return pulumi.get(self, "firmware_name")

    @_builtins.property
    @pulumi.getter(name="moduleName")
    def module_name(self) -> Optional[_builtins.str]:
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


@pulumi.output_type
class SelectionStep(dict):
    """
    The effect of one criterion. Criteria are applied in a fixed order.
    """
    def __init__(__self__, *,
                 criterion: _builtins.str,
                 left: _builtins.int,
                 value: _builtins.str):
        """
        The effect of one criterion. Criteria are applied in a fixed order.

        :param _builtins.str criterion: The name of the criterion's argument, such as `statuses`.
        :param _builtins.int left: The number of packages left after this criterion.
        :param _builtins.str value: The value of the criterion, as text.
        """
        pulumi.set(__self__, "criterion", criterion)
        pulumi.set(__self__, "left", left)
        pulumi.set(__self__, "value", value)

    @_builtins.property
    @pulumi.getter
    def criterion(self) -> _builtins.str:
        """
        The name of the criterion's argument, such as `statuses`.
        """
        return pulumi.get(self, "criterion")

    @_builtins.property
    @pulumi.getter
    def left(self) -> _builtins.int:
        """
        The number of packages left after this criterion.
        """
        return pulumi.get(self, "left")

    @_builtins.property
    @pulumi.getter
    def value(self) -> _builtins.str:
        """
        The value of the criterion, as text.
        """
        return pulumi.get(self, "value")


@pulumi.output_type
class SimpleFirmwareInfo(dict):
    """
    A package just as ListOTAFirmware lists it; every field may be missing.
    """
    def __init__(__self__, *,
                 dest_version: Optional[_builtins.str] = None,
                 firmware_desc: Optional[_builtins.str] = None,
                 firmware_id: Optional[_builtins.str] = None,
                 firmware_name: Optional[_builtins.str] = None,
                 firmware_sign: Optional[_builtins.str] = None,
                 firmware_size: Optional[_builtins.int] = None,
                 module_name: Optional[_builtins.str] = None,
                 product_key: Optional[_builtins.str] = None,
                 product_name: Optional[_builtins.str] = None,
                 sign_method: Optional[_builtins.str] = None,
                 src_version: Optional[_builtins.str] = None,
                 status: Optional[_builtins.int] = None,
                 type: Optional[_builtins.int] = None,
                 utc_create: Optional[_builtins.str] = None,
                 utc_modified: Optional[_builtins.str] = None):
        """
        A package just as ListOTAFirmware lists it; every field may be missing.

        :param _builtins.str dest_version: The version of the package, as it was written at its creation.
        :param _builtins.str firmware_desc: The description of the package, by whoever created it.
        :param _builtins.str firmware_id: The unique ID of the package, given by the service.
        :param _builtins.str firmware_name: The name of the package. By the documentation of CreateOTAFirmware it is unique in an account and never changes.
        :param _builtins.str firmware_sign: The digest of the file in hexadecimal, by `signMethod`. The API calls it a signature, but no key has part in it.
        :param _builtins.int firmware_size: The size of the file, in bytes. Absent where the service gives none.
        :param _builtins.str module_name: The module of the package: `default` where none was named at its creation.
        :param _builtins.str product_key: The ProductKey of the product that the package belongs to.
        :param _builtins.str product_name: The name of the product that the package belongs to.
        :param _builtins.str sign_method: The algorithm of `firmwareSign`: `MD5` or `SHA256`.
        :param _builtins.str src_version: The version a differential package starts from. Absent for a full package.
        :param _builtins.int status: The API's code of the status: 0 unverified, 1 verified, 2 verifying, 3 verification failed; -1 no verification needed, which the documentation of QueryOTAFirmware adds.
        :param _builtins.int type: The API's code of the type: 0 full, 1 differential.
        :param _builtins.str utc_create: When the package was created: UTC in ISO 8601 with milliseconds, such as `2019-12-28T02:42:22.000Z`.
        :param _builtins.str utc_modified: When the package or its update task was last modified: UTC in ISO 8601 with milliseconds, such as `2019-12-28T02:42:22.000Z`. No part of its identity.
        """
        if dest_version is not None:
            pulumi.set(__self__, "dest_version", dest_version)
        if firmware_desc is not None:
            pulumi.set(__self__, "firmware_desc", firmware_desc)
        if firmware_id is not None:
            pulumi.set(__self__, "firmware_id", firmware_id)
        if firmware_name is not None:
            pulumi.set(__self__, "firmware_name", firmware_name)
        if firmware_sign is not None:
            pulumi.set(__self__, "firmware_sign", firmware_sign)
        if firmware_size is not None:
            pulumi.set(__self__, "firmware_size", firmware_size)
        if module_name is not None:
            pulumi.set(__self__, "module_name", module_name)
        if product_key is not None:
            pulumi.set(__self__, "product_key", product_key)
        if product_name is not None:
            pulumi.set(__self__, "product_name", product_name)
        if sign_method is not None:
            pulumi.set(__self__, "sign_method", sign_method)
        if src_version is not None:
            pulumi.set(__self__, "src_version", src_version)
        if status is not None:
            pulumi.set(__self__, "status", status)
        if type is not None:
            pulumi.set(__self__, "type", type)
        if utc_create is not None:
            pulumi.set(__self__, "utc_create", utc_create)
        if utc_modified is not None:
            pulumi.set(__self__, "utc_modified", utc_modified)

    @_builtins.property
    @pulumi.getter(name="destVersion")
    def dest_version(self) -> Optional[_builtins.str]:
        """
        The version of the package, as it was written at its creation.
        """
        return pulumi.get(self, "dest_version")

    @_builtins.property
    @pulumi.getter(name="firmwareDesc")
    def firmware_desc(self) -> Optional[_builtins.str]:
        """
        The description of the package, by whoever created it.
        """
        return pulumi.get(self, "firmware_desc")

    @_builtins.property
    @pulumi.getter(name="firmwareId")
    def firmware_id(self) -> Optional[_builtins.str]:
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
    @pulumi.getter(name="firmwareSign")
    def firmware_sign(self) -> Optional[_builtins.str]:
        """
        The digest of the file in hexadecimal, by `signMethod`. The API calls it a signature, but no key has part in it.
        """
        return pulumi.get(self, "firmware_sign")

    @_builtins.property
    @pulumi.getter(name="firmwareSize")
    def firmware_size(self) -> Optional[_builtins.int]:
        """
        The size of the file, in bytes. Absent where the service gives none.
        """
        return pulumi.get(self, "firmware_size")

    @_builtins.property
    @pulumi.getter(name="moduleName")
    def module_name(self) -> Optional[_builtins.str]:
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
    @pulumi.getter(name="productName")
    def product_name(self) -> Optional[_builtins.str]:
        """
        The name of the product that the package belongs to.
        """
        return pulumi.get(self, "product_name")

    @_builtins.property
    @pulumi.getter(name="signMethod")
    def sign_method(self) -> Optional[_builtins.str]:
        """
        The algorithm of `firmwareSign`: `MD5` or `SHA256`.
        """
        return pulumi.get(self, "sign_method")

    @_builtins.property
    @pulumi.getter(name="srcVersion")
    def src_version(self) -> Optional[_builtins.str]:
        """
        The version a differential package starts from. Absent for a full package.
        """
        return pulumi.get(self, "src_version")

    @_builtins.property
    @pulumi.getter
    def status(self) -> Optional[_builtins.int]:
        """
        The API's code of the status: 0 unverified, 1 verified, 2 verifying, 3 verification failed; -1 no verification needed, which the documentation of QueryOTAFirmware adds.
        """
        return pulumi.get(self, "status")

    @_builtins.property
    @pulumi.getter
    def type(self) -> Optional[_builtins.int]:
        """
        The API's code of the type: 0 full, 1 differential.
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
    @pulumi.getter(name="utcModified")
    def utc_modified(self) -> Optional[_builtins.str]:
        """
        When the package or its update task was last modified: UTC in ISO 8601 with milliseconds, such as `2019-12-28T02:42:22.000Z`. No part of its identity.
        """
        return pulumi.get(self, "utc_modified")


