//! Poison among the claims: messages nobody can read end in the dead letters, after five tries, and stop nobody.

use super::{life, output};
use crate::clock;
use crate::cloud_clients::queue;
use crate::deploy::Stack;
use crate::failure::{During, Failure, Outcome};
use crate::program::Program;
use crate::settings::Settings;
use domain::VoucherNumber;
use serde_json::json;

const GOOD: usize = 18;
const POISON: [&str; 2] = ["this is not JSON", r#"{"type":"voucher.redeemed","days":"five"}"#];

/// Sends every good message twice with the poison in between; one claim each, and the poison in the dead letters.
pub async fn poison(settings: &Settings) -> Outcome<()> {
    let stack = Stack::known(settings)?;
    let program = Program::new(settings, &stack)?;
    let claims = queue(settings, output(&stack, "ClaimsQueueUrl")?);
    let dead = queue(settings, output(&stack, "ClaimsDeadLettersUrl")?);
    let before = dead.depth().await.during("count the dead letters")?;
    let numbers = numbers()?;
    let mut bodies: Vec<String> = numbers.iter().chain(numbers.iter().rev()).map(body).collect();
    for (no, poison) in POISON.iter().enumerate() {
        bodies.insert(no * 7 + 3, (*poison).to_owned());
    }
    for body in &bodies {
        claims.send(body).await.during("send a message")?;
    }
    for number in &numbers {
        life::eventually("a claim", async || program.table.claim(number).await.during("read a claim")).await?;
    }
    let wanted = before.saturating_add(2);
    let arrived = async || {
        let depth = dead.depth().await.during("count the dead letters")?;
        Ok((depth >= wanted).then_some(depth))
    };
    let depth = life::eventually("the poison among the dead letters", arrived).await?;
    if depth > wanted {
        return Err(Failure::new(format!("{depth} dead letters where {wanted} were expected")));
    }
    println!("{GOOD} claims from {} messages; {} poisonous ones among the dead letters", bodies.len(), POISON.len());
    Ok(())
}

fn numbers() -> Outcome<Vec<VoucherNumber>> {
    let run = clock::now().as_millisecond();
    (0..GOOD).map(|no| VoucherNumber::parse(&format!("SA-P{run}-{no:02}")).during("make a number")).collect()
}

fn body(number: &VoucherNumber) -> String {
    json!({
        "type": "voucher.redeemed", "voucher_number": number, "company_id": "P-1", "location_id": "L-1",
        "country": "TW", "program": "DDPS", "days": 5, "redeemed_at": clock::now(), "rev": 9,
    })
    .to_string()
}
