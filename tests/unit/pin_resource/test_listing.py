# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""List: its IDs can be imported, its pages make the complete list, and a wrong continuation token is refused."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alicloud_iot_ota import pin_resource
from alicloud_iot_ota.errors import ArgumentError, IncompleteListingError, NoMatchError, SelectionError
from alicloud_iot_ota.pin_resource.listing import MAX_TOKEN, PageRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.lookup import Lookup

GATEWAY: dict[str, object] = {"productKey": "a1GatewayK01"}
DEPLOYABLE = 10
"""The number of packages of the gateway that can be imported."""
PRODUCTS = ("a1GatewayK01", "a1CameraK01", "a1MeterK001")


@pytest.fixture
def lookup(emulator: Emulator, look_up: Callable[..., Lookup]) -> Lookup:
    """Return a lookup in the default fleet."""
    return look_up(emulator)


def list_page(
    lookup: Lookup,
    request: PageRequest | None = None,
    query: dict[str, object] | None = None,
    **names: Collection[str],
) -> pin_resource.ListedPins:
    """Return one page of a query that is known."""
    page = pin_resource.list_pins(
        lambda: lookup, GATEWAY if query is None else query, request or PageRequest(), lambda _: None, **names
    )
    assert page is not None
    return page


def pages(lookup: Lookup, limits: Iterator[int], page_size: int) -> Iterator[pin_resource.ListedPins]:
    """Yield the pages of a list, each with the next limit."""
    token = ""
    while True:
        page = list_page(lookup, PageRequest(next(limits), page_size, token))
        yield page
        token = page.continuation_token
        if not token:
            return


def refusal(request: PageRequest, query: dict[str, object] | None = None, **names: Collection[str]) -> list[str]:
    """Return the mistakes of a request that is refused without a lookup."""
    with pytest.raises(ArgumentError) as refused:
        pin_resource.list_pins(forbidden, GATEWAY if query is None else query, request, lambda _: None, **names)
    return [failure.reason for failure in refused.value.failures]


def forbidden() -> Lookup:
    """Fail on any lookup."""
    raise AssertionError("nothing was to be looked up")


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_list_has_every_id_that_can_be_imported(emulator: Emulator, lookup: Lookup, product: str) -> None:
    """Read finds exactly the listed package for each ID, and refuses every package that is not listed."""
    listed = {each.resource_id for each in list_page(lookup, query={"productKey": product}).pins}
    every = {str(row["FirmwareId"]) for row in emulator.packages() if row["ProductKey"] == product}
    assert listed < every
    for firmware_id in listed:
        found = pin_resource.read(lookup, firmware_id, {}, lambda _: None)
        assert found is not None
        assert isinstance(found["firmware"], dict)
        assert found["firmwareId"] == found["firmware"]["firmwareId"] == firmware_id
    for firmware_id in every - listed:
        with pytest.raises(NoMatchError):
            pin_resource.read(lookup, firmware_id, {}, lambda _: None)


def test_criteria(lookup: Lookup) -> None:
    """The criteria of getFirmwares apply, with the statuses of an import."""
    query = {**GATEWAY, "versionRange": "^4.0", "type": "full"}
    assert [each.name for each in list_page(lookup, query=query).pins] == ["gateway-4.0.0"]
    assert list_page(lookup, query={**GATEWAY, "destVersion": "4.0.1"}).pins == []  # not verified


def test_names(emulator: Emulator, look_up: Callable[..., Lookup]) -> None:
    """Names are those of the packages, or IDs if a name is missing, blank, hidden, repeated or the ID of another."""
    names = [None, " ", "a\u202eb", "twice", "twice", "first-id", "量产 1.0"]
    ids = [f"id-{number}" for number in range(len(names))]
    for firmware_id, name in zip(ids, names, strict=True):
        emulator.publish(DestVersion="9.0.0", ProductKey="a1GatewayK01", FirmwareId=firmware_id, FirmwareName=name)
    emulator.publish(DestVersion="9.0.0", ProductKey="a1GatewayK01", FirmwareId="first-id", FirmwareName="plain")
    pins = list_page(look_up(emulator), query={**GATEWAY, "destVersion": "9.0.0"}).pins
    assert {each.resource_id: each.name for each in pins} == {
        **dict(zip(ids[:6], ids[:6], strict=True)),
        ids[6]: "量产 1.0",
        "first-id": "plain",
    }
    assert len({each.name for each in pins}) == len(pins)


