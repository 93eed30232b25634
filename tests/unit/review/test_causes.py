# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Reviews of failed previews: they show the cause, whatever the language host prints, and never "no change"."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota import review
from alicloud_iot_ota.review.changes import Origin
from alicloud_iot_ota.review.reading.causes import causes_in, headline

PREVIEWS = Path(__file__).parent / "golden" / "previews"
PIN = "urn:pulumi:prod::fleet::alicloud-iot:ota:FirmwarePin::gateway"
STACK = "urn:pulumi:prod::fleet::pulumi:pulumi:Stack::fleet-prod"
OURS = """No package matches, of 5 packages in product a1MeterK001 of instance iot-emulator01 at http://127.0.0.1:8080.
  productKey "a1MeterK001"  leaves 5
  destVersion "9.9"         leaves 0
  not applied: statuses verified or notRequired
Nearest versions:
  1.4.0 (full, notRequired) "meter-1.4.0" in a1MeterK001/default, firmwareId UxTMF6meVuRGbrylloB7Cl9JIisX0100
RequestId E0E4F3A5-5A4F-4B2B-9F4C-7A2C3C1B9D10 of ListOTAFirmware.
Correct destVersion, or publish that version first."""
INVOKED = f"invocation of alicloud-iot:ota:getFirmware returned an error: {OURS}"
FRAMES = """Traceback (most recent call last):
  File "/home/user/project/__main__.py", line 4, in <module>
    ota.get_firmware(product_key="a1MeterK001", dest_version="9.9")
    ~~~~~~~~~~~~~~~~^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/home/user/project/venv/invoke.py", line 129, in invoke
    return _sync_await(awaitableInvokeResult)
  [Previous line repeated 12 more times]
"""
PYTHON = f"Program failed with an unhandled exception:\n{FRAMES}"
NODE_FRAMES = """
    at Object.callback \x1b[90m(/home/user/\x1b[39mnode_modules/\x1b[4m@pulumi\x1b[24m/invoke.ts:281:37\x1b[90m)\x1b[39m
    at async Promise.all (index 0)
\x1b[90m    at processTicksAndRejections (node:internal/process/task_queues:77:11)\x1b[39m {
  promise: Promise { \x1b[36m<rejected>\x1b[39m \x1b[36m[Circular *1]\x1b[39m }
}
"""
NODE = "Running program '/home/user/project' failed with an unhandled exception:\n"
DOTNET_FRAMES = """
   at async Task<InvokeResponse> Pulumi.GrpcMonitor.InvokeAsync(InvokeRequest request)
   at Program.<Main>$(String[] args) in /home/user/project/Program.cs:line 7"""
JAVA_FRAMES = """
\tat com.pulumi.deployment.internal.DeploymentImpl$Invoke.parseInvokeResponse(DeploymentImpl.java:482)
\tat java.base/java.util.concurrent.CompletableFuture$UniApply.tryFire(CompletableFuture.java:646)
\t... 12 more"""


