# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The release archive: installed without Python, used, and compared with its bill of materials."""

from __future__ import annotations

import functools
import json
import re
import shutil
import subprocess
import sys
import sysconfig
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import certifi
import dist
import pytest
from packaging.utils import canonicalize_name
from process import CommandError

from alicloud_iot_ota import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sandbox import Sandbox, Stack

    StackFor = Callable[[str, Mapping[str, str]], Stack]
    Run = Callable[..., subprocess.CompletedProcess[str]]

CLI = Path(sys.executable).with_name("alicloud-iot-ota")
PLUGIN = "pulumi-resource-alicloud-iot"
METER = "X8tvsfwUOcPnFYQxyXvhl9VVuhFc0100"
PROGRAM = """
import pulumi
from pulumi_alicloud_iot import ota
pin = ota.FirmwarePin("meter", product_key="a1MeterK001", dest_version="1.5.2", type="full")
pulumi.export("firmwareId", pin.firmware.firmware_id)
"""
LIBRARY = re.compile(r"lib[^/]*\.(so|dylib)[^/]*$")
"""The file names of shared libraries that any module may use. Other libraries are in the folder of one distribution."""
INSTALL = ["plugin", "install", "resource", "alicloud-iot", __version__]


class QuietHandler(SimpleHTTPRequestHandler):
    """A file server without output."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Discard the message."""


@pytest.fixture
def server(release: Path) -> Iterator[str]:
    """Serve a release over HTTP, and yield the address."""
    handler = functools.partial(QuietHandler, directory=str(release))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(params=["from a server", "from a file", "by its own command", "by need"])
def installed(
    request: pytest.FixtureRequest, sandbox: Sandbox, install_plugin: Callable[[Path], None]
) -> dict[str, str]:
    """Install the archive, or let the engine download it for a program. Return the variables for the program."""
    if request.param == "from a server":
        sandbox._pulumi.ask(*INSTALL, "--server", request.getfixturevalue("server"))
    elif request.param == "from a file":
        sandbox._pulumi.ask(*INSTALL, "--file", str(request.getfixturevalue("archive")))
    elif request.param == "by its own command":
        install_plugin(request.getfixturevalue("unpacked") / "alicloud-iot-ota")
    else:
        return {
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "false",
            "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES": f"^.*$={request.getfixturevalue('server')}",
        }
    return {}


@pytest.fixture
def path_without_python(tmp_path: Path) -> str:
    """Return a PATH with the only command that the launcher of the language host needs. The plugin needs no Python."""
    commands = tmp_path / "commands"
    commands.mkdir()
    (commands / "dirname").symlink_to(str(shutil.which("dirname")))
    return str(commands)


def test_checksums(release: Path) -> None:
    """Every file of a release has a checksum, and `sha256sum` confirms it."""
    done = subprocess.run(
        ["sha256sum", "--check", "SHA256SUMS"], cwd=release, capture_output=True, text=True, check=True
    )
    checked = {line.removesuffix(": OK") for line in done.stdout.splitlines()}
    assert checked == {path.name for path in release.iterdir()} - {"SHA256SUMS"}
    # The archive and its bill of materials, two wheels, the source archive, the npm package, and for registries of
    # providers the zip file, the manifest and their checksums.
    assert len(checked) == 9


@pytest.mark.engine
def test_installed_without_python(stack_for: StackFor, installed: dict[str, str], path_without_python: str) -> None:
    """A program's preview uses the installed plugin without a warning."""
    preview = stack_for(PROGRAM, {**installed, "PATH": path_without_python}).preview()
    assert preview.ok, preview.text
    assert preview.outputs == {"firmwareId": METER}
    assert "warning" not in preview.text


@pytest.mark.engine
def test_wrong_checksum(sandbox: Sandbox, server: str) -> None:
    """Pulumi does not install an archive with a different checksum."""
    with pytest.raises(CommandError, match="invalid checksum"):
        sandbox._pulumi.ask(*INSTALL, "--server", server, "--checksum", "00" * 32)
    assert json.loads(sandbox._pulumi.ask("plugin", "ls", "--json")) == []


