# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The JSON of `pulumi preview --json`, as far as a review reads it.

Source: `PreviewDigest` in pkg/display/json.go of pulumi/pulumi, and what the engine 3.259 prints. What the engine
leaves out (`omitempty`) has a default here; what another release adds is passed over.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.schema import tokens

_COLOR = re.compile(r"\x1b\[[0-9;:]*[mK]")
"""What colors a text on a terminal, or clears a line there. Every other sequence hides something, and is shown."""
_PREFIX = re.compile(r"(?:error: |warning: )?(?:\S+ resource '.*?has a problem: )?")
"""The severity, and for a dynamic resource whose arguments were refused, its name (pkg/resource/deploy)."""

ERROR, WARNING, STDERR = "error", "warning", "info#err"
KNOWN_SEVERITIES = frozenset({ERROR, WARNING, STDERR, "info", "debug"})
"""The severities of a diagnostic (`Severity` in sdk/go/common/diag/sink.go)."""


class ReviewError(OtaError):
    """What a review is to be made of cannot be read."""


class ResourceState(msgspec.Struct, rename="camel", frozen=True):
    """A resource before or after a step."""

    inputs: dict[str, Any] | None = None
    outputs: dict[str, Any] | None = None
    dependencies: list[str] | None = None
    property_dependencies: dict[str, list[str] | None] | None = None


class PreviewStep(msgspec.Struct, rename="camel", frozen=True):
    """What becomes of a resource."""

    op: str
    urn: str
    old_state: ResourceState | None = None
    new_state: ResourceState | None = None
    diff_reasons: list[str] | None = None


class Diagnostic(msgspec.Struct, frozen=True):
    """Something that was said, with the URN of the resource that it is about, where it is about one."""

    message: str = ""
    given_severity: str = msgspec.field(default="", name="severity")
    urn: str = ""

    @property
    def severity(self) -> str:
        """The severity as it is known: an `error#err` of another engine is an error."""
        severity = self.given_severity.strip().lower()
        head = severity.partition("#")[0]
        return head if severity not in KNOWN_SEVERITIES and head in {ERROR, WARNING} else severity

    @property
    def text(self) -> str:
        """The message without colors and what the engine puts before it."""
        return _PREFIX.sub("", strip_colors(self.message), count=1).strip()


class PreviewDigest(msgspec.Struct, rename="camel", frozen=True):
    """A whole preview."""

    steps: list[PreviewStep] | None = None
    diagnostics: list[Diagnostic] | None = None
    change_summary: dict[str, int] | None = None


def strip_colors(text: str) -> str:
    """Return a text without colors, its lines ended as here."""
    return _COLOR.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def first_line(text: str) -> str:
    """Return the first line of a text."""
    return printable(text.strip().partition("\n")[0])


def last_line(text: str) -> str:
    """Return the last line of a text: of an error, what to do about it."""
    return printable(text.strip().rpartition("\n")[2])


_PARTS = 4  # a name may hold "::" itself


def stack_of(urn: str) -> str:
    """Return the name of the stack."""
    return urn.partition("::")[0].removeprefix("urn:pulumi:")


def type_of(urn: str) -> str:
    """Return the type of the resource, without those of its parents; empty where the text is no URN."""
    parts = urn.split("::", _PARTS - 1)
    return parts[2].rpartition("$")[2] if len(parts) == _PARTS else ""


def name_of(urn: str) -> str:
    """Return the name of the resource."""
    return urn.split("::", _PARTS - 1)[-1]


def is_pin(urn: str) -> bool:
    """Return whether the resource is a FirmwarePin, native or dynamic."""
    return type_of(urn) in {tokens.FIRMWARE_PIN, tokens.DYNAMIC_FIRMWARE_PIN}


def is_own_provider(urn: str) -> bool:
    """Return whether the resource is the native provider, explicit or default."""
    return type_of(urn) == f"pulumi:providers:{tokens.PACKAGE}"
