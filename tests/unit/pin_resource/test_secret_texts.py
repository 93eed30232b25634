# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Secrecy of all texts for users: if an input is secret, no text shows data from the catalog.

Both front ends run as with the engine and with a program, over random catalogs. A text may show only the program's
own plain inputs and fixed words.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec
import pulumi
import pytest
from google.protobuf import json_format
from google.protobuf.struct_pb2 import Struct
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulumi.runtime.proto import provider_pb2

from alicloud_iot_ota import pin_resource
from alicloud_iot_ota.base.redaction import texts
from alicloud_iot_ota.dynamic import calls
from alicloud_iot_ota.dynamic.inputs import HIDDEN
from alicloud_iot_ota.dynamic.pin_provider import PinProvider
from alicloud_iot_ota.engine.property_values import SIGNATURE
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType, Package
from alicloud_iot_ota.lookup import SharedLookup
from alicloud_iot_ota.plugin.servicer import Servicer
from alicloud_iot_ota.schema.functions import FUNCTIONS
from tests.unit.fixed_catalog import lookup_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from alicloud_iot_ota.lookup import Lookup

    Inputs = dict[str, object]

URN = "urn:pulumi:dev::fleet::alicloud-iot:ota:FirmwarePin::gateway"
SECRET = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270"}
SHORTEST = 3
"""The minimum length of texts to search for. Shorter texts are part of many words."""
WORDS = {
    "type",
    "statuses",
    "signMethod",
    "select",
    "versionScheme",
    "onUnparsable",
    "weakDigest",
    "resolve",
    "onNewer",
}
"""Arguments that have fixed words as values. Messages contain these words for other reasons too."""
HARMLESS = {"default", "full", "differential", "unknown", "SHA256", "MD5", "sha256", "md5"}

VERSIONS = ("71.80.1", "71.80.2", "71.81.0-zeta", "72.0.0", "72.9.9", "zz build", "r9731")
PLACES = (("pkQWXZ", "modQWXZ"), ("pkQWXZ", "otherQWXZ"), ("pkVVVV", "modQWXZ"), (None, None))
TIMES = ("2019-03-14T15:09:26.000Z", "2018-02-07T18:28:18.000Z", "no time at all", None)


@st.composite
def packages(draw: st.DrawFn) -> tuple[Package, ...]:
    """Draw a catalog with texts that differ from all words in messages."""
    count = draw(st.integers(0, 6))
    return tuple(draw(package(f"idZQ{number}XKJ")) for number in range(count))


@st.composite
def package(draw: st.DrawFn, firmware_id: str) -> Package:
    """Draw a package with that ID."""
    key, module = draw(st.sampled_from(PLACES))
    digits = draw(st.sampled_from(["9731" * 16, "8264" * 16, "9731" * 8, None]))
    kind = draw(st.sampled_from([FirmwareType.FULL.code, FirmwareType.FULL.code, FirmwareType.DIFFERENTIAL.code, None]))
    return Package(
        firmware_id=firmware_id,
        dest_version=draw(st.sampled_from(VERSIONS)),
        firmware_name=draw(st.sampled_from([f"name{firmware_id}", None])),
        src_version=draw(st.sampled_from(VERSIONS)) if kind is FirmwareType.DIFFERENTIAL.code else None,
        firmware_desc=f"about {firmware_id}",
        firmware_sign=digits,
        firmware_size=draw(st.sampled_from([973152, 826416, None])),
        sign_method=draw(st.sampled_from(["SHA256", "MD5", "sumQWXZ", None])) if digits else None,
        module_name=module,
        product_key=key,
        product_name="brandQWXZ",
        status=draw(st.sampled_from([*FirmwareStatus, FirmwareStatus.VERIFIED.code])),
        type=kind,
        utc_create=draw(st.sampled_from(TIMES)),
    )


