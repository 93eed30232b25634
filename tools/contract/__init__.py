# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The contract with the service: what this project assumes about ListOTAFirmware, and how to check it.

`assumptions` has the table, `probing` sends the requests, `evidence` stores the responses, and `report` writes the
results. The checks are in the other modules. They only read the evidence, so the emulator and the real service are
checked by the same code.
"""
