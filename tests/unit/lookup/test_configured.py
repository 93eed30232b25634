# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The lookup service from a provider's configuration: types, the environment, and hidden secrets."""

from __future__ import annotations

import msgspec
import pytest

from alicloud_iot_ota.base.environment import ENVIRONMENT
from alicloud_iot_ota.errors import ArgumentError, CredentialsError, SettingsError
from alicloud_iot_ota.lookup import create_lookup
from alicloud_iot_ota.schema.settings import ProviderArgs

REGION = {"region": "cn-shanghai"}


@pytest.mark.parametrize("timeout", [0.5, 30, "45", None])
def test_timeout(timeout: float | str | None) -> None:
    """A timeout is a number of seconds. Pulumi configuration may write it as text."""
    create_lookup({**REGION, "timeout": timeout}, {}, lambda _: None).cancel()


@pytest.mark.parametrize("timeout", [0, -1, "-1", 3601, "soon", "nan", float("inf")])
def test_wrong_timeout(timeout: float | str) -> None:
    """An invalid timeout is an error with the argument's name, before any request."""
    with pytest.raises(ArgumentError, match="timeout must be a number above 0") as caught:
        create_lookup({**REGION, "timeout": timeout}, {}, lambda _: None)
    assert [failure.path for failure in caught.value.failures] == ["timeout"]


def test_environment_completes_the_configuration() -> None:
    """The environment sets what the configuration does not set."""
    create_lookup({}, {"ALICLOUD_REGION": "cn-shanghai"}, lambda _: None).cancel()
    with pytest.raises(SettingsError, match="region"):
        create_lookup({}, {}, lambda _: None)


@pytest.mark.parametrize("name", [field.encode_name for field in msgspec.structs.fields(ProviderArgs)])
def test_empty_setting(name: str) -> None:
    """An empty setting is an error, whatever the environment contains: the call could reach another account."""
    environ = {variable: "1" for variables in ENVIRONMENT.values() for variable in variables}
    for blank, reason in (("", "must not be empty"), (" ", "must"), ("\u3000", "must")):
        with pytest.raises(ArgumentError) as caught:
            create_lookup({**REGION, name: blank}, environ, lambda _: None)
        assert [failure.path for failure in caught.value.failures] == [name]
        assert caught.value.failures[0].reason.startswith(f"{name} {reason}")


def test_half_a_key() -> None:
    """An incomplete access key is an error immediately, not at the first request."""
    with pytest.raises(CredentialsError, match="secret is missing"):
        create_lookup({**REGION, "accessKeyId": "id"}, {}, lambda _: None)


def test_wrong_values_are_not_shown() -> None:
    """Any setting may be secret, so an error never shows a wrong value."""
    with pytest.raises(ArgumentError) as caught:
        create_lookup({**REGION, "accessKeySecret": ["canary"], "accessKeyId": ["canary"]}, {}, lambda _: None)
    assert "canary" not in str(caught.value)
