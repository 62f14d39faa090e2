//! Strategies for any invoice and its events.

use domain::invoice::{Invoice, InvoiceEvent};
use proptest::prelude::*;
use serde_json::json;

use super::{and_perhaps, claim, day, deliverable, digest, file_name, id, instant, name, object, read, reasons, typed};

pub fn invoice() -> impl Strategy<Value = Invoice> {
    let paper = object(vec![("received_on", day()), ("noted_by", name()), ("noted_at", instant())]);
    let file = deliverable().prop_map(|file| json!(file)).boxed();
    let fields = object(vec![("company_id", id()), ("number", claim::reference())]);
    and_perhaps(fields, vec![("file", file), ("paper", paper)]).prop_map(read)
}

pub fn invoice_event() -> impl Strategy<Value = InvoiceEvent> {
    prop_oneof![
        typed("invoice.announced", vec![("file_name", file_name()), ("sha256", digest())]),
        typed("invoice.clean", vec![]),
        typed("invoice.rejected", vec![("reasons", reasons())]),
        typed("invoice.paper_received", vec![("received_on", day())]),
    ]
    .prop_map(read)
}
