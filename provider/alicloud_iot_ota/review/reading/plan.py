# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Find the changes to firmware in a plan of OpenTofu or Terraform."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.review.changes import Affected, Change, Changes, Origin
from alicloud_iot_ota.review.reading.causes import headline, is_unrelated
from alicloud_iot_ota.review.reading.pin_states import align_secrets, withheld_in
from alicloud_iot_ota.review.reading.plan_json import Plan, PlanDiagnostic
from alicloud_iot_ota.review.reading.plan_references import References, without_keys
from alicloud_iot_ota.review.reading.plan_values import NO_VALUES, PinValues, pin_values, sensitive_texts
from alicloud_iot_ota.review.reading.preview_json import ERROR, WARNING, ReviewError
from alicloud_iot_ota.review.values import Withheld, are_same
from alicloud_iot_ota.schema.functions import FIRMWARE_PIN
from alicloud_iot_ota.schema.hcl import DRIFT, PROVIDER, type_name
from alicloud_iot_ota.schema.tokens import FIRMWARE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from alicloud_iot_ota.review.reading.plan_documents import PlanDocument
    from alicloud_iot_ota.review.reading.plan_json import ResourceChange

    Conceal = Callable[[str, str], str]

_PIN = type_name(FIRMWARE_PIN)
_MODULES = re.compile(r'(?:module\.[^.\[]+(?:\[(?:[0-9]+|"(?:[^"\\]|\\.)*")\])?\.)*')
_DATA = "data."
_MANAGED = "managed"
_OPS = {
    ("no-op",): "same",
    ("read",): "read",
    ("create",): "create",
    ("update",): "update",
    ("delete",): "delete",
    ("forget",): "forget",
    ("delete", "create"): "replace",
    ("create", "delete"): "replace",
    ("create", "forget"): "replace",
    ("forget", "create"): "replace",
}
"""The engines' actions, and the operations of a review (`Action` in internal/plans/action.go)."""
_UNCHANGED = frozenset({"same", "read"})
_REMOVING = frozenset({"delete", "forget"})
_NO_CAUSE = (
    "The plan does not contain the cause. Read the output of the command that failed, or pass its JSON stream to the "
    "review together with the plan."
)
_HIDDEN = "The message contains a sensitive value and is hidden. Read the output of the command."
MAX_SECRETS = 1000
"""Sensitive values that are searched for in messages. If a plan has more, all messages are hidden."""


def read_plan(document: PlanDocument) -> Changes:
    """Return the changes to firmware in a plan.

    Raises:
        ReviewError: The plan has a form that this release does not support.
    """
    plan = document.plan or Plan()
    resources = _changed_resources(plan)
    pins = _values_of_pins(plan, resources)
    references = References(plan)
    conceal = _concealer(plan, pins, references)
    said: defaultdict[str, list[PlanDiagnostic]] = defaultdict(list)
    others = []
    for each in [*document.diagnostics, *_drifts(plan)]:
        if _pin_name(each.address) is not None:
            said[each.address].append(each)
        else:
            others.append(each)
    dependents = references.dependents(_affected(resources))
    items = [
        _change(address, *pins.get(address, (NO_VALUES, NO_VALUES)), said.get(address, []), conceal)
        for address in sorted({*pins, *said})
    ]
    causes = _causes(plan, document.diagnostics, conceal)
    return Changes(
        origin=Origin.PLAN,
        items=tuple(
            msgspec.structs.replace(each, affected=dependents.of(without_keys(each.key)))
            for each in items
            if each is not None
        ),
        problem=headline(causes[0]) if causes else None,
        causes=causes,
        notes=tuple(sorted({conceal(each.address, _message(each)) for each in others if _is_note(each)})),
    )


