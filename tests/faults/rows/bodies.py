# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Complete responses that are not ListOTAFirmware responses: bombs, encodings, and pages of other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from grpc import StatusCode

from tests.faults.fleet import CANARY, LAST_PAGE
from tests.faults.rows.row import ATTEMPTS, FOREVER, RECOVERED, Refused, Row, between, exactly, fault

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEP = 100_000
_LESS_DEEP = 40_000
_MIB = 2**20
_BOMB = (
    '<!DOCTYPE a [<!ENTITY a0 "ten bytes!">'
    + "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 9))
    + "]><R><Success>true</Success><Total>0</Total><RequestId>&a8;</RequestId></R>"
)
_ENTITY = '<!DOCTYPE R [<!ENTITY t "true">]><R><Success>&t;</Success><Total>0</Total></R>'
_ATTRIBUTES = " ".join(f'a{number}=""' for number in range(_DEEP + 1))


def _other(*words: str) -> Refused:
    return Refused(StatusCode.DATA_LOSS, words, "the endpoint and the proxy")


_UNREADABLE = _other("Not a ListOTAFirmware response")
_ANOTHER_SHAPE = _other("documented format")
_MANY = _other("parts", "100000")
_AMBIGUOUS = Refused(StatusCode.DATA_LOSS, ("twice in one object", "ambiguous"), "Alibaba Cloud support")
_CONTRADICTION = Refused(
    StatusCode.DATA_LOSS, ("Success is true", "Code is InternalError", "RequestId"), "Alibaba Cloud support"
)
_SILENT = _other("no Success field and no error Code")


def _as_text(encoded: bytes) -> str:
    """Convert these UTF-8 bytes to text, because the emulator sends texts."""
    return encoded.decode("ascii")


_TEXTS: dict[str, tuple[str, Refused]] = {
    "null": ("null", _ANOTHER_SHAPE),
    "a list": ("[]", _ANOTHER_SHAPE),
    "an empty text": ('""', _ANOTHER_SHAPE),
    "a number": ("0", _ANOTHER_SHAPE),
    "true": ("true", _ANOTHER_SHAPE),
    "an empty object": ("{}", _SILENT),
    "an object without Success": ('{"Total":0,"FirmwareInfo":{}}', _SILENT),
    "blanks": (" \n\t ", _UNREADABLE),
    "a zero byte": ("\x00", _UNREADABLE),
    "two answers": ('{"Success":true}{"Success":true}', _UNREADABLE),
    "an object that does not end": ('{"Success":true,', _UNREADABLE),
    "NaN": ('{"Success":true,"Total":NaN}', _UNREADABLE),
    "Success as a text": ('{"Success":"true","Total":0}', _ANOTHER_SHAPE),
    "Success as a number": ('{"Success":1,"Total":0}', _ANOTHER_SHAPE),
    "Total as a text": ('{"Success":true,"Total":"0"}', _ANOTHER_SHAPE),
    "Total with a fraction": ('{"Success":true,"Total":0.5}', _ANOTHER_SHAPE),
    "Total of 400 digits": (f'{{"Success":true,"Total":{"9" * 400}}}', _other("ListOTAFirmware")),
    "rows that are no objects": ('{"Success":true,"Total":1,"FirmwareInfo":[[]]}', _ANOTHER_SHAPE),
    "JSON of 100,000 lists": ("[" * _DEEP, _other("ListOTAFirmware")),
    "JSON of 100,000 objects": ('{"a":' * _DEEP, _MANY),
    "JSON of 40,000 objects": ('{"a":' * _LESS_DEEP, _UNREADABLE),
    "JSON of 100,000 lists in an unknown field": (f'{{"Surprise":{"[" * _DEEP}{"]" * _DEEP}}}', _MANY),
    "JSON of 40,000 lists in an unknown field": (f'{{"Surprise":{"[" * _LESS_DEEP}{"]" * _LESS_DEEP}}}', _UNREADABLE),
    "JSON of 100,000 empty packages": (f'{{"FirmwareInfo":[{"{}," * _DEEP}{{}}]}}', _MANY),
    "JSON of 100,000 members": (json.dumps(dict.fromkeys(range(_DEEP))), _MANY),
    "a long number in an unknown field": (f'{{"Surprise":{"9" * 1_000_000}}}', _SILENT),
    "a long text in a field": (
        f'{{"Success":true,"FirmwareInfo":[{{"FirmwareDesc":"{"x" * 4097}"}}]}}',
        _ANOTHER_SHAPE,
    ),
    "XML of 100,000 elements": ("<a>" * _DEEP + "</a>" * _DEEP, _MANY),
    "XML of 40,000 elements, deep": ("<a>" * _LESS_DEEP + "</a>" * _LESS_DEEP, _SILENT),
    "XML of 100,000 attributes": (f"<R {_ATTRIBUTES}/>", _MANY),
    "XML with an attribute twice": ('<R a="1" a="2"><Success>true</Success><Total>0</Total></R>', _UNREADABLE),
    "XML with Total twice": ("<R><Success>true</Success><Total>0</Total><Total>1</Total></R>", _AMBIGUOUS),
    "JSON with a key twice in an unknown field": ('{"Success":true,"Surprise":[{"a":1,"a":1}]}', _AMBIGUOUS),
    "JSON with a key twice, once escaped": ('{"Success":false,"Succ\\u0065ss":true,"Total":0}', _AMBIGUOUS),
    "XML that does not end": ("<R><Success>true</Success>", _UNREADABLE),
    "XML with an entity": (_ENTITY, _UNREADABLE),
    "XML with an entity, in UTF-16 without a mark": (_as_text(_ENTITY.encode("utf-16-le")), _UNREADABLE),
    "XML with an entity, behind a UTF-16 declaration": (
        f'<?xml version="1.0" encoding="utf-16"?>{_ENTITY}',
        _UNREADABLE,
    ),
    "XML bomb": (_BOMB, _UNREADABLE),
    "XML bomb in UTF-16 without a mark": (_as_text(_BOMB.encode("utf-16-le")), _UNREADABLE),
    "XML in an encoding that nobody knows": ('<?xml version="1.0" encoding="x-none"?><R/>', _UNREADABLE),
    "XML in an encoding that is no encoding of text": ('<?xml version="1.0" encoding="rot13"?><R/>', _UNREADABLE),
    "a sign-in page": ("<!DOCTYPE html><html><body>Sign in<br></body></html>", _UNREADABLE),
    "a page that is XML as well": ("<html><body>Sign in</body></html>", _SILENT),
    "a text that would colour the terminal": ("\x1b[31m\x07", _UNREADABLE),
    "a body that repeats the token": (f"token={CANARY}-token-2", _UNREADABLE),
    "a body that repeats the token where it is cut": (f"{'x' * 70}{CANARY}-token-2", _UNREADABLE),
}


