"""What came of the calls: how often each status, and what failed."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

SHOWN = 3
"""So many failures are shown of those with one title about one operation."""


@dataclass(frozen=True)
class Failure:
    """Something that does not hold, and the call that shows it."""

    label: str
    """The operation, or what else it is about."""
    title: str
    """What does not hold, the same for every call that shows it."""
    message: str
    """What was seen of it."""
    answer: str = ""
    """The status, and the beginning of the body."""
    curl: str = ""
    """A command line that makes the call again."""


@dataclass
class Tally:
    """Counts the answers, and keeps the failures: of those with one title about an operation, the first that differ."""

    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    failures: dict[tuple[str, str], list[Failure]] = field(default_factory=lambda: defaultdict(list))
    repeated: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, label: str, status: int) -> None:
        """One more answer."""
        with self._lock:
            self.statuses[label][status] += 1

    def fail(self, failure: Failure) -> None:
        """One more failure."""
        key = (failure.label, failure.title)
        with self._lock:
            self.repeated[key] += 1
            alike = self.failures[key]
            if len(alike) < SHOWN and failure.message not in {other.message for other in alike}:
                alike.append(failure)

    def calls(self) -> int:
        """How many calls were answered."""
        return sum(sum(counts.values()) for counts in self.statuses.values())

    def never_done(self, labels: Iterable[str]) -> list[str]:
        """The operations that never succeeded."""
        return [label for label in labels if not any(200 <= status < 300 for status in self.statuses[label])]
