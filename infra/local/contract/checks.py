"""The checks of every response beyond the contract: authorization and concealment.

`DISABLED_CHECKS` lists the checks of schemathesis that are off, with reasons; all others are on.
"""

from typing import Any

import schemathesis

import callers

DISABLED_CHECKS = {
    "positive_data_acceptance": "rules between fields, calendar days and file types are not part of the schema (422)",
    "ignored_auth": "`authorization_status` is stricter: every operation, all wrong credentials, exact statuses",
    "object_level_authorization": "`hidden_from_other_companies` knows the owners",
    "ensure_resource_availability": "created resources are often visible to other callers than the creator",
}
"""The disabled checks of schemathesis, with reasons."""

ROUTING_CODES = {"not_found", "method_not_allowed"}
"""The problem codes of responses that precede authentication."""
CONCEALING_STATUSES = frozenset({404, 422, 400, 405, 415})
"""The allowed statuses for a resource of another company (DECISIONS.md 9)."""


def code_of(response: Any) -> str:
    """Returns the code of a problem; empty for other responses."""
    try:
        body = response.json()
    except ValueError:
        return ""
    return str(body.get("code", "")) if isinstance(body, dict) else ""


def has_blank_parameter(query: Any) -> bool:
    """True when a query parameter is blank, which the API treats as missing."""
    return isinstance(query, dict) and any(not str(value).strip() for value in query.values())


def is_utf8(body: bytes) -> bool:
    """True when the body is UTF-8. The local cloud changes other bodies, so their signatures do not match."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def authorization_status(_: Any, response: Any, case: Any) -> None:
    """A refused caller gets exactly its status; an authorized one gets neither 401 nor 403."""
    caller = callers.caller_of(response.request)
    if caller is None or code_of(response) in ROUTING_CODES or not is_utf8(callers.body_of(response.request)):
        return
    if caller.refused_with is not None:
        assert response.status_code == caller.refused_with, (
            f"expected {caller.refused_with} for the caller `{caller.name}`, got {response.status_code}"
        )
    else:
        refusals = (401,) if caller.may_be_forbidden else (401, 403)
        assert response.status_code not in refusals, f"`{caller.name}` is authorized, got {response.status_code}"


class HiddenFromOtherCompanies:
    """Callers of another company get no information about resources that the known company always owns."""

    def __init__(self, owned_ids: frozenset[str]) -> None:
        self.owned_ids = owned_ids

    def __call__(self, _: Any, response: Any, case: Any) -> None:
        caller = callers.caller_of(response.request)
        named = {str(value) for value in (case.path_parameters or {}).values()}
        if caller is None or not caller.other_company or not named & self.owned_ids:
            return
        assert response.status_code in CONCEALING_STATUSES, (
            f"`{caller.name}` got {response.status_code} for foreign {', '.join(sorted(named & self.owned_ids))}"
        )


def install(owned_ids: frozenset[str]) -> None:
    """Registers the checks; `owned` are the ids that always belong to the known company."""
    hidden = HiddenFromOtherCompanies(owned_ids)

    def hidden_from_other_companies(ctx: Any, response: Any, case: Any) -> None:
        hidden(ctx, response, case)

    schemathesis.check(authorization_status)
    schemathesis.check(hidden_from_other_companies)
