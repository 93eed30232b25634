# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The table of invalid inputs on the engines: the message of the other front ends, with the names of a configuration.

One run has all cases that need the same state of the service.
"""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_emulator import Emulator
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.lookup import create_lookup
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.functions import FIRMWARE_PIN, FUNCTIONS
from alicloud_iot_ota.schema.hcl import PROVIDER, hcl_name
from alicloud_iot_ota.schema.settings import ProviderArgs
from alicloud_iot_ota.terraform.names import spell
from tests.engine.deployed_pins import PRODUCT_KEY, V4_0, lock_entry, row_of, write_lock, write_manifest
from tests.grpc.test_bad_input import CATALOG, ONE, SECRET, SERVICE, TABLE, TOKEN, Case
from tests.terraform.conftest import to_hcl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from process import Completed

    from alicloud_iot_ota.schema.collector import Arguments
    from tests.terraform.conftest import Configure

pytestmark = pytest.mark.engine

ENGINES_OWN = {
    "a number for a string": None,  # the engine converts it
    "a string for a list": "Inappropriate value for attribute",
    "an unknown argument": "An argument named",
    "no page size": 'The argument "page_size" is required',
    "a criterion of another function": "An argument named",
}
"""The mistakes that the engine finds itself, and its words."""
_KINDS: list[type[Arguments]] = [ProviderArgs, *(each.arguments for each in (*FUNCTIONS, FIRMWARE_PIN))]
_OTHER_NAMES = "|".join(name for kind in _KINDS for name in kind.__struct_encode_fields__ if hcl_name(name) != name)
OTHER_WORDS = re.compile(rf"(?i:pulumi|preview)|\b(?:{_OTHER_NAMES})\b")
"""The words and names of the other front ends, which no message here has."""
BY_NAME = {each.name: each for each in FUNCTIONS}
CASES = {name: case for name, case in TABLE.items() if case.function in BY_NAME and name not in ENGINES_OWN}
WRONG = {name: case for name, case in CASES.items() if case.status is None}
REMOTE = {name: case for name, case in CASES.items() if case.status is not None and not case.fault}
QUICK = {
    name: case
    for name, case in SERVICE.items()
    if case.fault["kind"] in {"garbage", "empty-body", "redirect"}
    or case.fault.get("code") in {"Forbidden.RAM", "SignatureDoesNotMatch", "iot.system.UidNotFound"}
}
"""The faults after which no request is sent again."""


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Run the default fleet with keys that are easy to find in a text."""
    catalog = {**CATALOG, "packages": Emulator().packages()}
    with Emulator(catalog, monotonic=itertools.count().__next__) as emulator:
        yield emulator


def own_settings(emulator: Emulator, case: Case) -> dict[str, object]:
    """Return the provider's settings for a case, by wire names."""
    given = {
        "endpoint": emulator.url,
        "iotInstanceId": emulator.instance_id,
        "accessKeyId": "key",
        "accessKeySecret": SECRET,
        **case.settings,
    }
    return {name: value for name, value in given.items() if value is not None}


def block(kind: str, values: Mapping[str, object]) -> str:
    """Return a block with arguments by wire names."""
    lines = (f"  {hcl_name(name)} = {json.dumps(to_hcl(value))}\n" for name, value in values.items())
    return f"{kind} {{\n{''.join(lines)}}}\n"


def lookups(number: int, case: Case, *, alias: str = "", has_pin: bool = True) -> str:
    """Return the blocks that look up the arguments of a case."""
    noun = BY_NAME[case.function].noun
    blocks = [block(f'data "{PROVIDER}_ota_{noun}" "case_{number}"', case.args)]
    if has_pin and case.function == "getFirmware":
        blocks.append(block(f'resource "{PROVIDER}_ota_firmware_pin" "case_{number}"', case.args))
    text = "".join(blocks)
    return text.replace("{\n", f"{{\n  provider = {PROVIDER}.{alias}\n") if alias else text


def expected(settings: Mapping[str, object], case: Case) -> str:
    """Return the error of the lookup without an engine, in the words of a configuration."""
    function = BY_NAME[case.function]
    args = validation.parse(function.arguments, case.args)
    with pytest.raises(OtaError) as raised:
        function.run(lambda: create_lookup(settings, {}, lambda _: None), args, lambda _: None)
    return normalized(spell(str(raised.value)))


def normalized(text: str) -> str:
    """Return an error without the ID of the request, its time and the home directory, which differ."""
    text = re.sub(r"/\S*(/\.aliyun|/\.alibabacloud)/", r"~\1/", text)
    return re.sub(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}|\d{4}-\d\d-\d\dT[\d:]+Z", "ID", text)


def told(result: Completed) -> dict[str, list[dict[str, Any]]]:
    """Return the errors of a command with `-json`, by the block. Check the rules for all errors."""
    assert result.exit_status == 1, result.text
    assert [words for words in ("Traceback", 'File "', " at 0x", SECRET, TOKEN) if words in result.text] == []
    if result.text.startswith("{\n"):  # validate
        diagnostics = json.loads(result.text)["diagnostics"]
    else:
        lines = map(json.loads, result.text.splitlines())
        diagnostics = [line["diagnostic"] for line in lines if line["type"] == "diagnostic"]
    found: dict[str, list[dict[str, Any]]] = {}
    for each in diagnostics:
        assert each["summary"] not in ("", "Internal error"), each
        assert OTHER_WORDS.findall(each["summary"] + each["detail"]) == [], each
        if each["severity"] == "error":
            found.setdefault(each.get("address", ""), []).append(each)
    return found