HOSTS = {
    "itself": OURS,
    "engine": INVOKED,
    "python": f"{PYTHON}Exception: invoke of alicloud-iot:ota:getFirmware failed: {INVOKED}\n\n",
    "python, while handling": (
        f"{PYTHON}grpc.RpcError: broken\n\nDuring handling of the above exception, another exception occurred:\n\n"
        f"{FRAMES}Exception: invoke of alicloud-iot:ota:getFirmware failed: {INVOKED}\n"
    ),
    "python, raised from it": (
        f"{PYTHON}Exception: {INVOKED}\n\nThe above exception was the direct cause of the following exception:\n\n"
        f"{FRAMES}RuntimeError: the fleet cannot be rolled out\n"
    ),
    "python, dynamic": f"{PYTHON}alicloud_iot_ota.dynamic.calls.LookupFailedError: {OURS}\n",
    "node, with a promise": f"{NODE}\x1b[36m<ref *1>\x1b[39m Error: {INVOKED}{NODE_FRAMES}",
    "node": f"{NODE}Error: {INVOKED}{NODE_FRAMES}",
    "node, as a cause": (
        f"{NODE}Error: the fleet cannot be rolled out{NODE_FRAMES.split('{', maxsplit=1)[0]}{{\n"
        f"  [cause]: Error: {INVOKED}\n"
        "      at Object.callback (/home/user/invoke.ts:281:37)\n}\n"
    ),
    "go": f"an unhandled error occurred: program failed: \n1 error occurred:\n\t* {INVOKED}\n\n",
    "go, through gRPC": (
        f"an unhandled error occurred: program failed: \nwaiting for RPCs: rpc error: code = Unknown desc = {INVOKED}\n"
    ),
    "dotnet": (
        "Running program '/home/user/Fleet.dll' failed with an unhandled exception:\nGrpc.Core.RpcException: "
        f'Status(StatusCode="Unknown", Detail="{INVOKED}"){DOTNET_FRAMES}\n'
    ),
    "dotnet, older": (
        "Running program '/home/user/Fleet.dll' failed with an unhandled exception:\nGrpc.Core.RpcException: "
        f'Status(StatusCode="Unknown", Detail="{INVOKED}", DebugException="System.Exception: x"){DOTNET_FRAMES}\n'
    ),
    "java": (
        "Running program [PID: 18360](/usr/bin/java -classpath a.jar) failed with an unhandled exception:\n"
        f"java.util.concurrent.CompletionException: io.grpc.StatusRuntimeException: UNKNOWN: {INVOKED}{JAVA_FRAMES}\n"
        f"Caused by: io.grpc.StatusRuntimeException: UNKNOWN: {INVOKED}{JAVA_FRAMES}\n"
    ),
    "python, through gRPC": (
        f"{PYTHON}grpc._channel._InactiveRpcError: <_InactiveRpcError of RPC that terminated with:\n"
        f'\tstatus = StatusCode.UNKNOWN\n\tdetails = "{INVOKED}"\n\tdebug_error_string = "UNKNOWN:Error"\n>\n'
    ),
    "automation API": f"python inline source runtime error: invoke of alicloud-iot:ota:getFirmware failed: {INVOKED}",
    "with CRLF": OURS.replace("\n", "\r\n"),
}
"""The output of each language host for an error of this package (.NET and Java after their sources)."""


@pytest.mark.parametrize("printed", HOSTS.values(), ids=HOSTS)
def test_own_words_come_through(printed: str) -> None:
    """The first cause is this package's complete message, including the request ID and the remedy."""
    assert causes_in(printed)[0] == OURS
    failed = preview(error(printed))
    assert failed.causes[0] == OURS
    text = review.summarize(failed, {}, "prod")
    assert "The preview failed" in text
    assert "no change" not in text
    for line in OURS.splitlines():
        assert line in text
    shown = text.partition("<details>")[0]
    assert OURS.splitlines()[0] in shown
    assert OURS.splitlines()[-1] in shown
    assert "Traceback" not in text
    assert " at " not in shown.replace(OURS.splitlines()[0], "")


