//! The answers of the table to the calls of the SDK.

use std::collections::{BTreeSet, HashMap};

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::body::SdkBody;
use dynoxide::actions::batch_get_item::{BatchGetItemRequest, BatchGetItemResponse};
use dynoxide::actions::delete_item::DeleteItemRequest;
use dynoxide::actions::get_item::{GetItemRequest, GetItemResponse};
use dynoxide::actions::put_item::PutItemRequest;
use dynoxide::actions::query::QueryRequest;
use dynoxide::actions::transact_write_items::{TransactWriteItem, TransactWriteItemsRequest};
use dynoxide::actions::update_item::UpdateItemRequest;
use dynoxide::{AttributeValue, Item};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{Store, TABLE, Written};
use crate::item::{self, Key};

/// What became of a call.
pub struct Served {
    /// The answer.
    pub response: HttpResponse,
    /// The items that changed.
    pub written: Vec<Written>,
    /// True when the answer was made of an index that lags.
    pub is_behind: bool,
    /// True when the answer holds the item that cannot be read.
    pub is_unreadable: bool,
}

impl Store {
    /// Serves a call at an instant; an index hears of its writes `lag` milliseconds later.
    pub fn serve(&mut self, operation: &str, body: &[u8], lag: u64, now: u64) -> Served {
        match operation {
            "GetItem" => self.get(&parse(body)),
            "BatchGetItem" => self.get_many(&parse(body), HashMap::new()),
            "Query" => self.query(parse(body), now),
            "Scan" => Served::of(self.engine.scan(parse(body))),
            "PutItem" => self.put(parse(body), lag, now),
            "UpdateItem" => self.update(parse(body), lag, now),
            "DeleteItem" => self.delete(parse(body), lag, now),
            "TransactWriteItems" => self.transact(parse(body), lag, now),
            other => panic!("the table is not asked for {other}"),
        }
    }

    /// Reads from the copy, which is compared with the engine at the end: it costs a tenth.
    fn get(&self, request: &GetItemRequest) -> Served {
        assert!(request.projection_expression.is_none(), "items are read whole");
        let mut item = self.items.get(&item::key_of(&request.key)).map(|item| (**item).clone());
        let spoiled = self.spoil(item.as_mut());
        Served::of(Ok(GetItemResponse { item, consumed_capacity: None })).with_unreadable(spoiled)
    }

    /// Serves the first half of a batch of reads, and returns the other keys as unprocessed.
    pub fn serve_in_part(&mut self, body: &[u8]) -> Served {
        let mut request: BatchGetItemRequest = parse(body);
        let mut left: Value = parse(body);
        let mut left = left["RequestItems"].take();
        for (table, wanted) in &mut request.request_items {
            let served = wanted.keys.len() / 2;
            wanted.keys.truncate(served);
            if let Some(keys) = left[table.as_str()]["Keys"].as_array_mut() {
                keys.drain(..served);
            }
        }
        self.get_many(&request, parse(left.to_string().as_bytes()))
    }

    /// Reads from the copy, as [`Self::get`] does.
    fn get_many(&self, request: &BatchGetItemRequest, unprocessed_keys: HashMap<String, Value>) -> Served {
        let keys: Vec<Key> = request.request_items.values().flat_map(|wanted| &wanted.keys).map(item::key_of).collect();
        let is_valid = keys.len() <= 100 && keys.iter().collect::<BTreeSet<_>>().len() == keys.len();
        assert!(is_valid, "a batch has at most 100 keys, each once: {keys:?}");
        let mut items: Vec<Item> =
            keys.iter().filter_map(|key| self.items.get(key)).map(|item| (**item).clone()).collect();
        let spoiled = self.spoil(&mut items);
        let responses = [(TABLE.to_owned(), items)].into();
        let answer = BatchGetItemResponse { responses, unprocessed_keys, ..Default::default() };
        Served::of(Ok(answer)).with_unreadable(spoiled)
    }

