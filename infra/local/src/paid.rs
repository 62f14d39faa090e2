//! Payment requests of the sample company that are paid, for the pages that show payments.

use std::time::Duration;

use crate::clock;
use crate::failure::{Failure, Outcome};
use crate::invoice;
use crate::program::{Program, at};
use crate::token::Holder;
use api::Role;
use domain::{ClaimId, VoucherNumber};
use reqwest::Method;
use serde_json::{Value, json};

/// How often a claim is asked for before it must exist, and the time between two attempts.
const ATTEMPTS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(200);

/// Submits, approves and pays the claims of redeemed vouchers of the sample company.
pub async fn pay(program: &Program, numbers: &[String]) -> Outcome<()> {
    for number in numbers {
        let number = VoucherNumber::parse(number).map_err(|error| Failure::new(format!("{number}: {error}")))?;
        let claim = ClaimId::of(&number);
        let amount = amount(program, &claim).await?;
        let partner = Holder::with_role(Role::Incentives, None);
        let invoice_number = format!("INV-{number}");
        invoice::upload(program, &partner, &invoice_number).await?;
        command(program, &partner, &claim, "submit", &json!({"invoice_number": invoice_number})).await?;
        for step in ["review", "approve"] {
            command(program, &Holder::operations(), &claim, step, &Value::Null).await?;
        }
        for kind in ["scheduled", "sent"] {
            program.payer(&report(&claim, kind, &amount)).await?.expect(200)?;
        }
    }
    Ok(())
}

/// The amount of a claim, as soon as the queue has made it.
async fn amount(program: &Program, claim: &ClaimId) -> Outcome<Value> {
    let path = format!("payment-request/claims/{claim}");
    let reader = Holder::with_role(Role::Incentives, None);
    for _ in 0..ATTEMPTS {
        let answer = program.call(&reader, Method::GET, &path, &Value::Null).await?;
        if answer.status == 200 {
            return Ok(at(&answer.body, "/amount").clone());
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(Failure::new(format!("{claim} was not created")))
}

async fn command(program: &Program, by: &Holder, claim: &ClaimId, step: &str, body: &Value) -> Outcome<()> {
    let path = format!("payment-request/claims/{claim}/{step}");
    program.call(by, Method::POST, &path, body).await?.expect(200).map(drop)
}

fn report(claim: &ClaimId, kind: &str, amount: &Value) -> Value {
    let data = json!({"claim_id": claim, "payment_id": format!("PAY-{claim}"), "amount": amount, "at": clock::now()});
    json!({"type": format!("payment.{kind}"), "data": data})
}
