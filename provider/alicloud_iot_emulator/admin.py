# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The admin interface under `/_emulator/`: JSON in, JSON out, without a signature, on loopback only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import unquote

from alicloud_iot_emulator.catalogue import CatalogueError
from alicloud_iot_emulator.faults import FaultError
from alicloud_iot_emulator.messages import Answer, Format
from alicloud_iot_emulator.packages import PackageNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator.messages import Request
    from alicloud_iot_emulator.service import Service

ADMIN_PREFIX = "/_emulator/"


class _RouteNotFoundError(LookupError):
    """The admin interface has no such method and path."""


class _BodyError(ValueError):
    """The body is no JSON object."""


class Admin:
    """Steers a running service.

    | request | does |
    | --- | --- |
    | `GET health` | says that the emulator is up |
    | `GET requests`, `DELETE requests` | reads, clears the log of API calls |
    | `POST products` | adds a product: `productKey` and `productName` |
    | `POST packages` | publishes a package; the answer is the full row |
    | `PATCH packages/<FirmwareId>` | changes fields of a package |
    | `DELETE packages/<FirmwareId>` | withdraws a package |
    | `POST faults` | queues a fault: `kind`, perhaps `times`, `page`, `product_key`, and what the kind takes |
    | `DELETE faults` | drops the faults still to come |
    | `POST reset` | goes back to the catalogue as loaded |
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        packages, now = service.packages, service.now
        self._routes: dict[str, Callable[[str, Request], Mapping[str, object] | None]] = {
            "GET health": lambda *_: {"status": "ok", "packages": len(packages.rows())},
            "GET requests": lambda *_: {"requests": [record.as_json() for record in service.requests.copy()]},
            "DELETE requests": lambda *_: service.requests.clear(),
            "POST products": lambda _, request: service.products.add(_body(request)),
            "POST packages": lambda _, request: packages.publish(_body(request), now()),
            "PATCH packages/<FirmwareId>": lambda name, request: packages.change(name, _body(request), now()),
            "DELETE packages/<FirmwareId>": lambda name, _: packages.withdraw(name),
            "POST faults": lambda _, request: _add_fault(service, _body(request)),
            "DELETE faults": lambda *_: service.faults.clear(),
            "POST reset": lambda *_: service.reset(),
        }

    def answer(self, request: Request) -> Answer:
        """Answer one request to the admin interface."""
        status = 200
        try:
            content = self._perform(request)
        except (CatalogueError, FaultError, _BodyError) as error:
            status, content = 400, {"error": str(error)}
        except (PackageNotFoundError, _RouteNotFoundError) as error:
            status, content = 404, {"error": str(error)}
        return Answer(
            status=status,
            content_type=Format.JSON.value,
            body=json.dumps(content, ensure_ascii=False).encode(),
            date=self._service.now(),
        )

    def _perform(self, request: Request) -> Mapping[str, object]:
        resource, _, name = request.path.removeprefix(ADMIN_PREFIX).partition("/")
        route = self._routes.get(f"{request.method} {resource}{'/<FirmwareId>' if name else ''}")
        if route is None:
            raise _RouteNotFoundError(f"the admin interface has no {request.method} {request.path}")
        return route(unquote(name), request) or {}


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
