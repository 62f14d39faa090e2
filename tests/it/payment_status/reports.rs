//! Reports of the payer that are late, repeated, out of order or contradictory (DECISIONS.md 27).

use serde_json::{Value, json};
use tests::{Dice, World, paying};

use crate::bodies::{NUMBER, expected, faults, names, with};
use crate::log::Log;
use crate::payment_request::{bring_to_status, drafted, one_of_each, payable};

const T1: &str = "2026-11-22T06:00:00Z";
const T2: &str = "2026-11-22T07:00:00Z";
const T3: &str = "2026-11-22T08:00:00Z";

async fn approved() -> World {
    let world = drafted().await;
    bring_to_status(&world, NUMBER, "approved").await;
    world
}

#[tokio::test]
async fn each_report_is_answered_with_the_status_of_the_claim() {
    let world = approved().await;
    for (index, (kind, status)) in
        [("scheduled", "scheduled"), ("failed", "payment_failed"), ("sent", "paid"), ("reversed", "payment_failed")]
            .into_iter()
            .enumerate()
    {
        let at = format!("2026-11-22T0{}:00:00Z", index + 1);
        let reply = world.payer(&format!("m-{index}"), &paying(kind, NUMBER, "PAY-1", &at)).await;
        let rev = 5 + index;
        assert_eq!(reply.header("etag"), Some(&*format!("\"{rev}\"")));
        let body = json!({"claim_id": format!("CL-{NUMBER}"), "status": status, "rev": rev});
        assert_eq!(reply.expect(200), body, "{kind}");
        let shown = world.shown_claim(NUMBER).await;
        assert_eq!(shown["status"], status);
        assert_eq!(shown["payments"], json!([{"id": "PAY-1", "event": kind, "at": at}]));
    }
}

#[tokio::test]
async fn a_payment_dated_before_the_approval_is_refused() {
    let world = approved().await;
    for (index, kind) in ["scheduled", "sent", "failed", "reversed"].into_iter().enumerate() {
        let event = paying(kind, NUMBER, "PAY-1", "2026-11-21T23:59:59Z");
        let reply = world.payer(&format!("m-{index}"), &event).await;
        assert!(reply.body["reasons"][0]["detail"].as_str().unwrap().contains("2026-11-22"), "{:#}", reply.body);
        assert_eq!(reply.refused(409), ["payment_before_approval"], "{kind}");
    }
    assert_eq!(world.shown_claim(NUMBER).await["payments"], json!([]));
    world.payer("m-9", &paying("sent", NUMBER, "PAY-1", "2026-11-22T00:00:00Z")).await.expect(200);
}

#[tokio::test]
async fn a_redelivered_message_has_no_effect() {
    let world = approved().await;
    let event = paying("sent", NUMBER, "PAY-1", T1);
    let first = world.payer("m-1", &event).await.expect(200);
    let (before, claim) = (world.database.items(), world.claim(NUMBER).await);
    assert_eq!(world.payer("m-1", &event).await.expect(200), first);
    assert_eq!(world.database.items(), before);
    assert_eq!(world.payer("m-2", &event).await.expect(200), first, "the same report under another id changes nothing");
    assert_eq!(world.claim(NUMBER).await, claim);
    world.pay("reversed", NUMBER, "PAY-1", T2).await;
    assert_eq!(
        world.payer("m-1", &event).await.expect(200)["status"],
        "payment_failed",
        "an old report delivered later changes nothing"
    );
}

/// A second `sent` report for a paid claim changes nothing.
#[tokio::test]
async fn a_payment_reported_as_sent_twice_is_one_payment() {
    let world = approved().await;
    world.pay("sent", NUMBER, "PAY-1", T1).await;
    world.pay("sent", NUMBER, "PAY-1", T2).await;
    let shown = world.shown_claim(NUMBER).await;
    assert_eq!(shown["status"], "paid");
    assert_eq!(shown["payments"], json!([{"id": "PAY-1", "event": "sent", "at": T1}]));
}

