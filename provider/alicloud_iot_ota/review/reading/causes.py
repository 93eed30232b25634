# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Extract the cause of a failed preview from the output of the engine and of the language hosts.

Language hosts wrap the cause. Python prints a traceback above it; Node.js, .NET and Java print a stack trace below it.
Go appends the exit status. YAML prints only diagnostics of severity `info#err`, and no error. The patterns follow
engine 3.259, its language hosts, and their sources.
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
"""The line that Python prints above the stack frames of an exception."""

_STACK = "pulumi:pulumi:Stack"
_LAST_LINES = 10  # of standard error, if no line looks like an error

_INVOKE = re.compile(
    r"(?:invocation of \S+ returned an error: |[Ii]nvoke of \S+ failed: | invoke failed: "
    r"|rpc error: code = \w+ desc = )+"
)
"""The prefixes that the engine and the SDKs add to an error from a function's provider."""
_HEADER = re.compile(r"^(?:Unhandled exception|(?:Running p|P)rogram.* failed with an unhandled exception):?$")
_CHAIN = re.compile(
    r"^(?:During handling of the above exception, another exception occurred:"
    r"|The above exception was the direct cause of the following exception:)$"
)
_STACK_LINE = re.compile(
    r"^(?: {3,}|\t+ *)(?:at \S|\.\.\. [0-9]+ (?:more|common frames omitted))|^ *--- End of .*stack trace"
)
"""A stack line of Node.js, .NET or Java. Lines of this package's messages never start with three spaces."""
_INNER = re.compile(r"^\s*(?:Caused by: |---> |\[cause\]: )")
_MEMBER = re.compile(r"^ {4,}(?:[A-Z]\w*)?Error: ")
"""An error in the list of a Node.js AggregateError."""
_GOROUTINE = re.compile(r"^goroutine [0-9]+ \[")
_GROUP = re.compile(r"^ *(?:\| ?|\+(?:-\+)?-*(?: (?:[0-9]+|\.\.\.) -+$)?)")
"""The frame that Python draws around an ExceptionGroup."""
_ERROR_PREFIX = re.compile(
    r"^(?:<ref \*[0-9]+> |Uncaught |(?:alicloud_iot_ota\.[\w.]+|Exception|[Ee]rror|pulumi\.[\w.]*RunError): )+"
)
"""Prefixes that say only that the text is an error."""
_GENERIC = re.compile(
    r"^(?:(?:an unhandled error occurred: )?program (?:exited with non-zero exit code: -?[0-9]+|failed: ?)"
    r"|exit status [0-9]+|(?:preview|update|refresh) (?:failed|canceled|cancelled))$",
    re.IGNORECASE,
)
"""An error that reports a failure without its cause."""
_EXIT_STATUS = re.compile(r"\b(?:exit status|exit code:?) -?[0-9]+\.?$")
"""The end of an error that reports which program failed. The cause is in the output of that program."""
_NO_CAUSE = (
    "The JSON does not contain the cause. Read the text output of `pulumi preview`; the JSON omits policy violations, "
    "for example."
)
_ERROR_LINE = re.compile(
    r"^(?:(?:fatal )?error:|(?:fatal|panic|exception):|\[(?:error|fatal)\]|npm (?:ERR!|error) "
    r"|Traceback \(most recent|Unhandled exception|[\w./$]*(?:Error|Exception): |FAILURE: "
    r"|\S+: (?:fatal )?error(?: \w+)?: |\S+:[0-9]+:[0-9]+: )",
    re.IGNORECASE,
)
"""The start of a line on standard error that reports an error."""
_SOURCE_LOCATION = re.compile(r"^\s+on \S+ line [0-9]+")
"""A location in the program. The YAML and HCL hosts print it only below an error or a warning."""
_NO_ERROR = re.compile(
    r"^(?:\[(?:warn(?:ing)?|info|debug|notice)\]|(?:warn(?:ing)?|info|debug|note):|npm (?:warn|notice)\b"
    r"|error: pip's dependency resolver "
    r"|go: (?:downloading|finding|extracting) |\(node:[0-9]+\) |\(Use `node --trace-|SLF4J: |[IW][0-9]{4} [0-9:.]+ "
    r"|\S+:[0-9]+: \w*Warning: |\S+: warning(?: \w+)?: )",
    re.IGNORECASE,
)
"""The start of a line on standard error that is not an error, from package managers, interpreters and compilers."""
_QUOTED = re.compile(r'(?:Detail=|details = )"')
_UNQUOTED = re.compile(r'"(?:, DebugException=.*|\s+debug_error_string = .*|\)\s*)$', re.DOTALL)
"""The end of the quoted provider message in a gRPC exception of .NET or Python."""


