# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The progress of a read on a terminal, shown if the read takes more than a second."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

from alicloud_iot_ota.settings import is_debugging

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID
    from typing_extensions import Self

DELAY = 1.0
"""The delay before the progress appears, in seconds. Most reads finish earlier."""


class PageProgress:
    """A progress line on stderr with the number of pages read. It disappears at the end of a `with` block.

    The line is not shown if stderr is not a terminal, or if requests are logged. Thread-safe.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages_read, self._pages = 0, 0
        self._display: tuple[Progress, TaskID] | None = None
        self._is_closed = False
        self._timer = threading.Timer(DELAY, self._show)
        self._timer.daemon = True  # Ctrl-C must not wait for it

    def __enter__(self) -> Self:
        if sys.stderr is not None and sys.stderr.isatty() and not is_debugging(os.environ):
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._is_closed = True
            if self._display is not None:
                self._display[0].stop()

    def update(self, pages_read: int, pages: int) -> None:
        """Set the number of pages read, and the number of all pages."""
        with self._lock:
            self._pages_read, self._pages = pages_read, pages
            if self._display is not None:
                progress, task = self._display
                progress.update(task, completed=pages_read, total=pages)

    def _show(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - slow to import, and most reads finish earlier
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415 - the same

        with self._lock:
            if self._is_closed:
                return
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("pages"))
            # Warnings appear above the line, so rich redirects stderr, but not stdout.
            progress = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
            task = progress.add_task("Reading packages", completed=self._pages_read, total=self._pages or None)
            progress.start()
            self._display = (progress, task)
