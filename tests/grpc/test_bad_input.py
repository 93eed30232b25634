# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A table of invalid inputs over gRPC, with the same errors for functions and pins.

Every error says what was requested, what was found, and how to fix it. It never contains a traceback or a secret.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import grpc
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import Wire

SECRET = "canary-secret-that-nobody-may-see"
TOKEN = "canary-token-that-nobody-may-see"
CATALOG = {
    "iotInstanceId": "iot-emulator01",
    "credentials": [
        {"accessKeyId": "key", "accessKeySecret": SECRET},
        {
            "accessKeyId": "STS.expired",
            "accessKeySecret": SECRET,
            "securityToken": TOKEN,
            "expiration": "2024-01-01T00:00:00.000Z",
        },
    ],
}
GATEWAY: dict[str, object] = {"productKey": "a1GatewayK01", "moduleName": "default", "type": "full"}
ONE: dict[str, object] = {"firmwareName": "meter-1.5.0"}
PAGE: dict[str, object] = {"currentPage": 1, "pageSize": 10}
STATUS = grpc.StatusCode


@dataclass(frozen=True)
class Case:
    """An invalid input or a fault.

    Attributes:
        told: The texts that the error must contain.
        status: The gRPC status of a failed lookup, or None for an invalid argument.
        wrong: The invalid property, if an argument is invalid.
        function: The function to call. Cases with getFirmware also run with Check.
        args: The arguments of the function.
        settings: The changed provider settings. None removes a setting.
        fault: The fault of the service, with its options.
    """

    told: tuple[str, ...]
    status: grpc.StatusCode | None = None
    wrong: str = ""
    function: str = "getFirmware"
    args: dict[str, object] = field(default_factory=lambda: ONE)
    settings: dict[str, object] = field(default_factory=dict)
    fault: dict[str, str | float] = field(default_factory=dict)


SETTINGS = {
    "no credentials": Case(
        ("No credentials", "the default credential chain", "ALIBABA_CLOUD_ACCESS_KEY_ID", "pulumi config set --secret"),
        STATUS.UNAUTHENTICATED,
        settings={"accessKeyId": None, "accessKeySecret": None},
    ),
    "wrong key ID": Case(
        ("InvalidAccessKeyId.NotFound", "RequestId", "Check the AccessKey ID"),
        STATUS.UNAUTHENTICATED,
        settings={"accessKeyId": "nobody"},
    ),
    "wrong secret": Case(
        ("SignatureDoesNotMatch", "RequestId", "Set accessKeyId and accessKeySecret again, as a pair"),
        STATUS.UNAUTHENTICATED,
        settings={"accessKeySecret": f"{SECRET}-of-another-key"},
    ),
    "expired STS token": Case(
        ("InvalidSecurityToken.Expired", "RequestId", "Get new temporary credentials"),
        STATUS.UNAUTHENTICATED,
        settings={"accessKeyId": "STS.expired", "securityToken": TOKEN},
    ),
    "damaged STS token": Case(
        ("InvalidSecurityToken.Malformed", "RequestId", "Get new temporary credentials"),
        STATUS.UNAUTHENTICATED,
        settings={"accessKeyId": "STS.expired", "securityToken": f"{TOKEN}-damaged"},
    ),
    "missing region": Case(
        ("region", "pulumi config set alicloud-iot:region", "ALIBABA_CLOUD_REGION", "cn-shanghai"),
        STATUS.FAILED_PRECONDITION,
        settings={"endpoint": None},
    ),
    "unknown region": Case(
        ('"cn-shangai"', "Known regions: cn-shanghai", "Correct the region", "endpoint"),
        STATUS.FAILED_PRECONDITION,
        settings={"endpoint": None, "region": "cn-shangai"},
    ),
    "missing instance": Case(
        ("iot.system.InstanceNotFound", "IotInstanceId is required", "RequestId", "Set iotInstanceId", "Overview"),
        STATUS.INVALID_ARGUMENT,
        settings={"iotInstanceId": None},
    ),
    "wrong instance": Case(
        ("iot.system.InstanceNotFound", "iot-another", "RequestId", "Set iotInstanceId", "region"),
        STATUS.INVALID_ARGUMENT,
        settings={"iotInstanceId": "iot-another"},
    ),
    "plain http to another host": Case(
        ('"http://iot.example.com"', "unencrypted", "Use https"),
        STATUS.FAILED_PRECONDITION,
        settings={"endpoint": "http://iot.example.com"},
    ),
    "an endpoint with a path": Case(
        ("https://iot.example.com", "Invalid endpoint", "expected only a host", "Set a host name"),
        STATUS.FAILED_PRECONDITION,
        settings={"endpoint": "https://iot.example.com/api"},
    ),
    "an endpoint with a password": Case(
        ("https://iot.example.com", "Invalid endpoint", "Set a host name"),
        STATUS.FAILED_PRECONDITION,
        settings={"endpoint": f"https://user:{SECRET}@iot.example.com"},
    ),
}

