"""Steps of a delivery: files, completion report."""

from playwright.sync_api import Page, expect

from pages import FILLED
from run import Run
from steps import of_path, submit
from survey import Shown

PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    b"trailer<</Size 2/Root 1 0 R>>\nstartxref\n44\n%%EOF\n"
)
UPLOAD_MS = 60_000
"""How long an upload with its check may take on a busy machine."""
ANSWERS = {
    "days": {"onsite_days": "3", "offsite_days": "2", "walk_on_hours": "0"},
    "outcome": {"current_versions": "Windows 10 22H2", "target_versions": "Windows 11 26H2", "seats": "400"},
}


def chosen(name: str, content: bytes) -> dict[str, object]:
    """Returns a file as a person chooses it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def upload(page: Page, *files: dict[str, object]) -> None:
    """Chooses files and uploads them."""
    page.set_input_files("#files-input", list(files))  # type: ignore[arg-type]
    page.locator("#upload button").click()


def write(page: Page, number: str, run: Run, shown: Shown) -> None:
    """Writes every step of a report, from the voucher to the check."""
    page.goto(f"/vouchers/{number}/report")
    of_path(page, "/report/delivery")
    shown(page, FILLED)
    submit(page)
    for step, answers in ANSWERS.items():
        of_path(page, f"/report/{step}")
        for name, value in answers.items():
            page.fill(f"#{name}", value)
        if step == "days":
            expect(page.locator("[data-sum]")).to_contain_text("5 / 5")
        else:
            page.locator("input[name=outcome]").first.check()
        shown(page, FILLED)
        submit(page)
    of_path(page, "/report/declarations")
    page.fill("#handed_over_on", run.today)
    page.locator("#no_extra_fee").check()
    shown(page, FILLED)
    submit(page)
    of_path(page, "/report/check")
