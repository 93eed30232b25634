# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Reviews of the plans of real OpenTofu and Terraform, from the plan file to the Markdown.

The unit tests read the plans in `tests/unit/review/golden/plans`. REWRITE_GOLDEN=1 records them here, from OpenTofu:
each is the stream of `plan -json` and the output of `show -json`, without the parts that a review does not read.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from process import run

from alicloud_iot_ota import __version__, review
from alicloud_iot_ota.terraform.address import EXECUTABLE, SOURCE

if TYPE_CHECKING:
    from terraform_sandbox import Configuration, TerraformSandbox

    from alicloud_iot_emulator import Emulator

pytestmark = pytest.mark.engine

PLANS = Path(__file__).parents[1] / "unit" / "review" / "golden" / "plans"
COMMAND = Path(sys.executable).with_name("alicloud-iot-ota")
V4_0 = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
ARGUMENTS = """
  product_key = "a1GatewayK01"
  module_name = "default"
  type        = "full"
"""
HEAD = f"""
terraform {{
  required_providers {{
    alicloudiot = {{
      source = "{SOURCE}"
    }}
  }}
}}
"""
PIN = f"""
resource "alicloudiot_ota_firmware_pin" "gateway" {{
  {ARGUMENTS}
  select = "highest"
}}
"""
STORY = f"""
{HEAD}
{PIN}
resource "terraform_data" "rollout" {{
  input = alicloudiot_ota_firmware_pin.gateway.firmware.firmware_id
}}
resource "terraform_data" "job" {{
  input = terraform_data.rollout.output
}}
locals {{
  version = alicloudiot_ota_firmware_pin.gateway.firmware.dest_version
}}
resource "terraform_data" "label" {{
  triggers_replace = local.version
}}
"""
MORE = f"""
variable "product" {{
  default   = "a1CameraK01"
  sensitive = true
}}
variable "type" {{
  default = "full"
}}
resource "terraform_data" "type" {{
  input = var.type
}}
resource "alicloudiot_ota_firmware_pin" "later" {{
  product_key  = "a1GatewayK01"
  module_name  = "default"
  dest_version = "4.0.0"
  type         = terraform_data.type.output
}}
resource "alicloudiot_ota_firmware_pin" "camera" {{
  count        = 1
  product_key  = var.product
  dest_version = "V2.3.0"
  type         = "full"
}}
resource "alicloudiot_ota_firmware_pin" "each" {{
  for_each     = toset(["3.2.1", "4.0.0"])
  {ARGUMENTS}
  dest_version = each.key
  resolve      = "once"
  keepers      = {{ campaign_name = "spring" }}
  blocked      = [{{ dest_version = "9.9.9", reason = "bricks the modem" }}]
}}
module "site" {{
  for_each = toset(["eu"])
  source   = "./site"
  product  = "a1GatewayK01"
}}
resource "terraform_data" "site" {{
  input = module.site["eu"].firmware_id
}}
module "fleet" {{
  source      = "./fleet"
  firmware_id = module.site["eu"].firmware_id
}}
"""
SITE = f"""
{HEAD}
variable "product" {{}}
resource "alicloudiot_ota_firmware_pin" "inner" {{
  product_key = var.product
  module_name = "default"
  type        = "full"
  select      = "highest"
}}
output "firmware_id" {{
  value = alicloudiot_ota_firmware_pin.inner.firmware.firmware_id
}}
"""
FLEET = """
variable "firmware_id" {}
resource "terraform_data" "campaign" {
  input = var.firmware_id
}
"""
EDITED = MORE.replace('"bricks the modem"', '"bricks it"').replace('"full"\n}\nres', '"differential"\n}\nres', 1)
REMOVED = """
removed {
  from = alicloudiot_ota_firmware_pin.camera
  lifecycle {
    destroy = false
  }
}
"""
IMPORTED = f"""
import {{
  to = alicloudiot_ota_firmware_pin.imported
  id = "{V4_0}"
}}
resource "alicloudiot_ota_firmware_pin" "imported" {{
  {ARGUMENTS}
  dest_version = "4.0.0"
}}
"""
MOVED = """
moved {
  from = alicloudiot_ota_firmware_pin.gateway
  to   = alicloudiot_ota_firmware_pin.main
}
"""
FAILING = f"""
resource "alicloudiot_ota_firmware_pin" "missing" {{
  {ARGUMENTS}
  dest_version = "9.9"
}}
data "alicloudiot_ota_firmware" "missing" {{
  {ARGUMENTS}
  dest_version = "9.8"
}}
"""


@pytest.fixture
def story(terraform_sandbox: TerraformSandbox, settings: dict[str, str]) -> Configuration:
    """Return the configuration, initialized and not yet applied."""
    terraform_sandbox.install_provider(Path(sys.executable).with_name(EXECUTABLE), __version__)
    configuration = terraform_sandbox.configuration(STORY, env=settings)
    for name, text in (("site", SITE), ("fleet", FLEET)):
        (configuration.folder / name).mkdir()
        configuration.write(text, f"{name}/main.tf")
    assert configuration.init().ok
    return configuration


def publish_4_1(emulator: Emulator) -> None:
    """Publish 4.1.0 for the gateway."""
    emulator.publish(
        FirmwareName="gateway-4.1.0",
        DestVersion="4.1.0",
        ProductKey="a1GatewayK01",
        ModuleName="default",
        Status=1,
        SignMethod="SHA256",
        FirmwareSign="0f" * 32,
        FirmwareSize=22_000_000,
    )


