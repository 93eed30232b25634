# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Credentials for one request: those given outright, or those of the default chain.

The only module that knows alibabacloud-credentials. It is imported late (it costs a quarter of a second, and reads the
environment once, at its import), and its own log handlers, which print tracebacks, are taken off.
"""

from __future__ import annotations

import logging
import re
import threading
from typing import TYPE_CHECKING, Protocol

from alicloud_iot_ota.errors import CredentialsError
from alicloud_iot_ota.settings import AccessKey

if TYPE_CHECKING:
    from collections.abc import Callable


class _Snapshot(Protocol):
    """What alibabacloud-credentials hands out: three parts that belong together."""

    access_key_id: str | None
    access_key_secret: str | None
    security_token: str | None


class Credentials:
    """Gives a consistent snapshot for each request.

    Args:
        access_key: Credentials given outright; None for the default chain (environment, OIDC, CLI profile, credentials
            file, ECS role, credentials URI, in this order), which refreshes temporary ones by itself.
    """

    def __init__(self, access_key: AccessKey | None) -> None:
        self._access_key = access_key
        self._chain: Callable[[], _Snapshot] | None = None
        self._lock = threading.Lock()

    def snapshot(self) -> AccessKey:
        """Return the credentials as they are now.

        Raises:
            CredentialsError: None were given, and no link of the default chain has any.
        """
        if self._access_key is not None:
            return _usable(self._access_key)
        with self._lock:
            if self._chain is None:
                self._chain = _default_chain()
        try:
            found = self._chain()
        except Exception as error:  # noqa: BLE001 - the chain raises its own and its transport's errors, without a base
            raise _not_found(error) from None
        if not found.access_key_id or not found.access_key_secret:
            raise _not_found("the chain answered without an access key")
        return _usable(AccessKey(found.access_key_id, found.access_key_secret, found.security_token or None))


def _usable(key: AccessKey) -> AccessKey:
    parts = {"ID": key.access_key_id, "secret": key.access_key_secret, "security token": key.security_token or "-"}
    for name, part in parts.items():
        if not re.fullmatch(r"[!-~]+", part):
            raise CredentialsError(
                f"The AccessKey {name} holds a character that none has: a space, a line break, or no ASCII.",
                "Set it anew; where it is read from a file or a command, without the line break at the end.",
            )
    return key


def _default_chain() -> Callable[[], _Snapshot]:
    from alibabacloud_credentials.client import Client  # noqa: PLC0415 - see the module docstring

    logger = logging.getLogger("credentials")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    get_credential: Callable[[], _Snapshot] = Client().get_credential
    return get_credential


def _not_found(cause: object) -> CredentialsError:
    # The library's errors put their text into an attribute, and a tuple into str().
    told = getattr(cause, "message", None) or str(cause)
    return CredentialsError(
        f"No credentials: none were given, and the default chain of Alibaba Cloud found none ({_shortened(told)}).",
        "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or `pulumi config set --secret "
        "alicloud-iot:accessKeySecret` beside alicloud-iot:accessKeyId, or log in with the aliyun CLI.",
    )


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 300 else f"{line[:300]}..."  # noqa: PLR2004 - a chain of failures gets long
