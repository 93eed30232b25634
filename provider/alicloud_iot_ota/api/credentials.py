# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Credentials for one request: those given outright, a profile's, or those of the default chain; or a role of theirs.

The only module that knows alibabacloud-credentials. It is imported late (it costs a quarter of a second, and reads the
environment once, at its import), and its own log handlers, which print tracebacks, are taken off.
"""

from __future__ import annotations

import logging
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from alicloud_iot_ota.errors import CredentialsError
from alicloud_iot_ota.rendering import redact
from alicloud_iot_ota.settings import AccessKey

if TYPE_CHECKING:
    from alicloud_iot_ota.settings import Settings

_LONGEST = 500  # characters of what the chain says; it tells of each of its links


class _Provider(Protocol):
    """What alibabacloud-credentials finds credentials with, and what it hands out: parts that belong together."""

    def get_credentials(self) -> Any:  # noqa: ANN401 - the library ships no types
        """Return credentials, fetched or refreshed as needed."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Credentials as they are at one moment.

    Attributes:
        access_key: The parts, which belong together.
        source: Where they come from: a variable, or the link of the chain as alibabacloud-credentials calls it.
    """

    access_key: AccessKey
    source: str


class Credentials:
    """Gives a consistent snapshot for each request.

    Args:
        settings: An access key; or a profile of the aliyun CLI; else the default chain is used (OIDC, CLI profile,
            credentials file, ECS role, credentials URI, in this order). Temporary credentials are refreshed before they
            expire. With a role, these credentials assume it.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._provider: _Provider | None = None
        self._lock = threading.Lock()

    def snapshot(self) -> AccessKey:
        """Return the credentials as they are now. Raises what `found` raises."""
        return self.found().access_key

    def found(self) -> Snapshot:
        """Return the credentials as they are now, and where they come from.

        Raises:
            CredentialsError: There are none, or they are damaged, or the role cannot be assumed.
        """
        with self._lock:
            return self._found()

    def renew(self, used: AccessKey) -> bool:
        """Look for credentials again, from the beginning, after the service has refused some as expired.

        Args:
            used: Those that it refused.

        Returns:
            Whether there are others now.

        Raises:
            CredentialsError: There are none any more.
        """
        with self._lock:
            if self._found().access_key == used:
                self._provider = None
            return self._found().access_key != used

    def _found(self) -> Snapshot:
        given, role = self._settings.access_key, self._settings.assume_role
        if given is not None and role is None:
            return Snapshot(_usable(given), self._settings.sources.get("accessKeyId", "the settings"))
        try:
            if self._provider is None:
                self._provider = _provider(self._settings)
            credentials = self._provider.get_credentials()
            key_id, secret = credentials.get_access_key_id(), credentials.get_access_key_secret()
            token, source = credentials.get_security_token(), credentials.get_provider_name()
        except Exception as error:  # noqa: BLE001 - the library raises its own and its transport's errors, without a base
            raise self._not_found(error) from None
        if not key_id or not secret:
            raise self._not_found("there was an answer without an access key")
        return Snapshot(_usable(AccessKey(key_id, secret, token or None)), str(source))

    def _not_found(self, cause: object) -> CredentialsError:
        settings = self._settings
        # The library's errors put their text into an attribute, and a tuple into str().
        told = " ".join((getattr(cause, "message", None) or str(cause)).split())
        if settings.access_key is not None:
            told = redact(told, [settings.access_key.access_key_secret, settings.access_key.security_token or ""])
        told = _without_secrets(told)
        told = told if len(told) <= _LONGEST else f"{told[:_LONGEST]}..."
        if settings.assume_role is not None:
            return CredentialsError(
                f"The role {settings.assume_role.arn} could not be assumed ({told}).",
                "Check assumeRoleArn, the role's trust policy, and that these credentials may call sts:AssumeRole.",
            )
        if settings.profile is not None:
            return CredentialsError(
                f'The profile "{settings.profile}" of the aliyun CLI gave no credentials ({told}).',
                "Check it with `aliyun configure list`, or log in anew with `aliyun configure --profile`.",
            )
        return CredentialsError(
            f"No credentials: none were given, and the default chain of Alibaba Cloud found none ({told}).",
            "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or `pulumi config set --secret "
            "alicloud-iot:accessKeySecret` beside alicloud-iot:accessKeyId, or log in with the aliyun CLI.",
        )


def _without_secrets(text: str) -> str:
    """Blank what the library's errors quote: queries of URLs, which to STS hold tokens and signatures, and answers."""
    text = re.sub(r"\?[^\s'\")]+=[^\s'\")]*", "?[blanked]", text)
    return re.sub(r"""(?i)((?:secret|token|password)["']?\s*[:=]\s*["']?)[^\s"',}]+""", r"\1[blanked]", text)


def _usable(key: AccessKey) -> AccessKey:
    parts = {"ID": key.access_key_id, "secret": key.access_key_secret, "security token": key.security_token or "-"}
    for name, part in parts.items():
        if not re.fullmatch(r"[!-~]+", part):
            raise CredentialsError(
                f"The AccessKey {name} holds a character that none has: a space, a line break, or no ASCII.",
                "Set it anew; where it is read from a file or a command, without the line break at the end.",
            )
    return key


def _provider(settings: Settings) -> _Provider:
    from alibabacloud_credentials import provider as library  # noqa: PLC0415 - see the module docstring

    logger = logging.getLogger("credentials")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    key, role = settings.access_key, settings.assume_role
    found: _Provider
    if settings.profile is not None:
        found = library.CLIProfileCredentialsProvider(profile_name=settings.profile)
    elif key is None:
        found = library.DefaultCredentialsProvider()
    elif key.security_token is None:
        found = library.StaticAKCredentialsProvider(
            access_key_id=key.access_key_id, access_key_secret=key.access_key_secret
        )
    else:
        found = library.StaticSTSCredentialsProvider(
            access_key_id=key.access_key_id,
            access_key_secret=key.access_key_secret,
            security_token=key.security_token,
        )
    if role is None:
        return found
    assumed: _Provider = library.RamRoleArnCredentialsProvider(
        credentials_provider=found,
        role_arn=role.arn,
        role_session_name=role.session_name or "alicloud-iot-ota",
        external_id=role.external_id,
    )
    return assumed
