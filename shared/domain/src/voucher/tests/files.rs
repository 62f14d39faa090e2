//! The files of a voucher: announcement, check, removal and counts.

use super::world::*;
use crate::deliverable::{
    Announcement, Counts, Defect, Deliverable, FILES_MAX, FileName, FileType, Finding, Kind, Status, Verdict,
};
use crate::refusal::{Refusal, Refusals};
use crate::voucher::{Action, Event, FileOutcome, Outcome, Voucher};

fn announce(voucher: Voucher, announced: Announcement, known: Option<Deliverable>) -> FileOutcome {
    voucher.announce(&company(HOLDER), announced, known, &actor(), at(TODAY)).unwrap()
}

fn counts(clean: u32, pending: u32, rejected: u32, uploads: u32) -> Counts {
    Counts { clean, pending, rejected, uploads, supporting: 0 }
}

fn judge(voucher: Voucher, file: &Deliverable, verdict: Verdict) -> Option<FileOutcome> {
    let mut observed = as_announced(file);
    observed.verdict = verdict;
    voucher.judge(file, &observed, at(TODAY))
}

fn judged(voucher: Voucher, file: &Deliverable, verdict: Verdict) -> (Voucher, Deliverable) {
    let done = judge(voucher, file, verdict).unwrap();
    (changed(Ok(done.voucher)), done.deliverable)
}

fn remove(voucher: Voucher, file: &Deliverable) -> Voucher {
    changed(voucher.remove(&company(HOLDER), file, TODAY))
}

/// The voucher reserved by another company after the holder cancelled.
fn reserved_again() -> Voucher {
    let again = reserve();
    changed(given_back(reserved()).reserve(&again, &partner(OTHER), catalog(), at(TODAY)))
}

#[test]
fn a_file_records_its_announcement_with_instant_and_person() {
    let done = announce(reserved(), announcement("plan.pdf"), None);
    let Deliverable::Announced(file) = &done.deliverable else { panic!("{:?}", done.deliverable) };
    assert_eq!(file.announced, announcement("plan.pdf"));
    assert_eq!((file.reservation, file.upload), (1, 1));
    assert_eq!((file.announced_at, &file.announced_by), (at(TODAY), &actor()));
    assert_eq!(reserved().deliverable_id(&announcement("plan.pdf")).as_ref(), Some(&file.id));
    let Outcome::Applied(voucher, event) = done.voucher else { panic!("expected a change") };
    assert_eq!(event, Event::DeliverableAnnounced { id: file.id.clone() });
    assert_eq!(voucher.deliverables(), counts(0, 1, 0, 1));
}

#[test]
fn a_repeated_announcement_is_the_same_file_and_counts_once() {
    let (voucher, file) = with_file(reserved(), "plan.pdf");
    let again = announce(voucher, announcement("plan.pdf"), Some(file.clone()));
    assert_eq!(again, FileOutcome { voucher: Outcome::Unchanged, deliverable: file });
}

#[test]
fn an_announcement_that_differs_in_any_field_is_another_file() {
    let plan = announcement("plan.pdf");
    let others = [
        Announcement { sha256: announcement("else.pdf").sha256, ..plan.clone() },
        Announcement { file_name: FileName::parse("Plan.pdf").unwrap(), ..plan.clone() },
        Announcement { kind: Kind::parse("findings").unwrap(), ..plan.clone() },
        Announcement { file_type: FileType::Docx, ..plan.clone() },
        Announcement { size: 10, ..plan.clone() },
    ];
    let voucher = reserved();
    let id = |announced| voucher.deliverable_id(announced).unwrap();
    assert!(others.iter().all(|other| id(other) != id(&plan)));
    assert_ne!(reserved_again().deliverable_id(&plan), voucher.deliverable_id(&plan), "another reservation");
    assert_eq!(assigned().deliverable_id(&plan), None);
}

