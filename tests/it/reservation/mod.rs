//! `reservation`: validate, reserve, change, notify, cancel.

mod manage;
mod reserve;
