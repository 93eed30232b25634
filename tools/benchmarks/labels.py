# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The words in which the page, the picture and the table show a run.

A run stores the names on the left. They stay the same, so that runs of different commits can be compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.comparison import Row

LABELS: Mapping[str, str] = {
    "200 exact look-ups, four products of 250 packages": "200 exact lookups, four products of 250 packages",
    "pulumi preview of the example": "pulumi preview of the example program",
    "pulumi preview of one reference and one pin": "pulumi preview of one lookup and one pin",
    "start to the port line": "start until the port is printed",
    "the release archive: start to the port line": "the release archive: start until the port is printed",
    "from the process's start to the last answer": "from process start to the last result",
    "from the first look-up to the last answer": "from the first lookup to the last result",
    "get, a catalogue of one page": "get, a catalog of one page",
    "get, 500 packages, 80 ms an answer": "get, 500 packages, 80 ms per response",
    "10,000 packages, 80 ms an answer": "10,000 packages, 80 ms per response",
    "10,000 packages, 80 ms an answer, processor time": "10,000 packages, 80 ms per response, CPU time",
    "10,000 packages, 80 ms an answer, memory": "10,000 packages, 80 ms per response, memory",
    "highest of 100,000 packages, none read before": "highest of 100,000 packages, no version parsed before",
    "80 ms an answer": "80 ms per response",
    "answers at once": "immediate responses",
    "the plugin": "the plugin from the wheel",
    "a gRPC server of nothing": "an empty gRPC server",
    "Pulumi's host of dynamic providers": "Pulumi's host for dynamic providers",
    "Pulumi's host of native providers": "Pulumi's host for native providers",
    "a program that calls the official SDK for each": "a program that calls the official SDK for each lookup",
    "what a quota of 10 a second needs for 12 requests": "the minimum for 12 requests at a quota of 10 per second",
    "a script with the official SDK": "a script that uses the official SDK",
    "sorted() by the same key": "sorted() with the same key",
    "a loop by the same rules and key": "a loop with the same rules and key",
    "the same packages, the highest of each 1,000": "the highest of each 1,000 of these packages",
    "a do-nothing provider": "a no-op provider",
    "a do-nothing provider that answers as late": "a no-op provider that answers as late",
    "the interpreter's own start": "Python's own start",
    "the server's start": "start of the server",
    "the look-up itself, and the end of the process": "the lookup, and the end of the process",
    "interpreter": "Python",
    "grpc": "gRPC",
    "ours": "this project",
    "until it starts the language host": "before it starts the language host",
    "its first start, until its port line": "first start, until it prints its port",
    "the first host: what it is; its end": "queries the first host and ends it",
    "its second start, until its port line": "second start, until it prints its port",
    "the second host: what it is, which packages the program needs": "queries the second host for required packages",
    "until its first look-up: importing the SDK of this provider": "imports this provider's SDK",
    "a plugin's start, of which Python alone": "start of the plugin: Python",
    "of which importing grpcio and this project": "start of the plugin: imports of grpcio and this project",
    "CheckConfig: waits until the plugin has imported the rest": "CheckConfig: waits for the plugin's other imports",
    "the first look-up: a request": "the first lookup: one request",
    "the same look-up beyond what the service takes for its answer": "the first lookup: time beyond the response",
    "the pin, from the same list; the end of the program": "the pin, from the same list, and the end of the program",
    "ends plugins and host, shows the outputs": "ends the plugins and the host, and shows the outputs",
}
"""What is shown instead of a stored name. Other names are shown as they are."""

_IMPORTS = (
    "Before its first request, each plugin imports the HTTP client and its own modules: see CheckConfig in the table "
    "of a preview below. A no-op provider imports nothing. Modules that are never used are already omitted."
)
_COMMAND_IMPORTS = (
    "Most of the time is the start of Python and its imports: see the table of `alicloud-iot-ota get` below. Modules "
    "that are never used, and Python's cleanup at exit, are already omitted."
)
_SDK_SCRIPT, _SDK_PROGRAM = "a script with the official SDK", "the official SDK in the program"
_NO_OP, _LATE_NO_OP = "a do-nothing provider", "a do-nothing provider that answers as late"
_REASONS: Mapping[tuple[str, str], str] = {
    ("get, a catalogue of one page", _SDK_SCRIPT): _COMMAND_IMPORTS,
    ("get, 500 packages, 80 ms an answer", _SDK_SCRIPT): _COMMAND_IMPORTS,
    ("get, 500 packages over https, 80 ms per response", _SDK_SCRIPT): (
        "The script waits for five responses, one after another. The command waits for two, because it gets the last "
        f"four pages in parallel. {_COMMAND_IMPORTS}"
    ),
    ("80 ms an answer", _SDK_PROGRAM): (
        "The program waits for three responses, one after another. This provider also needs three responses, but gets "
        "the last two in parallel. On two cores, the start of two plugins takes as long as this saves."
    ),
    ("answers at once", _SDK_PROGRAM): (
        "A no-op provider is hardly faster than this program, because the program's only cost is one import. The SDK "
        "loses time when it waits for one response after another. In this test, no response takes time."
    ),
    ("80 ms an answer", _LATE_NO_OP): _IMPORTS,
    ("answers at once", _NO_OP): _IMPORTS,
}
"""Why a target may be missed, by what is measured and what it is compared with."""


def label(name: str) -> str:
    """Return the text to show for a stored name."""
    return LABELS.get(name, name)


def reason(row: Row) -> str:
    """Return why a row may miss its target; empty if the reason is unknown."""
    return _REASONS.get((row.what, row.theirs.name), "")
