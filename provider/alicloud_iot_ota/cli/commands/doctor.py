# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `doctor`: shows the settings in use and their sources, and tests the connection."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import emit, emit_json
from alicloud_iot_ota.cli.parsing.options import flag
from alicloud_iot_ota.cli.parsing.parser import Parser
from alicloud_iot_ota.cli.parsing.service import add_settings, given_settings

if TYPE_CHECKING:
    from alicloud_iot_ota.lookup.diagnosis import Finding

_DESCRIPTION = (
    "Show which settings and credentials a lookup uses and where each was found, and call the service once. The exit "
    "code is 1 if a check fails."
)


def parser(name: str) -> Parser:
    """Return the argument parser."""
    parser = Parser(name, _DESCRIPTION, "--region cn-shanghai")
    parser.add_argument("--json", action="store_true", help="Print the findings as JSON.")
    add_settings(parser)
    return parser


def run(name: str, argv: list[str]) -> int:
    """Run every check, print the findings, and return 1 if a check failed."""
    given = parser(name).read(argv)
    from alicloud_iot_ota.lookup.diagnosis import diagnose  # noqa: PLC0415 - slow to import; help and usage errors do not need it

    findings = []
    for finding in diagnose(given_settings(given), os.environ, flag):
        findings.append(finding)
        if not given.json:
            emit(printable(_line(finding), keep="\n"))
    if given.json:
        emit_json(msgspec.to_builtins(findings))
    return ExitCode.ERROR if any(finding.status == "failed" for finding in findings) else ExitCode.OK


def _line(finding: Finding) -> str:
    text = f"{finding.status:<8} {finding.subject:<12} {finding.told}\n"
    return text + (f"{'':<21} {finding.remedy}\n" if finding.remedy else "")
