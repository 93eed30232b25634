# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the provider does, apart from gRPC's envelopes: configuration, functions and the pin.

Imported after the port line has been printed: it brings the HTTP client with it.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import errors, pin_resource
from alicloud_iot_ota.errors import ArgumentError, Failure, SettingsError
from alicloud_iot_ota.lookup import Lookup, SharedLookup, Warn, create_lookup
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.functions import FUNCTIONS
from alicloud_iot_ota.schema.hidden import hide_found
from alicloud_iot_ota.schema.settings import SECRET_SETTINGS, ProviderArgs

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.plugin.properties import Properties

_RECORDED_KEY = (
    "The state recorded this AccessKey at the last update: a refresh does not run the program. To use the AccessKey of "
    "the program and its settings, run `pulumi refresh --run-program` or `pulumi up --refresh --run-program`."
)
_FUNCTIONS = {each.token: each for each in FUNCTIONS}


class Provider:
    """One provider, which is configured once.

    Args:
        note: Shows the user what concerns no single resource.

    Attributes:
        lookup: Returns the service that all functions and pins share.
        resolutions: What Check has resolved.
    """

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._lock = threading.Lock()
        self._config: Properties | None = None
        self._runs_program = False
        self.lookup = SharedLookup(self._make_lookup)
        self.resolutions = pin_resource.Resolutions()

    def check_config(self, config: Properties) -> list[Failure]:
        """Return every mistake in the configuration that a program and its settings give."""
        self._runs_program = True
        return self._mistakes(config)

    def _settings(self, config: Properties) -> dict[str, object]:
        """Return the settings in a configuration. SDKs of earlier releases recorded empty variables in the state."""
        keeps_empty = self._runs_program
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
        """Return the names of the settings that two configurations have in different ways."""
        names = old.values.keys() | new.values.keys()
        changed = {name for name in names if old.values.get(name) != new.values.get(name)}
        return sorted(changed | (old.unknown ^ new.unknown))

    @staticmethod
    def secret_settings(config: Properties) -> frozenset[str]:
        """Return the names of settings whose values must not be shown."""
        return SECRET_SETTINGS | config.secret

    def configure(self, config: Properties) -> None:
        """Take over a configuration; nothing is called or looked for before it is needed.

        Raises:
            ArgumentError: A setting has the wrong type.
            SettingsError: There is a configuration, and it is another one.
        """
        failures = self._mistakes(config)
        if failures:
            raise ArgumentError(failures)
        with self._lock:
            if self._config is None:
                self._config = config
                self.lookup.reset()
            elif changed := self.changed_settings(self._config, config):
                raise SettingsError(
                    f"This plugin is configured, and a second configuration with another {', '.join(changed)} was "
                    "refused.",
                    "When you debug the plugin (PULUMI_DEBUG_PROVIDERS), start it again for another configuration. "
                    "Otherwise another program on this machine configured it: find out which, and run the command "
                    "again.",
                )

    def restart(self) -> None:
        """Begin a new run, for another engine: read every list again, and wait again."""
        with self._lock:
            self.lookup.cancel()
            self.lookup, self._runs_program = SharedLookup(self._make_lookup), False

    def invoke(self, token: str, args: Properties, warn: Warn) -> dict[str, object]:
        """Call a function and return its result by wire names.

        Raises:
            OtaError: An argument is wrong, or the look-up failed.
        """
        function = _FUNCTIONS.get(token)
        if function is None:
            raise ArgumentError([Failure("", f'"{token}" is no function of this provider: {", ".join(_FUNCTIONS)}.')])
        if args.unknown:
            raise ArgumentError([Failure(name, f"{name} is not known yet.") for name in sorted(args.unknown)])
        parsed = validation.parse(function.arguments, args.values, args.secret)
        with hide_found(args.values, args.secret):
            result: dict[str, object] = msgspec.to_builtins(function.run(self.lookup, parsed, warn))
        return result

    def check_pin(self, olds: Properties, news: Properties, warn: Warn) -> pin_resource.CheckOutcome:
        """Resolve the criteria of a pin. Raises what the look-up raises."""
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
        """Return the inputs of a pin as they are true now, or None where its package is gone."""
        try:
            return pin_resource.read(
                self.lookup(), resource_id, inputs.values, warn, secret=inputs.secret, is_owned=is_owned
            )
        except (errors.AuthenticationError, errors.CredentialsError, errors.PermissionDeniedError) as error:
            # Lookups that wait for one list get one error: the advice is given once.
            if self._has_recorded_key() and _RECORDED_KEY not in error.remedy:
                error.remedy = f"{error.remedy}\n{_RECORDED_KEY}"
            raise

    def _make_lookup(self) -> Lookup:
        """Return the service that all functions and pins of this provider share, if its configuration is known."""
        config = self._config
        if config is not None and config.unknown:
            raise SettingsError(
                f"The provider's {', '.join(sorted(config.unknown))} is not known before an update.",
                "Give the provider values that are known in a preview.",
            )
        return create_lookup({} if config is None else self._settings(config), os.environ, self._note)

    def cancel(self) -> None:
        """End every wait and every request, now and until another engine attaches."""
        with self._lock:
            self.lookup.cancel()

    def _has_recorded_key(self) -> bool:
        """Return whether the configuration has a key, and no program has given it: CheckConfig comes from a program."""
        config = self._config
        return config is not None and not self._runs_program and any(map(config.values.get, SECRET_SETTINGS))
