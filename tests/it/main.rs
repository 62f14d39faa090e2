//! One binary for all tests across functions.

mod life;
