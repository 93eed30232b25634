# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The URL of the service: the region's host, or an explicit endpoint over HTTPS or loopback."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.api.endpoints import REGIONS, endpoint
from alicloud_iot_ota.errors import SettingsError
from alicloud_iot_ota.settings import Settings


@pytest.mark.parametrize("region", REGIONS)
def test_regions(region: str) -> None:
    """Every region of IoT Platform has its own host, over HTTPS."""
    assert endpoint(Settings(region=region)) == f"https://iot.{region}.aliyuncs.com"


def test_no_region() -> None:
    """Without a region, the error says how to set one and lists all regions."""
    with pytest.raises(SettingsError) as caught:
        endpoint(Settings())
    assert "No region is set" in caught.value.message
    assert "pulumi config set alicloud-iot:region cn-shanghai" in caught.value.remedy
    assert "ALIBABA_CLOUD_REGION" in caught.value.remedy
    assert all(region in caught.value.remedy for region in REGIONS)


@pytest.mark.parametrize("region", ["cn-hangzhou", "CN-SHANGHAI", "evil.example.com/", "cn-shanghai.evil"])
def test_unknown_region(region: str) -> None:
    """Reject a region without IoT Platform, and list the valid regions. It is never part of a host name."""
    with pytest.raises(SettingsError) as caught:
        endpoint(Settings(region=region))
    assert f'"{region}"' in caught.value.message
    assert "cn-shanghai" in caught.value.message


@pytest.mark.parametrize(
    ("given_text", "url"),
    [
        ("iot.cn-shanghai.aliyuncs.com", "https://iot.cn-shanghai.aliyuncs.com"),
        ("https://gateway.example.com:8443/", "https://gateway.example.com:8443"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("http://localhost:8765/", "http://localhost:8765"),
        ("http://[::1]:8765", "http://[::1]:8765"),
    ],
)
def test_explicit_endpoint(given_text: str, url: str) -> None:
    """An explicit endpoint overrides the region. The default scheme is HTTPS."""
    assert endpoint(Settings(region="cn-shanghai", endpoint=given_text)) == url


@pytest.mark.parametrize(
    "text",
    ["http://iot.cn-shanghai.aliyuncs.com", "http://127.0.0.1.example.com", "http://10.0.0.1:80", "ftp://localhost"],
)
def test_clear_text_is_refused(text: str) -> None:
    """Plain HTTP to another machine is rejected."""
    with pytest.raises(SettingsError, match="unencrypted") as caught:
        endpoint(Settings(endpoint=text))
    assert "https" in caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "https://host/path",
        "https://host?query=1",
        "https://host#fragment",
        "https://",
        "https://host:port",
        "https://a b",
    ],
)
def test_not_a_bare_address(text: str) -> None:
    """Reject an endpoint that has a path or a query, or that is not a valid address, and show a valid example."""
    with pytest.raises(SettingsError, match="Invalid endpoint") as caught:
        endpoint(Settings(endpoint=text))
    assert "http://127.0.0.1:8765" in caught.value.remedy


@pytest.mark.parametrize("user", ["user:canary", ":canary", "canary"])
def test_a_password_is_refused_and_not_shown(user: str) -> None:
    """Reject an endpoint that contains a user name or a password, without showing it."""
    with pytest.raises(SettingsError) as caught:
        endpoint(Settings(endpoint=f"https://{user}@host"))
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("text", ["https://[::1", "https://[host]", "https://\u2100"])
def test_malformed_addresses(text: str) -> None:
    """An endpoint that cannot be parsed is a settings error, not a crash."""
    with pytest.raises(SettingsError):
        endpoint(Settings(endpoint=text))


@given(st.text(alphabet="ahtps:/[]@.#?%1 \\\u2100", max_size=20))
def test_any_text_is_an_address_or_a_settings_error(text: str) -> None:
    """Any text is an HTTPS URL or a settings error."""
    try:
        url = endpoint(Settings(endpoint=text))
    except SettingsError:
        return
    assert url.startswith("https://")
