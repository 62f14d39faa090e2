"""On paper, without motion, with more contrast, with forced colors, on a slow network."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from people import CHEN, LEE, People
from run import Run
from survey import CONTRAST, violations

READ = ["/", "/vouchers", "/claims", "/redeem", "/statement", "/company/requirements", "/company/payees", "/directory"]
"""Pages with tables, plots, tags and buttons."""
MOVING = """() => [...document.querySelectorAll('*')].filter((element) => {
  const { animationName, transitionDuration } = getComputedStyle(element);
  return animationName !== 'none' || transitionDuration.split(', ').some((one) => parseFloat(one) > 0);
}).map((element) => element.outerHTML.slice(0, 120)).concat(document.getAnimations().map(String))"""
BARE = """() => [...document.querySelectorAll('main :is(input, select, textarea, .button)')].filter((element) => {
  const { borderTopWidth, borderTopStyle, visibility } = getComputedStyle(element);
  const isBox = ['checkbox', 'radio', 'file', 'hidden'].includes(element.type);
  const isShown = element.getClientRects().length && visibility === 'visible';
  return isShown && !isBox && !(parseFloat(borderTopWidth) >= 1 && borderTopStyle !== 'none');
}).map((element) => element.outerHTML.slice(0, 120))"""
"""Controls without a border: where colors are forced, nothing else shows their extent."""
SLOW: dict[str, Any] = {
    "offline": False,
    "latency": 800,
    "downloadThroughput": 30 * 1024,
    "uploadThroughput": 15 * 1024,
}
"""A bad mobile network: milliseconds, bytes a second."""


def printed(page: Page) -> None:
    """Checks a page on paper: its content alone, within the width of the paper."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})
    for hidden in ("header.bar", "footer.foot", ".skip", ".acts"):
        for element in page.locator(hidden).all():
            expect(element).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    wider = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{page.url} is {wider} px wider than the paper"
    page.emulate_media(media="screen")


def test_what_people_keep_is_printed(people: People, language: str, run: Run) -> None:
    page = people.signed_in(CHEN, language)
    reported, paid = run.vouchers["reported"][0], run.vouchers["paid"][0]
    for path in (f"/vouchers/{reported}/receipt", f"/claims/CL-{paid}", "/statement", "/claims", "/vouchers", "/"):
        page.goto(path)
        printed(page)
    page.goto(f"/vouchers/{reported}/receipt")
    page.pdf(path=run.screenshots / f"receipt-{language}.pdf", format="A4")


def test_nothing_moves_for_those_who_ask_for_it(people: People) -> None:
    page = people.signed_in(LEE)
    for path in READ:
        page.goto(path)
        assert page.evaluate(MOVING) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_more_contrast_is_given_where_it_is_asked_for(people: People, scheme: str, run: Run) -> None:
    page = people.signed_in(LEE)
    page.emulate_media(contrast="more", color_scheme=scheme)  # type: ignore[arg-type]
    for path in READ:
        page.goto(path)
        assert violations(page, only=f"{CONTRAST}-enhanced") == [], path
    page.goto("/claims")
    page.screenshot(path=run.screenshots / f"more-contrast-{scheme}.png", full_page=True)


def test_forced_colors_leave_every_control_a_border(people: People, run: Run) -> None:
    page = people.signed_in(CHEN)
    page.emulate_media(forced_colors="active")
    for path in [*READ, "/vouchers/validate", f"/vouchers/{run.vouchers['reserved'][0]}/change"]:
        page.goto(path)
        assert page.evaluate(BARE) == [], path
    page.goto("/")
    page.screenshot(path=run.screenshots / "forced-colors-overview.png", full_page=True)


@pytest.mark.parametrize("script", [True, False])
def test_on_a_slow_network_a_page_is_read_before_everything_arrived(people: People, run: Run, script: bool) -> None:
    page = people.signed_in(CHEN, java_script_enabled=script)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    network.send("Network.emulateNetworkConditions", SLOW)
    number = run.vouchers["reserved"][0]
    page.goto(f"/vouchers/{number}/cancel", wait_until="commit")
    # The style sheet comes before the text: nothing is shown unstyled, and the heading does not wait for scripts.
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("main").evaluate("(main) => getComputedStyle(main).display") != "inline"
    # Somebody who is in doubt presses twice: the form has one key, and the page that answers is one page.
    button = page.locator("main form .acts button").first
    button.click(no_wait_after=True)
    button.click(no_wait_after=True, force=True)
    page.wait_for_load_state()
    expect(page.locator(".error-summary")).to_be_visible()
