# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The provider without the library of regular expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.terraform.conftest import assert_failed, assert_ok

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terraform.conftest import Configure

pytestmark = pytest.mark.engine

WITHOUT_RE2 = "import sys\nsys.modules['re2'] = None\n"
"""A `sitecustomize` module, which Python imports at its start."""
PLAIN = """
data "alicloudiot_ota_firmware" "meter" {
  product_key  = "a1MeterK001"
  dest_version = "1.5.2"
  type         = "full"
}
"""
PATTERNS = """
data "alicloudiot_ota_firmware" "isp" {
  product_key     = "a1CameraK01"
  module_name     = "isp"
  version_pattern = "isp-(?P<version>.+)"
  min_age         = "soon"
}
"""


def test_patterns_without_their_library(configure: Configure, tmp_path: Path) -> None:
    """A pattern is an error at its argument, next to the other mistakes. Everything else works."""
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_RE2)
    configuration = configure(PLAIN, env={"PYTHONPATH": str(tmp_path)})
    assert_ok(configuration.plan())
    configuration.write(PATTERNS)
    assert_failed(
        configuration.plan(),
        "Error: Missing library",
        "version_pattern cannot be used here. A regular expression requires google-re2, which Python cannot import",
        "Install `google-re2` in the environment of",
        "Error: Invalid argument",
        "min_age must be a duration",
    )
