# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The settings of the provider: accounts, unknown values, secrets, and wrong arguments with their places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests import stages
from tests.terraform.conftest import assert_failed, assert_ok

if TYPE_CHECKING:
    from process import Completed

    from alicloud_iot_emulator import Emulator
    from tests.terraform.conftest import Configure

pytestmark = pytest.mark.engine

CANARY = "canary-that-must-never-be-seen"
LOOKUP = """
data "alicloudiot_ota_firmware" "gateway" {
  product_key  = "a1GatewayK01"
  dest_version = "4.0.0"
  type         = "full"
}
"""
ACCOUNTS = """
variable "keys" {
  type      = map(object({ id = string, secret = string, instance = string }))
  sensitive = true
}
variable "endpoint" {
  type = string
}
provider "alicloudiot" {
  alias             = "test"
  endpoint          = var.endpoint
  access_key_id     = var.keys.test.id
  access_key_secret = var.keys.test.secret
  iot_instance_id   = var.keys.test.instance
}
provider "alicloudiot" {
  alias             = "prod"
  endpoint          = var.endpoint
  access_key_id     = var.keys.prod.id
  access_key_secret = var.keys.prod.secret
  iot_instance_id   = var.keys.prod.instance
}
data "alicloudiot_ota_firmware" "test" {
  provider    = alicloudiot.test
  product_key = "a1GatewayT01"
}
resource "alicloudiot_ota_firmware_pin" "prod" {
  provider    = alicloudiot.prod
  product_key = "a1GatewayP01"
}
resource "alicloudiot_ota_firmware_pin" "wrong_instance" {
  count           = var.endpoint == "" ? 0 : 1
  provider        = alicloudiot.prod
  product_key     = "a1GatewayT01"
  iot_instance_id = "iot-prod0001"
}
output "versions" {
  value = [data.alicloudiot_ota_firmware.test.dest_version, alicloudiot_ota_firmware_pin.prod.firmware.dest_version]
}
"""
UNKNOWN = """
resource "terraform_data" "settings" {
  input = { instance = "iot-emulator01", key = "emulator-key-id", secret = "emulator-key-secret-not-a-real-one" }
}
provider "alicloudiot" {
  iot_instance_id   = terraform_data.settings.output.instance
  access_key_id     = terraform_data.settings.output.key
  access_key_secret = terraform_data.settings.output.secret
}
"""
MISTAKES = """
data "alicloudiot_ota_firmware" "gateway" {
  product_key  = ""
  dest_version = 4.5
  type         = "fool"
  statuses     = ["verified", "verfied"]
  blocked      = [{ firmware_id = "", reason = "no" }]
  select       = "latest"
}
data "alicloudiot_ota_firmware_page" "page" {
  current_page = 0
  page_size    = 101
}
resource "alicloudiot_ota_firmware_pin" "gateway" {
  product_key = "a1GatewayK01"
  lock_entry  = "gateway"
  keepers     = { campaign = "spring" }
  min_age     = "7 days"
}
"""
WRONG_SETTINGS = """
provider "alicloudiot" {
  endpoint            = ""
  requests_per_second = 0
  timeout             = -1
}
"""
PLACES = {
    ('product_key  = ""', "product_key must not be empty. Set a value or omit it."),
    ('type         = "fool"', 'type must be one of "differential", "full", "unknown", got "fool".'),
    ('statuses     = ["verified", "verfied"]', "statuses[1] must be one of"),
    ('blocked      = [{ firmware_id = "", reason = "no" }]', "blocked[0].firmware_id must not"),
    ('select       = "latest"', 'select must be one of "highest", "newest", "only", got "latest".'),
    ("current_page = 0", "current_page must be a whole number from 1"),
    ("page_size    = 101", "page_size must be a whole number from 1 to 100, got the number 101."),
    ('lock_entry  = "gateway"', "lock_entry uses the criteria in the lock file. Remove"),
    ('keepers     = { campaign = "spring" }', "keepers requires resolve to be once."),
    ('min_age     = "7 days"', "min_age must be"),
}
WRONG_SETTINGS_PLACES = {
    ('endpoint            = ""', "endpoint must not be empty."),
    ("requests_per_second = 0", "requests_per_second must be a whole number from 1"),
    ("timeout             = -1", "timeout must be"),
}
"""The line of each mistake, and the beginning of its message."""
OTHER = """
data "alicloudiot_ota_firmwares" "other" {
  product_key = "a1GatewayK01"
}
"""
SECRETS = f"""
variable "secret" {{
  default   = "{CANARY}"
  sensitive = true
}}
provider "alicloudiot" {{
  access_key_id     = "{CANARY}-id"
  access_key_secret = "{CANARY}"
  security_token    = "{CANARY}-token"
}}
"""
SECRET_CRITERIA = """
variable "release" {
  default   = "4.0.0"
  sensitive = true
}
resource "alicloudiot_ota_firmware_pin" "gateway" {
  product_key  = "a1GatewayK01"
  dest_version = var.release
  type         = "full"
}
"""


