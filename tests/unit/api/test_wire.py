# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Answers of the service in JSON and XML, and invalid answers."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alicloud_iot_emulator.catalog import PACKAGE_FIELDS
from alicloud_iot_ota.api import wire
from alicloud_iot_ota.errors import InvalidResponseError
from alicloud_iot_ota.firmware import MAX_TEXT, FirmwareStatus, FirmwareType, Package

JSON_SAMPLE = b"""{
"PageCount": 1,
"PageSize": 10,
"RequestId": "A01829CE-75A1-4920-B775-921146A1AB79",
"FirmwareInfo": {
"SimpleFirmwareInfo": [{
"SrcVersion": "1.0.0",
"FirmwareSign": "3d04ab6462633508606e5f3daac8****",
"ProductKey": "a19mzPZ****",
"Type": 0,
"UtcModified": "2019-12-28T02:42:22.000Z",
"SignMethod": "MD5",
"UtcCreate": "2019-12-28T02:42:22.000Z",
"FirmwareSize": 924,
"Status": 0,
"FirmwareId": "UfuxnwygsuSkVE0VCN****0100",
"FirmwareDesc": "firmwareDesc",
"DestVersion": "4.0.0",
"ProductName": "MyProduct",
"FirmwareName": "t3q5rkNm",
"ModuleName": "module1234"
}]
},
"CurrentPage": 1,
"Success": true,
"Total": 1
}"""
XML_SAMPLE = b"""<ListOTAFirmwareResponse>
<PageCount>1</PageCount>
<PageSize>10</PageSize>
<RequestId>A01829CE-75A1-4920-B775-921146A1AB79</RequestId>
<FirmwareInfo>
<SimpleFirmwareInfo>
<SrcVersion>1.0.0</SrcVersion>
<FirmwareSign>3d04ab6462633508606e5f3daac8****</FirmwareSign>
<ProductKey>a19mzPZ****</ProductKey>
<Type>0</Type>
<UtcModified>2019-12-28T02:42:22.000Z</UtcModified>
<SignMethod>MD5</SignMethod>
<UtcCreate>2019-12-28T02:42:22.000Z</UtcCreate>
<FirmwareSize>924</FirmwareSize>
<Status>0</Status>
<FirmwareId>UfuxnwygsuSkVE0VCN****0100</FirmwareId>
<FirmwareDesc>firmwareDesc</FirmwareDesc>
<DestVersion>4.0.0</DestVersion>
<ProductName>MyProduct</ProductName>
<FirmwareName>t3q5rkNm</FirmwareName>
<ModuleName>module1234</ModuleName>
</SimpleFirmwareInfo>
</FirmwareInfo>
<CurrentPage>1</CurrentPage>
<Success>true</Success>
<Total>1</Total>
</ListOTAFirmwareResponse>"""
SAMPLE = Package(
    firmware_id="UfuxnwygsuSkVE0VCN****0100",
    firmware_name="t3q5rkNm",
    dest_version="4.0.0",
    src_version="1.0.0",
    firmware_desc="firmwareDesc",
    firmware_sign="3d04ab6462633508606e5f3daac8****",
    firmware_size=924,
    sign_method="MD5",
    module_name="module1234",
    product_key="a19mzPZ****",
    product_name="MyProduct",
    status=FirmwareStatus.UNVERIFIED.code,
    type=FirmwareType.FULL.code,
    utc_create="2019-12-28T02:42:22.000Z",
    utc_modified="2019-12-28T02:42:22.000Z",
)


def one_package(**fields: object) -> Package:
    """Read an answer with one package that has these fields and the required ones."""
    row = {"FirmwareId": "id", "FirmwareName": "name", "DestVersion": "1.0.0", **fields}
    answer = wire.decode(json.dumps({"Success": True, "FirmwareInfo": {"SimpleFirmwareInfo": [row]}}).encode())
    return wire.parse_package(answer.rows[0], "R-1")


@pytest.mark.parametrize("body", [JSON_SAMPLE, XML_SAMPLE, b"\xef\xbb\xbf" + JSON_SAMPLE, b"\n" + XML_SAMPLE])
def test_samples_of_the_specification(body: bytes) -> None:
    """Both samples of the specification are read with every field, with or without a byte order mark or spaces."""
    answer = wire.decode(body)
    assert [wire.parse_package(row, answer.request_id) for row in answer.rows] == [SAMPLE]
    assert (answer.success, answer.code, answer.error_message) == (True, None, None)
    assert (answer.current_page, answer.page_size, answer.page_count, answer.total) == (1, 10, 1, 1)
    assert answer.request_id == "A01829CE-75A1-4920-B775-921146A1AB79"


