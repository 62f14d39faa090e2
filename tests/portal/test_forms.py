"""Forms that are sent twice, late, from elsewhere, or by whoever may not."""

from typing import Any

from playwright.sync_api import Page, expect

import cloud
import documents
from pages import REFUSED
from people import BROWN, CHEN, LEE, People
from run import Run
from steps import done, fields, fill_reservation, of_path, submit, validate
from survey import Shown

OWN = {"sec-fetch-site": "same-origin"}
"""What a browser says about a form of the portal."""


def ready(page: Page, run: Run) -> str:
    """Goes to the check of a reservation; returns the number of its voucher."""
    number = run.take("assigned")
    validate(page, run, number)
    fill_reservation(page, run)
    return number


def send(page: Page, path: str, form: dict[str, Any], headers: dict[str, str] | None = None) -> int:
    """Sends a form without the page; returns the status."""
    answer = page.context.request.post(path, form=form, headers=headers or OWN, max_redirects=0)
    return answer.status


def test_a_form_sent_twice_reserves_once(people: People, run: Run) -> None:
    page = people.signed_in(CHEN)
    number = ready(page, run)
    form = {**fields(page), "go": "reserve"}
    path = f"/vouchers/{number}/reserve"
    assert [send(page, path, form) for _ in range(2)] == [303, 303]
    assert send(page, path, {**form, "key": "another-key-0001"}) == 409
    assert cloud.count(run, number, "reserved") == 1


def test_a_double_click_and_a_reload_reserve_once(people: People, run: Run) -> None:
    page = people.signed_in(CHEN)
    number = ready(page, run)
    page.locator("button[name=go][value=reserve]").dblclick()
    of_path(page, f"/vouchers/{number}")
    page.reload()
    assert documents.method_of(page) == "GET"
    assert cloud.count(run, number, "reserved") == 1


def test_withdrawing_and_enrolling_with_double_clicks_happen_once(people: People, run: Run) -> None:
    page = people.signed_in(BROWN)
    for act, status in (("withdraw", "withdrawn"), ("enroll", "active")):
        page.goto(f"/company/enrollments/DDPS/{act}")
        page.locator("main form button.big").dblclick()
        of_path(page, "/company/requirements/DDPS")
        assert [one["status"] for one in cloud.enrollments(run, "P-2")] == [status]


def test_a_stale_tab_overwrites_nothing(people: People, language: str, run: Run, shown: Shown) -> None:
    page, number = people.signed_in(CHEN, language), run.take("reserved")
    page.goto(f"/vouchers/{number}/change")
    other = page.context.new_page()
    other.goto(f"/vouchers/{number}/change")
    other.fill("#attendees", "first@contoso.example")
    submit(other)
    done(other, "changed")
    page.fill("#attendees", "second@contoso.example")
    submit(page)
    assert documents.status_of(page) == 412
    shown(page, REFUSED)
    reservation = cloud.voucher(run, number)["reservation"]
    assert reservation["attendees"] == ["first@contoso.example"]


def test_a_form_of_another_site_is_refused(people: People, run: Run) -> None:
    page, number = people.signed_in(CHEN), run.vouchers["reserved"][1]
    page.goto(f"/vouchers/{number}/notify")
    inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields(page).items())
    html = f'<form method="post" action="{run.portal}/vouchers/{number}/notify">{inputs}<button>Send</button></form>'
    page.context.route("http://evil.example/", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("http://evil.example/")
    page.get_by_role("button").click()
    assert documents.status_of(page) == 403
    sent = fields_of(people, number)
    for headers in (
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "http://evil.example"},
        {},
    ):
        assert send(page, f"/vouchers/{number}/notify", sent, headers or {"accept": "text/html"}) == 403, headers
    assert cloud.count(run, number, "notified") == 0


def fields_of(people: People, number: str) -> dict[str, str]:
    """Returns the fields of the form that sends the customer the dates."""
    page = people.signed_in(CHEN)
    page.goto(f"/vouchers/{number}/notify")
    return fields(page)


def test_a_page_of_another_role_names_the_role(people: People, language: str, shown: Shown) -> None:
    page = people.signed_in(LEE, language)
    page.goto("/vouchers/validate")
    assert documents.status_of(page) == 403
    expect(page.locator("main")).to_contain_text({"en": "Partner administrator", "zh-TW": "合作夥伴管理員"}[language])
    shown(page, REFUSED)


def test_a_voucher_of_another_company_is_not_found(people: People, run: Run) -> None:
    page, number = people.signed_in(BROWN), run.vouchers["reserved"][1]
    for path in ("", "/change", "/cancel", "/notify"):
        page.goto(f"/vouchers/{number}{path}")
        assert documents.status_of(page) == 404, path
    form = {**fields(page, "form.lang"), "key": "key-of-brown-0001"}
    assert send(page, f"/vouchers/{number}/notify", form) == 404
