//! Counting and recording of refused mails. The sender gets the reasons in the response, but an automatic sender may
//! ignore them. So refused mails are counted by class, which alarms watch, and recorded for operations
//! (PROGRAM.md 6.8).

use std::collections::BTreeSet;
use std::time::Duration;

use api::Failure;
use domain::{Fault, digest};
use table::{RefusedMail, RefusedMailReason, RefusedMailRecord};

use crate::{Message, mail};

/// The metric of refused mails by class. A mail counts once for each class of its reasons.
const REFUSED: &str = "RefusedMails";
/// The metric of the records of refused mails by outcome.
const RECORDS: &str = "RefusedMailRecords";
/// The timeout of a record. The response waits for the record and must be sent before the invocation ends
/// (DECISIONS.md 33).
const RECORD_TIMEOUT: Duration = Duration::from_secs(3);
/// The length of a record's id: hexadecimal characters of the mail's digest, 128 bits.
const DIGEST_CHARS: usize = 32;
/// The domain recorded for a mail without a single sender address.
const NO_DOMAIN: &str = "unknown";

domain::codes! {
    /// The classes of reasons for refusing a mail, by the work they need.
    pub enum RefusalClass {
        /// The provider does not report DKIM and DMARC as passed, or the signature leaves out a part of the body.
        Authentication = "authentication",
        /// The domain in `From` may not assign vouchers.
        Sender = "sender",
        /// The mail is a reply, forward, bounce, list post or automatic answer.
        SecondHand = "second_hand",
        /// The mail is too large, is no Internet message, or has a part that cannot be read.
        Unreadable = "unreadable",
        /// The text does not follow the template.
        NoAssignment = "no_assignment",
        /// Another value is missing, ambiguous or malformed.
        Values = "values",
        /// The program or service level is missing, ambiguous or cannot be assigned.
        Terms = "terms",
        /// A day or instant is missing, ambiguous, malformed or out of range.
        Dates = "dates",
        /// The voucher exists with other terms.
        Conflict = "conflict",
    }
}

impl RefusalClass {
    /// The class of a reason.
    fn of(reason: &RefusedMailReason) -> Self {
        match (reason.code.as_str(), reason.field.as_deref()) {
            ("not_authenticated", _) => Self::Authentication,
            ("sender_not_allowed", _) => Self::Sender,
            ("not_first_hand", _) => Self::SecondHand,
            ("too_large" | "not_a_message" | "unreadable_part" | "unsupported_media_type", _) => Self::Unreadable,
            ("not_an_assignment", _) => Self::NoAssignment,
            (_, Some("program" | "days")) => Self::Terms,
            (_, Some("occurred_at" | "created_at" | "expires_on" | "license_ends_on")) => Self::Dates,
            (_, _) => Self::Values,
        }
    }
}

/// Counts and records a mail that is refused with this failure. Server errors are skipped: the provider delivers the
/// mail again.
pub(crate) async fn record_refusal(message: &Message<'_>, failure: &Failure) {
    if !failure.status().is_client_error() {
        return;
    }
    let reasons = reasons(failure);
    for class in classes(failure, &reasons) {
        host::metrics::count(REFUSED, &[("Class", class.as_str())]);
    }
    host::metrics::count(RECORDS, &[("Outcome", store_record(message, reasons).await)]);
}

/// The distinct codes and fields of the failure's reasons, without their detail; else the code of the failure.
fn reasons(failure: &Failure) -> Vec<RefusedMailReason> {
    let coded = |code: &str, field: Option<String>| RefusedMailReason { code: code.to_owned(), field };
    let answered = failure.reasons().into_iter().map(|reason| coded(reason.code, reason.field));
    let distinct: BTreeSet<RefusedMailReason> = answered.collect();
    if distinct.is_empty() { vec![coded(failure.code(), None)] } else { distinct.into_iter().collect() }
}

fn classes(failure: &Failure, reasons: &[RefusedMailReason]) -> BTreeSet<RefusalClass> {
    if matches!(failure, Failure::Refused(_)) {
        return [RefusalClass::Conflict].into();
    }
    reasons.iter().map(RefusalClass::of).collect()
}

