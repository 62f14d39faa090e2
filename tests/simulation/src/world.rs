//! The state of a run, which all its parts share.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use domain::catalog::Catalog;
use jiff::Timestamp;
use objects::Objects;
use testkit::MemoryBucket;

use crate::book::Book;
use crate::clock::VirtualClock;
use crate::dice::Dice;
use crate::fault::Fault;
use crate::invariant::{Invariant, Violation};
use crate::known;
use crate::process::Processes;
use crate::queues::Queues;
use crate::setting::Setting;
use crate::store::{Store, Written};
use crate::stream::Stream;
use crate::tally::{Tally, add};
use crate::trace::{Trace, shown};

/// The state of a run.
pub struct World {
    /// What is played.
    pub setting: Setting,
    /// The clock.
    pub clock: VirtualClock,
    /// The programs.
    pub catalog: Catalog,
    /// The stream of the table.
    pub stream: Stream,
    /// The queues.
    pub queues: Queues,
    /// The uploaded files.
    pub bucket: MemoryBucket,
    /// The signer of uploads. It remembers its credentials, so each run has its own.
    pub objects: Objects,
    store: Mutex<Store>,
    processes: Mutex<Processes>,
    book: Mutex<Book>,
    tally: Mutex<Tally>,
    trace: Mutex<Trace>,
    violation: Mutex<Option<Violation>>,
    is_quiet: AtomicBool,
    step: AtomicUsize,
    requests: AtomicU64,
    /// The number of steps and uploads under way.
    pub under_way: AtomicUsize,
}

impl World {
    /// A world with an empty table. No fault occurs while it is quiet.
    pub fn new(setting: Setting, catalog: Catalog, keeps_trace: bool) -> Arc<Self> {
        let clock = VirtualClock::starting_at(setting.start);
        Arc::new(Self {
            clock,
            catalog,
            stream: Stream::default(),
            queues: Queues::default(),
            bucket: MemoryBucket::default(),
            objects: Objects::new(crate::client::aws().s3(), "deliverables"),
            store: Mutex::new(Store::new(clock)),
            processes: Mutex::default(),
            book: Mutex::default(),
            tally: Mutex::default(),
            trace: Mutex::new(Trace::new(keeps_trace)),
            violation: Mutex::default(),
            is_quiet: AtomicBool::new(true),
            step: AtomicUsize::new(0),
            requests: AtomicU64::new(0),
            under_way: AtomicUsize::new(0),
            setting,
        })
    }

    /// The table.
    pub fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap()
    }

    /// The played processes.
    pub fn processes(&self) -> MutexGuard<'_, Processes> {
        self.processes.lock().unwrap()
    }

    /// What callers were told.
    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap()
    }

    /// The counts.
    pub fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap()
    }

    /// The trace.
    pub fn trace(&self) -> MutexGuard<'_, Trace> {
        self.trace.lock().unwrap()
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Adds a line to the trace.
    pub fn note(&self, values: &[&str], text: std::fmt::Arguments<'_>) {
        self.trace().add(self.clock.elapsed(), values, text);
    }

    /// True while no fault occurs.
    pub fn is_quiet(&self) -> bool {
        self.is_quiet.load(Ordering::Relaxed)
    }

    /// Lets faults occur, or not.
    pub fn set_quiet(&self, is_quiet: bool) {
        self.is_quiet.store(is_quiet, Ordering::Relaxed);
    }

    /// The number of the last step that began.
    pub fn step(&self) -> usize {
        self.step.load(Ordering::Relaxed)
    }

    /// Begins a step.
    pub fn begin_step(&self, step: usize) {
        self.step.store(step, Ordering::Relaxed);
    }

    /// A number that no other request of the run has.
    pub fn next_request(&self) -> u64 {
        self.requests.fetch_add(1, Ordering::Relaxed)
    }

    /// True when the dice choose this fault now; it is counted.
    pub fn plays(&self, fault: Fault, dice: &mut Dice) -> bool {
        let is_played = self.draws(fault, dice);
        if is_played {
            self.tally().fault(fault);
        }
        is_played
    }

    /// True when the dice choose this fault now; it is not counted, because it may show later or never.
    pub fn draws(&self, fault: Fault, dice: &mut Dice) -> bool {
        dice.chance(self.setting.rates.rate(fault)) && !self.is_quiet()
    }

    /// The first of these faults that the dice choose now, if it can happen; it is counted.
    pub fn choose(&self, faults: &[Fault], dice: &mut Dice, can_happen: impl Fn(Fault) -> bool) -> Option<Fault> {
        let chosen = self.setting.rates.choose(faults, dice).filter(|fault| !self.is_quiet() && can_happen(*fault));
        if let Some(fault) = chosen {
            self.tally().fault(fault);
        }
        chosen
    }

    /// Records a check, and the violation if it failed. The first violation of a run counts.
    pub fn check(&self, invariant: Invariant, holds: bool, detail: impl FnOnce() -> String) {
        self.tally().checked(invariant.as_str(), 1);
        if !holds {
            self.violate(invariant, detail());
        }
    }

    /// Records a violation. The first one counts; a known one is only counted.
    pub fn violate(&self, invariant: Invariant, detail: String) {
        self.note(&["violation", invariant.as_str()], format_args!("violation of {}: {detail}", invariant.as_str()));
        let found = Violation { invariant, detail, step: self.step(), at: shown(self.clock.elapsed()) };
        if let Some(known) = known::of(&found) {
            add(&mut self.tally().known, known.name, 1);
            return;
        }
        self.violation.lock().unwrap().get_or_insert(found);
    }

    /// The violation, if there is one.
    pub fn violation(&self) -> Option<Violation> {
        self.violation.lock().unwrap().clone()
    }

    /// Checks the changes of a call, and passes them to the stream.
    pub fn wrote(&self, written: &[Written]) {
        for written in written {
            crate::checks::writes::check(self, written);
            self.stream.push(self, written);
        }
    }
}
