# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `install-terraform-provider` without an engine: the mirror, the lock file, and the launcher."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from shlex import quote
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

import alicloud_iot_ota
from alicloud_iot_ota import __version__
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.terraform import mirror
from alicloud_iot_ota.terraform.address import SOURCE
from tests.posix import KILL, OBEYING, locked, make_pipe, require

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

COMMAND = "install-terraform-provider"
EXECUTABLE = f"terraform-provider-alicloudiot_v{__version__}"
LOCK = ".terraform.lock.hcl"
PYTHON = sys.executable
REQUIRES = f'terraform {{\n  required_providers {{\n    alicloudiot = {{\n      source = "{SOURCE}"\n    }}\n  }}\n}}\n'
OTHER = 'provider "example.com/a/b" {\n  version = "1.0.0"\n  hashes = [\n    "h1:other",\n  ]\n}\n'
"""The entry of another provider in a lock file."""
REMEDY = f"Run `alicloud-iot-ota {COMMAND}` in an environment that has version {__version__}."
ENDS_SOON = 30  # seconds after which a test stops waiting


class Machine:
    """A machine with an empty home, an empty configuration, and an empty Python environment."""

    def __init__(self, root: Path) -> None:
        require()
        self.data = root / "data"
        self.configuration = root / "configuration"
        self.environment = root / "größe $HOME 'it`s \\n' \n\x1b[31m固件"
        self.python = self.environment / "python"
        for folder in (self.configuration, self.environment):
            folder.mkdir()

    @property
    def directory(self) -> Path:
        """The user's mirror."""
        return self.data / "terraform" / "plugins"

    def package(self, directory: Path | None = None) -> Path:
        """Return the folder of the package in a mirror."""
        return mirror.package_directory(directory or self.directory, __version__)

    def put_python(self, *options: str, path: Path = Path(alicloud_iot_ota.__file__).parents[1]) -> None:
        """Write an interpreter into the environment, with the packages in a folder."""
        self.python.write_text(
            f'#!/bin/sh\nPYTHONPATH={quote(str(path))} exec {quote(PYTHON)} {" ".join(options)} "$@"\n'
        )
        self.python.chmod(0o755)

    def start(self) -> subprocess.CompletedProcess[str]:
        """Start the provider as an engine does: through a link to its folder, from the folder of a configuration."""
        link = self.configuration / "linked"
        link.unlink(missing_ok=True)
        link.symlink_to(self.package())
        command = [f"linked/{EXECUTABLE}"]
        return subprocess.run(
            command, cwd=self.configuration, capture_output=True, text=True, timeout=ENDS_SOON, check=False
        )

    def require(self) -> None:
        """Let the configuration require the provider."""
        (self.configuration / "main.tf").write_text(REQUIRES)

    def lock(self) -> str:
        """Return the text of the lock file."""
        return (self.configuration / LOCK).read_text()

    def hashes(self) -> str:
        """Return the lines of the lock file with the checksums of the packages of all platforms."""
        start = (self.package() / "start.py").read_bytes()
        text, own = (self.package() / EXECUTABLE).read_bytes(), mirror.platform_name()
        packages = {
            platform: {EXECUTABLE: text.replace(own.encode(), platform.encode()), "start.py": start}
            for platform in mirror.PLATFORMS
        }
        checksums = {platform: mirror.checksum_of(files.items()) for platform, files in packages.items()}
        assert checksums[own] == mirror.checksum(self.package())
        assert len({*checksums.values()}) == len(mirror.PLATFORMS)
        return "".join(f'    "{checksum}",\n' for checksum in sorted(checksums.values()))


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return the machine, and let this process use it."""
    machine = Machine(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(machine.data))
    monkeypatch.setattr(sys, "executable", str(machine.python))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.chdir(machine.configuration)
    return machine


def test_output(run: Run, machine: Machine) -> None:
    """The output has the mirror, the environment, and the text for the configuration. A note explains the warning."""
    status, out, err = run(COMMAND)
    assert status == 0
    assert out == (
        f"Installed provider {SOURCE} {__version__} for {mirror.platform_name()} into {machine.directory}, to run with "
        f"{printable(str(machine.python))}.\n"
        "\n"
        "Require it in the configuration:\n"
        "\n"
        "terraform {\n"
        "  required_providers {\n"
        "    alicloudiot = {\n"
        f'      source  = "{SOURCE}"\n'
        f'      version = "{__version__}"\n'
        "    }\n"
        "  }\n"
        "}\n"
    )
    assert err == (
        "note: The first `init` of a configuration warns about incomplete lock file information, because only a "
        "registry reports the checksums of all platforms. To avoid it, run this command again before `init`, with "
        "--configuration and the directory of the configuration.\n"
    )
    assert not (machine.configuration / LOCK).exists()


def test_records_in_a_configuration_that_requires_it(run: Run, machine: Machine) -> None:
    """In the directory of a configuration, the command adds an entry to its lock file, and keeps the others."""
    machine.require()
    header = "# A comment.\n\n"
    (machine.configuration / LOCK).write_text(header + OTHER)
    status, out, err = run(COMMAND)
    assert (status, err) == (0, "")
    assert out.splitlines()[1:] == [f"Recorded it in {LOCK}."]
    entry = f'provider "{SOURCE}" {{\n  version = "{__version__}"\n  hashes = [\n{machine.hashes()}  ]\n}}\n'
    assert machine.lock() == f"{header}{OTHER}\n{entry}"
    before = (machine.configuration / LOCK).stat()
    assert run(COMMAND)[0] == 0
    assert (machine.configuration / LOCK).stat() == before


@pytest.mark.parametrize(
    ("version", "kept"), [(__version__, True), ("0.0.9", False)], ids=["the same version", "another version"]
)
def test_existing_entry(run: Run, machine: Machine, version: str, *, kept: bool) -> None:
    """Checksums of other platforms remain in the entry of the same version. Those of another version are replaced."""
    lock = machine.configuration / LOCK
    start = f'provider "{SOURCE}" {{\n  version     = "{version}"\n  constraints = "~> 0.0"\n  hashes = [\n'
    lock.write_text(f'{start}    "h1:zzz",\n  ]\n}}\n\n{OTHER}')
    status, out, err = run(COMMAND, "--configuration", str(machine.configuration))
    assert status == 0
    assert f"\nRecorded it in {machine.configuration / LOCK}.\n\nRequire it in the configuration:\n" in out
    removed = (
        f"note: {machine.configuration / LOCK} had version {version}. Its checksums and constraints were removed. "
        f'The constraint in `required_providers` must accept the new version: version = "{__version__}".\n'
    )
    assert err == ("" if kept else removed)
    if kept:
        assert machine.lock() == f'{start}{machine.hashes()}    "h1:zzz",\n  ]\n}}\n\n{OTHER}'
    else:
        new = f'provider "{SOURCE}" {{\n  version = "{__version__}"\n  hashes = [\n{machine.hashes()}  ]\n}}\n'
        assert machine.lock() == f"{new}\n{OTHER}"


ENTRY = f'provider "{SOURCE}" {{\n  version = "{__version__}"\n  hashes = [\n    "h1:zzz",\n  ]\n}}\n'
ANOTHER_FORM = f"its entry for {SOURCE} has another form"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (f'provider "{SOURCE}" {{ version = "0.1.0" }}\n', ANOTHER_FORM),
        (ENTRY.replace('[\n    "h1:zzz",\n  ]', '["h1:zzz"]'), ANOTHER_FORM),
        (ENTRY.replace('"h1:zzz",', '"h1:zzz", # mine'), ANOTHER_FORM),
        (ENTRY.replace("  hashes", "  mine = 1\n  hashes"), ANOTHER_FORM),
        (ENTRY.replace("provider ", "provider /* this */ "), ANOTHER_FORM),
        (ENTRY.replace("provider ", "provider  "), ANOTHER_FORM),
        (ENTRY.replace("terraform.local", "Terraform.Local"), ANOTHER_FORM),
        (ENTRY.replace("\n", "\r\n"), ANOTHER_FORM),
        (f"\N{BYTE ORDER MARK}{ENTRY}", ANOTHER_FORM),
        (ENTRY + OTHER + ENTRY, f"it has 2 entries for {SOURCE}"),
        (ENTRY + ENTRY.replace("\n  ", " "), f"it has 2 entries for {SOURCE}"),
        (f"{OTHER}# \udcff\n", "it is not UTF-8"),
        ("#" * (1024 * 1024 + 1), "it is larger than 1024 KiB"),
    ],
)
def test_lock_file_in_another_form(run: Run, machine: Machine, content: str, why: str) -> None:
    """A lock file that cannot be changed safely stays unchanged, and the error says so."""
    machine.require()
    encoded = content.encode("utf-8", "surrogateescape")
    (machine.configuration / LOCK).write_bytes(encoded)
    status, _, err = run(COMMAND)
    assert status == 1
    assert err.splitlines() == [
        f"The provider was installed, but {LOCK} was not changed: {why}.",
        "Fix the file, or delete the provider's entry from it, and run this command again.",
    ]
    assert (machine.configuration / LOCK).read_bytes() == encoded


@pytest.mark.parametrize("end", [ENTRY, OTHER, "# A comment.\n"])
def test_lock_file_without_a_final_newline(run: Run, machine: Machine, end: str) -> None:
    """The last line of a lock file may have no newline."""
    machine.require()
    locks = []
    for content in (end, end.removesuffix("\n")):
        (machine.configuration / LOCK).write_text(content)
        assert run(COMMAND)[0] == 0
        locks.append(machine.lock())
    assert locks[0] == locks[1]
    assert "\n}\n" in locks[0]


def test_without_a_lock_file(run: Run, machine: Machine) -> None:
    """In a pipeline, the command leaves the lock file as it was committed."""
    machine.require()
    for content in (None, ENTRY.replace(__version__, "0.0.9"), "anything"):
        if content is not None:
            (machine.configuration / LOCK).write_text(content)
        for words in ([], ["--configuration", "."]):
            status, out, err = run(COMMAND, "--no-lock", *words)
            assert (status, err, len(out.splitlines())) == (0, "", 1)
        assert (machine.lock() if (machine.configuration / LOCK).exists() else None) == content


@pytest.mark.parametrize(
    ("make", "cause"), [(Path.mkdir, "a directory"), (make_pipe, "not a regular file")], ids=["directory", "pipe"]
)
def test_lock_file_that_is_no_file(run: Run, machine: Machine, make: Callable[[Path], None], cause: str) -> None:
    """A lock file that cannot be read is an error with the cause."""
    machine.require()
    make(machine.configuration / LOCK)
    status, _, err = run(COMMAND)
    assert status == 1
    assert err.splitlines() == [
        f"The provider was installed, but {LOCK} could not be changed ({cause}).",
        "Delete it, and run this command again.",
    ]


def test_lock_file_on_a_full_disk(run: Run, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock file that cannot be written is an error with a remedy for permissions and for a full disk."""
    machine.require()
    write = os.fsync

    def fail(descriptor: int) -> None:
        if [*machine.configuration.glob(f"{LOCK}.*")]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(descriptor)

    monkeypatch.setattr(os, "fsync", fail)
    status, _, err = run(COMMAND)
    assert status == 1
    assert err.splitlines() == [
        f"The provider was installed, but {LOCK} could not be changed (No space left on device).",
        "Make it writable, on a disk with free space, and run this command again.",
    ]
    assert [path.name for path in machine.configuration.iterdir()] == ["main.tf"]


