# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The resource FirmwarePin, request by request, as the engine asks.

Where a warning is expected, a small gRPC server stands in for the engine and records what is logged there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest
from google.protobuf import json_format
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import FakeEngine, Wire

TIMEOUT = 30  # seconds
TYPE = "alicloud-iot:ota:FirmwarePin"
URN = f"urn:pulumi:dev::fleet::{TYPE}::gateway"
GATEWAY = {"productKey": "a1GatewayK01", "moduleName": "default", "type": "full", "select": "highest"}
CAMERA = {"productKey": "a1CameraK01", "moduleName": "default", "type": "full", "select": "highest"}
V4 = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
"""The firmware ID of the gateway's 4.0.0, the package that its criteria name."""


def struct(values: Mapping[str, object]) -> Struct:
    """Return plain values as the engine sends them."""
    return json_format.ParseDict(dict(values), Struct())


def plain(values: Struct) -> dict[str, object]:
    """Return what came back, as plain values."""
    return dict(json_format.MessageToDict(values))


def pinned(emulator: Emulator, firmware_id: str) -> dict[str, object]:
    """Return what a pin must keep of a package of the emulator."""
    row = next(row for row in emulator.packages() if row["FirmwareId"] == firmware_id)
    kept = {
        "firmwareId": row["FirmwareId"],
        "destVersion": row["DestVersion"],
        "type": {0: "full", 1: "differential"}[int(row["Type"] or 0)],
        "digest": f"{str(row['SignMethod']).lower()}:{row['FirmwareSign']}" if row["FirmwareSign"] else None,
        "firmwareSize": row["FirmwareSize"],
        "srcVersion": row["SrcVersion"],
    }
    return {name: value for name, value in kept.items() if value is not None}


def in_state(provider: Wire, criteria: Mapping[str, object]) -> dict[str, object]:
    """Return the inputs that the state holds after an update with these criteria."""
    answer = provider.check(criteria)
    assert not answer.failures
    return plain(answer.inputs)


def test_check_puts_the_package_into_the_inputs(provider: Wire, emulator: Emulator) -> None:
    """Only what identifies the package, so that nothing else ever shows in a diff."""
    answer = provider.check(GATEWAY)
    assert not answer.failures
    assert plain(answer.inputs) == {**GATEWAY, "firmware": pinned(emulator, V4)}


def test_check_keeps_the_source_version_of_a_difference(provider: Wire, emulator: Emulator) -> None:
    """Two differential packages of one version are told apart by where they start from."""
    found = in_state(provider, {"productKey": "a1GatewayK01", "destVersion": "4.0.0", "srcVersion": "3.2.1"})
    assert found["firmware"] == pinned(emulator, "9jsMbDMwLTuwa8zdmtyil6hEqCsb0100")


def test_check_leaves_what_the_user_typed_as_it_came(
    provider: Wire, secret: Callable[[object], dict[str, object]]
) -> None:
    """Every other input comes back byte for byte: texts, lists, nulls, secrets."""
    news = struct({**GATEWAY, "productKey": secret("a1GatewayK01"), "statuses": ["verified"], "destVersion": None})
    answer = provider.stub.Check(provider_pb2.CheckRequest(urn=URN, type=TYPE, news=news), timeout=TIMEOUT)
    assert not answer.failures
    del answer.inputs.fields["firmware"]
    assert answer.inputs.SerializeToString(deterministic=True) == news.SerializeToString(deterministic=True)


@pytest.mark.parametrize("criterion", ["productKey", "statuses"])
def test_a_secret_criterion_makes_a_secret_package(
    provider: Wire, emulator: Emulator, secret: Callable[[object], dict[str, object]], criterion: str
) -> None:
    """What was found gives away what was asked for."""
    values = {**GATEWAY, "statuses": ["verified"]}
    answer = provider.check({**values, criterion: secret(values[criterion])})
    assert not answer.failures
    assert plain(answer.inputs)["firmware"] == secret(pinned(emulator, V4))


