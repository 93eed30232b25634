# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `summarize`: a review on stdout, with facts from the catalog if it can be read."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota.cli.commands.summarize import MAX_PREVIEW
from tests.edited_locks import sealed

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator

    Golden = Callable[[str, str], None]
    Run = Callable[..., tuple[int, str, str]]

FILES = ("--old", "old.lock", "--new", "firmware.lock")
PREVIEWS = Path(__file__).parents[1] / "unit" / "review" / "golden" / "previews"
FAILED = "The preview failed. The review covers only what it reached.\n"
ARGV = ("--product-key", "a1MeterK001")
URN = "urn:pulumi:prod::iot::alicloud-iot:ota:FirmwarePin::gateway"
CRITERIA = {"productKey": "a1GatewayK01", "moduleName": "default", "versionRange": "^4.0", "select": "highest"}
OLD = {"destVersion": "3.10.0", "firmwareId": "ov78uKauqyoAiW3ePqSxvnW20fOb0100", "type": "full"}
NEW = {"destVersion": "4.0.0", "firmwareId": "qrTtkvjxjxnGdvqJQo3dNnl8anD20100", "type": "full"}
DIGEST = "sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b"
PREVIEW = {
    "steps": [
        {
            "op": "update",
            "urn": URN,
            "oldState": {"inputs": {**CRITERIA, "versionRange": "^3.0", "firmware": OLD}},
            "newState": {"inputs": {**CRITERIA, "firmware": {**NEW, "digest": DIGEST, "firmwareSize": 20971520}}},
        }
    ]
}
"""A preview of a pin that changes from 3.10.0 to 4.0.0."""


@pytest.fixture(autouse=True)
def _change(lock_file: Path, run: Run) -> None:
    """Bump two entries, and save a copy of the old lock file."""
    Path("old.lock").write_bytes(lock_file.read_bytes())
    assert run("bump", "gateway", "--range", "^4.0")[0] == 0
    assert run("bump", "meter")[0] == 0


@pytest.fixture
def preview() -> str:
    """Write a preview, and return its path."""
    Path("preview.json").write_text(json.dumps(PREVIEW))
    return "preview.json"


def test_lock_files(run: Run, golden: Golden, emulator: Emulator) -> None:
    """The review of two lock files contains status and age of each package, with one read per product."""
    calls = len(emulator.requests)
    status, out, err = run("summarize", *FILES)
    assert (status, err) == (0, "")
    assert len(emulator.requests) == calls + 2
    golden("summarize.md", out)
    status, out, err = run("summarize", *FILES, "--json")
    assert (status, err) == (0, "")
    golden("summarize.json", out)


