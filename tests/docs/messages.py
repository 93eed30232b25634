# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every error and warning of the package, extracted from its source.

Variable parts of a text are replaced by `…`. A text is traced from the place where an error is created, through the
names, branches and functions of the same module that contribute to it.
"""

from __future__ import annotations

import ast
import functools
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import alicloud_iot_ota

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

VARIES = "…"
PACKAGE = Path(alicloud_iot_ota.__file__).parent
GENERATED = PACKAGE / "dynamic" / "generated"
"""The generated code, which has Pulumi's own texts, like the SDKs."""
_PLACES = {
    "Failure": (1,),
    "Judgment": (2,),
    "ParseError": (0, 1),
    "Problem": (1,),
    "TomlError": (1,),
    "_add": (1,),
    "_report": (1,),
    "abort": (1,),
    "add": (1,),
}
"""The position of the message in the arguments of a call, if it is not the first one."""
_SAYING = frozenset({"ArgumentTypeError", "_note", "_report", "error", "note", "timeout_error", "warn"})
"""Other calls with a message: warnings, notes, the deadline, and the error class of a `Code`."""
_TELLING = frozenset({"_loops", "_missing_stages", "ineffective_blocks", "moved", "unreadable_skipped", "warning"})
"""Functions that return or yield a message for their callers to show."""
_WORDS = 3  # the minimum number of words; shorter texts are parts of messages
_PASSING_ON = frozenset({"_describe_cause", "format_list", "join", "printable", "redact", "rstrip", "sorted", "tuple"})
"""Functions of other modules that return the texts in their arguments."""


def skeleton(text: str) -> str:
    """Return a text on one line, with one mark for each variable part."""
    return re.sub(rf"{VARIES}+", VARIES, " ".join(text.split()))


def error_classes() -> frozenset[str]:
    """Return the names of the package's own exceptions."""
    classes = {
        node.name: [_name(base) for base in node.bases]
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }

    def is_error(name: str) -> bool:
        return name.endswith(("Exception", "Error")) if name not in classes else any(map(is_error, classes[name]))

    return frozenset(filter(is_error, classes))


def all_texts() -> set[str]:
    """Return every text in the package."""
    return {skeleton(text) for tree in _trees() for node in ast.walk(tree) for text in _text(node)}


def messages() -> dict[str, str]:
    """Return each message with its location."""
    errors = error_classes()
    found = {}
    for path in _paths():
        module = ast.parse(path.read_text())
        for scope in (module, *_functions(module)):
            for node in ast.walk(scope):
                for text in _resolved(_said(node, errors), scope, module):
                    if len(re.findall(r"\w+", text)) >= _WORDS:
                        found[skeleton(text)] = f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)}"
    return found


def _said(node: ast.AST, errors: frozenset[str]) -> list[ast.AST]:
    """Return the expressions in a node that contain a message for users."""
    if isinstance(node, ast.FunctionDef) and node.name in _TELLING:
        return [each.value for each in ast.walk(node) if isinstance(each, (ast.Return, ast.Yield)) and each.value]
    if not isinstance(node, ast.Call) or (name := _name(node.func)) not in errors | _PLACES.keys() | _SAYING:
        return []
    return [node.args[place] for place in _PLACES.get(name, (0,)) if place < len(node.args)]


def _resolved(
    nodes: Sequence[ast.AST], scope: ast.AST, module: ast.Module, seen: frozenset[ast.AST] = frozenset()
) -> Iterator[str]:
    """Yield the texts that contribute to expressions."""
    for node in nodes:
        texts = list(_text(node))
        if texts or node in seen:
            yield from texts
            continue
        inside = seen | {node}
        if isinstance(node, ast.Name):
            yield from _resolved(_assigned(node.id, scope, module), scope, module, inside)
        elif isinstance(node, ast.Call) and (called := _called(node, module)) is not None:
            returned = [each.value for each in ast.walk(called) if isinstance(each, ast.Return) and each.value]
            yield from _resolved(returned, called, module, inside)
            yield from _resolved(node.args, scope, module, inside)
        elif not isinstance(node, ast.Call) or _name(node.func) in _PASSING_ON:
            yield from _resolved(list(ast.iter_child_nodes(node)), scope, module, inside)


def _assigned(name: str, scope: ast.AST, module: ast.Module) -> list[ast.AST]:
    """Return the values that are assigned or added to a name in a function, or in its module."""
    return _assignments(scope).get(name) or _assignments(module).get(name, [])


@functools.cache  # called for every name in a function
def _assignments(scope: ast.AST) -> dict[str, list[ast.AST]]:
    """Return the assigned values of each name in a function, or at the top level of a module."""
    found: defaultdict[str, list[ast.AST]] = defaultdict(list)
    for node in scope.body if isinstance(scope, ast.Module) else ast.walk(scope):
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                names, values = getattr(target, "elts", [target]), getattr(node.value, "elts", [])
                if len(values) != len(names):
                    values = [node.value] * len(names)
                for name, value in zip(names, values, strict=True):
                    found[_name(name)].append(value)
    return dict(found)


def _called(call: ast.Call, module: ast.Module) -> ast.FunctionDef | None:
    name = _name(call.func)
    return next((function for function in _functions(module) if function.name == name), None)


@functools.cache  # called for every call in a module
def _functions(module: ast.Module) -> tuple[ast.FunctionDef, ...]:
    return tuple(node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))


def _text(node: ast.AST) -> Iterator[str]:
    """Yield the text of a node, if it is a text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else VARIES for part in node.values)


def _name(node: ast.AST) -> str:
    """Return the last part of a dotted name."""
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _paths() -> list[Path]:
    return sorted(set(PACKAGE.rglob("*.py")) - set(GENERATED.rglob("*.py")))


def _trees() -> Iterator[ast.Module]:
    return (ast.parse(path.read_text()) for path in _paths())
