//! Drills: what only shows on the whole stack, because it is about the parts between our functions.

use crate::deploy::Stack;
use crate::failure::{Failure, Outcome};
use crate::journey::life;

pub mod crash;
pub mod poison;

/// The stack's output of this name.
fn output<'a>(stack: &'a Stack, name: &str) -> Outcome<&'a str> {
    let found = stack.outputs.get(name).map(String::as_str);
    found.ok_or_else(|| Failure::new(format!("the stack has no output {name}")))
}
