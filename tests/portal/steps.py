"""Steps that several tests take on the pages."""

from playwright.sync_api import Page, expect

from mails import MAILS
from run import Run


def of_path(page: Page, path: str) -> None:
    """Waits for a page at this path."""
    page.wait_for_url(lambda url: url.split("?")[0].endswith(path))


def done(page: Page, what: str) -> None:
    """Waits for the page that says what was done."""
    page.wait_for_url(lambda url: url.endswith(f"done={what}") or f"done={what}&" in url)


def submit(page: Page, form: str = "main form[method=post]") -> None:
    """Sends a form with its first button."""
    page.locator(f"{form} button").first.click()


def go(page: Page, step: str) -> None:
    """Presses the button of the reservation that leads to a step."""
    page.locator(f"main button[name=go][value={step}]").first.click()


def validate(page: Page, run: Run, number: str) -> None:
    """Validates a voucher with its number and the address of its administrator."""
    page.goto("/vouchers/validate")
    page.fill("#voucher_number", number)
    page.fill("#admin_email", run.admin_email)
    submit(page)


def paste(page: Page, run: Run, number: str, language: str) -> None:
    """Validates a voucher by the whole mail."""
    page.fill("#mail", MAILS[language].format(number=number, email=run.admin_email))
    submit(page)


def fill_reservation(page: Page, run: Run) -> None:
    """Goes from a validated voucher through every step of its reservation to the check."""
    go(page, "location")
    page.locator("input[name=location_id]").first.check()
    go(page, "next")
    page.locator("input[name=engagement_type]").first.check()
    go(page, "next")
    page.fill("#start_date", run.today)
    page.fill("#end_date", run.today)
    go(page, "next")
    page.locator("input[name=lead_consultant]").first.check()
    page.locator("#accept_terms").check()
    go(page, "next")
    expect(page.locator("button[name=go][value=reserve]")).to_be_visible()


def fields(page: Page, form: str = "main form[method=post]") -> dict[str, str]:
    """Returns the fields of a form as the browser would send them, without its button."""
    script = "(form) => Object.fromEntries([...new FormData(form).entries()])"
    return dict(page.locator(form).first.evaluate(script))
