//! `cargo dev openapi`: writes the OpenAPI contract, generated from the endpoints.
//!
//! The generator is a test, because tests have all functions in one process. Without [`WRITE`] the same test compares
//! the committed file with the endpoints.

use crate::failure::{During, Failure, Outcome};
use crate::nested;
use crate::settings::Settings;

const TEST: [&str; 8] =
    ["test", "--workspace", "--locked", "--quiet", "--test", "it", "--", "document::the_committed_document"];
/// The variable that makes the test write the file.
const WRITE: &str = "WRITE_CONTRACT";

/// Writes `functions/openapi.json`.
pub fn write(settings: &Settings) -> Outcome<()> {
    let mut cargo = nested::cargo();
    let made = cargo.current_dir(&settings.root).args(TEST).env(WRITE, "1").output().during("run cargo")?;
    if made.status.success() {
        println!("functions/openapi.json is up to date with the endpoints");
        return Ok(());
    }
    let printed = String::from_utf8_lossy(&made.stderr);
    Err(Failure::new(format!("cannot write functions/openapi.json: {}\n{}", made.status, printed.trim())))
}
