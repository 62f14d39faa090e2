"""The company pages of a company at work. Those of a new company are in `test_program`."""

import pytest

from pages import EMPTY, FILLED, REFUSED
from people import ADA, KAO, People
from steps import done, submit
from survey import Shown

PAGES = [
    "/company/requirements",
    "/company/requirements/DDPS",
    "/company/agreement",
    "/company/enrollments/DDPS/withdraw",
    "/company/locations",
    "/company/locations/L-1",
    "/company/profile",
    "/company/people",
]


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_a_company(people: People, language: str, path: str, shown: Shown) -> None:
    page = people.signed_in(KAO, language)
    page.goto(path)
    shown(page, FILLED, english=path.endswith(("profile", "people")))


def test_operations_have_no_company(people: People, language: str, shown: Shown) -> None:
    page = people.signed_in(ADA, language)
    for path in ("/company/requirements", "/company/requirements/DDPS"):
        page.goto(path)
        shown(page, EMPTY)


@pytest.mark.parametrize("act", ["enroll", "renew"])
def test_what_is_not_possible_is_refused_with_reasons(people: People, language: str, act: str, shown: Shown) -> None:
    page = people.signed_in(KAO, language)
    page.goto(f"/company/enrollments/DDPS/{act}")
    shown(page, FILLED)
    submit(page)
    shown(page, REFUSED)


@pytest.mark.parametrize("path", ["/company/add-location", "/company/locations/L-2"])
def test_a_location_without_a_name_is_refused(people: People, language: str, path: str, shown: Shown) -> None:
    page = people.signed_in(KAO, language)
    page.goto(path)
    shown(page, FILLED)
    page.fill("#name", "")
    submit(page)
    shown(page, REFUSED)


def test_a_location_is_changed(people: People, shown: Shown) -> None:
    page = people.signed_in(KAO)
    page.goto("/company/locations/L-3")
    page.fill("#contact_email", "office@contoso-partners.example")
    submit(page)
    done(page, "changed")
    shown(page, FILLED)


def test_a_profile_is_previewed_and_refused(people: People, language: str, shown: Shown) -> None:
    page = people.signed_in(KAO, language)
    page.goto("/company/profile")
    page.fill("#description", "Plans deployments.\n\n規劃部署。")
    page.locator("button[name=act][value=preview]").click()
    assert "規劃部署。" in page.locator(".company-preview").inner_text()
    shown(page, FILLED, english=True)
    page.fill("#display_name", "")
    page.fill("#website", "http://not-secure.example")
    submit(page)
    shown(page, REFUSED, english=True)
