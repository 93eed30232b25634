# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The sources of settings, their precedence, and the secrets that settings never show."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from alibabacloud_credentials.utils import auth_util
from rich.pretty import pretty_repr

from alicloud_iot_ota.base.environment import ENVIRONMENT, OTHER_VARIABLES
from alicloud_iot_ota.cli.parsing.options import flag
from alicloud_iot_ota.errors import ArgumentError, CredentialsError, SettingsError
from alicloud_iot_ota.schema.settings import ProviderArgs, load
from alicloud_iot_ota.settings import (
    DEFAULT_REQUESTS_PER_SECOND,
    DEFAULT_SNAPSHOT_AGE,
    DEFAULT_TIMEOUT,
    AccessKey,
    AssumeRole,
    Settings,
    is_debugging,
)

if TYPE_CHECKING:
    from collections.abc import Callable

EXPLICIT = {"accessKeyId": "id-0", "accessKeySecret": "secret-0", "securityToken": "token-0"}
FIRST = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "id-1",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret-1",
    "ALIBABA_CLOUD_SECURITY_TOKEN": "token-1",
}
SECOND = {
    "ALICLOUD_ACCESS_KEY": "id-2",
    "ALICLOUD_SECRET_KEY": "secret-2",
    "ALICLOUD_SECURITY_TOKEN": "token-2",
}
ROLE_ARN = "acs:ram::1234567890123456:role/ota-reader"


def test_nothing_is_given() -> None:
    """Without any source, the region and the key are unset and the timeout is the default.

    The default credentials chain then provides the key.
    """
    assert load({}, {}) == Settings(timeout=DEFAULT_TIMEOUT)


def test_every_setting_counts() -> None:
    """Every declared provider argument is an attribute of the settings or part of one."""
    declared = {field.name for field in msgspec.structs.fields(ProviderArgs)}
    parts = {*AccessKey.__struct_fields__, *(f"assume_role_{part}" for part in AssumeRole.__struct_fields__)}
    assert parts < declared
    assert declared - parts < {*Settings.__struct_fields__}


@pytest.mark.parametrize(
    ("name", "attribute", "first", "second"),
    [
        ("region", "region", "ALIBABA_CLOUD_REGION", "ALICLOUD_REGION"),
        ("iotInstanceId", "iot_instance_id", "ALIBABA_CLOUD_IOT_INSTANCE_ID", "ALICLOUD_IOT_INSTANCE_ID"),
        ("endpoint", "endpoint", "ALIBABA_CLOUD_ENDPOINT_IOT", "IOT_ENDPOINT"),
    ],
)
def test_precedence(name: str, attribute: str, first: str, second: str) -> None:
    """Explicit values override environment variables, and the first variable overrides the second."""
    environ = {first: "one", second: "two"}
    assert getattr(load({name: "explicit"}, environ), attribute) == "explicit"
    assert getattr(load({name: None}, environ), attribute) == "one"
    assert getattr(load({name: None}, {**environ, first: ""}), attribute) == "two"


@pytest.mark.parametrize(
    ("explicit", "environ", "number"),
    [(EXPLICIT, {**FIRST, **SECOND}, 0), ({}, {**FIRST, **SECOND}, 1), ({}, SECOND, 2)],
    ids=["explicit", "ALIBABA_CLOUD_*", "ALICLOUD_*"],
)
def test_key_precedence(explicit: dict[str, str], environ: dict[str, str], number: int) -> None:
    """The ID, secret and token all come from the first source that has a key."""
    expected = AccessKey(f"id-{number}", f"secret-{number}", f"token-{number}")
    assert load(explicit, environ).access_key == expected


def test_a_token_is_not_borrowed() -> None:
    """An explicit long-lived key does not use the token of another key in the environment."""
    key = load({"accessKeyId": "id-0", "accessKeySecret": "secret-0"}, FIRST).access_key
    assert key == AccessKey("id-0", "secret-0", None)


@pytest.mark.parametrize(
    ("explicit", "environ", "place", "half"),
    [
        ({"accessKeyId": "id-0"}, FIRST, "the settings", "secret"),
        ({"accessKeySecret": "secret-0"}, FIRST, "the settings", "ID"),
        ({}, {"ALIBABA_CLOUD_ACCESS_KEY_ID": "id-1", **SECOND}, "ALIBABA_CLOUD_ACCESS_KEY_ID", "secret"),
        ({}, {"ALICLOUD_SECRET_KEY": "secret-2"}, "ALICLOUD_SECRET_KEY", "ID"),
    ],
)
def test_halves_are_never_put_together(
    explicit: dict[str, str], environ: dict[str, str], place: str, half: str
) -> None:
    """An incomplete key is an error that identifies its source, even if another source has a complete key."""
    with pytest.raises(CredentialsError) as caught:
        load(explicit, environ)
    assert place in caught.value.message
    assert f"the AccessKey {half} is missing" in caught.value.message
    assert "secret-" not in str(caught.value)


