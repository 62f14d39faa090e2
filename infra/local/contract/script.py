"""The scripted calls: every operation at least once, in an order in which all calls succeed.

A body is the example of the contract with some fields replaced, so that the examples are tested too.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import callers
from run import Run

ADMIN_EMAIL = "lin.mei@contoso.example"
PROGRAM = "DDPS"
ENGAGEMENT = "DDPS-WINOFFICE"
CONSULTANT = "U-7"
LOCATION = "L-1"
COUNTRY = "TW"
AGREEMENT = "2019-01"
USD_500 = {"minor": 500_000, "currency": "USD"}
PDF = {
    "file_name": "plan.pdf",
    "content_type": "application/pdf",
    "size": 10,
    "sha256": "0" * 64,
    "kind": "deployment_plan",
}

OMITTED = object()
"""The value of a field that is omitted from the body."""


@dataclass(frozen=True)
class SavedValue:
    """A reference to a value of an earlier response."""

    name: str


@dataclass(frozen=True)
class Step:
    """A call that must succeed."""

    label: str
    """The operation, as method and path."""
    by: str
    """The caller: the holder of a token, `signed` or `anonymous`."""
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    """The fields that differ from the example, or a whole body that is not an object; `None` for the example."""
    save: Mapping[str, str] = field(default_factory=dict)
    """The values that later steps need: names and JSON pointers into the response."""
    asynchronous: bool = False
    """True when the result appears asynchronously; the call is repeated until it succeeds."""


ADMIN, GLOBAL, MONEY = (callers.holder(role) for role in ("mpn_admin", "global_admin", "incentives"))
STAFF = "operations"


def steps(run: Run) -> Iterator[Step]:
    """Yields every step in order."""
    yield from onboarding(run)
    yield from assigning(run)
    yield from reserving(run)
    yield from delivering(run)
    yield from reporting(run)
    yield from claiming(run)
    yield from paying(run)
    yield from reading(run)


def days(run: Run, count: int) -> str:
    """Returns the day `count` days after today."""
    return (datetime.date.fromisoformat(run.today) + datetime.timedelta(days=count)).isoformat()


def now() -> str:
    """Returns the current instant in UTC."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def onboarding(run: Run) -> Iterator[Step]:
    """Onboards the newcomer up to the directory profile; then changes enrollments."""
    admin, signer = callers.holder("mpn_admin", callers.NEWCOMER), callers.holder("global_admin", callers.NEWCOMER)
    company, program = {"company_id": callers.NEWCOMER}, {"program": PROGRAM}
    yield Step("GET /enrollment/programs", "anonymous")
    details = {"name": "Adatum Planning", "mpn_id": "4711003", "country": COUNTRY, "membership_ends_on": days(run, 700)}
    yield Step(
        "PUT /enrollment/companies/{company_id}", STAFF, company, body={**details, "membership_anniversary": OMITTED}
    )
    yield Step("GET /enrollment/companies/{company_id}", STAFF, company)
    for evidence in evidence_of_newcomer(run):
        path = {**company, "evidence_id": evidence["kind"]}
        yield Step("PUT /enrollment/companies/{company_id}/evidence/{evidence_id}", STAFF, path, body=evidence)
    yield Step("GET /enrollment/companies/{company_id}/evidence", STAFF, company)
    location = {
        "name": "Taipei",
        "country": COUNTRY,
        "address": "9 Sample Road",
        "contact_email": "office@adatum.example",
    }
    yield Step("PUT /enrollment/locations/{location_id}", admin, {"location_id": LOCATION}, body=location)
    yield Step("GET /enrollment/agreements/current", signer, save={"version": "/version", "sha256": "/sha256"})
    shown = {"version": SavedValue("version"), "sha256": SavedValue("sha256")}
    yield Step("POST /enrollment/agreements", signer, body=shown)
    yield Step("GET /enrollment/eligibility", admin)
    yield Step("GET /enrollment/people", signer)
    yield Step("POST /enrollment/enrollments", admin, body=program)
    yield Step("GET /enrollment/enrollments", admin)
    yield Step("GET /enrollment/enrollments/{program}", admin, program)
    profile = {"programs": [PROGRAM], "languages": ["en"], "locations": [LOCATION], "published": True}
    yield Step("PUT /directory/profile", admin, body=profile)
    yield Step("GET /directory/profile", admin)
    why, of = {"reason": "It is being looked into."}, {"company_id": callers.OTHER_COMPANY}
    other = callers.holder("mpn_admin", callers.OTHER_COMPANY)
    yield Step("POST /enrollment/enrollments/{program}/renew", other, program)
    yield Step("POST /enrollment/enrollments/{program}/suspend", STAFF, program, of, body=why)
    yield Step("POST /enrollment/enrollments/{program}/reinstate", STAFF, program, of, body=why)
    yield Step("POST /enrollment/enrollments/{program}/withdraw", admin, program)
    path = {**company, "evidence_id": "consultant_exam"}
    yield Step("DELETE /enrollment/companies/{company_id}/evidence/{evidence_id}", STAFF, path)


