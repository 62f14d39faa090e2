"""Tests of callers and credentials."""

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


def sample_run() -> Run:
    """Returns a run with one token."""
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
    """Returns a request prepared for a caller."""
    credentials = Credentials(sample_run(), operation, caller, now=lambda: 1_614_265_330.0)
    return requests.Request("POST", "http://127.0.0.1:1/", data=body, auth=credentials).prepare()


class Choosing(unittest.TestCase):
    def test_the_same_seed_chooses_the_same_callers(self) -> None:
        first, again, other = ([callers.choose(seed, ADMINS, call).name for call in range(50)] for seed in (7, 7, 8))
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_most_callers_are_authorized_and_every_refused_kind_occurs(self) -> None:
        names = Counter(callers.choose(1, ADMINS, call).name for call in range(1000))
        self.assertGreater(names["mpn_admin@P-1"], 500)
        self.assertEqual(
            set(names), {"mpn_admin@P-1", "mpn_admin@P-2", "anonymous", "expired", "global_admin@P-1", "incentives@P-1"}
        )

    def test_operations_have_no_company_and_own_every_resource(self) -> None:
        kinds = [callers.choose(1, STAFF, call) for call in range(1000)]
        self.assertIn("operations", {caller.name for caller in kinds})
        self.assertFalse(any(caller.other_company for caller in kinds))

    def test_participation_is_changed_for_the_newcomer_only(self) -> None:
        names = {callers.choose(1, WITHDRAW, call).name for call in range(1000)}
        self.assertIn("mpn_admin@P-3", names)
        self.assertFalse([name for name in names if name.endswith("@P-1")])

    def test_callers_of_webhooks_are_signed_unsigned_forged_or_stale(self) -> None:
        names = {callers.choose(1, HOOK, call).name for call in range(1000)}
        self.assertEqual(names, {"signed", "unsigned", "forged", "stale"})

    def test_public_operations_refuse_no_caller(self) -> None:
        self.assertEqual({callers.choose(1, OPEN, call).refused_with for call in range(1000)}, {None})

    def test_calls_are_counted_per_operation(self) -> None:
        counter = callers.CallCounter()
        self.assertEqual([counter.next("a"), counter.next("a"), counter.next("b")], [0, 1, 0])


class Proving(unittest.TestCase):
    def test_a_holder_sends_its_token(self) -> None:
        request = sent(ADMINS, Caller("mpn_admin@P-1"))
        self.assertEqual(request.headers["Authorization"], "Bearer the-token")
        self.assertEqual(callers.caller_of(request), Caller("mpn_admin@P-1"))

    def test_a_caller_without_credentials_sends_no_token(self) -> None:
        self.assertNotIn("Authorization", sent(ADMINS, callers.UNAUTHENTICATED).headers)

    def test_the_signature_covers_the_sent_body(self) -> None:
        request = sent(HOOK, callers.SIGNED, '{"test": 1}')
        expected = signature.sign(SECRET, str(request.headers["webhook-id"]), 1_614_265_330, b'{"test": 1}')
        self.assertEqual(request.headers["webhook-signature"], expected)

    def test_invalid_signatures_are_missing_forged_or_stale(self) -> None:
        self.assertNotIn("webhook-signature", sent(HOOK, callers.UNSIGNED, "{}").headers)
        forged, stale = sent(HOOK, callers.FORGED, "{}").headers, sent(HOOK, callers.STALE, "{}").headers
        self.assertNotEqual(
            forged["webhook-signature"], signature.sign(SECRET, str(forged["webhook-id"]), 1_614_265_330, b"{}")
        )
        self.assertEqual(stale["webhook-timestamp"], str(1_614_265_330 - callers.STALE_SECONDS))

    def test_the_signature_of_the_reference_vector_matches(self) -> None:
        signed = signature.sign(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b'{"test": 2432232314}')
        self.assertEqual(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")


if __name__ == "__main__":
    unittest.main()
