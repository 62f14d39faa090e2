"""Makes the scripted calls and checks their responses against the contract."""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from schemathesis.core.failures import FailureGroup

import document
import engine
from callers import Caller, Credentials
from document import Operation
from run import Run
from script import OMITTED, SavedValue, Step
from tally import Tally

POLL_SECONDS = 0.25
TIMEOUT_SECONDS = 20
"""The timeout for results that appear asynchronously."""
NOT_YET = (404, 409)


def resolved(value: Any, saved: Mapping[str, Any]) -> Any:
    """Replaces references to saved values and removes omitted fields."""
    if isinstance(value, SavedValue):
        return saved.get(value.name, value.name)
    if isinstance(value, Mapping):
        return {name: resolved(inner, saved) for name, inner in value.items() if inner is not OMITTED}
    return [resolved(inner, saved) for inner in value] if isinstance(value, list) else value


def body_of(example: Any, given: Any) -> Any:
    """Returns the example with the given fields, or the given body."""
    if isinstance(example, Mapping) and isinstance(given, Mapping):
        return {**example, **given}
    return example if given is None else given


def at(value: Any, pointer: str) -> Any:
    """Returns the value at a JSON pointer; `None` if there is none."""
    for part in pointer.split("/")[1:]:
        if isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


class Walk:
    """The scripted calls with the saved values and the sent bodies."""

    def __init__(self, run: Run, described: Mapping[str, Any], schema: Any, tally: Tally) -> None:
        self.run, self.described, self.schema, self.tally = run, described, schema, tally
        self.operations = {operation.label: operation for operation in document.operations(described)}
        self.saved: dict[str, Any] = {}
        self.bodies: dict[str, Any] = {}

    def go(self, steps: Iterable[Step]) -> None:
        """Makes the call of every step whose operation is in the document."""
        for step in steps:
            if step.label in self.operations:
                self.take(self.operations[step.label], step)

    def take(self, operation: Operation, step: Step) -> None:
        """Makes the call of a step; repeats it while its result has not appeared yet."""
        until = time.monotonic() + (TIMEOUT_SECONDS if step.asynchronous else 0)
        response = self.call(operation, step)
        while response.status_code in NOT_YET and time.monotonic() < until:
            time.sleep(POLL_SECONDS)
            response = self.call(operation, step)
        if not 200 <= response.status_code < 300:
            title = "a scripted call did not succeed"
            self.tally.fail(engine.refusal(self.run, operation.label, title, f"by {step.by}", response))
            return
        for name, pointer in step.save.items():
            self.saved[name] = at(response.json(), pointer)

    def call(self, operation: Operation, step: Step) -> Any:
        """Makes one call and checks the response."""
        body = body_of(document.example(self.described, operation), step.body)
        body = resolved(body, self.saved)
        arguments = {"path_parameters": resolved(step.path, self.saved), "query": resolved(step.query, self.saved)}
        if body is not None:
            self.bodies.setdefault(operation.label, body)
            arguments |= {"body": body, "media_type": self.media_type(operation)}
        case = self.schema[operation.path][operation.method].Case(**arguments)
        response = case.call(auth=Credentials(self.run, operation, Caller(step.by)))
        try:
            case.validate_response(response)
        except FailureGroup as group:
            for found in group.exceptions:
                self.tally.fail(engine.failure(self.run, operation.label, found, response))
        return response

    def media_type(self, operation: Operation) -> str:
        """Returns the media type of the request body."""
        content = self.described["paths"][operation.path][operation.method.lower()]["requestBody"]["content"]
        return str(next(iter(content)))
