# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Alibaba Cloud's own SDKs for Python, TypeScript and Go, and the client of this project, behind one function each.

Every function performs the same calls, one after another and without retries. The results use the API's field names.
"""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import threading
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from alibabacloud_iot20180120.client import Client
from alibabacloud_iot20180120.models import ListOTAFirmwareRequest
from alibabacloud_tea_openapi.models import Config
from Tea.exceptions import TeaException

from alicloud_iot_emulator.messages import SignatureVersion
from alicloud_iot_ota.api.client import OtaClient
from alicloud_iot_ota.api.retry import RetryPolicy, Timing
from alicloud_iot_ota.errors import ApiError
from alicloud_iot_ota.settings import MAX_REQUESTS_PER_SECOND, AccessKey, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alicloud_iot_emulator.catalog import AccessKey as EmulatorKey

ROOT = Path(__file__).resolve().parents[2]
GO = ROOT / "build" / "clients" / "go"
TYPESCRIPT = Path(__file__).with_name("clients") / "typescript" / "bin" / "client.js"
TIME_LIMIT_SECONDS = 60


@dataclass(frozen=True)
class Call:
    """A call of ListOTAFirmware. Parameters are texts, by the API's names."""

    url: str
    key: EmulatorKey
    signature: SignatureVersion
    parameters: Mapping[str, str]

    def as_json(self) -> dict[str, object]:
        """Return the call for a program in another language."""
        key = asdict(self.key)
        return {
            "endpoint": self.url.removeprefix("http://"),
            "accessKeyId": key["access_key_id"],
            "accessKeySecret": key["access_key_secret"],
            "securityToken": key["security_token"] or "",
            "signature": self.signature.value,
            "parameters": dict(self.parameters),
        }


@dataclass(frozen=True)
class Reading:
    """What a client read: a page or an error.

    Attributes:
        code: The error code; None for a page.
        status: The HTTP status. Clients do not show it for a page, or for an error in the body of a page: it is 200.
        request_id: The RequestId.
        page: The numbers of the page: `CurrentPage`, `PageSize`, `PageCount` and `Total`.
        rows: The packages. A missing field and null are both omitted, because some clients cannot distinguish them.
    """

    code: str | None
    status: int
    request_id: str | None
    page: Mapping[str, int] | None = None
    rows: Sequence[Mapping[str, object]] = ()


NUMBERS = ("CurrentPage", "PageSize", "PageCount", "Total")


def python_sdk(calls: Sequence[Call]) -> list[Reading]:
    """Perform the calls with `alibabacloud-iot20180120`."""
    return [_python_call(call) for call in calls]


def typescript_sdk(calls: Sequence[Call]) -> list[Reading]:
    """Perform the calls with `@alicloud/iot20180120`."""
    if shutil.which("node") is None:
        pytest.skip("TypeScript: no node command on PATH; install Node.js 20 or newer.")
    if not TYPESCRIPT.exists():
        pytest.skip(f"TypeScript: {TYPESCRIPT.relative_to(ROOT)} is missing; run make test.")
    return _run(["node", TYPESCRIPT], calls)


def go_sdk(calls: Sequence[Call]) -> list[Reading]:
    """Perform the calls with `alibaba-cloud-sdk-go` (HMAC-SHA1) or `darabonba-openapi` (ACS3-HMAC-SHA256)."""
    if not GO.exists():
        pytest.skip(f"Go: {GO.relative_to(ROOT)} is missing; install Go 1.25 or newer, and run make test.")
    return _run([GO], calls)


def own_client(calls: Sequence[Call]) -> list[Reading]:
    """Perform the calls with the client of this project. It signs only with ACS3-HMAC-SHA256."""
    return [_own_call(call) for call in calls]


CLIENTS: Mapping[str, Callable[[Sequence[Call]], list[Reading]]] = {
    "python": python_sdk,
    "typescript": typescript_sdk,
    "go": go_sdk,
    "own": own_client,
}


def _run(command: Sequence[str | Path], calls: Sequence[Call]) -> list[Reading]:
    completed = subprocess.run(
        command,
        input=json.dumps([call.as_json() for call in calls]),
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_SECONDS,
        check=False,
    )
    assert completed.returncode == 0, completed.stderr
    return [
        _from_body(result["body"])
        if result.get("error") is None
        else Reading(result["error"]["code"], result["error"]["status"], result["error"]["requestId"])
        for result in json.loads(completed.stdout)
    ]


def _from_body(body: Mapping[str, Any]) -> Reading:
    if body["Success"] is not True:
        return Reading(body["Code"], 200, body["RequestId"])
    rows = body["FirmwareInfo"]["SimpleFirmwareInfo"] or []
    return Reading(
        None,
        200,
        body["RequestId"],
        {name: body[name] for name in NUMBERS},
        [{name: value for name, value in row.items() if value is not None} for row in rows],
    )


def _python_call(call: Call) -> Reading:
    signature_algorithm = "v2" if call.signature is SignatureVersion.RPC else None
    client = Client(
        Config(
            access_key_id=call.key.access_key_id,
            access_key_secret=call.key.access_key_secret,
            security_token=call.key.security_token,
            endpoint=call.url.removeprefix("http://"),
            protocol="http",
            signature_algorithm=signature_algorithm,
        )
    )
    given = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower(): value for name, value in call.parameters.items()}
    try:
        return _from_body(client.list_otafirmware(ListOTAFirmwareRequest(**given)).body.to_map())
    except TeaException as error:
        return Reading(error.code, error.data["statusCode"], error.data["RequestId"])


def _own_call(call: Call) -> Reading:
    assert call.signature is SignatureVersion.ACS3
    settings = Settings(
        endpoint=call.url,
        access_key=AccessKey(call.key.access_key_id, call.key.access_key_secret, call.key.security_token),
        requests_per_second=MAX_REQUESTS_PER_SECOND,
    )
    # The monotonic clock ticks at every look, so that the rate limit never waits.
    timing = Timing(time.time, itertools.count().__next__, threading.Event().wait, lambda: 0.0)
    client = OtaClient(settings, timing, lambda: uuid.uuid4().hex, RetryPolicy(1, 1))
    try:
        page = client.list_ota_firmware(
            int(call.parameters["CurrentPage"]),
            int(call.parameters["PageSize"]),
            iot_instance_id=call.parameters.get("IotInstanceId"),
            product_key=call.parameters.get("ProductKey"),
            dest_version=call.parameters.get("DestVersion"),
        )
    except ApiError as error:
        return Reading(error.code, error.http_status, error.request_id)
    finally:
        client.close()
    body = msgspec.to_builtins(page)
    rows = [{name: value for name, value in msgspec.to_builtins(row).items() if value is not None} for row in page.rows]
    return Reading(None, 200, page.request_id, {name: body[name] for name in NUMBERS}, rows)
