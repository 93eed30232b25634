# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Find the changes to firmware in the JSON of a preview.

Native and dynamic pins are both supported. An unchanged pin has no step, and a pin that is only read (`.get`) shows no
package in a preview. Neither counts as a change.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review.changes import Change, Changes, Origin
from alicloud_iot_ota.review.reading.affected import Dependents, dependents_in
from alicloud_iot_ota.review.reading.causes import FRAMES, causes_in, failure_of, headline
from alicloud_iot_ota.review.reading.documents import decode
from alicloud_iot_ota.review.reading.pin_states import (
    align_secrets,
    arguments_in,
    firmware_in,
    has_firmware,
    has_same_firmware,
    withheld_in,
)
from alicloud_iot_ota.review.reading.plan import read_plan
from alicloud_iot_ota.review.reading.plan_documents import find_plan
from alicloud_iot_ota.review.reading.preview_json import (
    ERROR,
    KNOWN_SEVERITIES,
    STDERR,
    WARNING,
    Diagnostic,
    PreviewDigest,
    PreviewStep,
    ReviewError,
    is_own_provider,
    is_pin,
    name_of,
    stack_of,
    strip_colors,
)
from alicloud_iot_ota.review.values import Withheld, are_same
from alicloud_iot_ota.schema.arguments import GetFirmwareArgs
from alicloud_iot_ota.schema.tokens import FIRMWARE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_MOST_LINES_OF_A_CAUSE = 8  # of the cause, in the error for a preview without steps
_WORD = re.compile(r"[A-Za-z0-9_-]+")
_FIRMWARE_WORDS = re.compile(
    "firmware|" + "|".join(field.encode_name for field in msgspec.structs.fields(GetFirmwareArgs) if "_" in field.name),
    re.IGNORECASE,
)
"""Matches warnings about firmware. Argument names of one word, such as `type`, would match any warning."""
_CHANGING = frozenset({"create-replacement", "replace", "update"})
_PRESENT = _CHANGING | {"create", "import", "import-replacement", "read", "read-replacement", "refresh", "same"}
"""The operations after which a resource exists."""
_REMOVING = frozenset({"delete", "discard"})
_IGNORED_OPERATIONS = {"delete-replaced", "diff", "discard-replaced", "extend-parameterize", "remove-pending-replace"}
"""Operations that are part of another one, or concern no resource (`StepOp` in pkg/resource/deploy/step.go)."""


def read_preview(text: str) -> Changes:
    """Return the changes to firmware in a preview.

    Args:
        text: The output of `pulumi preview --json`, or of OpenTofu or Terraform (see `plan_documents`).

    Raises:
        ReviewError: The text is not a preview, or the preview failed before its first step.
    """
    document = find_plan(text)
    if document is not None:
        return read_plan(document)
    digest = decode(text)
    diagnostics = digest.diagnostics or []
    causes, is_certain = failure_of(digest)
    if not digest.steps:
        lines = [format_text(line, 200) for cause in causes[:1] for line in cause.splitlines()[:_MOST_LINES_OF_A_CAUSE]]
        words = "\n  ".join(lines)
        raise ReviewError(
            "The JSON of the preview contains no steps." + (f"\n  The preview failed: {words}" if words else ""),
            "Fix the cause of the failure, or pass the JSON of `pulumi preview --json` to the review.",
        )
    steps, said, dependents = _steps_of_pins(digest), _diagnostics_by_pin(diagnostics), dependents_in(digest.steps)
    changes = [_change(urn, steps.get(urn, []), said.get(urn, []), dependents) for urn in sorted({*steps, *said})]
    notes = sorted({each.text for each in diagnostics if _is_note(each)})
    notes_of = _index_by_word(notes)
    items = tuple(_with_notes(change, notes_of) for change in changes if change is not None)
    owned = {text for change in items for text in change.warnings}
    return Changes(
        origin=Origin.PREVIEW,
        items=items,
        stack=stack_of(digest.steps[0].urn),
        problem=headline(causes[0]) if causes else None,
        causes=causes,
        is_certain=is_certain,
        notes=tuple(note for note in notes if note not in owned),
    )


def _is_note(diagnostic: Diagnostic) -> bool:
    """Return whether a diagnostic is a warning about firmware without a pin, as from functions and providers.

    A diagnostic with an unknown severity also counts, because it may be important.
    """
    if diagnostic.severity not in KNOWN_SEVERITIES:
        return not is_pin(diagnostic.urn)
    # Language hosts print warnings to standard error.
    is_printed = diagnostic.severity == STDERR and strip_colors(diagnostic.message).startswith("warning: ")
    if diagnostic.severity != WARNING and not is_printed:
        return False
    return is_own_provider(diagnostic.urn) or (not diagnostic.urn and bool(_FIRMWARE_WORDS.search(diagnostic.message)))


