# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Where and as whom the service is called: explicit values, then the environment.

This is the only module that knows environment variables. Explicit values come from a provider's arguments or from
Pulumi configuration; what is found in neither is left to the default chain of alibabacloud-credentials.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.errors import CredentialsError, SettingsError
from alicloud_iot_ota.rendering import shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

ENVIRONMENT: Mapping[str, tuple[str, ...]] = {
    "region": ("ALIBABA_CLOUD_REGION", "ALICLOUD_REGION"),
    "accessKeyId": ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALICLOUD_ACCESS_KEY"),
    "accessKeySecret": ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALICLOUD_SECRET_KEY"),
    "securityToken": ("ALIBABA_CLOUD_SECURITY_TOKEN", "ALICLOUD_SECURITY_TOKEN"),
    "iotInstanceId": ("ALIBABA_CLOUD_IOT_INSTANCE_ID", "ALICLOUD_IOT_INSTANCE_ID"),
    "endpoint": ("ALIBABA_CLOUD_ENDPOINT_IOT", "IOT_ENDPOINT"),
    "assumeRoleArn": ("ALICLOUD_ASSUME_ROLE_ARN",),
    "assumeRoleSessionName": ("ALICLOUD_ASSUME_ROLE_SESSION_NAME",),
    "assumeRoleExternalId": ("ALICLOUD_ASSUME_ROLE_EXTERNAL_ID",),
    "requestsPerSecond": ("ALICLOUD_IOT_OTA_REQUESTS_PER_SECOND",),
    "cacheMaxAge": ("ALICLOUD_IOT_OTA_CACHE_MAX_AGE",),
    "cacheDir": ("ALICLOUD_IOT_OTA_CACHE_DIR",),
}
"""The environment variables of each setting; the first that is set and not empty counts."""

OTHER_VARIABLES = (
    *("HOME", "USERPROFILE", "XDG_CACHE_HOME"),
    *(f"{scheme}_proxy" for scheme in ("http", "https", "all", "no")),
    *(f"{scheme}_PROXY" for scheme in ("HTTP", "HTTPS", "ALL", "NO")),
    *("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"),
    *("ALIBABA_CLOUD_PROFILE", "ALIBABA_CLOUD_CREDENTIALS_FILE", "ALIBABA_CLOUD_CLI_PROFILE_DISABLED"),
    *("ALIBABA_CLOUD_ROLE_ARN", "ALIBABA_CLOUD_ROLE_SESSION_NAME"),
    *("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"),
    *("ALIBABA_CLOUD_ECS_METADATA", "ALIBABA_CLOUD_ECS_METADATA_DISABLED", "ALIBABA_CLOUD_IMDSV1_DISABLED"),
    *("ALIBABA_CLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_STS_REGION", "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"),
)
"""Environment variables that a lookup uses for files, connections and credentials, and that are not settings."""

_KEY = ("accessKeyId", "accessKeySecret", "securityToken")
_EXPLICIT = "the settings"

DEFAULT_TIMEOUT = 60.0
"""Seconds that one look-up may take in all, retries and waits included."""

MAX_TIMEOUT = 3600.0
"""Seconds beyond which a typing error is likelier than a wish."""

DEFAULT_REQUESTS_PER_SECOND = 8
"""What this machine takes of the account's 10 requests a second: the console and other machines get something too."""

MAX_REQUESTS_PER_SECOND = 1000
"""Requests a second, far above any quota that Alibaba Cloud raises an account to."""

MAX_CACHE_AGE = 600.0
"""Seconds beyond which a list on disk is no short-lived copy any more."""


class AccessKey(msgspec.Struct, frozen=True):
    """One snapshot of credentials. Its text shows no secret.

    Attributes:
        access_key_id: The AccessKey ID.
        access_key_secret: The AccessKey secret.
        security_token: The token of temporary (STS) credentials, or None.
    """

    access_key_id: str
    access_key_secret: str
    security_token: str | None = None

    def __repr__(self) -> str:
        return f"AccessKey(access_key_id={self.access_key_id!r})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:  # what tracebacks with local variables show
        return [("access_key_id", self.access_key_id)]


