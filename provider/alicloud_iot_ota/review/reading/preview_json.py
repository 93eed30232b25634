# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The parts of the JSON of `pulumi preview --json` that a review uses.

Source: `PreviewDigest` in pkg/display/json.go of pulumi/pulumi, and the output of engine 3.259. Fields that the engine
omits (`omitempty`) have a default. Unknown fields of other releases are ignored.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.schema import tokens

_COLOR = re.compile(r"\x1b\[[0-9;:]*[mK]")
"""Terminal sequences that set colors or clear a line. All other sequences can hide text and are shown escaped."""
_PREFIX = re.compile(r"(?:error: |warning: )?(?:\S+ resource '.*?has a problem: )?")
"""The severity, and the resource name that the engine adds to errors of dynamic resources (pkg/resource/deploy)."""

ERROR, WARNING, STDERR = "error", "warning", "info#err"
KNOWN_SEVERITIES = frozenset({ERROR, WARNING, STDERR, "info", "debug"})
"""The known severities of a diagnostic (`Severity` in sdk/go/common/diag/sink.go)."""


class ReviewError(OtaError):
    """The input of a review cannot be read."""


class ResourceState(msgspec.Struct, rename="camel", frozen=True):
    """The state of a resource before or after a step."""

    inputs: dict[str, Any] | None = None
    outputs: dict[str, Any] | None = None
    dependencies: list[str] | None = None
    property_dependencies: dict[str, list[str] | None] | None = None


class PreviewStep(msgspec.Struct, rename="camel", frozen=True):
    """A step: the operation on one resource."""

    op: str
    urn: str
    old_state: ResourceState | None = None
    new_state: ResourceState | None = None
    diff_reasons: list[str] | None = None


class Diagnostic(msgspec.Struct, frozen=True):
    """A message of the preview, with the URN of its resource if it has one."""

    message: str = ""
    given_severity: str = msgspec.field(default="", name="severity")
    urn: str = ""

    @property
    def severity(self) -> str:
        """The normalized severity. For example, `error#err` of other engine versions is an error."""
        severity = self.given_severity.strip().lower()
        head = severity.partition("#")[0]
        return head if severity not in KNOWN_SEVERITIES and head in {ERROR, WARNING} else severity

    @property
    def text(self) -> str:
        """The message without colors and without the engine's prefix."""
        return _PREFIX.sub("", strip_colors(self.message), count=1).strip()


class PreviewDigest(msgspec.Struct, rename="camel", frozen=True):
    """The JSON document of a preview."""

    steps: list[PreviewStep] | None = None
    diagnostics: list[Diagnostic] | None = None
    change_summary: dict[str, int] | None = None


def strip_colors(text: str) -> str:
    """Return a text without colors, with normalized line ends."""
    return _COLOR.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def first_line(text: str) -> str:
    """Return the first line of a text."""
    return printable(text.strip().partition("\n")[0])


def last_line(text: str) -> str:
    """Return the last line of a text. In an error, this is the remedy."""
    return printable(text.strip().rpartition("\n")[2])


_PARTS = 4  # the name may contain "::"


def stack_of(urn: str) -> str:
    """Return the stack name in a URN."""
    return urn.partition("::")[0].removeprefix("urn:pulumi:")


def type_of(urn: str) -> str:
    """Return the resource type in a URN, without parent types, or an empty string if the text is not a URN."""
    parts = urn.split("::", _PARTS - 1)
    return parts[2].rpartition("$")[2] if len(parts) == _PARTS else ""


def name_of(urn: str) -> str:
    """Return the resource name in a URN."""
    return urn.split("::", _PARTS - 1)[-1]


def is_pin(urn: str) -> bool:
    """Return whether a URN belongs to a FirmwarePin, native or dynamic."""
    return type_of(urn) in {tokens.FIRMWARE_PIN, tokens.DYNAMIC_FIRMWARE_PIN}


def is_own_provider(urn: str) -> bool:
    """Return whether a URN belongs to the native provider, explicit or default."""
    return type_of(urn) == f"pulumi:providers:{tokens.PACKAGE}"
