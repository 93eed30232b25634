# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The one service that every front end calls: settings, client and a shared catalogue in, selections out."""

from __future__ import annotations

import random
import threading
import time
import uuid
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import pins, selection, settings
from alicloud_iot_ota.api.catalogue import Scope, read_catalogue
from alicloud_iot_ota.api.client import OtaClient
from alicloud_iot_ota.api.retry import Timing, cancelled
from alicloud_iot_ota.declarations import results, validation
from alicloud_iot_ota.declarations.settings import SECRET_SETTINGS, ProviderArgs
from alicloud_iot_ota.errors import NoMatchError
from alicloud_iot_ota.selection.upgrade_path import find_upgrade_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_ota.declarations.arguments import (
        ExplainFirmwareArgs,
        FindFirmwareArgs,
        FirmwarePinArgs,
        GetFirmwareArgs,
        GetFirmwarePageArgs,
        GetFirmwaresArgs,
        GetUpgradePathArgs,
    )
    from alicloud_iot_ota.declarations.results import (
        ExplainFirmwareResult,
        FindFirmwareResult,
        FirmwarePinResult,
        GetFirmwarePageResult,
        GetFirmwareResult,
        GetFirmwaresResult,
        GetUpgradePathResult,
    )
    from alicloud_iot_ota.firmware import Firmware
    from alicloud_iot_ota.settings import Settings

    Warn = Callable[[str], None]

MAX_AGE = 60.0
"""Seconds for which a catalogue serves further look-ups of the same process; then it is read again."""


def configured(values: Mapping[str, object], environ: Mapping[str, str]) -> Lookup:
    """Return the service for a provider's configuration and an environment.

    Args:
        values: The configuration by its names in the schema; numbers may be strings.
        environ: The environment variables.

    Raises:
        ArgumentError: A setting has the wrong type.
        SettingsError: Region or endpoint are missing or wrong.
        CredentialsError: Half an access key was given.
    """
    args = validation.parse(ProviderArgs, values, secret=SECRET_SETTINGS, strict=False)
    return Lookup(settings.load(msgspec.to_builtins(args), environ))


@dataclass(frozen=True, slots=True)
class _Reading:
    """A listing that is under way or done, since a moment of the monotonic clock."""

    started: float
    packages: Future[tuple[Firmware, ...]]


