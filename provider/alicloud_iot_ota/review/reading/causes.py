# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Why a preview failed, out of what the engine and the language hosts print.

A language host wraps the cause: Python puts a traceback above it, Node.js, .NET and Java put one below it, Go ends with
the exit status, and YAML prints lines of the severity `info#err` and no error. The texts are those of engine 3.259,
its hosts, and their sources.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alicloud_iot_ota.review.reading.preview_json import (
    ERROR,
    KNOWN_SEVERITIES,
    STDERR,
    Diagnostic,
    PreviewDigest,
    is_pin,
    strip_colors,
    type_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FRAMES = "Traceback (most recent call last):"
"""What Python prints above the frames of an exception."""

_STACK = "pulumi:pulumi:Stack"
_LAST_LINES = 10  # of standard error, if none of its lines looks like an error

_INVOKE = re.compile(
    r"(?:invocation of \S+ returned an error: |[Ii]nvoke of \S+ failed: | invoke failed: "
    r"|rpc error: code = \w+ desc = )+"
)
"""What the engine and the SDKs put before the words of a function's provider."""
_HEADER = re.compile(r"^(?:Unhandled exception|(?:Running p|P)rogram.* failed with an unhandled exception):?$")
_CHAIN = re.compile(
    r"^(?:During handling of the above exception, another exception occurred:"
    r"|The above exception was the direct cause of the following exception:)$"
)
_STACK_LINE = re.compile(
    r"^(?: {3,}|\t+ *)(?:at \S|\.\.\. [0-9]+ (?:more|common frames omitted))|^ *--- End of .*stack trace"
)
"""A line of the stack in Node.js, .NET and Java. No line of this package's own messages starts with three blanks."""
_INNER = re.compile(r"^\s*(?:Caused by: |---> |\[cause\]: )")
_MEMBER = re.compile(r"^ {4,}(?:[A-Z]\w*)?Error: ")
"""An error in the list of an AggregateError of Node.js."""
_GOROUTINE = re.compile(r"^goroutine [0-9]+ \[")
_GROUP = re.compile(r"^ *(?:\| ?|\+(?:-\+)?-*(?: (?:[0-9]+|\.\.\.) -+$)?)")
"""The frame that Python draws around an ExceptionGroup."""
_ERROR_PREFIX = re.compile(
    r"^(?:<ref \*[0-9]+> |Uncaught |(?:alicloud_iot_ota\.[\w.]+|Exception|[Ee]rror|pulumi\.[\w.]*RunError): )+"
)
"""What says only that it is an error."""
_GENERIC = re.compile(
    r"^(?:(?:an unhandled error occurred: )?program (?:exited with non-zero exit code: -?[0-9]+|failed: ?)"
    r"|exit status [0-9]+|(?:preview|update|refresh) (?:failed|canceled|cancelled))$",
    re.IGNORECASE,
)
"""An error that says that something failed, and not what."""
_EXIT_STATUS = re.compile(r"\b(?:exit status|exit code:?) -?[0-9]+\.?$")
"""How an error ends that says which program failed: why stands in what that program printed."""
_NO_CAUSE = "The JSON does not say why. Read the text of `pulumi preview`: the JSON omits policies, for example."
_ERROR_LINE = re.compile(
    r"^(?:(?:fatal )?error:|(?:fatal|panic|exception):|\[(?:error|fatal)\]|npm (?:ERR!|error) "
    r"|Traceback \(most recent|Unhandled exception|[\w./$]*(?:Error|Exception): |FAILURE: "
    r"|\S+: (?:fatal )?error(?: \w+)?: |\S+:[0-9]+:[0-9]+: )",
    re.IGNORECASE,
)
"""How a line on standard error starts that tells of an error."""
_SOURCE_LOCATION = re.compile(r"^\s+on \S+ line [0-9]+")
"""The place in the program, as the hosts of YAML and HCL print it below an error, and only there or below a warning."""
_NO_ERROR = re.compile(
    r"^(?:\[(?:warn(?:ing)?|info|debug|notice)\]|(?:warn(?:ing)?|info|debug|note):|npm (?:warn|notice)\b"
    r"|error: pip's dependency resolver "
    r"|go: (?:downloading|finding|extracting) |\(node:[0-9]+\) |\(Use `node --trace-|SLF4J: |[IW][0-9]{4} [0-9:.]+ "
    r"|\S+:[0-9]+: \w*Warning: |\S+: warning(?: \w+)?: )",
    re.IGNORECASE,
)
"""How a line on standard error starts that tells of no error: those of package managers, interpreters and compilers."""
_QUOTED = re.compile(r'(?:Detail=|details = )"')
_UNQUOTED = re.compile(r'"(?:, DebugException=.*|\s+debug_error_string = .*|\)\s*)$', re.DOTALL)
"""Where gRPC's own exception has the words of the provider in quotes, in .NET and in Python."""


def failure_of(digest: PreviewDigest) -> tuple[tuple[str, ...], bool]:
    """Return why a preview failed, and whether that is certain.

    Returns:
        What was said of it, the most telling first: nothing if it did not fail, or if only errors of pins say why.
        And False if there is no error, but something that only a failure explains well.
    """
    diagnostics = digest.diagnostics or []
    errors = [each for each in diagnostics if each.severity == ERROR]
    if errors:
        other_errors = sorted((each.text for each in errors if not is_pin(each.urn)), key=_is_unrelated)
        causes = _causes_in(other_errors)
        telling = tuple(each for each in causes if not _is_generic(each))
        if not other_errors:  # the program may have failed too, in a host that only prints why
            return _function_errors(diagnostics), True
        if all(map(_EXIT_STATUS.search, telling)) and len(other_errors) == len(errors):  # no pin tells why, either
            telling = _unique([*_printed_causes(diagnostics), *telling]) or (*causes, _NO_CAUSE)
        return telling, True
    printed = _printed_errors(diagnostics, STDERR)
    if printed:
        return _causes_in(printed), any(map(_has_source_location, printed))
    unknown = _unique(
        f'The preview has a diagnostic of the unknown severity "{each.given_severity}": {each.text}'
        for each in diagnostics
        if each.severity not in KNOWN_SEVERITIES
    )
    others = list(filter(None, map(_unknown_output, _blocks(diagnostics, STDERR))))
    if unknown or (others and _has_only_the_stack(digest)):
        return unknown or _last_lines(others), False
    return (), True


def causes_in(text: str) -> tuple[str, ...]:
    """Return the causes that an error holds, the most telling first: the text itself if nothing is around it."""
    lines = strip_colors(text).splitlines()
    if any("Exception Group Traceback" in line for line in lines):
        lines = [_GROUP.sub("", line) for line in lines]
    messages = list(_provider_messages(lines))
    if messages:
        return _unique(messages)
    if any(line.rstrip().endswith(FRAMES) for line in lines):
        segments = list(_python_exceptions(lines))
    elif any(_HEADER.match(line.strip()) or _STACK_LINE.match(line) or _GOROUTINE.match(line) for line in lines):
        segments = list(_other_exceptions(lines))
    else:
        return (_strip_prefix("\n".join(lines)),)
    return _unique(_strip_prefix(segment) for segment in reversed(segments)) or (_strip_prefix("\n".join(lines)),)


def headline(cause: str) -> str:
    """Return the first line of a cause, and the next one too if the first only announces it."""
    first, *rest = [line.strip() for line in cause.splitlines() if line.strip()] or [""]
    return f"{first} {rest[0]}" if rest and first.endswith(":") else first


def _provider_messages(lines: Sequence[str]) -> Iterator[str]:
    """Yield what providers of functions said, without what hosts put around it."""
    for index, line in enumerate(lines):
        found = _INVOKE.search(line)
        if found is None:
            continue
        message = [line[found.end() :]]
        for each in lines[index + 1 :]:
            if _is_end(each) or _INVOKE.search(each):
                break
            message.append(each)
        text = "\n".join(message)
        yield _strip_prefix(_UNQUOTED.sub("", text) if _QUOTED.search(line[: found.start()]) else text)


def _is_end(line: str) -> bool:
    """Return whether a line is the first one below an exception's own words."""
    return bool(
        _STACK_LINE.match(line)
        or _CHAIN.match(line.strip())
        or _INNER.match(line)
        or _GOROUTINE.match(line)
        or line.rstrip().endswith(FRAMES)
    )


def _python_exceptions(lines: Sequence[str]) -> Iterator[str]:
    """Yield the words of each exception of Python, that of the cause first, as tracebacks come."""
    is_in_frames, words = False, list[str]()
    for line in [*lines, FRAMES]:
        stripped = line.strip()
        if stripped.endswith(FRAMES) or _CHAIN.match(stripped):
            yield "\n".join(words)
            is_in_frames, words = stripped.endswith(FRAMES), []
        elif is_in_frames and line.startswith(" "):
            continue
        elif not _HEADER.match(stripped):
            is_in_frames = False
            words.append(line)


def _other_exceptions(lines: Sequence[str]) -> Iterator[str]:
    """Yield the words of each exception of Node.js, .NET, Java and Go, the outermost first."""
    words, is_dump, is_shown = list[str](), False, False
    for line in lines:
        if _GOROUTINE.match(line):
            break
        is_inner = _INNER.match(line) is not None
        if is_dump:  # the fields of an error, in Node.js; the errors among them end at their stacks
            is_dump = line.rstrip() != "}"
            is_inner = is_inner or _MEMBER.match(line) is not None
            is_shown = is_inner or (is_shown and is_dump and not _STACK_LINE.match(line))
            if not is_shown:
                continue
        if is_inner:
            yield "\n".join(words)
            words = [_INNER.sub("", line)]
        elif _STACK_LINE.match(line):
            is_dump = line.rstrip().endswith(" {")
        elif not _HEADER.match(line.strip()):
            words.append(line)
    yield "\n".join(words)


def _strip_prefix(text: str) -> str:
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return _ERROR_PREFIX.sub("", "\n".join(line for line in lines if line))


def _is_generic(cause: str) -> bool:
    first = cause.partition("\n")[0].strip()
    return _GENERIC.match(first) is not None or _HEADER.match(first) is not None or not first


def _is_unrelated(text: str) -> bool:
    """Return whether an error says nothing of firmware: it comes behind those that do."""
    return re.search("firmware|alicloud", text, re.IGNORECASE) is None


def _function_errors(diagnostics: Sequence[Diagnostic]) -> tuple[str, ...]:
    """Return what was printed of functions that failed, or of places in the program, which no warning says."""
    blocks = _printed_errors(diagnostics, STDERR)
    return _causes_in(block for block in blocks if _INVOKE.search(block) or _has_source_location(block))


def _printed_causes(diagnostics: Sequence[Diagnostic]) -> tuple[str, ...]:
    """Return what the program printed that tells why it ended: on standard error, or as compilers do, on the other."""
    for severity in (STDERR, "info"):
        causes = _causes_in(_printed_errors(diagnostics, severity))
        if causes:
            return tuple(each for each in causes if not _is_generic(each)) or causes
    return _last_lines(_blocks(diagnostics, STDERR))


def _printed_errors(diagnostics: Sequence[Diagnostic], severity: str) -> list[str]:
    """Return the printed blocks that tell of an error."""
    return [each for each in _blocks(diagnostics, severity) if _ERROR_LINE.match(each) and not _NO_ERROR.match(each)]


def _has_source_location(block: str) -> bool:
    return any(map(_SOURCE_LOCATION.match, block.splitlines()))


def _causes_in(texts: Iterable[str]) -> tuple[str, ...]:
    return _unique(cause for text in texts for cause in causes_in(text))


def _unknown_output(block: str) -> str:
    """Return what a printed block says beyond a line that tells of no error, and the indented ones below that."""
    lines = block.splitlines()
    if not _NO_ERROR.match(block):
        return block
    return "\n".join(lines[next((n for n, line in enumerate(lines) if n and not line[:1].isspace()), len(lines)) :])


def _last_lines(blocks: Sequence[str]) -> tuple[str, ...]:
    lines = [line for block in blocks for line in block.splitlines()][-_LAST_LINES:]
    return ("\n".join(lines),) if lines else ()


def _blocks(diagnostics: Iterable[Diagnostic], severity: str) -> list[str]:
    """Return what was printed, cut where another error begins. The engine makes a diagnostic of each line.

    What else was said meanwhile stands between the lines, and is no end of them.
    """
    blocks: list[list[str]] = []
    is_traceback = False
    for line in (
        line for each in diagnostics if each.severity == severity for line in strip_colors(each.message).splitlines()
    ):
        is_start = _ERROR_LINE.match(line) is not None or _NO_ERROR.match(line) is not None
        if not blocks or (is_start and not (is_traceback and not line.startswith(FRAMES))):
            blocks.append([])
            is_traceback = line.startswith(FRAMES)
        if line.strip():
            blocks[-1].append(line)
    return ["\n".join(block) for block in blocks if block]


def _has_only_the_stack(digest: PreviewDigest) -> bool:
    """Return whether nothing but the stack was reached: as when a program ends before its first resource."""
    summary = digest.change_summary
    return all(type_of(step.urn) == _STACK for step in digest.steps or []) and (
        summary is None or sum(summary.values()) <= 1
    )


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
