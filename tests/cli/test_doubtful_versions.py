# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Doubtful versions in commands: each one causes a warning or an error, or is not selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator

    Run = Callable[..., tuple[int, str, str]]

SCOPE = ("--product-key", "a1GatewayK01", "--module-name", "radio")
CRITERIA = (*SCOPE, "--select", "highest", "--version-scheme", "dotted")


@pytest.mark.usefixtures("folder")
def test_bump(run: Run, emulator: Emulator) -> None:
    """A bump ignores a pre-release, warns about an unknown word, and fails for two hashes."""

    def publish(version: str) -> None:
        emulator.publish(DestVersion=version, ProductKey="a1GatewayK01", ModuleName="radio")

    publish("2.0.0.3")
    assert run("add", "radio", *CRITERIA)[0] == 0
    publish("2.0.0.4-preprod")
    status, out, err = run("bump", "radio")
    assert (status, err, "unchanged" in out) == (0, "", True)
    publish("2.0.0.4-cn")
    status, out, err = run("bump", "radio")
    assert (status, "2.0.0.4-cn  bumped" in out) == (0, True)
    assert 'counts as a release, but "cn" may mark a pre-release' in err
    for version in ("2.0.0.5-a1b2c3d", "2.0.0.5-07a3ca9"):
        publish(version)
    status, out, err = run("bump", "radio")
    assert (status, out) == (1, "")
    assert "2 packages share the highest version" in err
    assert "Commit hashes have no order." in err


@pytest.mark.parametrize("command", ["get", "explain", "find"])
def test_lookups(run: Run, emulator: Emulator, command: str) -> None:
    """Each lookup warns if semver excludes a version that looks later."""
    for version in ("2026.7.29", "2026.7.29-1"):
        emulator.publish(DestVersion=version, ProductKey="a1GatewayK01", ModuleName="radio")
    status, out, err = run(command, *SCOPE, "--select", "highest")
    assert (status, "2026.7.29" in out) == (0, True)
    assert "2026.7.29-1 looks like a later version, but semver reads it as a pre-release" in err
    assert "versionPattern: '" in err
