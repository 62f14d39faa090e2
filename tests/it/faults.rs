//! Faults between the program and its table: lost answers, throttling, unreadable items, and a process that dies
//! between two steps.

use domain::VoucherNumber;
use domain::deliverable::{Announcement, File, FileName, FileType, Kind, Sha256};
use serde_json::{Value, json};
use testkit::{Reply, WireFault, sha256_hex};
use tests::{Function, PDF, World, announcement, answers, assigned, reservation};

mod crashes;
mod lost_answers;
mod quarantine;
mod throttling;
mod unreadable;
mod unserialisable;
mod webhooks;

const N: &str = "SA-FAULT-0001";

/// The commands of a voucher's life in order, each with its table operations; the last operation is the write.
const LIFE: [(&str, &[&str]); 10] = [
    ("assign", &["GetItem", "PutItem"]),
    ("reserve", &["GetItem", "Query", "PutItem"]),
    ("amend", &["GetItem", "Query", "PutItem"]),
    ("notify", &["GetItem", "PutItem"]),
    ("announce", &["GetItem", "Query", "TransactWriteItems"]),
    ("draft", &["BatchGetItem", "TransactWriteItems"]),
    ("further draft", &["BatchGetItem", "PutItem"]),
    ("delete", &["BatchGetItem", "TransactWriteItems"]),
    ("submit", &["BatchGetItem", "Query", "TransactWriteItems"]),
    ("redeem", &["BatchGetItem", "PutItem"]),
];

/// The events of [`LIFE`]: one for each command, and one for the clean file.
const EVENTS: [&str; 11] = [
    "voucher.assigned",
    "voucher.reserved",
    "reservation.amended",
    "reservation.notified",
    "deliverable.announced",
    "deliverable.clean",
    "deliverable.announced",
    "report.drafted",
    "deliverable.removed",
    "report.submitted",
    "voucher.redeemed",
];

/// Prepares what a command requires beyond the commands before it.
async fn prepare(world: &World, name: &str) {
    if name == "announce" {
        world.deliver(N).await;
    }
}

async fn as_partner(world: &World, function: Function, method: &str, path: &str, body: &Value) -> Reply {
    world.as_admin("P-1", function, method, path, body).await
}

async fn announce(world: &World, name: &str) -> Reply {
    let path = format!("/vouchers/{N}/deliverables");
    as_partner(world, Function::Deliverable, "POST", &path, &announcement(name, PDF)).await
}

/// Sends one command of [`LIFE`].
async fn step(world: &World, name: &str) -> Reply {
    let (reserved, report) = (format!("/reservations/{N}"), format!("/vouchers/{N}/report"));
    let attendees = json!({"attendees": ["ann@contoso.example"]});
    match name {
        "assign" => world.webhook("assign", &assigned(N)).await,
        "reserve" => as_partner(world, Function::Reservation, "POST", "/reservations", &reservation(N)).await,
        "amend" => as_partner(world, Function::Reservation, "PATCH", &reserved, &attendees).await,
        "notify" => as_partner(world, Function::Reservation, "POST", &format!("{reserved}/notify"), &Value::Null).await,
        "announce" => announce(world, "annex.pdf").await,
        "draft" | "further draft" => as_partner(world, Function::Completion, "PUT", &report, &answers()).await,
        "delete" => {
            let file = format!("/vouchers/{N}/deliverables/{}", annex());
            as_partner(world, Function::Deliverable, "DELETE", &file, &Value::Null).await
        }
        "submit" => as_partner(world, Function::Completion, "POST", &format!("{report}/submit"), &Value::Null).await,
        "redeem" => {
            let one = json!({"voucher_numbers": [N], "confirm": true});
            as_partner(world, Function::Redemption, "POST", "/redemptions", &one).await
        }
        other => panic!("{other}"),
    }
}

/// The id of the file that is announced and deleted, derived from its announcement.
fn annex() -> String {
    let announced = Announcement {
        file_name: FileName::parse("annex.pdf").unwrap(),
        file_type: FileType::Pdf,
        size: u64::try_from(PDF.len()).unwrap(),
        sha256: Sha256::parse(&sha256_hex(PDF)).unwrap(),
        kind: Kind::parse("deployment_plan").unwrap(),
    };
    File::id_of(&VoucherNumber::parse(N).unwrap(), 1, &announced).to_string()
}
