# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `bump`: new packages of entries, error messages, and writes of all entries or of none."""

from __future__ import annotations

import functools
import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_emulator import Emulator
from alicloud_iot_ota.base.shell import quote

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Golden = Callable[[str, str], None]
    Run = Callable[..., tuple[int, str, str]]
    Start = Callable[..., subprocess.Popen[bytes]]

METER = "HwOWBmEC799Hm8jQQITlk1LyFrSg0100"
DIGEST = f"sha256:{'ab' * 32}"
LIMIT = 60  # seconds after which a test fails


def moved(out: str) -> dict[str, tuple[Any, ...]]:
    """Return the old and the new version and the message of each entry."""
    return {
        each["name"]: (each["old"]["destVersion"], each["new"]["destVersion"], each["message"])
        for each in json.loads(out)["entries"]
    }


def test_all(run: Run, golden: Golden, lock_file: Path, emulator: Emulator) -> None:
    """A bump updates all entries by their criteria, and changes only the lines of those entries."""
    created = "2025-11-20T08:00:00.000Z"
    emulator.publish(
        FirmwareId="newer", DestVersion="3.11.0", Status=1, ProductKey="a1GatewayK01", UtcCreate=created, FirmwareSize=1
    )
    before = lock_file.read_bytes()
    status, out, err = run("bump", "--dry-run")
    assert (status, err) == (0, "note: nothing was written, because of --dry-run.\n")
    document = run("bump", "--dry-run", "--json")[1]
    assert lock_file.read_bytes() == before
    status, again, err = run("bump")
    assert (status, again, err) == (0, out, "")
    golden("bump.txt", out)
    golden("bump.json", document)
    golden("bump-firmware.lock", lock_file.read_text())
    assert lock_file.read_bytes().partition(b"[firmware.modem")[2] == before.partition(b"[firmware.modem")[2]
    assert run("check")[0] == 0


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_comments_stay(run: Run, lock_file: Path, manifest: Path, line_end: str) -> None:
    """Only the changed value in the manifest differs: comments, spacing and line ends stay unchanged."""
    text = manifest.read_text().replace('destVersion = "1.5.0"', "destVersion  =  '1.5.0' # the fleet")
    text = f"# Ours.\n\n{text}".replace("[firmware.modem]", "# the radio\n[firmware.modem] # of all\n# MD5")
    manifest.write_bytes(text.replace("\n", line_end).encode())
    lock_file.write_bytes(lock_file.read_bytes().replace(b"\n", line_end.encode()))
    before = manifest.read_bytes()
    assert run("bump", "meter")[0] == 0
    assert manifest.read_bytes() == before.replace(b"'1.5.0'", b'"1.5.2"')
    assert lock_file.read_bytes().count(line_end.encode()) == lock_file.read_bytes().count(b"\n")
    assert run("check")[0] == 0


def test_exact_version(run: Run, lock_file: Path, emulator: Emulator) -> None:
    """A bump moves an exact version to the highest deployable one in its scope, and updates the criterion."""
    emulator.publish(DestVersion="1.6.0", Status=0, ProductKey="a1MeterK001")
    emulator.publish(DestVersion="1.7.0", Status=1, ModuleName="modem", ProductKey="a1MeterK001")
    status, out, err = run("bump", "meter", "--json")
    assert (status, err) == (0, "")
    assert moved(out) == {"meter": ("1.5.0", "1.5.2", "bumped; destVersion is now 1.5.2")}
    assert lock_file.read_text().count('destVersion = "1.5.2"') == 2
    assert moved(run("bump", "meter", "--json")[1]) == {"meter": ("1.5.2", "1.5.2", "unchanged")}


@pytest.mark.usefixtures("emulator")
def test_edited_by_hand(run: Run, manifest: Path) -> None:
    """Manually edited criteria are used unchanged."""
    manifest.write_text(manifest.read_text().replace("1.5.0", "1.4.0"))
    status, out, err = run("bump", "meter", "--allow-downgrade", "--json")
    assert (status, err) == (0, "")
    assert moved(out) == {"meter": ("1.5.0", "1.4.0", "bumped")}