@pytest.mark.parametrize("firmware_id", ["a/b", "a/b/c", " ", "ID\u0130"])
def test_an_id_that_cannot_be_imported(emulator: Emulator, look_up: Callable[..., Lookup], firmware_id: str) -> None:
    """If Read would not accept an ID, nothing is listed."""
    emulator.publish(DestVersion="9.0.0", ProductKey="a1GatewayK01", FirmwareId=firmware_id)
    lookup = look_up(emulator)
    with pytest.raises(SelectionError, match="cannot be imported") as refused:
        list_page(lookup)
    assert "Nothing was listed." in str(refused.value)
    assert list_page(lookup, query={**GATEWAY, "versionRange": "<9"}).pins


@pytest.mark.parametrize("page_size", [1, 3, 9, 10, 11])
def test_pages_make_the_complete_list(lookup: Lookup, page_size: int) -> None:
    """The pages contain each package once, in the order of the complete list, and are full except for the last one."""
    complete = list_page(lookup)
    assert complete.continuation_token == ""
    read = list(pages(lookup, itertools.repeat(0), page_size))
    assert [each for page in read for each in page.pins] == complete.pins
    assert len(complete.pins) == DEPLOYABLE
    assert {len(page.pins) for page in read[:-1]} <= {page_size}
    assert len(read) == -(-DEPLOYABLE // page_size)


@pytest.mark.parametrize("limit", [-(2**63), -1, 0])
def test_numbers_below_one_mean_no_limit(lookup: Lookup, limit: int) -> None:
    """A limit or a page size below 1 does not apply."""
    assert list_page(lookup, PageRequest(limit, limit)) == list_page(lookup)


@pytest.mark.parametrize("limit", [1, 4, 5, 10, 11, 2**63 - 1])
def test_limit(lookup: Lookup, limit: int) -> None:
    """A limit applies to all pages together, whether the caller repeats it or sends what is left of it."""
    complete = list_page(lookup).pins[:limit]
    assert list_page(lookup, PageRequest(limit)) == pin_resource.ListedPins(complete, "")
    same = itertools.repeat(limit)
    left = itertools.count(limit, -2)  # two packages on each page
    for limits in (same, left):
        assert [each for page in pages(lookup, limits, 2) for each in page.pins] == complete


def token_of(lookup: Lookup, limit: int = 0) -> str:
    """Return the token for the third package."""
    return list_page(lookup, PageRequest(limit, 2)).continuation_token


def test_token_of_another_query(lookup: Lookup) -> None:
    """A token is refused with other criteria, another position or another limit."""
    token = token_of(lookup)
    other_query: list[tuple[str, dict[str, object]]] = [
        (token, {**GATEWAY, "moduleName": "modem"}),
        (token, {"productKey": "a1CameraK01"}),
        (re.sub(r"^2\.", "4.", token), GATEWAY),
    ]
    for changed, query in other_query:
        with pytest.raises(ArgumentError, match="continuationToken belongs to another query"):
            list_page(lookup, PageRequest(continuation_token=changed), query)
    limited = "continuationToken belongs to a list with another limit."
    assert refusal(PageRequest(5, 2, token))[0].startswith(limited)
    assert refusal(PageRequest(0, 2, token_of(lookup, 5)))[0].startswith(limited)
    assert refusal(PageRequest(4, 2, token_of(lookup, 5)))[0].startswith(limited)
    with pytest.raises(ArgumentError, match="another query"):
        list_page(lookup, PageRequest(6, 2, token_of(lookup, 5).replace(".5.", ".6.")))


@pytest.mark.parametrize("token", ["2", "0.0.a.b", "next", "2.0." + "A" * 64 + "." + "0" * 64, "9" * (MAX_TOKEN + 1)])
def test_malformed_token(token: str) -> None:
    """A text that is not a token is refused, and not shown: it has no meaning for a user."""
    (reason,) = refusal(PageRequest(continuation_token=token))
    assert reason == (
        "continuationToken is not a token of this provider. List again from the first page, without a continuation "
        "token."
    )


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
def test_damaged_token(lookup: Lookup, data: st.DataObject) -> None:
    """A token with any changed character is refused."""
    token = token_of(lookup)
    position = data.draw(st.integers(0, len(token) - 1))
    character = data.draw(st.sampled_from("0123456789abcdef.-").filter(lambda each: each != token[position]))
    damaged = token[:position] + character + token[position + 1 :]
    with pytest.raises((ArgumentError, IncompleteListingError)):
        list_page(lookup, PageRequest(continuation_token=damaged))


@pytest.mark.parametrize("change", ["publish", "withdraw", "rename", "unverify"])
def test_a_list_that_changes_between_pages(emulator: Emulator, look_up: Callable[..., Lookup], change: str) -> None:
    """If the list changed since the previous page, the next page is an error: it could skip or repeat a package."""
    request = PageRequest(0, 2, token_of(look_up(emulator)))
    last = list_page(look_up(emulator)).pins[-1].resource_id
    if change == "publish":
        emulator.publish(DestVersion="9.0.0", ProductKey="a1GatewayK01")
    elif change == "withdraw":
        emulator.withdraw(last)
    elif change == "rename":
        emulator.change(last, FirmwareName="renamed")
    else:
        emulator.change(last, Status=0)
    with pytest.raises(IncompleteListingError, match="changed since the previous page of the list"):
        list_page(look_up(emulator), request)


def test_a_change_of_other_packages(emulator: Emulator, look_up: Callable[..., Lookup]) -> None:
    """A package that the query does not match does not affect its pages."""
    request = PageRequest(0, 2, token_of(look_up(emulator)))
    before = list_page(look_up(emulator), request)
    emulator.publish(DestVersion="9.0.0", ProductKey="a1CameraK01")
    assert list_page(look_up(emulator), request) == before


def test_every_mistake_together() -> None:
    """All mistakes of a query and of its token are reported together, even if a part of the query is unknown."""
    query = {"versionRange": ">>1", "minSize": 2, "maxSize": 1, "statuses": ["verified"], "iotInstanceId": "iot-1"}
    reasons = refusal(PageRequest(continuation_token="next"), query, unknown={"minAge", "colour"})
    assert [reason.split()[0] for reason in reasons if not reason.startswith("Unknown")] == [
        "productKey",
        "versionRange",
        "minSize",
        "continuationToken",
    ]
    unknown = [reason.split('"')[1] for reason in reasons if reason.startswith("Unknown argument")]
    assert unknown == ["colour", "iotInstanceId", "statuses"]


def test_unknown_query() -> None:
    """With an unknown criterion, nothing is looked up and there is no list."""
    for unknown in ({"productKey"}, {"minAge"}):
        query = {} if "productKey" in unknown else GATEWAY
        assert pin_resource.list_pins(forbidden, query, PageRequest(), lambda _: None, unknown=unknown) is None


def test_secret_criterion() -> None:
    """A secret criterion is refused, because the engine shows IDs in plain text. No mistake shows its value."""
    reasons = refusal(PageRequest(), {**GATEWAY, "versionRange": ">>canary"}, secret={"versionRange", "productKey"})
    assert "canary" not in "".join(reasons)
    assert reasons[-2:] == [
        f"{name} must not be a secret, because a list shows IDs in plain text. Pass a plain value."
        for name in ("productKey", "versionRange")
    ]


def test_warnings(lookup: Lookup) -> None:
    """Versions that cannot be read are reported, as by getFirmwares."""
    warnings: list[str] = []
    query: dict[str, object] = {"productKey": "a1CameraK01", "versionRange": ">=1"}
    pin_resource.list_pins(lambda: lookup, query, PageRequest(), warnings.append)
    assert len(warnings) == 1
    assert "cam_2024-11-05" in warnings[0]
