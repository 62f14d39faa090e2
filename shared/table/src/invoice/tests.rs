//! Tests of the stored shape of an invoice.

use domain::attempt::Actor;
use domain::claim::Reviewer;
use domain::deliverable::{Announcement, FileName, FileType, Kind, Observation, Sha256, Verdict};
use domain::{InvoiceNumber, Outcome};
use jiff::civil::date;

use super::*;
use crate::history::Recorded;
use crate::item;
use crate::record::Record;
use crate::tests::golden::{assert_written, golden, record_change};
use crate::tests::world::{company, instant, intent};

/// An invoice with a clean file that arrived on paper as well.
fn record() -> Record<Invoice> {
    let (company, number) = (company(), InvoiceNumber::parse("Inv 7/2026").unwrap());
    let (of, at) = ((&company, &number), instant("2026-12-15T09:30:00Z"));
    let (by, operations) = (Actor::parse("u-5").unwrap(), Actor::parse("op-1").unwrap());
    let announced = Announcement {
        file_name: FileName::parse("invoice.pdf").unwrap(),
        file_type: FileType::Pdf,
        size: 9,
        sha256: Sha256::of(b"%PDF-1.7\n"),
        kind: Kind::Invoice,
    };
    let sha256 = Some(announced.sha256.clone());
    let observed = Observation { size: 9, sha256, finding: None, verdict: Verdict::Clean };
    let reviewer = Reviewer { by: &operations, company: None };
    let after = |before: Option<&Stored<Invoice>>, outcome, no| {
        let Outcome::Applied(after, event) = outcome else { panic!("it changed nothing") };
        Record::after(before, *after, event, &intent(no)).unwrap()
    };
    let announced = Stored::from(after(None, Invoice::announce(None, of, announced, &by, at), 0));
    let clean = announced.value.clone().judge(&observed, at).unwrap();
    let clean = Stored::from(after(Some(&announced), clean, 1));
    let paper = Invoice::receive_paper(Some(clean.value.clone()), of, date(2026, 12, 14), reviewer, at).unwrap();
    after(Some(&clean), paper, 2)
}

#[test]
fn the_stored_shape_of_an_invoice_is_unchanged() {
    assert_written("invoice", &record().item().unwrap());
    assert_eq!(Record::<Invoice>::read(golden("invoice")).unwrap().value, record().value);
}

#[test]
fn an_invoice_has_its_history_under_its_own_key() {
    let change = record_change("invoice").unwrap();
    let id = record().value.number.id();
    assert_eq!(item::key_of(&change.line), format!("P#P-1/H#J#{id}#0000000003"));
    let line: Recorded<InvoiceEvent> = item::read(change.line).unwrap();
    assert_eq!(line.status, "clean");
    assert_eq!(line.last.event, InvoiceEvent::PaperReceived { received_on: date(2026, 12, 14) });
}
