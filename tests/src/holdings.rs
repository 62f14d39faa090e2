//! Companies with very many vouchers, imported into the table as items.

use domain::calendar;
use jiff::civil::Date;
use serde_json::{Value, json};
use testkit::Database;

use crate::world::{NOW, World};

/// The number of items per import.
const CHUNK: usize = 20_000;

/// A voucher of a company.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names are the definitions")]
pub struct Held {
    pub company: &'static str,
    pub location: &'static str,
    pub number: String,
    /// The stored status: `reserved`, `redeemed` or `expired`.
    pub status: &'static str,
    /// The last valid day; for a redeemed voucher the last day to submit its claim.
    pub deadline: Date,
    pub program: &'static str,
    pub customer: String,
    pub reserved_at: &'static str,
}

impl Held {
    /// A reserved voucher of `P-1` at `L-1`.
    pub fn reserved(number: impl Into<String>, deadline: Date) -> Self {
        let (company, location, program) = ("P-1", "L-1", "DDPS");
        let (customer, reserved_at) = ("Contoso Ltd".to_owned(), NOW);
        Self { company, location, number: number.into(), status: "reserved", deadline, program, customer, reserved_at }
    }

    /// A redeemed voucher of `P-1` with a claim.
    pub fn redeemed(number: impl Into<String>, deadline: Date) -> Self {
        Self { status: "redeemed", ..Self::reserved(number, deadline) }
    }
}

/// One item of each kind, as written by the functions.
#[derive(Clone, Debug)]
pub struct Templates {
    reserved: Value,
    redeemed: Value,
    expired: Value,
    claim: Value,
}

impl Templates {
    /// Creates the items by running the functions.
    pub async fn make() -> Self {
        Box::pin(Self::create()).await
    }

    async fn create() -> Self {
        let world = World::new().await;
        let (open, done) = ("SA-TEMPLATE-1", "SA-TEMPLATE-2");
        world.ready(done).await;
        world.pause();
        world.redeem(&[done]).await;
        assert_eq!(world.run_outbox().await, 0);
        world.deliver_claims().await;
        world.assign(open).await;
        world.pause();
        world.reserve(open).await;
        let item = |number: &str, sk: &str| {
            let items = world.database.items();
            let named = |item: &&Value| item["pk"]["S"] == format!("V#{number}") && item["sk"]["S"] == sk;
            items.iter().find(named).unwrap().clone()
        };
        let (redeemed, claim, reserved) = (item(done, "V"), item(done, "C"), item(open, "V"));
        world.pause();
        world.sweep_deadlines(json!({"date": "2027-05-01"})).await;
        Self { reserved, redeemed, expired: item(open, "V"), claim }
    }

    /// Imports vouchers, and claims of the redeemed ones.
    pub fn put(&self, database: &Database, vouchers: impl IntoIterator<Item = Held>) {
        let mut items: Vec<Value> = Vec::new();
        for held in vouchers {
            items.push(self.voucher(&held));
            if held.status == "redeemed" {
                items.push(self.claim(&held));
            }
            if items.len() >= CHUNK {
                database.import(std::mem::take(&mut items));
            }
        }
        database.import(items);
        database.meter.take();
    }

    fn voucher(&self, held: &Held) -> Value {
        let mut item = match held.status {
            "reserved" => self.reserved.clone(),
            "redeemed" => self.redeemed.clone(),
            _ => self.expired.clone(),
        };
        let (number, deadline) = (&held.number, held.deadline);
        item["pk"] = json!({"S": format!("V#{number}")});
        item["number"] = json!({"S": number});
        item["program"] = json!({"S": held.program});
        item["customer"]["M"]["name"] = json!({"S": held.customer});
        item["reservation"]["M"]["reserved_at"] = json!({"S": held.reserved_at});
        item["reservation"]["M"]["company_id"] = json!({"S": held.company});
        item["reservation"]["M"]["location_id"] = json!({"S": held.location});
        item["company_pk"] = json!({"S": format!("P#{}", held.company)});
        item["company_sk"] = json!({"S": format!("V#{}#{deadline}#{number}", held.status)});
        if held.status == "redeemed" {
            item["redeemed_at"] = json!({"S": redeemed_at(deadline)});
        } else {
            item["expires_on"] = json!({"S": deadline});
        }
        item
    }

    fn claim(&self, held: &Held) -> Value {
        let (mut item, number) = (self.claim.clone(), &held.number);
        item["pk"] = json!({"S": format!("V#{number}")});
        item["voucher_number"] = json!({"S": number});
        item["id"] = json!({"S": format!("CL-{number}")});
        item["program"] = json!({"S": held.program});
        item["customer"]["M"]["name"] = json!({"S": held.customer});
        item["company_id"] = json!({"S": held.company});
        item["location_id"] = json!({"S": held.location});
        item["redeemed_at"] = json!({"S": redeemed_at(held.deadline)});
        item["due_on"] = json!({"S": held.deadline});
        item["company_pk"] = json!({"S": format!("P#{}", held.company)});
        item["company_sk"] = json!({"S": format!("C#draft#{}#{number}", held.deadline)});
        item
    }
}

fn redeemed_at(claim_due_on: Date) -> String {
    format!("{}T09:00:00Z", calendar::days_after(claim_due_on, -calendar::CLAIM_WINDOW_DAYS))
}
