# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command line: run the emulator until it is told to stop."""

from __future__ import annotations

import argparse
import shlex
import signal
import socket
import sys
from contextlib import ExitStack, contextmanager, suppress
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


def main(argv: Sequence[str] | None = None) -> int:
    """Run the emulator until SIGINT or SIGTERM, by the arguments of the process unless others are given.

    Return the exit status: 0 after a signal, 1 if the catalogue or the port cannot be used.
    """
    arguments = parser().parse_args(argv)
    with _stop_signals() as stop, ExitStack() as running:
        try:
            emulator = running.enter_context(
                Emulator(
                    arguments.catalog,
                    arguments.port,
                    log=_print,
                    queries_per_second=arguments.queries_per_second,
                    any_version=arguments.any_version,
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
        _print(_introduction(emulator))
        stop.recv(1)
    return 0


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    parser = argparse.ArgumentParser(
        prog="alicloud-iot-ota emulator",
        description="Stand in for Alibaba Cloud IoT Platform on loopback.",
        epilog="example:\n  alicloud-iot-ota emulator --port 8765",
        formatter_class=argparse.RawDescriptionHelpFormatter,  # which leaves the example in its own line
    )
    parser.add_argument("--catalog", type=Path, metavar="FILE", help="catalogue file (default: the fleet that ships)")
    parser.add_argument(
        "--port",
        type=_number_to(_MAX_PORT),
        default=DEFAULT_PORT,
        metavar="N",
        help="port, 0 for a free one (default: %(default)s)",
    )
    parser.add_argument(
        "--queries-per-second",
        type=_number_to(_MAX_QUERIES_PER_SECOND),
        default=QUERIES_PER_SECOND,
        metavar="N",
        help="the account's quota, 0 for none (default: %(default)s)",
    )
    parser.add_argument(
        "--any-version",
        action="store_true",
        help="accept any text as DestVersion (default: as CreateOTAFirmware does)",
    )
    return parser


def _number_to(most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        # The length goes first: int() of a very long text is slow, and beyond a limit refused.
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))) or int(text) > most:
            raise argparse.ArgumentTypeError(f"must be a number from 0 to {most}, not {text!r}")
        return int(text)

    return number


def _introduction(emulator: Emulator) -> str:
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
            f"  instance   {emulator.instance_id or '(a public instance without id)'}",
            f"  products   {', '.join(emulator.product_keys) or '(none)'}",
            f"  packages   {len(emulator.packages())}",
            "  The keys below are fixtures: they open nothing but this emulator.",
            "",
            *(f"export {name}={shlex.quote(value)}" for name, value in exports.items()),
            "",
            "Ctrl-C ends it. Requests:",
        ]
    )


@contextmanager
def _stop_signals() -> Iterator[socket.socket]:
    """Return a socket that gets a byte for each SIGINT and SIGTERM, for as long as the block lasts.

    A handler in Python is no way to end a wait: one signal interrupts the handler of another, and a signal that comes
    just before the wait begins is handled only after it.
    """
    numbers = (signal.SIGINT, signal.SIGTERM)
    received, sent = socket.socketpair()
    with received, sent:
        sent.settimeout(0)  # a signal handler must not wait
        before = [signal.signal(number, lambda _number, _frame: None) for number in numbers]
        wakeup = signal.set_wakeup_fd(sent.fileno(), warn_on_full_buffer=False)
        try:
            yield received
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in zip(numbers, before, strict=True):
                signal.signal(number, handler)


def _print(text: str) -> None:
    # Flushed line by line: whoever started the emulator waits for these lines through a pipe.
    # If they have gone away, calls still get their answers.
    with suppress(BrokenPipeError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