OTHERS = {
    "KeyError: 'gateway'": f"{PYTHON}KeyError: 'gateway'\n\n",
    "ModuleNotFoundError: No module named 'a'": f"{PYTHON}ModuleNotFoundError: No module named 'a'\n",
    "SyntaxError: invalid syntax": (
        "Program failed with an unhandled exception:\nTraceback (most recent call last):\n"
        '  File "/home/user/project/__main__.py", line 3\n    pin = = 1\n          ^\nSyntaxError: invalid syntax\n'
    ),
    "fleet.RolloutError: outer": (
        f"{PYTHON}ValueError: inner\n\nDuring handling of the above exception, another exception occurred:\n\n"
        f"{FRAMES}fleet.RolloutError: outer\nsecond line\n"
    ),
    "ValueError: the first pin": (
        "Program failed with an unhandled exception:\n  + Exception Group Traceback (most recent call last):\n"
        '  |   File "/home/user/__main__.py", line 2, in <module>\n  |     raise group\n'
        "  | ExceptionGroup: two pins (1 sub-exception)\n  +-+---------------- 1 ----------------\n"
        "    | Traceback (most recent call last):\n"
        '    |   File "/home/user/__main__.py", line 2, in <module>\n'
        "    | ValueError: the first pin\n    +------------------------------------\n"
    ),
    "TypeError: Cannot read": f"{NODE}TypeError: Cannot read properties of undefined (reading 'id'){NODE_FRAMES}",
    "TSError: Unable to compile TypeScript: index.ts(3,7): error TS2322: Type 'string' is wrong.": (
        f"{NODE}TSError: Unable to compile TypeScript:\nindex.ts(3,7): error TS2322: Type 'string' is wrong.\n"
    ),
    "RangeError: the inner": (
        f"{NODE}Error: the outer{NODE_FRAMES.split('{', maxsplit=1)[0]}{{\n"
        "  [cause]: RangeError: the inner\n      at x (y.ts:1:1)\n}\n"
    ),
    "System.InvalidOperationException: oops": (
        "Running program '/home/user/Fleet.dll' failed with an unhandled exception:\n"
        "System.Reflection.TargetInvocationException: Exception has been thrown by the target of an invocation.\n"
        f" ---> System.InvalidOperationException: oops{DOTNET_FRAMES}\n"
        f"   --- End of inner exception stack trace ---{DOTNET_FRAMES}\n"
    ),
    "java.lang.IllegalStateException: the inner": (
        "Running program [PID: 1](java) failed with an unhandled exception:\n"
        f"java.lang.RuntimeException: the outer{JAVA_FRAMES}\nCaused by: java.lang.IllegalStateException: the inner"
        f"{JAVA_FRAMES}\n"
    ),
    "unable to find main python program": "unable to find main python program `__main__.py` in `/home/user`",
    "Duplicate resource URN": "Duplicate resource URN 'urn:pulumi:x'; try giving it a unique name",
    "must be one of full (type)": "Invoke of 'alicloud-iot:ota:getFirmware' failed: must be one of full (type)",
    "must be one of differential (type)": "a:b:getFirmware invoke failed: must be one of differential (type)",
}
"""The output of hosts for other errors, by the text that the review begins with."""


@pytest.mark.parametrize(("first", "printed"), OTHERS.items(), ids=OTHERS)
def test_other_causes(first: str, printed: str) -> None:
    """The exception comes first, without the host's header and the stack frames."""
    assert headline(causes_in(printed)[0]).startswith(first)
    failed = preview(error(printed))
    assert failed.problem is not None
    assert failed.problem.startswith(first)


def error(message: str, urn: str = "", severity: str = "error") -> dict[str, Any]:
    """Return a diagnostic like the engine's."""
    prefix = f"{severity.partition('#')[0]}: " if severity.startswith(("error", "warning")) else ""
    return {"severity": severity, "message": f"{prefix}{message}\n", **({"urn": urn} if urn else {})}


def preview(*diagnostics: dict[str, Any], op: str = "same", **more: object) -> review.Changes:
    """Read a preview that reached only the stack."""
    steps = [{"op": op, "urn": STACK}]
    return review.read_preview(
        json.dumps({"steps": steps, "diagnostics": diagnostics, "changeSummary": {op: 1}, **more})
    )


def printed(*lines: str, severity: str = "info#err") -> list[dict[str, Any]]:
    """Return the diagnostics of printed lines. The engine makes one per line."""
    return [error(line + "\n", severity=severity) for line in lines]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("python-host-failed", "No package matches, of 5 packages in product a1MeterK001"),
        ("node-host-failed", "No package matches, of 13 packages in product a1GatewayK01"),
        ("yaml-does-not-compile", "error resolving type of resource job: unable to find resource type"),
    ],
)
def test_recorded_from_the_ordinary_cli(name: str, words: str) -> None:
    """Recorded previews of the CLI 3.259 with its own language hosts show their causes."""
    changes = review.read_preview((PREVIEWS / f"{name}.json").read_text())
    assert changes.problem is not None
    assert changes.problem.startswith(words)
    text = review.summarize(changes, {}, "dev")
    assert "**The preview failed" in text
    assert words in text.partition("<details>")[0]
    assert "no change" not in text


