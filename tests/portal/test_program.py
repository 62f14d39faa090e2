"""A new company, by clicks: requirements, agreement, enrollment, location, profile, reserved voucher."""

from playwright.sync_api import Page, expect

import cloud
from pages import EMPTY, FILLED, REFUSED
from people import People
from run import Run
from steps import go, of_path, paste, submit
from survey import Shown

COMPANIES = {"en": ("P-3", "novak", "horak"), "zh-TW": ("P-4", "hsu", "tsai")}
"""A new company for each language, with its partner administrator and its global administrator."""


def test_from_the_requirements_to_a_reserved_voucher(people: People, language: str, run: Run, shown: Shown) -> None:
    company, admin, signer = COMPANIES[language]
    page = people.signed_in(admin, language)
    new_company(page, shown)
    cloud.qualify(run, company)
    first = people.signed_in(signer, language)
    first.goto("/company/people")
    shown(first, EMPTY)
    sign(first, shown)
    enroll(page, shown)
    add_location(page, shown)
    publish(page, shown)
    number = run.take("assigned")
    reserve(page, run, number, language, shown)
    details = cloud.voucher(run, number, company)
    assert details["status"] == "reserved"
    page.goto("/vouchers")
    expect(page.locator("tbody tr")).to_have_count(1)
    # The stream has brought the signer's name meanwhile.
    page.goto("/company/people")
    shown(page, REFUSED)
    expect(page.locator("main")).to_contain_text(signer.title())


def new_company(page: Page, shown: Shown) -> None:
    """Opens the pages that are empty, and the requirements, of which none is met."""
    page.goto("/")
    of_path(page, "/vouchers")
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
    assert "done=signed" in page.url
    shown(page, FILLED)


def enroll(page: Page, shown: Shown) -> None:
    """Enrolls, from the requirements by a page that says what follows."""
    page.goto("/company/requirements/DDPS")
    page.locator(".company-act a.button").click()
    shown(page, FILLED)
    submit(page)
    assert "done=enrolled" in page.url
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
    assert "done=added" in page.url
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
    assert "done=saved" in page.url
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
    go(page, "next")
    shown(page, FILLED)
    page.locator("input[name=lead_consultant]").first.check()
    page.fill("#attendees", "one@contoso.example\ntwo@contoso.example")
    page.locator("#accept_terms").check()
    go(page, "next")
    shown(page, FILLED)
    go(page, "reserve")
    of_path(page, f"/vouchers/{number}")
    assert "done=reserved" in page.url
    shown(page, FILLED)
