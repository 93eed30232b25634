# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The environment variables that this package or a tool of Alibaba Cloud reads, and how this package treats them.

Sources: the provider for Terraform (1.287, the basis of pulumi-alicloud), the aliyun CLI (3.1) and
alibabacloud-credentials (1.0), each from its source code. All of them ignore a variable with an empty value.
"""

from __future__ import annotations

import functools
from enum import Enum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping


class Tool(Enum):
    """A tool of Alibaba Cloud that reads a variable."""

    TERRAFORM = "Terraform"
    CLI = "aliyun CLI"
    SDK = "credentials library"


class Use(Enum):
    """How this package treats a variable."""

    SETTING = "setting"
    """The value of a setting."""
    CREDENTIALS = "credentials"
    """It controls where the default chain searches for credentials."""
    REPORTED = "noted"
    """It is ignored. A note reports it if it could select another account or instance."""
    IRRELEVANT = "without effect"
    """It is ignored, and selects neither an account nor an instance."""


class Variable(msgspec.Struct, frozen=True):
    """An environment variable.

    Attributes:
        name: The name of the variable.
        readers: The tools that read it.
        use: How this package treats it.
        about: The name of the setting; or its meaning for the chain; or why it is ignored and what to set instead.
        alias_of: The variable of alibabacloud-credentials for which it is an alias.
        unless: The settings that make an ignored variable irrelevant.
    """

    name: str
    readers: tuple[Tool, ...]
    use: Use
    about: str
    alias_of: str | None = None
    unless: tuple[str, ...] = ()


_T, _C, _S = Tool.TERRAFORM, Tool.CLI, Tool.SDK
_KEY = ("accessKeyId", "profile")
_PLACE = ("region", "endpoint")


def _declare(use: Use, about: str, unless: tuple[str, ...] = (), /, **names: tuple[Tool, ...]) -> tuple[Variable, ...]:
    """Declare variables with the same meaning.

    For the default chain, the first variable is the library's own, and the others are its aliases.
    """
    own, *aliases = names if use is Use.CREDENTIALS else (None,)
    return tuple(
        Variable(name, readers, use, about, own if name in aliases else None, unless) for name, readers in names.items()
    )


_setting, _chain, _noted, _unread = (functools.partial(_declare, use) for use in Use)

VARIABLES: tuple[Variable, ...] = (
    *_setting(
        "region",
        ALIBABA_CLOUD_REGION=(_T,),
        ALICLOUD_REGION=(_T,),
        ALIBABA_CLOUD_REGION_ID=(_C,),
        ALIBABACLOUD_REGION_ID=(_C,),
        ALICLOUD_REGION_ID=(_C,),
    ),
    *_setting(
        "accessKeyId",
        ALIBABA_CLOUD_ACCESS_KEY_ID=(_T, _C, _S),
        ALICLOUD_ACCESS_KEY=(_T,),
        ALIBABACLOUD_ACCESS_KEY_ID=(_T, _C),
    ),
    *_setting(
        "accessKeySecret",
        ALIBABA_CLOUD_ACCESS_KEY_SECRET=(_T, _C, _S),
        ALICLOUD_SECRET_KEY=(_T,),
        ALIBABACLOUD_ACCESS_KEY_SECRET=(_T, _C),
    ),
    *_setting(
        "securityToken",
        ALIBABA_CLOUD_SECURITY_TOKEN=(_T, _C, _S),
        ALICLOUD_SECURITY_TOKEN=(_T, _C),
        ALIBABACLOUD_SECURITY_TOKEN=(_T, _C),
    ),
    *_setting("iotInstanceId", ALIBABA_CLOUD_IOT_INSTANCE_ID=(), ALICLOUD_IOT_INSTANCE_ID=()),
    *_setting("endpoint", ALIBABA_CLOUD_ENDPOINT_IOT=(_T,), IOT_ENDPOINT=(_T,)),
    *_setting("assumeRoleArn", ALICLOUD_ASSUME_ROLE_ARN=(_T,)),
    *_setting("assumeRoleSessionName", ALICLOUD_ASSUME_ROLE_SESSION_NAME=(_T,)),
    *_setting("assumeRoleExternalId", ALICLOUD_ASSUME_ROLE_EXTERNAL_ID=()),
    *_setting("requestsPerSecond", ALICLOUD_IOT_OTA_REQUESTS_PER_SECOND=()),
    *_setting("cacheMaxAge", ALICLOUD_IOT_OTA_CACHE_MAX_AGE=()),
    *_setting("cacheDir", ALICLOUD_IOT_OTA_CACHE_DIR=()),
    *_setting("snapshot", ALICLOUD_IOT_OTA_SNAPSHOT=()),
    *_setting("snapshotMaxAge", ALICLOUD_IOT_OTA_SNAPSHOT_MAX_AGE=()),
    *_chain(
        "the profile of the aliyun CLI, and the section of the credentials file",
        ALIBABA_CLOUD_PROFILE=(_T, _C, _S),
        ALICLOUD_PROFILE=(_T, _C),
        ALIBABACLOUD_PROFILE=(_C,),
    ),
    *_chain(
        "`true` skips the profiles of the aliyun CLI",
        ALIBABA_CLOUD_CLI_PROFILE_DISABLED=(_S,),
        ALIBABA_CLOUD_IGNORE_PROFILE=(_C,),
        ALIBABACLOUD_IGNORE_PROFILE=(_C,),
    ),
    *_chain("the file with the profiles of the aliyun CLI; replaces the chain", ALICLOUD_SHARED_CREDENTIALS_FILE=(_T,)),
    *_chain(
        "the credentials file (INI); a name that ends in `.json` means the same as ALICLOUD_SHARED_CREDENTIALS_FILE",
        ALIBABA_CLOUD_CREDENTIALS_FILE=(_T, _S),
    ),
    *_chain("the role that OIDC assumes", ALIBABA_CLOUD_ROLE_ARN=(_T, _C, _S)),
    *_chain("the OIDC provider", ALIBABA_CLOUD_OIDC_PROVIDER_ARN=(_T, _C, _S)),
    *_chain("the file with the OIDC token", ALIBABA_CLOUD_OIDC_TOKEN_FILE=(_T, _C, _S)),
    *_chain("the name of the OIDC session", ALIBABA_CLOUD_ROLE_SESSION_NAME=(_T, _S)),
    *_chain("the RAM role of the ECS instance", ALIBABA_CLOUD_ECS_METADATA=(_T, _S), ALICLOUD_ECS_ROLE_NAME=(_T,)),
    *_chain("`true` skips the RAM role of the ECS instance", ALIBABA_CLOUD_ECS_METADATA_DISABLED=(_S,)),
    *_chain("`true` calls the metadata service with IMDSv2 only", ALIBABA_CLOUD_IMDSV1_DISABLED=(_S,)),
    *_chain(
        "the URL that returns credentials", ALIBABA_CLOUD_CREDENTIALS_URI=(_T, _C, _S), ALICLOUD_CREDENTIALS_URI=(_T,)
    ),
    *_chain("the region of STS", ALIBABA_CLOUD_STS_REGION=(_S,)),
    *_chain("`true` calls STS inside the VPC", ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED=(_S,)),
    *_noted(
        "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.",
        _KEY,
        ALICLOUD_ACCESS_KEY_ID=(_C,),
        ALICLOUD_ACCESS_KEY_SECRET=(_C,),
        ACCESS_KEY_ID=(_C,),
        ACCESS_KEY_SECRET=(_C,),
        SECURITY_TOKEN=(_C,),
    ),
    *_noted("Set ALIBABA_CLOUD_REGION.", _PLACE, REGION_ID=(_C,), REGION=(_C,)),
    *_noted(
        "Set ALIBABA_CLOUD_ENDPOINT_IOT.",
        ("endpoint",),
        ALIBABA_CLOUD_ENDPOINT=(_C,),
        TF_ENDPOINT_PATH=(_T,),
        ALIBABA_CLOUD_ENDPOINT_TYPE=(_C,),
        ALIBABACLOUD_ENDPOINT_TYPE=(_C,),
        ALICLOUD_ENDPOINT_TYPE=(_C,),
    ),
    *_noted(
        "Set ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN and ALIBABA_CLOUD_OIDC_TOKEN_FILE.",
        _KEY,
        ALIBABA_CLOUD_OIDC_TOKEN=(_T,),
        ALIBABACLOUD_ROLE_ARN=(_C,),
        ALIBABACLOUD_OIDC_PROVIDER_ARN=(_C,),
        ALIBABACLOUD_OIDC_TOKEN_FILE=(_C,),
    ),
    *_noted(
        "Set assumeRoleExternalId or ALICLOUD_ASSUME_ROLE_EXTERNAL_ID.",
        ("assumeRoleExternalId",),
        ALIBABA_CLOUD_EXTERNAL_ID=(_C,),
        ALIBABACLOUD_EXTERNAL_ID=(_C,),
    ),
    *_noted(
        "The service accepts only access keys.",
        _KEY,
        ALIBABA_CLOUD_BEARER_TOKEN=(_C,),
        ALIBABA_CLOUD_PROFILE_MODE=(_C,),
    ),
    *_noted("STS is called at its default address.", _KEY, ALIBABA_CLOUD_STS_ENDPOINT=(_C,)),
    *_noted(
        "The command of a profile in mode External still runs.",
        ("accessKeyId",),
        ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS=(_C,),
    ),
    *_unread("a region is checked by name; set `endpoint` to skip this check", ALICLOUD_SKIP_REGION_VALIDATION=(_T,)),
    *_unread(
        "describes the account but does not select it",
        ALICLOUD_ACCOUNT_ID=(_T,),
        ALIBABA_CLOUD_ACCOUNT_ID=(_T,),
        ALIBABA_CLOUD_ACCOUNT_TYPE=(_T,),
        ALIBABA_CLOUD_EXTERNAL_ACCOUNT_TYPE=(_C,),
    ),
    *_unread(
        "describes the caller's network for RAM conditions",
        ALICLOUD_SOURCE_IP=(_T,),
        ALIBABA_CLOUD_SOURCE_IP=(_T, _C),
        ALICLOUD_SECURE_TRANSPORT=(_T,),
        ALIBABA_CLOUD_SECURE_TRANSPORT=(_T, _C),
        ALICLOUD_SECURITY_TRANSPORT=(_T,),
        ALIBABA_CLOUD_SECURITY_TRANSPORT=(_T,),
    ),
    *_unread("a session lasts an hour and is renewed", ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION=(_T,)),
    *_unread("set `timeout`", CLIENT_READ_TIMEOUT=(_T,), CLIENT_CONNECT_TIMEOUT=(_T,), MAX_RETRY_TIMEOUT=(_T,)),
    *_unread(
        "the client's label in requests",
        TF_APPEND_USER_AGENT=(_T,),
        ALIBABA_CLOUD_USER_AGENT=(_C,),
        ALIYUN_USER_AGENT=(_C,),
        ALIBABA_CLOUD_VENDOR=(_C,),
    ),
    *_unread(
        "used only for a login with `aliyun configure`",
        ALIBABACLOUD_SSO_CLIENT_ID=(_C,),
        ALIBABA_CLOUD_SSO_CLIENT_ID=(_C,),
    ),
)
"""All variables. The variables of one setting, and the aliases of one library variable, are in order of precedence."""

ENVIRONMENT: Mapping[str, tuple[str, ...]] = {
    each.about: tuple(other.name for other in VARIABLES if other.use is Use.SETTING and other.about == each.about)
    for each in VARIABLES
    if each.use is Use.SETTING
}
"""The environment variables of each setting. The first one that is set and not empty is used."""

ALIASES: Mapping[str, tuple[str, ...]] = {
    each.alias_of: (each.alias_of, *(other.name for other in VARIABLES if other.alias_of == each.alias_of))
    for each in VARIABLES
    if each.alias_of is not None
}
"""For each variable of alibabacloud-credentials with aliases: the variable and its aliases, in order of precedence."""

OTHER_VARIABLES = (
    *("HOME", "USERPROFILE", "XDG_CACHE_HOME"),
    *(f"{scheme}_proxy" for scheme in ("http", "https", "all", "no")),
    *(f"{scheme}_PROXY" for scheme in ("HTTP", "HTTPS", "ALL", "NO")),
    *("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"),
    *(each.name for each in VARIABLES if each.use is Use.CREDENTIALS),
)
"""Variables for files, connections and credentials. A lookup uses them, but they are not settings."""

PROFILE = "ALIBABA_CLOUD_PROFILE"
CLI_FILES = ("ALICLOUD_SHARED_CREDENTIALS_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE")
OIDC = ("ALIBABA_CLOUD_ROLE_ARN", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_OIDC_TOKEN_FILE")
