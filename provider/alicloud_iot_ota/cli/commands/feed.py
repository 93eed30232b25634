# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `feed`: what may be deployed, as releases for a custom datasource of Renovate.

Fields by https://docs.renovatebot.com/modules/datasource/custom/: `version`, `releaseTimestamp`, `digest`, `isStable`.
Renovate takes the whole list for the truth, so it is printed whole or not at all.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.base.times import read_utc
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import emit_json, warn
from alicloud_iot_ota.cli.parsing.parser import Parser
from alicloud_iot_ota.cli.parsing.service import DeclaredOptions, service
from alicloud_iot_ota.errors import AmbiguousMatchError
from alicloud_iot_ota.firmware import DEPLOYABLE, FirmwareType
from alicloud_iot_ota.schema import criteria  # noqa: TC001 - msgspec reads the annotations
from alicloud_iot_ota.schema.arguments import GetFirmwaresArgs
from alicloud_iot_ota.selection import OnUnparsable
from alicloud_iot_ota.selection.phrases import MOST_LINES, format_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alicloud_iot_ota.schema.collector import Collector
    from alicloud_iot_ota.schema.results import Firmware
    from alicloud_iot_ota.versions import Reader

_DESCRIPTION = (
    "List the versions of a module that may be deployed, as releases for a custom datasource of Renovate: full "
    "packages, each version once, the lowest first. Two different packages of one version are an error, and what "
    "cannot be read as a version is left out. After an error nothing is printed."
)


class FeedArgs(GetFirmwaresArgs, frozen=True, kw_only=True):
    """The criteria of a feed: of full packages of one module, fit to be deployed."""

    product_key: criteria.ProductKey
    module_name: criteria.ModuleName
    statuses: criteria.Statuses | None = None

    def _values(self, collector: Collector) -> dict[str, Any]:
        default = {"statuses": DEPLOYABLE, "on_unparsable": OnUnparsable.WARN}  # by which versions are read in any case
        return {**default, **super()._values(collector), "type": FirmwareType.FULL.value}


_OPTIONS = DeclaredOptions(FeedArgs, without={"type", "srcVersion", "fromVersion"})


def parser(name: str) -> Parser:
    """Return what reads its command line."""
    parser = Parser(name, _DESCRIPTION, "--product-key a1GatewayK01 --module-name default --min-age 7d")
    _OPTIONS.add_to(parser)
    return parser


def run(name: str, argv: list[str]) -> int:
    """Print the feed."""
    args, settings = _OPTIONS.values(parser(name).read(argv))
    with service(settings) as lookup:
        found = lookup.get_firmwares(args, warn).firmwares
    releases = list(_releases(found, args.criteria.reader))
    if not releases:
        warn("No package meets the criteria: the feed is empty.")
    emit_json({"releases": releases})
    return ExitCode.OK


def _releases(packages: Sequence[Firmware], reader: Reader) -> Iterator[dict[str, object]]:
    """Yield a release for each version of packages that are in its order, and have one that can be read."""
    for version, same in itertools.groupby(packages, lambda package: reader.read(package.dest_version)):
        package = _single_package(list(same))
        release: dict[str, object] = {"version": package.dest_version}
        if read_utc(package.utc_create) is not None:
            release["releaseTimestamp"] = package.utc_create
        if package.digest is not None:
            release["digest"] = package.digest
        yield {**release, "isStable": version is not None and version.is_release}


def _single_package(packages: Sequence[Firmware]) -> Firmware:
    """Return the package of a version; of one file that was published several times, the one whose ID comes first."""
    first = min(packages, key=lambda package: package.firmware_id)
    files = {(package.digest, package.firmware_size) for package in packages}
    if len(packages) == 1 or (len(files) == 1 and first.digest is not None):
        return first
    title = f"Version {format_text(first.dest_version)} has {len(packages)} full packages that are not one file."
    lines = format_list(title, packages, _describe, MOST_LINES - 1)
    raise AmbiguousMatchError("\n".join(lines), "Block those that are not meant (--blocked), or delete them.")


def _describe(package: Firmware) -> str:
    name, digest = package.firmware_name or "unnamed", package.digest or "no digest"
    return f'{format_text(package.dest_version)} "{format_text(name)}", firmwareId {format_text(package.firmware_id)}, {format_text(digest)}'
