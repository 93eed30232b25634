# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Demonstrates the OpenTofu provider on real OpenTofu: look up, pin, plan. Run by `make demo-opentofu`.

It starts the emulator and the engine in a sandbox, and stops both.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine import OPENTOFU
from narration import EXAMPLES, command, expect, heading, perform, print_fleet, publish, run
from terraform_sandbox import TerraformSandbox

from alicloud_iot_ota import __version__
from alicloud_iot_ota.terraform.address import EXECUTABLE
from alicloud_iot_ota.testing.environment import variables

if TYPE_CHECKING:
    from alicloud_iot_emulator import Emulator

PROVIDER = Path(sys.executable).with_name(EXECUTABLE)


def show(root: Path, engine: Path, emulator: Emulator) -> None:
    """Run all steps with examples/opentofu."""
    sandbox = TerraformSandbox(root, engine)
    heading("A fleet in Alibaba Cloud IoT Platform (the emulator of this project, no account needed)")
    print_fleet(emulator)

    heading("1. Install the provider into a mirror, where the engine finds it")
    command("alicloud-iot-ota install-terraform-provider")
    sandbox.install_provider(PROVIDER, __version__)
    configuration = sandbox.configuration(EXAMPLES / "opentofu", env=variables(emulator))
    perform("tofu init", configuration.init(), begin="OpenTofu has been")
    perform("tofu validate", configuration.validate())

    heading("2. Apply examples/opentofu: reference one firmware, pin others, hand their IDs on")
    perform("tofu apply", configuration.apply("-concise"), shows='"default" = "4.0.0"', begin="\nApply complete!")

    heading("3. Gateway 4.1.0 is published. The plan of the next pull request shows it")
    published = publish(emulator)
    plan = configuration.plan("-concise", "-detailed-exitcode")
    perform("tofu plan -detailed-exitcode", plan, status=2, shows='"4.0.0" -> "4.1.0"')
    print("    (exit code 2: the plan has changes)")

    heading("4. A version without verification stops the plan, and the error says why")
    stopped = configuration.plan("-concise", "-var=baseline=4.0.1")
    expect("statuses verified or notRequired" in stopped.text, stopped)
    perform("tofu plan -var=baseline=4.0.1", stopped, status=1, begin="\nError: ")
    print("    (exit code 1)")

    heading("5. The configuration has tests. They pass with the catalog of the beginning")
    emulator.withdraw(published)
    perform("tofu test", configuration.test(), shows="Success!")


if __name__ == "__main__":
    sys.exit(run(OPENTOFU, show))
