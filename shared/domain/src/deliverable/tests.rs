//! Tests: announcement of files and check of uploads.

mod arrival;
mod types;
