"""The whole program by clicks, by a new company: requirements, agreement, enrollment, location, profile, reservation,
files, report, redemption, bank profile, payment request."""

from playwright.sync_api import Page, expect

import cloud
from delivery import PDF, UPLOAD_MS, chosen, upload, write
from pages import EMPTY, FILLED, REFUSED
from people import People
from run import Run
from steps import done, go, of_path, paste, submit
from survey import Shown

COMPANIES = {"en": ("P-3", "novak", "horak"), "zh-TW": ("P-4", "hsu", "tsai")}
"""A new company for each language, with its partner administrator and its global administrator."""
CLAIM_RELOADS = 60
"""How often the list is reloaded until the payment request is in it: the queue creates it."""


def test_from_the_requirements_to_a_payment_request(people: People, language: str, run: Run, shown: Shown) -> None:
    company, admin, signer = COMPANIES[language]
    page = people.signed_in(admin, language)
    new_company(page, shown)
    cloud.qualify(run, company)
    global_admin = people.signed_in(signer, language)
    global_admin.goto("/company/people")
    shown(global_admin, EMPTY)
    sign(global_admin, shown)
    enroll(page, shown)
    add_location(page, shown)
    publish(page, shown)
    number = run.take("assigned")
    reserve(page, run, number, language, shown)
    details = cloud.voucher(run, number, company)
    assert details["status"] == "reserved"
    page.goto("/vouchers")
    expect(page.locator("tbody tr")).to_have_count(1)
    deliver(page, number, run, shown)
    redeem(page, number, shown)
    register_bank(global_admin, shown)
    request_payment(page, number, shown)
    claim = cloud.call(run, f"incentives@{company}", "GET", f"payment-request/claims/CL-{number}")
    assert (claim["status"], claim["invoice_number"]) == ("submitted", f"INV-{number}")
    # The stream has brought the signer's name meanwhile.
    page.goto("/company/people")
    shown(page, REFUSED)
    expect(page.locator("main")).to_contain_text(signer.title())


def new_company(page: Page, shown: Shown) -> None:
    """Opens the pages that are empty, and the requirements, of which none is met."""
    page.goto("/")
    shown(page, EMPTY)
    page.goto("/vouchers")
    shown(page, EMPTY)
    for path in ("/company/locations", "/company/profile", "/company/agreement"):
        page.goto(path)
        shown(page, EMPTY)
    page.locator("nav.primary a[href='/company/requirements']").click()
    shown(page, FILLED)
    page.locator("tbody a[href='/company/requirements/DDPS']").click()
    expect(page.locator(".company-ticks > .yes")).to_have_count(0)
    shown(page, FILLED)


def sign(page: Page, shown: Shown) -> None:
    """Signs the agreement, to which the requirements lead; a box that is not ticked is asked for."""
    page.goto("/company/requirements/DDPS")
    expect(page.locator(".company-ticks > .no")).to_have_count(0)
    page.locator(".company-act a.button").click()
    shown(page, EMPTY)
    submit(page)
    shown(page, REFUSED)
    page.locator("#accept").check()
    submit(page)
    done(page, "signed")
    shown(page, FILLED)


def enroll(page: Page, shown: Shown) -> None:
    """Enrolls, from the requirements by a page that says what follows."""
    page.goto("/company/requirements/DDPS")
    page.locator(".company-act a.button").click()
    shown(page, FILLED)
    submit(page)
    done(page, "enrolled")
    shown(page, FILLED)


def add_location(page: Page, shown: Shown) -> None:
    """Adds the first location."""
    page.locator(".tabs a[href='/company/locations']").click()
    page.locator("a.button[href='/company/add-location']").click()
    page.fill("#name", "Taipei")
    page.select_option("#country", "TW")
    page.fill("#address", "7 Sample Road, Taipei")
    page.fill("#contact_email", "office@partner.example")
    submit(page)
    done(page, "added")
    shown(page, FILLED)
    page.locator(".tabs a[href='/company/locations']").click()
    shown(page, FILLED)


