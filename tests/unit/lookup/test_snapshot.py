# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The file format of snapshots: the same content again, or an error that says what is wrong."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.api.listing import Scope
from alicloud_iot_ota.base.visible import first_hidden
from alicloud_iot_ota.errors import SnapshotError
from alicloud_iot_ota.firmware import Package
from alicloud_iot_ota.lookup import snapshot
from alicloud_iot_ota.lookup.snapshot import CatalogSnapshot, SnapshotCatalog, make_catalog
from tests.posix import make_link, make_pipe

if TYPE_CHECKING:
    from collections.abc import Callable

ENDPOINT = "https://iot.cn-shanghai.aliyuncs.com"
READ_AT = datetime(2025, 12, 1, 2, 0, 0, 700_000, tzinfo=timezone.utc)
GATEWAY = (
    Package(firmware_id="id-2", dest_version="1.1.0", product_key="a1", firmware_desc="erste \u56fa\u4ef6", status=1),
    Package(firmware_id="id-1", dest_version="1.0.0", product_key="a1", firmware_size=7, type=0),
)
SNAPSHOT = CatalogSnapshot(
    max_age=3600,
    has_descriptions=True,
    catalogs=(
        make_catalog(ENDPOINT, Scope("iot-1", "a2"), READ_AT, ()),
        make_catalog(ENDPOINT, Scope("iot-1", "a1"), READ_AT, GATEWAY),
        make_catalog(ENDPOINT, Scope(None, None), READ_AT, GATEWAY[:1]),
    ),
)
CONTENT = snapshot.encode(SNAPSHOT)
SAMPLE = """{
  "format": 1,
  "maxAge": 3600,
  "hasDescriptions": true,
  "catalogs": [
    {
      "endpoint": "https://iot.cn-shanghai.aliyuncs.com",
      "iotInstanceId": null,
      "productKey": null,
      "readAt": "2025-12-01T02:00:00Z",
      "total": 1,
      "packages": [
        {"firmwareId":"id-2","firmwareDesc":"erste \u56fa\u4ef6","destVersion":"1.1.0","productKey":"a1","status":1}
      ]
    },
    {
      "endpoint": "https://iot.cn-shanghai.aliyuncs.com",
      "iotInstanceId": "iot-1",
      "productKey": "a1",
      "readAt": "2025-12-01T02:00:00Z",
      "total": 2,
      "packages": [
        {"firmwareId":"id-1","firmwareSize":7,"destVersion":"1.0.0","productKey":"a1","type":0},
        {"firmwareId":"id-2","firmwareDesc":"erste \u56fa\u4ef6","destVersion":"1.1.0","productKey":"a1","status":1}
      ]
    },
    {
      "endpoint": "https://iot.cn-shanghai.aliyuncs.com",
      "iotInstanceId": "iot-1",
      "productKey": "a2",
      "readAt": "2025-12-01T02:00:00Z",
      "total": 0,
      "packages": []
    }
  ],
"""


