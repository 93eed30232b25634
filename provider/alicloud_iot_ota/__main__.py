# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m alicloud_iot_ota` is the command line, and is the plugin where Pulumi's Python host runs the package.

That host runs the `__main__` of the package in a folder with PulumiPlugin.yaml. The first argument decides. Pulumi
starts a plugin with its flags, if any, and the address of the engine; a command line begins with the command's name.
"""

import re
import sys

# `buildPluginArguments` in pkg/resource/plugin/plugin.go of pulumi/pulumi has these flags; the address is 127.0.0.1's.
_STARTS_PLUGIN = r"--?(?:logtostderr|v=[0-9]+|tracing)(?:=.*)?|(?:127(?:\.[0-9]+){3}|\[::1\]):[0-9]+"

if re.fullmatch(_STARTS_PLUGIN, "".join(sys.argv[1:2])):
    from alicloud_iot_ota.plugin import main as run_plugin

    run_plugin()
else:
    from alicloud_iot_ota.cli import main as run_command

    sys.exit(run_command())