CRITERIA = {
    "unknown product": Case(
        ("iot.prod.NotExistedProduct", "a1NoProduct", "RequestId", "Check productKey", "iotInstanceId"),
        STATUS.INVALID_ARGUMENT,
        args={"productKey": "a1NoProduct"},
    ),
    "no such version": Case(
        (
            "No package",
            "12 packages",
            "product a1GatewayK01",
            "instance iot-emulator01",
            "http://127.0",
            'moduleName "default" leaves 8',
            'type "full" leaves 5',
            'destVersion "3.9.0" leaves 0',
            "not applied: statuses verified or notRequired",
            "Nearest versions:",
            "3.2.1",
            "3.10.0",
            "Correct destVersion, or publish that version first.",
        ),
        STATUS.NOT_FOUND,
        args={**GATEWAY, "destVersion": "3.9.0"},
    ),
    "nothing that may be deployed": Case(
        ("statuses verified or notRequired", "leaves 0", "4.0.1", "unverified", "gateway-4.0.1", "verification"),
        STATUS.NOT_FOUND,
        args={**GATEWAY, "destVersion": "4.0.1"},
    ),
    "no such module": Case(
        ('moduleName "Modem"', "leaves 0", "available moduleName: modem, default", "Correct moduleName"),
        STATUS.NOT_FOUND,
        args={"productKey": "a1GatewayK01", "moduleName": "Modem"},
    ),
    "several matches": Case(
        (
            "3 packages",
            "12 packages",
            "product a1GatewayK01",
            "instance iot-emulator01",
            'productKey "a1GatewayK01" leaves 12',
            'destVersion "4.0.0" leaves 3',
            "statuses verified or notRequired leaves 3",
            '4.0.0 (full, verified) "gateway-4.0.0"',
            "4.0.0 (differential from 3.2.1, verified)",
            "4.0.0 (differential from 3.10.0, verified)",
            "firmwareId qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
            "They differ in type, srcVersion, firmwareName. Add one of these criteria",
            "To select the differential package for devices on a known version",
            "or set firmwareId.",
        ),
        STATUS.FAILED_PRECONDITION,
        args={"productKey": "a1GatewayK01", "destVersion": "4.0.0"},
    ),
    "several packages of the highest version": Case(
        (
            "2 packages share the highest version, but are not the same file.",
            "Searched 12 packages in product a1GatewayK01",
            'moduleName "default" leaves 8',
            'type "differential" leaves 3',
            "includePrerelease false leaves 3",
            "They differ in srcVersion, firmwareName",
        ),
        STATUS.FAILED_PRECONDITION,
        args={**GATEWAY, "type": "differential", "select": "highest"},
    ),
    "a number for a string": Case(
        ("a string", "the number 4.1", "Quote the value"),
        wrong="destVersion",
        args={"destVersion": 4.1},
    ),
    "a string for a list": Case(
        ("statuses must be a list", '"verified"'), wrong="statuses", args={**ONE, "statuses": "verified"}
    ),
    "a word that is no status": Case(
        ("statuses[1] must be one of", '"verified"', '"verfied"'),
        wrong="statuses[1]",
        args={**ONE, "statuses": ["notRequired", "verfied"]},
    ),
    "a word that is no way to select": Case(
        ('select must be one of "highest", "newest", "only"', '"latest"'),
        wrong="select",
        args={**ONE, "select": "latest"},
    ),
    "an unknown argument": Case(
        ('"destVerison"', 'Did you mean "destVersion"?'), wrong="destVerison", args={"destVerison": "4.0.0"}
    ),
    "an empty string": Case(("productKey must not be empty", "omit it"), wrong="productKey", args={"productKey": ""}),
    "an empty list": Case(("statuses must not be empty",), wrong="statuses", args={**ONE, "statuses": []}),
    "a list in which a string is empty": Case(
        ("statuses[0] must not be empty",), wrong="statuses[0]", args={**ONE, "statuses": [""]}
    ),
}