def publish(page: Page, shown: Shown) -> None:
    """Writes the profile."""
    page.locator(".tabs a[href='/company/profile']").click()
    page.fill("#display_name", "Planning Partner")
    page.fill("#description", "規劃部署。")
    page.fill("#website", "https://partner.example")
    page.fill("#contact_email", "hello@partner.example")
    for box in ("programs", "languages", "locations"):
        page.locator(f"input[name={box}]").first.check()
    page.locator("#published").check()
    submit(page)
    done(page, "saved")
    shown(page, FILLED)


def reserve(page: Page, run: Run, number: str, language: str, shown: Shown) -> None:
    """Validates a voucher by its mail and reserves it."""
    page.locator("nav.primary a[href='/vouchers/validate']").click()
    paste(page, run, number, language)
    shown(page, FILLED)
    go(page, "location")
    shown(page, FILLED)
    page.locator("input[name=location_id]").first.check()
    go(page, "next")
    shown(page, FILLED)
    page.locator("input[name=engagement_type]").first.check()
    go(page, "next")
    shown(page, FILLED)
    page.fill("#start_date", run.today)
    go(page, "next")
    expect(page.locator("#end_date")).not_to_have_value("")
    # Several consultants may deliver all days on one.
    page.fill("#end_date", run.today)
    go(page, "next")
    shown(page, FILLED)
    page.locator("input[name=lead_consultant]").first.check()
    page.fill("#attendees", "one@contoso.example\ntwo@contoso.example")
    page.locator("#accept_terms").check()
    go(page, "next")
    shown(page, FILLED)
    go(page, "reserve")
    of_path(page, f"/vouchers/{number}")
    done(page, "reserved")
    shown(page, FILLED)


def deliver(page: Page, number: str, run: Run, shown: Shown) -> None:
    """Uploads a file and submits the report, from the tasks of the voucher."""
    page.goto(f"/vouchers/{number}")
    page.locator(f"main a[href='/vouchers/{number}/files']").first.click()
    upload(page, chosen("plan.pdf", PDF))
    page.wait_for_url("**/files?done=uploaded", timeout=UPLOAD_MS)
    page.locator(f"main a[href='/vouchers/{number}/report']").first.click()
    write(page, number, run, shown)
    submit(page)
    of_path(page, "/receipt")


def redeem(page: Page, number: str, shown: Shown) -> None:
    """Redeems the voucher; the result leads to the payment requests."""
    page.locator("nav.primary a[href='/redeem']").click()
    page.locator(f"input[name=voucher][value='{number}']").check()
    submit(page)
    shown(page, FILLED)
    submit(page)
    of_path(page, "/redeem/result")
    shown(page, FILLED)


def register_bank(page: Page, shown: Shown) -> None:
    """Registers the bank profile to which the only location is paid, as the global administrator."""
    page.goto("/company/payees")
    shown(page, FILLED)
    page.locator("tbody a[href='/company/payees/DDPS']").click()
    for name, value in {"id": "BANK-1", "label": "Main account", "currency": "USD"}.items():
        page.fill(f"#profile-0-{name}", value)
    page.locator("main form select").first.select_option(index=1)
    page.locator("main form .acts button").click()
    done(page, "saved")


def request_payment(page: Page, number: str, shown: Shown) -> None:
    """Requests the payment, from the result of the redemption."""
    page.locator("main a.button[href='/claims']").click()
    for _ in range(CLAIM_RELOADS):
        if page.locator(f"tbody a[href='/claims/CL-{number}']").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    page.locator(f"tbody a[href='/claims/CL-{number}']").first.click()
    shown(page, FILLED)
    page.locator(f"main a.button[href='/claims/CL-{number}/submit']").click()
    page.fill("#invoice_number", f"INV-{number}")
    submit(page)
    shown(page, FILLED)
    submit(page)
    done(page, "submitted")
    shown(page, FILLED)