def _changed_resources(plan: Plan) -> dict[str, ResourceChange]:
    """Return the changes of resources by address, without the rest of an earlier replacement.

    Raises:
        ReviewError: A change has an unknown action.
    """
    deferred = [each.resource_change for each in plan.deferred_changes or []]
    resources = [*(plan.resource_changes or []), *deferred]
    for each in [*resources, *(plan.resource_drift or [])]:
        if tuple(each.change.actions) not in _OPS:
            actions = format_text(", ".join(each.change.actions), 100)
            raise ReviewError(
                f'Unknown actions "{actions}" of {format_text(each.address)} in the plan.',
                "Upgrade alicloud-iot-ota. The plan comes from a newer engine than this release supports.",
            )
    return {each.address: each for each in resources if each.deposed is None}


def _op(change: ResourceChange) -> str:
    op = _OPS[tuple(change.change.actions)]
    return "import" if change.change.importing is not None and op == "same" else op


def _affected(resources: Mapping[str, ResourceChange]) -> Iterator[Affected]:
    for address, each in resources.items():
        if each.mode == _MANAGED and _op(each) not in _UNCHANGED:
            yield Affected(address, each.type, _op(each), address)


def _values_of_pins(plan: Plan, resources: Mapping[str, ResourceChange]) -> dict[str, tuple[PinValues, PinValues]]:
    """Return the values of each pin, before and after the apply.

    The values before are those of the last apply. The engine compares the planned values with those of a refresh.
    """
    drift = {each.address: each for each in plan.resource_drift or [] if _is_pin(each)}
    planned = {address: each for address, each in resources.items() if _is_pin(each)}
    first, found = {**planned, **drift}, {}
    for address, last in {**drift, **planned}.items():
        name, old, new = _pin_name(address) or address, first[address].change, last.change
        before = pin_values(name, old.before, None, old.before_sensitive)
        after = pin_values(name, new.after, new.after_unknown, new.after_sensitive)
        found[address] = (
            NO_VALUES if new.importing is not None else before,
            NO_VALUES if _op(last) in _REMOVING else after,
        )
    return found


def _drifts(plan: Plan) -> Iterator[PlanDiagnostic]:
    """Yield what a refresh has found about pins, as the warnings that it printed."""
    for each in plan.resource_drift or []:
        after = each.change.after
        text = after.get(DRIFT) if _is_pin(each) and isinstance(after, dict) else None
        if isinstance(text, str):
            yield PlanDiagnostic(severity=WARNING, summary=text, address=each.address)


def _is_pin(change: ResourceChange) -> bool:
    return change.mode == _MANAGED and change.type == _PIN


def _change(
    address: str, before: PinValues, after: PinValues, said: Sequence[PlanDiagnostic], conceal: Conceal
) -> Change | None:
    """Return the change of a pin; None if nothing changes and no diagnostic mentions it."""
    old, new = before.firmware, after.firmware
    if Withheld.SECRET in (old, new):  # showing one of them would reveal information about the other
        is_same = are_same(before.actual.get(FIRMWARE), after.actual.get(FIRMWARE))
        old, new = (None if each is None or is_same else Withheld.SECRET for each in (old, new))
    texts: dict[bool, set[str]] = {True: set(), False: set()}
    for each in said:
        texts[each.severity == ERROR].add(conceal(address, _message_of_pin(each)))
    old_criteria, new_criteria = align_secrets(before.arguments, after.arguments)
    change = Change(
        key=address,
        name=_pin_name(address) or address,
        old=old,
        new=new,
        old_criteria=old_criteria,
        new_criteria=new_criteria,
        withheld_edits=tuple(
            name
            for name in sorted({*old_criteria, *new_criteria})
            if not are_same(before.actual.get(name), after.actual.get(name))
            and _is_withheld(old_criteria.get(name), new_criteria.get(name))
        ),
        warnings=tuple(sorted(texts[False])),
        errors=tuple(sorted(texts[True])),
    )
    return change if said or change.is_edited or not change.keeps_firmware else None


def _is_withheld(old: object, new: object) -> bool:
    """Return whether a change of an argument is not visible, at least in part."""
    return are_same(old, new) or all(Withheld.SECRET in withheld_in(each) for each in (old, new))


