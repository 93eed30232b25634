# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The configuration of the provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from alicloud_iot_ota import settings
from alicloud_iot_ota.base.environment import ALIASES, ENVIRONMENT, PROFILE
from alicloud_iot_ota.errors import ArgumentError, Failure
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.collector import Arguments
from alicloud_iot_ota.schema.fields import ASCII, PATH
from alicloud_iot_ota.settings import (
    DEFAULT_REQUESTS_PER_SECOND,
    DEFAULT_TIMEOUT,
    MAX_CACHE_AGE,
    MAX_REQUESTS_PER_SECOND,
    MAX_TIMEOUT,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SECRET_SETTINGS = frozenset({"accessKeyId", "accessKeySecret", "securityToken"})
"""The settings whose values no message and no output may show."""


def _setting(
    name: str, description: str, *, default: str = "", ge: float | None = None, le: float | None = None
) -> Meta:
    """Declare a setting with its environment variables. An empty text is refused; an empty variable counts as not set.

    The description names the variables. A `defaultInfo` would make each generated SDK copy their values into the
    provider's inputs, and so into previews and the state: the plugin alone reads the environment. `default` is what
    applies when the environment has no value either.
    """
    places = [*(f"${variable}" for variable in ENVIRONMENT[name]), *filter(None, [default])]
    schema: dict[str, Any] = {"secret": True} if name in SECRET_SETTINGS else {}
    schema |= {"format": PATH} if name == "cacheDir" else {"pattern": ASCII}
    described = f"{description} Default: {', then '.join(places)}."
    if ge is not None:
        return Meta(description=described, extra_json_schema=schema, ge=ge, le=le)
    return Meta(description=described, extra_json_schema=schema, min_length=1)


_Region = Annotated[
    str, _setting("region", "The region of the instance, such as `cn-shanghai`. Required unless `endpoint` is set.")
]
_AccessKeyId = Annotated[
    str, _setting("accessKeyId", "The AccessKey ID.", default="the default credentials chain of Alibaba Cloud")
]
_AccessKeySecret = Annotated[str, _setting("accessKeySecret", "The AccessKey secret.")]
_SecurityToken = Annotated[
    str,
    _setting(
        "securityToken",
        "The security token of temporary (STS) credentials. It comes from the same place as the AccessKey ID.",
    ),
]
_DefaultInstanceId = Annotated[
    str, _setting("iotInstanceId", "The ID of the instance for every look-up that names none.")
]
_Endpoint = Annotated[
    str,
    _setting(
        "endpoint",
        "The address to call in place of the region's own, such as the emulator's `http://127.0.0.1:8765`. It must be "
        "https unless it is this machine itself.",
    ),
]
_Timeout = Annotated[
    float,
    Meta(
        gt=0,
        le=MAX_TIMEOUT,
        description="The seconds that one look-up may take in all, retries and waits included. "
        f"{DEFAULT_TIMEOUT:g} by default.",
    ),
]
_Profile = Annotated[
    str,
    Meta(
        min_length=1,
        description="The profile of the aliyun CLI (`~/.aliyun/config.json`) to take credentials from, in place of an "
        "access key in the environment and of the default chain. Default: "
        f"{', then '.join(f'${variable}' for variable in ALIASES[PROFILE])}, which that chain reads.",
    ),
]
_AssumeRoleArn = Annotated[
    str,
    _setting(
        "assumeRoleArn",
        "The ARN of a RAM role, `acs:ram::<account>:role/<name>`, which the credentials assume before anything is "
        "called.",
    ),
]
_AssumeRoleSessionName = Annotated[
    str,
    _setting(
        "assumeRoleSessionName",
        "What the audit log calls the session of the assumed role.",
        default="`alicloud-iot-ota`",
    ),
]
_AssumeRoleExternalId = Annotated[
    str, _setting("assumeRoleExternalId", "The external ID that the trust policy of the assumed role asks for.")
]
_RequestsPerSecond = Annotated[
    int,
    _setting(
        "requestsPerSecond",
        "The requests a second that all processes of this user on this machine together may make to the endpoint. "
        "The service allows 10 for the whole account, console and other machines included.",
        default=str(DEFAULT_REQUESTS_PER_SECOND),
        ge=1,
        le=MAX_REQUESTS_PER_SECOND,
    ),
]
_CacheMaxAge = Annotated[
    float,
    _setting(
        "cacheMaxAge",
        f"The seconds, at most {MAX_CACHE_AGE:g}, for which a complete list of packages, kept on disk, serves the next "
        "process too: the update after its preview, the other stacks of a pipeline.",
        default="0, which keeps no list on disk",
        ge=0,
        le=MAX_CACHE_AGE,
    ),
]
_CacheDir = Annotated[
    str,
    _setting(
        "cacheDir",
        "The directory for the lists of `cacheMaxAge`, and for the count of requests by which the processes of a "
        "machine share `requestsPerSecond`. `~/` at its start is the home directory.",
        default="`$XDG_CACHE_HOME/alicloud-iot-ota`, then `~/.cache/alicloud-iot-ota`",
    ),
]


class ProviderArgs(Arguments, frozen=True, kw_only=True):
    """The configuration of the provider."""

    region: _Region | None = None
    access_key_id: _AccessKeyId | None = None
    access_key_secret: _AccessKeySecret | None = None
    security_token: _SecurityToken | None = None
    iot_instance_id: _DefaultInstanceId | None = None
    endpoint: _Endpoint | None = None
    timeout: _Timeout | None = None
    profile: _Profile | None = None
    assume_role_arn: _AssumeRoleArn | None = None
    assume_role_session_name: _AssumeRoleSessionName | None = None
    assume_role_external_id: _AssumeRoleExternalId | None = None
    requests_per_second: _RequestsPerSecond | None = None
    cache_max_age: _CacheMaxAge | None = None
    cache_dir: _CacheDir | None = None


def load(
    values: Mapping[str, object], environ: Mapping[str, str], spelled: Callable[[str], str] = str
) -> settings.Settings:
    """Return the settings that a configuration and an environment give.

    Args:
        values: The configuration by its names in the schema; numbers may be strings, and None counts as not given.
        environ: The environment variables.
        spelled: Returns what the user calls a setting of the configuration.

    Raises:
        ArgumentError: At least one value, or a variable that counts, is wrong; all of them are named.
        SettingsError: A variable is not UTF-8, or is empty where that would change who is asked; or there is no place
            for lists that are to be kept.
        CredentialsError: Half an access key was given, or two ways to credentials at once.
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
    return failure.with_name(variable)._replace(path="")  # a variable is no property of what is being checked
