# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Descriptions in the schema: complete for every entry, property and enum value, with units and time zones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from alicloud_iot_ota.plugin.schema import package_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = package_schema()
ENTRIES: dict[str, dict[str, Any]] = {
    **SCHEMA["functions"],
    **SCHEMA["resources"],
    **SCHEMA["types"],
    "provider": SCHEMA["provider"],
}
NUMBERS = ("integer", "number")
COUNT = re.compile(r"\b(number of|requests (?:a|per) second|API's (?:status |type )?code)\b")
DURATION = re.compile(r"Age$|^timeout$")
SENTENCE = re.compile(r"[A-Z`].*\.", re.DOTALL)
A_TIME = re.compile(r"`\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{3})?Z)?`")


def properties() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every property with its location and its name."""
    for token, entry in ENTRIES.items():
        for objects in (entry, entry.get("inputs", {}), entry.get("outputs", {})):
            for section in ("properties", "inputProperties"):
                for name, spec in objects.get(section, {}).items():
                    yield f"{token} {name}", name, spec
    for name, spec in SCHEMA["config"]["variables"].items():
        yield f"config {name}", name, spec


def test_everything_is_described_in_sentences() -> None:
    """Every description exists and consists of full sentences."""
    words = {f"{token} {word['name']}": word for token, entry in ENTRIES.items() for word in entry.get("enum", ())}
    described = {**ENTRIES, **words, **{where: spec for where, _, spec in properties()}}
    first = {where: each.get("description", "").partition("\n\n")[0] for where, each in described.items()}
    assert {where: text for where, text in first.items() if not SENTENCE.fullmatch(text)} == {}
    assert len(words) > 20


def test_numbers_have_a_unit() -> None:
    """The description of a number has a unit: bytes for sizes, seconds for durations, otherwise the counted thing."""
    numbers = {where: (name, spec["description"]) for where, name, spec in properties() if spec.get("type") in NUMBERS}
    assert len(numbers) > 30
    for where, (name, description) in numbers.items():
        if name.lower().endswith("size") and name != "pageSize":
            assert "in bytes" in description, where
        elif DURATION.search(name):
            assert "seconds" in description, where
        else:
            assert COUNT.search(description), (where, description)


def test_times_are_in_utc() -> None:
    """The description of a time includes UTC and the format. The description of an age includes its units."""
    texts = {where: (name, spec["description"]) for where, name, spec in properties() if spec.get("type") == "string"}
    times = {where: words for where, (name, words) in texts.items() if name.startswith("utc") or name == "expires"}
    ages = {where: words for where, (name, words) in texts.items() if DURATION.search(name)}
    assert len(times) > 5
    assert [where for where, words in times.items() if "UTC" not in words or not A_TIME.search(words)] == []
    assert ages
    assert [where for where, words in ages.items() if "days" not in words or "`14d`" not in words] == []