def failure_of(digest: PreviewDigest) -> tuple[tuple[str, ...], bool]:
    """Return the causes of a failed preview, and whether it certainly failed.

    Returns:
        The causes, the most specific first. They are empty if the preview succeeded, or if only errors of pins explain
        the failure. The second value is False if the preview printed no error, but its output indicates a failure.
    """
    diagnostics = digest.diagnostics or []
    errors = [each for each in diagnostics if each.severity == ERROR]
    if errors:
        other_errors = sorted((each.text for each in errors if not is_pin(each.urn)), key=is_unrelated)
        causes = _causes_in(other_errors)
        telling = tuple(each for each in causes if not _is_generic(each))
        if not other_errors:  # the program may have failed too, without an error diagnostic
            return _function_errors(diagnostics), True
        if all(map(_EXIT_STATUS.search, telling)) and len(other_errors) == len(
            errors
        ):  # and no error of a pin explains it
            telling = _unique([*_printed_causes(diagnostics), *telling]) or (*causes, _NO_CAUSE)
        return telling, True
    printed = _printed_errors(diagnostics, STDERR)
    if printed:
        return _causes_in(printed), any(map(_has_source_location, printed))
    unknown = _unique(
        f'The preview has a diagnostic with the unknown severity "{each.given_severity}". {each.text}'
        for each in diagnostics
        if each.severity not in KNOWN_SEVERITIES
    )
    others = list(filter(None, map(_unknown_output, _blocks(diagnostics, STDERR))))
    if unknown or (others and _has_only_the_stack(digest)):
        return unknown or _last_lines(others), False
    return (), True


def causes_in(text: str) -> tuple[str, ...]:
    """Return the causes in an error, the most specific first. Without a known wrapper, return the error itself."""
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
    """Return the first line of a cause, joined with the second line if the first one ends in a colon."""
    first, *rest = [line.strip() for line in cause.splitlines() if line.strip()] or [""]
    return f"{first} {rest[0]}" if rest and first.endswith(":") else first


def _provider_messages(lines: Sequence[str]) -> Iterator[str]:
    """Yield the messages of function providers, without the text that hosts add around them."""
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
    """Return whether a line is the first one after the message of an exception."""
    return bool(
        _STACK_LINE.match(line)
        or _CHAIN.match(line.strip())
        or _INNER.match(line)
        or _GOROUTINE.match(line)
        or line.rstrip().endswith(FRAMES)
    )


def _python_exceptions(lines: Sequence[str]) -> Iterator[str]:
    """Yield the message of each Python exception, in the order of the tracebacks: the original cause first."""
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
    """Yield the message of each exception of Node.js, .NET, Java or Go, the outermost exception first."""
    words, is_dump, is_shown = list[str](), False, False
    for line in lines:
        if _GOROUTINE.match(line):
            break
        is_inner = _INNER.match(line) is not None
        if is_dump:  # the fields of a Node.js error; nested errors end at their stacks
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


def is_unrelated(text: str) -> bool:
    """Return whether an error does not mention firmware. Such errors are sorted last."""
    return re.search("firmware|alicloud", text, re.IGNORECASE) is None


def _function_errors(diagnostics: Sequence[Diagnostic]) -> tuple[str, ...]:
    """Return the printed errors of failed functions, and those with a location in the program."""
    blocks = _printed_errors(diagnostics, STDERR)
    return _causes_in(block for block in blocks if _INVOKE.search(block) or _has_source_location(block))


def _printed_causes(diagnostics: Sequence[Diagnostic]) -> tuple[str, ...]:
    """Return the causes that the program printed on standard error or, like some compilers, on standard output."""
    for severity in (STDERR, "info"):
        causes = _causes_in(_printed_errors(diagnostics, severity))
        if causes:
            return tuple(each for each in causes if not _is_generic(each)) or causes
    return _last_lines(_blocks(diagnostics, STDERR))


def _printed_errors(diagnostics: Sequence[Diagnostic], severity: str) -> list[str]:
    """Return the printed blocks that report an error."""
    return [each for each in _blocks(diagnostics, severity) if _ERROR_LINE.match(each) and not _NO_ERROR.match(each)]


def _has_source_location(block: str) -> bool:
    return any(map(_SOURCE_LOCATION.match, block.splitlines()))


def _causes_in(texts: Iterable[str]) -> tuple[str, ...]:
    return _unique(cause for text in texts for cause in causes_in(text))


def _unknown_output(block: str) -> str:
    """Return the part of a printed block that is not known to be harmless."""
    lines = block.splitlines()
    if not _NO_ERROR.match(block):
        return block
    return "\n".join(lines[next((n for n, line in enumerate(lines) if n and not line[:1].isspace()), len(lines)) :])


def _last_lines(blocks: Sequence[str]) -> tuple[str, ...]:
    lines = [line for block in blocks for line in block.splitlines()][-_LAST_LINES:]
    return ("\n".join(lines),) if lines else ()


def _blocks(diagnostics: Iterable[Diagnostic], severity: str) -> list[str]:
    """Return the printed output as blocks, split at the start of each error. The engine sends one diagnostic per line.

    Diagnostics of other severities between the lines do not end a block.
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
    """Return whether the preview reached only the stack itself, as when a program fails before its first resource."""
    summary = digest.change_summary
    return all(type_of(step.urn) == _STACK for step in digest.steps or []) and (
        summary is None or sum(summary.values()) <= 1
    )


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