@pytest.mark.parametrize("environ", [FIRST, SECOND], ids=["ALIBABA_CLOUD_*", "ALICLOUD_*"])
def test_a_token_belongs_to_its_key(environ: dict[str, str]) -> None:
    """The environment's token is used only with the environment's key. The same explicit key does not use it."""
    key, secret, token = environ.values()
    assert load({}, environ).access_key == AccessKey(key, secret, token)
    same = load({"accessKeyId": key, "accessKeySecret": secret}, environ)
    assert same.access_key == AccessKey(key, secret, None)
    assert same.sources["accessKeyId"] == "the settings"


def test_a_token_alone_is_refused() -> None:
    """Reject an explicit token without its key: if it were ignored, the call would use another account."""
    with pytest.raises(CredentialsError, match="securityToken"):
        load({"securityToken": "token-0"}, {name: FIRST[name] for name in list(FIRST)[:2]})


@pytest.mark.parametrize("render", [repr, str, pretty_repr])
def test_repr_shows_no_secret(render: Callable[[object], str]) -> None:
    """The secret and the token never appear in the text of the key or the settings, or in a rich traceback."""
    shown = render(load(EXPLICIT, {}))
    assert "id-0" in shown
    assert "secret-0" not in shown
    assert "token-0" not in shown


@pytest.mark.parametrize("environ", [{}, FIRST], ids=["nothing else", "another key in the environment"])
def test_profile_and_key(environ: dict[str, str]) -> None:
    """Reject an explicit profile together with an explicit access key: they may be two accounts."""
    with pytest.raises(CredentialsError, match="both an access key and an aliyun CLI profile") as caught:
        load({**EXPLICIT, "profile": "prod"}, environ)
    assert "secret-0" not in str(caught.value)


@pytest.mark.parametrize("environ", [FIRST, SECOND], ids=["ALIBABA_CLOUD_*", "ALICLOUD_*"])
def test_profile_goes_before_the_key_of_the_environment(environ: dict[str, str]) -> None:
    """An explicit profile overrides a key in the environment."""
    alone = load({"profile": "prod"}, environ)
    assert (alone.profile, alone.access_key) == ("prod", None)
    assert alone.sources == {"profile": "the settings"}


