# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Generates the pages of docs/reference from the schema. Usage: `reference.py SCHEMA FOLDER`.

Each function, the resource and the provider get a page; README.md links to all of them. Old pages are removed.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

Spec = Mapping[str, Any]
"""An object of the schema."""

HEAD = "<!-- Made by tools/reference.py from schema.json: make sdk. Not to be edited. -->"
LANGUAGES = {"python": "Python", "typescript": "TypeScript", "go": "Go", "yaml": "YAML"}
"""The languages of the examples, by their name in a code fence, in display order. The first one is open."""
NAMES = (
    "Names are those of TypeScript and YAML: Python writes `product_key` for `productKey`, and Go `ProductKey`. "
    "[How the languages differ](README.md#languages)."
)
DEPTH: dict[str, tuple[tuple[str, str], ...]] = {
    "getFirmware": (
        ("selection.md", "Find one package"),
        ("selection.md", "Choose among several matches"),
        ("selection.md", "Version ranges"),
        ("selection.md", "Select by the installed version"),
        ("selection.md", "Assert properties of the package"),
    ),
    "findFirmware": (("selection.md", "Find a package that may not exist"),),
    "explainFirmware": (("selection.md", "Explain a selection"),),
    "getFirmwares": (("selection.md", "Find one package"), ("selection.md", "Version ranges")),
    "getUpgradePath": (("selection.md", "Select by the installed version"),),
    "getFirmwarePage": (("connection.md", "Retries"),),
    "getLockedFirmware": (("pins.md", "Lock file entries"), ("pins.md", "Verdicts")),
    "FirmwarePin": (
        ("pins.md", "FirmwarePin"),
        ("pins.md", "Lock file entries"),
        ("pins.md", "Verdicts"),
        ("pins.md", "Guarantees"),
    ),
    "Provider": (("connection.md", "Credentials"), ("connection.md", "Certificates, proxies, and what is refused")),
}
"""The handwritten section for each reference page, if any: the page in docs/, and the heading."""


