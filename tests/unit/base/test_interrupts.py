# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Interrupts during code that must not be interrupted."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import msgspec
import pytest

from alicloud_iot_ota.base import decoding, interrupts, lean_imports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LOSES_INTERRUPTS = """
import signal
try:
    signal.raise_signal(signal.SIGINT)
except BaseException:
    is_complete = False
else:
    is_complete = True
"""
"""A module that loses an interrupt of its import, and is incomplete then, like msgspec."""


@pytest.fixture(autouse=True)
def _interrupts() -> Iterator[None]:
    """Restore the handler of interrupts, which a test replaces."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt() -> None:
    """Press Ctrl-C."""
    signal.raise_signal(signal.SIGINT)


def fail() -> None:
    """Raise an error."""
    message = "wrong"
    raise ValueError(message)


def run_delayed(*steps: Callable[[], object]) -> None:
    """Run steps in a block without interrupts."""
    with interrupts.delayed():
        for step in steps:
            step()


@pytest.mark.parametrize("times", [1, 2])
def test_an_interrupt_comes_at_the_end(times: int) -> None:
    """The block ends, and then there is one interrupt. Later ones are not delayed."""
    done: list[None] = []
    with pytest.raises(KeyboardInterrupt):
        run_delayed(*[interrupt] * times, lambda: done.append(None))
    assert done
    with pytest.raises(KeyboardInterrupt):
        interrupt()


def test_without_an_interrupt() -> None:
    """Nothing happens, and the handler is the same as before."""
    run_delayed()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_inner_block_ends_first() -> None:
    """An interrupt in a nested block comes at the end of the outer one."""
    done: list[None] = []
    with pytest.raises(KeyboardInterrupt):
        run_delayed(lambda: run_delayed(interrupt), lambda: done.append(None))
    assert done


def test_an_error_in_the_block() -> None:
    """The interrupt is raised, and the error is its context."""
    with pytest.raises(KeyboardInterrupt) as caught:
        run_delayed(interrupt, fail)
    assert isinstance(caught.value.__context__, ValueError)


def test_ignored_interrupts_stay_ignored() -> None:
    """A program in the background, whose shell ignores interrupts, is not interrupted."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    run_delayed(interrupt)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_handler_of_another_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler that Python has not set stays: Python could not set it again."""
    monkeypatch.setattr(signal, "getsignal", lambda _: None)
    with pytest.raises(KeyboardInterrupt):
        run_delayed(interrupt, fail)


def test_another_thread() -> None:
    """A block in another thread runs, and the main thread is interrupted immediately."""
    entered, end = threading.Event(), threading.Event()

    thread = threading.Thread(target=run_delayed, args=[entered.set, end.wait])
    thread.start()
    entered.wait()
    with pytest.raises(KeyboardInterrupt):
        interrupt()
    end.set()
    thread.join()


def test_import_of_a_module_that_loses_interrupts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that a program imports is never interrupted. The interrupt comes after the import."""
    (tmp_path / "loses_interrupts.py").write_text(LOSES_INTERRUPTS)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(lean_imports, "_is_enabled", True)
    with pytest.raises(KeyboardInterrupt):
        lean_imports.import_module("loses_interrupts")
    assert lean_imports.import_module("loses_interrupts").is_complete


def test_analysis_of_a_type(monkeypatch: pytest.MonkeyPatch) -> None:
    """A type is complete before the interrupt comes."""
    analyzed = []

    def analyze(kind: object) -> None:
        interrupt()
        analyzed.append(kind)

    monkeypatch.setattr(msgspec.json, "Decoder", analyze)
    with pytest.raises(KeyboardInterrupt):
        decoding.convert({}, dict[str, bytes])  # type: ignore[type-var]  # a type that nothing else uses
    assert analyzed == [dict[str, bytes]]