def evidence_of_newcomer(run: Run) -> Iterator[dict[str, Any]]:
    """Yields the evidence that the program requires."""
    since = {"valid_from": days(run, -30), "valid_until": OMITTED}
    company = {"person": OMITTED, "person_name": OMITTED}
    yield {"kind": "competency", "name": "Windows and Devices", "level": "gold", **company, **since}
    for kind in ("compliance_training", "consultant_exam"):
        yield {"kind": kind, "name": "Windows and Devices", "level": OMITTED, "person": CONSULTANT, **since}


def assigning(run: Run) -> Iterator[Step]:
    """Posts the events and the mail of the licensing system."""
    first, second = run.vouchers["assigned"][:2]
    label = "POST /assignment/events"
    yield Step(label, "signed", body=event("voucher.assigned", assigned(run, f"{first}-NEW")))
    yield Step(
        label,
        "signed",
        body=event("voucher.extended", {"voucher_number": first, "expires_on": days(run, 250), "reason": "Granted."}),
    )
    admin = {"name": "Lin Mei", "email": ADMIN_EMAIL}
    yield Step(label, "signed", body=event("voucher.reassigned", {"voucher_number": first, "admin": admin}))
    yield Step(label, "signed", body=event("voucher.withdrawn", {"voucher_number": second, "reason": "Called off."}))
    yield Step("POST /assignment/mail", "signed", body=run.mail)