class AssumeRole(msgspec.Struct, frozen=True):
    """A role of Alibaba Cloud's Resource Access Management that is assumed before anything is called.

    Attributes:
        arn: The role's ARN, `acs:ram::<account>:role/<name>`.
        session_name: What the account's audit log calls the session, or None for a name made up.
        external_id: The external ID that the role's trust policy asks for, or None.
    """

    arn: str
    session_name: str | None = None
    external_id: str | None = None


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Where and as whom the service is called.

    Attributes:
        region: The region, such as `cn-shanghai`.
        endpoint: The address to call in place of the region's own.
        access_key: Credentials given outright, or None for the default chain.
        iot_instance_id: The instance of every look-up that names none.
        timeout: Seconds that one look-up may take in all.
        profile: The profile of the aliyun CLI to take credentials from, or None for the default chain.
        assume_role: The role that the credentials assume, or None where they call for themselves.
        requests_per_second: What all processes of this machine together may call an endpoint.
        cache_max_age: Seconds for which a list on disk serves other processes; 0 is never.
        cache_dir: Where lists and the pace of requests are kept, or None where there is no place for them.
        sources: Where each setting was found, by its name in the schema: a variable, or the settings themselves.
    """

    region: str | None = None
    endpoint: str | None = None
    access_key: AccessKey | None = None
    iot_instance_id: str | None = None
    timeout: float = DEFAULT_TIMEOUT
    profile: str | None = None
    assume_role: AssumeRole | None = None
    requests_per_second: int = DEFAULT_REQUESTS_PER_SECOND
    cache_max_age: float = 0.0
    cache_dir: Path | None = None
    sources: Mapping[str, str] = msgspec.field(default_factory=dict)


def load(explicit: Mapping[str, str | float | None], environ: Mapping[str, str]) -> Settings:
    """Return the settings that explicit values and the environment give.

    Args:
        explicit: Values by their names in the schema (`accessKeyId`); None and "" count as not given.
        environ: The environment variables.

    Raises:
        CredentialsError: One half of an access key was given without the other, or two ways to credentials at once.
        SettingsError: A variable is not UTF-8, or must hold a number and does not, or there is no place for lists that
            are to be kept.
    """
    _require_utf8(environ)
    found = _Found(explicit, environ)
    access_key, key_source = _access_key(explicit, environ)
    profile = found.text("profile")
    if profile is not None:
        if key_source == _EXPLICIT:
            raise CredentialsError(
                "Both an access key and a profile of the aliyun CLI are in the settings.", "Set one of them."
            )
        access_key = None  # what is said outright counts before the environment
    elif access_key is not None:
        found.sources["accessKeyId"] = key_source
    cache_max_age = found.number("cacheMaxAge", 0.0, 0.0, MAX_CACHE_AGE)
    cache_dir = _cache_dir(found, environ)
    if cache_max_age and cache_dir is None:
        raise SettingsError(
            "A list is to be kept on disk (cacheMaxAge), and this user has no home directory to keep it in.",
            "Set cacheDir to a directory of this user's own, or leave cacheMaxAge out.",
        )
    return Settings(
        region=found.text("region"),
        endpoint=found.text("endpoint"),
        access_key=access_key,
        iot_instance_id=found.text("iotInstanceId"),
        timeout=float(explicit.get("timeout") or DEFAULT_TIMEOUT),
        profile=profile,
        assume_role=_assume_role(found),
        requests_per_second=int(
            found.number("requestsPerSecond", DEFAULT_REQUESTS_PER_SECOND, 1, MAX_REQUESTS_PER_SECOND, is_whole=True)
        ),
        cache_max_age=cache_max_age,
        cache_dir=cache_dir,
        sources=found.sources,
    )


def _require_utf8(environ: Mapping[str, str]) -> None:
    """Refuse a variable with bytes that no text has: they would fail wherever the text is first written."""
    for name in (*(name for names in ENVIRONMENT.values() for name in names), *OTHER_VARIABLES):
        if re.search("[\ud800-\udfff]", environ.get(name, "")):  # how Python carries such bytes
            raise SettingsError(f"The environment variable {name} is not UTF-8.", "Set it again in UTF-8, or unset it.")


def is_debugging(environ: Mapping[str, str]) -> bool:
    """Return whether the user wants to see every request (`PULUMI_DEBUG=true`)."""
    return _is_set(environ, "PULUMI_DEBUG")


def ignores_plugins_on_path(environ: Mapping[str, str]) -> bool:
    """Return whether Pulumi is told to look for installed plugins alone (`PULUMI_IGNORE_AMBIENT_PLUGINS=true`)."""
    return _is_set(environ, "PULUMI_IGNORE_AMBIENT_PLUGINS")


def _is_set(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "").lower() in {"1", "true", "yes"}


class _Found:
    """Values, explicit ones before the environment's, and where each of them was found."""

    def __init__(self, explicit: Mapping[str, str | float | None], environ: Mapping[str, str]) -> None:
        self._explicit = explicit
        self._environ = environ
        self.sources: dict[str, str] = {}

    def text(self, name: str) -> str | None:
        value = self._explicit.get(name)
        if value is not None and value != "":
            self.sources[name] = _EXPLICIT
            return str(value)
        for variable in ENVIRONMENT.get(name, ()):
            if self._environ.get(variable):
                self.sources[name] = variable
                return self._environ[variable]
        return None

    def number(self, name: str, default: float, low: float, high: float, *, is_whole: bool = False) -> float:
        text = self.text(name)
        if text is None:
            return default
        form = r"[0-9]{1,10}(?:\.0*)?" if is_whole else r"[0-9]{1,10}(?:\.[0-9]{0,10})?"
        if not re.fullmatch(form, text) or not low <= float(text) <= high:
            # Explicit values have been checked before, in the words of the schema.
            raise SettingsError(
                f'{self.sources[name]} is "{shown(text)}", which is no {"whole " if is_whole else ""}number from '
                f"{low:g} to {high:g}.",
                "Correct it, or leave it out.",
            )
        return float(text)


