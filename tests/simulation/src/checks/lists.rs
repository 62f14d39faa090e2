//! Checks of the lists, the directory and the dashboard against the items.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use dynoxide::{AttributeValue, Item};
use serde_json::Value;

use crate::cast::{COMPANIES, Company, PROGRAMS, Person, REGISTERED};
use crate::front::{Call, Sender, send};
use crate::functions::Function;
use crate::invariant::Invariant;
use crate::item::{day, number, text};
use crate::queues::Channel;
use crate::world::World;

/// The claims that a dashboard counts whole.
const OPEN_CLAIMS: [&str; 8] =
    ["draft", "submitted", "under_review", "action_required", "approved", "on_hold", "scheduled", "payment_failed"];

/// The claims that wait for operations or the payer.
const WAITING_CLAIMS: [&str; 6] = ["submitted", "under_review", "approved", "on_hold", "scheduled", "payment_failed"];

/// The number, the status and the revision of an item.
type Shown = (String, String, i64);

/// Checks the lists of every company.
pub async fn check(world: &Arc<World>) {
    for company in COMPANIES.iter().take(REGISTERED) {
        for second in [false, true] {
            check_list(world, &Person::admin(company, second), "V").await;
            check_list(world, &Person::admin(company, second), "C").await;
        }
        check_export(world, company, "V").await;
        check_export(world, company, "C").await;
        check_dashboard(world, company).await;
    }
    check_worklists(world).await;
    check_listings(world);
    for program in PROGRAMS {
        check_directory(world, program).await;
    }
}

/// Reads a page or a single item.
async fn read(world: &Arc<World>, call: Call) -> Value {
    let label = format!("end {} {}", call.operation, call.path);
    match send(world, &label, &call, 3).await {
        Some(reply) if reply.is_success() => reply.body,
        reply => {
            world.violate(Invariant::Lists, format!("{label}: {reply:?}"));
            Value::Null
        }
    }
}

/// The items of all pages of a list.
async fn all_pages(world: &Arc<World>, call: &Call) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("{}{cursor}", call.path);
        let page = read(world, Call { path, ..call.clone() }).await;
        items.extend(page["items"].as_array().into_iter().flatten().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

/// The stored items of a company: number, status and revision.
fn stored(world: &World, company: &str, sk: &str) -> BTreeSet<Shown> {
    stored_at(world, company, sk, None)
}

/// The stored items of a company at one location, or at any.
fn stored_at(world: &World, company: &str, sk: &str, location: Option<&str>) -> BTreeSet<Shown> {
    let pk = format!("P#{company}");
    let store = world.store();
    let name = if sk == "V" { "reservation.location_id" } else { "location_id" };
    let is_at = |item: &Item| location.is_none_or(|location| text(item, name) == location);
    let of_company = store.each("V#", sk).filter(|(_, item)| text(item, "company_pk") == pk && is_at(item));
    let shown = |item: &Item| {
        let status = text(item, "company_sk").split('#').nth(1).unwrap_or_default().to_owned();
        let name = if sk == "V" { "number" } else { "voucher_number" };
        (text(item, name).to_owned(), status, number(item, "rev"))
    };
    of_company.map(|(_, item)| shown(item)).collect()
}

/// The list of a person shows the items of the company, or of the person's location.
async fn check_list(world: &Arc<World>, person: &Person, sk: &'static str) {
    let call = match sk {
        "V" => Call::new("list_vouchers", Function::Overview, "GET", "/vouchers?limit=40", person),
        _ => Call::new("list_claims", Function::PaymentRequest, "GET", "/claims?limit=40", person),
    };
    let stored = stored_at(world, person.company.unwrap_or_default(), sk, person.location);
    compare(world, &call, &stored).await;
}

/// The worklists of operations show the claims of all companies, by status.
async fn check_worklists(world: &Arc<World>) {
    for status in WAITING_CLAIMS {
        let of_status = |company: &Company| {
            let all = stored(world, company.id, "C").into_iter();
            all.filter(|(_, found, _)| found == status).collect::<Vec<_>>()
        };
        let stored: BTreeSet<Shown> = COMPANIES.iter().flat_map(of_status).collect();
        let path = format!("/claims?limit=40&status={status}");
        let call = Call::new("list_claims", Function::PaymentRequest, "GET", path, &Person::operations(1));
        compare(world, &call, &stored).await;
    }
}

/// Compares all pages of a list with what is stored.
async fn compare(world: &Arc<World>, call: &Call, stored: &BTreeSet<Shown>) {
    let listed = all_pages(world, call).await;
    let shown = |item: &Value| {
        let text = |name: &str| item[name].as_str().unwrap_or_default().to_owned();
        (text("voucher_number"), text("status"), item["rev"].as_i64().unwrap_or_default())
    };
    let count = listed.len();
    let listed: BTreeSet<Shown> = listed.iter().map(shown).collect();
    world.check(Invariant::Lists, listed == *stored && count == listed.len(), || {
        let differing: Vec<_> = listed.symmetric_difference(stored).collect();
        format!("{} of {}: {count} listed, {} stored, {differing:?}", call.path, call.by(), stored.len())
    });
}

/// An export has one line for each stored item: number and status.
async fn check_export(world: &Arc<World>, company: &Company, sk: &'static str) {
    let person = Person::admin(company, false);
    let get = |operation, function, path| Call::new(operation, function, "GET", path, &person);
    let call = match sk {
        "V" => get("export_vouchers", Function::Overview, "/vouchers/export?format=csv"),
        _ => get("export_claims", Function::PaymentRequest, "/claims/export?format=csv"),
    };
    let file = read(world, call).await;
    let mut exported = lines(file.as_str().unwrap_or_default());
    exported.sort();
    let stored = stored(world, company.id, sk).into_iter().map(|(number, status, _)| (number, status));
    let stored: Vec<_> = stored.collect();
    world.check(Invariant::Lists, exported == stored, || {
        format!("{} {sk}: exported {exported:?}, stored {stored:?}", company.id)
    });
}

/// The number and the status of each line of an export.
fn lines(csv: &str) -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let titles = reader.headers().cloned().unwrap_or_default();
    let column = |title: &str| titles.iter().position(|known| known == title).unwrap_or(usize::MAX);
    let (number, status) = (column("Voucher number"), column("status_code"));
    let shown = |line: &csv::StringRecord, column| line.get(column).unwrap_or_default().to_owned();
    reader.records().flatten().map(|line| (shown(&line, number), shown(&line, status))).collect()
}

