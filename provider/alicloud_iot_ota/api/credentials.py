# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Credentials for each request: an explicit access key, an aliyun CLI profile, the default chain, or an assumed role.

Only this module uses alibabacloud-credentials. The library is imported late, because the import needs 0.25 seconds, and
because the library reads the environment once, when it is imported.

The user's program may use the library too, so the following applies only while this module calls it: The library logs
nothing, because its own handlers print tracebacks and complete requests. It also does not see the access key in the
environment, which it would otherwise combine with an incomplete profile of another account.
"""

from __future__ import annotations

import contextlib
import logging
import re
import threading
import urllib.request
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from alicloud_iot_ota.api.codes import clock_remedy
from alicloud_iot_ota.api.credential_limits import SourceLimits
from alicloud_iot_ota.api.retry import Deadline, cancelled_error
from alicloud_iot_ota.base.redaction import redact, redact_url, url_secrets
from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.errors import CredentialsError, DeadlineError
from alicloud_iot_ota.settings import AccessKey, AssumeRole, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_LONGEST = 2000  # characters of an error of the chain, which describes each of its sources
_LOGGERS = ("credentials", "alibabacloud-tea", "alibabacloud_credentials")
"""The root names of the library's loggers. Version 1.0.2 has one logger per module below them."""

_REFRESH_THREADS = ("non-blocking-refresh",)
"""Name prefixes of the threads on which the library refreshes credentials. They serve the most recent caller."""

_LIBRARY_ATTRIBUTES = {
    "ALIBABA_CLOUD_PROFILE": ("environment_profile_name", "client_type"),
    "ALIBABA_CLOUD_CLI_PROFILE_DISABLED": ("environment_cli_profile_disabled",),
    "ALIBABA_CLOUD_ECS_METADATA": ("environment_ecs_metadata",),
    "ALIBABA_CLOUD_CREDENTIALS_URI": ("environment_credentials_uri",),
}
"""The attributes in which the library stores the value of each variable that has aliases."""

_MACHINE_SOURCES = frozenset({"ecs_ram_role", "credential_uri"})
"""The sources in the chain that do not depend on a profile or a file."""

_ENVIRONMENT_KEY = ("environment_access_key_id", "environment_access_key_secret", "environment_security_token")

_thread_state = threading.local()
_library_lock = threading.RLock()


class _Provider(Protocol):
    """A provider of alibabacloud-credentials. The parts of the credentials that it returns belong together."""

    def get_credentials(self) -> Any:  # noqa: ANN401 - the library ships no types
        """Return credentials, fetched or refreshed if necessary."""


class Snapshot(msgspec.Struct, frozen=True):
    """Credentials at one moment.

    Attributes:
        access_key: The access key. Its parts belong together.
        source: The origin: a variable, or the name of the source in the chain of alibabacloud-credentials.
    """

    access_key: AccessKey
    source: str


