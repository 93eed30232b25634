# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The gRPC server of the provider: it receives the engine's requests, and returns responses and statuses.

It uses the generated servicer, because both servers in Pulumi's Python SDK lack Handshake and Attach, and print
tracebacks in messages. This module imports only what is needed to print the port. A thread imports the rest during the
handshake, so that it is ready for the first request. A plugin without an engine does not import it.

The protocol has no authentication, and every user of the machine can connect to the port. Therefore the first Handshake
or Attach fixes the engine's address, and the first Configure fixes the configuration. Equal values are accepted again;
different values are refused. If another program calls first, the engine's call is refused and the command fails.

A plugin started for a debugger (PULUMI_DEBUG_PROVIDERS) has no engine address on its command line, and serves one
engine after another. It accepts the next engine after a Cancel, which ends every run, or if the previous engine no
longer listens. Every run must have the same configuration. To use a different one, restart the plugin.
"""

from __future__ import annotations

import functools
import itertools
import logging
import threading
from typing import TYPE_CHECKING, TypeVar

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base import lean_imports
from alicloud_iot_ota.base.redaction import redact
from alicloud_iot_ota.engine import properties
from alicloud_iot_ota.engine.connection import Engine
from alicloud_iot_ota.engine.property_values import MISSING, UNKNOWN, URN_PARTS, urn_name
from alicloud_iot_ota.errors import ArgumentError, Failure, NoMatchError, OtaError
from alicloud_iot_ota.plugin.status import status
from alicloud_iot_ota.schema.tokens import FIRMWARE, FIRMWARE_PIN

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from google.protobuf.struct_pb2 import Struct

    from alicloud_iot_ota.plugin.provider import Provider

FIRST_SDK = "3.233.0"
"""The first version of Pulumi's SDK that has `List`. The plugin also works with older ones."""

_SERVICE = "pulumirpc.ResourceProvider"
_Request = TypeVar("_Request")
_Response = TypeVar("_Response")
_log = logging.getLogger(__name__)

_EXISTENCE_CHECK = "__exists__"
"""The start of the name in the URN if a program only asks whether a pin with an ID can be read.

Source: `existsURNPrefix` in pkg/resource/deploy/source_eval.go of pulumi/pulumi 3.276.
"""


def _rpc_method(
    method: Callable[[Servicer, _Request], _Response],
) -> Callable[[Servicer, _Request, grpc.ServicerContext], _Response]:
    """Convert every exception of a method to a gRPC status with a message for the user."""

    @functools.wraps(method)
    def answer(self: Servicer, request: _Request, context: grpc.ServicerContext) -> _Response:
        try:
            return method(self, request)
        except OtaError as error:
            context.abort(status(error), redact(str(error), _secrets(request)))
        except Exception as error:  # noqa: BLE001 - the outermost handler: every error must become a message
            # Log the traceback (PULUMI_DEBUG shows it), but do not include it in the message.
            _log.exception("%s failed", method.__name__)
            context.abort(
                grpc.StatusCode.INTERNAL,
                f"Internal error in the alicloud-iot provider {__version__} ({method.__name__}: "
                f"{type(error).__name__}).\nPlease report it with your program and the versions. To find the cause, "
                "run the command with `-v=9 --logtostderr`.",
            )

    return answer


