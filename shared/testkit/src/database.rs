//! The table adapter over an in-memory DynamoDB (SQLite behind the real wire protocol), with its stream.

use aws_credential_types::Credentials;
use aws_lambda_events::dynamodb::Event;
use aws_sdk_dynamodb::config::retry::RetryPartition;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_http_client::Builder as HttpBuilder;
use aws_smithy_types::retry::RetryConfig;
use dynoxide::Database as Engine;
use serde_json::{Value, json};
use table::Table;
use tokio::net::TcpListener;
use tokio::runtime::Handle;

use crate::meter::Meter;
use crate::wire::{FaultyClient, Plan};

const NAME: &str = "vouchsafe";

/// A table for one test.
#[derive(Clone)]
pub struct Database {
    /// The adapter under test.
    pub table: Table,
    /// The counter of its calls.
    pub meter: Meter,
    /// The planned faults of its calls.
    pub faults: Plan,
    /// The URL of the server.
    pub endpoint: String,
    engine: Engine,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Database")
    }
}

impl Database {
    /// Starts an empty table on its own loopback port.
    pub async fn start() -> Self {
        Self::served_on(&Handle::current()).await
    }

    /// Starts an empty table whose server runs on another runtime, so that a benchmark measures only its own thread.
    pub async fn start_on(runtime: &Handle) -> Self {
        Self::served_on(runtime).await
    }

    async fn served_on(runtime: &Handle) -> Self {
        let engine = Engine::memory().unwrap();
        engine.create_table(parse(schema())).unwrap();
        let listener = runtime.spawn(TcpListener::bind("127.0.0.1:0")).await.unwrap().unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(dynoxide::server::serve_on(listener, engine.clone()));
        let (meter, faults) = (Meter::default(), Plan::default());
        let client = client(&endpoint, meter.clone(), faults.clone());
        Self { table: Table::new(client, NAME), meter, faults, endpoint, engine }
    }

    /// Every record of the stream, in batches of up to `size` records, oldest first.
    pub fn stream(&self, size: usize) -> Vec<Event> {
        let records = self.records();
        let event = |records: &[Value]| serde_json::from_value(json!({"Records": records})).unwrap();
        records.chunks(size).map(event).collect()
    }

    /// Every item in wire form: `{"pk": {"S": ...}, ...}`.
    pub fn items(&self) -> Vec<Value> {
        let (mut items, mut start) = (Vec::new(), Value::Null);
        loop {
            let mut request = json!({"TableName": NAME});
            if !start.is_null() {
                request["ExclusiveStartKey"] = start;
            }
            let page = self.call(|engine| engine.scan(parse(request)));
            items.extend(page["Items"].as_array().unwrap().iter().cloned());
            start = page["LastEvaluatedKey"].clone();
            if start.is_null() {
                return items;
            }
        }
    }

    /// Imports items in wire form, without the table adapter and without stream records.
    pub fn import(&self, items: Vec<Value>) {
        let items = items.into_iter().map(parse).collect();
        self.engine.import_items(NAME, items, dynoxide::ImportOptions::default()).unwrap();
    }

    /// An item in wire form; panics without it.
    pub fn item(&self, pk: &str, sk: &str) -> Value {
        self.find(pk, sk).unwrap_or_else(|| panic!("there is no item {pk}/{sk}"))
    }

    /// An item in wire form, if it exists, without the table adapter.
    pub fn find(&self, pk: &str, sk: &str) -> Option<Value> {
        let key = json!({"pk": {"S": pk}, "sk": {"S": sk}});
        let found = self.call(|engine| engine.get_item(parse(json!({"TableName": NAME, "Key": key}))));
        Some(found["Item"].clone()).filter(|item| !item.is_null())
    }

    /// Puts an item in wire form and replaces an existing one, without the table adapter.
    pub fn put(&self, item: &Value) {
        self.call(|engine| engine.put_item(parse(json!({"TableName": NAME, "Item": item}))));
    }

    /// Removes an item, without the table adapter.
    pub fn remove(&self, pk: &str, sk: &str) {
        let key = json!({"pk": {"S": pk}, "sk": {"S": sk}});
        self.call(|engine| engine.delete_item(parse(json!({"TableName": NAME, "Key": key}))));
    }

