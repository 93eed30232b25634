# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A step-by-step check of whether this machine can look up firmware: the settings and their sources, and one call."""

from __future__ import annotations

import contextlib
import os
import platform
import random
import threading
import time
import uuid
from typing import TYPE_CHECKING, Literal

import msgspec

from alicloud_iot_ota import __version__
from alicloud_iot_ota.api.client import OtaClient
from alicloud_iot_ota.api.endpoints import endpoint
from alicloud_iot_ota.api.rate_limiter import RATE_FILE
from alicloud_iot_ota.api.retry import RetryPolicy, Timing
from alicloud_iot_ota.base.private_directory import REMEDY, PrivateDirectory, UntrustedError
from alicloud_iot_ota.base.redaction import redact_url
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.errors import OtaError, SnapshotError
from alicloud_iot_ota.lookup.disk_cache import LISTS
from alicloud_iot_ota.lookup.snapshot_catalogs import SnapshotCatalogs
from alicloud_iot_ota.schema.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from alicloud_iot_ota.settings import Settings

_STEPS = ("settings", "endpoint", "credentials", "call", "clock")
_ONE_CALL = RetryPolicy(attempts=1, throttled_attempts=1)
_CLOCK_WINDOW = 15 * 60.0  # seconds by which the time of a request may be off
_VISIBLE_ID_ENDS = 4  # characters shown at each end of an AccessKey ID
_MIN_LONG_ID = 12  # characters; in a shorter ID, too few would stay hidden


class Finding(msgspec.Struct, frozen=True, rename="camel"):
    """The result of one step.

    Attributes:
        subject: What the step checked.
        status: Whether the check passed. A check is skipped if an earlier step failed.
        told: What the step found.
        remedy: How to fix a failure.
    """

    subject: str
    status: Literal["ok", "failed", "skipped"]
    told: str
    remedy: str = ""


def diagnose(
    values: Mapping[str, object], environ: Mapping[str, str], spelled: Callable[[str], str] = str
) -> Iterator[Finding]:
    """Check what a lookup with these settings would use, and make one call.

    Args:
        values: The settings, as for `schema.settings.load`.
        environ: The environment variables.
        spelled: Returns the name of a setting as the user writes it, as for `schema.settings.load`.
    """
    yield Finding(
        "version", "ok", f"alicloud-iot-ota {__version__}, Python {platform.python_version()}, {platform.platform()}"
    )
    try:
        found = load(values, environ, spelled)
    except OtaError as error:
        yield from _failure_findings("settings", error)
        return
    yield Finding("settings", "ok", _describe_settings(found))
    yield from (Finding("environment", "ok", each) for each in found.notes)
    if found.snapshot is not None:
        yield from _check_snapshot(found, found.snapshot)
        return
    yield _check_cache(found)
    timing = Timing(time.time, time.monotonic, threading.Event().wait, random.random)
    try:
        client = OtaClient(found, timing, lambda: uuid.uuid4().hex, _ONE_CALL)
    except OtaError as error:
        yield from _failure_findings("endpoint", error)
        return
    yield Finding("endpoint", "ok", f"{client.endpoint}, {client.transport.route}")
    try:
        yield from _check_call(client, found, timing)
    finally:
        client.close()


def _check_snapshot(found: Settings, path: Path) -> Iterator[Finding]:
    """Check the snapshot instead of the credentials and the connection."""
    try:
        address = endpoint(found)
        yield Finding("endpoint", "ok", f"{address}, not called: a snapshot is set")
        catalogs = SnapshotCatalogs(path, found.snapshot_max_age, address, time.time, lambda _: None)
        yield Finding("snapshot", "ok", catalogs.describe())
    except SnapshotError as error:
        yield Finding("snapshot", "failed", error.message, error.remedy)
    except OtaError as error:
        yield Finding("endpoint", "failed", error.message, error.remedy)
    for step in ("credentials", "call", "clock"):
        yield Finding(step, "skipped", "A snapshot is set, so the service is not called.")