def sealed(body: str | bytes) -> bytes:
    """Return the content of a file with a valid checksum."""
    start = body.encode() if isinstance(body, str) else body
    return start + f'  "sha256": "{hashlib.sha256(start).hexdigest()}"\n}}\n'.encode()


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return a file with a valid checksum and a changed document."""
    document = json.loads(CONTENT)
    del document["sha256"]
    change(document)
    return sealed(json.dumps(document, indent=2).removesuffix("\n}") + ",\n")


def refusal(content: bytes) -> str:
    """Return the message of the error for a file."""
    with pytest.raises(SnapshotError) as raised:
        snapshot.decode(content, "s.json")
    assert raised.value.message.startswith("Snapshot s.json ")
    return raised.value.message


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
packages = st.lists(
    st.builds(
        Package,
        firmware_id=texts.filter(bool),
        dest_version=texts.filter(bool),
        firmware_name=st.none() | texts,
        firmware_desc=st.none() | texts,
        product_key=st.none() | texts,
        firmware_size=st.none() | st.integers(-(2**63), 2**63 - 1),
        status=st.none() | st.integers(-1, 7),
    ),
    unique_by=lambda package: package.firmware_id,
    max_size=4,
)


def test_the_bytes() -> None:
    """The file has a fixed order and one package on each line. Its time is rounded down to a whole second."""
    assert sealed(SAMPLE) == CONTENT


def test_the_order_of_the_input_does_not_matter() -> None:
    """Catalogs and packages in another order lead to the same bytes."""
    again = [make_catalog(ENDPOINT, each.scope, READ_AT, each.packages[::-1]) for each in reversed(SNAPSHOT.catalogs)]
    assert snapshot.encode(CatalogSnapshot(max_age=3600, has_descriptions=True, catalogs=tuple(again))) == CONTENT


@given(packages, st.none() | texts, st.none() | texts, st.booleans())
def test_round_trip(listed: list[Package], instance: str | None, product: str | None, has_descriptions: bool) -> None:  # noqa: FBT001 - generated
    """Every package is read as it was written, without hidden characters in the file."""
    catalog = make_catalog(ENDPOINT, Scope(instance, product), READ_AT, listed)
    content = snapshot.encode(CatalogSnapshot(max_age=1, has_descriptions=has_descriptions, catalogs=(catalog,)))
    found = snapshot.decode(content, "s.json")
    assert (found.max_age, found.has_descriptions) == (1, has_descriptions)
    (read,) = found.catalogs
    assert read.scope == Scope(instance, product)
    assert [package.firmware_id for package in read.packages] == sorted(each.firmware_id for each in listed)
    if has_descriptions:
        assert read == catalog
    assert first_hidden(content.decode(), "\n") is None


def test_without_descriptions() -> None:
    """Descriptions can be omitted. All other fields stay."""
    bare = CatalogSnapshot(max_age=3600, has_descriptions=False, catalogs=SNAPSHOT.catalogs)
    content = snapshot.encode(bare)
    assert "\u56fa".encode() not in content
    assert b"firmwareDesc" not in content
    found = snapshot.decode(content, "s.json")
    assert not found.has_descriptions
    assert [[each.firmware_id for each in catalog.packages] for catalog in found.catalogs] == [
        ["id-2"],
        ["id-1", "id-2"],
        [],
    ]


@pytest.mark.parametrize("bit", [1, 32, 128])
def test_a_changed_byte(bit: int) -> None:
    """A flipped bit in any byte is found: in a value, in a name, in white space, and in the checksum."""
    for place in range(len(CONTENT)):
        damaged = bytearray(CONTENT)
        damaged[place] ^= bit
        assert "is damaged: its checksum does not match" in refusal(bytes(damaged)), place


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        CONTENT[:-1],
        CONTENT[: len(CONTENT) // 2],
        CONTENT + b"\n",
        CONTENT + CONTENT,
        b"\xef\xbb\xbf" + CONTENT,
        CONTENT.replace(b"\n", b"\r\n"),
        CONTENT.replace(b'"sha256"', b'"md5"'),
        b"version https://git-lfs.github.com/spec/v1\n",
    ],
    ids=["empty", "line", "end", "half", "more", "twice", "mark", "line endings", "no checksum", "pointer"],
)
def test_not_complete(content: bytes) -> None:
    """A truncated file, a longer one, and one with other line endings are damaged."""
    assert "is damaged: its checksum does not match" in refusal(content)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (changed(lambda it: it.update(format=2)), "has format 2; this release reads format 1."),
        (changed(lambda it: it.pop("format")), "required field `format`"),
        (changed(lambda it: it.update(format="1")), "Expected `int`, got `str`"),
        (changed(lambda it: it.update(more=1)), "unknown field `more`"),
        (changed(lambda it: it.pop("maxAge")), "required field `maxAge`"),
        (changed(lambda it: it.update(maxAge=0)), "maxAge must be from 1 to 604800 seconds, got 0"),
        (changed(lambda it: it.update(maxAge=604_801)), "maxAge must be from 1 to 604800 seconds, got 604801"),
        (changed(lambda it: it.update(hasDescriptions=None)), "Expected `bool`, got `null`"),
        (changed(lambda it: it.update(hasDescriptions=False)), "has descriptions, but hasDescriptions is false"),
        (changed(lambda it: it["catalogs"][1].pop("productKey")), "required field `productKey`"),
        (changed(lambda it: it["catalogs"][1].update(total=3)), "has 2 packages, but its total is 3"),
        (changed(lambda it: it["catalogs"][1].update(total=-1)), "has 2 packages, but its total is -1"),
        (changed(lambda it: it["catalogs"][1]["packages"].pop()), "has 1 packages, but its total is 2"),
        (changed(lambda it: it["catalogs"][1].update(readAt="2025-12-01")), "has no valid readAt"),
        (changed(lambda it: it["catalogs"][1].update(readAt="2025-12-01T02:00:00.5Z")), "has no valid readAt"),
        (changed(lambda it: it["catalogs"][1].update(readAt="2025-13-01T02:00:00Z")), "has no valid readAt"),
        (changed(lambda it: it["catalogs"][1]["packages"][0].update(more=1)), "unknown field `more`"),
        (changed(lambda it: it["catalogs"][1]["packages"][0].pop("destVersion")), "required field `destVersion`"),
        (changed(lambda it: it["catalogs"][1]["packages"][0].update(destVersion="")), "without an ID or a version"),
        (changed(lambda it: it["catalogs"][1]["packages"][0].update(status="1")), "Expected `int | null`, got `str`"),
        (changed(lambda it: it["catalogs"][1]["packages"][0].update(firmwareId="id-2")), "has a package twice"),
        (changed(lambda it: it["catalogs"][1]["packages"][0].update(moduleName="m" * 4097)), "length <= 4096"),
        (changed(lambda it: it["catalogs"].append(it["catalogs"][1])), "it has 2 catalogs for"),
        (sealed(SAMPLE.replace('"maxAge": 3600', '"maxAge": 1, "maxAge": 3600')), 'has the key "maxAge" twice'),
        (sealed(SAMPLE.replace('"status":1', '"status":0,"status":1')), 'has the key "status" twice'),
        (sealed(SAMPLE.replace("erste", "erste\u200b")), "contains the hidden character U+200B"),
        (sealed(SAMPLE.replace("id-1", "id-1\u202e")), "contains the hidden character U+202E"),
        (sealed(SAMPLE.replace('"maxAge"', '\t"maxAge"')), "contains the hidden character U+0009"),
        (sealed(SAMPLE.encode().replace(b"erste", b"\xff")), "invalid"),
        (sealed(SAMPLE.replace('"iot-1"', '"\\ud800"')), "malformed"),
        (sealed(SAMPLE.replace('"id-1"', "[" * 100_000)), "recursion"),
        (sealed('{"format": 1, "more": ' + "[" * 100_000 + "\n"), "is not valid"),
        (sealed("{\n"), "is not valid"),
        (sealed(""), "is not valid"),
    ],
)
def test_invalid(content: bytes, problem: str) -> None:
    """A file with a valid checksum can still be wrong. The message says where."""
    assert problem in refusal(content)


def test_a_missing_file(tmp_path: Path) -> None:
    """The error for a missing file contains its path."""
    with pytest.raises(SnapshotError, match=r"none\.json does not exist"):
        snapshot.read(tmp_path / "none.json")


def test_not_a_file(tmp_path: Path) -> None:
    """A directory, a pipe and a device are refused without waiting. A link to a file is read."""
    (tmp_path / "s.json").write_bytes(CONTENT)
    make_link(tmp_path / "link.json", tmp_path / "s.json")
    assert snapshot.read(tmp_path / "link.json") == snapshot.read(tmp_path / "s.json")
    make_pipe(tmp_path / "pipe")
    for path, what in [
        (tmp_path, "it is a directory"),
        (tmp_path / "pipe", "it is not a regular file"),
        (Path("/dev/zero"), "it is not a regular file"),
        (tmp_path / "s.json" / "more", "Not a directory"),
        (Path("a\0b"), "not a valid file name"),
    ]:
        with pytest.raises(SnapshotError, match=what):
            snapshot.read(path)


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the system is in the message."""
    path = tmp_path / "s.json"
    path.write_bytes(CONTENT)

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(SnapshotError, match=r"s\.json cannot be read \(Permission denied\)"):
        snapshot.read(path)


def test_too_large_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot that no reader would accept is not written."""
    monkeypatch.setattr(snapshot, "MAX_CATALOGS", 2)
    with pytest.raises(SnapshotError, match="too large: 3 packages in 3 catalogs"):
        snapshot.encode(SNAPSHOT)


def test_the_key_of_a_catalog() -> None:
    """The endpoint, the instance and the product identify a catalog."""
    catalog = SnapshotCatalog(
        endpoint=ENDPOINT, iot_instance_id=None, product_key="a1", read_at="", total=0, packages=()
    )
    assert catalog.place == (ENDPOINT, "", "a1")
