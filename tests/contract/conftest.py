# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The target of the contract: the emulator, or with CONTRACT_TARGET=live the real service."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from contract.account import TARGET, live_prober
from contract.probing import ContractError

from alicloud_iot_emulator import Emulator
from tests.conftest import ACCOUNT
from tests.contract.targets import run

if TYPE_CHECKING:
    from contract.evidence import Evidence


@pytest.fixture(scope="session")
def evidence(request: pytest.FixtureRequest) -> Evidence:
    """Return the responses of the target. All tests share one run."""
    target = os.environ.get(TARGET, "emulator")
    if target not in {"emulator", "live"}:
        pytest.fail(f"{TARGET} must be emulator or live, got {target}", pytrace=False)
    if target == "live":
        try:
            account: dict[str, str] = request.config.stash[ACCOUNT]
            return live_prober({**account, **os.environ}).run()
        except ContractError as error:
            pytest.fail(str(error), pytrace=False)
    with Emulator(queries_per_second=0) as emulator:
        return run(emulator)
