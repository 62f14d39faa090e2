//! Sample letters: every letter in every language, with variants for other facts. `cargo dev letters` and tests use
//! them.

use domain::catalog::Names;
use domain::deliverable::Defect;
use domain::invoice::InvoiceCopy;
use domain::letter::{ClaimLetter, EnrollmentLetter, FileLetter, InvoiceLetter, VoucherLetter};
use domain::voucher::CancelReason;
use domain::{Fault, Language};
use jiff::civil::date;

use crate::{
    ClaimFacts, EnrollmentFacts, FileFacts, InvoiceFacts, Mail, PaymentFacts, Portal, VoucherFacts, WriteLetter, quoted,
};

/// The origin of the portal that the letters link to.
pub const PORTAL: &str = "https://portal.example";
const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";

/// A rendered letter with its name, which is the same in every language.
pub type Sample = (String, Mail);

/// The facts for each kind of letter.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the types describe the fields")]
pub struct Facts {
    pub voucher: VoucherFacts,
    pub file: FileFacts,
    pub invoice: InvoiceFacts,
    pub enrollment: EnrollmentFacts,
    pub claim: ClaimFacts,
}

/// The portal that the letters link to.
fn portal() -> Result<Portal, Fault> {
    Portal::parse(PORTAL).map_err(|error| Fault::corrupt("the portal of the samples", &error))
}

fn program() -> Names {
    Names::new("Desktop Deployment Planning Services (DDPS)", "桌面部署規劃服務（DDPS）")
}

/// The text in a language.
fn localized(language: Language, english: &str, chinese: &str) -> String {
    language.choose(english, chinese).to_owned()
}

/// The facts of the samples, with names and comments in the language.
pub fn facts(language: Language) -> Facts {
    let (voucher, file) = (voucher(language), file(language));
    Facts { voucher, file, invoice: invoice(language), enrollment: enrollment(language), claim: claim(language) }
}

fn voucher(language: Language) -> VoucherFacts {
    VoucherFacts {
        number: NUMBER.to_owned(),
        program: program(),
        code: "DDPS".to_owned(),
        days: 5,
        last_day: date(2027, 4, 30),
        last_day_before: Some(date(2027, 3, 31)),
        customer: localized(language, "Contoso Ltd", "康德紡織股份有限公司"),
        country: "TW".to_owned(),
        intended: false,
        reserved: true,
        reassigned: false,
        admin: localized(language, "Lin Mei", "林美"),
        admin_email: "lin.mei@contoso.example".to_owned(),
        partner: Some(localized(language, "Northwind Consulting", "北風顧問有限公司")),
        location: Some(localized(language, "Taipei", "臺北")),
        period: Some((date(2026, 11, 25), date(2026, 12, 1))),
        period_before: Some((date(2026, 11, 24), date(2026, 11, 30))),
        attendees: vec!["chen.wei@contoso.example".to_owned(), "wu.an@contoso.example".to_owned()],
        reason: Some(CancelReason::OtherPartner),
        claim_due_on: Some(date(2027, 1, 30)),
        comment: Some(quoted(&localized(language, "A typhoon has closed the site.", "颱風來襲，辦公室關閉。"))),
    }
}

/// The facts of a voucher that is not reserved.
pub fn unreserved(language: Language) -> VoucherFacts {
    VoucherFacts {
        reserved: false,
        partner: None,
        location: None,
        period: None,
        attendees: Vec::new(),
        reason: None,
        ..voucher(language)
    }
}

fn file(language: Language) -> FileFacts {
    FileFacts {
        number: NUMBER.to_owned(),
        program: program(),
        days: 5,
        last_day: date(2027, 4, 30),
        file_name: localized(language, "Contoso deployment plan (final).docx", "康德紡織部署規劃書（定稿）.docx"),
        kind: "deployment_plan".to_owned(),
        reasons: vec!["encrypted".to_owned()],
        correctable_until: None,
    }
}