class Table(NamedTuple):
    """A Markdown table.

    Attributes:
        heads: The column headings.
        rows: The cells. A vertical bar in a cell is escaped.
    """

    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def __str__(self) -> str:
        lines = [self.heads, tuple("---" for _ in self.heads), *self.rows]
        return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def main() -> None:
    """Replace the pages in a folder with those of a schema."""
    schema_file, folder = map(Path, sys.argv[1:])
    schema = json.loads(schema_file.read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        old.unlink()
    for name, text in pages(schema).items():
        (folder / name).write_text(text, encoding="utf-8")


def pages(schema: Spec) -> dict[str, str]:
    """Return the text of each page, by file name."""
    entries: dict[str, Spec] = {
        **{_short(token): function for token, function in schema["functions"].items()},
        **{_short(token): resource for token, resource in schema["resources"].items()},
        "Provider": schema["provider"],
    }
    return {
        **{f"{name}.md": _page(name, entry, schema["types"]) for name, entry in entries.items()},
        "README.md": _index(entries, schema["name"]),
    }


def anchor(heading: str) -> str:
    """Return the anchor of a heading on GitHub and GitLab."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _page(name: str, entry: Spec, types: Spec) -> str:
    description, examples, after = _parted(entry["description"])
    links = [f"[{heading}](../{page}#{anchor(heading)})" for page, heading in DEPTH.get(name, ())]
    taken, given = _taken(entry), _given(name, entry)
    return _joined(
        HEAD,
        f"# {name}",
        description,
        f"More on it: {', '.join(links)}." if links else "",
        *(["## Examples", *map(_example, examples)] if examples else []),
        after,
        *_settings(taken) if name == "Provider" else ["## Arguments", NAMES, _fields("Required", taken)],
        *given,
        *_types(taken, entry, types),
    )


def _index(entries: Spec, package: str) -> str:
    rows = [(f"[{name}]({name}.md)", _first_sentence(entry["description"])) for name, entry in entries.items()]
    languages = Table(
        ("", "TypeScript", "Python", "Go", "YAML"),
        [
            ("import", "`pulumi-alicloud-iot`", "`pulumi_alicloud_iot`", "`.../alicloudiot/ota`", ""),
            (
                "function",
                "`ota.getFirmware`",
                "`ota.get_firmware`",
                "`ota.GetFirmware`",
                f"`{package}:ota:getFirmware`",
            ),
            (
                "with outputs",
                "`ota.getFirmwareOutput`",
                "`ota.get_firmware_output`",
                "`ota.GetFirmwareOutput`",
                "always",
            ),
            ("property", "`destVersion`", "`dest_version`", "`DestVersion`", "`destVersion`"),
            ("word", '`"highest"`', "`ota.FirmwareSelect.HIGHEST`", "`ota.FirmwareSelectHighest`", "`highest`"),
            ("nothing", "`undefined`", "`None`", "`nil`", "left out"),
        ],
    )
    return _joined(
        HEAD,
        "# Reference",
        "Every function, resource and setting, with its arguments, its results and an example in four languages. What "
        "they are for, and how they work together, is in [selection.md](../selection.md), [pins.md](../pins.md) and "
        "[connection.md](../connection.md).",
        str(Table(("Name", "What it is"), rows)),
        "## Languages",
        str(languages),
        "A function waits for its result, and takes plain values. Its form with outputs takes the outputs of resources "
        "as well, waits for nothing, and gives an unknown result in a preview in which an argument is unknown.",
    )


def _first_sentence(description: str) -> str:
    return re.split(r"(?<=[^.]\.)\s", description, maxsplit=1)[0]


def _parted(description: str) -> tuple[str, list[str], str]:
    """Split a description into the text before its examples, the examples, and the text after them."""
    before, _, rest = description.partition("{{% examples %}}")
    within, _, after = rest.partition("{{% /examples %}}")
    return before, re.findall(r"{{% example %}}\n(.*?){{% /example %}}", within, re.DOTALL), after


def _example(example: str) -> str:
    words, _, _ = example.partition("```")
    programs = dict(re.findall(r"^```(\w+)\n(.*?)^```$", example, re.MULTILINE | re.DOTALL))
    blocks = [
        f"<details{' open' if number == 0 else ''}>\n<summary>{shown}</summary>\n\n"
        f"```{language}\n{programs[language]}```\n\n</details>"
        for number, (language, shown) in enumerate(LANGUAGES.items())
    ]
    return _joined(words, *blocks)


def _taken(entry: Spec) -> Spec:
    """Return the inputs of an entry, as an object of the schema."""
    if "inputs" in entry:
        inputs: Spec = entry["inputs"]
        return inputs
    return {"properties": entry["inputProperties"], "required": entry.get("requiredInputs", ())}


def _given(name: str, entry: Spec) -> list[str]:
    """Return the section about the outputs of an entry. A provider has no outputs besides its inputs."""
    if name == "Provider":
        return []
    if "outputs" in entry:
        introduction = "What is not always there is nothing where the service gives none."
        return ["## Results", introduction, _fields("Always there", entry["outputs"])]
    added = {name: spec for name, spec in entry["properties"].items() if name not in entry["inputProperties"]}
    outputs = {"properties": added, "required": entry["required"]}
    return ["## Outputs", "Beside each argument, and the `id`:", _fields("Always there", outputs)]


def _settings(taken: Spec) -> list[str]:
    introduction = (
        "Of the provider as a resource, and of the stack: `pulumi config set alicloud-iot:region cn-shanghai`. A "
        "setting counts before the variables of the environment, and these in their order."
    )
    return ["## Settings", introduction, NAMES, _fields("", taken)]


def _types(taken: Spec, entry: Spec, types: Spec) -> list[str]:
    """Return the section about the types that an entry refers to, directly or indirectly."""
    named, inputs = _reachable(entry, types), _reachable(taken, types)
    parts = ["## Types"] if named else []
    for token in sorted(named):
        spec = types[token]
        words = [(f"`{each['value']}`", each["description"]) for each in spec.get("enum", ())]
        column = "Required" if token in inputs else "Always there"
        table = str(Table(("Value", "Description"), words)) if words else _fields(column, spec)
        parts += [f"### {_short(token)}", spec["description"], table]
    return parts


def _fields(column: str, specs: Spec) -> str:
    """Return a table of properties. The optional column says which are required, or always set."""
    rows = []
    for name, spec in specs["properties"].items():
        marks = ("yes" if name in specs.get("required", ()) else "",) if column else ()
        rows.append((f"`{name}`", _shown_type(spec), *marks, spec["description"]))
    return str(Table(("Name", "Type", *filter(None, [column]), "Description"), rows))


def _shown_type(spec: Spec) -> str:
    if "$ref" in spec:
        name = _short(spec["$ref"])
        kind = f"[{name}](#{anchor(name)})"
    elif spec["type"] == "array":
        kind = f"list of {_shown_type(spec['items'])}"
    elif spec["type"] == "object":
        kind = f"map of {_shown_type(spec['additionalProperties'])}"
    else:
        kind = spec["type"]
    return f"{kind}, secret" if spec.get("secret") else kind


def _reachable(part: Spec, types: Spec) -> set[str]:
    """Return the tokens of the types that a part of the schema refers to, directly or indirectly."""
    found: set[str] = set()
    parts = [part]
    while parts:
        tokens = set(re.findall(r'"#/types/([^"]+)"', json.dumps(parts.pop()))) - found
        found |= tokens
        parts += [types[token] for token in tokens]
    return found


def _short(token: str) -> str:
    return token.rpartition(":")[2]


def _joined(*parts: str) -> str:
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


if __name__ == "__main__":
    main()
