# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A client for ListOTAFirmware: it rate-limits, signs, sends, retries and parses each request for one page.

Every attempt is signed again, with the current credentials and a new nonce.
"""

from __future__ import annotations

import logging
import time
from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import __version__
from alicloud_iot_ota.api import codes, wire
from alicloud_iot_ota.api.credentials import Credentials
from alicloud_iot_ota.api.endpoints import endpoint
from alicloud_iot_ota.api.rate_limiter import RATE_FILE, RateLimiter, RateStore
from alicloud_iot_ota.api.retry import Deadline, RetryPolicy, Timing, call_with_retries
from alicloud_iot_ota.api.signing import Acs3Auth, canonical_query
from alicloud_iot_ota.api.transport import HttpResponse, Transport
from alicloud_iot_ota.base.hiding import hide_in_log
from alicloud_iot_ota.base.notes import Notes
from alicloud_iot_ota.errors import ApiError, InvalidResponseError, ThrottledError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alicloud_iot_ota.settings import AccessKey, Settings

_log = logging.getLogger(__name__)


class _Request(msgspec.Struct, frozen=True):
    """The state that all attempts of one request share."""

    query: str
    deadline: Deadline
    recoveries: set[codes.RetryAdvice]
    logged: str  # the query as it may appear in a log
    quoted: tuple[str | None, ...]  # the arguments, which the service may quote in errors


class OtaClient:
    """A client for ListOTAFirmware, for one account in one region.

    Args:
        settings: The endpoint, the credentials and the limits.
        timing: The clocks, the wait function and the random numbers.
        nonce: Returns a text that is different at each call.
        policy: When and how often to retry.

    Raises:
        SettingsError: The region or the endpoint is missing or invalid.
    """

    def __init__(
        self, settings: Settings, timing: Timing, nonce: Callable[[], str], policy: RetryPolicy | None = None
    ) -> None:
        self.notes = Notes()
        """Notes to the user that concern all lookups. A thread that can show them collects them here."""
        self.endpoint = endpoint(settings)
        self.credentials = Credentials(settings)
        self.clock_offset = 0.0
        """Seconds to add to the local time in requests. Set when the service rejects a request because of its time."""
        self.clock_difference: float | None = None
        """Seconds by which the service clock is ahead, from the last response; None if that response had no valid
        time.
        """
        self._timeout = settings.timeout
        self._timing = timing
        self._nonce = nonce
        self._policy = policy or RetryPolicy()
        self.transport = Transport(self.endpoint)
        rate_file = None if settings.cache_dir is None else settings.cache_dir / RATE_FILE
        store = RateStore(rate_file, self.endpoint, timing, self.notes.add)
        self._rate_limiter = RateLimiter(store, settings.requests_per_second, timing)

    def deadline(self) -> Deadline:
        """Return the deadline of a lookup that starts now."""
        return Deadline(self._timeout, self._timing)

    def wait(self, seconds: float, deadline: Deadline) -> None:
        """Wait for some seconds.

        Raises:
            DeadlineError: The wait would last until the deadline or longer.
            CancelledError: The wait was canceled.
        """
        if seconds >= deadline.remaining():
            raise deadline.timeout_error()
        self._timing.pause(seconds)

    def close(self) -> None:
        """Abort every request, now and from now on."""
        self.transport.close()
        self.credentials.close()

    def list_ota_firmware(  # noqa: PLR0913 - the operation's own parameters
        self,
        current_page: int,
        page_size: int,
        *,
        iot_instance_id: str | None = None,
        product_key: str | None = None,
        dest_version: str | None = None,
        deadline: Deadline | None = None,
    ) -> wire.ApiResponse:
        """Return one page, with as many attempts as the policy and the deadline allow.

        Raises:
            ApiError: The service returned an error, with any HTTP status.
            TransportError: No complete response arrived.
            InvalidResponseError: The response is not a valid response of this operation.
            CredentialsError: No credentials were found, or they are unusable.
            DeadlineError: The deadline has passed, or would pass before the rate limit allows the request.
            CancelledError: The wait was canceled.
        """
        until = deadline or self.deadline()
        scope = (iot_instance_id, product_key, dest_version)
        query, logged = (
            canonical_query(wire.parameters(current_page, page_size, *texts))
            for texts in (scope, map(hide_in_log, scope))
        )
        request = _Request(query, until, set(), logged, scope)
        return call_with_retries(lambda: self._attempt(request), self._policy, until, self._timing)

    def _attempt(self, request: _Request) -> wire.ApiResponse:
        while True:
            key = self.credentials.resolve(request.deadline).access_key
            slot = self._rate_limiter.acquire(request.deadline)
            auth = Acs3Auth(key, timestamp=self._timing.time() + self.clock_offset, nonce=self._nonce())
            response = self._send(request, auth)
            try:
                return self._parse_response(response, [*auth.secrets, *self.transport.secrets], request.logged)
            except ApiError as error:
                error.with_quoted(*request.quoted)
                if isinstance(error, ThrottledError):
                    self._rate_limiter.slow_down(slot)
                if not self._try_recovery(error, request, key, response.date):
                    raise

    def _send(self, request: _Request, auth: Acs3Auth) -> HttpResponse:
        headers = {
            "accept": "application/json",
            "user-agent": f"alicloud-iot-ota/{__version__}",
            "x-acs-action": wire.ACTION,
            "x-acs-version": wire.VERSION,
        }
        response = self.transport.post(request.query, auth, headers, request.deadline, logged=request.logged)
        theirs = response.date
        self.clock_difference = None if theirs is None else theirs - self._timing.time()
        return response

    def _try_recovery(self, error: ApiError, request: _Request, key: AccessKey, theirs: float | None) -> bool:
        """Correct the cause of an error for the next attempt, and return whether that worked.

        Each kind of correction is tried once per request; otherwise the attempts might never end.
        """
        error_info = codes.error_info(error.code, error.http_status)
        if error_info is None or error_info.retry in request.recoveries:
            return False
        request.recoveries.add(error_info.retry)
        if error_info.retry is codes.RetryAdvice.WITH_NEW_CREDENTIALS:
            return self.credentials.renew(key, request.deadline)
        if error_info.retry is not codes.RetryAdvice.WITH_SERVICE_TIME or theirs is None:
            return False
        self.clock_offset = theirs - self._timing.time()
        return True

    def _parse_response(self, response: HttpResponse, secrets: Sequence[str], logged: str) -> wire.ApiResponse:
        if response.is_redirect:
            raise InvalidResponseError(
                f"{self.endpoint} returned a redirect (HTTP {response.status}). Signed requests do not follow "
                "redirects."
            )
        try:
            answer = wire.decode(response.body, secrets)
        except InvalidResponseError:
            if response.status == HTTPStatus.OK:
                raise
            # A failing gateway may send an error page without the API's error format.
            answer = wire.ApiResponse(message="no readable error body")
        outcome = "OK" if answer.success else answer.code
        details = (outcome, answer.request_id, response.status, len(response.body))
        _log.debug("%s %s: %s, RequestId %s, HTTP %d, %d bytes", wire.ACTION, logged, *details)
        if response.status == HTTPStatus.OK and answer.success is True:
            if not codes.is_success(answer.code):
                raise InvalidResponseError(
                    f"Contradictory response from {self.endpoint}: Success is true, but Code is {answer.code} "
                    f"(RequestId {answer.request_id or 'none'}).",
                    "Retry. If the error persists, send the RequestId to Alibaba Cloud support.",
                )
            return answer
        if response.status == HTTPStatus.OK and answer.success is None and answer.code is None:
            raise InvalidResponseError(f"The response from {self.endpoint} has no Success field and no error Code.")
        error_info = codes.error_info(answer.code or None, response.status)
        if answer.success is False and error_info is None:
            error_info = codes.FAILED
        if error_info is None:
            raise InvalidResponseError(f"{self.endpoint} returned HTTP {response.status} without an error Code.")
        raise self._api_error(error_info, answer, response)

    def _api_error(self, error_info: codes.ErrorInfo, answer: wire.ApiResponse, response: HttpResponse) -> ApiError:
        code = answer.code or f"HTTP {response.status}"
        details = answer.error_message or answer.message or "no message"
        message = (
            f"ListOTAFirmware at {self.endpoint} failed: {code}: {details} "
            f"(HTTP {response.status}, RequestId {answer.request_id or 'none'})."
        )
        remedy = error_info.remedy
        if error_info.retry is codes.RetryAdvice.WITH_SERVICE_TIME:
            message += self._clock_sentence(response)
            if response.date is not None and abs(self._timing.time() - response.date) < codes.CLOCK_SECONDS:
                remedy = codes.CLOCKS_AGREE_REMEDY
        return error_info.error(
            message,
            remedy,
            code=code,
            request_id=answer.request_id,
            http_status=response.status,
            retryable=error_info.retry is codes.RetryAdvice.AFTER_DELAY,
        )

    def _clock_sentence(self, response: HttpResponse) -> str:
        theirs, ours = response.date, self._timing.time()
        if theirs is None:
            return f" Local time: {_format_time(ours)}. The response does not include the service time."
        minutes = round(abs(ours - theirs) / 60)
        direction = "ahead of" if ours > theirs else "behind"
        return f" Local time: {_format_time(ours)}, {minutes} minutes {direction} the service ({_format_time(theirs)})."


def _format_time(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))
