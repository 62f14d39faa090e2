//! The OpenAPI contract, generated from the functions under test.

use api::{Document, Secrets};
use domain::catalog::Catalog;
use host::{Aws, Clock};
use jiff::Timestamp;
use serde_json::{Map, Value};
use table::Table;
use testkit::{MemoryBucket, TestIssuer};

use crate::apis::{Apis, Backends};
use crate::operations::OPERATIONS;
use crate::sample_events::{dated, files, read};
use crate::world::{NOW, SECRET};

/// Generates the contract with the bodies of the sample events as examples (DECISIONS.md 14).
pub fn document() -> Value {
    let mut document = Document::default();
    Apis::new(&unconnected()).describe(&mut document);
    document.finish(&examples())
}

/// Services for describing the functions; they are never called.
fn unconnected() -> Backends {
    Backends {
        table: Table::new(Aws::with("us-east-1", "test", "test").dynamodb(), "none".to_owned()),
        bucket: MemoryBucket::default(),
        catalog: Catalog::shipped().unwrap(),
        tokens: TestIssuer::new().verifier().into(),
        licensing: Secrets::parse(SECRET).unwrap(),
        clock: Clock::system(),
    }
}

/// The bodies of the sample events by operation id; of several, the first in alphabetical order.
fn examples() -> Map<String, Value> {
    let now: Timestamp = NOW.parse().unwrap();
    let mut examples = Map::new();
    for file in files().iter().filter(|file| file.strip_suffix(".json").is_some()) {
        let event: Value = serde_json::from_slice(&read(file)).unwrap();
        let Some((id, body)) = operation_of(file, &event).zip(event["body"].as_str()) else { continue };
        let body = dated(body, now);
        examples.entry(id).or_insert_with(|| serde_json::from_str(&body).unwrap_or(Value::String(body)));
    }
    // The check of a reservation has the same body as the reservation.
    if let Some(reserve) = examples.get("reserve_voucher").cloned() {
        examples.insert("check_reservation".to_owned(), reserve);
    }
    examples
}

/// The id of the operation that a sample event calls; `None` for events other than requests.
fn operation_of(file: &str, event: &Value) -> Option<&'static str> {
    let (function, _) = file.split_once('/')?;
    let (path, method) = (event["rawPath"].as_str()?, event["requestContext"]["http"]["method"].as_str()?);
    let found = OPERATIONS.iter().filter(|listed| {
        listed.function.folder() == function && listed.operation.method == method && listed.takes(path)
    });
    found.min_by_key(|listed| listed.operation.pattern.matches('{').count()).map(|listed| listed.operation.id)
}
