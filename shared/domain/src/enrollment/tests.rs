//! Every command in every status, what a term rests on, and what time alone does.

mod matrix;
mod random;
mod reminders;
mod renewal;
mod suspension;
mod terms;
mod time;
mod world;
