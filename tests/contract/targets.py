# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs of the contract against the emulator, also a changed one."""

from __future__ import annotations

import itertools
import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contract.probing import Prober

from alicloud_iot_emulator import Emulator
from alicloud_iot_ota.api.retry import Timing
from alicloud_iot_ota.settings import AccessKey, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contract.evidence import Evidence

    from alicloud_iot_emulator.messages import Answer, Request

    Body = dict[str, Any]

WITHOUT_WAITING = Timing(time.time, time.monotonic, lambda _: False, lambda: 0.0)
"""The system's clocks, without waits between requests."""
PRODUCT = "a1GatewayK01"
"""The product of the default fleet with the most packages."""


class ChangedEmulator(Emulator):
    """The default fleet, with changed responses.

    Args:
        change: Receives a request and its response, and returns another response.
        order: The order of packages.
        catalog: The catalog. Default: the included one.
    """

    def __init__(
        self,
        change: Callable[[Request, Answer], Answer],
        order: str = "newest-first",
        catalog: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(catalog, queries_per_second=0, order=order)
        self._change = change

    def _respond(self, request: Request) -> Answer:
        return self._change(request, super()._respond(request))


def change_body(change: Callable[[Request, Body], object]) -> Callable[[Request, Answer], Answer]:
    """Return a change of the JSON body of each response."""

    def changed(request: Request, answer: Answer) -> Answer:
        body = json.loads(answer.body)
        change(request, body)
        return replace(answer, body=json.dumps(body).encode())

    return changed


def run(emulator: Emulator, product_key: str = PRODUCT) -> Evidence:
    """Send all requests of the contract to an emulator, without waiting between them."""
    key = emulator.credentials
    settings = Settings(
        endpoint=emulator.url,
        access_key=AccessKey(key.access_key_id, key.access_key_secret),
        iot_instance_id=emulator.instance_id,
    )
    numbers = itertools.count()
    return Prober(settings, product_key, WITHOUT_WAITING, lambda: f"nonce-{next(numbers)}").run()