    /// Corrupts an attribute of a stored item, without the table adapter, so that the item is unreadable.
    pub fn spoil(&self, pk: &str, sk: &str, attribute: &str) {
        let mut item = self.item(pk, sk);
        assert!(!item[attribute].is_null(), "{pk}/{sk} has no attribute {attribute}");
        item[attribute] = json!({"BOOL": true});
        self.put(&item);
    }

    /// Removes every item with this sort key.
    pub fn remove_all(&self, sk: &str) {
        for item in self.items().iter().filter(|item| item["sk"]["S"] == sk) {
            self.remove(item["pk"]["S"].as_str().unwrap(), sk);
        }
    }

    fn records(&self) -> Vec<Value> {
        let stream = self.call(|engine| engine.list_streams(parse(json!({"TableName": NAME}))));
        let stream_arn = &stream["Streams"][0]["StreamArn"];
        let described = self.call(|engine| engine.describe_stream(parse(json!({"StreamArn": stream_arn}))));
        let shards = described["StreamDescription"]["Shards"].as_array().unwrap().clone();
        shards.iter().flat_map(|shard| self.shard_records(stream_arn, &shard["ShardId"])).collect()
    }

    fn shard_records(&self, stream_arn: &Value, shard_id: &Value) -> Vec<Value> {
        let start = json!({"StreamArn": stream_arn, "ShardId": shard_id, "ShardIteratorType": "TRIM_HORIZON"});
        let mut iterator = self.call(|engine| engine.get_shard_iterator(parse(start)))["ShardIterator"].clone();
        let mut records = Vec::new();
        while iterator.is_string() {
            let page = self.call(|engine| engine.get_records(parse(json!({"ShardIterator": iterator, "Limit": 1000}))));
            let found = page["Records"].as_array().unwrap().clone();
            if found.is_empty() {
                break;
            }
            records.extend(found);
            iterator = page["NextShardIterator"].clone();
        }
        records
    }

    fn call<T: serde::Serialize, E: std::fmt::Debug>(&self, call: impl FnOnce(&Engine) -> Result<T, E>) -> Value {
        serde_json::to_value(call(&self.engine).unwrap()).unwrap()
    }
}

fn parse<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn client(endpoint: &str, meter: Meter, faults: Plan) -> aws_sdk_dynamodb::Client {
    let http = FaultyClient::new(HttpBuilder::new().build_http(), faults);
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(endpoint)
        .http_client(http)
        .sleep_impl(TokioSleep::new())
        .retry_config(
            RetryConfig::standard().with_max_attempts(4).with_initial_backoff(std::time::Duration::from_millis(5)),
        )
        // The SDK's retry budget is shared in a process by default: the faults of one test must not use up another's.
        .retry_partition(RetryPartition::new(endpoint.to_owned()))
        .interceptor(meter);
    aws_sdk_dynamodb::Client::from_conf(config.build())
}

/// The table of the template, as a CreateTable request. A test compares the two.
pub fn schema() -> Value {
    let text = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
    let attributes = ["pk", "sk", "company_pk", "company_sk", "due_pk", "due_sk", "listing_pk", "listing_sk"].map(text);
    let keys = |hash: &str, range: &str| json!([{"AttributeName": hash, "KeyType": "HASH"}, {"AttributeName": range, "KeyType": "RANGE"}]);
    json!({
        "TableName": NAME,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": attributes,
        "KeySchema": keys("pk", "sk"),
        "GlobalSecondaryIndexes": [
            {"IndexName": "by_company", "KeySchema": keys("company_pk", "company_sk"), "Projection": {"ProjectionType": "ALL"}},
            {"IndexName": "by_listing", "KeySchema": keys("listing_pk", "listing_sk"), "Projection": {"ProjectionType": "ALL"}},
            {"IndexName": "by_due", "KeySchema": keys("due_pk", "due_sk"), "Projection": {"ProjectionType": "KEYS_ONLY"}},
        ],
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    })
}
