//! The processes of the functions. A process serves one invocation at a time, has clients and a clock of its own, and
//! may die between any two awaits; the next invocation then gets a new one.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Duration;

use jiff::SignedDuration;
use lambda_http::Context as LambdaContext;

use crate::client;
use crate::dice::Dice;
use crate::fault::Fault;
use crate::functions::{Function, Handlers};
use crate::item::{Key, text};
use crate::world::World;

/// The most by which the clock of a process is off, in seconds.
const SKEW_MAX: i64 = 100;

/// The idle processes of every function.
#[derive(Default)]
pub struct Processes {
    idle: BTreeMap<Function, Vec<Arc<Process>>>,
    born: u64,
}

impl Processes {
    /// Ends all processes.
    pub fn end(&mut self) {
        self.idle.clear();
    }
}

/// A process.
pub struct Process {
    /// Its handlers.
    pub handlers: Handlers,
    /// Its table.
    pub table: table::Table,
    /// What its calls belong to.
    pub pulse: Arc<Pulse>,
}

/// The part of a process that its clients know.
pub struct Pulse {
    /// The number of the process.
    pub id: u64,
    /// By how much its clock is ahead.
    pub skew: SignedDuration,
    invocation: Mutex<Invocation>,
}

/// An invocation.
pub struct Invocation {
    /// What is invoked, in the trace.
    pub label: String,
    /// The dice of its faults.
    pub dice: Dice,
    /// The number of its calls that failed.
    pub faults: u32,
    /// True when it stored the answer of its idempotency key.
    pub stored_answer: bool,
    /// True when it read the item that cannot be read.
    pub read_unreadable: bool,
    /// The keys of the mails that it locked.
    pub mails: Vec<String>,
    /// The keys of the mails that it may have sent.
    pub sends: Vec<String>,
    /// The number of its writes of mails that failed.
    pub mail_faults: u32,
    /// The keys of the items whose conditional write failed.
    pub lost: Vec<Key>,
    /// True when it has ended; a call of it may still arrive.
    pub is_over: bool,
}

/// The process ended before the invocation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended;

impl Pulse {
    /// The present or last invocation.
    pub fn invocation(&self) -> MutexGuard<'_, Invocation> {
        self.invocation.lock().unwrap()
    }
}

/// Runs an invocation in an idle process or a new one. `label` is the same whatever else is played: its faults follow
/// from it.
///
/// # Errors
/// [`Ended`] when the process died or ran out of time.
pub async fn invoke<T, F>(
    world: &Arc<World>,
    function: Function,
    label: &str,
    work: impl FnOnce(Arc<Process>, LambdaContext) -> F,
) -> Result<(T, Arc<Process>), Ended>
where
    F: Future<Output = T> + Send,
{
    let mut dice = Dice::of(world.setting.seed, label);
    let end = world.setting.rates.choose(&[Fault::Crash, Fault::Overtime], &mut dice);
    let end = end.map(|fault| End { polls: 1 + dice.below(function.polls()), hangs: fault == Fault::Overtime });
    let process = take(world, function, &mut dice);
    *process.pulse.invocation() = Invocation { dice, ..Invocation::of(label) };
    world.note(&["invoke", label], format_args!("{} #{} invoked: {label}", function.as_str(), process.pulse.id));
    let limit = Duration::from_secs(function.timeout_seconds());
    let mut context = LambdaContext::default();
    let deadline = world.now() + process.pulse.skew + SignedDuration::try_from(limit).unwrap();
    context.deadline = u64::try_from(deadline.as_millisecond()).unwrap_or_default();
    context.request_id = format!("request-{label}");
    let end = end.filter(|_| !world.is_quiet());
    let mortal = Mortal { future: Some(Box::pin(work(Arc::clone(&process), context))), end };
    let fault = match tokio::time::timeout(limit, mortal).await {
        Ok(Some(done)) => {
            note_mails(world, &process.pulse, false);
            world.processes().idle.entry(function).or_default().push(Arc::clone(&process));
            return Ok((done, process));
        }
        Ok(None) => Fault::Crash,
        Err(_) => Fault::Overtime,
    };
    world.tally().fault(fault);
    let id = process.pulse.id;
    world.note(&["ended", label], format_args!("{} #{id} ended: {}", function.as_str(), fault.as_str()));
    note_mails(world, &process.pulse, true);
    Err(Ended)
}

