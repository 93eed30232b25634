# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Keys, tokens and clocks that the service rejects."""

from __future__ import annotations

from grpc import StatusCode

from tests.faults.fleet import CANARY, EXPIRED_KEY, PERMANENT_KEY, TEMPORARY_KEY
from tests.faults.rows.row import FOREVER, RECOVERED, Refused, Row, between, exactly, fault

_HOUR = 3600
_BY_PROFILE = {"accessKeyId": None, "accessKeySecret": None, "securityToken": None, "profile": "fleet"}
_UNKNOWN_KEY = {"accessKeyId": "LTAI-unknown", "accessKeySecret": f"{CANARY}-secret-4", "securityToken": None}
_WRONG_SECRET = {**PERMANENT_KEY, "accessKeySecret": f"{CANARY}-secret-4", "securityToken": None}


def _given(key: dict[str, str]) -> dict[str, object]:
    return {name: key.get(name) for name in ("accessKeyId", "accessKeySecret", "securityToken")}


def _refused(code: str, remedy: str) -> Refused:
    return Refused(StatusCode.UNAUTHENTICATED, (code, "RequestId"), remedy)


_OVER = _refused("InvalidSecurityToken.Expired", "no newer one")
_DAMAGED = _refused("InvalidSecurityToken.Malformed", "temporary credentials")

ROWS = (
    Row("a key without a token", [], RECOVERED, exactly(3), _given(PERMANENT_KEY)),
    Row(
        "an unknown key",
        [],
        _refused("InvalidAccessKeyId.NotFound", "AccessKey ID"),
        exactly(1),
        _UNKNOWN_KEY,
    ),
    Row(
        "a wrong secret",
        [],
        _refused("SignatureDoesNotMatch", "as a pair"),
        exactly(1),
        _WRONG_SECRET,
    ),
    Row("a token that is missing", [], _DAMAGED, exactly(1), {"securityToken": None}),
    Row("another key's token", [], _DAMAGED, exactly(1), {"securityToken": f"{CANARY}-token-4"}),
    Row("an expired token, given outright", [], _OVER, exactly(1), _given(EXPIRED_KEY)),
    Row(
        "an expired token, and nothing newer where it came from",
        [],
        _OVER,
        exactly(1),
        _BY_PROFILE,
        profile=[EXPIRED_KEY],
    ),
    Row(
        "an expired token, and a newer one by then",
        [],
        RECOVERED,
        exactly(4),
        _BY_PROFILE,
        profile=[EXPIRED_KEY, TEMPORARY_KEY],
    ),
    Row(
        "an expired token, and another that has expired too",
        [fault("error", code="InvalidSecurityToken.Expired", times=2)],
        _OVER,
        exactly(2),
        _BY_PROFILE,
        profile=[EXPIRED_KEY, TEMPORARY_KEY],
    ),
    Row(
        "a token refused once, in the middle of the list, and nothing newer",
        [fault("error", code="InvalidSecurityToken.Expired", page=2)],
        _OVER,
        between(2, 3),
    ),
    Row("a clock an hour behind", [fault("clock", seconds=_HOUR, times=FOREVER)], RECOVERED, exactly(4)),
    Row("a clock an hour ahead", [fault("clock", seconds=-_HOUR, times=FOREVER)], RECOVERED, exactly(4)),
    Row(
        "a clock that goes wrong in the middle of the list",
        [fault("clock", seconds=_HOUR, page=page, times=FOREVER) for page in (2, 3)],
        RECOVERED,
        between(4, 5),
    ),
)
