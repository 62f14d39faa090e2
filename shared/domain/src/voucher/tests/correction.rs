//! Files and report of a redeemed voucher: they change only while its claim is sent back.

use jiff::civil::{Date, date};

use super::world::*;
use crate::CompanyId;
use crate::claim::Status as ClaimStatus;
use crate::deliverable::Deliverable;
use crate::refusal::Refusals;
use crate::report::{Answers, Receipt, Report, ReportState};
use crate::voucher::{Action, Deliverer, Outcome, SubmitReport, Voucher};

/// The day of the correction.
const LATER: Date = date(2026, 12, 20);

const SENT_BACK: Option<ClaimStatus> = Some(ClaimStatus::ActionRequired);

/// A redeemed voucher with its clean file and its submitted report.
fn delivered() -> (Voucher, Deliverable, Report) {
    let (voucher, file) = with_clean(reserved(), "deployment_plan");
    let (outcome, receipt) = submitted(with_draft(voucher), HOLDER, Some(&report(answers())), ENDS_ON).unwrap();
    let report = Report { receipt: Some(receipt), ..report(answers()) };
    (redeemed(changed(Ok(outcome))), file, report)
}

fn by(company: &CompanyId, claim: Option<ClaimStatus>) -> Deliverer<'_> {
    Deliverer { company, claim }
}

/// The redeemed voucher with its report reopened, and the report.
fn reopened() -> (Voucher, Deliverable, Report) {
    let (voucher, file, report) = delivered();
    let (outcome, report) = voucher.reopen_report(by(&company(HOLDER), SENT_BACK), Some(&report), LATER).unwrap();
    (changed(Ok(outcome)), file, report.unwrap())
}

fn announced(voucher: Voucher) -> (Voucher, Deliverable) {
    let done = voucher.announce(by(&company(HOLDER), SENT_BACK), announcement("more.pdf"), None, &actor(), at(LATER));
    let done = done.unwrap();
    (changed(Ok(done.voucher)), done.deliverable)
}

fn submit_again(voucher: Voucher, report: &Report) -> Result<(Outcome, Receipt), Refusals> {
    let (company, evidence) = (company(HOLDER), partner(HOLDER).evidence);
    let by = by(&company, SENT_BACK);
    let command = SubmitReport { by, report: Some(report), evidence: &evidence, catalog: catalog() };
    voucher.submit(&command, at(LATER)).map(Result::unwrap)
}

/// The result of every command on files and report of the redeemed voucher.
fn commands(id: &str, claim: Option<ClaimStatus>) -> Vec<Result<(), Refusals>> {
    let company = company(id);
    let (voucher, file, report) = delivered();
    let (by, now, evidence) = (by(&company, claim), at(LATER), partner(id).evidence);
    let command = SubmitReport { by, report: Some(&report), evidence: &evidence, catalog: catalog() };
    vec![
        voucher.clone().announce(by, announcement("more.pdf"), None, &actor(), now).map(drop),
        voucher.clone().remove(by, &file, LATER).map(drop),
        voucher.clone().draft(by, Answers::default(), Some(&report), &actor(), now).map(drop),
        voucher.clone().submit(&command, now).map(drop),
        voucher.reopen_report(by, Some(&report), LATER).map(drop),
    ]
}

#[test]
fn nothing_changes_after_the_redemption_unless_the_claim_is_sent_back() {
    for claim in ClaimStatus::ALL.map(Some).into_iter().chain([None]).filter(|claim| *claim != SENT_BACK) {
        for result in commands(HOLDER, claim) {
            assert_eq!(codes(result), ["already_redeemed"], "{claim:?}");
        }
        assert_eq!(delivered().0.actions_with_claim(claim, LATER), [], "{claim:?}");
    }
    for result in commands(OTHER, SENT_BACK) {
        assert_eq!(codes(result), ["voucher_not_found"], "another company");
    }
}

#[test]
fn a_claim_that_is_sent_back_opens_nothing_but_files_and_report() {
    for voucher in [reserved(), ready()] {
        assert_eq!(voucher.actions_with_claim(SENT_BACK, ENDS_ON), voucher.actions(ENDS_ON), "not redeemed");
    }
    let (voucher, ..) = delivered();
    assert_eq!(codes(voucher.clone().redeem(&redeem(HOLDER), at(LATER))), ["already_redeemed"]);
    assert_eq!(codes(voucher.clone().notify(&company(HOLDER), false, at(LATER))), ["already_redeemed"]);
    assert_eq!(voucher.actions_with_claim(SENT_BACK, LATER), [Action::Upload, Action::Reopen]);
    let (voucher, ..) = reopened();
    assert_eq!(voucher.actions_with_claim(SENT_BACK, LATER), [Action::Upload, Action::Report, Action::Submit]);
    let (pending, _) = announced(voucher);
    assert_eq!(pending.actions_with_claim(SENT_BACK, LATER), [Action::Upload, Action::Report]);
}

#[test]
fn a_report_is_submitted_anew_after_the_redemption_with_the_next_number() {
    let (first, _, sealed) = delivered();
    let (voucher, _, draft) = reopened();
    assert_eq!((voucher.report(), voucher.redeemed_at()), (ReportState::Draft, first.redeemed_at()));
    let corrected = Answers { remarks: Some(note("corrected")), ..answers() };
    let saved = voucher.clone().draft(by(&company(HOLDER), SENT_BACK), corrected, Some(&draft), &actor(), at(LATER));
    let (outcome, draft) = saved.unwrap();
    assert_eq!(outcome, Outcome::Unchanged, "the report alone is written");
    let (outcome, receipt) = submit_again(voucher, &draft).unwrap();
    assert_eq!((receipt.revision, receipt.submitted_at), (2, at(LATER)));
    assert_eq!(draft.superseded, sealed.receipt.into_iter().collect::<Vec<_>>());
    let voucher = changed(Ok(outcome));
    assert_eq!(voucher.report(), ReportState::Submitted(receipt.reference()));
    assert_eq!(voucher.redeemed(), first.redeemed(), "the redemption stays");
}

#[test]
fn a_file_that_was_redeemed_stays_and_one_that_came_later_may_go() {
    let (voucher, redeemed_file, _) = reopened();
    let remove = |voucher: Voucher, file: &Deliverable| voucher.remove(by(&company(HOLDER), SENT_BACK), file, LATER);
    assert_eq!(codes(remove(voucher.clone(), &redeemed_file)), ["already_redeemed"]);
    let (voucher, later) = announced(voucher);
    let judged = voucher.clone().judge(&later, &as_announced(&later), at(LATER)).unwrap();
    let voucher = changed(Ok(judged.voucher));
    assert_eq!(changed(remove(voucher, &judged.deliverable)).deliverables().clean, 1);
}

/// Otherwise a file that was announced and never uploaded would keep the report open for ever.
#[test]
fn a_file_without_bytes_may_go_even_if_it_was_announced_before_the_redemption() {
    let (voucher, pending) = with_file(ready(), "late.pdf");
    let voucher = redeemed(voucher);
    let stored = Report { receipt: delivered().2.receipt, ..report(answers()) };
    let open = voucher.reopen_report(by(&company(HOLDER), SENT_BACK), Some(&stored), LATER).unwrap();
    let (voucher, draft) = (changed(Ok(open.0)), open.1.unwrap());
    assert_eq!(codes(submit_again(voucher.clone(), &draft)), ["deliverable_pending"]);
    let voucher = changed(voucher.remove(by(&company(HOLDER), SENT_BACK), &pending, LATER));
    assert!(submit_again(voucher, &draft).is_ok());
}
