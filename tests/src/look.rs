//! Direct reads of the table.

use domain::VoucherNumber;
use domain::claim::Claim;
use domain::report::Report;
use serde_json::Value;
use table::StoredVoucher;

use crate::world::World;

impl World {
    /// Returns a voucher.
    pub async fn voucher(&self, number: &str) -> StoredVoucher {
        self.database.table.voucher(&parsed(number)).await.unwrap().unwrap()
    }

    /// Returns the claim of a voucher, if there is one.
    pub async fn claim(&self, number: &str) -> Option<Claim> {
        self.database.table.claim(&parsed(number)).await.unwrap().map(|stored| stored.value)
    }

    /// Returns the completion report of a voucher, if there is one.
    pub async fn stored_report(&self, number: &str) -> Option<Report> {
        let (_, stored) = self.database.table.voucher_and_report(&parsed(number)).await.unwrap();
        stored.map(|stored| stored.report)
    }

    /// Returns the revision of a voucher's completion report; 0 if there is none.
    pub async fn report_rev(&self, number: &str) -> u64 {
        let (_, stored) = self.database.table.voucher_and_report(&parsed(number)).await.unwrap();
        stored.map_or(0, |stored| stored.rev)
    }

    /// Deletes all stored idempotency keys, so that a test can use a key again.
    pub fn delete_stored_answers(&self) {
        self.database.remove_all("K");
    }

    /// Deletes the ids of processed webhook messages, as if each invocation had crashed before storing the id.
    pub fn delete_webhook_ids(&self) {
        self.database.remove_all("WH");
    }

    /// Returns the statuses of a voucher's files.
    pub async fn files(&self, number: &str) -> Vec<&'static str> {
        let (_, files) = self.database.table.voucher_and_files(&parsed(number)).await.unwrap();
        files.iter().map(|file| file.status().as_str()).collect()
    }

    /// Returns the event names of a voucher's history. Panics unless it has exactly one line per revision.
    pub async fn events(&self, number: &str) -> Vec<String> {
        assert_eq!(self.run_outbox().await, 0);
        let history = self.database.table.history(&parsed(number)).await.unwrap().0;
        let revs: Vec<u64> = history.iter().map(|line| line.rev).collect();
        assert_eq!(revs, (1..=self.voucher(number).await.rev).collect::<Vec<_>>(), "{number}: gaps in its history");
        let name = |event| serde_json::to_value(event).unwrap()["type"].as_str().unwrap().to_owned();
        history.iter().map(|line| name(&line.last.event)).collect()
    }

    /// Counts the items whose sort key begins with a prefix.
    pub fn items(&self, sk_begins: &str) -> usize {
        let is_of_kind = |item: &Value| item["sk"]["S"].as_str().is_some_and(|sk| sk.starts_with(sk_begins));
        self.database.items().iter().filter(|item| is_of_kind(item)).count()
    }
}

fn parsed(number: &str) -> VoucherNumber {
    VoucherNumber::parse(number).unwrap()
}
