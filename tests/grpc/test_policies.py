# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The policy pack over a real gRPC connection: the calls of the engine, and the process."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from alicloud_iot_ota import __version__
from alicloud_iot_ota.policies.analyzer import Analyzer
from alicloud_iot_ota.policies.pack import PIN_POLICIES, POLICIES
from alicloud_iot_ota.schema.tokens import DYNAMIC_FIRMWARE_PIN, FIRMWARE_PIN
from tests.grpc.conftest import to_dict, to_struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.grpc.conftest import PluginProcess

TIMEOUT = 30  # seconds after which a test fails
RUN = "from alicloud_iot_ota.policies import main; main()"
FAIL = f"from alicloud_iot_ota.policies import analyzer; analyzer.hide_found = None; {RUN}"
"""Code that runs the pack with a defect."""
NOW = datetime(2026, 11, 29, 12, tzinfo=timezone.utc)
URN = "urn:pulumi:dev::fleet::alicloud-iot:ota:FirmwarePin::gateway"
ID = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
FIRMWARE = {"destVersion": "4.0.0", "firmwareId": ID, "type": "full", "digest": f"sha256:{'0f' * 32}"}
MANDATORY, DISABLED, REMEDIATE = 1, 2, 3


class Pack:
    """A client that calls the policy pack like the engine."""

    def __init__(self, address: str) -> None:
        self._channel = grpc.insecure_channel(address)
        self.stub = analyzer_pb2_grpc.AnalyzerStub(self._channel)

    def close(self) -> None:
        """Close the connection."""
        self._channel.close()

    def configure(self, levels: dict[str, int], **options: dict[str, object]) -> None:
        """Configure policies with their levels and options."""
        self.stub.Configure(
            analyzer_pb2.ConfigureAnalyzerRequest(
                policyConfig={
                    name: analyzer_pb2.PolicyConfig(
                        enforcementLevel=level,  # type: ignore[arg-type] # a number of the protocol, known or not
                        properties=to_struct(options.get(name.replace("-", "_"), {})),
                    )
                    for name, level in levels.items()
                }
            ),
            timeout=TIMEOUT,
        )

    def start_preview(self, *, is_preview: bool) -> None:
        """Say whether the following calls belong to a preview."""
        self.stub.ConfigureStack(analyzer_pb2.AnalyzerStackConfigureRequest(dry_run=is_preview), timeout=TIMEOUT)

    def analyze(self, kind: str, **values: object) -> analyzer_pb2.AnalyzeResponse:
        """Judge a resource."""
        request = analyzer_pb2.AnalyzeRequest(type=kind, urn=URN, name="gateway", properties=to_struct(values))
        answer: analyzer_pb2.AnalyzeResponse = self.stub.Analyze(request, timeout=TIMEOUT)
        return answer

    def violated(self, kind: str, **values: object) -> dict[str, str]:
        """Return the messages of the violations by policy."""
        return {each.policyName: each.message for each in self.analyze(kind, **values).diagnostics}

    def analyze_stack(self, *resources: Mapping[str, object]) -> analyzer_pb2.AnalyzeResponse:
        """Judge a stack."""
        request = analyzer_pb2.AnalyzeStackRequest(
            resources=[
                analyzer_pb2.AnalyzerResource(urn=f"urn:{index}", type=str(each["type"]), properties=to_struct(each))
                for index, each in enumerate(resources)
            ]
        )
        answer: analyzer_pb2.AnalyzeResponse = self.stub.AnalyzeStack(request, timeout=TIMEOUT)
        return answer


@pytest.fixture
def pack() -> Iterator[Pack]:
    """Serve an unconfigured policy pack in this process."""
    server = grpc.server(ThreadPoolExecutor(4))
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Analyzer(lambda: NOW), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    pack = Pack(f"127.0.0.1:{port}")
    yield pack
    pack.close()
    server.stop(grace=None).wait(TIMEOUT)


@pytest.fixture(params=[FIRMWARE_PIN, DYNAMIC_FIRMWARE_PIN], ids=["native", "dynamic"])
def kind(request: pytest.FixtureRequest) -> str:
    """Return the type of each form of the pin."""
    return str(request.param)


