# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The configuration of the policy pack: its defaults, its mistakes, and the file of blocked packages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from alicloud_iot_ota.policies import configuration
from alicloud_iot_ota.policies.configuration import GivenPolicy
from alicloud_iot_ota.policies.pack import POLICIES, Level
from alicloud_iot_ota.policies.violations import PolicyConfigError

LIST = """\
# The packages that no stack may deploy.
[[blocked]]
destVersion = "4.0.0"
reason = "bricks revision B"

[[blocked]]
digest = "md5:0123456789abcdef0123456789ABCDEF"
reason = "withdrawn"
expires = "2027-01-01"
"""
DURATION = 'a duration such as "14d", "36h" or "1w2d12h" (units: w, d, h, m, s)'


def read(*, level: str = "mandatory", **options: dict[str, object]) -> dict[str, Any]:
    """Return what the rules get, by the names of policies."""
    given = {name.replace("_", "-"): GivenPolicy(level, values) for name, values in options.items()}
    return {name: each.prepared for name, each in configuration.read(given).items()}


def mistakes(*, level: str = "mandatory", **options: dict[str, object]) -> list[str]:
    """Return the lines of the error."""
    with pytest.raises(PolicyConfigError) as raised:
        read(level=level, **options)
    *lines, last = str(raised.value).splitlines()
    assert last == "Correct the file of --policy-pack-config. No policy ran."
    return lines


def test_defaults() -> None:
    """Every policy has settings without a configuration. Two of them judge nothing yet."""
    settings = configuration.defaults()
    assert list(settings) == [policy.name for policy in POLICIES]
    assert {name for name, each in settings.items() if each.level is not Level.MANDATORY} == {
        "firmware-referenced-by-pin"
    }
    idle = {policy.name for policy in POLICIES if policy.idle(settings[policy.name].prepared)}
    assert idle == {"firmware-age", "firmware-blocked"}
    assert configuration.read({}) == settings


@pytest.mark.parametrize("level", list(Level))
def test_levels(level: Level) -> None:
    """Each level of the table is accepted. The engine applies the level of "all" to every policy, and passes it on."""
    given = {name: GivenPolicy(level.value, {}) for name in ("all", "firmware-locked")}
    settings = configuration.read(given)
    assert settings["firmware-locked"].level is level
    assert settings["firmware-sha256"].level is Level.MANDATORY


IDLE = [
    f"{name}: The policy judges nothing until you set {options}. To turn it off, set its enforcementLevel to disabled."
    for name, options in {"firmware-age": "minAge", "firmware-blocked": "blocked or blockedFile"}.items()
]


@pytest.mark.parametrize(
    ("level", "for_all", "expected"),
    [
        (configuration.NOT_SET, None, []),
        (configuration.NOT_SET, "mandatory", []),  # the engine passes "mandatory" instead
        ("mandatory", None, IDLE),
        ("advisory", None, IDLE),
        ("disabled", None, []),
        ("mandatory", "mandatory", []),  # the level may come from "all"
        ("mandatory", "advisory", IDLE),
        ("mandatory", "disabled", IDLE),
        ("disabled", "mandatory", []),
    ],
)
def test_level_without_options(level: str, for_all: str | None, expected: list[str]) -> None:
    """A user who enforces a policy learns that it judges nothing without its options."""
    every = {} if for_all is None else {"all": GivenPolicy(for_all, {})}
    given = {**every, **{name: GivenPolicy(level, {}) for name in ("firmware-age", "firmware-blocked")}}
    if not expected:
        settings = configuration.read(given)
        assert settings["firmware-age"].level is (Level.DISABLED if level == "disabled" else Level.MANDATORY)
        return
    with pytest.raises(PolicyConfigError) as raised:
        configuration.read(given)
    assert raised.value.message.splitlines() == expected


def test_default_level_with_options() -> None:
    """A policy whose options are set is mandatory if the user sets no level, also if its list is empty on purpose."""
    given: dict[str, dict[str, object]] = {"firmware-age": {"minAge": "14d"}, "firmware-blocked": {"blocked": []}}
    for level in (configuration.NOT_SET, Level.MANDATORY.value):
        settings = configuration.read({name: GivenPolicy(level, options) for name, options in given.items()})
        assert {settings[name].level for name in given} == {Level.MANDATORY}


def test_options() -> None:
    """The options are read with the parsers of the criteria."""
    prepared = read(
        firmware_age={"minAge": "1w2d"}, firmware_blocked={"blocked": [{"destVersion": "4.0.0", "reason": "bricks"}]}
    )
    assert prepared["firmware-age"].length.days == 9
    assert [each.reason for each in prepared["firmware-blocked"]] == ["bricks"]


