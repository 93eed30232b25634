# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page of assumptions about the service: its tables, figures and commands match the code."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import verify_live
from contract import account, probing
from contract.assumptions import ASSUMPTIONS
from contract.report import render_assumptions, render_gaps

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "contract.md"
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", [render_assumptions(), render_gaps()], ids=["assumptions", "gaps"])
def test_tables(table: str) -> None:
    """Both tables are exactly those of the code. For make golden: docs/contract.md is rewritten."""
    header = re.escape(table.partition("\n")[0])
    if os.environ.get("REWRITE_GOLDEN") == "1":
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(re.sub(rf"{header}\n(?:\|.*\n)*", lambda _: f"{table}\n", text), encoding="utf-8")
    assert f"\n\n{table}\n" in PAGE.read_text(encoding="utf-8")


def test_figures() -> None:
    """The page and the README state the right numbers, variables, exit codes and path."""
    page = PAGE.read_text(encoding="utf-8")
    assert f"`ListOTAFirmware` {probing.MAX_REQUESTS} times, at most twice a second" in page
    assert probing.REQUEST_INTERVAL == 0.5
    assert f"a list of {len(ASSUMPTIONS)} statements" in README
    codes = [int(code) for code in re.findall(r"^\| ([0-9]+) \|", page, re.MULTILINE)]
    assert codes == [verify_live.HOLDS, verify_live.VIOLATED, verify_live.NOT_RUN, verify_live.INTERRUPTED]
    assert f"`{verify_live.REPORT.relative_to(ROOT)}`" in page
    variable = r"\b(?:ALIBABA_CLOUD|CONTRACT)_[A-Z_]+\b"
    assert set(re.findall(variable, page)) == {*re.findall(variable, account.HELP), account.TARGET}
    assert "make verify-live CONFIRM=yes" in page
    assert "make verify-live CONFIRM=yes" in verify_live.CONFIRMATION
