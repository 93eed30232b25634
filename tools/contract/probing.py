# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The requests of a run. They only read: each one calls ListOTAFirmware, and there are at most `MAX_REQUESTS`.

They use the client's own signature, connection and parameters, but not its rate limit, retries and decoder: a run needs
requests that the client never sends, and the service's unchanged responses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from alicloud_iot_ota import __version__
from alicloud_iot_ota.api import codes, wire
from alicloud_iot_ota.api.endpoints import endpoint
from alicloud_iot_ota.api.retry import Deadline
from alicloud_iot_ota.api.signing import Acs3Auth, canonical_query
from alicloud_iot_ota.api.transport import Transport
from alicloud_iot_ota.errors import InvalidResponseError, OtaError
from alicloud_iot_ota.firmware import MAX_PAGE_SIZE
from alicloud_iot_ota.settings import AccessKey
from contract.evidence import UNREADABLE, Answer, Evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.api.retry import Timing
    from alicloud_iot_ota.settings import Settings

MAX_REQUESTS = 18
"""The maximum number of requests of a run."""

REQUEST_INTERVAL = 0.5
"""The seconds between two requests: a fifth of the quota, because others may use the account at the same time."""

MAX_FILTER = 64
"""The maximum length of a version that is sent as a filter, in characters. CreateOTAFirmware accepts no longer one."""

LATE_SECONDS = 10 * 60.0
"""The age of a request that the service accepts."""

EXPIRED_SECONDS = 20 * 60.0
"""The age of a request that the service refuses."""

NO_PRODUCT = "a1NoProduct"
NO_INSTANCE = "iot-00000000"
NO_KEY = "LTAI00000000000000000000"
"""Names that belong to no product, instance and AccessKey."""

WRONG_SECRET = "wrong-secret"  # noqa: S105 - it belongs to no AccessKey

_SKIPPED_VERSION = "no package has a version that can be shortened"


class ContractError(Exception):
    """A run cannot start or continue. The text says why and how to fix it, without any value of the account."""


class FirstRequestError(ContractError):
    """The service refused the first request, so every other request would fail in the same way."""


@dataclass(frozen=True, repr=False)
class _Scope:
    iot_instance_id: str | None
    product_key: str | None
    dest_version: str | None = None