@pytest.mark.parametrize(
    ("printed", "causes"),
    [
        ([NODE + "Error: outer", "second of outer", "    at main (index.ts:3:9) {", "  code: 3,",
          "  [cause]: RangeError: inner", "  second of inner", "      at a (b.ts:1:2) {",
          "    [cause]: Error: innermost", "        at a (b.ts:1:2)", "  }", "}"],
         ("innermost", "RangeError: inner\n  second of inner", "outer\nsecond of outer")),
        ([NODE + "AggregateError: All promises were rejected", "    at main (index.ts:3:9) {", "  [errors]: [",
          "    Error: one", "    two", "        at a (b.ts:1:2),", "    TypeError: three", "        at a (b.ts:1:2)",
          "  ]", "}"],
         ("TypeError: three", "one\n    two", "AggregateError: All promises were rejected")),
        (["Program failed with an unhandled exception:", "  + Exception Group Traceback (most recent call last):",
          '  |   File "/home/user/__main__.py", line 2, in <module>', "  | ExceptionGroup: two (2 sub-exceptions)",
          "  +-+---------------- 1 ----------------", "    | Traceback (most recent call last):",
          '    |   File "/home/user/__main__.py", line 2, in <module>', "    | ValueError: a",
          "    +---------------- 2 ----------------", "    | KeyError: 'b'",
          "    +------------------------------------"],
         ("ValueError: a\nKeyError: 'b'", "ExceptionGroup: two (2 sub-exceptions)")),
    ],
    ids=["node, causes with several lines", "node, several errors", "python, several exceptions"],
)  # fmt: skip
def test_inner_errors(printed: list[str], causes: tuple[str, ...]) -> None:
    """Each nested error is a cause with all of its lines, without the host's formatting."""
    assert causes_in("\n".join(printed) + "\n") == causes


@pytest.mark.parametrize(
    ("lines", "problem", "is_certain"),
    [
        (
            ['\x1b[31mError\x1b[0m: variable named "gatway" could not be found', "  on Pulumi.yaml line 12:",
             "  12:     id: ${\x1b[1;4mgatway.id\x1b[0m}"],
            'variable named "gatway" could not be found', True,
        ),
        ([f"Error: {line}" if not index else line for index, line in enumerate(INVOKED.splitlines())],
         OURS.splitlines()[0], False),
        (["panic: runtime error: index out of range [3] with length 2", "", "goroutine 1 [running]:", "main.main()"],
         "panic: runtime error: index out of range [3] with length 2", False),
        ([*FRAMES.splitlines(), "ModuleNotFoundError: No module named 'fleet'"],
         "ModuleNotFoundError: No module named 'fleet'", False),
        (["[ERROR] COMPILATION ERROR :", "[ERROR] App.java:[29,13] cannot find symbol"],
         "[ERROR] COMPILATION ERROR : [ERROR]", False),
        (["the program ended before it began"], "the program ended before it began", False),
    ],
    ids=["yaml", "yaml-lookup", "go", "python", "java", "any words"],
)  # fmt: skip
def test_a_failure_without_an_error(lines: list[str], problem: str, is_certain: bool) -> None:  # noqa: FBT001 - expected
    """If the preview reached only the stack, text on standard error means a failure, or a possible one."""
    for op in ("same", "create"):
        changes = preview(*printed(*lines), op=op)
        assert changes.problem is not None
        assert changes.problem.startswith(problem.partition(" [ERROR]")[0])
        assert changes.is_certain is is_certain
        assert changes.is_failed
        text = review.summarize(changes, {}, "prod")
        assert "no change" not in text
        assert ("The preview failed" if is_certain else "The preview may have failed") in text


