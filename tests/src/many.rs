//! Tables with very many enrollments, few of them due.

use jiff::civil::Date;
use serde_json::{Value, json};
use testkit::sample;

use crate::world::World;

/// The number of items per import.
const CHUNK: usize = 50_000;
const SHARDS: usize = 8;

impl World {
    /// Fills the table with one enrollment per company: `due` of them are due on `due_on`, the others a year later.
    pub async fn import_enrollments(&self, count: usize, due: usize, due_on: Date) {
        sample::put_enrollment(&self.database.table, sample::enrolled("P-TEMPLATE", "DDPS")).await;
        let items = self.database.items();
        let template = items.into_iter().find(|item| item["pk"]["S"] == "P#P-TEMPLATE").unwrap();
        let later = domain::calendar::years_after(due_on, 1);
        for start in (0..count).step_by(CHUNK) {
            let numbers = start..count.min(start + CHUNK);
            let item = |n: usize| enrollment(&template, n, if n < due { due_on } else { later });
            self.database.import(numbers.map(item).collect());
        }
        self.database.meter.take();
    }
}

/// A copy of the enrollment for another company, with a term that ends 60 days after `due_on`.
fn enrollment(template: &Value, n: usize, due_on: Date) -> Value {
    let company = format!("P-{n:07}");
    let term_end = domain::calendar::days_after(due_on, 60);
    let mut item = template.clone();
    item["pk"] = json!({"S": format!("P#{company}")});
    item["company_id"] = json!({"S": company});
    item["term_end"] = json!({"S": term_end});
    item["due_pk"] = json!({"S": format!("E#{}", n % SHARDS)});
    item["due_sk"] = json!({"S": format!("{due_on}#{company}#DDPS")});
    item
}
