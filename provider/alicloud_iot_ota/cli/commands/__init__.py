# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every command by its name. What a command needs is imported when it is loaded, and no earlier."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence


class Runnable(Protocol):
    """A command that is loaded. It is given its own name."""

    def parser(self, name: str, /) -> argparse.ArgumentParser:
        """Return what reads its command line, for its help and for completion too."""

    def run(self, name: str, argv: Sequence[str], /) -> int:
        """Run it with what follows its name, and return the exit status.

        Raises:
            OtaError: It failed.
        """


class Command(NamedTuple):
    """A command.

    Attributes:
        summary: What it does, in a line.
        load: Imports it, given its name.
    """

    summary: str
    load: Callable[[str], Runnable]


def _lookup(name: str) -> Runnable:
    from alicloud_iot_ota.cli.commands.lookups import LOOKUPS  # noqa: PLC0415 - for these commands alone

    return LOOKUPS[name]


def _lock(_: str) -> Runnable:
    from alicloud_iot_ota.cli.commands import lock  # noqa: PLC0415 - for this command alone

    return lock


def _check(_: str) -> Runnable:
    from alicloud_iot_ota.cli.commands import check  # noqa: PLC0415 - for this command alone

    return check


def _outdated(_: str) -> Runnable:
    from alicloud_iot_ota.cli.commands import outdated  # noqa: PLC0415 - for this command alone

    return outdated


def _bump(_: str) -> Runnable:
    from alicloud_iot_ota.cli.commands import bump  # noqa: PLC0415 - for this command alone

    return bump


def _summarize(_: str) -> Runnable:
    from alicloud_iot_ota.cli.commands import summarize  # noqa: PLC0415 - for this command alone

    return summarize


def _feed(_: str) -> Runnable:
    from alicloud_iot_ota.cli.commands import feed  # noqa: PLC0415 - for this command alone

    return feed


def _doctor(_: str) -> Runnable:
    from alicloud_iot_ota.cli.commands import doctor  # noqa: PLC0415 - for this command alone

    return doctor


def _install_plugin(_: str) -> Runnable:
    from alicloud_iot_ota.cli.commands import install_plugin  # noqa: PLC0415 - for this command alone

    return install_plugin


def _completion(_: str) -> Runnable:
    from alicloud_iot_ota.cli.commands import completion  # noqa: PLC0415 - for this command alone

    return completion


def _emulator(_: str) -> Runnable:
    from alicloud_iot_ota.cli.commands import emulator  # noqa: PLC0415 - a server, for this command alone

    return emulator


COMMANDS = {
    "get": Command("look up exactly one package", _lookup),
    "find": Command("look up one package that may not be there", _lookup),
    "list": Command("list all packages that meet criteria", _lookup),
    "explain": Command("tell why a package is chosen, and every other one is not", _lookup),
    "upgrade-path": Command("find the cheapest way from one version to another", _lookup),
    "lock": Command("add entries to firmware.lock, and resolve those written by hand", _lock),
    "check": Command("check whether what is locked is still there as it was", _check),
    "outdated": Command("show what is newer than what is locked", _outdated),
    "bump": Command("move entries of firmware.lock to other packages", _bump),
    "summarize": Command("tell in Markdown what a preview, or a change of firmware.lock, does to firmware", _summarize),
    "feed": Command("list what may be deployed as releases for Renovate", _feed),
    "doctor": Command("tell which settings and credentials are used, and whether they work", _doctor),
    "install-plugin": Command("install the plugin of this release for Pulumi", _install_plugin),
    "completion": Command("print a script that completes command lines in a shell", _completion),
    "emulator": Command("run a stand-in for the service on this machine", _emulator),
}
"""Every command by its name."""
