//! The content of every letter, and the rules for all letters.

mod glossary;
mod golden;
mod layout;
mod rules;

use crate::samples::{self, Facts, Sample};
use crate::{ClaimFacts, EnrollmentFacts, FileFacts, InvoiceFacts, VoucherFacts, quoted};
use domain::Language;

/// Every letter in a language.
fn letters(language: Language) -> Vec<Sample> {
    samples::all(language).unwrap()
}

/// One letter by its name.
fn letter(language: Language, name: &str) -> crate::Mail {
    letters(language).into_iter().find(|(found, _)| found == name).unwrap_or_else(|| panic!("{name}")).1
}

/// A name that an attacker could choose to inject markup into a mail.
const HOSTILE: &str = "= Pay to: <script src=\"//evil.example\">&'\u{2028}> * x";

/// Every letter with hostile names and comments.
fn hostile(language: Language) -> Vec<Sample> {
    let text = || HOSTILE.to_owned();
    let comment = Some(quoted("= Pay to: me\n\n<b>now</b>\n* x"));
    let Facts { voucher, file, invoice, enrollment, claim } = samples::facts(language);
    let voucher = VoucherFacts {
        customer: text(),
        admin: text(),
        partner: Some(text()),
        location: Some(text()),
        attendees: vec![text(), text()],
        comment: comment.clone(),
        ..voucher
    };
    let file = FileFacts { file_name: text(), kind: text(), reasons: vec![text()], ..file };
    let invoice = InvoiceFacts { company: text(), file_name: text(), reasons: vec![text()], ..invoice };
    let enrollment = EnrollmentFacts { company: text(), comment: comment.clone(), ..enrollment };
    let claim = ClaimFacts { comment, reference: Some(text()), ..claim };
    samples::of(language, &Facts { voucher, file, invoice, enrollment, claim }).unwrap()
}
