# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The Python examples without an engine: in a mocked stack, and the tests of an example."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from alicloud_iot_ota.testing import MockedStack
from tests.languages.checkers import NODE_TOOLS, assert_mistakes_alone, need_node, pyright_reports, reports, run
from tests.languages.test_examples import CAMERA_ID, CAMERA_VERSION, OUTPUTS
from tests.languages.toolchains import EXAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from alicloud_iot_emulator import Emulator
MISTAKES = """
from alicloud_iot_ota.testing import CatalogSource, MockedStack, emulated


def ota_catalog() -> CatalogSource:
    return [{"DestVersion": "1.0.0", "Status": 0}, {"DestVersion": "2.0.0"}]


def wrong_catalog() -> CatalogSource:
    # mistake: wrong catalog: return-value | reportReturnType
    return 7


with emulated(ota_catalog()) as emulator:
    run = MockedStack("__main__.py", emulator, config={"version": "4"}).up()
    # mistake: misspelled attribute: attr-defined | reportAttributeAccessIssue
    print(run.output)
    # mistake: frozen outputs: index | reportIndexIssue
    run.outputs["x"] = 1
"""


def test_the_native_example(emulator: Emulator) -> None:
    """The outputs are those of a deployment, with a partner's account, secrets and values that are known later."""
    partner = emulator.sts
    config = {
        "productKey": "a1GatewayK01",
        "baseline": "4.0.0",
        "cameraVersion": CAMERA_VERSION,
        "partnerAccessKeyId": partner.access_key_id,
        "partnerAccessKeySecret": partner.access_key_secret,
        "partnerSecurityToken": str(partner.security_token),
    }
    stack = MockedStack(EXAMPLES / "python", emulator, config=config)
    expected = {**OUTPUTS, "cameraId": CAMERA_ID}
    preview, run = stack.preview(), stack.up()
    assert preview.unknown == {"approvedId", "afterApprovalId"}
    # Older releases of Pulumi's SDK export an object by its Python names.
    rollout = run.outputs["rollout"].values()
    assert {**run.outputs, "rollout": expected["rollout"]} == expected
    assert sorted(map(str, rollout)) == sorted(map(str, OUTPUTS["rollout"].values()))  # type: ignore[attr-defined]
    assert run.secret == preview.secret == {"cameraId"}


def test_types(tmp_path: Path) -> None:
    """`mypy` and `pyright` accept typed tests in their strict modes, and find mistakes in them."""
    need_node("Python")
    right = shutil.copy(EXAMPLES / "python-dynamic" / "test_program.py", tmp_path)
    wrong = tmp_path / "mistakes.py"
    wrong.write_text(MISTAKES)
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict", "pythonVersion": "3.10"}')

    mypy = run([sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file=", right, wrong]).stdout
    pyright = run([NODE_TOOLS / "pyright", "--project", tmp_path, "--pythonpath", sys.executable, "--outputjson"])

    assert_mistakes_alone(tmp_path, reports(r"(\w+\.py):(\d+): error: (.*)", mypy))
    assert_mistakes_alone(tmp_path, pyright_reports(pyright.stdout, 2))


def test_the_tests_of_the_dynamic_example(tmp_path: Path) -> None:
    """The tests in the folder pass as users run them."""
    folder = tmp_path / "example"
    shutil.copytree(EXAMPLES / "python-dynamic", folder, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("2 passed")