def _check_call(client: OtaClient, found: Settings, timing: Timing) -> Iterator[Finding]:
    try:
        credentials = client.credentials.resolve(client.deadline())
    except OtaError as error:
        yield from _failure_findings("credentials", error)
        return
    key = credentials.access_key
    kind = "temporary" if key.security_token else "long-lived"
    yield Finding("credentials", "ok", f"{_mask(key.access_key_id)}, {kind}, from {credentials.source}")
    started = timing.monotonic()
    try:
        answer = client.list_ota_firmware(1, 1, iot_instance_id=found.iot_instance_id)
    except OtaError as error:
        yield Finding("call", "failed", error.message, error.remedy)
    else:
        milliseconds = (timing.monotonic() - started) * 1000
        yield Finding(
            "call", "ok", f"{answer.total} packages, RequestId {answer.request_id}, {milliseconds:.0f} milliseconds"
        )
    yield _check_clock(client.clock_difference)


def _describe_settings(found: Settings) -> str:
    places = {
        "region": found.region,
        "endpoint": found.endpoint and redact_url(found.endpoint),
        "iotInstanceId": found.iot_instance_id,
    }
    told = [f"{name} {value}, from {found.sources[name]}" if value else f"no {name}" for name, value in places.items()]
    if found.snapshot is not None:
        told.append(f"snapshot {printable(str(found.snapshot))}, from {found.sources['snapshot']}")
        return "; ".join(told)
    told.append(f"timeout {found.timeout:g} seconds")
    told.append(f"at most {found.requests_per_second} requests per second from this machine")
    return "; ".join(told)


def _check_cache(found: Settings) -> Finding:
    lists = f"lists are cached for {found.cache_max_age:g} seconds" if found.cache_max_age else "lists are not cached"
    if found.cache_dir is None:
        return Finding("cacheDir", "ok", f"none: the rate limit is not shared with other processes; {lists}")
    if not _is_writable(found.cache_dir):
        return Finding(
            "cacheDir",
            "failed",
            f"{found.cache_dir} is not writable: the rate limit is not shared with other processes, and lists are not "
            "cached.",
            "Make it writable for this user, or set cacheDir to another directory.",
        )
    try:
        with PrivateDirectory(found.cache_dir) as directory:  # the same checks as in a lookup
            with contextlib.suppress(FileNotFoundError):
                os.close(directory.open(RATE_FILE))
            with directory.directory(LISTS):
                pass
    except UntrustedError as error:
        return Finding(
            "cacheDir",
            "failed",
            f"{error} The rate limit is not shared with other processes, and lists are not cached.",
            REMEDY,
        )
    except (OSError, ValueError):
        pass  # does not exist yet
    return Finding("cacheDir", "ok", f"{found.cache_dir}; {lists}")


def _is_writable(directory: Path) -> bool:
    """Return whether a directory is writable. If it does not exist, check its nearest existing parent."""
    nearest = next((each for each in (directory, *directory.parents) if each.exists()), directory)
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def _check_clock(difference: float | None) -> Finding:
    if difference is None:
        return Finding("clock", "skipped", "No response included the service time.")
    told = f"{abs(difference):.0f} seconds {'behind' if difference > 0 else 'ahead of'} the service's clock"
    if abs(difference) > _CLOCK_WINDOW:
        return Finding(
            "clock",
            "failed",
            f"{told}. The service accepts at most {_CLOCK_WINDOW / 60:g} minutes, so requests are signed with the "
            "service time.",
            "Synchronize the clock of this machine (NTP, UTC).",
        )
    return Finding("clock", "ok", told)


def _failure_findings(step: str, error: OtaError) -> Iterator[Finding]:
    """Yield the finding of a failed step, and a skipped finding for each later step."""
    yield Finding(step, "failed", error.message, error.remedy)
    for later in _STEPS[_STEPS.index(step) + 1 :]:
        yield Finding(later, "skipped", "An earlier step failed.")


def _mask(key_id: str) -> str:
    """Mask an AccessKey ID, keeping enough to recognize it."""
    if len(key_id) < _MIN_LONG_ID:
        return f"{key_id[:1]}..."
    return f"{key_id[:_VISIBLE_ID_ENDS]}...{key_id[-_VISIBLE_ID_ENDS:]}"
