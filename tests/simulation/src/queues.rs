//! The queues: messages are delivered at least once, late, doubled and out of order.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use lambda_runtime::LambdaEvent;
use queue::Changes;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::dice::Dice;
use crate::fault::Fault;
use crate::functions::{Function, Handlers};
use crate::names::names;
use crate::process::{Ended, invoke};
use crate::world::World;

names! {
    /// A queue, or the events of the bucket.
    pub enum Channel {
        /// Redeemed vouchers.
        Claims = "claims",
        /// Notices.
        Mail = "mail",
        /// Created objects.
        Uploads = "uploads",
        /// Changes that cannot be read.
        Quarantine = "quarantine",
    }
}

/// The most messages of a delivery.
const BATCH: usize = 10;

/// A message.
#[derive(Clone, Debug)]
struct Message {
    id: u64,
    /// What it is about: the same whatever else is played.
    label: String,
    body: String,
    /// When it is delivered next.
    visible_at: Duration,
    receives: u64,
}

/// All queues.
#[derive(Default)]
pub struct Queues {
    claims: Messages,
    mail: Messages,
    uploads: Messages,
    quarantine: Messages,
}

#[derive(Default)]
struct Messages {
    list: Mutex<(u64, Vec<Message>)>,
    arrived: Notify,
}

impl Queues {
    fn of(&self, channel: Channel) -> &Messages {
        match channel {
            Channel::Claims => &self.claims,
            Channel::Mail => &self.mail,
            Channel::Uploads => &self.uploads,
            Channel::Quarantine => &self.quarantine,
        }
    }

    /// The number of messages of a queue.
    pub fn count(&self, channel: Channel) -> usize {
        self.of(channel).list().1.len()
    }

    /// The messages of a queue, to show them.
    pub fn shown(&self, channel: Channel) -> Vec<String> {
        self.of(channel).list().1.iter().map(|message| format!("{} x{}", message.label, message.receives)).collect()
    }

    /// Delivers every message now.
    pub fn hurry(&self) {
        for channel in Channel::ALL {
            let messages = self.of(channel);
            for message in &mut messages.list().1 {
                if message.visible_at != Duration::MAX {
                    message.visible_at = Duration::ZERO;
                }
            }
            messages.arrived.notify_waiters();
        }
    }

    /// Adds a message.
    pub fn push(&self, world: &World, channel: Channel, label: String, body: String) {
        if channel == Channel::Mail {
            world.book().letters.enqueued.insert(label.clone());
        }
        let messages = self.of(channel);
        let mut list = messages.list();
        list.0 += 1;
        let id = list.0;
        let mut dice = Dice::of(world.setting.seed, &format!("{} {label} {}", channel.as_str(), world.step()));
        let wait = if world.plays(Fault::Delayed, &mut dice) {
            Duration::from_secs(600 + dice.below(200_000))
        } else {
            Duration::from_millis(5 + dice.below(400))
        };
        list.1.push(Message { id, label, body, visible_at: world.clock.elapsed() + wait, receives: 0 });
        drop(list);
        messages.arrived.notify_waiters();
    }
}

impl Messages {
    fn list(&self) -> MutexGuard<'_, (u64, Vec<Message>)> {
        self.list.lock().unwrap()
    }

    /// Takes visible messages; they are invisible until they are put back.
    fn receive(&self, world: &World) -> Vec<Message> {
        let now = world.clock.elapsed();
        let mut list = self.list();
        let mut visible: Vec<usize> = (0..list.1.len()).filter(|index| list.1[*index].visible_at <= now).collect();
        if visible.len() > 1 {
            let mut dice = Dice::of(world.setting.seed, &format!("receive {} {}", list.0, list.1[visible[0]].label));
            if world.plays(Fault::Reordered, &mut dice) {
                let turn = dice.index(visible.len());
                visible.rotate_left(turn);
            }
        }
        visible.truncate(BATCH);
        let take = |index: usize| {
            let message = &mut list.1[index];
            message.visible_at = Duration::MAX;
            message.receives += 1;
            message.clone()
        };
        visible.into_iter().map(take).collect()
    }

    /// The instant at which the next message is visible.
    fn next_visible(&self) -> Option<Duration> {
        let waiting = |at: &Duration| *at != Duration::MAX;
        self.list().1.iter().map(|message| message.visible_at).filter(waiting).min()
    }

    /// Removes a processed message, or makes it visible again: a failed one, or one that is delivered twice.
    fn settle(&self, world: &World, message: &Message, failed: bool) {
        let mut list = self.list();
        let label = format!("settle {} {}", message.label, message.receives);
        let mut dice = Dice::of(world.setting.seed, &label);
        let is_doubled = !failed && message.receives < 3 && world.plays(Fault::Doubled, &mut dice);
        if !failed && !is_doubled {
            list.1.retain(|known| known.id != message.id);
            return;
        }
        let retry = message.receives.saturating_mul(2_400).min(86_400) + dice.below(900);
        let wait = Duration::from_secs(if failed { retry } else { dice.below(7_200) });
        let now = world.clock.elapsed();
        for known in list.1.iter_mut().filter(|known| known.id == message.id) {
            known.visible_at = now + wait;
        }
    }
}