def _bodies() -> Iterator[Row]:
    for name, (body, refused) in _TEXTS.items():
        yield Row(f"body: {name}", [fault("body", body=body)], refused, exactly(1))
    yield Row("body: HTML on the last page", [fault("body", page=LAST_PAGE, body="<br>")], _UNREADABLE, between(2, 3))
    for status, words in {201: "HTTP 201", 206: "HTTP 206", 400: "HTTP 400"}.items():
        success = fault("body", body='{"Success":true,"Total":0}', status=status)
        yield Row(f"a success under HTTP {status}", [success], _other(words, "without an error Code"), exactly(1))


_FAILED = Refused(StatusCode.UNAVAILABLE, ("no readable error body", "HTTP 500"), "Retry")
_UNNAMED = Refused(StatusCode.UNAVAILABLE, ("HTTP 200", "no message"), "Retry")
_LARGE = _other("larger than 8388608 bytes")
_COMPRESSED = _other("compressed")

_WHOLE = (
    Row("garbage", [fault("garbage")], _UNREADABLE, exactly(1)),
    Row("no body at all", [fault("empty-body")], _UNREADABLE, exactly(1)),
    Row("a redirect", [fault("redirect", location="http://127.0.0.1:9/")], _other("redirect"), exactly(1)),
    Row("a length that is one byte short", [fault("understated")], _UNREADABLE, exactly(1)),
    Row("a success under HTTP 500, once", [fault("body", body='{"Success":true}', status=500)], RECOVERED, exactly(4)),
    Row(
        "deep JSON under HTTP 500, for ever",
        [fault("body", body="[" * _DEEP, status=500, times=FOREVER)],
        _FAILED,
        exactly(ATTEMPTS),
    ),
    Row("a failure without a code, once", [fault("body", body='{"Success":false}')], RECOVERED, exactly(4)),
    Row(
        "a failure without a code, for ever",
        [fault("body", body='{"Success":false}', times=FOREVER)],
        _UNNAMED,
        exactly(ATTEMPTS),
    ),
    Row(
        "a failure with an empty code, for ever",
        [fault("body", body='{"Success":false,"Code":"","ErrorMessage":null}', times=FOREVER)],
        _UNNAMED,
        exactly(ATTEMPTS),
    ),
    Row("a success without any list, once", [fault("body", body='{"Success":true}')], RECOVERED, exactly(4)),
    Row(
        "a success that calls itself another token",
        [fault("body", body=f'{{"Success":true,"RequestId":"{CANARY}-token-2"}}', times=FOREVER)],
        Refused(StatusCode.ABORTED, ("Incomplete package list", "no valid Total", "[secret]"), "Retry"),
        exactly(4),
    ),
    Row("a megabyte of blanks before the answer", [fault("padded", bytes=_MIB)], RECOVERED, exactly(3)),
    Row("a body beyond the bound", [fault("padded", bytes=9 * _MIB)], _LARGE, exactly(1)),
    Row("64 MiB in gzip", [fault("gzip-bomb", bytes=64 * _MIB)], _COMPRESSED, exactly(1)),
    *(
        Row(f"{name} twice on page {page}", [fault("repeated-field", name=name, page=page)], _AMBIGUOUS, requests)
        for name in ("RequestId", "FirmwareId", "DestVersion")
        for page, requests in ((1, exactly(1)), (LAST_PAGE, between(2, 3)))
    ),
    Row("a success with an error code", [fault("contradicting-code")], _CONTRADICTION, exactly(1)),
    Row("a Total of 2^62", [fault("huge-total")], _other("too long", "4611686018427387904", "RequestId"), exactly(1)),
    Row("encoding gzip", [fault("encoding", encoding="gzip")], _COMPRESSED, exactly(1)),
    Row("encoding utf-8-sig", [fault("encoding", encoding="utf-8-sig", times=FOREVER)], RECOVERED, exactly(3)),
    Row("encoding utf-16", [fault("encoding", encoding="utf-16")], _UNREADABLE, exactly(1)),
    Row("encoding latin-1", [fault("encoding", encoding="latin-1")], _UNREADABLE, exactly(1)),
    Row("encoding invalid-utf-8", [fault("encoding", encoding="invalid-utf-8")], _UNREADABLE, exactly(1)),
)

ROWS = (*_bodies(), *_WHOLE)