def test_to(run: Run, lock_file: Path, emulator: Emulator) -> None:
    """With --to, a version within the criteria is locked. The criteria change only if destVersion is one of them."""
    emulator.publish(DestVersion="3.10.1", Status=1, ProductKey="a1GatewayK01")
    emulator.publish(DestVersion="3.10.2", Status=1, ProductKey="a1GatewayK01")
    status, out, err = run("bump", "gateway", "--to", "3.10.1", "--json")
    assert (status, err) == (0, "")
    assert moved(out) == {"gateway": ("3.10.0", "3.10.1", "bumped")}
    assert 'versionRange = "^3.0"' in lock_file.read_text()
    assert run("check")[0] == 0
    status, out, err = run("bump", "--to", "1.5.2", "meter", "--json")
    assert (status, moved(out)) == (0, {"meter": ("1.5.0", "1.5.2", "bumped; destVersion is now 1.5.2")})


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize(
    ("version", "message", "remedy"),
    [
        (
            "4.0.0",
            'cannot move to 4.0.0, because that package does not meet versionRange "^3.0" (it is not in',
            "--range RANGE",
        ),
        ("4.1.0-rc.1", "cannot move to 4.1.0-rc.1, because that package does not meet versionRange", "--range RANGE"),
        ("3.99.0", "No package matches", "Correct destVersion"),
        ("4.0.1", "statuses verified or notRequired  leaves 0", "its verification"),
        ("", "destVersion must not be empty", "Correct the arguments"),
    ],
)
def test_to_a_version_beyond_the_criteria(version: str, message: str, remedy: str, run: Run, lock_file: Path) -> None:
    """With --to, a version outside the criteria is rejected. Its error differs from that for a missing version."""
    before = lock_file.read_bytes()
    status, out, err = run("bump", "gateway", "--to", version)
    assert (status, out) == (1, "")
    assert message in err
    assert remedy in err.splitlines()[-1]
    assert lock_file.read_bytes() == before


@pytest.mark.usefixtures("emulator")
def test_range(run: Run, lock_file: Path) -> None:
    """With --range, the new range is written and resolved."""
    status, out, err = run("bump", "gateway", "--range", "^4.0", "--json")
    assert (status, err) == (0, "")
    assert moved(out) == {"gateway": ("3.10.0", "4.0.0", "bumped; versionRange is now ^4.0")}
    assert 'versionRange = "^4.0"' in lock_file.read_text()
    status, out, err = run("bump", "gateway", "--range", "nonsense")
    assert (status, out) == (1, "")
    assert err.startswith("firmware.lock:4 gateway\nversionRange must be ")


@pytest.mark.usefixtures("emulator")
def test_downgrade(run: Run, lock_file: Path) -> None:
    """A lower version needs --allow-downgrade."""
    before = lock_file.read_bytes()
    status, out, err = run("bump", "gateway", "--range", "~3.2")
    assert (status, out) == (1, "")
    assert "has 3.10.0, and the criteria now select 3.2.1 (firmwareId tWozn8m0" in err
    assert err.endswith(
        f"To downgrade on purpose, run `alicloud-iot-ota bump gateway --range {quote('~3.2')} --allow-downgrade`.\n"
    )
    assert lock_file.read_bytes() == before
    status, out, err = run("bump", "gateway", "--range", "~3.2", "--allow-downgrade", "--json")
    assert (status, moved(out)["gateway"][:2]) == (0, ("3.10.0", "3.2.1"))


STAMPED = ("V1.2.3_20230105", "2025-03-01T08:00:00.000Z"), ("V1.2.10_20230901", "2025-04-01T08:00:00.000Z")
UNKNOWN = 'Possible downgrade blocked. Entry "stamped" in firmware.lock has '


def test_unknown_order(run: Run, lock_file: Path, emulator: Emulator) -> None:
    """A change between unreadable versions needs a pattern that reads them, or --allow-downgrade."""
    for version, created in STAMPED:
        emulator.publish(ProductKey="a1GatewayK01", ModuleName="s", DestVersion=version, UtcCreate=created)
    low, high = (version for version, _ in STAMPED)
    scope = ("--product-key", "a1GatewayK01", "--module-name", "s")
    assert run("add", "stamped", *scope, "--dest-version", low)[0] == 0
    before = lock_file.read_bytes()
    status, out, err = run("bump", "stamped", "--to", high)
    assert (status, out) == (1, "")
    assert f"{UNKNOWN}{low}, and the criteria now select {high} (firmwareId " in err
    assert f'Their order is unknown: versionScheme semver cannot read "{low}" or "{high}".\n' in err
    remedy = f"If you want this change, run `alicloud-iot-ota bump stamped --to {high} --allow-downgrade`.\n"
    assert err.endswith(remedy)
    assert lock_file.read_bytes() == before
    assert run("bump", "stamped", "--to", high, "--allow-downgrade")[0] == 0

    assert run("remove", "stamped")[0] == 0
    pattern = ("--version-pattern", "V(?P<version>.+)_[0-9]+")
    assert run("add", "stamped", *scope, "--dest-version", low, *pattern)[0] == 0
    assert run("bump", "stamped", "--to", high)[0] == 0