@pytest.mark.parametrize("fields", [{}, {"SrcVersion": None}, {"SrcVersion": ""}], ids=["absent", "null", "empty"])
def test_no_source_version(fields: dict[str, object]) -> None:
    """An absent, null or empty source version means a full package."""
    assert one_package(**fields).src_version is None


def test_only_the_indispensable() -> None:
    """All fields except ID and version are optional. A missing status is not code 0."""
    assert one_package() == Package(firmware_id="id", firmware_name="name", dest_version="1.0.0")


@pytest.mark.parametrize(("status", "kind"), [(-1, 0), (7, 9), (2**40, -5)])
def test_codes_are_kept(status: int, kind: int) -> None:
    """Undocumented codes are returned unchanged."""
    firmware = one_package(Status=status, Type=kind)
    assert (firmware.status, firmware.type) == (status, kind)


def test_what_packages_have_in_common_is_kept_once() -> None:
    """Packages in a list share equal texts in memory."""
    common = {"ProductKey": "a1MeterK001", "ModuleName": "modem", "SignMethod": "SHA256", "ProductName": "Meter"}
    one = one_package(**common, UtcCreate="2020-01-01T00:00:00.000Z", UtcModified="2020-01-01T00:00:00.000Z")
    other = one_package(**common, UtcCreate="2020-01-02T00:00:00.000Z", UtcModified="2020-01-03T00:00:00.000Z")
    for name in ("product_key", "module_name", "sign_method", "product_name"):
        assert getattr(one, name) is getattr(other, name)
    assert one.utc_modified is one.utc_create
    assert (other.utc_create, other.utc_modified) == ("2020-01-02T00:00:00.000Z", "2020-01-03T00:00:00.000Z")


@pytest.mark.parametrize("value", [None, ""])
def test_a_name_may_be_missing(value: str | None) -> None:
    """The name is optional, because it does not identify a package."""
    assert one_package(FirmwareName=value).firmware_name is None


def test_unknown_fields_are_no_matter() -> None:
    """Fields that Alibaba adds later are ignored."""
    assert one_package(Udi="{}", FirmwareSize=2**40).firmware_size == 2**40


@pytest.mark.parametrize("name", ["FirmwareId", "DestVersion"])
@pytest.mark.parametrize("value", [None, ""])
def test_indispensable_field_is_missing(name: str, value: str | None) -> None:
    """A package without an ID or a version is an error that shows the field and the RequestId."""
    with pytest.raises(InvalidResponseError) as caught:
        one_package(**{name: value})
    assert f"without {name} " in caught.value.message
    assert "RequestId R-1" in caught.value.message


@pytest.mark.parametrize("body", [b'{"Success":true,"Total":0,"FirmwareInfo":{}}', b'{"Success":true,"Total":0}'])
def test_missing_list_is_an_empty_page(body: bytes) -> None:
    """A page past the end may have no list, which means an empty page."""
    assert wire.decode(body).rows == []


def test_bare_list() -> None:
    """A bare list is read too: the specification's table shows an array, and its samples show an object around it."""
    answer = wire.decode(b'{"Success":true,"FirmwareInfo":[{"FirmwareId":"id"},{}]}')
    assert [row.firmware_id for row in answer.rows] == ["id", None]


@pytest.mark.parametrize(
    "body",
    [
        b'{"RequestId":"R","HostId":"h","Code":"Forbidden.RAM","Message":"no","Recommend":"u"}',
        b"<?xml version='1.0'?><Error><RequestId>R</RequestId><Code>Forbidden.RAM</Code><Message>no</Message></Error>",
    ],
    ids=["JSON", "XML"],
)
def test_gateway_error(body: bytes) -> None:
    """The gateway's error body is read in both formats."""
    answer = wire.decode(body)
    assert (answer.code, answer.message, answer.request_id, answer.success) == ("Forbidden.RAM", "no", "R", None)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"Success":"true"}', "$.Success"),
        (b'{"Total":"1"}', "$.Total"),
        (b'{"Total":1.5}', "$.Total"),
        (b'{"FirmwareInfo":"none"}', "$.FirmwareInfo"),
        (b'{"FirmwareInfo":{"SimpleFirmwareInfo":[{},{"Status":"1"}]}}', "$.FirmwareInfo.SimpleFirmwareInfo[1].Status"),
        (
            b'{"FirmwareInfo":{"SimpleFirmwareInfo":[{"DestVersion":4}]}}',
            "$.FirmwareInfo.SimpleFirmwareInfo[0].DestVersion",
        ),
        (b"<R><Total>many</Total></R>", "$.Total"),
    ],
)
def test_wrong_type(body: bytes, place: str) -> None:
    """Reject a value of a type that is not documented, with its path."""
    with pytest.raises(InvalidResponseError) as caught:
        wire.decode(body)
    assert f"`{place}`" in caught.value.message


