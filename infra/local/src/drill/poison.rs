//! The poison drill: unreadable messages and unreadable table changes end in dead-letter queues and do not block
//! others. Messages go there after five receives, changes at once (DECISIONS.md 34, 38).

use super::{life, output};
use crate::cloud_clients::queue;
use crate::deploy::Stack;
use crate::failure::{During, Failure, Outcome, ensure};
use crate::program::Program;
use crate::seed::{self, Stage};
use crate::settings::Settings;
use crate::{clock, front, sigv4};
use domain::VoucherNumber;
use queue::{Message, Queue, RedeemedMessage};
use serde_json::{Value, json};

const GOOD: usize = 18;
const POISON: [&str; 2] = ["this is not JSON", r#"{"type":"voucher.redeemed","days":"five"}"#];

/// Runs both parts of the drill.
pub async fn poison(settings: &Settings) -> Outcome<()> {
    let stack = Stack::load(settings)?;
    let program = Program::new(settings, &stack)?;
    poison_claims_queue(settings, &stack, &program).await?;
    poison_stream(settings, &stack, &program).await
}

/// Redeems vouchers and sends the message of each twice more, with unreadable messages in between. Each voucher gets
/// one claim; the unreadable messages go to the dead-letter queue.
async fn poison_claims_queue(settings: &Settings, stack: &Stack, program: &Program) -> Outcome<()> {
    let claims = queue(settings, output(stack, "ClaimsQueueUrl")?);
    let dead = queue(settings, output(stack, "ClaimsDeadLettersUrl")?);
    let before = dead.depth().await.during("count the dead letters")?;
    let numbers = numbers()?;
    let created = numbers.iter().map(|number| (number.to_string(), Stage::Redeemed)).collect();
    seed::create_vouchers(&program.table, created).await?;
    let mut bodies = messages(program, &numbers).await?;
    bodies.extend(bodies.clone().into_iter().rev());
    for (no, poison) in POISON.iter().enumerate() {
        bodies.insert(no * 7 + 3, (*poison).to_owned());
    }
    for body in &bodies {
        claims.send(body).await.during("send a message")?;
    }
    for number in &numbers {
        life::eventually("a claim", async || program.table.claim(number).await.during("read a claim")).await?;
    }
    wait_for_dead_letters(&dead, before.saturating_add(2)).await?;
    println!("{} messages: {GOOD} claims, {} unreadable ones dead-lettered", bodies.len(), POISON.len());
    Ok(())
}

/// Writes an unreadable voucher between two valid ones. The valid ones get their history; the change of the unreadable
/// one is quarantined.
async fn poison_stream(settings: &Settings, stack: &Stack, program: &Program) -> Outcome<()> {
    let dead = queue(settings, output(stack, "OutboxDeadLettersUrl")?);
    let before = dead.depth().await.during("count the dead letters")?;
    let run = clock::now().as_millisecond();
    let (first, poison, last) = (format!("SA-Q{run}-1"), format!("SA-Q{run}-2"), format!("SA-Q{run}-3"));
    let key = json!({"pk": {"S": format!("V#{poison}")}, "sk": {"S": "V"}});
    let mut item = key.clone();
    if let Some(attributes) = item.as_object_mut() {
        attributes.insert("rev".to_owned(), json!({"N": "1"}));
        attributes.insert("days".to_owned(), json!({"S": "five"}));
    }
    let table = output(stack, "TableName")?;
    program.webhook(&life::assigned(&first, 1)).await?.expect(201)?;
    write(settings, "PutItem", &json!({"TableName": table, "Item": item})).await?;
    program.webhook(&life::assigned(&last, 1)).await?.expect(201)?;
    for number in [first, last] {
        let number = VoucherNumber::parse(&number).during("read a number")?;
        let history = async || {
            let lines = program.table.history(&number).await.during("read the history")?.0;
            Ok(Some(lines).filter(|lines| !lines.is_empty()))
        };
        life::eventually("the history of a valid voucher", history).await?;
    }
    wait_for_dead_letters(&dead, before.saturating_add(1)).await?;
    write(settings, "DeleteItem", &json!({"TableName": table, "Key": key})).await?;
    println!("an unreadable change between two valid ones was quarantined");
    Ok(())
}

/// Waits until the queue has at least `wanted` messages; fails if it has more.
async fn wait_for_dead_letters(dead: &Queue, wanted: u32) -> Outcome<()> {
    let poll = async || {
        let depth = dead.depth().await.during("count the dead letters")?;
        Ok((depth >= wanted).then_some(depth))
    };
    let depth = life::eventually("the unreadable message in the dead-letter queue", poll).await?;
    ensure(depth == wanted, || format!("{depth} dead letters, expected {wanted}"))
}

/// Calls DynamoDB directly, because the table's own code writes no unreadable item.
async fn write(settings: &Settings, operation: &str, request: &Value) -> Outcome<()> {
    let client = front::client()?;
    let request_builder = client
        .post(settings.cloud_url())
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
        .body(request.to_string());
    let answer = client.execute(sigv4::signed(request_builder, "dynamodb", clock::now())?).await;
    let answer = answer.and_then(reqwest::Response::error_for_status);
    answer.map(drop).during(format_args!("call {operation} of DynamoDB"))
}

fn numbers() -> Outcome<Vec<VoucherNumber>> {
    let run = clock::now().as_millisecond();
    (0..GOOD).map(|no| VoucherNumber::parse(&format!("SA-P{run}-{no:02}")).during("make a number")).collect()
}

/// The queue messages of redeemed vouchers, as the outbox publishes them.
async fn messages(program: &Program, numbers: &[VoucherNumber]) -> Outcome<Vec<String>> {
    let stored = program.table.vouchers(numbers).await.during("read the vouchers")?;
    let message = |number: &VoucherNumber| {
        let found = stored.get(number).and_then(|found| found.as_ref().ok());
        let redeemed = found.and_then(|found| Some((found.value.redeemed()?, found.rev)));
        let (voucher, rev) = redeemed.ok_or_else(|| Failure::new(format!("{number} is not redeemed")))?;
        RedeemedMessage::new(voucher, rev).body().during("write a message")
    };
    numbers.iter().map(message).collect()
}