class Lookup:
    """Looks packages up for one account, from one catalogue a scope that all its callers share.

    Safe for any number of threads: those who ask for a catalogue while it is read wait for it, and get its outcome.

    Args:
        where: Where and as whom to call.
        timing: Clock, waiting and chance; the system's own by default.
        nonce: Gives a text that never comes twice.

    Raises:
        SettingsError: Region or endpoint are missing or wrong.
    """

    def __init__(
        self,
        where: Settings,
        timing: Timing | None = None,
        nonce: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self._cancel = threading.Event()
        self._timing = timing or Timing(time.time, time.monotonic, self._cancel.wait, random.random)
        self._client = OtaClient(where, self._timing, nonce)
        self._iot_instance_id = where.iot_instance_id
        self._lock = threading.Lock()
        self._readings: dict[Scope, _Reading] = {}

    def get_firmware(self, args: GetFirmwareArgs, warn: Warn) -> GetFirmwareResult:
        """Return the one package that the arguments name.

        Raises:
            SelectionError: There is none, or there are several, or it is not what was asserted of it.
            OtaError: The catalogue could not be read completely.
        """
        return results.get_firmware_result(self._choose(args, warn))

    def find_firmware(self, args: FindFirmwareArgs, warn: Warn) -> FindFirmwareResult:
        """Return the one package that the arguments name, if there is one.

        Raises:
            SelectionError: There are several, or it is not what was asserted of it.
            OtaError: The catalogue could not be read completely.
        """
        try:
            return results.find_firmware_result(self._choose(args, warn))
        except NoMatchError:
            return results.find_firmware_result(None)

    def explain_firmware(self, args: ExplainFirmwareArgs) -> ExplainFirmwareResult:
        """Return how getFirmware comes to its package, or to its error, and what became of every other package.

        Raises:
            OtaError: The catalogue could not be read completely.
        """
        scope = self._scope(args)
        return results.explain_firmware_result(self._decide(args, scope), self._where(scope))

    def get_firmwares(self, args: GetFirmwaresArgs, warn: Warn) -> GetFirmwaresResult:
        """Return all packages that the arguments name, possibly none, in a stable order.

        Raises:
            UnparsableError: The version of one cannot be read, where that is to be an error.
            OtaError: The catalogue could not be read completely.
        """
        scope = self._scope(args)
        found = selection.select_all(args.criteria(), self._catalogue(scope), self._now(), self._where(scope))
        for message in found.warnings:
            warn(message)
        return results.get_firmwares_result(found.firmwares)

    def get_upgrade_path(self, args: GetUpgradePathArgs) -> GetUpgradePathResult:
        """Return the cheapest way from one version to another.

        Raises:
            SelectionError: There is none, or a package on it is not the only one of its kind.
            OtaError: The catalogue could not be read completely.
        """
        scope = self._scope(args)
        path = find_upgrade_path(
            args.criteria(),
            self._catalogue(scope),
            self._now(),
            self._where(scope),
            from_version=args.from_version,
            to_version=args.to_version,
        )
        return results.get_upgrade_path_result(path)

    def get_firmware_page(self, args: GetFirmwarePageArgs) -> GetFirmwarePageResult:
        """Return a single page just as the service gives it now, from no shared catalogue.

        Raises:
            OtaError: The page could not be read.
        """
        self._require_running()
        answer = self._client.list_ota_firmware(
            args.current_page,
            args.page_size,
            iot_instance_id=args.iot_instance_id or self._iot_instance_id,
            product_key=args.product_key,
            dest_version=args.dest_version,
        )
        return results.get_firmware_page_result(answer)

    def resolve_pin(self, args: FirmwarePinArgs, warn: Warn) -> FirmwarePinResult:
        """Return what a pin with these arguments holds now. Raises what get_firmware raises."""
        return results.firmware_pin_result(self._choose(args, warn))

    def verify_pin(self, firmware_id: str, args: FirmwarePinArgs, warn: Warn) -> FirmwarePinResult | None:
        """Return what has become of a pinned package, or None where a complete catalogue does not hold it any more.

        Raises:
            OtaError: The catalogue could not be read completely, so nothing is known.
        """
        found = pins.find(firmware_id, self._catalogue(self._scope(args)))
        if found is None:
            return None
        for rule in selection.unfit(args.criteria(), found, self._now()):
            warn(
                f"Firmware {found.firmware_id} ({found.dest_version}) is pinned, but {rule.reason(found)}. The next "
                f"update chooses again, and stops where nothing else fits. {rule.remedy}"
            )
        return results.firmware_pin_result(found)

    def cancel(self) -> None:
        """End every wait of this service, now and from now on."""
        self._cancel.set()

    def close(self) -> None:
        """End every wait and close the connections."""
        self.cancel()
        self._client.close()

    def _choose(self, args: GetFirmwareArgs, warn: Warn) -> Firmware:
        decision = self._decide(args, self._scope(args))
        for message in decision.warnings:
            warn(message)
        return decision.chosen()

    def _decide(self, args: GetFirmwareArgs, scope: Scope) -> selection.Decision:
        return selection.decide(args.criteria(), self._catalogue(scope), self._now(), self._where(scope))

    def _where(self, scope: Scope) -> str:
        return f"{scope} at {self._client.endpoint}"

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._timing.time(), timezone.utc)

    def _scope(self, args: GetFirmwareArgs | GetFirmwaresArgs | GetUpgradePathArgs) -> Scope:
        return Scope(args.iot_instance_id or self._iot_instance_id, args.product_key)

    def _require_running(self) -> None:
        if self._cancel.is_set():
            raise cancelled()

    def _catalogue(self, scope: Scope) -> tuple[Firmware, ...]:
        self._require_running()
        with self._lock:
            now = self._timing.monotonic()
            reading = self._readings.get(scope)
            is_ours = reading is None or (reading.packages.done() and now - reading.started > MAX_AGE)
            if reading is None or is_ours:
                reading = self._readings[scope] = _Reading(now, Future())
        if is_ours:
            try:
                reading.packages.set_result(read_catalogue(self._client, scope))
            except BaseException as error:
                with self._lock:  # a failure is told to those who wait for it, and to nobody who comes later
                    del self._readings[scope]
                reading.packages.set_exception(error)
                raise
        return reading.packages.result()