def test_newest_moves_by_time(run: Run, emulator: Emulator, lock_file: Path) -> None:
    """Under `select: newest`, a package that was created later is not a downgrade, but an earlier one is."""
    (low, early), (high, late) = STAMPED
    publish = functools.partial(emulator.publish, ProductKey="a1GatewayK01", ModuleName="s")
    publish(DestVersion=low, UtcCreate=early)
    scope = ("--product-key", "a1GatewayK01", "--module-name", "s")
    assert run("add", "stamped", *scope, "--select", "newest", "--include-prerelease")[0] == 0
    newest = publish(DestVersion=high, UtcCreate=late)
    assert run("bump", "stamped")[0] == 0
    assert f'destVersion = "{high}"' in lock_file.read_text()
    emulator.withdraw(str(newest["FirmwareId"]))
    status, _, err = run("bump", "stamped")
    assert status == 1
    assert f"has {high}, and the criteria now select {low} (firmwareId " in err
    assert f"{high} is no longer listed.\nFind out who deleted {high} and why. To downgrade on purpose" in err


@pytest.mark.usefixtures("emulator")
def test_downgrade_to_a_version(run: Run, lock_file: Path) -> None:
    """With --to, a lower version needs --allow-downgrade too."""
    before = lock_file.read_bytes()
    status, out, err = run("bump", "gateway", "--to", "3.2.1")
    assert (status, out) == (1, "")
    assert all(fact in err for fact in ('"gateway" in firmware.lock', " 3.10.0", " 3.2.1", "--allow-downgrade"))
    assert "Find out" not in err  # 3.10.0 still exists
    assert lock_file.read_bytes() == before
    status, out, err = run("bump", "gateway", "--to", "3.2.1", "--allow-downgrade", "--json")
    assert (status, moved(out)["gateway"][:2]) == (0, ("3.10.0", "3.2.1"))


@pytest.mark.usefixtures("emulator")
def test_another_product(run: Run, manifest: Path) -> None:
    """A change to another product is not a downgrade and not a replacement."""
    manifest.write_text(manifest.read_text().replace("a1GatewayK01", "a1MeterK001", 1).replace("^3.0", "1.5.2"))
    status, out, err = run("bump", "gateway", "--json")
    assert (status, err) == (0, "")
    assert moved(out) == {"gateway": ("3.10.0", "1.5.2", "bumped")}


def test_same_version_in_another_module(run: Run, manifest: Path, emulator: Emulator) -> None:
    """Another file with the same version in another module is not a replacement."""
    emulator.publish(DestVersion="3.10.0", Status=1, ProductKey="a1GatewayK01", ModuleName="radio")
    manifest.write_text(manifest.read_text().replace('moduleName = "default"', 'moduleName = "radio"', 1))
    status, out, err = run("bump", "gateway", "--json")
    assert (status, err) == (0, "")
    assert moved(out) == {"gateway": ("3.10.0", "3.10.0", "bumped")}


@pytest.mark.usefixtures("emulator")
def test_range_that_moves_nothing(run: Run, lock_file: Path) -> None:
    """A new range is written even if the package stays the same."""
    status, out, err = run("bump", "gateway", "--range", "~3.10", "--json")
    assert (status, err) == (0, "")
    (entry,) = json.loads(out)["entries"]
    assert (entry["isChanged"], entry["message"]) == (True, "unchanged; versionRange is now ~3.10")
    assert 'versionRange = "~3.10"' in lock_file.read_text()


@pytest.mark.usefixtures("emulator")
def test_moved(run: Run, lock_file: Path, republish: Callable[..., str]) -> None:
    """If the same file has a new ID, the entry is updated with a message."""
    anew = republish("gateway-3.10.0")
    status, out, err = run("bump", "gateway", "--json")
    assert (status, err) == (0, "")
    assert moved(out) == {"gateway": ("3.10.0", "3.10.0", f"same file, now firmwareId {anew}")}
    assert f'firmwareId = "{anew}"' in lock_file.read_text()


