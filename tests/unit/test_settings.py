# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Where settings come from, which source wins, and what they never show."""

from __future__ import annotations

import pytest

from alicloud_iot_ota.errors import CredentialsError
from alicloud_iot_ota.settings import DEFAULT_TIMEOUT, AccessKey, Settings, load

EXPLICIT = {"accessKeyId": "id-0", "accessKeySecret": "secret-0", "securityToken": "token-0"}
FIRST = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "id-1",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret-1",
    "ALIBABA_CLOUD_SECURITY_TOKEN": "token-1",
}
SECOND = {
    "ALICLOUD_ACCESS_KEY": "id-2",
    "ALICLOUD_SECRET_KEY": "secret-2",
    "ALICLOUD_SECURITY_TOKEN": "token-2",
}


def test_nothing_is_given() -> None:
    """Without a source there is no region, no key (so the default chain is asked), and the default timeout."""
    assert load({}, {}) == Settings(timeout=DEFAULT_TIMEOUT)


@pytest.mark.parametrize(
    ("name", "attribute", "first", "second"),
    [
        ("region", "region", "ALIBABA_CLOUD_REGION", "ALICLOUD_REGION"),
        ("iotInstanceId", "iot_instance_id", "ALIBABA_CLOUD_IOT_INSTANCE_ID", "ALICLOUD_IOT_INSTANCE_ID"),
        ("endpoint", "endpoint", "ALIBABA_CLOUD_ENDPOINT_IOT", "IOT_ENDPOINT"),
    ],
)
def test_precedence(name: str, attribute: str, first: str, second: str) -> None:
    """Explicit values go before the first environment variable, and that before the second."""
    environ = {first: "one", second: "two"}
    assert getattr(load({name: "explicit"}, environ), attribute) == "explicit"
    assert getattr(load({name: ""}, environ), attribute) == "one"
    assert getattr(load({name: None}, {**environ, first: ""}), attribute) == "two"


@pytest.mark.parametrize(
    ("explicit", "environ", "number"),
    [(EXPLICIT, {**FIRST, **SECOND}, 0), ({}, {**FIRST, **SECOND}, 1), ({}, SECOND, 2)],
    ids=["explicit", "ALIBABA_CLOUD_*", "ALICLOUD_*"],
)
def test_key_precedence(explicit: dict[str, str], environ: dict[str, str], number: int) -> None:
    """ID, secret and token all come from the first source that has them."""
    expected = AccessKey(f"id-{number}", f"secret-{number}", f"token-{number}")
    assert load(explicit, environ).access_key == expected


def test_a_token_is_not_borrowed() -> None:
    """A long-lived explicit key does not take up the token of another key in the environment."""
    key = load({"accessKeyId": "id-0", "accessKeySecret": "secret-0"}, FIRST).access_key
    assert key == AccessKey("id-0", "secret-0", None)


@pytest.mark.parametrize(
    ("explicit", "environ", "place", "half"),
    [
        ({"accessKeyId": "id-0"}, FIRST, "the settings", "secret"),
        ({"accessKeySecret": "secret-0"}, FIRST, "the settings", "ID"),
        ({}, {"ALIBABA_CLOUD_ACCESS_KEY_ID": "id-1", **SECOND}, "ALIBABA_CLOUD_ACCESS_KEY_ID", "secret"),
        ({}, {"ALICLOUD_SECRET_KEY": "secret-2"}, "ALICLOUD_SECRET_KEY", "ID"),
    ],
)
def test_halves_are_never_put_together(
    explicit: dict[str, str], environ: dict[str, str], place: str, half: str
) -> None:
    """Half a key is an error that names its source, even where another source has a whole one."""
    with pytest.raises(CredentialsError) as caught:
        load(explicit, environ)
    assert place in caught.value.message
    assert f"the AccessKey {half} is missing" in caught.value.message
    assert "secret-" not in str(caught.value)


def test_a_token_belongs_to_its_key() -> None:
    """The environment's token comes with the environment's key, however that key got here, and with no other."""
    key, secret, token = FIRST.values()
    assert load({"accessKeyId": key, "accessKeySecret": secret}, FIRST).access_key == AccessKey(key, secret, token)
    other = {"accessKeyId": "id-0", "accessKeySecret": "secret-0"}
    assert load(other, FIRST).access_key == AccessKey("id-0", "secret-0", None)
    assert load({**other, "accessKeySecret": secret}, FIRST).access_key == AccessKey("id-0", secret, None)


def test_a_token_alone_is_refused() -> None:
    """An explicit token without its key is refused: dropped in silence, the call would run as somebody else."""
    with pytest.raises(CredentialsError, match="securityToken"):
        load({"securityToken": "token-0"}, {name: FIRST[name] for name in list(FIRST)[:2]})


def test_repr_shows_no_secret() -> None:
    """Neither the key's nor the settings' text shows the secret or the token."""
    shown = repr(load(EXPLICIT, {}))
    assert "id-0" in shown
    assert "secret-0" not in shown
    assert "token-0" not in shown


def test_empty_timeout_is_not_given() -> None:
    """An empty text counts as not given, for the timeout as for every other setting."""
    assert load({"timeout": ""}, {}).timeout == DEFAULT_TIMEOUT
