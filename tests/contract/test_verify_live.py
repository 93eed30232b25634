# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command behind `make verify-live`: it needs an account and a confirmation, only reads, and reveals nothing."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import verify_live
from contract.account import live_prober
from contract.assumptions import ASSUMPTIONS
from contract.probing import MAX_REQUESTS, NO_PRODUCT, REQUEST_INTERVAL
from local_tls import authority, tls_front

from alicloud_iot_emulator.faults.kinds import KINDS
from alicloud_iot_ota.api.retry import Timing
from tests.contract.targets import WITHOUT_WAITING, ChangedEmulator, change_body
from tests.contract.test_violations import unchanged
from tests.unit.api.listeners import Listener, tunnel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from contract.probing import Prober

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_emulator.messages import Answer, Request

ROOT = Path(__file__).resolve().parents[2]
GRADUAL = {"slow", "hang", "trickle"}
"""Faults that only delay a response, for as long as the test says."""
MARK = "zqx"
"""The beginning of every text of the account, so that a search finds each of them."""
DIGEST = "e4d1c5f20a0b1e2b8f3d5c1f9a7b6c4d2e0f1a3b5c7d9e1f2a4b6c8d0e2f4a6b"
CATALOG = {
    "iotInstanceId": "zqx-instance",
    "credentials": [
        {"accessKeyId": "zqx-key-id", "accessKeySecret": "zqx-secret"},
        {"accessKeyId": "zqx-sts-id", "accessKeySecret": "zqx-sts-secret", "securityToken": "zqx-token"},
    ],
    "products": [
        {"productKey": "zqxProduct", "productName": "zqx product"},
        {"productKey": "zqxEmpty", "productName": "zqx empty"},
    ],
    "packages": [
        {
            "FirmwareId": f"zqxId{number}",
            "FirmwareName": f"zqx-name-{number}",
            "FirmwareDesc": "zqx description",
            "ProductKey": "zqxProduct",
            "ProductName": "zqx product",
            "ModuleName": "zqx-module",
            "DestVersion": f"zqx-{number}.77",
            "SrcVersion": None,
            "Type": 0,
            "Status": 1,
            "SignMethod": "SHA256",
            "FirmwareSign": DIGEST,
            "FirmwareSize": 987654321,
            "UtcCreate": f"2025-01-01T17:17:{59 - number}.171Z",
            "UtcModified": "2025-02-01T17:17:17.171Z",
        }
        for number in range(3)
    ],
}


def _account(emulator: Emulator, product_key: str = "zqxProduct") -> dict[str, str]:
    key = emulator.credentials
    return {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": key.access_key_id,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": key.access_key_secret,
        "ALIBABA_CLOUD_ENDPOINT_IOT": emulator.url,
        "ALIBABA_CLOUD_IOT_INSTANCE_ID": "zqx-instance",
        "CONTRACT_PRODUCT_KEY": product_key,
    }


def _connect(environ: Mapping[str, str], on_request: Callable[[int], object]) -> Prober:
    prober = live_prober(environ, on_request)
    prober.timing = WITHOUT_WAITING
    return prober