CALLS = 'module "m" {\n  source = "./modules/m"\n}\n'


@pytest.mark.parametrize(
    ("files", "is_required"),
    [
        ({"main.tf": REQUIRES}, True),
        ({"main.tofu": REQUIRES}, True),
        ({"main.tf.json": json.dumps({"terraform": {"required_providers": {"x": {"source": SOURCE}}}})}, True),
        ({"main.tf": REQUIRES.replace(SOURCE, "Terraform.Local/Alicloud-IoT-OTA/AlicloudIoT")}, True),
        ({"main.tf": CALLS, "modules/m/main.tf": REQUIRES}, True),
        ({"main.tf": CALLS.replace('source = "', '"source"="'), "modules/m/main.tf": REQUIRES}, True),
        ({"main.tf.json": '{"module": {"m": {"source": "./modules/m/"}}}', "modules/m/main.tf": REQUIRES}, True),
        ({"main.tf": CALLS, "modules/m/a.tf": CALLS.replace("./modules", ".."), "modules/m/b.tf": REQUIRES}, True),
        (
            {"main.tf": CALLS, "modules/m/main.tf": CALLS.replace("./modules", "../.."), "m/main.tf": REQUIRES},
            True,
        ),
        ({"main.tf": CALLS, "modules/m/main.tf": CALLS.replace("./modules/m", "../..")}, False),  # in a circle
        ({"main.tf": CALLS}, False),  # a missing module
        ({"main.tf": CALLS.replace("./modules/m", "./main.tf")}, False),  # of a resource
        ({"main.tf": CALLS.replace("./", ""), "modules/m/main.tf": REQUIRES}, False),  # of a registry
        ({"modules/m/main.tf": REQUIRES}, False),
        ({"main.txt": REQUIRES, ".main.tf": REQUIRES, "main.tf": ""}, False),
        ({"x.tf/main.tf": REQUIRES}, False),
    ],
)
def test_configuration_that_requires_it(
    run: Run, machine: Machine, files: dict[str, str], *, is_required: bool
) -> None:
    """The command searches the files that engines read, and local modules, for the source address in any case."""
    for name, text in files.items():
        (machine.configuration / name).parent.mkdir(parents=True, exist_ok=True)
        (machine.configuration / name).write_text(text)
    status, out, err = run(COMMAND)
    assert status == 0
    assert ("could not be read" in err, (machine.configuration / LOCK).exists()) == (False, is_required)
    assert ("Require it in the configuration" in out) is not is_required


