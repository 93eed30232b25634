# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The service as a whole, still without sockets: authentication, quota, operation, faults, body, log."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from alicloud_iot_emulator.authentication import Authenticator
from alicloud_iot_emulator.catalogue import utc_text
from alicloud_iot_emulator.errors import ApiError, error_of_code, gateway_error
from alicloud_iot_emulator.faults import FaultQueue
from alicloud_iot_emulator.messages import Answer, Format
from alicloud_iot_emulator.operations import API_VERSION, list_ota_firmware
from alicloud_iot_emulator.packages import PackageStore
from alicloud_iot_emulator.quota import Quota, throttling
from alicloud_iot_emulator.records import RequestLog, RequestRecord, operation_parameters
from alicloud_iot_emulator.rendering import body_with_success_false, gateway_error_body, render

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator.catalogue import Catalogue, Row
    from alicloud_iot_emulator.faults import Fault
    from alicloud_iot_emulator.messages import Request
    from alicloud_iot_emulator.operations import Reply

_HTTP_OK = 200


class Service:
    """One account on one IoT instance.

    Args:
        catalogue: what the account holds at the start and after a reset.
        clock: the time in seconds since 1970 UTC.
        monotonic: seconds that never go back, for the quota.
        log: is called with one line for each call of the API.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        clock: Callable[[], float],
        monotonic: Callable[[], float],
        log: Callable[[str], object] | None,
    ) -> None:
        self.catalogue = catalogue
        self.packages = PackageStore(catalogue)
        self.faults = FaultQueue()
        self.requests = RequestLog()
        self.clock_offset = 0.0
        self._clock = clock
        self._log = log
        self._authenticator = Authenticator(catalogue.access_keys)
        self._quota = Quota(monotonic)

    def now(self) -> float:
        """Return the service's time, in seconds since 1970 UTC."""
        return self._clock() + self.clock_offset

    def reset(self) -> None:
        """Go back to the catalogue as loaded; forget the log, the faults, the clock's offset and the quota."""
        self.packages.restore()
        self.faults.clear()
        self.requests.clear()
        self.clock_offset = 0.0
        self._quota.reset()

    def answer(self, request: Request) -> Answer:
        """Answer one call of the API."""
        fault = self.faults.take()
        now = self.now() + (fault.seconds if fault and fault.kind == "clock" else 0.0)
        request_id = str(uuid.uuid4()).upper()
        code = None
        status = _HTTP_OK
        root = f"{request.action}Response"
        try:
            self._admit(request, now)
            content = self._perform(request.parameters, fault, now, request_id)
        except ApiError as error:
            code = error.code
            status = error.http_status or self.catalogue.business_error_status
            if status == _HTTP_OK:
                content = body_with_success_false(error, request_id)
            else:
                content = gateway_error_body(error, request_id, request.headers.get("host", ""))
                root = "Error"
        body_format = request.format or Format.XML
        answer = Answer(
            status=status,
            content_type=f"{body_format.value};charset=utf-8",
            body=render(content, body_format, root),
            date=now,
        )
        if fault is not None:
            answer = _spoil(answer, fault)
        self._record(request, request_id, answer, code)
        return answer

    def _admit(self, request: Request, now: float) -> None:
        """Let in a call that is signed, within the quota, and asks for an operation there is."""
        if request.path != "/":
            raise gateway_error("InvalidApi.NotFound", f"The API has the path / only, not {request.path}.")
        if request.method not in {"GET", "POST"}:
            raise gateway_error("UnsupportedHTTPMethod", f"The API takes GET and POST, not {request.method}.")
        if request.format is None:
            raise gateway_error("InvalidFormat", "The parameter Format must be JSON or XML.")
        self._authenticator.authenticate(request, now)
        self._quota.spend()
        if (request.action, request.version) != ("ListOTAFirmware", API_VERSION):
            raise gateway_error(
                "InvalidApi.NotFound",
                f"There is no operation {request.action!r} in version {request.version!r}: "
                f"the emulator has ListOTAFirmware, version {API_VERSION}.",
            )

    def _perform(self, parameters: Mapping[str, str], fault: Fault | None, now: float, request_id: str) -> Reply:
        """Run the operation with the fault, if there is one, that lies in the service itself."""
        if fault is not None:
            _refuse(fault)
        packages = self.packages.rows()
        reply = list_ota_firmware(parameters, self.catalogue, packages, request_id)
        if fault is None:
            return reply
        if fault.kind == "repeated-page":
            first = list_ota_firmware({**parameters, "CurrentPage": "1"}, self.catalogue, packages, request_id)
            reply["FirmwareInfo"] = first["FirmwareInfo"]
        elif fault.kind == "short-page":
            del cast("dict[str, list[Row]]", reply["FirmwareInfo"])["SimpleFirmwareInfo"][-1:]
        elif fault.kind == "wrong-total":
            reply["Total"] = cast("int", reply["Total"]) + 1
        elif fault.kind == "shifting-pages":
            self._publish_newest(parameters, packages, now)
        return reply

    def _publish_newest(self, parameters: Mapping[str, str], packages: list[Row], now: float) -> None:
        # It matches the request's own filter, or the pages of this reader would not shift; and nobody would pick it,
        # being unverified.
        newest = str(packages[0].get("UtcCreate") or "") if packages else ""
        fields: Row = {
            "DestVersion": parameters.get("DestVersion") or "0.0.0-shift",
            "Status": 0,
            "UtcCreate": max(utc_text(now), newest),
        }
        if "ProductKey" in parameters:
            fields["ProductKey"] = parameters["ProductKey"]
        self.packages.publish(fields, now)

    def _record(self, request: Request, request_id: str, answer: Answer, code: str | None) -> None:
        record = RequestRecord(
            request_id=request_id,
            time=utc_text(answer.date),
            action=request.action,
            parameters=operation_parameters(request.parameters),
            signature_version=request.signature_version,
            status=answer.status,
            code=code,
        )
        self.requests.append(record)
        if self._log is not None:
            self._log(record.line())


def _refuse(fault: Fault) -> None:
    """Raise the error that the fault stands for, if it stands for one."""
    if fault.kind == "throttle":
        raise throttling()
    if fault.kind == "error":
        error = error_of_code(fault.code, fault.message)
        error.http_status = fault.status or error.http_status
        raise error


def _spoil(answer: Answer, fault: Fault) -> Answer:
    """Apply a fault that lies between the service and its caller."""
    if fault.kind == "slow":
        return replace(answer, delay=fault.seconds)
    if fault.kind == "garbage":
        return replace(answer, status=_HTTP_OK, body=b"}{ neither JSON nor XML <<")
    if fault.kind == "empty-body":
        return replace(answer, status=_HTTP_OK, body=b"")
    if fault.kind == "torn":
        return replace(answer, torn=True)
    if fault.kind == "redirect":
        return replace(answer, status=302, body=b"", location=fault.location)
    return answer
