# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Faults on demand. They queue up: each call of the API takes the first one in the queue that fits it.

Every kind takes `page` and `product_key`: the fault is then kept for a call that asks for this `CurrentPage`, or with
this `ProductKey`. Without them it fits any call. (A client may read pages side by side, and then the order in which its
calls arrive says nothing.)

An option in brackets may be left out. `seconds` are from 0 to 86400, for `clock` also below 0.

The call is refused:

- `throttle`: the call is over the quota.
- `error`, `code` [`status` `message` `shape` `retry_after`]: the call fails with this code. The status is the code's
  own unless one is given, `retry_after` are the seconds of a Retry-After header, and `shape` is one of

  - `json`, `xml`: the gateway's error body in this format, whatever was asked for.
  - `html`: the page of a proxy on the way, without any code; needs a `status` or a `code`.
  - `empty`: no body; needs a `status` or a `code`.
  - `success-false`: HTTP 200, unless a status is given, and the operation's own reply with `Success` false.

  Left out, it is as the service does it: `success-false` under HTTP 200, else the gateway's body as asked for.
- `clock`, `seconds`: the service's clock is off by so much; negative is behind.

The answer is late, or the connection is at fault (the log has the answer that was meant):

- `slow`, `seconds`: the answer is held back that long.
- `hang`, `seconds`: nothing is sent that long, then the connection closes.
- `trickle`, `seconds` and `pieces`: the body comes in so many pieces, with so many seconds before each but the first.
- `reset`: the connection is reset (RST) before a byte is sent.
- `close`: the connection closes before a byte is sent.
- `torn-head`: the connection closes in the middle of the head.
- `torn`: the connection closes in the middle of the body.
- `torn-chunk`: the body comes in chunks, and the connection closes in the middle of one.
- `bad-status-line`: the first line is none of HTTP.
- `understated`: Content-Length is one byte too low; the last byte of the body is left on the connection.
- `overstated`: Content-Length is one byte too high, and the connection closes behind the whole body.
- `chunked`: a right answer, in chunks.
- `http10`: a right answer of HTTP/1.0: without a Content-Length, it ends with the connection.
- `close-after`: a right answer, and the connection seems to be kept, but is reset as soon as another request comes in.

The body is at fault:

- `garbage`: HTTP 200 and a body that is neither JSON nor XML.
- `empty-body`: HTTP 200 and no body.
- `body`, `body` [`status` `content_type`]: this text as the body, in UTF-8.
- `encoding`, `encoding`: `utf-8-sig` (a byte order mark), `utf-16`, `latin-1` (with a letter that is not ASCII),
  `invalid-utf-8` (with a byte that cannot be), each of them under a header that says UTF-8; `gzip`, under a
  Content-Encoding that says so, whatever Accept-Encoding asks for.
- `padded`, `bytes`: white space before the body makes it at least so long.
- `gzip-bomb`, `bytes`: the same in gzip, so that little of it goes over the wire.
- `repeated-field`, `name`: the first field of this name comes twice; its first value is "another".
- `redirect`, `location`: HTTP 302 to another URL on loopback.

The page is at fault:

- `repeated-page`: the rows of page 1, whatever page is asked for.
- `empty-page`: no rows, and `Total` as ever.
- `short-page`: the last row is missing.
- `long-page`: one row too many: the last one once more, under another FirmwareId.
- `duplicate-row`: in place of the last row the first one once more.
- `nameless-row`: the first row has no FirmwareId.
- `versionless-row`: the first row has no DestVersion.
- `null-rows`: `FirmwareInfo` is null.
- `wrong-total`: `Total` is one too high.
- `huge-total`: `Total` is 2^62.
- `negative-total`: `Total` is -1.
- `no-total`: `Total` is missing.
- `wrong-page`: `CurrentPage` is one too high.
- `no-page`: `CurrentPage` is missing.
- `contradicting-code`: `Success` is true, and `Code` is `InternalError`.
- `text-numbers`: every number is a string.

The page is right, and the list changes behind it; the packages concerned fit the filter of the call:

- `shifting-pages`: a package is published, the newest: where those come first, every later page shifts by one row.
- `withdrawing`: the first package is withdrawn, so that every later page shifts the other way.
- `exchanging`: both at once, so that `Total` stays.
"""

from __future__ import annotations

from alicloud_iot_emulator.faults.kinds import KINDS, Fault, FaultError
from alicloud_iot_emulator.faults.queue import FaultQueue

__all__ = ["KINDS", "Fault", "FaultError", "FaultQueue"]