def test_two_accounts(configure: Configure) -> None:
    """Two provider blocks use two accounts. Neither sees the packages of the other."""
    with stages.running() as instances:
        stages.publish(instances.test, "4.1.0")
        stages.publish(instances.prod, "3.9.0")
        keys = {
            name: {
                "id": each.credentials.access_key_id,
                "secret": each.credentials.access_key_secret,
                "instance": each.instance_id,
            }
            for name, each in instances._asdict().items()
        }
        env = {"TF_VAR_keys": json.dumps(keys), "TF_VAR_endpoint": instances.test.url}
        configuration = configure(ACCOUNTS.replace('== "" ?', '!= "" ?'), env=env)
        assert_ok(configuration.apply())
        assert configuration.outputs() == {"versions": ["4.1.0", "3.9.0"]}
        configuration.write(ACCOUNTS)
        failed = configuration.plan()
        assert_failed(failed, "iot.prod.NotExistedProduct", "a1GatewayT01")
        secrets = [each["secret"] for each in keys.values()]
        assert [each for each in secrets if str(each) in failed.text + str(configuration.state())] == []


def test_unknown_settings(configure: Configure, emulator: Emulator) -> None:
    """A setting that is unknown in the plan is an error with its name, unless nothing is looked up."""
    configuration = configure(UNKNOWN)
    assert_ok(configuration.plan())
    configuration.write(UNKNOWN + LOOKUP)
    assert_failed(
        configuration.plan(),
        "Error: Invalid settings",
        "The provider's access_key_id, access_key_secret, iot_instance_id are unknown until the apply.",
        "Configure the provider with values that are known in a plan.",
    )
    assert emulator.requests == []
    assert_ok(configuration.apply("-target=terraform_data.settings"))
    assert_ok(configuration.apply())


def diagnostics(result: Completed) -> list[dict[str, Any]]:
    """Return the diagnostics of `validate -json`."""
    found: list[dict[str, Any]] = json.loads(result.text)["diagnostics"]
    return found


def test_all_mistakes_are_shown_with_their_places(configure: Configure, emulator: Emulator) -> None:
    """`validate` shows every mistake, each with the line of its argument. Nothing is looked up."""
    configuration = configure("")
    for text, mistakes in ((MISTAKES, PLACES), (WRONG_SETTINGS, WRONG_SETTINGS_PLACES)):
        configuration.write(text + OTHER)
        found = diagnostics(configuration.validate("-json"))
        assert {(each["severity"], each["summary"]) for each in found} == {("error", "Invalid argument")}
        places = {(each["snippet"]["code"].strip(), each["detail"]) for each in found}
        missing = [
            (code, words)
            for code, words in mistakes
            if not any(at == code and detail.startswith(words) for at, detail in places)
        ]
        assert (missing, len(found)) == ([], len(mistakes)), json.dumps(sorted(places), indent=1)
    assert emulator.requests == []


@pytest.mark.parametrize(
    ("block", "known"),
    [
        ('data "alicloudiot_ota_firmware" "gateway"', "dest_version"),
        ('resource "alicloudiot_ota_firmware_pin" "gateway"', "product_key"),
        ('provider "alicloudiot"', "access_key_id"),
    ],
)
def test_unknown_arguments(configure_tofu: Configure, block: str, known: str) -> None:
    """The engine rejects an unknown argument of a lookup, of a pin and of the provider, and suggests the right one."""
    configuration = configure_tofu(f'{block} {{\n  {known}s = "x"\n}}\n{OTHER}')
    (found,) = diagnostics(configuration.validate("-json"))
    assert found["detail"] == f'An argument named "{known}s" is not expected here. Did you mean "{known}"?'


@pytest.mark.parametrize(
    ("block", "result"),
    [
        ('data "alicloudiot_ota_firmware" "x"', 'digest = "sha256:x"'),
        ('data "alicloudiot_ota_firmware" "x"', "firmware_size = 5"),
        ('data "alicloudiot_ota_firmware_search" "x"', "found = false"),
        ('resource "alicloudiot_ota_firmware_pin" "x"', 'firmware = { dest_version = "9.0.0" }'),
    ],
)
def test_results_are_not_arguments(configure_tofu: Configure, emulator: Emulator, block: str, result: str) -> None:
    """An attribute that only the provider sets is a wrong argument, like any unknown one. It is not ignored."""
    configuration = configure_tofu(
        f'{block} {{\n  product_key = "a1GatewayK01"\n  dest_version = "4.0.0"\n{result}\n}}'
    )
    (found,) = diagnostics(configuration.validate("-json"))
    assert found["severity"] == "error"
    assert found["snippet"]["code"] == result
    assert result.partition(" ")[0] in found["detail"]
    assert emulator.requests == []


def test_secrets_are_never_shown(configure: Configure, emulator: Emulator) -> None:
    """Secrets are in no plan, error, state or log, not even in the log with everything."""
    configuration = configure(SECRETS + LOOKUP, env={"TF_LOG": "trace"})
    failed = configuration.plan()
    assert failed.exit_status == 1
    assert "InvalidAccessKeyId.NotFound" in failed.text
    assert "alicloudiot" in failed.text
    assert CANARY not in failed.text.replace(f'default   = "{CANARY}"', "")
    emulator.fault("error", code="SignatureDoesNotMatch", message=f"You signed with {CANARY}&.")
    assert CANARY not in configuration.plan().text
    for path in configuration.folder.rglob("*"):
        if path.is_file() and path.name != "main.tf":
            assert CANARY.encode() not in path.read_bytes(), path

    configuration = configure(LOOKUP, env={"TF_LOG": "trace"})
    applied = configuration.apply()
    assert_ok(applied)
    secret = emulator.credentials.access_key_secret
    assert secret not in applied.text
    assert secret not in (configuration.folder / "terraform.tfstate").read_text()


def test_secret_criteria(configure: Configure) -> None:
    """A sensitive argument is hidden in the plan."""
    assert_ok(configure(SECRET_CRITERIA).plan(), "+ dest_version = (sensitive value)")
