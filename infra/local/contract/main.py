"""Holds the running API to its document: every operation is called, answered as documented, and refuses nonsense.

Reads what it is told from standard input (see `run`). Exit code 1 when something does not hold.
"""

import sys
import time
from typing import Any

import schemathesis

import checks
import document
import engine
import known
import report
import run
import script
import walk
from tally import Tally


def main() -> int:
    """One run, from the document to the report."""
    told, started = run.read(sys.stdin), time.monotonic()
    try:
        described = document.served_at(document.read(told.document), told.url)
    except document.Broken as broken:
        print(broken)
        return 1
    operations = list(document.operations(described))
    tally = Tally()
    checks.install(known.kept(told))
    engine.watch(told, {operation.label: operation for operation in operations}, tally)
    walked = walk.Walk(told, described, schema_of(told, described, 1, {}), tally)
    walked.go(script.steps(told))
    print(f"{tally.calls()} scripted calls in {time.monotonic() - started:.1f} s")
    values = known.values(told, walked.saved)
    fuzzed = [operation for operation in operations if told.operation in (None, operation.id)]
    if not fuzzed:
        print(f"no operation is called {told.operation}")
        return 1
    rest = int(told.seconds - (time.monotonic() - started))
    schema = schema_of(told, document.knowing(described, known.examples(values), walked.bodies), rest, values)
    if told.operation is not None:
        schema = schema.include(operation_id=told.operation)
    engine.fuzz(schema, tally)
    return finish(told, operations, fuzzed, tally, time.monotonic() - started)


def schema_of(told: run.Run, described: dict[str, Any], seconds: int, values: dict[str, list[Any]]) -> Any:
    """The document as schemathesis works with it."""
    return schemathesis.openapi.from_dict(described, config=engine.config(told, seconds, values, known.BOUND))


def finish(told: run.Run, operations: list[Any], fuzzed: list[Any], tally: Tally, seconds: float) -> int:
    """Prints the report; the exit code."""
    print(report.table(operations, tally.statuses))
    never = tally.never_done(operation.label for operation in operations)
    names = {operation.label: operation.id for operation in operations}
    if tally.failures:
        print(f"\n{report.failures(tally, names)}")
    print(f"\n{tally.calls()} calls of {len(operations)} operations in {seconds:.0f} s, seed {told.seed}", end="")
    print(f": {len(tally.failures)} failures" if tally.failures else ": every answer as documented")
    if never:
        print(f"never answered with 2xx: {', '.join(names[label] for label in never)}")
    return 1 if tally.failures or never else 0


if __name__ == "__main__":
    sys.exit(main())
