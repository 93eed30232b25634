# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The table of policies. To add a policy, add a row here."""

from __future__ import annotations

import enum
import functools
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.policies import pin_rules, stack_rules
from alicloud_iot_ota.schema.collector import Arguments
from alicloud_iot_ota.schema.criteria import Blocked, CriteriaArguments, MinAge
from alicloud_iot_ota.schema.fields import PATH, declare
from alicloud_iot_ota.schema.json_schema import dereference, describe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from alicloud_iot_ota.base.times import Duration
    from alicloud_iot_ota.schema.collector import Collector
    from alicloud_iot_ota.selection import Block

NAME = "alicloud-iot-ota"
"""The name of the policy pack."""

DESCRIPTION = "Rules for the OTA firmware of Alibaba Cloud IoT Platform that a stack deploys."


class Level(enum.Enum):
    """An enforcement level of the engine.

    Attributes:
        ADVISORY: A violation is a warning.
        MANDATORY: A violation stops the deployment.
        DISABLED: The policy does not run.
    """

    ADVISORY = "advisory"
    MANDATORY = "mandatory"
    DISABLED = "disabled"


class NoOptions(Arguments, frozen=True, kw_only=True):
    """The options of a policy that has none."""


class AgeOptions(CriteriaArguments, frozen=True, kw_only=True):
    """The options of `firmware-age`."""

    min_age: MinAge | None = None


class BlockOptions(CriteriaArguments, frozen=True, kw_only=True):
    """The options of `firmware-blocked`."""

    blocked: Blocked | None = None
    blocked_file: (
        Annotated[
            str,
            declare(
                "The path of a TOML file with a table [[blocked]] for each block, with the same fields as in blocked. "
                "A relative path starts at the folder of the program.",
                "/etc/firmware/blocked.toml",
                schema={"format": PATH},
                min_length=1,
            ),
        ]
        | None
    ) = None

    def collect(self, collector: Collector) -> None:
        """Find the mistakes in both options, so that none hides another one."""
        super().collect(collector)
        try:
            _ = self.blocks_in_file
        except OtaError as error:
            collector.add("blockedFile", str(error))

    @functools.cached_property
    def blocks_in_file(self) -> tuple[Block, ...]:
        """The blocks in the file. It is read once.

        Raises:
            OtaError: The file cannot be read, or is invalid.
        """
        if self.blocked_file is None:
            return ()
        from alicloud_iot_ota.policies.block_list import read_blocks  # noqa: PLC0415 - slow to import, and rarely set

        return read_blocks(self.blocked_file)


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """A policy.

    Attributes:
        name: Its name in the configuration and in messages.
        description: What it requires, as a sentence.
        level: Its enforcement level without a configuration.
        options: The declaration of its options.
        prepare: Converts parsed options to what the rule expects.
        idle: Why the policy judges nothing with these options; empty if it judges.
    """

    name: str
    description: str
    level: Level = Level.MANDATORY
    options: type[Arguments] = NoOptions
    prepare: Callable[[Any], Any] = lambda _: None
    idle: Callable[[Any], str] = lambda _: ""

    @property
    def has_options(self) -> bool:
        """Whether the policy judges nothing until one of its options is set."""
        return bool(msgspec.structs.fields(self.options))

    @property
    def descriptions(self) -> dict[str, str]:
        """The descriptions of its options by name."""
        fields = msgspec.structs.fields(self.options)
        schemas = {field.encode_name: dereference(*decoding.json_schema(field.type)) for field in fields}
        return {name: describe(schema) for name, schema in schemas.items()}


class PinPolicy(Policy, frozen=True, kw_only=True):
    """A policy for each pin.

    Attributes:
        judge: The rule. Its second argument is the result of `prepare`.
    """

    judge: Callable[[Any, Any, pin_rules.Surroundings], None]


class StackPolicy(Policy, frozen=True, kw_only=True):
    """A policy for all resources of a stack together.

    Attributes:
        judge: The rule. It yields the violations.
    """

    judge: Callable[[Iterable[stack_rules.AnalyzedResource]], Iterator[stack_rules.Advice]]


def _least_age(options: AgeOptions) -> Duration | None:
    return options.criteria.min_age


def _blocks(options: BlockOptions) -> tuple[Block, ...]:
    return (*options.criteria.blocked, *options.blocks_in_file)


PIN_POLICIES = (
    PinPolicy(
        name="firmware-locked",
        description="The package of a pin comes from firmware.lock.",
        judge=pin_rules.require_locked,
    ),
    PinPolicy(
        name="firmware-sha256",
        description="The package of a pin has a SHA-256 digest.",
        judge=pin_rules.require_sha256,
    ),
    PinPolicy(
        name="firmware-age",
        description="The package of a pin was published at least minAge ago.",
        options=AgeOptions,
        prepare=_least_age,
        idle=lambda least: "" if least else "minAge is not set.",
        judge=pin_rules.require_age,
    ),
    PinPolicy(
        name="no-allow-downgrade",
        description="A pin does not set allowDowngrade.",
        judge=pin_rules.refuse_downgrades,
    ),
    PinPolicy(
        name="no-allow-unscoped",
        description="A pin does not set allowUnscoped.",
        judge=pin_rules.refuse_unscoped,
    ),
    PinPolicy(
        name="firmware-blocked",
        description="The package of a pin is not in the list of blocked packages.",
        options=BlockOptions,
        prepare=_blocks,
        idle=lambda blocks: "" if blocks else "There are no blocks in blocked and blockedFile.",
        judge=pin_rules.refuse_blocked,
    ),
)
"""The policies for each pin."""

STACK_POLICIES = (
    StackPolicy(
        name="firmware-referenced-by-pin",
        description="A resource with a firmware ID gets it from a pin.",
        level=Level.ADVISORY,
        judge=stack_rules.unpinned_references,
    ),
)
"""The policies for a stack."""

POLICIES: tuple[Policy, ...] = (*PIN_POLICIES, *STACK_POLICIES)
"""Every policy."""