#[tokio::test]
async fn a_schedule_reported_after_the_payment_has_no_effect() {
    let world = approved().await;
    world.pay("sent", NUMBER, "PAY-1", T2).await;
    assert_eq!(world.pay("scheduled", NUMBER, "PAY-1", T3).await["status"], "paid");
}

#[tokio::test]
async fn a_claim_on_hold_is_not_scheduled_and_a_payment_sent_for_it_is_logged() {
    let world = drafted().await;
    bring_to_status(&world, NUMBER, "on_hold").await;
    let plan = world.payer("m-1", &paying("scheduled", NUMBER, "PAY-1", T1)).await;
    assert_eq!(plan.refused(409), ["wrong_claim_status"]);
    let log = Log::default();
    let guard = log.listen();
    world.pay("sent", NUMBER, "PAY-1", T2).await;
    drop(guard);
    assert!(log.text().contains("paid that was held back"), "{}", log.text());
}

#[tokio::test]
async fn a_sent_payment_that_is_refused_is_logged_as_an_error_and_a_schedule_is_not() {
    let world = approved().await;
    let log = Log::default();
    let guard = log.listen();
    for kind in ["scheduled", "sent"] {
        let mut event = paying(kind, NUMBER, "PAY-1", T1);
        event["data"]["amount"]["minor"] = json!(1);
        world.payer(kind, &event).await.refused(409);
        let is_logged = log.text().contains("a payment was sent that is refused here");
        assert_eq!(is_logged, kind == "sent", "{}", log.text());
    }
    drop(guard);
}

/// The payer's own clock decides which report is the latest, whatever arrived last.
#[tokio::test]
async fn reports_in_any_order_lead_to_the_same_state() {
    let reports =
        [("scheduled", "PAY-1", T1), ("failed", "PAY-1", T2), ("scheduled", "PAY-2", T2), ("sent", "PAY-2", T3)];
    let mut ends = Vec::new();
    let mut dice = Dice::seeded(11);
    for round in 0..24 {
        let world = approved().await;
        let mut deliveries = [reports, reports].concat();
        if round > 0 {
            dice.shuffle(&mut deliveries);
        }
        for (index, (kind, payment, at)) in deliveries.iter().enumerate() {
            world.payer(&format!("m-{index}"), &paying(kind, NUMBER, payment, at)).await.expect(200);
        }
        let shown = world.shown_claim(NUMBER).await;
        ends.push([shown["status"].clone(), shown["payments"].clone()]);
    }
    assert_eq!(ends[0][0], "paid");
    assert!(ends.iter().all(|end| *end == ends[0]), "{ends:#?}");
}

#[tokio::test]
async fn of_two_reports_of_one_instant_the_later_stage_of_the_payment_counts() {
    for order in [["sent", "scheduled"], ["scheduled", "sent"]] {
        let world = approved().await;
        for kind in order {
            world.pay(kind, NUMBER, "PAY-1", T1).await;
        }
        assert_eq!(world.shown_claim(NUMBER).await["status"], "paid", "{order:?}");
        world.pay("failed", NUMBER, "PAY-1", T1).await;
        assert_eq!(world.shown_claim(NUMBER).await["status"], "payment_failed", "{order:?}");
    }
}

/// A sent payment counts, whatever is reported of other payments.
#[tokio::test]
async fn a_failed_payment_is_sent_again_under_another_id() {
    let world = approved().await;
    world.pay("failed", NUMBER, "PAY-1", T1).await;
    world.pay("scheduled", NUMBER, "PAY-2", T2).await;
    assert_eq!(world.shown_claim(NUMBER).await["status"], "scheduled");
    world.pay("sent", NUMBER, "PAY-2", T2).await;
    world.pay("failed", NUMBER, "PAY-1", T3).await;
    let shown = world.shown_claim(NUMBER).await;
    assert_eq!(shown["status"], "paid");
    let events: Vec<_> = shown["payments"].as_array().unwrap().iter().map(|payment| &payment["event"]).collect();
    assert_eq!(events, ["failed", "sent"]);
}