def test_pack_describes_itself(pack: Pack) -> None:
    """The engine gets the version, and each policy with its level and its options."""
    handshake = analyzer_pb2.AnalyzerHandshakeRequest(engine_address="127.0.0.1:1")
    pack.stub.Handshake(handshake, timeout=TIMEOUT)
    assert pack.stub.GetPluginInfo(Empty(), timeout=TIMEOUT).version == __version__
    info = pack.stub.GetAnalyzerInfo(Empty(), timeout=TIMEOUT)
    assert (info.name, info.version, info.supportsConfig) == ("alicloud-iot-ota", __version__, True)
    options = {each.name: set(to_dict(each.configSchema.properties)) for each in info.policies}
    assert options == {
        **{policy.name: set() for policy in POLICIES},
        "firmware-age": {"minAge"},
        "firmware-blocked": {"blocked", "blockedFile"},
    }
    assert all(each.description.endswith(".") for each in info.policies)


def test_good_and_bad_pin(pack: Pack, kind: str) -> None:
    """A good pin passes every policy. A bad one violates every policy, at the level of the configuration."""
    pack.configure(
        {policy.name: MANDATORY for policy in POLICIES},
        firmware_age={"minAge": "7d"},
        firmware_blocked={"blocked": [{"destVersion": "3.9.9", "reason": "bricks"}]},
    )
    assert pack.violated(kind, firmware=FIRMWARE, minAge="7d").keys() == {"firmware-locked"}
    bad = {**FIRMWARE, "destVersion": "3.9.9", "digest": f"md5:{'0f' * 16}"}
    answer = pack.analyze(kind, firmware=bad, allowDowngrade=True, allowUnscoped=True)
    assert {each.policyName for each in answer.diagnostics} == {policy.name for policy in PIN_POLICIES}
    assert {each.enforcementLevel for each in answer.diagnostics} == {MANDATORY}
    assert {(each.urn, each.policyPackName, each.policyPackVersion) for each in answer.diagnostics} == {
        (URN, "alicloud-iot-ota", __version__)
    }


def test_other_resources_are_not_judged(pack: Pack) -> None:
    """Resources of other types pass, whatever their properties."""
    assert not pack.analyze("command:local:Command", allowDowngrade=True).diagnostics
    assert not pack.stub.Remediate(analyzer_pb2.AnalyzeRequest(type=FIRMWARE_PIN), timeout=TIMEOUT).remediations


def test_disabled_policy(pack: Pack, kind: str) -> None:
    """A disabled policy does not run."""
    pack.configure({"all": DISABLED, **{policy.name: DISABLED for policy in POLICIES}})
    assert pack.violated(kind, allowDowngrade=True) == {}
    assert not pack.analyze_stack({"type": "a:b:C", "firmwareId": ID}).diagnostics


def test_policies_without_options(pack: Pack, kind: str) -> None:
    """A policy that needs options says that it judges nothing, and so do all policies for a pin that is only read."""
    reasons = {each.policy_name: each.reason for each in pack.analyze(kind, firmware=FIRMWARE).not_applicable}
    assert reasons == {
        "firmware-age": "minAge is not set.",
        "firmware-blocked": "There are no blocks in blocked and blockedFile.",
    }
    read = pack.analyze(kind)
    assert {each.reason for each in read.not_applicable} == {"The program only reads this pin."}
    assert not read.diagnostics


def test_unknown_values(pack: Pack, kind: str, unknown: str) -> None:
    """A preview does not decide a policy about an unknown value. An update stops."""
    values: dict[str, object] = {"lockEntry": unknown, "allowDowngrade": unknown, "firmware": {"destVersion": unknown}}
    open_policies = {"firmware-locked", "firmware-sha256", "no-allow-downgrade"}
    pack.start_preview(is_preview=True)
    preview = pack.analyze(kind, **values)
    assert not preview.diagnostics
    assert {each.policy_name for each in preview.not_applicable} > open_policies
    stack = {"type": "a:b:C", "firmwareId": ID}
    assert not pack.analyze_stack({"type": kind, "firmware": unknown}, stack).diagnostics
    pack.start_preview(is_preview=False)
    violated = pack.violated(kind, **values)
    assert violated.keys() == open_policies
    assert violated["firmware-locked"].startswith("The policy cannot be decided: lockEntry of the pin is unknown.")
    (undecided,) = pack.analyze_stack({"type": kind, "firmware": unknown}, stack).diagnostics
    assert undecided.urn == ""


