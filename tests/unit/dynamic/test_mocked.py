# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""`pulumi.runtime.set_mocks` with the dynamic and the native form: equal results, and no call of the service."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec
import pulumi
import pulumi_alicloud_iot
import pytest
from pulumi import runtime
from pulumi.runtime import settings as pulumi_settings
from pulumi.runtime.mocks import MockMonitor

from alicloud_iot_ota import dynamic
from alicloud_iot_ota.dynamic import LookupFailedError, calls, mocked
from alicloud_iot_ota.errors import ArgumentError, MocksError
from alicloud_iot_ota.schema import results
from tests.unit.dynamic.event_loops import mocks_allowed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

SCHEMA: dict[str, Any] = json.loads((Path(__file__).resolve().parents[3] / "schema.json").read_text())
NATIVE_PIN = "alicloud-iot:ota:FirmwarePin"
DYNAMIC_PIN = "pulumi-python:dynamic/alicloud-iot:FirmwarePin"
SCOPE = {"product_key": "a1", "module_name": "default"}
PACKAGE = {"firmwareId": "id-1", "destVersion": "4.0.0", "type": "full", "status": "verified", "firmwareSize": 20}
PINNED = {name: PACKAGE[name] for name in ("firmwareId", "destVersion", "type", "firmwareSize")}
ANSWERS: dict[str, dict[str, Any]] = {
    "getFirmware": PACKAGE,
    "findFirmware": {"found": True, "firmware": PACKAGE},
    "explainFirmware": {
        "outcome": "chosen",
        "message": "It is the only one.",
        "total": 1,
        "steps": [{"criterion": "productKey", "value": "a1", "left": 1}],
        "candidates": [],
        "warnings": [],
        "firmware": PACKAGE,
    },
    "getFirmwares": {"firmwares": [PACKAGE]},
    "getUpgradePath": {"kind": "full", "hops": [PACKAGE], "totalSize": 20},
    "getFirmwarePage": {"success": True, "firmwareInfo": [{"firmwareId": "id-1", "status": 1}], "total": 1},
    "getLockedFirmware": {**PINNED, "moduleName": "default", "verdict": "unchanged"},
}
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "getFirmware": (
        "get_firmware",
        {
            **SCOPE,
            "type": "full",
            "blocked": [{"dest_version": "4.1.0", "reason": "it bricks"}],
            "statuses": ["verified"],
        },
    ),
    "findFirmware": ("find_firmware", {**SCOPE, "version_range": "^4.0", "select": "highest"}),
    "explainFirmware": ("explain_firmware", {**SCOPE, "max_size": 100}),
    "getFirmwares": ("get_firmwares", {**SCOPE, "include_prerelease": True}),
    "getUpgradePath": ("get_upgrade_path", {**SCOPE, "from_version": "3.0.0", "to_version": "4.0.0"}),
    "getFirmwarePage": ("get_firmware_page", {"current_page": 1, "page_size": 10}),
    "getLockedFirmware": ("get_locked_firmware", {"name": "gateway", "offline": True}),
}
"""The arguments of each function, by its token and by its Python name."""
FORMS = {"dynamic": dynamic, "native": pulumi_alicloud_iot.ota}


