"""The dictionaries of existing values. Without them nearly every generated call would name an unknown resource."""

from collections.abc import Mapping
from typing import Any

import callers
import script
from run import Run

BINDINGS = {
    "path.voucher_number": "vouchers",
    "path.claim_id": "claims",
    "path.company_id": "companies",
    "path.deliverable_id": "deliverables",
    "path.evidence_id": "evidence",
    "path.location_id": "locations",
    "path.program": "programs",
    "path.country": "countries",
    "query.company_id": "companies",
    "query.location_id": "locations",
    "query.program": "programs",
    "query.country": "countries",
    "body.voucher_number": "assigned",
    "body.voucher_numbers[*]": "reported",
    "body.admin_email": "emails",
    "body.location_id": "locations",
    "body.engagement_type": "engagements",
    "body.start_date": "starts",
    "body.end_date": "ends",
    "body.lead_consultant": "consultants",
    "body.delivery_country": "countries",
    "body.country": "countries",
    "body.program": "programs",
    "body.programs[*]": "programs",
    "body.locations[*]": "locations",
    "body.claim_ids[*]": "claims",
    "body.data.voucher_number": "vouchers",
    "body.data.claim_id": "claims",
    "body.data.program": "programs",
    "body.version": "agreements",
}
"""The dictionary of each parameter or body field."""

FUNCTION_BINDINGS = {
    "reservation": {"path.voucher_number": "reserved"},
    "deliverable": {"path.voucher_number": "delivered"},
    "completion": {"path.voucher_number": "delivered"},
    "enrollment": {"path.company_id": "newcomers", "query.company_id": "newcomers"},
}
"""The overrides for a function: vouchers in the states it works on, a company that no other call depends on."""


def bindings_of(function: str) -> dict[str, str]:
    """Returns the bindings for the operations of a function."""
    return {**BINDINGS, **FUNCTION_BINDINGS.get(function, {})}


def values(run: Run, saved: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Returns the dictionaries by name."""
    deliverable = saved.get("deliverable_id")
    every = [number for numbers in run.vouchers.values() for number in numbers]
    return {
        # The script used the first vouchers; the saved file belongs to the second delivered one.
        **{state: numbers[1:] for state, numbers in run.vouchers.items()},
        "assigned": run.vouchers["assigned"][2:],
        "starts": [run.today],
        "ends": [script.days(run, count) for count in (0, 4, 7)],
        "vouchers": [*every, "SA-SAMPLE-EXPIRED", "SA-SAMPLE-CANCELLED"],
        "claims": [script.claim(number) for number in reversed(run.vouchers["redeemed"])],
        "newcomers": [callers.NEWCOMER],
        "companies": [callers.OWNER, callers.OTHER_COMPANY, callers.NEWCOMER],
        "deliverables": [deliverable] if deliverable else [],
        "evidence": ["windows", "training", "exam-windows", "competency"],
        "locations": ["L-1", "L-2", "L-3"],
        "programs": ["DDPS", "SSDPS"],
        "countries": ["TW", "US", "JP"],
        "emails": [script.ADMIN_EMAIL],
        "engagements": [script.ENGAGEMENT],
        "consultants": [script.CONSULTANT],
        "agreements": [script.AGREEMENT],
    }


def examples(function: str, dictionaries: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Returns an example value for each bound parameter of a function, by name."""
    given = {}
    for place, name in bindings_of(function).items():
        location, parameter = place.split(".", 1)
        if location != "body" and dictionaries[name]:
            given[parameter] = dictionaries[name][0]
    return given


def owned_ids(run: Run) -> frozenset[str]:
    """Returns the ids that always belong to the known company: redeemed vouchers and their claims."""
    redeemed = run.vouchers["redeemed"]
    return frozenset([*redeemed, *map(script.claim, redeemed)])
