# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `install-terraform-provider`: installs the provider of this release for OpenTofu and Terraform.

It writes a package into a filesystem mirror. The package is a launcher for this Python environment, or a copy of the
folder of a release archive.

The lock file of a configuration has checksums of packages. Therefore, the files of the launcher are the same on every
machine of a platform, and the path of the environment is in a file next to the package. The command records the
launchers of all platforms, so that the entry is complete.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import stat
import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base import atomic_write
from alicloud_iot_ota.base.executables import SUFFIX
from alicloud_iot_ota.base.regular_file import NotRegularError
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.cli import launcher
from alicloud_iot_ota.cli.launcher import InstallationError, Launcher, script
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import emit, note
from alicloud_iot_ota.cli.parsing.parser import PROGRAM, Parser, not_blank
from alicloud_iot_ota.schema.hcl import PROVIDER
from alicloud_iot_ota.terraform import address, dependency_lock, mirror

if TYPE_CHECKING:
    from collections.abc import Callable

COMMAND = "install-terraform-provider"

_DESCRIPTION = (
    "Install the provider of this release for OpenTofu and Terraform. The command writes it into the user's mirror of "
    "providers. `tofu init` and `terraform init` find it there. It replaces an installed provider of the same version. "
    "Nothing is downloaded."
)
_ARCHIVE = (
    f"{PROGRAM}{SUFFIX}",
    f"{launcher.PLUGIN}{SUFFIX}",
    address.packaged_executable(__version__),
    "_internal",
    "licenses",
)
"""The files and folders in the root of a release archive."""
_ENVIRONMENT_SUFFIX = ".environment"  # of the file with the path of the environment; the engines ignore it
_REMEDY = f"Run `alicloud-iot-ota {COMMAND}` in an environment that has version {__version__}."
# The engines run the launcher through a link to its folder.
_ENVIRONMENT = """\
# This is the package for {platform}.
remedy={remedy}
here=$(CDPATH= cd -P "${{0%/*}}" && pwd -P)
if [ ! -r "$here{suffix}" ]; then
    printf '%s\\n' "The provider does not find its environment: $here{suffix} does not exist. $remedy"
    exit 1
fi
. "$here{suffix}"
"""
if sys.platform == "win32":
    _CONFIGURATION_FILES = r"%APPDATA%\tofu.rc or %APPDATA%\terraform.rc"
else:
    _CONFIGURATION_FILES = "~/.tofurc or ~/.terraformrc"
_CONFIGURATION_REMEDY = "Specify the directory of a configuration with --configuration."
_REQUIRED = f"""\
terraform {{
  required_providers {{
    {PROVIDER} = {{
      source  = "{address.SOURCE}"
      version = "{__version__}"
    }}
  }}
}}
"""
_INSTALLATION = """\
provider_installation {{
  filesystem_mirror {{
    path    = {path}
    include = ["{host}/*/*"]
  }}
  direct {{
    exclude = ["{host}/*/*"]
  }}
}}
"""


def parser(name: str) -> Parser:
    """Return the argument parser."""
    parser = Parser(name, _DESCRIPTION, "")
    parser.add_argument(
        "--configuration",
        type=not_blank,
        metavar="DIR",
        help="The directory of a configuration. The command records the provider in its lock file. Otherwise, the "
        "first `init` records it, and warns about incomplete lock file information. Default: the current directory, if "
        "its configuration or a local module requires the provider.",
    )
    parser.add_argument(
        "--no-lock",
        action="store_true",
        help="Change no lock file. In a pipeline, `init -lockfile=readonly` then compares the provider with the "
        "committed lock file.",
    )
    parser.add_argument(
        "--directory",
        type=not_blank,
        metavar="DIR",
        help="Write into this mirror, for example one that a team shares. Default: the user's mirror, which both "
        "engines search without any settings.",
    )
    return parser


def run(name: str, argv: list[str]) -> int:
    """Install the provider, and print how to use it."""
    given = parser(name).read(argv)
    directory = _directory(given.directory)
    configuration = _configuration(given.configuration)
    is_required = _is_required(configuration or Path())
    if configuration is None and is_required:
        configuration = Path()
    if given.no_lock:
        configuration = None
    fill, how = _package(mirror.package_directory(directory, __version__))
    try:
        checksum = mirror.install(directory, __version__, fill)
    except mirror.BusyError as error:
        raise InstallationError(str(error), "Wait until it has ended, and run this command again.") from None
    except OSError as error:
        raise InstallationError(
            f"The provider could not be installed into {printable(str(directory))} ({error.strerror or error}).",
            "Specify a writable directory with free space with --directory, or fix the permissions.",
        ) from None
    emit(
        f"Installed provider {address.SOURCE} {__version__} for {mirror.platform_name()} into "
        f"{printable(str(directory))}, {how}.\n"
    )
    if configuration is not None:
        _record(configuration, checksum)
    if not is_required:
        emit(f"\nRequire it in the configuration:\n\n{_REQUIRED}")
    if given.directory:
        block = _INSTALLATION.format(path=_literal(str(directory)), host=address.HOST)
        emit(f"\nAdd the mirror to the CLI configuration of each user ({_CONFIGURATION_FILES}):\n\n{block}")
    if configuration is None and not given.no_lock:
        note(
            "The first `init` of a configuration warns about incomplete lock file information, because only a registry "
            "reports the checksums of all platforms. To avoid it, run this command again before `init`, with "
            "--configuration and the directory of the configuration."
        )
    return ExitCode.OK