def test_a_failure_in_the_middle() -> None:
    """A YAML program that fails after registering resources has no error diagnostic. The failure is still detected."""
    changes = review.read_preview(
        json.dumps(
            {
                "steps": [{"op": "same", "urn": STACK}, {"op": "create", "urn": "urn:pulumi:prod::fleet::my:m:T::job"}],
                "diagnostics": printed("Error: no such thing", "  on Pulumi.yaml line 3:"),
                "changeSummary": {"same": 1, "create": 1},
            }
        )
    )
    assert changes.problem == "no such thing"


def test_lines_that_others_come_between() -> None:
    """A pin's warning between the lines of a printed message does not cut the message."""
    first, *rest = INVOKED.splitlines()
    warned = error("4.1.0 is newer.", PIN, "warning")
    changes = preview(*(each for line in (f"Error: {first}", *rest) for each in (*printed(line), warned)))
    assert changes.causes == (OURS,)
    assert changes.items[0].warnings == ("4.1.0 is newer.",)


def test_several_errors_of_yaml() -> None:
    """Each error of a YAML program is a separate cause with its position. A warning between them is not a cause."""
    lines = ["Error: first", "  on Pulumi.yaml line 3:", "Warning: w", "  on Pulumi.yaml line 4:", "Error: second"]
    assert preview(*printed(*lines)).causes == ("first\n  on Pulumi.yaml line 3:", "second")


@pytest.mark.parametrize(
    "lines",
    [
        ["Total registered policies: 454", "---", "Included policy packages:"],
        ["DeprecationWarning: use get_firmware_output", "  pin = ..."],
    ],
    ids=["policy pack", "python"],
)
def test_what_is_printed_beside_resources_is_no_failure(lines: list[str]) -> None:
    """If the preview reached resources, printed text does not mean a failure."""
    assert preview(*printed(*lines), changeSummary={"same": 1}).is_failed
    assert not preview(*printed(*lines), changeSummary={"same": 2}).is_failed


def test_the_last_lines_that_were_printed() -> None:
    """If no printed line looks like an error, the last ten lines are the cause."""
    lines = [f"line {number}" for number in range(11)]
    assert preview(*printed(*lines)).causes == ("\n".join(lines[1:]),)


def test_a_long_cause_of_a_preview_without_steps() -> None:
    """For a preview without steps, the error shows up to eight lines of the first cause."""
    lines = [f"line {number}" for number in range(9)]
    diagnostics = [error("\n".join(lines)), error("another")]
    with pytest.raises(review.ReviewError) as caught:
        review.read_preview(json.dumps({"diagnostics": diagnostics}))
    assert caught.value.message.endswith("\n  ".join(["", "The preview failed: line 0", *lines[1:8]]))


@pytest.mark.parametrize(
    "line",
    [
        "npm WARN deprecated inflight@1.0.6: This module leaks memory.", "npm notice New minor version of npm!",
        "[notice] A new release of pip is available: 23.0 -> 24.0", "WARNING: Running pip as the 'root' user",
        "ERROR: pip's dependency resolver does not currently take into account all the packages that are installed.",
        "/venv/site-packages/a.py:3: DeprecationWarning: use b", "(node:1) [DEP0180] DeprecationWarning: fs.Stats",
        "(Use `node --trace-warnings ...` to show where the warning was created)",
        "go: downloading github.com/pkg/errors v0.9.1", "/app/Program.cs(3,1): warning CS8600: Converting null literal",
        "SLF4J: Defaulting to no-operation (NOP) logger", "I0000 00:00:1731 fork_posix.cc:77] Other threads",
    ],
)  # fmt: skip
def test_noise_of_tools(line: str) -> None:
    """If a program has no resources, a tool's warning on standard error does not mean a failure."""
    assert not preview(*printed(line, "  indented below it")).is_failed
    assert preview(*printed(line, "and then it ended")).causes == ("and then it ended",)


