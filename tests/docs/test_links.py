# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every relative link in a page leads to an existing file and to an existing heading in it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
GENERATED = "sdk/"  # by Pulumi's own generators, for their own places


def pages() -> list[str]:
    """Return the Markdown files of the repository, including those that are not committed yet."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    golden = re.compile("/golden/")  # their links are relative to the place where the command line writes them
    return sorted(
        page
        for page in set(listed)
        if not page.startswith(GENERATED) and not golden.search(page) and (ROOT / page).exists()
    )


def tokens(page: Path) -> Iterator[Token]:
    """Yield the Markdown tokens of a page; front matter and shortcodes are plain text."""
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text()):
        yield token
        yield from token.children or ()


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub and GitLab generate them."""
    found: dict[str, int] = {}
    is_heading = False
    for token in tokens(page):
        if token.type == "inline" and is_heading:
            slug = re.sub(r"[^\w\- ]", "", token.content.lower()).replace(" ", "-")
            count = found.get(slug, 0)
            found[slug] = count + 1
            if count:
                found[f"{slug}-{count}"] = 1
        is_heading = token.type == "heading_open"
    return set(found)


@pytest.mark.parametrize("page", pages())
def test_links(page: str) -> None:
    """Every relative link has a target. Absolute URLs are skipped, because tests use no network."""
    here = ROOT / page
    wrong = []
    for token in tokens(here):
        target = token.attrGet("href") or token.attrGet("src")
        if not isinstance(target, str) or re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (here.parent / unquote(path)).resolve() if path else here
        if not file.exists() or not file.is_relative_to(ROOT) or (anchor and anchor not in anchors(file)):
            wrong.append(target)
    assert wrong == []