class Credentials:
    """A source of consistent credentials for each request.

    Args:
        settings: An access key or an aliyun CLI profile. If there is neither, the default chain is used: OIDC, CLI
            profile, credentials file, ECS role, credentials URI, in this order. Temporary credentials are refreshed
            before they expire. If a role is set, these credentials assume it.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._providers: dict[str, _Provider] = {}
        self._refused: AccessKey | None = None
        self._lock = threading.Lock()
        self._limits = SourceLimits()

    def resolve(self, deadline: Deadline | None = None) -> Snapshot:
        """Return the current credentials and their source.

        Raises:
            CredentialsError: No credentials were found, they are damaged, or the role cannot be assumed.
            DeadlineError: They were not found in time.
            CancelledError: The lookup was canceled.
        """
        with self._exclusive(deadline):
            return self._resolve(deadline)

    def close(self) -> None:
        """Abort every search for credentials, now and from now on."""
        self._limits.requests.close()

    def renew(self, used: AccessKey, deadline: Deadline | None = None) -> bool:
        """Search for credentials again after the service has rejected `used` as expired.

        Returns:
            Whether different credentials were found.

        Raises:
            OtaError: The same errors as `resolve`.
        """
        with self._exclusive(deadline):
            if used == self._refused:
                return False  # another request has already searched without success
            if self._resolve(deadline).access_key == used:
                self._providers.clear()
            if self._resolve(deadline).access_key != used:
                return True
            self._refused = used
            return False

    @contextlib.contextmanager
    def _exclusive(self, deadline: Deadline | None) -> Iterator[None]:
        """Let only one request at a time search for credentials."""
        if deadline is None:
            self._lock.acquire()
        elif not self._lock.acquire(timeout=max(0.0, deadline.remaining())):
            raise _timeout_error(deadline)
        try:
            yield
        finally:
            self._lock.release()

    def _resolve(self, deadline: Deadline | None) -> Snapshot:
        given, role = self._settings.access_key, self._settings.assume_role
        if given is not None and role is None:
            return Snapshot(_check_key(given), self._settings.sources.get("accessKeyId", "the settings"))
        found = self._ask_library("base", lambda: _base_provider(self._settings), self._not_found_error, deadline)
        self._require_named_source(str(found.get_provider_name()))
        if role is not None:
            base = self._providers["base"]
            found = self._ask_library(
                "role", lambda: _role_provider(base, role), lambda error: self._role_error(role, error), deadline
            )
        key_id, secret = found.get_access_key_id(), found.get_access_key_secret()
        if not key_id or not secret:
            raise self._not_found_error("a source returned no access key")
        key = AccessKey(key_id, secret, found.get_security_token() or None)
        return Snapshot(_check_key(key), str(found.get_provider_name()))

    def _ask_library(
        self, name: str, make: Callable[[], _Provider], failed: Callable[[Exception], Exception], until: Deadline | None
    ) -> Any:  # noqa: ANN401 - the library ships no types
        """Return the credentials from a provider of the library. The provider is created when it is first needed."""
        try:
            with _adapted_library(self._settings), self._limits.enforce(until):
                if name not in self._providers:
                    self._providers[name] = make()
                return self._providers[name].get_credentials()
        except Exception as error:  # noqa: BLE001 - its errors have no common base class
            if self._limits.requests.are_closed:
                raise cancelled_error() from None
            if until is not None and until.remaining() <= 0:
                raise _timeout_error(until) from None
            raise failed(error) from None

    def _require_named_source(self, source: str) -> None:
        """Reject credentials of this machine if a variable selects a profile or a file.

        The library would use them without a warning.
        """
        named = self._settings.chain.named
        if named and source.partition("/")[2] in _MACHINE_SOURCES:
            raise CredentialsError(
                f"{' and '.join(named)} provided no credentials, but the next source ({source}) did.",
                f"Correct {' and '.join(named)}: run `aliyun configure list`. To use the other source, unset it.",
            )

    def _describe_cause(self, cause: object) -> str:
        """Return the library's description of a failure, on one line and without secrets.

        It quotes responses and requests, and requests to STS contain tokens and signatures. If a signature does not
        match, STS repeats the request that it received, in every stage of its encoding.
        """
        # The library's errors have their text in an attribute; str() returns a tuple.
        text = ". ".join([*self._limits.refusals, getattr(cause, "message", None) or str(cause)])
        key = self._settings.access_key
        secrets = [*self._limits.secrets]
        secrets += [] if key is None else [key.access_key_secret, key.security_token or ""]
        for url in _urls(self._settings):
            text = text.replace(url, redact_url(url))
            secrets += url_secrets(url)
        text = " ".join(redact(text, secrets, external=True).split())
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."

    def _role_error(self, role: AssumeRole, cause: object) -> CredentialsError:
        cause_text = self._describe_cause(cause)
        return CredentialsError(
            f"Cannot assume the role {format_text(role.arn)} ({cause_text}).",
            clock_remedy(cause_text)
            or "Check assumeRoleArn and the role's trust policy. These credentials need permission for sts:AssumeRole.",
        )

    def _not_found_error(self, cause: object) -> CredentialsError:
        cause_text, chain = self._describe_cause(cause), self._settings.chain
        if self._settings.profile is not None:
            profile = format_text(self._settings.profile)
            message = f'The aliyun CLI profile "{profile}" provided no credentials ({cause_text}).'
            remedy = "Check it with `aliyun configure list`, or log in again with `aliyun configure --profile`."
        elif chain.cli_file is not None:
            message = (
                f"The aliyun CLI profiles in {format_text(str(chain.cli_file))} provided no credentials ({cause_text})."
            )
            remedy = f"Correct {' and '.join(chain.named)} in the environment."
        else:
            message = f"No credentials found: none are set, and the default credential chain found none ({cause_text})."
            remedy = (
                "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET; or set alicloud-iot:accessKeyId, "
                "and run `pulumi config set --secret alicloud-iot:accessKeySecret`; or log in with the aliyun CLI."
            )
            if chain.named:
                remedy = f"Correct {' and '.join(chain.named)} in the environment: run `aliyun configure list`."
        return CredentialsError(message, clock_remedy(cause_text) or remedy)


@contextlib.contextmanager
def _adapted_library(settings: Settings) -> Iterator[None]:
    """Silence the library, apply the limits, and let it see the environment as interpreted by the settings.

    If a profile is read, the key in the environment is hidden from the library. Aliases are passed as its own
    variables.
    """
    from alibabacloud_credentials.utils import auth_util  # noqa: PLC0415 - see the module docstring

    from alicloud_iot_ota.api import credential_sources  # noqa: PLC0415 - imports the library

    credential_sources.install()
    for name in (*_LOGGERS, *logging.root.manager.loggerDict):
        if name.partition(".")[0] in _LOGGERS:  # a filter does not apply to child loggers
            logging.getLogger(name).addFilter(_is_foreign)  # adding the same filter again has no effect
    reads_profile = settings.profile is not None or settings.chain.cli_file is not None
    values: dict[str, str | None] = dict.fromkeys(_ENVIRONMENT_KEY if reads_profile else ())
    values |= {
        name: text for variable, text in settings.chain.variables.items() for name in _LIBRARY_ATTRIBUTES[variable]
    }
    with _library_lock if values else contextlib.nullcontext():
        saved = {name: getattr(auth_util, name) for name in values}
        _thread_state.is_working = True
        try:
            for name, value in values.items():
                setattr(auth_util, name, value)
            yield
        finally:
            for name, value in saved.items():
                setattr(auth_util, name, value)
            _thread_state.is_working = False


def _is_foreign(record: logging.LogRecord) -> bool:
    return not (getattr(_thread_state, "is_working", False) or (record.threadName or "").startswith(_REFRESH_THREADS))


def _urls(settings: Settings) -> Iterable[str]:
    """Return the addresses that the library may quote in an error and that may contain a password."""
    from alibabacloud_credentials.utils import auth_util  # noqa: PLC0415 - see the module docstring

    uris = (auth_util.environment_credentials_uri, settings.chain.variables.get("ALIBABA_CLOUD_CREDENTIALS_URI"))
    return filter(None, [*uris, *urllib.request.getproxies().values()])


def _timeout_error(deadline: Deadline) -> DeadlineError:
    return deadline.timeout_error("The credential source did not respond in time.")


def _check_key(key: AccessKey) -> AccessKey:
    parts = {"ID": key.access_key_id, "secret": key.access_key_secret, "security token": key.security_token or "-"}
    for name, part in parts.items():
        if not re.fullmatch(r"[!-~]+", part):
            raise CredentialsError(
                f"The AccessKey {name} contains an invalid character: a space, a line break or a non-ASCII character.",
                "Set it again. If it comes from a file or a command, remove the line break at the end.",
            )
    return key


def _base_provider(settings: Settings) -> _Provider:
    from alibabacloud_credentials import provider as library  # noqa: PLC0415 - see the module docstring

    key = settings.access_key
    found: _Provider
    cli_file = settings.chain.cli_file
    if settings.profile is not None or cli_file is not None:
        found = library.CLIProfileCredentialsProvider(
            profile_name=settings.profile, profile_file=None if cli_file is None else str(cli_file)
        )
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


def _role_provider(base: _Provider, role: AssumeRole) -> _Provider:
    from alibabacloud_credentials import provider as library  # noqa: PLC0415 - see the module docstring

    assumed: _Provider = library.RamRoleArnCredentialsProvider(
        credentials_provider=base,
        role_arn=role.arn,
        role_session_name=role.session_name or "alicloud-iot-ota",
        external_id=role.external_id,
    )
    return assumed
