# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What every measurement needs: how often, where, and a service that both sides call."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_emulator import Emulator
from benchmarks.measuring import PYTHON, environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PROGRAMS = Path(__file__).parent / "programs"
"""The other sides, as somebody would write them."""

CLI = Path(PYTHON).with_name("alicloud-iot-ota")

ANSWER_SECONDS = 0.08
"""What an answer of the real service is taken to need, where a row says so."""

_ALWAYS = 50_000  # answers that are held back: more than a run asks for


@dataclass(frozen=True)
class Setting:
    """One run.

    Attributes:
        rounds: How often each side is measured.
        scratch: An empty folder.
    """

    rounds: int
    scratch: Path

    def at_most(self, rounds: int) -> int:
        """Return the rounds of something that takes so long that fewer of them must do."""
        return min(self.rounds, rounds)


@dataclass(frozen=True)
class Service:
    """A service that both sides call.

    Attributes:
        emulator: It.
        env: What a process needs to call it.
    """

    emulator: Emulator
    env: Mapping[str, str]


@contextlib.contextmanager
def service(
    setting: Setting, catalog: Mapping[str, object] | None, *, quota: int = 0, seconds: float = 0.0
) -> Iterator[Service]:
    """Run an emulator.

    Args:
        setting: The run.
        catalog: Its catalogue; None is the fleet that ships with it.
        quota: The requests a second that it answers; 0 is without bound.
        seconds: What it takes for an answer, beyond what it takes anyway.
    """
    with Emulator(catalog, queries_per_second=quota) as emulator:
        if seconds:
            emulator.fault("slow", times=_ALWAYS, seconds=seconds)
        key = emulator.credentials
        yield Service(
            emulator,
            environment(
                ALIBABA_CLOUD_ENDPOINT_IOT=emulator.url,
                ALIBABA_CLOUD_ACCESS_KEY_ID=key.access_key_id,
                ALIBABA_CLOUD_ACCESS_KEY_SECRET=key.access_key_secret,
                ALIBABA_CLOUD_IOT_INSTANCE_ID=emulator.instance_id or "",
                XDG_CACHE_HOME=str(setting.scratch / "cache"),
            ),
        )