CRITERIA: dict[str, st.SearchStrategy[Any]] = {
    "productKey": st.sampled_from(["pkQWXZ", "pkVVVV", "pkNONE"]),
    "moduleName": st.sampled_from(["modQWXZ", "otherQWXZ", "default"]),
    "type": st.sampled_from(["full", "differential"]),
    "srcVersion": st.sampled_from(VERSIONS),
    "fromVersion": st.sampled_from(VERSIONS),
    "destVersion": st.sampled_from([*VERSIONS, "79.1.1"]),
    "firmwareId": st.sampled_from(["idZQ0XKJ", "idNONE"]),
    "firmwareName": st.sampled_from(["nameidZQ0XKJ", "nameNONE"]),
    "nameRegex": st.sampled_from(["^name", "NONE"]),
    "versionRegex": st.sampled_from([r"^7\d", "NONE"]),
    "versionRange": st.sampled_from(["^71.0", ">=71", "<80", ">=72.5.0"]),
    "versionScheme": st.sampled_from(["semver", "numeric"]),
    "includePrerelease": st.booleans(),
    "onUnparsable": st.sampled_from(["error", "warn", "ignore"]),
    "signMethod": st.sampled_from(["SHA256", "MD5"]),
    "minSize": st.sampled_from([900000, 9]),
    "maxSize": st.sampled_from([900000, 9]),
    "statuses": st.sampled_from([["verified"], ["verified", "unverified", "notRequired", "verifying"]]),
    "minAge": st.sampled_from(["14d", "1000w"]),
    "blocked": st.sampled_from(
        [
            [{"destVersion": "72.0.0", "reason": "it bricks"}],
            [{"firmwareId": "idZQ0XKJ", "reason": "clock", "expires": "2001-02-03"}],
            [{"digest": f"sha256:{'9731' * 16}", "reason": "lost", "expires": "2999-02-03"}],
        ]
    ),
    "select": st.sampled_from(["only", "highest", "newest"]),
    "expectedDigest": st.sampled_from([f"sha256:{'9731' * 16}", f"md5:{'0' * 32}"]),
    "expectedSize": st.sampled_from([973152, 5]),
    "expectedFirmwareId": st.sampled_from(["idZQ0XKJ", "idNONE"]),
    "weakDigest": st.sampled_from(["warn", "deny", "allow"]),
}
OF_A_PIN: dict[str, st.SearchStrategy[Any]] = {
    "resolve": st.sampled_from(["always", "once"]),
    "allowDowngrade": st.booleans(),
    "onNewer": st.sampled_from(["warn", "ignore"]),
}
BY_CRITERIA = ("getFirmware", "findFirmware", "explainFirmware", "getFirmwares")
"""The functions that accept criteria."""


@st.composite
def inputs(draw: st.DrawFn, kinds: Mapping[str, st.SearchStrategy[Any]] = CRITERIA) -> tuple[Inputs, list[str]]:
    """Draw some arguments, and choose one or more of them as secret."""
    names = draw(st.lists(st.sampled_from(sorted(kinds)), unique=True, max_size=5))
    names = sorted({*names, draw(st.sampled_from(["productKey", *names]))})
    secret = draw(st.lists(st.sampled_from(names), unique=True, min_size=1, max_size=len(names)))
    return {name: draw(kinds[name]) for name in names} | {"allowUnscoped": True}, secret


class Told(list[str]):
    """The texts that a user reads."""

    def read(self, given: Inputs, secret: Sequence[str], catalog: Sequence[Package], *extra: str) -> None:
        """Check that the texts show no data from the catalog and no secret input."""
        visible = " ".join(texts({name: value for name, value in given.items() if name not in secret}))
        found = {text for each in catalog for text in texts(msgspec.structs.asdict(each))}
        found |= {each.digest or "" for each in catalog}
        found |= {text for name in secret if name not in WORDS for text in texts(given.get(name))}
        hidden = {text for text in {*found, *extra} - HARMLESS if len(text) >= SHORTEST and text not in visible}
        for line in self:
            assert [text for text in hidden if text in line] == [], line


