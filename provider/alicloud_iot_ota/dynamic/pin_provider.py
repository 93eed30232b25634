# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""FirmwarePin in the SDK's server for dynamic resources. The engine starts that server as a separate process."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import msgspec
from pulumi import dynamic
from pulumi.output import UNKNOWN

from alicloud_iot_ota import pin_resource
from alicloud_iot_ota.base.redaction import redact, searched_texts
from alicloud_iot_ota.dynamic import server
from alicloud_iot_ota.dynamic.inputs import HIDDEN, PINNED, SETTINGS, has_unknown
from alicloud_iot_ota.engine.connection import Engine, engine_address
from alicloud_iot_ota.engine.property_values import MISSING, urn_name, with_whole_numbers
from alicloud_iot_ota.errors import Failure, OtaError
from alicloud_iot_ota.lookup import SharedLookup, create_lookup, snapshot_guard
from alicloud_iot_ota.schema.criteria import BlockedFirmware
from alicloud_iot_ota.schema.tokens import FIRMWARE, PACKAGE
from alicloud_iot_ota.settings import snapshot_place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


_BLOCKED = "blocked"
_BLOCKED_NAMES = {field.name: field.encode_name for field in msgspec.structs.fields(BlockedFirmware)}


class PinProvider(dynamic.ResourceProvider):
    """The behavior of FirmwarePin.

    The state contains a pickled instance. Therefore an instance has no client, no credentials and no code in the
    pickle. Unpickling uses the name of this class, so the name must not change. Upgrades of this package do not affect
    it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._config: dict[str, str | None] = {}
        self._lookup = SharedLookup(lambda: create_lookup(self._config, os.environ, self._engine.note))
        self._engine = Engine(None)

    def __reduce__(self) -> tuple[Callable[[], PinProvider], tuple[()]]:
        return PinProvider, ()

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Store the configuration of the stack."""
        self._config = {name: req.config.get(f"{PACKAGE}:{name}") for name in SETTINGS}
        address = engine_address(sys.argv[1:])
        self._engine.attach(address)
        server.suppress_tracebacks()
        server.exit_with_engine(address)
        server.on_cancel(self._lookup.cancel)

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Resolve the criteria, and add the package to the checked inputs."""
        given, names, was_secret = _pin_properties(news), news.get(HIDDEN, []), olds.get(HIDDEN, [])
        secret = [*_secret_texts(given, names), *_secret_texts(_pin_properties(olds), was_secret)]
        unknown = {name for name, value in given.items() if has_unknown(value)}
        known = {name: value for name, value in given.items() if name not in unknown}
        try:
            checked = pin_resource.check(
                self._lookup,
                _pin_properties(olds),
                known,
                self._warn(secret),
                secret=names,
                unknown=unknown,
                is_state_secret=bool(was_secret),
            )
        except OtaError as error:
            return dynamic.CheckResult(news, _failures(pin_resource.to_failures(error), names, secret))
        if checked.failures:
            return dynamic.CheckResult(news, _failures(checked.failures, names, secret))
        resolved = UNKNOWN if checked.firmware is None else checked.firmware
        return dynamic.CheckResult({**news, FIRMWARE: resolved}, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        """Let the engine compare the inputs, so that it shows each field, old => new.

        The inputs do not show that a refresh found a different package or none, or that someone edited the outputs in
        the state. In these cases the outputs are compared. A different format from an earlier release is not a change.
        """
        is_another = olds.get(FIRMWARE) != news.get(FIRMWARE)
        has_drifted = MISSING in olds or (
            is_another and (PINNED in olds or HIDDEN in olds or not pin_resource.is_readable(_pin_properties(olds)))
        )
        if has_drifted:
            return dynamic.DiffResult(changes=True)
        is_respelled = olds != news and _normalize(olds) == _normalize(news)
        return dynamic.DiffResult(changes=False if is_respelled else None)

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Store the package from Check. The ID is the name of the pin, because the firmware ID may change."""
        self._require_preview()
        return dynamic.CreateResult(urn_name(server.current_urn()), props)

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.UpdateResult:
        """Store the package that Check resolved."""
        self._require_preview()
        return dynamic.UpdateResult(news)

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Check the current state of the pinned package. Refuse to use a snapshot."""
        snapshot_guard.refuse_read(snapshot_place(self._config, os.environ))
        given, names = _pin_properties(props), props.get(HIDDEN, [])
        secret = _secret_texts(given, names)
        pinned = props.get(PINNED)
        if pinned is not None:
            given[FIRMWARE] = with_whole_numbers(pinned)
        try:
            found = pin_resource.read(self._lookup(), id_, given, self._warn(secret), secret=names)
        except OtaError as error:
            raise OtaError(redact(error.message, secret), redact(error.remedy, secret)) from None
        if found is None:
            # Keep the pin in the state. Otherwise the same `up --refresh` would select another package without checks.
            return dynamic.ReadResult(id_, {**props, MISSING: True})
        outputs = {**found, HIDDEN: names} if names else found
        held = given.get(FIRMWARE)
        if held and held != found[FIRMWARE] and not names:  # the engine would not treat it as a secret
            outputs = {**outputs, PINNED: held}
        # The inputs are unchanged and contain the pinned package. The next Check compares it with the catalog.
        return dynamic.ReadResult(id_, outputs)

    def _require_preview(self) -> None:
        """Refuse a snapshot. The engine calls Create and Update of this server only in an update."""
        snapshot_guard.require_preview(snapshot_place(self._config, os.environ), is_preview=False)

    def _warn(self, secret: Sequence[str]) -> Callable[[str], None]:
        urn = server.current_urn()
        return lambda message: self._engine.warn(redact(message, secret), urn)


def _pin_properties(props: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of the pin in the format of this release, without those of the SDK."""
    given = {name: with_whole_numbers(value) for name, value in props.items() if not name.startswith("__")}
    if isinstance(given.get(_BLOCKED), list):  # an earlier release stored Python names
        given[_BLOCKED] = [
            {_BLOCKED_NAMES.get(name, name): value for name, value in each.items()} if isinstance(each, dict) else each
            for each in given[_BLOCKED]
        ]
    return given


def _normalize(props: dict[str, Any]) -> dict[str, Any]:
    return {
        **props,
        **_pin_properties(props),
        HIDDEN: sorted(props.get(HIDDEN) or []),
    }  # earlier releases used the order of the program


def _secret_texts(given: dict[str, Any], names: Sequence[str]) -> list[str]:
    return searched_texts([given[name] for name in names if name in given])


def _failures(failures: Sequence[Failure], names: Sequence[str], secret: Sequence[str]) -> list[dynamic.CheckFailure]:
    """Return failures for the engine. Omit the property if it is secret, because the engine prints its value."""
    return [
        dynamic.CheckFailure("" if failure.argument in names else failure.path, redact(failure.reason, secret))
        for failure in failures
    ]