#[test]
fn a_voucher_takes_twenty_files_and_a_removed_one_does_not_count() {
    let mut voucher = reserved();
    let mut first = None;
    for n in 0..FILES_MAX {
        let (next, file) = with_file(voucher, &format!("{n}.pdf"));
        voucher = next;
        first.get_or_insert(file);
    }
    let (voucher, first) = judged(voucher, &first.unwrap(), Verdict::Threat);
    assert_eq!((FILES_MAX, voucher.deliverables()), (20, counts(0, 19, 1, 20)), "a rejected file counts");
    let full = voucher.clone().announce(&company(HOLDER), announcement("21.pdf"), None, &actor(), at(TODAY));
    assert_eq!(full, Err(Refusal::TooManyDeliverables { max: FILES_MAX }.into()));
    let known = announce(voucher.clone(), announcement("0.pdf"), Some(first.clone()));
    assert_eq!(known.voucher, Outcome::Unchanged, "a known file is not a new one");
    let (voucher, file) = with_file(remove(voucher, &first), "21.pdf");
    assert_eq!(voucher.deliverables(), counts(0, 20, 0, 21));
    assert_eq!(file.file().upload, 21);
}

#[test]
fn a_file_announced_again_after_removal_is_a_new_upload() {
    let (voucher, file) = with_file(reserved(), "plan.pdf");
    let (voucher, again) = with_file(remove(voucher, &file), "plan.pdf");
    assert_eq!(file.file().id, again.file().id);
    assert_eq!((file.file().upload, again.file().upload), (1, 2));
    assert_eq!(voucher.deliverables(), counts(0, 1, 0, 2));
}

#[test]
fn a_file_leaves_pending_with_its_first_verdict() {
    let (voucher, file) = with_file(reserved(), "plan.pdf");
    let (good, clean) = judged(voucher.clone(), &file, Verdict::Clean);
    assert_eq!((good.deliverables(), clean.status()), (counts(1, 0, 0, 1), Status::Clean));
    let (bad, rejected) = judged(voucher, &file, Verdict::Threat);
    assert_eq!((bad.deliverables(), rejected.status()), (counts(0, 0, 1, 1), Status::Rejected));
    for verdict in [Verdict::Clean, Verdict::Threat, Verdict::Pending, Verdict::Unreadable] {
        assert_eq!(judge(good.clone(), &clean, verdict), None);
        assert_eq!(judge(bad.clone(), &rejected, verdict), None);
    }
}

#[test]
fn a_file_stays_pending_until_its_scan_ends() {
    let (voucher, file) = with_file(reserved(), "plan.pdf");
    assert_eq!(judge(voucher, &file, Verdict::Pending), None);
}

#[test]
fn a_removed_file_leaves_the_count_of_its_status() {
    let (voucher, file) = with_file(reserved(), "plan.pdf");
    assert_eq!(remove(voucher.clone(), &file).deliverables(), counts(0, 0, 0, 1));
    let (good, clean) = judged(voucher.clone(), &file, Verdict::Clean);
    assert_eq!(remove(good, &clean).deliverables(), counts(0, 0, 0, 1));
    let (bad, rejected) = judged(voucher.clone(), &file, Verdict::Threat);
    assert_eq!(remove(bad, &rejected).deliverables(), counts(0, 0, 0, 1));
    let outcome = voucher.remove(&company(HOLDER), &file, TODAY).unwrap();
    let id = file.file().id.clone();
    assert!(matches!(outcome, Outcome::Applied(_, event) if event == Event::DeliverableRemoved { id }));
}

#[test]
fn the_files_of_a_cancelled_reservation_belong_to_no_reservation() {
    let (voucher, file) = with_file(reserved(), "plan.pdf");
    assert!(voucher.owns(&file));
    let again = changed(given_back(voucher).reserve(&reserve(), &partner(OTHER), catalog(), at(TODAY)));
    assert_eq!(again.reservation().unwrap().no, 2);
    assert_eq!(again.deliverables(), Counts::default());
    assert!(!again.owns(&file));
    assert!(!assigned().owns(&file));
    assert_eq!(judge(again.clone(), &file, Verdict::Clean), None);
    let removed = again.remove(&company(OTHER), &file, TODAY);
    assert_eq!(removed, Err(Refusal::DeliverableNotFound.into()));
}

#[test]
fn a_new_reservation_starts_without_files_and_draft() {
    let cancelled = given_back(with_draft(with_clean_file(reserved())));
    let again = changed(cancelled.reserve(&reserve(), &partner(HOLDER), catalog(), at(TODAY)));
    assert_eq!(again.report(), reserved().report());
    let mut codes = codes(submitted(again, HOLDER, Some(&report(answers())), ENDS_ON));
    codes.dedup();
    assert_eq!(codes, ["deliverable_missing", "report_incomplete", "handover_missing"]);
}