@pytest.mark.parametrize("criterion", ["productKey", "destVersion", "statuses", "select"])
def test_an_unknown_criterion_makes_an_unknown_package_and_no_request(
    provider: Wire, emulator: Emulator, unknown: str, criterion: str
) -> None:
    """In a preview, with a product still to be created, there is nothing to ask for yet."""
    news = {**GATEWAY, criterion: unknown}
    answer = provider.check(news)
    assert not answer.failures
    assert plain(answer.inputs) == {**news, "firmware": unknown}
    assert emulator.requests == []


def test_an_unknown_inside_a_list_is_one_too(provider: Wire, emulator: Emulator, unknown: str) -> None:
    """A list with a hole in it is not a shorter list."""
    answer = provider.check({**GATEWAY, "statuses": ["verified", unknown]})
    assert plain(answer.inputs)["firmware"] == unknown
    assert emulator.requests == []


def test_a_secret_that_is_unknown_makes_a_secret_that_is_unknown(
    provider: Wire, emulator: Emulator, secret: Callable[[object], dict[str, object]], unknown: str
) -> None:
    """Neither mark is lost for the other."""
    answer = provider.check({**GATEWAY, "productKey": secret(unknown)})
    assert plain(answer.inputs)["firmware"] == secret(unknown)
    assert emulator.requests == []


def test_a_mistake_is_told_even_where_something_is_unknown(provider: Wire, unknown: str) -> None:
    """A preview finds a wrong argument before an update does."""
    (failure,) = provider.check({**GATEWAY, "productKey": unknown, "colour": "blue"}).failures
    assert failure.property == "colour"


def test_the_package_is_no_argument(provider: Wire, emulator: Emulator) -> None:
    """A program cannot say what the criteria resolve to."""
    (failure,) = provider.check({**GATEWAY, "firmware": pinned(emulator, V4)}).failures
    assert failure.property == "firmware"
    assert "do not set it" in failure.reason
    assert failure.reason.endswith("In ignoreChanges, list all of firmware or none of it.")


def test_ignore_changes_freezes_the_package(provider: Wire, emulator: Emulator) -> None:
    """The engine then sends the state's package among the new inputs; it stays, and nothing is looked up."""
    olds = in_state(provider, GATEWAY)
    emulator.publish(DestVersion="4.1.0", ProductKey="a1GatewayK01")
    asked = len(emulator.requests)
    answer = provider.check({**GATEWAY, "firmware": olds["firmware"]}, olds)
    assert not answer.failures
    assert plain(answer.inputs) == olds
    assert len(emulator.requests) == asked


def test_a_newer_package_shows_in_the_next_check(
    provider: Wire, emulator: Emulator, next_command: Callable[[], Wire]
) -> None:
    """Every command has a plugin of its own, and sees what was published since."""
    olds = in_state(provider, GATEWAY)
    published = emulator.publish(DestVersion="4.1.0", ProductKey="a1GatewayK01")
    answer = next_command().check(GATEWAY, olds)
    assert plain(answer.inputs)["firmware"] == pinned(emulator, str(published["FirmwareId"]))


def test_a_pin_of_another_type_is_not_checked(provider: Wire) -> None:
    """A misspelt type in a program without a typed SDK is no pin, and hears which type there is."""
    with pytest.raises(grpc.RpcError) as raised:
        provider.check(GATEWAY, urn=URN.replace("FirmwarePin", "FirmwarePinn"))
    assert TYPE in str(raised.value.details())


def test_a_pin_of_another_type_is_not_imported(provider: Wire) -> None:
    """The same mistake on the command line of `pulumi import`."""
    with pytest.raises(grpc.RpcError) as raised:
        provider.read(V4, urn=URN.replace("FirmwarePin", "FirmwarePinn"))
    assert TYPE in str(raised.value.details())


def test_an_error_about_a_secret_criterion_does_not_repeat_it(
    provider: Wire, secret: Callable[[object], dict[str, object]]
) -> None:
    """Neither a value that matches nothing nor one of the wrong type is shown."""
    with pytest.raises(grpc.RpcError) as raised:
        provider.check({**GATEWAY, "moduleName": secret("canary")})
    assert raised.value.code() is grpc.StatusCode.NOT_FOUND
    assert "canary" not in str(raised.value.details())
    (failure,) = provider.check({**GATEWAY, "moduleName": secret(4815162342)}).failures
    assert "moduleName must be a string" in failure.reason
    assert "4815162342" not in failure.reason


