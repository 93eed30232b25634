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
    'ExplainFirmwareResult',
    'AwaitableExplainFirmwareResult',
    'explain_firmware',
    'explain_firmware_output',
]

@pulumi.output_type
class ExplainFirmwareResult:
    def __init__(__self__, candidates=None, firmware=None, message=None, outcome=None, steps=None, total=None, warnings=None):
        if candidates and not isinstance(candidates, list):
            raise TypeError("Expected argument 'candidates' to be a list")
        pulumi.set(__self__, "candidates", candidates)
        if firmware and not isinstance(firmware, dict):
            raise TypeError("Expected argument 'firmware' to be a dict")
        pulumi.set(__self__, "firmware", firmware)
        if message and not isinstance(message, str):
            raise TypeError("Expected argument 'message' to be a str")
        pulumi.set(__self__, "message", message)
        if outcome and not isinstance(outcome, str):
            raise TypeError("Expected argument 'outcome' to be a str")
        pulumi.set(__self__, "outcome", outcome)
        if steps and not isinstance(steps, list):
            raise TypeError("Expected argument 'steps' to be a list")
        pulumi.set(__self__, "steps", steps)
        if total and not isinstance(total, int):
            raise TypeError("Expected argument 'total' to be a int")
        pulumi.set(__self__, "total", total)
        if warnings and not isinstance(warnings, list):
            raise TypeError("Expected argument 'warnings' to be a list")
        pulumi.set(__self__, "warnings", warnings)

    @_builtins.property
    @pulumi.getter
    def candidates(self) -> Sequence['outputs.SelectionCandidate']:
        """
        Every package that was looked through, in the order of getFirmwares.
        """
        return pulumi.get(self, "candidates")

    @_builtins.property
    @pulumi.getter
    def firmware(self) -> Optional['outputs.Firmware']:
        """
        The chosen package; absent where there is none.
        """
        return pulumi.get(self, "firmware")

    @_builtins.property
    @pulumi.getter
    def message(self) -> _builtins.str:
        """
        The whole of it in at most fifteen lines: where getFirmware fails, the text of its error.
        """
        return pulumi.get(self, "message")

    @_builtins.property
    @pulumi.getter
    def outcome(self) -> _builtins.str:
        """
        `chosen`; or why getFirmware would fail: `noMatch`, `ambiguous`, `unparsable` or `unexpected`.
        """
        return pulumi.get(self, "outcome")

    @_builtins.property
    @pulumi.getter
    def steps(self) -> Sequence['outputs.SelectionStep']:
        """
        The criteria in order, and what each one left.
        """
        return pulumi.get(self, "steps")

    @_builtins.property
    @pulumi.getter
    def total(self) -> _builtins.int:
        """
        The number of packages that were looked through.
        """
        return pulumi.get(self, "total")

    @_builtins.property
    @pulumi.getter
    def warnings(self) -> Sequence[_builtins.str]:
        """
        What getFirmware would warn of.
        """
        return pulumi.get(self, "warnings")


class AwaitableExplainFirmwareResult(ExplainFirmwareResult):
    # pylint: disable=using-constant-test
    def __await__(self):
        if False:
            yield self
        return ExplainFirmwareResult(
            candidates=self.candidates,
            firmware=self.firmware,
            message=self.message,
            outcome=self.outcome,
            steps=self.steps,
            total=self.total,
            warnings=self.warnings)


