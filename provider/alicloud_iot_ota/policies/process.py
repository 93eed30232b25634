# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The process of the policy pack."""

from __future__ import annotations

import logging
import sys

from pulumi.runtime.proto import analyzer_pb2_grpc

from alicloud_iot_ota.api.request_log import is_verbose
from alicloud_iot_ota.engine import process
from alicloud_iot_ota.policies.analyzer import Analyzer


def main() -> None:
    """Run the policy pack until the engine exits."""
    if is_verbose(sys.argv[1:]):
        logging.getLogger("alicloud_iot_ota.policies").setLevel(logging.DEBUG)
    register = analyzer_pb2_grpc.add_AnalyzerServicer_to_server
    process.leave(process.serve(sys.argv[1:], lambda _: Analyzer(), register))
