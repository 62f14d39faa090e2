"""The fuzzing itself: how schemathesis is set up, and what is read from what it did."""

from collections.abc import Mapping, Sequence
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import Status, events, from_schema
from schemathesis.engine.run import TESTING_PHASES

import callers
import checks
import conditions
import known
import report
from document import Operation
from run import Run
from tally import Failure, Tally

WORKERS = 1
"""One makes the requests of a seed the same in every run. Two make a quarter more of them, and CPython 3.11 then fails
now and then in generated code, with `AST constructor recursion depth mismatch`."""
UNEXPECTED_METHODS = ["get", "put", "post", "delete", "patch", "trace"]
"""Not `options`: function URLs answer that themselves, for CORS."""
PROBABILITY = 0.7
"""How often a value that exists is taken where one is known."""
TIMEOUT_SECONDS = 30


def bindings(bound: Mapping[str, str], values: Mapping[str, list[Any]]) -> dict[str, Any]:
    """What fills what, as schemathesis is told of it."""
    return {
        place: {"dictionary": name, "probability": PROBABILITY} for place, name in bound.items() if values.get(name)
    }


def special(values: Mapping[str, list[Any]], left_out: Sequence[str]) -> list[dict[str, Any]]:
    """What is different for some operations: those that are left out, those whose values are chosen more narrowly."""
    skipped = [{"include-operation-id": list(left_out), "enabled": False}] if left_out else []
    narrowed = [
        {"include-path-regex": f"^/{function}/", "parameters": bindings(known.bound(function), values)}
        for function in known.NARROWED
    ]
    return [*skipped, *narrowed]


def schema(
    run: Run, described: dict[str, Any], seconds: int, values: Mapping[str, list[Any]], left_out: Sequence[str] = ()
) -> Any:
    """The document as schemathesis works with it for so long. `values` exist, by a dictionary's name."""
    config = SchemathesisConfig.from_dict(
        {
            "base-url": run.url,
            "seed": run.seed,
            "max-time": max(seconds, 1),
            "suppress-health-check": ["all"],
            "cache": {"enabled": False},
            "workers": WORKERS,
            "continue-on-failure": True,
            "request-timeout": TIMEOUT_SECONDS,
            "max-redirects": 0,
            "dictionaries": {name: {"values": existing} for name, existing in values.items() if existing},
            "parameters": bindings(known.BOUND, values),
            "operations": special(values, left_out),
            "phases": {"coverage": {"unexpected-methods": UNEXPECTED_METHODS}},
            "generation": {"database": "none", "no-shrink": True, "with-security-parameters": False},
            "checks": {name: {"enabled": False} for name in checks.SWITCHED_OFF},
        }
    )
    return schemathesis.openapi.from_dict(described, config=config)


@schemathesis.serializer("message/rfc822")
def mail(_: Any, value: Any) -> bytes:
    """A mail as it is sent: its text."""
    return value if isinstance(value, bytes) else str(value).encode(errors="surrogatepass")


def watch(run: Run, operations: Mapping[str, Operation], tally: Tally) -> None:
    """Gives every call its credentials, unless it has some already, and counts every answer."""
    turns = callers.Turns()

    @schemathesis.hook
    def before_call(_: Any, case: Any, kwargs: dict[str, Any]) -> None:
        operation = operations[case.operation.label]
        if isinstance(kwargs.get("auth"), callers.Credentials):
            return
        call = turns.next(operation.label)
        kwargs["auth"] = callers.Credentials(run, operation, callers.choose(run.seed, operation, call))
        if case.meta is not None and not case.meta.is_negative_at(ParameterLocation.HEADER):
            conditions.settle(case.headers, operation.id, call)

    @schemathesis.hook
    def filter_failure(_: Any, found: Any, case: Any, __: Any) -> bool:
        return not (isinstance(found, AcceptedNegativeData) and checks.leaves_blank(case.query))

    @schemathesis.hook
    def after_call(_: Any, case: Any, response: Any) -> None:
        tally.count(case.operation.label, response.status_code)


def fuzz(run: Run, schema: Any, tally: Tally) -> None:
    """Runs every phase, until the time is over."""
    waiting = set(TESTING_PHASES)
    for event in from_schema(schema).execute():
        if isinstance(event, events.PhaseStarted) and event.phase.name in waiting:
            waiting.remove(event.phase.name)
            print(f"{tally.calls():>6} calls, now {event.phase.name.value}", flush=True)
        elif isinstance(event, events.ScenarioFinished):
            read(run, event.recorder, tally)
        elif isinstance(event, events.NonFatalError):
            tally.fail(Failure(event.label, event.info.title, event.info.message))
        elif isinstance(event, events.FatalError):
            raise event.exception


def read(run: Run, recorder: Any, tally: Tally) -> None:
    """Keeps what failed in a scenario."""
    for case_id, nodes in recorder.checks.items():
        interaction = recorder.interactions.get(case_id)
        for node in nodes:
            if node.status == Status.FAILURE and node.failure_info is not None:
                response = interaction.response if interaction else None
                label = recorder.cases[case_id].value.operation.label
                tally.fail(failure(run, label, node.failure_info.failure, response))


def failure(run: Run, label: str, found: Any, response: Any) -> Failure:
    """What a check found, with the call that shows it."""
    # The rest is the schema and the whole value.
    said = found.message.split("\n\nSchema")[0]
    return (
        refusal(run, label, found.title, said, response) if response is not None else Failure(label, found.title, said)
    )


def refusal(run: Run, label: str, title: str, message: str, response: Any) -> Failure:
    """A failure that an answer shows."""
    request, caller = response.request, callers.caller_of(response.request)
    name, body = caller.name if caller is not None else "nobody", callers.body_of(response.request)
    answer = f"{response.status_code} {bytes(response.content[:400]).decode(errors='replace')}"
    curl = report.curl(request.method, request.url, request.headers, body, name, run.data_dir)
    return Failure(label, title, message, answer, curl)
