"""The table, the failures, and the command lines in them."""

import shlex
import unittest
from collections import Counter

import report
from document import Operation
from tally import SHOWN, Failure, Tally

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

    def test_successes_and_faults_are_counted_together(self) -> None:
        head, row = report.table([RESERVE], STATUSES).splitlines()
        self.assertEqual(head.split(), ["operation", "2xx", "404", "5xx"])
        self.assertEqual(row.split(), ["reserve", "12348", "1", "3"])

    def test_an_operation_without_answers_has_a_row(self) -> None:
        self.assertEqual(report.table([RESERVE], {}).splitlines()[1].split(), ["reserve", "."])


class CommandLine(unittest.TestCase):
    def curl(self, caller: str, body: bytes | None = None) -> str:
        headers = {
            "Content-Type": "application/json",
            "Authorization": "Bearer secret",
            "webhook-signature": "v1,secret",
        }
        return report.curl("POST", "http://127.0.0.1:9000/x?a=b&c='", headers, body, caller, ".local/fuzz")

    def test_credentials_are_named_and_never_shown(self) -> None:
        for caller in ("mpn_admin@P-2", "operations", "expired", "nobody", "signed"):
            self.assertNotIn("secret", self.curl(caller))
        self.assertIn(
            '"Authorization: Bearer $(cargo dev token mpn_admin --company P-2 --data-dir .local/fuzz)"',
            self.curl("mpn_admin@P-2"),
        )
        self.assertIn("$(cargo dev token operations --data-dir .local/fuzz)", self.curl("operations"))
        self.assertNotIn("Authorization", self.curl("nobody"))

    def test_a_shell_reads_address_and_body_as_they_were(self) -> None:
        words = shlex.split(self.curl("nobody", b'{"it\'s": "\xe8\xa6\x8f"}'))
        self.assertIn("http://127.0.0.1:9000/x?a=b&c='", words)
        self.assertEqual(words[-1], '{"it\'s": "規"}')

    def test_bytes_that_are_no_text_are_escaped(self) -> None:
        self.assertTrue(self.curl("nobody", b"\xff'a\n").endswith("$'\\xff\\x27a\\x0a'"))


class Failures(unittest.TestCase):
    def test_of_many_alike_the_first_that_differ_are_told_and_all_are_counted(self) -> None:
        tally = Tally()
        for number in range(10):
            tally.fail(Failure(RESERVE.label, "undocumented status", f"418 {number % 5}", curl=f"curl {number}"))
        text = report.failures(tally, {RESERVE.label: RESERVE.id})
        self.assertIn("1. reserve: undocumented status (10 times)", text)
        self.assertEqual(text.count("curl"), SHOWN)

    def test_an_operation_that_only_refused_was_never_done(self) -> None:
        tally = Tally()
        tally.count("a", 404)
        tally.count("b", 204)
        self.assertEqual(tally.never_done(["a", "b", "c"]), ["a", "c"])
        self.assertEqual(tally.calls(), 2)


if __name__ == "__main__":
    unittest.main()