def obeying(machine: Machine, *words: str) -> tuple[int, str, str]:
    """Run the command in a process that obeys permissions, even as root. Return the status and the output."""
    done = subprocess.run(
        [
            *OBEYING,
            PYTHON,
            "-c",
            "import sys; from alicloud_iot_ota.cli import main; sys.exit(main())",
            COMMAND,
            *words,
        ],
        env={"PATH": os.defpath, "XDG_DATA_HOME": str(machine.data)},
        capture_output=True,
        text=True,
        timeout=ENDS_SOON,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_current_directory_without_a_permission(machine: Machine) -> None:
    """A current directory that cannot be read is not a configuration, as with `sudo -u` in the home of root."""
    machine.require()
    for mode in (0o000, 0o300, 0o600):
        machine.configuration.chmod(mode)
        status, out, err = obeying(machine)
        machine.configuration.chmod(0o700)
        assert status == 0
        assert "Require it in the configuration" in out
        assert err.startswith("note: The first `init`")
    assert not (machine.configuration / LOCK).exists()


@pytest.mark.parametrize("unreadable", ["main.tf", "modules/m", "modules/m/main.tf"])
def test_file_without_a_permission(machine: Machine, unreadable: str) -> None:
    """If a file or a module cannot be read, a note says so, unless another file requires the provider."""
    (machine.configuration / "modules" / "m").mkdir(parents=True)
    (machine.configuration / "modules" / "m" / "main.tf").touch()
    (machine.configuration / "main.tf").write_text(CALLS)
    (machine.configuration / unreadable).chmod(0)
    status, out, err = obeying(machine)
    assert status == 0
    assert "Require it in the configuration" in out
    assert err.startswith(
        f"note: {unreadable} could not be read (Permission denied), so the command does not know whether the "
        "configuration requires the provider. To record the provider in any case, add --configuration.\n"
    )
    (machine.configuration / "z.tf").write_text(REQUIRES)
    status, out, err = obeying(machine)
    assert (status, err) == (0, "")
    assert f"Recorded it in {LOCK}." in out
    (machine.configuration / unreadable).chmod(0o700)


def test_current_directory_that_was_deleted(run: Run, machine: Machine) -> None:
    """Without a current directory, the provider can still be installed."""
    machine.configuration.rmdir()
    assert run(COMMAND)[0] == 0
    status, out, err = run(COMMAND, "--directory", "relative")
    assert (status, out) == (1, "")
    assert err.splitlines() == [
        "The current directory could not be read (No such file or directory). Nothing was installed.",
        "Specify an absolute path with --directory.",
    ]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("nowhere", "could not be read (No such file or directory)"),
        ("main.tf/x", "could not be read (Not a directory)"),
        ("x" * 300, "could not be read (File name too long)"),
        ("main.tf", "is not a directory"),
    ],
)
def test_wrong_configuration(run: Run, machine: Machine, given: str, why: str) -> None:
    """A configuration that does not exist is an error before anything is installed."""
    machine.require()
    status, out, err = run(COMMAND, "--configuration", given)
    assert (status, out) == (1, "")
    assert err.splitlines() == [
        f"{given} {why}. Nothing was installed.",
        "Specify the directory of a configuration with --configuration.",
    ]
    assert not machine.data.exists()


