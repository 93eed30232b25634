# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `list --html`: the packages and entries on the page, escaping, and the output file."""

from __future__ import annotations

import os
import re
import stat
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator import Emulator
from alicloud_iot_ota.cli.commands import COMMANDS
from alicloud_iot_ota.cli.output import files
from alicloud_iot_ota.cli.output.streams import OutputError
from tests.edited_locks import sealed
from tests.posix import make_link, make_pipe

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Sequence

    Run = Callable[..., tuple[int, str, str]]
    Start = Callable[..., subprocess.Popen[bytes]]

HOSTILE = "</script></style><img src=x onerror=alert(1)>'\"&\u202e\x00"
NAMES_JINJA = """
import sys
from alicloud_iot_ota.cli import main
main(sys.argv[1:])
print("jinja2" in sys.modules, file=sys.stderr)
"""


class Reading(HTMLParser):
    """A page as a parser sees it.

    Attributes:
        tags: Every element, with its attributes.
        texts: All text outside of style and script, without surrounding spaces.
    """

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._raw = False
        self.feed(page.read_bytes().decode())

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Record an element."""
        self.tags.append((tag, dict(attrs)))
        self._raw = tag in {"style", "script"}

    def handle_endtag(self, _tag: str) -> None:
        """Record text again after a style or script."""
        self._raw = False

    def handle_data(self, data: str) -> None:
        """Record text."""
        if data.strip() and not self._raw:
            self.texts.append(data.strip())

    def marks(self) -> list[str]:
        """Return the labels of the packages on the timelines."""
        return [str(attrs["aria-label"]) for _, attrs in self.tags if "mark" in (attrs.get("class") or "").split()]

    def edges(self) -> list[str]:
        """Return the labels of the edges."""
        return [str(attrs["aria-label"]) for _, attrs in self.tags if attrs.get("class") == "edge" and "role" in attrs]

    def after(self, text: str) -> str:
        """Return the text after another one."""
        return self.texts[self.texts.index(text) + 1]


def names_in(folder: Path) -> list[str]:
    """Return the names of the files in a folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.usefixtures("emulator", "folder")
def test_process(start: Start, folder: Path) -> None:
    """A real process writes the page, and prints its path and the number of packages."""
    process = start("list", "--html", "catalogue.html")
    out, err = process.communicate()
    assert (process.returncode, out, err) == (0, b"24 packages in catalogue.html\n", b"")
    page = Reading(folder / "catalogue.html")
    assert len(page.marks()) == 24
    assert "4.0.0, full, verified, 20.0 MiB, created 2025-10-21" in page.marks()
    assert "1.0.12, differential from 1.0.10, verifying, 60.0 KiB, created 2025-09-02" in page.marks()
    assert sorted(page.edges()) == [
        "from 1.0.10 to 1.0.12",
        "from 1.5.0 to 1.5.2",
        "from 3.10.0 to 4.0.0",
        "from 3.2.1 to 3.10.0",
        "from 3.2.1 to 4.0.0",
        "from V2.2.0 to V2.3.0",
    ]
    for fact in ("20,971,520 bytes (20.0 MiB)", "2025-10-22 02:05:18 UTC", "New partition layout, secure boot"):
        assert fact in page.texts
    assert "sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b" in page.texts
    assert names_in(folder) == ["catalogue.html"]


@pytest.mark.usefixtures("emulator")
def test_template_engine_is_for_the_page_alone(start: Start, folder: Path) -> None:
    """Without --html, the template engine is not imported."""
    for argv, known in ((("list",), b"False"), (("list", "--html", "page.html"), b"True")):
        process = start(*argv, program=NAMES_JINJA)
        assert process.communicate()[1].rstrip() == known, folder


