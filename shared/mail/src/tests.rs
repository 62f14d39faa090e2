//! Every letter as it is sent, and the rules that hold for all of them.

mod golden;
mod rules;
mod samples;