class Run:
    """Runs the command in this process.

    Attributes:
        status: The exit code of the last run.
        output: What it printed and reported, which contains no text of the account.
    """

    def __init__(self, capsys: pytest.CaptureFixture[str], report: Path) -> None:
        self._capsys = capsys
        self._report = report
        self.status = -1
        self.output = ""

    def __call__(self, environ: Mapping[str, str], *arguments: str, emulator: Emulator | None = None) -> None:
        """Run the command, and search everything that it wrote for texts of the account."""
        self._report.unlink(missing_ok=True)
        self.status = verify_live.main([*arguments, "--report", str(self._report)], environ, _connect)
        printed = self._capsys.readouterr()
        report = self._report.read_text() if self._report.exists() else ""
        self.output = (printed.out + printed.err).replace(str(self._report), "REPORT") + report
        private = [MARK, DIGEST, "987654321", "17:17", ".77"]
        private += [request.request_id for request in emulator.requests] if emulator is not None else []
        assert [text for text in private if text.lower() in self.output.lower()] == [], self.output

    @property
    def has_report(self) -> bool:
        """Whether there is a report."""
        return self._report.exists()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Return a function that runs the command."""
    return Run(capsys, tmp_path / "build" / "report.md")


def _serve(change: Callable[[Request, Answer], Answer] = unchanged) -> AbstractContextManager[Emulator]:
    return ChangedEmulator(change, catalog=CATALOG)


def test_a_report_without_any_value_of_the_account(run: Run) -> None:
    """The report lists every assumption with its result and its code, and has no text, number or ID of the account."""
    with _serve() as emulator:
        run(_account(emulator), "--confirm", "yes", emulator=emulator)
        assert {request.action for request in emulator.requests} == {"ListOTAFirmware"}
        assert len(emulator.requests) == MAX_REQUESTS
    assert run.status == verify_live.HOLDS
    for each in ASSUMPTIONS:
        assert f"| {each.sentence} | holds | {each.effect.value} | `{each.code}` |" in run.output
    assert (
        f"{len(ASSUMPTIONS)} assumptions: {len(ASSUMPTIONS)} hold, 0 do not hold, 0 could not be checked." in run.output
    )
    assert f"an endpoint on this machine (ALIBABA_CLOUD_ENDPOINT_IOT), {MAX_REQUESTS} requests." in run.output
    assert "Called an endpoint on this machine (ALIBABA_CLOUD_ENDPOINT_IOT).\n" in run.output


def test_a_service_that_repeats_values_of_the_account(run: Run) -> None:
    """Codes and messages that contain values of the account are not shown, and violated assumptions end with code 1."""

    def repeat(_: Request, body: dict[str, object]) -> None:
        texts = "zqxProduct zqx-instance zqx-key-id zqx-secret zqxId1 zqx-name-1 zqx-1.77"
        if "FirmwareInfo" not in body:
            body |= {"Code": "iot.zqxProduct.zqxId1", "Message": texts, "ErrorMessage": texts, texts: texts}

    with _serve(change_body(repeat)) as emulator:
        run(_account(emulator), "--confirm", "yes", emulator=emulator)
    assert run.status == verify_live.VIOLATED
    assert "does not hold: wrong-secret: the request was refused with an unknown Code" in run.output
    assert "**does not hold**: the request was refused with an unknown Code" in run.output


def test_an_unlisted_code_is_shown(run: Run) -> None:
    """A new code that contains no value of the account is the most useful line of a report."""

    def rename(_: Request, body: dict[str, object]) -> None:
        if body.get("Code") == "iot.prod.NotExistedProduct":
            body["Code"] = "iot.prod.NoSuchProduct"

    with _serve(change_body(rename)) as emulator:
        run(_account(emulator), "--confirm", "yes", emulator=emulator)
    assert "the request was refused with Code iot.prod.NoSuchProduct, HTTP 200" in run.output


def test_what_a_product_cannot_show(run: Run) -> None:
    """For a product without packages, the assumptions about packages could not be checked. That is not a violation."""
    with _serve() as emulator:
        run(_account(emulator, "zqxEmpty"), "--confirm", "yes", emulator=emulator)
    assert run.status == verify_live.HOLDS
    assert "could not be checked: identity: the product has no packages" in run.output
    assert "could not be checked: version-filter: no package has a version that can be shortened" in run.output


def test_an_unreadable_list(run: Run) -> None:
    """If the list cannot be read, this is also the reason why the filter was not checked."""
    with _serve() as emulator:
        emulator.fault("encoding", encoding="gzip")
        run(_account(emulator), "--confirm", "yes", emulator=emulator)
    for name in ("version-filter", "version-prefix", "version-total"):
        assert f"could not be checked: {name}: a response could not be read" in run.output


def test_an_overloaded_service(run: Run) -> None:
    """A throttled or failing request leaves its assumptions unchecked."""
    with _serve() as emulator:
        emulator.fault("throttle", product_key=NO_PRODUCT)
        run(_account(emulator), "--confirm", "yes", emulator=emulator)
    assert run.status == verify_live.HOLDS
    reason = "the service was overloaded or failed during a request"
    assert f"could not be checked: unknown-product: {reason}" in run.output
    assert ", 1 could not be checked." in run.output


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - GRADUAL))
def test_any_fault(run: Run, kind: str) -> None:
    """Whatever the service sends, the command ends with a report or a message, and reveals nothing."""
    required: dict[str, str | int] = {"bytes": 9_000_000, "seconds": 3600, "encoding": "utf-8-sig", "name": "Code"}
    required |= {"body": "[" * 100_000, "location": "http://127.0.0.1/zqx"}
    options = {name: required[name] for name in KINDS[kind].required}
    if kind == "error":
        options["code"] = "InternalError"
    with _serve() as emulator:
        emulator.fault(kind, times=MAX_REQUESTS, **options)
        run(_account(emulator), "--confirm", "yes", emulator=emulator)
    assert run.status in {verify_live.HOLDS, verify_live.VIOLATED, verify_live.NOT_RUN}
    assert "Internal error" not in run.output
    assert run.has_report == (run.status != verify_live.NOT_RUN)


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"FirmwareId": None, "DestVersion": None},
        {"FirmwareId": 1, "DestVersion": 2, "UtcCreate": 3, "FirmwareSign": 4, "SignMethod": 5, "ModuleName": 6},
        {"FirmwareId": [], "DestVersion": {}, "UtcCreate": True, "FirmwareSize": [], "Status": {}, "Type": "0"},
        {"FirmwareId": "zqx", "DestVersion": "zqx\ud800", "UtcCreate": "9999-99-99T99:99:99.999Z"},
        {"FirmwareId": "zqx", "DestVersion": "zqx" * 1_000_000},
        "zqx",
    ],
)
def test_any_package(run: Run, row: object) -> None:
    """A package with any values is a violation, not a crash, and its values are not shown."""

    def replace_rows(_: Request, body: dict[str, Any]) -> None:
        if "FirmwareInfo" in body:
            body["FirmwareInfo"] = {"SimpleFirmwareInfo": [row]}

    with _serve(change_body(replace_rows)) as emulator:
        run(_account(emulator), "--confirm", "yes", emulator=emulator)
    assert run.status == verify_live.VIOLATED
    assert run.has_report


def test_no_account(run: Run) -> None:
    """Without an account, the command lists the missing variables. It never searches for other credentials."""
    run({"ALIBABA_CLOUD_ACCESS_KEY_ID": "zqx-key-id", "ALIBABA_CLOUD_PROFILE": "zqx"}, "--confirm", "yes")
    assert run.status == verify_live.NOT_RUN
    assert run.output.startswith(
        "error: These variables are not set: ALIBABA_CLOUD_ACCESS_KEY_SECRET, CONTRACT_PRODUCT_KEY, "
        "ALIBABA_CLOUD_REGION.\n"
    )
    assert "CONTRACT_PRODUCT_KEY  a product of the instance" in run.output


@pytest.mark.parametrize("arguments", [[], ["--confirm", "no"]])
def test_no_confirmation(run: Run, arguments: list[str]) -> None:
    """Without a confirmation, the command says how many requests it would send, and sends none."""
    with _serve() as emulator:
        run(_account(emulator), *arguments, emulator=emulator)
        assert emulator.requests == []
    assert (run.status, run.has_report) == (verify_live.NOT_RUN, False)
    place = "an endpoint on this machine (ALIBABA_CLOUD_ENDPOINT_IOT)"
    assert f"This calls {place}: 18 times ListOTAFirmware, at most 2 times a second.\n" in run.output
    assert run.output.endswith("To confirm, run: make verify-live CONFIRM=yes\n")


@pytest.mark.parametrize(
    ("place", "called"),
    [
        ({"ALIBABA_CLOUD_REGION": "cn-shanghai"}, "This calls the real service in region cn-shanghai: 18 times"),
        (
            {"ALIBABA_CLOUD_REGION": "cn-shanghai", "ALIBABA_CLOUD_ENDPOINT_IOT": "zqx.example.com"},
            "This calls an explicit endpoint (ALIBABA_CLOUD_ENDPOINT_IOT): 18 times",
        ),
        ({"ALIBABA_CLOUD_ENDPOINT_IOT": "localhost:9"}, "This calls an endpoint on this machine (ALIBABA_CLOUD_END"),
        ({"ALIBABA_CLOUD_REGION": "cn-nowhere"}, 'error: Unknown IoT Platform region "cn-nowhere".'),
    ],
)
def test_what_would_be_called(run: Run, place: dict[str, str], called: str) -> None:
    """Without a confirmation, the command says whether it would call the service."""
    with _serve() as emulator:
        account = {name: text for name, text in _account(emulator).items() if name != "ALIBABA_CLOUD_ENDPOINT_IOT"}
    run({**account, **place})
    assert (run.status, run.has_report) == (verify_live.NOT_RUN, False)
    assert run.output.startswith(called)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (
            {"kind": "error", "code": "Forbidden.RAM", "message": "zqx-key-id may not list zqxProduct"},
            'Forbidden.RAM (HTTP 403).\nAllow the action "iot:ListOTAFirmware"',
        ),
        ({"kind": "error", "code": "iot.zqxProduct.Wrong"}, "an unknown Code (HTTP 200).\n"),
        ({"kind": "throttle"}, "Throttling.User (HTTP 400).\nRetry later"),
        ({"kind": "error", "status": 502, "shape": "html"}, "no Code (HTTP 502).\nRetry."),
        ({"kind": "redirect", "location": "http://127.0.0.1/zqx"}, "no Code (HTTP 302).\nCheck the endpoint"),
    ],
)
def test_a_refused_first_request(run: Run, fault: dict[str, str], message: str) -> None:
    """If the account cannot list packages, one request is sent, and the command says what to do."""
    with _serve() as emulator:
        emulator.fault(**fault)  # type: ignore[arg-type]  # names and values of several kinds
        run(_account(emulator), "--confirm", "yes", emulator=emulator)
        assert len(emulator.requests) == 1
    assert (run.status, run.has_report) == (verify_live.NOT_RUN, False)
    assert f"error: The service refused the first request: {message}" in run.output
    assert run.output.endswith("\nNo report was written.\n")


def test_an_unreachable_service(run: Run) -> None:
    """Without a response, the command reports the kind of failure."""
    with _serve() as emulator:
        account = _account(emulator)
    run(account, "--confirm", "yes")
    assert run.status == verify_live.NOT_RUN
    assert "error: No response from ListOTAFirmware at http://127.0.0.1:" in run.output


def test_a_report_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    """An unusable path of the report is reported before the first request."""
    (tmp_path / "build").write_text("")
    with _serve() as emulator:
        run._report = tmp_path / "build" / "below" / "report.md"
        status = verify_live.main(["--confirm", "yes", "--report", str(run._report)], _account(emulator), _connect)
        assert emulator.requests == []
    assert status == verify_live.NOT_RUN


def test_a_report_that_is_a_folder(tmp_path: Path) -> None:
    """A report that cannot be opened is reported before the first request."""
    with _serve() as emulator:
        for report in (tmp_path, tmp_path / ("x" * 300)):
            status = verify_live.main(["--confirm", "yes", "--report", str(report)], _account(emulator), _connect)
            assert (status, emulator.requests) == (verify_live.NOT_RUN, [])


def test_an_internal_error_shows_no_value(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected error is reported by its class only."""

    def fail(_: object) -> None:
        raise ValueError(MARK)

    monkeypatch.setattr(verify_live, "check", fail)
    with _serve() as emulator:
        run(_account(emulator), "--confirm", "yes", emulator=emulator)
    assert run.status == verify_live.NOT_RUN
    assert run.output.endswith("error: Internal error (ValueError). Please report it.\n")


