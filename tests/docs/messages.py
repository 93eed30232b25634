# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every message that the package can give, read from its source: the texts that reach an error or a warning.

A text is a skeleton: what varies in it is `…`. It is looked for where an error is made, through the names, the branches
and the functions of the same module that it is put together from.
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
"""What speaks with Pulumi's words, as the SDKs do."""
_PLACES = {
    "Failure": (1,),
    "Judgment": (2,),
    "ParseError": (0, 1),
    "Problem": (1,),
    "TomlError": (1,),
    "_add": (1,),
    "abort": (1,),
    "add": (1,),
}
"""Where the message stands among the arguments of a call, where it is not the first one."""
_SAYING = frozenset({"ArgumentTypeError", "_note", "_write_stderr", "error", "note", "over", "warn"})
"""What else takes a message: warnings, notes, the deadline, and the class of error that a `Code` stands for."""
_TELLING = frozenset({"left_out", "moved", "warning", "ineffective_blocks"})
"""Functions that return a message which others show."""
_WORDS = 3  # at least; fewer are no message, but a part of one
_PASSING_ON = frozenset({"_told", "join", "listed", "printable", "redact", "rstrip", "sorted", "tuple"})
"""Functions of elsewhere whose result holds the texts that they are given."""


def skeleton(text: str) -> str:
    """Return a text with one mark for whatever varies in a row, and its white space on one line."""
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
    """Return every text of the package."""
    return {skeleton(text) for tree in _trees() for node in ast.walk(tree) for text in _text(node)}


def messages() -> dict[str, str]:
    """Return each message, with the place where it is made."""
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
    """Return the expressions in a node that are, or hold, what a user is told."""
    if isinstance(node, ast.FunctionDef) and node.name in _TELLING:
        return [each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value]
    if not isinstance(node, ast.Call) or (name := _name(node.func)) not in errors | _PLACES.keys() | _SAYING:
        return []
    return [node.args[place] for place in _PLACES.get(name, (0,)) if place < len(node.args)]


def _resolved(
    nodes: Sequence[ast.AST], scope: ast.AST, module: ast.Module, seen: frozenset[ast.AST] = frozenset()
) -> Iterator[str]:
    """Yield the texts that expressions are put together from."""
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
    """Return what a name is assigned or has added to it in a function, or else in its module."""
    return _assignments(scope).get(name) or _assignments(module).get(name, [])


@functools.cache  # asked for at every name of a function
def _assignments(scope: ast.AST) -> dict[str, list[ast.AST]]:
    """Return what each name is assigned in a function, or at the top of a module."""
    found: defaultdict[str, list[ast.AST]] = defaultdict(list)
    for node in scope.body if isinstance(scope, ast.Module) else ast.walk(scope):
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                for each in getattr(target, "elts", [target]):
                    found[_name(each)].append(node.value)
    return dict(found)


def _called(call: ast.Call, module: ast.Module) -> ast.FunctionDef | None:
    name = _name(call.func)
    return next((function for function in _functions(module) if function.name == name), None)


@functools.cache  # asked for at every call of a module
def _functions(module: ast.Module) -> tuple[ast.FunctionDef, ...]:
    return tuple(node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))


def _text(node: ast.AST) -> Iterator[str]:
    """Yield the text that a node is, if it is one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else VARIES for part in node.values)


def _name(node: ast.AST) -> str:
    """Return the last name of a dotted one."""
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _paths() -> list[Path]:
    return sorted(set(PACKAGE.rglob("*.py")) - set(GENERATED.rglob("*.py")))


def _trees() -> Iterator[ast.Module]:
    return (ast.parse(path.read_text()) for path in _paths())
