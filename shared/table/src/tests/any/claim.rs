//! Strategies for any claim, payee registration and their events.

use domain::claim::{Claim, Event};
use domain::payee::{Payee, PayeeEvent};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    Json, and_perhaps, country, day, id, instant, integer, name, note, number, object, one_of, program, read, reminder,
    reminders, status, text, typed, with,
};

fn list(of: Json) -> Json {
    vec(of, 1..4).prop_map(Value::from).boxed()
}

pub fn reference() -> Json {
    text("[A-Za-z0-9_./:-]([A-Za-z0-9 _./:-]{0,38}[A-Za-z0-9_./:-])?")
}

fn currency() -> Json {
    one_of(&["USD", "TWD", "JPY", "KWD"])
}

fn payment_event() -> Json {
    one_of(&["scheduled", "sent", "failed", "reversed"])
}

fn submission() -> Json {
    let fields = object(vec![
        ("invoice_number", reference()),
        ("reference_number", text("PR-[0-9A-F]{12}")),
        ("submitted_at", instant()),
        ("submitted_by", list(name())),
    ]);
    and_perhaps(fields, vec![("purchase_order", reference()), ("correct_by", day())])
}

fn approval() -> Json {
    let report = object(vec![("event", payment_event()), ("at", instant())]);
    let payment = object(vec![("id", id()), ("reports", list(report))]);
    let fields = object(vec![("approved_by", name()), ("approved_at", instant())]);
    and_perhaps(with(submission(), fields), vec![("held", note()), ("payments", list(payment))])
}

fn state() -> Json {
    let no_rate = Just(json!(["no_rate"])).boxed();
    prop_oneof![
        1 => and_perhaps(status("draft"), vec![("reasons", no_rate), ("withdrawn", submission())]),
        1 => with(status("submitted"), submission()),
        1 => with(status("under_review"), submission()),
        1 => with(status("action_required"), with(submission(), object(vec![("comment", note())]))),
        3 => with(status("approved"), approval()),
        1 => with(status("rejected"), with(submission(), object(vec![("reason", note())]))),
        1 => status("expired"),
        1 => status("withdrawn"),
        1 => and_perhaps(with(status("expired"), submission()), vec![("comment", note())]),
        1 => and_perhaps(with(status("withdrawn"), submission()), vec![("comment", note())]),
    ]
    .boxed()
}

pub fn claim() -> impl Strategy<Value = Claim> {
    let fields = object(vec![
        ("id", id()),
        ("voucher_number", number()),
        ("company_id", id()),
        ("location_id", id()),
        ("country", country()),
        ("program", program()),
        ("days", any::<u8>().prop_map(Value::from).boxed()),
        ("redeemed_at", instant()),
        ("due_on", day()),
    ]);
    let amount = object(vec![("minor", integer()), ("currency", currency())]);
    let more = vec![
        ("amount", amount),
        ("reminded", reminder()),
        ("dispute", note()),
        ("comments", (1..u32::MAX).prop_map(Value::from).boxed()),
        ("redeemed_by", name()),
        ("disputed_at", instant()),
        ("prepared_by", list(name())),
    ];
    and_perhaps(with(state(), fields), more).prop_map(read)
}

pub fn claim_event() -> impl Strategy<Value = Event> {
    let bare = [
        "claim.drafted",
        "claim.review_started",
        "claim.saved",
        "claim.approved",
        "claim.released",
        "claim.withdrawn",
        "claim.reinstated",
        "claim.expired",
    ];
    let said = ["claim.changes_requested", "claim.rejected", "claim.held", "claim.disputed", "claim.dispute_settled"];
    let submitted = vec![("reference_number", name()), ("invoice_number", reference())];
    let payment = vec![
        ("payment_id", id()),
        ("payment", payment_event()),
        ("claim_status", name()),
        ("claim_status_before", name()),
    ];
    prop_oneof![
        3 => one_of(&bare).prop_map(|code| json!({ "type": code })),
        2 => (one_of(&said), note()).prop_map(|(code, comment)| json!({ "type": code, "comment": comment })),
        1 => and_perhaps(typed("claim.submitted", submitted), vec![("comment", note())]),
        1 => typed("claim.commented", vec![("comment", note()), ("side", one_of(&["partner", "operations"]))]),
        1 => typed("claim.reminded", vec![("reminders", reminders())]),
        1 => typed("claim.payment_reported", payment),
    ]
    .prop_map(read)
}

pub fn payee() -> impl Strategy<Value = Payee> {
    let profile = object(vec![("id", id()), ("label", name()), ("currency", currency())]);
    let mapped = btree_map("[A-Za-z0-9._:-]{1,64}", "[A-Za-z0-9._:-]{1,64}", 0..4).prop_map(|mapped| json!(mapped));
    let profiles = vec(profile, 0..4).prop_map(Value::from).boxed();
    let fields =
        vec![("company_id", id()), ("program", program()), ("bank_profiles", profiles), ("locations", mapped.boxed())];
    object(fields).prop_map(read)
}

pub fn payee_event() -> impl Strategy<Value = PayeeEvent> {
    let codes = one_of(&["payee.registered", "payee.changed"]);
    let says = payee().prop_map(|payee| serde_json::to_value(payee.registration()).unwrap());
    with(codes.prop_map(|code| json!({ "type": code })).boxed(), says.boxed()).prop_map(read)
}
