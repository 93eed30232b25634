# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The provider without its gRPC messages: configuration, functions and the pin.

The plugin imports this module after it has printed its port, because the module imports the HTTP client.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import errors, pin_resource
from alicloud_iot_ota.errors import ArgumentError, Failure, SettingsError
from alicloud_iot_ota.lookup import Lookup, SharedLookup, Warn, create_lookup, snapshot_guard
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.functions import FUNCTIONS
from alicloud_iot_ota.schema.hidden import hide_found
from alicloud_iot_ota.schema.settings import SECRET_SETTINGS, ProviderArgs, unknown_settings
from alicloud_iot_ota.settings import snapshot_place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_ota.engine.properties import Properties

_RECORDED_KEY = (
    "This AccessKey was recorded in the state at the last update, because a refresh does not run the program. To use "
    "the program's current AccessKey, run `pulumi refresh --run-program` or `pulumi up --refresh --run-program`."
)
_RECORDED_SNAPSHOT = "the settings that the last update recorded in the state (run an update without it)"
_FUNCTIONS = {each.token: each for each in FUNCTIONS}


class Provider:
    """A provider. It is configured once.

    Args:
        note: Shows a note that does not belong to a resource.
        environ: The environment variables.

    Attributes:
        lookup: Returns the lookup service that all functions and pins share.
        resolutions: The packages that Check has resolved.
    """

    def __init__(self, note: Callable[[str], None], environ: Mapping[str, str] = os.environ) -> None:
        self._note = note
        self._environ = environ
        self._lock = threading.Lock()
        self._config: Properties | None = None
        self._is_recorded = True
        self.lookup = SharedLookup(self._make_lookup)
        self.resolutions = pin_resource.Resolutions()

    def check_config(self, config: Properties) -> list[Failure]:
        """Return every mistake in the configuration from a program."""
        self._is_recorded = False
        return self._mistakes(config)

    def _settings(self, config: Properties) -> dict[str, object]:
        """Return the settings in a configuration, without empty settings that earlier SDKs recorded in the state."""
        keeps_empty = not self._is_recorded
        return {name: value for name, value in config.values.items() if keeps_empty or value != ""}

    def _mistakes(self, config: Properties) -> list[Failure]:
        return validation.check(
            ProviderArgs,
            self._settings(config),
            secret=self.secret_settings(config),
            unknown=config.unknown,
            strict=False,
        )

    @staticmethod
    def changed_settings(old: Properties, new: Properties) -> list[str]:
        """Return the names of the settings that differ between two configurations."""
        names = old.values.keys() | new.values.keys()
        changed = {name for name in names if old.values.get(name) != new.values.get(name)}
        return sorted(changed | (old.unknown ^ new.unknown))

    @staticmethod
    def secret_settings(config: Properties) -> frozenset[str]:
        """Return the names of settings whose values must not be shown."""
        return SECRET_SETTINGS | config.secret

    def configure(self, config: Properties, *, is_typed: bool = False) -> None:
        """Store a configuration. Credentials and connections are only used when they are first needed.

        Args:
            config: The configuration.
            is_typed: Whether the user typed it on a command line. Otherwise it comes from a program, if `check_config`
                was called, or from the state.

        Raises:
            ArgumentError: A setting has the wrong type.
            SettingsError: The provider already has a different configuration.
        """
        self._is_recorded = self._is_recorded and not is_typed
        failures = self._mistakes(config)
        if failures:
            raise ArgumentError(failures)
        with self._lock:
            if self._config is None:
                self._config = config
                self.lookup.reset()
            elif changed := self.changed_settings(self._config, config):
                raise SettingsError(
                    f"This plugin is already configured. A second configuration with a different {', '.join(changed)} "
                    "was refused.",
                    "If you debug the plugin (PULUMI_DEBUG_PROVIDERS), restart it to use a different configuration. "
                    "Otherwise another program on this machine configured it. Find that program, then run the command "
                    "again.",
                )

    def restart(self) -> None:
        """Start a new run for another engine, with a new cache of package lists. Cancel the previous run."""
        with self._lock:
            self.lookup.cancel()
            self.lookup, self._is_recorded = SharedLookup(self._make_lookup), True

    def snapshot_place(self) -> str | None:
        """Return where a snapshot was set, or None without a snapshot."""
        settings = {} if self._config is None else self._settings(self._config)
        if settings.get("snapshot") is not None and self._is_recorded:
            return _RECORDED_SNAPSHOT
        return snapshot_place(settings, self._environ)

    def require_preview(self, *, is_preview: bool) -> None:
        """Refuse a Create or Update with a snapshot, unless it belongs to a preview."""
        snapshot_guard.require_preview(self.snapshot_place(), is_preview=is_preview)

    def invoke(
        self, token: str, args: Properties, warn: Warn, *, is_preview: bool, sends_preview: bool
    ) -> dict[str, object]:
        """Call a function and return its result by wire names.

        Args:
            token: The token of the function.
            args: The arguments.
            warn: Shows a warning to the user.
            is_preview: Whether the engine says that the call belongs to a preview.
            sends_preview: Whether this engine ever says so.

        Raises:
            SnapshotError: A snapshot is set, and the call may belong to an update.
            OtaError: An argument is invalid, or the lookup failed.
        """
        place = self.snapshot_place()
        snapshot_guard.require_flag(place, is_sent=sends_preview)
        snapshot_guard.require_preview(place, is_preview=is_preview)
        function = _FUNCTIONS.get(token)
        if function is None:
            raise ArgumentError(
                [Failure("", f'Unknown function "{token}". This provider has {", ".join(_FUNCTIONS)}.')]
            )
        if args.unknown:
            raise ArgumentError([Failure(name, f"{name} is not known yet.") for name in sorted(args.unknown)])
        parsed = validation.parse(function.arguments, args.values, args.secret)
        with hide_found(args.values, args.secret):
            result: dict[str, object] = msgspec.to_builtins(function.run(self.lookup, parsed, warn))
        return result

    def check_pin(self, olds: Properties, news: Properties, warn: Warn) -> pin_resource.CheckOutcome:
        """Resolve the criteria of a pin. Raise the errors of the lookup."""
        return pin_resource.check(
            self.lookup,
            olds.values,
            news.values,
            warn,
            secret=news.secret,
            unknown=news.unknown,
            is_state_secret=bool(olds.secret),
        )

    def read_pin(self, resource_id: str, inputs: Properties, warn: Warn, *, is_owned: bool) -> dict[str, object] | None:
        """Return the current inputs of a pin, or None if its package no longer exists. Refuse to use a snapshot."""
        snapshot_guard.refuse_read(self.snapshot_place())
        try:
            return pin_resource.read(
                self.lookup(), resource_id, inputs.values, warn, secret=inputs.secret, is_owned=is_owned
            )
        except (errors.AuthenticationError, errors.CredentialsError, errors.PermissionDeniedError) as error:
            # Lookups that wait for the same list share one error, so add the advice only once.
            if self._has_recorded_key() and _RECORDED_KEY not in error.remedy:
                error.remedy = f"{error.remedy}\n{_RECORDED_KEY}"
            raise

    def list_pins(
        self, query: Properties, warn: Warn, *, limit: int, page_size: int, continuation_token: str
    ) -> pin_resource.ListedPins | None:
        """Return a page of the IDs for imports, or None if the query is not known yet. Refuse to use a snapshot."""
        snapshot_guard.refuse_list(self.snapshot_place())
        page = pin_resource.PageRequest(limit, page_size, continuation_token)
        return pin_resource.list_pins(self.lookup, query.values, page, warn, secret=query.secret, unknown=query.unknown)

    def _make_lookup(self) -> Lookup:
        """Create the lookup service that all functions and pins share. The configuration must be known."""
        config = self._config
        if config is not None and config.unknown:
            raise unknown_settings(config.unknown)
        return create_lookup({} if config is None else self._settings(config), self._environ, self._note)

    def cancel(self) -> None:
        """Cancel every wait and every request, now and until another engine attaches."""
        with self._lock:
            self.lookup.cancel()

    def _has_recorded_key(self) -> bool:
        """Return whether the AccessKey comes from the state. Without a call of CheckConfig, no program has run."""
        config = self._config
        return config is not None and self._is_recorded and any(map(config.values.get, SECRET_SETTINGS))
