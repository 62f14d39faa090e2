//! What stands in the table, looked at past the interface.

use domain::VoucherNumber;
use domain::claim::Claim;
use domain::report::Report;
use serde_json::Value;
use table::StoredVoucher;

use crate::world::World;

impl World {
    /// A voucher.
    pub async fn voucher(&self, number: &str) -> StoredVoucher {
        self.database.table.voucher(&parsed(number)).await.unwrap().unwrap()
    }

    /// The claim of a voucher.
    pub async fn claim(&self, number: &str) -> Option<Claim> {
        self.database.table.claim(&parsed(number)).await.unwrap().map(|stored| stored.value)
    }

    /// The report of a voucher.
    pub async fn stored_report(&self, number: &str) -> Option<Report> {
        let (_, stored) = self.database.table.voucher_and_report(&parsed(number)).await.unwrap();
        stored.map(|stored| stored.report)
    }

    /// The revision of a voucher's report; 0 before there is one.
    pub async fn report_rev(&self, number: &str) -> u64 {
        let (_, stored) = self.database.table.voucher_and_report(&parsed(number)).await.unwrap();
        stored.map_or(0, |stored| stored.rev)
    }

    /// Unbinds every Idempotency-Key, so that a test can use the same one for something else.
    pub fn forget_keys(&self) {
        self.database.remove_all("K");
    }

    /// Forgets which webhook messages were processed, as if each had died before it was remembered.
    pub fn forget_deliveries(&self) {
        self.database.remove_all("WH");
    }

    /// The files stored for a voucher, each by its status.
    pub async fn files(&self, number: &str) -> Vec<&'static str> {
        let (_, files) = self.database.table.voucher_and_files(&parsed(number)).await.unwrap();
        files.iter().map(|file| file.status().as_str()).collect()
    }

    /// What happened to a voucher, from its history: one event for every revision and none besides, or this panics.
    pub async fn events(&self, number: &str) -> Vec<String> {
        assert_eq!(self.run_outbox().await, 0);
        let history = self.database.table.history(&parsed(number)).await.unwrap().0;
        let revs: Vec<u64> = history.iter().map(|line| line.rev).collect();
        assert_eq!(revs, (1..=self.voucher(number).await.rev).collect::<Vec<_>>(), "{number}: gaps in its history");
        let name = |event| serde_json::to_value(event).unwrap()["type"].as_str().unwrap().to_owned();
        history.iter().map(|line| name(&line.last.event)).collect()
    }

    /// How many items of a kind there are: those whose sort key begins so.
    pub fn items(&self, sk_begins: &str) -> usize {
        let is_of_kind = |item: &Value| item["sk"]["S"].as_str().is_some_and(|sk| sk.starts_with(sk_begins));
        self.database.items().iter().filter(|item| is_of_kind(item)).count()
    }
}

fn parsed(number: &str) -> VoucherNumber {
    VoucherNumber::parse(number).unwrap()
}
