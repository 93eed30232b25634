# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Checks against the real service what this project assumes about it. Run by `make verify-live`.

It only lists packages, with a fixed number of requests at a low rate. Its report contains no value of the account.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contract.account import live_prober
from contract.assumptions import Verdict, check
from contract.probing import MAX_REQUESTS, REQUEST_INTERVAL, ContractError
from contract.report import render, summary

from alicloud_iot_ota.api.endpoints import endpoint, is_loopback
from alicloud_iot_ota.errors import OtaError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from contract.probing import Prober

    from alicloud_iot_ota.settings import Settings

HOLDS, VIOLATED, NOT_RUN, INTERRUPTED = 0, 1, 2, 130
"""The exit codes: no assumption is violated; one is; the run did not end; it was interrupted."""

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "build" / "contract-report.md"

CONFIRMATION = f"""\
This calls {{place}}: {MAX_REQUESTS} times ListOTAFirmware, at most {1 / REQUEST_INTERVAL:g} times a second.
It only reads. Some requests are wrong on purpose, such as one with a wrong signature and one with an unknown AccessKey.
To confirm, run: make verify-live CONFIRM=yes"""


def main(
    arguments: Sequence[str],
    environ: Mapping[str, str],
    connect: Callable[[Mapping[str, str], Callable[[int], object]], Prober] = live_prober,
) -> int:
    """Run the checks, write the report and return the exit code.

    Args:
        arguments: The command line.
        environ: The account.
        connect: Returns what sends the requests.
    """
    parser = argparse.ArgumentParser(description="Check the assumptions about the real service.")
    parser.add_argument("--confirm", metavar="yes", help="call the real service")
    parser.add_argument("--report", type=Path, default=REPORT, help="where to write the report")
    options = parser.parse_args(arguments)
    prober = None
    try:
        prober = connect(environ, _show_progress)
        if options.confirm != "yes":
            print(CONFIRMATION.format(place=_place(prober.settings)), file=sys.stderr)
            return NOT_RUN
        return _verify(prober, options.report)
    except ContractError as error:
        print(f"error: {error}", file=sys.stderr)
        if prober is not None:
            print("No report was written.", file=sys.stderr)
    except OSError as error:
        print(f"error: The report cannot be written: {error.strerror}.", file=sys.stderr)
    except KeyboardInterrupt:
        sent = prober.sent if prober is not None else 0
        print(f"Interrupted after {sent} of {MAX_REQUESTS} requests. No report was written.", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - its text could contain a value of the account
        print(f"error: Internal error ({type(error).__name__}). Please report it.", file=sys.stderr)
    return NOT_RUN


def _show_progress(number: int) -> None:
    print(f"Request {number} of {MAX_REQUESTS}", file=sys.stderr)


def _place(settings: Settings) -> str:
    """Return what a run calls, without an address of the account.

    Raises:
        ContractError: The region or the endpoint is invalid.
    """
    try:
        host = urlsplit(endpoint(settings)).hostname or ""
    except OtaError as error:
        raise ContractError(f"{error.message}\n{error.remedy}") from None
    if settings.endpoint is None:
        return f"the real service in region {settings.region}"
    is_here = is_loopback(host)
    return f"{'an endpoint on this machine' if is_here else 'an explicit endpoint'} (ALIBABA_CLOUD_ENDPOINT_IOT)"


def _require_writable(report: Path) -> None:
    report.parent.mkdir(parents=True, exist_ok=True)
    is_new = not report.exists()
    with report.open("a", encoding="utf-8"):
        pass
    if is_new:
        report.unlink()


def _verify(prober: Prober, report: Path) -> int:
    _require_writable(report)  # before the first request
    outcomes = check(prober.run())
    place = _place(prober.settings)
    text = render(outcomes, place=place, sent=prober.sent, now=time.time())
    report.write_text(text, encoding="utf-8")
    for each in outcomes:
        if each.verdict is not Verdict.HOLDS:
            print(f"{each.verdict.value}: {each.assumption.name}: {each.reason} ({each.assumption.code})")
    print(f"Called {place}.")
    print(summary(outcomes))
    print(f"Report: {report.relative_to(ROOT) if report.is_relative_to(ROOT) else report}")
    return VIOLATED if any(each.verdict is Verdict.VIOLATED for each in outcomes) else HOLDS


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
