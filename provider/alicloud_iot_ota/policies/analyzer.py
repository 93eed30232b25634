# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The gRPC service of the policy pack: it receives resources from the engine, and returns violations.

The engine passes every resource to `Analyze` after the Check of its provider, so a pin already has its package. At the
end it passes all of them to `AnalyzeStack`. It decides what a violation does by its enforcement level.

The protocol has no authentication, and every user of the machine can connect to the port. Therefore the first Configure
fixes the configuration: another program cannot disable a policy later.
"""

from __future__ import annotations

import functools
import logging
import threading
from datetime import datetime, timezone
from typing import TYPE_CHECKING, TypeVar

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2

from alicloud_iot_ota import __version__
from alicloud_iot_ota.engine import properties
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.policies import configuration
from alicloud_iot_ota.policies.analyzed_pin import PIN_TYPES, AnalyzedPin
from alicloud_iot_ota.policies.configuration import GivenPolicy, PolicySettings
from alicloud_iot_ota.policies.pack import DESCRIPTION, NAME, PIN_POLICIES, POLICIES, STACK_POLICIES, Level, Policy
from alicloud_iot_ota.policies.pin_rules import Surroundings
from alicloud_iot_ota.policies.stack_rules import AnalyzedResource
from alicloud_iot_ota.policies.violations import PolicyConfigError, UnknownInputError
from alicloud_iot_ota.schema.hidden import hide_found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alicloud_iot_ota.pins import LockedFirmware

_Request = TypeVar("_Request")
_Response = TypeVar("_Response")
_Policy = TypeVar("_Policy", bound=Policy)
_log = logging.getLogger(__name__)  # the engine shows all that a policy pack writes to stderr


def _rpc_method(
    method: Callable[[Analyzer, _Request], _Response],
) -> Callable[[Analyzer, _Request, grpc.ServicerContext], _Response]:
    """Convert every exception of a method to a gRPC status with a message for the user."""

    @functools.wraps(method)
    def answer(self: Analyzer, request: _Request, context: grpc.ServicerContext) -> _Response:
        try:
            return method(self, request)
        except OtaError as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        except Exception as error:  # noqa: BLE001 - the outermost handler: every error must become a message
            _log.debug("%s failed", method.__name__, exc_info=True)
            context.abort(
                grpc.StatusCode.INTERNAL,
                f"Internal error in the policies of alicloud-iot-ota {__version__} ({method.__name__}: "
                f"{type(error).__name__}).\nPlease report it with your program and the versions. To find the cause, "
                "run the command with `-v=9 --logflow`.",
            )

    return answer


class Analyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """The gRPC service of the policy pack.

    Args:
        now: Returns the time, in UTC.
    """

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(timezone.utc)) -> None:
        self._now = now
        self._configuring = threading.Lock()
        self._given: bytes | None = None
        self._settings = configuration.defaults()
        self._is_preview = False

    def close(self) -> None:
        """Do nothing: no call waits, and there are no connections."""

    @_rpc_method
    def Handshake(self, _request: analyzer_pb2.AnalyzerHandshakeRequest) -> analyzer_pb2.AnalyzerHandshakeResponse:  # noqa: N802 - the name in the protocol, like the following ones
        """Accept the engine. The policies do not call it."""
        return analyzer_pb2.AnalyzerHandshakeResponse()

    @_rpc_method
    def GetPluginInfo(self, _request: Empty) -> plugin_pb2.PluginInfo:  # noqa: N802
        """Return the version."""
        return plugin_pb2.PluginInfo(version=__version__)

    @_rpc_method
    def GetAnalyzerInfo(self, _request: Empty) -> analyzer_pb2.AnalyzerInfo:  # noqa: N802
        """Return the policies."""
        return analyzer_pb2.AnalyzerInfo(
            name=NAME,
            displayName=NAME,
            version=__version__,
            description=DESCRIPTION,
            supportsConfig=True,
            policies=[_info(policy) for policy in POLICIES],
        )

    @_rpc_method
    def ConfigureStack(  # noqa: N802
        self, request: analyzer_pb2.AnalyzerStackConfigureRequest
    ) -> analyzer_pb2.AnalyzerStackConfigureResponse:
        """Store whether this is a preview."""
        self._is_preview = request.dry_run
        return analyzer_pb2.AnalyzerStackConfigureResponse()

    @_rpc_method
    def Configure(self, request: analyzer_pb2.ConfigureAnalyzerRequest) -> Empty:  # noqa: N802
        """Store the configuration of the policies."""
        given = {
            name: GivenPolicy(_level_word(each.enforcementLevel), properties.decode(each.properties).values)
            for name, each in request.policyConfig.items()
        }
        settings, content = configuration.read(given), request.SerializeToString(deterministic=True)
        with self._configuring:
            if self._given not in (None, content):
                raise PolicyConfigError(
                    "The policies already have another configuration.",
                    "Pass --policy-pack once for this pack. If you do, another program on this machine called it. Find "
                    "out which one.",
                )
            self._given, self._settings = content, settings
        return Empty()

    @_rpc_method
    def Remediate(self, _request: analyzer_pb2.AnalyzeRequest) -> analyzer_pb2.RemediateResponse:  # noqa: N802
        """Change nothing."""
        return analyzer_pb2.RemediateResponse()

    @_rpc_method
    def Analyze(self, request: analyzer_pb2.AnalyzeRequest) -> analyzer_pb2.AnalyzeResponse:  # noqa: N802
        """Judge a pin."""
        response = analyzer_pb2.AnalyzeResponse()
        if request.type not in PIN_TYPES:
            return response
        found = properties.decode(request.properties)
        pin = AnalyzedPin(found.values, found.secret, found.unknown, tuple(request.options.ignoreChanges))
        around = Surroundings(self._now(), _locked)
        for policy, settings in self._enabled(PIN_POLICIES):
            idle = "The program only reads this pin." if pin.is_read else policy.idle(settings.prepared)
            if idle:
                response.not_applicable.add(policy_name=policy.name, reason=idle)
                continue
            try:
                with hide_found(pin.values, pin.secret):
                    policy.judge(pin, settings.prepared, around)
            except OtaError as error:
                if self._leaves_open(error):
                    response.not_applicable.add(policy_name=policy.name, reason=error.message)
                else:
                    response.diagnostics.append(_diagnostic(policy, settings.level, request.urn, str(error)))
        return response

    @_rpc_method
    def AnalyzeStack(self, request: analyzer_pb2.AnalyzeStackRequest) -> analyzer_pb2.AnalyzeResponse:  # noqa: N802
        """Judge all resources of a stack together."""
        response = analyzer_pb2.AnalyzeResponse()
        enabled = list(self._enabled(STACK_POLICIES))
        if enabled:
            resources = [_resource(each) for each in request.resources]
            for policy, settings in enabled:
                try:
                    found = [(advice.urn, advice.message) for advice in policy.judge(resources)]
                except OtaError as error:
                    if self._leaves_open(error):
                        response.not_applicable.add(policy_name=policy.name, reason=error.message)
                        continue
                    found = [("", str(error))]
                response.diagnostics.extend(_diagnostic(policy, settings.level, *each) for each in found)
        return response

    @_rpc_method
    def Cancel(self, _request: Empty) -> Empty:  # noqa: N802
        """Do nothing: no call waits."""
        return Empty()

    def _leaves_open(self, error: OtaError) -> bool:
        """Return whether a policy is decided later: a value is unknown, and this is a preview."""
        return self._is_preview and isinstance(error, UnknownInputError)

    def _enabled(self, policies: Sequence[_Policy]) -> Iterator[tuple[_Policy, PolicySettings]]:
        """Yield the policies that are not disabled, with their settings."""
        settings = self._settings
        for policy in policies:
            if settings[policy.name].level is not Level.DISABLED:
                yield policy, settings[policy.name]


def _locked(path: str | None, name: str) -> LockedFirmware:
    """Return the package of an entry in a lock file."""
    from alicloud_iot_ota.lock_file import resolution  # noqa: PLC0415 - slow to import, and only pins with lockEntry need it

    return resolution.package_of(resolution.read_entry(path, name))


def _resource(resource: analyzer_pb2.AnalyzerResource) -> AnalyzedResource:
    found = properties.decode(resource.properties)
    return AnalyzedResource(resource.urn, resource.type, found.values, found.unknown)


def _level_word(level: analyzer_pb2.EnforcementLevel.ValueType) -> str:
    """Return the word for a level of the protocol. A later engine may have others."""
    known = analyzer_pb2.EnforcementLevel.values()
    return analyzer_pb2.EnforcementLevel.Name(level).lower() if level in known else str(level)


def _info(policy: Policy) -> analyzer_pb2.PolicyInfo:
    """Return what the engine shows about a policy.

    The schema has no types. The engine would check them first and report its own errors without a fix.
    """
    is_for_stack = policy in STACK_POLICIES
    schema = analyzer_pb2.PolicyConfigSchema()
    schema.properties.update({name: {"description": text} for name, text in policy.descriptions.items()})
    return analyzer_pb2.PolicyInfo(
        name=policy.name,
        displayName=policy.name,
        description=policy.description,
        enforcementLevel=_protocol_level(configuration.NOT_SET if policy.has_options else policy.level.value),
        configSchema=schema,
        policy_type=analyzer_pb2.POLICY_TYPE_STACK if is_for_stack else analyzer_pb2.POLICY_TYPE_RESOURCE,
    )


def _protocol_level(word: str) -> analyzer_pb2.EnforcementLevel.ValueType:
    """Return the level of the protocol for its word."""
    return analyzer_pb2.EnforcementLevel.Value(word.upper())


def _diagnostic(policy: Policy, level: Level, urn: str, message: str) -> analyzer_pb2.AnalyzeDiagnostic:
    return analyzer_pb2.AnalyzeDiagnostic(
        policyName=policy.name,
        policyPackName=NAME,
        policyPackVersion=__version__,
        description=policy.description,
        message=message,
        enforcementLevel=_protocol_level(level.value),
        urn=urn,
    )
