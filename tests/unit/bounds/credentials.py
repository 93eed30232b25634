# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on the limits for credentials and for quoted texts."""

from __future__ import annotations

import contextlib
import functools
import sys
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_emulator.messages import Answer
from alicloud_iot_ota.api import credential_limits
from alicloud_iot_ota.api.credential_limits import SourceLimits
from alicloud_iot_ota.base import redaction
from tests.unit.bounds.lab import NOW, Lab, attack

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

CREDENTIALS = (
    b'{"Code":"Success","AccessKeyId":"id","AccessKeySecret":"secret","SecurityToken":"token",'
    b'"Expiration":"2099-01-01T00:00:00Z"}'
)


def beyond(size: int, limit: int) -> AbstractContextManager[Any]:
    """Expect an error if the size is above the limit."""
    is_beyond = size > limit
    return (
        pytest.raises(Exception, match=f"(larger|more) than {limit} bytes") if is_beyond else contextlib.nullcontext()
    )


def answer(size: int, _: object) -> Answer:
    """Answer with credentials and enough spaces for a body of the given size."""
    return Answer(200, "application/json", CREDENTIALS, NOW, padding=size - len(CREDENTIALS))


@attack("api.credential_limits.MAX_RESPONSE")
def attack_answer(lab: Lab) -> None:
    """A valid response that is filled up with spaces is accepted up to the limit."""
    from alibabacloud_credentials.provider import URLCredentialsProvider  # noqa: PLC0415 - as the package has it

    from alicloud_iot_ota.api import credential_sources  # noqa: PLC0415 - imports the library

    credential_sources.install()
    limit = credential_limits.MAX_RESPONSE
    for size in (limit, limit + 1):
        url = lab.serve(functools.partial(answer, size))
        with SourceLimits().enforce(None), beyond(size, limit):
            URLCredentialsProvider(uri=f"{url}/").get_credentials()


@attack("api.credential_limits.MAX_FILE")
def attack_file(lab: Lab) -> None:
    """A token of exactly the maximum size is read completely."""
    from alicloud_iot_ota.api import credential_sources  # noqa: PLC0415 - imports the library

    limit, path = credential_limits.MAX_FILE, lab.path / "token"
    for size in (limit, limit + 1):
        path.write_bytes(b"x" * size)
        with beyond(size, limit), credential_sources._open_limited(str(path)) as file:
            assert len(file.read()) == size


@attack("api.credential_limits.MAX_OUTPUT")
def attack_output(_: Lab) -> None:
    """A command that prints too much is stopped, even if it never ends."""
    from alicloud_iot_ota.api import credential_sources  # noqa: PLC0415 - imports the library

    limit = credential_limits.MAX_OUTPUT
    for size, then in ((limit, ""), (limit + 1, "; sys.stdout.flush(); sys.stdin.read(); time.sleep(3600)")):
        program = f"import sys, time; sys.stdout.write('x' * {size}){then}"
        with beyond(size, limit):
            done = credential_sources._run([sys.executable, "-c", program], timeout=30)
            assert len(done.stdout) == size


@attack("api.credential_limits.MAX_SECONDS")
def attack_seconds(lab: Lab) -> None:
    """A credentials source has as much time as the lookup, up to the limit."""
    limit = credential_limits.MAX_SECONDS
    found = []
    for seconds in (limit - 1, limit, limit + 1):
        with SourceLimits().enforce(lab.deadline(seconds)):
            found.append(credential_limits.seconds_left())
    assert found == [limit - 1, limit, limit]
    assert credential_limits.seconds_left() == limit


@attack("base.redaction.MAX_SECRETS_LENGTH")
def attack_sought(_: Lab) -> None:
    """If a hostile source returns too many secrets to search for, the text is hidden."""
    secrets = ["a" * redaction.MAX_SECRETS_LENGTH]
    assert redaction.redact("words", secrets, external=True) == "words"
    assert redaction.redact("words", [*secrets, "b"], external=True) == redaction.REDACTED


@attack("base.redaction.MAX_EXTERNAL")
def attack_outside(_: Lab) -> None:
    """Text beyond the limit is removed."""
    text = "x" * redaction.MAX_EXTERNAL
    assert redaction.redact(text, [], external=True) == text
    assert redaction.redact(f"{text}y", [], external=True) == text


@attack("base.redaction.MAX_ENCODINGS")
def attack_encodings(_: Lab) -> None:
    """A secret under the maximum number of encodings is found. With one more encoding, the complete text is hidden."""

    def shown(encodings: int) -> str:
        return redaction.redact(f"a b %{'25' * (encodings - 1)}73ecret-canary c", ["secret-canary"])

    assert shown(redaction.MAX_ENCODINGS) == f"a b {redaction.REDACTED} c"
    assert shown(redaction.MAX_ENCODINGS + 1) == redaction.REDACTED
