# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Options generated from the declared arguments and settings, with the same errors as in programs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
import pytest

from alicloud_iot_ota.cli.commands.lookups import LOOKUPS
from alicloud_iot_ota.cli.parsing.options import in_option_syntax
from alicloud_iot_ota.errors import ArgumentError, NoMatchError
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.settings import SECRET_SETTINGS, ProviderArgs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_ota.schema.collector import Arguments

    Run = Callable[..., tuple[int, str, str]]

DIGEST = "sha256:" + "9f" * 32
GIVEN: dict[str, tuple[tuple[str, ...], object]] = {
    "productKey": (("--product-key", "a1GatewayK01"), "a1GatewayK01"),
    "destVersion": (("--dest-version=4.0.0",), "4.0.0"),
    "firmwareId": (("--firmware-id", "null"), "null"),
    "firmwareName": (("--firmware-name", "two words"), "two words"),
    "nameRegex": (("--name-regex=-gateway",), "-gateway"),
    "moduleName": (("--module-name", "default"), "default"),
    "type": (("--type", "full"), "full"),
    "srcVersion": (("--src-version", "3"), "3"),
    "fromVersion": (("--from-version", "3.2.1"), "3.2.1"),
    "toVersion": (("--to-version", "4.0.0"), "4.0.0"),
    "versionRegex": (("--version-regex", "^cam_"), "^cam_"),
    "versionRange": (("--version-range", "^4.0"), "^4.0"),
    "versionScheme": (("--version-scheme", "dotted"), "dotted"),
    "versionPattern": (("--version-pattern", "isp-(?P<version>.+)"), "isp-(?P<version>.+)"),
    "onUnparsable": (("--on-unparsable", "error"), "error"),
    "includePrerelease": (("--no-include-prerelease",), False),
    "signMethod": (("--sign-method", "SHA256"), "SHA256"),
    "minSize": (("--min-size", "0"), 0),
    "maxSize": (("--max-size", "16777216"), 16777216),
    "minAge": (("--min-age", "14d"), "14d"),
    "blocked": (
        (
            *("--blocked", '{"destVersion": "4.0.0", "reason": "bricks, revision B"}'),
            *("--blocked", '{"firmwareId": "x", "reason": "y", "expires": "2026-12-31"}'),
        ),
        [
            {"destVersion": "4.0.0", "reason": "bricks, revision B"},
            {"firmwareId": "x", "reason": "y", "expires": "2026-12-31"},
        ],
    ),
    "statuses": (
        ("--statuses", "verified,notRequired", "--statuses", "unknown"),
        ["verified", "notRequired", "unknown"],
    ),
    "select": (("--select", "highest"), "highest"),
    "allowUnscoped": (("--allow-unscoped",), True),
    "expectedDigest": (("--expected-digest", DIGEST), DIGEST),
    "expectedSize": (("--expected-size", "20971520"), 20971520),
    "expectedFirmwareId": (("--expected-firmware-id", "nx3h"), "nx3h"),
    "weakDigest": (("--weak-digest", "deny"), "deny"),
}
"""Every argument, as options and as a value in a program."""

SETTINGS: dict[str, tuple[tuple[str, ...], object]] = {
    "region": (("--region", "cn-shanghai"), "cn-shanghai"),
    "iotInstanceId": (("--iot-instance-id", "iot-0123abcd"), "iot-0123abcd"),
    "endpoint": (("--endpoint", "http://127.0.0.1:8765"), "http://127.0.0.1:8765"),
    "timeout": (("--timeout", "2.5"), 2.5),
    "profile": (("--profile", "work"), "work"),
    "assumeRoleArn": (("--assume-role-arn", "acs:ram::1:role/reader"), "acs:ram::1:role/reader"),
    "assumeRoleSessionName": (("--assume-role-session-name", "ci"), "ci"),
    "assumeRoleExternalId": (("--assume-role-external-id", "7"), "7"),
    "requestsPerSecond": (("--requests-per-second", "3"), 3),
    "cacheMaxAge": (("--cache-max-age", "60"), 60),
    "cacheDir": (("--cache-dir", "kept"), "kept"),
    "snapshot": (("--snapshot", "s.json"), "s.json"),
    "snapshotMaxAge": (("--snapshot-max-age", "3600"), 3600),
}
"""Every setting that is not secret, as options and as a value in a program."""