def test_same_catalogue_same_bytes(lock_file: Path, run: Run, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """The bytes of a page do not depend on the order of the packages or the URL of the service."""
    assert lock_file.exists()
    for name in ("newest-first", "oldest-first", "unordered"):
        with Emulator(order=name) as emulator:
            monkeypatch.setenv("ALIBABA_CLOUD_ENDPOINT_IOT", emulator.url)
            assert run("list", "--html", f"{name}.html") == (
                0,
                f"24 packages and 3 pinned entries in {name}.html\n",
                "",
            )
    first, *others = (path.read_bytes() for path in folder.glob("*.html"))
    assert others == [first, first]
    assert b"written <time>2025-12-01 00:00:00 UTC</time>" in first
    assert b"127.0.0.1" not in first


@pytest.mark.usefixtures("emulator")
def test_criteria_are_those_of_list(run: Run, folder: Path) -> None:
    """The page shows the packages that the table shows, and the criteria."""
    criteria = ("--product-key", "a1CameraK01", "--statuses", "verifying,verificationFailed")
    argv = ("list", *criteria, "--iot-instance-id", "iot-emulator01")
    assert run(*argv, "--html", "page.html") == (0, "2 packages in page.html\n", "")
    page = Reading(folder / "page.html")
    assert sorted(mark.split(", ")[0] for mark in page.marks()) == ["V2.4.0", "isp-7.2"]
    assert page.after("productKey") == "a1CameraK01"
    assert page.after("statuses") == '["verifying", "verificationFailed"]'
    assert page.after("Instance") == "iot-emulator01"
    assert "iotInstanceId" not in page.texts  # shown once, as Instance


@pytest.mark.usefixtures("emulator")
def test_versions_are_read_as_criteria_say(run: Run, folder: Path) -> None:
    """The version scheme and pattern also order the versions on the page."""
    camera = ("list", "--product-key", "a1CameraK01", "--module-name", "isp", "--html", "page.html")
    assert run(*camera)[0] == 0
    assert "Unreadable with scheme semver: 2 of 2 versions," in " ".join(Reading(folder / "page.html").texts)
    assert run(*camera, "--version-pattern", r"isp-(?P<major>\d+)\.(?P<minor>\d+)")[0] == 0
    assert "cannot be read" not in " ".join(Reading(folder / "page.html").texts)


@pytest.mark.usefixtures("emulator")
def test_nothing_to_see(run: Run, folder: Path) -> None:
    """The page of an empty catalog says so."""
    assert run("list", "--name-regex", "^toaster-", "--html", "page.html") == (0, "0 packages in page.html\n", "")
    page = Reading(folder / "page.html")
    assert "No package meets the criteria." in page.texts
    assert not page.marks()


def test_pins_of_the_lock_file_here(lock_file: Path, run: Run, folder: Path) -> None:
    """The entries in firmware.lock in the working directory are shown at their packages, with names and lines."""
    assert lock_file.exists()
    assert run("list", "--html", "page.html") == (0, "24 packages and 3 pinned entries in page.html\n", "")
    page = Reading(folder / "page.html")
    pinned = [mark.partition(", ")[0] + mark.partition(", pinned by")[2] for mark in page.marks() if "pinned" in mark]
    assert sorted(pinned) == ["1.0.12 modem", "1.5.0 meter", "3.10.0 gateway"]
    assert "gateway (firmware.lock:4, ok)" in page.texts
    assert "cannot be deployed" not in " ".join(page.texts)


def test_pins_that_are_broken(lock_file: Path, run: Run, folder: Path, emulator: Emulator) -> None:
    """Missing, replaced and unverified packages are shown at the top, with the messages of `check`."""
    by_name = {row["FirmwareName"]: str(row["FirmwareId"]) for row in emulator.packages()}
    emulator.withdraw(by_name["meter-1.5.0"])
    emulator.change(by_name["gateway-3.10.0"], Status=3)
    modem = lock_file.read_text().rpartition("[firmware.modem.criteria]")
    lock_file.write_text(sealed("".join([*modem[:2], modem[2].replace('"^1"', '"^2"')])))
    lock_file.with_suffix(".toml").unlink()
    status, out, err = run("list", "--html", "page.html")
    assert (status, out, err) == (0, "23 packages and 3 pinned entries (3 cannot be deployed) in page.html\n", "")
    told = "\n".join(Reading(folder / "page.html").texts)
    alarm = told.partition("3 pinned entries cannot be deployed\n")[2].partition("\nfull\n")[0]
    assert re.findall(r"✕ (\w+)", alarm) == ["statusRegressed", "missing", "unusable"]
    for message in re.split(r"^firmware\.lock:\d+ \w+\n", run("check")[2], flags=re.MULTILINE)[1:]:
        assert message.strip() in alarm


def test_packages_that_were_published_anew(
    lock_file: Path, run: Run, folder: Path, republish: Callable[..., str]
) -> None:
    """If the same file has a new ID, the entry is shown at that package. Another file is not marked."""
    assert lock_file.exists()
    republish("meter-1.5.0")
    republish("gateway-3.10.0", FirmwareSign="0" * 64)
    told = "24 packages and 3 pinned entries (1 cannot be deployed) in page.html\n"
    assert run("list", "--html", "page.html")[:2] == (0, told)
    page = Reading(folder / "page.html")
    assert "1.5.0, full, verified, 260.0 KiB, created 2025-01-30, pinned by meter" in page.marks()
    assert not any("pinned by gateway" in mark for mark in page.marks())
    for verdict in ("moved", "replaced"):
        assert verdict in " ".join(page.texts)


def test_entries_whose_package_is_not_asked_for(lock_file: Path, run: Run, folder: Path) -> None:
    """An entry is on the page even if its package does not meet the criteria."""
    assert lock_file.exists()
    argv = ("list", "--product-key", "a1MeterK001", "--html", "page.html")
    assert run(*argv) == (0, "5 packages and 3 pinned entries in page.html\n", "")
    assert Reading(folder / "page.html").texts.count("The package does not meet the criteria of this page.") == 2


def test_several_lock_files(lock_file: Path, run: Run, folder: Path) -> None:
    """The specified lock files are shown, each once, instead of the default one."""
    for name in ("one.lock", "two.lock"):
        (folder / name).write_bytes(lock_file.read_bytes())
    files = [word for name in ("two.lock", "one.lock", "two.lock") for word in ("--lock-file", name)]
    assert run("list", "--html", "page.html", *files)[1] == "24 packages and 6 pinned entries in page.html\n"
    places = [text for text in Reading(folder / "page.html").texts if re.fullmatch(r"\S+\.lock:\d+", text)]
    assert places == [f"{file}.lock:{line}" for file in ("two", "one") for line in (4, 24, 42)]


def test_programs_that_use_an_entry(lock_file: Path, run: Run, folder: Path) -> None:
    """The page shows which program lines use an entry, or that no program uses it."""
    assert lock_file.exists()
    (folder / "deploy").mkdir()
    (folder / "deploy/main.py").write_text("pin('gateway')\n\nboth('meter', 'gateway', 'gateway')\n")
    (folder / "Pulumi.yaml").write_text("lockEntry: meter\n")
    assert run("list", "--html", "page.html", "--used-by", ".", "--used-by", "deploy")[0] == 0
    page = Reading(folder / "page.html")
    main = Path("deploy", "main.py")
    both = sorted([(Path("Pulumi.yaml"), 1), (main, 3)])  # Windows ignores the case
    for told in (f"{main}:1\n{main}:3", "\n".join(f"{path}:{line}" for path, line in both), "not found"):
        assert told in page.texts
    assert f"gateway (firmware.lock:4, ok), used by {main}:1, {main}:3" in page.texts
    status, out, err = run("list", "--html", "page.html", "--used-by", "nowhere")
    assert (status, out) == (1, "")
    assert err.startswith("nowhere could not be searched for entry names")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("argv", [(), ("--lock-file", "firmware.lock")])
def test_lock_file_that_cannot_be_read(argv: tuple[str, ...], run: Run, folder: Path, emulator: Emulator) -> None:
    """An error in a lock file is reported before any request, and no page is written."""
    (folder / "firmware.lock").write_text("version = 7\n")
    status, out, err = run("list", "--html", "page.html", *argv)
    assert (status, out) == (1, "")
    assert err.startswith("firmware.lock is not a valid lock file (1 error).\nfirmware.lock:1: ")
    assert not emulator.requests
    assert not (folder / "page.html").exists()


def test_lock_file_that_is_not_up_to_date(run: Run, manifest: Path, emulator: Emulator) -> None:
    """A lock file that programs would refuse is an error before any request, and no page is written."""
    manifest.write_text("")
    calls = len(emulator.requests)
    status, out, err = run("list", "--html", "page.html")
    assert (status, out) == (1, "")
    assert err.startswith("firmware.lock is not up to date with firmware.toml.\n  not in firmware.toml: gateway, ")
    assert len(emulator.requests) == calls
    assert not manifest.with_name("page.html").exists()


@pytest.mark.usefixtures("emulator", "folder")
def test_lock_file_that_is_not_there(run: Run) -> None:
    """A specified lock file must exist."""
    status, out, err = run("list", "--html", "page.html", "--lock-file", "nowhere.lock")
    assert (status, out) == (1, "")
    assert err.startswith(f"Lock file nowhere.lock does not exist in {Path.cwd()}.")


def test_hostile_texts(run: Run, folder: Path, emulator: Emulator) -> None:
    """Any text from a publisher is shown as text, without elements, attributes or hidden characters."""
    texts = ("FirmwareName", "FirmwareDesc", "ModuleName", "ProductName", "SignMethod", "FirmwareSign")
    emulator.publish(
        **dict.fromkeys(texts, HOSTILE),
        FirmwareId=HOSTILE,
        DestVersion=HOSTILE,
        SrcVersion=HOSTILE[::-1],
        Type=1,
        ProductKey="a1MeterK001",
    )
    emulator.publish(DestVersion="9.0.0", FirmwareDesc="long " * 800, ProductKey="a1MeterK001", UtcCreate=None)
    plain = {name for name, _ in Reading(_page(run, folder, "--product-key", "a1CameraK01")).tags}
    status, _, err = run("list", "--html", "hostile.html")
    assert (status, err) == (0, "")
    page = Reading(folder / "hostile.html")
    assert {name for name, _ in page.tags} == plain
    assert [name for name, _ in page.tags].count("script") == 1
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on") or name == "style"]
    shown = HOSTILE.replace("\u202e", "\\u202e").replace("\x00", "\\x00")
    assert page.texts.count(shown) >= 5
    assert not {char for text in page.texts for char in text if not char.isprintable()} - {"\n"}


def _page(run: Run, folder: Path, *argv: str) -> Path:
    """Return the page of some packages."""
    assert run("list", "--html", "page.html", *argv)[0] == 0
    return folder / "page.html"


@pytest.mark.usefixtures("emulator")
def test_page_needs_nothing(run: Run, folder: Path) -> None:
    """The page references no external resource, and its policy allows only its own style and script."""
    page = Reading(_page(run, folder))
    named = [
        attrs[name] for _, attrs in page.tags for name in ("href", "src", "srcset", "action", "data") if name in attrs
    ]
    assert {str(address)[:1] for address in named} == {"#", "d"}
    assert [address for address in named if not str(address).startswith("#")] == ["data:,"]
    (policy,) = [
        str(attrs["content"]) for _, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/=]+'; script-src 'sha256-[\w+/=]+'; img-src data:; "
        r"base-uri 'none'; form-action 'none'",
        policy,
    )


