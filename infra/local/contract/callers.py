"""The callers: mostly authorized ones, for some calls unauthorized or unauthenticated ones.

The caller is determined by the seed, the operation and the number of its previous calls, so that runs are repeatable.
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
from document import ROLES, Operation
from run import Run

OWNER = "P-1"
"""The company of the known vouchers and claims."""
OTHER_COMPANY = "P-2"
"""A company without any of them."""
NEWCOMER = "P-3"
"""A company that the script onboards. Only its participation is changed, so that the others can always reserve."""
FUNCTION_COMPANIES = {"enrollment": NEWCOMER, "directory": NEWCOMER}
"""The callers' company, for the functions that change a company's participation."""
STALE_SECONDS = 3600
DRAWS = 16
"""Each kind of refused caller makes one of this number of calls, on average."""


@dataclass(frozen=True)
class Caller:
    """A caller and the expected authorization."""

    name: str
    """The holder of the token, or the flaw of the credentials."""
    refused_with: int | None = None
    """The status with which this caller is always refused, if it is."""
    other_company: bool = False
    """True for a caller of another company than that of the known vouchers."""
    may_be_forbidden: bool = False
    """True when it depends on the request's parameters whether this caller is authorized."""


UNAUTHENTICATED = Caller("anonymous", 401)
ANONYMOUS = Caller("anonymous")
EXPIRED = Caller("expired", 401)
UNSIGNED = Caller("unsigned", 401)
FORGED = Caller("forged", 401)
STALE = Caller("stale", 401)
SIGNED = Caller("signed")


def holder(role: str, company: str = OWNER) -> str:
    """Returns the name of a token: `<role>@<company>`, or `operations`, which has no company."""
    return role if role == "operations" else f"{role}@{company}"


def company_of(operation: Operation) -> str:
    """Returns the company of an operation's callers."""
    return FUNCTION_COMPANIES.get(operation.function, OWNER)


def authorized_caller(operation: Operation, draw: int) -> Caller:
    """Returns an authorized caller of the operation; the draw selects the role."""
    if "webhook" in operation.schemes:
        return SIGNED
    if not operation.roles:
        return ANONYMOUS
    name = holder(operation.roles[draw % len(operation.roles)], company_of(operation))
    return Caller(name, may_be_forbidden=operation.any_role)


def refused_callers(operation: Operation) -> list[Caller]:
    """Returns the refused callers of the operation, and an authorized one of another company."""
    if "webhook" in operation.schemes:
        return [UNSIGNED, FORGED, STALE]
    if not operation.roles:
        return []
    others = [Caller(holder(role, company_of(operation)), 403) for role in ROLES if role not in operation.roles]
    strangers = [
        Caller(holder(role, OTHER_COMPANY), None, True, operation.any_role)
        for role in operation.roles
        if role != "operations"
    ]
    return [UNAUTHENTICATED, EXPIRED, *others[:2], *strangers[:1]]


def choose(seed: int, operation: Operation, call: int) -> Caller:
    """Returns the caller of an operation's call with this number."""
    digest = hashlib.sha256(f"{seed}/{operation.label}/{call}".encode()).digest()
    others, draw = refused_callers(operation), digest[0] % DRAWS
    return others[draw] if draw < len(others) else authorized_caller(operation, digest[1])


class CallCounter:
    """The number of calls of each operation."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def next(self, label: str) -> int:
        """Returns the number of the next call, from zero."""
        with self._lock:
            self._counts[label] += 1
            return self._counts[label] - 1


class Credentials(AuthBase):
    """Adds a caller's token or signature to a prepared request, and stores the caller in the request."""

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
    """Returns the body of a request as bytes."""
    body = request.body
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) else b""


def caller_of(request: requests.PreparedRequest) -> Caller | None:
    """Returns the caller of a request, if it was sent with `Credentials`."""
    return getattr(request, "caller", None)
