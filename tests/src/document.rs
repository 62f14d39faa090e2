//! The published contract, made from the functions as the tests serve them.

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

/// The contract, with the bodies of the sample events as examples.
pub fn document() -> Value {
    let mut document = Document::default();
    Apis::new(&unconnected()).describe(&mut document);
    document.finish(&examples())
}

/// What the functions need to be described: nothing of it is called.
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

/// The bodies of the sample events, by the ids of their operations: of several, the first by its name.
fn examples() -> Map<String, Value> {
    let now: Timestamp = NOW.parse().unwrap();
    let mut examples = Map::new();
    for file in files().iter().filter(|file| file.strip_suffix(".json").is_some()) {
        let event: Value = serde_json::from_slice(&read(file)).unwrap();
        let Some((id, body)) = operation_of(file, &event).zip(event["body"].as_str()) else { continue };
        let body = dated(body, now);
        examples.entry(id).or_insert_with(|| serde_json::from_str(&body).unwrap_or(Value::String(body)));
    }
    // Asking first is asking the same.
    if let Some(reserve) = examples.get("reserve_voucher").cloned() {
        examples.insert("check_reservation".to_owned(), reserve);
    }
    examples
}

/// The operation that a sample event calls; nothing where it is no event of a URL.
fn operation_of(file: &str, event: &Value) -> Option<&'static str> {
    let (function, _) = file.split_once('/')?;
    let (path, method) = (event["rawPath"].as_str()?, event["requestContext"]["http"]["method"].as_str()?);
    let found = OPERATIONS.iter().filter(|listed| {
        listed.function.folder() == function && listed.operation.method == method && listed.takes(path)
    });
    found.min_by_key(|listed| listed.operation.pattern.matches('{').count()).map(|listed| listed.operation.id)
}
