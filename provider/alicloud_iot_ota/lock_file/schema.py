# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The JSON schema of firmware.toml, for editors and other tools.

`python -m alicloud_iot_ota.lock_file.schema` prints it; docs/firmware.toml.schema.json is that output. The schema
describes single fields. Only this package checks which fields belong together, and whether version ranges and regular
expressions are valid.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import msgspec

from alicloud_iot_ota.lock_file.entry import NAME
from alicloud_iot_ota.lock_file.tables import ManifestTables
from alicloud_iot_ota.schema.arguments import EntryArgs
from alicloud_iot_ota.schema.json_schema import describe, without_null

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the schema in JSON Schema draft 2020-12."""
    _, components = msgspec.json.schema_components([ManifestTables, EntryArgs])
    definitions = {name: _plain(definition) for name, definition in sorted(components.items())}
    document = definitions.pop(ManifestTables.__name__)
    document["properties"]["firmware"] |= {
        "propertyNames": {"pattern": f"^{NAME}$"},
        "additionalProperties": {"$ref": f"#/$defs/{EntryArgs.__name__}"},
    }
    return {"$schema": _DIALECT, **document, "title": "firmware.toml", "$defs": definitions}


def _plain(definition: dict[str, Any]) -> dict[str, Any]:
    """Return a definition without null, which TOML lacks. Its description is the first line of the docstring."""
    plain = {**definition, "description": definition["description"].split("\n")[0]}
    if "properties" in plain:
        plain["properties"] = {name: _property(spec) for name, spec in sorted(plain["properties"].items())}
    return plain


def _property(spec: dict[str, Any]) -> dict[str, Any]:
    flat = without_null(spec)
    omitted = {"anyOf", "allOf", "default", "defaultText", "examples"}
    described = {"description": describe(flat)} if "description" in flat else {}
    return {key: value for key, value in flat.items() if key not in omitted} | described


def main() -> None:
    """Print the schema. The output is deterministic."""
    sys.stdout.write(json.dumps(json_schema(), indent=2) + "\n")


if __name__ == "__main__":
    main()
