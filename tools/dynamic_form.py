# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Generates the dynamic provider from the native Python SDK. Usage: `dynamic_form.py SDK FOLDER`.

It copies each module of `pulumi_alicloud_iot.ota` and changes only the call of a function and the base class of the
resource. Names, signatures, types and docstrings of both forms are therefore equal. Old modules are removed.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

NATIVE = "import pulumi_alicloud_iot as alicloud_iot"
DYNAMIC = "from alicloud_iot_ota import dynamic as ota"
HEAD = """# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
# Made by tools/dynamic_form.py from sdk/python: make sdk. Not to be edited.
"""
REPLACED = {
    "from .. import _utilities": "from . import _utilities",
    "pulumi.runtime.invoke(": "_utilities.invoke(",
    "pulumi.runtime.invoke_output(": "_utilities.invoke_output(",
    "class FirmwarePin(pulumi.CustomResource):": "class FirmwarePin(_utilities.Pin):",
    NATIVE: DYNAMIC,
    "alicloud_iot.ota.": "ota.",
}
"""The replacements. Each original must occur in the SDK."""
UTILITIES = """
import pulumi

from alicloud_iot_ota.dynamic.calls import invoke as invoke
from alicloud_iot_ota.dynamic.calls import invoke_output as invoke_output
from alicloud_iot_ota.dynamic.pin import Pin as Pin


def get_invoke_opts_defaults() -> pulumi.InvokeOptions:
    return pulumi.InvokeOptions()


def get_resource_opts_defaults() -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions()


"""
"""The start of `_utilities`, before the function that is copied from the SDK. It has no plugin version."""
TAKEN = re.compile(r"^def get_resource_args_opts\(.*?\n(?=\n\n)", re.MULTILINE | re.DOTALL)
HEAD_OF_THE_SDK = re.compile(r"\A# coding=utf-8\n(# \*\*\* .*\n)+")


def modules(package: Path) -> dict[str, str]:
    """Return the text of each module of the dynamic provider, by file name.

    Args:
        package: The folder of the package `pulumi_alicloud_iot`.
    """
    texts = {file.name: file.read_text() for file in sorted((package / "ota").glob("*.py"))}
    for old, new in REPLACED.items():
        if not any(old in text for text in texts.values()):
            raise SystemExit(f"{package}: the SDK has no `{old}` any more; adapt tools/dynamic_form.py")
        texts = {name: text.replace(old, new) for name, text in texts.items()}
    taken = TAKEN.search((package / "_utilities.py").read_text())
    if taken is None:
        raise SystemExit(f"{package}: `_utilities.py` has another shape; adapt tools/dynamic_form.py")
    made = {name: HEAD + HEAD_OF_THE_SDK.sub("", text) for name, text in texts.items()}
    return {**made, "_utilities.py": HEAD + UTILITIES + taken.group()}


def main() -> None:
    """Write the modules."""
    sdk, folder = map(Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.py"):
        old.unlink()
    for name, text in modules(sdk / "pulumi_alicloud_iot").items():
        (folder / name).write_text(text)


if __name__ == "__main__":
    main()
