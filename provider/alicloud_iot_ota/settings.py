# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The settings of the service and the credentials: explicit values first, then the environment.

Only this module reads settings from environment variables. Explicit values come from a provider's arguments or from
Pulumi configuration. For credentials that neither contains, alibabacloud-credentials searches its default chain.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.environment import (
    ALIASES,
    CLI_FILES,
    ENVIRONMENT,
    OIDC,
    OTHER_VARIABLES,
    PROFILE,
    VARIABLES,
    Use,
)
from alicloud_iot_ota.base.user_folders import cache_folder, expand_home
from alicloud_iot_ota.errors import CredentialsError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

_KEY = ("accessKeyId", "accessKeySecret", "securityToken")
_EXPLICIT = "the settings"
_CREDENTIAL_VARIABLES = (PROFILE, *CLI_FILES, *OIDC, "ALIBABA_CLOUD_ECS_METADATA", "ALIBABA_CLOUD_CREDENTIALS_URI")
_IF_UNSET = {
    "region": "use the next variable that has a region",
    "endpoint": "use the default endpoint of the region",
    "iotInstanceId": "use the instance without an ID",
    "assumeRoleArn": "call the service without a role",
    "accessKeyId": "use other credentials on this machine",
    "accessKeySecret": "use other credentials on this machine",
    PROFILE: "use other credentials on this machine",
}
"""The effect of an empty variable, if it were ignored. Each of these would silently select another account or
instance.
"""

DEFAULT_TIMEOUT = 60.0
"""The default timeout of one lookup in seconds, including retries and waits."""

MAX_TIMEOUT = 3600.0
"""The maximum timeout in seconds. A longer one is probably a typing error."""

DEFAULT_REQUESTS_PER_SECOND = 8
"""The default limit for this machine.

The account's quota is 10 requests per second. The rest is for the console and other machines.
"""

MAX_REQUESTS_PER_SECOND = 1000
"""The maximum number of requests per second. It is far above any quota to which Alibaba Cloud raises an account."""

MAX_CACHE_AGE = 600.0
"""The maximum age of a list on disk, in seconds. The list is only a short-lived copy."""

DEFAULT_SNAPSHOT_AGE = 172_800.0
"""The default maximum age of a catalog in a snapshot, in seconds: 48 hours."""

MAX_SNAPSHOT_AGE = 604_800.0
"""The maximum age of a catalog in a snapshot, in seconds: 7 days. An older one says little about the live catalog."""


