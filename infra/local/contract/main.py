"""Holds the running API to its document: every operation is called, answered as documented, and refuses nonsense.

Reads what it is told from standard input (see `run`). Exit code 1 when something does not hold.
"""

import sys
import time

import checks
import document
import engine
import known
import report
import run
import script
import walk
from document import Operation
from tally import Tally


def main() -> int:
    """One run, from the document to the report."""
    told, started = run.read(sys.stdin), time.monotonic()
    try:
        described = document.runnable(document.read(told.document), told.url)
        fuzzed = chosen(list(document.operations(described)), told.operation)
    except document.Broken as broken:
        print(broken)
        return 1
    tally = Tally()
    checks.install(known.kept(told))
    engine.watch(told, {operation.label: operation for operation in document.operations(described)}, tally)
    walked = walk.Walk(told, described, engine.schema(told, described, 1, {}), tally)
    walked.go(script.steps(told))
    values = known.values(told, walked.saved)
    informed = document.knowing(described, lambda function: known.examples(function, values), walked.bodies)
    rest = int(told.seconds - (time.monotonic() - started))
    left_out = [operation.id for operation in document.operations(described) if operation not in fuzzed]
    engine.fuzz(told, engine.schema(told, informed, rest, values, left_out), tally)
    return finish(told, fuzzed, tally, time.monotonic() - started)


def chosen(operations: list[Operation], wanted: str | None) -> list[Operation]:
    """The operation with the wanted id, or all of them."""
    found = [operation for operation in operations if wanted in (None, operation.id)]
    if not found:
        raise document.Broken(f"no operation is called {wanted}; there are {', '.join(one.id for one in operations)}")
    return found


def finish(told: run.Run, fuzzed: list[Operation], tally: Tally, seconds: float) -> int:
    """Prints the report; the exit code."""
    names = {operation.label: operation.id for operation in fuzzed}
    never = tally.never_done(names)
    print(report.table(fuzzed, tally.statuses))
    if tally.failures:
        print(f"\n{report.failures(tally, names)}")
    if never:
        print(f"\nnever answered with 2xx: {', '.join(names[label] for label in never)}")
    outcome = f"{len(tally.failures)} failed" if tally.failures else "every answer as documented"
    print(f"\n{len(fuzzed)} operations, {tally.calls()} calls in {seconds:.0f} s, seed {told.seed}: {outcome}")
    return 1 if tally.failures or never else 0


if __name__ == "__main__":
    sys.exit(main())
