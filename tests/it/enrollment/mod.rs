//! `enrollment`: companies, their evidence and locations, the agreement, the yearly enrollment.

mod agreement;
mod bodies;
mod commands;
mod companies;
mod eligibility;
mod enroll;
mod evidence;
mod lists;
mod locations;
mod manage;
mod people;
mod programs;
mod renew;
mod size;
mod unlisted;
mod work;
mod year;

use domain::Language;
use serde_json::{Value, json};
use testkit::{Reply, Sent, send};
use tests::{Function, World, signature};

/// A company that is not registered.
pub const NEW: &str = "P-4";

/// The body that registers a company.
pub fn company() -> Value {
    json!({"name": "Northwind", "mpn_id": "4812", "country": "TW", "membership_ends_on": "2028-12-31"})
}

/// A competency that qualifies for most of DDPS.
pub fn competency() -> Value {
    json!({
        "kind": "competency", "name": "Windows and Devices", "level": "silver", "valid_from": "2026-01-01",
        "valid_until": "2027-12-31",
    })
}

/// A participant's pass of the compliance training.
pub fn training() -> Value {
    json!({
        "kind": "compliance_training", "name": "Planning Services Compliance", "person": "U-7",
        "valid_from": "2026-01-01",
    })
}

/// A consultant's exam.
pub fn exam() -> Value {
    json!({"kind": "consultant_exam", "name": "Windows and Devices", "person": "U-7", "valid_from": "2026-01-01"})
}

/// A location.
pub fn location(country: &str) -> Value {
    json!({
        "name": "Main office", "country": country, "address": "1 Harbor Road",
        "contact_email": "office@northwind.example",
    })
}

/// A request as operations.
pub async fn operations(world: &World, method: &str, path: &str, body: &Value) -> Reply {
    world.as_operations(Function::Enrollment, method, path, body).await
}

/// A request as an administrator of a company.
pub async fn admin(world: &World, company: &str, method: &str, path: &str, body: &Value) -> Reply {
    world.as_admin(company, Function::Enrollment, method, path, body).await
}

/// A request as a global administrator of a company.
pub async fn global(world: &World, company: &str, method: &str, path: &str, body: &Value) -> Reply {
    world.as_role((&["global_admin"], Some(company)), Function::Enrollment, method, path, body).await
}

/// A request with a token, to which headers can be added.
pub fn request(token: &str, method: &str, path: &str, body: &Value) -> Sent {
    let request = send(method, path).token(token);
    if body.is_null() { request } else { request.json(body) }
}

/// A token of operations.
pub fn operations_token(world: &World) -> String {
    world.issuer.token("OPS-1", None, &["operations"], world.clock.now())
}

/// Records a piece of evidence.
pub async fn prove(world: &World, company: &str, id: &str, evidence: &Value) -> Value {
    operations(world, "PUT", &format!("/companies/{company}/evidence/{id}"), evidence).await.expect(200)
}

/// Registers a company with the evidence for DDPS and a signed agreement.
pub async fn qualify(world: &World, company: &str) {
    operations(world, "PUT", &format!("/companies/{company}"), &self::company()).await.expect(200);
    for (id, evidence) in [("windows", competency()), ("training", training()), ("exam", exam())] {
        prove(world, company, id, &evidence).await;
    }
    global(world, company, "POST", "/agreements", &signature("2019-01", Language::English)).await.expect(200);
}

/// Requests an enrollment.
pub async fn enroll(world: &World, company: &str, program: &str) -> Reply {
    admin(world, company, "POST", "/enrollments", &json!({"program": program})).await
}

/// Renews or withdraws an enrollment as the company's administrator.
pub async fn on_enrollment(world: &World, company: &str, program: &str, action: &str) -> Reply {
    admin(world, company, "POST", &format!("/enrollments/{program}/{action}"), &Value::Null).await
}

/// Suspends or reinstates as operations.
pub async fn by_operations(world: &World, company: &str, program: &str, action: &str) -> Reply {
    let path = format!("/enrollments/{program}/{action}?company_id={company}");
    operations(world, "POST", &path, &json!({"reason": "An audit."})).await
}

/// An enrollment as its company reads it.
pub async fn shown(world: &World, company: &str, program: &str) -> Value {
    admin(world, company, "GET", &format!("/enrollments/{program}"), &Value::Null).await.expect(200)
}

/// Some fields of an object, in this order.
pub fn fields<const N: usize>(object: &Value, names: [&str; N]) -> [Value; N] {
    names.map(|name| object[name].clone())
}