def _secrets(request: object) -> Iterable[str]:
    """Return the secret texts of a request, which messages must not repeat. The firmware is hidden separately."""
    for name in ("news", "olds", "inputs", "properties", "args", "query"):
        struct = getattr(request, name, None)
        if struct is not None:
            yield from properties.decode(struct).secret_texts(exclude=FIRMWARE)


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """The gRPC service of the provider.

    Args:
        engine_address: The address of the engine from the command line, or None.
    """

    def __init__(self, engine_address: str | None = None) -> None:
        self._engine = Engine(engine_address)
        self._loading = threading.Lock()
        self._loaded: Provider | None = None
        self._sends_preview = False

    def load(self) -> Provider:
        """Return the provider. Import it at the first call."""
        with self._loading:
            if self._loaded is None:
                module = lean_imports.import_module("alicloud_iot_ota.plugin.provider")  # see the module docstring
                self._loaded = module.Provider(self._engine.note)
            return self._loaded

    def _serve(self, engine_address: str) -> None:
        is_another = self._engine.attach(engine_address)
        with self._loading:
            if is_another and self._loaded is not None:
                self._loaded.restart()
        threading.Thread(target=self.load, daemon=True).start()

    def close(self) -> None:
        """Cancel every wait and close the connection to the engine."""
        with self._loading:
            if self._loaded is not None:
                self._loaded.cancel()
        self._engine.close()

    @_rpc_method
    def Handshake(self, request: provider_pb2.ProviderHandshakeRequest) -> provider_pb2.ProviderHandshakeResponse:  # noqa: N802 - the name in the protocol, like the following ones
        """Store the engine's address, and return the features of this provider."""
        self._serve(request.engine_address)
        self._sends_preview = request.invoke_with_preview
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    @_rpc_method
    def Attach(self, request: plugin_pb2.PluginAttach) -> Empty:  # noqa: N802
        """Serve an engine that did not start this process (PULUMI_DEBUG_PROVIDERS)."""
        self._serve(request.address)
        return Empty()

    @_rpc_method
    def GetPluginInfo(self, _request: Empty) -> plugin_pb2.PluginInfo:  # noqa: N802
        """Return the version."""
        return plugin_pb2.PluginInfo(version=__version__)

    @_rpc_method
    def GetSchema(self, request: provider_pb2.GetSchemaRequest) -> provider_pb2.GetSchemaResponse:  # noqa: N802
        """Return the package schema."""
        if request.version > 0:
            raise ArgumentError([Failure("version", f"Unknown schema version {request.version}. Request version 0.")])
        import json  # noqa: PLC0415 - only a schema needs it, and deployments do not request one

        from alicloud_iot_ota.plugin.schema import package_schema  # noqa: PLC0415

        return provider_pb2.GetSchemaResponse(schema=json.dumps(package_schema()))

    @_rpc_method
    def CheckConfig(self, request: provider_pb2.CheckRequest) -> provider_pb2.CheckResponse:  # noqa: N802
        """Check the names and types of the configuration. Mark its secrets, because programs may not mark them."""
        config, provider = _settings(request.news), self.load()
        failures = _failures(provider.check_config(config), provider.secret_settings(config))
        inputs = request.news
        for name in sorted(provider.secret_settings(config) & config.values.keys()):
            inputs = properties.with_value(inputs, name, config.values[name], secret=True)
        return provider_pb2.CheckResponse(inputs=inputs, failures=failures)

    @_rpc_method
    def DiffConfig(self, request: provider_pb2.DiffRequest) -> provider_pb2.DiffResponse:  # noqa: N802
        """Return the settings that change.

        With this answer, the engine prints old values from the outputs, where SDKs mark keys as secrets. By default it
        prints them from the inputs, where earlier releases did not mark keys.
        """
        answer, kind = provider_pb2.DiffResponse, provider_pb2.PropertyDiff
        old, new = request.olds.fields, request.news.fields
        changed = self.load().changed_settings(_settings(request.olds), _settings(request.news))
        if not changed:
            return answer(changes=answer.DIFF_UNKNOWN)
        kinds = {
            name: kind.ADD if name not in old else kind.DELETE if name not in new else kind.UPDATE for name in changed
        }
        return answer(
            changes=answer.DIFF_SOME,
            diffs=changed,
            hasDetailedDiff=True,
            detailedDiff={name: kind(kind=each) for name, each in kinds.items()},
        )

    @_rpc_method
    def Configure(self, request: provider_pb2.ConfigureRequest) -> provider_pb2.ConfigureResponse:  # noqa: N802
        """Store the configuration. Credentials are resolved when they are first needed."""
        # `pulumi do` does not call CheckConfig, and its provider has no name.
        is_typed = bool(request.urn) and not urn_name(request.urn)
        self.load().configure(_settings(request.args), is_typed=is_typed)
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    @_rpc_method
    def Invoke(self, request: provider_pb2.InvokeRequest) -> provider_pb2.InvokeResponse:  # noqa: N802
        """Call a function. Invalid arguments are a status too, because `pulumi do` ignores failures in the response."""
        args = properties.decode(request.args)
        result = self.load().invoke(
            request.tok,
            args,
            self._warn(request),
            is_preview=request.preview,
            sends_preview=self._sends_preview,
        )
        response = provider_pb2.InvokeResponse()
        # The name of this field is a keyword in Python.
        getattr(response, "return").CopyFrom(properties.encode(result, secret=bool(args.secret)))
        return response

    @_rpc_method
    def Check(self, request: provider_pb2.CheckRequest) -> provider_pb2.CheckResponse:  # noqa: N802
        """Resolve a pin, and add its package to the checked inputs."""
        _require_pin(request.urn)
        news = properties.decode(request.news)
        checked = self.load().check_pin(properties.decode(_old_pin(request)), news, self._warn(request, request.urn))
        if checked.failures:
            return provider_pb2.CheckResponse(inputs=request.news, failures=_failures(checked.failures, news.secret))
        if checked.firmware is not None:
            self.load().resolutions.add(checked.firmware)
        value = UNKNOWN if checked.firmware is None else checked.firmware
        return provider_pb2.CheckResponse(inputs=_with_firmware(request.news, value, secret=bool(news.secret)))

    @_rpc_method
    def Diff(self, request: provider_pb2.DiffRequest) -> provider_pb2.DiffResponse:  # noqa: N802
        """Let the engine compare the checked inputs, so that it shows each field, old => new.

        The inputs do not show that a refresh found a different package or none. In this case the outputs in the state
        are compared.
        """
        found, pinned = (properties.decode(each).values.get(FIRMWARE) for each in (request.olds, request.news))
        is_another = properties.decode(request.old_inputs).values.get(FIRMWARE) != found != pinned
        has_drifted = is_another or MISSING in request.olds.fields
        kinds = provider_pb2.DiffResponse
        return provider_pb2.DiffResponse(changes=kinds.DIFF_SOME if has_drifted else kinds.DIFF_UNKNOWN)

    @_rpc_method
    def Create(self, request: provider_pb2.CreateRequest) -> provider_pb2.CreateResponse:  # noqa: N802
        """Store the package from Check. The ID is the name of the pin, because the firmware ID may change."""
        self.load().require_preview(is_preview=request.preview)
        self._require_one_package(request.properties)
        name = "" if request.preview else urn_name(request.urn)
        return provider_pb2.CreateResponse(id=name, properties=request.properties)

    @_rpc_method
    def Read(self, request: provider_pb2.ReadRequest) -> provider_pb2.ReadResponse:  # noqa: N802
        """Check the current state of a pinned package, or look up the package of an import or a `.get`."""
        _require_pin(request.urn)
        # A resource that a program only reads has no inputs in the state. Its pin is in the outputs.
        source = request.inputs if request.inputs.fields else request.properties
        inputs = properties.decode(source)
        is_refresh = FIRMWARE in request.inputs.fields
        try:
            found = self.load().read_pin(request.id, inputs, self._warn(request, request.urn), is_owned=is_refresh)
        except NoMatchError:
            if not urn_name(request.urn).startswith(_EXISTENCE_CHECK):
                raise
            found = None
        if found is None and is_refresh:
            # Keep the pin in the state. Otherwise the same `up --refresh` would select another package without checks.
            missing = properties.with_value(source, MISSING, value=True, secret=False)
            return provider_pb2.ReadResponse(id=request.id, properties=missing, inputs=request.inputs)
        if found is None:
            return provider_pb2.ReadResponse()  # an empty response means that the resource does not exist
        is_import = all(value is None for value in inputs.values.values())
        now = properties.encode(found) if is_import else source
        now = _with_firmware(now, found[FIRMWARE], secret=bool(inputs.secret))
        # The inputs still contain the pinned package. The next Check compares it with the catalog.
        return provider_pb2.ReadResponse(id=request.id, properties=now, inputs=request.inputs if is_refresh else now)

    @_rpc_method
    def List(self, request: provider_pb2.ListRequest) -> Iterator[provider_pb2.ListResponse]:  # noqa: N802
        """List the IDs of packages for an import."""
        _require_pin(request.token)
        page = self.load().list_pins(
            properties.decode(request.query),
            self._warn(request),
            limit=request.limit,
            page_size=request.page_size,
            continuation_token=request.continuation_token,
        )
        answer = provider_pb2.ListResponse
        if page is None:
            return iter([answer(computed=answer.Computed())])
        pins = (answer(result=answer.Result(id=each.resource_id, name=each.name)) for each in page.pins)
        token = page.continuation_token
        rest = [answer(continuation=answer.Continuation(continuation_token=token))] if token else []
        return itertools.chain(pins, rest)

    @_rpc_method
    def Update(self, request: provider_pb2.UpdateRequest) -> provider_pb2.UpdateResponse:  # noqa: N802
        """Store the package that Check resolved. In a preview, dependents see it too."""
        self.load().require_preview(is_preview=request.preview)
        self._require_one_package(request.news)
        return provider_pb2.UpdateResponse(properties=request.news)

    @_rpc_method
    def Delete(self, _request: provider_pb2.DeleteRequest) -> Empty:  # noqa: N802
        """Delete the pin from the state. The package is not changed."""
        return Empty()

    @_rpc_method
    def Cancel(self, _request: Empty) -> Empty:  # noqa: N802
        """Cancel every wait immediately."""
        self.load().cancel()
        self._engine.finish_run()
        return Empty()

    def _require_one_package(self, props: Struct) -> None:
        self.load().resolutions.require(properties.decode(props).values.get(FIRMWARE))

    def _warn(self, request: object, urn: str = "") -> Callable[[str], None]:
        return lambda message: self._engine.warn(redact(message, _secrets(request)), urn)