#[tokio::test]
async fn a_reversed_payment_is_sent_again() {
    for payment in ["PAY-1", "PAY-2"] {
        let world = approved().await;
        world.pay("sent", NUMBER, "PAY-1", T1).await;
        world.pay("reversed", NUMBER, "PAY-1", T2).await;
        assert_eq!(world.shown_claim(NUMBER).await["status"], "payment_failed");
        world.pay("sent", NUMBER, payment, T3).await;
        assert_eq!(world.shown_claim(NUMBER).await["status"], "paid", "{payment}");
    }
}

#[tokio::test]
async fn an_amount_other_than_the_claims_is_refused_and_changes_nothing() {
    let world = approved().await;
    let before = world.database.items();
    for kind in ["scheduled", "sent", "failed", "reversed"] {
        for amount in [
            json!({"minor": 499_999, "currency": "USD"}),
            json!({"minor": 500_001, "currency": "USD"}),
            json!({"minor": 500_000, "currency": "EUR"}),
        ] {
            let mut event = paying(kind, NUMBER, "PAY-1", T1);
            event["data"]["amount"] = amount;
            let reply = world.payer("m-1", &event).await;
            assert_eq!(reply.body["reasons"][0]["field"], "amount");
            assert_eq!(reply.refused(409), ["amount_mismatch"]);
        }
    }
    assert_eq!(world.database.items(), before);
    world.pay("sent", NUMBER, "PAY-1", T1).await;
    let mut event = paying("sent", NUMBER, "PAY-1", T1);
    event["data"]["amount"]["minor"] = json!(1);
    assert_eq!(world.payer("m-2", &event).await.refused(409), ["amount_mismatch"], "also refused once it is paid");
}

#[tokio::test]
async fn only_an_approved_claim_is_paid() {
    let (world, claims) = one_of_each().await;
    for (status, number) in &claims {
        let before = world.claim(number).await;
        let approved = ["approved", "on_hold", "scheduled", "paid", "payment_failed"].contains(status);
        let reply = world.payer(&format!("m-{status}"), &paying("sent", number, "PAY-9", T3)).await;
        if approved {
            assert_eq!(reply.expect(200)["status"], "paid", "{status}");
            continue;
        }
        assert_eq!(reply.refused(409), ["wrong_claim_status"], "{status}");
        let mut wrong = paying("sent", number, "PAY-9", T3);
        wrong["data"]["amount"]["minor"] = json!(1);
        let reply = world.payer(&format!("w-{status}"), &wrong).await;
        assert_eq!(reply.refused(409), ["amount_mismatch", "wrong_claim_status"], "{status}: every reason is named");
        assert_eq!(world.claim(number).await, before, "{status}");
    }
}

#[tokio::test]
async fn an_unknown_claim_is_not_found() {
    let world = payable().await;
    let reply = world.payer("m-1", &paying("sent", "SA-0000-0000", "PAY-1", T1)).await;
    assert_eq!(reply.refused(404), ["claim_not_found"]);
}

#[tokio::test]
async fn at_most_twenty_payments_are_stored_for_a_claim() {
    let world = approved().await;
    for index in 0..20 {
        world.pay("failed", NUMBER, &format!("PAY-{index}"), T1).await;
    }
    let answer = world.pay("sent", NUMBER, "PAY-20", T2).await;
    assert_eq!(answer["status"], "paid", "a sent payment is never refused because of earlier attempts");
    assert_eq!(world.shown_claim(NUMBER).await["payments"].as_array().unwrap().len(), 20);
    for index in 21..40 {
        world.pay("sent", NUMBER, &format!("PAY-{index}"), T2).await;
    }
    let more = world.payer("m-1", &paying("sent", NUMBER, "PAY-40", T2)).await;
    assert_eq!(more.refused(409), ["too_many_payments"]);
}

