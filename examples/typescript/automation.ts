// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

// The same rollout through the Automation API: `npm run --silent automation preview|up|destroy [STACK]`.
//
// Platform teams can start from this file to deploy from their own service or job, instead of running `pulumi`. It
// prints the changes and the outputs as JSON, and the progress messages of Pulumi to standard error.

import * as automation from "@pulumi/pulumi/automation";
import { deploy } from "./rollout";

const onOutput = (text: string) => process.stderr.write(text);

const operations = new Map([
    ["preview", preview],
    ["up", up],
    ["destroy", destroy],
]);

async function main(operation: string = "", stackName: string = "dev"): Promise<void> {
    const operate = operations.get(operation);
    if (operate === undefined) {
        throw new Error("usage: npm run --silent automation preview|up|destroy [STACK]");
    }
    // With this folder as its workspace, it uses the Pulumi.yaml, stacks and settings that `pulumi` uses here.
    const stack = await automation.LocalWorkspace.createOrSelectStack(
        { stackName, projectName: "gateway-rollout", program: deploy },
        { workDir: "." },
    );
    console.log(JSON.stringify(await operate(stack)));
}

async function preview(stack: automation.Stack): Promise<object> {
    return { changes: (await stack.preview({ onOutput })).changeSummary };
}

async function up(stack: automation.Stack): Promise<object> {
    const done = await stack.up({ onOutput });
    // The values of secrets are in plain text here. Do not log them.
    const outputs = Object.entries(done.outputs).map(([name, { value, secret }]) => [name, secret ? "[secret]" : value]);
    return { changes: done.summary.resourceChanges, outputs: Object.fromEntries(outputs) };
}

async function destroy(stack: automation.Stack): Promise<object> {
    return { changes: (await stack.destroy({ onOutput })).summary.resourceChanges };
}

main(process.argv[2], process.argv[3]).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
