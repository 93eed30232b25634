# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The process of the native provider."""

from __future__ import annotations

import re
import sys

from alicloud_iot_ota import __version__
from alicloud_iot_ota.api.request_log import is_verbose, show_requests
from alicloud_iot_ota.base.executables import SUFFIX
from alicloud_iot_ota.engine import process
from alicloud_iot_ota.errors import SettingsError
from alicloud_iot_ota.plugin.servicer import Servicer, add_to_server

_COPY = r"[/\\]resource-(?P<name>[a-z-]+)-v(?P<version>[^/\\]+)[/\\][^/\\]+"
"""The end of the path of an installed plugin."""


def main() -> None:
    """Run the plugin. Exit without waiting for pending requests to the service."""
    argv = sys.argv[1:]

    def create(address: str | None) -> Servicer:
        require_version(sys.argv[0])
        if is_verbose(argv):
            show_requests()
        return Servicer(address)

    process.leave(process.serve(argv, create, add_to_server))


def require_version(program: str) -> None:
    """Refuse a copy of the executable of another version. On Windows, Pulumi's folder has such a copy as a launcher.

    Raises:
        SettingsError: It was installed for another version.
    """
    copy = re.search(_COPY, program) if SUFFIX else None
    if copy is not None and copy["version"] != __version__:
        raise SettingsError(
            f"The plugin {copy['name']} {copy['version']} was installed from the environment of {sys.executable}, "
            f"which now has version {__version__}.",
            "Run `alicloud-iot-ota install-plugin` in an environment that has the version of the program's SDK. Or "
            f"install the SDK in version {__version__}, and run the command in this environment.",
        )