@pytest.mark.parametrize(
    "prologue", [b"", b"<?xml version='1.0'?>", b"<!--" + b" " * 2000 + b"-->"], ids=["bare", "declared", "far"]
)
def test_document_types_are_refused(prologue: bytes) -> None:
    """Reject an XML document type anywhere: it may define entities, and the API never sends one."""
    body = prologue + b'<!DOCTYPE r [<!ENTITY e "true">]><R><Success>&e;</Success></R>'
    with pytest.raises(InvalidResponseError):
        wire.decode(body)


@pytest.mark.parametrize(
    ("total", "found"),
    [
        ("5", 5),
        ("1e3", None),
        ("1.0", None),
        (" 5 ", None),
        ("+5", None),
        ("1_000", None),
        ("0x10", None),
        ("true", None),
        ("null", None),
        ("\u0665", None),
        ("9" * 100_000, None),
    ],
)
def test_numbers_in_xml(total: str, found: int | None) -> None:
    """A number in XML consists only of digits, as the service writes it."""
    body = f"<R><Success>true</Success><Total>{total}</Total></R>".encode()
    if found is None:
        with pytest.raises(InvalidResponseError, match=r"`\$\.Total`"):
            wire.decode(body)
    else:
        assert wire.decode(body).total == found


@pytest.mark.parametrize("value", ["1", "0", "True", "yes", "null", " true"])
def test_truth_in_xml(value: str) -> None:
    """A boolean in XML is exactly `true` or `false`."""
    with pytest.raises(InvalidResponseError, match=r"`\$\.Success`"):
        wire.decode(f"<R><Success>{value}</Success></R>".encode())


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'{"Success":true,"Success":true}', "Success"),
        (b'{"Total":1,"RequestId":"a","Total":1}', "Total"),
        (
            b'{"FirmwareInfo":{"SimpleFirmwareInfo":[{"FirmwareId":"a"},{"FirmwareId":"b","FirmwareId":"c"}]}}',
            "FirmwareId",
        ),
        (b'{"FirmwareInfo":{"SimpleFirmwareInfo":[],"SimpleFirmwareInfo":[]}}', "SimpleFirmwareInfo"),
        (b'{"FirmwareInfo":{},"FirmwareInfo":[]}', "FirmwareInfo"),
        (b'{"Surprise":{"a":[[{"b":1,"b":1}]]}}', "b"),
        (b'{"\\u0054otal":1,"Total":2}', "Total"),
        (b"<R><Total>1</Total><Total>1</Total></R>", "Total"),
        (b"<R><Surprise/><Surprise/></R>", "Surprise"),
        (b"<R><FirmwareInfo/><FirmwareInfo/></R>", "FirmwareInfo"),
        (b"<R><FirmwareInfo><Surprise/><Surprise/></FirmwareInfo></R>", "Surprise"),
        (
            b"<R><FirmwareInfo><SimpleFirmwareInfo><Type>1</Type><Type/></SimpleFirmwareInfo></FirmwareInfo></R>",
            "Type",
        ),
    ],
)
def test_field_that_comes_twice(body: bytes, name: str) -> None:
    """Reject a field that occurs twice, with its name, even if both values are equal."""
    with pytest.raises(InvalidResponseError, match=f'the field "{name}" twice'):
        wire.decode(body)


def test_field_with_elements_in_it() -> None:
    """An XML field that contains elements has no text, and text around the elements is ignored."""
    body = (
        b"<R><FirmwareInfo><SimpleFirmwareInfo><FirmwareId>a<b/></FirmwareId><DestVersion>1</DestVersion>"
        b"</SimpleFirmwareInfo></FirmwareInfo></R>"
    )
    with pytest.raises(InvalidResponseError, match="without FirmwareId"):
        wire.parse_package(wire.decode(body).rows[0], "R-1")


@pytest.mark.parametrize("field", sorted(PACKAGE_FIELDS.keys() - {"FirmwareSize", "Status", "Type"}))
def test_long_texts(field: str) -> None:
    """Reject a field that is far longer than any documented one, with its path."""
    one_package(**{field: "x" * MAX_TEXT})
    with pytest.raises(InvalidResponseError, match=rf"length <= {MAX_TEXT}.*{field}`"):
        one_package(**{field: "x" * (MAX_TEXT + 1)})


