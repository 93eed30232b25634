# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The entry point `python -m alicloud_iot_ota`: the command line, or the plugin if Pulumi's Python host runs it.

That host runs the package's `__main__` from a folder with PulumiPlugin.yaml. The first argument is decisive: Pulumi
starts a plugin with optional flags and the engine's address, while a command line starts with a command name.
"""

import re
import sys

# The flags are from `buildPluginArguments` in pkg/resource/plugin/plugin.go of pulumi/pulumi; the address is on
# loopback.
_STARTS_PLUGIN = r"--?(?:logtostderr|v=[0-9]+|tracing)(?:=.*)?|(?:127(?:\.[0-9]+){3}|\[::1\]):[0-9]+"

if re.fullmatch(_STARTS_PLUGIN, "".join(sys.argv[1:2])):
    from alicloud_iot_ota.plugin import main as run_plugin

    run_plugin()
else:
    from alicloud_iot_ota.cli import main as run_command

    sys.exit(run_command())