def add_to_server(servicer: Servicer, server: grpc.Server) -> None:
    """Serve the provider. If Pulumi's SDK does not have `List`, refuse it with a message."""
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    if not hasattr(provider_pb2, "ListRequest"):
        refuse: grpc.RpcMethodHandler[bytes, bytes] = grpc.unary_stream_rpc_method_handler(_refuse_list)
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(_SERVICE, {"List": refuse}),))


def _refuse_list(_request: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
    context.abort(
        grpc.StatusCode.UNIMPLEMENTED,
        f"This plugin cannot list packages: List needs version {FIRST_SDK} or newer of the Python package pulumi.\n"
        "Upgrade pulumi in the Python environment of the plugin.",
    )


def _settings(config: Struct) -> properties.Properties:
    """Return the settings in a configuration, without the properties that the engine adds."""
    return properties.decode(config, exclude=("version", "pluginDownloadURL", "__internal", "parameterization"))


def _old_pin(request: provider_pb2.CheckRequest) -> Struct:
    """Return the inputs of a pin in the state.

    If its package is only in the outputs, for example in an edited state, add it. Otherwise the pin would count as a
    new one, without guards. Older engines do not send the outputs, and older releases of Pulumi's SDK ignore them.
    """
    outputs: Struct | None = getattr(request, "old_outputs", None)
    if outputs is None or FIRMWARE in request.olds.fields or FIRMWARE not in outputs.fields:
        return request.olds
    olds = type(outputs)()
    olds.CopyFrom(request.olds)
    olds.fields[FIRMWARE].CopyFrom(outputs.fields[FIRMWARE])
    return olds


def _require_pin(urn: str) -> None:
    """Refuse resources of other types, so that a wrong declaration cannot pass as a pin."""
    parts = urn.split("::", URN_PARTS)
    token = parts[2].rpartition("$")[2] if len(parts) > URN_PARTS else urn
    if token != FIRMWARE_PIN:
        raise ArgumentError([Failure("", f'Unknown resource "{token}". This provider has {FIRMWARE_PIN}.')])


def _failures(failures: Iterable[Failure], secret: Collection[str] = ()) -> list[provider_pb2.CheckFailure]:
    """Return failures for the engine. Omit the property if it is secret, because the engine prints its value."""
    return [
        provider_pb2.CheckFailure(property="" if failure.argument in secret else failure.path, reason=failure.reason)
        for failure in failures
    ]


def _with_firmware(struct: Struct, value: object, *, secret: bool) -> Struct:
    return properties.with_value(struct, FIRMWARE, value, secret=secret)
