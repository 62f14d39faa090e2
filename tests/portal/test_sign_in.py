"""Signing in and out, the end of a session, the choice of a language, cookies."""

from playwright.sync_api import Page, expect

import cloud
import documents
from pages import FILLED, REFUSED
from people import CHEN, KAO, People, choose
from run import Run
from steps import fill_reservation, go, of_path, validate
from survey import Shown

ISSUER = "**/authorize?**"
END = "**/end-session?**"


def stay(page: Page, address: str) -> None:
    """Lets the browser stay on the page that leads to an address of the issuer."""
    page.route(address, lambda route: route.fulfill(status=204))


def sign_in(page: Page, person: str, path: str) -> None:
    """Opens a page and signs in for it."""
    page.goto(path)
    choose(page, person)
    page.wait_for_url(lambda url: url.endswith(path))


def test_the_page_that_was_asked_for_follows_the_sign_in(people: People, run: Run) -> None:
    page = people.nobody()
    sign_in(page, CHEN, "/vouchers?status=redeemed")
    page.goto("/")
    expect(page.locator("nav.primary a[aria-current=page]")).to_have_attribute("href", "/")


def test_the_pages_of_signing_in_and_out(people: People, language: str, shown: Shown) -> None:
    page = people.nobody(language)
    page.goto("/signed-in")
    choose(page, CHEN)
    shown(page, FILLED)
    stay(page, END)
    page.locator(".account summary").click()
    page.locator("form[action='/sign-out'] button").click()
    shown(page, FILLED)
    page.goto("/signed-out")
    shown(page, FILLED)
    stay(page, ISSUER)
    page.goto("/vouchers")
    of_path(page, "/sign-in")
    shown(page, FILLED)


def test_signing_out_leads_back_to_the_portal(people: People) -> None:
    page = people.nobody()
    sign_in(page, CHEN, "/vouchers")
    page.locator(".account summary").click()
    page.locator("form[action='/sign-out'] button").click()
    of_path(page, "/signed-out")
    page.goto("/vouchers")
    expect(page.locator("button[name=user]").first).to_be_visible()


def test_whoever_does_not_sign_in_is_asked_again(people: People, language: str, shown: Shown) -> None:
    page = people.nobody(language)
    page.goto("/vouchers")
    page.locator("a[href*='access_denied']").click()
    of_path(page, "/sign-in/back")
    shown(page, REFUSED)
    stay(page, ISSUER)
    page.locator("main a.button").click()
    of_path(page, "/sign-in")


def test_a_form_outlives_its_session(people: People, run: Run) -> None:
    page, number = people.nobody(), run.take("assigned")
    sign_in(page, CHEN, "/vouchers/validate")
    validate(page, run, number)
    fill_reservation(page, run)
    session = [cookie["name"] for cookie in page.context.cookies() if "session" in cookie["name"]]
    assert session, page.context.cookies()
    for name in session:
        page.context.clear_cookies(name=name)
    go(page, "reserve")
    expect(page.locator("main ol a")).to_be_visible()
    with page.context.expect_page() as opened:
        page.locator("main ol a").click()
    choose(opened.value, CHEN)
    of_path(opened.value, "/signed-in")
    page.locator("main form button").click()
    of_path(page, f"/vouchers/{number}")
    assert cloud.count(run, number, "reserved") == 1


def test_a_form_of_another_person_is_refused(people: People, run: Run) -> None:
    page, number = people.signed_in(CHEN), run.vouchers["reserved"][1]
    page.goto(f"/vouchers/{number}/notify")
    page.context.clear_cookies()
    people.signed_in(KAO)
    page.context.add_cookies(people.sessions[KAO]["cookies"])
    page.locator("main form[method=post] button").click()
    assert documents.status_of(page) == 403


def test_the_language_is_kept_and_leads_back(people: People) -> None:
    page = people.signed_in(CHEN)
    page.goto("/vouchers?status=redeemed")
    page.locator("form.lang button").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant-TW")
    assert page.url.endswith("/vouchers?status=redeemed")
    page.goto("/company/locations")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant-TW")


def test_no_script_reads_a_cookie_and_no_other_site_sends_one(people: People, run: Run) -> None:
    page = people.signed_in(CHEN)
    page.goto("/vouchers")
    cookies = page.context.cookies(run.portal)
    assert cookies and all(one["httpOnly"] and one["sameSite"] == "Lax" and one["path"] == "/" for one in cookies)
    assert page.evaluate("() => document.cookie") == ""
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
