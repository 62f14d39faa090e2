//! A list that is paged while others work shows each item that did not move exactly once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;

use crate::cast::{Company, Person};
use crate::dice::Dice;
use crate::front::{Call, send};
use crate::functions::Function;
use crate::invariant::Invariant;
use crate::item::{Key, text};
use crate::world::World;

/// Longer than an index lags.
const LAG: SignedDuration = SignedDuration::from_secs(40);

/// Pages a company's vouchers or claims with pauses, and checks what it saw.
pub async fn page_through(world: &Arc<World>, company: &Company, label: &str, dice: &mut Dice) {
    let sk = if dice.chance(500) { "V" } else { "C" };
    let person = Person::admin(company, false);
    let limit = 1 + dice.below(4);
    let call = match sk {
        "V" => Call::new("list_vouchers", Function::Overview, "GET", format!("/vouchers?limit={limit}"), &person),
        _ => Call::new("list_claims", Function::PaymentRequest, "GET", format!("/claims?limit={limit}"), &person),
    };
    // Some people look at a page for a while.
    let pause_ms = if dice.chance(500) { 900 } else { 5_400_000 };
    let (begun, before) = (world.now() - LAG, keys(world, company, sk));
    let (mut seen, mut cursor): (BTreeMap<String, u32>, String) = (BTreeMap::new(), String::new());
    for page in 0..80 {
        let call = Call { path: format!("{}{cursor}", call.path), ..call.clone() };
        let reply = send(world, &format!("{label} page {page}"), &call, 4).await;
        let Some(reply) = reply.filter(crate::front::Reply::is_success) else { return };
        let numbers =
            reply.body["items"].as_array().into_iter().flatten().filter_map(|item| item["voucher_number"].as_str());
        numbers.for_each(|number| *seen.entry(number.to_owned()).or_default() += 1);
        let Some(next) = reply.body["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
        tokio::time::sleep(Duration::from_millis(dice.below(pause_ms))).await;
        if world.is_quiet() {
            return;
        }
    }
    let after = keys(world, company, sk);
    // A page leaves out what cannot be read.
    if world.store().unreadable.is_some() {
        return;
    }
    for (key, index_key) in &before {
        let number = key.0.trim_start_matches("V#");
        let times = seen.get(number).copied().unwrap_or_default();
        let is_still = world.book().moved.get(key).is_none_or(|moved| *moved < begun);
        if is_still && after.get(key) == Some(index_key) {
            world.check(Invariant::Paging, times == 1, || format!("{number} did not move and was shown {times} times"));
        } else if let Some(moved) = after.get(key) {
            let way = if order(moved) > order(index_key) { "on" } else { "back" };
            world.check(Invariant::Paging, times >= 1, || format!("{sk} of {number} moved {way} and was not shown"));
        }
    }
}

/// The index keys of a company's items.
fn keys(world: &World, company: &Company, sk: &str) -> BTreeMap<Key, String> {
    let pk = format!("P#{}", company.id);
    let store = world.store();
    let of_company = store.each("V#", sk).filter(|(_, item)| text(item, "company_pk") == pk);
    of_company.map(|(key, item)| (key.clone(), text(item, "company_sk").to_owned())).collect()
}

/// The position of an index key: vouchers are listed as reserved, redeemed, expired, each by day; claims in the order of
/// their keys.
fn order(key: &str) -> (usize, String) {
    let status = key.split('#').nth(1).unwrap_or_default();
    let position = ["reserved", "redeemed", "expired"].iter().position(|known| *known == status);
    (position.unwrap_or_default(), key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vouchers_are_listed_by_status_and_then_by_day() {
        let keys = [
            "V#reserved#2027-01-01#SA-1",
            "V#reserved#2027-01-02#SA-0",
            "V#redeemed#2026-01-01#SA-2",
            "V#expired#2025-01-01#SA-3",
        ];
        assert!(keys.is_sorted_by_key(|key| order(key)));
    }
}
