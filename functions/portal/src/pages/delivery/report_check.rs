//! The check of a completion report before it is submitted: every answer, and each refusal linked to its step.

use askama::Template;

use super::questions::{QUESTIONS, Step};
use super::report::{Drafted, step_address};
use super::report_step::marks;
use crate::html::{Layout, Message, Section, StepMark};
use crate::pages::vouchers::forms::address;
use crate::problem::Reason;
use crate::reasons;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "pages/delivery/report-check.html")]
pub struct CheckPage {
    layout: Layout,
    marks: Vec<StepMark>,
    voucher: String,
    number: String,
    customer: String,
    refusals: Vec<Refusal>,
    answers: Vec<Answer>,
    action: String,
    back: String,
    key: String,
    etag: String,
}

/// A reason, and the page where it is corrected.
struct Refusal {
    message: Message,
    href: Option<String>,
}

/// An answer, and the page where it is changed.
struct Answer {
    label: String,
    text: String,
    href: String,
}

impl CheckPage {
    /// The page with the reasons of a refused submission.
    pub fn new(visit: &Visit<'_>, drafted: &Drafted, reasons: &[Reason]) -> Self {
        let (w, number) = (visit.words, &drafted.voucher.number);
        let answer = |question: super::questions::Question| Answer {
            label: question.label(w),
            text: question.shown(&drafted.answers, w),
            href: format!("{}#{}", step_address(number, question.step.name()), question.name),
        };
        let refusal =
            |reason: &Reason| Refusal { message: reasons::message(w, reason), href: corrected_at(drafted, reason) };
        let layout = Layout::new(visit, Section::Vouchers, w.get("report-title-check"));
        Self {
            layout: layout.with_errors(!reasons.is_empty()),
            marks: marks(w, None),
            voucher: address(number, ""),
            number: number.to_string(),
            customer: drafted.voucher.customer.name.clone(),
            refusals: reasons.iter().map(refusal).collect(),
            answers: QUESTIONS.into_iter().map(answer).collect(),
            action: step_address(number, "check"),
            back: step_address(number, Step::Declarations.name()),
            key: visit.new_key(),
            etag: drafted.etag.clone(),
        }
    }
}

/// The page where a refusal is corrected.
fn corrected_at(drafted: &Drafted, reason: &Reason) -> Option<String> {
    let number = &drafted.voucher.number;
    // An unanswered question is named by a value of the reason.
    let question = reason.params.get("question").and_then(|question| question.as_str());
    let field = question.or(reason.field.as_deref()).unwrap_or_default();
    match Step::of_refusal(&reason.code, field) {
        Some(step) => {
            let anchor = QUESTIONS.iter().find(|question| question.name == field).map(|question| question.name);
            Some(format!(
                "{}{}",
                step_address(number, step.name()),
                anchor.map(|name| format!("#{name}")).unwrap_or_default()
            ))
        }
        None if reason.code.starts_with("deliverable") => Some(address(number, "files")),
        None => None,
    }
}
