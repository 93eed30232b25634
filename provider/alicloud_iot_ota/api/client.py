# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One page of ListOTAFirmware: in its turn, signed, sent, retried, and read.

Every attempt is signed anew, with the credentials of that moment and a fresh nonce.
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
from alicloud_iot_ota.api.pace import PACE_FILE, Pace, Store
from alicloud_iot_ota.api.retry import Deadline, RetryPolicy, Timing, retrying
from alicloud_iot_ota.api.signing import Acs3Auth, canonical_query
from alicloud_iot_ota.api.transport import Reply, Transport
from alicloud_iot_ota.base.hiding import in_log
from alicloud_iot_ota.base.notes import Notes
from alicloud_iot_ota.errors import AnswerError, ApiError, ThrottledError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alicloud_iot_ota.settings import AccessKey, Settings

_log = logging.getLogger(__name__)


class _Request(msgspec.Struct, frozen=True):
    """What stays the same through all attempts, and what one may learn for the next."""

    query: str
    deadline: Deadline
    has_learnt: set[codes.Again]
    logged: str  # the query as the log may show it
    quoted: tuple[str | None, ...]  # what the service may say of it


class OtaClient:
    """Calls the one operation of one account in one region.

    Args:
        settings: Where and as whom to call.
        timing: Clock, waiting and chance.
        nonce: Gives a text that never comes twice.
        policy: When and how often to try again.

    Raises:
        SettingsError: Region or endpoint are missing or wrong.
    """

    def __init__(
        self, settings: Settings, timing: Timing, nonce: Callable[[], str], policy: RetryPolicy | None = None
    ) -> None:
        self.notes = Notes()
        """What users should know of all lookups, for the thread that can show it."""
        self.endpoint = endpoint(settings)
        self.credentials = Credentials(settings)
        self.clock_offset = 0.0
        """Seconds by which the service's clock is ahead of this machine's, learnt where it refuses a request for it."""
        self.clock_difference: float | None = None
        """The same, as the last answer told it, whether it matters or not; None before the first."""
        self._timeout = settings.timeout
        self._timing = timing
        self._nonce = nonce
        self._policy = policy or RetryPolicy()
        self.transport = Transport(self.endpoint)
        pace_file = None if settings.cache_dir is None else settings.cache_dir / PACE_FILE
        store = Store(pace_file, self.endpoint, timing, self.notes.add)
        self._pace = Pace(store, settings.requests_per_second, timing)

    def deadline(self) -> Deadline:
        """Return the deadline of a look-up that starts now."""
        return Deadline(self._timeout, self._timing)

    def wait(self, seconds: float, deadline: Deadline) -> None:
        """Wait, unless that would be over the deadline or somebody cancels it."""
        if seconds >= deadline.remaining():
            raise deadline.over()
        self._timing.pause(seconds)

    def end(self) -> None:
        """End every request that is under way, now and from now on."""
        self.transport.end()
        self.credentials.end()

    def list_ota_firmware(  # noqa: PLR0913 - the operation's own parameters
        self,
        current_page: int,
        page_size: int,
        *,
        iot_instance_id: str | None = None,
        product_key: str | None = None,
        dest_version: str | None = None,
        deadline: Deadline | None = None,
    ) -> wire.Answer:
        """Return one page, tried again as often as the policy and the deadline allow.

        Raises:
            ApiError: The service answered with an error, under whatever HTTP status.
            TransportError: No complete answer arrived.
            AnswerError: What arrived is no answer of this operation.
            CredentialsError: There is nobody to call as.
            DeadlineError: The time is over, or would be before it is this request's turn.
            CancelledError: Somebody cancelled the wait.
        """
        until = deadline or self.deadline()
        scope = (iot_instance_id, product_key, dest_version)
        query, logged = (
            canonical_query(wire.parameters(current_page, page_size, *texts)) for texts in (scope, map(in_log, scope))
        )
        request = _Request(query, until, set(), logged, scope)
        return retrying(lambda: self._attempt(request), self._policy, until, self._timing)

    def _attempt(self, request: _Request) -> wire.Answer:
        while True:
            key = self.credentials.found(request.deadline).access_key
            turn = self._pace.turn(request.deadline)
            auth = Acs3Auth(key, timestamp=self._timing.time() + self.clock_offset, nonce=self._nonce())
            reply = self._send(request, auth)
            try:
                return self._read(reply, [*auth.secrets, *self.transport.secrets], request.logged)
            except ApiError as error:
                error.quoting(*request.quoted)
                if isinstance(error, ThrottledError):
                    self._pace.slow_down(turn)
                if not self._has_mended(error, request, key, reply.date):
                    raise

    def _send(self, request: _Request, auth: Acs3Auth) -> Reply:
        headers = {
            "accept": "application/json",
            "user-agent": f"alicloud-iot-ota/{__version__}",
            "x-acs-action": wire.ACTION,
            "x-acs-version": wire.VERSION,
        }
        reply = self.transport.post(request.query, auth, headers, request.deadline, logged=request.logged)
        theirs = reply.date
        self.clock_difference = None if theirs is None else theirs - self._timing.time()
        return reply

    def _has_mended(self, error: ApiError, request: _Request, key: AccessKey, theirs: float | None) -> bool:
        """Learn from an error what the next attempt can do better; once for each request, or it would never end."""
        meaning = codes.meaning(error.code, error.http_status)
        if meaning is None or meaning.again in request.has_learnt:
            return False
        request.has_learnt.add(meaning.again)
        if meaning.again is codes.Again.RENEWED:
            return self.credentials.renew(key, request.deadline)
        if meaning.again is not codes.Again.ON_TIME or theirs is None:
            return False
        self.clock_offset = theirs - self._timing.time()
        return True

    def _read(self, reply: Reply, secrets: Sequence[str], logged: str) -> wire.Answer:
        if reply.redirects:
            raise AnswerError(
                f"{self.endpoint} answered with a redirect (HTTP {reply.status}), which a signed request does not "
                "follow."
            )
        try:
            answer = wire.decode(reply.body, secrets)
        except AnswerError:
            if reply.status == HTTPStatus.OK:
                raise
            # A gateway that fails cannot always say so in the API's words.
            answer = wire.Answer(message="no readable error body")
        outcome = "OK" if answer.success else answer.code
        told = (outcome, answer.request_id, reply.status, len(reply.body))
        _log.debug("%s %s: %s, RequestId %s, HTTP %d, %d bytes", wire.ACTION, logged, *told)
        if reply.status == HTTPStatus.OK and answer.success is True:
            if not codes.is_success(answer.code):
                raise AnswerError(
                    f"The answer of {self.endpoint} contradicts itself: Success is true, and Code is {answer.code} "
                    f"(RequestId {answer.request_id or 'none'}).",
                    "Try again; if it stays, give the RequestId to Alibaba Cloud's support.",
                )
            return answer
        if reply.status == HTTPStatus.OK and answer.success is None and answer.code is None:
            raise AnswerError(f"The answer of {self.endpoint} says neither Success nor an error Code.")
        meaning = codes.meaning(answer.code or None, reply.status)
        if answer.success is False and meaning is None:
            meaning = codes.FAILED
        if meaning is None:
            raise AnswerError(f"{self.endpoint} answered HTTP {reply.status}, without a Code to say what that means.")
        raise self._refused(meaning, answer, reply)

    def _refused(self, meaning: codes.Meaning, answer: wire.Answer, reply: Reply) -> ApiError:
        code = answer.code or f"HTTP {reply.status}"
        told = answer.error_message or answer.message or "no message"
        message = (
            f"ListOTAFirmware at {self.endpoint} failed: {code}: {told} "
            f"(HTTP {reply.status}, RequestId {answer.request_id or 'none'})."
        )
        remedy = meaning.remedy
        if meaning.again is codes.Again.ON_TIME:
            message += self._clock(reply)
            if reply.date is not None and abs(self._timing.time() - reply.date) < codes.CLOCK_SECONDS:
                remedy = codes.CLOCKS_AGREE
        return meaning.error(
            message,
            remedy,
            code=code,
            request_id=answer.request_id,
            http_status=reply.status,
            retryable=meaning.again is codes.Again.LATER,
        )

    def _clock(self, reply: Reply) -> str:
        theirs, ours = reply.date, self._timing.time()
        if theirs is None:
            return f" This machine's clock says {_clock_text(ours)}; the answer does not tell the service's."
        minutes = round(abs(ours - theirs) / 60)
        direction = "ahead of" if ours > theirs else "behind"
        return (
            f" This machine's clock says {_clock_text(ours)}, {minutes} minutes {direction} the service's "
            f"({_clock_text(theirs)})."
        )


def _clock_text(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))