class AccessKey(msgspec.Struct, frozen=True):
    """One snapshot of credentials. Its string representation contains no secret.

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

    def __rich_repr__(self) -> list[tuple[str, Any]]:  # for tracebacks with local variables
        return [("access_key_id", self.access_key_id)]


class AssumeRole(msgspec.Struct, frozen=True):
    """A role of Alibaba Cloud RAM (Resource Access Management) that is assumed before any call.

    Attributes:
        arn: The role's ARN, `acs:ram::<account>:role/<name>`.
        session_name: The name of the session in the account's audit log, or None for a default name.
        external_id: The external ID that the role's trust policy requires, or None.
    """

    arn: str
    session_name: str | None = None
    external_id: str | None = None


class Chain(msgspec.Struct, frozen=True):
    """Settings of the default credential chain that alibabacloud-credentials does not read itself.

    Attributes:
        variables: Values for the library's variables, from aliases that the library does not read.
        named: The variables that select a profile or a file. Credentials from other sources must not be used.
        cli_file: The file with the aliyun CLI profiles, or None for the CLI's default file.
    """

    variables: Mapping[str, str] = msgspec.field(default_factory=dict)
    named: tuple[str, ...] = ()
    cli_file: Path | None = None


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The endpoint, the credentials and the limits for calls to the service.

    Attributes:
        region: The region, such as `cn-shanghai`.
        endpoint: The address to call instead of the region's default endpoint.
        access_key: An explicit access key, or None for the default chain.
        iot_instance_id: The default instance for lookups.
        timeout: Seconds that one lookup may take in total.
        profile: The aliyun CLI profile with the credentials, or None for the default chain.
        assume_role: The role that the credentials assume, or None for calls without a role.
        requests_per_second: The limit for all calls from this machine to an endpoint, across processes.
        cache_max_age: Seconds for which a list on disk serves other processes; 0 means never.
        cache_dir: The directory for lists and the state of the rate limit, or None if there is no suitable directory.
        snapshot: The file whose catalogs are used instead of the service, or None.
        snapshot_max_age: Seconds after which a catalog in the snapshot is too old.
        chain: Settings of the default chain from the environment.
        sources: Where each setting was found, by its name in the schema: a variable, or the settings themselves.
        notes: Notes to the user about the variables that were found.
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
    snapshot: Path | None = None
    snapshot_max_age: float = DEFAULT_SNAPSHOT_AGE
    chain: Chain = Chain()
    sources: Mapping[str, str] = msgspec.field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Given:
    """Explicit values and values from the environment, before they are validated.

    Args:
        explicit: Values by their names in the schema (`accessKeyId`). None counts as not set.
        environ: The environment variables.

    Attributes:
        values: The values, by their names in the schema.
        variables: The variable of each value that comes from the environment.
        key_place: A description of where an access key was found, or None without an access key. With a snapshot, no
            access key is searched for.
        sources: A description of where each effective setting was found. An access key is listed under `accessKeyId`.
        notes: Notes to the user about the variables that were found.

    Raises:
        CredentialsError: The environment has an incomplete access key.
        SettingsError: A variable is not UTF-8.
    """

    def __init__(self, explicit: Mapping[str, object], environ: Mapping[str, str]) -> None:
        _require_utf8(environ)
        self.environ = environ
        self.values = {name: value for name, value in explicit.items() if value is not None}
        self.variables: dict[str, str] = {}
        self.notes: list[str] = []
        self.key_place = None if snapshot_place(explicit, environ) else self._find_key()
        for name, variables in ENVIRONMENT.items():
            if name not in self.values and name not in _KEY and (variable := self.first(variables)):
                self._take(name, variable)
        self.sources = {name: self.variables.get(name, _EXPLICIT) for name in self.values if name not in _KEY}
        if self.key_place is not None and "profile" not in self.values:
            self.sources["accessKeyId"] = self.key_place

    def _take(self, name: str, variable: str) -> None:
        self.values[name], self.variables[name] = self.environ[variable], variable

    def _find_key(self) -> str | None:
        """Read an access key from the first source that has any part of one. Return a description of that source."""
        if any(name in self.values for name in _KEY):
            return _EXPLICIT
        found, chosen = None, ""
        for variables in zip(*map(ENVIRONMENT.__getitem__, _KEY), strict=True):
            parts = [self.environ.get(variable, "") for variable in variables]
            place = f"{variables[0]} and {variables[1]}"
            if found is None and any(parts):
                _require_complete(place, *parts)
                found, chosen = place, parts[0]
                for name, variable in zip(_KEY, variables, strict=True):
                    if self.environ.get(variable) and "profile" not in self.values:  # a profile overrides variables
                        self._take(name, variable)
            elif found is not None and parts[0] not in {"", chosen}:
                self.note(f"The environment variables {found} differ from {place}. The first two are used.")
        return found

    def first(self, variables: Sequence[str]) -> str | None:
        """Return the first variable with a value, and note which others have a different value."""
        present = [name for name in variables if self.environ.get(name, "").strip()]
        for other in present[1:]:
            if self.environ[other] != self.environ[present[0]]:
                self.note(f"The environment variables {present[0]} and {other} differ: {present[0]} is used.")
        return present[0] if present else None

    def note(self, text: str) -> None:
        """Add a note to the user."""
        self.notes.append(text)

    def has_credential_variable(self) -> bool:
        """Return whether a variable tells the default chain which credentials to find."""
        names = [name for name in _CREDENTIAL_VARIABLES if name not in OIDC or all(map(self.environ.get, OIDC))]
        return any(self.environ.get(alias, "").strip() for name in names for alias in ALIASES.get(name, (name,)))

    def require_values(self, *names: str) -> None:
        """Refuse an empty variable of a setting or of the library, unless another source has a value."""
        for name in names:
            if name in self.sources:
                continue
            for variable in ENVIRONMENT.get(name) or ALIASES[name]:
                if variable in self.environ and not self.environ[variable].strip():
                    raise SettingsError(
                        f"The environment variable {variable} is empty.",
                        "Set it to a value (in a pipeline, check that the secret or variable behind it exists), or "
                        f"unset it to {_IF_UNSET[name]}.",
                    )


def snapshot_place(explicit: Mapping[str, object], environ: Mapping[str, str]) -> str | None:
    """Return where a snapshot was set: a variable or the settings themselves. Return None without a snapshot.

    Args:
        explicit: The explicit settings by their names in the schema.
        environ: The environment variables.
    """
    if explicit.get("snapshot") is not None:
        return _EXPLICIT
    return next((name for name in ENVIRONMENT["snapshot"] if environ.get(name, "").strip()), None)


def build_settings(given: Given, args: Mapping[str, Any]) -> Settings:
    """Validate the combination of values and return the settings.

    Args:
        given: The values and their sources.
        args: The same values, converted to their declared types, by attribute name (`access_key_id`).

    Raises:
        CredentialsError: An access key is incomplete, or there are both an access key and a profile.
        SettingsError: An empty variable would change the account or instance, or there is no directory for lists that
            must be cached.
    """
    values = {name: value for name, value in args.items() if value is not None}
    if "snapshot" in values:
        return _snapshot_settings(given, values)
    parts: list[Any] = [values.get(name) for name in AccessKey.__struct_fields__]
    if given.key_place == _EXPLICIT:
        _require_complete(_EXPLICIT, *parts)
        if "profile" in values:
            raise CredentialsError(
                "The settings contain both an access key and an aliyun CLI profile.", "Set only one of them."
            )
    access_key = AccessKey(*parts) if parts[0] else None
    cache_dir = _cache_dir(values.get("cache_dir"), given.environ)
    if values.get("cache_max_age") and cache_dir is None:
        raise SettingsError(
            "cacheMaxAge needs a cache directory, but this user has no home directory.",
            "Set cacheDir to a directory that belongs to this user, or do not set cacheMaxAge.",
        )
    assume_role = _assume_role(values)
    chain = _read_chain(given) if access_key is None else Chain()
    given.require_values(*(() if "endpoint" in values else ("region",)), "endpoint", "iotInstanceId", "assumeRoleArn")
    if access_key is None and "profile" not in values and not given.has_credential_variable():
        given.require_values("accessKeyId", "accessKeySecret", PROFILE)
    _note_ignored(given, is_key=access_key is not None, is_role=assume_role is not None)
    plain = {name: value for name, value in values.items() if name in Settings.__struct_fields__}
    return Settings(
        **{**plain, "cache_dir": cache_dir},
        access_key=access_key,
        assume_role=assume_role,
        chain=chain,
        sources=given.sources,
        notes=tuple(given.notes),
    )


def _snapshot_settings(given: Given, values: Mapping[str, Any]) -> Settings:
    """Return the settings for lookups in a snapshot: no credentials, no connection, no directory for lists.

    Raises:
        SettingsError: An empty variable would change the endpoint or instance, or the path needs a home directory that
            this user does not have.
    """
    given.require_values(*(() if "endpoint" in values else ("region",)), "endpoint", "iotInstanceId")
    snapshot = expand_home(values["snapshot"], given.environ)
    if snapshot is None:
        raise SettingsError(
            "The path of the snapshot starts with ~, but this user has no home directory.",
            "Set snapshot to an absolute path.",
        )
    names = ("region", "endpoint", "iot_instance_id", "timeout", "snapshot_max_age")
    return Settings(
        **{name: values[name] for name in names if name in values},
        snapshot=snapshot,
        sources=given.sources,
        notes=tuple(given.notes),
    )


def _require_complete(place: str, key_id: str | None, secret: str | None, _token: str | None) -> None:
    """Refuse an incomplete access key: parts from two accounts must never be combined."""
    if key_id and secret:
        return
    half = "An incomplete access key" if key_id or secret else "Only a securityToken"
    missing = "secret is" if key_id else "ID is" if secret else "ID and secret are"
    raise CredentialsError(
        f"{half} was found in {place}: the AccessKey {missing} missing.",
        "Set all parts in the same place, or none of them.",
    )


def _assume_role(values: Mapping[str, Any]) -> AssumeRole | None:
    arn, *parts = (values.get(f"assume_role_{part}") for part in ("arn", "session_name", "external_id"))
    if arn is None and any(parts):
        raise CredentialsError(
            "A session name or an external ID is set without a role to assume.", "Set assumeRoleArn too."
        )
    return None if arn is None else AssumeRole(arn, *parts)


def _cache_dir(text: str | None, environ: Mapping[str, str]) -> Path | None:
    """Return the explicit cache directory, or this package's directory in the user's cache directory."""
    if text is not None:
        return expand_home(text, environ)
    caches = cache_folder(environ)
    return None if caches is None else caches / "alicloud-iot-ota"


def _require_utf8(environ: Mapping[str, str]) -> None:
    """Refuse a variable with bytes that are not UTF-8: they would fail later, wherever the text is first written."""
    for name in (*(name for names in ENVIRONMENT.values() for name in names), *OTHER_VARIABLES):
        if re.search("[\ud800-\udfff]", environ.get(name, "")):  # Python represents such bytes as surrogates
            raise SettingsError(f"The environment variable {name} is not UTF-8.", "Set it again in UTF-8, or unset it.")


def is_debugging(environ: Mapping[str, str]) -> bool:
    """Return whether the user wants a log of every request (`PULUMI_DEBUG=true`)."""
    return _is_set(environ, "PULUMI_DEBUG")


def ignores_plugins_on_path(environ: Mapping[str, str]) -> bool:
    """Return whether Pulumi ignores plugins on PATH (`PULUMI_IGNORE_AMBIENT_PLUGINS=true`)."""
    return _is_set(environ, "PULUMI_IGNORE_AMBIENT_PLUGINS")


def _is_set(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "").lower() in {"1", "true", "yes"}


def _read_chain(given: Given) -> Chain:
    """Return the settings of the default chain from the environment."""
    firsts = {name: given.first(names) for name, names in ALIASES.items()}
    variables = {name: given.environ[first] for name, first in firsts.items() if first not in {None, name}}
    named = [first] if (first := firsts[PROFILE]) else []
    variable = given.first(CLI_FILES)
    if variable is None:
        return Chain(variables, tuple(named))
    text = given.environ[variable]
    is_cli_file = variable == CLI_FILES[0] or text.lower().endswith(".json")
    cli_file = (expand_home(text, given.environ) or Path(text)) if is_cli_file else None
    return Chain(variables, (*named, variable), cli_file)


def _note_ignored(given: Given, *, is_key: bool, is_role: bool) -> None:
    """Note each ignored variable that another tool reads and that could select another account or instance."""
    for each in VARIABLES:
        is_set = bool(given.environ.get(each.name, "").strip())
        if each.use is Use.REPORTED and is_set and not any(map(given.sources.__contains__, each.unless)):
            given.note(f"The environment variable {each.name} is ignored. {each.about}")
    present = [name for name in OIDC if given.environ.get(name)]
    if not present or len(present) == len(OIDC) or "profile" in given.sources:
        return
    role = OIDC[0]
    if not is_key:
        missing = " and ".join(name for name in OIDC if name not in present)
        given.note(f"{' and '.join(present)} is ignored: OIDC also needs {missing}.")
    elif role in present and not is_role:
        given.note(f"{role} is ignored: with an access key, set the role in assumeRoleArn or ALICLOUD_ASSUME_ROLE_ARN.")
