"""Payment requests, bank profiles, statements."""

from playwright.sync_api import expect

import cloud
from pages import EMPTY, FILLED, REFUSED
from people import BROWN, KAO, LEE, People
from run import Run
from steps import done, of_path, submit
from survey import Shown


def claim_of(number: str) -> str:
    """Returns the address of the payment request of a voucher."""
    return f"/claims/CL-{number}"


def test_the_list_in_its_tabs_and_as_a_file(people: People, language: str, run: Run, shown: Shown) -> None:
    nobody = people.signed_in(BROWN, language)
    nobody.goto("/claims")
    shown(nobody, EMPTY)
    page = people.signed_in(LEE, language)
    for address in ("/claims", "/claims?tab=paid", "/claims?q=SA-REDEEMED"):
        page.goto(address)
        expect(page.locator("tbody tr").first).to_be_visible()
        shown(page, FILLED)
    page.goto("/claims")
    with page.expect_download() as started:
        page.locator(".voucher-exports a").first.click()
    assert started.value.suggested_filename.endswith((".xlsx", ".csv"))
    page.goto("/claims/submit")
    of_path(page, "/claims")


def test_one_is_submitted_and_withdrawn(people: People, language: str, run: Run, shown: Shown) -> None:
    page, number = people.signed_in(LEE, language), run.take("redeemed")
    page.goto(claim_of("SA-NOWHERE-0001"))
    shown(page, REFUSED)
    page.goto(claim_of(number))
    shown(page, FILLED)
    page.goto(f"{claim_of(number)}/submit")
    shown(page, FILLED)
    submit(page)
    shown(page, REFUSED)
    page.fill("#invoice_number", f"INV-{number}")
    submit(page)
    shown(page, FILLED)
    submit(page)
    of_path(page, claim_of(number))
    shown(page, FILLED)
    page.goto(f"{claim_of(number)}/withdraw")
    shown(page, FILLED)
    submit(page)
    done(page, "withdrawn")


def test_a_request_that_was_changed_meanwhile_is_not_withdrawn(
    people: People, language: str, run: Run, shown: Shown
) -> None:
    page, number = people.signed_in(LEE, language), run.take("redeemed")
    page.goto(f"{claim_of(number)}/withdraw")
    path = f"payment-request{claim_of(number)}/draft"
    cloud.call(run, "mpn_admin@P-1", "PUT", path, {"invoice_number": "INV-OTHER"})
    submit(page)
    shown(page, REFUSED)


def test_several_are_submitted_at_once(people: People, language: str, run: Run, shown: Shown) -> None:
    page, numbers = people.signed_in(LEE, language), [run.take("redeemed"), run.take("redeemed")]
    page.goto("/claims?q=SA-REDEEMED")
    for number in numbers:
        page.locator(f"input[name=claim_id][value='CL-{number}']").check()
    page.locator("form[action='/claims/submit'] button").first.click()
    shown(page, FILLED)
    page.fill("#invoice_number", f"INV-MANY-{language}")
    page.locator("main form[method=post] button.big").click()
    expect(page.locator(".claim-results tbody tr")).to_have_count(2)
    shown(page, FILLED)


def test_a_payment_is_on_the_statement_and_disputed(people: People, language: str, run: Run, shown: Shown) -> None:
    page, number = people.signed_in(LEE, language), run.take("paid")
    page.goto("/statement")
    expect(page.locator(".claim-statement tbody tr").first).to_be_visible()
    shown(page, FILLED)
    with page.expect_download() as started:
        page.locator(".voucher-exports a").first.click()
    assert started.value.suggested_filename.startswith("statement-")
    page.goto("/statement?month=2026-01")
    shown(page, EMPTY)
    page.goto(f"{claim_of(number)}/dispute")
    shown(page, FILLED)
    submit(page)
    shown(page, REFUSED)
    page.fill("textarea", "短付。")
    submit(page)
    of_path(page, claim_of(number))
    shown(page, FILLED)


def test_bank_profiles_are_registered(people: People, language: str, run: Run, shown: Shown) -> None:
    page = people.signed_in(KAO, language)
    page.goto("/company/payees")
    shown(page, FILLED)
    page.goto("/company/payees/DDPS")
    shown(page, FILLED)
    known = page.locator("#profile-0-currency").input_value()
    page.fill("#profile-0-currency", "dollars")
    page.locator("main form .acts button").click()
    shown(page, REFUSED)
    page.fill("#profile-0-currency", known)
    page.locator("main form .acts button").click()
    done(page, "saved")
