# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Options of resources under `MockedStack`: applied as by the engine, or an error. `tests/engine` compares the two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_alicloud_iot
import pytest

from alicloud_iot_ota import dynamic
from alicloud_iot_ota.testing import MockedStack, emulated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alicloud_iot_emulator import Emulator

HIGHEST = {
    "product_key": "a1GatewayK01",
    "module_name": "default",
    "type": "full",
    "version_range": "^4.0",
    "select": "highest",
}
OLDER_SDK = ("No callback server registered.", "Callback server not initialized")
"""The errors of an SDK below the newest ones, which supports no transforms and hooks under mocks."""
NEWER = {"ProductKey": "a1GatewayK01", "DestVersion": "4.1.0"}


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Run the emulator as a user's test does."""
    with emulated() as emulator:
        yield emulator


@pytest.fixture(params=[dynamic, pulumi_alicloud_iot.ota], ids=["dynamic", "native"])
def ota(request: pytest.FixtureRequest) -> Any:  # noqa: ANN401 - a module
    """Return the module of each form."""
    return request.param


@pytest.fixture
def make(ota: Any) -> Callable[..., Any]:  # noqa: ANN401 - a module
    """Return a function that makes a pin of the highest package, and exports its version."""

    def pin(name: str = "gateway", arguments: dict[str, Any] | None = None, **options: Any) -> None:  # noqa: ANN401
        resource = ota.FirmwarePin(name, **{**HIGHEST, **(arguments or {})}, opts=pulumi.ResourceOptions(**options))
        pulumi.export("version", resource.firmware.dest_version)
        pulumi.export("range", resource.version_range)

    return pin


@pytest.mark.parametrize("ignored", ["firmware", "*"])
def test_a_frozen_pin(emulator: Emulator, make: Callable[..., Any], ignored: str) -> None:
    """A pin that ignores changes of its package keeps it."""
    stack = MockedStack(lambda: make(ignore_changes=[ignored]), emulator)
    first = stack.up()
    emulator.publish(**NEWER)
    assert stack.preview() == first == stack.up()


def test_an_ignored_argument(emulator: Emulator, make: Callable[..., Any]) -> None:
    """A change of an ignored argument has no effect, also if it is new or a secret."""
    changed: dict[str, Any] = {}

    def program() -> None:
        arguments = {"version_range": pulumi.Output.secret("^4.0"), **changed}
        make(arguments=arguments, ignore_changes=["version_range", "min_age"])

    stack = MockedStack(program, emulator)
    assert stack.up().outputs == {"version": "4.0.0", "range": "^4.0"}
    changed.update(version_range="^3.0", min_age="1d")
    second = stack.up()
    assert second.outputs == {"version": "4.0.0", "range": "^4.0"}
    assert "range" in second.secret


@pytest.mark.parametrize(
    "alias",
    [
        pulumi.Alias(name="gateway"),
        pulumi.Alias(name="gateway", parent=pulumi.ROOT_STACK_RESOURCE),
        pulumi.Alias(name="gateway", stack="stack", project="project"),
    ],
    ids=["name", "root", "stack"],
)
def test_a_renamed_pin(emulator: Emulator, make: Callable[..., Any], alias: pulumi.Alias) -> None:
    """A pin with an alias is not new. After the update, it has its new name only."""
    names: list[tuple[str, list[pulumi.Alias]]] = [("gateway", [])]
    criteria = {"resolve": "once", "on_newer": "ignore"}
    stack = MockedStack(lambda: make(names[-1][0], criteria, aliases=names[-1][1]), emulator)
    stack.up()
    emulator.publish(**NEWER)
    names.append(("edge", [alias]))
    assert stack.up().outputs["version"] == "4.0.0"
    names.append(("edge", []))
    assert stack.up().outputs["version"] == "4.0.0"
    names.append(("gateway", []))
    assert stack.up().outputs["version"] == "4.1.0"


