// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

package types

// pointer returns a pointer to a value. In the plain form, the SDK declares optional arguments as pointers.
func pointer[Value any](value Value) *Value {
	return &value
}
