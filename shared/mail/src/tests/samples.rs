//! What letters are written about in the tests.

use domain::claim::InvoiceCopy;
use domain::voucher::CancelReason;
use jiff::civil::date;

use crate::{
    ClaimFacts, ClaimLetter, EnrollmentFacts, EnrollmentLetter, Language, Mail, VoucherFacts, VoucherLetter, quoted,
};

pub fn voucher() -> VoucherFacts {
    VoucherFacts {
        number: "SA-7KQ2-M9XD-3FHT".to_owned(),
        program: "Desktop Deployment Planning Services (DDPS)".to_owned(),
        days: 5,
        last_day: date(2027, 4, 30),
        last_day_before: Some(date(2027, 3, 31)),
        customer: "Contoso Ltd".to_owned(),
        intended: false,
        reserved: true,
        admin: "Lin Mei".to_owned(),
        partner: Some("Contoso Partners".to_owned()),
        location: Some("Taipei".to_owned()),
        period: Some((date(2026, 11, 25), date(2026, 12, 1))),
        period_before: Some((date(2026, 11, 24), date(2026, 11, 30))),
        attendees: vec!["chen.wei@contoso.example".to_owned(), "wu.an@contoso.example".to_owned()],
        reason: Some(CancelReason::OtherPartner),
        claim_due_on: Some(date(2027, 1, 30)),
        comment: Some(quoted("A typhoon has closed the site.")),
        days_return: true,
    }
}

/// As it is before anybody reserved it.
pub fn unreserved() -> VoucherFacts {
    VoucherFacts {
        reserved: false,
        partner: None,
        location: None,
        period: None,
        attendees: Vec::new(),
        reason: None,
        ..voucher()
    }
}

pub fn enrollment() -> EnrollmentFacts {
    EnrollmentFacts {
        company: "Contoso Partners".to_owned(),
        program: "Desktop Deployment Planning Services (DDPS)".to_owned(),
        code: "DDPS".to_owned(),
        term_start: date(2026, 6, 1),
        term_end: date(2027, 6, 1),
        grace_ends_on: date(2027, 7, 1),
        renewal_due_on: date(2027, 4, 2),
        agreement_version: "2019-01".to_owned(),
        in_force: true,
        ended: false,
        comment: Some(quoted("The competency has lapsed.")),
    }
}

pub fn claim() -> ClaimFacts {
    ClaimFacts {
        claim_id: "CL-SA-7KQ2-M9XD-3FHT".to_owned(),
        number: "SA-7KQ2-M9XD-3FHT".to_owned(),
        program: "Desktop Deployment Planning Services (DDPS)".to_owned(),
        days: 5,
        amount: Some("USD 5,000.00".to_owned()),
        due_on: date(2027, 1, 30),
        correctable_until: date(2027, 3, 1),
        reference: Some("PR-2026-000001".to_owned()),
        invoice_number: Some("INV-2026-118".to_owned()),
        invoice_copy: None,
        comment: Some(quoted("The invoice has no tax number.\n\nPlease add it.")),
    }
}

/// Every letter in a language about these facts, each with its name.
pub fn about(
    language: Language,
    voucher: &VoucherFacts,
    enrollment: &EnrollmentFacts,
    claim: &ClaimFacts,
) -> Vec<(String, Mail)> {
    let vouchers = VoucherLetter::ALL
        .iter()
        .map(|letter| (format!("voucher {letter:?}"), letter.write(language, voucher).unwrap()));
    let enrollments = EnrollmentLetter::ALL
        .iter()
        .map(|letter| (format!("enrollment {letter:?}"), letter.write(language, enrollment).unwrap()));
    let claims =
        ClaimLetter::ALL.iter().map(|letter| (format!("claim {letter:?}"), letter.write(language, claim).unwrap()));
    vouchers.chain(enrollments).chain(claims).collect()
}

/// Every letter in a language.
pub fn all(language: Language) -> Vec<(String, Mail)> {
    about(language, &voucher(), &enrollment(), &claim())
}

/// What letters say when things are otherwise.
pub fn otherwise(language: Language) -> Vec<(String, Mail)> {
    let mut mails = vouchers_otherwise(language);
    let ended = EnrollmentFacts { ended: true, ..enrollment() };
    for letter in [EnrollmentLetter::Reminder, EnrollmentLetter::Reinstated] {
        mails.push((format!("enrollment {letter:?} in grace"), letter.write(language, &ended).unwrap()));
    }
    let over = EnrollmentFacts { in_force: false, ..enrollment() };
    let reinstated = EnrollmentLetter::Reinstated.write(language, &over).unwrap();
    mails.push(("enrollment Reinstated after the end".to_owned(), reinstated));
    let never = ClaimFacts { reference: None, ..claim() };
    mails.push(("claim Expired unsubmitted".to_owned(), ClaimLetter::Expired.write(language, &never).unwrap()));
    mails.extend(with_the_invoice(language));
    mails
}

fn vouchers_otherwise(language: Language) -> Vec<(String, Mail)> {
    use VoucherLetter::{Assigned, Attendees, Cancelled, Expired, Extended, PartnerExpired, Reminder};
    let mut mails = Vec::new();
    let mut write = |what: &str, letters: &[VoucherLetter], facts: &VoucherFacts| {
        for letter in letters {
            mails.push((format!("{what} {letter:?}"), letter.write(language, facts).unwrap()));
        }
    };
    let lost = VoucherFacts { days_return: false, days: 1, ..unreserved() };
    write("unreserved voucher", &[Attendees, Reminder, Expired, Extended], &lost);
    let intended = VoucherFacts { intended: true, ..unreserved() };
    write("intended voucher", &[Assigned, Reminder, Extended], &intended);
    write("intended voucher", &[Cancelled], &VoucherFacts { intended: true, ..voucher() });
    write("reserved voucher", &[Expired, PartnerExpired], &VoucherFacts { reason: None, ..voucher() });
    for reason in [CancelReason::OfferingChanged, CancelReason::EngagementNotHappening] {
        let facts = VoucherFacts { reason: Some(reason), ..voucher() };
        write(&format!("{reason:?} voucher"), &[Cancelled, Expired, PartnerExpired], &facts);
    }
    mails
}

/// What letters say where the payer needs the invoice itself.
fn with_the_invoice(language: Language) -> Vec<(String, Mail)> {
    let mut mails = Vec::new();
    for copy in [InvoiceCopy::Hard, InvoiceCopy::Soft] {
        let facts = ClaimFacts { invoice_copy: Some(copy), ..claim() };
        for letter in [ClaimLetter::Submitted, ClaimLetter::Approved] {
            mails.push((format!("claim {letter:?} {copy:?} invoice"), letter.write(language, &facts).unwrap()));
        }
    }
    mails
}