class Aborted(Exception):  # noqa: N818 - what gRPC's own context raises
    """A method ended with a status."""


def marked(given: Inputs, secret: Sequence[str]) -> Struct:
    """Return inputs in the engine's format."""
    values = {name: {**SECRET, "value": value} if name in secret else value for name, value in given.items()}
    return json_format.ParseDict(values, Struct())


class Native:
    """The native provider, called as the engine calls it."""

    def __init__(self, lookup: Lookup) -> None:
        self.told = Told()
        self._servicer = Servicer()
        self._servicer._engine.warn = lambda message, _urn="": self.told.append(message)  # type: ignore[assignment,method-assign]
        self._servicer._engine.note = self.told.append  # type: ignore[assignment,method-assign]
        self._servicer.load().lookup = SharedLookup(lambda: lookup)

    def abort(self, _code: object, details: str) -> NoReturn:
        """Record the text of a status."""
        self.told.append(details)
        raise Aborted

    def _call(self, method: str, request: object) -> Any:  # noqa: ANN401 - an answer
        try:
            answer = getattr(self._servicer, method)(request, self)
        except Aborted:
            return None
        self.told += [f"{each.property}: {each.reason}" for each in getattr(answer, "failures", [])]
        return answer

    def check(self, olds: Inputs, given: Inputs, secret: Sequence[str], old_secret: Sequence[str]) -> None:
        """Run Check of a pin with secret criteria in its state."""
        old = marked(olds, [*old_secret, "firmware"])
        self._call("Check", provider_pb2.CheckRequest(urn=URN, olds=old, news=marked(given, secret)))

    def read(self, props: Inputs, secret: Sequence[str]) -> None:
        """Refresh a pin."""
        state = marked(props, [*secret, "firmware"])
        self._call("Read", provider_pb2.ReadRequest(id="gateway", urn=URN, inputs=state, properties=state))

    def invoke(self, function: str, given: Inputs, secret: Sequence[str]) -> None:
        """Call a function. All of its results must be secret."""
        request = provider_pb2.InvokeRequest(tok=f"alicloud-iot:ota:{function}", args=marked(given, secret))
        answer = self._call("Invoke", request)
        result = None if answer is None else json_format.MessageToDict(getattr(answer, "return"))
        assert all(SECRET.items() <= value.items() for value in (result or {}).values())


class Dynamic:
    """The dynamic provider, called by the SDK's server and by a program."""

    def __init__(self, lookup: Lookup) -> None:
        self.told = Told()
        self._lookup = lookup
        self._provider = PinProvider()
        self._provider._lookup = SharedLookup(lambda: lookup)
        self._provider._engine = SimpleNamespace(
            warn=lambda message, _urn="": self.told.append(message), note=self.told.append
        )  # type: ignore[assignment]

    def check(self, olds: Inputs, given: Inputs, secret: Sequence[str], old_secret: Sequence[str]) -> None:
        """Run Check of a pin with secret criteria in its state."""
        old, new = {**olds, HIDDEN: old_secret}, {**given, HIDDEN: secret}
        checked = self._provider.check(old, new)
        self.told += [f"{each.property}: {each.reason}" for each in checked.failures]

    def read(self, props: Inputs, secret: Sequence[str]) -> None:
        """Refresh a pin."""
        try:
            self._provider.read("firmware-pin", {**props, HIDDEN: secret})
        except OtaError as error:
            self.told.append(str(error))

    def invoke(self, function: str, given: Inputs, secret: Sequence[str]) -> None:
        """Call a function."""
        (declared,) = (each for each in FUNCTIONS if each.name == function)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(calls, "_run", lambda: calls._Run(self._lookup))
            patch.setattr(pulumi.log, "warn", self.told.append)
            try:
                calls._look_up(declared, given, calls._service_call(declared), secret)
            except calls.LookupFailedError as error:
                self.told += [str(error), repr(error.__cause__)]


