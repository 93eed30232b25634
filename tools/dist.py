# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Builds all files of a release. Run by `make dist`.

These are the wheel and the source archive of this project, the Python and the TypeScript SDK, the release archive of
the current platform with its bill of materials, and the checksums of all of them. The same files as the release archive
are also in a zip file, with the other files that registries of providers for OpenTofu and Terraform require.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import release_archive
from bill_of_materials import BillError, bill_of_materials
from release_archive import BuildError

from alicloud_iot_ota import __version__
from alicloud_iot_ota.schema.tokens import PACKAGE
from alicloud_iot_ota.terraform import address, mirror

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
CHECKSUMS = "SHA256SUMS"
PROVIDER = f"{address.EXECUTABLE}_{__version__}"
"""The beginning of the file names that registries of providers require."""
MANIFEST = {"version": 1, "metadata": {"protocol_versions": ["6.0"]}}
"""What registries have to know of a release of the provider."""


def main() -> int:
    """Build a release and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="the folder to be filled (default: dist)")
    parser.add_argument(
        "--node-modules",
        type=Path,
        default=ROOT / "tools" / "node" / "node_modules",
        help="where TypeScript is installed (default: tools/node/node_modules)",
    )
    given = parser.parse_args()
    try:
        make_release(given.output.absolute(), given.node_modules.absolute())
    except (BuildError, BillError) as error:
        print(error, file=sys.stderr)
        return 1
    for path in sorted(given.output.iterdir()):
        print(f"{path.stat().st_size / 1e6:8.1f} MB  {path.name}")
    return 0


def make_release(output: Path, node_modules: Path) -> None:
    """Build all files into the folder and remove other files from it."""
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    os.environ["SOURCE_DATE_EPOCH"] = str(source_time())
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        work = Path(folder)
        wheel = make_packages(output)
        parts: list[Future[None]] = [
            pool.submit(make_archive, wheel, work / "archive", output),
            pool.submit(make_typescript_sdk, work / "typescript", node_modules, output),
            pool.submit(make_python_sdk, work / "python", output),
        ]
        for part in parts:
            part.result()
    write_checksums(output / CHECKSUMS, output.iterdir())


def source_time() -> int:
    """Return the modification time of every file in a release, in seconds since 1970, UTC.

    It is SOURCE_DATE_EPOCH, for builds without a Git history, or else the time of the last commit.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is not None:
        return int(given)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    return int(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def make_packages(output: Path) -> Path:
    """Build the source archive and the wheel, and return the path of the wheel."""
    targets = ["-t", "sdist", "-t", "wheel"]
    release_archive.run([sys.executable, "-m", "hatchling", "build", "--directory", str(output), *targets], ROOT)
    (wheel,) = output.glob("alicloud_iot_ota-*.whl")
    return wheel


def make_python_sdk(work: Path, output: Path) -> None:
    """Build the wheel of the Python SDK from a copy, because setuptools writes into the source folder."""
    shutil.copytree(ROOT / "sdk" / "python", work, ignore=shutil.ignore_patterns("build", "*.egg-info"))
    options = ["--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--wheel-dir", str(output)]
    release_archive.run([sys.executable, "-m", "pip", "wheel", *options, str(work)], work)


def make_typescript_sdk(work: Path, node_modules: Path, output: Path) -> None:
    """Compile the TypeScript SDK and build its npm archive.

    Args:
        work: The folder for the compilation; must not exist.
        node_modules: The folder with TypeScript and the SDK's dependencies.
        output: The folder for the archive.
    """
    sdk = ROOT / "sdk" / "nodejs"
    shutil.copytree(sdk, work, ignore=shutil.ignore_patterns("bin", "node_modules"))
    (work / "node_modules").symlink_to(node_modules)
    release_archive.run([str(node_modules / ".bin" / "tsc")], work)
    package = work / "bin"  # programs import the compiled index.js in the package's root
    for path in (sdk / "package.json", sdk / "README.md", ROOT / "LICENSE"):
        shutil.copy(path, package)
    release_archive.run(["npm", "pack", "--pack-destination", str(output)], package)


def make_archive(wheel: Path, work: Path, output: Path) -> None:
    """Build the release archive of this platform, its bill of materials, and the files for registries of providers."""
    work.mkdir()
    contents = release_archive.freeze(wheel, work)
    archive = output / release_archive.file_name(PACKAGE, __version__)
    release_archive.pack(contents.folder, archive, source_time())
    bill = archive.with_name(f"{archive.name}.cdx.json")  # the file extension that CycloneDX registered
    bill.write_text(bill_of_materials(contents), encoding="utf-8")

    package = output / address.package_file(__version__, mirror.platform_name())
    release_archive.pack_zip(contents.folder, package, source_time())
    manifest = output / f"{PROVIDER}_manifest.json"
    manifest.write_text(json.dumps(MANIFEST) + "\n", encoding="utf-8")
    write_checksums(output / f"{PROVIDER}_{CHECKSUMS}", [manifest, package])


def write_checksums(file: Path, paths: Iterable[Path]) -> None:
    """Write a file for `sha256sum --check`, next to the files that it covers."""
    lines = [f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(paths)]
    file.write_text("".join(lines))


if __name__ == "__main__":
    sys.exit(main())