def test_a_profile_goes_before_a_damaged_key() -> None:
    """With an explicit profile, an invalid key in the environment is ignored."""
    environ = {**FIRST, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret-1\n"}
    assert load({"profile": "prod"}, environ).profile == "prod"
    with pytest.raises(ArgumentError, match="ALIBABA_CLOUD_ACCESS_KEY_SECRET must be printable ASCII"):
        load({}, environ)


@pytest.mark.parametrize(
    ("explicit", "environ", "role"),
    [
        ({"assumeRoleArn": ROLE_ARN}, {}, AssumeRole(ROLE_ARN)),
        ({}, {"ALICLOUD_ASSUME_ROLE_ARN": ROLE_ARN}, AssumeRole(ROLE_ARN)),
        (
            {"assumeRoleArn": ROLE_ARN, "assumeRoleSessionName": "ci", "assumeRoleExternalId": "42"},
            {"ALICLOUD_ASSUME_ROLE_ARN": "another", "ALICLOUD_ASSUME_ROLE_SESSION_NAME": "another"},
            AssumeRole(ROLE_ARN, "ci", "42"),
        ),
        (
            {},
            {
                "ALICLOUD_ASSUME_ROLE_ARN": ROLE_ARN,
                "ALICLOUD_ASSUME_ROLE_SESSION_NAME": "ci",
                "ALICLOUD_ASSUME_ROLE_EXTERNAL_ID": "42",
            },
            AssumeRole(ROLE_ARN, "ci", "42"),
        ),
        ({"assumeRoleArn": None}, {}, None),
    ],
)
def test_role(explicit: dict[str, str], environ: dict[str, str], role: AssumeRole | None) -> None:
    """A role uses the first session name and the first external ID that are set."""
    assert load(explicit, environ).assume_role == role


@pytest.mark.parametrize(
    ("explicit", "environ"),
    [
        ({"assumeRoleSessionName": "ci"}, {}),
        ({"assumeRoleExternalId": "42"}, {}),
        ({}, {"ALICLOUD_ASSUME_ROLE_SESSION_NAME": "ci"}),
        ({}, {"ALICLOUD_ASSUME_ROLE_EXTERNAL_ID": "42"}),
    ],
)
def test_parts_of_a_role_without_the_role(explicit: dict[str, str], environ: dict[str, str]) -> None:
    """Reject a session name or external ID without a role: the call would use another account."""
    with pytest.raises(CredentialsError, match="assumeRoleArn"):
        load(explicit, environ)


@pytest.mark.parametrize(
    ("text", "expected"), [("1", 1), ("10", 10), ("1000", 1000), ("", DEFAULT_REQUESTS_PER_SECOND)]
)
def test_requests_per_second(text: str, expected: int) -> None:
    """The environment can set the requests per second, within bounds. An empty variable means the default."""
    assert load({}, {"ALICLOUD_IOT_OTA_REQUESTS_PER_SECOND": text}).requests_per_second == expected


@pytest.mark.parametrize(("text", "expected"), [("0", 0.0), ("0.5", 0.5), ("600", 600.0), ("", 0.0)])
def test_cache_max_age(text: str, expected: float) -> None:
    """The environment can set the maximum age of lists on disk, within bounds. An empty variable means the default."""
    environ = {"ALICLOUD_IOT_OTA_CACHE_MAX_AGE": text, "HOME": "/home/me"}
    assert load({}, environ).cache_max_age == expected


@pytest.mark.parametrize(
    ("variable", "expected", "text"),
    [
        *(
            ("ALICLOUD_IOT_OTA_REQUESTS_PER_SECOND", "whole number from 1 to 1000", text)
            for text in ("0", "-1", "1001", "ten", "0x8", "8/s", "nan", "inf", "-inf", "1e999", "2.5", "1_0", "\u0663")
        ),
        *(
            ("ALICLOUD_IOT_OTA_CACHE_MAX_AGE", "number from 0 to 600", text)
            for text in ("-0.1", "600.1", "a minute", "60s", "nan", "inf", "-inf", "6_0")
        ),
    ],
)
def test_number_that_is_none(variable: str, expected: str, text: str) -> None:
    """A variable with an invalid number is an error that shows the variable, its text and the bounds."""
    with pytest.raises(ArgumentError) as caught:
        load({}, {variable: text, "HOME": "/home/me"})
    assert [fact for fact in (variable, expected, f'"{text}"') if fact not in caught.value.message] == []


@pytest.mark.parametrize(
    ("name", "variable", "option", "text", "reason"),
    [
        ("requestsPerSecond", "ALICLOUD_IOT_OTA_REQUESTS_PER_SECOND", "--requests-per-second", "8/s", '"8/s".'),
        ("cacheMaxAge", "ALICLOUD_IOT_OTA_CACHE_MAX_AGE", "--cache-max-age", "601", '"601".'),
        ("region", "ALICLOUD_REGION", "--region", "cn-shanghai\r", 'got U+000D after "cn-shanghai".'),
        ("accessKeySecret", "ALICLOUD_SECRET_KEY", "--access-key-secret", "\u4e00", "another character in a secret."),
    ],
)
def test_one_mistake_in_three_places(name: str, variable: str, option: str, text: str, reason: str) -> None:
    """A configuration value, a variable and an option give the same error, each under the name that its user wrote."""
    told = []
    whole = {"ALICLOUD_ACCESS_KEY": "id-2"} if name == "accessKeySecret" else {}
    for values, environ in (({name: text}, {}), ({}, {**whole, variable: text})):
        with pytest.raises(ArgumentError) as caught:
            load(values, environ)
        (failure,) = caught.value.failures
        told.append(failure)
    (by_name, by_variable) = told
    with pytest.raises(ArgumentError) as caught:
        load({name: text}, {}, flag)
    (by_option,) = caught.value.failures
    assert [each.path for each in (by_name, by_variable, by_option)] == [name, "", name]
    words = by_name.reason.removeprefix(name)
    assert words.startswith(" ")
    assert words.endswith(reason)
    assert (by_variable.reason, by_option.reason) == (variable + words, option + words)


def test_number_of_the_settings_goes_first() -> None:
    """A number in the settings overrides the environment, even if the variable is invalid."""
    explicit: dict[str, str | float] = {"requestsPerSecond": 3, "cacheMaxAge": 30.0, "cacheDir": "/var/cache/ota"}
    environ = {"ALICLOUD_IOT_OTA_REQUESTS_PER_SECOND": "nan", "ALICLOUD_IOT_OTA_CACHE_MAX_AGE": "60"}
    found = load(explicit, environ)
    assert (found.requests_per_second, found.cache_max_age) == (3, 30.0)


def test_zero_of_the_settings_goes_first() -> None:
    """A `cacheMaxAge` of 0 in the settings stores no list, whatever the environment says."""
    environ = {"ALICLOUD_IOT_OTA_CACHE_MAX_AGE": "60", "HOME": "/home/me"}
    assert load({"cacheMaxAge": 0}, environ).cache_max_age == 0.0


@pytest.mark.posix
@pytest.mark.parametrize(
    ("explicit", "environ", "expected"),
    [
        (
            {"cacheDir": "/given"},
            {"ALICLOUD_IOT_OTA_CACHE_DIR": "/own", "XDG_CACHE_HOME": "/xdg", "HOME": "/home/me"},
            Path("/given"),
        ),
        (
            {},
            {"ALICLOUD_IOT_OTA_CACHE_DIR": "/own", "XDG_CACHE_HOME": "/xdg", "HOME": "/home/me"},
            Path("/own"),
        ),
        ({"cacheDir": None}, {"XDG_CACHE_HOME": "/xdg", "HOME": "/home/me"}, Path("/xdg/alicloud-iot-ota")),
        ({}, {"XDG_CACHE_HOME": "", "HOME": "/home/me"}, Path("/home/me/.cache/alicloud-iot-ota")),
        ({}, {"USERPROFILE": "/users/me"}, Path("/users/me/.cache/alicloud-iot-ota")),
        ({}, {}, None),
        ({"cacheDir": "~/lists"}, {"XDG_CACHE_HOME": "/xdg", "HOME": "/home/me"}, Path("/home/me/lists")),
        ({"cacheDir": "~//lists"}, {"HOME": "/home/me"}, Path("/home/me/lists")),
        ({}, {"ALICLOUD_IOT_OTA_CACHE_DIR": "~", "HOME": "/home/me"}, Path("/home/me")),
        ({"cacheDir": "~/lists"}, {}, None),
        ({"cacheDir": "~me/lists"}, {"HOME": "/home/me"}, Path("~me/lists")),
    ],
    ids=[
        "the settings",
        "its own variable",
        "XDG_CACHE_HOME",
        "HOME",
        "USERPROFILE",
        "nowhere",
        "below the home directory",
        "a slash too many",
        "the home directory",
        "no home directory",
        "a name as any other",
    ],
)
def test_cache_dir(explicit: dict[str, str], environ: dict[str, str], expected: Path | None) -> None:
    """Lists and the rate limit are stored in a directory for this package, at the first location that is set."""
    assert load(explicit, environ).cache_dir == expected


def test_lists_that_have_no_place() -> None:
    """A maximum age without a cache directory is an error. Without a maximum age, no directory is needed."""
    assert load({}, {}).cache_max_age == 0.0
    with pytest.raises(SettingsError, match="cacheMaxAge") as caught:
        load({"cacheMaxAge": 60.0}, {})
    assert "cacheDir" in caught.value.remedy


@pytest.mark.parametrize(
    "credentials",
    [
        EXPLICIT,
        {"accessKeyId": "id-0"},
        {"securityToken": "token-0"},
        {"profile": "production"},
        {"assumeRoleSessionName": "ci"},
    ],
)
@pytest.mark.parametrize(
    "environ",
    [
        {},
        FIRST,
        dict.fromkeys(FIRST, ""),
        {"ALICLOUD_ACCESS_KEY": "id-2"},
        {"ALICLOUD_ASSUME_ROLE_ARN": "", "ALIBABA_CLOUD_PROFILE": ""},
        {**FIRST, **SECOND},
    ],
)
def test_a_snapshot_needs_no_credentials(credentials: dict[str, str], environ: dict[str, str]) -> None:
    """With a snapshot, credentials are ignored, even incomplete ones. A pipeline for forks has empty variables."""
    others = {"region": "cn-shanghai", "iotInstanceId": "iot-1", "cacheMaxAge": 60}
    found = load({**credentials, **others}, {**environ, "ALICLOUD_IOT_OTA_SNAPSHOT": "s.json"})
    place = {"region": "cn-shanghai", "iot_instance_id": "iot-1", "snapshot": Path("s.json")}
    assert found == Settings(**place, sources=found.sources)  # type: ignore[arg-type]  # one value of each type
    assert found.sources["snapshot"] == "ALICLOUD_IOT_OTA_SNAPSHOT"


@pytest.mark.parametrize("variable", ["ALIBABA_CLOUD_REGION", "ALIBABA_CLOUD_IOT_INSTANCE_ID"])
def test_a_snapshot_needs_its_place(variable: str) -> None:
    """An empty variable of the region or the instance is an error also with a snapshot."""
    with pytest.raises(SettingsError, match=f"{variable} is empty"):
        load({"snapshot": "s.json"}, {variable: ""})


@pytest.mark.parametrize(
    ("text", "environ", "expected"),
    [
        ("s.json", {}, Path("s.json")),
        ("~/s.json", {"HOME": "/home/me"}, Path("/home/me/s.json")),
        ("/s.json", {"ALICLOUD_IOT_OTA_SNAPSHOT": "other.json"}, Path("/s.json")),
    ],
)
def test_snapshot_path(text: str, environ: dict[str, str], expected: Path) -> None:
    """The path may start in the home directory, and a value in the settings goes first."""
    assert load({"snapshot": text}, environ).snapshot == expected


def test_snapshot_without_a_home() -> None:
    """A path in a home directory that does not exist is an error."""
    with pytest.raises(SettingsError, match="no home directory"):
        load({"snapshot": "~/s.json"}, {})


def test_an_empty_variable_is_no_snapshot() -> None:
    """An empty variable counts as not set, so the service answers."""
    assert load({}, {"ALICLOUD_IOT_OTA_SNAPSHOT": " "}).snapshot is None
    assert load({}, {}).snapshot_max_age == DEFAULT_SNAPSHOT_AGE


@pytest.mark.parametrize(
    ("name", "value", "variable"),
    [
        ("region", "cn-beijing", "ALICLOUD_REGION"),
        ("endpoint", "http://127.0.0.1:8765", "IOT_ENDPOINT"),
        ("iotInstanceId", "iot-1", "ALIBABA_CLOUD_IOT_INSTANCE_ID"),
        ("assumeRoleArn", ROLE_ARN, "ALICLOUD_ASSUME_ROLE_ARN"),
        ("requestsPerSecond", "4", "ALICLOUD_IOT_OTA_REQUESTS_PER_SECOND"),
        ("cacheDir", "/own", "ALICLOUD_IOT_OTA_CACHE_DIR"),
        ("snapshot", "/own.json", "ALICLOUD_IOT_OTA_SNAPSHOT"),
    ],
)
def test_sources(name: str, value: str, variable: str) -> None:
    """The settings record the source of each value: the variable that was used, or "the settings"."""
    assert load({}, {variable: value}).sources == {name: variable}
    assert load({name: value}, {variable: "another"}).sources == {name: "the settings"}
    assert load({}, {}).sources == {}


@pytest.mark.parametrize(
    ("explicit", "environ", "source"),
    [
        (EXPLICIT, FIRST, "the settings"),
        ({}, {**FIRST, **SECOND}, "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
        ({}, SECOND, "ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY"),
    ],
    ids=["the settings", "ALIBABA_CLOUD_*", "ALICLOUD_*"],
)
def test_source_of_the_key(explicit: dict[str, str], environ: dict[str, str], source: str) -> None:
    """The source of an access key lists both of its variables."""
    assert load(explicit, environ).sources["accessKeyId"] == source


@pytest.mark.parametrize(
    ("text", "expected"),
    [("true", True), ("TRUE", True), ("1", True), ("yes", True), ("false", False), ("0", False), ("", False)],
)
def test_debugging(text: str, expected: bool) -> None:  # noqa: FBT001 - what is expected of each text
    """PULUMI_DEBUG shows every request if its value is true."""
    assert is_debugging({"PULUMI_DEBUG": text}) is expected
    assert not is_debugging({})


@pytest.mark.posix
@pytest.mark.parametrize("variable", [*(name for names in ENVIRONMENT.values() for name in names), *OTHER_VARIABLES])
def test_a_variable_that_is_not_utf8(variable: str) -> None:
    """A variable that is not UTF-8 is an error that shows the variable. The error can be sent and printed."""
    environ = {"HOME": "/home/me", variable: os.fsdecode(b"/home/j\xf6rg")}
    with pytest.raises(SettingsError, match=f"variable {variable} is not UTF-8") as caught:
        load({}, environ)
    str(caught.value).encode()


def test_every_variable_of_the_credentials_library_is_known() -> None:
    """Every variable that the credentials library reads is known to this package."""
    text = Path(auth_util.__file__).read_text(encoding="utf-8")
    names = set(re.findall(r"environ\.get\('(\w+)'", text))
    assert len(names) > 10
    assert names <= {name for names in ENVIRONMENT.values() for name in names} | set(OTHER_VARIABLES)