async fn check_dashboard(world: &Arc<World>, company: &Company) {
    let person = Person::admin(company, false);
    let shown = read(world, Call::new("show_dashboard", Function::Overview, "GET", "/dashboard", &person)).await;
    let mut expected: BTreeMap<String, i64> = BTreeMap::new();
    for (_, status, _) in stored(world, company.id, "C") {
        *expected.entry(status).or_default() += 1;
    }
    let counts = |status: &str| {
        let found = shown["claims"].as_array().into_iter().flatten().find(|claims| claims["status"] == status);
        found.and_then(|claims| claims["count"].as_i64()).unwrap_or_default()
    };
    for status in OPEN_CLAIMS {
        let (found, expected) = (counts(status), expected.get(status).copied().unwrap_or_default());
        world.check(Invariant::Counters, found == expected, || {
            format!("the dashboard of {} shows {found} claims {status}, there are {expected}", company.id)
        });
    }
    let from = shown["history_from"].as_str().unwrap_or_default().to_owned();
    let pk = format!("P#{}", company.id);
    let count = |status: &str| {
        let store = world.store();
        let counted =
            store.each("V#", "V").filter(|(_, item)| text(item, "company_pk") == pk && text(item, "status") == status);
        counted.filter(|(_, item)| is_counted(item, status, &from)).count()
    };
    for status in ["reserved", "redeemed", "expired"] {
        let (found, expected) = (shown["vouchers"][status].as_u64(), count(status));
        let is_same = found.and_then(|found| usize::try_from(found).ok()) == Some(expected);
        world.check(Invariant::Counters, is_same, || {
            format!("the dashboard of {} shows {found:?} vouchers {status}, there are {expected}", company.id)
        });
    }
}

/// True when a dashboard from this day on counts the voucher.
fn is_counted(item: &Item, status: &str, from: &str) -> bool {
    match status {
        "redeemed" => text(item, "redeemed_at") >= from,
        "expired" => text(item, "expires_on") >= from,
        _ => true,
    }
}

/// While nothing is on its way, the listings of each company are those of its profile and its enrollments.
pub fn check_listings(world: &World) {
    if world.stream.pending() > 0 || world.queues.count(Channel::Quarantine) > 0 {
        return;
    }
    let found: Vec<(String, Vec<String>, Vec<String>)> = {
        let store = world.store();
        let of_company = |company: &Company| {
            let pk = format!("P#{}", company.id);
            let profile = store.find(&pk, "G")?;
            let is_published = profile.get("published") == Some(&AttributeValue::BOOL(true));
            let shown = |program: &str, item: &Item| format!("{program}: {}", text(item, "description"));
            let is_open = |program: &&&str| {
                let enrollment = store.find(&pk, &format!("E#{program}"));
                enrollment.is_some_and(|item| matches!(text(item, "status"), "active" | "renewal_due" | "grace"))
            };
            let expected = PROGRAMS.iter().filter(|_| is_published).filter(is_open);
            let listed = |program: &&str| {
                let listing = store.find(&pk, &format!("X#{program}"))?;
                let description = text(listing, "listing.description");
                (!description.is_empty()).then(|| format!("{program}: {description}"))
            };
            let expected = expected.map(|program| shown(program, profile)).collect();
            Some((pk.clone(), expected, PROGRAMS.iter().filter_map(listed).collect()))
        };
        COMPANIES.iter().filter_map(of_company).collect()
    };
    for (pk, expected, listed) in found {
        world.check(Invariant::Directory, expected == listed, || format!("{pk}: {listed:?}, expected {expected:?}"));
    }
}

async fn check_directory(world: &Arc<World>, program: &str) {
    let path = format!("/providers?program={program}&limit=40");
    let call = Call::new("search_providers", Function::Directory, "GET", path, &Person::operations(1));
    let listed = all_pages(world, &call.from(Sender::Public)).await;
    let listed: BTreeSet<String> =
        listed.iter().filter_map(|item| item["company_id"].as_str()).map(str::to_owned).collect();
    let expected: BTreeSet<String> = {
        let store = world.store();
        let is_listed = |company: &&Company| {
            let pk = format!("P#{}", company.id);
            let profile = store.find(&pk, "G");
            let is_published =
                profile.is_some_and(|profile| profile.get("published") == Some(&AttributeValue::BOOL(true)));
            let enrollment = store.find(&pk, &format!("E#{program}"));
            let in_force = |item: &Item| {
                let ends = day(item, "term_end").map(|end| domain::calendar::days_after(end, 30));
                let is_open = matches!(text(item, "status"), "active" | "renewal_due" | "grace");
                is_open && ends.is_some_and(|last| last >= world.clock.today())
            };
            is_published && enrollment.is_some_and(|item| in_force(item))
        };
        COMPANIES.iter().filter(is_listed).map(|company| company.id.to_owned()).collect()
    };
    world.check(Invariant::Directory, listed == expected, || format!("{program}: {listed:?}, expected {expected:?}"));
}
