# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The HTML of the page.

The template escapes every external text: characters with a meaning in HTML and, as in all output of the command line,
invisible characters. The Content-Security-Policy contains the digests of the style and the script, so a browser runs no
other script.
"""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections import Counter
from importlib import resources
from typing import TYPE_CHECKING

import msgspec
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.cli.page import labels
from alicloud_iot_ota.cli.page import layout as measures
from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from alicloud_iot_ota.cli.page.layout import Layout
    from alicloud_iot_ota.cli.page.pins import EntryPin

_VERSION_COLUMNS = 20
_PIN_COLUMNS = 19


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a page.

    Attributes:
        layout: The layout of the packages.
        pins: The entries of lock files.
        scheme: The scheme by which versions are read.
        iot_instance_id: The instance that was searched. None for the public instance of the account.
        criteria: The criteria, by their names in the schema.
        now: The time of the page, in UTC.
    """

    layout: Layout
    pins: Sequence[EntryPin]
    scheme: str
    iot_instance_id: str | None
    criteria: Mapping[str, str]
    now: datetime


def render(page: Page) -> str:
    """Return the page as HTML. The same content always has the same HTML."""
    style, script = _resource("page.css"), _resource("page.js")
    environment = Environment(
        loader=FunctionLoader(_resource),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    environment.filters["fitted"] = _fit
    template = environment.get_template("page.html.j2")
    packages = page.layout.packages
    return template.render(
        page=page,
        layout=page.layout,
        measures=measures,
        labels=labels,
        statuses=_count((each.firmware.status_word for each in packages), [each.value for each in FirmwareStatus]),
        types=_count((each.firmware.type_word for each in packages), [each.value for each in FirmwareType]),
        index={each.firmware.firmware_id: each for each in packages},
        version_columns=_VERSION_COLUMNS,
        pin_columns=_PIN_COLUMNS,
        style=Markup(style),  # noqa: S704 - a file of this package
        script=Markup(script),  # noqa: S704 - a file of this package
        policy="; ".join(
            (
                "default-src 'none'",
                f"style-src '{_digest(style)}'",
                f"script-src '{_digest(script)}'",
                "img-src data:",  # the empty icon; without it, a browser requests one from a server
                "base-uri 'none'",
                "form-action 'none'",
            )
        ),
    )


def _resource(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """Return a digest in the format of a Content-Security-Policy."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _visible(value: object) -> object:
    """Return the value of a template expression, with invisible characters escaped."""
    return value if isinstance(value, Markup) else printable(str(value), keep="\n")


def _count(words: Iterable[str], known: Iterable[str]) -> Mapping[str, int]:
    """Count the known words, without those that do not occur."""
    counts = Counter(words)
    return {word: counts[word] for word in known if counts[word]}


def _fit(text: str, columns: int) -> str:
    """Truncate a text for SVG, which does not wrap. Cut the middle, because versions differ at their ends."""
    line = printable(text)
    if _columns(line) <= columns:
        return line
    head = _cut(line, columns // 2)
    tail = _cut(line[::-1], columns - 1 - _columns(head))[::-1]
    return f"{head}…{tail}"


def _cut(text: str, columns: int) -> str:
    end = next((end for end in range(len(text) + 1) if _columns(text[: end + 1]) > columns), len(text))
    return text[:end]


def _columns(text: str) -> int:
    """Return the width of a text, in digits. An East Asian character has the width of two digits."""
    return sum(2 if unicodedata.east_asian_width(char) in "FW" else 1 for char in text)