FORMS: list[type[Native | Dynamic]] = [Native, Dynamic]


@st.composite
def held(draw: st.DrawFn, catalog: Sequence[Package]) -> Inputs:
    """Draw the package in a state: one from the catalog, a changed one, or a deleted one."""
    gone = Package(
        firmware_id="idGONE77",
        dest_version="71.99.7",
        firmware_size=973152,
        type=FirmwareType.FULL.code,
        firmware_sign=None,
    )
    found = draw(st.sampled_from([gone, *catalog]))
    changed = draw(
        st.sampled_from(
            [{}, {"firmwareId": "idGONE77"}, {"digest": f"sha256:{'5150' * 16}"}, {"destVersion": "72.50.5"}]
        )
    )
    return {**pin_resource.inputs.pinned_fields(found), **changed}


@pytest.mark.parametrize("form", FORMS)
@given(st.data())
@settings(max_examples=150)
def test_no_check_shows_what_a_secret_leads_to(form: type[Native | Dynamic], data: st.DataObject) -> None:
    """Failures and warnings of Check show no secret data, for a new pin and for one with a secret state."""
    catalog = data.draw(packages())
    kinds = {**CRITERIA, **OF_A_PIN}
    if data.draw(st.booleans()):  # fewer criteria, so that a package is found
        kinds = {name: kinds[name] for name in ("productKey", "moduleName", "select", "versionRange", *OF_A_PIN)}
    given_, secret = data.draw(inputs(kinds))
    provider = form(lookup_of(catalog))
    package = data.draw(held(catalog))
    olds: Inputs = {**given_, "firmware": package} if data.draw(st.sampled_from("yn")) == "y" else {}
    if olds:  # secret in the state
        provider.check(olds, given_, [], secret)
        provider.told.read(given_, [], catalog, *texts(package))
        provider.told.clear()
    provider.check(olds, given_, secret, secret)
    provider.told.read(given_, secret, catalog, *texts(package))


@pytest.mark.parametrize("form", FORMS)
@given(st.data())
def test_no_refresh_shows_what_a_secret_leads_to(form: type[Native | Dynamic], data: st.DataObject) -> None:
    """Warnings of a refresh, about changes and about the next update, show no secret data."""
    catalog = data.draw(packages())
    given_, secret = data.draw(inputs())
    package = data.draw(held(catalog))
    provider = form(lookup_of(catalog))
    provider.read({**given_, "firmware": package}, secret)
    provider.told.read(given_, secret, catalog, *texts(package))


@pytest.mark.parametrize("form", FORMS)
@given(st.data())
@settings(max_examples=150)
def test_no_function_shows_what_a_secret_leads_to(form: type[Native | Dynamic], data: st.DataObject) -> None:
    """Errors and warnings of a function show no secret data."""
    catalog, function = data.draw(packages()), data.draw(st.sampled_from(BY_CRITERIA))
    given_, secret = data.draw(inputs())
    if function == "getFirmwares":
        unknown = {"select", "allowUnscoped", "expectedDigest", "expectedSize", "expectedFirmwareId", "weakDigest"}
        given_ = {"productKey": "pkQWXZ"} | {name: value for name, value in given_.items() if name not in unknown}
        secret = [name for name in secret if name in given_] or ["productKey"]
    provider = form(lookup_of(catalog))
    provider.invoke(function, given_, secret)
    provider.told.read(given_, secret, catalog)


PATH = {
    "productKey": st.sampled_from(["pkQWXZ", "pkVVVV"]),
    "moduleName": st.sampled_from(["modQWXZ", "modNONE"]),
    "fromVersion": st.sampled_from(VERSIONS),
    "toVersion": st.sampled_from([*VERSIONS, "79.1.1"]),
}


