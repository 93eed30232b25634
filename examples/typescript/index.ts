// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

// The program that `pulumi preview` and `pulumi up` run in this folder. Pulumi calls the exported function, and uses
// its result as the outputs of the stack.
import { deploy } from "./rollout";

export = deploy;
