"""The configuration of schemathesis, its hooks, and the evaluation of its events."""

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
"""One worker makes the requests of a seed repeatable. Two send a quarter more requests, but CPython 3.11 then sometimes
fails in generated code with `AST constructor recursion depth mismatch`."""
UNEXPECTED_METHODS = ["get", "put", "post", "delete", "patch", "trace"]
"""All but `options`, which function URLs answer themselves for CORS."""
PROBABILITY = 0.7
"""The probability of an existing value where a dictionary has one."""
TIMEOUT_SECONDS = 30


def bindings(bound: Mapping[str, str], values: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Returns the parameter bindings of dictionaries in the form of schemathesis."""
    return {
        place: {"dictionary": name, "probability": PROBABILITY} for place, name in bound.items() if values.get(name)
    }


def operation_overrides(values: Mapping[str, list[Any]], excluded: Sequence[str]) -> list[dict[str, Any]]:
    """Returns the overrides for excluded operations and for functions with narrower dictionaries."""
    skipped = [{"include-operation-id": list(excluded), "enabled": False}] if excluded else []
    narrowed = [
        {"include-path-regex": f"^/{function}/", "parameters": bindings(known.bindings_of(function), values)}
        for function in known.FUNCTION_BINDINGS
    ]
    return [*skipped, *narrowed]


def schema(
    run: Run, described: dict[str, Any], seconds: int, values: Mapping[str, list[Any]], excluded: Sequence[str] = ()
) -> Any:
    """Returns the schema of schemathesis for a run of `seconds`. `values` are existing values by dictionary."""
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
            "parameters": bindings(known.BINDINGS, values),
            "operations": operation_overrides(values, excluded),
            "phases": {"coverage": {"unexpected-methods": UNEXPECTED_METHODS}},
            "generation": {"database": "none", "no-shrink": True, "with-security-parameters": False},
            "checks": {name: {"enabled": False} for name in checks.DISABLED_CHECKS},
        }
    )
    return schemathesis.openapi.from_dict(described, config=config)


@schemathesis.serializer("message/rfc822")
def mail(_: Any, value: Any) -> bytes:
    """Serializes a mail."""
    return value if isinstance(value, bytes) else str(value).encode(errors="surrogatepass")


def install_hooks(run: Run, operations: Mapping[str, Operation], tally: Tally) -> None:
    """Installs the hooks: they add credentials to calls without any, and count every response."""
    counter = callers.CallCounter()

    @schemathesis.hook
    def before_call(_: Any, case: Any, kwargs: dict[str, Any]) -> None:
        operation = operations[case.operation.label]
        if isinstance(kwargs.get("auth"), callers.Credentials):
            return
        call = counter.next(operation.label)
        kwargs["auth"] = callers.Credentials(run, operation, callers.choose(run.seed, operation, call))
        if case.meta is not None and not case.meta.is_negative_at(ParameterLocation.HEADER):
            conditions.simplify(case.headers, operation.id, call)

    @schemathesis.hook
    def filter_failure(_: Any, found: Any, case: Any, __: Any) -> bool:
        return not (isinstance(found, AcceptedNegativeData) and checks.has_blank_parameter(case.query))

    @schemathesis.hook
    def after_call(_: Any, case: Any, response: Any) -> None:
        tally.count(case.operation.label, response.status_code)


def fuzz(run: Run, schema: Any, tally: Tally) -> None:
    """Runs every phase until the time is up, and prints the progress."""
    waiting = set(TESTING_PHASES)
    for event in from_schema(schema).execute():
        if isinstance(event, events.PhaseStarted) and event.phase.name in waiting:
            waiting.remove(event.phase.name)
            print(f"{tally.calls():>6} calls; next phase: {event.phase.name.value}", flush=True)
        elif isinstance(event, events.ScenarioFinished):
            read(run, event.recorder, tally)
        elif isinstance(event, events.NonFatalError):
            tally.fail(Failure(event.label, event.info.title, event.info.message))
        elif isinstance(event, events.FatalError):
            raise event.exception


def read(run: Run, recorder: Any, tally: Tally) -> None:
    """Records the failed checks of a scenario."""
    for case_id, nodes in recorder.checks.items():
        interaction = recorder.interactions.get(case_id)
        for node in nodes:
            if node.status == Status.FAILURE and node.failure_info is not None:
                response = interaction.response if interaction else None
                label = recorder.cases[case_id].value.operation.label
                tally.fail(failure(run, label, node.failure_info.failure, response))


def failure(run: Run, label: str, found: Any, response: Any) -> Failure:
    """Returns the failure of a check, with the call that reproduces it."""
    # The rest of the message is the schema and the whole value.
    message = found.message.split("\n\nSchema")[0]
    if response is None:
        return Failure(label, found.title, message)
    return refusal(run, label, found.title, message, response)


def refusal(run: Run, label: str, title: str, message: str, response: Any) -> Failure:
    """Returns a failure with the response and a curl command."""
    request, caller = response.request, callers.caller_of(response.request)
    name, body = caller.name if caller is not None else "anonymous", callers.body_of(response.request)
    answer = f"{response.status_code} {bytes(response.content[:400]).decode(errors='replace')}"
    curl = report.curl(request.method, request.url, request.headers, body, name, run.data_dir)
    return Failure(label, title, message, answer, curl)
