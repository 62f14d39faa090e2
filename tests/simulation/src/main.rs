//! The whole programme under faults.
fn main() {}
