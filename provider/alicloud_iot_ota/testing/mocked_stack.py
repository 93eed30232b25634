# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs of a complete program under mocks, in the test's process and without an engine.

Pulumi's settings are context variables, and its event loop belongs to a thread. A run has its own of both, so nothing
of it reaches another test, and a test may itself be a coroutine.
"""

from __future__ import annotations

import contextvars
import logging
import runpy
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import nullcontext
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any

import msgspec
from pulumi import runtime
from pulumi.runtime.settings import set_root_resource

from alicloud_iot_ota.base import waiting
from alicloud_iot_ota.dynamic import LookupFailedError
from alicloud_iot_ota.testing.argument_types import check_type
from alicloud_iot_ota.testing.event_loops import event_loop
from alicloud_iot_ota.testing.firmware_mocks import FirmwareMocks
from alicloud_iot_ota.testing.monitor import StackMonitor
from alicloud_iot_ota.testing.program_folder import inside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.engine.properties import Properties


class MockedRun(msgspec.Struct, frozen=True):
    """The result of a run.

    Attributes:
        outputs: The known outputs of the stack, as plain values.
        secret: The names of outputs that are or contain a secret.
        unknown: The names of outputs that are unknown in this preview, or contain an unknown value.
        messages: The texts that the program and the provider logged: notes and warnings.
    """

    outputs: Mapping[str, Any]
    secret: frozenset[str]
    unknown: frozenset[str]
    messages: tuple[str, ...]

    def __repr__(self) -> str:
        """Return the run without secret outputs: pytest prints it if an assertion fails."""
        shown = msgspec.structs.asdict(self)
        shown["outputs"] = {name: "[secret]" if name in self.secret else each for name, each in self.outputs.items()}
        return f"MockedRun({', '.join(f'{name}={each!r}' for name, each in shown.items())})"


class MockedStack:
    """A stack whose lookups and pins are answered from an emulator, and whose other resources are mocks.

    The stack keeps its pins from one update to the next. A pin is therefore protected against a downgrade and against
    a replaced file, as in a deployment.

    Args:
        program: A function, or the path of the program: `__main__.py` or the folder that contains it. A path runs in
            its folder, with all modules of that folder imported again.
        emulator: A running emulator.
        mocks: The mocks for all other functions and resources, as for `FirmwareMocks`.
        config: The configuration of the stack. A key without a namespace belongs to the project.
        project: The name of the project.
        stack: The name of the stack.

    Raises:
        TypeError: An argument has the wrong type, or the configuration contains other values than texts.
    """

    def __init__(  # noqa: PLR0913 - the parts of a stack
        self,
        program: Callable[[], object] | Path | str,
        emulator: Emulator,
        mocks: runtime.Mocks | None = None,
        *,
        config: Mapping[str, str] | None = None,
        project: str = "project",
        stack: str = "stack",
    ) -> None:
        self._program = program if callable(program) else _file(program)
        self._mocks = FirmwareMocks(emulator, mocks)
        values = _texts({} if config is None else config)
        self._config = {name if ":" in name else f"{project}:{name}": value for name, value in values.items()}
        self._names = {"project": project, "stack": stack}
        self._deployed: dict[str, Properties] = {}

    def preview(self) -> MockedRun:
        """Run the program as a preview. The stack does not change.

        Raises:
            LookupFailedError: A lookup or a pin failed. Its traceback contains only the program.
            Exception: An error of the program.
        """
        __tracebackhide__ = True  # pytest then omits this frame
        return self._run(is_preview=True)

    def up(self) -> MockedRun:
        """Run the program as an update. Raises the same errors as `preview`. Pins that were resolved are kept."""
        __tracebackhide__ = True
        return self._run(is_preview=False)

    def _run(self, *, is_preview: bool) -> MockedRun:
        __tracebackhide__ = True
        try:
            return _in_thread(contextvars.Context(), lambda: self._run_here(is_preview=is_preview))
        except LookupFailedError as error:
            failed, cause = LookupFailedError(str(error)), error.__cause__
            frames = _frames_of(self._program, error.__traceback__)
        raise failed.with_traceback(frames) from (None if cause is None else cause.with_traceback(None))

    def _run_here(self, *, is_preview: bool) -> MockedRun:
        monitor, log = StackMonitor(self._mocks, self._deployed), _Log()
        # Pins and functions with outputs run after the program's last line, so stay in its folder until they have.
        folder = nullcontext() if callable(self._program) else inside(self._program.parent)
        with folder, event_loop() as loop:
            runtime.reset_options()  # otherwise this context has the tasks of other programs
            runtime.set_mocks(self._mocks, preview=is_preview, logger=log.logger, monitor=monitor, **self._names)
            set_root_resource(None)  # type: ignore[arg-type]  # set_mocks made a stack for tests without a program
            runtime.set_all_config(self._config)
            try:
                loop.run_until_complete(runtime.run_in_stack(self._start))
            except Exception as error:
                failure = self._mocks.find_failure(error)
                if failure is not None:
                    raise LookupFailedError(str(failure)) from failure
                if error.__cause__ is error:  # the SDK raises the error of a resource from itself
                    error.__cause__ = error.__context__
                raise
        if not is_preview:
            monitor.delete_unregistered()
        return MockedRun(*monitor.outputs, tuple(log.messages))

    def _start(self) -> Any:  # noqa: ANN401 - a program may be a coroutine function
        if callable(self._program):
            return self._program()
        runpy.run_path(str(self._program), run_name="__main__")
        return None


def _texts(config: Mapping[Any, Any]) -> Mapping[str, str]:
    """Return a checked configuration. Messages do not contain its values, which may be secrets."""
    check_type("config", config, Mapping, "a dict of strings")
    wrong = [name for name, value in config.items() if not isinstance(name, str) or not isinstance(value, str)]
    if wrong:
        names = ", ".join(map(repr, wrong))
        raise TypeError(f"Names and values in config must be strings. Pass other values as JSON. Wrong: {names}.")
    return config


class _Log(logging.Handler):
    """Records what the program logs, except debug messages."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.messages: list[str] = []
        self.logger = logging.Logger(__name__)  # noqa: LOG001 - not shared with other runs
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Record a message."""
        self.messages.append(record.getMessage())


def _in_thread(context: contextvars.Context, run: Callable[[], MockedRun]) -> MockedRun:
    """Run a program in a new thread, which has no event loop, and in a context without another program.

    A pool would wait for the program after Ctrl-C, and again when the process ends.
    """
    future: Future[MockedRun] = Future()

    def work() -> None:
        try:
            future.set_result(context.run(run))
        except BaseException as error:  # noqa: BLE001 - raised by the caller
            future.set_exception(error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    result = waiting.wait_for(future)
    thread.join()
    return result


def _frames_of(program: Callable[[], object] | Path, frames: TracebackType | None) -> TracebackType | None:
    """Return the frames of the program in a traceback, without the many frames of Pulumi's SDK."""
    file = program if isinstance(program, Path) else Path(getattr(program, "__code__", _frames_of.__code__).co_filename)
    found = [each for each in _each(frames) if Path(each.tb_frame.f_code.co_filename).parent == file.parent]
    kept = None
    for each in reversed(found):
        kept = TracebackType(kept, each.tb_frame, each.tb_lasti, each.tb_lineno)
    return kept


def _each(frames: TracebackType | None) -> Iterator[TracebackType]:
    while frames is not None:
        yield frames
        frames = frames.tb_next


def _file(program: Path | str) -> Path:
    check_type("program", program, (Path, str), "a function or a path")
    path = Path(program)
    return (path / "__main__.py" if path.is_dir() else path).absolute()
