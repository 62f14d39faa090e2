//! The other services of a process: queues, the sender of mails and the bucket, each of whose calls may go wrong.

use std::sync::{Arc, Weak};
use std::time::Duration;

use domain::deliverable::{FileType, Observation};
use domain::{Email, Fault as ServiceFault, Notice};
use mail::{Mail, SendError, SendMail, Thread};
use objects::{Inspect, ObjectKey};
use queue::{Changes, Enqueue, Message, RedeemedMessage};

use crate::checks::letters;
use crate::fault::Fault;
use crate::process::Pulse;
use crate::queues::Channel;
use crate::world::World;

fn unavailable(what: &'static str) -> ServiceFault {
    ServiceFault::Unavailable { what, source: "as the simulation decided".into() }
}

/// The time that a call is on its way.
fn way(is_slow: bool, millis: u64) -> Duration {
    Duration::from_millis(if is_slow { 8_000 } else { millis })
}

/// What the calls of a service need.
#[derive(Clone)]
struct Caller {
    world: Weak<World>,
    pulse: Arc<Pulse>,
}

impl Caller {
    fn new(world: &Arc<World>, pulse: &Arc<Pulse>) -> Self {
        Self { world: Arc::downgrade(world), pulse: Arc::clone(pulse) }
    }

    /// Decides on the fault of a call and notes the call.
    fn begin(&self, call: &str, faults: &[Fault]) -> Option<(Arc<World>, Option<Fault>)> {
        let world = self.world.upgrade()?;
        let mut invocation = self.pulse.invocation();
        let fault = world.choose(faults, &mut invocation.dice, |_| true);
        if fault.is_some() {
            invocation.faults += 1;
        }
        let name = fault.map_or("", Fault::as_str);
        world.note(&["call", call, name], format_args!("  #{} {call} {name}", self.pulse.id));
        Some((world, fault))
    }
}

/// A sender to the queues.
#[derive(Clone)]
pub struct Queue(Caller);

impl Queue {
    /// The sender of a process.
    pub fn new(world: &Arc<World>, pulse: &Arc<Pulse>) -> Self {
        Self(Caller::new(world, pulse))
    }

    async fn send(&self, channel: Channel, label: String, body: String) -> Result<(), ServiceFault> {
        let faults = [Fault::QueueRefused, Fault::QueueAnswerLost, Fault::QueueSlow];
        let call = format!("SendMessage {} {label}", channel.as_str());
        let Some((world, fault)) = self.0.begin(&call, &faults) else { return Err(unavailable("queue")) };
        // A task of its own: what was sent arrives, also when its sender dies.
        let arrives = tokio::spawn(async move {
            tokio::time::sleep(way(fault == Some(Fault::QueueSlow), 3)).await;
            if fault != Some(Fault::QueueRefused) {
                world.queues.push(&world, channel, label, body);
            }
        });
        arrives.await.map_err(|_| unavailable("queue"))?;
        tokio::time::sleep(Duration::from_millis(2)).await;
        match fault {
            None | Some(Fault::QueueSlow) => Ok(()),
            Some(_) => Err(unavailable("queue")),
        }
    }
}

impl Enqueue<RedeemedMessage> for Queue {
    async fn enqueue(&self, message: &RedeemedMessage) -> Result<(), ServiceFault> {
        self.send(Channel::Claims, message.voucher.voucher_number.to_string(), message.body()?).await
    }
}

impl Enqueue<Notice> for Queue {
    async fn enqueue(&self, message: &Notice) -> Result<(), ServiceFault> {
        let event = serde_json::to_value(message.event_id()).unwrap();
        self.send(Channel::Mail, event.as_str().unwrap_or_default().to_owned(), message.body()?).await
    }
}

impl Enqueue<Changes> for Queue {
    async fn enqueue(&self, message: &Changes) -> Result<(), ServiceFault> {
        self.send(Channel::Quarantine, "change".to_owned(), message.body()?).await
    }
}

/// A sender of mails.
#[derive(Clone)]
pub struct Mailer(Caller);

impl Mailer {
    /// The sender of a process.
    pub fn new(world: &Arc<World>, pulse: &Arc<Pulse>) -> Self {
        Self(Caller::new(world, pulse))
    }
}

impl SendMail for Mailer {
    async fn send(&self, to: &Email, mail: &Mail, _: &Thread) -> Result<(), SendError> {
        let faults =
            [Fault::MailThrottled, Fault::MailNotSent, Fault::MailAnswerLost, Fault::MailRefused, Fault::MailSlow];
        let unknown = || SendError::Unknown(unavailable("mail"));
        let call = format!("SendEmail {to}");
        let Some((world, fault)) = self.0.begin(&call, &faults) else { return Err(unknown()) };
        let key = self.0.pulse.invocation().mails.last().cloned().unwrap_or_default();
        letters::check(&world, &key, to, mail);
        let mail = key;
        let is_sent = !matches!(fault, Some(Fault::MailThrottled | Fault::MailNotSent | Fault::MailRefused));
        if fault == Some(Fault::MailRefused) {
            world.book().letters.refused.insert(mail.clone());
        }
        if is_sent {
            self.0.pulse.invocation().sends.push(mail.clone());
        }
        if fault == Some(Fault::MailAnswerLost) {
            world.book().letters.excuse(mail.clone());
        }
        let arrives = tokio::spawn(async move {
            tokio::time::sleep(way(fault == Some(Fault::MailSlow), 5)).await;
            if is_sent {
                world.book().letters.sent(mail);
            }
        });
        arrives.await.map_err(|_| unknown())?;
        match fault {
            None | Some(Fault::MailSlow) => Ok(()),
            Some(Fault::MailRefused) => Err(SendError::Refused { code: "MessageRejected".to_owned() }),
            Some(Fault::MailThrottled) => Err(SendError::Throttled),
            Some(Fault::MailNotSent) => Err(SendError::NotSent(unavailable("mail"))),
            Some(_) => Err(unknown()),
        }
    }
}

/// The bucket.
#[derive(Clone)]
pub struct Bucket(Caller);

impl Bucket {
    /// The bucket as a process sees it.
    pub fn new(world: &Arc<World>, pulse: &Arc<Pulse>) -> Self {
        Self(Caller::new(world, pulse))
    }
}

impl Inspect for Bucket {
    async fn inspect(&self, key: &ObjectKey, announced: FileType) -> Result<Option<Observation>, ServiceFault> {
        let call = format!("HeadObject {key}");
        let faults = [Fault::BucketRefused, Fault::BucketSlow];
        let Some((world, fault)) = self.0.begin(&call, &faults) else { return Err(unavailable("bucket")) };
        tokio::time::sleep(way(fault == Some(Fault::BucketSlow), 6)).await;
        if fault == Some(Fault::BucketRefused) {
            return Err(unavailable("bucket"));
        }
        world.bucket.inspect(key, announced).await
    }
}
