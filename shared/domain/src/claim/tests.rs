//! Tests: every command in every status, rules of submission and approval, the calendar, and payment reports.

mod checks;
mod codes;
mod comments;
mod life;
mod matrix;
mod payments;
mod payments_at_random;
mod pricing;
mod redeemed;
mod review;
mod same_file;
mod submission;
mod time;
mod world;
