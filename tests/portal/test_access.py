"""Without a mouse, without script, with larger text, with forced colors, on paper."""

from playwright.sync_api import Page, expect

from pages import WIDTHS
from people import CHEN, KAO, People
from run import Run
from steps import fill_reservation, go, of_path, validate
from survey import CONTRAST, violations

TABS_MAX = 80
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }"""
"""The text spacing that no page may break under (WCAG 1.4.12)."""
BUSY = ["/vouchers", "/vouchers/validate", "/company/requirements/DDPS", "/company/profile", "/directory"]
"""Pages with tables, forms, cards and lists."""
CLIPPED = """() => [...document.querySelectorAll('main *, header *, footer *')].filter((element) => {
  const style = getComputedStyle(element);
  const hides = style.overflowX === 'hidden' || style.overflowX === 'clip';
  const scrolls = style.position === 'absolute' || element.matches('input, select, textarea');
  return hides && !scrolls && element.scrollWidth > element.clientWidth + 1;
}).map((element) => element.outerHTML.slice(0, 120))"""
FOCUS = """() => {
  const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
  return {
    visible: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inside: box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0,
    html: element.outerHTML.slice(0, 160),
  };
}"""


def overflow(page: Page) -> int:
    """Returns by how many pixels the page is wider than the window."""
    return int(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until an element has the focus, which must be seen at every stop."""
    page.locator(selector).first.wait_for()
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["visible"] and focus["inside"], focus["html"]
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no Tab leads to {selector} on {page.url}")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Goes to an element by Tab and presses a key."""
    tab_to(page, selector)
    page.keyboard.press(key)


def test_keyboard_alone_signs_in_validates_and_reserves(people: People, run: Run) -> None:
    page, number = people.nobody(), run.take("assigned")
    page.goto("/vouchers/validate")
    button = page.locator(f"button[name=user][value={CHEN}]")
    button.focus()
    page.keyboard.press("Enter")
    of_path(page, "/vouchers/validate")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main", "the first link skips to the content"
    tab_to(page, "#voucher_number")
    page.keyboard.type(number)
    tab_to(page, "#admin_email")
    page.keyboard.type(run.admin_email)
    page.keyboard.press("Enter")
    for step, field in (("location", "location_id"), ("next", "engagement_type")):
        press(page, f"button[name=go][value={step}]")
        press(page, f"input[name={field}]", "Space")
    press(page, "button[name=go][value=next]")
    year, month, day = run.today.split("-")
    for field in ("#start_date", "#end_date"):
        tab_to(page, field)
        page.keyboard.type(f"{month}{day}{year}")
    press(page, "button[name=go][value=next]")
    press(page, "input[name=lead_consultant]", "Space")
    press(page, "#accept_terms", "Space")
    press(page, "button[name=go][value=next]")
    press(page, "button[name=go][value=reserve]")
    of_path(page, f"/vouchers/{number}")


def test_a_summary_of_mistakes_gets_the_focus_and_leads_to_the_fields(people: People) -> None:
    page = people.signed_in(CHEN)
    page.goto("/vouchers/validate")
    page.locator("main form button").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").first.click()
    expect(page.locator("#voucher_number")).to_be_focused()


def test_without_script_a_voucher_is_reserved(people: People, run: Run) -> None:
    page, number = people.nobody(java_script_enabled=False), run.take("assigned")
    page.goto("/vouchers/validate")
    page.locator(f"button[name=user][value={CHEN}]").click()
    of_path(page, "/vouchers/validate")
    validate(page, run, number)
    fill_reservation(page, run)
    go(page, "reserve")
    of_path(page, f"/vouchers/{number}")


def test_spaced_text_overlaps_and_hides_nothing(people: People, language: str) -> None:
    page = people.signed_in(KAO, language, bypass_csp=True)
    for path in BUSY:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            page.add_style_tag(content=SPACING)
            assert overflow(page) <= 0, (path, width)
            assert page.evaluate(CLIPPED) == [], (path, width)


def test_at_200_percent_nothing_is_wider_than_the_window(people: People, language: str) -> None:
    page = people.signed_in(KAO, language, viewport={"width": 640, "height": 450}, device_scale_factor=2)
    for path in BUSY:
        page.goto(path)
        assert overflow(page) <= 0, path
        assert violations(page, without=[CONTRAST]) == [], path


def test_forced_colors_leave_every_control_visible(people: People, run: Run) -> None:
    page = people.signed_in(KAO)
    page.emulate_media(forced_colors="active")
    page.goto("/vouchers/validate")
    for selector in ("#voucher_number", "main form button"):
        width = page.locator(selector).first.evaluate(
            "(element) => parseFloat(getComputedStyle(element).borderTopWidth)"
        )
        assert width >= 1, selector
    page.screenshot(path=run.screenshots / "forced-colors.png", full_page=True)


def test_a_voucher_is_printed_without_navigation(people: People, run: Run) -> None:
    page = people.signed_in(CHEN)
    page.goto(f"/vouchers/{run.vouchers['reserved'][0]}")
    page.emulate_media(media="print")
    for hidden in ("header.bar", "footer", ".skip"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    page.pdf(path=run.screenshots / "voucher.pdf", format="A4")


def test_the_account_menu_can_be_read_and_leads_on_in_the_readers_language(people: People, language: str) -> None:
    """What is closed is not checked by the survey of the pages."""
    page = people.signed_in(CHEN, language)
    page.goto("/company/requirements")
    page.locator(".account summary").click()
    link = page.locator(".account a")
    expect(link).to_be_visible()
    assert violations(page) == []
    link.click()
    of_path(page, "/zh-tw/help/roles" if language == "zh-TW" else "/help/roles")
