# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m alicloud_iot_ota` is the command line, and is the plugin where Pulumi's Python host runs the package.

That host runs the `__main__` of the package in a folder with PulumiPlugin.yaml. The last argument is then the address
of the engine, which no command takes.
"""

import re
import sys

if re.fullmatch(r"[\w.\[\]:-]+:\d+", sys.argv[-1]):
    from alicloud_iot_ota.plugin import main as run_plugin

    run_plugin()
else:
    from alicloud_iot_ota.cli import main as run_command

    sys.exit(run_command())
