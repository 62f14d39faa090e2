"""Requests to the API, to prepare companies and to see what a page has changed."""

import json
import time
import urllib.request
from typing import Any

from run import Run

TIMEOUT_SECONDS = 30
ATTEMPTS, PAUSE_SECONDS = 50, 0.2
MEMBERSHIP_DAY = "2026-01-01"


def call(run: Run, holder: str, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Sends a request with the token of a holder; returns the answer. Raises an error for a refusal."""
    request = urllib.request.Request(f"{run.functions}/{path}", method=method)
    request.add_header("authorization", f"Bearer {run.tokens[holder]}")
    if body is not None:
        request.add_header("content-type", "application/json")
        request.data = json.dumps(body).encode()
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
        return json.load(answer)


def qualify(run: Run, company: str) -> None:
    """Records the evidence that the requirements of DDPS ask for, as operations."""
    evidence = {
        "competency": {"kind": "competency", "name": "Windows and Devices", "level": "gold"},
        "training": {"kind": "compliance_training", "name": "Planning Services Compliance", "person": "U-7"},
        "exam": {"kind": "consultant_exam", "name": "Windows and Devices", "person": "U-7"},
    }
    for name, fields in evidence.items():
        path = f"enrollment/companies/{company}/evidence/{name}"
        call(run, "operations", "PUT", path, {**fields, "valid_from": MEMBERSHIP_DAY})


def voucher(run: Run, number: str, company: str = "P-1") -> Any:
    """Returns a voucher with its history, as the partner administrator of a company reads it."""
    return call(run, f"mpn_admin@{company}", "GET", f"overview/vouchers/{number}")


def count(run: Run, number: str, event: str) -> int:
    """Returns how often an event is in a voucher's history, as soon as the history is complete."""
    for _ in range(ATTEMPTS):
        details = voucher(run, number)
        if len(details["history"]) >= details["rev"]:
            return sum(one["type"] == f"voucher.{event}" for one in details["history"])
        time.sleep(PAUSE_SECONDS)
    raise AssertionError(f"the history of {number} is not complete")


def enrollments(run: Run, company: str) -> list[Any]:
    """Returns the enrollments of a company."""
    return list(call(run, f"mpn_admin@{company}", "GET", "enrollment/enrollments")["items"])
