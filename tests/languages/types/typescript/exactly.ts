// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";

// Two types are the same if no other type can distinguish them. Assignability in both directions is not enough: `any`
// is assignable to and from every type.
type Same<Left, Right> =
    (<Other>() => Other extends Left ? true : false) extends <Other>() => Other extends Right ? true : false
        ? true
        : false;

/** `exactly<string>()(value)` compiles only if the type of the value is exactly `string`. */
export function exactly<Wanted>() {
    return <Found>(_value: Found, ..._difference: Same<Wanted, Found> extends true ? [] : [Wanted]): void => {};
}

/** The same arguments as outputs of other resources. */
export type Later<Args> = { [Name in keyof Args]: pulumi.Output<Args[Name]> };
