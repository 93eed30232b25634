// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

// What `pulumi preview` and `pulumi up` run in this folder: they call the function, and what it returns are the outputs.
import { deploy } from "./rollout";

export = deploy;