@pytest.fixture
def region(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Emulator, Listener]]:
    """Run an emulator behind TLS, as the host of a region. A proxy leads to it. Its authority is in ca.pem."""
    host = "iot.cn-shanghai.aliyuncs.com"
    with ExitStack() as stack:
        emulator = stack.enter_context(_serve())
        target = int(emulator.url.rpartition(":")[2])
        front = stack.enter_context(tls_front(target, authority([host], tmp_path).context))
        proxy = stack.enter_context(Listener(functools.partial(tunnel, port=front)))
        thread = threading.Thread(target=proxy.serve_forever, args=(0.01,))
        thread.start()
        stack.callback(thread.join)
        stack.callback(proxy.shutdown)
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        yield emulator, proxy


def _region_account(emulator: Emulator) -> dict[str, str]:
    account = {**_account(emulator), "ALIBABA_CLOUD_REGION": "cn-shanghai"}
    del account["ALIBABA_CLOUD_ENDPOINT_IOT"]
    return account


def test_the_endpoint_of_a_region(
    run: Run, region: tuple[Emulator, Listener], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a region, the command calls the region's host over TLS, also through a proxy. The report has the region."""
    emulator, proxy = region
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    run(_region_account(emulator), "--confirm", "yes", emulator=emulator)
    assert run.status == verify_live.HOLDS, run.output
    assert f"region cn-shanghai, {MAX_REQUESTS} requests." in run.output
    assert proxy.heard.startswith(b"CONNECT iot.cn-shanghai.aliyuncs.com:443 ")


def test_an_untrusted_certificate(run: Run, region: tuple[Emulator, Listener]) -> None:
    """Without a trusted certificate, no request is sent."""
    emulator, _ = region
    run(_region_account(emulator), "--confirm", "yes", emulator=emulator)
    assert (run.status, emulator.requests) == (verify_live.NOT_RUN, [])
    assert "No response from ListOTAFirmware at https://iot.cn-shanghai.aliyuncs.com: the TLS certificate" in run.output


def test_text_representations() -> None:
    """Tracebacks of failing tests show the arguments of functions. They have no value of the account."""
    with _serve() as emulator:
        prober = _connect(_account(emulator), lambda _: None)
        evidence = prober.run()
    assert MARK not in repr([prober, evidence, *evidence.answers.values()]).lower()


def test_packages_that_change_during_a_run(run: Run) -> None:
    """If a package is published during a run, assumptions about several pages are unchecked instead of violated."""
    with _serve() as emulator:
        emulator.fault("shifting-pages")
        run(_account(emulator), "--confirm", "yes", emulator=emulator)
    assert run.status == verify_live.HOLDS
    assert "could not be checked: same-total: packages changed during the run" in run.output


@pytest.mark.parametrize(("confirm", "expected"), [((), ""), (("CONFIRM=yes",), " --confirm yes")])
def test_make(confirm: tuple[str, ...], expected: str) -> None:
    """`make verify-live` passes the confirmation on."""
    command = ["make", "--dry-run", "verify-live", *confirm]
    text = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert text.rstrip().splitlines()[-1].rstrip() == f".venv/bin/python tools/verify_live.py{expected}"


def test_the_rate_is_low() -> None:
    """The command waits between all requests."""
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return False

    with _serve() as emulator:
        prober = live_prober(_account(emulator))
        prober.timing = Timing(WITHOUT_WAITING.time, WITHOUT_WAITING.monotonic, wait, WITHOUT_WAITING.random)
        prober.run()
    assert waits == [REQUEST_INTERVAL] * (MAX_REQUESTS - 1)


def test_an_interrupt() -> None:
    """Ctrl-C ends a run that waits for the service. The command says that there is no report."""
    with _serve() as emulator:
        emulator.fault("hang", seconds=3600)
        process = subprocess.Popen(
            [sys.executable, ROOT / "tools" / "verify_live.py", "--confirm", "yes"],
            env={**os.environ, **_account(emulator)},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        assert process.stderr.readline() == f"Request 1 of {MAX_REQUESTS}\n"
        process.send_signal(signal.SIGINT)
        _, text = process.communicate(timeout=60)
    assert text == f"Interrupted after 1 of {MAX_REQUESTS} requests. No report was written.\n"
    assert process.returncode == verify_live.INTERRUPTED


def test_the_same_tests_against_another_target() -> None:
    """With CONTRACT_TARGET=live, the tests call the account of the environment. A refused account fails every test."""
    with _serve() as emulator:
        emulator.fault("error", code="Forbidden.RAM")
        completed = subprocess.run(
            [sys.executable, "-m", "pytest", "tests/contract/test_contract.py", "-k", "test_assumption", "-q"],
            cwd=ROOT,
            env={**os.environ, **_account(emulator), "CONTRACT_TARGET": "live"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert len(emulator.requests) == 1
    assert "The service refused the first request: Forbidden.RAM (HTTP 403)." in completed.stdout
    assert f"{len(ASSUMPTIONS)} errors" in completed.stdout
