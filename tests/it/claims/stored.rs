//! Claims in the table: written in one transaction with the holder of their invoice number, listed by company and
//! status, found by operations in the order in which they wait.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::claim::{Claim, Correction, Event, Rate, RedeemedVoucher, Status, SubmissionFacts, Submit};
use domain::payee::{BankProfile, Payee};
use domain::{
    Actor, BankProfileId, CompanyId, Country, Currency, Fault, Intent, InvoiceNumber, LocationId, Money, Name, Outcome,
    ProgramCode, VoucherNumber,
};
use jiff::Timestamp;
use jiff::civil::date;
use table::{AdditionalWrite, ClaimQuery, Due, DueUntil, INDEX_SHARDS, Stored, Table};
use testkit::Database;
use tests::crowd;

const ONE: &str = "SA-STORED-1";
const OTHER: &str = "SA-STORED-2";
const NOW: &str = "2026-12-15T09:30:00Z";

fn number(text: &str) -> VoucherNumber {
    VoucherNumber::parse(text).unwrap()
}

fn company() -> CompanyId {
    CompanyId::parse("P-1").unwrap()
}

fn usd() -> Currency {
    Currency::parse("USD").unwrap()
}

fn draft(of: &str) -> Claim {
    let voucher = RedeemedVoucher {
        voucher_number: number(of),
        company_id: company(),
        location_id: LocationId::parse("L-1").unwrap(),
        country: Country::parse("TW").unwrap(),
        program: ProgramCode::parse("DDPS").unwrap(),
        days: 5,
        redeemed_at: "2026-12-01T17:00:00Z".parse().unwrap(),
        redeemed_by: None,
    };
    let per_day = Money { minor: 100_000, currency: usd() };
    Claim::draft(voucher, &[Rate { per_day, valid_from: date(2026, 1, 1), valid_to: None, sample: true }])
}

fn intent(attempt: &str) -> Intent {
    Intent::new(Actor::parse("u-1").unwrap(), "P-1", NOW.parse().unwrap(), None, attempt, "fingerprint")
}

fn invoice_number() -> InvoiceNumber {
    InvoiceNumber::parse("INV-1").unwrap()
}

fn submit(request: &str) -> Submit {
    let by = Actor::parse("u-1").unwrap();
    Submit { invoice_number: invoice_number(), purchase_order: None, comment: None, by, request: request.to_owned() }
}

fn payee() -> Payee {
    let id = BankProfileId::parse("B-1").unwrap();
    let profile = BankProfile { id: id.clone(), label: Name::parse("Main").unwrap(), currency: usd() };
    Payee {
        company_id: company(),
        program: ProgramCode::parse("DDPS").unwrap(),
        bank_profiles: vec![profile],
        locations: BTreeMap::from([(LocationId::parse("L-1").unwrap(), id)]),
    }
}

/// The submitted claim and its event.
fn submitted(claim: &Claim, command: &Submit, at: &str) -> (Claim, Event) {
    let facts = SubmissionFacts {
        payee: Some(&payee()),
        card: &[],
        invoice_holder: None,
        frozen_until: None,
        correction: Correction::default(),
    };
    match claim.clone().submit(command, facts, at.parse::<Timestamp>().unwrap()) {
        Ok(Outcome::Applied(next, event)) => (*next, event),
        other => panic!("{other:?}"),
    }
}

/// A table with the draft claims of these vouchers.
async fn drafts(numbers: &[&str]) -> Arc<Database> {
    let database = Database::start().await;
    for of in numbers {
        assert!(database.table.create_claim(draft(of), &intent("draft")).await.unwrap());
    }
    Arc::new(database)
}

async fn read(table: &Table, of: &str) -> Stored<Claim> {
    table.claim(&number(of)).await.unwrap().unwrap()
}

async fn save_submitted(table: &Table, before: &Stored<Claim>, command: &Submit) -> Result<Stored<Claim>, Fault> {
    let (after, event) = submitted(&before.value, command, NOW);
    let with = vec![AdditionalWrite::invoice(&after.voucher.company_id, command)?];
    table.revise_with(Some(before), after, event, &intent(&command.request), with).await
}

async fn holder(table: &Table) -> Option<String> {
    table.invoice_holder(&company(), &invoice_number()).await.unwrap()
}

#[tokio::test]
async fn a_submitted_claim_is_written_together_with_the_holder_of_its_invoice_number() {
    let database = drafts(&[ONE]).await;
    let stored = save_submitted(&database.table, &read(&database.table, ONE).await, &submit("R-1")).await.unwrap();
    let again = read(&database.table, ONE).await;
    assert_eq!((stored.rev, again.rev, &again.value), (2, 2, &stored.value));
    assert!(again.has_attempt(&intent("R-1").attempt));
    assert_eq!(holder(&database.table).await.as_deref(), Some("R-1"));
}

#[tokio::test]
async fn an_invoice_number_held_by_another_request_leaves_the_claim_unchanged() {
    let database = drafts(&[ONE]).await;
    assert!(database.table.take_invoice(&company(), &submit("R-2")).await.unwrap());
    let before = database.items();
    let lost = save_submitted(&database.table, &read(&database.table, ONE).await, &submit("R-1")).await;
    assert!(matches!(lost, Err(Fault::LostRace)), "{lost:?}");
    assert_eq!(database.items(), before);
}