/// Delivers the messages of a queue, until the run ends.
pub async fn consume(world: Arc<World>, channel: Channel) {
    loop {
        let messages = world.queues.of(channel);
        let batch = messages.receive(&world);
        if batch.is_empty() {
            let now = world.clock.elapsed();
            let wait = messages.next_visible().map_or(Duration::from_hours(24 * 30), |at| at.saturating_sub(now));
            tokio::select! {
                biased;
                () = messages.arrived.notified() => {}
                () = tokio::time::sleep(wait.max(Duration::from_millis(1))) => {}
            }
            continue;
        }
        let failed = deliver(&world, channel, &batch).await;
        for message in &batch {
            let is_failed = failed.as_ref().map_or(true, |failed| failed.contains(&message.id.to_string()));
            world.queues.of(channel).settle(&world, message, is_failed);
        }
    }
}

/// Delivers a batch; returns the ids of the messages to deliver again.
async fn deliver(world: &Arc<World>, channel: Channel, batch: &[Message]) -> Result<Vec<String>, Ended> {
    let label = format!("{} {} x{} of {}", channel.as_str(), batch[0].label, batch[0].receives, batch.len());
    match channel {
        Channel::Uploads => deliver_uploads(world, &label, batch).await,
        Channel::Claims | Channel::Mail => {
            let function = if channel == Channel::Claims { Function::Claims } else { Function::Mailer };
            let event = event_of(batch);
            let (failed, _) = invoke(world, function, &label, |process, context| async move {
                let event = LambdaEvent::new(event, context);
                let response = match &process.handlers {
                    Handlers::Claims(services) => claims::handle(services, event).await,
                    Handlers::Mailer(services) => mailer::handle(services, event).await,
                    _ => Ok(SqsBatchResponse::default()),
                };
                let failures = response.unwrap_or_default().batch_item_failures;
                failures.into_iter().map(|failure| failure.item_identifier).collect()
            })
            .await?;
            Ok(failed)
        }
        Channel::Quarantine => Ok(Vec::new()),
    }
}

/// Delivers the quarantined changes to the outbox again, as an operator does once their cause is gone.
pub async fn redrive(world: &Arc<World>) {
    let quarantined = std::mem::take(&mut world.queues.quarantine.list().1);
    for (number, message) in quarantined.into_iter().enumerate() {
        let changes: Changes = serde_json::from_str(&message.body).unwrap();
        let label = format!("redrive {number} of {}", world.clock.elapsed().as_secs());
        let done = invoke(world, Function::Outbox, &label, |process, context| async move {
            let Handlers::Outbox(services) = &process.handlers else { return false };
            let response = outbox::handle(services, LambdaEvent::new(changes, context)).await;
            response.is_ok_and(|response| response.batch_item_failures.is_empty())
        });
        if !done.await.is_ok_and(|(is_done, _)| is_done) {
            world.queues.quarantine.list().1.push(message);
        }
    }
}

fn event_of(batch: &[Message]) -> SqsEvent {
    let mut event = SqsEvent::default();
    let sqs = |message: &Message| {
        let mut sqs = SqsMessage::default();
        sqs.message_id = Some(message.id.to_string());
        sqs.body = Some(message.body.clone());
        sqs
    };
    event.records = batch.iter().map(sqs).collect();
    event
}

/// Events of the bucket are delivered one by one.
async fn deliver_uploads(world: &Arc<World>, label: &str, batch: &[Message]) -> Result<Vec<String>, Ended> {
    let mut failed = Vec::new();
    for message in batch {
        let event = if message.label.ends_with(SCANNED) { scanned(&message.body) } else { created(&message.body) };
        let notice = serde_json::from_value(event).unwrap();
        let label = format!("{label}: {}", message.label);
        let done = invoke(world, Function::Intake, &label, |process, context| async move {
            let Handlers::Intake(services) = &process.handlers else { return false };
            deliverable_intake::handle(services, LambdaEvent::new(notice, context)).await.is_ok()
        });
        if !done.await.is_ok_and(|(is_done, _)| is_done) {
            failed.push(message.id.to_string());
        }
    }
    Ok(failed)
}

/// The end of the label of an event about a scan.
pub const SCANNED: &str = " scanned";

/// The event of a scan that is over.
fn scanned(key: &str) -> Value {
    json!({"detail": {"s3ObjectDetails": {"objectKey": key}}})
}

/// An `ObjectCreated` event of S3.
fn created(key: &str) -> Value {
    json!({"Records": [{
        "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1", "eventName": "ObjectCreated:Put",
        "eventTime": "2026-11-22T09:00:00Z", "userIdentity": {}, "requestParameters": {}, "responseElements": {},
        "s3": {"bucket": {"name": "deliverables"}, "object": {"key": key, "size": 1}},
    }]})
}
