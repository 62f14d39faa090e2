"""The pages of vouchers that a company holds. Validating and reserving from the start are in `test_program`."""

from playwright.sync_api import expect

from pages import FILLED, REFUSED
from people import CHEN, People
from run import Run
from steps import done, go, of_path, submit, validate
from survey import Shown


def test_the_list_with_a_full_page_with_mistakes_and_as_a_file(people: People, language: str, shown: Shown) -> None:
    page = people.signed_in(CHEN, language)
    page.goto("/vouchers")
    expect(page.locator("tbody tr")).to_have_count(25)
    shown(page, FILLED)
    page.locator("nav.pages a[rel=next]").click()
    shown(page, FILLED)
    page.goto("/vouchers?status=redeemed&q=SA-REDEEMED")
    shown(page, FILLED)
    page.goto("/vouchers?country=Atlantis")
    shown(page, REFUSED)
    page.goto("/vouchers")
    with page.expect_download() as started:
        page.locator(".voucher-exports a").first.click()
    assert started.value.suggested_filename.endswith((".xlsx", ".csv"))


def test_vouchers_in_each_state(people: People, language: str, run: Run, shown: Shown) -> None:
    page = people.signed_in(CHEN, language)
    for number in (run.vouchers["reserved"][0], run.vouchers["redeemed"][0]):
        page.goto(f"/vouchers/{number}")
        shown(page, FILLED)
    page.goto("/vouchers/SA-NOWHERE-0001")
    shown(page, REFUSED)


def test_validating_asks_again_for_what_is_wrong(people: People, language: str, run: Run, shown: Shown) -> None:
    page = people.signed_in(CHEN, language)
    page.goto("/vouchers/validate")
    shown(page, FILLED)
    submit(page)
    shown(page, REFUSED)
    page.goto("/vouchers/SA-NOWHERE-0001/reserve")
    of_path(page, "/vouchers/validate")
    validate(page, run, "SA-NOWHERE-0001")
    shown(page, REFUSED)
    validate(page, run, run.vouchers["redeemed"][0])
    shown(page, FILLED)


def test_every_step_of_reserving_asks_again(people: People, language: str, run: Run, shown: Shown) -> None:
    page = people.signed_in(CHEN, language)
    validate(page, run, run.vouchers["assigned"][0])
    go(page, "location")
    go(page, "next")
    shown(page, REFUSED)
    page.locator("input[name=location_id]").first.check()
    go(page, "next")
    go(page, "next")
    shown(page, REFUSED)
    page.locator("input[name=engagement_type]").first.check()
    go(page, "next")
    page.fill("#start_date", "2020-01-01")
    go(page, "next")
    shown(page, REFUSED)
    page.fill("#start_date", run.today)
    page.fill("#end_date", run.today)
    go(page, "next")
    page.fill("#attendees", "not-an-address")
    go(page, "next")
    shown(page, REFUSED)
    expect(page.locator("#attendees")).to_have_value("not-an-address")


def test_changing_asks_again(people: People, language: str, run: Run, shown: Shown) -> None:
    page, number = people.signed_in(CHEN, language), run.vouchers["reserved"][0]
    page.goto(f"/vouchers/{number}/change")
    shown(page, FILLED)
    page.fill("#end_date", "2020-01-01")
    page.fill("#attendees", "nobody")
    submit(page)
    shown(page, REFUSED)


def test_cancelling_asks_for_a_reason(people: People, language: str, run: Run, shown: Shown) -> None:
    page, number = people.signed_in(CHEN, language), run.take("reserved")
    page.goto(f"/vouchers/{number}/cancel")
    shown(page, FILLED)
    submit(page)
    shown(page, REFUSED)
    page.locator("input[name=reason]").first.check()
    submit(page)
    expect(page.locator(".panel")).to_contain_text(number)
    shown(page, FILLED)


def test_the_customer_is_told_once_at_a_time(people: People, language: str, run: Run, shown: Shown) -> None:
    page, number = people.signed_in(CHEN, language), run.take("reserved")
    page.goto(f"/vouchers/{number}/notify")
    shown(page, FILLED)
    submit(page)
    done(page, "notified")
    shown(page, FILLED)
    page.goto(f"/vouchers/{number}/notify")
    submit(page)
    shown(page, REFUSED)
