# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Isolation of all tests from the accounts, settings and proxies of this machine."""

from __future__ import annotations

import difflib
import functools
import gc
import itertools
import os
import queue
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from alicloud_iot_ota import __version__
from tests.posix import REASON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox import Sandbox
    from terraform_sandbox import TerraformSandbox

    from alicloud_iot_emulator import Emulator

PLUGIN = Path(sys.executable).with_name("pulumi-resource-alicloud-iot")
TERRAFORM_PROVIDER = Path(sys.executable).with_name("terraform-provider-alicloudiot")
SETTINGS = ("ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_", "IOT_ENDPOINT", "PULUMI_", "TF_")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
CA_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
OUTER_MAKE = ("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "MAKE_TERMOUT", "MAKE_TERMERR")
"""What `make test` passes on. A `make` that a test starts must do and print the same as one that a user starts."""
MAX_ID = 100
"""The maximum length of a value in the name of a test, in characters."""
FEW_COLLECTIONS = {"GOGC": "off", "GOMEMLIMIT": "1GiB"}
"""Variables with which an engine collects no garbage below 1 GiB. Its short commands need a tenth less CPU time."""
CACHES = {"XDG_CACHE_HOME": ".cache", "GOPATH": "go"}
"""Cache folders below the home directory. They contain no settings, and refilling them needs minutes."""


ACCOUNT = pytest.StashKey[dict[str, str]]()
"""The removed settings, for the tests that call the real service on request."""

# Every run checks the same examples, without a deadline that a busy machine could miss.
hypothesis.settings.register_profile(
    "repeatable", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
# HYPOTHESIS_PROFILE=thorough checks many examples, and different ones in every run.
hypothesis.settings.register_profile(
    "thorough",
    hypothesis.settings.get_profile("repeatable"),
    derandomize=False,
    max_examples=10_000,
    database=None,
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of the Pulumi engine."""
    parser.addoption("--pulumi", choices=["pulumi", "oldest-pulumi"], default="pulumi", help="the engine of the tests")


def pytest_configure(config: pytest.Config) -> None:
    """Remove settings before any module is imported: the credentials library reads its variables at import."""
    removed = config.stash.setdefault(ACCOUNT, {})
    for name in list(os.environ):
        if name.startswith(SETTINGS) or name.upper() in PROXIES + CA_BUNDLES + OUTER_MAKE:
            removed[name] = os.environ.pop(name)
    os.environ["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true"
    # A shell ignores SIGINT for its background jobs, and every process that they start inherits that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name, folder in CACHES.items():
        os.environ.setdefault(name, str(Path.home() / folder))
    home = tempfile.TemporaryDirectory()
    config.add_cleanup(home.cleanup)
    os.environ["HOME"] = home.name
    os.environ["ALICLOUD_IOT_OTA_CACHE_DIR"] = str(Path(home.name) / "alicloud-iot-ota")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a long text by its parameter. Pytest before 9 would print all of it, which is up to 4 MB here."""
    return argname if isinstance(val, str | bytes) and len(val) > MAX_ID else None


def pytest_collection_finish() -> None:
    """Exclude the collected tests from garbage collections: thousands of objects that live until the end."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that sets up what only POSIX systems have."""
    if sys.platform == "win32" and item.get_closest_marker("posix") is not None:
        pytest.skip(REASON)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Path:
    """Return the path of the Pulumi engine. If the machine cannot provide one, skip the test with the reason."""
    return _find_or_skip(request.config.getoption("pulumi"))


@pytest.fixture(scope="session")
def tofu() -> Path:
    """Return the path of OpenTofu. If the machine cannot provide it, skip the test with the reason."""
    return _find_or_skip("tofu")


def _find_or_skip(name: str) -> Path:
    from engine import ENGINES, EngineError, find_or_build

    try:
        return find_or_build(ENGINES[name])
    except EngineError as error:
        pytest.skip(str(error))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test of `terraform_engine` on OpenTofu, and on Terraform if PATH has it."""
    if "terraform_engine" in metafunc.fixturenames:
        engines = {"opentofu": None, "terraform": _terraform()} if _terraform() else {"opentofu": None}
        metafunc.parametrize("terraform_engine", engines.values(), ids=engines.keys(), indirect=True, scope="session")


@functools.cache
def _terraform() -> Path | None:
    """Return the path of Terraform on PATH, if it is new enough for functions of a provider. It is never built."""
    from engine import find

    return find("terraform", "v1.8.0")


@pytest.fixture(scope="session")
def terraform_engine(request: pytest.FixtureRequest) -> Path:
    """Return the path of each engine that runs the OpenTofu provider."""
    terraform: Path | None = request.param
    return terraform or request.getfixturevalue("tofu")


@pytest.fixture
def terraform_sandbox(terraform_engine: Path, tmp_path: Path) -> TerraformSandbox:
    """Return a sandbox of each engine for one test."""
    from terraform_sandbox import TerraformSandbox

    return TerraformSandbox(tmp_path / "terraform-sandbox", terraform_engine)


@pytest.fixture
def terraform_sandbox_with_provider(terraform_sandbox: TerraformSandbox) -> TerraformSandbox:
    """Return a sandbox with the OpenTofu provider installed."""
    terraform_sandbox.install_provider(TERRAFORM_PROVIDER, __version__)
    return terraform_sandbox


@pytest.fixture
def sandbox(engine: Path, tmp_path: Path) -> Sandbox:
    """Return a sandbox for one test."""
    from sandbox import Sandbox

    return Sandbox(tmp_path / "sandbox", engine, env=FEW_COLLECTIONS)


@pytest.fixture
def sandbox_with_plugin(sandbox: Sandbox) -> Sandbox:
    """Return a sandbox with the native provider installed the way users install it."""
    sandbox.install_plugin(PLUGIN, __version__)
    return sandbox


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Run the default fleet with an unlimited quota, so that no answer depends on the speed of a test."""
    from alicloud_iot_emulator import Emulator

    with Emulator(monotonic=itertools.count().__next__, any_version=True) as emulator:  # accepts hostile versions too
        yield emulator


@pytest.fixture
def asked() -> queue.Queue[str]:
    """Return a queue with a line for each request to `reporting_emulator`."""
    return queue.Queue()


@pytest.fixture
def reporting_emulator(asked: queue.Queue[str]) -> Iterator[Emulator]:
    """Run the default fleet, and report each request."""
    from alicloud_iot_emulator import Emulator

    with Emulator(queries_per_second=None, log=asked.put) as emulator:
        yield emulator


@pytest.fixture
def settings(emulator: Emulator) -> dict[str, str]:
    """Return the environment variables that a user of this emulator exports."""
    from alicloud_iot_ota.testing.environment import variables

    return variables(emulator)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a file in the folder `golden` next to the test: `golden("get.txt", text)`.

    If REWRITE_GOLDEN=1 is set, the file is written first, for review as a change.
    """
    folder = request.path.parent / "golden"
    is_rewritten = os.environ.get("REWRITE_GOLDEN") == "1"

    def compare(name: str, text: str) -> None:
        path = folder / name
        if is_rewritten:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        kept = path.read_bytes().decode("utf-8") if path.exists() else ""
        if text != kept or not path.exists():
            diff = difflib.unified_diff(
                kept.splitlines(), text.splitlines(), f"golden/{name}", "what came now", lineterm=""
            )
            pytest.fail("\n".join([*diff, "Where the new text is right, make golden rewrites it."]), pytrace=False)

    return compare


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the number of injected faults, by result."""
    results: Counter[str] = Counter()
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.getreports(outcome):
            declared = dict(getattr(report, "user_properties", [])).get("fault")
            if declared is not None:
                results[declared if outcome == "passed" else "otherwise"] += 1
    if results:
        terminalreporter.write_line(
            f"fault table: {results.total()} faults: {results['recovered']} recovered, "
            f"{results['declared error']} declared errors, {results['otherwise']} otherwise"
        )
