"""Tests of the scripted calls and of the checks of every response."""

import unittest
from types import SimpleNamespace
from typing import Any

import callers
import checks
import walk
from script import OMITTED, SavedValue


def answer(status: int, caller: callers.Caller, code: str = "", body: bytes = b"") -> Any:
    """Returns a response to a caller."""
    request = SimpleNamespace(caller=caller, body=body)
    return SimpleNamespace(status_code=status, request=request, json=lambda: {"code": code})


class Bodies(unittest.TestCase):
    def test_fields_of_the_example_are_replaced_omitted_or_filled_from_earlier_responses(self) -> None:
        body = walk.body_of({"a": 1, "b": 2, "c": 3}, {"b": OMITTED, "c": [SavedValue("id")]})
        self.assertEqual(walk.resolved(body, {"id": "X"}), {"a": 1, "c": ["X"]})

    def test_the_body_is_the_example_without_fields_and_a_given_text_replaces_it(self) -> None:
        self.assertEqual(walk.body_of({"a": 1}, None), {"a": 1})
        self.assertEqual(walk.body_of({"a": 1}, "text"), "text")

    def test_a_pointer_selects_in_objects_and_lists(self) -> None:
        self.assertEqual(walk.at({"items": [{"id": 7}]}, "/items/0/id"), 7)
        self.assertIsNone(walk.at({"items": []}, "/items/0/id"))


class Admission(unittest.TestCase):
    def refused(self, status: int, caller: callers.Caller, code: str = "", body: bytes = b"") -> bool:
        try:
            checks.authorization_status(None, answer(status, caller, code, body), None)
        except AssertionError:
            return True
        return False

    def test_a_refused_caller_must_get_exactly_its_status(self) -> None:
        self.assertTrue(self.refused(200, callers.UNAUTHENTICATED))
        self.assertTrue(self.refused(403, callers.UNAUTHENTICATED))
        self.assertFalse(self.refused(401, callers.UNAUTHENTICATED))
        self.assertTrue(self.refused(404, callers.EXPIRED, "voucher_not_found"))

    def test_an_authorized_caller_must_not_get_401_or_403(self) -> None:
        self.assertTrue(self.refused(403, callers.Caller("mpn_admin@P-1")))
        self.assertFalse(self.refused(409, callers.Caller("mpn_admin@P-1")))

    def test_a_caller_whose_role_depends_on_the_request_may_get_403_but_not_401(self) -> None:
        caller = callers.Caller("mpn_admin@P-1", may_be_forbidden=True)
        self.assertFalse(self.refused(403, caller))
        self.assertTrue(self.refused(401, caller))

    def test_unknown_routes_precede_authentication(self) -> None:
        self.assertFalse(self.refused(404, callers.UNAUTHENTICATED, "not_found"))
        self.assertFalse(self.refused(405, callers.UNAUTHENTICATED, "method_not_allowed"))

    def test_bodies_that_are_not_utf_8_are_not_checked(self) -> None:
        self.assertFalse(self.refused(401, callers.SIGNED, body=b"\xff"))


class Strangers(unittest.TestCase):
    def seen(self, status: int, named: str, caller: callers.Caller) -> bool:
        case = SimpleNamespace(path_parameters={"claim_id": named})
        try:
            checks.HiddenFromOtherCompanies(frozenset({"CL-1"}))(None, answer(status, caller), case)
        except AssertionError:
            return True
        return False

    def test_a_caller_of_another_company_must_not_see_owned_resources(self) -> None:
        other_company = callers.Caller("mpn_admin@P-2", other_company=True)
        self.assertTrue(self.seen(200, "CL-1", other_company))
        self.assertTrue(self.seen(409, "CL-1", other_company))
        self.assertFalse(self.seen(404, "CL-1", other_company))
        self.assertFalse(self.seen(200, "CL-2", other_company))
        self.assertFalse(self.seen(200, "CL-1", callers.Caller("mpn_admin@P-1")))


class Blanks(unittest.TestCase):
    def test_a_blank_parameter_counts_as_missing(self) -> None:
        self.assertTrue(checks.has_blank_parameter({"program": " "}))
        self.assertFalse(checks.has_blank_parameter({"limit": 0}))
        self.assertFalse(checks.has_blank_parameter(None))


if __name__ == "__main__":
    unittest.main()
