# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `remove`: entries are removed from both files, and nothing is looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alicloud_iot_emulator import Emulator

    Golden = Callable[[str, str], None]
    Run = Callable[..., tuple[int, str, str]]


def test_some(run: Run, lock_file: Path, manifest: Path, emulator: Emulator) -> None:
    """The other entries and their comments stay unchanged."""
    text = f"# Ours.\n\n{manifest.read_text()}".replace("[firmware.modem]", "# the radio\n[firmware.modem]")
    text = text.replace("[firmware.meter]", "# in the cellar\n[firmware.meter]  # all of them")
    manifest.write_text(text)
    before, calls = lock_file.read_text(), len(emulator.requests)
    status, out, err = run("remove", "meter")
    assert (status, err) == (0, "")
    assert out.splitlines()[1].split() == ["meter", "1.5.0", "-", "removed"]
    head, _, rest = text.partition("# in the cellar\n")
    assert manifest.read_text() == f"{head}# the radio\n{rest.partition('# the radio' + chr(10))[2]}"
    head, _, rest = before.partition("[firmware.meter.criteria]")
    assert lock_file.read_text() == f"{head}[firmware.modem.criteria]{rest.partition('[firmware.modem.criteria]')[2]}"
    assert len(emulator.requests) == calls
    assert run("check")[0] == 0


def test_all(run: Run, lock_file: Path, manifest: Path, golden: Golden) -> None:
    """If all entries are removed, both files exist without entries. A name may be repeated."""
    status, out, err = run("remove", "modem", "gateway", "meter", "gateway", "--json")
    assert (status, err) == (0, "")
    golden("remove.json", out)
    assert manifest.read_text() == ""
    assert lock_file.read_text().splitlines()[1:] == ["version = 2"]
    assert run("check") == (0, "The lock file has no entries.\n", "")
    assert run("add", "meter", "--product-key", "a1MeterK001", "--dest-version", "1.5.0")[0] == 0


def test_all_or_none(run: Run, lock_file: Path, manifest: Path) -> None:
    """Either all specified entries are removed, or none."""
    before = lock_file.read_bytes(), manifest.read_bytes()
    status, out, err = run("remove", "meter", "moden")
    assert (status, out) == (1, "")
    assert err.startswith(
        'firmware.toml has no entry "moden"; did you mean "modem"?\nIts entries are gateway, meter, modem.\n'
    )
    assert (lock_file.read_bytes(), manifest.read_bytes()) == before


def test_entry_in_one_file(run: Run, lock_file: Path, manifest: Path) -> None:
    """An entry is removed even if only one file has it, as after a killed command."""
    text = manifest.read_text()
    manifest.write_text(text.partition("\n[firmware.meter]")[0] + '\n[firmware.toaster]\nproductKey = "a1Toaster01"\n')
    status, out, err = run("remove", "meter", "modem", "toaster")
    assert (status, err) == (0, "")
    assert [line.split() for line in out.splitlines()[1:]] == [
        ["meter", "1.5.0", "-", "removed"],
        ["modem", "1.0.12", "-", "removed"],
        ["toaster", "-", "-", "removed"],
    ]
    assert manifest.read_text().rstrip() == text.partition("\n[firmware.meter]")[0].rstrip()
    assert lock_file.read_text().count(".locked]") == 1
    assert run("check")[0] == 0


def test_previous_stage(run: Run, lock_file: Path, manifest: Path) -> None:
    """An entry that others are promoted from is not removed, because the manifest would be invalid."""
    manifest.write_text(manifest.read_text().replace("[firmware.modem]", '[firmware.modem]\npromoteFrom = "gateway"'))
    assert run("lock")[0] == 0
    before = lock_file.read_bytes(), manifest.read_bytes()
    status, out, err = run("remove", "gateway")
    assert (status, out) == (1, "")
    assert err == (
        'firmware.toml would be invalid. firmware.modem: promoteFrom specifies the entry "gateway", which does not '
        "exist. Nothing was written.\nChange the promoteFrom of that entry, or remove that entry too.\n"
    )
    assert (lock_file.read_bytes(), manifest.read_bytes()) == before
    assert run("remove", "gateway", "modem")[0] == 0


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize(
    "text", ["firmware.meter.productKey = 'a1'\n", "firmware = { meter = { productKey = 'a1' } }\n"]
)
def test_form_that_cannot_be_edited(run: Run, folder: Path, text: str) -> None:
    """An entry without its own header is not edited, and the error says how to write it."""
    (folder / "firmware.toml").write_text(text)
    status, out, err = run("remove", "meter")
    assert (status, out) == (1, "")
    assert err.startswith("firmware.toml is written in a form that cannot be edited safely (entry meter).\n")
    assert (folder / "firmware.toml").read_text() == text


@pytest.mark.usefixtures("lock_file")
@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("", "the following arguments are required: NAME.\n"),
        ("gateway --type full", "Unknown option"),
        ("gateway --lock-file none.lock", "Manifest none.toml does not exist.\n"),
        ("-- -a", 'firmware.toml has no entry "-a".\n'),
    ],
)
def test_mistakes(argv: str, message: str, run: Run) -> None:
    """Reject invalid command lines."""
    status, out, err = run("remove", *argv.split())
    assert (status, out) == (1, "")
    assert err.startswith(message)