def test_another_file(run: Run, lock_file: Path, republish: Callable[..., str]) -> None:
    """Another file with the locked version is a broken pin until its exact digest is accepted."""
    anew = republish("gateway-3.10.0", FirmwareSign="ab" * 32)
    before = lock_file.read_bytes()
    for options in ((), ("--accept-digest", f"sha256:{'cd' * 32}"), ("--accept-id", anew)):
        status, out, err = run("bump", "gateway", *options)
        assert (status, out) == (3, "")
        assert "has 3.10.0 (full)" in err
        assert f"-> {DIGEST}\n" in err
        assert err.endswith(f"run `alicloud-iot-ota bump gateway --accept-digest {DIGEST}`.\n")
        assert lock_file.read_bytes() == before
    status, out, err = run("bump", "gateway", "--accept-digest", DIGEST.upper(), "--json")
    assert (status, err) == (0, "")
    assert moved(out) == {"gateway": ("3.10.0", "3.10.0", "replaced by the accepted file")}
    assert run("check")[0] == 0


def test_another_file_without_a_digest(run: Run, lock_file: Path, republish: Callable[..., str]) -> None:
    """Without a digest, another file is accepted by its ID."""
    anew = republish("gateway-3.10.0", FirmwareSign=None)
    assert run("bump", "gateway", "--accept-id", "another")[0] == 3
    status, out, err = run("bump", "gateway", "--accept-digest", DIGEST)
    assert (status, out) == (3, "")
    assert err.endswith(f"run `alicloud-iot-ota bump gateway --accept-id {anew}`.\n")
    status, out, err = run("bump", "gateway", "--accept-id", anew, "--json")
    assert (status, err) == (0, "")
    assert moved(out) == {"gateway": ("3.10.0", "3.10.0", "replaced by the accepted file")}
    assert "digest" not in lock_file.read_text().partition("[firmware.meter")[0]


def test_named_by_its_id(run: Run, lock_file: Path, republish: Callable[..., str]) -> None:
    """An entry that selects by ID or name is not bumped, and a message says so."""
    assert run("add", "byid", "--product-key", "a1MeterK001", "--firmware-id", METER)[0] == 0
    assert run("add", "byname", "--product-key", "a1GatewayK01", "--firmware-name", "gateway-3.10.0")[0] == 0
    told = moved(run("bump", "--dry-run", "--json")[1])
    assert told["byid"] == ("1.5.0", "1.5.0", "unchanged (selected by firmwareId)")
    assert told["byname"] == ("3.10.0", "3.10.0", "unchanged (selected by firmwareName)")
    line = lock_file.read_text().partition("[firmware.byid")[0].count("\n") + 1
    status, out, err = run("bump", "byid")
    assert (status, out) == (1, "")
    assert err.startswith(
        f"firmware.lock:{line} byid\n"
        f'firmware.lock:{line}: entry "byid" selects its package by firmwareId, so it cannot be bumped.\n'
    )
    assert run("bump", "byid", "--to", "1.5.2")[0] == 1
    assert run("bump", "byname", "--range", "^4")[0] == 1
    anew = republish("gateway-3.10.0")  # a package with that name may have a new ID
    status, out, err = run("bump", "byname", "--json")
    assert (status, moved(out)) == (0, {"byname": ("3.10.0", "3.10.0", f"same file, now firmwareId {anew}")})


def test_range_for_an_exact_version(run: Run, lock_file: Path) -> None:
    """Reject a range for an entry with an exact version."""
    before = lock_file.read_bytes()
    status, out, err = run("bump", "meter", "--range", "^1")
    assert (status, out) == (1, "")
    assert "selects its package by destVersion, so --range has no effect.\nPass --to VERSION, " in err
    assert lock_file.read_bytes() == before


def test_one_that_fails(run: Run, lock_file: Path, emulator: Emulator) -> None:
    """If one entry fails, no entry is written, and every failure is reported with its line."""
    (modem,) = [row for row in emulator.packages() if row["FirmwareName"] == "gateway-modem-1.0.12"]
    emulator.change(str(modem["FirmwareId"]), Status=0)
    before = lock_file.read_bytes()
    status, out, err = run("bump")
    assert (status, out) == (1, "")
    assert err.startswith("firmware.lock:42 modem\n")
    assert "1.0.12" in err.splitlines()[1]
    assert err.endswith("\nNothing was written, not even the entries that resolved.\n")
    assert lock_file.read_bytes() == before


