# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Each assumption about the service, checked against the emulator or, on request, the real service."""

from __future__ import annotations

import pkgutil
from typing import TYPE_CHECKING

import pytest
from contract.assumptions import ASSUMPTIONS, Assumption, Verdict, check

if TYPE_CHECKING:
    from contract.evidence import Evidence


@pytest.mark.parametrize("assumption", ASSUMPTIONS, ids=[each.name for each in ASSUMPTIONS])
def test_assumption(assumption: Assumption, evidence: Evidence) -> None:
    """The service meets the assumption. What the account's packages cannot show is skipped with the reason."""
    (outcome,) = check(evidence, [assumption])
    if outcome.verdict is Verdict.UNCHECKED:
        pytest.skip(f"{assumption.name}: {outcome.reason}")
    assert outcome.verdict is Verdict.HOLDS, outcome.reason


def test_names_are_unique() -> None:
    """No two assumptions have the same name or sentence."""
    for texts in ([each.name for each in ASSUMPTIONS], [each.sentence for each in ASSUMPTIONS]):
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("assumption", ASSUMPTIONS, ids=[each.name for each in ASSUMPTIONS])
def test_the_code_that_rests_on_an_assumption_exists(assumption: Assumption) -> None:
    """The table names code of the package, which can be imported."""
    assert assumption.code.startswith("alicloud_iot_ota.")
    assert pkgutil.resolve_name(assumption.code) is not None
