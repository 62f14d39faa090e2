"""The condition headers and idempotency keys of generated commands.

With generated values nearly every command would fail: the revision would not match, or the key would have been used.
"""

from collections.abc import MutableMapping

KEY = "Idempotency-Key"
CONDITIONS = ("If-Match", "If-None-Match")
UNCHANGED_EVERY = 4
"""One of this number of calls keeps the generated headers."""


def simplify(headers: MutableMapping[str, str], name: str, call: int) -> None:
    """Removes the conditions from most calls and replaces their key with a unique one."""
    if call % UNCHANGED_EVERY == 0:
        return
    for condition in CONDITIONS:
        headers.pop(condition, None)
    if KEY in headers:
        headers[KEY] = f"{name}-{call}"
