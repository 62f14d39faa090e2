"""Tests of the condition headers."""

import unittest

import conditions


class Settling(unittest.TestCase):
    def test_most_calls_have_no_condition_and_a_unique_key(self) -> None:
        seen = set()
        for call in range(1, conditions.UNCHANGED_EVERY):
            headers = {"If-Match": '"3"', "Idempotency-Key": "the-same", "Accept": "*/*"}
            conditions.simplify(headers, "reserve", call)
            self.assertEqual(set(headers), {"Idempotency-Key", "Accept"})
            seen.add(headers["Idempotency-Key"])
        self.assertEqual(len(seen), conditions.UNCHANGED_EVERY - 1)

    def test_some_calls_are_unchanged(self) -> None:
        headers = {"If-Match": '"3"', "Idempotency-Key": "the-same"}
        conditions.simplify(headers, "reserve", conditions.UNCHANGED_EVERY)
        self.assertEqual(headers, {"If-Match": '"3"', "Idempotency-Key": "the-same"})

    def test_no_key_is_added(self) -> None:
        headers: dict[str, str] = {}
        conditions.simplify(headers, "reserve", 1)
        self.assertEqual(headers, {})


if __name__ == "__main__":
    unittest.main()
