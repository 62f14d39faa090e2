"""Who calls, and with which credentials."""

import unittest
from collections import Counter
from pathlib import Path

import requests

import callers
import signature
from callers import Caller, Credentials
from document import Operation
from run import Run

ADMINS = Operation("reserve", "POST", "/reservation/reservations", ("mpn_admin",), frozenset({"bearer"}))
STAFF = Operation(
    "approve", "POST", "/payment-request/claims/{claim_id}/approve", ("operations",), frozenset({"bearer"})
)
WITHDRAW = Operation(
    "withdraw", "POST", "/enrollment/enrollments/{program}/withdraw", ("mpn_admin",), frozenset({"bearer"})
)
HOOK = Operation("take", "POST", "/assignment/events", (), frozenset({"webhook"}))
OPEN = Operation("programs", "GET", "/enrollment/programs", (), frozenset())
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def told() -> Run:
    """A run with one token."""
    tokens = {"mpn_admin@P-1": "the-token"}
    return Run(
        Path("openapi.json"),
        ".local",
        "http://127.0.0.1:1",
        1,
        10,
        None,
        "2027-01-01",
        tokens,
        {"assignment": SECRET},
        {},
        "",
    )


def sent(operation: Operation, caller: Caller, body: str | None = None) -> requests.PreparedRequest:
    """A request as it would be sent by a caller."""
    credentials = Credentials(told(), operation, caller, now=lambda: 1_614_265_330.0)
    return requests.Request("POST", "http://127.0.0.1:1/", data=body, auth=credentials).prepare()


class Choosing(unittest.TestCase):
    def test_the_same_seed_chooses_the_same_callers(self) -> None:
        first, again, other = ([callers.choose(seed, ADMINS, call).name for call in range(50)] for seed in (7, 7, 8))
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_most_calls_are_made_by_who_is_admitted_and_some_by_everybody_else(self) -> None:
        names = Counter(callers.choose(1, ADMINS, call).name for call in range(1000))
        self.assertGreater(names["mpn_admin@P-1"], 500)
        self.assertEqual(
            set(names), {"mpn_admin@P-1", "mpn_admin@P-2", "nobody", "expired", "global_admin@P-1", "incentives@P-1"}
        )

    def test_the_programs_own_staff_has_no_company_and_is_no_stranger(self) -> None:
        kinds = [callers.choose(1, STAFF, call) for call in range(1000)]
        self.assertIn("operations", {caller.name for caller in kinds})
        self.assertFalse(any(caller.stranger for caller in kinds))

    def test_who_takes_part_is_settled_for_the_newcomer_alone(self) -> None:
        names = {callers.choose(1, WITHDRAW, call).name for call in range(1000)}
        self.assertIn("mpn_admin@P-3", names)
        self.assertFalse([name for name in names if name.endswith("@P-1")])

    def test_webhooks_are_signed_or_signed_badly(self) -> None:
        names = {callers.choose(1, HOOK, call).name for call in range(1000)}
        self.assertEqual(names, {"signed", "unsigned", "forged", "stale"})

    def test_nobody_is_refused_what_is_open_to_everybody(self) -> None:
        self.assertEqual({callers.choose(1, OPEN, call).refused_with for call in range(1000)}, {None})

    def test_turns_are_counted_for_each_operation(self) -> None:
        turns = callers.Turns()
        self.assertEqual([turns.next("a"), turns.next("a"), turns.next("b")], [0, 1, 0])


class Proving(unittest.TestCase):
    def test_a_holder_shows_the_token(self) -> None:
        request = sent(ADMINS, Caller("mpn_admin@P-1"))
        self.assertEqual(request.headers["Authorization"], "Bearer the-token")
        self.assertEqual(callers.caller_of(request), Caller("mpn_admin@P-1"))

    def test_nobody_shows_nothing(self) -> None:
        self.assertNotIn("Authorization", sent(ADMINS, callers.NOBODY).headers)

    def test_what_is_signed_is_the_body_that_is_sent(self) -> None:
        request = sent(HOOK, callers.SIGNED, '{"test": 1}')
        expected = signature.sign(SECRET, str(request.headers["webhook-id"]), 1_614_265_330, b'{"test": 1}')
        self.assertEqual(request.headers["webhook-signature"], expected)

    def test_bad_signatures_are_bad_each_in_its_own_way(self) -> None:
        self.assertNotIn("webhook-signature", sent(HOOK, callers.UNSIGNED, "{}").headers)
        forged, stale = sent(HOOK, callers.FORGED, "{}").headers, sent(HOOK, callers.STALE, "{}").headers
        self.assertNotEqual(
            forged["webhook-signature"], signature.sign(SECRET, str(forged["webhook-id"]), 1_614_265_330, b"{}")
        )
        self.assertEqual(stale["webhook-timestamp"], str(1_614_265_330 - callers.STALE_SECONDS))

    def test_the_known_vector_is_signed_as_known(self) -> None:
        signed = signature.sign(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b'{"test": 2432232314}')
        self.assertEqual(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")


if __name__ == "__main__":
    unittest.main()