@pytest.mark.posix
@pytest.mark.usefixtures("emulator")
def test_file_is_replaced(run: Run, folder: Path) -> None:
    """An existing page is replaced with the same permissions. A link to it stays a link, and no other file remains."""
    page, link = folder / "page.html", folder / "link.html"
    page.write_text("before")
    page.chmod(0o640)
    make_link(link, page)
    assert run("list", "--html", "link.html")[:2] == (0, "24 packages in link.html\n")
    assert link.is_symlink()
    assert page.read_text().startswith("<!doctype html>")
    assert stat.S_IMODE(page.stat().st_mode) == 0o640
    assert names_in(folder) == ["link.html", "page.html"]


@pytest.mark.usefixtures("emulator", "folder")
@pytest.mark.parametrize(
    ("file", "message"),
    [
        (".", ". is a directory. Nothing was written.\n"),
        ("pipe", "pipe is not a regular file. Nothing was written.\n"),
        ("/dev/null", "/dev/null is not a regular file. Nothing was written.\n"),
        ("no/page.html", "no/page.html could not be written (No such file or directory).\n"),
        ("firmware/page.html", "firmware/page.html could not be written (Not a directory).\n"),
        ("x" * 300, f"{'x' * 300} could not be written (File name too long).\n"),
        ("a\0b", "a\\x00b is not a valid file name.\n"),
    ],
)
def test_file_that_cannot_be_written(file: str, message: str, run: Run, folder: Path) -> None:
    """A page cannot replace a directory or a pipe. The error says why, and no file changes."""
    make_pipe(folder / "pipe")
    (folder / "firmware").touch()
    status, out, err = run("list", "--html", file)
    assert (status, out) == (1, "")
    assert err.startswith(message)
    assert len(err.splitlines()) == 2
    assert names_in(folder) == ["firmware", "pipe"]


