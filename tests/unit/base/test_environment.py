# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The environment variables of related tools: each one is used, reported in a note, or known to have no effect."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alibabacloud_credentials.utils import auth_util
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.base.environment import (
    ALIASES,
    CLI_FILES,
    ENVIRONMENT,
    OIDC,
    PROFILE,
    VARIABLES,
    Tool,
    Use,
    Variable,
)
from alicloud_iot_ota.errors import ArgumentError, SettingsError
from alicloud_iot_ota.lookup import create_lookup
from alicloud_iot_ota.schema.settings import load
from alicloud_iot_ota.settings import AccessKey

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = {"accessKeyId": "id", "accessKeySecret": "secret"}
ELSEWHERE = {"region": "cn-shanghai", "iotInstanceId": "iot-1"}
REPORTED = [each for each in VARIABLES if each.use is Use.REPORTED]
DECIDING = ["region", "endpoint", "iotInstanceId", "assumeRoleArn"]
"""Settings that have one variable each and that decide the account or the endpoint."""


def by_name(variables: list[Variable]) -> pytest.MarkDecorator:
    """Run a test once for each variable."""
    return pytest.mark.parametrize("variable", variables, ids=lambda each: each.name)


def test_each_variable_has_one_row() -> None:
    """Each variable has exactly one row in the table."""
    names = [each.name for each in VARIABLES]
    assert len(names) == len(set(names))


def test_what_the_credentials_library_reads() -> None:
    """The table lists exactly the variables that the installed credentials library reads."""
    text = Path(auth_util.__file__).read_text(encoding="utf-8")
    assert set(re.findall(r"environ\.get\('(ALIBABA\w+)'", text)) == {
        each.name for each in VARIABLES if Tool.SDK in each.readers
    }


@by_name(REPORTED)
def test_noted(variable: Variable) -> None:
    """An ignored variable is reported without its value, unless a setting makes it irrelevant."""
    note = f"The environment variable {variable.name} is ignored. {variable.about}"
    assert load(ELSEWHERE if variable.about != "Set ALIBABA_CLOUD_REGION." else {}, {variable.name: "hush"}).notes == (
        note,
    )
    for setting in variable.unless:
        explicit = KEY if setting == "accessKeyId" else {setting: "x", "assumeRoleArn": "x"}
        assert load(explicit, {variable.name: "hush"}).notes == ()
    for blank in ("", " "):
        assert load({}, {variable.name: blank}).notes == ()


@by_name([each for each in VARIABLES if each.use is Use.IRRELEVANT])
def test_without_effect(variable: Variable) -> None:
    """A variable without effect on the account and the endpoint changes no setting."""
    assert load(ELSEWHERE, {variable.name: "x"}) == load(ELSEWHERE, {})


@pytest.mark.parametrize(("own", "aliases"), ALIASES.items())
def test_aliases(own: str, aliases: tuple[str, ...]) -> None:
    """An alias sets the library's variable. The library's own variable has priority; a note reports a difference."""
    assert load(ELSEWHERE, {own: "one"}).chain.variables == {}
    for alias in aliases[1:]:
        assert load(ELSEWHERE, {alias: "one"}).chain.variables == {own: "one"}
        assert load(ELSEWHERE, {own: " ", alias: "one"}).chain.variables == {own: "one"}
        assert load(ELSEWHERE, {own: "one", alias: "one"}).notes == ()
        both = load(ELSEWHERE, {own: "one", alias: "two"})
        assert both.chain.variables == {}
        assert both.notes == (f"The environment variables {own} and {alias} differ: {own} is used.",)
        assert load({**ELSEWHERE, **KEY}, {own: "one", alias: "two"}).notes == ()


@pytest.mark.parametrize("setting", ["region", "iotInstanceId", "endpoint"])
def test_variables_that_differ(setting: str) -> None:
    """The first variable has priority, and a note lists those with another value. An explicit value needs no note."""
    names = ENVIRONMENT[setting]
    environ = {names[0]: "one", **dict.fromkeys(names[1:], "two")}
    found = load({}, environ)
    assert found.sources == {setting: names[0]}
    assert found.notes == tuple(
        f"The environment variables {names[0]} and {name} differ: {names[0]} is used." for name in names[1:]
    )
    assert load({}, dict.fromkeys(names, "one")).notes == ()
    assert load({setting: "x"}, environ).notes == ()