def test_a_warning_about_a_secret_criterion_does_not_repeat_it(
    provider: Wire, engine: FakeEngine, secret: Callable[[object], dict[str, object]]
) -> None:
    """What the engine is told ends up on the console and in logs, as errors do."""
    assert not provider.check({**CAMERA, "productKey": secret("a1CameraK01")}).failures
    assert engine.logged
    assert [line.message for line in engine.logged if "a1CameraK01" in line.message] == []


def test_a_warning_of_check_is_shown_at_the_resource(provider: Wire, engine: FakeEngine) -> None:
    """What the highest version was not compared with is told at the pin it concerns."""
    assert not provider.check(CAMERA).failures
    (line,) = engine.logged
    assert (line.urn, line.severity) == (URN, 2)
    assert "cam_2024-11-05" in line.message


def test_diff_leaves_the_comparison_to_the_engine(provider: Wire, emulator: Emulator) -> None:
    """It then prints the package field by field, old => new."""
    olds = struct({**GATEWAY, "firmware": pinned(emulator, V4)})
    news = struct({**GATEWAY, "firmware": {**pinned(emulator, V4), "destVersion": "4.1.0"}})
    request = provider_pb2.DiffRequest(id="gateway", urn=URN, olds=olds, old_inputs=olds, news=news)
    answer = provider.stub.Diff(request, timeout=TIMEOUT)
    assert answer == provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_UNKNOWN)


def test_diff_tells_of_what_a_refresh_found(provider: Wire, emulator: Emulator) -> None:
    """Where the state's outputs hold another package than the pinned one, the inputs do not tell, and Diff does."""
    was = struct({**GATEWAY, "firmware": pinned(emulator, V4)})
    found = struct({**GATEWAY, "firmware": {**pinned(emulator, V4), "firmwareSize": 1}})

    def changes(news: Struct) -> int:
        request = provider_pb2.DiffRequest(id="gateway", urn=URN, olds=found, old_inputs=was, news=news)
        return int(provider.stub.Diff(request, timeout=TIMEOUT).changes)

    assert changes(was) == provider_pb2.DiffResponse.DIFF_SOME  # the refresh itself, and an update back to the pin
    assert changes(found) == provider_pb2.DiffResponse.DIFF_UNKNOWN  # which the inputs tell of


@pytest.mark.parametrize("name", ["gateway", "fleet/gateway", "edge::gateway"])
def test_create_keeps_the_inputs_under_the_pins_own_name(provider: Wire, emulator: Emulator, name: str) -> None:
    """A firmware ID would be wrong after the first update. Pulumi allows `::` in a name."""
    inputs = struct(in_state(provider, GATEWAY))
    asked = len(emulator.requests)
    request = provider_pb2.CreateRequest(
        urn=f"urn:pulumi:dev::fleet::{TYPE}::{name}", name=name, type=TYPE, properties=inputs
    )
    assert provider.stub.Create(request, timeout=TIMEOUT) == provider_pb2.CreateResponse(id=name, properties=inputs)
    assert len(emulator.requests) == asked


def test_create_in_a_preview_has_no_id(provider: Wire) -> None:
    """Dependents see the package all the same."""
    inputs = struct(in_state(provider, GATEWAY))
    request = provider_pb2.CreateRequest(urn=URN, name="gateway", type=TYPE, properties=inputs, preview=True)
    assert provider.stub.Create(request, timeout=TIMEOUT) == provider_pb2.CreateResponse(properties=inputs)


@pytest.mark.parametrize("preview", [True, False])
def test_update_keeps_what_check_resolved(provider: Wire, emulator: Emulator, *, preview: bool) -> None:
    """Preview and update hold the very package that was shown; nothing is looked up again."""
    olds = struct({**GATEWAY, "firmware": pinned(emulator, "tWozn8m0xRZZoIVMmdCztEcywCQZ0100")})
    news = struct(in_state(provider, GATEWAY))
    asked = len(emulator.requests)
    request = provider_pb2.UpdateRequest(id="gateway", urn=URN, olds=olds, news=news, preview=preview)
    assert provider.stub.Update(request, timeout=TIMEOUT) == provider_pb2.UpdateResponse(properties=news)
    assert len(emulator.requests) == asked