def test_preview(run: Run, golden: Golden, preview: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The review of a preview is the same from a file and from a pipe."""
    status, out, err = run("summarize", "--preview", preview)
    assert (status, err) == (0, "")
    golden("summarize-preview.md", out)
    text = Path(preview).read_bytes()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text)))
    assert run("summarize", "--preview", "-") == (0, out, "")


def test_as_of(run: Run) -> None:
    """With --as-of, ages are relative to that time, so that the output is reproducible."""
    assert "created 2025-10-21 (10 days old)" in run("summarize", *FILES, "--as-of", "2025-10-31T12:00:00Z")[1]
    status, out, err = run("summarize", *FILES, "--as-of", "yesterday")
    assert (status, out) == (1, "")
    assert err.startswith('--as-of must be a date such as "2026-12-31" or a UTC time')


def test_offline(run: Run, emulator: Emulator) -> None:
    """Offline, facts from the service are omitted."""
    calls = len(emulator.requests)
    status, out, err = run("summarize", *FILES, "--offline")
    assert (status, err) == (0, "")
    assert "status unknown (not checked)" in out
    assert len(emulator.requests) == calls


@pytest.mark.parametrize("json_option", [(), ("--json",)])
def test_undecidable(json_option: tuple[str, ...], run: Run, emulator: Emulator) -> None:
    """If the catalog cannot be read, the review has no facts from it, and a warning says so."""
    offline = run("summarize", *FILES, "--offline", *json_option)[1]
    emulator.fault("garbage", times=99)
    status, out, err = run("summarize", *FILES, *json_option)
    assert (status, out) == (0, offline)
    assert err.startswith(
        "warning: The review omits catalog data (status, age, newer versions).\nNot a ListOTAFirmware response"
    )


def test_broken_pin(run: Run, emulator: Emulator) -> None:
    """A missing new package is counted in the first line of the review."""
    emulator.withdraw("qrTtkvjxjxnGdvqJQo3dNnl8anD20100")
    status, out, _ = run("summarize", *FILES)
    assert status == 0
    assert out.splitlines()[1].startswith("**Firmware: 2 bumps, 0 downgrades, 1 broken pin**")


BY_ENTRY = {"lockEntry": "gateway"}


def previewed(old: dict[str, Any], new: dict[str, Any], **package: str) -> str:
    """Write a preview of a pin that changes from 3.10.0 to 4.0.0 with some arguments, and return its path."""
    firmware = {**NEW, "digest": DIGEST, "firmwareSize": 20971520, **package}
    states = {"oldState": {"inputs": {**old, "firmware": OLD}}, "newState": {"inputs": {**new, "firmware": firmware}}}
    Path("pin.json").write_text(json.dumps({"steps": [{"op": "update", "urn": URN, **states}]}))
    return "pin.json"


def test_pin_by_an_entry(run: Run) -> None:
    """Criteria from the entry in the lock file explain which newer packages were skipped."""
    status, out, err = run("summarize", "--preview", previewed(BY_ENTRY, BY_ENTRY))
    assert (status, err) == (0, "")
    assert "- newer, but skipped: `4.1.0-rc.1`" in out
    assert "`lockEntry`" not in out
    Path("firmware.lock").rename("other.lock")
    argv = ("summarize", "--preview", previewed(BY_ENTRY, {**BY_ENTRY, "lockFile": "other.lock"}), "--json")
    status, out, err = run(*argv)
    assert (status, err) == (0, "")
    (change,) = json.loads(out)["changes"]
    assert change["newCriteria"] == {"lockEntry": "gateway", "lockFile": "other.lock"}
    assert [each["destVersion"] for each in change["facts"]["skipped"]] == ["4.1.0-rc.1", "4.0.1"]


def test_pin_by_an_entry_of_a_scheme(run: Run) -> None:
    """The entry's version scheme is used to read versions, with and without the service."""
    text = Path("firmware.lock").read_text()
    Path("firmware.lock").write_text(
        sealed(text.replace('versionRange = "^4.0"', 'versionScheme = "dotted"', 1).replace('"4.0.0"', '"4.0.0-b"'))
    )
    path = previewed(BY_ENTRY, BY_ENTRY, destVersion="4.0.0-b")
    preview = Path(path).read_text().replace('"3.10.0"', '"4.0.0"')
    Path(path).write_text(preview)
    status, out, err = run("summarize", "--preview", path, "--offline", "--json")
    assert (status, err, json.loads(out)["changes"][0]["kind"]) == (0, "", "patch")
    Path("firmware.lock").unlink()
    status, out, _ = run("summarize", "--preview", path, "--offline", "--json")
    assert (status, json.loads(out)["changes"][0]["kind"]) == (0, "other")


@pytest.mark.parametrize(
    ("arguments", "package", "why"),
    [
        ({"lockEntry": "gateway", "lockFile": "none.lock"}, {}, "Lock file none.lock does not exist in {cwd}."),
        ({"lockEntry": "gatewya"}, {}, 'firmware.lock has no entry "gatewya"; did you mean "gateway"?\n'),
        ({"lockEntry": "meter"}, {}, 'firmware.lock:24: entry "meter" does not contain the package that the preview'),
        (
            {"lockEntry": "gateway"},
            {"digest": f"sha256:{'ab' * 32}"},
            'firmware.lock:4: entry "gateway" does not contain the package that the preview',
        ),
    ],
)
def test_entry_that_is_not_known(arguments: dict[str, Any], package: dict[str, str], why: str, run: Run) -> None:
    """If the entry cannot be read or has another package, the review contains less, and a warning says why."""
    status, out, err = run("summarize", "--preview", previewed(arguments, arguments, **package))
    assert status == 0
    assert "skipped newer" not in out
    assert err.startswith(
        "warning: The review of a pin is incomplete, because the criteria of its entry are unknown.\n"
        + why.replace("{cwd}", str(Path.cwd()))
    )


@pytest.mark.parametrize("place", [CRITERIA, {}], ids=["of a product", "of any product"])
def test_preview_of_elsewhere(place: dict[str, Any], run: Run, emulator: Emulator) -> None:
    """A package in the preview that this command cannot find is not broken: the command may search elsewhere."""
    emulator.withdraw(NEW["firmwareId"])
    if not place:
        emulator.publish(DestVersion="4.0.0", Status=1, ProductKey="a1MeterK001", FirmwareSize=1)
    path = previewed(place, place)
    status, out, err = run("summarize", "--preview", path)
    assert (status, out) == (0, run("summarize", "--preview", path, "--offline")[1])
    assert "**Firmware: 1 bump, 0 downgrades, 0 broken pins**" in out
    assert err == (
        "warning: The review omits catalog data (status, age, newer versions) for gateway.\n"
        "The preview found packages that this command cannot find. Run this command with the settings of the "
        "provider: the same region, instance, endpoint and account.\n"
    )


def test_preview_of_a_package_that_was_replaced_since(run: Run, emulator: Emulator) -> None:
    """If a different file has the same version in the same product, the pin is broken."""
    emulator.withdraw(NEW["firmwareId"])
    emulator.publish(DestVersion="4.0.0", Status=1, ProductKey="a1GatewayK01", FirmwareSize=1)
    status, out, err = run("summarize", "--preview", previewed(CRITERIA, CRITERIA))
    assert (status, err) == (0, "")
    assert "1 broken pin**" in out
    assert "**Risk: broken pin (replaced), major**" in out


def test_preview_that_was_stopped(run: Run, emulator: Emulator) -> None:
    """If the preview failed at a pin, and its package is missing, the pin is broken."""
    emulator.withdraw(NEW["firmwareId"])
    document = json.loads(Path(previewed(CRITERIA, CRITERIA)).read_text())
    document["diagnostics"] = [{"severity": "error", "urn": URN, "message": "error: The connection broke."}]
    Path("pin.json").write_text(json.dumps(document))
    status, out, err = run("summarize", "--preview", "pin.json")
    assert (status, err) == (5, FAILED)
    assert "1 broken pin," in out
    assert "**The preview failed, so this review is incomplete" in out


@pytest.mark.parametrize("name", ["python-host-failed", "node-host-failed", "yaml-does-not-compile"])
def test_preview_that_failed(name: str, run: Run) -> None:
    """For a failed preview, the exit code and both outputs report the failure, and the review is still printed."""
    for json_option in ((), ("--json",)):
        status, out, err = run("summarize", "--offline", "--preview", str(PREVIEWS / f"{name}.json"), *json_option)
        assert (status, err) == (5, FAILED)
        assert "no change" not in out
    assert json.loads(out)["failed"] is True
    assert json.loads(out)["causes"]


def test_preview_that_may_have_failed(run: Run) -> None:
    """For a preview that may have failed, the exit code is the same, and the review says "may have failed"."""
    said = [{"severity": "info#err", "message": "out of luck\n"}]
    stack = {"op": "same", "urn": "urn:pulumi:prod::iot::pulumi:pulumi:Stack::iot-prod"}
    Path("doubt.json").write_text(json.dumps({"steps": [stack], "diagnostics": said}))
    status, out, err = run("summarize", "--offline", "--preview", "doubt.json")
    assert (status, err) == (5, FAILED.replace("failed", "may have failed"))
    assert "**The preview may have failed" in out
    assert "`out of luck`" in out


def test_preview_in_utf_16(preview: str, run: Run) -> None:
    """Previews in PowerShell's encodings are read, even with output of a policy pack above the JSON."""
    out = run("summarize", "--preview", preview)[1]
    text = "Installing policy pack...\r\n" + Path(preview).read_text()
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le"):
        Path("other.json").write_bytes(text.encode(encoding))
        assert run("summarize", "--preview", "other.json") == (0, out, "")


def test_entries_of_another_instance(run: Run, emulator: Emulator) -> None:
    """If the settings have another instance than the entries, no request is sent, and one warning says so."""
    calls = len(emulator.requests)
    other = ("--iot-instance-id", "iot-other")
    for files, names in ((FILES, "gateway, meter"), (("--preview", previewed(BY_ENTRY, BY_ENTRY)), "gateway")):
        offline = run("summarize", *files, "--offline")[1]
        status, out, err = run("summarize", *files, *other)
        assert (status, out) == (0, offline)
        assert err.startswith(
            f"warning: The review omits catalog data (status, age, newer versions) for {names}.\n"
            'firmware.lock:4: entry "gateway" was locked in instance iot-emulator01, but the settings specify '
            "iot-other.\n"
        )
        assert err.count("warning: ") == 1
    assert len(emulator.requests) == calls


@pytest.mark.posix
def test_path_that_is_too_long(run: Run) -> None:
    """A path that is too long is an error like any unreadable file."""
    path = "a" * 5000
    for argv in (
        ("summarize", "--old", path, "--new", "firmware.lock"),
        ("add", "x", "--lock-file", f"{path}.lock", *ARGV),
    ):
        status, out, err = run(*argv)
        assert (status, out) == (1, "")
        assert path in err
        assert "could not be read" in err
        assert "File name too long" in err


def test_lock_file_that_is_not_up_to_date(run: Run, manifest: Path) -> None:
    """A new lock file that programs would refuse is reviewed with a warning. The old one is never compared."""
    manifest.write_text(manifest.read_text().replace('"^4.0"', '"^4.1"'))
    status, out, err = run("summarize", *FILES, "--offline")
    assert status == 0
    assert "`3.10.0` → `4.0.0`" in out
    assert err == (
        "warning: firmware.lock is not up to date with firmware.toml.\n  locked with other criteria: gateway\n"
        "Run `alicloud-iot-ota lock`, then commit both files.\n"
    )
    Path("old.toml").write_text("[firmware.other]\nproductKey = 'a1'\n")
    manifest.unlink()
    assert run("summarize", *FILES, "--offline") == (0, out, "")


@pytest.mark.parametrize("old", [os.devnull, "empty.lock"])
def test_no_file_before(old: str, run: Run) -> None:
    """With an empty old file, every entry is new."""
    Path("empty.lock").touch()
    status, out, err = run("summarize", "--old", old, "--new", "firmware.lock", "--offline")
    assert (status, err) == (0, "")
    assert out.splitlines()[1] == "**Firmware: 0 bumps, 0 downgrades, 3 new** (lock file `firmware.lock`)"


def test_no_change(run: Run, emulator: Emulator) -> None:
    """Without changes, no request is sent."""
    calls = len(emulator.requests)
    status, out, err = run("summarize", "--old", "firmware.lock", "--new", "firmware.lock")
    assert (status, err) == (0, "")
    assert out.splitlines()[1] == "**Firmware: no change** (lock file `firmware.lock`)"
    assert len(emulator.requests) == calls


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("", "Set either --preview, or both --old and --new.\n"),
        ("--old old.lock", "Set either --preview, or both --old and --new.\n"),
        ("--preview preview.json --new firmware.lock", "Set either --preview, or both --old and --new.\n"),
        ("--old old.lock --new none.lock", "Lock file none.lock does not exist in {cwd}."),
        ("--old none.lock --new firmware.lock", "Lock file none.lock does not exist in {cwd}."),
        ("--old old.lock --new preview.json", "preview.json is not a valid lock file (1 error).\npreview.json:1: "),
        ("--preview none.json", "The preview none.json could not be read (No such file"),
        ("--preview firmware.lock", "The preview is not valid JSON.\n"),
        ("--preview latin.json", "The preview latin.json is not UTF-8.\n"),
        ("--preview large.json", "The preview large.json is larger than 64 MiB.\n"),
        ("--preview stream.json", "Expected the JSON of a preview, got a stream of engine events.\n"),
    ],
)
@pytest.mark.usefixtures("preview")
def test_mistakes(argv: str, message: str, run: Run) -> None:
    """An unreadable input is an error, not an empty review."""
    Path("latin.json").write_bytes(b'{"message": "\xfcber"}')
    Path("large.json").write_bytes(b"")
    os.truncate("large.json", MAX_PREVIEW + 1)
    Path("stream.json").write_text('{"sequence": 0, "timestamp": 1}\n{"sequence": 1, "timestamp": 1}\n')
    status, out, err = run("summarize", *argv.split())
    assert (status, out) == (1, "")
    assert err.startswith(message.replace("{cwd}", str(Path.cwd())))
