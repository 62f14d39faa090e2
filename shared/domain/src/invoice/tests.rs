//! Invoices: their numbers, their files, and their arrival on paper.

use jiff::civil::date;

use super::*;
use crate::deliverable::{FileType, Kind, Verdict};

const NOW: &str = "2026-12-15T09:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn by(person: &str) -> Actor {
    Actor::parse(person).unwrap()
}

fn company() -> CompanyId {
    CompanyId::parse("P-1").unwrap()
}

fn number(text: &str) -> InvoiceNumber {
    InvoiceNumber::parse(text).unwrap()
}

fn announcement(digit: &str) -> Announcement {
    Announcement {
        file_name: FileName::parse("invoice.pdf").unwrap(),
        file_type: FileType::Pdf,
        size: 9,
        sha256: Sha256::parse(&digit.repeat(64)).unwrap(),
        kind: Kind::Invoice,
    }
}

fn observed(digit: &str) -> Observation {
    Observation { size: 9, sha256: Sha256::parse(&digit.repeat(64)).ok(), finding: None, verdict: Verdict::Clean }
}

/// The invoice and event of a command that changes something.
fn made(outcome: Outcome) -> (Invoice, InvoiceEvent) {
    let Outcome::Applied(invoice, event) = outcome else { panic!("it changed nothing") };
    (*invoice, event)
}

fn announced(before: Option<Invoice>, digit: &str) -> Invoice {
    made(Invoice::announce(before, (&company(), &number("INV-1")), announcement(digit), &by("u-5"), now())).0
}

fn clean() -> Invoice {
    made(announced(None, "a").judge(&observed("a"), now()).unwrap()).0
}

fn rejected() -> Invoice {
    made(announced(None, "a").judge(&observed("b"), now()).unwrap()).0
}

fn paper(before: Option<Invoice>, company_of_reviewer: Option<&CompanyId>) -> Result<Outcome, Refusals> {
    let (company, number, by) = (company(), number("INV-1"), by("op-1"));
    let reviewer = Reviewer { by: &by, company: company_of_reviewer };
    Invoice::receive_paper(before, (&company, &number), date(2026, 12, 14), reviewer, now())
}

#[test]
fn the_codes_of_the_api_do_not_change() {
    assert_eq!([InvoiceCopy::Hard, InvoiceCopy::Soft].map(InvoiceCopy::as_str), ["paper", "file"]);
}

#[test]
fn every_spelling_of_a_number_has_one_id_and_another_number_another_one() {
    assert_eq!(number("inv 1").id(), number("INV 1").id());
    assert_ne!(number("INV 1").id(), number("INV-1").id());
    assert_eq!(number("INV 1").id().as_str().len(), 24);
}

#[test]
fn a_file_counts_once_it_is_clean() {
    let arrived = |invoice: &Invoice| InvoiceCopy::ALL.map(|copy| invoice.arrived_as(copy));
    assert_eq!(arrived(&announced(None, "a")), [false, false]);
    assert_eq!(arrived(&rejected()), [false, false]);
    assert_eq!(arrived(&clean()), [false, true], "a file is no paper");
    assert_eq!(arrived(&made(paper(None, None).unwrap()).0), [true, false], "paper is no file");
}

#[test]
fn the_invoice_is_missing_until_it_arrived_in_the_needed_form() {
    let (clean, waiting) = (clean(), announced(None, "a"));
    let missing = |needed, invoice| InvoiceFacts { needed, invoice }.missing();
    assert_eq!(missing(None, None), None, "its number is enough");
    assert_eq!(missing(Some(InvoiceCopy::Soft), None), Some(InvoiceCopy::Soft));
    assert_eq!(missing(Some(InvoiceCopy::Soft), Some(&waiting)), Some(InvoiceCopy::Soft));
    assert_eq!(missing(Some(InvoiceCopy::Soft), Some(&clean)), None);
    assert_eq!(missing(Some(InvoiceCopy::Hard), Some(&clean)), Some(InvoiceCopy::Hard));
}

#[test]
fn a_repeated_announcement_changes_nothing_and_another_one_replaces_the_file() {
    let of = (&company(), &number("inv-1"));
    for known in [announced(None, "a"), clean()] {
        let again = Invoice::announce(Some(known), of, announcement("a"), &by("u-6"), now());
        assert_eq!(again, Outcome::Unchanged);
    }
    let (replaced, event) = made(Invoice::announce(Some(clean()), of, announcement("b"), &by("u-6"), now()));
    let file = replaced.file.as_ref().unwrap();
    assert_eq!((file.status(), file.file().upload), (Status::Announced, 2));
    assert!(!replaced.arrived_as(InvoiceCopy::Soft), "the new file is to be checked");
    assert_eq!(replaced.number, number("INV-1"), "the number stays as it was first written");
    assert!(matches!(event, InvoiceEvent::Announced { sha256, .. } if sha256 == announcement("b").sha256));
}

#[test]
fn a_rejected_file_can_be_uploaded_anew_under_another_key() {
    let again = announced(Some(rejected()), "a");
    assert_eq!(again.file.as_ref().map(|file| file.file().upload), Some(2));
    assert_eq!(again.file.as_ref().map(Deliverable::status), Some(Status::Announced));
}

#[test]
fn a_file_is_checked_once_and_a_defect_is_part_of_the_event() {
    let (_, event) = made(announced(None, "a").judge(&observed("b"), now()).unwrap());
    assert_eq!(event, InvoiceEvent::Rejected { reasons: vec![Defect::ChecksumMismatch] });
    assert_eq!(event.letter(), Some(InvoiceLetter::Rejected), "the partner is written to");
    assert_eq!(InvoiceEvent::Clean.letter(), None);
    assert_eq!(clean().judge(&observed("b"), now()), None, "a result never changes");
    let pending = Observation { verdict: Verdict::Pending, ..observed("a") };
    assert_eq!(announced(None, "a").judge(&pending, now()), None);
    assert_eq!(made(paper(None, None).unwrap()).0.judge(&observed("a"), now()), None, "no file was announced");
}

#[test]
fn the_arrival_on_paper_is_noted_once_by_nobody_of_the_company() {
    let (noted, event) = made(paper(Some(clean()), None).unwrap());
    assert_eq!(event, InvoiceEvent::PaperReceived { received_on: date(2026, 12, 14) });
    let expected = PaperReceipt { received_on: date(2026, 12, 14), noted_by: by("op-1"), noted_at: now() };
    assert_eq!((&noted.paper, &noted.file), (&Some(expected), &clean().file), "the file stays");
    assert_eq!(paper(Some(noted), None), Ok(Outcome::Unchanged));
    let other = CompanyId::parse("P-2").unwrap();
    assert!(paper(None, Some(&other)).is_ok());
    assert_eq!(paper(None, Some(&company())).unwrap_err().codes(), ["four_eyes"]);
}
