# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The FirmwarePin resource, request by request, as the engine calls it.

For warnings, a small gRPC server acts as the engine, and records the log messages.
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
"""The firmware ID of the gateway's version 4.0.0, which matches the criteria."""


def struct(values: Mapping[str, object]) -> Struct:
    """Convert plain values to the engine's format."""
    return json_format.ParseDict(dict(values), Struct())


def plain(values: Struct) -> dict[str, object]:
    """Convert a response to plain values."""
    return dict(json_format.MessageToDict(values))


def pinned(emulator: Emulator, firmware_id: str) -> dict[str, object]:
    """Return the data that a pin stores for a package in the emulator."""
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
    """Return the inputs in the state after an update with these criteria."""
    answer = provider.check(criteria)
    assert not answer.failures
    return plain(answer.inputs)


def test_check_puts_the_package_into_the_inputs(provider: Wire, emulator: Emulator) -> None:
    """Check adds to the inputs only what identifies the package, so that a diff shows only that."""
    answer = provider.check(GATEWAY)
    assert not answer.failures
    assert plain(answer.inputs) == {**GATEWAY, "firmware": pinned(emulator, V4)}


def test_check_keeps_the_source_version_of_a_difference(provider: Wire, emulator: Emulator) -> None:
    """Check stores the source version of a differential package, which distinguishes packages with the same version."""
    found = in_state(provider, {"productKey": "a1GatewayK01", "destVersion": "4.0.0", "srcVersion": "3.2.1"})
    assert found["firmware"] == pinned(emulator, "9jsMbDMwLTuwa8zdmtyil6hEqCsb0100")


def test_check_leaves_what_the_user_typed_as_it_came(
    provider: Wire, secret: Callable[[object], dict[str, object]]
) -> None:
    """Check returns all other inputs unchanged: texts, lists, nulls and secrets."""
    news = struct({**GATEWAY, "productKey": secret("a1GatewayK01"), "statuses": ["verified"], "destVersion": None})
    answer = provider.stub.Check(provider_pb2.CheckRequest(urn=URN, type=TYPE, news=news), timeout=TIMEOUT)
    assert not answer.failures
    del answer.inputs.fields["firmware"]
    assert answer.inputs.SerializeToString(deterministic=True) == news.SerializeToString(deterministic=True)


@pytest.mark.parametrize("criterion", ["productKey", "statuses"])
def test_a_secret_criterion_makes_a_secret_package(
    provider: Wire, emulator: Emulator, secret: Callable[[object], dict[str, object]], criterion: str
) -> None:
    """A secret criterion makes the package secret, because the result reveals the criterion."""
    values = {**GATEWAY, "statuses": ["verified"]}
    answer = provider.check({**values, criterion: secret(values[criterion])})
    assert not answer.failures
    assert plain(answer.inputs)["firmware"] == secret(pinned(emulator, V4))


@pytest.mark.parametrize("criterion", ["productKey", "destVersion", "statuses", "select"])
def test_an_unknown_criterion_makes_an_unknown_package_and_no_request(
    provider: Wire, emulator: Emulator, unknown: str, criterion: str
) -> None:
    """An unknown criterion in a preview makes the package unknown, without a request."""
    news = {**GATEWAY, criterion: unknown}
    answer = provider.check(news)
    assert not answer.failures
    assert plain(answer.inputs) == {**news, "firmware": unknown}
    assert emulator.requests == []


def test_an_unknown_inside_a_list_is_one_too(provider: Wire, emulator: Emulator, unknown: str) -> None:
    """An unknown element in a list makes the package unknown too."""
    answer = provider.check({**GATEWAY, "statuses": ["verified", unknown]})
    assert plain(answer.inputs)["firmware"] == unknown
    assert emulator.requests == []


def test_a_secret_that_is_unknown_makes_a_secret_that_is_unknown(
    provider: Wire, emulator: Emulator, secret: Callable[[object], dict[str, object]], unknown: str
) -> None:
    """A criterion that is both secret and unknown makes the package secret and unknown."""
    answer = provider.check({**GATEWAY, "productKey": secret(unknown)})
    assert plain(answer.inputs)["firmware"] == secret(unknown)
    assert emulator.requests == []


def test_a_mistake_is_told_even_where_something_is_unknown(provider: Wire, unknown: str) -> None:
    """An invalid argument is reported even if another value is unknown, so that a preview finds it."""
    (failure,) = provider.check({**GATEWAY, "productKey": unknown, "colour": "blue"}).failures
    assert failure.property == "colour"


