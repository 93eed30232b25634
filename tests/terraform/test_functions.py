# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The functions of the provider: results, errors with the place of the argument, and `locked` without an account."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.engine.deployed_pins import V4_0, V4_0_DIGEST, lock_entry, row_of, write_lock
from tests.terraform.conftest import assert_failed, assert_ok

if TYPE_CHECKING:
    from alicloud_iot_emulator import Emulator
    from tests.terraform.conftest import Configure

pytestmark = pytest.mark.engine

RESULTS: dict[str, object] = {
    'version_in_range("4.1.0", "^4.0")': True,
    'version_in_range("v4.1.0", ">=4.0.0 <4.1.0")': False,
    'version_in_range("4.1.0-rc.1", "^4.0")': False,
    'version_in_range("4.1.0-rc.1", "^4.1.0-rc.0")': True,
    'version_in_range("3.10.0", "3.x || 5.x")': True,
    'highest_in_range(["3.2.1", "3.10.0", "4.0.0"], "^3.0")': "3.10.0",
    'highest_in_range(["v3.2.1", "3.1.0"], "3")': "v3.2.1",
    'highest_in_range(["1.0.0", "1.0.0"], "*")': "1.0.0",
    'highest_in_range(tolist(toset(["1.9.0", "1.10.0"])), "1")': "1.10.0",
    'try(version_in_range("4.1.0", "nonsense"), "invalid")': "invalid",
    'can(highest_in_range([], "*"))': False,
    '[for each in ["3.2.1", "4.0.0"] : each if version_in_range(each, "^4")]': ["4.0.0"],
}
LOCKED = """
data "alicloudiot_ota_locked_firmware" "gateway" {
  name    = "gateway"
  offline = true
}
output "offline" {
  value = data.alicloudiot_ota_locked_firmware.gateway
}
output "locked" {
  value = locked("${path.module}/firmware.lock", "gateway")
}
"""
ERRORS = {
    'version_in_range("4.1", "^4.0")': ('"version"', "version must be a semantic version, got"),
    'version_in_range("", "^4.0")': ('"version"', "version must be a semantic version, got"),
    'version_in_range("4.1.0", "^^4")': ('"range"', "range must be"),
    'version_in_range("4.1.0", "")': ('"range"', "range must be"),
    'version_in_range(null, "^4.0")': ('"version"', "must not be null"),
    'version_in_range("4.1.0")': ("", "expects 2 argument(s)"),
    'highest_in_range([], "*")': ('"list"', "list must contain a version in the range *, got 0 versions."),
    'highest_in_range(["4.0.0", "x"], "*")': ('"list"', "list[1] must be a semantic version"),
    'highest_in_range(["1.0.0", "v1.0.0"], "*")': ('"list"', "list contains several forms of the highest version:"),
    'highest_in_range(["1.0.0", null], "*")': ('"list"', "list[1] must be a semantic version, got null"),
    'locked("missing.lock", "gateway")': ("", "Lock file missing.lock does not exist"),
    'locked("firmware.toml", "gateway")': ("", "must end in .lock"),
    'locked("firmware.lock", "gatewya")': ("", "gatewya"),
    'locked("firmware.lock", "")': ('"name"', "name must not be empty."),
}
"""Errors by the call: the parameter in the text of the engine, and the message."""

ACCOUNT = (
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABA_CLOUD_ENDPOINT_IOT",
    "ALIBABA_CLOUD_IOT_INSTANCE_ID",
)


def call(text: str) -> str:
    """Return a call with the names of the provider's functions in a configuration."""
    for name in ("version_in_range", "highest_in_range", "locked"):
        text = text.replace(f"{name}(", f"provider::alicloudiot::{name}(")
    return text


def test_results(configure: Configure, emulator: Emulator) -> None:
    """The functions work in every expression. Like an offline lookup, they need no credentials and no request."""
    outputs = [f'output "o{number}" {{\n  value = {call(text)}\n}}\n' for number, text in enumerate(RESULTS)]
    configuration = configure("".join(outputs) + call(LOCKED), env=dict.fromkeys(ACCOUNT))
    write_lock(configuration.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    assert_ok(configuration.apply())
    found = configuration.outputs()
    assert {text: found[f"o{number}"] for number, text in enumerate(RESULTS)} == RESULTS
    for name in ("locked", "offline"):
        assert found[name]["firmware_id"] == V4_0
        assert found[name]["digest"] == V4_0_DIGEST
        assert found[name]["verdict"] == "notChecked"
    assert emulator.requests == []


def test_errors(configure: Configure, emulator: Emulator) -> None:
    """An error shows the function and its parameter, on the line of the call."""
    texts = [f'output "o{number}" {{\n  value = {call(text)}\n}}\n' for number, text in enumerate(ERRORS)]
    configuration = configure("".join(texts))
    write_lock(configuration.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    failed = configuration.plan("-json")
    lines = [json.loads(line) for line in failed.text.splitlines()]
    found = {
        each["diagnostic"]["snippet"]["code"].partition("= ")[2].strip(): each["diagnostic"]
        for each in lines
        if each["type"] == "diagnostic"
    }
    for text, (parameter, words) in ERRORS.items():
        told = found.pop(call(text))
        detail = " ".join(told["detail"].split())
        assert words in detail, f"{text}: {detail}"
        assert parameter in detail, f"{text}: {detail}"
        assert [each for each in ("Traceback", "Internal error", "..") if each in detail.rstrip('"')] == [], detail
    assert found == {}


def test_a_call_that_fails_stops_the_plan(configure_tofu: Configure) -> None:
    """A failed call is one error of the plan."""
    configuration = configure_tofu(f'output "x" {{\n  value = {call("""version_in_range("4.1", "^4.0")""")}\n}}\n')
    assert_failed(configuration.plan(), "Error: Invalid function argument", "on main.tf line 2", "semantic version")
