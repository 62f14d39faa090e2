"""The overview: the first page of each role."""

from playwright.sync_api import expect

from pages import FILLED
from people import ADA, CHEN, KAO, LEE, People
from steps import of_path
from survey import Shown


def test_each_role_begins_with_its_overview(people: People, language: str, shown: Shown) -> None:
    for person in (CHEN, LEE, KAO):
        page = people.signed_in(person, language)
        page.goto("/")
        expect(page.locator("svg.plot")).to_have_count(2)
        shown(page, FILLED)


def test_the_numbers_of_a_plot_open_as_a_table(people: People) -> None:
    page = people.signed_in(CHEN)
    page.goto("/")
    plots = page.locator("main details")
    for plot in plots.all():
        expect(plot.locator("table")).to_be_hidden()
        plot.locator("summary").click()
        expect(plot.locator("table")).to_be_visible()


def test_what_needs_the_reader_leads_to_where_it_is_done(people: People) -> None:
    page = people.signed_in(LEE)
    page.goto("/")
    page.locator(".task a[href$='/submit']").first.click()
    expect(page.locator("#invoice_number")).to_be_visible()


def test_operations_are_led_to_their_own_pages(people: People) -> None:
    page = people.signed_in(ADA)
    page.goto("/")
    of_path(page, "/company/requirements")
