//! `cargo dev openapi`: writes the published contract, which the endpoints themselves make.
//!
//! It is made where all functions are in one process: by the test that also holds the committed file against it.

use crate::failure::{During, Failure, Outcome};
use crate::nested;
use crate::settings::Settings;

const TEST: [&str; 8] =
    ["test", "--workspace", "--locked", "--quiet", "--test", "it", "--", "document::the_committed_document"];
/// Tells the test to write the file.
const WRITE: &str = "WRITE_CONTRACT";

/// Writes `functions/openapi.json`.
pub fn write(settings: &Settings) -> Outcome<()> {
    let mut cargo = nested::cargo();
    let made = cargo.current_dir(&settings.root).args(TEST).env(WRITE, "1").output().during("run cargo")?;
    if made.status.success() {
        println!("functions/openapi.json is what the endpoints say");
        return Ok(());
    }
    let said = String::from_utf8_lossy(&made.stderr);
    Err(Failure::new(format!("the contract could not be made: {}\n{}", made.status, said.trim())))
}
