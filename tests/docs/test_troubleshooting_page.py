# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The troubleshooting page: it quotes every message of the package, and no other text."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from process import CommandError
from sandbox import Sandbox, write_project

from alicloud_iot_ota import errors
from alicloud_iot_ota.api.codes import CODES, RetryAdvice
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.plugin.status import status
from tests.docs.messages import VARIES, all_texts, messages, skeleton

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

    from alicloud_iot_emulator import Emulator

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "troubleshooting.md").read_text()
PULUMIS, OURS = PAGE.split("\n## The plugin\n")
PLUGIN = Path(sys.executable).with_name("pulumi-resource-alicloud-iot")
PROGRAM = """
import pulumi
import pulumi_alicloud_iot as alicloud_iot

provider = alicloud_iot.Provider("fleet", opts=pulumi.ResourceOptions(version="{version}"))
options = pulumi.InvokeOptions(provider=provider)
alicloud_iot.ota.get_firmware(product_key="a1GatewayK01", dest_version="4.0.7", opts=options)
"""
EMPTY = """
import pulumi
import pulumi_alicloud_iot as alicloud_iot

pin = alicloud_iot.ota.FirmwarePin("known-later", product_key="a1GatewayK01", dest_version="4.0.0", type="full")
provider = alicloud_iot.Provider("fleet", region=pin.id)
options = pulumi.InvokeOutputOptions(provider=provider)
found = alicloud_iot.ota.get_firmware_output(product_key="a1GatewayK01", dest_version="4.0.0", opts=options)
pulumi.export("found", found)
"""


def quoted(text: str) -> list[str]:
    """Return the quotes in the first column of the tables in a part of the page."""
    tables = re.findall(r"^\| What you see \|.*\n.*\n((?:\|.*\n?)+)", text, re.MULTILINE)
    cells = [re.split(r" (?<!\\)\| ", row)[0] for table in tables for row in table.splitlines()]
    spans = [span for cell in cells for span in re.findall(r"``(.+?)``(?!`)|(?<!`)`([^`]+)`(?!`)", cell)]
    return [skeleton((double or single).replace(r"\|", "|")) for double, single in spans]


def rows(heading: str) -> dict[str, list[str]]:
    """Return the rows of the table with this heading, by each code name in their first cell."""
    (table,) = re.findall(rf"^\| {heading} \|.*?\n((?:\|.*\n?)+)", PAGE, re.MULTILINE)
    lines = [line.strip("| ").split(" | ") for line in table.splitlines()[1:]]
    return {name: line for line in lines for name in re.findall("`([^`]+)`", line[0])}


def test_every_message_is_on_the_page() -> None:
    """Every error and warning of the package is on the page, so that users can search for it."""
    quotes = set(quoted(OURS))
    missing = {text: place for text, place in messages().items() if text not in quotes}
    assert not missing, "\n".join(f"{place}: {text}" for text, place in missing.items())


def test_every_quote_is_said() -> None:
    """Every quote on the page exists in the source."""
    texts = all_texts()
    gone = [
        quote for quote in quoted(OURS) if not any(all(part in text for part in quote.split(VARIES)) for text in texts)
    ]
    assert gone == []


def test_every_code_of_the_service() -> None:
    """The table has each error code of the service that the package handles, and says whether it is retried."""
    told = {code.lower(): row[-1] for code, row in rows("code").items()}
    assert set(told) == set(CODES)
    description = {
        RetryAdvice.NEVER: "no",
        RetryAdvice.AFTER_DELAY: "yes",
        RetryAdvice.WITH_SERVICE_TIME: "once, by",
        RetryAdvice.WITH_NEW_CREDENTIALS: "once, with",
    }
    for code, again in told.items():
        assert again.startswith(description[CODES[code].retry]), code


def test_every_class_of_error() -> None:
    """The table has each error class with its statuses, and the text below it has the base classes."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.OtaError)]
    table = rows("class")
    for kind in kinds:
        if kind.__name__ in table:
            _, _, grpc, exit_status = table[kind.__name__]
            error = kind.__new__(kind)
            assert (grpc, exit_status) == (f"`{status(error).name}`", str(int(ExitCode.of(error)))), kind
        else:
            assert f"`{kind.__name__}`" in PAGE.rpartition("\n| `")[2], kind
    assert set(table) <= {kind.__name__ for kind in kinds}


def test_every_exit_status() -> None:
    """The table of exit codes matches the help text."""
    (table,) = re.findall(r"^\| exit code of a command \|.*?\n\|[- |]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    assert table == "".join(f"| {each.value} | {each.description} |\n" for each in ExitCode)


@pytest.mark.engine
def test_what_pulumi_says(engine: Path, emulator: Emulator, settings: dict[str, str], tmp_path: Path) -> None:
    """The quotes of Pulumi's messages match the engine's output in each case."""
    sandbox = Sandbox(tmp_path / "sandbox", engine)

    def preview(name: str, program: str, **env: str) -> str:
        """Return the output of a preview."""
        stack = sandbox.stack(write_project(tmp_path / name, program), env={**settings, **env})
        done = stack.preview("--expect-no-changes")
        return f"{done.text}\n{done.outputs}"

    on_path = os.pathsep.join([str(PLUGIN.parent), os.defpath])
    without = preview("without", PROGRAM.format(version="0.1.0"))
    # The local replacement for Pulumi's download server has no plugin.
    download = {
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "false",
        "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES": f"alicloud-iot={emulator.url}",
    }
    refused = preview("refused", PROGRAM.format(version="0.1.0"), **download)
    older = preview("older", PROGRAM.format(version="9.9.9"), PATH=on_path)
    unknown = preview("unknown", EMPTY, PATH=on_path)
    install = ("plugin", "install", "resource", "alicloud-iot", "0.1.0", "--server", emulator.url)
    with pytest.raises(CommandError) as raised:
        sandbox.stack(write_project(tmp_path / "install", ""), env=settings)._pulumi.ask(*install)
    installed = str(raised.value)
    sandbox.install_plugin(PLUGIN, "0.1.0")
    here = sandbox.stack(write_project(tmp_path / "do", ""), env=settings)
    (here.folder / "arguments.yaml").write_text("firmwareName: gateway-4.0.0\n")
    other_format = here._pulumi._run("do", "alicloud-iot:ota:getFirmware", "--input-file", "arguments.yaml").text
    printed = skeleton(f"{without}\n{refused}\n{older}\n{unknown}\n{installed}\n{other_format}")
    quotes = [quote for quote in quoted(PULUMIS) if "KeyboardInterrupt" not in quote]  # only in the regular host
    assert [quote for quote in quotes if not re.search(re.escape(quote).replace(VARIES, ".*?"), printed)] == []
    assert "no resource plugin" in without
    assert "Could not automatically download" in refused
    assert "expected to have version >=9.9.9" in older
    assert "Traceback (most recent call last)" in older
    assert "{'found': {}}" in unknown


def test_command(shell: Callable[..., CompletedProcess[str]], emulator: Emulator) -> None:
    """The first command on the page succeeds in a working environment."""
    (command,) = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    done = shell(command)
    assert "failed" not in done.stdout
    assert len(emulator.requests) == 1