def test_a_function_that_fails_beside_a_pin() -> None:
    """A printed failure of the program is shown even if a pin failed too."""
    first, *rest = INVOKED.splitlines()
    lines = [
        f"error: python inline source runtime error: {first}",
        *rest,
        *FRAMES.splitlines(),
        f"Exception: {first}",
        *rest,
    ]
    changes = preview(*printed(*lines), error("The pin is broken.", PIN))
    assert changes.causes == (OURS,)
    noise = printed("ERROR:root:retrying after error: timeout")
    assert preview(*noise, error("The pin is broken.", PIN)).causes == ()


def test_a_warning_alone_is_no_failure() -> None:
    """Warnings that a host prints on standard error are not failures. Those about firmware are notes."""
    changes = preview(*printed("warning: By versionScheme semver, one version cannot be read.", "warning: else"))
    assert not changes.is_failed
    assert changes.notes == ("By versionScheme semver, one version cannot be read.",)


@pytest.mark.parametrize("generic", [
    "an unhandled error occurred: Program exited with non-zero exit code: 1", "exit status 1", "preview failed",
    "an unhandled error occurred: program exited with non-zero exit code: -1",
])  # fmt: skip
def test_an_error_that_says_nothing(generic: str) -> None:
    """For a generic error, the cause is in the printed lines. Without any, the generic error is shown."""
    shown = printed("go: downloading example.com", "# fleet", "./main.go:3:5: error: undefined: ota", "exit status 1")
    assert preview(*shown, error(generic)).problem == "./main.go:3:5: error: undefined: ota"
    built = printed("Program.cs(7,5): error CS1002: ; expected", severity="info")
    assert preview(*built, error(generic)).problem == "Program.cs(7,5): error CS1002: ; expected"
    plain = preview(*printed("no luck today"), error(generic))
    assert plain.problem == "no luck today"
    untold = preview(error(generic))
    assert untold.problem == generic
    assert "the JSON omits policy violations" in untold.causes[-1]


@pytest.mark.parametrize(
    "of_a_program",
    [
        "could not load plugin for alicloud-iot provider 'urn': plugin exited: exit status 1",
        "'dotnet build -nologo .' exited with non-zero exit code: 1",
    ],
)
def test_an_error_of_another_program(of_a_program: str) -> None:
    """The output of a failed tool comes first, followed by the error that identifies the tool."""
    changes = preview(*printed("# fleet", "./main.go:8:2: undefined: ota"), error(of_a_program))
    assert changes.causes == ("./main.go:8:2: undefined: ota", of_a_program)
    assert preview(error(of_a_program)).causes == (of_a_program,)


def test_the_header_in_a_diagnostic_of_its_own() -> None:
    """Older hosts print the header, the traceback and the exit code as three errors. The cause is still found."""
    changes = preview(
        error("Program failed with an unhandled exception:"),
        error(f"{FRAMES}Exception: {INVOKED}"),
        error("an unhandled error occurred: Program exited with non-zero exit code: 1"),
    )
    assert changes.causes == (OURS,)


def test_errors_of_others() -> None:
    """Errors of other resources and providers are causes too. Those about firmware come first."""
    bucket = "urn:pulumi:prod::fleet::aws:s3:Bucket::b"
    provider = "urn:pulumi:prod::fleet::pulumi:providers:alicloud-iot::default_0_1_0"
    changes = preview(
        error("the bucket is full", bucket),
        error("preview failed"),
        error("No region is set for firmware.", provider),
        *(error(f"cause {number}") for number in range(9)),
    )
    assert changes.causes[:2] == ("No region is set for firmware.", "the bucket is full")
    assert len(changes.causes) == 11
    text = review.summarize(changes, {}, "prod")
    for number in range(9):
        assert f"cause {number}" in text
    assert "- and 8 more causes" in text
    three = review.summarize(review.Changes(origin=Origin.PREVIEW, problem="a", causes=("a", "b", "c")), {}, "s")
    assert "- `a`\n- `b`\n- `c`\n\n<details>" in three


