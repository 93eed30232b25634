# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A user's home directory with the files that contain or lead to credentials."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.credentials.standins.keys import OIDC_TOKEN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Home:
    """A home directory that is empty at first.

    Attributes:
        path: The directory.
        cli_file: The aliyun CLI's file with profiles.
        credentials_file: The credentials file that Alibaba Cloud's SDKs share.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cli_file = path / ".aliyun" / "config.json"
        self.credentials_file = path / ".alibabacloud" / "credentials.ini"

    def write_profiles(self, *profiles: Mapping[str, object]) -> None:
        """Write the CLI's profiles. The first one is the current profile, and the default name is `default`."""
        named = [{"name": "default", **profile} for profile in profiles]
        _write(self.cli_file, json.dumps({"current": named[0]["name"], "profiles": named}))

    def write_credentials(self, fields: Mapping[str, str], path: Path | None = None) -> None:
        """Write a credentials file with a section `default`, by default to the standard location."""
        lines = ["[default]", "enable = true", *(f"{name} = {value}" for name, value in fields.items()), ""]
        _write(path or self.credentials_file, "\n".join(lines))

    def write_oidc_token(self) -> str:
        """Write an identity provider's token for a pipeline, and return the file's name."""
        path = self.path / "oidc-token"
        _write(path, OIDC_TOKEN)
        return str(path)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