class Recorder:
    """A replacement for the lookup service that records its calls and finds no package."""

    def __init__(self) -> None:
        self.settings: Mapping[str, object] = {}
        self.asked: list[object] = []
        self.is_cancelled = False

    def create_lookup(self, settings: Mapping[str, object], *_: object) -> Recorder:
        """Record the settings, as a replacement for alicloud_iot_ota.lookup.configured."""
        self.settings = settings
        return self

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return self._ask

    def cancel(self) -> None:
        """Record the cancel."""
        self.is_cancelled = True

    def _ask(self, args: object, *_warn: object) -> None:
        self.asked.append(args)
        raise NoMatchError("Nothing is there.", "Ask for something else.")


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Replace the lookup service with a recorder."""
    recorder = Recorder()
    monkeypatch.setattr("alicloud_iot_ota.lookup.create_lookup", recorder.create_lookup)
    return recorder


def names(kind: type[Arguments]) -> list[str]:
    """Return the wire names of a declaration."""
    return [field.encode_name for field in msgspec.structs.fields(kind)]


def flag(name: str) -> str:
    """Return the option for a wire name."""
    return "--" + re.sub(r"(?=[A-Z])", "-", name).lower()


def own(command: str) -> list[str]:
    """Return the wire names of a command's arguments, except those that are also settings."""
    return [name for name in names(LOOKUPS[command].function.arguments) if name not in names(ProviderArgs)]


@pytest.mark.parametrize("command", LOOKUPS)
def test_options_are_the_declared_ones(command: str, run: Run) -> None:
    """There is an option for each argument and each setting that is not a secret, and for nothing else."""
    pages = run(command, "--help")[1] + run("help", "connection")[1]
    options = set(re.findall(r"(?:^  |, )(--[a-z-]+)", pages, re.MULTILINE))
    declared = {*names(LOOKUPS[command].function.arguments), *names(ProviderArgs)} - SECRET_SETTINGS
    booleans = {name for name in declared if isinstance(GIVEN.get(name, ((), None))[1], bool)}
    negations = {flag(name).replace("--", "--no-", 1) for name in booleans}
    of_the_page = {"--html", "--lock-file", "--used-by"} if command == "list" else set()
    assert options == {flag(name) for name in declared} | negations | {"--help", "--json"} | of_the_page


@pytest.mark.parametrize("command", LOOKUPS)
def test_options_arrive_as_a_program_gives_them(command: str, run: Run, recorder: Recorder) -> None:
    """All options together produce the arguments and settings that a program would pass."""
    given = [word for name in own(command) for word in GIVEN[name][0]]
    settings = [word for words, _ in SETTINGS.values() for word in words]
    status, out, err = run(command, *given, *settings)
    assert (status, out, err) == (1, "", "Nothing is there.\nAsk for something else.\n")
    values = {name: GIVEN[name][1] for name in own(command)}
    assert recorder.asked == [validation.parse(LOOKUPS[command].function.arguments, values)]
    assert recorder.settings == {name: value for name, (_, value) in SETTINGS.items()}
    assert recorder.is_cancelled


