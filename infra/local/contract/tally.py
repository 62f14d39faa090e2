"""The result of the calls: counts of statuses, and failures."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

SHOWN_PER_TITLE = 3
"""The maximum number of failures shown per operation and title."""


@dataclass(frozen=True)
class Failure:
    """A failed check and the call that reproduces it."""

    label: str
    """The operation, or another subject."""
    title: str
    """The kind of failure, the same for every call."""
    message: str
    """The details."""
    answer: str = ""
    """The status and the beginning of the body."""
    curl: str = ""
    """The command that repeats the call."""


@dataclass
class Tally:
    """Counts of responses, and failures: per operation and title, the first distinct ones."""

    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    failures: dict[tuple[str, str], list[Failure]] = field(default_factory=lambda: defaultdict(list))
    repeated: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, label: str, status: int) -> None:
        """Counts a response."""
        with self._lock:
            self.statuses[label][status] += 1

    def fail(self, failure: Failure) -> None:
        """Records a failure."""
        key = (failure.label, failure.title)
        with self._lock:
            self.repeated[key] += 1
            similar = self.failures[key]
            if len(similar) < SHOWN_PER_TITLE and failure.message not in {other.message for other in similar}:
                similar.append(failure)

    def calls(self) -> int:
        """Returns the number of responses."""
        return sum(sum(counts.values()) for counts in self.statuses.values())

    def never_succeeded(self, labels: Iterable[str]) -> list[str]:
        """Returns the operations that never succeeded."""
        return [label for label in labels if not any(200 <= status < 300 for status in self.statuses[label])]