@pytest.mark.engine
def test_schema(sandbox: Sandbox, unpacked: Path) -> None:
    """The schema in the archive is the published one, with every description and example."""
    told = sandbox._pulumi.ask("package", "get-schema", str(unpacked / PLUGIN))
    assert json.loads(told) == json.loads((dist.ROOT / "schema.json").read_text(encoding="utf-8"))


@pytest.mark.engine
def test_policy_pack(sandbox: Sandbox, run: Run, unpacked: Path) -> None:
    """The archive has a policy pack, which needs no Python."""
    pack = run(unpacked / "alicloud-iot-ota", "policy-pack").stdout.removesuffix("\n")
    assert Path(pack).parent == unpacked
    state = dist.ROOT / "tests" / "engine" / "recorded" / "first-native.json"
    with pytest.raises(CommandError, match="The package is not locked"):
        sandbox._pulumi.ask("policy", "analyze", "--file", str(state), "--policy-pack", pack)


@pytest.mark.parametrize(
    "command",
    [
        "--help",
        "completion bash",
        "list --product-key a1GatewayK01",
        "get --product-key a1MeterK001 --dest-version 1.5.2 --type full --json",
        "list --product-key a1GatewayK01 --version-pattern v(4|3)",
        "find --product-key a1GatewayK01 --dest-version 9.9.9",
    ],
)
def test_command_line(run: Run, unpacked: Path, settings: dict[str, str], command: str) -> None:
    """The command in the archive has the same output and exit code as the command in the wheel."""
    frozen = run(unpacked / "alicloud-iot-ota", *command.split(), environ=settings)
    installed = run(CLI, *command.split(), environ=settings)
    assert (frozen.returncode, frozen.stdout, frozen.stderr) == (
        installed.returncode,
        installed.stdout,
        installed.stderr,
    )


def test_lock_file(run: Run, unpacked: Path, settings: dict[str, str]) -> None:
    """The command in the wheel can check an entry that the command in the archive locked."""
    criteria = "--product-key a1MeterK001 --dest-version 1.5.2 --type full"
    assert run(unpacked / "alicloud-iot-ota", "add", "meter", *criteria.split(), environ=settings).returncode == 0
    assert run(CLI, "check", environ=settings).returncode == 0


def test_emulator(run: Run, unpacked: Path, served_by: Callable[[Path], dict[str, str]]) -> None:
    """The emulator in the archive serves the default fleet."""
    done = run(CLI, "list", "--product-key", "a1MeterK001", environ=served_by(unpacked / "alicloud-iot-ota"))
    assert (done.returncode, done.stderr) == (0, "")
    assert METER in done.stdout


def test_certificates(unpacked: Path) -> None:
    """The archive has the same CA certificates as the wheel's environment."""
    bundle = Path(certifi.where())
    assert (unpacked / "_internal" / "certifi" / bundle.name).read_bytes() == bundle.read_bytes()


def test_doctor(run: Run, unpacked: Path, settings: dict[str, str]) -> None:
    """The `doctor` command in the archive finds no problem."""
    done = run(unpacked / "alicloud-iot-ota", "doctor", environ=settings)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_bill_of_materials(archive: Path, unpacked: Path) -> None:
    """The bill of materials lists exactly the distributions and shared libraries in the archive."""
    bill = json.loads(archive.with_name(f"{archive.name}.cdx.json").read_text(encoding="utf-8"))
    components = [component for component in bill["components"] if component.get("purl", "").startswith("pkg:pypi/")]
    named = {canonicalize_name(component["name"]) for component in [*components, bill["metadata"]["component"]]}
    files = {str(path.relative_to(unpacked / "_internal")) for path in (unpacked / "_internal").rglob("*")}
    found = {
        canonicalize_name(distribution.name)
        for distribution in metadata.distributions()  # the versions in the archive come from the same lock file
        for file in distribution.files or ()
        if str(file.with_suffix(".pyc") if file.suffix == ".py" else file) in files
    }
    # In a checkout, this project is a distribution without files. PyInstaller's bootloader is in every executable.
    assert named == found | {"alicloud-iot-ota", "pyinstaller"}
    libraries = {file["name"] for component in bill["components"] for file in component.get("components", ())}
    assert libraries | {sysconfig.get_config_var("INSTSONAME")} == {name for name in files if LIBRARY.match(name)}
