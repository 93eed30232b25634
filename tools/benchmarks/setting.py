# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The settings of a run, and a service that both sides call."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import certifi
from local_tls import authority, tls_front

from alicloud_iot_emulator import Emulator
from benchmarks.measuring import PYTHON, environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PROGRAMS = Path(__file__).parent / "programs"
"""The alternatives, as a user would write them."""

CLI = Path(PYTHON).with_name("alicloud-iot-ota")

ANSWER_SECONDS = 0.08
"""Seconds for a response of the real service, in rows that mention a delay."""

_HOST = "localhost"
_ALWAYS = 50_000  # delayed responses: more than a run needs


@dataclass(frozen=True)
class Setting:
    """One run.

    Attributes:
        rounds: The number of measurements of each side.
        scratch: An empty folder.
    """

    rounds: int
    scratch: Path

    def at_most(self, rounds: int) -> int:
        """Return the number of rounds for a slow measurement."""
        return min(self.rounds, rounds)


@dataclass(frozen=True)
class Service:
    """A service that both sides call.

    Attributes:
        emulator: The emulator.
        env: The environment variables of a process that calls it.
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
        catalog: The catalog. None means the included catalog.
        quota: The requests a second that are allowed. 0 means no limit.
        seconds: The additional delay of each response.
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


@contextlib.contextmanager
def over_tls(setting: Setting, server: Service) -> Iterator[Service]:
    """Serve an emulator over TLS.

    The CA bundle contains the public authorities too, because the time to load a bundle depends on its size.
    """
    private = authority([_HOST], setting.scratch)
    bundle = setting.scratch / "bundle.pem"
    bundle.write_bytes(Path(certifi.where()).read_bytes() + private.ca_file.read_bytes())
    with tls_front(int(server.emulator.url.rpartition(":")[2]), private.context) as port:
        yield replace(
            server,
            env={
                **server.env,
                "ALIBABA_CLOUD_ENDPOINT_IOT": f"https://{_HOST}:{port}",
                "REQUESTS_CA_BUNDLE": str(bundle),
            },
        )
