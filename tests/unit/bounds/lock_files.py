# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on the limits for `firmware.toml` and `firmware.lock`."""

from __future__ import annotations

from typing import Any

import pytest

from alicloud_iot_ota.base import file_lock, open_files
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import LockFile, canonical, entry, manifest, storage, tokens
from alicloud_iot_ota.lock_file.merge import recover
from tests.unit.bounds.lab import Lab, attack


@attack("lock_file.storage.MAX_BYTES")
def attack_lock_file(lab: Lab) -> None:
    """A manifest that is filled up with comments is accepted up to the limit. A lock file has the same limit."""
    path = lab.path / "firmware.lock"
    line = "#" + "x" * 1022 + "\n"
    text = (line * (storage.MAX_BYTES // len(line) + 1))[: storage.MAX_BYTES]
    path.with_suffix(".toml").write_bytes(text.encode())
    assert storage.read_manifest(path) is not None
    path.with_suffix(".toml").write_bytes(f"{text}x".encode())
    with pytest.raises(LockFileError, match="larger than 4 MiB, so it is not a manifest"):
        storage.read_manifest(path)
    path.write_bytes(f"{text}x".encode())
    with pytest.raises(LockFileError, match="larger than 4 MiB, so it is not a lock file"):
        storage.read(path)


@attack("lock_file.storage.MAX_PARSED")
def attack_parsed(lab: Lab) -> None:
    """One lock file above the limit removes the first one from memory. It is then parsed again."""
    paths = [lab.path / f"{number}.lock" for number in range(storage.MAX_PARSED + 1)]
    for path in paths:
        path.write_text(canonical.render({}))
    first = storage.read(paths[0])
    for path in paths[1:-1]:
        storage.read(path)
    assert storage.read(paths[0]) is first
    for path in paths[1:]:
        storage.read(path)
    assert storage.read(paths[0]) is not first


@attack("lock_file.storage.LOCK_WAIT")
def attack_lock_of_the_file(lab: Lab) -> None:
    """A lock that is released in time is acquired. If a lock is not released, the file is not written."""
    path = lab.path / "firmware.lock"

    def change() -> None:
        with storage.changing(path, monotonic=lab.timing.monotonic, sleep=lab.waits.append) as draft:
            draft.lock = canonical.render({})

    lab.monkeypatch.setattr(file_lock, "try_lock", lambda _: sum(lab.waits) >= storage.LOCK_WAIT - 0.05)
    change()
    before = path.read_bytes()
    lab.waits.clear()
    lab.monkeypatch.setattr(file_lock, "try_lock", lambda _: False)
    with pytest.raises(LockFileError, match=r"is still changing a lock file in .* after 10 seconds"):
        change()
    assert storage.LOCK_WAIT <= sum(lab.waits) < storage.LOCK_WAIT + 0.1
    assert path.read_bytes() == before


@attack("base.open_files.IN_USE_WAIT")
def attack_open_file(lab: Lab) -> None:
    """A file that is closed in time is replaced. If it stays open, the wait ends with the error."""

    def replace() -> float:
        if sum(lab.waits) < closed_after:
            raise PermissionError
        return sum(lab.waits)

    lab.monkeypatch.setattr(open_files, "_IN_USE", (PermissionError,))  # as on Windows
    closed_after = open_files.IN_USE_WAIT - 0.05
    assert open_files.retry(replace, monotonic=lab.timing.monotonic, sleep=lab.waits.append) >= closed_after
    lab.waits.clear()
    closed_after = 2 * open_files.IN_USE_WAIT
    with pytest.raises(PermissionError):
        open_files.retry(replace, monotonic=lab.timing.monotonic, sleep=lab.waits.append)
    assert open_files.IN_USE_WAIT <= sum(lab.waits) < open_files.IN_USE_WAIT + 0.1


def refused(text: str, line: int, what: str) -> None:
    """Assert that a manifest and a lock file are rejected, with an error at this line."""
    for parse in (manifest.parse, canonical.parse, recover):
        with pytest.raises(LockFileError) as caught:
            parse(text, "f")
        assert f"f:{line}: {what}" in caught.value.message


@attack("lock_file.tokens.MAX_LINES")
def attack_lines(_: Lab) -> None:
    """A line feed at the end of the file begins another line."""
    tokens.require_bounds("version = 1" + "\n" * (tokens.MAX_LINES - 1))
    refused("version = 1" + "\n" * tokens.MAX_LINES, tokens.MAX_LINES, "The file has 200,001 lines")


@attack("lock_file.tokens.MAX_LINE")
def attack_line(_: Lab) -> None:
    """A comment counts as a line."""
    tokens.require_bounds("\n#" + "x" * (tokens.MAX_LINE - 1))
    refused("\n#" + "x" * tokens.MAX_LINE, 2, "This line has 65,537 characters")


@attack("lock_file.tokens.MAX_DEPTH")
def attack_depth(_: Lab) -> None:
    """Keys, lists and tables have the same limit."""
    deepest = tokens.MAX_DEPTH
    for start, part, end, within in (
        ("", "a.", "a = 1", deepest - 1),
        ("[", "a.", "a]", deepest - 1),
        ("a = ", "[", "", deepest),
        ("a = ", "{ a = ", "", deepest),
    ):
        tokens.require_bounds(start + part * within + end)
        refused(start + part * (within + 1) + end, 1, "Keys, lists and tables may be nested at most 16 deep")


@attack("lock_file.tokens.MAX_PARTS")
def attack_fields(_: Lab) -> None:
    """Each field is on its own line. The limit is checked before other errors."""
    tokens.require_bounds("=\n" * tokens.MAX_PARTS)
    refused("=\n" * (tokens.MAX_PARTS + 1), tokens.MAX_PARTS + 1, "The file has more than 100,000 fields")


@attack("lock_file.entry.MAX_COMPARED")
def attack_compared(_: Lab) -> None:
    """A misspelled name has a suggestion up to the maximum number of entries."""
    for count, hint in ((entry.MAX_COMPARED, True), (entry.MAX_COMPARED + 1, False)):
        held: dict[str, Any] = {f"e{number}": None for number in range(count - 1)}
        with pytest.raises(LockFileError) as caught:
            LockFile("f", {**held, "gateway": None}).entry("gatewy")  # type: ignore[dict-item]  # none is looked at
        assert ('did you mean "gateway"?' in caught.value.message) is hint
