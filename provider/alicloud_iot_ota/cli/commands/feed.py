# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `feed`: lists deployable packages as releases for a custom datasource of Renovate.

Fields, see https://docs.renovatebot.com/modules/datasource/custom/: `version`, `releaseTimestamp`, `digest`,
`isStable`. Renovate trusts the list, so the command prints the complete list or nothing.
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
    "List the deployable versions of a module as releases for a custom datasource of Renovate. The list contains full "
    "packages, each version once, the lowest version first. Versions that cannot be read are skipped. It is an error "
    "if two different packages have the same version. After an error nothing is printed."
)


class FeedArgs(GetFirmwaresArgs, frozen=True, kw_only=True):
    """The criteria of a feed: deployable full packages of one module."""

    product_key: criteria.RequiredProductKey
    module_name: criteria.ModuleName
    statuses: criteria.Statuses | None = None

    def _values(self, collector: Collector) -> dict[str, Any]:
        default = {"statuses": DEPLOYABLE, "on_unparsable": OnUnparsable.WARN}  # a feed always reads versions
        return {**default, **super()._values(collector), "type": FirmwareType.FULL.value}


_OPTIONS = DeclaredOptions(FeedArgs, without={"type", "srcVersion", "fromVersion"})


def parser(name: str) -> Parser:
    """Return the argument parser."""
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
        warn("No package meets the criteria. The feed is empty.")
    emit_json({"releases": releases})
    return ExitCode.OK


def _releases(packages: Sequence[Firmware], reader: Reader) -> Iterator[dict[str, object]]:
    """Yield a release for each version. The packages must be in order of version, and their versions readable."""
    for version, same in itertools.groupby(packages, lambda package: reader.read(package.dest_version)):
        package = _single_package(list(same))
        release: dict[str, object] = {"version": package.dest_version}
        if read_utc(package.utc_create) is not None:
            release["releaseTimestamp"] = package.utc_create
        if package.digest is not None:
            release["digest"] = package.digest
        yield {**release, "isStable": version is not None and version.is_release}


def _single_package(packages: Sequence[Firmware]) -> Firmware:
    """Return the package of a version: the one with the first ID, if one file was published several times."""
    first = min(packages, key=lambda package: package.firmware_id)
    files = {(package.digest, package.firmware_size) for package in packages}
    if len(packages) == 1 or (len(files) == 1 and first.digest is not None):
        return first
    title = f"Version {format_text(first.dest_version)} has {len(packages)} full packages with different files."
    lines = format_list(title, packages, _describe, MOST_LINES - 1)
    raise AmbiguousMatchError(
        "\n".join(lines), "Block the packages that you do not want with --blocked, or delete them."
    )


def _describe(package: Firmware) -> str:
    texts = (
        package.dest_version,
        package.firmware_name or "unnamed",
        package.firmware_id,
        package.digest or "no digest",
    )
    version, name, firmware_id, digest = map(format_text, texts)
    return f'{version} "{name}", firmwareId {firmware_id}, {digest}'
