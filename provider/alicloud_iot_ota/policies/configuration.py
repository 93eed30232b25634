# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The configuration of the policy pack, from the file of `--policy-pack-config`."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

import msgspec

from alicloud_iot_ota.base.text import format_text, join_limited
from alicloud_iot_ota.errors import ArgumentError, Failure
from alicloud_iot_ota.policies.pack import POLICIES, Level
from alicloud_iot_ota.policies.violations import PolicyConfigError
from alicloud_iot_ota.schema import validation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alicloud_iot_ota.policies.pack import Policy

ALL = "all"
"""The name that sets the level of every policy. The engine applies it, and passes it on too."""

NOT_SET = "remediate"
"""The level of a policy with options, if the user sets none.

The engine passes a level for every policy, also without a configuration. With `mandatory` as the default, an enforced
policy without its options would look like one that the user does not mention. No policy here can remediate, so this
level marks the default.
"""

_LEVELS = {level.value: level for level in Level}
_LONGEST_NAME = 64  # characters; longer unknown names get no suggestion
_MOST = 20  # mistakes in a message
_REMEDY = "Correct the file of --policy-pack-config. No policy ran."


class GivenPolicy(msgspec.Struct, frozen=True):
    """The configuration of one policy as the engine passes it.

    Attributes:
        level: The word for its enforcement level.
        options: Its other values.
    """

    level: str
    options: Mapping[str, object]


class PolicySettings(msgspec.Struct, frozen=True):
    """The configuration of one policy.

    Attributes:
        level: Its enforcement level.
        prepared: Its options, as its rule expects them.
    """

    level: Level
    prepared: Any


def defaults() -> dict[str, PolicySettings]:
    """Return the settings of every policy without a configuration."""
    return {policy.name: PolicySettings(policy.level, policy.prepare(policy.options())) for policy in POLICIES}


def read(given: Mapping[str, GivenPolicy]) -> dict[str, PolicySettings]:
    """Return the settings of every policy.

    Raises:
        PolicyConfigError: The configuration has mistakes. The message lists them.
    """
    mistakes = list(_unknown(given))
    unset = {policy.name for policy in POLICIES if policy.has_options and _level(given, policy.name) == NOT_SET}
    wrong = sorted(name for name, each in given.items() if each.level not in _LEVELS and name not in unset)
    if wrong:  # the engine has applied the level of "all" to the other policies
        names = ALL if ALL in wrong else join_limited([*map(format_text, wrong)], _MOST)
        words = ", ".join(f'"{word}"' for word in _LEVELS)
        mistakes.append(f"{names}: enforcementLevel must be one of {words}. The policies never change a pin.")
    settings = defaults()
    for policy in POLICIES:
        if policy.name in given:
            each = given[policy.name]
            empty = sorted(name for name, value in each.options.items() if value is None)
            mistakes += [
                f"{policy.name}: {format_text(name)} must not be null. Set a value, or remove it." for name in empty
            ]
            try:
                prepared = _prepare(policy, each.options)
            except ArgumentError as error:
                mistakes += [f"{policy.name}: {failure.reason}" for failure in error.failures]
            else:
                mistakes += _without_options(policy, given)
                settings[policy.name] = PolicySettings(_LEVELS.get(each.level, policy.level), prepared)
    if mistakes:
        more = [f"and {len(mistakes) - _MOST} more"] if len(mistakes) > _MOST else []
        raise PolicyConfigError("\n".join([*mistakes[:_MOST], *more]), _REMEDY)
    return settings


def _level(given: Mapping[str, GivenPolicy], name: str) -> str | None:
    return given[name].level if name in given else None


def _without_options(policy: Policy, given: Mapping[str, GivenPolicy]) -> Iterator[str]:
    """Yield a mistake if the user sets a level for a policy that judges nothing without its options.

    A level that is also the one for all may come from there.
    """
    levels_for_nothing = (NOT_SET, Level.DISABLED.value, _level(given, ALL))
    if policy.has_options and not given[policy.name].options and _level(given, policy.name) not in levels_for_nothing:
        names = " or ".join(policy.descriptions)
        yield (
            f"{policy.name}: The policy judges nothing until you set {names}. To turn it off, set its enforcementLevel "
            f"to {Level.DISABLED.value}."
        )


def _unknown(given: Mapping[str, GivenPolicy]) -> Iterator[str]:
    known = [policy.name for policy in POLICIES]
    for name in sorted(given.keys() - {*known, ALL}):
        close = difflib.get_close_matches(name, known, n=1) if len(name) <= _LONGEST_NAME else []
        hint = f'Did you mean "{close[0]}"?' if close else f"The policies are {', '.join(known)}."
        yield f'Unknown policy "{format_text(name)}". {hint}'
    if ALL in given and given[ALL].options:
        yield f"{ALL} has only an enforcementLevel. Set other values at their policy."


def _prepare(policy: Policy, options: Mapping[str, object]) -> object:
    if options and not policy.has_options:
        names = join_limited([f'"{format_text(name)}"' for name in sorted(options)], _MOST)
        raise ArgumentError([Failure("", f"Unknown argument {names}. The policy has only an enforcementLevel.")])
    return policy.prepare(validation.parse(policy.options, options))
