# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Regular expressions from users, matched in linear time.

The library is RE2, which does not backtrack: a pattern such as `(a+)+$` cannot hang a deployment. RE2 does not support
lookaround or backreferences. It rejects a pattern whose program would need more than 2 MiB, so compiling a pattern is
fast too.

RE2 is the library of an extra, because it has no wheels for some platforms. Without it, each use of a pattern is an
error: another engine could match differently, or take exponential time.
"""

from __future__ import annotations

import functools
import re
import sys
from typing import TYPE_CHECKING, Any

from alicloud_iot_ota.base.visible import printable
from alicloud_iot_ota.errors import MissingLibraryError, ParseError

if TYPE_CHECKING:
    from collections.abc import Mapping

LIBRARY = "google-re2"
"""The distribution with the library. Messages contain it instead of the extra: pip installs it in every environment,
also in that of a plugin, and needs no checkout of this package."""

MAX_PATTERN = 512
"""The maximum length of a pattern, in characters."""

MAX_MEMORY = 2 * 1024 * 1024
"""The maximum size of a compiled pattern, in bytes.

An ordinary pattern needs a thousandth of that. The worst pattern within the limit compiles in 0.25 seconds.
"""

MAX_COMPILED = 32
"""The maximum number of compiled patterns that a process keeps. One lookup uses its patterns several times."""

_LONGEST_CAUSE = 200  # characters; the path of a shared library is long
_EXPECTED = f"a valid RE2 regular expression of at most {MAX_PATTERN} characters"


class Pattern:
    """A compiled regular expression. It is case-sensitive unless it starts with `(?i)`.

    Args:
        text: The expression in RE2 syntax.

    Raises:
        ParseError: The expression is too long or not valid in RE2.
        MissingLibraryError: Python cannot import the library.
    """

    def __init__(self, text: str) -> None:
        if len(text) > MAX_PATTERN:
            raise ParseError(_EXPECTED, f"It has {len(text)} characters.")
        if _replace_surrogates(text) != text:
            raise ParseError(_EXPECTED, "It contains half of a surrogate pair.")
        self._compiled = _compiled(text)
        # If two groups have the same name, RE2 keeps only the first one, without a warning.
        names = re.findall(r"\(\?P?<(\w+)>", text)
        if len(names) > len(set(names)):
            raise ParseError(_EXPECTED, "Two of its groups have the same name.")
        self.text = text

    def __str__(self) -> str:
        return self.text

    @property
    def group_names(self) -> tuple[str, ...]:
        """The names of the named groups, in order."""
        index: Mapping[str, int] = self._compiled.groupindex
        return tuple(sorted(index, key=lambda name: index[name]))

    def is_found_in(self, text: str) -> bool:
        """Return whether the expression matches anywhere in the text."""
        return self._compiled.search(_replace_surrogates(text)) is not None

    def match_groups(self, text: str) -> Mapping[str, str | None] | None:
        """Return the text of each named group, or None if the expression does not match the whole text."""
        match = self._compiled.fullmatch(_replace_surrogates(text))
        if match is None:
            return None
        groups: Mapping[str, str | None] = match.groupdict()
        return groups


def is_available() -> bool:
    """Return whether Python can import the library."""
    try:
        _import_library()
    except MissingLibraryError:
        return False
    return True


def _import_library() -> tuple[Any, Any]:
    """Return the library, and new options for it."""
    try:
        import re2  # noqa: PLC0415 - a compiled library, needed only for patterns

        options = re2.Options()  # modules with the same name, of other distributions, have none
    except Exception as error:  # noqa: BLE001 - a damaged library can raise any error
        cause = printable(str(error) or type(error).__name__)[:_LONGEST_CAUSE]
        raise MissingLibraryError(
            f"A regular expression requires {LIBRARY}, which Python cannot import ({cause}).",
            f"Install `{LIBRARY}` in the environment of {printable(sys.executable)}, or use criteria without regular "
            "expressions.",
        ) from None
    return re2, options


@functools.lru_cache(maxsize=MAX_COMPILED)
def _compiled(text: str) -> Any:  # noqa: ANN401 - the library has no types
    re2, options = _import_library()
    options.log_errors = False  # they are raised instead
    options.max_mem = MAX_MEMORY
    try:
        return re2.compile(text, options)
    except re2.error as error:
        (reason,) = error.args
        said = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        raise ParseError(_EXPECTED, f'RE2 reports "{said}".') from None


def _replace_surrogates(text: str) -> str:
    """Return a text that UTF-8 can encode: each unpaired surrogate is replaced by a question mark."""
    return text.encode(errors="replace").decode()
