"""What the headers of a command say besides who sends it.

Left as they are generated, hardly a command would be carried out: most would name another revision than the current
one, or come under a key that was used before.
"""

from collections.abc import MutableMapping

KEY = "Idempotency-Key"
CONDITIONS = ("If-Match", "If-None-Match")
KEPT = 4
"""Of so many calls, one keeps the headers that were generated."""


def settle(headers: MutableMapping[str, str], name: str, call: int) -> None:
    """Leaves the conditions out of most calls, and makes their key one of their own."""
    if call % KEPT == 0:
        return
    for condition in CONDITIONS:
        headers.pop(condition, None)
    if KEY in headers:
        headers[KEY] = f"{name}-{call}"