/// Stores the record of the mail and returns its outcome, as the metric names it.
async fn store_record(message: &Message<'_>, reasons: Vec<RefusedMailReason>) -> &'static str {
    let raw: &[u8] = message.request.body().as_ref();
    let domain = mail::sender_domain(raw).unwrap_or_else(|| NO_DOMAIN.to_owned());
    let refused = RefusedMail { at: message.now, domain, reasons };
    let digest: String = digest::hex_of_parts(&[raw]).chars().take(DIGEST_CHARS).collect();
    let recording = message.services.table.record_refused_mail(&refused, &digest);
    match tokio::time::timeout(RECORD_TIMEOUT, recording).await {
        Ok(Ok(record)) => outcome_name(record, &digest),
        Ok(Err(fault)) => failed(&fault, &digest),
        Err(late) => failed(&Fault::unavailable("record of a refused mail", late), &digest),
    }
}

fn outcome_name(record: RefusedMailRecord, digest: &str) -> &'static str {
    match record {
        RefusedMailRecord::Kept => "kept",
        RefusedMailRecord::Known => "known",
        RefusedMailRecord::OverLimit => {
            tracing::warn!(digest, "a refused mail was not recorded: the limit of records a day is reached");
            "over_limit"
        }
    }
}

fn failed(fault: &Fault, digest: &str) -> &'static str {
    let fault: &dyn std::error::Error = fault;
    tracing::error!(digest, fault, "a refused mail could not be recorded");
    "failed"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(code: &str, field: Option<&str>) -> RefusalClass {
        RefusalClass::of(&RefusedMailReason { code: code.to_owned(), field: field.map(str::to_owned) })
    }

    #[test]
    fn every_reason_has_a_class() {
        assert_eq!(class("not_authenticated", None), RefusalClass::Authentication);
        assert_eq!(class("sender_not_allowed", None), RefusalClass::Sender);
        assert_eq!(class("not_first_hand", None), RefusalClass::SecondHand);
        assert_eq!(class("not_a_message", None), RefusalClass::Unreadable);
        assert_eq!(class("too_large", None), RefusalClass::Unreadable);
        assert_eq!(class("not_an_assignment", None), RefusalClass::NoAssignment);
        assert_eq!(class("invalid", Some("customer.country")), RefusalClass::Values);
        assert_eq!(class("missing", Some("message_id")), RefusalClass::Values);
        assert_eq!(class("ambiguous", Some("days")), RefusalClass::Terms);
        assert_eq!(class("too_late", Some("occurred_at")), RefusalClass::Dates);
        assert_eq!(class("a_code_to_come", None), RefusalClass::Values);
    }

    #[test]
    fn a_mail_is_counted_once_for_each_class() {
        let invalid = |fields: &[&str]| {
            Failure::Invalid(fields.iter().map(|field| api::Reason::at(*field, "invalid", "x")).collect())
        };
        let failure = invalid(&["days", "program", "days", "expires_on"]);
        assert_eq!(reasons(&failure).len(), 3, "each reason is listed once");
        let found: Vec<_> = classes(&failure, &reasons(&failure)).into_iter().collect();
        assert_eq!(found, [RefusalClass::Terms, RefusalClass::Dates]);
    }

    #[test]
    fn a_failure_without_reasons_is_recorded_by_its_own_code() {
        let failure = Failure::TooLarge { limit: 1 };
        assert_eq!(reasons(&failure)[0].code, "too_large");
        assert_eq!(classes(&failure, &reasons(&failure)), [RefusalClass::Unreadable].into());
        let failure = Failure::UnsupportedMediaType { expected: "x" };
        assert_eq!(classes(&failure, &reasons(&failure)), [RefusalClass::Unreadable].into());
    }

    #[test]
    fn no_two_classes_share_a_name() {
        let names: BTreeSet<_> = RefusalClass::ALL.map(RefusalClass::as_str).into();
        assert_eq!(names.len(), RefusalClass::ALL.len());
    }
}