def _directory(given: str | None) -> Path:
    """Return the mirror to write into."""
    if given is not None:
        try:
            return Path(given).absolute()
        except OSError as error:
            raise InstallationError(
                f"The current directory could not be read ({error.strerror}). Nothing was installed.",
                "Specify an absolute path with --directory.",
            ) from None
    try:
        return mirror.default_directory(os.environ)
    except RuntimeError:
        raise InstallationError(
            "The home directory of this user is unknown. Nothing was installed.",
            f"Set the environment variable {mirror.HOME_VARIABLE}, or specify a mirror with --directory.",
        ) from None


def _launcher(platform: str) -> Launcher:
    return Launcher(
        front_end="terraform",
        executable=address.packaged_executable(__version__),
        command=COMMAND,
        environment=_ENVIRONMENT.format(platform=platform, remedy=quote(_REMEDY), suffix=_ENVIRONMENT_SUFFIX).rstrip(),
        report='printf \'%s %s\\n\' "$found" "$remedy"',  # the engines print the first line on stdout
    )


def _package(package: Path) -> tuple[Callable[[Path], None], str]:
    """Return a function that writes the package, and a description of what it runs."""
    archive = launcher.archive()
    if archive is not None:
        return functools.partial(_copy, archive), f"as a copy of {printable(str(archive))}"
    try:
        from alicloud_iot_ota.terraform import certificate  # noqa: F401, PLC0415 - its library is optional
    except ImportError as error:
        raise InstallationError(
            f"The provider requires {address.LIBRARY}, which Python cannot import ({printable(str(error))}).",
            f"Install `{address.LIBRARY}` in the environment of {printable(sys.executable)}, and run this command "
            "again.",
        ) from None

    if SUFFIX:
        fill = functools.partial(_copy_script, script.find(address.EXECUTABLE))
    else:
        fill = functools.partial(_write_launcher, package)
    return fill, f"to run with {printable(sys.executable)}"


def _write_launcher(package: Path, folder: Path) -> None:
    """Write a launcher into a folder, and the path of its environment next to the package."""
    _launcher(mirror.platform_name()).write(folder)
    # First, because the launcher needs it. It is replaced even if the launcher already exists.
    environment = package.with_name(package.name + _ENVIRONMENT_SUFFIX)
    text = launcher.environment(f"The provider {PROVIDER}", sys.executable)
    fresh = environment.with_name(f"{environment.name}.new")  # only one process installs at a time
    atomic_write.replace(environment, fresh, os.fsencode(f"{text}\n"))


def _copy_script(executable: Path, folder: Path) -> None:
    """Copy the executable of the provider, which an engine runs through a link or in a copy of its folder."""
    shutil.copyfile(executable, folder / address.packaged_executable(__version__))


def _copy(archive: Path, folder: Path) -> None:
    """Copy the files of a release archive. It may have been unpacked into a folder with other files."""
    for path in map(archive.joinpath, _ARCHIVE):
        if path.is_dir():
            shutil.copytree(path, folder / path.name)
        else:
            shutil.copy(path, folder)


def _configuration(given: str | None) -> Path | None:
    """Return the directory of the configuration that the user specified."""
    if given is None:
        return None
    configuration = Path(given)
    try:
        mode = configuration.stat().st_mode
    except OSError as error:
        raise InstallationError(
            f"{printable(given)} could not be read ({error.strerror}). Nothing was installed.", _CONFIGURATION_REMEDY
        ) from None
    if not stat.S_ISDIR(mode):
        raise InstallationError(f"{printable(given)} is not a directory. Nothing was installed.", _CONFIGURATION_REMEDY)
    return configuration


def _is_required(configuration: Path) -> bool:
    """Return whether a configuration requires the provider. If that is unknown, write a note."""
    try:
        return dependency_lock.is_required(configuration)
    except OSError as error:
        note(
            f"{printable(str(error.filename))} could not be read ({error.strerror}), so the command does not know "
            "whether the configuration requires the provider. To record the provider in any case, add --configuration."
        )
        return False


def _literal(path: str) -> str:
    """Return a path as a text of a CLI configuration. Its language has the escapes of JSON, and interpolation."""
    return json.dumps(path, ensure_ascii=False).replace("${", r"\u0024{")


def _record(configuration: Path, checksum: str) -> None:
    """Record the package and the launchers of all platforms in the lock file of a configuration."""
    path = printable(str(configuration / dependency_lock.NAME))
    launchers = {mirror.checksum_of(_launcher(platform).files().items()) for platform in mirror.PLATFORMS}
    try:
        replaced = dependency_lock.record(configuration, __version__, {checksum, *launchers})
    except dependency_lock.UnreadableError as error:
        raise InstallationError(
            f"The provider was installed, but {path} was not changed: {error}.",
            "Fix the file, or delete the provider's entry from it, and run this command again.",
        ) from None
    except OSError as error:
        remedy = "Delete it" if isinstance(error, NotRegularError) else "Make it writable, on a disk with free space"
        raise InstallationError(
            f"The provider was installed, but {path} could not be changed ({error.strerror or error}).",
            f"{remedy}, and run this command again.",
        ) from None
    emit(f"Recorded it in {path}.\n")
    if replaced not in {"", __version__}:
        note(
            f"{path} had version {printable(replaced)}. Its checksums and constraints were removed. The constraint "
            f'in `required_providers` must accept the new version: version = "{__version__}".'
        )