def test_the_package_is_no_argument(provider: Wire, emulator: Emulator) -> None:
    """A program cannot set the package of a pin."""
    (failure,) = provider.check({**GATEWAY, "firmware": pinned(emulator, V4)}).failures
    assert failure.property == "firmware"
    assert "do not set it" in failure.reason
    assert failure.reason.endswith("In ignoreChanges, list all of firmware or none of it.")


def test_ignore_changes_freezes_the_package(provider: Wire, emulator: Emulator) -> None:
    """With ignoreChanges, the engine sends the package in the state. It stays, without a lookup."""
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
    """A newly published package appears in the next command, which starts a new plugin."""
    olds = in_state(provider, GATEWAY)
    published = emulator.publish(DestVersion="4.1.0", ProductKey="a1GatewayK01")
    answer = next_command().check(GATEWAY, olds)
    assert plain(answer.inputs)["firmware"] == pinned(emulator, str(published["FirmwareId"]))


def test_a_package_that_is_only_in_the_outputs_is_guarded(
    provider: Wire, emulator: Emulator, secret: Callable[[object], dict[str, object]]
) -> None:
    """If the inputs in the state have lost the package, Check guards the one in the outputs."""
    newer = emulator.publish(ProductKey="a1GatewayK01", ModuleName="default", DestVersion="4.9.0")
    outputs = in_state(provider, {**GATEWAY, "destVersion": "4.9.0"})
    assert outputs["firmware"] == pinned(emulator, str(newer["FirmwareId"]))

    lower = {**GATEWAY, "destVersion": "4.0.0"}
    with pytest.raises(grpc.RpcError, match=r"Downgrade blocked\. The state has 4\.9\.0, "):
        provider.check(lower, GATEWAY, old_outputs=outputs)
    with pytest.raises(grpc.RpcError, match=r"Downgrade blocked") as raised:
        provider.check(lower, GATEWAY, old_outputs={**GATEWAY, "firmware": secret(outputs["firmware"])})
    assert "4.9.0" not in str(raised.value.details())
    with pytest.raises(grpc.RpcError, match=r"The pin in the state is damaged"):
        provider.check(lower, GATEWAY, old_outputs={**GATEWAY, "firmware": "4.9.0"})


def test_the_package_in_the_inputs_is_guarded(provider: Wire, emulator: Emulator) -> None:
    """A refresh changes only the outputs. Check guards the package that was deployed, which is in the inputs."""
    olds = in_state(provider, GATEWAY)
    newer = emulator.publish(ProductKey="a1GatewayK01", ModuleName="default", DestVersion="4.9.0")
    found = {**GATEWAY, "firmware": pinned(emulator, str(newer["FirmwareId"]))}
    answer = provider.check({**GATEWAY, "destVersion": "4.0.0"}, olds, old_outputs=found)
    assert plain(answer.inputs)["firmware"] == pinned(emulator, V4)


def test_a_pin_of_another_type_is_not_checked(provider: Wire) -> None:
    """Check rejects a misspelled resource type, and the error has the correct type."""
    with pytest.raises(grpc.RpcError) as raised:
        provider.check(GATEWAY, urn=URN.replace("FirmwarePin", "FirmwarePinn"))
    assert TYPE in str(raised.value.details())


def test_a_pin_of_another_type_is_not_imported(provider: Wire) -> None:
    """An import with a misspelled resource type fails, and the error has the correct type."""
    with pytest.raises(grpc.RpcError) as raised:
        provider.read(V4, urn=URN.replace("FirmwarePin", "FirmwarePinn"))
    assert TYPE in str(raised.value.details())


def test_an_error_about_a_secret_criterion_does_not_repeat_it(
    provider: Wire, secret: Callable[[object], dict[str, object]]
) -> None:
    """An error about a secret criterion does not contain its value, neither without a match nor with a wrong type."""
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
    """A warning about a secret criterion does not contain its value, because warnings appear in logs."""
    assert not provider.check({**CAMERA, "productKey": secret("a1CameraK01")}).failures
    assert engine.logged
    assert [line.message for line in engine.logged if "a1CameraK01" in line.message] == []


def test_a_warning_of_check_is_shown_at_the_resource(provider: Wire, engine: FakeEngine) -> None:
    """A warning about versions that cannot be compared is shown at the pin."""
    assert not provider.check(CAMERA).failures
    (line,) = engine.logged
    assert (line.urn, line.severity) == (URN, 2)
    assert "cam_2024-11-05" in line.message


