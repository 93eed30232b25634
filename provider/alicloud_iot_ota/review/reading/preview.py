# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""From the JSON of a preview to what it does to firmware.

The pins of both forms are read. A pin that stays as it is makes no step, and one that is only read (`.get`) shows no
package in a preview, so neither is a change.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review.changes import Change, Changes, Origin
from alicloud_iot_ota.review.reading.affected import Dependents
from alicloud_iot_ota.review.reading.causes import FRAMES, causes_in, failure_of, headline
from alicloud_iot_ota.review.reading.documents import decode
from alicloud_iot_ota.review.reading.pin_states import (
    FIRMWARE,
    align_secrets,
    arguments_in,
    firmware_in,
    has_firmware,
    has_same_firmware,
    withheld_in,
)
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

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_MOST_LINES_OF_A_CAUSE = 8  # in the error of a preview that holds nothing else
_WORD = re.compile(r"[A-Za-z0-9_-]+")
_FIRMWARE_WORDS = re.compile(
    "firmware|" + "|".join(field.encode_name for field in msgspec.structs.fields(GetFirmwareArgs) if "_" in field.name),
    re.IGNORECASE,
)
"""What shows that a warning is about firmware. Names of one word, such as `type`, would match any warning."""
_CHANGING = frozenset({"create-replacement", "replace", "update"})
_PRESENT = _CHANGING | {"create", "import", "import-replacement", "read", "read-replacement", "refresh", "same"}
"""The operations after which a resource is there."""
_REMOVING = frozenset({"delete", "discard"})
_IGNORED_OPERATIONS = {"delete-replaced", "diff", "discard-replaced", "extend-parameterize", "remove-pending-replace"}
"""Halves of another operation, or none of a resource's own (`StepOp` in pkg/resource/deploy/step.go)."""


def read_preview(text: str) -> Changes:
    """Return what a preview does to firmware.

    Args:
        text: What `pulumi preview --json` printed.

    Raises:
        ReviewError: It is no such text, or the preview failed before it came to a resource.
    """
    digest = decode(text)
    diagnostics = digest.diagnostics or []
    causes, is_certain = failure_of(digest)
    if not digest.steps:
        lines = [format_text(line, 200) for cause in causes[:1] for line in cause.splitlines()[:_MOST_LINES_OF_A_CAUSE]]
        words = "\n  ".join(lines)
        raise ReviewError(
            "The JSON holds no steps of a preview." + (f"\n  The preview failed, {words}" if words else ""),
            "Correct what made the preview fail, or give the review the JSON of `pulumi preview --json`.",
        )
    steps, said, dependents = _steps_of_pins(digest), _diagnostics_by_pin(diagnostics), Dependents(digest.steps)
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
    """Return whether it is a warning about firmware that names no pin, as those of functions and providers are.

    What has a severity that this release does not know is one, too: it may matter.
    """
    if diagnostic.severity not in KNOWN_SEVERITIES:
        return not is_pin(diagnostic.urn)
    # A language host prints its warnings.
    is_printed = diagnostic.severity == STDERR and strip_colors(diagnostic.message).startswith("warning: ")
    if diagnostic.severity != WARNING and not is_printed:
        return False
    return is_own_provider(diagnostic.urn) or (not diagnostic.urn and bool(_FIRMWARE_WORDS.search(diagnostic.message)))


def _diagnostics_by_pin(diagnostics: Sequence[Diagnostic]) -> dict[str, list[Diagnostic]]:
    """Return what was said of each pin that anything was said of."""
    said = defaultdict(list)
    for each in diagnostics:
        if is_pin(each.urn) and (each.severity in {ERROR, WARNING} or each.severity not in KNOWN_SEVERITIES):
            said[each.urn].append(each)
    return dict(said)


def _steps_of_pins(digest: PreviewDigest) -> dict[str, list[PreviewStep]]:
    """Return the steps of each pin: several where the preview refreshes first. An unknown operation is an error."""
    steps = defaultdict(list)
    for index, step in enumerate(digest.steps or []):
        if step.op not in _PRESENT | _REMOVING | _IGNORED_OPERATIONS:
            raise ReviewError(
                f'The operation "{format_text(step.op)}" of steps[{index}] in the preview is none that this release knows.',
                "Update alicloud-iot-ota: the preview is from a newer engine than it was made for.",
            )
        if is_pin(step.urn) and step.op not in _IGNORED_OPERATIONS:
            steps[step.urn].append(step)
    return dict(steps)


def _change(
    urn: str, steps: Sequence[PreviewStep], said: Sequence[Diagnostic], dependents: Dependents
) -> Change | None:
    """Return what becomes of a pin; None where nothing does, and nothing is said of it."""
    old_state = steps[0].old_state if steps else None
    new_state = steps[-1].new_state if steps and steps[-1].op not in _REMOVING else None
    if new_state is not None and steps[-1].op.startswith("read") and not has_firmware(new_state):
        return None
    old, new = firmware_in(urn, old_state), firmware_in(urn, new_state)
    if Withheld.SECRET in (old, new):  # the one would tell of the other
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
    """Return whether a step of a secret pin may bring another package. Of a dynamic one, the engine gives no reason."""
    return FIRMWARE in step.diff_reasons if step.diff_reasons else step.op in _CHANGING


def _is_withheld_edit(
    name: str,
    arguments: Iterable[Mapping[str, object]],
    criteria: Iterable[Mapping[str, object]],
    steps: Sequence[PreviewStep],
) -> bool:
    """Return whether an argument changes, or may have, in a part that is not shown as one of the criteria."""
    given, format_text = ([each.get(name) for each in sides] for sides in (arguments, criteria))
    may_change = any(_may_change(step, name, given[1]) for step in steps)
    if are_same(*format_text):
        return may_change or not are_same(*given)
    return may_change and all(map(withheld_in, given))


def _may_change(step: PreviewStep, name: str, value: object) -> bool:
    """Return whether a step may change an argument that looks alike on both sides."""
    if step.op not in _CHANGING:
        return False
    if step.diff_reasons:
        return name in {re.split(r"[.\[]", reason, maxsplit=1)[0] for reason in step.diff_reasons}
    return bool(withheld_in(value))


def _index_by_word(notes: Sequence[str]) -> dict[str, list[str]]:
    """Return the notes by each word in them, an ID among them."""
    found = defaultdict(list)
    for note in notes:
        for word in set(_WORD.findall(note)):
            found[word].append(note)
    return dict(found)


def _with_notes(change: Change, notes: Mapping[str, Sequence[str]]) -> Change:
    """Return a change with the warnings that name its package, where they name no resource."""
    packages = {held.firmware_id for held in (change.old, change.new) if isinstance(held, PinnedFirmware)}
    own = {note for firmware_id in packages for note in notes.get(firmware_id, ())}
    return msgspec.structs.replace(change, warnings=tuple(sorted({*change.warnings, *own}))) if own else change


def _cause(diagnostic: Diagnostic) -> str:
    """Return what an error of a pin says: in this package's own words, unless the dynamic form has none for it."""
    text = diagnostic.text
    return causes_in(text)[0] if FRAMES in text else text