#[tokio::test]
async fn an_invalid_report_names_every_error() {
    let world = approved().await;
    let report = async |body: &Value| faults(world.payer("m-1", body).await);
    let wrong = json!({
        "type": "payment.lost", "occurred_at": "yesterday", "id": 7,
        "data": {
            "claim_id": "SA-7KQ2", "payment_id": "P 1", "amount": {"minor": 1.5, "currency": "dollar", "major": 1},
            "at": "2026-11-22", "note": "x",
        },
    });
    let named = [
        ("type", "not_one_of"),
        ("data.claim_id", "invalid"),
        ("data.payment_id", "bad_character"),
        ("data.amount.minor", "not_whole"),
        ("data.amount.currency", "not_a_currency"),
        ("data.amount.major", "unknown_field"),
        ("data.at", "not_an_instant"),
        ("data.note", "unknown_field"),
        ("occurred_at", "not_an_instant"),
        ("id", "unknown_field"),
    ];
    assert_eq!(report(&wrong).await, expected(&named));
    assert_eq!(report(&json!({})).await, expected(&[("type", "missing"), ("data", "missing")]));
    let empty = json!({"type": "payment.sent", "data": {}});
    let missing = ["data.claim_id", "data.payment_id", "data.amount", "data.at"].map(|field| (field, "missing"));
    assert_eq!(report(&empty).await, expected(&missing));
    for minor in [json!(0), json!(-500_000)] {
        let mut event = paying("sent", NUMBER, "PAY-1", T1);
        event["data"]["amount"]["minor"] = minor;
        assert_eq!(report(&event).await, expected(&[("data.amount.minor", "out_of_range")]));
    }
    assert_eq!(world.shown_claim(NUMBER).await["rev"], 4);
}

/// A report from the future would win over every later one.
#[tokio::test]
async fn a_report_from_the_future_is_refused() {
    let world = approved().await;
    let ahead = world.payer("m-1", &paying("failed", NUMBER, "PAY-1", "2026-11-22T09:10:01Z")).await;
    assert_eq!(faults(ahead), expected(&[("data.at", "in_the_future")]));
    world.pay("sent", NUMBER, "PAY-1", "2026-11-22T09:10:00Z").await;
}

#[tokio::test]
async fn the_sending_time_of_a_report_does_not_affect_the_order() {
    let world = approved().await;
    for (id, kind, at, occurred_at) in [("m-1", "sent", T2, "2026-11-22T08:59:00Z"), ("m-2", "failed", T3, T1)] {
        let event = with(paying(kind, NUMBER, "PAY-1", at), &json!({"occurred_at": occurred_at}));
        world.payer(id, &event).await.expect(200);
    }
    assert_eq!(world.shown_claim(NUMBER).await["status"], "payment_failed");
}

#[tokio::test]
async fn the_history_names_the_payment_and_the_payer() {
    let world = approved().await;
    world.pay("scheduled", NUMBER, "PAY-1", T1).await;
    world.pay("sent", NUMBER, "PAY-1", T2).await;
    world.run_outbox().await;
    let shown = world.shown_claim(NUMBER).await;
    let lines = &shown["history"].as_array().unwrap()[4..];
    let values: Vec<_> =
        lines.iter().map(|line| ["actor", "event", "from", "to"].map(|name| line[name].clone())).collect();
    let line = |from: &str, to: &str| ["system:payer", "claim.payment_reported", from, to].map(|text| json!(text));
    assert_eq!(values, [line("approved", "scheduled"), line("scheduled", "paid")]);
    assert_eq!((names(&lines[0]).len(), &lines[0]["actor_name"]), (9, &Value::Null), "a system has no name");
}