def keep(provider: Wire, to: str, inputs: Mapping[str, object], *, preview: bool = False) -> Struct:
    """Send checked inputs to Create or Update, and return the outputs."""
    props = struct(inputs)
    requests = {
        "Create": provider_pb2.CreateRequest(urn=URN, type=TYPE, properties=props, preview=preview),
        "Update": provider_pb2.UpdateRequest(id="gateway", urn=URN, news=props, preview=preview),
    }
    answer: provider_pb2.CreateResponse | provider_pb2.UpdateResponse = getattr(provider.stub, to)(
        requests[to], timeout=TIMEOUT
    )
    return answer.properties


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize("to", ["Create", "Update"])
@pytest.mark.parametrize(
    "part",
    [{"destVersion": "3.2.1"}, {"firmwareId": "another"}, {"firmwareSize": 1}, {"srcVersion": "3.2.1"}],
    ids=", ".join,
)
def test_parts_of_two_packages_are_not_kept(provider: Wire, to: str, part: dict[str, object], *, preview: bool) -> None:
    """With ignoreChanges of a part, the engine puts that part of the old package into what Check resolved."""
    inputs = in_state(provider, GATEWAY)
    resolved = dict(inputs["firmware"])  # type: ignore[call-overload]  # an object, as Check returned it
    with pytest.raises(grpc.RpcError) as raised:
        keep(provider, to, {**inputs, "firmware": {**resolved, **part}}, preview=preview)
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    told = str(raised.value.details())
    assert "firmware would mix two packages" in told
    assert "In ignoreChanges, list all of firmware or none of it." in told


@pytest.mark.parametrize("to", ["Create", "Update"])
def test_a_package_that_nobody_checked_is_not_kept(provider: Wire, emulator: Emulator, to: str) -> None:
    """A whole package too has to come from a Check of this process."""
    in_state(provider, GATEWAY)
    with pytest.raises(grpc.RpcError) as raised:
        keep(provider, to, {**GATEWAY, "firmware": pinned(emulator, "tWozn8m0xRZZoIVMmdCztEcywCQZ0100")})
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.parametrize("to", ["Create", "Update"])
def test_a_refused_package_that_is_a_secret_is_not_shown(
    provider: Wire, emulator: Emulator, secret: Callable[[object], dict[str, object]], to: str
) -> None:
    """Neither its ID nor its version."""
    with pytest.raises(grpc.RpcError) as raised:
        keep(provider, to, {**GATEWAY, "firmware": secret(pinned(emulator, V4))})
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert V4 not in str(raised.value.details())


@pytest.mark.parametrize("to", ["Create", "Update"])
def test_an_unknown_package_is_kept_in_a_preview(
    provider: Wire, secret: Callable[[object], dict[str, object]], unknown: str, to: str
) -> None:
    """What Check could not resolve yet is no mixture, be it a secret or not."""
    for firmware in (unknown, secret(unknown)):
        inputs = {**GATEWAY, "firmware": firmware}
        assert plain(keep(provider, to, inputs, preview=True)) == inputs


@pytest.mark.parametrize("to", ["Create", "Update"])
def test_a_secret_package_is_kept(provider: Wire, secret: Callable[[object], dict[str, object]], to: str) -> None:
    """The mark makes no other package of it."""
    inputs = in_state(provider, {**GATEWAY, "productKey": secret("a1GatewayK01")})
    assert plain(keep(provider, to, inputs)) == inputs


def test_a_package_frozen_by_ignore_changes_is_kept(provider: Wire, emulator: Emulator) -> None:
    """As a whole it is one package, even where this process looked nothing up: it is the state's."""
    olds = {**GATEWAY, "firmware": pinned(emulator, "tWozn8m0xRZZoIVMmdCztEcywCQZ0100")}
    checked = provider.check({**olds, "minAge": "1d"}, olds)
    assert not checked.failures
    assert plain(keep(provider, "Update", plain(checked.inputs))) == {**olds, "minAge": "1d"}
    assert emulator.requests == []


