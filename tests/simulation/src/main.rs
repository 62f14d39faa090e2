//! The whole program under faults, in one process and one thread a seed, repeatable from the seed.
//!
//! It plays every function of the product over an in-memory table, with the SDK's own client, as production configures
//! it, in virtual time. A seed decides on everything: the first day, the commands of all people and systems, every
//! fault of every call, the death of a process between any two awaits, the delay of every message. Checks run at every
//! write and answer, and over the whole state at the end, when faults have stopped and everything has been delivered.
//!
//! | module | content |
//! |---|---|
//! | `setting`, `fault`, `dice` | what a seed plays |
//! | `clock`, `process`, `client`, `services`, `functions` | virtual time; processes, their clients and their calls |
//! | `store`, `stream`, `queues` | the table with indexes that lag, its stream, and the queues |
//! | `front`, `cast`, `actors` | requests and their retries; who acts, and how |
//! | `book`, `checks`, `invariant`, `known` | what callers were told; what must hold; what is known not to |
//! | `run`, `shrink`, `cli`, `report`, `expected` | playing seeds, shrinking a violation, the command line |
//!
//! # Reading a violation
//!
//! `violation: <invariant> seed <N>` names what did not hold (the doc comment of `Invariant`) and the seed that shows
//! it. The lines after it say what was found, and then the fewest steps, actors and faults that still show it, with the
//! end of that trace: each line has the virtual time since the start. `--seed N --trace` prints the whole trace:
//! requests with their answers, invocations with the number of their process, every call with its fault, every write
//! with its revision.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "a simulation that cannot go on should stop at once"
)]

mod actors;
mod book;
mod cast;
mod checks;
mod cli;
mod client;
mod clock;
mod dice;
mod expected;
mod fault;
mod front;
mod functions;
mod invariant;
mod item;
mod known;
mod names;
mod process;
mod queues;
mod report;
mod run;
mod services;
mod setting;
mod shrink;
mod store;
mod stream;
mod tally;
mod trace;
mod world;

/// With the allocator of the system the same seeds take a quarter longer.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    host::metrics::redirect(|_, _, _| {});
    cli::main()
}
