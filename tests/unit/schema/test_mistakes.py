# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Each kind of argument error: the path is checked here, and the text in a golden file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.schema.arguments import FirmwarePinArgs, GetFirmwareArgs, GetFirmwarePageArgs, GetFirmwaresArgs
from alicloud_iot_ota.schema.validation import check

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_ota.schema.collector import Arguments

PAGE = {"currentPage": 1, "pageSize": 10}
SOUND = {"reason": "fine", "destVersion": "1.0.0"}
PARTS = "(?P<year>[0-9]+)_(?P<week>[0-9]+)"

Given = dict[str, object]

OF_A_TYPE: list[Given] = [
    {"destVersion": 4},
    {"destVersion": 4.1},
    {"destVersion": True},
    {"destVersion": ""},
    {"moduleName": ["a"]},
    {"firmwareId": {"id": 1}},
    {"statuses": "verified"},
    {"statuses": []},
    {"type": "fulll"},
    {"select": "latest"},
    {"includePrerelease": "true"},
    {"minSize": -1},
    {"blocked": {"reason": "x"}},
    {"producKey": "a1"},
]
OF_A_TEXT: list[Given] = [
    {"versionRange": "4.x.1"},
    {"versionRange": "^4 ||"},
    {"versionRange": ">2 <1"},
    {"versionRange": "4.01.0"},
    {"versionRange": "latest"},
    {"versionRange": "1.2.3.4"},
    {"nameRegex": "("},
    {"versionRegex": "(?=4)"},
    {"versionPattern": "["},
    {"versionPattern": "v(.+)"},
    {"versionPattern": "(?P<version>.)(?P<x>.)"},
    {"versionPattern": PARTS, "versionScheme": "semver"},
    {"minAge": "2 weeks"},
    {"minAge": "1d1w"},
    {"minAge": "9999w"},
    {"expectedDigest": "9f3c"},
    {"expectedDigest": "sha1:" + "a" * 40},
]
OF_A_PAGE: list[Given] = [
    {"pageSize": 0},
    {"pageSize": 101},
    {"pageSize": 1.5},
    {"pageSize": "10"},
    {"currentPage": 0},
    {"currentPage": None},
    {"zzz": 1},  # resembles no argument name
]
IN_A_LIST: dict[str, list[Given]] = {
    "statuses[1]": [{"statuses": ["verified", value]} for value in ("nice", 5, None)],
    "blocked[1]": [
        {"blocked": [SOUND, entry]}
        for entry in ({"reason": "it bricks"}, {"reason": "it bricks", "expires": "2026-01-01"}, "4.0.0")
    ],
    "blocked[1].digest": [{"blocked": [SOUND, {"reason": "it bricks", "digest": "abc"}]}],
    "blocked[1].expires": [{"blocked": [SOUND, {"reason": "it bricks", "firmwareId": "x", "expires": "tomorrow"}]}],
    "blocked[1].reason": [
        {"blocked": [SOUND, {"firmwareId": "x"}]},
        {"blocked": [SOUND, {"reason": "", "firmwareId": "x"}]},
    ],
    "blocked[1].destVersion": [
        {"blocked": [SOUND, {"reason": "it bricks", "destVersion": version}]} for version in (4, " 1.0.1", "1.0.1 ")
    ],
    "blocked[1].firmwareId": [{"blocked": [SOUND, {"reason": "it bricks", "firmwareId": " x"}]}],
    "blocked[1].firmwarId": [{"blocked": [SOUND, {"reason": "it bricks", "firmwarId": "x"}]}],
}
TOGETHER: list[Given] = [
    {"select": "highest"},
    {"select": "newest"},
    {"select": "highest", "productKey": "a1"},
    {"select": "newest", "moduleName": "default"},
    {"select": "highest", "allowUnscoped": False},
]

MISTAKES: list[tuple[type[Arguments], Given, str]] = [
    *((GetFirmwareArgs, given, next(iter(given))) for given in [*OF_A_TYPE, *OF_A_TEXT]),
    *((GetFirmwarePageArgs, {**PAGE, **given}, next(iter(given))) for given in OF_A_PAGE),
    *((GetFirmwareArgs, given, path) for path, every in IN_A_LIST.items() for given in every),
    *((GetFirmwareArgs, given, "select") for given in TOGETHER),
    (GetFirmwareArgs, {"minSize": 2, "maxSize": 1}, "minSize"),
]
"""The arguments of a call, and the path of the invalid property."""

IDS = [f"{kind.__name__} {json.dumps(given)[:60]}" for kind, given, _ in MISTAKES]


@pytest.mark.parametrize(("kind", "given", "path"), MISTAKES, ids=IDS)
def test_place(kind: type[Arguments], given: Mapping[str, object], path: str) -> None:
    """A mistake is reported once, at the wrong property, in a sentence that begins with the property."""
    (failure,) = check(kind, given)
    assert failure.path == path
    assert failure.reason.startswith((f"{path} ", f'Unknown argument "{path}". '))


@pytest.mark.parametrize("kind", [FirmwarePinArgs, GetFirmwaresArgs])
def test_same_words_for_all(kind: type[Arguments]) -> None:
    """The same error has the same text in every function."""
    for of, given, _ in MISTAKES:
        if of is GetFirmwareArgs and set(given) <= {*kind.__struct_encode_fields__}:
            assert check(kind, given) == check(of, given)


def test_words(golden: Callable[[str, str], None]) -> None:
    """Each error says which argument is wrong, what is expected, what was given and, if needed, what to do."""
    texts = [
        f"{kind.__name__} {json.dumps(given)}\n" + "".join(f"    {failure.reason}\n" for failure in check(kind, given))
        for kind, given, _ in MISTAKES
    ]
    golden("mistakes.txt", "\n".join(texts))
