# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The admin interface under `/_emulator/`: JSON without signatures, on loopback only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import unquote

from alicloud_iot_emulator.catalog import CatalogError
from alicloud_iot_emulator.faults.kinds import FaultError
from alicloud_iot_emulator.messages import Answer, Format, Request
from alicloud_iot_emulator.packages import PackageNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alicloud_iot_emulator.service import Service

ADMIN_PREFIX = "/_emulator/"


class _RouteNotFoundError(LookupError):
    """The method and path match no admin route, or the instance does not exist."""


class _BodyError(ValueError):
    """The request body is not a JSON object."""


class Admin:
    """Controls running services. docs/emulator.md describes the `ROUTES`.

    Args:
        services: The services. The parameter `IotInstanceId` of a request selects one of them. Default: the first.
    """

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = services

    def answer(self, request: Request) -> Answer:
        """Handle one admin request."""
        content: Mapping[str, object] | bytes
        status = 200
        try:
            content = self._perform(request)
        except (CatalogError, FaultError, _BodyError) as error:
            status, content = 400, {"error": str(error)}
        except (PackageNotFoundError, _RouteNotFoundError) as error:
            status, content = 404, {"error": str(error)}
        return Answer(
            status=status,
            content_type=Format.JSON.value,
            body=content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode(),
            date=self._services[0].now(),
        )

    def _perform(self, request: Request) -> Mapping[str, object] | bytes:
        resource, _, name = request.path.removeprefix(ADMIN_PREFIX).partition("/")
        route = ROUTES.get(f"{request.method} {resource}{'/<FirmwareId>' if name else ''}")
        if route is None:
            raise _RouteNotFoundError(f"unknown admin route: {request.method} {request.path}")
        return route(self._service(request), unquote(name), request) or {}

    def _service(self, request: Request) -> Service:
        if "IotInstanceId" not in request.query:
            return self._services[0]
        wanted = request.query["IotInstanceId"]
        found = next((each for each in self._services if each.catalog.iot_instance_id == wanted), None)
        if found is None:
            raise _RouteNotFoundError(f"unknown IotInstanceId {wanted!r}")
        return found


def _add_fault(service: Service, options: dict[str, object]) -> None:
    kind, times = options.pop("kind", None), options.pop("times", 1)
    service.faults.add(str(kind), times, **options)


def _body(request: Request) -> dict[str, object]:
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise _BodyError("the body must be a JSON object")
    return body


ROUTES: Mapping[str, Callable[[Service, str, Request], Mapping[str, object] | bytes | None]] = {
    "GET health": lambda service, *_: {"status": "ok", "packages": len(service.packages.rows())},
    "GET requests": lambda service, *_: {"requests": [record.as_json() for record in service.requests.copy()]},
    "DELETE requests": lambda service, *_: service.requests.clear(),
    "POST products": lambda service, _, request: service.products.add(_body(request)),
    "POST packages": lambda service, _, request: service.packages.publish(_body(request), service.now()),
    "PATCH packages/<FirmwareId>": lambda service, name, request: service.packages.change(
        name, _body(request), service.now()
    ),
    "DELETE packages/<FirmwareId>": lambda service, name, _: service.packages.withdraw(name),
    "POST faults": lambda service, _, request: _add_fault(service, _body(request)),
    "DELETE faults": lambda service, *_: service.faults.clear(),
    "GET snapshot": lambda service, _, request: service.snapshot(f"http://{request.headers.get('host', '')}"),
    "POST reset": lambda service, *_: service.reset(),
}
"""The handler of each method and path. It receives the service, the FirmwareId and the request.

A handler returns JSON, the bytes of a response body, or None.
"""
