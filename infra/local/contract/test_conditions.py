"""The headers of commands."""

import unittest

import conditions


class Settling(unittest.TestCase):
    def test_most_calls_have_no_condition_and_a_key_of_their_own(self) -> None:
        seen = set()
        for call in range(1, conditions.KEPT):
            headers = {"If-Match": '"3"', "Idempotency-Key": "the-same", "Accept": "*/*"}
            conditions.settle(headers, "reserve", call)
            self.assertEqual(set(headers), {"Idempotency-Key", "Accept"})
            seen.add(headers["Idempotency-Key"])
        self.assertEqual(len(seen), conditions.KEPT - 1)

    def test_some_calls_stay_as_they_are(self) -> None:
        headers = {"If-Match": '"3"', "Idempotency-Key": "the-same"}
        conditions.settle(headers, "reserve", conditions.KEPT)
        self.assertEqual(headers, {"If-Match": '"3"', "Idempotency-Key": "the-same"})

    def test_no_key_is_added(self) -> None:
        headers: dict[str, str] = {}
        conditions.settle(headers, "reserve", 1)
        self.assertEqual(headers, {})


if __name__ == "__main__":
    unittest.main()
