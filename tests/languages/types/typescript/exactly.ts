// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";

// Two types are the same if no other type can tell them apart. Being assignable both ways is not enough: `any` is.
type Same<Left, Right> =
    (<Other>() => Other extends Left ? true : false) extends <Other>() => Other extends Right ? true : false
        ? true
        : false;

/** `exactly<string>()(value)` compiles only where the type of the value is `string`, and nothing wider or narrower. */
export function exactly<Wanted>() {
    return <Found>(_value: Found, ..._difference: Same<Wanted, Found> extends true ? [] : [Wanted]): void => {};
}

/** The same arguments, each known only later: as outputs of other resources. */
export type Later<Args> = { [Name in keyof Args]: pulumi.Output<Args[Name]> };
