//! What comes next for a payment request, by whom and until when.

use domain::claim::{Action, PaymentEvent, Status};
use jiff::civil::Date;

use super::forms::draft_reason_id;
use super::model::Claim;
use crate::format;
use crate::pages::vouchers::tags::{days_left, is_soon};
use crate::words::Words;

/// What comes next, in words.
pub struct NextStep {
    /// What to do, or what to wait for.
    pub title: String,
    /// More about it, with the expected day.
    pub text: String,
    /// The days that are left to the partner; empty when others act.
    pub left: String,
    /// True when few days are left.
    pub is_soon: bool,
}

impl NextStep {
    /// What comes next for a payment request.
    pub fn of(w: Words, claim: &Claim) -> Self {
        let (name, day) = step(claim);
        let day = day.map(|day| format::day(day, w.language())).unwrap_or_default();
        let text = w.one(&format!("claim-next-{name}-text"), "day", &day);
        let obstacle = claim.reasons.first().filter(|_| claim.status == Status::Draft);
        let obstacle = obstacle.map(|reason| w.get(&format!("draft-reason-{}", draft_reason_id(*reason))));
        let has_days = is_of_partner(claim);
        Self {
            title: w.get(&format!("claim-next-{name}")),
            text: obstacle.into_iter().chain([text]).collect::<Vec<_>>().join(w.language().choose(" ", "")),
            left: if has_days { days_left(w, claim.days_left) } else { String::new() },
            is_soon: has_days && is_soon(claim.days_left),
        }
    }
}

/// True while the partner has days to act.
fn is_of_partner(claim: &Claim) -> bool {
    match claim.status {
        Status::Draft | Status::ActionRequired => true,
        Status::Rejected => claim.days_left >= 0,
        Status::Submitted
        | Status::UnderReview
        | Status::Approved
        | Status::OnHold
        | Status::Scheduled
        | Status::Paid
        | Status::PaymentFailed
        | Status::Expired
        | Status::Withdrawn => false,
    }
}

/// The id of the texts of what comes next, and the day that they name.
fn step(claim: &Claim) -> (&'static str, Option<Date>) {
    let submitted_on = claim.submitted_at.map(domain::calendar::utc_day);
    match claim.status {
        Status::Draft if claim.reasons.is_empty() => ("submit", Some(claim.due_on)),
        Status::Draft => ("blocked", Some(claim.due_on)),
        Status::ActionRequired => ("correct", claim.correctable_until),
        Status::Submitted => ("wait-review", submitted_on),
        Status::UnderReview => ("wait-decision", submitted_on),
        Status::Approved => ("wait-payment", claim.payment_expected_by),
        Status::Scheduled => ("scheduled", claim.payment_expected_by),
        Status::OnHold => ("held", claim.payment_expected_by),
        Status::Paid if claim.dispute.is_some() => ("disputed", claim.reported_on(&[PaymentEvent::Sent])),
        Status::Paid => ("paid", claim.reported_on(&[PaymentEvent::Sent])),
        Status::PaymentFailed => ("returned", claim.reported_on(&[PaymentEvent::Failed, PaymentEvent::Reversed])),
        Status::Rejected if claim.days_left >= 0 => ("rejected-open", claim.correctable_until),
        Status::Rejected => ("rejected", claim.correctable_until),
        Status::Expired => ("expired", Some(claim.correctable_until.unwrap_or(claim.due_on))),
        Status::Withdrawn if claim.can(Action::Reinstate) => ("withdrawn-open", claim.reinstatable_until),
        Status::Withdrawn => ("withdrawn", submitted_on),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;
    use serde_json::{Value, json};

    fn claim(changes: &Value) -> Claim {
        let mut claim = json!({
            "claim_id": "CL-SA-0000-0001", "voucher_number": "SA-0000-0001", "location_id": "L-1", "country": "TW",
            "program": "DDPS", "days": 5, "redeemed_at": "2026-11-22T09:00:00Z", "status": "draft",
            "due_on": "2027-01-21", "days_left": 60, "reasons": [], "payments": [], "actions": [],
        });
        claim.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        serde_json::from_value(claim).unwrap()
    }

    #[test]
    fn every_status_has_texts_in_both_languages() {
        for language in [Language::English, Language::TraditionalChinese] {
            for status in Status::ALL {
                for days_left in [3, -1] {
                    let next = NextStep::of(
                        Words::of(language),
                        &claim(&json!({"status": status, "days_left": days_left, "correctable_until": "2027-02-01"})),
                    );
                    assert!(!next.title.starts_with("claim-next") && !next.text.contains("claim-next"), "{status:?}");
                }
            }
        }
    }

    #[test]
    fn days_are_left_only_while_the_partner_acts() {
        let left = |changes: Value| NextStep::of(Words::of(Language::English), &claim(&changes)).left;
        assert_eq!(left(json!({})), "60 days left");
        assert_eq!(left(json!({"status": "submitted"})), "");
        assert_eq!(left(json!({"status": "rejected", "days_left": 1})), "1 day left");
        assert_eq!(left(json!({"status": "rejected", "days_left": -1})), "");
    }

    #[test]
    fn an_obstacle_is_said_before_the_deadline_and_a_dispute_instead_of_the_payment() {
        let of = |changes: Value| NextStep::of(Words::of(Language::English), &claim(&changes));
        let blocked = of(json!({"reasons": ["payee_not_registered"]}));
        assert!(blocked.text.starts_with("Your company is not registered"), "{}", blocked.text);
        assert!(blocked.text.contains("21 Jan 2027"), "{}", blocked.text);
        let sent = json!([{"id": "PAY-1", "event": "sent", "at": "2026-12-01T09:00:00Z"}]);
        assert!(of(json!({"status": "paid", "payments": sent})).text.contains("1 Dec 2026"));
        let disputed = of(json!({"status": "paid", "payments": sent, "dispute": "Too little."}));
        assert_ne!(disputed.title, of(json!({"status": "paid", "payments": sent})).title);
    }
}