/// Notes which mails may be sent again: those that were sent without a stored result, because the process died or the
/// write failed; and which may stay unsent when they are out of date at the next try.
fn note_mails(world: &World, pulse: &Pulse, died: bool) {
    let mut invocation = pulse.invocation();
    invocation.is_over = true;
    let (mails, sends) = (std::mem::take(&mut invocation.mails), std::mem::take(&mut invocation.sends));
    if died || invocation.faults > 0 {
        world.book().letters.failed.extend(mails);
    }
    for mail in sends {
        let is_stored = world.store().find(&mail, "M").is_some_and(|item| text(item, "outcome") == "sent");
        if !is_stored && (died || invocation.mail_faults > 0) {
            world.book().letters.excuse(mail);
        }
    }
}

/// An idle process, or a new one.
fn take(world: &Arc<World>, function: Function, dice: &mut Dice) -> Arc<Process> {
    let mut processes = world.processes();
    if let Some(idle) = processes.idle.entry(function).or_default().pop() {
        return idle;
    }
    processes.born += 1;
    let id = processes.born;
    let is_off = world.plays(Fault::Skew, dice);
    let seconds = if is_off { dice.between(-SKEW_MAX, SKEW_MAX) } else { 0 };
    let skew = SignedDuration::from_secs(seconds);
    let pulse = Pulse { id, skew, invocation: Mutex::new(Invocation::of("start")) };
    let pulse = Arc::new(pulse);
    let table = table::Table::new(client::dynamodb(world, &pulse), crate::store::TABLE);
    Arc::new(Process { handlers: Handlers::new(world, function, table.clone(), &pulse), table, pulse })
}

impl Invocation {
    fn of(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            dice: Dice::of(0, label),
            faults: 0,
            stored_answer: false,
            read_unreadable: false,
            mails: Vec::new(),
            sends: Vec::new(),
            mail_faults: 0,
            lost: Vec::new(),
            is_over: false,
        }
    }
}

/// How an invocation ends early.
#[derive(Clone, Copy, Debug)]
struct End {
    /// The polls before it.
    polls: u64,
    /// True when the process hangs until its time is over, false when it dies.
    hangs: bool,
}

/// A future that may end early, with all that it holds.
struct Mortal<F> {
    future: Option<Pin<Box<F>>>,
    end: Option<End>,
}

impl<F: Future> Future for Mortal<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.end {
            Some(End { polls: 0, hangs: true }) => return Poll::Pending,
            Some(End { polls: 0, hangs: false }) => self.future = None,
            Some(end) => end.polls -= 1,
            None => {}
        }
        match &mut self.future {
            None => Poll::Ready(None),
            Some(future) => future.as_mut().poll(context).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Polls a future that is ready after three polls, and says how often it was polled.
    async fn polled(end: Option<End>) -> (Result<Option<()>, tokio::time::error::Elapsed>, u32) {
        let mut polls = 0;
        let work = std::future::poll_fn(|context| {
            polls += 1;
            context.waker().wake_by_ref();
            if polls > 3 { Poll::Ready(()) } else { Poll::Pending }
        });
        let mortal = Mortal { future: Some(Box::pin(work)), end };
        let ended = tokio::time::timeout(Duration::from_secs(15), mortal).await;
        (ended, polls)
    }

    #[tokio::test(start_paused = true)]
    async fn a_process_ends_its_work_dies_within_it_or_hangs_until_its_time_is_over() {
        assert_eq!(polled(None).await, (Ok(Some(())), 4));
        assert_eq!(polled(Some(End { polls: 9, hangs: true })).await, (Ok(Some(())), 4), "it was done before");
        assert_eq!(polled(Some(End { polls: 2, hangs: false })).await, (Ok(None), 2));
        let (ended, polls) = polled(Some(End { polls: 2, hangs: true })).await;
        assert!(ended.is_err() && polls == 2, "{ended:?} after {polls} polls");
    }
}
