"""Tests of the table, the failures and the curl commands."""

import shlex
import unittest
from collections import Counter

import report
from document import Operation
from tally import SHOWN_PER_TITLE, Failure, Tally

RESERVE = Operation("reserve", "POST", "/reservation/reservations", ("mpn_admin",), frozenset({"bearer"}))
LONG = Operation("o" * 70, "GET", "/overview/vouchers", (), frozenset())
STATUSES = {
    RESERVE.label: Counter({200: 3, 201: 12345, 404: 1, 500: 2, 503: 1}),
    LONG.label: Counter(dict.fromkeys((200, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422), 10_000)),
}


class Table(unittest.TestCase):
    def test_no_line_is_wider_than_80_columns(self) -> None:
        lines = report.table([RESERVE, LONG], STATUSES).splitlines()
        self.assertLessEqual(max(map(len, lines)), 80)
        self.assertIn(LONG.id, lines)

    def test_statuses_2xx_and_5xx_are_grouped(self) -> None:
        head, row = report.table([RESERVE], STATUSES).splitlines()
        self.assertEqual(head.split(), ["operation", "2xx", "404", "5xx"])
        self.assertEqual(row.split(), ["reserve", "12348", "1", "3"])

    def test_an_operation_without_responses_has_a_row(self) -> None:
        self.assertEqual(report.table([RESERVE], {}).splitlines()[1].split(), ["reserve", "."])


class CommandLine(unittest.TestCase):
    def curl(self, caller: str, body: bytes | None = None) -> str:
        headers = {
            "Content-Type": "application/json",
            "Authorization": "Bearer secret",
            "webhook-signature": "v1,secret",
        }
        return report.curl("POST", "http://127.0.0.1:9000/x?a=b&c='", headers, body, caller, ".local/fuzz")

    def test_a_curl_command_contains_no_credentials(self) -> None:
        for caller in ("mpn_admin@P-2", "operations", "expired", "anonymous", "signed"):
            self.assertNotIn("secret", self.curl(caller))
        self.assertIn(
            '"Authorization: Bearer $(cargo dev token mpn_admin --company P-2 --data-dir .local/fuzz)"',
            self.curl("mpn_admin@P-2"),
        )
        self.assertIn("$(cargo dev token operations --data-dir .local/fuzz)", self.curl("operations"))
        self.assertNotIn("Authorization", self.curl("anonymous"))

    def test_url_and_body_are_quoted_for_a_shell(self) -> None:
        words = shlex.split(self.curl("anonymous", b'{"it\'s": "\xe8\xa6\x8f"}'))
        self.assertIn("http://127.0.0.1:9000/x?a=b&c='", words)
        self.assertEqual(words[-1], '{"it\'s": "規"}')

    def test_bytes_that_are_not_text_are_escaped(self) -> None:
        self.assertTrue(self.curl("anonymous", b"\xff'a\n").endswith("$'\\xff\\x27a\\x0a'"))


class Failures(unittest.TestCase):
    def test_distinct_failures_are_shown_up_to_a_limit_and_all_are_counted(self) -> None:
        tally = Tally()
        for number in range(10):
            tally.fail(Failure(RESERVE.label, "undocumented status", f"418 {number % 5}", curl=f"curl {number}"))
        text = report.failures(tally, {RESERVE.label: RESERVE.id})
        self.assertIn("1. reserve: undocumented status (10 times)", text)
        self.assertEqual(text.count("curl"), SHOWN_PER_TITLE)

    def test_an_operation_without_a_2xx_never_succeeded(self) -> None:
        tally = Tally()
        tally.count("a", 404)
        tally.count("b", 204)
        self.assertEqual(tally.never_succeeded(["a", "b", "c"]), ["a", "c"])
        self.assertEqual(tally.calls(), 2)


if __name__ == "__main__":
    unittest.main()
