# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The responses of one run, read without the client's own decoder: what that decoder assumes is what the run checks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from alicloud_iot_ota.api import codes
from alicloud_iot_ota.errors import ServiceError, ThrottledError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CODE = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*", re.ASCII)
_LONGEST_CODE = 80
UNREADABLE = "a response could not be read"
"""Why an assumption could not be checked if the client refused a response, or it is not a page."""

_SHORTEST_NAME = 4  # characters; a shorter name of the account matches parts of ordinary codes


class ViolatedError(Exception):
    """The assumption does not hold. The text says why, without any value of the account."""


class UncheckedError(Exception):
    """The assumption could not be checked. The text says why, without any value of the account."""


@dataclass(frozen=True, repr=False)  # pytest shows arguments in tracebacks
class Answer:
    """One response. Its text representation has no value of the account.

    Attributes:
        status: The HTTP status.
        date: The `Date` header in seconds since the epoch; None if it is missing or invalid.
        body: The body.
        problem: Why the client's transport refused the response; empty if it did not.
    """

    status: int = 0
    date: float | None = None
    body: bytes = b""
    problem: str = ""

    @cached_property
    def fields(self) -> Mapping[str, Any]:
        """The fields of the body; empty if it is not a JSON object."""
        try:
            found = json.loads(self.body.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def is_page(self) -> bool:
        """Whether the response is a page of packages. The Success flag is not considered, because it is checked."""
        return self.status == HTTPStatus.OK and "FirmwareInfo" in self.fields

    @property
    def code(self) -> str:
        """The error code, or an empty text."""
        found = self.fields.get("Code")
        return found if isinstance(found, str) else ""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The packages of a page, in either of the documented shapes."""
        found = self.fields.get("FirmwareInfo")
        if isinstance(found, dict):
            found = found.get("SimpleFirmwareInfo")
        return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []

    def number(self, name: str) -> int | None:
        """Return the value of a number of the page; None if it is not an integer."""
        found = self.fields.get(name)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    @property
    def is_temporary(self) -> bool:
        """Whether the service was overloaded or failed, which says nothing about the request."""
        meaning = None if self.is_page else codes.error_info(self.code or None, self.status)
        return meaning is not None and meaning.error in {ThrottledError, ServiceError}


@dataclass(frozen=True, repr=False)
class Evidence:
    """The responses of one run by the names of the probes. Its text representation has no value of the account.

    Attributes:
        answers: The responses.
        skipped: Why a probe was not sent, by its name.
        product_key: The product of the lists.
        version: The version of the probe `version`.
        private: Further texts of the account that no report may contain.
    """

    answers: Mapping[str, Answer]
    skipped: Mapping[str, str]
    product_key: str
    version: str | None
    private: tuple[str, ...]

    def answer(self, name: str) -> Answer:
        """Return a readable response.

        Raises:
            UncheckedError: The probe was not sent, or its response says nothing about the assumption.
        """
        if name in self.skipped:
            raise UncheckedError(self.skipped[name])
        answer = self.answers[name]
        if answer.problem:
            raise UncheckedError(UNREADABLE)
        if answer.is_temporary:
            raise UncheckedError("the service was overloaded or failed during a request")
        return answer

    def page(self, name: str) -> Answer:
        """Return a page of packages.

        Raises:
            UncheckedError: There is none.
        """
        answer = self.answer(name)
        if not answer.is_page:
            raise UncheckedError(f"a request was refused ({self.shown_code(answer)})")
        return answer

    def pages(self, *names: str) -> Iterator[tuple[str, Answer]]:
        """Return those of the named responses that are pages.

        Raises:
            UncheckedError: None of them is.
        """
        found = [(name, each) for name in names if name in self.answers and (each := self.answers[name]).is_page]
        if not found:
            raise UncheckedError("no page of packages could be read")
        return iter(found)

    def refused(self, name: str) -> Answer:
        """Return the response to a request that the service must refuse.

        Raises:
            ViolatedError: The service accepted the request.
            UncheckedError: The probe was not sent, or the service failed.
        """
        answer = self.answer(name)
        if answer.is_page:
            raise ViolatedError("the request was accepted")
        return answer

    def require_unchanged(self) -> None:
        """Require that the list of the product is the same at the end of the run as at its start.

        Raises:
            UncheckedError: It changed in the meantime, or could not be read again.
        """
        start, end = ({str(row.get("FirmwareId")): row for row in self.page(name).rows} for name in ("list", "nonce"))
        if start != end:
            raise UncheckedError("packages changed during the run")

    def packages(self) -> list[dict[str, Any]]:
        """Return the packages of the first page.

        Raises:
            UncheckedError: There are none.
        """
        rows = self.page("list").rows
        if not rows:
            raise UncheckedError("the product has no packages")
        return rows

    def shown_code(self, answer: Answer) -> str:
        """Return the error code for a report, or a substitute if it could contain a value of the account."""
        code = answer.code
        if not code:
            return "no Code"
        is_code = _CODE.fullmatch(code) and len(code) <= _LONGEST_CODE
        if code.lower() not in codes.CODES and (not is_code or any(name in code for name in self._names())):
            return "an unknown Code"
        return f"Code {code}, HTTP {answer.status}"

    def _names(self) -> Iterator[str]:
        """Return every text of the account that a response could repeat."""
        yield from (text for text in (self.product_key, *self.private) if text)
        for answer in self.answers.values():
            values = [answer.fields.get("RequestId"), *(value for row in answer.rows for value in row.values())]
            yield from (text for text in values if isinstance(text, str) and len(text) >= _SHORTEST_NAME)
