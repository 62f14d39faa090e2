"""Tests the running API against its contract: scripted calls of every operation, then fuzzing.

Reads its input from standard input (see `run`). Exit code 1 if a check failed or an operation never succeeded.
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
    """Runs the scripted calls and the fuzzing; returns the exit code."""
    current, started = run.read(sys.stdin), time.monotonic()
    try:
        described = document.runnable(document.read(current.document), current.url)
        fuzzed = chosen(list(document.operations(described)), current.operation)
    except document.DocumentError as broken:
        print(broken)
        return 1
    tally = Tally()
    checks.install(known.owned_ids(current))
    engine.install_hooks(current, {operation.label: operation for operation in document.operations(described)}, tally)
    walked = walk.Walk(current, described, engine.schema(current, described, 1, {}), tally)
    walked.go(script.steps(current))
    values = known.values(current, walked.saved)
    informed = document.with_examples(described, lambda function: known.examples(function, values), walked.bodies)
    rest = int(current.seconds - (time.monotonic() - started))
    excluded = [operation.id for operation in document.operations(described) if operation not in fuzzed]
    engine.fuzz(current, engine.schema(current, informed, rest, values, excluded), tally)
    return finish(current, fuzzed, tally, time.monotonic() - started)


def chosen(operations: list[Operation], wanted: str | None) -> list[Operation]:
    """Returns the operation with the given id, or all operations without one."""
    found = [operation for operation in operations if wanted in (None, operation.id)]
    if not found:
        raise document.DocumentError(f"no operation {wanted}; operations: {', '.join(one.id for one in operations)}")
    return found


def finish(current: run.Run, fuzzed: list[Operation], tally: Tally, seconds: float) -> int:
    """Prints the report; returns the exit code."""
    names = {operation.label: operation.id for operation in fuzzed}
    never = tally.never_succeeded(names)
    print(report.table(fuzzed, tally.statuses))
    if tally.failures:
        print(f"\n{report.failures(tally, names)}")
    if never:
        print(f"\nnever succeeded: {', '.join(names[label] for label in never)}")
    outcome = f"{len(tally.failures)} checks failed" if tally.failures else "every check passed"
    print(f"\n{len(fuzzed)} operations, {tally.calls()} calls in {seconds:.0f} s, seed {current.seed}: {outcome}")
    return 1 if tally.failures or never else 0


if __name__ == "__main__":
    sys.exit(main())