def test_diff_leaves_the_comparison_to_the_engine(provider: Wire, emulator: Emulator) -> None:
    """Diff leaves the comparison to the engine, which prints each changed field as old => new."""
    olds = struct({**GATEWAY, "firmware": pinned(emulator, V4)})
    news = struct({**GATEWAY, "firmware": {**pinned(emulator, V4), "destVersion": "4.1.0"}})
    request = provider_pb2.DiffRequest(id="gateway", urn=URN, olds=olds, old_inputs=olds, news=news)
    answer = provider.stub.Diff(request, timeout=TIMEOUT)
    assert answer == provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_UNKNOWN)


def test_diff_tells_of_what_a_refresh_found(provider: Wire, emulator: Emulator) -> None:
    """Diff reports drift that a refresh stored in the outputs, because the inputs do not show it."""
    was = struct({**GATEWAY, "firmware": pinned(emulator, V4)})
    found = struct({**GATEWAY, "firmware": {**pinned(emulator, V4), "firmwareSize": 1}})

    def changes(news: Struct) -> int:
        request = provider_pb2.DiffRequest(id="gateway", urn=URN, olds=found, old_inputs=was, news=news)
        return int(provider.stub.Diff(request, timeout=TIMEOUT).changes)

    assert changes(was) == provider_pb2.DiffResponse.DIFF_SOME  # the refresh itself, and an update back to the pin
    assert changes(found) == provider_pb2.DiffResponse.DIFF_UNKNOWN  # the inputs already show this change


@pytest.mark.parametrize("name", ["gateway", "fleet/gateway", "edge::gateway"])
def test_create_keeps_the_inputs_under_the_pins_own_name(provider: Wire, emulator: Emulator, name: str) -> None:
    """Create stores the inputs, and uses the resource's name as its ID: a firmware ID would change with an update.

    Pulumi allows `::` in a name.
    """
    inputs = struct(in_state(provider, GATEWAY))
    asked = len(emulator.requests)
    request = provider_pb2.CreateRequest(
        urn=f"urn:pulumi:dev::fleet::{TYPE}::{name}", name=name, type=TYPE, properties=inputs
    )
    assert provider.stub.Create(request, timeout=TIMEOUT) == provider_pb2.CreateResponse(id=name, properties=inputs)
    assert len(emulator.requests) == asked


def test_create_in_a_preview_has_no_id(provider: Wire) -> None:
    """Create returns no ID in a preview, but dependents can see the package."""
    inputs = struct(in_state(provider, GATEWAY))
    request = provider_pb2.CreateRequest(urn=URN, name="gateway", type=TYPE, properties=inputs, preview=True)
    assert provider.stub.Create(request, timeout=TIMEOUT) == provider_pb2.CreateResponse(properties=inputs)


@pytest.mark.parametrize("preview", [True, False])
def test_update_keeps_what_check_resolved(provider: Wire, emulator: Emulator, *, preview: bool) -> None:
    """Update stores the package that Check resolved, without another lookup."""
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
    """Create and Update reject parts of two packages. ignoreChanges for a part of the package causes this mixture."""
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
    """Create and Update reject a package that Check did not resolve in this process."""
    in_state(provider, GATEWAY)
    with pytest.raises(grpc.RpcError) as raised:
        keep(provider, to, {**GATEWAY, "firmware": pinned(emulator, "tWozn8m0xRZZoIVMmdCztEcywCQZ0100")})
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.parametrize("to", ["Create", "Update"])
def test_a_refused_package_that_is_a_secret_is_not_shown(
    provider: Wire, emulator: Emulator, secret: Callable[[object], dict[str, object]], to: str
) -> None:
    """The error about a rejected secret package contains neither its ID nor its version."""
    with pytest.raises(grpc.RpcError) as raised:
        keep(provider, to, {**GATEWAY, "firmware": secret(pinned(emulator, V4))})
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert V4 not in str(raised.value.details())


@pytest.mark.parametrize("to", ["Create", "Update"])
def test_an_unknown_package_is_kept_in_a_preview(
    provider: Wire, secret: Callable[[object], dict[str, object]], unknown: str, to: str
) -> None:
    """In a preview, Create and Update accept an unknown package, secret or not."""
    for firmware in (unknown, secret(unknown)):
        inputs = {**GATEWAY, "firmware": firmware}
        assert plain(keep(provider, to, inputs, preview=True)) == inputs


