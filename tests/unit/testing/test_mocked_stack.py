# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Programs of both forms under `MockedStack`: the results and the errors of a deployment, without an engine."""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_alicloud_iot
import pytest

from alicloud_iot_emulator import Emulator
from alicloud_iot_ota import dynamic, errors
from alicloud_iot_ota.testing import FirmwareMocks, LookupFailedError, MockedStack, emulated
from tests.posix import signal_thread
from tests.unit.dynamic.event_loops import mocks_allowed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FORMS = {"dynamic": dynamic, "native": pulumi_alicloud_iot.ota}
GATEWAY = {"product_key": "a1GatewayK01", "module_name": "default", "type": "full"}
HIGHEST = {**GATEWAY, "version_range": "^4.0", "select": "highest"}
STAGES = {"dev": "7.0.0", "test": "6.0.0", "prod": "5.0.0"}
V4_0 = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Run the emulator as a user's test does."""
    with emulated() as emulator:
        yield emulator


@pytest.fixture(params=FORMS)
def ota(request: pytest.FixtureRequest) -> Any:  # noqa: ANN401 - a module
    """Return the module of each form."""
    return FORMS[request.param]


@pytest.fixture
def pin(ota: Any) -> Callable[[], None]:  # noqa: ANN401 - a module
    """Return a program that pins the highest package."""

    def program() -> None:
        firmware = ota.FirmwarePin("gateway", **HIGHEST).firmware
        pulumi.export("id", firmware.firmware_id)
        pulumi.export("digest", firmware.digest)
        pulumi.export("size", firmware.firmware_size)

    return program


def test_a_new_release(emulator: Emulator, pin: Callable[[], None]) -> None:
    """A preview shows the next package, and only an update changes the stack."""
    stack = MockedStack(pin, emulator)
    first = stack.up()
    digest = "sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b"
    assert first.outputs == {"id": V4_0, "digest": digest, "size": 20971520}
    published = emulator.publish(ProductKey="a1GatewayK01", DestVersion="4.1.0")
    assert stack.preview().outputs["id"] == published["FirmwareId"]
    emulator.withdraw(str(published["FirmwareId"]))
    assert stack.up() == first  # the preview did not pin 4.1.0, so this is not a downgrade


def test_a_pin_is_protected(emulator: Emulator, pin: Callable[[], None]) -> None:
    """After an update, a downgrade and a replaced file are errors, as in a deployment."""
    stack = MockedStack(pin, emulator)
    newer = emulator.publish(ProductKey="a1GatewayK01", DestVersion="4.1.0")
    stack.up()
    emulator.withdraw(str(newer["FirmwareId"]))
    with pytest.raises(LookupFailedError, match=r'^FirmwarePin "gateway": Downgrade blocked\. The state has 4\.1\.0'):
        stack.preview()
    emulator.publish(ProductKey="a1GatewayK01", DestVersion="4.1.0", FirmwareSign="0" * 64)
    with pytest.raises(LookupFailedError, match="different file"):
        stack.up()
    assert MockedStack(pin, emulator).up().outputs["digest"] == f"sha256:{'0' * 64}"


