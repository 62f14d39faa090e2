//! The people and systems that act: one step is one command of one of them, with its retries.

mod claimants;
mod files;
mod last_moment;
mod licensing;
mod mistakes;
mod operations;
mod partners;
mod payer;
mod readers;
mod setup;
pub mod sweeps;
mod view;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::cast::Person;
use crate::dice::Dice;
use crate::fault::Fault;
use crate::front::{Call, Reply, Sender, send};
use crate::setting::Actor;
use crate::world::World;

pub use payer::payment;
pub use setup::set_up;
pub use view::{ClaimNow, VoucherNow, claims, last_day_of_claim, vouchers};

/// The most tries of a request of a person.
const TRIES: u64 = 6;

/// A step: its number, its dice and a counter of its requests.
pub struct Step {
    /// The world.
    pub world: Arc<World>,
    /// The number.
    pub number: usize,
    /// The dice.
    pub dice: Dice,
    requests: u64,
}

impl Step {
    /// A step.
    pub fn new(world: &Arc<World>, number: usize) -> Self {
        let dice = Dice::of(world.setting.seed, &format!("step {number}"));
        Self { world: Arc::clone(world), number, dice, requests: 0 }
    }

    /// Sends a request that only reads, or one without a key and a revision.
    pub async fn send(&mut self, call: &Call) -> Option<Reply> {
        self.requests += 1;
        let label = format!("step {} request {}", self.number, self.requests);
        send(&self.world, &label, call, TRIES).await
    }

    /// One of a list of vouchers or claims: in a burst that is about one, the same for all its steps.
    pub fn choose<'a, T>(&mut self, list: &'a [T], number: impl Fn(&T) -> &str) -> &'a T {
        let picked = self.dice.pick(list);
        let focus = self.world.setting.focus.get(self.number).copied().flatten();
        let rank = |one: &&T| focus.map(|burst| Dice::of(burst, number(one)).next());
        if focus.is_none() { picked } else { list.iter().min_by_key(rank).unwrap_or(picked) }
    }

    /// The same command of somebody else, or of the same person in another tab, at the same time.
    fn rival(&mut self, call: &Call) -> Option<Call> {
        let Sender::Person(person) = &call.sender else { return None };
        // A voucher is redeemed once in its life: those races are rare otherwise.
        if !self.dice.chance(if call.operation == "redeem_vouchers" { 400 } else { 90 }) {
            return None;
        }
        let other = person.company.and_then(crate::cast::company).filter(|_| person.roles == ["mpn_admin"]);
        let other = other.filter(|_| self.dice.chance(500)).map(|company| Person::admin(company, true));
        if other.is_none() && self.dice.chance(300) {
            // The same request twice at once, as an impatient front end sends it.
            return Some(call.clone());
        }
        let sender = Sender::Person(other.unwrap_or_else(|| person.clone()));
        let key = self.dice.chance(500).then(|| format!("key-{}-{}-rival", self.number, self.requests));
        Some(Call { sender, key, basis: None, ..call.clone() })
    }

    /// Sends a command, in some cases beside a rival's.
    async fn race(&mut self, call: &Call) -> Option<Reply> {
        let Some(rival) = self.rival(call) else { return self.send(call).await };
        let wait = Duration::from_millis(self.dice.below(25));
        let label = format!("step {} rival {}", self.number, self.requests);
        let world = Arc::clone(&self.world);
        let beside = async {
            tokio::time::sleep(wait).await;
            send(&world, &label, &rival, TRIES).await;
        };
        futures::join!(self.send(call), beside).0
    }

    /// Sends a command as front ends do: often with an idempotency key and the revision that a tab shows, and now and
    /// then again after it was answered.
    pub async fn command(&mut self, call: Call) -> Option<Reply> {
        let call = self.dressed(call);
        let reply = self.race(&call).await;
        if self.world.plays(Fault::SentAgain, &mut self.dice) {
            tokio::time::sleep(Duration::from_millis(self.dice.below(300_000))).await;
            self.send(&call).await;
        }
        if call.key.is_some()
            && self.dice.chance(20)
            && let Some(other) = other_request(&call)
        {
            self.send(&other).await;
        }
        reply
    }

    /// The same with a key and a revision, each in some cases.
    fn dressed(&mut self, mut call: Call) -> Call {
        if self.dice.chance(600) {
            call.key = Some(format!("key-{}-{}", self.number, self.requests));
        }
        let Some((pk, sk)) = call.target.clone() else { return call };
        if call.operation == "redeem_vouchers" || !self.dice.chance(250) {
            return call;
        }
        let by = if let Sender::Person(person) = &call.sender { person.sub.clone() } else { return call };
        let current = self.world.store().find(&pk, &sk).map(|item| format!("\"{}\"", crate::item::number(item, "rev")));
        let shown = self.world.book().tabs.get(&(by, format!("{pk}/{sk}"))).cloned();
        let is_stale = shown.is_some() && shown != current;
        let takes_shown = !is_stale || self.world.plays(Fault::Stale, &mut self.dice);
        call.basis = if takes_shown { shown.or(current) } else { current };
        call
    }
}

/// The fields of commands that are free text.
const TEXTS: [&str; 6] = ["comment", "description", "note", "reason", "remarks", "text"];

/// Another request with the same key, if the command has a free text.
fn other_request(call: &Call) -> Option<Call> {
    let mut body = call.body.clone();
    let field = TEXTS.into_iter().find(|field| body[field].is_string())?;
    body[field] = Value::from("Something else.");
    Some(Call { basis: None, target: None, body, ..call.clone() })
}

/// Plays a step.
pub async fn act(world: Arc<World>, number: usize) {
    let mut step = Step::new(&world, number);
    // More than half of the steps bring something on; the others do whatever somebody may think of.
    let progress = step.dice.chance(600);
    let weights = if progress { [10, 44, 20, 16, 10, 0] } else { [16, 26, 18, 18, 6, 16] };
    let actor = Actor::ALL[step.dice.weighted(&weights)];
    if !world.setting.has(actor) {
        return;
    }
    if matches!(actor, Actor::Partners | Actor::Claimants) && step.dice.chance(60) {
        last_moment::act(&mut step).await;
        return;
    }
    if step.dice.chance(20) {
        mistakes::act(&mut step).await;
        return;
    }
    let did = match actor {
        Actor::Licensing => licensing::act(&mut step).await,
        Actor::Partners => partners::act(&mut step, progress).await,
        Actor::Claimants => claimants::act(&mut step, progress).await,
        Actor::Operations => operations::act(&mut step, progress).await,
        Actor::Payer => payer::act(&mut step).await,
        Actor::Readers => readers::act(&mut step).await,
    };
    if did.is_none() && world.setting.has(Actor::Licensing) && step.dice.chance(300) {
        licensing::act(&mut step).await;
    } else if did.is_none() {
        readers::act(&mut step).await;
    }
}
