# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The style of every sentence: phrases that readers had to read twice, and what to write instead."""

from __future__ import annotations

import ast
import functools
import io
import re
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SELF = Path(__file__).name
FOLDERS = ("provider", "tests", "tools", "examples")
WORDS = 3
"""The number of words that make a text a message."""


class Phrase(NamedTuple):
    """A phrase to avoid."""

    pattern: str
    """A regular expression, matched in lower case."""
    instead: str
    sample: str
    """A sentence that has the phrase."""


PHRASES = (
    Phrase(
        r"(?<!there )\b(?:is|are|was|were) no (?!(?:longer|more than|later|earlier|newer|higher|lower|less)\b)"
        r"|\bwhich (?:is|are) none\b|(?<!there )\b(?:is|are) none (?:that|of|which)\b",
        "is not a ..., there is no ...",
        "It is no argument of this function.",
    ),
    Phrase(
        r"must be [^.;]*, and (?:is|are|was)\b",
        "must be X, got Y",
        "timeout must be a number, and is a text",
    ),
    Phrase(
        r"\bwhere [^.,;]{1,60} (?:is|are) (?:expected|demanded|asked for|wanted|meant)\b",
        "expected X, got Y",
        "3 packages match, where one is expected",
    ),
    Phrase(
        r"\b(?:nobody|somebody|anybody|whoever)\b",
        "name the actor, or use the passive",
        "Nobody has documented it.",
    ),
    Phrase(r"\b(?:anew|afresh)\b", "again, rebuilt", "The list is read anew."),
    Phrase(r"\bbeside\b", "next to, in addition to", "The file beside the program."),
    Phrase(r"\b(?:wherein|thereof|whereof|therein)\b", "rewrite the sentence", "The file and the entries thereof."),
    Phrase(r"\b(?:becomes?|became|become) of\b", "the current state of", "It says what has become of the package."),
    Phrase(
        r"\b(?:is|are|was|were|be|been) told\b|\btells? of\b|\btold to\b",
        "report, log, pass to",
        "The user is told of it.",
    ),
    Phrase(
        r"\bstands? (?:in|on|under|at|there|here|beside|by|for itself)\b|\bstood\b",
        "is, is next to, has that version",
        "The version stands in the file.",
    ),
    Phrase(
        r"\b(?:left|leaves?|leaving) (?:it |them |this |that )?out\b",
        "omit, exclude, skip, do not set",
        "Packages that are left out.",
    ),
    Phrase(
        r"\b(?:is|are|was|were) (?:gone|not there)\b|\bmay not be there\b",
        "was deleted, does not exist, optional",
        "The package is gone.",
    ),
    Phrase(r"\b(?:is|are|was|were) meant\b", "is intended, the one to select", "The other package is meant."),
    Phrase(r"\bby (?:itself|themselves)\b", "automatically, alone", "Pulumi fetches it by itself."),
    Phrase(r"\bin (?:the )?place of\b", "instead of", "One value in place of another."),
    Phrase(r"\bat once\b", "immediately; together; in one step", "All mistakes at once."),
    Phrase(r"\bin plain sight\b", "shown in the preview", "An update in plain sight."),
    Phrase(r"\bmade sure of\b|\bmakes? sure of\b", "checked", "A package that is made sure of."),
    Phrase(r"\bas it stands\b", "as recorded", "The entry as it stands in the file."),
    Phrase(r"\bin no need of\b", "that needs no", "A package in no need of verification."),
    Phrase(r"\b(?:the|a|no|one) way (?:out|on)\b", "how to fix it", "It says the way out."),
    Phrase(r"\bthe one who\b", "the caller, the author", "The one who asks."),
    Phrase(r"\b(?:the|a) (?:house|rooms?)\b", "the package layout, the module", "The rooms of the house."),
    Phrase(r"\bgoes (?:to|down to|up to|nowhere)\b", "moves to, is downgraded to", "The pin goes to 4.1.0."),
    Phrase(r"\bbelongs? into\b", "goes in", "It belongs into the file."),
    Phrase(r"\belse than\b", "other than", "Something else than a list."),
    Phrase(r"\bas far as\b", "if known; rewrite the sentence", "The names as far as they are known."),
    Phrase(r"\b(?:is|are) concluded\b|\bconcludes? from\b", "is inconclusive", "Nothing is concluded from it."),
    Phrase(r"\ban error of its own\b", "an internal error", "It failed with an error of its own."),
    Phrase(
        r"\bentr(?:y|ies) (?:\S+ )?of (?:`?firmware\.lock|the lock file)",
        "an entry in firmware.lock",
        "An entry of firmware.lock.",
    ),
    Phrase(r"\bdrawn by chance\b|\ba courtesy\b", "random (full jitter); best effort", "Waits are drawn by chance."),
    Phrase(r"\b(?:gives|knows)\b", "returns, shows; supports, has", "It gives the version."),
    Phrase(
        r"\btakes (?:a|an|the|no|each|every|any|one|what|its|these)\b"
        r"(?! (?:second|minute|hour|while|moment|few|lock|time|snapshot|request))",
        "accepts",
        "It takes a list.",
    ),
    Phrase(
        r"\bnames (?:a|an|the|one|what|which|its|no|each|every)\b",
        "identifies, specifies",
        "The entry names a package.",
    ),
    Phrase(r"\bthe cheapest way\b", "the smallest upgrade path", "The cheapest way to a version."),
    Phrase(r"\ba word too many\b", "Unexpected argument", "There is a word too many."),
    Phrase(
        r"\b(?:catalogues?|spelt|misspelt|learnt|spoilt|licences?|look-?ups?(?<=-up)|look-ups|judgements?|behaviours?"
        r"|colours?|neighbours?|favou?rite(?<=ourite)|honours?|recognis\w+|organis\w+|initialis\w+|normalis\w+|analys(?:e|ed|es)"
        r"|whilst|grey)\b",
        "American spelling: catalog, spelled, learned, license, lookup, judgment, behavior, color",
        "The catalogue of a look-up.",
    ),
)
"""What not to write anywhere: messages, pages, docstrings and comments."""

