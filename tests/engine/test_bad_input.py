# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Errors on the engine: each has the cause and a fix, without a traceback of the provider or a secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from command import Result
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

CANARY = "canary-that-must-never-be-seen"
"""An invalid AccessKey secret."""
OUR_CODE = "alicloud_iot_ota"
"""A pattern for traceback frames in the provider. Frames in the program and the SDK are not relevant."""
WRONG_SECRET = ("SignatureDoesNotMatch", "Set accessKeyId and accessKeySecret again")
GET = 'ota.get_firmware(product_key="a1GatewayK01", dest_version="4.0.0", type="full")\n'
PIN = 'ota.FirmwarePin("gateway", product_key="a1GatewayK01", dest_version="4.0.0", type="full")\n'
RAW_INVOKE = """
pulumi.runtime.invoke("alicloud-iot:ota:getFirmware", {"destVersoin": "4.0.0"}, pulumi.InvokeOptions(version="0.1.0"))
"""
RAW_PIN = """
class Pin(pulumi.CustomResource):
    def __init__(self, name, **props):
        super().__init__("alicloud-iot:ota:FirmwarePin", name, props, pulumi.ResourceOptions(version="0.1.0"))

Pin("gateway", destVersoin="4.0.0")
"""


@dataclass(frozen=True)
class Problem:
    """A program that fails with valid settings.

    Attributes:
        program: The program's text below the imports.
        words: Texts that the error must contain.
        prepare: A function that prepares the fault in the emulator.
    """

    program: str
    words: Sequence[str]
    prepare: Callable[[Emulator], None] = lambda _: None


MISTAKES = {
    "no JSON": Problem(
        GET,
        ("Not a ListOTAFirmware response", "Check the endpoint and the proxy"),
        lambda emulator: emulator.fault("garbage"),
    ),
    "unknown product": Problem(
        GET.replace("a1GatewayK01", "a1NoSuchPrd"), ("iot.prod.NotExistedProduct", "Check productKey")
    ),
    "no match": Problem(
        GET.replace("4.0.0", "4.0.7"),
        ("12 packages", 'destVersion "4.0.7"', "leaves 0", "Nearest versions", "4.0.0", "Correct destVersion"),
    ),
    "several matches": Problem(
        GET.replace(', type="full"', ""),
        ("3 packages match", "differential from 3.2.1", "They differ in type, srcVersion"),
    ),
    "number": Problem(
        GET.replace('"4.0.0"', "4"), ("destVersion must be a string, got the number 4. Quote the value.",)
    ),
    "number for a pin": Problem(
        PIN.replace('"4.0.0"', "4.5"), ("destVersion must be a string, got the number 4.5. Quote the value.",)
    ),
    "empty strings": Problem(
        'ota.get_firmware(product_key="", dest_version="")\n',
        (
            "productKey must not be empty. Set a value or omit it",
            "destVersion must not be empty. Set a value or omit it",
        ),
    ),
    "empty string for a pin": Problem(
        PIN.replace("4.0.0", ""), ("destVersion must not be empty. Set a value or omit it",)
    ),
    "wrong word": Problem(
        GET.replace('"full"', '"fool"'), ('type must be one of "differential", "full", "unknown", got "fool"',)
    ),
    "page size 0": Problem(
        "ota.get_firmware_page(current_page=1, page_size=0)\n",
        ("pageSize must be a whole number from 1 to 100, got the number 0",),
    ),
    "page size 101": Problem(
        "ota.get_firmware_page(current_page=1, page_size=101)\n",
        ("pageSize must be a whole number from 1 to 100, got the number 101",),
    ),
}
UNKNOWN_ARGUMENT = ('Unknown argument "destVersoin"', 'Did you mean "destVersion"?')
NATIVE_MISTAKES = {
    "unknown argument": Problem(RAW_INVOKE, UNKNOWN_ARGUMENT),
    "unknown argument of a pin": Problem(RAW_PIN, UNKNOWN_ARGUMENT),
}
"""Mistakes that are only possible in programs that bypass the typed signatures."""


@pytest.fixture
def leaks(emulator: Emulator, tmp_path: Path) -> Callable[[Result], list[str]]:
    """Return a function that finds secrets in plain text, in the output and in all files of the test."""

    def find(result: Result) -> list[str]:
        places = {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        places["the text"] = result.text.encode()
        secrets = [secret.encode() for secret in (CANARY, emulator.credentials.access_key_secret)]
        return [place for place, content in places.items() if any(secret in content for secret in secrets)]

    return find


def test_a_mistake_in_a_program(
    stack_for: StackFor,
    emulator: Emulator,
    form: str,
    rewrite: Callable[[Stack, str], None],
    leaks: Callable[[Result], list[str]],
) -> None:
    """A mistake in a program fails the preview, with the cause and a fix."""
    stack = stack_for("")
    for name, mistake in {**MISTAKES, **(NATIVE_MISTAKES if form == "native" else {})}.items():
        rewrite(stack, mistake.program)
        mistake.prepare(emulator)
        failed = stack.preview()
        assert not failed.ok, name
        assert [words for words in mistake.words if words not in failed.text] == [], f"{name}: {failed.text}"
        assert OUR_CODE not in failed.text, f"{name}: {failed.text}"
        assert leaks(failed) == [], name
        emulator.reset()


@pytest.mark.parametrize(
    ("program", "settings", "words"),
    [
        pytest.param(
            GET, {"accessKeyId": None, "accessKeySecret": None}, ("accessKeyId", "accessKeySecret"), id="no-credentials"
        ),
        pytest.param(
            GET,
            {"accessKeyId": None},
            ("access key was found in the settings", "is missing", "in the same place"),
            id="half-a-key",
        ),
        pytest.param(GET, {"accessKeySecret": CANARY}, WRONG_SECRET, id="wrong-secret"),
        pytest.param(PIN, {"accessKeySecret": CANARY}, WRONG_SECRET, id="wrong-secret-for-a-pin"),
        pytest.param(
            GET,
            {"endpoint": None, "region": "cn-nowhere"},
            ('"cn-nowhere"', "cn-shanghai", "Correct the region"),
            id="unknown-region",
        ),
        pytest.param(
            PIN, {"endpoint": None}, ("No region is set", "pulumi config set alicloud-iot:region"), id="no-region"
        ),
        pytest.param(
            GET, {"iotInstanceId": None}, ("iot.system.InstanceNotFound", "Set iotInstanceId"), id="no-instance"
        ),
    ],
)
def test_a_mistake_in_the_settings(
    stack_for: StackFor,
    leaks: Callable[[Result], list[str]],
    program: str,
    settings: Mapping[str, str | None],
    words: Sequence[str],
) -> None:
    """A mistake in the settings fails the preview with a fix. An invalid secret is still hidden."""
    failed = stack_for(program, settings=settings).preview()
    assert not failed.ok
    assert [each for each in words if each not in failed.text] == [], failed.text
    assert OUR_CODE not in failed.text, failed.text
    assert leaks(failed) == []
