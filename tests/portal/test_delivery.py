"""Files, completion report, receipt and redemption."""

from playwright.sync_api import Page, expect

import cloud
from pages import EMPTY, FILLED, REFUSED
from people import BROWN, CHEN, People
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


def test_files_are_uploaded_checked_downloaded_and_deleted(
    people: People, language: str, run: Run, shown: Shown
) -> None:
    page, number = people.signed_in(CHEN, language), run.take("reserved")
    page.goto(f"/vouchers/{number}")
    page.locator(f"a[href='/vouchers/{number}/files']").first.click()
    shown(page, EMPTY)
    page.locator("#upload button").click()
    expect(page.locator("#files-missing")).to_be_visible()
    upload(page, chosen("plan.pdf", PDF), chosen("no-plan.pdf", b"not a document"))
    page.wait_for_url("**/files?done=uploaded", timeout=UPLOAD_MS)
    expect(page.locator(".file-row")).to_have_count(2)
    expect(page.locator(".file-reasons li")).to_have_count(1)
    shown(page, FILLED)
    with page.expect_download() as started:
        page.locator(".file-row a").first.click()
    assert started.value.suggested_filename == "plan.pdf"
    page.locator(".file-row form button").last.click()
    assert "done=deleted" in page.url
    expect(page.locator(".file-row")).to_have_count(1)


def test_a_file_that_is_no_document_of_the_program_says_so_at_once(people: People, run: Run) -> None:
    page, number = people.signed_in(CHEN), run.vouchers["reserved"][0]
    page.goto(f"/vouchers/{number}/files")
    upload(page, chosen("plan.exe", PDF), chosen("empty.pdf", b""))
    rows = page.locator(".upload-row")
    expect(rows.nth(0)).to_contain_text("docx")
    expect(rows.nth(1)).to_contain_text("empty")
    expect(rows.nth(1).locator("[data-part=again]")).to_be_visible()


def test_an_upload_that_is_interrupted_goes_on_when_the_same_file_is_chosen_again(people: People, run: Run) -> None:
    page, number = people.signed_in(CHEN), run.take("reserved")
    page.goto(f"/vouchers/{number}/files")
    page.route("**/deliverables/**", lambda route: route.abort())
    upload(page, chosen("plan.pdf", PDF))
    again = page.locator(".upload-row [data-part=again]")
    expect(again).to_be_visible()
    # The console says that the upload failed, as it should.
    assert [one for one in people.defects if "ERR_FAILED" not in one] == []
    people.defects.clear()
    page.unroute_all()
    page.reload()
    upload(page, chosen("plan.pdf", PDF))
    page.wait_for_url("**/files?done=uploaded", timeout=UPLOAD_MS)
    expect(page.locator(".file-row")).to_have_count(1)


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


def test_a_report_is_written_submitted_and_reopened(people: People, language: str, run: Run, shown: Shown) -> None:
    page, number = people.signed_in(CHEN, language), run.take("delivered")
    page.goto(f"/vouchers/{number}/report/days")
    page.fill("#onsite_days", "x")
    submit(page)
    shown(page, REFUSED)
    write(page, number, run, shown)
    shown(page, FILLED)
    submit(page)
    of_path(page, "/receipt")
    shown(page, FILLED, english=True)
    with page.expect_download() as started:
        page.locator("a[href$='/receipt/download']").click()
    assert started.value.suggested_filename == f"receipt-{number}.json"
    page.locator("form[action$='/receipt/reopen'] button").click()
    of_path(page, "/report/check")
    submit(page)
    of_path(page, "/receipt")
    expect(page.locator("#earlier")).to_be_visible()
    shown(page, FILLED, english=True)


def test_a_report_without_answers_is_refused_with_the_way_to_each(
    people: People, language: str, run: Run, shown: Shown
) -> None:
    page, number = people.signed_in(CHEN, language), run.vouchers["delivered"][0]
    page.goto(f"/vouchers/{number}/report/delivery")
    submit(page)
    page.goto(f"/vouchers/{number}/report/check")
    submit(page)
    expect(page.locator(".error-summary a").first).to_be_visible()
    shown(page, REFUSED)


def test_ready_vouchers_are_redeemed(people: People, language: str, run: Run, shown: Shown) -> None:
    nobody = people.signed_in(BROWN, language)
    nobody.goto("/redeem")
    shown(nobody, EMPTY)
    page, ready, other = people.signed_in(CHEN, language), run.take("reported"), run.vouchers["reserved"][0]
    page.goto("/redeem")
    shown(page, FILLED)
    submit(page)
    shown(page, REFUSED)
    page.locator(f"input[name=voucher][value='{ready}']").check()
    # A voucher that is not ready, as in a page that was opened long ago.
    page.locator("form#vouchers").evaluate(
        "(form, number) => form.insertAdjacentElement('beforeend', Object.assign(document.createElement('input'),"
        " {type: 'hidden', name: 'voucher', value: number}))",
        other,
    )
    submit(page)
    shown(page, FILLED)
    submit(page)
    of_path(page, "/redeem/result")
    shown(page, FILLED)
    assert cloud.voucher(run, ready)["status"] == "redeemed"
    redemption = page.locator(".panel .number").inner_text()
    page.reload()
    expect(page.locator(".panel .number")).to_have_text(redemption)
    assert cloud.count(run, ready, "redeemed") == 1
    page.locator(".panel a").click()
    of_path(page, f"/redemptions/{redemption}")
    shown(page, FILLED)
    page.goto("/redemptions/RD-NONE")
    shown(page, REFUSED)
