//! Every command in every status, the conditions of a term, and the changes by time.

mod matrix;
mod random;
mod reminders;
mod renewal;
mod suspension;
mod terms;
mod time;
mod world;