def test_a_withdrawn_package(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """Functions and pins fail with the messages of the provider, and the program can catch the error of a function."""

    def function() -> None:
        ota.get_firmware(**GATEWAY, dest_version="4.0.0")

    def output() -> None:
        pulumi.export("id", ota.get_firmware_output(**GATEWAY, dest_version="4.0.0").firmware_id)

    def pin() -> None:
        ota.FirmwarePin("gateway", **GATEWAY, dest_version="4.0.0")

    def caught() -> None:
        with pytest.raises(Exception, match="No package matches") as raised:
            function()
        pulumi.export("is_ours", isinstance(raised.value, LookupFailedError))

    emulator.withdraw(V4_0)
    for program in (function, output, pin):
        with pytest.raises(LookupFailedError, match=r'destVersion "4\.0\.0" +leaves 0') as raised:
            MockedStack(program, emulator).up()
        assert isinstance(raised.value.__cause__, errors.NoMatchError)
        assert emulator.url in str(raised.value)
    assert MockedStack(caught, emulator).up().outputs == {"is_ours": ota is dynamic}


def test_invalid_arguments(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """All mistakes in the arguments are reported together, and no request is sent."""
    wrong = {"product_key": "a1GatewayK01", "version_range": "^^4", "min_age": "yesterday"}
    for program in (lambda: ota.get_firmware(**wrong), lambda: ota.FirmwarePin("gateway", **wrong)):
        with pytest.raises(LookupFailedError, match="versionRange") as raised:
            MockedStack(program, emulator).preview()
        assert "minAge" in str(raised.value)
    assert emulator.requests == []


def test_secrets(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """What a secret criterion leads to is a secret output, and no message contains it."""

    def program(version: str) -> Callable[[], None]:
        def run() -> None:
            pin = ota.FirmwarePin("gateway", **GATEWAY, dest_version=pulumi.Output.secret(version))
            pulumi.export("pinned", pin.firmware.firmware_id)
            pulumi.export(
                "found", ota.get_firmware_output(**GATEWAY, dest_version=pulumi.Output.secret("4.0.0")).digest
            )
            pulumi.export("product", GATEWAY["product_key"])

        return run

    run = MockedStack(program("4.0.0"), emulator).up()
    assert run.outputs["pinned"] == V4_0
    assert run.secret == {"pinned", "found"}
    assert V4_0 not in repr(run)
    assert "'product': 'a1GatewayK01'" in repr(run)
    with pytest.raises(LookupFailedError, match=r'destVersion "\[secret\]"') as raised:
        MockedStack(program("4.0.999"), emulator).up()
    assert "4.0.999" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_secret_argument(emulator: Emulator) -> None:
    """A failed function of the dynamic form shows neither a secret argument nor a value derived from it."""

    def program(**criteria: str) -> MockedStack:
        def run() -> None:
            secret = {name: pulumi.Output.secret(value) for name, value in criteria.items()}
            arguments: dict[str, Any] = {**GATEWAY, **secret}
            dynamic.get_firmware_output(**arguments)

        return MockedStack(run, emulator)

    for criteria in ({"version_range": "^9.123456"}, {"version_range": ">=3.2.0"}):
        with pytest.raises(LookupFailedError, match=r'versionRange "\[secret\]"') as raised:
            program(**criteria).up()
        assert "9.123456" not in str(raised.value)
        assert "4.0.0" not in str(raised.value)
        assert raised.value.__cause__ is None


def test_a_secret_in_a_warning(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """A warning of a pin, or of a function of the dynamic form, does not show a secret argument."""

    def program() -> None:
        blocked = [{"dest_version": pulumi.Output.secret("9.123456"), "reason": "it bricks"}]
        ota.FirmwarePin("gateway", **HIGHEST, blocked=blocked)
        if ota is dynamic:
            ota.get_firmware_output(**HIGHEST, blocked=blocked)

    text = "\n".join(MockedStack(program, emulator).up().messages)
    assert "[secret]" in text
    assert "9.123456" not in text


def test_unknown_values(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """In a preview, an unknown criterion makes the pin and the result unknown, without a lookup, until an update."""

    class Approval(pulumi.runtime.Mocks):
        def call(self, args: pulumi.runtime.MockCallArgs) -> Any:  # noqa: ANN401 - not called
            raise NotImplementedError(args.token)

        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[Any, Any]]:
            return ("" if pulumi.runtime.is_dry_run() else "4.0.0"), args.inputs

    def program() -> None:
        approved = pulumi.CustomResource("test:index:Approval", "approval")
        pin = ota.FirmwarePin("gateway", **GATEWAY, dest_version=approved.id)
        pulumi.export("pinned", pin.firmware.firmware_id)
        pulumi.export("found", ota.get_firmware_output(**GATEWAY, dest_version=approved.id).firmware_id)
        pulumi.export("product", GATEWAY["product_key"])

    stack = MockedStack(program, emulator, Approval())
    preview = stack.preview()
    assert preview.outputs == {"product": "a1GatewayK01"}
    assert preview.unknown == {"pinned", "found"}
    assert emulator.requests == []
    assert stack.up().outputs == {"product": "a1GatewayK01", "pinned": V4_0, "found": V4_0}


def test_the_id_of_a_pin(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """The ID of a new pin is unknown in a preview, and its name after an update."""
    stack = MockedStack(lambda: pulumi.export("id", ota.FirmwarePin("gateway", **HIGHEST).id), emulator)
    assert stack.preview().unknown == {"id"}
    assert stack.up().outputs == {"id": "gateway"}
    assert stack.preview().outputs == {"id": "gateway"}


def test_a_read_pin(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """`FirmwarePin.get` looks up the package of an ID."""

    def read(id_: str) -> MockedStack:
        return MockedStack(lambda: pulumi.export("v", ota.FirmwarePin.get("x", id_).firmware.dest_version), emulator)

    assert read("a1CameraK01/default/V2.2.0").up().outputs == {"v": "V2.2.0"}
    assert read(V4_0).up().outputs == {"v": "4.0.0"}
    with pytest.raises(LookupFailedError, match=r"9\.9\.9"):
        read("a1MeterK001/default/9.9.9").up()


def test_every_function(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """Every function has the same result in both forms, and integers are integers."""

    def program() -> None:
        place = {"product_key": "a1GatewayK01", "module_name": "default"}
        found = ota.find_firmware(**HIGHEST)
        path = ota.get_upgrade_path(**place, from_version="3.2.1", to_version="4.0.0")
        page = ota.get_firmware_page(current_page=1, page_size=2)
        explained = ota.explain_firmware(**HIGHEST)
        pulumi.export("found", [found.found, found.firmware.firmware_size])
        pulumi.export("missing", ota.find_firmware(**GATEWAY, dest_version="9.9.9").found)
        pulumi.export("all", [each.dest_version for each in ota.get_firmwares(**GATEWAY).firmwares])
        pulumi.export("path", [path.kind, path.total_size])
        pulumi.export("page", [len(page.firmware_info), page.total])
        pulumi.export("explained", explained.outcome)

    assert MockedStack(program, emulator).preview().outputs == {
        "found": [True, 20971520],
        "missing": False,
        "all": ["3.2.1", "3.10.0", "4.0.0", "4.0.1", "4.1.0-rc.1"],
        "path": ["differential", 8388608],
        "page": [2, 24],
        "explained": "chosen",
    }


def test_other_resources(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """By default, another resource returns its inputs, and another function is an error."""

    def program() -> None:
        stash = pulumi.Stash("rollout", input=ota.FirmwarePin("gateway", **HIGHEST).firmware.firmware_id)
        pulumi.export("stashed", stash.input)

    assert MockedStack(program, emulator).up().outputs == {"stashed": V4_0}
    with pytest.raises(LookupFailedError, match=r"^The test has no mocks for the function test:index:now\.\n"):
        MockedStack(lambda: pulumi.runtime.invoke("test:index:now", {}), emulator).up()


@pytest.mark.filterwarnings("ignore:coroutine 'Output:RuntimeWarning")  # of the SDK, which does not await them
def test_a_stack_reference(emulator: Emulator) -> None:
    """A stack reference needs mocks. An error says so."""

    class Other(pulumi.runtime.Mocks):
        def call(self, args: pulumi.runtime.MockCallArgs) -> Any:  # noqa: ANN401 - not called
            raise NotImplementedError(args.token)

        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[Any, Any]]:
            return args.name, {**args.inputs, "outputs": {"version": "4.0.0"}}

    def program() -> None:
        pulumi.export("version", pulumi.StackReference("organization/fleet/prod").require_output("version"))

    assert MockedStack(program, emulator, Other()).up().outputs == {"version": "4.0.0"}
    with pytest.raises(LookupFailedError, match=r"^The test has no mocks for the stack reference organization/fleet/"):
        MockedStack(program, emulator).up()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"emulator": None}, "emulator must be an Emulator, such as the fixture ota_emulator, got NoneType."),
        (
            {"emulator": Emulator},
            "emulator must be an Emulator, such as the fixture ota_emulator, got the class Emulator.",
        ),
        ({"config": {"count": 1, "key": "s3cret"}}, "Pass other values as JSON. Wrong: 'count'."),
        ({"config": {1: "x"}}, "Pass other values as JSON. Wrong: 1."),
        ({"config": ["s3cret"]}, "config must be a dict of strings, got list."),
        ({"mocks": {}}, "mocks must be an instance of pulumi.runtime.Mocks, got dict."),
        ({"mocks": pulumi.runtime.Mocks}, "mocks must be an instance of pulumi.runtime.Mocks, got the class Mocks."),
        ({"program": 3}, "program must be a function or a path, got int."),
    ],
)
def test_arguments_of_other_types(arguments: dict[str, Any], words: str) -> None:
    """Wrong arguments are an error with a fix, and without values."""
    with pytest.raises(TypeError) as raised:
        MockedStack(**{"program": lambda: None, "emulator": Emulator(), **arguments})
    assert words in str(raised.value)
    assert "s3cret" not in str(raised.value)


@pytest.mark.posix
def test_an_interrupt(emulator: Emulator) -> None:
    """Ctrl-C ends a test immediately, even if its program does not end."""
    end, waiting = threading.Event(), threading.get_ident()

    def program() -> None:
        signal_thread(waiting, signal.SIGINT)  # a terminal's signal reaches the main thread
        end.wait()

    try:
        with pytest.raises(KeyboardInterrupt):
            MockedStack(program, emulator).up()
    finally:
        end.set()


def test_a_provider_of_another_account() -> None:
    """An explicit provider selects an account and an instance of the emulator, and nothing outside of it."""
    key = {"accessKeyId": "partner-key-id", "accessKeySecret": "partner-secret"}
    rows = [{"FirmwareId": "P" * 28 + "0100", "DestVersion": "7.0.0", "ProductKey": "a1P", "Type": 0, "Status": 1}]
    partner = Emulator({"iotInstanceId": "iot-partner", "credentials": [key], "packages": rows})

    def program(**settings: Any) -> Callable[[], None]:  # noqa: ANN401 - settings
        def run() -> None:
            options = pulumi.ResourceOptions(provider=pulumi_alicloud_iot.Provider("partner", **settings))
            pin = pulumi_alicloud_iot.ota.FirmwarePin("p", product_key="a1P", allow_unscoped=True, opts=options)
            pulumi.export("version", pin.firmware.dest_version)

        return run

    with emulated(Emulator(others=[partner])) as emulator:
        account = {"access_key_id": "partner-key-id", "access_key_secret": "partner-secret"}
        away = {"endpoint": "https://iot.example.com", "iot_instance_id": "iot-partner"}
        run = MockedStack(program(**account, **away), emulator).up()
        assert run.outputs == {"version": "7.0.0"}
        with pytest.raises(LookupFailedError, match=r'^alicloud-iot "partner": timeout '):
            MockedStack(program(timeout=-1), emulator).up()
        with pytest.raises(LookupFailedError, match="InvalidAccessKeyId") as raised:
            MockedStack(program(access_key_id="LTAIunknown", access_key_secret="unknown"), emulator).up()
        assert "LTAIunknown" not in f"{raised.value}{raised.value.__cause__}"


def test_providers_with_the_same_name() -> None:
    """Providers of different components have one name and different URNs. Each pin uses its own provider's instance."""
    scope = {"ProductKey": "a1P", "Type": 0, "Status": 1}
    others = [
        Emulator(
            {
                "iotInstanceId": f"iot-{stage}",
                "packages": [{**scope, "FirmwareId": f"{stage:a<28}0100", "DestVersion": version}],
            }
        )
        for stage, version in STAGES.items()
    ]

    def program() -> None:
        for stage in STAGES:
            parent = pulumi.ComponentResource(f"test:index:{stage}", "stage")
            below = pulumi.ResourceOptions(parent=parent)
            account = pulumi_alicloud_iot.Provider("account", iot_instance_id=f"iot-{stage}", opts=below)
            options = pulumi.ResourceOptions(parent=parent, provider=account)
            pin = pulumi_alicloud_iot.ota.FirmwarePin("p", product_key="a1P", allow_unscoped=True, opts=options)
            pulumi.export(stage, pin.firmware.dest_version)

    with emulated(Emulator(others=others)) as emulator:
        assert MockedStack(program, emulator).up().outputs == STAGES


def test_only_the_emulator_is_called(
    emulator: Emulator, pin: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment of the test has no effect on the lookups of a mocked stack."""
    monkeypatch.setenv("ALIBABA_CLOUD_ENDPOINT_IOT", "http://127.0.0.1:9")
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "a-real-key")
    monkeypatch.setenv("ALICLOUD_IOT_OTA_SNAPSHOT", "/nowhere")
    MockedStack(pin, emulator).up()
    assert [each.code for each in emulator.requests] == [None]


def test_configuration(emulator: Emulator) -> None:
    """A key without a namespace belongs to the project."""
    config = {"version": "4", "alicloud-iot:region": "cn-shanghai"}

    def program() -> None:
        pulumi.export("version", pulumi.Config().require_int("version"))
        pulumi.export("region", pulumi.Config("alicloud-iot").require("region"))
        pulumi.export("names", [pulumi.get_project(), pulumi.get_stack()])

    run = MockedStack(program, emulator, config=config, project="fleet", stack="test").preview()
    assert run.outputs == {"version": 4, "region": "cn-shanghai", "names": ["fleet", "test"]}


def test_messages(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """The warnings of lookups and of the program are recorded."""

    def program() -> None:
        pulumi.log.warn("from the program")
        ota.get_firmware(**HIGHEST, blocked=[{"dest_version": "9.9.9", "reason": "it bricks"}])
        ota.FirmwarePin("gateway", **HIGHEST, blocked=[{"dest_version": "9.9.8", "reason": "it bricks"}])

    text = "\n".join(MockedStack(program, emulator).preview().messages)
    assert "from the program" in text
    assert "9.9.9" in text
    assert "9.9.8" in text


def test_errors_leave_nothing_behind(emulator: Emulator, pin: Callable[[], None]) -> None:
    """An error of the program or of the user's mocks is raised unchanged, and the next run succeeds."""

    class Broken(pulumi.runtime.Mocks):
        def call(self, args: pulumi.runtime.MockCallArgs) -> Any:  # noqa: ANN401 - not called
            raise NotImplementedError(args.token)

        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> Any:  # noqa: ANN401 - never returns
            raise ZeroDivisionError(args.name)

    def program() -> None:
        pin()
        pulumi.Stash("rollout", input=1)

    def fail() -> None:
        pin()
        raise KeyError("mine")

    with pytest.raises(ZeroDivisionError, match="rollout"):
        MockedStack(program, emulator, Broken()).up()
    with pytest.raises(KeyError, match="mine"):
        MockedStack(fail, emulator).up()
    MockedStack(pin, emulator).up()
    assert pulumi.runtime.settings.get_monitor() is None
    gc.collect()  # an open event loop or socket would be a warning, which is an error here


def test_the_traceback(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """The traceback of a failed lookup shows the test and the program, and no code of Pulumi's SDK."""

    def program() -> None:
        ota.get_firmware(**GATEWAY, dest_version="9.9.9")

    with pytest.raises(LookupFailedError) as raised:
        MockedStack(program, emulator).up()
    frames = [entry.name for entry in raised.traceback.filter(raised)]
    assert frames in (["test_the_traceback", "program"], ["test_the_traceback"])
    assert raised.value.__cause__ is not None
    assert raised.value.__cause__.__traceback__ is None


def test_in_a_coroutine(emulator: Emulator, pin: Callable[[], None]) -> None:
    """A test may be a coroutine, and so may the program."""

    async def program() -> None:
        await asyncio.sleep(0)
        pin()

    async def run() -> Any:  # noqa: ANN401 - a run
        return MockedStack(program, emulator).up()

    assert asyncio.run(run()).outputs["id"] == V4_0


def test_under_set_mocks(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """`FirmwareMocks` also answers under `set_mocks`. A failed function raises what a deployment raises."""
    with mocks_allowed():
        pulumi.runtime.set_mocks(FirmwareMocks(emulator))
        found = []

        @pulumi.runtime.test  # type: ignore[untyped-decorator] # the SDK's
        def program() -> pulumi.Output[None]:
            found.append(ota.get_firmware(**GATEWAY, dest_version="4.0.0").firmware_id)
            with pytest.raises(Exception, match="No package matches") as raised:
                ota.get_firmware(**GATEWAY, dest_version="9.9.9")
            assert isinstance(raised.value, LookupFailedError) == (ota is dynamic)
            return ota.FirmwarePin("gateway", **HIGHEST).firmware.firmware_id.apply(found.append)  # type: ignore[no-any-return]

        program()
    assert found == [V4_0, V4_0]


def test_a_stopped_emulator(pin: Callable[[], None]) -> None:
    """A stack whose emulator has stopped says so immediately."""
    with emulated() as emulator:
        stack = MockedStack(pin, emulator)
    with pytest.raises(RuntimeError, match="the emulator is not running"):
        stack.preview()


class Group(pulumi.ComponentResource):
    """A component of one of several types, with a pin that is always named `pin`."""

    def __init__(self, kind: str, ota: Any, **arguments: str) -> None:  # noqa: ANN401 - a module
        super().__init__(f"test:index:{kind}", kind)
        inner = pulumi.ComponentResource("test:index:Inner", "inner", opts=pulumi.ResourceOptions(parent=self))
        options = pulumi.ResourceOptions(parent=inner)
        self.pin = ota.FirmwarePin("pin", **GATEWAY, **arguments, opts=options)
        self.stash = pulumi.Stash("stash", input=kind, opts=options)
        self.register_outputs({})


def test_pins_with_the_same_name(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """Pins of different components have one name and different URNs, and each one is protected."""
    criteria = {"version_range": "<4.0.1", "select": "highest"}
    groups = {"A": criteria, "B": {"dest_version": "3.2.1"}}

    def program() -> None:
        for kind, arguments in groups.items():
            pulumi.export(kind, Group(kind, ota, **arguments).pin.firmware.dest_version)

    stack = MockedStack(program, emulator)
    for _ in range(3):
        assert stack.up().outputs == {"A": "4.0.0", "B": "3.2.1"}
    emulator.withdraw(V4_0)
    with pytest.raises(LookupFailedError, match=r"Downgrade blocked\. The state has 4\.0\.0"):
        stack.up()


def test_ids_of_resources_with_the_same_name(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """The ID of a new resource is unknown, even if another component has a resource of the same name."""
    kinds = ["A"]

    def program() -> None:
        for kind in kinds:
            pulumi.export(kind, Group(kind, ota, dest_version="4.0.0").stash.id)

    stack = MockedStack(program, emulator)
    assert stack.up().outputs == {"A": "stash-id"}
    kinds.append("B")
    assert stack.preview().unknown == {"B"}


def test_a_removed_pin(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """An update without a pin deletes it. A preview, or an update that fails, does not."""
    pins = ["gateway"]

    def program() -> None:
        for name in pins:
            ota.FirmwarePin(name, **HIGHEST)

    def fail() -> None:
        raise KeyError("mine")

    run: Callable[[], None] = program
    stack = MockedStack(lambda: run(), emulator)  # noqa: PLW0108 - the program changes
    stack.up()
    emulator.withdraw(V4_0)
    pins.clear()
    stack.preview()
    run = fail
    with pytest.raises(KeyError):
        stack.up()
    run = program
    pins.append("gateway")
    with pytest.raises(LookupFailedError):
        stack.preview()
    pins.clear()
    stack.up()
    pins.append("gateway")
    emulator.publish(ProductKey="a1GatewayK01", DestVersion="4.0.0", FirmwareSign="0" * 64)
    stack.up()  # not a replaced file


def test_a_duplicate_urn(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """Two resources with one URN are an error, in the words and with the URN of the engine."""

    def twice() -> None:
        for _ in range(2):
            ota.FirmwarePin("gateway", **HIGHEST)

    def parents() -> None:
        for _ in range(2):
            Group("A", ota, dest_version="4.0.0")

    with pytest.raises(
        pulumi.RunError, match=r"^Duplicate resource URN 'urn:pulumi:stack::project::[^$]*Pin::gateway'"
    ):
        MockedStack(twice, emulator).preview()
    with pytest.raises(pulumi.RunError, match=r"^Duplicate resource URN '[^']*::test:index:A::A'; try giving it a u"):
        MockedStack(parents, emulator).up()