fn invoice(language: Language) -> InvoiceFacts {
    InvoiceFacts {
        company: localized(language, "Northwind Consulting", "北風顧問有限公司"),
        number: "INV-2026/118".to_owned(),
        file_name: localized(language, "Invoice 118.pdf", "發票118.pdf"),
        reasons: vec!["encrypted".to_owned()],
    }
}

fn enrollment(language: Language) -> EnrollmentFacts {
    EnrollmentFacts {
        company: localized(language, "Northwind Consulting", "北風顧問有限公司"),
        program: program(),
        code: "DDPS".to_owned(),
        term_start: date(2026, 6, 1),
        term_end: date(2027, 6, 1),
        grace_ends_on: date(2027, 7, 1),
        renewal_due_on: date(2027, 4, 2),
        agreement_version: "2019-01".to_owned(),
        in_force: true,
        ended: false,
        comment: Some(quoted(&localized(language, "The competency has lapsed.", "專長認證已過期。"))),
    }
}

fn claim(language: Language) -> ClaimFacts {
    let comment = localized(
        language,
        "The invoice has no tax number.\n\nPlease add it.",
        "發票上沒有統一編號。\n\n請補上後重新提交。",
    );
    ClaimFacts {
        claim_id: format!("CL-{NUMBER}"),
        number: NUMBER.to_owned(),
        program: program(),
        days: 5,
        amount: Some("USD 5,000.00".to_owned()),
        due_on: date(2027, 1, 30),
        correctable_until: date(2027, 3, 1),
        reference: Some("PR-2026-000001".to_owned()),
        invoice_number: None,
        invoice_copy: None,
        payment: Some(PaymentFacts { number: "PAY-2027-0001742".to_owned(), day: Some(date(2027, 2, 12)) }),
        comment: Some(quoted(&comment)),
    }
}

/// Every letter in a language, and its variants.
///
/// # Errors
/// [`Fault::Corrupt`] when a template cannot be rendered.
pub fn all(language: Language) -> Result<Vec<Sample>, Fault> {
    let mut letters = of(language, &facts(language))?;
    letters.extend(voucher_variants(language)?);
    letters.extend(file_variants(language)?);
    letters.push(every_invoice_reason(language)?);
    letters.extend(enrollment_variants(language)?);
    letters.extend(claim_variants(language)?);
    Ok(letters)
}

/// Every letter in a language with these facts.
///
/// # Errors
/// [`Fault::Corrupt`] when a template cannot be rendered.
pub fn of(language: Language, facts: &Facts) -> Result<Vec<Sample>, Fault> {
    let mut letters = Vec::new();
    for letter in VoucherLetter::ALL {
        letters.push((format!("voucher {letter:?}"), letter.write(language, &facts.voucher, &portal()?)?));
    }
    for letter in FileLetter::ALL {
        letters.push((format!("file {letter:?}"), letter.write(language, &facts.file, &portal()?)?));
    }
    for letter in InvoiceLetter::ALL {
        letters.push((format!("invoice {letter:?}"), letter.write(language, &facts.invoice, &portal()?)?));
    }
    for letter in EnrollmentLetter::ALL {
        letters.push((format!("enrollment {letter:?}"), letter.write(language, &facts.enrollment, &portal()?)?));
    }
    for letter in ClaimLetter::ALL {
        letters.push((format!("claim {letter:?}"), letter.write(language, &facts.claim, &portal()?)?));
    }
    Ok(letters)
}