@pytest.mark.usefixtures("lock_file")
def test_undecidable(run: Run, emulator: Emulator) -> None:
    """If the catalog cannot be read, no entry is bumped."""
    emulator.fault("garbage", times=99)
    status, out, err = run("bump")
    assert (status, out) == (4, "")
    assert err.startswith("firmware.lock:4 gateway, firmware.lock:24 meter, firmware.lock:42 modem\n")


@pytest.mark.usefixtures("lock_file", "emulator")
@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("meter --to 1.5.2 --range ^1", "--to and --range cannot be combined.\n"),
        ("--to 1.5.2", "--to and --range require the name of exactly one entry.\n"),
        ("gateway meter --range ^4", "--to and --range require the name of exactly one entry.\n"),
        ("metr", 'firmware.toml has no entry "metr"; did you mean "meter"?\n'),
        ("meter --to 1 --to 2", "--to is set twice.\n"),
        (
            "meter --accept-digest zzz",
            "--accept-digest ",
        ),
        (
            "gateway --iot-instance-id iot-other",
            'firmware.lock:4 gateway\nfirmware.lock:4: entry "gateway" was locked in instance iot-emulator01, ',
        ),
        ("meter --lock-file none.lock", "Manifest none.toml does not exist.\n"),
    ],
)
def test_mistakes(argv: str, message: str, run: Run) -> None:
    """Reject invalid combinations of options."""
    status, out, err = run("bump", *argv.split())
    assert (status, out) == (1, "")
    assert err.startswith(message)


class Meanwhile:
    """A hook that calls a function once, before the emulator's next answer."""

    def __init__(self) -> None:
        self.do: Callable[[], object] | None = None

    def __call__(self, _: str) -> None:
        """Call the function when the emulator logs a request, before the answer."""
        do, self.do = self.do, None
        if do is not None:
            do()


@pytest.fixture
def meanwhile() -> Meanwhile:
    """Return a hook without a function."""
    return Meanwhile()


