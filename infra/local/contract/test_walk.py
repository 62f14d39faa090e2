"""The parts of the scripted calls, and what holds for every answer."""

import unittest
from types import SimpleNamespace
from typing import Any

import callers
import checks
import walk
from script import DROPPED, Saved


def answer(status: int, caller: callers.Caller, code: str = "", body: bytes = b"") -> Any:
    """An answer to a caller."""
    request = SimpleNamespace(caller=caller, body=body)
    return SimpleNamespace(status_code=status, request=request, json=lambda: {"code": code})


class Bodies(unittest.TestCase):
    def test_fields_of_the_example_are_replaced_dropped_or_filled_from_earlier_answers(self) -> None:
        body = walk.body_of({"a": 1, "b": 2, "c": 3}, {"b": DROPPED, "c": [Saved("id")]})
        self.assertEqual(walk.resolved(body, {"id": "X"}), {"a": 1, "c": ["X"]})

    def test_without_fields_the_example_is_taken_and_a_text_replaces_it(self) -> None:
        self.assertEqual(walk.body_of({"a": 1}, None), {"a": 1})
        self.assertEqual(walk.body_of({"a": 1}, "text"), "text")

    def test_a_pointer_leads_into_objects_and_lists(self) -> None:
        self.assertEqual(walk.at({"items": [{"id": 7}]}, "/items/0/id"), 7)
        self.assertIsNone(walk.at({"items": []}, "/items/0/id"))


class Admission(unittest.TestCase):
    def refused(self, status: int, caller: callers.Caller, code: str = "", body: bytes = b"") -> bool:
        try:
            checks.refused_for_who_it_is(None, answer(status, caller, code, body), None)
        except AssertionError:
            return True
        return False

    def test_whoever_is_not_admitted_gets_exactly_that_status(self) -> None:
        self.assertTrue(self.refused(200, callers.NOBODY))
        self.assertTrue(self.refused(403, callers.NOBODY))
        self.assertFalse(self.refused(401, callers.NOBODY))
        self.assertTrue(self.refused(404, callers.EXPIRED, "voucher_not_found"))

    def test_whoever_is_admitted_is_not_refused_for_who_it_is(self) -> None:
        self.assertTrue(self.refused(403, callers.Caller("mpn_admin@P-1")))
        self.assertFalse(self.refused(409, callers.Caller("mpn_admin@P-1")))

    def test_where_there_is_nothing_nobody_is_asked(self) -> None:
        self.assertFalse(self.refused(404, callers.NOBODY, "not_found"))
        self.assertFalse(self.refused(405, callers.NOBODY, "method_not_allowed"))

    def test_bodies_that_the_local_cloud_changes_prove_nothing(self) -> None:
        self.assertFalse(self.refused(401, callers.SIGNED, body=b"\xff"))


class Strangers(unittest.TestCase):
    def seen(self, status: int, named: str, caller: callers.Caller) -> bool:
        case = SimpleNamespace(path_parameters={"claim_id": named})
        try:
            checks.HiddenFromStrangers(frozenset({"CL-1"}))(None, answer(status, caller), case)
        except AssertionError:
            return True
        return False

    def test_a_stranger_sees_nothing_of_what_is_kept(self) -> None:
        stranger = callers.Caller("mpn_admin@P-2", stranger=True)
        self.assertTrue(self.seen(200, "CL-1", stranger))
        self.assertTrue(self.seen(409, "CL-1", stranger))
        self.assertFalse(self.seen(404, "CL-1", stranger))
        self.assertFalse(self.seen(200, "CL-2", stranger))
        self.assertFalse(self.seen(200, "CL-1", callers.Caller("mpn_admin@P-1")))


class Blanks(unittest.TestCase):
    def test_a_parameter_without_a_value_is_left_out(self) -> None:
        self.assertTrue(checks.leaves_blank({"program": " "}))
        self.assertFalse(checks.leaves_blank({"limit": 0}))
        self.assertFalse(checks.leaves_blank(None))


if __name__ == "__main__":
    unittest.main()