PAGES = {
    "page size 0": Case(
        ("pageSize must be a whole number from 1 to 100", "0"),
        wrong="pageSize",
        function="getFirmwarePage",
        args={**PAGE, "pageSize": 0},
    ),
    "page size 101": Case(
        ("pageSize must be a whole number from 1 to 100", "101"),
        wrong="pageSize",
        function="getFirmwarePage",
        args={**PAGE, "pageSize": 101},
    ),
    "page 0": Case(
        ("currentPage must be a whole number from 1", "0"),
        wrong="currentPage",
        function="getFirmwarePage",
        args={**PAGE, "currentPage": 0},
    ),
    "half a page": Case(
        ("currentPage must be a whole number from 1", "1.5"),
        wrong="currentPage",
        function="getFirmwarePage",
        args={**PAGE, "currentPage": 1.5},
    ),
    "no page size": Case(
        ("pageSize is required", "a whole number from 1 to 100"),
        wrong="pageSize",
        function="getFirmwarePage",
        args={"currentPage": 1},
    ),
    "a page beyond what the service can count": Case(
        ("InvalidCurrentPage", "RequestId", "32-bit", "Correct the parameter named in the message."),
        STATUS.INVALID_ARGUMENT,
        function="getFirmwarePage",
        args={**PAGE, "currentPage": 2**31},
    ),
    "a criterion of another function": Case(
        ('"select"', "Known arguments:", "productKey"),
        wrong="select",
        function="getFirmwares",
        args={"select": "highest"},
    ),
    "no such function": Case(
        ('Unknown function "alicloud-iot:ota:getFirmwere"', "alicloud-iot:ota:getFirmware,"), function="getFirmwere"
    ),
}

SERVICE = {
    "an answer that is not JSON": Case(
        ("Not a ListOTAFirmware response", "neither JSON nor XML", "Check the endpoint and the proxy"),
        STATUS.DATA_LOSS,
        fault={"kind": "garbage"},
    ),
    "an empty answer": Case(
        ("Not a ListOTAFirmware response", "Check the endpoint and the proxy"),
        STATUS.DATA_LOSS,
        fault={"kind": "empty-body"},
    ),
    "a redirect": Case(
        ("redirect (HTTP 302)", "Check the endpoint and the proxy"),
        STATUS.DATA_LOSS,
        fault={"kind": "redirect", "location": "http://127.0.0.1:9/"},
    ),
    "a torn answer, time and again": Case(
        ("the connection was lost during the response", "Check the network"),
        STATUS.UNAVAILABLE,
        fault={"kind": "torn"},
    ),
    "a failing service": Case(
        ("InternalError", "HTTP 500", "RequestId", "Retry", "support"),
        STATUS.UNAVAILABLE,
        fault={"kind": "error", "code": "InternalError"},
    ),
    "a failing gateway without a code we know": Case(
        ("Some.New.Code", "HTTP 502", "RequestId", "Retry"),
        STATUS.UNAVAILABLE,
        fault={"kind": "error", "code": "Some.New.Code", "status": 502},
    ),
    "a throttle that does not end": Case(
        ("Throttling.User", "HTTP 400", "RequestId", "10 requests per second", "send fewer requests"),
        STATUS.RESOURCE_EXHAUSTED,
        fault={"kind": "throttle"},
    ),
    "a permission that is missing": Case(
        ("Forbidden.RAM", "HTTP 403", "iot:ListOTAFirmware", 'on the resource "*"'),
        STATUS.PERMISSION_DENIED,
        fault={"kind": "error", "code": "Forbidden.RAM"},
    ),
    "a service that repeats the secret": Case(
        ("SignatureDoesNotMatch", "[secret]"),
        STATUS.UNAUTHENTICATED,
        fault={"kind": "error", "code": "SignatureDoesNotMatch", "message": f"You signed with {SECRET}&."},
    ),
    "a failure under HTTP 200": Case(
        ("iot.system.UidNotFound", "HTTP 200", "activate IoT Platform"),
        STATUS.INVALID_ARGUMENT,
        fault={"kind": "error", "code": "iot.system.UidNotFound"},
    ),
}