def test_lookups_that_fail(configure_tofu: Configure, emulator: Emulator) -> None:
    """A lookup and a pin have the error of the function. Wrong settings have their own provider block."""
    texts = [block(f'provider "{PROVIDER}"', own_settings(emulator, Case(())))]
    for number, case in enumerate(REMOTE.values()):
        alias = f"case_{number}" if case.settings else ""
        if alias:
            texts.append(block(f'provider "{PROVIDER}"', {"alias": alias, **own_settings(emulator, case)}))
        texts.append(lookups(number, case, alias=alias))
    configuration = configure_tofu("".join(texts), env=dict.fromkeys(ENVIRONMENT))
    errors = told(configuration.plan("-json"))
    for number, (name, case) in enumerate(REMOTE.items()):
        own = [each for address, found in errors.items() if address.endswith(f".case_{number}") for each in found]
        assert len(own) == (2 if case.function == "getFirmware" else 1), f"{name}: {own}"
        wanted = expected(own_settings(emulator, case), case)
        assert {normalized(each["detail"]) for each in own} == {wanted}, name


ENVIRONMENT = (
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABA_CLOUD_ENDPOINT_IOT",
    "ALIBABA_CLOUD_IOT_INSTANCE_ID",
)


def test_wrong_arguments(configure: Configure, emulator: Emulator) -> None:
    """A wrong argument has the message of the other front ends, before any request."""
    configuration = configure("".join(lookups(number, case) for number, case in enumerate(WRONG.values())))
    errors = told(configuration.validate("-json"))
    for number, (name, case) in enumerate(WRONG.items()):
        own = [each for address, found in errors.items() if address.endswith(f".case_{number}") for each in found]
        failures = validation.check(BY_NAME[case.function].arguments, case.args)
        assert {each["detail"] for each in own} == {spell(each.reason) for each in failures}, name
        assert len(own) == (2 if case.function == "getFirmware" else 1), f"{name}: {own}"
    assert emulator.requests == []


@pytest.mark.parametrize("name", [name for name, words in ENGINES_OWN.items() if words])
def test_wrong_types(configure_tofu: Configure, name: str) -> None:
    """The engine rejects arguments of another type and unknown ones."""
    (error,) = told(configure_tofu(lookups(0, TABLE[name], has_pin=False)).validate("-json")).popitem()[1]
    assert str(ENGINES_OWN[name]) in error["detail"] + error["summary"]


def test_faults_of_the_service(configure_tofu: Configure, emulator: Emulator) -> None:
    """A fault of the service has the message of the other front ends."""
    settings = own_settings(emulator, Case(()))
    configuration = configure_tofu(block(f'provider "{PROVIDER}"', settings) + lookups(0, Case((), args=ONE)))
    for name, case in QUICK.items():
        emulator.fault(times=100, **case.fault)  # type: ignore[arg-type]  # the table's options are those of the kind
        errors = told(configuration.plan("-json"))
        wanted = expected(settings, case)
        assert {normalized(each["detail"]) for found in errors.values() for each in found} == {wanted}, name
        emulator.clear_faults()


def test_lock_files(configure_tofu: Configure, emulator: Emulator, tmp_path: Path) -> None:
    """A missing, damaged, old and broken lock file has the message of the other front ends."""
    entry = lock_entry("gateway", row_of(emulator, V4_0))
    files = {name: tmp_path / f"{name}.lock" for name in ("missing", "damaged", "old", "other", "stale", "broken")}
    for name in ("old", "other", "stale", "broken"):
        write_lock(tmp_path, entry, name=f"{name}.lock")
    files["damaged"].write_text("[firmware.gateway\n")
    files["old"].write_text(re.sub(r"(?m)^version = \d+", "version = 99", files["old"].read_text()))
    files["other"].write_text(files["other"].read_text().replace("[firmware.gateway", "[firmware.other"))
    manifest = write_manifest(files["stale"])
    manifest.write_text(manifest.read_text().replace('"highest"', '"newest"'))
    emulator.change(V4_0, FirmwareSign="1f" * 32)
    cases = {
        name: Case((), function="getLockedFirmware", args={"name": "gateway", "lockFile": str(path)})
        for name, path in files.items()
    }
    settings = own_settings(emulator, Case(()))
    texts = [block(f'provider "{PROVIDER}"', settings)]
    for number, case in enumerate(cases.values()):
        pin = {"lockEntry": "gateway", "lockFile": case.args["lockFile"]}
        texts += [lookups(number, case), block(f'resource "{PROVIDER}_ota_firmware_pin" "case_{number}"', pin)]
    errors = told(configure_tofu("".join(texts)).plan("-json"))
    for number, (name, case) in enumerate(cases.items()):
        own = [each for address, found in errors.items() if address.endswith(f".case_{number}") for each in found]
        assert {normalized(each["detail"]) for each in own} == {expected(settings, case)}, name
        assert len(own) == 2, f"{name}: {own}"


def test_the_table_is_complete() -> None:
    """The table has the cases that each front end must report."""
    assert {"no credentials", "wrong secret", "unknown region", "unknown product", "several matches"} <= {*REMOTE}
    assert {"an empty string", "a word that is no status"} <= {*WRONG}
    assert PRODUCT_KEY in str(REMOTE["several matches"].args)