fn voucher_variants(language: Language) -> Result<Vec<Sample>, Fault> {
    use VoucherLetter::{Assigned, Attendees, Cancelled, Expired, Extended, PartnerExpired, PartnerRedeemed, Reminder};
    let (held, free) = (voucher(language), unreserved(language));
    let for_one = VoucherFacts { intended: true, ..free.clone() };
    let of_reason = |reason| VoucherFacts { reason, ..held.clone() };
    let (changed, not_happening) = (CancelReason::OfferingChanged, CancelReason::EngagementNotHappening);
    let cases: [(&str, &[VoucherLetter], VoucherFacts); 8] = [
        ("unreserved", &[Attendees, Reminder, Expired, Extended], VoucherFacts { days: 1, ..free.clone() }),
        ("intended", &[Assigned, Reminder, Extended], for_one),
        ("reassigned", &[Assigned], VoucherFacts { reassigned: true, ..free }),
        ("intended", &[Cancelled], VoucherFacts { intended: true, ..held.clone() }),
        ("reserved", &[Expired, PartnerExpired], of_reason(None)),
        ("offering changed", &[Cancelled, Expired, PartnerExpired], of_reason(Some(changed))),
        ("not happening", &[Cancelled, Expired, PartnerExpired], of_reason(Some(not_happening))),
        ("no deadline", &[PartnerRedeemed], VoucherFacts { claim_due_on: None, ..held.clone() }),
    ];
    let mut letters = Vec::new();
    for (case, of_case, facts) in cases {
        for letter in of_case {
            letters.push((format!("voucher {letter:?}, {case}"), letter.write(language, &facts, &portal()?)?));
        }
    }
    Ok(letters)
}

/// A file with every defect, one of a correction, one with an unknown defect, and kinds with and without a name.
fn file_variants(language: Language) -> Result<Vec<Sample>, Fault> {
    let reasons = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
    let cases = [
        (
            "every reason",
            FileFacts {
                reasons: reasons(&Defect::ALL.map(Defect::as_str)),
                kind: "findings".to_owned(),
                ..file(language)
            },
        ),
        ("correction", FileFacts { correctable_until: Some(date(2027, 1, 14)), ..file(language) }),
        ("new reason", FileFacts { reasons: reasons(&["too_curious"]), kind: "sketch".to_owned(), ..file(language) }),
    ];
    let written = cases.map(|(case, facts)| {
        Ok((format!("file Rejected, {case}"), FileLetter::Rejected.write(language, &facts, &portal()?)?))
    });
    written.into_iter().collect()
}

/// The file of an invoice with every defect.
fn every_invoice_reason(language: Language) -> Result<Sample, Fault> {
    let reasons = Defect::ALL.map(|defect| defect.as_str().to_owned()).into();
    let facts = InvoiceFacts { reasons, ..invoice(language) };
    Ok(("invoice Rejected, every reason".to_owned(), InvoiceLetter::Rejected.write(language, &facts, &portal()?)?))
}

fn enrollment_variants(language: Language) -> Result<Vec<Sample>, Fault> {
    use EnrollmentLetter::{Reinstated, Reminder};
    let ended = EnrollmentFacts { ended: true, ..enrollment(language) };
    let over = EnrollmentFacts { in_force: false, ..enrollment(language) };
    Ok(vec![
        ("enrollment Reminder, in grace".to_owned(), Reminder.write(language, &ended, &portal()?)?),
        ("enrollment Reinstated, in grace".to_owned(), Reinstated.write(language, &ended, &portal()?)?),
        ("enrollment Reinstated, after the end".to_owned(), Reinstated.write(language, &over, &portal()?)?),
    ])
}

/// A claim that was never submitted, one with an unknown payment, and claims whose payer needs the invoice document.
fn claim_variants(language: Language) -> Result<Vec<Sample>, Fault> {
    let never = ClaimFacts { reference: None, ..claim(language) };
    let unknown = ClaimFacts { payment: None, ..claim(language) };
    let mut letters = vec![
        ("claim Expired, unsubmitted".to_owned(), ClaimLetter::Expired.write(language, &never, &portal()?)?),
        ("claim Paid, payment unknown".to_owned(), ClaimLetter::Paid.write(language, &unknown, &portal()?)?),
    ];
    for copy in InvoiceCopy::ALL {
        let invoice_number = Some("INV-2026-118".to_owned());
        let facts = ClaimFacts { invoice_copy: Some(copy), invoice_number, ..claim(language) };
        for letter in [ClaimLetter::Submitted, ClaimLetter::Approved] {
            letters.push((
                format!("claim {letter:?}, invoice on {}", copy.as_str()),
                letter.write(language, &facts, &portal()?)?,
            ));
        }
    }
    Ok(letters)
}