@pytest.mark.parametrize("to", ["Create", "Update"])
def test_a_secret_package_is_kept(provider: Wire, secret: Callable[[object], dict[str, object]], to: str) -> None:
    """Create and Update accept a secret package that Check resolved."""
    inputs = in_state(provider, {**GATEWAY, "productKey": secret("a1GatewayK01")})
    assert plain(keep(provider, to, inputs)) == inputs


def test_a_package_frozen_by_ignore_changes_is_kept(provider: Wire, emulator: Emulator) -> None:
    """Update accepts a package that ignoreChanges froze, although this process did not look it up."""
    olds = {**GATEWAY, "firmware": pinned(emulator, "tWozn8m0xRZZoIVMmdCztEcywCQZ0100")}
    checked = provider.check({**olds, "minAge": "1d"}, olds)
    assert not checked.failures
    assert plain(keep(provider, "Update", plain(checked.inputs))) == {**olds, "minAge": "1d"}
    assert emulator.requests == []


def test_a_package_of_an_earlier_check_is_kept_after_another_configure(
    provider: Wire, settings: dict[str, object]
) -> None:
    """A package from an earlier Check is accepted after another Configure, as in a debugger."""
    inputs = in_state(provider, GATEWAY)
    provider.configure(**settings)
    assert plain(keep(provider, "Create", inputs)) == inputs


def test_delete_touches_nothing(provider: Wire, emulator: Emulator) -> None:
    """Delete sends no request, and the package stays in the service."""
    request = provider_pb2.DeleteRequest(id="gateway", urn=URN, properties=struct(GATEWAY))
    assert provider.stub.Delete(request, timeout=TIMEOUT) == Empty()
    assert emulator.requests == []


def test_refresh_of_an_unchanged_package_changes_nothing(provider: Wire, engine: FakeEngine) -> None:
    """If the package is unchanged, a refresh returns the state without a message."""
    state = in_state(provider, GATEWAY)
    answer = provider.read("gateway", state)
    assert answer.id == "gateway"
    assert (plain(answer.inputs), plain(answer.properties)) == (state, state)
    assert list(engine.logged) == []


def test_refresh_verifies_the_pinned_package_and_not_the_newest(
    provider: Wire, emulator: Emulator, next_command: Callable[[], Wire]
) -> None:
    """A refresh verifies the pinned package, and ignores a newer version."""
    state = in_state(provider, GATEWAY)
    emulator.publish(DestVersion="4.1.0", ProductKey="a1GatewayK01")
    assert plain(next_command().read("gateway", state).inputs) == state


@pytest.mark.parametrize(
    "change",
    [
        {"FirmwareSign": "0" * 64},
        {"FirmwareSize": 1},
        {"FirmwareSign": None, "SignMethod": None},  # no value of the old package may remain
    ],
    ids=["digest", "size", "digest gone"],
)
def test_refresh_shows_a_replaced_file(provider: Wire, emulator: Emulator, change: dict[str, str | int | None]) -> None:
    """If a file was replaced, a refresh shows it as drift in the outputs. The inputs still have the pin."""
    state = {**GATEWAY, "firmware": pinned(emulator, V4)}
    emulator.change(V4, **change)
    now = {**GATEWAY, "firmware": pinned(emulator, V4)}
    assert now != state
    answer = provider.read("gateway", state)
    assert (plain(answer.inputs), plain(answer.properties)) == (state, now)


def test_refresh_keeps_a_secret_package_secret(
    provider: Wire, emulator: Emulator, secret: Callable[[object], dict[str, object]]
) -> None:
    """A refresh with drift keeps the secret marks."""
    state = {**GATEWAY, "productKey": secret("a1GatewayK01"), "firmware": secret(pinned(emulator, V4))}
    emulator.change(V4, FirmwareSize=1)
    answer = provider.read("gateway", state)
    now = {**state, "firmware": secret(pinned(emulator, V4))}
    assert (plain(answer.inputs), plain(answer.properties)) == (state, now)


def test_a_package_that_is_gone_is_told(provider: Wire, emulator: Emulator, engine: FakeEngine) -> None:
    """A refresh marks a missing package in the outputs and warns. The pin stays in the state for the next Check."""
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
    """For a missing package that a program only reads, Read returns an empty response, as the engine expects."""
    outputs = struct({**GATEWAY, "firmware": pinned(emulator, V4)})
    emulator.withdraw(V4)
    request = provider_pb2.ReadRequest(id=V4, urn=URN, name="gateway", type=TYPE, inputs=Struct(), properties=outputs)
    assert provider.stub.Read(request, timeout=TIMEOUT) == provider_pb2.ReadResponse()


