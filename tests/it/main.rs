//! One binary for all tests across functions.

mod infra;
mod life;
