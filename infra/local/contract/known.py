"""The values that exist, so that more than one call in a thousand names something."""

from collections.abc import Mapping
from typing import Any

import callers
import script
from run import Run

BOUND = {
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
    "body.voucher_number": "vouchers",
    "body.voucher_numbers[*]": "vouchers",
    "body.admin_email": "emails",
    "body.location_id": "locations",
    "body.engagement_type": "engagements",
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
"""Which dictionary fills what: a parameter, or a field of a body."""

PARAMETERS = {place.split(".", 1)[1]: name for place, name in BOUND.items() if not place.startswith("body.")}
"""The same by the bare names of parameters."""


def values(run: Run, saved: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The dictionaries, by name; the vouchers of a state that most operations work on come first."""
    order = ("reserved", "delivered", "reported", "assigned", "redeemed")
    vouchers = [number for state in order for number in run.vouchers[state]]
    deliverable = saved.get("deliverable_id")
    return {
        "vouchers": [*vouchers, "SA-SAMPLE-EXPIRED", "SA-SAMPLE-CANCELLED"],
        "claims": [script.claim(number) for number in run.vouchers["redeemed"]][::-1],
        "companies": [callers.HOME, callers.OTHER, script.NEWCOMER],
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


def examples(dictionaries: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """The values by the names of the parameters that they fill."""
    return {parameter: dictionaries[name] for parameter, name in PARAMETERS.items()}


def kept(run: Run) -> frozenset[str]:
    """The ids of what the known company never loses: redeemed vouchers and their claims."""
    redeemed = run.vouchers["redeemed"]
    return frozenset([*redeemed, *map(script.claim, redeemed)])
