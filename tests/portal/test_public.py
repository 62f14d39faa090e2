"""The public pages, in the language of their path."""

import pytest
from playwright.sync_api import expect

import documents
from pages import EMPTY, FILLED, REFUSED
from people import ADA, People
from survey import Shown

PREFIX = {"en": "", "zh-TW": "/zh-tw"}


def test_the_directory_shows_providers_nobody_and_mistakes(people: People, language: str, shown: Shown) -> None:
    page, at = people.nobody(language), PREFIX[language]
    page.goto(f"{at}/directory")
    for _ in range(20):  # Listings follow an enrollment by the table's stream.
        if page.locator(".providers > li").count() > 1:
            break
        page.wait_for_timeout(250)
        page.reload()
    shown(page, FILLED, english=True)
    page.goto(f"{at}/directory?program=SDPS&country=JP")
    expect(page.locator(".providers")).to_have_count(0)
    shown(page, EMPTY)
    page.goto(f"{at}/directory?country=Atlantis")
    shown(page, REFUSED)


def test_a_provider_is_shown_or_has_left(people: People, language: str, shown: Shown) -> None:
    page, at = people.nobody(language), PREFIX[language]
    page.goto(f"{at}/directory")
    page.locator(".providers h3 a").first.click()
    shown(page, FILLED, english=True)
    page.goto(f"{at}/directory/P-99")
    shown(page, REFUSED)


@pytest.mark.parametrize("path", ["/programs", "/help/customers", "/help/roles", "/accessibility"])
def test_public_texts(people: People, language: str, path: str, shown: Shown) -> None:
    page = people.nobody(language)
    page.goto(PREFIX[language] + path)
    shown(page, FILLED)
    page.locator("a.lang").click()
    expect(page.locator("html")).not_to_have_attribute("lang", {"en": "en", "zh-TW": "zh-Hant-TW"}[language])


def test_an_unknown_address_is_a_page(people: People, language: str, shown: Shown) -> None:
    for page in (people.nobody(language), people.signed_in(ADA, language)):
        page.goto("/nowhere")
        assert documents.status_of(page) == 404
        shown(page, REFUSED)


def test_the_first_view_is_small_and_the_next_one_is_one_request(people: People) -> None:
    page = people.nobody()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto("/directory")
    assert len(sent) <= 5, sent
    page.goto("/programs")
    fetched = (
        "() => performance.getEntriesByType('resource').filter((one) => one.transferSize > 0).map((one) => one.name)"
    )
    assert page.evaluate(fetched) == [], "style sheet, script and icon are kept"