def test_directory(run: Run, machine: Machine) -> None:
    """With another mirror, the output also has the block of the CLI configuration."""
    machine.require()
    status, out, err = run(COMMAND, "--directory", 'team\'s ${mirror} %{1} "x"')
    assert (status, err) == (0, "")
    directory = machine.configuration / 'team\'s ${mirror} %{1} "x"'
    assert (machine.package(directory) / EXECUTABLE).exists()
    assert not machine.data.exists()
    _, block = out.split("\nAdd the mirror to the CLI configuration of each user (~/.tofurc or ~/.terraformrc):\n\n")
    literal = f'{machine.configuration}/team\'s \\u0024{{mirror}} %{{1}} \\"x\\"'
    assert block == (
        "provider_installation {\n"
        "  filesystem_mirror {\n"
        f'    path    = "{literal}"\n'
        '    include = ["terraform.local/*/*"]\n'
        "  }\n"
        "  direct {\n"
        '    exclude = ["terraform.local/*/*"]\n'
        "  }\n"
        "}\n"
    )


@pytest.mark.posix
@pytest.mark.parametrize(
    ("variables", "entry", "expected"),
    [
        ({"HOME": "/h"}, "/p", "/h/.local/share/terraform/plugins"),
        ({"HOME": "/h", "XDG_DATA_HOME": "relative"}, "/p", "/h/.local/share/terraform/plugins"),
        ({"HOME": "/h", "XDG_DATA_HOME": ""}, "/p", "/h/.local/share/terraform/plugins"),
        ({"HOME": "/h", "XDG_DATA_HOME": "/data"}, "/p", "/data/terraform/plugins"),
        ({"XDG_DATA_HOME": "/data"}, None, "/data/terraform/plugins"),
        ({"HOME": ""}, "/p", "/p/.local/share/terraform/plugins"),
        ({"HOME": "relative"}, "/p", "/p/.local/share/terraform/plugins"),
        ({}, "/p", "/p/.local/share/terraform/plugins"),
        ({"HOME": "relative"}, None, None),
        ({}, "", None),
    ],
)
def test_default_directory(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], entry: str | None, expected: str | None
) -> None:
    """The user's mirror is the one that both engines search: they ignore a relative path in a variable."""
    users = {} if entry is None else {1: SimpleNamespace(pw_dir=entry)}
    monkeypatch.setattr("os.getuid", lambda: 1)
    monkeypatch.setattr("pwd.getpwuid", users.__getitem__)
    monkeypatch.setattr(sys, "platform", "linux")
    with contextlib.nullcontext() if expected else pytest.raises(RuntimeError):
        assert mirror.default_directory(variables) == Path(expected or "")