@pytest.mark.parametrize("command", LOOKUPS)
def test_help_has_the_descriptions_of_the_declarations(command: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The help of each option begins with the description of its declaration, with options instead of arguments."""
    monkeypatch.setenv("COLUMNS", "2000")
    _, out, _ = run(command, "--help")
    _, definitions = msgspec.json.schema_components([LOOKUPS[command].function.arguments])
    properties = definitions[LOOKUPS[command].function.arguments.__name__]["properties"]
    for name in own(command):
        spec = properties[name]
        description = spec["anyOf"][0]["description"] if "anyOf" in spec else spec["description"]
        assert in_option_syntax(description) in out


@pytest.mark.parametrize("command", LOOKUPS)
def test_an_empty_value_of_every_option(command: str, run: Run, recorder: Recorder) -> None:
    """Empty values of options cause the same errors as in a program, and all are reported together."""
    texts = {name: GIVEN[name][1] for name in own(command) if not isinstance(GIVEN[name][1], (bool, list))}
    status, out, err = run(command, *(f"{flag(name)}=" for name in texts))
    expected = ArgumentError(validation.check(LOOKUPS[command].function.arguments, dict.fromkeys(texts, "")))
    assert (status, out, err) == (1, "", f"{expected}\n")
    assert len(expected.failures) == len(texts)
    assert not recorder.asked


@pytest.mark.parametrize("blank", ["", " ", "\t"])
@pytest.mark.parametrize(
    "command",
    [
        *("get", "find", "list", "explain", "upgrade-path", "feed", "doctor", "outdated", "check", "check --offline"),
        *("bump gateway", "add gateway", "lock", "summarize --old a --new b", "list --html x.html"),
    ],
)
def test_an_empty_setting(command: str, blank: str, run: Run, recorder: Recorder) -> None:
    """An empty setting, as from an unset shell variable, is rejected by each command before it starts."""
    for name in SETTINGS:
        for words in ([f"{flag(name)}={blank}"], [flag(name), blank]):
            status, out, err = run(*command.split(), *words)
            assert (status, out) == (1, "")
            assert err.startswith(f"argument {flag(name)}: must not be empty. Set a value or omit the option.\n")
    assert not recorder.asked


@pytest.mark.parametrize(
    ("options", "values"),
    [
        (("--type", "whole"), {"type": "whole"}),
        (("--statuses", "verified,,Verified"), {"statuses": ["verified", "", "Verified"]}),
        (("--min-size", "12.0"), {"minSize": 12.0}),
        (("--min-size", "-1"), {"minSize": -1}),
        (("--min-size", "null", "--select", "null"), {"minSize": "null", "select": "null"}),
        (("--min-size", "1_000"), {"minSize": "1_000"}),
        (("--max-size", "9" * 5000), {"maxSize": "9" * 5000}),
        (("--min-size", "2", "--max-size", "1"), {"minSize": 2, "maxSize": 1}),
        (("--version-range", "newest", "--min-age", "x"), {"versionRange": "newest", "minAge": "x"}),
        (("--select", "highest"), {"select": "highest"}),
        (("--expected-digest", "md5:12"), {"expectedDigest": "md5:12"}),
        (
            ("--blocked", "4", "--blocked", '{"reason": "", "version": "1"}', "--blocked", '{"reason": "r"}'),
            {"blocked": [4, {"reason": "", "version": "1"}, {"reason": "r"}]},
        ),
        (("--blocked", '{"reason": "r", "digest": "d"}'), {"blocked": [{"reason": "r", "digest": "d"}]}),
    ],
)
def test_mistakes_are_told_as_to_programs(
    options: tuple[str, ...], values: dict[str, object], run: Run, recorder: Recorder
) -> None:
    """The text of an argument error is the same as in a program, and no package is looked up."""
    expected = ArgumentError(validation.check(LOOKUPS["get"].function.arguments, values))
    assert expected.failures
    assert run("get", *options) == (1, "", f"{expected}\n")
    assert not recorder.asked


@pytest.mark.parametrize("command", LOOKUPS)
def test_required_options(command: str, run: Run, recorder: Recorder) -> None:
    """All missing required options are reported together."""
    failures = validation.check(LOOKUPS[command].function.arguments, {})
    status, out, err = run(command)
    assert (status, out) == (1, "")
    assert err == (f"{ArgumentError(failures)}\n" if failures else "Nothing is there.\nAsk for something else.\n")
    assert len(recorder.asked) == (0 if failures else 1)


@pytest.mark.parametrize("text", ["soon", "null", "0", "-1", "3601"])
def test_mistakes_in_arguments_and_settings_at_once(text: str, run: Run, recorder: Recorder) -> None:
    """Errors in arguments and settings are reported together."""
    value = text if text in {"soon", "null"} else int(text)
    failures = [
        *validation.check(LOOKUPS["get"].function.arguments, {"minSize": "x"}),
        *(each.with_name("--timeout") for each in validation.check(ProviderArgs, {"timeout": value})),
    ]
    assert [failure.path for failure in failures] == ["minSize", "timeout"]
    assert run("get", "--min-size", "x", "--timeout", text) == (1, "", f"{ArgumentError(failures)}\n")
    assert not recorder.asked


@pytest.mark.parametrize("text", ['{destVersion: "4.0.0"}', "", "{", "[" * 100_000])
def test_json_that_is_none(text: str, run: Run, recorder: Recorder) -> None:
    """The error for invalid JSON shows the position."""
    status, out, err = run("get", "--blocked", text)
    assert (status, out) == (1, "")
    assert err.startswith("argument --blocked: must be a JSON object. Invalid JSON: ")
    assert err.endswith(".\nSee alicloud-iot-ota get --help.\n")
    assert not recorder.asked


@pytest.mark.parametrize("text", ['{"reason": "r", "reason": "s"}', '{"reason": "r", "x": [{"y": 1, "y": 1}]}'])
def test_json_with_a_name_twice(text: str, run: Run, recorder: Recorder) -> None:
    """Reject JSON in which a name occurs twice at any level."""
    told = "argument --blocked: must be a JSON object. Invalid JSON: a key occurs twice."
    assert run("get", "--blocked", text) == (1, "", f"{told}\nSee alicloud-iot-ota get --help.\n")
    assert not recorder.asked


REPEATABLE = {name for name, (_, value) in GIVEN.items() if isinstance(value, list)}
"""List arguments: their options may be repeated."""


@pytest.mark.parametrize("name", [*(name for name in own("get") if name not in REPEATABLE), *SETTINGS])
def test_an_option_given_twice(name: str, run: Run, recorder: Recorder) -> None:
    """Reject an option that is given twice, even with the same value."""
    words = {**GIVEN, **SETTINGS}[name][0]
    status, out, err = run("get", *words, *words)
    assert (status, out) == (1, "")
    given = words[0].partition("=")[0]
    assert err == f"{given} is set twice.\nSee alicloud-iot-ota get --help.\n"
    assert not recorder.asked


@pytest.mark.parametrize("name", sorted(SECRET_SETTINGS))
@pytest.mark.parametrize("form", ["{} hunter2", "{}=hunter2", "--json {} hunter2 --type full", "{} --hunter2"])
def test_secrets_are_no_options(name: str, form: str, run: Run, recorder: Recorder) -> None:
    """Reject a secret on the command line without showing it, and say where to set it."""
    status, out, err = run("get", *form.format(flag(name)).split())
    variable = "ALIBABA_CLOUD_" + re.sub(r"(?=[A-Z])", "_", name).upper()
    assert (status, out) == (1, "")
    assert err.startswith(f"{flag(name)} is not an option, ")
    assert f"Set {variable} instead." in err
    assert "hunter2" not in err
    assert not recorder.asked


@pytest.mark.parametrize(
    ("argv", "text"),
    [
        (("--prodct-key", "x"), 'Unknown option "--prodct-key". Did you mean "--product-key"?'),
        (("--product", "x"), 'Unknown option "--product". Did you mean "--product-key"?'),
        (("--zzz=hunter2",), 'Unknown option "--zzz".'),
        (("--zzz hunter2",), 'Unknown option "--zzz".'),
        (("-k", "hunter2"), 'Unknown option "-k".'),
        (("hunter2",), "Unexpected argument that belongs to no option. Quote values that contain spaces."),
        (("--select",), "argument --select: expected one argument."),
        (("--dest-version", "4.0.0", "--dest-version=3.2.1"), "--dest-version is set twice."),
        (("--dest-version=", "--dest-version", "3.2.1"), "--dest-version is set twice."),
        (("--include-prerelease", "--no-include-prerelease"), "--no-include-prerelease is set twice."),
        (("--type", "\udcff"), "The command line is not UTF-8."),
    ],
)
def test_words_that_are_no_options(argv: tuple[str, ...], text: str, run: Run, recorder: Recorder) -> None:
    """The error for an unknown option shows no value, and suggests a similar option."""
    assert run("get", *argv) == (1, "", f"{text}\nSee alicloud-iot-ota get --help.\n")
    assert not recorder.asked


@pytest.mark.parametrize("blank", ["", " "])
@pytest.mark.parametrize(
    "command",
    [
        *("check --lock-file", "outdated --lock-file", "bump --lock-file", "lock --lock-file", "check --used-by"),
        *("add x --lock-file", "remove x --lock-file"),
        *("list --html x.html --lock-file", "list --html x.html --used-by", "summarize --preview"),
        *("summarize --new b --old", "summarize --old a --new"),
    ],
)
def test_an_empty_path(command: str, blank: str, run: Run, recorder: Recorder) -> None:
    """Reject an empty path, as from an unset shell variable: it must not mean the working directory."""
    *_, option = command.split()
    status, out, err = run(*command.split(), blank)
    assert (status, out) == (1, "")
    assert err.startswith(f"argument {option}: must not be empty. Set a value or omit the option.\n")
    assert not recorder.asked