#[tokio::test]
async fn a_claim_changed_in_between_takes_no_invoice_number() {
    let database = drafts(&[ONE]).await;
    let before = read(&database.table, ONE).await;
    let Ok(Outcome::Applied(gone, event)) = before.value.clone().withdraw(date(2026, 12, 15)) else { panic!() };
    database.table.revise(Some(&before), *gone, event, &intent("withdraw")).await.unwrap();
    let lost = save_submitted(&database.table, &before, &submit("R-1")).await;
    assert!(matches!(lost, Err(Fault::LostRace)), "{lost:?}");
    assert_eq!(holder(&database.table).await, None);
    assert_eq!(read(&database.table, ONE).await.value.stored_status(), Status::Withdrawn);
}

#[tokio::test]
async fn a_repeated_request_keeps_its_invoice_number_and_another_request_does_not_get_it() {
    let database = drafts(&[ONE, OTHER]).await;
    let table = &database.table;
    for _ in 0..2 {
        assert!(table.take_invoice(&company(), &submit("R-1")).await.unwrap());
    }
    for of in [ONE, OTHER] {
        save_submitted(table, &read(table, of).await, &submit("R-1")).await.unwrap();
    }
    assert!(!table.take_invoice(&company(), &submit("R-2")).await.unwrap());
    assert_eq!(holder(table).await.as_deref(), Some("R-1"));
    let elsewhere = CompanyId::parse("P-2").unwrap();
    assert!(table.take_invoice(&elsewhere, &submit("R-2")).await.unwrap(), "a number is unique within its company");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_concurrent_requests_with_one_invoice_number_one_gets_it_and_the_other_changes_nothing() {
    for _ in 0..8 {
        let database = drafts(&[ONE, OTHER]).await;
        database.faults.gather("TransactWriteItems", 2);
        let won = crowd(&database, 2, |database, caller| async move {
            let before = read(&database.table, [ONE, OTHER][caller]).await;
            match save_submitted(&database.table, &before, &submit(["R-1", "R-2"][caller])).await {
                Ok(_) => true,
                Err(Fault::LostRace) => false,
                Err(other) => panic!("{other}"),
            }
        })
        .await;
        let winner = won.iter().position(|won| *won).expect("one request succeeds");
        assert_eq!(won.iter().filter(|won| **won).count(), 1);
        assert_eq!(holder(&database.table).await.as_deref(), Some(["R-1", "R-2"][winner]));
        let statuses = [read(&database.table, ONE).await, read(&database.table, OTHER).await];
        let statuses = statuses.map(|stored| stored.value.stored_status());
        assert_eq!((statuses[winner], statuses[1 - winner]), (Status::Submitted, Status::Draft));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_sent_twice_at_once_submits_its_claim_once() {
    let database = drafts(&[ONE]).await;
    let before = read(&database.table, ONE).await;
    database.faults.gather("TransactWriteItems", 2);
    let saved = crowd(&database, 2, |database, _| {
        let before = before.clone();
        async move { save_submitted(&database.table, &before, &submit("R-1")).await.is_ok() }
    })
    .await;
    assert_eq!(saved.iter().filter(|saved| **saved).count(), 1);
    let stored = read(&database.table, ONE).await;
    assert_eq!(
        (stored.rev, stored.has_attempt(&intent("R-1").attempt)),
        (2, true),
        "the request that lost the race finds the claim submitted"
    );
}

/// The numbers of a company's claims in a status.
async fn listed(table: &Table, status: Status) -> Vec<String> {
    let query = ClaimQuery {
        company: company(),
        status: Some(status),
        due_before: None,
        descending: false,
        today: date(2026, 12, 15),
    };
    let page = table.page(&query, None, 10, None).await.unwrap();
    assert!(page.next.is_none() && page.unreadable.is_empty());
    page.items.iter().map(|stored| stored.value.voucher.voucher_number.to_string()).collect()
}

/// The number of entries of a kind in the due index, through a day.
async fn due(table: &Table, what: Due, day: jiff::civil::Date) -> usize {
    let mut found = 0;
    for shard in 0..INDEX_SHARDS {
        found += table.due(what, shard, &DueUntil::day(day), None).await.unwrap().keys.len();
    }
    found
}

#[tokio::test]
async fn a_submitted_claim_moves_in_the_due_index_from_its_reminders_to_the_reviews() {
    let database = drafts(&[ONE, OTHER]).await;
    let table = &database.table;
    let first_reminder = date(2026, 12, 31);
    assert_eq!((due(table, Due::Claims, first_reminder).await, due(table, Due::Reviews, first_reminder).await), (2, 0));
    assert_eq!(due(table, Due::Claims, date(2026, 12, 30)).await, 0, "not before its day");
    save_submitted(table, &read(table, OTHER).await, &submit("R-1")).await.unwrap();
    assert_eq!((due(table, Due::Claims, first_reminder).await, due(table, Due::Reviews, first_reminder).await), (1, 1));
    assert_eq!((listed(table, Status::Draft).await, listed(table, Status::Submitted).await), (one(ONE), one(OTHER)));
}

fn one(number: &str) -> Vec<String> {
    vec![number.to_owned()]
}

#[tokio::test]
async fn operations_find_the_longest_waiting_claims_first_across_all_shards() {
    let numbers: Vec<String> = (0..12).map(|n| format!("SA-WAITS-{n:02}")).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let database = drafts(&numbers).await;
    let table = &database.table;
    for (n, of) in numbers.iter().enumerate().rev() {
        let before = read(table, of).await;
        let (after, event) = submitted(&before.value, &submit("R-1"), &format!("2026-12-15T09:{n:02}:00Z"));
        table.revise(Some(&before), after, event, &intent("submit")).await.unwrap();
    }
    let found = table.waiting(Due::Reviews, None, 5, &|_| true).await.unwrap().claims;
    let found: Vec<&str> = found.iter().map(|stored| stored.value.voucher.voucher_number.as_str()).collect();
    assert_eq!(found, numbers[..5]);
}