def test_a_package_of_an_earlier_check_is_kept_after_another_configure(
    provider: Wire, settings: dict[str, object]
) -> None:
    """An attached debugger's process is configured once for each command, while another one may still run."""
    inputs = in_state(provider, GATEWAY)
    provider.configure(**settings)
    assert plain(keep(provider, "Create", inputs)) == inputs


def test_delete_touches_nothing(provider: Wire, emulator: Emulator) -> None:
    """The package stays where it is."""
    request = provider_pb2.DeleteRequest(id="gateway", urn=URN, properties=struct(GATEWAY))
    assert provider.stub.Delete(request, timeout=TIMEOUT) == Empty()
    assert emulator.requests == []


def test_refresh_of_an_unchanged_package_changes_nothing(provider: Wire, engine: FakeEngine) -> None:
    """Inputs and outputs are the state's, and there is nothing to tell."""
    state = in_state(provider, GATEWAY)
    answer = provider.read("gateway", state)
    assert answer.id == "gateway"
    assert (plain(answer.inputs), plain(answer.properties)) == (state, state)
    assert list(engine.logged) == []


def test_refresh_verifies_the_pinned_package_and_not_the_newest(
    provider: Wire, emulator: Emulator, next_command: Callable[[], Wire]
) -> None:
    """A newer version is the next update's business."""
    state = in_state(provider, GATEWAY)
    emulator.publish(DestVersion="4.1.0", ProductKey="a1GatewayK01")
    assert plain(next_command().read("gateway", state).inputs) == state


@pytest.mark.parametrize(
    "change",
    [
        {"FirmwareSign": "0" * 64},
        {"FirmwareSize": 1},
        {"FirmwareSign": None, "SignMethod": None},  # nothing of the old package may shine through
    ],
    ids=["digest", "size", "digest gone"],
)
def test_refresh_shows_a_replaced_file(provider: Wire, emulator: Emulator, change: dict[str, str | int | None]) -> None:
    """The same firmware ID with another file is drift in the outputs; what is pinned stays in the inputs."""
    state = {**GATEWAY, "firmware": pinned(emulator, V4)}
    emulator.change(V4, **change)
    now = {**GATEWAY, "firmware": pinned(emulator, V4)}
    assert now != state
    answer = provider.read("gateway", state)
    assert (plain(answer.inputs), plain(answer.properties)) == (state, now)


def test_refresh_keeps_a_secret_package_secret(
    provider: Wire, emulator: Emulator, secret: Callable[[object], dict[str, object]]
) -> None:
    """The marks in the state survive drift."""
    state = {**GATEWAY, "productKey": secret("a1GatewayK01"), "firmware": secret(pinned(emulator, V4))}
    emulator.change(V4, FirmwareSize=1)
    answer = provider.read("gateway", state)
    now = {**state, "firmware": secret(pinned(emulator, V4))}
    assert (plain(answer.inputs), plain(answer.properties)) == (state, now)


def test_a_package_that_is_gone_is_told(provider: Wire, emulator: Emulator, engine: FakeEngine) -> None:
    """The state keeps what is pinned, so that the next Check judges it, and its outputs say that it is missing."""
    state = {**GATEWAY, "firmware": pinned(emulator, V4)}
    emulator.withdraw(V4)
    answer = provider.read("gateway", state)
    assert (plain(answer.inputs), plain(answer.properties)) == (state, {**state, "__missing": True})
    (line,) = engine.logged
    assert "that ID no longer exists" in line.message
    request = provider_pb2.DiffRequest(
        id="gateway", urn=URN, olds=answer.properties, old_inputs=answer.inputs, news=answer.inputs
    )
    assert provider.stub.Diff(request, timeout=TIMEOUT).changes == provider_pb2.DiffResponse.DIFF_SOME


