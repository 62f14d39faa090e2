//! What the scheduled functions share: what they are told ([`Order`]), the loop over what is due ([`Sweep`]), and what
//! became of it ([`Swept`]).
//!
//! A sweep reads the due index from its beginning up to the day it is for. What is dealt with leaves the index by that
//! very write, so a sweep that is killed, late or run twice finds exactly what is left to do. Only what cannot be dealt
//! with stays, is reported every time, and never stands in the way of the rest: a sweep that runs out of time keeps its
//! place and the next one begins there.

mod error;
mod order;
mod run;

pub use api::Payload;
pub use error::SweepError;
pub use order::{InvalidRequest, Order};
pub use run::{Failed, Sweep, Swept};