TABLE = SETTINGS | CRITERIA | PAGES | SERVICE
BY_CHECK = {name: case for name, case in TABLE.items() if case.function == "getFirmware"}


@pytest.fixture
def emulator(emulate: Callable[..., Emulator]) -> Emulator:
    """Run the default fleet with keys that are easy to find in a text."""
    with_packages = emulate()
    return emulate({**CATALOG, "packages": with_packages.packages()})


@pytest.fixture
def arrange(plugin: Wire, emulator: Emulator, no_backoff: None) -> Callable[[Case], Wire]:  # noqa: ARG001 - waits for nothing
    """Return a function that sets up the provider and the fault of a case."""

    def create_lookup(case: Case) -> Wire:
        if case.fault:
            emulator.fault(times=100, **case.fault)  # type: ignore[arg-type]  # the table's options are those of the kind
        settings: dict[str, object] = {
            "endpoint": emulator.url,
            "iotInstanceId": emulator.instance_id,
            "accessKeyId": "key",
            "accessKeySecret": SECRET,
            **case.settings,
        }
        plugin.configure(**{name: value for name, value in settings.items() if value is not None})
        return plugin

    return create_lookup


def assert_told(told: str, case: Case) -> None:
    """Check that an error has the texts of the case and follows the rules for all errors."""
    flat = re.sub(" +", " ", told)  # columns are aligned with spaces
    assert [words for words in case.told if words not in flat] == [], told
    assert [words for words in ("Traceback", 'File "', " at 0x", SECRET, TOKEN) if words in told] == [], told
    if case.status is not None:
        problem, _, remedy = told.rpartition("\n")
        assert problem, told
        assert remedy.endswith("."), told


@pytest.mark.parametrize("case", TABLE.values(), ids=TABLE)
def test_what_a_function_answers(arrange: Callable[[Case], Wire], case: Case) -> None:
    """A function reports every error as a gRPC status. The message about an invalid argument starts with its name."""
    provider = arrange(case)
    if case.status is None:
        (failure,) = provider.invoke(case.function, **case.args).failures
        assert failure.property == (case.wrong or "Unknown")  # without an argument: an unknown function
        assert_told(failure.reason, case)
        return
    with pytest.raises(grpc.RpcError) as raised:
        provider.invoke(case.function, **case.args)
    assert raised.value.code() is case.status
    assert_told(str(raised.value.details()), case)


@pytest.mark.parametrize("case", BY_CHECK.values(), ids=BY_CHECK)
def test_what_a_pin_answers(arrange: Callable[[Case], Wire], case: Case) -> None:
    """A pin reports the same errors as a function."""
    provider = arrange(case)
    if case.status is None:
        (failure,) = provider.check(case.args).failures
        assert failure.property == case.wrong
        assert_told(failure.reason, case)
        return
    with pytest.raises(grpc.RpcError) as raised:
        provider.check(case.args)
    assert raised.value.code() is case.status
    assert_told(str(raised.value.details()), case)


def test_all_wrong_arguments_are_told_at_once(arrange: Callable[[Case], Wire], emulator: Emulator) -> None:
    """The error of a function has the mistakes that a pin reports one by one. No request is sent."""
    provider = arrange(Case(()))
    failures = provider.invoke("getFirmware", destVersion=4, productKey="", colour="blue").failures
    assert {failure.property for failure in failures} == {"destVersion", "productKey", "colour"}
    told = [failure.reason for failure in failures]
    checked = provider.check({"destVersion": 4, "productKey": "", "colour": "blue"}).failures
    assert [failure.reason for failure in checked[1:]] == told[1:]
    assert checked[0].reason.startswith(told[0].rstrip("."))  # it also lists the arguments, and a pin has more
    assert emulator.requests == []