def test_keys_that_differ() -> None:
    """Two complete keys may be two accounts, so a note says which variables are used."""
    first, second, third = zip(*(ENVIRONMENT[name] for name in ("accessKeyId", "accessKeySecret")), strict=True)
    environ = dict(zip(second, ("id-2", "secret-2"), strict=True)) | dict(zip(third, ("id-3", "secret-3"), strict=True))
    found = load({}, environ)
    assert found.access_key == AccessKey("id-2", "secret-2")
    assert " ".join(found.notes) == (
        "The environment variables ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY differ from "
        "ALIBABACLOUD_ACCESS_KEY_ID and ALIBABACLOUD_ACCESS_KEY_SECRET. The first two are used."
    )
    assert load({}, dict(zip((*first, *second), ("id", "secret") * 2, strict=True))).notes == ()
    assert load(KEY, environ).notes == ()


@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
@pytest.mark.parametrize("setting", [*DECIDING, "accessKeyId", "accessKeySecret", "profile"])
def test_empty_variable_that_decides(setting: str, blank: str) -> None:
    """Reject an empty variable if no other source has the value: the call could reach another account."""
    needed = {"endpoint": ELSEWHERE, "iotInstanceId": {"region": "cn-shanghai"}}.get(setting, {})
    for variable in ENVIRONMENT.get(setting) or ALIASES[PROFILE]:
        environ = {variable: blank}
        if blank and setting in {"accessKeyId", "accessKeySecret"}:
            continue  # with only a part of the key empty, the error differs
        with pytest.raises(SettingsError, match=f"The environment variable {variable} is empty") as caught:
            load(needed, environ)
        assert "or unset it to " in caught.value.remedy
        settled = {**KEY, "region": "r", "endpoint": "e", "iotInstanceId": "i", "assumeRoleArn": "a"}
        assert load(settled, environ).region == "r"


@pytest.mark.parametrize("setting", ["region", "iotInstanceId", "endpoint"])
def test_empty_variable_beside_another(setting: str) -> None:
    """An empty variable counts as unset if another variable has the value, as in every tool of Alibaba Cloud."""
    first, second, *_ = ENVIRONMENT[setting]
    assert load({}, {first: "", second: "two"}).sources == {setting: second}
    assert load({}, {first: "one", second: ""}).sources == {setting: first}


@pytest.mark.parametrize(
    "environ",
    [
        {"ALICLOUD_PROFILE": "prod"},
        {"ALICLOUD_SHARED_CREDENTIALS_FILE": "/prod.json"},
        {"ALICLOUD_ECS_ROLE_NAME": "role"},
        {"ALIBABA_CLOUD_CREDENTIALS_URI": "http://127.0.0.1"},
        dict.fromkeys(OIDC, "x"),
    ],
    ids=str,
)
def test_empty_key_beside_other_credentials(environ: Mapping[str, str]) -> None:
    """Empty key variables, as in a pipeline that passes on all variables, do not hide other credentials."""
    empty = dict.fromkeys([name for key in ("accessKeyId", "accessKeySecret") for name in ENVIRONMENT[key]], "")
    assert load(ELSEWHERE, {**empty, **environ}).access_key is None
    if all(name in environ for name in OIDC):
        with pytest.raises(SettingsError, match="is empty"):
            load(ELSEWHERE, {**empty, **environ, OIDC[2]: ""})


