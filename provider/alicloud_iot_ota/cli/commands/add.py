# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `add`: adds an entry to firmware.toml, and locks its package."""

from __future__ import annotations

import msgspec

from alicloud_iot_ota.cli.output.entries import show_moves
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import warn
from alicloud_iot_ota.cli.parsing.entries import FilesParser, lock_file_path
from alicloud_iot_ota.cli.parsing.parser import Parser, UsageError
from alicloud_iot_ota.cli.parsing.service import DeclaredOptions, services
from alicloud_iot_ota.lock_file import Entry, project
from alicloud_iot_ota.lock_file.entry import manifest_of, require_name
from alicloud_iot_ota.lock_file.promote import source_of
from alicloud_iot_ota.lock_file.resolving import plan_lock, require_same
from alicloud_iot_ota.lock_file.updates import write
from alicloud_iot_ota.schema.arguments import EntryArgs

_DESCRIPTION = (
    "Add an entry to firmware.toml: NAME and criteria that select one package. Select the package, and lock it in "
    "firmware.lock. If no package can be selected, nothing is written. With --promote-from, the entry gets the package "
    "of that entry. The entry stores --iot-instance-id and --region, so that later commands use them too."
)
_EXAMPLE = (
    "gateway --product-key a1GatewayK01 --module-name default --type full --version-range '^4.0' --select highest"
)
_OPTIONS = DeclaredOptions(EntryArgs, general={"promoteFrom"})


def parser(name: str) -> Parser:
    """Return the argument parser."""
    parser = FilesParser(name, _DESCRIPTION, _EXAMPLE, " NAME")
    parser.add_argument("name", metavar="NAME", help="The name of the new entry.")
    _OPTIONS.add_to(parser)
    return parser


def run(name: str, argv: list[str]) -> int:
    """Add the entry, and print it."""
    reader = parser(name)
    given = reader.read(argv)
    criteria, settings = _OPTIONS.values(given)
    if criteria == EntryArgs():
        raise UsageError("An entry requires criteria.", reader.prog)
    require_name(given.name)
    # The entry stores where its package is, so that every later command searches the same instance. It does not store
    # the profile, because other machines, such as those of a pipeline, have other profiles.
    criteria = msgspec.structs.replace(
        criteria, iot_instance_id=settings.get("iotInstanceId"), region=settings.get("region")
    )
    path = lock_file_path(given)
    wanted = project.read(path, creates=True).wanted
    before = wanted.entries.get(given.name)
    if before is None:
        entry = Entry(given.name, criteria, None, str(manifest_of(path)), 0)
    else:
        require_same(before, criteria)
        entry = before
    with services(settings, [entry], is_live=True) as lookups:
        source = None if criteria.promote_from is None else source_of(entry, wanted, lookups)
        update = plan_lock(lookups.get(entry.criteria.settings), entry, warn, source)
    update = msgspec.structs.replace(update, before=before, what="added" if before is None else update.what)
    write(path, [update])
    show_moves([update], is_json=given.json)
    return ExitCode.OK
