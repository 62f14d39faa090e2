"""Makes the scripted calls, and holds their answers to the document as all others."""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from schemathesis.core.failures import FailureGroup

import document
import engine
from callers import Caller, Credentials
from document import Operation
from run import Run
from script import DROPPED, Saved, Step
from tally import Tally

GLANCE_SECONDS = 0.25
PATIENCE_SECONDS = 20
"""How long a call waits for what happens by itself."""
NOT_YET = (404, 409)


def resolved(value: Any, saved: Mapping[str, Any]) -> Any:
    """A value with what earlier answers said in the place of what stands for it, without dropped fields."""
    if isinstance(value, Saved):
        return saved.get(value.name, value.name)
    if isinstance(value, Mapping):
        return {name: resolved(inner, saved) for name, inner in value.items() if inner is not DROPPED}
    return [resolved(inner, saved) for inner in value] if isinstance(value, list) else value


def body_of(example: Any, given: Any) -> Any:
    """The example with the fields that are given."""
    if isinstance(example, Mapping) and isinstance(given, Mapping):
        return {**example, **given}
    return example if given is None else given


def at(value: Any, pointer: str) -> Any:
    """What stands at a JSON pointer; `None` when nothing does."""
    for part in pointer.split("/")[1:]:
        if isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


class Walk:
    """The calls, what their answers said, and the bodies that succeeded."""

    def __init__(self, run: Run, described: Mapping[str, Any], schema: Any, tally: Tally) -> None:
        self.run, self.described, self.schema, self.tally = run, described, schema, tally
        self.operations = {operation.label: operation for operation in document.operations(described)}
        self.saved: dict[str, Any] = {}
        self.bodies: dict[str, Any] = {}

    def go(self, steps: Iterable[Step]) -> None:
        """Takes every step whose operation the document has."""
        for step in steps:
            if step.label in self.operations:
                self.take(self.operations[step.label], step)

    def take(self, operation: Operation, step: Step) -> None:
        """Makes one call, again while what it asks for has not happened yet."""
        until = time.monotonic() + (PATIENCE_SECONDS if step.patient else 0)
        response = self.call(operation, step)
        while response.status_code in NOT_YET and time.monotonic() < until:
            time.sleep(GLANCE_SECONDS)
            response = self.call(operation, step)
        if not 200 <= response.status_code < 300:
            title = "a scripted call did not succeed"
            self.tally.fail(engine.refusal(self.run, operation.label, title, f"by {step.by}", response))
            return
        for name, pointer in step.save.items():
            self.saved[name] = at(response.json(), pointer)

    def call(self, operation: Operation, step: Step) -> Any:
        """Makes one call and checks the answer."""
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
        """What the operation takes."""
        content = self.described["paths"][operation.path][operation.method.lower()]["requestBody"]["content"]
        return str(next(iter(content)))