def explain_firmware(allow_unscoped: Optional[_builtins.bool] = None,
                     blocked: Optional[Sequence[Union['BlockedFirmware', 'BlockedFirmwareDict']]] = None,
                     dest_version: Optional[_builtins.str] = None,
                     expected_digest: Optional[_builtins.str] = None,
                     expected_firmware_id: Optional[_builtins.str] = None,
                     expected_size: Optional[_builtins.int] = None,
                     firmware_id: Optional[_builtins.str] = None,
                     firmware_name: Optional[_builtins.str] = None,
                     from_version: Optional[_builtins.str] = None,
                     include_prerelease: Optional[_builtins.bool] = None,
                     iot_instance_id: Optional[_builtins.str] = None,
                     max_size: Optional[_builtins.int] = None,
                     min_age: Optional[_builtins.str] = None,
                     min_size: Optional[_builtins.int] = None,
                     module_name: Optional[_builtins.str] = None,
                     name_regex: Optional[_builtins.str] = None,
                     on_unparsable: Optional['OnUnparsable'] = None,
                     product_key: Optional[_builtins.str] = None,
                     select: Optional['FirmwareSelect'] = None,
                     sign_method: Optional['SignMethod'] = None,
                     src_version: Optional[_builtins.str] = None,
                     statuses: Optional[Sequence['FirmwareStatus']] = None,
                     type: Optional['FirmwareType'] = None,
                     version_pattern: Optional[_builtins.str] = None,
                     version_range: Optional[_builtins.str] = None,
                     version_regex: Optional[_builtins.str] = None,
                     version_scheme: Optional['VersionScheme'] = None,
                     weak_digest: Optional['WeakDigest'] = None,
                     opts: Optional[pulumi.InvokeOptions] = None) -> AwaitableExplainFirmwareResult:
    """
    Explains what getFirmware does with the same arguments: which package it chooses or why it fails, what each criterion leaves, and for every package what removed it.

    ## Example Usage
    ### Why there is none

    `why` is what `getFirmware` would say with these arguments: what each criterion leaves, and the versions that come
    nearest to what is asked for. It never fails because of what the criteria select.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    explained = ota.explain_firmware_output(
        product_key="a1GatewayK01",
        module_name="default",
        type=ota.FirmwareType.FULL,
        version_range="^4.1",
        select=ota.FirmwareSelect.HIGHEST,
    )

    pulumi.export("outcome", explained.outcome)
    pulumi.export("why", explained.message)
    ```


    :param _builtins.bool allow_unscoped: Whether `highest` and `newest` may compare packages of several products or modules: `true`. `false` by default, since the result could be anybody's package.
    :param Sequence[Union['BlockedFirmware', 'BlockedFirmwareDict']] blocked: Packages that must not be chosen, each with the reason: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
    :param _builtins.str dest_version: The version of the package, compared exactly: `4.0.0`.
    :param _builtins.str expected_digest: Asserts the digest of the chosen package's file, with its algorithm: `sha256:9f3c...` (64 digits) or `md5:7829...` (32 digits), in either case. Another digest, or none, is an error.
    :param _builtins.str expected_firmware_id: Asserts the ID of the chosen package: `nx3hJkVrNmQ2wYc8E7aS0100`. Another one is an error.
    :param _builtins.int expected_size: Asserts the size of the chosen package's file, in bytes: `20971520`. Another one, or none, is an error.
    :param _builtins.str firmware_id: The unique ID of the package: `nx3hJkVrNmQ2wYc8E7aS0100`.
    :param _builtins.str firmware_name: The name of the package, compared exactly: `gateway-4.0.0`. It is unique in an account.
    :param _builtins.str from_version: The version that the devices have, compared exactly: `3.10.0`. Full packages fit them, and differential ones from exactly this version; where both lead to the same version, the differential one is meant. It does not say that the package must be a higher version.
    :param _builtins.bool include_prerelease: Whether pre-releases count like any other version: `true`. By default they are left out of `versionRange`, `highest` and `newest`, unless `destVersion`, `firmwareName` or `firmwareId` names one, and are no different otherwise. `false` always leaves them out.
    :param _builtins.str iot_instance_id: The ID of the instance, such as `iot-0123abcd`. The service requires it for an instance that has an ID, which the Overview page of the IoT Platform console shows. The provider's `iotInstanceId` by default.
    :param _builtins.int max_size: The greatest size of the file, in bytes: `16777216`. A package without a size does not meet it.
    :param _builtins.str min_age: How long ago the package was created at least, in weeks, days, hours, minutes and seconds: `14d`, `36h`, `1w2d12h`. A package without a time of creation does not meet it. The clock is this machine's.
    :param _builtins.int min_size: The least size of the file, in bytes: `1024`. A package without a size does not meet it.
    :param _builtins.str module_name: The module of the package, compared exactly: `modem`. It is `default` where none was named at creation.
    :param _builtins.str name_regex: A regular expression (RE2) that is found anywhere in the name of the package: `^gateway-`. Case matters unless it starts with `(?i)`. RE2 takes time in proportion to the text, whatever the expression; it has no look-around and no back-references.
    :param 'OnUnparsable' on_unparsable: What becomes of packages whose version cannot be read, where versions matter: `error`. They do for `versionRange` and `highest`, wherever pre-releases are left out, and where this is given. `warn` by default: they are left out, and a warning counts and names them.
    :param _builtins.str product_key: The ProductKey of the product: `a1GatewayK01`. Without it, the packages of all products are looked through.
    :param 'FirmwareSelect' select: Which of several matching packages is meant: `highest`. `only` by default. `highest` and `newest` need `productKey` and `moduleName`, or `allowUnscoped`. By default they are full packages; `fromVersion`, `srcVersion` or `type` says which differential ones fit.
    :param 'SignMethod' sign_method: The algorithm of the digest of the package's file: `SHA256`.
    :param _builtins.str src_version: The version a differential package starts from, compared exactly: `3.2.1`. Full packages have none.
    :param Sequence['FirmwareStatus'] statuses: The statuses that the package may have: `[verified]`. By default what may be deployed: `verified` and `notRequired`.
    :param 'FirmwareType' type: Full or differential: `full`.
    :param _builtins.str version_pattern: A regular expression (RE2) that says which part of the whole text is the version, where that is not all of it. Either one named group `version`, read under `versionScheme`: `isp-(?P<version>.+)`. Or a named group for each numeric part, the most significant first, and perhaps `prerelease`: `cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`. What it does not match is no version.
    :param _builtins.str version_range: A range that holds the version, as npm writes ranges: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`. A pre-release is in it only where the range names a pre-release of the same numbers, or with `includePrerelease`. A single version is `destVersion`.
    :param _builtins.str version_regex: A regular expression (RE2) that is found anywhere in the version of the package: `^cam_`. See `nameRegex`.
    :param 'VersionScheme' version_scheme: How versions are written: `dotted`. By default `semver`, or `dotted` for a `versionPattern` of numeric parts.
    :param 'WeakDigest' weak_digest: What is thought of a chosen package whose digest is not SHA-256, or that has none: `deny`. `allow` by default, since MD5 is the service's own default.
    """
    __args__ = dict()
    __args__['allowUnscoped'] = allow_unscoped
    __args__['blocked'] = blocked
    __args__['destVersion'] = dest_version
    __args__['expectedDigest'] = expected_digest
    __args__['expectedFirmwareId'] = expected_firmware_id
    __args__['expectedSize'] = expected_size
    __args__['firmwareId'] = firmware_id
    __args__['firmwareName'] = firmware_name
    __args__['fromVersion'] = from_version
    __args__['includePrerelease'] = include_prerelease
    __args__['iotInstanceId'] = iot_instance_id
    __args__['maxSize'] = max_size
    __args__['minAge'] = min_age
    __args__['minSize'] = min_size
    __args__['moduleName'] = module_name
    __args__['nameRegex'] = name_regex
    __args__['onUnparsable'] = on_unparsable
    __args__['productKey'] = product_key
    __args__['select'] = select
    __args__['signMethod'] = sign_method
    __args__['srcVersion'] = src_version
    __args__['statuses'] = statuses
    __args__['type'] = type
    __args__['versionPattern'] = version_pattern
    __args__['versionRange'] = version_range
    __args__['versionRegex'] = version_regex
    __args__['versionScheme'] = version_scheme
    __args__['weakDigest'] = weak_digest
    opts = pulumi.InvokeOptions.merge(_utilities.get_invoke_opts_defaults(), opts)
    __ret__ = _utilities.invoke('alicloud-iot:ota:explainFirmware', __args__, opts=opts, typ=ExplainFirmwareResult).value

    return AwaitableExplainFirmwareResult(
        candidates=pulumi.get(__ret__, 'candidates'),
        firmware=pulumi.get(__ret__, 'firmware'),
        message=pulumi.get(__ret__, 'message'),
        outcome=pulumi.get(__ret__, 'outcome'),
        steps=pulumi.get(__ret__, 'steps'),
        total=pulumi.get(__ret__, 'total'),
        warnings=pulumi.get(__ret__, 'warnings'))