def test_the_urn_as_an_alias(emulator: Emulator, make: Callable[..., Any]) -> None:
    """An alias may be a complete URN, of another stack too."""
    criteria = {"resolve": "once", "on_newer": "ignore"}
    urns: list[str] = []
    stack = MockedStack(lambda: make("edge" if urns else "gateway", criteria, aliases=urns), emulator)
    stack.up()
    (urn,) = stack._deployed  # the type differs between the forms
    urns.append(urn)
    emulator.publish(**NEWER)
    assert stack.preview().outputs["version"] == "4.0.0"


def test_a_renamed_component(emulator: Emulator, ota: Any) -> None:  # noqa: ANN401 - a module
    """The pins of a renamed component are not new. The name of one starts with the name of the component."""

    class Site(pulumi.ComponentResource):
        def __init__(self, type_: str, name: str, *aliases: pulumi.Alias) -> None:
            super().__init__(f"test:index:{type_}", name, opts=pulumi.ResourceOptions(aliases=list(aliases)))
            for pin in (f"{name}-pin", "modem"):
                options = pulumi.ResourceOptions(parent=self)
                found = ota.FirmwarePin(pin, **HIGHEST, resolve="once", on_newer="ignore", opts=options)
                pulumi.export(pin.rpartition("-")[2], found.firmware.dest_version)

    site: list[Any] = ["Site", "paris"]
    stack = MockedStack(lambda: Site(*site), emulator)
    stack.up()
    emulator.publish(**NEWER)
    site[:] = ["Place", "lyon", pulumi.Alias(name="paris", type_="test:index:Site")]
    assert stack.up().outputs == {"pin": "4.0.0", "modem": "4.0.0"}
    site[:] = ["Town", "rome"]
    assert stack.up().outputs == {"pin": "4.1.0", "modem": "4.1.0"}


def test_secret_outputs(emulator: Emulator, make: Callable[..., Any]) -> None:
    """An output is secret if the program says so."""
    run = MockedStack(lambda: make(additional_secret_outputs=["firmware"]), emulator).up()
    assert run.secret == {"version"}
    assert run.outputs == {"version": "4.0.0", "range": "^4.0"}


def _hooked(_: pulumi.ResourceHookArgs) -> None:
    """Do nothing."""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (lambda: {"transforms": [lambda _: None]}, "the option transforms"),
        (lambda: {"import_": "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"}, "the option import_"),
        (lambda: {"ignore_changes": ["blocked[0].reason"]}, "a part of an argument in ignore_changes"),
        (lambda: {"hooks": pulumi.ResourceHookBinding(before_create=[_hooked])}, "the option hooks"),
    ],
    ids=["transforms", "import", "path", "hooks"],
)
def test_options_that_only_the_engine_applies(
    emulator: Emulator, make: Callable[..., Any], options: Callable[[], dict[str, Any]], words: str
) -> None:
    """An option without effect would let a test pass that a deployment contradicts. It is an error."""
    with pytest.raises(Exception) as raised:  # noqa: PT011 - see OLDER_SDK
        MockedStack(lambda: make(**options()), emulator).up()
    refused = (
        f"MockedStack does not support {words}: the run would differ from a deployment.\n"
        "Test this program with a preview on the engine."
    )
    assert str(raised.value) in {refused, *OLDER_SDK}


@pytest.mark.parametrize(
    "register",
    [
        lambda: pulumi.runtime.register_resource_transform(lambda _: None),
        lambda: pulumi.runtime.register_invoke_transform(lambda _: None),
    ],
    ids=["resources", "functions"],
)
def test_transforms_of_the_stack(emulator: Emulator, make: Callable[..., Any], register: Callable[[], None]) -> None:
    """Transforms of all resources and functions are errors too."""

    def program() -> None:
        register()
        make()

    with pytest.raises(Exception, match="|".join(["^MockedStack does not support transforms of", *OLDER_SDK])):
        MockedStack(program, emulator).up()


def test_transformations(emulator: Emulator, make: Callable[..., Any]) -> None:
    """The SDK applies transformations, the older form of transforms."""

    def older(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult:
        return pulumi.ResourceTransformationResult({**args.props, "version_range": "^3.0"}, args.opts)

    run = MockedStack(lambda: make(transformations=[older]), emulator).up()
    assert run.outputs == {"version": "3.10.0", "range": "^3.0"}
