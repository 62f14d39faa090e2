//! The codes of the API: never renamed, never reused.

use super::world::*;
use crate::claim::{Action, Event, PaymentEvent, PaymentId, Side, Status};

fn events() -> Vec<(Event, &'static str, Option<&'static str>)> {
    let comment = || note("why");
    let sent = Event::PaymentReported {
        payment_id: PaymentId::parse("PAY-1").unwrap(),
        payment: PaymentEvent::Sent,
        status: "paid".to_owned(),
        before: "approved".to_owned(),
    };
    let submitted =
        |comment| Event::Submitted { reference_number: "PR-1".to_owned(), invoice_number: invoice("INV-1"), comment };
    vec![
        (Event::Drafted, "claim.drafted", None),
        (Event::Saved, "claim.saved", None),
        (submitted(None), "claim.submitted", None),
        (submitted(Some(comment())), "claim.submitted", Some("why")),
        (Event::ReviewStarted, "claim.review_started", None),
        (Event::ChangesRequested { comment: comment() }, "claim.changes_requested", Some("why")),
        (Event::Approved, "claim.approved", None),
        (Event::Rejected { comment: comment() }, "claim.rejected", Some("why")),
        (Event::Held { comment: comment() }, "claim.held", Some("why")),
        (Event::Released, "claim.released", None),
        (Event::Withdrawn, "claim.withdrawn", None),
        (Event::Reinstated, "claim.reinstated", None),
        (Event::Commented { comment: comment(), side: Side::Partner }, "claim.commented", Some("why")),
        (Event::Disputed { comment: comment() }, "claim.disputed", Some("why")),
        (Event::Settled { comment: comment() }, "claim.dispute_settled", Some("why")),
        (Event::Reminded { reminders: vec![-30] }, "claim.reminded", None),
        (Event::Expired, "claim.expired", None),
        (sent, "claim.payment_reported", None),
    ]
}

#[test]
fn an_event_is_stored_under_its_name_with_its_comment() {
    for (event, name, comment) in events() {
        let json = serde_json::to_value(&event).unwrap();
        assert_eq!((event.name(), json["type"].as_str()), (name, Some(name)));
        assert_eq!(event.comment().map(crate::Note::as_str), comment, "{name}");
        assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event);
    }
}

/// A line of history holds these fields beside those of the event; an equal name would overwrite one of them.
#[test]
fn no_field_of_an_event_has_the_name_of_a_field_of_its_line_of_history() {
    for (event, name, _) in events() {
        let json = serde_json::to_value(&event).unwrap();
        for reserved in ["pk", "sk", "rev", "status", "at", "by", "attempt", "head"] {
            assert_eq!(json.get(reserved), None, "{name}");
        }
    }
}

#[test]
fn statuses_have_the_codes_of_the_api_and_parse_from_them() {
    let codes = Status::ALL.map(Status::as_str);
    let known = [
        "draft",
        "submitted",
        "under_review",
        "action_required",
        "approved",
        "on_hold",
        "scheduled",
        "paid",
        "payment_failed",
        "rejected",
        "expired",
        "withdrawn",
    ];
    assert_eq!(codes, known);
    assert_eq!(known.map(|code| Status::parse(code).unwrap()), Status::ALL);
    let wrong = Status::parse("Draft").unwrap_err().to_string();
    assert_eq!(wrong, format!("must be one of {}", known.join(", ")));
}

#[test]
fn actions_have_the_codes_of_the_api_and_belong_to_partner_or_operations() {
    let of_the_partner = [Action::Submit, Action::Withdraw, Action::Reinstate, Action::Dispute];
    let of_operations =
        [Action::Review, Action::Approve, Action::Reject, Action::RequestChanges, Action::Hold, Action::Release];
    assert_eq!(of_the_partner.map(Action::as_str), ["submit", "withdraw", "reinstate", "dispute"]);
    let codes = ["review", "approve", "reject", "request_changes", "hold", "release"];
    assert_eq!(of_operations.map(Action::as_str), codes);
    for (actions, own, other) in
        [(&of_operations[..], Side::Operations, Side::Partner), (&of_the_partner[..], Side::Partner, Side::Operations)]
    {
        assert!(actions.iter().all(|action| action.is_open_to(own) && !action.is_open_to(other)));
    }
    assert!(Side::ALL.into_iter().all(|side| Action::Comment.is_open_to(side)), "both sides comment");
}

#[test]
fn a_payment_event_is_stored_under_its_code() {
    let known = [PaymentEvent::Scheduled, PaymentEvent::Sent, PaymentEvent::Failed, PaymentEvent::Reversed];
    assert_eq!(known.map(PaymentEvent::as_str), ["scheduled", "sent", "failed", "reversed"]);
    for event in known {
        assert_eq!(serde_json::to_value(event).unwrap(), event.as_str());
    }
}

#[test]
fn a_payment_id_has_1_to_64_plain_characters() {
    for good in ["P", "PAY-1_2.3:4", &"x".repeat(64)] {
        assert_eq!(PaymentId::parse(good).unwrap().as_str(), good);
    }
    for bad in ["", " ", "a b", "a#b", "é", &"x".repeat(65)] {
        assert!(PaymentId::parse(bad).is_err(), "{bad}");
    }
}