def _pin_name(address: str) -> str | None:
    """Return the name of a pin with its modules; None if the address belongs to another resource."""
    modules = _MODULES.match(address)
    start = modules.end() if modules is not None else 0
    name = address[start:].removeprefix(f"{_PIN}.")
    return None if name == address[start:] else address[:start] + name


def _is_own(address: str) -> bool:
    """Return whether an address belongs to a data source or a resource of this provider."""
    modules = _MODULES.match(address)
    return address[modules.end() if modules is not None else 0 :].removeprefix(_DATA).startswith(f"{PROVIDER}_")


def _message_of_pin(diagnostic: PlanDiagnostic) -> str:
    """Return the provider's message. Its errors have a title, and the summary of a warning is its first line."""
    parts = (diagnostic.detail,) if diagnostic.severity == ERROR else (diagnostic.summary, diagnostic.detail)
    return "\n".join(filter(None, parts)).strip() or diagnostic.summary


def _message(diagnostic: PlanDiagnostic) -> str:
    """Return a message with its place in the configuration below its first line."""
    if _is_own(diagnostic.address):
        first, _, rest = _message_of_pin(diagnostic).partition("\n")
    else:
        first, rest = diagnostic.summary, diagnostic.detail
    places = [f"with {diagnostic.address}"] if diagnostic.address else []
    if diagnostic.range is not None:
        places.append(f"on {diagnostic.range.filename} line {diagnostic.range.start.line}")
    return "\n".join(filter(None, [first, f"  {', '.join(places)}" if places else "", rest]))


def _is_note(diagnostic: PlanDiagnostic) -> bool:
    """Return whether a diagnostic without a pin is a warning about firmware. Unknown severities may be important."""
    if diagnostic.severity != WARNING:
        return diagnostic.severity != ERROR
    code = "" if diagnostic.snippet is None else diagnostic.snippet.code
    return not is_unrelated(f"{diagnostic.address} {diagnostic.summary} {diagnostic.detail} {code}")


def _causes(plan: Plan, diagnostics: Sequence[PlanDiagnostic], conceal: Conceal) -> tuple[str, ...]:
    """Return the causes of a failed plan, the most specific first. They do not repeat the errors of pins."""
    errors = [each for each in diagnostics if each.severity == ERROR]
    texts = [conceal(each.address, _message(each)) for each in errors if _pin_name(each.address) is None]
    if plan.errored and not errors:
        texts = [conceal(address, text) for address, text in _failed_checks(plan)] or [_NO_CAUSE]
    return tuple(dict.fromkeys(sorted(texts, key=is_unrelated)))


def _failed_checks(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the address and the message of each failed condition. A `check` block does not stop a plan."""
    for check in plan.checks or []:
        for instance in check.instances or []:
            for problem in instance.problems or []:
                if check.address.kind != "check":
                    address = instance.address.to_display
                    yield address, f"{address}: {problem.message}"


def _concealer(plan: Plan, pins: Mapping[str, tuple[PinValues, PinValues]], references: References) -> Conceal:
    """Return a function that hides the message of an address if it contains, or may reveal, a sensitive value.

    The engine does not mark the sensitive values in messages, and the provider does not know them.
    """
    root = None if plan.configuration is None else plan.configuration.root_module
    declared = (root.variables if root is not None else None) or {}
    values = plan.variables or {}
    secrets = {text for pair in pins.values() for each in pair for text in each.secrets}
    for name, variable in declared.items():
        if variable.sensitive and name in values:
            secrets.update(sensitive_texts(values[name].value, sensitive=True))
    secret_pins = {address for address, pair in pins.items() if any(each.is_secret for each in pair)}
    sensitive = references.sensitive()

    def conceal(address: str, text: str) -> str:
        is_hidden = address in secret_pins or without_keys(address) in sensitive or len(secrets) > MAX_SECRETS
        return _HIDDEN if is_hidden or any(secret in text for secret in secrets) else text

    return conceal
