# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Find the programs in the examples of the schema and in the pages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[2]
SCHEMA: dict[str, Any] = json.loads((ROOT / "schema.json").read_text())
DOCUMENTED: dict[str, dict[str, Any]] = {
    **{token.rpartition(":")[2]: entry for token, entry in (SCHEMA["functions"] | SCHEMA["resources"]).items()},
    "Provider": SCHEMA["provider"],
}
"""The entries of the schema with examples, by name."""
SUFFIXES = {"typescript": "ts", "python": "py", "go": "go", "yaml": "yaml"}
"""The languages of code blocks, and the suffixes of their files."""

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

# Only a complete program has such a line.
_WHOLE = {
    "typescript": re.compile(r'^import .* from "pulumi-alicloud-iot', re.MULTILINE),
    "python": re.compile(r"^(import|from) pulumi_alicloud_iot\b", re.MULTILINE),
    "go": re.compile(r"^package main$", re.MULTILINE),
    "yaml": re.compile(r"^runtime: yaml$", re.MULTILINE),
}


def blocks(language: str, text: str) -> list[str]:
    """Return the code blocks of one language in a Markdown text, in order, as GitHub and GitLab display them."""
    return [
        token.content
        for token in MarkdownIt().parse(text)
        if token.type == "fence" and token.info.split()[:1] == [language]
    ]


def is_program(language: str, block: str) -> bool:
    """Return whether a block is a complete program that uses this package."""
    return _WHOLE[language].search(block) is not None


def of_examples(language: str) -> dict[str, str]:
    """Return the programs in the examples of the schema, by file name, such as `getFirmware-1.py`."""
    return _named(language, ((name, entry["description"]) for name, entry in DOCUMENTED.items()))


def of_pages(language: str) -> dict[str, str]:
    """Return the complete programs in the README and in docs/, without those that are examples of the schema."""
    known = set(of_examples(language).values())
    named = _named(
        language, (("-".join(page.relative_to(ROOT).with_suffix("").parts), page.read_text()) for page in PAGES)
    )
    return {name: program for name, program in named.items() if program not in known}


def _named(language: str, texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {
        f"{name}-{number}.{SUFFIXES[language]}": block
        for name, text in texts
        for number, block in enumerate(blocks(language, text), 1)
        if is_program(language, block)
    }
