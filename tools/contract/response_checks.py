# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Checks of responses: their format, their time, and the errors for requests that the service must refuse."""

from __future__ import annotations

from codecs import BOM_UTF8
from http import HTTPStatus
from typing import TYPE_CHECKING

from alicloud_iot_ota.api import codes
from alicloud_iot_ota.base.decoding import first_duplicate
from contract.evidence import Evidence, UncheckedError, ViolatedError
from contract.list_checks import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract.evidence import Answer

REFUSED = (
    *("page size 101", "page 0", "unknown product", "unknown instance", "no instance"),
    *("wrong secret", "unknown key", "expired", "repeated nonce"),
)
"""The probes that the service must refuse."""
_LONGEST_ID = 100


def _readable(evidence: Evidence) -> Iterator[Answer]:
    return (answer for answer in evidence.answers.values() if not answer.problem)


def _errors(evidence: Evidence) -> list[Answer]:
    """Return the errors for requests that the service must refuse.

    Raises:
        UncheckedError: There are none.
    """
    sent = (evidence.answers[name] for name in REFUSED if name in evidence.answers)
    found = [answer for answer in sent if answer.fields and not (answer.is_page or answer.is_temporary)]
    if not found:
        raise UncheckedError("no request was refused")
    return found


def accepted(evidence: Evidence) -> None:
    """Check that the client's transport accepts every response."""
    if any(answer.problem for answer in evidence.answers.values()):
        raise ViolatedError("a response is compressed or larger than the client accepts")


def json_object(evidence: Evidence) -> None:
    """Check that every response is a JSON object in UTF-8."""
    if not all(answer.fields and not answer.body.startswith(BOM_UTF8) for answer in _readable(evidence)):
        raise ViolatedError("a response is not a JSON object in UTF-8")


def unique_names(evidence: Evidence) -> None:
    """Check that no object has the same name twice."""
    for answer in _readable(evidence):
        if answer.fields and first_duplicate(answer.body.removeprefix(BOM_UTF8)) is not None:
            raise ViolatedError("an object has a name twice")


def request_id(evidence: Evidence) -> None:
    """Check that every response has an ID for the support."""
    for answer in _readable(evidence):
        found = answer.fields.get("RequestId")
        is_id = isinstance(found, str) and 0 < len(found) <= _LONGEST_ID and found.isascii() and found.isprintable()
        if answer.fields and not is_id:
            raise ViolatedError(f"a response has no RequestId of 1 to {_LONGEST_ID} ASCII characters")


def date(evidence: Evidence) -> None:
    """Check that every response has a time."""
    if any(answer.date is None for answer in _readable(evidence)):
        raise ViolatedError("a response has no valid Date header")


def success(evidence: Evidence) -> None:
    """Check that Success is true on pages, and not on errors."""
    if any(page.fields.get("Success") is not True for _, page in evidence.pages(*PAGES)):
        raise ViolatedError("Success is not true on a page of packages")


def success_code(evidence: Evidence) -> None:
    """Check that a page has no error code."""
    for _, page in evidence.pages(*PAGES):
        found = page.fields.get("Code")
        if not (found is None or (isinstance(found, str) and codes.is_success(found))):
            raise ViolatedError("a page of packages has a Code that does not mean success")


def error_shape(evidence: Evidence) -> None:
    """Check that an error has either an error status, or the status 200 with Success false."""
    for answer in _errors(evidence):
        is_in_body = answer.status == HTTPStatus.OK and answer.fields.get("Success") is False
        if not (is_in_body or answer.status >= HTTPStatus.BAD_REQUEST):
            raise ViolatedError("an error has neither an error status, nor the status 200 with Success false")


def error_code(evidence: Evidence) -> None:
    """Check that every error has a code."""
    if any(not answer.code for answer in _errors(evidence)):
        raise ViolatedError("an error has no Code")


def error_text(evidence: Evidence) -> None:
    """Check that every error has a message."""
    for answer in _errors(evidence):
        texts = (answer.fields.get("Message"), answer.fields.get("ErrorMessage"))
        if not any(isinstance(text, str) and text for text in texts):
            raise ViolatedError("an error has neither a Message nor an ErrorMessage")


def service_time(evidence: Evidence) -> None:
    """Check that a request that is ten minutes old by the Date header is accepted."""
    answer = evidence.answer("late")
    if not answer.is_page:
        raise ViolatedError(f"the request was refused ({evidence.shown_code(answer)})")


def code_of(probe: str, expected: str) -> Callable[[Evidence], None]:
    """Return a check that the client understands the error of a probe like the expected code."""

    def check(evidence: Evidence) -> None:
        answer = evidence.refused(probe)
        if not answer.code:
            raise UncheckedError("the error has no Code")
        if codes.CODES.get(answer.code.lower()) is not codes.CODES[expected.lower()]:
            raise ViolatedError(f"the request was refused with {evidence.shown_code(answer)}")

    return check
