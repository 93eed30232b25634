# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The package schema, generated from the declarations: the contract with every Pulumi language.

`python -m alicloud_iot_ota.plugin.schema` prints it. The file schema.json next to pyproject.toml is that output.
"""

from __future__ import annotations

import json
import sys
from importlib import resources
from typing import Any

import msgspec

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base import docstrings
from alicloud_iot_ota.schema.functions import FIRMWARE_PIN, FUNCTIONS, Declaration, ListableResource
from alicloud_iot_ota.schema.json_schema import describe, enum_descriptions, without_null
from alicloud_iot_ota.schema.settings import ProviderArgs
from alicloud_iot_ota.schema.tokens import MODULE, PACKAGE, token

_DESCRIPTION = "Look up, pin and preview Alibaba Cloud IoT OTA firmware. Read-only."
_README = (
    f"# Alibaba Cloud IoT OTA\n\n{_DESCRIPTION} This SDK requires the plugin `{PACKAGE}` in the same version, "
    f"{__version__}. It is generated from the schema of the Pulumi package. Do not edit.\n"
)
_LANGUAGES: dict[str, Any] = {
    "csharp": {
        "namespaces": {PACKAGE: "AlicloudIot", MODULE: "Ota"},
        "packageReferences": {"Pulumi": "3.*"},
        "respectSchemaVersion": True,
        "rootNamespace": "Pulumi",
    },
    "go": {
        # This address serves nothing. Until the project has a public one, programs replace it with a folder.
        "importBasePath": "example.com/pulumi-alicloud-iot/sdk/go/alicloudiot",
        "generateResourceContainerTypes": True,
        "respectSchemaVersion": True,
    },
    "java": {
        "basePackage": "com.pulumi",
        "buildFiles": "gradle",
        "packages": {PACKAGE: "alicloudiot", MODULE: MODULE},
    },
    "nodejs": {
        "packageDescription": _DESCRIPTION,
        "packageName": "pulumi-alicloud-iot",
        "readme": _README,
        "respectSchemaVersion": True,
        "typescriptVersion": "^5.0.0",
    },
    "python": {
        "packageName": "pulumi_alicloud_iot",
        "pyproject": {"enabled": True},
        "pythonRequires": ">=3.10",
        "readme": _README,
        # The generator allows older versions, but parver 0.2.1 cannot be imported on Python 3.10.
        "requires": {"parver": ">=0.3.1", "semver": ">=3.1"},
        "respectSchemaVersion": True,
    },
}


def package_schema() -> dict[str, Any]:
    """Return the schema in the format of Pulumi's metaschema."""
    docstrings.require()  # the descriptions
    forms = [form for each in (*FUNCTIONS, FIRMWARE_PIN) for form in (each.arguments, each.result)]
    forms.append(FIRMWARE_PIN.query)
    _, definitions = msgspec.json.schema_components([*forms, ProviderArgs])
    provider = _object(definitions[ProviderArgs.__name__])["properties"]
    top_level = {form.__name__ for form in forms} | {ProviderArgs.__name__}
    return {
        "name": PACKAGE,
        "displayName": "Alibaba Cloud IoT OTA",
        "version": __version__,
        "description": _DESCRIPTION,
        "keywords": ["alibaba-cloud", "iot", "ota", "firmware", "category/cloud", "kind/native"],
        "license": "Apache-2.0",
        "publisher": "alicloud-iot-ota",
        "meta": {"moduleFormat": "(.*)", "supportPack": True},  # generates a Go SDK with its own go.mod
        "language": _LANGUAGES,
        "config": {"variables": provider},
        "types": {
            token(name): _type(definition) for name, definition in sorted(definitions.items()) if name not in top_level
        },
        "provider": {
            "description": _with_examples("Provider", "The region, endpoint and credentials for lookups."),
            "inputProperties": provider,
            "properties": provider,
        },
        "resources": {FIRMWARE_PIN.token: _resource(definitions, FIRMWARE_PIN)},
        "functions": {each.token: _function(definitions, each) for each in FUNCTIONS},
    }


def _with_examples(name: str, description: str) -> str:
    """Return a description with its examples in four languages, if `plugin/usage` has any.

    Pulumi's registry shows this format, and the SDK generators filter it by language. Every example is a complete
    program. The tests run or compile it.
    """
    examples = resources.files("alicloud_iot_ota.plugin") / "usage" / f"{name}.md"
    return f"{description}\n\n{examples.read_text(encoding='utf-8')}" if examples.is_file() else description


def _function(definitions: dict[str, Any], declared: Declaration) -> dict[str, Any]:
    return {
        "description": _with_examples(declared.name, declared.description),
        "inputs": {"type": "object", **_object(definitions[declared.arguments.__name__])},
        "outputs": {"type": "object", **_object(definitions[declared.result.__name__])},
    }


def _resource(definitions: dict[str, Any], declared: ListableResource) -> dict[str, Any]:
    inputs, outputs = _object(definitions[declared.arguments.__name__]), _object(definitions[declared.result.__name__])
    return {
        "description": _with_examples(declared.name, declared.description),
        "inputProperties": inputs["properties"],
        "properties": inputs["properties"] | outputs["properties"],
        "required": outputs["required"],
        "listInputs": {"type": "object", **_object(definitions[declared.query.__name__])},
    }


def _type(definition: dict[str, Any]) -> dict[str, Any]:
    if "enum" not in definition:
        return {"type": "object", "description": definition["description"], **_object(definition)}
    words = enum_descriptions(definition["description"], definition["enum"])
    return {
        "type": "string",
        "description": definition["description"].split("\n")[0],
        "enum": [
            {"name": word[0].upper() + word[1:], "value": word, "description": note} for word, note in words.items()
        ],
    }


def _object(definition: dict[str, Any]) -> dict[str, Any]:
    required = sorted(definition.get("required", []))
    properties = {name: _property(spec) for name, spec in sorted(definition["properties"].items())}
    return {"properties": properties, **({"required": required} if required else {})}


def _property(spec: dict[str, Any]) -> dict[str, Any]:
    """Convert a property of JSON Schema to Pulumi's schema, without bounds, which Check enforces."""
    flat = without_null(spec)
    if "$ref" in flat:
        name = flat["$ref"].rpartition("/")[2]
        kind: dict[str, Any] = {"$ref": f"#/types/{token(name)}"}
    elif flat["type"] == "array":
        kind = {"type": "array", "items": _property(flat["items"])}
    elif isinstance(flat.get("additionalProperties"), dict):
        kind = {"type": "object", "additionalProperties": _property(flat["additionalProperties"])}
    else:
        kind = {"type": flat["type"]}
    description = {"description": describe(flat)} if "description" in flat else {}
    return kind | description | ({"secret": flat["secret"]} if "secret" in flat else {})


def main() -> None:
    """Print the schema. The same declarations always print the same bytes."""
    sys.stdout.write(json.dumps(package_schema(), indent=4) + "\n")


if __name__ == "__main__":
    main()
