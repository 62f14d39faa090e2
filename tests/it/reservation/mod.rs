//! `reservation`: validate, reserve, change, notify, cancel.

mod change;
mod reserve;
mod terms;