#[test]
fn a_file_of_a_submitted_report_is_removed_only_after_reopening_it() {
    let (voucher, file) = with_file(ready(), "more.pdf");
    assert_eq!(voucher.deliverables(), counts(1, 1, 0, 2), "files are added to it");
    let refused = voucher.clone().remove(&company(HOLDER), &file, TODAY);
    assert_eq!(codes(refused), ["report_already_submitted"]);
    let reopened = voucher.reopen_report(&company(HOLDER), Some(&report(answers())), TODAY).unwrap().0;
    assert_eq!(remove(changed(Ok(reopened)), &file).deliverables(), counts(1, 0, 0, 2));
}

const NOT_COUNTED: [&str; 4] = ["lab", "slides", "pilot_result", "invoice"];

fn reported(voucher: Voucher) -> Result<Outcome, Refusals> {
    submitted(with_draft(voucher), HOLDER, Some(&report(answers())), ENDS_ON).map(|(outcome, _)| outcome)
}

#[test]
fn a_clean_file_of_any_deliverable_kind_is_enough_to_submit_and_to_redeem() {
    for kind in Kind::deliverable_codes() {
        let voucher = changed(reported(with_clean(reserved(), kind).0));
        assert!(voucher.redeem(&redeem(HOLDER), at(ENDS_ON)).is_ok(), "{kind}");
    }
}

#[test]
fn supporting_files_and_invoices_alone_are_not_enough_to_submit() {
    for kind in NOT_COUNTED {
        let (voucher, _) = with_clean(reserved(), kind);
        assert_eq!(voucher.deliverables(), Counts { supporting: 1, ..counts(1, 0, 0, 1) }, "{kind}");
        assert!(!with_draft(voucher.clone()).actions(ENDS_ON).contains(&Action::Submit), "{kind}");
        assert_eq!(codes(reported(voucher.clone())), ["deliverable_missing"], "{kind}");
        assert!(reported(with_clean_file(voucher)).is_ok(), "{kind}");
    }
}

#[test]
fn a_voucher_whose_only_deliverable_was_removed_is_not_redeemed_with_its_supporting_files() {
    let (voucher, plan) = with_clean(reserved(), "migration_plan");
    let (voucher, _) = with_clean(voucher, "slides");
    let voucher = without(changed(reported(voucher)), &plan);
    assert_eq!(voucher.deliverables(), Counts { supporting: 1, ..counts(1, 0, 0, 2) });
    assert!(!voucher.actions(ENDS_ON).contains(&Action::Redeem));
    assert_eq!(codes(voucher.redeem(&redeem(HOLDER), at(ENDS_ON))), ["deliverable_missing"]);
}

#[test]
fn a_removed_supporting_file_is_not_counted() {
    let (voucher, slides) = with_clean(with_clean_file(reserved()), "slides");
    assert_eq!(voucher.deliverables(), Counts { supporting: 1, ..counts(2, 0, 0, 2) });
    assert_eq!(remove(voucher, &slides).deliverables(), counts(1, 0, 0, 2));
}

#[test]
fn a_rejected_supporting_file_counts_only_as_rejected() {
    let announced = Announcement { kind: Kind::parse("lab").unwrap(), ..announcement("lab.pdf") };
    let (voucher, file) = with_announced(reserved(), announced);
    let (voucher, file) = judged(voucher, &file, Verdict::Threat);
    assert_eq!(voucher.deliverables(), counts(0, 0, 1, 1));
    assert_eq!(remove(voucher, &file).deliverables(), counts(0, 0, 0, 1));
}

/// The letter to the partner is rendered from the event, which holds the file's id and every reason.
#[test]
fn a_rejection_event_lists_every_defect() {
    let (voucher, file) = with_file(reserved(), "plan.pdf");
    let mut observed = as_announced(&file);
    (observed.finding, observed.verdict) = (Some(Finding::ProtectedPdf), Verdict::Threat);
    let done = voucher.judge(&file, &observed, at(TODAY)).unwrap();
    let Outcome::Applied(_, event) = done.voucher else { panic!("expected a change") };
    let reasons = vec![Defect::Encrypted, Defect::MalwareFound];
    assert_eq!(event, Event::DeliverableRejected { id: file.file().id.clone(), reasons });
}