def test_every_mistake() -> None:
    """All mistakes are reported together, each with its policy and a fix."""
    assert mistakes(
        level="remediate",
        firmware_lokced={},
        all={"minAge": "1d"},
        firmware_locked={"minAge": "1d", "strict": True},
        firmware_age={"minage": "1d", "minAge": "14 d"},
        firmware_blocked={
            "blocked": [{"reason": "bricks"}, {"destVersion": 4, "reason": "bricks"}],
            "blockedFile": "https://example.com/blocked.toml",
        },
    ) == [
        'Unknown policy "firmware-lokced". Did you mean "firmware-locked"?',
        "all has only an enforcementLevel. Set other values at their policy.",
        'all: enforcementLevel must be one of "advisory", "mandatory", "disabled". The policies never change a pin.',
        'firmware-locked: Unknown argument "minAge", "strict". The policy has only an enforcementLevel.',
        'firmware-age: Unknown argument "minage". Did you mean "minAge"?',
        f'firmware-age: minAge must be {DURATION}, got "14 d". Its format is invalid.',
        "firmware-blocked: blocked[1].destVersion must be a string, got the number 4. Quote the value.",
        "firmware-blocked: blocked[0] requires at least one of firmwareId, digest and destVersion.",
        "firmware-blocked: blockedFile must be a path on this machine, got a URL.",
        "Download the file in the job that runs Pulumi, and set blockedFile to its path.",
    ]


def test_null_is_not_a_value() -> None:
    """A value that a template left empty does not turn a policy off."""
    assert mistakes(firmware_age={"minAge": None}, firmware_blocked={"blocked": None, "blockedFile": None}) == [
        "firmware-age: minAge must not be null. Set a value, or remove it.",
        "firmware-blocked: blocked must not be null. Set a value, or remove it.",
        "firmware-blocked: blockedFile must not be null. Set a value, or remove it.",
    ]


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "\ufeff"])
def test_file_of_a_failed_download(content: str, tmp_path: Path) -> None:
    """A file without the key `blocked` stops the pack, because it would block nothing."""
    file = tmp_path / "blocked.toml"
    file.write_text(content)
    (line, *fix) = mistakes(firmware_blocked={"blockedFile": str(file)})
    assert line.startswith("firmware-blocked: ")
    assert fix


def test_level_of_one_policy() -> None:
    """A level that the policies do not support is reported at its policy."""
    (line,) = mistakes(level="7", firmware_locked={})
    assert line.startswith('firmware-locked: enforcementLevel must be one of "advisory"')


def test_many_mistakes() -> None:
    """The error is limited in length."""
    given = {f"unknown{index:04}{'x' * 500}": GivenPolicy("mandatory", {}) for index in range(1000)}
    with pytest.raises(PolicyConfigError) as raised:
        configuration.read(given)
    lines = raised.value.message.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "and 980 more"
    assert max(map(len, lines)) < 400


@pytest.mark.parametrize("is_relative", [True, False])
def test_file_of_blocks(is_relative: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001 - a parameter of the test
    """The blocks in the file are added to those in the configuration. A relative path starts at the current folder."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "blocked.toml"
    file.write_text(LIST)
    own = {"blocked": [{"firmwareId": "abc", "reason": "own"}]}
    path = file.name if is_relative else str(file)
    blocks = read(firmware_blocked={**own, "blockedFile": path})["firmware-blocked"]
    assert [each.reason for each in blocks] == ["own", "bricks revision B", "withdrawn"]
    assert blocks[2].digest == "md5:0123456789abcdef0123456789abcdef"
    file.write_text("blocked = []\n")
    assert read(firmware_blocked={"blockedFile": path})["firmware-blocked"] == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff", "Byte 0xff is not valid UTF-8."),
        (b"blocked = [", ":1: Invalid TOML"),
        (
            LIST.replace("reason", "reasons").encode(),
            ':2: Unknown argument "blocked[0].reasons". Did you mean "reason"?',
        ),
        (b"<<<<<<< HEAD\n", "Unresolved merge conflict marker"),
        ("[[blocked]]\nreason = 'a\u200bb'\ndestVersion = '1'\n".encode(), "Hidden character"),
        (LIST.replace('"4.0.0"', '" 4.0.0"').encode(), ":2: blocked[0].destVersion must be a text without leading"),
        (b"blocks = []\n", 'Unknown argument "blocks". Did you mean "blocked"?'),
        (b"blocked = [" + b'{destVersion="1",reason="x"},' * 1001 + b"]", "at most 1,000 elements, got 1,001"),
        (b"#" * (4 * 1024**2 + 1), "larger than 4 MiB, so it is not a list of blocked packages"),
    ],
)
def test_invalid_file(content: bytes, words: str, tmp_path: Path) -> None:
    """An invalid file stops the pack, with the line of each error."""
    file = tmp_path / "blocked.toml"
    file.write_bytes(content)
    text = "\n".join(mistakes(firmware_blocked={"blockedFile": str(file)}))
    assert text.startswith(f"firmware-blocked: {file}")
    assert words in text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("https://user:password@example.com/blocked.toml", "must be a path on this machine, got a URL."),
        ("file:///etc/blocked.toml", "must be a path on this machine, got a URL."),
        ("missing.toml", "blockedFile missing.toml does not exist."),
        (".", "is a directory, so it is not a list of blocked packages."),
        ("a\0b", "blockedFile must be visible text"),
        ("", "blockedFile must not be empty."),
    ],
)
def test_wrong_path(path: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path without a list stops the pack. A URL is not repeated, because it may contain a password."""
    monkeypatch.chdir(tmp_path)
    text = "\n".join(mistakes(firmware_blocked={"blockedFile": path}))
    assert words in text
    assert "password" not in text
    assert ("here " in text) is (path == "missing.toml")


def test_missing_file_without_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of the program may have been removed."""

    def fail() -> Path:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "cwd", fail)
    text = "\n".join(mistakes(firmware_blocked={"blockedFile": str(tmp_path / "missing.toml")}))
    assert text.endswith("A relative path starts at the folder of the program.")
