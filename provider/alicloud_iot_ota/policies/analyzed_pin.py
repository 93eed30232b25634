# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A pin as the engine passes it to a policy: the inputs of the program, and the package that Check selected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.base.redaction import REDACTED
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.policies.violations import UnknownInputError, WithheldInputError
from alicloud_iot_ota.schema.tokens import DYNAMIC_FIRMWARE_PIN, FIRMWARE, FIRMWARE_PIN

if TYPE_CHECKING:
    from collections.abc import Mapping

PIN_TYPES = frozenset({FIRMWARE_PIN, DYNAMIC_FIRMWARE_PIN})
"""The types of a pin: of the plugin, and of the dynamic provider."""

_IGNORES_FIRMWARE = re.compile(r"""firmware(?![A-Za-z0-9_])|\[["']firmware["']\]|\*|\[["']?\*""")
"""The start of a path in ignoreChanges that includes the package or a part of it."""


class AnalyzedPin(msgspec.Struct, frozen=True):
    """A pin.

    Attributes:
        values: The inputs by wire names, without unknown ones.
        secret: The names of inputs that are or contain a secret.
        unknown: The names of inputs that are unknown in this preview.
        ignored: The property paths in the option `ignoreChanges`.
    """

    values: Mapping[str, object]
    secret: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether the program only reads this pin with `.get`. The state of such a pin has no inputs."""
        return not self.values and not self.unknown

    @property
    def keeps_firmware(self) -> bool:
        """Whether the pin keeps the package in the state, whatever its criteria select."""
        return any(_IGNORES_FIRMWARE.match(path) for path in self.ignored)

    def is_on(self, name: str) -> bool:
        """Return whether a switch is true.

        Raises:
            UnknownInputError: The value is unknown in this preview.
            WithheldInputError: The value is not a switch, as for a secret that could not be decrypted.
        """
        value = self._known(name)
        if value is not None and not isinstance(value, bool):
            raise WithheldInputError(name)
        return bool(value)

    def text(self, name: str) -> str | None:
        """Return the text of an input; None if it is not set.

        Raises:
            UnknownInputError: The value is unknown in this preview.
            WithheldInputError: The value is not a text, or a secret that could not be decrypted.
        """
        value = self._known(name)
        if value is not None and (not isinstance(value, str) or value == REDACTED):
            raise WithheldInputError(name)
        return value

    @property
    def firmware(self) -> PinnedFirmware:
        """The package.

        Raises:
            UnknownInputError: The package is unknown in this preview, because a criterion is.
            WithheldInputError: The package is damaged, or a secret that could not be decrypted.
        """
        value = self._known(FIRMWARE)
        try:
            firmware = decoding.convert(value, PinnedFirmware)
        except msgspec.ValidationError:
            raise WithheldInputError(FIRMWARE) from None
        if REDACTED in msgspec.structs.astuple(firmware):
            raise WithheldInputError(FIRMWARE)
        return firmware

    def _known(self, name: str) -> object:
        if name in self.unknown:
            raise UnknownInputError(name)
        return self.values.get(name)