def _assume_role(found: _Found) -> AssumeRole | None:
    arn = found.text("assumeRoleArn")
    session_name, external_id = found.text("assumeRoleSessionName"), found.text("assumeRoleExternalId")
    if arn is None:
        if session_name or external_id:
            raise CredentialsError(
                "A session name or an external ID is set, and no role to assume.", "Set assumeRoleArn as well."
            )
        return None
    return AssumeRole(arn, session_name, external_id)


def _cache_dir(found: _Found, environ: Mapping[str, str]) -> Path | None:
    """Return the directory of this package among those that may be emptied at any time."""
    home = environ.get("HOME") or environ.get("USERPROFILE")
    given = found.text("cacheDir")
    if given is not None:
        first, _, rest = given.partition("/")
        if first != "~":
            return Path(given)
        return Path(home, rest.lstrip("/")) if home else None  # no shell has read it: there would be a directory "~"
    standard = Path(environ.get("XDG_CACHE_HOME", ""))
    if standard.is_absolute():  # another one is to be ignored, by the standard's own words
        return standard / "alicloud-iot-ota"
    return Path(home, ".cache", "alicloud-iot-ota") if home else None


def _access_key(explicit: Mapping[str, str | float | None], environ: Mapping[str, str]) -> tuple[AccessKey | None, str]:
    """Take the whole key from one source, and say which: halves of two accounts must never be put together."""
    given = [str(value) if (value := explicit.get(name)) else None for name in _KEY]
    environment: list[tuple[str, list[str | None]]] = []
    for place in range(2):
        variables = [ENVIRONMENT[name][place] for name in _KEY]
        values = [environ.get(variable) for variable in variables]
        environment.append((f"{variables[0]} and {variables[1]}", values))
    for source, (key_id, secret, token) in [(_EXPLICIT, given), *environment]:
        if key_id and secret:
            return AccessKey(key_id, secret, token or None), source
        if key_id or secret or token:
            found = "Half an access key" if key_id or secret else "A securityToken alone"
            missing = "secret is" if key_id else "ID is" if secret else "ID and secret are"
            raise CredentialsError(
                f"{found} was found in {source}: the AccessKey {missing} missing.",
                "Give all parts in the same place, or none of them.",
            )
    return None, ""
