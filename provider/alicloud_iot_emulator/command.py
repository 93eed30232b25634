# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `alicloud-iot-ota emulator`."""

from __future__ import annotations

import argparse
import errno
import re
import shlex
import signal
import socket
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_emulator.catalog import CatalogError
from alicloud_iot_emulator.emulator import Emulator
from alicloud_iot_emulator.quota import QUERIES_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

DEFAULT_PORT = 8765

_MAX_PORT = 65535
_MAX_QUERIES_PER_SECOND = 1_000_000
_CLOSED_PIPE = {errno.EPIPE, errno.EINVAL} if sys.platform == "win32" else {errno.EPIPE}
_POWERSHELL_QUOTES = re.compile("['\\u2018-\\u201b]")
"""The characters that end a text in single quotes, unless they are doubled."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the emulator until SIGINT or SIGTERM.

    Args:
        argv: The arguments. Default: those of the process.

    Returns:
        The exit code: 0 after a signal, 1 if the catalog or the port cannot be used.
    """
    arguments = parser().parse_args(argv)
    with _stop_signals() as stop, ExitStack() as running:
        try:
            others = [
                Emulator(
                    path,
                    log=_print,
                    queries_per_second=arguments.queries_per_second,
                    any_version=arguments.any_version,
                )
                for path in arguments.other_catalog or ()
            ]
            emulator = running.enter_context(
                Emulator(
                    arguments.catalog,
                    arguments.port,
                    log=_print,
                    queries_per_second=arguments.queries_per_second,
                    any_version=arguments.any_version,
                    snapshot=arguments.snapshot,
                    others=others,
                )
            )
        except CatalogError as error:
            sys.stderr.write(f"error: {error}\n")
            return 1
        except OSError as error:
            sys.stderr.write(
                f"error: cannot listen on port {arguments.port}: {error.strerror}; choose another with --port\n"
            )
            return 1
        _print(_introduction(emulator, others))
        stop.recv(1)
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the argument parser."""
    parser = argparse.ArgumentParser(
        prog="alicloud-iot-ota emulator",
        usage="%(prog)s [options]",
        description="Run an emulator of Alibaba Cloud IoT Platform on loopback.",
        epilog="example:\n  alicloud-iot-ota emulator --port 8765",
        formatter_class=argparse.RawDescriptionHelpFormatter,  # keeps the line break in the example
        add_help=False,
    )
    parser.add_argument("-h", "--help", action="help", help="Show this help and exit.")
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--catalog", type=Path, metavar="FILE", help="Catalog file in JSON. Default: the built-in fleet."
    )
    source.add_argument(
        "--snapshot",
        type=Path,
        metavar="FILE",
        help="Snapshot to serve instead of a catalog, written by the command snapshot or by an emulator.",
    )
    parser.add_argument(
        "--other-catalog",
        type=Path,
        action="append",
        metavar="FILE",
        help="Catalog file of another instance at the same URL. It belongs to the same account if it has the same "
        "access key. Repeat the option for each instance.",
    )
    parser.add_argument(
        "--port",
        type=_number_to(_MAX_PORT),
        default=DEFAULT_PORT,
        metavar="N",
        help="Port to listen on; 0 selects a free port. Default: %(default)s.",
    )
    parser.add_argument(
        "--queries-per-second",
        type=_number_to(_MAX_QUERIES_PER_SECOND),
        default=QUERIES_PER_SECOND,
        metavar="N",
        help="Request quota of the account; 0 disables it. Default: %(default)s.",
    )
    parser.add_argument(
        "--any-version",
        action="store_true",
        help="Accept any text as DestVersion. Default: only what CreateOTAFirmware accepts.",
    )
    return parser


def _number_to(most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        # Check the length first: int() is slow for very long texts, and rejects them above a limit.
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))) or int(text) > most:
            raise argparse.ArgumentTypeError(f"must be a number from 0 to {most}, got {text!r}")
        return int(text)

    return number


def _introduction(emulator: Emulator, others: Sequence[Emulator]) -> str:
    exports = {
        "ALIBABA_CLOUD_ENDPOINT_IOT": emulator.url,
        "ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.credentials.access_key_id,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.credentials.access_key_secret,
    }
    if emulator.instance_id is not None:
        exports["ALIBABA_CLOUD_IOT_INSTANCE_ID"] = emulator.instance_id
    return "\n".join(
        [
            f"Emulator of Alibaba Cloud IoT Platform (ListOTAFirmware) at {emulator.url}",
            f"  instance   {emulator.instance_id or '(public instance, no ID)'}",
            f"  products   {', '.join(emulator.product_keys) or '(none)'}",
            f"  packages   {len(emulator.packages())}",
            *map(_describe, others),
            "  The keys below work only with this emulator.",
            "",
            *(_assign(name, value) for name, value in exports.items()),
            "",
            "Press Ctrl-C to stop. Requests:",
        ]
    )


def _assign(name: str, value: str) -> str:
    """Return a command that sets an environment variable: for PowerShell on Windows, else for a POSIX shell."""
    if sys.platform == "win32":
        quoted = _POWERSHELL_QUOTES.sub(r"\g<0>\g<0>", value)
        command = f"$env:{name} = '{quoted}'"
    else:
        command = f"export {name}={shlex.quote(value)}"
    return command


def _describe(emulator: Emulator) -> str:
    key = emulator.credentials
    name = emulator.instance_id or "(no ID)"
    return f"  other instance {name}: access key {key.access_key_id}, secret {key.access_key_secret}"


@contextmanager
def _stop_signals() -> Iterator[socket.socket]:
    """Yield a socket that receives one byte for each SIGINT and SIGTERM while the block runs.

    A Python signal handler cannot end a wait reliably. One signal interrupts the handler of another, and a signal just
    before the wait is handled only after it.
    """
    numbers = (signal.SIGINT, signal.SIGTERM)
    received, sent = socket.socketpair()
    with received, sent:
        sent.settimeout(0)  # a signal handler must not block
        before = [signal.signal(number, lambda _number, _frame: None) for number in numbers]
        wakeup = signal.set_wakeup_fd(sent.fileno(), warn_on_full_buffer=False)
        try:
            yield received
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in zip(numbers, before, strict=True):
                signal.signal(number, handler)


def _print(text: str) -> None:
    # Flush each line, because a parent process may wait for it through a pipe. If the pipe is closed, keep serving.
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in _CLOSED_PIPE:
            raise
