//! Every command in every state, every rule on its own, and a life at random.

mod amend;
mod commands;
mod extension;
mod files;
mod licensing;
mod matrix;
mod model;
mod redemption;
mod reminders;
mod report;
mod reserve;
mod states;
mod terms;
mod time;
mod unlisted;
pub(crate) mod world;
