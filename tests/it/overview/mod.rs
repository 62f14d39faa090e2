//! `overview`: lists, search, details with history, export and dashboard.

mod can_filter;
mod claims;
mod dashboard;
mod export;
mod list;
mod paging;
mod progress;
mod search;
mod show;
mod sorting;

use serde_json::{Value, json};
use testkit::{Reply, send};
use tests::{Function, World};

/// Sends a request as the administrator of a company.
async fn get(world: &World, company: &str, path: &str) -> Reply {
    world.as_admin(company, Function::Overview, "GET", path, &Value::Null).await
}

/// Sends a request as the administrator of `P-1` with a token for the given locations only.
async fn get_at(world: &World, locations: &[&str], path: &str) -> Reply {
    let token_claims = json!({"sub": "U-1", "company_id": "P-1", "roles": ["mpn_admin"], "locations": locations});
    let request = send("GET", path).token(&world.issuer.sign(token_claims, world.clock.now()));
    world.call(Function::Overview, request).await
}

/// The voucher numbers of a page.
#[track_caller]
fn numbers(body: &Value) -> Vec<String> {
    let items = body["items"].as_array().unwrap();
    items.iter().map(|item| item["voucher_number"].as_str().unwrap().to_owned()).collect()
}

/// The voucher numbers that `P-1` is shown, on all pages.
async fn listed(world: &World, query: &str) -> Vec<String> {
    let token = world.admin_of("P-1");
    let list = format!("/vouchers?{query}");
    let (items, _) = crate::bodies::all_pages(world, Function::Overview, &token, &list, 100).await;
    items.iter().map(|item| item["voucher_number"].as_str().unwrap().to_owned()).collect()
}