class Mocks(runtime.Mocks):
    """The mocks in a user's tests: one class for both forms."""

    def __init__(self, answers: dict[str, Any] = ANSWERS, pinned: object = PINNED) -> None:
        self.answers, self.pinned = answers, pinned
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.resources: list[tuple[str, dict[str, Any]]] = []

    def call(self, args: runtime.MockCallArgs) -> Any:  # noqa: ANN401 - also what is wrong
        """Answer a function call."""
        self.calls.append((args.token, args.args))
        answer = self.answers[args.token.rpartition(":")[2]]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def new_resource(self, args: runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Create a resource."""
        self.resources.append((args.typ, {name: value for name, value in args.inputs.items() if name != "__provider"}))
        added = {} if self.pinned is None else {"firmware": self.pinned}
        return f"{args.name}-id", {**args.inputs, **added}


@pytest.fixture(autouse=True)
def no_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail every call of the service and every wait for credentials."""

    def asked(*_: object) -> NoReturn:
        raise AssertionError("the service was asked")

    monkeypatch.setattr(calls, "create_lookup", asked)


@pytest.fixture
def mock() -> Iterator[Callable[..., Mocks]]:
    """Return a function that installs mocks like a user."""

    def install(*given: Any, monitor: MockMonitor | None = None, preview: bool = False) -> Mocks:  # noqa: ANN401
        mocks = Mocks(*given)
        runtime.set_mocks(mocks, preview=preview, monitor=monitor)
        return mocks

    with mocks_allowed():
        yield install


def settled(make: Callable[[], pulumi.Output[Any]]) -> tuple[Any, bool, bool]:
    """Return the value of an output of a program, and whether the output is known and secret."""
    found = []

    @runtime.test  # type: ignore[untyped-decorator] # the SDK's
    def program() -> Awaitable[None]:
        output = make()

        async def read() -> None:
            found.append((await output.future(), await output.is_known(), await output.is_secret()))

        return read()

    program()
    return found[0]


def test_every_function_has_a_row() -> None:
    """The tests cover exactly the functions of the schema."""
    assert {token.rpartition(":")[2] for token in SCHEMA["functions"]} == set(ANSWERS) == set(CALLS)


@pytest.mark.parametrize("preview", [False, True], ids=["update", "preview"])
@pytest.mark.parametrize("function", CALLS)
def test_plain_calls(function: str, preview: bool, mock: Callable[..., Mocks]) -> None:  # noqa: FBT001 - a parameter
    """Both forms call the mocks with the same token and arguments, and return the same result."""
    name, given = CALLS[function]
    found, called = {}, {}
    for form, module in FORMS.items():
        mocks = mock(preview=preview)
        found[form] = getattr(module, name)(**given)
        called[form] = mocks.calls
    assert called["dynamic"] == called["native"]
    assert [token for token, _ in called["dynamic"]] == [f"alicloud-iot:ota:{function}"]
    ours = found["dynamic"]
    result = f"{name.title().replace('_', '')}Result"
    assert type(ours) is getattr(dynamic, f"Awaitable{result}")
    for field in msgspec.structs.fields(getattr(results, result)):
        assert json.dumps(getattr(ours, field.name)) == json.dumps(getattr(found["native"], field.name))


@pytest.mark.parametrize("preview", [False, True], ids=["update", "preview"])
@pytest.mark.parametrize("is_secret", [False, True], ids=["plain", "secret"])
@pytest.mark.parametrize("function", CALLS)
def test_outputs(function: str, is_secret: bool, preview: bool, mock: Callable[..., Mocks]) -> None:  # noqa: FBT001
    """With outputs, a secret argument makes the result secret, and the mocks receive plain values."""
    name, given = CALLS[function]
    mark = pulumi.Output.secret if is_secret else pulumi.Output.from_input
    called = {}
    for form, module in FORMS.items():
        mocks = mock(preview=preview)
        value, is_known, was_secret = settled(
            lambda module=module: getattr(module, f"{name}_output")(  # type: ignore[misc] # a lambda's default
                **{key: mark(each) for key, each in given.items()}
            )
        )
        assert value is not None
        assert (is_known, was_secret) == (True, is_secret)
        called[form] = mocks.calls
    assert called["dynamic"] == called["native"]


@pytest.mark.parametrize("form", FORMS)
def test_unknown_inputs(form: str, mock: Callable[..., Mocks]) -> None:
    """In a preview, an unknown argument or a resource that is not yet created makes the result unknown."""
    mocks = mock(ANSWERS, None, preview=True)
    module: Any = FORMS[form]

    def of_an_output() -> Any:  # noqa: ANN401 - of a module
        pin = module.FirmwarePin("gateway", **SCOPE)
        return module.get_firmware_output(**{**SCOPE, "product_key": pin.firmware.apply(lambda each: each["type"])})

    assert settled(of_an_output)[1] is False
    assert mocks.calls == []


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_answer(form: str, mock: Callable[..., Mocks]) -> None:
    """A secret in the mocks' answer is secret in the result."""
    module: Any = FORMS[form]

    def found() -> Any:  # noqa: ANN401 - of a module
        answer = {**PACKAGE, "firmwareId": pulumi.Output.secret("id-1")}
        mock({**ANSWERS, "getFirmware": answer})
        return module.get_firmware_output(**SCOPE).firmware_id

    assert settled(found) == ("id-1", True, True)


@pytest.mark.parametrize("form", FORMS)
def test_a_pin(form: str, mock: Callable[..., Mocks]) -> None:
    """In both forms, a pin calls `new_resource` with the same inputs and returns its firmware."""
    mocks = mock()
    module: Any = FORMS[form]

    def outputs() -> pulumi.Output[Any]:
        pin = module.FirmwarePin("gateway", **SCOPE, version_range="^4.0", select=module.FirmwareSelect.HIGHEST)
        return pulumi.Output.all(pin.id, pin.firmware.firmware_id, pin.firmware.firmware_size, pin.firmware.digest)

    assert settled(outputs)[0] == ["gateway-id", "id-1", 20, None]
    inputs = {"productKey": "a1", "moduleName": "default", "versionRange": "^4.0", "select": "highest"}
    assert mocks.resources == [({"dynamic": DYNAMIC_PIN, "native": NATIVE_PIN}[form], inputs)]


def test_a_secret_pin(mock: Callable[..., Mocks]) -> None:
    """Both forms pass on a secret criterion in the same way."""
    seen = []
    for module in (dynamic, pulumi_alicloud_iot.ota):
        mocks = mock()

        def firmware(module: Any = module) -> Any:  # noqa: ANN401 - a module
            return module.FirmwarePin("gateway", product_key=pulumi.Output.secret("a1")).firmware

        settled(firmware)
        seen.append(mocks.resources[0][1])
    assert seen[0] == seen[1]


@pytest.mark.parametrize("pinned", [None, {}, "4.0.0", {**PINNED, "type": 7}, {"dest_version": "4.0.0"}])
def test_a_pin_without_its_firmware(pinned: object, mock: Callable[..., Mocks]) -> None:
    """Mocks that return no valid firmware cause an error only if the test uses the firmware."""
    mock(ANSWERS, pinned)
    with pytest.raises(MocksError, match=r"^Mocks.new_resource returned an invalid result for `firmware`"):
        settled(lambda: dynamic.FirmwarePin("gateway", product_key="a1").firmware)
    assert settled(lambda: dynamic.FirmwarePin("gateway", product_key="a1").id)[0] == "gateway-id"


WRONG = {
    "nothing": ({}, "missing required field"),
    "a key is missing": ({name: PACKAGE[name] for name in ("firmwareId", "destVersion", "type")}, "`status`"),
    "a wrong type": ({**PACKAGE, "firmwareSize": "20"}, "at `$.firmwareSize`"),
    "a fraction": ({**PACKAGE, "firmwareSize": 20.5}, "at `$.firmwareSize`"),
    "Python's name": ({**PACKAGE, "firmware_size": 20}, "Unknown key `firmware_size` at `$`"),
}


@pytest.mark.parametrize("answer", [each for each, _ in WRONG.values()], ids=WRONG)
def test_wrong_answers(answer: object, mock: Callable[..., Mocks], request: pytest.FixtureRequest) -> None:
    """An invalid result is an error that shows its path."""
    reason = WRONG[request.node.callspec.id][1]
    mock({**ANSWERS, "getFirmware": answer})
    with pytest.raises(LookupFailedError) as plain:
        dynamic.get_firmware(product_key="a1")
    with pytest.raises(LookupFailedError) as later:
        settled(lambda: dynamic.get_firmware_output(product_key="a1"))
    assert str(plain.value) == str(later.value)
    assert str(plain.value).startswith("Mocks.call returned an invalid result for alicloud-iot:ota:getFirmware. ")
    assert reason in str(plain.value)
    assert isinstance(plain.value.__cause__, MocksError)


def test_wrong_answers_within(mock: Callable[..., Mocks]) -> None:
    """The error shows the path of an invalid value inside a list of results."""
    mock({**ANSWERS, "getFirmwares": {"firmwares": [PACKAGE, {**PACKAGE, "sign_method": "MD5"}]}})
    with pytest.raises(LookupFailedError, match=r"`sign_method` at `\$\.firmwares\[1\]`"):
        dynamic.get_firmwares(product_key="a1")


def test_optional_values(mock: Callable[..., Mocks]) -> None:
    """A missing or None key is None in the result, and an unknown key is ignored, as in the native form."""
    mock({**ANSWERS, "getFirmware": {**PACKAGE, "digest": None, "select": "highest"}})
    found = dynamic.get_firmware(product_key="a1")
    assert (found.digest, found.firmware_name) == (None, None)
    assert not hasattr(found, "select")


@pytest.mark.parametrize("later", [False, True], ids=["plain", "output"])
def test_failures(later: bool, mock: Callable[..., Mocks]) -> None:  # noqa: FBT001 - a parameter
    """Failures and exceptions from the mocks reach the program like those of the service."""

    def look_up() -> None:
        if later:
            settled(lambda: dynamic.get_firmware_output(product_key="a1"))
        else:
            dynamic.get_firmware(product_key="a1")

    mock({**ANSWERS, "getFirmware": ({}, [("productKey", "No package matches.")])})
    with pytest.raises(LookupFailedError, match=r"^No package matches\. \(productKey\)"):
        look_up()
    mock({**ANSWERS, "getFirmware": LookupFailedError("No package matches.")})
    with pytest.raises(LookupFailedError, match=r"^No package matches\.$"):
        look_up()
    mock({**ANSWERS, "getFirmware": KeyError("of the test")})
    with pytest.raises(KeyError, match="of the test"):
        look_up()


def test_wrong_arguments(mock: Callable[..., Mocks]) -> None:
    """Arguments are checked as without mocks, and the message does not show a secret one."""
    mocks = mock()
    with pytest.raises(LookupFailedError, match="statuses") as plain:
        dynamic.get_firmware(product_key="a1", statuses=["verifed"])  # type: ignore[list-item] # a mistake
    assert isinstance(plain.value.__cause__, ArgumentError)
    with pytest.raises(LookupFailedError, match="versionRange") as hidden:
        settled(lambda: dynamic.get_firmware_output(version_range=pulumi.Output.secret("not a range")))
    assert "not a range" not in str(hidden.value)
    assert mocks.calls == []


def test_a_provider(mock: Callable[..., Mocks]) -> None:
    """Reject a provider, which the dynamic form does not support: without it, the call would use another account."""
    mock()
    other = pulumi_alicloud_iot.Provider("other", region="cn-beijing")
    options = pulumi.InvokeOptions(provider=other), pulumi.InvokeOutputOptions(provider=other)
    for call in (
        lambda: dynamic.get_firmware(product_key="a1", opts=options[0]),
        lambda: dynamic.get_firmware_output(product_key="a1", opts=options[1]),
        lambda: dynamic.FirmwarePin("gateway", pulumi.ResourceOptions(provider=other), product_key="a1"),
    ):
        with pytest.raises(pulumi.RunError, match=r"^The option `provider` is not supported"):
            call()


def test_an_id(mock: Callable[..., Mocks]) -> None:
    """Reject the option `id`, with which the generated code passes no arguments. `.get` reads a pin."""
    mock()
    with pytest.raises(pulumi.RunError, match=r"^The option `id` is not supported\.\nRemove it\."):
        dynamic.FirmwarePin("gateway", pulumi.ResourceOptions(id="id-1"), product_key="a1")


def test_the_test_decorator(mock: Callable[..., Mocks]) -> None:
    """`pulumi.runtime.test` waits for the output that a test returns."""
    mock()
    seen = []

    @runtime.test  # type: ignore[untyped-decorator] # the SDK's
    def test() -> pulumi.Output[None]:
        found = dynamic.get_firmware_output(product_key="a1")
        seen.append(dynamic.get_firmware(product_key="a1").firmware_id)  # in a running event loop
        return found.firmware_id.apply(seen.append)

    test()
    assert seen == ["id-1", "id-1"]


def test_a_monitor_of_the_users(mock: Callable[..., Mocks]) -> None:
    """A user's own monitor for `set_mocks` works, whatever its class."""

    class Monitor:
        def __init__(self, mocks: Mocks) -> None:
            self._real = MockMonitor(mocks)

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any method
            return getattr(self._real, name)

    mocks = Mocks()
    mock(monitor=Monitor(mocks))
    assert dynamic.get_firmware(product_key="a1").firmware_id == "id-1"
    assert len(mocks.calls) == 1


def test_on_threads(mock: Callable[..., Mocks]) -> None:
    """The mocks also work on threads that the program starts."""
    mock()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: dynamic.get_firmware(product_key="a1").firmware_id, range(8)))
    assert found == ["id-1"] * 8


def test_when_there_are_mocks() -> None:
    """Mocks are detected unless the monitor and the engine are real or unset."""
    try:
        assert not mocked.is_on()
        runtime.configure(runtime.Settings("p", "s", monitor="127.0.0.1:9", engine="127.0.0.1:9"))
        assert not mocked.is_on()
        runtime.configure(runtime.Settings("p", "s", monitor=object(), engine="127.0.0.1:9"))
        assert mocked.is_on()
        runtime.configure(runtime.Settings("p", "s", monitor="127.0.0.1:9", engine=object()))
        assert mocked.is_on()
    finally:
        runtime.reset_options()


def test_what_mocks_are_told_by(mock: Callable[..., Mocks]) -> None:
    """Pulumi's SDK puts mocks in the places of the monitor and the engine. The detection relies on this."""
    mock()
    assert isinstance(pulumi_settings.get_monitor(), MockMonitor)
    assert pulumi_settings.get_engine() is not None
