//! The interface function by function, as its callers see it: statuses, bodies, codes.

mod assignment;
mod completion;
mod deliverable;
mod deliverable_intake;
pub mod directory;
mod http;
mod invalid;
mod late_extension;
mod licensing;
mod mail;
mod overview;
pub mod partners;
mod pasted;
pub mod payments;
mod redelivery;
mod redemption;
mod refused_mail;
mod reservation;
mod reserve;
pub mod routes;

use serde_json::{Value, json};
use testkit::Reply;
use tests::{Function, World};

/// The voucher most tests are about.
const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";

/// The names of an object's fields, in alphabetical order.
#[track_caller]
pub fn names(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

/// What is wrong with which field, when the request was refused as such.
#[track_caller]
fn faults(reply: Reply) -> Vec<(String, String)> {
    let body = reply.expect(422);
    assert_eq!(body["code"], "invalid_request");
    let text = |reason: &Value, name: &str| reason[name].as_str().unwrap_or_default().to_owned();
    body["reasons"].as_array().unwrap().iter().map(|reason| (text(reason, "field"), text(reason, "code"))).collect()
}

/// The same as [`faults`] expects it.
fn expected(faults: &[(&str, &str)]) -> Vec<(String, String)> {
    faults.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
}

/// The codes of a list of reasons.
fn codes(reasons: &Value) -> Vec<&str> {
    reasons.as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap()).collect()
}

/// A body with some of its fields replaced.
pub fn with(mut body: Value, fields: &Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// An event of the licensing side about a voucher.
fn told(kind: &str, occurred_at: &str, data: &Value) -> Value {
    json!({"type": kind, "occurred_at": occurred_at, "data": data})
}

/// What a partner sees of a voucher that it holds: the answer to a change that changes nothing.
async fn view(world: &World, company: &str) -> Value {
    let path = format!("/reservations/{NUMBER}");
    world.as_admin(company, Function::Reservation, "PATCH", &path, &json!({})).await.expect(200)
}