def test_writing_that_breaks_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a write error, the old page is unchanged and no temporary file remains."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    page = folder / "page.html"
    page.write_text("before")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"could not be written \(No space left on device\)"):
        files.save(page, b"after")
    assert page.read_text() == "before"
    assert names_in(folder) == ["page.html"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("--html", "page.html", "--json"), "--html and --json cannot be combined.\n"),
        (("--html", "-"), "--html requires the name of a file.\n"),
        (("--html=",), "--html requires the name of a file.\n"),
        (("--html", "a", "--html", "b"), "--html is set twice.\n"),
        (("--lock-file", "firmware.lock"), "--lock-file and --used-by require --html.\n"),
        (("--used-by", "deploy"), "--lock-file and --used-by require --html.\n"),
    ],
)
def test_mistakes(argv: tuple[str, ...], message: str, run: Run, emulator: Emulator) -> None:
    """Contradictory options are rejected before any request."""
    status, out, err = run("list", *argv)
    assert (status, out, err) == (1, "", f"{message}See alicloud-iot-ota list --help.\n")
    assert not emulator.requests


def test_failed_look_up(run: Run, folder: Path, emulator: Emulator) -> None:
    """If the list is incomplete, the error is the same as for the table, and the old page is unchanged."""
    (folder / "page.html").write_text("before")
    emulator.fault("garbage", times=99)
    status, out, err = run("list", "--html", "page.html")
    assert (status, out) == (4, "")
    assert err
    assert (folder / "page.html").read_text() == "before"


def test_only_list_has_a_page(run: Run) -> None:
    """No other command accepts --html."""
    for name in COMMANDS.keys() - {"list", "emulator"}:
        assert "--html" not in run(name, "--help")[1]