def test_a_list_that_cannot_be_read_never_reports_a_package_as_gone(provider: Wire, emulator: Emulator) -> None:
    """If the list cannot be read, a refresh fails and never reports a package as missing."""
    state = {**GATEWAY, "firmware": pinned(emulator, V4)}
    emulator.fault("error", code="Forbidden.RAM")
    with pytest.raises(grpc.RpcError) as raised:
        provider.read("gateway", state)
    assert raised.value.code() is grpc.StatusCode.PERMISSION_DENIED


@pytest.mark.parametrize(("status", "word"), [(0, "unverified"), (3, "verificationFailed"), (9, "unknown")])
def test_a_status_that_went_back_is_a_warning_at_the_resource(
    provider: Wire, emulator: Emulator, engine: FakeEngine, status: int, word: str
) -> None:
    """If the package's status is no longer deployable, a refresh warns that the next update stops.

    There is no drift.
    """
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
    """If the digest of a pinned package disappears, a refresh warns, because it may be a blocked file."""
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
    """A refresh does not warn about a status that the pin accepts."""
    state = {**GATEWAY, "statuses": ["unverified"], "firmware": pinned(emulator, V4)}
    emulator.change(V4, Status=0)
    assert plain(provider.read("gateway", state).inputs) == state
    assert list(engine.logged) == []


def test_a_warning_of_a_refresh_does_not_repeat_a_secret(
    provider: Wire, emulator: Emulator, engine: FakeEngine, secret: Callable[[object], dict[str, object]]
) -> None:
    """A refresh warning about a secret package contains neither its ID nor its version."""
    emulator.change(V4, Status=0)
    provider.read("gateway", {"firmwareId": secret(V4), "firmware": secret(pinned(emulator, V4))})
    assert engine.logged
    assert [line.message for line in engine.logged if V4 in line.message] == []


def test_an_error_of_a_read_does_not_repeat_a_secret(
    provider: Wire, secret: Callable[[object], dict[str, object]]
) -> None:
    """An error of `.get` about a secret criterion does not contain its value."""
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
    """An import returns the inputs with which the next preview shows no change."""
    answer = provider.read(resource_id)
    imported = {**criteria, "firmware": pinned(emulator, firmware_id)}
    assert answer.id == resource_id
    assert (plain(answer.inputs), plain(answer.properties)) == (imported, imported)
    assert in_state(provider, criteria) == imported


@pytest.mark.parametrize(
    ("resource_id", "exists"), [(V4, True), ("a1GatewayK01/default/9.9.9", False), ("gone", False)]
)
def test_existence(provider: Wire, resource_id: str, exists: bool) -> None:  # noqa: FBT001 - a column
    """If a program asks whether a package exists, a missing one is not an error. Other problems are errors."""
    urn = f"urn:pulumi:dev::fleet::{TYPE}::__exists__1"
    assert bool(provider.read(resource_id, urn=urn).id) is exists
    with pytest.raises(grpc.RpcError, match=r"3 packages match"):
        provider.read("a1GatewayK01/default/4.0.0", urn=urn)


def test_inputs_that_are_all_null_are_an_import(provider: Wire, emulator: Emulator) -> None:
    """If all inputs are null, Read is an import."""
    answer = provider.read(V4, {"productKey": None})
    kept = {name: value for name, value in plain(answer.inputs).items() if value is not None}
    assert kept == {"firmwareId": V4, "firmware": pinned(emulator, V4)}


@pytest.mark.parametrize("resource_id", ["", "a/b", "a/b/c/d", "a1MeterK001//1.5.0", "/"])
def test_an_id_that_names_no_package_says_what_one_looks_like(provider: Wire, resource_id: str) -> None:
    """An invalid import ID is an error with the valid formats, without a lookup."""
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
    """If an import ID does not match exactly one package, the error explains why."""
    with pytest.raises(grpc.RpcError) as raised:
        provider.read(resource_id)
    assert raised.value.code() is status
    assert [word for word in words if word not in str(raised.value.details())] == []


@pytest.mark.parametrize("damaged", [3, "4.0.0", True, [], ["x"], {}, {"destVersion": 3}, {"firmwareId": V4}], ids=str)
def test_state_changed_by_hand(provider: Wire, damaged: object) -> None:
    """If the state was edited by hand and is invalid, an update and a refresh fail with the cause and the fix."""
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
