# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Credentials for one request: those given outright, a profile's, or those of the default chain; or a role of theirs.

The only module that knows alibabacloud-credentials. It is imported late: it costs a quarter of a second, and reads the
environment once, at its import. While it works for us, and only then, since a program may use it too, it logs nothing
(its own handlers print tracebacks and whole requests), and does not know the access key of the environment, with which
it would complete half a profile of another account.
"""

from __future__ import annotations

import contextlib
import logging
import re
import threading
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from alicloud_iot_ota.errors import CredentialsError
from alicloud_iot_ota.settings import AccessKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alicloud_iot_ota.settings import AssumeRole, Settings

_LONGEST = 2000  # characters of what the chain says; it tells of each of its links
_LOGGERS = ("credentials", "alibabacloud-tea")
_ENVIRONMENT_KEY = ("environment_access_key_id", "environment_access_key_secret", "environment_security_token")

_ours = threading.local()
_library = threading.RLock()


class _Provider(Protocol):
    """What alibabacloud-credentials finds credentials with, and what it hands out: parts that belong together."""

    def get_credentials(self) -> Any:  # noqa: ANN401 - the library ships no types
        """Return credentials, fetched or refreshed as needed."""


class Snapshot(msgspec.Struct, frozen=True):
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
        self._base: _Provider | None = None
        self._role: _Provider | None = None
        self._refused: AccessKey | None = None
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
            if used == self._refused:
                return False  # another request has just looked, in vain
            if self._found().access_key == used:
                self._base = self._role = None
            if self._found().access_key != used:
                return True
            self._refused = used
            return False

    def _found(self) -> Snapshot:
        given, role = self._settings.access_key, self._settings.assume_role
        if given is not None and role is None:
            return Snapshot(_usable(given), self._settings.sources.get("accessKeyId", "the settings"))
        try:
            with _working_for_us(self._settings):
                if self._base is None:
                    self._base = _base(self._settings)
                found = self._base.get_credentials()
        except Exception as error:  # noqa: BLE001 - the library raises its own and its transport's errors, without a base
            raise self._not_found(error) from None
        if role is not None:
            try:
                with _working_for_us(self._settings):
                    if self._role is None:
                        self._role = _assumed(self._base, role)
                    found = self._role.get_credentials()
            except Exception as error:  # noqa: BLE001 - as above
                raise CredentialsError(
                    f"The role {role.arn} could not be assumed ({_told(error)}).",
                    "Check assumeRoleArn, the role's trust policy, and that these credentials may call sts:AssumeRole.",
                ) from None
        key_id, secret = found.get_access_key_id(), found.get_access_key_secret()
        if not key_id or not secret:
            raise self._not_found("there was an answer without an access key")
        key = AccessKey(key_id, secret, found.get_security_token() or None)
        return Snapshot(_usable(key), str(found.get_provider_name()))

    def _not_found(self, cause: object) -> CredentialsError:
        profile = self._settings.profile
        if profile is not None:
            return CredentialsError(
                f'The profile "{profile}" of the aliyun CLI gave no credentials ({_told(cause)}).',
                "Check it with `aliyun configure list`, or log in anew with `aliyun configure --profile`.",
            )
        return CredentialsError(
            f"No credentials: none were given, and the default chain of Alibaba Cloud found none ({_told(cause)}).",
            "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or `pulumi config set --secret "
            "alicloud-iot:accessKeySecret` beside alicloud-iot:accessKeyId, or log in with the aliyun CLI.",
        )


@contextlib.contextmanager
def _working_for_us(settings: Settings) -> Iterator[None]:
    """Keep the library silent on this thread, and the environment's key from it where a profile is to be read."""
    from alibabacloud_credentials.utils import auth_util  # noqa: PLC0415 - see the module docstring

    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_is_not_ours)  # a filter that is there already is not added again
    names = _ENVIRONMENT_KEY if settings.profile is not None else ()
    with _library if names else contextlib.nullcontext():
        kept = {name: getattr(auth_util, name) for name in names}
        _ours.is_working = True
        try:
            for name in names:
                setattr(auth_util, name, None)
            yield
        finally:
            for name, value in kept.items():
                setattr(auth_util, name, value)
            _ours.is_working = False


def _is_not_ours(_record: logging.LogRecord) -> bool:
    return not getattr(_ours, "is_working", False)


def _told(cause: object) -> str:
    """Return what the library says of a failure, in one line."""
    # Its errors put their text into an attribute, and a tuple into str().
    text = _without_secrets(" ".join((getattr(cause, "message", None) or str(cause)).split()))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _without_secrets(text: str) -> str:
    """Blank what the library's errors quote: requests, which to STS hold tokens and signatures, and answers.

    STS itself repeats the request that it was sent, in every stage of encoding, where a signature does not fit.
    """
    text = re.sub(r"""[^\s'"(]*(?:[^\s'"]=[^\s'"]*&|&[^\s'"]*=|%(?:25)*3[Dd])[^\s'")]*""", "[blanked]", text)
    text = re.sub(r"(?i)(string to sign is:?\s*)\S+", r"\1[blanked]", text)
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


def _base(settings: Settings) -> _Provider:
    from alibabacloud_credentials import provider as library  # noqa: PLC0415 - see the module docstring

    key = settings.access_key
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
    return found


def _assumed(base: _Provider, role: AssumeRole) -> _Provider:
    from alibabacloud_credentials import provider as library  # noqa: PLC0415 - see the module docstring

    assumed: _Provider = library.RamRoleArnCredentialsProvider(
        credentials_provider=base,
        role_arn=role.arn,
        role_session_name=role.session_name or "alicloud-iot-ota",
        external_id=role.external_id,
    )
    return assumed