def explain_firmware_output(allow_unscoped: pulumi.Input[Optional[Optional[_builtins.bool]]] = None,
                            blocked: pulumi.Input[Optional[Optional[Sequence[Union['BlockedFirmware', 'BlockedFirmwareDict']]]]] = None,
                            dest_version: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            expected_digest: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            expected_firmware_id: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            expected_size: pulumi.Input[Optional[Optional[_builtins.int]]] = None,
                            firmware_id: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            firmware_name: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            from_version: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            include_prerelease: pulumi.Input[Optional[Optional[_builtins.bool]]] = None,
                            iot_instance_id: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            max_size: pulumi.Input[Optional[Optional[_builtins.int]]] = None,
                            min_age: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            min_size: pulumi.Input[Optional[Optional[_builtins.int]]] = None,
                            module_name: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            name_regex: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            on_unparsable: pulumi.Input[Optional[Optional['OnUnparsable']]] = None,
                            product_key: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            select: pulumi.Input[Optional[Optional['FirmwareSelect']]] = None,
                            sign_method: pulumi.Input[Optional[Optional['SignMethod']]] = None,
                            src_version: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            statuses: pulumi.Input[Optional[Optional[Sequence['FirmwareStatus']]]] = None,
                            type: pulumi.Input[Optional[Optional['FirmwareType']]] = None,
                            version_pattern: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            version_range: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            version_regex: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                            version_scheme: pulumi.Input[Optional[Optional['VersionScheme']]] = None,
                            weak_digest: pulumi.Input[Optional[Optional['WeakDigest']]] = None,
                            opts: Optional[Union[pulumi.InvokeOptions, pulumi.InvokeOutputOptions]] = None) -> pulumi.Output[ExplainFirmwareResult]:
    """
    Explains what getFirmware does with the same arguments: which package it chooses or why it fails, what each criterion leaves, and for every package what removed it.

    ## Example Usage
    ### Why there is none

    `why` is what `getFirmware` would say with these arguments: what each criterion leaves, and the versions that come
    nearest to what is asked for. It never fails because of what the criteria select.

    ```python
    import pulumi
    from alicloud_iot_ota import dynamic as ota

    explained = ota.explain_firmware_output(
        product_key="a1GatewayK01",
        module_name="default",
        type=ota.FirmwareType.FULL,
        version_range="^4.1",
        select=ota.FirmwareSelect.HIGHEST,
    )

    pulumi.export("outcome", explained.outcome)
    pulumi.export("why", explained.message)
    ```


    :param _builtins.bool allow_unscoped: Whether `highest` and `newest` may compare packages of several products or modules: `true`. `false` by default, since the result could be anybody's package.
    :param Sequence[Union['BlockedFirmware', 'BlockedFirmwareDict']] blocked: Packages that must not be chosen, each with the reason: `[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.
    :param _builtins.str dest_version: The version of the package, compared exactly: `4.0.0`.
    :param _builtins.str expected_digest: Asserts the digest of the chosen package's file, with its algorithm: `sha256:9f3c...` (64 digits) or `md5:7829...` (32 digits), in either case. Another digest, or none, is an error.
    :param _builtins.str expected_firmware_id: Asserts the ID of the chosen package: `nx3hJkVrNmQ2wYc8E7aS0100`. Another one is an error.
    :param _builtins.int expected_size: Asserts the size of the chosen package's file, in bytes: `20971520`. Another one, or none, is an error.
    :param _builtins.str firmware_id: The unique ID of the package: `nx3hJkVrNmQ2wYc8E7aS0100`.
    :param _builtins.str firmware_name: The name of the package, compared exactly: `gateway-4.0.0`. It is unique in an account.
    :param _builtins.str from_version: The version that the devices have, compared exactly: `3.10.0`. Full packages fit them, and differential ones from exactly this version; where both lead to the same version, the differential one is meant. It does not say that the package must be a higher version.
    :param _builtins.bool include_prerelease: Whether pre-releases count like any other version: `true`. By default they are left out of `versionRange`, `highest` and `newest`, unless `destVersion`, `firmwareName` or `firmwareId` names one, and are no different otherwise. `false` always leaves them out.
    :param _builtins.str iot_instance_id: The ID of the instance, such as `iot-0123abcd`. The service requires it for an instance that has an ID, which the Overview page of the IoT Platform console shows. The provider's `iotInstanceId` by default.
    :param _builtins.int max_size: The greatest size of the file, in bytes: `16777216`. A package without a size does not meet it.
    :param _builtins.str min_age: How long ago the package was created at least, in weeks, days, hours, minutes and seconds: `14d`, `36h`, `1w2d12h`. A package without a time of creation does not meet it. The clock is this machine's.
    :param _builtins.int min_size: The least size of the file, in bytes: `1024`. A package without a size does not meet it.
    :param _builtins.str module_name: The module of the package, compared exactly: `modem`. It is `default` where none was named at creation.
    :param _builtins.str name_regex: A regular expression (RE2) that is found anywhere in the name of the package: `^gateway-`. Case matters unless it starts with `(?i)`. RE2 takes time in proportion to the text, whatever the expression; it has no look-around and no back-references.
    :param 'OnUnparsable' on_unparsable: What becomes of packages whose version cannot be read, where versions matter: `error`. They do for `versionRange` and `highest`, wherever pre-releases are left out, and where this is given. `warn` by default: they are left out, and a warning counts and names them.
    :param _builtins.str product_key: The ProductKey of the product: `a1GatewayK01`. Without it, the packages of all products are looked through.
    :param 'FirmwareSelect' select: Which of several matching packages is meant: `highest`. `only` by default. `highest` and `newest` need `productKey` and `moduleName`, or `allowUnscoped`. By default they are full packages; `fromVersion`, `srcVersion` or `type` says which differential ones fit.
    :param 'SignMethod' sign_method: The algorithm of the digest of the package's file: `SHA256`.
    :param _builtins.str src_version: The version a differential package starts from, compared exactly: `3.2.1`. Full packages have none.
    :param Sequence['FirmwareStatus'] statuses: The statuses that the package may have: `[verified]`. By default what may be deployed: `verified` and `notRequired`.
    :param 'FirmwareType' type: Full or differential: `full`.
    :param _builtins.str version_pattern: A regular expression (RE2) that says which part of the whole text is the version, where that is not all of it. Either one named group `version`, read under `versionScheme`: `isp-(?P<version>.+)`. Or a named group for each numeric part, the most significant first, and perhaps `prerelease`: `cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`. What it does not match is no version.
    :param _builtins.str version_range: A range that holds the version, as npm writes ranges: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`. A pre-release is in it only where the range names a pre-release of the same numbers, or with `includePrerelease`. A single version is `destVersion`.
    :param _builtins.str version_regex: A regular expression (RE2) that is found anywhere in the version of the package: `^cam_`. See `nameRegex`.
    :param 'VersionScheme' version_scheme: How versions are written: `dotted`. By default `semver`, or `dotted` for a `versionPattern` of numeric parts.
    :param 'WeakDigest' weak_digest: What is thought of a chosen package whose digest is not SHA-256, or that has none: `deny`. `allow` by default, since MD5 is the service's own default.
    """
    __args__ = dict()
    __args__['allowUnscoped'] = allow_unscoped
    __args__['blocked'] = blocked
    __args__['destVersion'] = dest_version
    __args__['expectedDigest'] = expected_digest
    __args__['expectedFirmwareId'] = expected_firmware_id
    __args__['expectedSize'] = expected_size
    __args__['firmwareId'] = firmware_id
    __args__['firmwareName'] = firmware_name
    __args__['fromVersion'] = from_version
    __args__['includePrerelease'] = include_prerelease
    __args__['iotInstanceId'] = iot_instance_id
    __args__['maxSize'] = max_size
    __args__['minAge'] = min_age
    __args__['minSize'] = min_size
    __args__['moduleName'] = module_name
    __args__['nameRegex'] = name_regex
    __args__['onUnparsable'] = on_unparsable
    __args__['productKey'] = product_key
    __args__['select'] = select
    __args__['signMethod'] = sign_method
    __args__['srcVersion'] = src_version
    __args__['statuses'] = statuses
    __args__['type'] = type
    __args__['versionPattern'] = version_pattern
    __args__['versionRange'] = version_range
    __args__['versionRegex'] = version_regex
    __args__['versionScheme'] = version_scheme
    __args__['weakDigest'] = weak_digest
    opts = pulumi.InvokeOutputOptions.merge(_utilities.get_invoke_opts_defaults(), opts)
    __ret__ = _utilities.invoke_output('alicloud-iot:ota:explainFirmware', __args__, opts=opts, typ=ExplainFirmwareResult)
    return __ret__.apply(lambda __response__: ExplainFirmwareResult(
        candidates=pulumi.get(__response__, 'candidates'),
        firmware=pulumi.get(__response__, 'firmware'),
        message=pulumi.get(__response__, 'message'),
        outcome=pulumi.get(__response__, 'outcome'),
        steps=pulumi.get(__response__, 'steps'),
        total=pulumi.get(__response__, 'total'),
        warnings=pulumi.get(__response__, 'warnings')))
