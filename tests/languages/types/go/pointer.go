// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

package types

// pointer makes an optional argument of a plain form: the SDK has a pointer for each.
func pointer[Value any](value Value) *Value {
	return &value
}
