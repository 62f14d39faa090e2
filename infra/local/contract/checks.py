"""What holds for every answer, besides what the document says.

Which of schemathesis' own checks are on, and why the others are not, stands in `SWITCHED_OFF`.
"""

from typing import Any

import schemathesis

import callers

SWITCHED_OFF = {
    "positive_data_acceptance": "rules between fields, and what is a day or a file's type, are 422 and no JSON schema",
    "ignored_auth": "`refused_for_who_it_is` asks more: every operation, every kind of wrong credentials, each status",
    "object_level_authorization": "`hidden_from_strangers` knows what belongs to whom",
    "ensure_resource_availability": "what is created is often seen by others than whoever creates it",
}
"""Checks of schemathesis that are not made, with the reason."""

BY_ROUTE = {"not_found", "method_not_allowed"}
"""Codes of answers that are given before anybody is asked who they are."""
HIDES = frozenset({404, 422, 400, 405, 415})
"""What a stranger may be answered about what belongs to another company."""


def code_of(response: Any) -> str:
    """The code of a problem; empty when the answer is none."""
    try:
        body = response.json()
    except ValueError:
        return ""
    return str(body.get("code", "")) if isinstance(body, dict) else ""


def leaves_blank(query: Any) -> bool:
    """Whether a query string names a parameter without a value, which counts as leaving it out."""
    return isinstance(query, dict) and any(not str(value).strip() for value in query.values())


def signable(body: bytes) -> bool:
    """Whether the local cloud passes a body on unchanged: it takes every body for UTF-8."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def refused_for_who_it_is(_: Any, response: Any, case: Any) -> None:
    """Whoever is not admitted gets exactly the status for it, and whoever is gets neither 401 nor 403."""
    caller = callers.caller_of(response.request)
    if caller is None or code_of(response) in BY_ROUTE or not signable(callers.body_of(response.request)):
        return
    if caller.refused_with is not None:
        assert response.status_code == caller.refused_with, (
            f"expected {caller.refused_with} for the caller `{caller.name}`, got {response.status_code}"
        )
    else:
        assert response.status_code not in (401, 403), f"`{caller.name}` is admitted, and got {response.status_code}"


class HiddenFromStrangers:
    """Nobody of another company is answered anything but 404 about what the known company keeps for good."""

    def __init__(self, kept: frozenset[str]) -> None:
        self.kept = kept

    def __call__(self, _: Any, response: Any, case: Any) -> None:
        caller = callers.caller_of(response.request)
        named = {str(value) for value in (case.path_parameters or {}).values()}
        if caller is None or not caller.stranger or not named & self.kept:
            return
        assert response.status_code in HIDES, (
            f"`{caller.name}` was answered {response.status_code} about {', '.join(sorted(named & self.kept))}"
        )


def install(kept: frozenset[str]) -> None:
    """Makes these checks part of every run; `kept` are ids that the known company never loses."""
    hidden = HiddenFromStrangers(kept)

    def hidden_from_strangers(ctx: Any, response: Any, case: Any) -> None:
        hidden(ctx, response, case)

    schemathesis.check(refused_for_who_it_is)
    schemathesis.check(hidden_from_strangers)
