# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The generated pages in docs/reference: they match the schema, are complete, and have valid links."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

from reference import anchor, pages

from tests.docs.programs import DOCUMENTED, ROOT, SCHEMA, SUFFIXES, blocks

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "docs" / "reference"
LINK = re.compile(r"\[[^\]]+\]\(([^)#\s]*)#?([^)]*)\)")


def headings(text: str) -> set[str]:
    """Return the anchors of a page."""
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def test_pages_are_fresh(tmp_path: Path) -> None:
    """The command writes exactly the committed pages, and deletes a page without an entry in the schema."""
    (tmp_path / "getGone.md").touch()
    subprocess.run(
        [sys.executable, ROOT / "tools" / "reference.py", ROOT / "schema.json", tmp_path],
        check=True,
        capture_output=True,
    )
    written = {page.name: page.read_text() for page in tmp_path.iterdir()}
    assert written == {page.name: page.read_text() for page in FOLDER.iterdir()}, "make sdk writes them anew"


def test_pages_are_complete() -> None:
    """Each entry has a page with all its programs, properties and types, and the index links to it."""
    texts = pages(SCHEMA)
    assert texts.keys() == {f"{name}.md" for name in DOCUMENTED} | {"README.md"}
    for name, entry in DOCUMENTED.items():
        page = texts[f"{name}.md"]
        for language in SUFFIXES:
            assert blocks(language, page) == blocks(language, entry["description"])
        for part in (entry, entry.get("inputs", {}), entry.get("outputs", {})):
            for section in ("properties", "inputProperties"):
                assert [each for each in part.get(section, {}) if f"| `{each}` |" not in page] == []
        assert "{{%" not in page
        assert f"]({name}.md)" in texts["README.md"]


def test_links_lead_somewhere() -> None:
    """Each link leads to an existing page and heading."""
    found = [(page, *link) for page in FOLDER.iterdir() for link in LINK.findall(page.read_text())]
    assert len(found) > 50
    for page, path, fragment in found:
        target = (page.parent / path).resolve() if path else page
        assert target.is_file(), (page.name, path)
        assert not fragment or fragment in headings(target.read_text()), (page.name, path, fragment)
