# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The emulated service, independent of sockets: authentication, quota, operation, faults, response body and log."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from alicloud_iot_emulator.access_keys import AccessKeyStore
from alicloud_iot_emulator.authentication import Authenticator
from alicloud_iot_emulator.catalog import Catalog, utc_text
from alicloud_iot_emulator.errors import ApiError, ErrorShape
from alicloud_iot_emulator.faults.changes import CHANGES
from alicloud_iot_emulator.faults.kinds import Fault, FaultQueue
from alicloud_iot_emulator.faults.pages import PAGE_FAULTS
from alicloud_iot_emulator.faults.responses import RESPONSE_FAULTS
from alicloud_iot_emulator.messages import Answer, Format, Request
from alicloud_iot_emulator.operations import API_VERSION, ResponseBody, filters, list_ota_firmware
from alicloud_iot_emulator.packages import PackageStore
from alicloud_iot_emulator.products import ProductStore
from alicloud_iot_emulator.quota import Quota, throttling
from alicloud_iot_emulator.records import RequestRecord, operation_parameters
from alicloud_iot_emulator.rendering import content_type, render, render_error
from alicloud_iot_emulator.snapshots import render_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_HTTP_OK = 200


class Service:
    """One account with one IoT instance. The arguments and exceptions are those of `Emulator`."""

    def __init__(  # noqa: PLR0913 - each is one thing that a user of the emulator sets
        self,
        catalog: Catalog,
        *,
        clock: Callable[[], float],
        monotonic: Callable[[], float],
        log: Callable[[str], object] | None,
        order: str,
        queries_per_second: int,
    ) -> None:
        self.products = ProductStore(catalog.products)
        self.catalog = replace(catalog, products=self.products)
        self.packages = PackageStore(self.catalog, order)
        self.access_keys = AccessKeyStore(catalog.access_keys)
        self.faults = FaultQueue()
        self.requests: list[RequestRecord] = []
        """All calls since the start or the last clear, the oldest first. List methods are thread-safe."""
        self.clock_offset = 0.0
        self._clock = clock
        self._log = log
        self._authenticator = Authenticator(self.access_keys)
        self._quota = Quota(queries_per_second, monotonic)

    def now(self) -> float:
        """Return the service's time, in seconds since 1970 UTC."""
        return self._clock() + self.clock_offset

    def reset(self) -> None:
        """Restore the catalog and its keys, and clear the log, the faults, the clock offset and the quota."""
        self.products.restore()
        self.packages.restore()
        self.access_keys.restore()
        self.faults.clear()
        self.requests.clear()
        self.clock_offset = 0.0
        self._quota.reset()

    def knows_caller(self, request: Request) -> bool:
        """Return whether a request has an access key of this account."""
        return self._authenticator.knows(request)

    def snapshot(self, endpoint: str) -> bytes:
        """Return the current packages as the content of a snapshot, as read from an endpoint."""
        return render_snapshot(self.packages.rows(), self.catalog.iot_instance_id, endpoint, self.now())

    def answer(self, request: Request) -> Answer:
        """Handle one API call."""
        fault = self.faults.take(request.parameters)
        now = self.now() + (fault.seconds if fault and fault.kind == "clock" else 0.0)
        request_id = str(uuid.uuid4()).upper()
        code, status = None, _HTTP_OK
        try:
            self._admit(request, now)
            reply = self._perform(request.parameters, fault, now, request_id)
        except ApiError as error:
            code = error.code or None
            status = error.http_status or self.catalog.business_error_status
            media_type, body = render_error(error, status, request, request_id)
        else:
            body_format = request.format or Format.XML
            media_type, body = content_type(body_format), render(reply, body_format, f"{request.action}Response")
        answer = Answer(status=status, content_type=media_type, body=body, date=now)
        if fault is not None and (apply_fault := RESPONSE_FAULTS.get(fault.kind)):
            answer = apply_fault(answer, fault)
        self._record(request, request_id, answer, code)
        return answer

    def _admit(self, request: Request, now: float) -> None:
        """Reject a call that is not signed, exceeds the quota, or requests an unknown operation."""
        if request.path != "/":
            raise ApiError("InvalidApi.NotFound", f"The path of the API must be /, got {request.path}.")
        if request.method not in {"GET", "POST"}:
            raise ApiError("UnsupportedHTTPMethod", f"The method must be GET or POST, got {request.method}.")
        if request.format is None:
            raise ApiError("InvalidFormat", "The parameter Format must be JSON or XML.")
        self._authenticator.authenticate(request, now)
        self._quota.spend()
        if (request.action, request.version) != ("ListOTAFirmware", API_VERSION):
            raise ApiError(
                "InvalidApi.NotFound",
                f"Unknown operation {request.action!r} in version {request.version!r}. "
                f"The emulator supports only ListOTAFirmware, version {API_VERSION}.",
            )

    def _perform(self, parameters: Mapping[str, str], fault: Fault | None, now: float, request_id: str) -> ResponseBody:
        """Run the operation, with a fault in the service itself if there is one."""
        if fault is not None:
            _refuse(fault)
        matching = self.packages.matching(filters(parameters))
        reply = list_ota_firmware(parameters, self.catalog, matching, request_id)
        if fault is not None:
            if apply_fault := PAGE_FAULTS.get(fault.kind):
                apply_fault(reply, matching)
            if change := CHANGES.get(fault.kind):
                change(self.packages, parameters, now)
        return reply

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
    """Raise the error that a fault stands for, if any."""
    if fault.kind == "throttle":
        raise throttling()
    if fault.kind == "error":
        error = ApiError(fault.code, fault.message)
        error.shape = ErrorShape(fault.shape) if fault.shape else None
        own_status = _HTTP_OK if error.shape is ErrorShape.SUCCESS_FALSE else error.http_status
        error.http_status = fault.status or own_status
        raise error