def test_parts() -> None:
    """A page of 100 complete packages has less than a twentieth of the allowed parts. One part too many is rejected."""
    sample = json.loads(JSON_SAMPLE)
    sample["FirmwareInfo"]["SimpleFirmwareInfo"] *= 100
    body = json.dumps(sample).encode()
    assert len(wire.decode(body).rows) == 100
    parts = sum(body.count(mark) for mark in (b"{", b"[", b",", b":", b"<", b"="))
    assert parts < wire.MAX_PARTS / 20
    fill = b"," * (wire.MAX_PARTS - 3)
    assert wire.decode(b'{"RequestId":"%b"}' % fill).success is None
    with pytest.raises(InvalidResponseError, match=f"{wire.MAX_PARTS + 1} parts"):
        wire.decode(b'{"RequestId":"%b"}' % (fill + b",,"))


def test_web_page() -> None:
    """Reject a web page from a proxy, and show its beginning."""
    with pytest.raises(InvalidResponseError) as caught:
        wire.decode(b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>")
    assert "<!DOCTYPE html> <html><head><title>Sign in" in caught.value.message
    assert "proxy" in caught.value.remedy


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b'{"FirmwareInfo":' * 100_000, b"<a>" * 100_000, b"<a>" * 100_000 + b"</a>" * 100_000],
    ids=["lists", "objects", "open elements", "elements"],
)
def test_deep_nesting(body: bytes) -> None:
    """Very deep nesting does not crash the decoder: it is rejected or read as an empty answer."""
    try:
        answer = wire.decode(body)
    except InvalidResponseError:
        return
    assert answer == wire.decode(b"<a/>")


@pytest.mark.parametrize("encoding", ["no-such-encoding", "utf-7", "utf-16"])
def test_xml_encodings(encoding: str) -> None:
    """An answer in an encoding that cannot be read is rejected without a crash."""
    with pytest.raises(InvalidResponseError):
        wire.decode(f'<?xml version="1.0" encoding="{encoding}"?><R><Success>true</Success></R>'.encode())


@given(
    st.binary(max_size=200) | st.builds(bytes.__add__, st.sampled_from([b"<", b"{", b"<?xml "]), st.binary(max_size=60))
)
@example(b"")
@example(b"null")
@example(b'{"Total":' + b"9" * 5000 + b"}")
@example(b'{"Code":"\\ud800"}')
@example(b"\xff\xfe<\x00a\x00")
def test_arbitrary_bytes(body: bytes) -> None:
    """Any bytes are read as an answer or rejected as an invalid one."""
    try:
        told = repr(wire.decode(body))
    except InvalidResponseError as error:
        told = str(error)
    assert len(told) < 1000


def test_parameters() -> None:
    """The request uses the specification's names, and omits unset parameters."""
    assert wire.parameters(2, 100, None, None, None) == [("CurrentPage", "2"), ("PageSize", "100")]
    assert wire.parameters(1, 10, "iot-1", "a1", "4.0.0") == [
        ("CurrentPage", "1"),
        ("PageSize", "10"),
        ("IotInstanceId", "iot-1"),
        ("ProductKey", "a1"),
        ("DestVersion", "4.0.0"),
    ]


TOKEN = "CAISqwJ1q6Ft5B2yfSjIr5bDCt7TjKhW"


@pytest.mark.parametrize(
    "body",
    [
        f'{{"{TOKEN}":1,"{TOKEN}":2}}',
        f'{{"FirmwareInfo":{{"SimpleFirmwareInfo":[{{"{TOKEN}":1,"{TOKEN}":2}}]}}}}',
        f"<a><{TOKEN}/><{TOKEN}/></a>",
        f"<a>&{TOKEN};</a>",
        f'{{"Success":true,"Total":1,"FirmwareInfo":{{"SimpleFirmwareInfo":[{{"FirmwareId":"{TOKEN}"}}]}}}}',
        f'{{"Success":true,"FirmwareInfo":[{{"FirmwareId":"1","DestVersion":"1","FirmwareName":"a {TOKEN} b"}}]}}',
    ],
)
def test_no_secret_is_echoed(body: str) -> None:
    """Reject an answer that echoes a secret of the request, without showing the secret."""
    with pytest.raises(InvalidResponseError) as raised:
        wire.decode(body.encode(), [TOKEN])
    for at in range(len(TOKEN) - 8):
        assert TOKEN[at : at + 8] not in str(raised.value)


def test_fields_are_searched_separately() -> None:
    """Two fields that only form a secret together do not repeat it."""
    row = f'{{"FirmwareId":"{TOKEN[:20]}","FirmwareName":"{TOKEN[20:]}","DestVersion":"1"}}'
    body = f'{{"Success":true,"Total":1,"FirmwareInfo":[{row}]}}'
    assert len(wire.decode(body.encode(), [TOKEN]).rows) == 1
