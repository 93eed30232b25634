# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every failure of Python's TOML parser is one exception with a line."""

from __future__ import annotations

import pytest

from alicloud_iot_ota.lock_file.toml import TomlError, values_of


def test_errors_of_toml() -> None:
    """Python's parser reports the line of an error, or none for a number that is too long."""
    for text, line in (("a = 1\nb = ?", 2), ("a = 1\n\nb", 3), (f"a = {'9' * 5000}", 1), ("a = " + "[" * 5000, 1)):
        with pytest.raises(TomlError) as caught:
            values_of(text)
        assert caught.value.line == line
