//! The payer: schedules, sends, fails and reverses payments, and reports each, late, doubled and out of order.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Value, json};

use super::{ClaimNow, Step, claims};
use crate::book::PaymentReport;
use crate::cast::Person;
use crate::dice::Dice;
use crate::fault::Fault;
use crate::front::{Call, Sender, send};
use crate::functions::Function;
use crate::world::World;

/// The events of a payment, in the order in which they can happen.
const EVENTS: [&str; 4] = ["scheduled", "sent", "failed", "reversed"];
/// The most tries of a report.
const TRIES: u64 = 10;

/// Pays a claim, or goes on with a payment.
pub async fn act(step: &mut Step) -> Option<()> {
    let known = claims(&step.world);
    let is_open =
        |claim: &&ClaimNow| matches!(claim.status.as_str(), "approved" | "scheduled" | "payment_failed" | "on_hold");
    let open: Vec<&ClaimNow> = known.iter().filter(is_open).collect();
    let paid: Vec<&ClaimNow> = known.iter().filter(|claim| claim.status == "paid").collect();
    let others: Vec<&ClaimNow> = known.iter().collect();
    let list = match step.dice.weighted(&[85, 9, 6]) {
        1 if !paid.is_empty() => &paid,
        2 => &others,
        _ => &open,
    };
    if list.is_empty() {
        return None;
    }
    let claim = (*step.choose(list, |claim| claim.number.as_str())).clone();
    let count = step.world.book().payments.get(&claim.number).map_or(0, Vec::len);
    let payment = format!("PAY-{}-{}", claim.number, count / 3);
    let event = match claim.status.as_str() {
        "paid" => 3,
        "scheduled" => *step.dice.pick(&[1, 1, 1, 1, 2]),
        _ => *step.dice.pick(&[0, 0, 1]),
    };
    report(step, &claim, &payment, EVENTS[event]).await;
    Some(())
}

/// Reports an event; first with a wrong amount in some cases.
pub async fn report(step: &mut Step, claim: &ClaimNow, payment: &str, event: &str) {
    let at = step.world.now();
    let body = |minor: i64| {
        json!({"type": format!("payment.{event}"), "data": {
            "claim_id": format!("CL-{}", claim.number), "payment_id": payment,
            "amount": {"minor": minor, "currency": claim.currency}, "at": at,
        }})
    };
    if claim.currency.is_empty() {
        return;
    }
    if step.dice.chance(60) {
        let wrong = call(&body(claim.minor + 1), &format!("pay-wrong-{}", step.number));
        step.send(&wrong).await;
    }
    let order = EVENTS.iter().position(|known| *known == event).and_then(|order| u8::try_from(order).ok());
    let reported = PaymentReport {
        payment: payment.to_owned(),
        at,
        order: order.unwrap_or_default(),
        minor: claim.minor,
        currency: claim.currency.clone(),
    };
    let id = format!("pay-{}-{payment}", step.number);
    let delivery = Delivery {
        world: Arc::clone(&step.world),
        claim: claim.number.clone(),
        reported,
        body: body(claim.minor),
        id: id.clone(),
    };
    if step.world.plays(Fault::EventAgain, &mut step.dice) {
        let id = if step.dice.chance(500) { id } else { format!("{id}-again") };
        let again = Delivery { id, ..delivery.clone() };
        let wait = Duration::from_millis(step.dice.below(100_000_000));
        again.later(wait);
    }
    if step.world.plays(Fault::EventLate, &mut step.dice) {
        delivery.later(Duration::from_secs(60 + step.dice.below(400_000)));
    } else {
        delivery.deliver().await;
    }
}

/// The report of an event of a new payment, with the right amount.
pub fn payment(world: &World, claim: &ClaimNow, event: &str) -> Call {
    let body = json!({"type": format!("payment.{event}"), "data": {
        "claim_id": format!("CL-{}", claim.number), "payment_id": format!("PAY-{}-LAST", claim.number),
        "amount": {"minor": claim.minor, "currency": claim.currency}, "at": world.now(),
    }});
    call(&body, &format!("pay-last-{}", claim.number))
}

fn call(body: &Value, id: &str) -> Call {
    let call = Call::new("report_payment", Function::PaymentStatus, "POST", "/events", &Person::operations(1));
    call.body(body.clone()).from(Sender::System(id.to_owned()))
}

/// A report on its way.
#[derive(Clone)]
struct Delivery {
    world: Arc<World>,
    claim: String,
    reported: PaymentReport,
    body: Value,
    id: String,
}

impl Delivery {
    /// Delivers the report until it is answered, and notes it in the payer's book when it was accepted. A report that was
    /// not answered may have been accepted: the payer goes on.
    async fn deliver(self) {
        for round in 0..6_u64 {
            let label = format!("payer {} round {round} at {}", self.id, self.world.clock.elapsed().as_secs());
            match send(&self.world, &label, &call(&self.body, &self.id), TRIES).await {
                Some(reply) if reply.is_success() => {
                    let mut book = self.world.book();
                    let reports = book.payments.entry(self.claim.clone()).or_default();
                    if !reports.contains(&self.reported) {
                        reports.push(self.reported.clone());
                    }
                    return;
                }
                Some(_) => return,
                None => {
                    let mut dice = Dice::of(self.world.setting.seed, &label);
                    tokio::time::sleep(Duration::from_secs(300 + dice.below(3_000))).await;
                }
            }
        }
    }

    fn later(self, wait: Duration) {
        let world = Arc::clone(&self.world);
        world.under_way.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            self.deliver().await;
            world.under_way.fetch_sub(1, Ordering::Relaxed);
        });
    }
}