@pytest.mark.parametrize("offset", [3600, -3600])
def test_a_clock_that_is_off_by_an_hour(arrange: Callable[[Case], Wire], emulator: Emulator, offset: float) -> None:
    """If the local clock is wrong, the client uses the time in the service's error once, and the lookup succeeds."""
    emulator.set_clock_offset(offset)
    provider = arrange(Case(()))
    assert provider.call("getFirmware", **ONE)["destVersion"] == "1.5.0"
    assert [record.code for record in emulator.requests] == ["InvalidTimeStamp.Expired", None]


@pytest.mark.parametrize(
    "fault",
    [{"kind": "throttle"}, {"kind": "torn"}, {"kind": "error", "code": "InternalError"}],
    ids=lambda each: each["kind"],
)
def test_what_ends_by_itself_is_no_failure(
    arrange: Callable[[Case], Wire], emulator: Emulator, fault: dict[str, str]
) -> None:
    """Throttled, truncated and failed responses are retried a few times, each with a new signature."""
    provider = arrange(Case(()))
    emulator.fault(times=3, **fault)
    assert provider.call("getFirmware", **ONE)["destVersion"] == "1.5.0"
    assert len(emulator.requests) == 4


def test_a_wait_beyond_the_deadline_is_not_begun(
    arrange: Callable[[Case], Wire], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a delay would exceed `timeout`, the lookup fails immediately. The error includes the last failure."""
    case = Case(
        ("timed out after 5 seconds", "Throttling.User", "timeout"),
        STATUS.DEADLINE_EXCEEDED,
        settings={"timeout": 5},
        fault={"kind": "throttle"},
    )
    provider = arrange(case)
    monkeypatch.setattr("random.random", lambda: 1000.0)  # so that even the first delay is too long
    with pytest.raises(grpc.RpcError) as raised:
        provider.invoke("getFirmware", **ONE)
    assert raised.value.code() is case.status
    assert_told(str(raised.value.details()), case)


@pytest.fixture
def refusing_port() -> Iterator[int]:
    """Yield a port on loopback that is in use but does not accept connections."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def test_a_connection_that_is_refused(arrange: Callable[[Case], Wire], refusing_port: int) -> None:
    """If a connection is refused, the error contains the address."""
    endpoint = f"http://127.0.0.1:{refusing_port}"
    case = Case(
        (f"{endpoint}: the connection failed", "Check the network", "endpoint"),
        STATUS.UNAVAILABLE,
        settings={"endpoint": endpoint},
    )
    with pytest.raises(grpc.RpcError) as raised:
        arrange(case).invoke("getFirmware", **ONE)
    assert raised.value.code() is case.status
    assert_told(str(raised.value.details()), case)


def test_no_proxy_gets_between_the_plugin_and_this_machine(
    arrange: Callable[[Case], Wire], refusing_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request to this machine ignores proxy settings.

    Plain HTTP is allowed only because it does not leave the machine.
    """
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{refusing_port}")
    assert arrange(Case(())).call("getFirmware", **ONE)["destVersion"] == "1.5.0"


def test_an_unknown_argument_of_a_function_is_refused(
    arrange: Callable[[Case], Wire], emulator: Emulator, unknown: str
) -> None:
    """An unknown value in a function's arguments is rejected: without that argument, more packages would match."""
    (failure,) = arrange(Case(())).invoke("getFirmware", productKey=unknown).failures
    assert failure.property == "productKey"
    assert "not known yet" in failure.reason
    assert emulator.requests == []


@pytest.mark.parametrize("number", [float("inf"), float("nan")])
def test_a_number_that_is_none_is_a_wrong_argument(arrange: Callable[[Case], Wire], number: float) -> None:
    """A program can send infinity or NaN, for example `float("inf")`. Both are rejected."""
    provider = arrange(Case(()))
    request = provider.request("getFirmwarePage", PAGE)
    request.args.fields["pageSize"].number_value = number
    (failure,) = provider.send_invoke(request).failures
    assert failure.property == "pageSize"
    assert "a whole number from 1 to 100" in failure.reason