class TestAtOnce:
    """Two concurrent changes of the file: one command waits for the service while another one reads and writes."""

    @pytest.fixture
    def emulator(self, meanwhile: Meanwhile, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a generator
        """Run the default fleet with a hook for concurrent changes."""
        with Emulator(monotonic=itertools.count().__next__, log=meanwhile) as emulator:
            monkeypatch.setenv("ALIBABA_CLOUD_ENDPOINT_IOT", emulator.url)
            monkeypatch.setenv("ALIBABA_CLOUD_IOT_INSTANCE_ID", str(emulator.instance_id))
            monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", emulator.credentials.access_key_id)
            monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", emulator.credentials.access_key_secret)
            yield emulator

    def test_two_entries(self, run: Run, start: Start, lock_file: Path, manifest: Path, meanwhile: Meanwhile) -> None:
        """Concurrent bumps of different entries both succeed."""
        statuses = []

        def bump_meter() -> None:
            process = start("bump", "meter")
            process.communicate(timeout=LIMIT)
            statuses.append(process.returncode)

        meanwhile.do = bump_meter
        assert run("bump", "gateway", "--range", "^4.0")[0] == 0
        assert statuses == [0]
        assert ('"^4.0"' in manifest.read_text(), '"1.5.2"' in manifest.read_text()) == (True, True)
        assert lock_file.read_text().count('destVersion = "1.5.2"') == 2
        assert run("check")[0] == 0

    def test_the_same_entry(self, run: Run, lock_file: Path, manifest: Path, meanwhile: Meanwhile) -> None:
        """If another program changes the same entry, the error asks to run the command again."""
        before, edited = lock_file.read_bytes(), manifest.read_text().replace("^3.0", "^3.1")
        meanwhile.do = lambda: manifest.write_text(edited)
        status, out, err = run("bump", "gateway", "--range", "^4.0")
        assert (status, out) == (1, "")
        assert err == (
            'Entry "gateway" in firmware.lock was changed by another program. Nothing was written.\n'
            "Run the command again. It starts from the changed file.\n"
        )
        assert (manifest.read_text(), lock_file.read_bytes()) == (edited, before)


def test_downgrade_of_what_is_there(run: Run, lock_file: Path, emulator: Emulator) -> None:
    """If the locked package still exists, the error for a downgrade does not ask who deleted it."""
    before = lock_file.read_bytes()
    for argv in (["--to", "3.9.0"], ["--range", "~3.2"]):
        emulator.publish(DestVersion="3.9.0", Status=1, ProductKey="a1GatewayK01", FirmwareId=f"for {argv[0]}")
        status, out, err = run("bump", "gateway", *argv)
        assert (status, out) == (1, "")
        command = " ".join(map(quote, ["alicloud-iot-ota", "bump", "gateway", *argv, "--allow-downgrade"]))
        assert err.splitlines()[2:] == [f"To downgrade on purpose, run `{command}`."]
        emulator.withdraw(f"for {argv[0]}")
    (row,) = [row for row in emulator.packages() if row["FirmwareName"] == "gateway-3.10.0"]
    emulator.withdraw(str(row["FirmwareId"]))
    assert "Find out who deleted 3.10.0 and why. To downgrade on purpose" in run("bump", "gateway")[2]
    assert lock_file.read_bytes() == before


def test_an_exact_version_warns_of_what_is_possibly_newer(run: Run, manifest: Path, emulator: Emulator) -> None:
    """An unchanged entry with an exact version warns about possibly newer versions that are unreadable."""
    assert run("bump", "meter")[0] == 0
    emulator.publish(DestVersion="2026.01.05", Status=1, ProductKey="a1MeterK001", UtcCreate="2025-11-20T08:00:00.000Z")
    status, out, err = run("bump", "meter")
    assert (status, "unchanged" in out) == (0, True)
    assert err == ("warning: firmware.lock:24 meter: 1 possibly newer package has an unreadable version: 2026.01.05.\n")
    text = manifest.read_text()
    manifest.write_text(text.replace('destVersion = "1.5.2"', 'destVersion = "1.5.2"\nonUnparsable = "error"'))
    status, _, err = run("bump", "meter")
    assert status == 1
    assert "2026.01.05 (full, verified)" in err


def test_a_warning_names_its_entry(run: Run, lock_file: Path, emulator: Emulator) -> None:
    """A warning about unreadable versions shows the entry and its line."""
    emulator.publish(DestVersion="2026.01.05", Status=1, ProductKey="a1GatewayK01", ModuleName="modem")
    status, _, err = run("bump", "--dry-run")
    assert (status, "cannot read the version" in err) == (0, True)
    assert err.startswith("warning: firmware.lock:42 modem: Skipped ")
    lock_file.write_text(lock_file.read_text().partition("\n[firmware.modem.criteria]")[0])
    status, _, err = run("lock")
    assert (status, "cannot read the version" in err) == (0, True)
    assert err.startswith("warning: firmware.toml:13 modem: Skipped ")


@pytest.mark.usefixtures("folder")
def test_a_downgrade_across_modules(run: Run, emulator: Emulator) -> None:
    """Criteria for several modules compare versions of all modules, so a downgrade between modules is detected."""
    fields: dict[str, str | int | None] = {"Status": 1, "ProductKey": "a1MeterK001"}
    emulator.publish(DestVersion="9.0.0", FirmwareId="id-9", ModuleName="radio", **fields)
    assert run("add", "any", "--product-key=a1MeterK001", "--allow-unscoped", "--select=highest")[0] == 0
    emulator.publish(DestVersion="2026.05", FirmwareId="id-2026", ModuleName="display", **fields)
    status, out, err = run("outdated", "--detailed-exitcode")
    assert (status, "possibly newer: 2026.05" in out) == (2, True)
    assert "cannot read the version: 2026.05. " in err
    emulator.withdraw("id-2026")
    emulator.withdraw("id-9")
    status, out, err = run("outdated", "--detailed-exitcode")
    assert (status, "warning: firmware.lock:4 any: bump would fail.\n" in err) == (0, True)
    status, _, err = run("bump")
    assert (status, '"any" in firmware.lock has 9.0.0' in err) == (1, True)
    assert run("bump", "--allow-downgrade")[0] == 0


def test_digest_of_another_file(run: Run, lock_file: Path, emulator: Emulator) -> None:
    """With --to, the file must have the digest of --accept-digest. Renovate passes the one of its feed."""
    digest = emulator.publish(ProductKey="a1GatewayK01", DestVersion="3.11.0")["FirmwareSign"]
    before = lock_file.read_text()
    status, _, err = run("bump", "gateway", "--to", "3.11.0", "--accept-digest", f"sha256:{'0f' * 32}")
    assert (status, lock_file.read_text()) == (1, before)
    assert f"cannot move to 3.11.0, because its file has sha256:{digest} and not the digest of --accept-digest." in err
    assert run("bump", "gateway", "--to", "3.11.0", "--accept-digest", f"sha256:{digest}")[0] == 0