def event(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the body of a webhook."""
    return {"type": kind, "occurred_at": now(), "data": dict(data)}


def assigned(run: Run, number: str) -> dict[str, Any]:
    """Returns the data of an assignment."""
    return {
        "voucher_number": number,
        "program": PROGRAM,
        "days": 5,
        "customer": {"id": "C-1001", "name": "Contoso Ltd", "country": COUNTRY},
        "license_id": "LIC-2001",
        "license_ends_on": days(run, 300),
        "admin": {"name": "Lin Mei", "email": ADMIN_EMAIL},
        "created_at": now(),
    }


def reserving(run: Run) -> Iterator[Step]:
    """Reserves a voucher, changes and cancels the reservation."""
    number = run.vouchers["assigned"][0]
    wanted, path = {"voucher_number": number, "admin_email": ADMIN_EMAIL}, {"voucher_number": number}
    yield Step("POST /reservation/validate", ADMIN, body=wanted)
    yield Step("GET /reservation/terms/current", ADMIN, save={"terms_version": "/version", "terms_sha256": "/sha256"})
    terms = {name: SavedValue(name) for name in ("terms_version", "terms_sha256")}
    reservation = {**wanted, **delivery(run), "delivery_country": COUNTRY, "accept_terms": True, **terms}
    yield Step("POST /reservation/reservations/check", ADMIN, body=reservation)
    yield Step("POST /reservation/reservations", ADMIN, body=reservation)
    yield Step("PATCH /reservation/reservations/{voucher_number}", ADMIN, path, body=delivery(run))
    yield Step("POST /reservation/reservations/{voucher_number}/notify", ADMIN, path)
    reason = {"reason": "engagement_not_happening"}
    yield Step("POST /reservation/reservations/{voucher_number}/cancel", ADMIN, path, body=reason)


def delivery(run: Run) -> dict[str, Any]:
    """Returns location, dates and people of a delivery."""
    return {
        "location_id": LOCATION,
        "engagement_type": ENGAGEMENT,
        "start_date": run.today,
        "end_date": run.today,
        "lead_consultant": CONSULTANT,
        "attendees": [ADMIN_EMAIL],
        "repeat_15_day_exception": OMITTED,
    }


def delivering(run: Run) -> Iterator[Step]:
    """Announces and deletes a file; reads another one."""
    path = {"voucher_number": run.vouchers["reserved"][0]}
    files = "/deliverable/vouchers/{voucher_number}/deliverables"
    yield Step(f"POST {files}", ADMIN, path, body=PDF, save={"deliverable_id": "/deliverable_id"})
    yield Step(f"GET {files}", ADMIN, path)
    one = {**path, "deliverable_id": SavedValue("deliverable_id")}
    yield Step(f"GET {files}/{{deliverable_id}}", ADMIN, one)
    yield Step(f"DELETE {files}/{{deliverable_id}}", ADMIN, one)
    delivered = {"voucher_number": run.vouchers["delivered"][1]}
    yield Step(f"GET {files}", ADMIN, delivered, save={"deliverable_id": "/items/0/deliverable_id"})


def reporting(run: Run) -> Iterator[Step]:
    """Drafts and submits a completion report; redeems a voucher."""
    path = {"voucher_number": run.vouchers["delivered"][0]}
    answers = {
        "onsite_days": 4,
        "offsite_days": 1,
        "walk_on_hours": 2,
        "delivered_from": run.today,
        "delivered_to": run.today,
        "delivery_country": COUNTRY,
        "lead_consultant": CONSULTANT,
        "planned_deployment_on": days(run, 90),
        "handed_over_on": run.today,
        "no_extra_fee": True,
    }
    yield Step("PUT /completion/vouchers/{voucher_number}/report", ADMIN, path, body=answers)
    yield Step("GET /completion/vouchers/{voucher_number}/report", ADMIN, path)
    yield Step("POST /completion/vouchers/{voucher_number}/report/submit", ADMIN, path)
    yield Step("GET /completion/vouchers/{voucher_number}/receipt", ADMIN, path)
    yield Step("POST /completion/vouchers/{voucher_number}/report/reopen", ADMIN, path)
    yield Step("GET /completion/vouchers/{voucher_number}/receipts", ADMIN, path)
    ready = {"voucher_numbers": run.vouchers["reported"][:1]}
    yield Step("POST /redemption/preview", ADMIN, body=ready)
    yield Step(
        "POST /redemption/redemptions", ADMIN, body={**ready, "confirm": True}, save={"redemption": "/redemption_id"}
    )
    yield Step("GET /redemption/redemptions/{redemption_id}", ADMIN, {"redemption_id": SavedValue("redemption")})


def claim(number: str) -> str:
    """Returns the id of a voucher's claim."""
    return f"CL-{number}"


def claiming(run: Run) -> Iterator[Step]:
    """Registers the payee; drafts, submits, withdraws and reinstates claims; writes a comment."""
    claims = [{"claim_id": claim(number)} for number in run.vouchers["redeemed"]]
    of = "/payment-request/claims/{claim_id}"
    for path in claims:
        yield Step(f"GET {of}", MONEY, path, asynchronous=True)
    yield Step("PUT /payment-request/payees/{program}", GLOBAL, {"program": PROGRAM}, body=payee())
    yield Step(f"PUT {of}/draft", MONEY, claims[0], body={"invoice_number": "INV-F-0"})
    for place, path in enumerate(claims[:3]):
        yield Step(f"POST {of}/submit", MONEY, path, body={"invoice_number": f"INV-F-{place}"})
    many = {"claim_ids": [path["claim_id"] for path in claims[3:5]], "invoice_number": "INV-F-MANY"}
    yield Step("POST /payment-request/claims/submit", MONEY, body=many)
    yield Step(f"POST {of}/withdraw", MONEY, claims[4])
    yield Step(f"POST {of}/reinstate", MONEY, claims[4])
    yield Step(f"POST {of}/comments", MONEY, claims[4], body={"text": "The invoice follows tomorrow."})


def payee() -> dict[str, Any]:
    """Returns the payee of the known company."""
    profile = {"id": "B-1", "label": "Contoso Partners, Taipei", "currency": "USD"}
    return {"bank_profiles": [profile], "locations": {LOCATION: "B-1", "L-2": "B-1", "L-3": "B-1"}}


def paying(run: Run) -> Iterator[Step]:
    """Reviews and pays claims; disputes a payment; sets a rate."""
    first, second, third = ({"claim_id": claim(number)} for number in run.vouchers["redeemed"][:3])
    of, why, comment = (
        "/payment-request/claims/{claim_id}",
        {"reason": "A paper is missing."},
        {"comment": "Please look again."},
    )
    for path in (first, second, third):
        yield Step(f"POST {of}/review", STAFF, path)
    yield Step(f"GET {of}/checks", STAFF, first)
    invoice = "/payment-request/invoices/{invoice_number}"
    yield Step(f"GET {invoice}/file", MONEY, {"invoice_number": "INV-F-0"})
    announced = {"file_name": "invoice.pdf", "content_type": "application/pdf", "size": 9, "sha256": "0" * 64}
    yield Step(f"PUT {invoice}/file", MONEY, {"invoice_number": "INV-F-1"}, body=announced)
    paper = {"company_id": "P-1", "received_on": run.today}
    yield Step(f"PUT {invoice}/paper", STAFF, {"invoice_number": "INV-F-1"}, body=paper)
    yield Step(f"POST {of}/approve", STAFF, first)
    yield Step(f"POST {of}/hold", STAFF, first, body=why)
    yield Step(f"POST {of}/release", STAFF, first)
    yield Step(f"POST {of}/reject", STAFF, second, body=why)
    yield Step(f"POST {of}/request-changes", STAFF, third, body=comment)
    paid = {**first, "payment_id": "PAY-F-1", "amount": USD_500, "at": now()}
    for kind in ("scheduled", "sent"):
        yield Step("POST /payment-status/events", "signed", body=event(f"payment.{kind}", paid))
    yield Step(f"POST {of}/dispute", MONEY, first, body=comment)
    yield Step(f"POST {of}/settle", STAFF, first, body=comment)
    rate = {"per_day": {"minor": 100_000, "currency": "USD"}, "valid_from": run.today, "valid_to": OMITTED}
    yield Step(
        "PUT /payment-request/rates/{country}/{program}", STAFF, {"country": "KR", "program": PROGRAM}, body=rate
    )


def reading(run: Run) -> Iterator[Step]:
    """Reads lists, exports, statement and dashboard."""
    yield Step("GET /payment-request/claims", MONEY)
    yield Step("GET /payment-request/claims/export", MONEY, query={"format": "csv"})
    yield Step("GET /payment-request/statement", MONEY, query={"month": run.today[:7]})
    yield Step("GET /payment-request/payees", MONEY)
    yield Step("GET /payment-request/rates", MONEY)
    yield Step("GET /overview/vouchers", ADMIN)
    yield Step("GET /overview/vouchers/export", ADMIN, query={"format": "csv"})
    yield Step("GET /overview/vouchers/{voucher_number}", ADMIN, {"voucher_number": run.vouchers["redeemed"][0]})
    yield Step("GET /overview/dashboard", ADMIN)
    yield Step("GET /enrollment/locations", ADMIN)
    yield Step("GET /directory/providers", "anonymous", asynchronous=True)
    yield Step("GET /directory/providers/{company_id}", "anonymous", {"company_id": callers.OWNER}, asynchronous=True)
