# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The same rollout through the Automation API: `python automation.py preview|up|destroy [STACK]`.

Platform teams can start from this file to deploy from their own service or job, instead of running `pulumi`. It prints
the changes and the outputs as JSON, and the progress messages of Pulumi to standard error.
"""

import argparse
import json
import sys

from pulumi import automation
from rollout import deploy


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("operation", choices=["preview", "up", "destroy"])
    parser.add_argument("stack", nargs="?", default="dev")
    arguments = parser.parse_args()
    try:
        # With this folder as its workspace, it uses the Pulumi.yaml, stacks and settings that `pulumi` uses here.
        stack = automation.create_or_select_stack(
            stack_name=arguments.stack,
            project_name="gateway-rollout",
            program=deploy,
            opts=automation.LocalWorkspaceOptions(work_dir="."),
        )
        report = run(stack, arguments.operation)
    except automation.CommandError as error:
        sys.exit(str(error))
    sys.stdout.write(f"{json.dumps(report)}\n")


def run(stack: automation.Stack, operation: str) -> dict[str, object]:
    if operation == "preview":
        return {"changes": stack.preview(on_output=say).change_summary}
    if operation == "destroy":
        return {"changes": stack.destroy(on_output=say).summary.resource_changes}
    done = stack.up(on_output=say)
    # The values of secrets are in plain text here. Do not log them.
    outputs = {name: "[secret]" if output.secret else output.value for name, output in done.outputs.items()}
    return {"changes": done.summary.resource_changes, "outputs": outputs}


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
