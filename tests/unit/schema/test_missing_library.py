# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Regular expressions without their library: each use is a clear error, and everything else works."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, get_args

import msgspec
import pytest

from alicloud_iot_ota.base import patterns
from alicloud_iot_ota.base.patterns import MAX_PATTERN, Pattern
from alicloud_iot_ota.cli.commands import feed  # noqa: F401 - a declaration of its own
from alicloud_iot_ota.errors import MissingLibraryError, ParseError
from alicloud_iot_ota.lock_file import entry  # noqa: F401 - a declaration of its own
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review.changes import Change
from alicloud_iot_ota.review.judging.facts import facts_of
from alicloud_iot_ota.review.judging.kinds import kind_of
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import FirmwarePinArgs, GetFirmwareArgs
from alicloud_iot_ota.schema.collector import Arguments
from alicloud_iot_ota.selection import unproposed
from alicloud_iot_ota.versions import Reader, VersionScheme, propose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REASON = (
    "A regular expression requires google-re2, which Python cannot import (import of re2 halted; None in sys.modules)."
)
REMEDY = f"Install `google-re2` in the environment of {sys.executable}, or use criteria without regular expressions."
NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)
INVALID = "("
"""A text that is not a regular expression."""
PATTERN = {"versionPattern": "isp-(?P<version>.+)"}
OLD, NEW = (
    PinnedFirmware(dest_version=version, firmware_id=version, type="full", digest=f"sha256:{version[-1] * 64}")
    for version in ("isp-4.0.2", "isp-4.0.1")
)


def declarations(kind: type[Arguments] = Arguments) -> Iterator[type[Arguments]]:
    """Yield the declarations of all arguments."""
    for below in kind.__subclasses__():
        yield below
        yield from declarations(below)


def takes_text(kind: Any) -> bool:  # noqa: ANN401 - a type
    """Return whether a text is among the values of a type."""
    return kind is str or any(map(takes_text, get_args(kind)))


def pattern_arguments() -> list[tuple[type[Arguments], str]]:
    """Return each argument that is a regular expression: its declaration refuses an invalid one."""
    found = []
    for kind in sorted(set(declarations()), key=lambda each: each.__name__):
        names = [field.encode_name for field in msgspec.structs.fields(kind) if takes_text(field.type)]
        wrong = {each.path for each in validation.check(kind, dict.fromkeys(names, INVALID)) if "RE2" in each.reason}
        found += [(kind, name) for name in names if name in wrong]
    return found


PATTERN_ARGUMENTS = pattern_arguments()


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """Forget the compiled patterns, before and after a test."""
    patterns._compiled.cache_clear()
    yield
    patterns._compiled.cache_clear()


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the import of the library fail."""
    monkeypatch.setitem(sys.modules, "re2", None)


def test_which_arguments_are_patterns() -> None:
    """The functions and the pin have the three documented patterns."""
    for kind in (GetFirmwareArgs, FirmwarePinArgs):
        assert {name for each, name in PATTERN_ARGUMENTS if each is kind} == {
            "nameRegex",
            "versionPattern",
            "versionRegex",
        }


@pytest.mark.usefixtures("missing")
@pytest.mark.parametrize(
    ("kind", "name"), PATTERN_ARGUMENTS, ids=[f"{kind.__name__}.{name}" for kind, name in PATTERN_ARGUMENTS]
)
def test_each_argument(kind: type[Arguments], name: str) -> None:
    """The error of each pattern has the library, the cause and the fix, whether the pattern is valid or not."""
    for text in ("isp-(?P<version>.+)", INVALID):
        (failure,) = [each for each in validation.check(kind, {name: text}) if each.path == name]
        assert failure.reason == f"{name} cannot be used here. {REASON} {REMEDY}"


@pytest.mark.usefixtures("missing")
def test_with_the_other_mistakes() -> None:
    """The error lists all mistakes, and shows no secret pattern."""
    given = {"productKey": "a1", "versionPattern": "canary", "nameRegex": "a" * (MAX_PATTERN + 1), "minAge": "soon"}
    failures = validation.check(GetFirmwareArgs, {**given, "select": "highest"}, secret=["versionPattern"])
    assert {each.path for each in failures} >= {"versionPattern", "nameRegex", "minAge", "select"}
    assert "canary" not in str(failures)
    assert [each.path for each in failures if each.missing is not None] == ["versionPattern"]


@pytest.mark.usefixtures("missing")
def test_limits_without_the_library() -> None:
    """A pattern that no library accepts is a mistake of the user."""
    with pytest.raises(ParseError):
        Pattern("a" * (MAX_PATTERN + 1))


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("raise ImportError('libstdc++.so.6: cannot open shared object file')", "libstdc++.so.6: cannot open shared"),
        ("def compile(text): ...", "has no attribute 'Options'"),
        ("raise OSError('line 1\\nline 2')", "line 1"),
        ("raise ValueError", "ValueError"),
        ("raise ImportError('x' * 5000)", "x" * 200),
        ("a = = b", "invalid syntax"),
    ],
)
def test_damaged_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, cause: str) -> None:
    """A library that cannot be loaded, or a module with the same name, is the cause in one short line."""
    (tmp_path / "re2.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "re2", None)  # restored after the test
    del sys.modules["re2"]
    with pytest.raises(MissingLibraryError) as caught:
        Pattern("a")
    assert cause in caught.value.message
    assert len(caught.value.message) < 300
    assert "\n" not in caught.value.message
    assert caught.value.remedy == REMEDY
    assert caught.value.__suppress_context__


def test_proposals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library, only schemes are proposed, and a sentence has the extra."""
    dotted, named = ["1.2", "1.10"], ["cam_2024-11-05", "cam_2024-12-01"]
    assert propose(named, Reader()) is not None
    assert unproposed("read") == ""
    monkeypatch.setitem(sys.modules, "re2", None)
    patterns._compiled.cache_clear()
    proposal = propose(dotted, Reader())
    assert proposal is not None
    assert (proposal.scheme, proposal.pattern) == (VersionScheme.DOTTED, None)
    assert propose(named, Reader()) is None
    assert unproposed("read") == "A versionPattern may read them, but requires `google-re2`."


@pytest.mark.usefixtures("missing")
def test_review() -> None:
    """A review does not guess the kind of a change or the state of a package. It fails."""
    change = Change(key="pin", name="pin", old=OLD, new=NEW, old_criteria=PATTERN, new_criteria=PATTERN)
    for judge in (lambda: kind_of(change), lambda: facts_of(change, [], NOW)):
        with pytest.raises(MissingLibraryError) as caught:
            judge()
        assert str(caught.value) == f"{REASON}\n{REMEDY}"