@pytest.mark.parametrize(
    ("environ", "path", "named"),
    [
        ({"ALICLOUD_SHARED_CREDENTIALS_FILE": "/a/cli"}, "/a/cli", CLI_FILES[:1]),
        ({"ALICLOUD_SHARED_CREDENTIALS_FILE": "~/cli.json", "HOME": "/home/me"}, "/home/me/cli.json", CLI_FILES[:1]),
        ({"ALIBABA_CLOUD_CREDENTIALS_FILE": "/a/CLI.JSON"}, "/a/CLI.JSON", CLI_FILES[1:]),
        ({"ALIBABA_CLOUD_CREDENTIALS_FILE": "/a/credentials.ini"}, None, CLI_FILES[1:]),
        ({"ALICLOUD_SHARED_CREDENTIALS_FILE": "", "ALIBABA_CLOUD_CREDENTIALS_FILE": "a.json"}, "a.json", CLI_FILES[1:]),
    ],
)
def test_file_of_the_cli(environ: dict[str, str], path: str | None, named: tuple[str, ...]) -> None:
    """Terraform's variable specifies an aliyun CLI file. The library's file is INI, unless its extension is `.json`."""
    chain = load(ELSEWHERE, environ).chain
    assert (chain.cli_file, chain.named) == (path and Path(path), named)
    assert load({**ELSEWHERE, **KEY}, environ).chain.cli_file is None


def test_files_that_differ() -> None:
    """If two variables specify different files, the one that Terraform reads first is used, and a note says so."""
    found = load(ELSEWHERE, dict(zip(CLI_FILES, ("/a.json", "/b.json"), strict=True)))
    assert found.chain.cli_file == Path("/a.json")
    assert found.notes == (
        f"The environment variables {CLI_FILES[0]} and {CLI_FILES[1]} differ: {CLI_FILES[0]} is used.",
    )


def test_role_without_the_rest_of_oidc() -> None:
    """If a role is not assumed, a note says so, because the aliyun CLI would assume it with the key."""
    role = {OIDC[0]: "acs:ram::1:role/x"}
    (note,) = load({**ELSEWHERE, **KEY}, role).notes
    assert note.startswith("ALIBABA_CLOUD_ROLE_ARN is ignored: with an access key, set the role in assumeRoleArn")
    (note,) = load(ELSEWHERE, role).notes
    assert note == f"ALIBABA_CLOUD_ROLE_ARN is ignored: OIDC also needs {OIDC[1]} and {OIDC[2]}."
    assert load({**ELSEWHERE, **KEY, "assumeRoleArn": "another"}, role).notes == ()
    assert load(ELSEWHERE, dict.fromkeys(OIDC, "x")).notes == ()
    assert load({**ELSEWHERE, "profile": "prod"}, role).notes == ()


def test_notes_are_told() -> None:
    """The notes are passed on when the lookup service is created."""
    told: list[str] = []
    create_lookup({"region": "cn-shanghai"}, {"TF_ENDPOINT_PATH": "x"}, told.append).cancel()
    assert told == ["The environment variable TF_ENDPOINT_PATH is ignored. Set ALIBABA_CLOUD_ENDPOINT_IOT."]


@given(
    st.dictionaries(
        st.sampled_from([each.name for each in VARIABLES]), st.sampled_from(["", " ", "1", "2"]), max_size=8
    ),
    st.dictionaries(st.sampled_from(["region", "endpoint", "iotInstanceId", "profile"]), st.just("explicit")),
)
def test_nothing_is_passed_over(environ: dict[str, str], explicit: dict[str, str]) -> None:
    """Each variable with a value is used, appears in a note, is overridden by a setting, or has no effect."""
    try:
        found = load(explicit, environ)
    except (ArgumentError, SettingsError):
        return
    told = " ".join((*found.notes, *found.sources.values()))
    has_key = found.access_key is not None
    for each in VARIABLES:
        if not environ.get(each.name, "").strip() or each.use is Use.IRRELEVANT:
            continue
        if each.use is Use.REPORTED:
            is_settled = any(name in found.sources for name in each.unless)
        elif each.use is Use.SETTING:
            is_key = each.about in {"accessKeyId", "accessKeySecret", "securityToken"}
            source = found.sources.get(each.about, "")
            equal = any(environ.get(name) == environ[each.name] for name in ENVIRONMENT[each.about] if name in source)
            is_settled = source == "the settings" or equal or (is_key and (has_key or found.profile is not None))
        elif each.name in OIDC:
            is_settled = has_key or found.profile is not None or all(environ.get(name) for name in OIDC)
        else:
            own = each.alias_of or each.name
            equal = any(environ.get(name) == environ[each.name] for name in ALIASES.get(own, ())[:1])
            is_settled = has_key or own in found.chain.variables or each.alias_of is None or equal
        assert is_settled or each.name in told, each.name