def test_a_package_that_a_program_only_reads_is_gone(provider: Wire, emulator: Emulator) -> None:
    """For what is not a program's own, an empty answer is the engine's way to hear it."""
    outputs = struct({**GATEWAY, "firmware": pinned(emulator, V4)})
    emulator.withdraw(V4)
    request = provider_pb2.ReadRequest(id=V4, urn=URN, name="gateway", type=TYPE, inputs=Struct(), properties=outputs)
    assert provider.stub.Read(request, timeout=TIMEOUT) == provider_pb2.ReadResponse()


def test_a_list_that_cannot_be_read_never_reports_a_package_as_gone(provider: Wire, emulator: Emulator) -> None:
    """The refresh fails, and the state stays as it is."""
    state = {**GATEWAY, "firmware": pinned(emulator, V4)}
    emulator.fault("error", code="Forbidden.RAM")
    with pytest.raises(grpc.RpcError) as raised:
        provider.read("gateway", state)
    assert raised.value.code() is grpc.StatusCode.PERMISSION_DENIED


@pytest.mark.parametrize(("status", "word"), [(0, "unverified"), (3, "verificationFailed"), (9, "unknown")])
def test_a_status_that_went_back_is_a_warning_at_the_resource(
    provider: Wire, emulator: Emulator, engine: FakeEngine, status: int, word: str
) -> None:
    """The refresh itself succeeds without drift: the file is the same. What the next update does is told."""
    state = {**GATEWAY, "firmware": pinned(emulator, V4)}
    emulator.change(V4, Status=status)
    assert plain(provider.read("gateway", state).inputs) == state
    (line,) = engine.logged
    assert (line.urn, line.severity) == (URN, 2)
    assert line.message.startswith(
        f"Package {V4} (4.0.0) is pinned, but its status is {word}.\nWith these inputs, the next update will fail:\n"
    )
    assert "4.0.0, " in line.message
    assert " 3.10.0 " in line.message


def test_a_pin_that_may_be_blocked_is_a_warning_at_the_resource(
    provider: Wire, emulator: Emulator, engine: FakeEngine, next_command: Callable[[], Wire]
) -> None:
    """A package whose digest the service gives no longer could be the blocked file."""
    blocked = [{"digest": f"sha256:{'0' * 64}", "reason": "bricks revision B"}]
    state = {**GATEWAY, "blocked": blocked, "firmware": pinned(emulator, V4)}
    assert provider.read("gateway", state).id == "gateway"
    assert list(engine.logged) == []
    emulator.change(V4, FirmwareSign=None)
    next_command().read("gateway", state)
    (line,) = engine.logged
    assert "no digest shows whether it is still the same file (changed)" in line.message
    doubt = "it may be blocked, because the service returns no digest for it: bricks revision B"
    assert (
        f"Package {V4} (4.0.0) is pinned, but {doubt}.\nWith these inputs, the next update will fail:" in line.message
    )


def test_a_status_that_the_pin_accepts_is_no_warning(provider: Wire, emulator: Emulator, engine: FakeEngine) -> None:
    """The pin's own statuses decide, not the default ones."""
    state = {**GATEWAY, "statuses": ["unverified"], "firmware": pinned(emulator, V4)}
    emulator.change(V4, Status=0)
    assert plain(provider.read("gateway", state).inputs) == state
    assert list(engine.logged) == []


def test_a_warning_of_a_refresh_does_not_repeat_a_secret(
    provider: Wire, emulator: Emulator, engine: FakeEngine, secret: Callable[[object], dict[str, object]]
) -> None:
    """The package of a pin with a secret criterion is a secret too, its ID and its version included."""
    emulator.change(V4, Status=0)
    provider.read("gateway", {"firmwareId": secret(V4), "firmware": secret(pinned(emulator, V4))})
    assert engine.logged
    assert [line.message for line in engine.logged if V4 in line.message] == []


def test_an_error_of_a_read_does_not_repeat_a_secret(
    provider: Wire, secret: Callable[[object], dict[str, object]]
) -> None:
    """A `.get` takes criteria from the program, which may be secret and of the wrong type."""
    with pytest.raises(grpc.RpcError) as raised:
        provider.read("gateway", {"moduleName": secret(4815162342)})
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "moduleName must be a string" in str(raised.value.details())
    assert "4815162342" not in str(raised.value.details())


