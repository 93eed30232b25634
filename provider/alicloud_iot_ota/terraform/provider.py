# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The provider without its messages: configuration, data sources and the pin.

Its process imports this module after the handshake, because the module imports the HTTP client.

The engines apply a saved plan later and in another process. A pin that the plan has resolved is then checked again: it
must be the same package, and still deployable.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from alicloud_iot_ota import pin_resource
from alicloud_iot_ota.api.request_log import show_requests
from alicloud_iot_ota.errors import StateError
from alicloud_iot_ota.lookup import Lookup, SharedLookup, create_lookup, snapshot_guard
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.settings import unknown_settings
from alicloud_iot_ota.schema.tokens import FIRMWARE
from alicloud_iot_ota.settings import snapshot_place
from alicloud_iot_ota.terraform import private_data
from alicloud_iot_ota.terraform.names import spell
from alicloud_iot_ota.terraform.private_data import PrivateData

if TYPE_CHECKING:
    from alicloud_iot_ota.lookup import Warn
    from alicloud_iot_ota.schema.functions import Function
    from alicloud_iot_ota.terraform.values import Values


_DEBUGGING = {"DEBUG", "TRACE", "JSON"}  # levels of the engine's log; JSON is TRACE in another form


class Refreshed(NamedTuple):
    """A pin after a refresh.

    Attributes:
        firmware: Its package. The same file may have a new ID.
        drift: What is wrong with the package; None if nothing is.
        private: Its private data.
    """

    firmware: object
    drift: str | None
    private: bytes


class TerraformProvider:
    """A provider. It is configured once, and serves any number of threads.

    Args:
        config: Its configuration, already validated.
        run: A text that is different in each process.
    """

    def __init__(self, config: Values, run: str) -> None:
        self._config = config
        self._run = run
        self._lookup = SharedLookup(self._make_lookup)

    def cancel(self) -> None:
        """Cancel every wait and every request, now and from now on."""
        self._lookup.cancel()

    def read_data_source(self, function: Function, config: Values, warn: Warn) -> dict[str, object]:
        """Return the result of a function by wire names.

        Raises:
            OtaError: An argument is invalid, or the lookup failed.
        """
        args = validation.parse(function.arguments, config.given)
        result: dict[str, object] = msgspec.to_builtins(function.run(self._lookup, args, warn))
        return result

    def resolve_pin(
        self, prior: dict[str, object], private: bytes, config: Values, warn: Warn
    ) -> pin_resource.CheckOutcome:
        """Return the package of a pin for its configuration, for a plan, or for an apply if the plan had no package.

        If another run has refreshed the pin, this may be the second call for a plan of that run (`private_data`). The
        pin then keeps the package of that refresh if it is still deployable.

        Args:
            prior: The pin in the state by wire names, empty for a new pin.
            private: Its private data.
            config: The configuration.
            warn: Shows a warning to the user.

        Raises:
            OtaError: The lookup failed, or the selected package must not replace the one in the state.
        """
        data = private_data.read(private)
        if data.resolved and data.run != self._run and config.is_same(pin_resource.without_firmware(prior)):
            return pin_resource.keep(self._lookup(), prior, data.resolved, warn)
        return pin_resource.check(self._lookup, prior, config.given, warn, unknown=config.unknown)

    def confirm_pin(self, planned: dict[str, object], warn: Warn) -> None:
        """Require that the package of a plan is still in the catalog, unchanged and deployable.

        Raises:
            BrokenPinError: It is not.
            OtaError: The lookup failed.
        """
        pin_resource.confirm(self._lookup(), planned, warn)

    def refresh_pin(self, pin: dict[str, object], warn: Warn) -> Refreshed:
        """Return what a pin in the state has become. Warn about each change of its package.

        Raises:
            OtaError: The lookup failed.
        """
        if FIRMWARE not in pin:
            raise StateError("The pin in the state is damaged (it has no firmware).")
        doubts: list[str] = []
        lookup = self._lookup()
        found = pin_resource.read(lookup, "", pin, doubts.append, is_owned=False)
        for doubt in doubts:
            warn(doubt)
        if found is not None and pin_resource.are_same_file(pin, found):
            doubts = doubts if pin[FIRMWARE] == found[FIRMWARE] else []  # a new ID is a change of `firmware`
            pin = found
        resolved = pin_resource.resolve_again(lookup, pin)
        is_update = resolved is not None and msgspec.to_builtins(resolved) != pin[FIRMWARE]
        data = PrivateData(resolved=resolved if is_update else None, run=self._run)
        return Refreshed(pin[FIRMWARE], "\n".join(doubts) or None, data.encode())

    def import_pin(self, resource_id: str, warn: Warn) -> dict[str, Any]:
        """Return the pin with an ID that a user wrote.

        Raises:
            OtaError: The lookup failed, or the ID matches no package or several packages.
        """
        found = pin_resource.read(self._lookup(), resource_id, {}, warn)
        return found or {}

    def _make_lookup(self) -> Lookup:
        config = self._config
        if config.unknown:
            raise unknown_settings(config.unknown)
        if os.environ.get("TF_LOG", "").upper() in _DEBUGGING:
            show_requests()
        snapshot_guard.refuse_plan(snapshot_place(config.given, os.environ))
        return create_lookup(config.given, os.environ, _log)


def _log(text: str) -> None:
    """Write a note to the engine's log, which TF_LOG=info shows."""
    sys.stderr.write("".join(f"[INFO] {line}\n" for line in spell(text).splitlines()))
    sys.stderr.flush()
