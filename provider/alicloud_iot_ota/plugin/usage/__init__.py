# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Examples of each function, of the resource and of the provider, in four languages, for the schema.

Each has a Markdown file beside this one, named like it, in the form that Pulumi's registry shows, and that the
generators of its SDKs filter by language. Every program in them is whole, and the tests run or compile it.
"""

from __future__ import annotations

from importlib import resources


def described(name: str, description: str) -> str:
    """Return a description with the examples of what has this name, if there are any."""
    # Read when a schema is made, and not on import: the plugin starts with every command.
    examples = resources.files(__name__).joinpath(f"{name}.md")
    return f"{description}\n\n{examples.read_text(encoding='utf-8')}" if examples.is_file() else description