@pytest.mark.parametrize(
    ("resource_id", "criteria", "firmware_id"),
    [
        (V4, {"firmwareId": V4}, V4),
        (
            "a1MeterK001/default/1.5.0",
            {"productKey": "a1MeterK001", "moduleName": "default", "destVersion": "1.5.0"},
            "HwOWBmEC799Hm8jQQITlk1LyFrSg0100",
        ),
    ],
    ids=["by firmware ID", "by product, module and version"],
)
def test_import_by_what_a_user_knows(
    provider: Wire, emulator: Emulator, resource_id: str, criteria: dict[str, object], firmware_id: str
) -> None:
    """The inputs that come back are those with which the next preview shows no change."""
    answer = provider.read(resource_id)
    imported = {**criteria, "firmware": pinned(emulator, firmware_id)}
    assert answer.id == resource_id
    assert (plain(answer.inputs), plain(answer.properties)) == (imported, imported)
    assert in_state(provider, criteria) == imported


def test_inputs_that_are_all_null_are_an_import(provider: Wire, emulator: Emulator) -> None:
    """A null means not given, as everywhere."""
    answer = provider.read(V4, {"productKey": None})
    kept = {name: value for name, value in plain(answer.inputs).items() if value is not None}
    assert kept == {"firmwareId": V4, "firmware": pinned(emulator, V4)}


@pytest.mark.parametrize("resource_id", ["", "a/b", "a/b/c/d", "a1MeterK001//1.5.0", "/"])
def test_an_id_that_names_no_package_says_what_one_looks_like(provider: Wire, resource_id: str) -> None:
    """Nothing is looked up for it."""
    with pytest.raises(grpc.RpcError) as raised:
        provider.read(resource_id)
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    told = str(raised.value.details())
    assert [
        word for word in (f'"{resource_id}"', "firmwareId", "productKey/moduleName/destVersion") if word not in told
    ] == []


@pytest.mark.parametrize(
    ("resource_id", "status", "words"),
    [
        ("no-such-id", grpc.StatusCode.NOT_FOUND, ['firmwareId "no-such-id"', "leaves 0"]),
        ("a1MeterK001/default/1.5.9", grpc.StatusCode.NOT_FOUND, ['destVersion "1.5.9"', "leaves 0", "1.5.2"]),
        ("a1MeterK001/default/1.5.1", grpc.StatusCode.NOT_FOUND, ["verified or notRequired", "verificationFailed"]),
        (
            "a1GatewayK01/default/4.0.0",
            grpc.StatusCode.FAILED_PRECONDITION,
            ["3 packages match", V4, "Use the firmwareId of one of them"],
        ),
    ],
)
def test_an_import_that_names_not_exactly_one_package_says_why(
    provider: Wire, resource_id: str, status: grpc.StatusCode, words: list[str]
) -> None:
    """A user hears more than that it does not exist."""
    with pytest.raises(grpc.RpcError) as raised:
        provider.read(resource_id)
    assert raised.value.code() is status
    assert [word for word in words if word not in str(raised.value.details())] == []


@pytest.mark.parametrize("damaged", [3, "4.0.0", True, [], ["x"], {}, {"destVersion": 3}, {"firmwareId": V4}], ids=str)
def test_state_changed_by_hand(provider: Wire, damaged: object) -> None:
    """What stands in the place of the firmware is refused in an update and a refresh, with the cause and the fix."""
    olds = {**GATEWAY, "firmware": damaged}
    for call in (
        lambda: provider.check(GATEWAY, olds),
        lambda: provider.check(olds, olds),
        lambda: provider.read("gateway", olds),
    ):
        with pytest.raises(grpc.RpcError) as raised:
            call()
        assert raised.value.code() is grpc.StatusCode.FAILED_PRECONDITION
        assert "The pin in the state is damaged (" in str(raised.value.details())
        assert "`pulumi state delete`" in str(raised.value.details())
    request = provider_pb2.UpdateRequest(id="gateway", urn=URN, olds=struct(olds), news=struct(olds))
    with pytest.raises(grpc.RpcError) as raised:
        provider.stub.Update(request, timeout=TIMEOUT)
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