@pytest.mark.posix
def test_default_directory_on_macos(monkeypatch: pytest.MonkeyPatch) -> None:
    """On macOS, both engines search another directory."""
    monkeypatch.setattr(sys, "platform", "darwin")
    variables = {"HOME": "/h", "XDG_DATA_HOME": "/data"}
    assert mirror.default_directory(variables) == Path("/h/Library/Application Support/io.terraform/plugins")


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [("linux", "x86_64", "linux_amd64"), ("darwin", "arm64", "darwin_arm64"), ("linux", "aarch64", "linux_arm64")],
)
def test_platform_name(monkeypatch: pytest.MonkeyPatch, system: str, machine: str, name: str) -> None:
    """Platforms have the names of Go."""
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr("platform.machine", lambda: machine)
    assert mirror.platform_name() == name


def test_packages_of_all_environments_are_equal(run: Run, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package does not depend on the environment, so a lock file is valid on every machine."""
    run(COMMAND)
    before, status = mirror.checksum(machine.package()), machine.package().stat()
    monkeypatch.setattr(sys, "executable", "/another/python")
    run(COMMAND)
    assert mirror.checksum(machine.package()) == before
    assert machine.package().stat() == status  # the package of a running provider is not replaced
    assert "/another/python, which no longer exists." in machine.start().stdout


def test_replaces_a_changed_package(run: Run, machine: Machine) -> None:
    """A package with other files, or without a permission, is replaced completely."""
    run(COMMAND)
    before = mirror.checksum(machine.package())
    (machine.package() / "left").touch()
    run(COMMAND)
    assert mirror.checksum(machine.package()) == before
    (machine.package() / EXECUTABLE).chmod(0o644)
    run(COMMAND)
    assert (machine.package() / EXECUTABLE).stat().st_mode & 0o111


KILLED = """
import os, signal, sys
from pathlib import Path
from alicloud_iot_ota.terraform import mirror
def fill(folder):
    (folder / "partial").touch()
    os.kill(os.getpid(), signal.SIGKILL)
mirror.install(Path(sys.argv[1]), sys.argv[2], fill)
"""


def test_killed(run: Run, machine: Machine) -> None:
    """A killed installation leaves no package, and the next one removes its files."""
    killed = subprocess.run([PYTHON, "-c", KILLED, machine.directory, __version__], timeout=ENDS_SOON, check=False)
    assert killed.returncode == -KILL
    assert not machine.package().exists()
    assert [path.name for path in machine.directory.rglob("partial")] == ["partial"]
    assert run(COMMAND)[0] == 0
    assert sorted(path.name for path in machine.package().iterdir()) == ["start.py", EXECUTABLE]
    assert [*machine.directory.rglob("partial")] == []


def test_two_at_once(run: Run, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation waits for another one into the same mirror, but not forever."""
    monkeypatch.setattr(mirror, "MAX_WAIT", 0)
    lock = machine.directory / SOURCE / ".alicloud-iot-ota.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    with locked(lock):
        status, out, err = run(COMMAND)
    assert (status, out) == (1, "")
    assert re.fullmatch(
        r"(Another process|Process \d+ \(.*\)) is installing into .*\nWait until it has ended, .*\n", err
    )
    assert run(COMMAND)[0] == 0


def test_directory_that_cannot_be_written(run: Run, machine: Machine) -> None:
    """A mirror that cannot be written is an error with the cause and the option."""
    machine.data.touch()
    status, out, err = run(COMMAND)
    assert (status, out) == (1, "")
    assert err.splitlines() == [
        f"The provider could not be installed into {machine.directory} (Not a directory).",
        "Specify a writable directory with free space with --directory, or fix the permissions.",
    ]


def test_without_a_home(run: Run, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without a home directory, as in a container, has to specify a mirror."""
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)
    status, out, err = run(COMMAND)
    assert (status, out) == (1, "")
    assert err.splitlines() == [
        "The home directory of this user is unknown. Nothing was installed.",
        "Set the environment variable HOME, or specify a mirror with --directory.",
    ]
    assert run(COMMAND, "--directory", str(machine.data))[0] == 0


def test_without_cryptography(run: Run, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library of the provider, nothing is installed, and the error has the extra."""
    monkeypatch.setitem(sys.modules, "cryptography", None)
    monkeypatch.delitem(sys.modules, "alicloud_iot_ota.terraform.certificate", raising=False)
    monkeypatch.delattr("alicloud_iot_ota.terraform.certificate", raising=False)
    status, out, err = run(COMMAND)
    assert (status, out) == (1, "")
    halted, python = "import of cryptography halted; None in sys.modules", printable(str(machine.python))
    assert err.splitlines() == [
        f"The provider requires cryptography, which Python cannot import ({halted}).",
        f"Install `cryptography` in the environment of {python}, and run this command again.",
    ]
    assert not machine.data.exists()


def test_launcher_starts_the_provider(run: Run, machine: Machine) -> None:
    """The launcher starts the provider, with any characters in the path of the environment."""
    run(COMMAND)
    machine.put_python()
    started = machine.start()
    assert (started.returncode, started.stderr) == (1, "")
    assert started.stdout.startswith("terraform-provider-alicloudiot is a provider. OpenTofu and Terraform start it.")


@pytest.mark.parametrize(
    ("left", "found"),
    [
        ("nothing", "which no longer exists."),
        ("no program", "which is not executable."),
        ("no package", "which can no longer import it. Python reports: No module named 'alicloud_iot_ota'."),
        ("no grpc", "which can no longer import it. Python reports: No module named 'grpc'."),
        ("another version", "which now has version 9.9.9."),
    ],
)
def test_launcher_without_its_environment(run: Run, machine: Machine, tmp_path: Path, left: str, found: str) -> None:
    """If the environment is broken, the first line on stdout has its path, the cause and the fix: engines print it."""
    run(COMMAND)
    if left == "no program":
        machine.python.touch()
    elif left == "no package":
        machine.put_python("-S", path=tmp_path)
    elif left == "no grpc":
        machine.put_python("-S")
    elif left == "another version":
        (tmp_path / "alicloud_iot_ota").mkdir()
        (tmp_path / "alicloud_iot_ota" / "__init__.py").write_text('__version__ = "9.9.9"\n')
        machine.put_python(path=tmp_path)
    started = machine.start()
    assert (started.returncode, started.stderr) == (1, "")
    assert started.stdout == (
        f"The provider alicloudiot {__version__} was installed from the environment of "
        f"{printable(str(machine.python))}, {found} {REMEDY}\n"
    )


def test_launcher_without_its_record(run: Run, machine: Machine) -> None:
    """If the path of the environment is lost, the launcher says so."""
    run(COMMAND)
    (record,) = machine.package().parent.glob("*.environment")
    record.unlink()
    started = machine.start()
    assert (started.returncode, started.stderr) == (1, "")
    assert started.stdout == f"The provider does not find its environment: {record} does not exist. {REMEDY}\n"


def test_release_archive(run: Run, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a release archive, the command installs the archive's folder without a launcher."""
    provider = machine.environment / EXECUTABLE
    provider.write_text("#!/bin/sh\necho served\n")
    provider.chmod(0o755)
    for name in ("_internal", "licenses"):
        (machine.environment / name).mkdir()
        (machine.environment / name / "file").touch()
    for name in ("alicloud-iot-ota", "pulumi-resource-alicloud-iot", "of the user"):
        (machine.environment / name).touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    status, out, _ = run(COMMAND)
    assert status == 0
    assert f", as a copy of {printable(str(machine.environment))}.\n" in out
    assert machine.start().stdout == "served\n"
    assert (machine.package() / "_internal" / "file").exists()
    assert not (machine.package() / "of the user").exists()


def test_arguments(run: Run, machine: Machine) -> None:
    """An unknown argument or an empty value is an error, and nothing is installed."""
    for words in (["--version=1"], ["--directory", ""], ["--configuration="], ["extra"]):
        assert run(COMMAND, *words)[0] == 1, json.dumps(words)
    assert not machine.data.exists()
