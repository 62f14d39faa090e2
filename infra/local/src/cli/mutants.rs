//! The arguments of `cargo dev mutants`.

use clap::{Args, ValueEnum};

/// The arguments of `cargo dev mutants`.
#[derive(Args, Debug)]
pub struct MutantsArgs {
    /// The code to change.
    pub code: Mutated,
    /// Every N-th change, from the K-th on, counted from 0. [default: all]
    #[arg(long, value_name = "K/N", value_parser = shard)]
    pub shard: Option<String>,
}

/// The code that `cargo dev mutants` changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Mutated {
    /// The rules of the program.
    Domain,
    /// Reading and writing the table.
    Table,
    /// The functions.
    Handlers,
}

impl Mutated {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Table => "table",
            Self::Handlers => "handlers",
        }
    }
}

/// Parses the number of a part and the number of parts.
fn shard(text: &str) -> Result<String, String> {
    let numbers = text.split_once('/').and_then(|(part, parts)| Some((part.parse().ok()?, parts.parse().ok()?)));
    let valid = numbers.is_some_and(|(part, parts): (u32, u32)| part < parts);
    if valid { Ok(text.to_owned()) } else { Err("expected K/N with K below N, for example 0/8".to_owned()) }
}
