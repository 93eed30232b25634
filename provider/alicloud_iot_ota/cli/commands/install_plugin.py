# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `install-plugin`: the plugin of this release, put where Pulumi's engine looks for it.

The engine finds a plugin on PATH too, and warns of it in every preview; it does not look into the virtual environment
of a program. So `pulumi plugin install` is handed this installation under its version: a launcher for a Python
environment, or the whole folder of a release archive.

Pulumi keeps its copy of the launcher apart from the environment, which may be moved, deleted, made anew or upgraded.
Of a plugin whose interpreter is gone Pulumi says "plugin not found"; the launcher tells what was looked for, what was
found and what to do, and Pulumi shows that.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from shlex import quote

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import emit, note
from alicloud_iot_ota.cli.parsing.parser import Parser
from alicloud_iot_ota.errors import OtaError

EXECUTABLE = "pulumi-resource-alicloud-iot"
"""The file name by which Pulumi knows the plugin."""

_PLUGIN = "alicloud-iot"
_DESCRIPTION = (
    "Install the plugin of this release for Pulumi: `pulumi plugin install`, with the version and the files that "
    "belong to this installation. What was installed under the same version before is replaced. Nothing is downloaded."
)
_START = "start.py"
_REMEDY = (  # the engine takes the very version that a program's SDK asks for
    f"Pulumi asks for {__version__}. Run `alicloud-iot-ota install-plugin` in an environment that has this version, or "
    "change the program's SDK to the version that you have and run it there."
)
# The first line of what it tells is empty: Pulumi shows that right behind a sentence of its own.
_LAUNCHER = """\
#!/bin/sh
# Written by `alicloud-iot-ota install-plugin`, which writes it anew.
python={python}
installed={installed}
remedy={remedy}
if [ ! -x "$python" ]; then
    found="$installed, which is not there any more."
    if [ -e "$python" ]; then found="$installed, which may not be run."; fi
    printf '\\n%s\\n%s\\n' "$found" "$remedy" >&2
    exit 1
fi
exec "$python" "${{0%/*}}/{start}" {version} "$installed" "$remedy" "$@"
"""
_MOST_LINES = 10  # of what pulumi says of a failure; the cause comes last


class InstallationError(OtaError):
    """The plugin could not be installed."""


def parser(name: str) -> Parser:
    """Return what reads its command line."""
    return Parser(name, _DESCRIPTION, "")


def run(name: str, argv: list[str]) -> int:
    """Install the plugin and say so."""
    parser(name).read(argv)
    from alicloud_iot_ota.settings import ignores_plugins_on_path  # noqa: PLC0415 - heavy, and no help needs it

    pulumi = _find_pulumi()
    if getattr(sys, "frozen", False):  # so PyInstaller's executables say that they need no environment
        archive = Path(sys.executable).parent
        _install(pulumi, archive)
        how = f"a copy of {printable(str(archive))}"
    else:
        with tempfile.TemporaryDirectory() as folder:
            write_launcher(Path(folder), sys.executable)
            _install(pulumi, Path(folder))
        how = f"run by {printable(sys.executable)}"
    emit(f"Plugin {_PLUGIN} {__version__} is installed for Pulumi, {how}.\n")
    on_path = shutil.which(EXECUTABLE)
    if on_path is not None and not ignores_plugins_on_path(os.environ):
        note(
            f"{printable(on_path)} is on PATH, which Pulumi prefers, with a warning in every preview. Set "
            "PULUMI_IGNORE_AMBIENT_PLUGINS=true to have it use the installed plugin."
        )
    return ExitCode.OK


def write_launcher(folder: Path, python: str) -> None:
    """Write the plugin's executable into an empty folder, for the environment of an interpreter."""
    installed = f"The plugin {_PLUGIN} {__version__} was installed from the environment of {printable(python)}"
    text = _LAUNCHER.format(
        python=quote(python),
        installed=quote(installed),
        remedy=quote(_REMEDY),
        start=_START,
        version=__version__,
    )
    launcher = folder / EXECUTABLE
    launcher.write_bytes(os.fsencode(text))
    launcher.chmod(0o755)
    start = files("alicloud_iot_ota.plugin") / _START  # a file, since an import would bring the whole plugin
    (folder / _START).write_bytes(start.read_bytes())


def _find_pulumi() -> str:
    found = shutil.which("pulumi")
    if found is None:
        raise InstallationError(
            "The plugin is installed by the command pulumi, which is not on PATH.",
            "Install Pulumi (https://www.pulumi.com/docs/install), put it on PATH, and run this again.",
        )
    return found


def _install(pulumi: str, folder: Path) -> None:
    """Have Pulumi copy the folder to where it keeps plugins."""
    command = [pulumi, "plugin", "install", "resource", _PLUGIN, __version__, "--file", str(folder), "--reinstall"]
    try:
        done = subprocess.run(  # noqa: S603 - the user's own Pulumi, with arguments of this program alone
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
    except OSError as error:
        raise InstallationError(
            f"{printable(pulumi)}, the first pulumi on PATH, cannot be run. {error.strerror}.",
            "Install Pulumi (https://www.pulumi.com/docs/install) in its place, and run this again.",
        ) from None
    if done.returncode:
        output = done.stdout.decode(errors="replace").strip().splitlines()[-_MOST_LINES:]
        title = f"{printable(pulumi)} plugin install failed with exit status {done.returncode}."
        raise InstallationError(
            "\n".join([title, *map(printable, output)]), "Mend what Pulumi says there, and run this again."
        )
