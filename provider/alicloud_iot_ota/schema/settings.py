# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The configuration of the provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from alicloud_iot_ota import settings
from alicloud_iot_ota.base.environment import ALIASES, ENVIRONMENT, PROFILE
from alicloud_iot_ota.errors import ArgumentError, Failure, SettingsError
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.collector import Arguments
from alicloud_iot_ota.schema.fields import ASCII, PATH, declare
from alicloud_iot_ota.settings import (
    DEFAULT_REQUESTS_PER_SECOND,
    DEFAULT_SNAPSHOT_AGE,
    DEFAULT_TIMEOUT,
    MAX_CACHE_AGE,
    MAX_REQUESTS_PER_SECOND,
    MAX_SNAPSHOT_AGE,
    MAX_TIMEOUT,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from msgspec import Meta

SECRET_SETTINGS = frozenset({"accessKeyId", "accessKeySecret", "securityToken"})
"""The settings whose values must not appear in messages and outputs."""


def _setting(
    name: str, description: str, *examples: object, default: str = "", ge: float | None = None, le: float | None = None
) -> Meta:
    """Declare a setting with its environment variables. An empty text is an error; an empty variable counts as not set.

    The default lists the variables as text. With `defaultInfo` in the schema, each generated SDK would copy the values
    of the variables into the provider's inputs, and so into previews and the state. Only the plugin reads the
    environment. `default` applies if the environment has no value.
    """
    sources = [*(f"${variable}" for variable in ENVIRONMENT[name]), *filter(None, [default])]
    schema: dict[str, Any] = {"secret": True} if name in SECRET_SETTINGS else {}
    schema |= {"format": PATH} if name in {"cacheDir", "snapshot"} else {"pattern": ASCII}
    bounds: dict[str, Any] = {"min_length": 1} if ge is None else {"ge": ge, "le": le}
    return declare(description, *examples, default_text=", then ".join(sources), schema=schema, **bounds)


Region = Annotated[
    str, _setting("region", "The region of the instance. Required unless `endpoint` is set.", "cn-shanghai")
]
_AccessKeyId = Annotated[
    str, _setting("accessKeyId", "The AccessKey ID.", default="the default credential chain of Alibaba Cloud")
]
_AccessKeySecret = Annotated[str, _setting("accessKeySecret", "The AccessKey secret.")]
_SecurityToken = Annotated[
    str,
    _setting(
        "securityToken",
        "The security token of temporary (STS) credentials. Set it in the same place as the AccessKey ID.",
    ),
]
_DefaultInstanceId = Annotated[
    str, _setting("iotInstanceId", "The ID of the instance for lookups that do not set one.", "iot-0123abcd")
]
_Endpoint = Annotated[
    str,
    _setting(
        "endpoint",
        "The endpoint to use instead of the region's default, such as the emulator. Must be https, except for a "
        "loopback address.",
        "http://127.0.0.1:8765",
    ),
]
_Timeout = Annotated[
    float,
    declare(
        "Maximum duration of one lookup, in seconds, including retries and waits.",
        120,
        default=int(DEFAULT_TIMEOUT),
        gt=0,
        le=MAX_TIMEOUT,
    ),
]
Profile = Annotated[
    str,
    declare(
        "The profile of the aliyun CLI (`~/.aliyun/config.json`) with the credentials to use. It takes precedence over "
        "an AccessKey in the environment and over the default credential chain.",
        "production",
        default_text=f"{', then '.join(f'${variable}' for variable in ALIASES[PROFILE])}, read by that chain",
        min_length=1,
    ),
]
_AssumeRoleArn = Annotated[
    str,
    _setting(
        "assumeRoleArn",
        "The ARN of a RAM role. The credentials assume this role before the first call.",
        "acs:ram::123456789012:role/ota-reader",
    ),
]
_AssumeRoleSessionName = Annotated[
    str,
    _setting(
        "assumeRoleSessionName",
        "The name of the assumed role's session in the audit log.",
        "ci",
        default="`alicloud-iot-ota`",
    ),
]
_AssumeRoleExternalId = Annotated[
    str, _setting("assumeRoleExternalId", "The external ID that the trust policy of the assumed role requires.")
]
_RequestsPerSecond = Annotated[
    int,
    _setting(
        "requestsPerSecond",
        "Maximum number of requests a second to the endpoint, for all processes of this user on this machine together. "
        "The service allows 10 a second for the whole account, including the console and other machines.",
        3,
        default=str(DEFAULT_REQUESTS_PER_SECOND),
        ge=1,
        le=MAX_REQUESTS_PER_SECOND,
    ),
]
_CacheMaxAge = Annotated[
    float,
    _setting(
        "cacheMaxAge",
        "How long other processes may reuse a complete package list from the disk, in seconds, at most "
        f"{MAX_CACHE_AGE:g}. It saves requests for the update after its preview and for other stacks of a pipeline.",
        60,
        default="0 (no list on disk)",
        ge=0,
        le=MAX_CACHE_AGE,
    ),
]
_CacheDir = Annotated[
    str,
    _setting(
        "cacheDir",
        "The directory for the package lists of `cacheMaxAge`, and for the request count that processes share for "
        "`requestsPerSecond`. A leading `~/` is the home directory.",
        "~/ota-cache",
        default="`alicloud-iot-ota` in the user's cache folder: `$XDG_CACHE_HOME` or `~/.cache`, on macOS "
        "`~/Library/Caches`, on Windows `%LOCALAPPDATA%`",
    ),
]
_Snapshot = Annotated[
    str,
    _setting(
        "snapshot",
        "A file with complete package lists, written by `alicloud-iot-ota snapshot`. Lookups use it instead of the "
        "service, without credentials and without a network. Only previews may use it: an update and a refresh fail. A "
        "leading `~/` is the home directory.",
        "firmware-snapshot.json",
    ),
]
_SnapshotMaxAge = Annotated[
    float,
    _setting(
        "snapshotMaxAge",
        f"Maximum age of a package list in the snapshot, in seconds, at most {MAX_SNAPSHOT_AGE:g} (7 days). The file "
        "has a maximum age too, and the smaller one applies.",
        86400,
        default=f"{DEFAULT_SNAPSHOT_AGE:g} (48 hours)",
        ge=1,
        le=MAX_SNAPSHOT_AGE,
    ),
]


class ProviderArgs(Arguments, frozen=True, kw_only=True):
    """The configuration of the provider."""

    region: Region | None = None
    access_key_id: _AccessKeyId | None = None
    access_key_secret: _AccessKeySecret | None = None
    security_token: _SecurityToken | None = None
    iot_instance_id: _DefaultInstanceId | None = None
    endpoint: _Endpoint | None = None
    timeout: _Timeout | None = None
    profile: Profile | None = None
    assume_role_arn: _AssumeRoleArn | None = None
    assume_role_session_name: _AssumeRoleSessionName | None = None
    assume_role_external_id: _AssumeRoleExternalId | None = None
    requests_per_second: _RequestsPerSecond | None = None
    cache_max_age: _CacheMaxAge | None = None
    cache_dir: _CacheDir | None = None
    snapshot: _Snapshot | None = None
    snapshot_max_age: _SnapshotMaxAge | None = None


def unknown_settings(names: Collection[str]) -> SettingsError:
    """Return the error for a lookup with settings that are not known yet. `names` are their names in the schema."""
    verb = "is" if len(names) == 1 else "are"
    return SettingsError(
        f"The provider's {', '.join(sorted(names))} {verb} unknown until the update.",
        "Configure the provider with values that are known in a preview.",
    )


def load(
    values: Mapping[str, object], environ: Mapping[str, str], spelled: Callable[[str], str] = str
) -> settings.Settings:
    """Return the settings from a configuration and the environment.

    Args:
        values: The configuration by its names in the schema. Numbers may be strings. None counts as not set.
        environ: The environment variables.
        spelled: Returns the name of a setting in the caller's syntax, such as `--cache-dir`.

    Raises:
        ArgumentError: A value or a variable in use is invalid. The error lists all of them.
        SettingsError: A variable is not UTF-8, an empty variable would change the account or endpoint, or there is no
            directory for the disk cache.
        CredentialsError: The AccessKey is incomplete, or there are two sources of credentials.
    """
    given = settings.Given(values, environ)
    try:
        args = validation.parse(ProviderArgs, given.values, SECRET_SETTINGS, strict=False)
    except ArgumentError as error:
        raise ArgumentError(
            [_rename_failure(failure, given.variables, spelled) for failure in error.failures]
        ) from None
    return settings.build_settings(given, msgspec.structs.asdict(args))


def _rename_failure(failure: Failure, variables: Mapping[str, str], spelled: Callable[[str], str]) -> Failure:
    variable = variables.get(failure.argument)
    if variable is None:
        return failure.with_name(spelled(failure.argument))
    return failure.with_name(variable)._replace(path="")  # a variable is not a property of the checked object