def test_secret_values(pack: Pack, kind: str, secret: Callable[[object], dict[str, object]]) -> None:
    """A message about a pin with a secret input contains neither the secret nor a value that it leads to."""
    pack.configure(
        {"firmware-age": MANDATORY, "firmware-blocked": MANDATORY},
        firmware_age={"minAge": "7d"},
        firmware_blocked={"blocked": [{"destVersion": "4.0.0", "reason": "bricks"}]},
    )
    firmware = secret({**FIRMWARE, "digest": "md5:0123"})
    violated = pack.violated(kind, productKey=secret("a1GatewayK01"), firmware=firmware, minAge=secret("6d"))
    assert violated.keys() == {"firmware-locked", "firmware-sha256", "firmware-age", "firmware-blocked"}
    text = str(violated)
    assert [each for each in ("4.0.0", ID, "md5", "6d", "bricks", "a1GatewayK01") if each in text] == []
    assert "[secret] hides firmware, minAge, productKey and the values derived from it." in text
    switch = secret(True)  # noqa: FBT003 - a value of the program
    assert pack.violated(kind, firmware=FIRMWARE, allowDowngrade=switch).keys() >= {"no-allow-downgrade"}


def test_stack(pack: Pack, kind: str) -> None:
    """A resource with an ID that no pin has gets advice at its own URN."""
    pin = {"type": kind, "firmware": FIRMWARE}
    own, other = {"type": "a:b:C", "firmwareId": ID}, {"type": "a:b:C", "jobs": [{"firmware_id": ID[::-1]}]}
    answer = pack.analyze_stack(pin, own, other)
    assert [(each.policyName, each.urn, each.enforcementLevel) for each in answer.diagnostics] == [
        ("firmware-referenced-by-pin", "urn:2", 0)
    ]


@pytest.mark.parametrize("level", [REMEDIATE, 9])
def test_unsupported_level(pack: Pack, level: int) -> None:
    """A level that the policies do not support is refused."""
    with pytest.raises(grpc.RpcError, match="enforcementLevel must be one of") as raised:
        pack.configure({"firmware-locked": level})
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT


def test_configuration_cannot_be_changed(pack: Pack, kind: str) -> None:
    """Equal configurations are accepted again. Another program on the machine cannot disable a policy."""
    for _ in range(2):
        pack.configure({"firmware-locked": MANDATORY, "firmware-sha256": MANDATORY})
    with pytest.raises(grpc.RpcError, match="The policies already have another configuration"):
        pack.configure({"firmware-locked": DISABLED, "firmware-sha256": MANDATORY})
    assert "firmware-locked" in pack.violated(kind, firmware=FIRMWARE)


@pytest.mark.parametrize("is_verbose", [False, True])
def test_internal_error(start_plugin: Callable[..., PluginProcess], *, is_verbose: bool) -> None:
    """An unexpected error stops the deployment. The message has no traceback and no value, and only `-v=9` logs one."""
    process = start_plugin(*(["-v=9"] if is_verbose else []), "127.0.0.1:1", code=FAIL)
    with contextlib.closing(Pack(process.address)) as pack, pytest.raises(grpc.RpcError) as raised:
        pack.analyze(FIRMWARE_PIN, firmware=FIRMWARE)
    assert raised.value.code() is grpc.StatusCode.INTERNAL
    message = str(raised.value.details())
    assert message.startswith(f"Internal error in the policies of alicloud-iot-ota {__version__} (Analyze: TypeError).")
    assert "Traceback" not in message
    assert ("Traceback" in process.terminate()[2]) is is_verbose


def test_process(start_plugin: Callable[..., PluginProcess]) -> None:
    """Only the port is on stdout, stderr is empty, and SIGTERM ends the process."""
    process = start_plugin("--logtostderr", "-v=9", "127.0.0.1:1", code=RUN)
    pack = Pack(process.address)
    with contextlib.closing(pack):
        assert pack.violated(FIRMWARE_PIN, firmware=FIRMWARE).keys() == {"firmware-locked"}
        pack.stub.Cancel(Empty(), timeout=TIMEOUT)
        assert pack.violated(FIRMWARE_PIN, firmware=FIRMWARE).keys() == {"firmware-locked"}
    assert process.terminate() == (0, "", "")
