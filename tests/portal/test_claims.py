"""Payment requests, bank profiles, statements."""

from playwright.sync_api import Page, expect

import cloud
from delivery import PDF, UPLOAD_MS, chosen, upload
from pages import EMPTY, FILLED, REFUSED
from people import BROWN, CHEN, KAO, LEE, People
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
    reinstate(page, number, run, shown)


def reinstate(page: Page, number: str, run: Run, shown: Shown) -> None:
    """Takes a withdrawal back; one that was taken back meanwhile is refused."""
    page.locator(f"main a[href='{claim_of(number)}/reinstate']").click()
    shown(page, FILLED)
    submit(page)
    done(page, "reinstated")
    shown(page, FILLED)
    command(run, "mpn_admin@P-1", number, "withdraw")
    page.goto(f"{claim_of(number)}/reinstate")
    command(run, "mpn_admin@P-1", number, "reinstate")
    submit(page)
    shown(page, REFUSED)


def command(run: Run, holder: str, number: str, name: str, body: dict[str, str] | None = None) -> None:
    """Sends a command about the payment request of a voucher to the API."""
    cloud.call(run, holder, "POST", f"payment-request{claim_of(number)}/{name}", body)


def test_a_request_that_is_sent_back_is_talked_about_corrected_and_answered(
    people: People, language: str, run: Run, shown: Shown
) -> None:
    number = run.take("redeemed")
    command(run, "mpn_admin@P-1", number, "submit", {"invoice_number": f"INV-BACK-{number}"})
    command(run, "operations", number, "review")
    command(run, "operations", number, "request-changes", {"comment": "Please add the order number."})
    page = people.signed_in(CHEN, language)
    page.goto(claim_of(number))
    expect(page.locator(".claim-comment")).to_contain_text("Please add the order number.")
    page.locator("form[action$='/comments'] button").click()
    shown(page, REFUSED)
    page.fill("form[action$='/comments'] textarea", "補上了。")
    page.locator("form[action$='/comments'] button").click()
    done(page, "commented")
    expect(page.locator("section[aria-labelledby=comments]")).to_contain_text("補上了。")
    shown(page, FILLED)
    page.locator(f".claim-comment a[href='/vouchers/{number}/files']").click()
    expect(page.locator("#upload")).to_be_visible()
    page.goto(f"{claim_of(number)}/submit")
    submit(page)
    shown(page, REFUSED)
    page.fill("#purchase_order", "PO-1")
    page.fill("#comment", "訂單編號已補上。")
    submit(page)
    shown(page, FILLED)
    submit(page)
    done(page, "submitted")
    expect(page.locator("section[aria-labelledby=comments]")).to_contain_text("訂單編號已補上。")


def test_a_request_that_was_changed_meanwhile_is_not_withdrawn(
    people: People, language: str, run: Run, shown: Shown
) -> None:
    page, number = people.signed_in(LEE, language), run.take("redeemed")
    page.goto(f"{claim_of(number)}/withdraw")
    path = f"payment-request{claim_of(number)}/draft"
    cloud.call(run, "mpn_admin@P-1", "PUT", path, {"invoice_number": "INV-OTHER"})
    submit(page)
    shown(page, REFUSED)


def test_the_invoice_itself_is_uploaded(people: People, language: str, run: Run, shown: Shown) -> None:
    page, number = people.signed_in(LEE, language), run.take("redeemed")
    page.goto(f"{claim_of(number)}/invoice")
    shown(page, EMPTY)
    command(run, "mpn_admin@P-1", number, "submit", {"invoice_number": f"INV/{number} A"})
    page.goto(claim_of(number))
    page.locator(f".claim-notice a[href='{claim_of(number)}/invoice']").click()
    shown(page, FILLED)
    upload(page, chosen("invoice.pdf", b"not a document"))
    page.wait_for_url("**/invoice?done=uploaded", timeout=UPLOAD_MS)
    shown(page, FILLED)
    upload(page, chosen("invoice.pdf", PDF))
    expect(page.locator(".file-row .tag.green")).to_be_visible(timeout=UPLOAD_MS)
    shown(page, FILLED)
    page.locator(".file-row a").click()
    page.goto(claim_of(number))
    expect(page.locator(".claim-notice")).to_have_count(0)


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