@dataclass(repr=False)
class Prober:
    """Sends the requests of one run. Its text representation has no value of the account.

    Attributes:
        settings: The endpoint and the AccessKey.
        product_key: The product whose packages are listed.
        timing: The clocks and the wait function.
        nonce: Returns a text that is different at each call.
        on_request: Called before each request with its number.
    """

    settings: Settings
    product_key: str
    timing: Timing
    nonce: Callable[[], str]
    on_request: Callable[[int], object] = lambda _: None
    sent: int = 0
    _answers: dict[str, Answer] = field(default_factory=dict)
    _skipped: dict[str, str] = field(default_factory=dict)
    _version: str | None = None

    def run(self) -> Evidence:
        """Send all requests and return the responses.

        Raises:
            ContractError: There is no AccessKey, the service is unreachable, or it refused the first request.
        """
        key = self.settings.access_key
        if key is None:
            raise ContractError("No AccessKey is set.")
        try:
            self._transport = Transport(endpoint(self.settings))
        except OtaError as error:
            raise ContractError(f"{error.message}\n{error.remedy}") from None
        try:
            self._send_all(key)
        finally:
            self._transport.close()
        texts = (key.access_key_id, key.access_key_secret, key.security_token, self.settings.iot_instance_id)
        return Evidence(
            self._answers, self._skipped, self.product_key, self._version, tuple(text for text in texts if text)
        )

    def _send_all(self, key: AccessKey) -> None:
        product = _Scope(self.settings.iot_instance_id, self.product_key)
        first = self._send("list", key, product)
        _require_usable(first)
        self._send("first", key, product, size=1)
        self._send("second", key, product, page=2, size=1)
        past = -(-(first.number("Total") or 0) // MAX_PAGE_SIZE) + 1
        self._send("past", key, product, page=past)
        self._send("all products", key, _Scope(product.iot_instance_id, None))
        self._send_versions(key, product, first)
        self._send("page size 101", key, product, size=MAX_PAGE_SIZE + 1)
        self._send("page 0", key, product, page=0)
        self._send("unknown product", key, _Scope(product.iot_instance_id, NO_PRODUCT))
        self._send("unknown instance", key, _Scope(NO_INSTANCE, self.product_key))
        if product.iot_instance_id is None:
            self._skipped["no instance"] = "the instance has no ID"
        else:
            self._send("no instance", key, _Scope(None, self.product_key))
        self._send("wrong secret", AccessKey(key.access_key_id, WRONG_SECRET, key.security_token), product)
        self._send("unknown key", AccessKey(NO_KEY, WRONG_SECRET), product)
        self._send_times(key, product, first)

    def _send_versions(self, key: AccessKey, product: _Scope, first: Answer) -> None:
        """Filter by a version, and by the start of it."""
        versions = {text: None for row in first.rows if isinstance(text := row.get("DestVersion"), str)}
        version = next((each for each in versions if _can_be_shortened(each) and each[:-1] not in versions), None)
        if version is None:
            reason = _SKIPPED_VERSION if first.is_page else UNREADABLE
            self._skipped |= dict.fromkeys(("version", "shortened version"), reason)
            return
        self._version = version
        for name, text in (("version", version), ("shortened version", version[:-1])):
            self._send(name, key, _Scope(product.iot_instance_id, product.product_key, text))

    def _send_times(self, key: AccessKey, product: _Scope, first: Answer) -> None:
        """Send requests whose time is wrong by the service's own clock, and one request twice."""
        if first.date is None:
            self._skipped |= dict.fromkeys(("late", "expired"), "the first response has no time")
        else:
            self._send("late", key, product, timestamp=first.date - LATE_SECONDS)
            self._send("expired", key, product, timestamp=first.date - EXPIRED_SECONDS)
        now, nonce = self.timing.time(), self.nonce()
        self._send("nonce", key, product, timestamp=now, nonce=nonce)
        self._send("repeated nonce", key, product, timestamp=now, nonce=nonce)

    def _send(  # noqa: PLR0913 - each is one part of a request that some probe changes
        self,
        name: str,
        key: AccessKey,
        scope: _Scope,
        *,
        page: int = 1,
        size: int = MAX_PAGE_SIZE,
        timestamp: float | None = None,
        nonce: str | None = None,
    ) -> Answer:
        if self.sent == MAX_REQUESTS:
            raise ContractError(f"A run sends at most {MAX_REQUESTS} requests.")
        if self.sent:
            self.timing.pause(REQUEST_INTERVAL)
        self.sent += 1
        self.on_request(self.sent)
        query = canonical_query(
            wire.parameters(page, size, scope.iot_instance_id, scope.product_key, scope.dest_version)
        )
        headers = {
            "accept": "application/json",
            "user-agent": f"alicloud-iot-ota/{__version__}",
            "x-acs-action": wire.ACTION,
            "x-acs-version": wire.VERSION,
        }
        auth = Acs3Auth(key, timestamp=timestamp or self.timing.time(), nonce=nonce or self.nonce())
        try:
            response = self._transport.post(query, auth, headers, Deadline(self.settings.timeout, self.timing))
            answer = Answer(response.status, response.date, response.body)
        except InvalidResponseError as error:
            answer = Answer(problem=error.message)
        except OtaError as error:
            raise ContractError(f"{error.message}\n{error.remedy}") from None
        self._answers[name] = answer
        return answer


def _can_be_shortened(version: str) -> bool:
    """Return whether a version and the start of it can be sent as filters."""
    return version.isascii() and version.isprintable() and 1 < len(version) <= MAX_FILTER


def _require_usable(first: Answer) -> None:
    """Refuse to continue if the account cannot list packages at all."""
    if first.is_page or first.problem or (first.status == HTTPStatus.OK and not first.code):
        return
    meaning = codes.error_info(first.code or None, first.status)
    code = first.code if first.code.lower() in codes.CODES else "an unknown Code" if first.code else "no Code"
    remedy = "Check the endpoint and the proxy." if meaning is None else meaning.remedy
    raise FirstRequestError(f"The service refused the first request: {code} (HTTP {first.status}).\n{remedy}")
