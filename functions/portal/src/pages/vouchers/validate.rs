//! `/vouchers/validate`: is there such a voucher, and may the company reserve it (PROGRAM.md 6.6)?
//!
//! Number and address are posted: an address is personal data and stays out of addresses and logs.

use askama::Template;
use domain::{Email, VoucherNumber};
use serde_json::json;

use super::forms::{address, field};
use super::mail::{self, Found};
use super::model::ValidatedVoucher;
use super::names::Names;
use super::reserve_state::ReserveState;
use super::tags;
use crate::failure::PageError;
use crate::format;
use crate::functions::{CallError, Got};
use crate::html::{Errors, Field, Layout, Message, Section};
use crate::page::Handled;
use crate::problem::Reason;
use crate::reasons;
use crate::reply::Reply;
use crate::visit::Visit;

/// The form.
#[derive(Template)]
#[template(path = "pages/vouchers/validate.html")]
struct ValidatePage {
    layout: Layout,
    number: Field,
    email: Field,
    mail: Field,
    errors: Errors,
}

/// The result.
#[derive(Template)]
#[template(path = "pages/vouchers/validated.html")]
struct ValidatedPage {
    layout: Layout,
    voucher: ValidatedVoucher,
    names: Names,
    program: String,
    /// The last valid day, and the days until then.
    expires: String,
    obstacles: Vec<Obstacle>,
    /// Where reserving begins, and its sealed state.
    reserve: String,
    state: String,
}

/// A reason why the company cannot reserve the voucher.
struct Obstacle {
    message: Message,
    /// A page where that is done.
    link: Option<(String, String)>,
}

/// Shows the form. `?number=` fills in a voucher number.
pub fn form<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move { ValidatePage::new(visit, visit.query.text("number"), Errors::default()).reply() })
}

impl ValidatePage {
    fn new(visit: &Visit<'_>, number: &str, mut errors: Errors) -> Self {
        let w = visit.words;
        let typed = |name: &'static str, value: &str| field(w, "validate", name, value);
        let mut number = typed("voucher_number", number);
        let mut email = typed("admin_email", visit.form.raw("admin_email"));
        let mut mail = typed("mail", visit.form.raw("mail"));
        errors.place(&mut [&mut number, &mut email, &mut mail]);
        let layout = Layout::new(visit, Section::Validate, w.get("validate-title")).with_errors(!errors.is_empty());
        Self { layout, number, email, mail, errors }
    }

    fn reply(&self) -> Result<Reply, PageError> {
        let status = self.errors.status();
        Ok(Reply::page(self)?.with_status(status))
    }
}

/// What was typed or pasted.
struct Typed {
    number: VoucherNumber,
    email: Email,
}

fn typed(visit: &Visit<'_>) -> Result<Typed, Errors> {
    let w = visit.words;
    let mut errors = Errors::default();
    let found = mail::find(visit.form.raw("mail"));
    let is_pasted = visit.form.filled("mail").is_some();
    let plain = |name: &str| visit.form.text(name).split_whitespace().collect::<String>();
    let (number, email) = (plain("voucher_number"), plain("admin_email"));
    let Found { number: found_number, email: found_email } = found;
    let number = if number.is_empty() { found_number } else { VoucherNumber::parse(&number).ok() };
    let email = if email.is_empty() { found_email } else { Email::parse(&email).ok() };
    let mut missing = |name: &str, id: &str| {
        let is_typed = visit.form.filled(name).is_some();
        match (is_typed, is_pasted) {
            (true, _) => errors.push(name, w.get(&format!("{id}-wrong"))),
            (false, true) => errors.push("mail", w.get(&format!("{id}-not-found"))),
            (false, false) => errors.push(name, w.get(&format!("{id}-missing"))),
        }
    };
    if number.is_none() {
        missing("voucher_number", "validate-number");
    }
    if email.is_none() {
        missing("admin_email", "validate-email");
    }
    number.zip(email).map(|(number, email)| Typed { number, email }).ok_or(errors)
}

/// Validates what was typed or pasted.
pub fn validate<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let refused = |errors| ValidatePage::new(visit, visit.form.raw("voucher_number"), errors).reply();
        let Typed { number, email } = match typed(visit) {
            Ok(typed) => typed,
            Err(errors) => return refused(errors),
        };
        let body = json!({"voucher_number": number, "admin_email": email});
        let answer: Result<Got<ValidatedVoucher>, CallError> = visit.post("reservation", "/validate", &body).await;
        match answer {
            Ok(got) => {
                let names = Names::read(visit).await;
                Reply::page(&ValidatedPage::new(visit, got.value, &email, names))
            }
            Err(CallError::Refused(problem)) if problem.has("not_found_or_mismatch") => {
                let mut errors = Errors::default();
                errors.push("voucher_number", visit.words.get("validate-mismatch"));
                refused(errors)
            }
            Err(CallError::Refused(problem)) if matches!(problem.status, 409 | 422) => {
                refused(Errors::of(visit.words, &problem.all_reasons()))
            }
            Err(error) => Err(error.into()),
        }
    })
}

impl ValidatedPage {
    fn new(visit: &Visit<'_>, voucher: ValidatedVoucher, email: &Email, names: Names) -> Self {
        let w = visit.words;
        let title = if voucher.reservable { "validated-title" } else { "validated-title-not" };
        Self {
            layout: Layout::new(visit, Section::Validate, w.get(title)),
            program: w.two(
                "fact-with-note",
                ("text", &names.program(&voucher.program)),
                ("note", voucher.program.as_str()),
            ),
            expires: w.two(
                "fact-with-note",
                ("text", &format::day(voucher.expires_on, visit.language())),
                ("note", &tags::days_left(w, voucher.days_left)),
            ),
            obstacles: voucher.reasons.iter().map(|reason| obstacle(visit, &voucher, reason)).collect(),
            reserve: address(&voucher.voucher_number, "reserve"),
            state: visit.seal(&ReserveState::new(&voucher, email)),
            voucher,
            names,
        }
    }

    /// True when the page could not read the names that it shows.
    fn is_partial(&self) -> bool {
        self.names.is_partial
    }
}

/// A reason with the page that helps.
fn obstacle(visit: &Visit<'_>, voucher: &ValidatedVoucher, reason: &Reason) -> Obstacle {
    let w = visit.words;
    let link = match reason.code.as_str() {
        "already_reserved" | "already_redeemed" => {
            Some((address(&voucher.voucher_number, ""), w.get("validated-link-voucher")))
        }
        "enrollment_inactive" => Some(("/company/requirements".to_owned(), w.get("validated-link-requirements"))),
        _ => None,
    };
    Obstacle { message: reasons::message(w, reason), link }
}
