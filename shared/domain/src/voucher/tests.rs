//! Tests: every command in every state, every rule alone, and random command sequences against a model.

mod amend;
mod amend_dates;
mod commands;
mod correction;
mod extension;
mod files;
mod licensing;
mod matrix;
mod model;
mod redemption;
mod reminders;
mod report;
mod report_checks;
mod reserve;
mod states;
mod terms;
mod time;
mod unlisted;
pub(crate) mod world;
