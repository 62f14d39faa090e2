"""The record of visited pages."""

from pages import DONE, FILLED, LANGUAGES, STATES, WIDTHS, Coverage, find

PAGES = ["GET /vouchers", "GET /vouchers/validate", "GET /vouchers/{number}", "POST /vouchers/{number}/cancel"]


def test_an_address_is_the_page_with_the_fewest_captures() -> None:
    assert find(PAGES, "GET", "http://127.0.0.1:9004/vouchers/validate?number=SA-1") == "GET /vouchers/validate"
    assert find(PAGES, "GET", "http://127.0.0.1:9004/vouchers/SA%2D1") == "GET /vouchers/{number}"
    assert find(PAGES, "GET", "http://127.0.0.1:9004/vouchers/SA-1/cancel") is None
    assert find(["GET /programs"], "GET", "http://127.0.0.1:9004/zh-tw/programs") == "GET /programs"


def test_every_state_of_every_page_is_missing_until_it_was_visited() -> None:
    coverage = Coverage([*STATES, "GET /new"])
    everything = coverage.missing()
    assert "GET /new: no states in pages.py" in everything
    for language in LANGUAGES:
        for width in WIDTHS:
            assert f"GET /programs {FILLED} {language} {width}" in everything
            coverage.shown("GET", "http://127.0.0.1:9004/programs", FILLED, language, width)
    coverage.answered("POST", "http://127.0.0.1:9004/language", DONE)
    assert len(coverage.missing()) == len(everything) - len(LANGUAGES) * len(WIDTHS) - 1


def test_a_page_that_is_gone_is_reported() -> None:
    assert "GET /: not a page of the portal" in Coverage([]).missing()
