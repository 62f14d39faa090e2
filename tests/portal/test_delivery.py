"""Files, completion report, receipt and redemption."""

from pathlib import Path

from playwright.sync_api import Page, expect

import cloud
from delivery import PDF, UPLOAD_MS, chosen, upload, write
from pages import EMPTY, FILLED, REFUSED
from people import BROWN, CHEN, People
from run import Run
from steps import done, of_path, submit
from survey import Shown

FILE_BYTES_MAX = 250 * 1024 * 1024
"""The largest file (PROGRAM.md 8.1)."""


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
    done(page, "deleted")
    expect(page.locator(".file-row")).to_have_count(1)


def test_a_file_that_is_no_document_of_the_program_says_so_at_once(people: People, run: Run) -> None:
    page, number = people.signed_in(CHEN), run.vouchers["reserved"][0]
    page.goto(f"/vouchers/{number}/files")
    upload(page, chosen("plan.exe", PDF), chosen("empty.pdf", b""))
    rows = page.locator(".upload-row")
    expect(rows.nth(0)).to_contain_text("docx")
    expect(rows.nth(1)).to_contain_text("empty")
    # Another attempt with the same file would not help.
    for row in (0, 1):
        expect(rows.nth(row).locator("[data-part=again]")).to_be_hidden()


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


def large(path: Path, size: int) -> Path:
    """Writes a PDF of this size in bytes: its first and last lines are in place, the rest is zeros."""
    head, tail = PDF[:9], PDF[9:]
    with path.open("wb") as file:
        file.write(head)
        file.seek(size - len(tail))
        file.write(tail)
    return path


def test_the_largest_file_is_uploaded_and_a_larger_one_is_refused_before_it_is_sent(
    people: People, run: Run, tmp_path: Path
) -> None:
    page, number = people.signed_in(CHEN), run.take("reserved")
    page.goto(f"/vouchers/{number}/files")
    page.set_input_files("#files-input", large(tmp_path / "too-large.pdf", FILE_BYTES_MAX + 1))
    page.locator("#upload button").click()
    expect(page.locator(".upload-row")).to_contain_text("250")
    page.reload()
    page.set_input_files("#files-input", large(tmp_path / "largest.pdf", FILE_BYTES_MAX))
    page.locator("#upload button").click()
    page.wait_for_url("**/files?done=uploaded", timeout=3 * UPLOAD_MS)
    expect(page.locator(".file-row")).to_have_count(1)
    expect(page.locator(".file-reasons li")).to_have_count(0)
    expect(page.locator(".file-row")).to_contain_text("250")


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