IN_MESSAGES = (
    Phrase(
        r"\b(?:told|stands?|nobody|meant|wish(?:es)?|neither|whose|becomes?)\b",
        "say who does what",
        "The package whose version is meant.",
    ),
    Phrase(r", where (?!to\b)", "if, when, because", "2 packages match, where one is enough."),
)
"""What not to write in a message, besides."""


class Allowed(NamedTuple):
    """A sentence that keeps such a phrase."""

    path: str
    text: str
    reason: str


EXCEPTIONS = (Allowed("docs/connection.md", "`catalogues`", "The name of a directory on disk, which releases share."),)
"""The sentences that may keep a phrase, each with its reason."""


class Text(NamedTuple):
    """A text that people read."""

    path: str
    line: int
    content: str


def _files(*suffixes: str) -> Iterator[Path]:
    """Yield the files of the project that people write and read."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            parts = path.relative_to(ROOT).parts
            if path.suffix in suffixes and not {"golden", "generated", "node_modules", "__pycache__"} & set(parts):
                yield path


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield the docstrings of a module, of its classes, functions and attributes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value


def _in_python(path: Path) -> Iterator[Text]:
    """Yield the docstrings and the comments of a Python file; blocks of comments are one text."""
    name = str(path.relative_to(ROOT))
    source = path.read_text(encoding="utf-8")
    for node in _docstrings(ast.parse(source)):
        yield Text(name, node.lineno, str(node.value))
    block, end = "", 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            if block and token.start[0] != end + 1:
                yield Text(name, end, block)
                block = ""
            block, end = f"{block} {token.string.lstrip('# ')}", token.start[0]
    if block:
        yield Text(name, end, block)


@functools.cache
def texts() -> tuple[Text, ...]:
    """Return the pages, and the docstrings and comments of all programs."""
    found = [text for path in _files(".py") if path.name != SELF for text in _in_python(path)]
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "Makefile", *_files(".md", ".jinja")]
    for path in pages:
        paragraphs = re.split(r"\n(?:\s*\n)+", path.read_text(encoding="utf-8"))
        found += [Text(str(path.relative_to(ROOT)), 0, paragraph) for paragraph in paragraphs]
    return tuple(found)


@functools.cache
def messages() -> tuple[Text, ...]:
    """Return the texts of three words and more that the package and the emulator print."""
    found = []
    for path in (path for path in _files(".py") if path.is_relative_to(ROOT / "provider")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = set(_docstrings(tree))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or node in docstrings:
                continue
            if len(re.findall(r"\w+", node.value)) >= WORDS:
                found.append(Text(str(path.relative_to(ROOT)), node.lineno, node.value))
    return tuple(found)


def _hits(texts: tuple[Text, ...], phrase: Phrase) -> list[str]:
    """Return the places of a phrase, exceptions left alone."""
    found = []
    for text in texts:
        flat = " ".join(text.content.split()).lower()
        for match in re.finditer(phrase.pattern, flat):
            near = flat[max(match.start() - 40, 0) : match.end() + 40]
            if not any(each.path == text.path and each.text.lower() in flat for each in EXCEPTIONS):
                found.append(f"{text.path}:{text.line}: ...{near}...")
    return found


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.sample)
def test_everywhere(phrase: Phrase) -> None:
    """A phrase that readers had to read twice is in no message, page, docstring or comment."""
    hits = _hits((*texts(), *messages()), phrase)
    assert not hits, "\n".join([f"Write instead: {phrase.instead}", *hits])


@pytest.mark.parametrize("phrase", IN_MESSAGES, ids=lambda phrase: phrase.sample)
def test_in_messages(phrase: Phrase) -> None:
    """A message says who does what."""
    hits = _hits(messages(), phrase)
    assert not hits, "\n".join([f"Write instead: {phrase.instead}", *hits])


@pytest.mark.parametrize("phrase", [*PHRASES, *IN_MESSAGES], ids=lambda phrase: phrase.sample)
def test_each_phrase_is_found(phrase: Phrase) -> None:
    """The expression of each phrase finds its sample."""
    assert re.search(phrase.pattern, phrase.sample.lower())


def test_exceptions_are_needed() -> None:
    """An exception whose sentence is no longer there is deleted."""
    every = [*texts(), *messages()]
    unused = [
        each
        for each in EXCEPTIONS
        if not any(
            each.path == text.path and each.text.lower() in " ".join(text.content.split()).lower() for text in every
        )
    ]
    assert unused == []
