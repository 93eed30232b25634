# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The text of the page.

Whatever comes from outside gets into it by the template alone, which escapes all of it: what means something in HTML,
and, as in every other output of the command line, what nobody could see. The one style and the one script are named in
the page's Content-Security-Policy by their digests, so that a browser runs nothing else, wherever it may come from.
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
    """What a page tells.

    Attributes:
        layout: Where everything stands.
        pins: The entries of lock files.
        scheme: How versions are read, for what cannot be read so.
        iot_instance_id: The instance that was asked; None for the public one of the account.
        criteria: What was asked for, by the names of the schema.
        now: The moment of the page, in UTC.
    """

    layout: Layout
    pins: Sequence[EntryPin]
    scheme: str
    iot_instance_id: str | None
    criteria: Mapping[str, str]
    now: datetime


def render(page: Page) -> str:
    """Return the page as HTML. The same page is the same text."""
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
        wording=labels,
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
                "img-src data:",  # the empty icon, without which a browser asks a server for one
                "base-uri 'none'",
                "form-action 'none'",
            )
        ),
    )


def _resource(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """Return a digest as a Content-Security-Policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _visible(value: object) -> object:
    """Return what an expression of the template gives, with what nobody could see escaped."""
    return value if isinstance(value, Markup) else printable(str(value), keep="\n")


def _count(words: Iterable[str], known: Iterable[str]) -> Mapping[str, int]:
    """Return how often each of the known words comes, without those that never do."""
    counts = Counter(words)
    return {word: counts[word] for word in known if counts[word]}


def _fit(text: str, columns: int) -> str:
    """Return a text as SVG shows it, which does not fold: what is too wide loses its middle, as versions end apart."""
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
    """Return how wide a text is, in figures of a font; a character of East Asia is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(char) in "FW" else 1 for char in text)