def planned(configuration: Configuration, *options: str) -> str:
    """Return the stream of a plan and the plan, as in CI, with the same port of the emulator in every run."""
    stream = configuration.plan("-json", "-out=saved", *options).text
    text = stream.rstrip("\n") + "\n" + json.dumps(configuration.show_json("saved"))
    return re.sub(r"http://127\.0\.0\.1:[0-9]+", "http://127.0.0.1:1", text)


def reduced(text: str) -> str:
    """Return the stream and the plan without the parts that a review does not read, or that differ in every run."""
    lines = []
    for line in text.splitlines():
        entry = json.loads(line)
        if entry.get("type") == "diagnostic":
            lines.append(json.dumps({name: entry[name] for name in ("@level", "@message", "diagnostic", "type")}))
        elif "@level" not in entry:
            for name in ("output_changes", "planned_values", "relevant_attributes", "timestamp"):
                if name in entry:
                    entry[name] = {}
            without_values(entry.get("prior_state", {}).get("values", {}).get("root_module", {}))
            for each in [*entry.get("resource_changes", []), *entry.get("resource_drift", [])]:
                diff = each["change"]
                diff |= {side: without_nulls(diff[side]) for side in ("before", "after") if diff[side] is not None}
            plan = json.dumps(entry)
    return "\n".join([*sorted(lines), plan, ""])


def without_values(module: dict[str, Any]) -> None:
    """Remove the values of the resources in a state."""
    for resource in module.get("resources", []):
        resource.pop("values", None)
    for child in module.get("child_modules", []):
        without_values(child)


def without_nulls(values: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes of a resource that are set."""
    return {name: value for name, value in values.items() if value is not None}


def compare(name: str, text: str, engine: Path) -> None:
    """Require that a plan has the review of the recorded one. In the recording run, record it first."""
    path = PLANS / f"{name}.json"
    if os.environ.get("REWRITE_GOLDEN") == "1" and engine.name == "tofu":
        path.parent.mkdir(exist_ok=True)
        path.write_text(reduced(text), encoding="utf-8")
    live, recorded = review.read_preview(text), review.read_preview(path.read_text(encoding="utf-8"))
    assert live.items == recorded.items, name
    assert live.causes == recorded.causes, name
    assert len(live.notes) == len(recorded.notes), name  # each engine has its own words


def test_a_bump(story: Configuration, emulator: Emulator, settings: dict[str, str]) -> None:
    """After 4.1.0 is published, the plan of a pin is a comment about a bump, with its dependents and live facts."""
    assert story.apply().ok
    publish_4_1(emulator)
    assert story.plan("-out=saved").ok
    (story.folder / "plan.json").write_text(json.dumps(story.show_json("saved")))
    done = run([COMMAND, "summarize", "--preview", "plan.json"], story.folder, settings)
    assert done.exit_status == 0, done.text
    assert "**Firmware: 1 bump, 0 downgrades, 0 broken pins** (plan `plan.json`)\n" in done.text
    assert "\n#### `gateway`: `4.0.0` → `4.1.0` (minor)\n" in done.text
    assert "\n- full, verified, created " in done.text
    dependents = "`terraform_data.job`, `terraform_data.rollout` (update); `terraform_data.label` (replace)"
    assert f"\n- affects: {dependents}\n" in done.text


def test_the_recorded_plans(story: Configuration, emulator: Emulator, terraform_engine: Path) -> None:
    """Both engines print plans with the reviews of the recorded ones."""
    story.write(STORY + MORE)
    assert story.init().ok
    compare("create", planned(story), terraform_engine)
    assert story.apply().ok
    compare("same", planned(story), terraform_engine)
    publish_4_1(emulator)
    compare("update", planned(story), terraform_engine)
    story.write(STORY + EDITED)
    compare("edit", planned(story, "-target=alicloudiot_ota_firmware_pin.each"), terraform_engine)
    compare("unknown", planned(story, "-target=alicloudiot_ota_firmware_pin.later"), terraform_engine)
    story.write(STORY.replace("pin.gateway", "pin.main").replace('"gateway"', '"main"') + MORE + MOVED + IMPORTED)
    compare("move-and-import", planned(story), terraform_engine)
    story.write(HEAD + PIN + REMOVED)
    compare("remove", planned(story), terraform_engine)
    story.write(HEAD + PIN + FAILING)
    compare("fail", planned(story), terraform_engine)
    story.write(STORY + MORE.replace('"V2.3.0"', '"V2.9.9"'))
    compare("fail-sensitive", planned(story), terraform_engine)
    emulator.withdraw(V4_0)
    story.write(STORY + MORE)
    compare("broken", planned(story, "-target=alicloudiot_ota_firmware_pin.each"), terraform_engine)
    emulator.publish(DestVersion="4.0.0", ProductKey="a1GatewayK01", ModuleName="default", Status=1, FirmwareSize=1)
    compare("drift", planned(story, "-refresh-only"), terraform_engine)


def test_a_plan_without_a_file(story: Configuration, settings: dict[str, str]) -> None:
    """A configuration with a mistake has no plan file. The stream alone makes a review with the cause."""
    story.write(STORY.replace("local.version", "local.versions"))
    (story.folder / "plan.json").write_text(story.plan("-json", "-out=saved").text)
    assert not (story.folder / "saved").exists()
    done = run([COMMAND, "summarize", "--preview", "plan.json", "--offline"], story.folder, settings)
    assert done.exit_status == 5
    assert "**The plan failed, so this review is incomplete." in done.text
    assert "- `Reference to undeclared local value`; " in done.text
    assert "on main.tf line " in done.text
