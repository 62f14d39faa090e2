"""Who calls: mostly somebody whom the operation admits, for some calls somebody whom it does not, or nobody.

Who it is follows from the seed, the operation and how many calls of it went before: the same in every run of a seed.
"""

import base64
import hashlib
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import requests
from requests.auth import AuthBase

import signature
from document import Operation
from run import Run

ROLES = ("mpn_admin", "global_admin", "incentives", "operations")
HOME = "P-1"
"""The company that the known vouchers and claims belong to."""
OTHER = "P-2"
"""Another company, which has none of them."""
NEWCOMER = "P-3"
"""A company that the script brings in: what would keep the others from reserving is only ever done to it."""
HOMES = {"enrollment": NEWCOMER, "directory": NEWCOMER}
"""Whose people call the functions that settle whether a company takes part."""
STALE_SECONDS = 3600
DRAWS = 16
"""Of so many calls, one each is made by every kind of caller that is refused."""


@dataclass(frozen=True)
class Caller:
    """Somebody who calls, and what becomes of it."""

    name: str
    """How a reader gets the same: a holder's name, or what is wrong with the credentials."""
    refused_with: int | None = None
    """The status of whatever this caller asks, because of who it is."""
    stranger: bool = False
    """Whether it belongs to another company than the known vouchers do."""


NOBODY = Caller("nobody", 401)
ANYBODY = Caller("nobody")
EXPIRED = Caller("expired", 401)
UNSIGNED = Caller("unsigned", 401)
FORGED = Caller("forged", 401)
STALE = Caller("stale", 401)
SIGNED = Caller("signed")


def holder(role: str, company: str = HOME) -> str:
    """The name under which a token is known: the program's own staff has no company."""
    return role if role == "operations" else f"{role}@{company}"


def home(operation: Operation) -> str:
    """The company whose people call an operation."""
    return HOMES.get(operation.function, HOME)


def admitted(operation: Operation, draw: int) -> Caller:
    """Somebody whom the operation admits: one after the other of its roles."""
    if "webhook" in operation.schemes:
        return SIGNED
    if not operation.roles:
        return ANYBODY
    return Caller(holder(operation.roles[draw % len(operation.roles)], home(operation)))


def unwelcome(operation: Operation) -> list[Caller]:
    """Everybody whom the operation refuses, and a stranger, who sees nothing of what belongs to others."""
    if "webhook" in operation.schemes:
        return [UNSIGNED, FORGED, STALE]
    if not operation.roles:
        return []
    others = [Caller(holder(role, home(operation)), 403) for role in ROLES if role not in operation.roles]
    strangers = [Caller(holder(role, OTHER), None, True) for role in operation.roles if role != "operations"]
    return [NOBODY, EXPIRED, *others[:2], *strangers[:1]]


def choose(seed: int, operation: Operation, call: int) -> Caller:
    """Who makes an operation's call of this number."""
    digest = hashlib.sha256(f"{seed}/{operation.label}/{call}".encode()).digest()
    others, draw = unwelcome(operation), digest[0] % DRAWS
    return others[draw] if draw < len(others) else admitted(operation, digest[1])


class Turns:
    """Counts the calls of each operation."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def next(self, label: str) -> int:
        """The number of the next call, from zero."""
        with self._lock:
            self._counts[label] += 1
            return self._counts[label] - 1


class Credentials(AuthBase):
    """Puts a caller's token or signature on a request that is otherwise ready, and notes whose they are."""

    def __init__(self, run: Run, operation: Operation, caller: Caller, now: Callable[[], float] = time.time) -> None:
        self.run, self.operation, self.caller, self.now = run, operation, caller, now

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.caller = self.caller  # type: ignore[attr-defined]
        if "webhook" in self.operation.schemes:
            request.headers.update(self._signed(request))
        elif self.caller.name in self.run.tokens:
            request.headers["Authorization"] = f"Bearer {self.run.tokens[self.caller.name]}"
        return request

    def _signed(self, request: requests.PreparedRequest) -> dict[str, str]:
        if self.caller == UNSIGNED:
            return {}
        body = body_of(request)
        secret = self.run.secrets[self.operation.function]
        if self.caller == FORGED:
            secret = signature.PREFIX + base64.b64encode(hashlib.sha256(secret.encode()).digest()).decode()
        then = int(self.now()) - (STALE_SECONDS if self.caller == STALE else 0)
        return signature.headers(secret, f"msg_{uuid.uuid4().hex}", then, body)


def body_of(request: requests.PreparedRequest) -> bytes:
    """The bytes of a request's body."""
    body = request.body
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) else b""


def caller_of(request: requests.PreparedRequest) -> Caller | None:
    """Who made a request, if it was made here."""
    return getattr(request, "caller", None)
