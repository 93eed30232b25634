# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The sandbox and the emulator for programs in all languages."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator import Emulator
from tests.languages.toolchains import LANGUAGES, need

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alicloud_iot_emulator.messages import Answer, Request


class WatchedEmulator(Emulator):
    """The default fleet with an unlimited quota, which records the callers.

    Attributes:
        callers: The AccessKey ID and the ProductKey of each accepted call.
    """

    def __init__(self) -> None:
        super().__init__(monotonic=itertools.count().__next__)
        self.callers: list[tuple[str, str]] = []

    def _respond(self, request: Request) -> Answer:
        answer = super()._respond(request)
        signed = re.search("Credential=([^,]+)", request.headers.get("authorization", ""))
        if signed and answer.status == 200:
            self.callers.append((signed[1], request.parameters["ProductKey"]))
        return answer


@pytest.fixture(scope="session", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Return each language that this machine supports."""
    need(request.param)
    return str(request.param)


@pytest.fixture
def emulator() -> Iterator[WatchedEmulator]:
    """Run the emulator."""
    emulator = WatchedEmulator()
    with emulator:
        yield emulator