def _diagnostics_by_pin(diagnostics: Sequence[Diagnostic]) -> dict[str, list[Diagnostic]]:
    """Return the errors, warnings and unknown diagnostics of pins, by URN."""
    said = defaultdict(list)
    for each in diagnostics:
        if is_pin(each.urn) and (each.severity in {ERROR, WARNING} or each.severity not in KNOWN_SEVERITIES):
            said[each.urn].append(each)
    return dict(said)


def _steps_of_pins(digest: PreviewDigest) -> dict[str, list[PreviewStep]]:
    """Return the steps of each pin. A pin has several steps if the preview refreshes first.

    Raises:
        ReviewError: A step has an unknown operation.
    """
    steps = defaultdict(list)
    for index, step in enumerate(digest.steps or []):
        if step.op not in _PRESENT | _REMOVING | _IGNORED_OPERATIONS:
            raise ReviewError(
                f'Unknown operation "{format_text(step.op)}" in steps[{index}] of the preview.',
                "Upgrade alicloud-iot-ota. The preview comes from a newer Pulumi engine than this release supports.",
            )
        if is_pin(step.urn) and step.op not in _IGNORED_OPERATIONS:
            steps[step.urn].append(step)
    return dict(steps)


def _change(
    urn: str, steps: Sequence[PreviewStep], said: Sequence[Diagnostic], dependents: Dependents
) -> Change | None:
    """Return the change of a pin; None if nothing changes and no diagnostic mentions it."""
    old_state = steps[0].old_state if steps else None
    new_state = steps[-1].new_state if steps and steps[-1].op not in _REMOVING else None
    if new_state is not None and steps[-1].op.startswith("read") and not has_firmware(new_state):
        return None
    old, new = firmware_in(urn, old_state), firmware_in(urn, new_state)
    if Withheld.SECRET in (old, new):  # showing one of them would reveal information about the other
        is_same = has_same_firmware(old_state, new_state) and not any(map(_may_change_firmware, steps))
        old, new = (None if each is None or is_same else Withheld.SECRET for each in (old, new))
    arguments = arguments_in(old_state), arguments_in(new_state)
    criteria = old_criteria, new_criteria = align_secrets(*arguments)
    change = Change(
        key=urn,
        name=name_of(urn),
        old=old,
        new=new,
        old_criteria=old_criteria,
        new_criteria=new_criteria,
        affected=dependents.of(urn),
        withheld_edits=tuple(
            name
            for name in sorted({*old_criteria, *new_criteria})
            if _is_withheld_edit(name, arguments, criteria, steps)
        ),
        warnings=tuple(sorted({each.text for each in said if each.severity != ERROR})),
        errors=tuple(sorted({_cause(each) for each in said if each.severity == ERROR})),
    )
    return change if said or change.is_edited or not change.keeps_firmware else None


def _may_change_firmware(step: PreviewStep) -> bool:
    """Return whether a step of a secret pin may change the package. For dynamic pins, the engine reports no reasons."""
    return FIRMWARE in step.diff_reasons if step.diff_reasons else step.op in _CHANGING


def _is_withheld_edit(
    name: str,
    arguments: Iterable[Mapping[str, object]],
    criteria: Iterable[Mapping[str, object]],
    steps: Sequence[PreviewStep],
) -> bool:
    """Return whether an argument changed, or may have changed, in a part that is not visible."""
    given, format_text = ([each.get(name) for each in sides] for sides in (arguments, criteria))
    may_change = any(_may_change(step, name, given[1]) for step in steps)
    if are_same(*format_text):
        return may_change or not are_same(*given)
    return may_change and all(map(withheld_in, given))


def _may_change(step: PreviewStep, name: str, value: object) -> bool:
    """Return whether a step may change an argument that looks the same before and after."""
    if step.op not in _CHANGING:
        return False
    if step.diff_reasons:
        return name in {re.split(r"[.\[]", reason, maxsplit=1)[0] for reason in step.diff_reasons}
    return bool(withheld_in(value))


def _index_by_word(notes: Sequence[str]) -> dict[str, list[str]]:
    """Index the notes by the words in them, which include firmware IDs."""
    found = defaultdict(list)
    for note in notes:
        for word in set(_WORD.findall(note)):
            found[word].append(note)
    return dict(found)


def _with_notes(change: Change, notes: Mapping[str, Sequence[str]]) -> Change:
    """Add the warnings that mention the package of a change but are not attached to a resource."""
    packages = {held.firmware_id for held in (change.old, change.new) if isinstance(held, PinnedFirmware)}
    own = {note for firmware_id in packages for note in notes.get(firmware_id, ())}
    return msgspec.structs.replace(change, warnings=tuple(sorted({*change.warnings, *own}))) if own else change


def _cause(diagnostic: Diagnostic) -> str:
    """Return the text of a pin's error, without the traceback that the dynamic provider may add."""
    text = diagnostic.text
    return causes_in(text)[0] if FRAMES in text else text
