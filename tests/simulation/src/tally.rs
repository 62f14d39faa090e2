//! What was played and checked, counted by name.

use std::collections::BTreeMap;

use crate::fault::Fault;

/// The counts of a run, or of many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The seeds.
    pub seeds: u64,
    /// Commands and reads of people and systems, retries not counted.
    pub commands: u64,
    /// Days of virtual time.
    pub days: u64,
    /// Calls to the table.
    pub calls: u64,
    /// Faults by name.
    pub faults: BTreeMap<&'static str, u64>,
    /// Checks of each invariant.
    pub checks: BTreeMap<&'static str, u64>,
    /// Answers with success, by operation.
    pub operations: BTreeMap<&'static str, u64>,
    /// Requests, by operation.
    pub requests: BTreeMap<&'static str, u64>,
    /// Reasons of refusals, by code.
    pub refusals: BTreeMap<String, u64>,
    /// Events of aggregates, by type.
    pub events: BTreeMap<String, u64>,
    /// Known shortcomings that showed, by name.
    pub known: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Counts a fault.
    pub fn fault(&mut self, fault: Fault) {
        add(&mut self.faults, fault.as_str(), 1);
    }

    /// Counts checks of an invariant.
    pub fn checked(&mut self, invariant: &'static str, times: u64) {
        add(&mut self.checks, invariant, times);
    }

    /// Adds the counts of another run.
    pub fn merge(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.commands += other.commands;
        self.days += other.days;
        self.calls += other.calls;
        for (into, from) in [
            (&mut self.faults, &other.faults),
            (&mut self.checks, &other.checks),
            (&mut self.operations, &other.operations),
            (&mut self.requests, &other.requests),
            (&mut self.known, &other.known),
        ] {
            for (name, count) in from {
                add(into, name, *count);
            }
        }
        for (into, from) in [(&mut self.refusals, &other.refusals), (&mut self.events, &other.events)] {
            for (name, count) in from {
                *into.entry(name.clone()).or_default() += count;
            }
        }
    }
}

/// Adds to a count.
pub fn add(counts: &mut BTreeMap<&'static str, u64>, name: &'static str, count: u64) {
    *counts.entry(name).or_default() += count;
}
