//! Drills: failures of the whole stack, which tests of single functions cannot show.

use crate::deploy::Stack;
use crate::failure::{Failure, Outcome};
use crate::journey::life;

pub mod crash;
pub mod poison;

/// Returns the stack's output of this name.
fn output<'a>(stack: &'a Stack, name: &str) -> Outcome<&'a str> {
    let found = stack.outputs.get(name).map(String::as_str);
    found.ok_or_else(|| Failure::new(format!("the stack has no output {name}: deploy again with `cargo dev`")))
}
