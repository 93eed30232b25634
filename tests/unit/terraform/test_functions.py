# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The functions: a table of arguments, results and errors. They need no configuration."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.terraform import functions, values
from tests.unit.terraform.serving import content

if TYPE_CHECKING:
    from tests.unit.terraform.conftest import Calls

EXAMPLE = Path(__file__).parents[3] / "examples" / "python"


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("version_in_range", ["4.1.0", "^4.0"], True),
        ("version_in_range", ["5.0.0", "^4.0"], False),
        ("version_in_range", ["v4.1.0", ">=4 <5"], True),
        ("version_in_range", ["4.1.0-rc.1", "^4.0"], False),
        ("version_in_range", ["4.1.0-rc.1", ">=4.1.0-rc.1"], True),
        ("highest_in_range", [["4.0.0", "4.10.0", "4.9.0", "5.0.0"], "^4.0"], "4.10.0"),
        ("highest_in_range", [["4.0.0"], "4.0.0"], "4.0.0"),
        ("highest_in_range", [["4.0.0", "4.0.0"], "^4"], "4.0.0"),
        ("highest_in_range", [["4.1.0-rc.1", "4.0.0"], "^4.0"], "4.0.0"),
    ],
)
def test_results(calls: Calls, name: str, arguments: list[object], result: object) -> None:
    """A list may contain a version twice."""
    answer = calls.call("CallFunction", name=name, arguments=list(map(values.write_value, arguments)))
    assert answer.error.text == ""
    assert content(answer.result) == result


@pytest.mark.parametrize(
    ("name", "arguments", "index", "text"),
    [
        ("version_in_range", ["four", "^4.0"], 0, 'version must be a semantic version, got "four"'),
        ("version_in_range", ["", "^4.0"], 0, 'version must be a semantic version, got ""'),
        ("version_in_range", ["4.0.0", "^four"], 1, "range must be"),
        ("version_in_range", ["4.0.0", ""], 1, "range must be"),
        ("highest_in_range", [["4.0.0", "four"], "^4"], 0, 'list[1] must be a semantic version, got "four"'),
        ("highest_in_range", [["4.0.0", None], "^4"], 0, "list[1] must be a semantic version, got null"),
        ("highest_in_range", [[], "^4"], 0, "list must contain a version in the range ^4, got 0 versions"),
        ("highest_in_range", [["3.0.0"], "^4"], 0, "list must contain a version in the range ^4, got 1 version"),
        (
            "highest_in_range",
            [["4.0.0", "v4.0.0"], "^4"],
            0,
            "list contains several forms of the highest version: 4.0.0, v4.0.0",
        ),
        ("locked", ["", "gateway"], 0, "path must not be empty"),
        ("locked", ["firmware.lock", ""], 1, "name must not be empty"),
    ],
)
def test_errors_name_the_argument(calls: Calls, name: str, arguments: list[object], index: int, text: str) -> None:
    """An engine marks the argument in the configuration, and shows the text below it."""
    answer = calls.call("CallFunction", name=name, arguments=list(map(values.write_value, arguments)))
    assert text in answer.error.text
    assert not answer.error.text.endswith(".")  # the engines add a full stop
    assert answer.error.HasField("function_argument")
    assert answer.error.function_argument == index


def test_a_list_is_bounded(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalog has no more packages."""
    monkeypatch.setattr(functions, "MAX_VERSIONS", 2)
    arguments = [values.write_value(["1.0.0", "1.1.0", "1.2.0"]), values.write_value("1.x")]
    answer = calls.call("CallFunction", name="highest_in_range", arguments=arguments)
    assert answer.error.text.startswith("list must have at most 2 elements, got 3")


def test_locked_reads_only_the_file(calls: Calls, tmp_path: Path) -> None:
    """It needs no credentials and no connection: the provider is not even configured."""
    for name in ("firmware.lock", "firmware.toml"):
        shutil.copy(EXAMPLE / name, tmp_path)
    arguments = [values.write_value(str(tmp_path / "firmware.lock")), values.write_value("camera-baseline")]
    found = content(calls.call("CallFunction", name="locked", arguments=arguments).result)
    assert (found["dest_version"], found["verdict"]) == ("V2.2.0", "notChecked")
    missing = [arguments[0], values.write_value("no-such-entry")]
    answer = calls.call("CallFunction", name="locked", arguments=missing)
    assert "no-such-entry" in answer.error.text
    assert not answer.error.HasField("function_argument")


def test_an_unknown_function_is_an_error(calls: Calls) -> None:
    """An engine asks only for functions in the schema."""
    assert calls.call("CallFunction", name="other").error.text == 'Unknown function "other"'