@pytest.mark.parametrize("form", FORMS)
@given(st.data())
def test_no_path_shows_what_a_secret_leads_to(form: type[Native | Dynamic], data: st.DataObject) -> None:
    """Errors about gaps or ambiguous hops in an upgrade path show no secret data."""
    catalog = data.draw(packages())
    given_: Inputs = dict(data.draw(st.fixed_dictionaries(PATH)))
    secret = data.draw(st.lists(st.sampled_from(sorted(PATH)), unique=True, min_size=1))
    provider = form(lookup_of(catalog))
    provider.invoke("getUpgradePath", given_, secret)
    provider.told.read(given_, secret, catalog)


ENTRY = """
[firmware.entryQWXZ.criteria]
productKey = "pkQWXZ"
moduleName = "modQWXZ"
versionRange = ">=71.80.1"
minAge = "77d"
maxSize = 973153
blocked = [{ destVersion = "72.9.9", reason = "reasonQWXZ", expires = "2998-01-01" }]

[firmware.entryQWXZ.locked]
destVersion = "71.80.2"
digest = "sha256:%(digits)s"
firmwareId = "idZQ0XKJ"
firmwareName = "nameidZQ0XKJ"
firmwareSize = 973152
iotInstanceId = "%(instance)s"
moduleName = "modQWXZ"
productKey = "pkQWXZ"
type = "full"
utcCreate = "2019-03-14T15:09:26.000Z"
"""
LOCK_FILES = {
    "right": ENTRY,
    "of another instance": ENTRY.replace("%(instance)s", "instanceQWXZ"),
    "contradicting itself": ENTRY.replace(">=71.80.1", ">=72.0.1"),
    "with another name": ENTRY.replace("entryQWXZ", "entryVVVV"),
    "of the wrong type": ENTRY.replace("= 973153", '= "sizeQWXZ"').replace('"pkQWXZ"', "731973"),
    "with an unknown field": ENTRY.replace("minAge", "fieldQWXZ"),
    "not resolved": ENTRY.partition("[firmware.entryQWXZ.locked]")[0],
    "no TOML": ENTRY.replace('= "modQWXZ"', "= modQWXZ"),
    "written twice": ENTRY + ENTRY,
}
OF_THE_FILE = (
    *("pkQWXZ", "modQWXZ", ">=71.80.1", "71.80.2", "77d", "973153", "72.9.9", "reasonQWXZ", "2998", "9731973197319731"),
    *("idZQ0XKJ", "973152", "2019-03-14", "instanceQWXZ", "VVVV", "sizeQWXZ", "731973", "fieldQWXZ", "entryQWXZ"),
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", LOCK_FILES.values(), ids=LOCK_FILES)
@given(data=st.data())
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_shows_what_a_secret_entry_holds(
    form: type[Native | Dynamic], text: str, tmp_path: Path, data: st.DataObject
) -> None:
    """If the name of an entry is secret, the entry's content in firmware.lock is hidden too."""
    path = tmp_path / "firmware.lock"
    path.write_text("version = 1\n" + text.replace("%(digits)s", "9731" * 16).replace("%(instance)s", "i"))
    catalog, package = data.draw(packages()), {"firmwareId": "idGONE77", "destVersion": "79.99.9", "type": "full"}
    provider = form(lookup_of(catalog, iot_instance_id="i"))
    given_: Inputs = {"lockEntry": "entryQWXZ", "lockFile": str(path)}
    provider.check({}, given_, ["lockEntry"], [])
    provider.check({**given_, "firmware": package}, given_, ["lockEntry"], ["lockEntry"])
    provider.read({**given_, "firmware": package}, ["lockEntry"])
    named: Inputs = {"name": "entryQWXZ", "lockFile": str(path)}
    provider.invoke("getLockedFirmware", named, ["name"])
    provider.invoke("getLockedFirmware", {**named, "offline": True}, ["name"])
    provider.told.read(given_, ["lockEntry"], catalog, *OF_THE_FILE, *texts(package))
    assert provider.told or text == LOCK_FILES["right"]
