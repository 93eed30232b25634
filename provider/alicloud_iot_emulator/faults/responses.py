# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Faults of whole responses: delays, connections and bodies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alicloud_iot_emulator.faults.encodings import ENCODERS, gzip_bomb
from alicloud_iot_emulator.messages import Answer, Delivery

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator.faults.kinds import Fault

_HTTP_OK = 200
_HTTP_FOUND = 302


def _retry_after(answer: Answer, fault: Fault) -> Answer:
    return answer if fault.retry_after is None else replace(answer, headers={"Retry-After": str(fault.retry_after)})


def _body(answer: Answer, fault: Fault) -> Answer:
    return replace(
        answer,
        status=fault.status or _HTTP_OK,
        content_type=answer.content_type if fault.content_type is None else fault.content_type,
        body=fault.body.encode(),
    )


def _encoding(answer: Answer, fault: Fault) -> Answer:
    body = ENCODERS[fault.encoding](answer.body.decode())
    return replace(answer, body=body, headers={"Content-Encoding": "gzip"} if fault.encoding == "gzip" else {})


def _gzip_bomb(answer: Answer, fault: Fault) -> Answer:
    body = gzip_bomb(answer.body, max(0, fault.bytes - len(answer.body)))
    return replace(answer, body=body, headers={"Content-Encoding": "gzip"})


def _repeated_field(answer: Answer, fault: Fault) -> Answer:
    """Insert another value before the first value of a field, in JSON and in XML."""
    body = answer.body.decode()
    for before, first in ((f'"{fault.name}":', '"another",'), (f"<{fault.name}>", f"another</{fault.name}>")):
        body = body.replace(before, f"{before}{first}{before}", 1)
    return replace(answer, body=body.encode())


def _delivery(answer: Answer, fault: Fault) -> Answer:
    return replace(answer, delivery=Delivery(fault.kind))


RESPONSE_FAULTS: Mapping[str, Callable[[Answer, Fault], Answer]] = {
    "error": _retry_after,
    "slow": lambda answer, fault: replace(answer, delay=fault.seconds),
    "hang": lambda answer, fault: replace(answer, delay=fault.seconds, delivery=Delivery.CLOSE),
    "trickle": lambda answer, fault: replace(answer, pieces=fault.pieces, pause=fault.seconds),
    **{delivery.value: _delivery for delivery in Delivery if delivery is not Delivery.WHOLE},
    "garbage": lambda answer, _: replace(answer, status=_HTTP_OK, body=b"}{ neither JSON nor XML <<"),
    "empty-body": lambda answer, _: replace(answer, status=_HTTP_OK, body=b""),
    "body": _body,
    "encoding": _encoding,
    "padded": lambda answer, fault: replace(answer, padding=max(0, fault.bytes - len(answer.body))),
    "gzip-bomb": _gzip_bomb,
    "repeated-field": _repeated_field,
    "redirect": lambda answer, fault: replace(
        answer, status=_HTTP_FOUND, body=b"", headers={"Location": fault.location}
    ),
}
"""For each kind of fault between service and client, the function that changes a response."""