    fn query(&mut self, request: QueryRequest, now: u64) -> Served {
        if request.index_name.is_none() {
            let mut answer = self.engine.query(request);
            let spoiled = answer.as_mut().is_ok_and(|answer| self.spoil(answer.items.iter_mut().flatten()));
            return Served::of(answer).with_unreadable(spoiled);
        }
        let is_behind = self.index.at(now).1 > 0;
        if self.index.is_empty(&request) {
            let none = response(200, r#"{"Items":[],"Count":0,"ScannedCount":0}"#.to_owned());
            return Served { response: none, written: Vec::new(), is_behind, is_unreadable: false };
        }
        let mut answer = self.index.at(now).0.query(request);
        let spoiled = answer.as_mut().is_ok_and(|answer| self.spoil(answer.items.iter_mut().flatten()));
        Served { is_behind, ..Served::of(answer).with_unreadable(spoiled) }
    }

    /// Makes the item that cannot be read unreadable; true when it is among these.
    fn spoil<'a>(&self, items: impl IntoIterator<Item = &'a mut Item>) -> bool {
        let Some(key) = &self.unreadable else { return false };
        let mut is_found = false;
        for item in items {
            if item::key_of(item) == *key {
                item.insert("rev".to_owned(), AttributeValue::BOOL(true));
                is_found = true;
            }
        }
        is_found
    }

    fn put(&mut self, request: PutItemRequest, lag: u64, now: u64) -> Served {
        let item = request.item.clone();
        let served = Served::of(self.engine.put_item(request));
        let written = served.is_success().then(|| self.wrote(item::key_of(&item), Some(item), lag, now));
        served.with_written(written.flatten())
    }

    fn update(&mut self, mut request: UpdateItemRequest, lag: u64, now: u64) -> Served {
        let key = item::key_of(&request.key);
        let wanted = request.return_values.replace("ALL_NEW".to_owned());
        let mut answer = self.engine.update_item(request);
        let after = answer.as_mut().ok().and_then(|answer| answer.attributes.clone());
        if let (None, Ok(answer)) = (&wanted, &mut answer) {
            answer.attributes = None;
        }
        let written = after.map(|after| self.wrote(key, Some(after), lag, now));
        Served::of(answer).with_written(written.flatten())
    }

    fn delete(&mut self, request: DeleteItemRequest, lag: u64, now: u64) -> Served {
        let key = item::key_of(&request.key);
        let served = Served::of(self.engine.delete_item(request));
        let written = served.is_success().then(|| self.wrote(key, None, lag, now));
        served.with_written(written.flatten())
    }

    /// A repeated token is answered without an effect: the items are read again.
    fn transact(&mut self, request: TransactWriteItemsRequest, lag: u64, now: u64) -> Served {
        let keys: Vec<Key> = request.transact_items.iter().filter_map(written_key).collect();
        let mut served = Served::of(self.engine.transact_write_items(request));
        if served.is_success() {
            for key in keys {
                let request = json!({"TableName": TABLE, "Key": item::key_item(&key), "ConsistentRead": true});
                let found = self.engine.get_item(serde_json::from_value(request).unwrap()).unwrap();
                let written = self.wrote(key, found.item, lag, now);
                served.written.extend(written);
            }
        }
        served
    }
}

fn written_key(item: &TransactWriteItem) -> Option<Key> {
    let put = item.put.as_ref().map(|put| &put.item);
    let update = item.update.as_ref().map(|update| &update.key);
    let delete = item.delete.as_ref().map(|delete| &delete.key);
    put.or(update).or(delete).map(item::key_of)
}

impl Served {
    fn of<A: Serialize>(answer: dynoxide::Result<A>) -> Self {
        let response = match answer {
            Ok(answer) => response(200, serde_json::to_string(&answer).unwrap()),
            Err(error) => response(error.status_code(), error.to_json()),
        };
        Self { response, written: Vec::new(), is_behind: false, is_unreadable: false }
    }

    fn is_success(&self) -> bool {
        self.response.status().is_success()
    }

    fn with_written(mut self, written: Option<Written>) -> Self {
        self.written.extend(written);
        self
    }

    fn with_unreadable(self, is_unreadable: bool) -> Self {
        Self { is_unreadable, ..self }
    }
}

/// An answer with a body.
pub fn response(status: u16, body: String) -> HttpResponse {
    HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body))
}

fn parse<Q: DeserializeOwned>(body: &[u8]) -> Q {
    serde_json::from_slice(body).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(body)))
}