def test_errors_of_pins_are_theirs() -> None:
    """A pin's error is not repeated as a cause, and the engine's "preview failed" is omitted."""
    changes = preview(error(OURS, PIN), error("preview failed"))
    assert (changes.problem, changes.causes, changes.is_failed) == (None, (), True)
    assert changes.items[0].errors == (OURS,)
    traced = preview(error(f"Exception calling application: {FRAMES}OSError: disk full\n", PIN))
    assert traced.items[0].errors == ("OSError: disk full",)


def test_removals_of_a_failed_preview_are_doubted() -> None:
    """Deletions in a failed preview are uncertain, because the program may have ended before those resources."""
    state = {"inputs": {"firmware": {"destVersion": "1.0.0", "firmwareId": "id", "type": "full"}}}
    steps = [{"op": "same", "urn": STACK}, {"op": "delete", "urn": PIN, "oldState": state}]
    failed = review.read_preview(json.dumps({"steps": steps, "diagnostics": [error("oops")]}))
    text = review.summarize(failed, {}, "prod")
    assert "Do not rely on the removals" in text
    assert "broken pin" not in text, "nobody knows whether any is broken"
    passed = review.read_preview(json.dumps({"steps": steps}))
    assert "Do not rely on the removals" not in review.summarize(passed, {}, "prod")


@pytest.mark.parametrize("severity", ["fatal", "", "notice", "Error", "error#out", "ERROR"])
def test_no_severity_is_passed_over(severity: str) -> None:
    """A message with an unknown severity counts as an error, and the review shows it."""
    changes = preview({"severity": severity, "message": "the disk is full"})
    assert changes.is_failed
    assert "the disk is full" in review.summarize(changes, {}, "prod")
    of_pin = preview({"severity": severity, "message": "the disk is full", "urn": PIN})
    assert "the disk is full" in review.summarize(of_pin, {}, "prod")
    assert of_pin.is_failed


def test_a_warning_on_standard_error() -> None:
    """Variants of a known severity, such as `warning#err`, count as that severity."""
    changes = preview(error("4.1.0 is newer.", PIN, "warning#err"))
    assert (changes.items[0].warnings, changes.is_failed) == (("4.1.0 is newer.",), False)


def test_warnings_of_the_provider() -> None:
    """Warnings of the native provider are notes, whatever their text. Those of other providers are not."""
    urns = [f"urn:pulumi:prod::fleet::pulumi:providers:{name}::default" for name in ("alicloud-iot", "aws")]
    changes = preview(*(error(f"old setting {number}", urn, "warning") for number, urn in enumerate(urns)))
    assert (changes.notes, changes.is_failed) == (("old setting 0",), False)


@pytest.mark.parametrize("severity", ["info", "debug"])
def test_what_is_no_warning_is_no_news(severity: str) -> None:
    """Standard output of a program is never a failure or a note."""
    changes = preview({"severity": severity, "message": "Error: firmware"})
    assert (changes.is_failed, changes.notes) == (False, ())


LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1).filter(
    lambda line: line.strip() == line and not line.startswith(("|", "+"))
)


@given(st.lists(LINES, min_size=1), st.sampled_from(["", "  "]))
def test_plain_words_stay(lines: list[str], indent: str) -> None:
    """A message without a host's formatting is unchanged."""
    text = lines[0] + "".join(f"\n{indent}{line}" for line in lines[1:])
    assert causes_in(f"x{text}") == (f"x{text}",)


@given(st.text())
def test_no_failure_is_without_words(text: str) -> None:
    """An error with any text is a failure, and its review never says "no change"."""
    changes = preview({"severity": "error", "message": text})
    assert changes.is_failed
    assert "no change" not in review.summarize(changes, {}, "prod").partition("<details>")[0].replace(text, "")


@pytest.mark.parametrize(
    "piece", ["invoke of ", "invocation of x", " at ", "Caused by: ", "a: ", '"', "error: ", "{\n", "\t\n"]
)
def test_long_messages_take_no_time(piece: str) -> None:
    """Reading a megabyte of text that resembles the patterns is fast, because no pattern backtracks."""
    causes_in(piece * (1024**2 // len(piece)))
    causes_in("x" * 1024**2 + piece)
