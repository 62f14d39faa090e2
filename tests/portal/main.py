"""Tests the portal in a real browser. Reads its input from standard input (see `run`).

Exit code 1 if a test failed, or if a page of the portal was not shown in a state that it has.
"""

import sys
import time
from pathlib import Path

import pytest

import pages
from run import KEY, Run, read

HERE = Path(__file__).parent


class Given:
    """Passes the input and the record of visited pages to the fixtures."""

    def __init__(self, run: Run, coverage: pages.Coverage) -> None:
        self.run, self.coverage = run, coverage

    def pytest_configure(self, config: pytest.Config) -> None:
        """Keeps both where fixtures find them."""
        config.stash[KEY], config.stash[pages.KEY] = self.run, self.coverage


def main() -> int:
    """Runs the tests; returns the exit code."""
    run, started = read(sys.stdin), time.monotonic()
    coverage = pages.Coverage(pages.listed(HERE / "pages.txt"))
    chosen = ["-k", run.only] if run.only else []
    options = ["-q", "-p", "no:cacheprovider", "--tb=short", "--durations=5", "--rootdir", str(HERE)]
    failed = pytest.main([*options, *chosen, str(HERE)], plugins=[Given(run, coverage)]) != 0
    missing = [] if run.only else coverage.missing()
    for one in missing:
        print(f"not visited: {one}")
    visited = f"{len(coverage.seen)} states of {len(coverage.pages)} pages and forms"
    print(f"{visited} visited in {time.monotonic() - started:.0f} s; screenshots are in {run.screenshots}")
    return 1 if failed or missing else 0


if __name__ == "__main__":
    sys.exit(main())
