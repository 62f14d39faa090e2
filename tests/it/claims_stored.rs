//! Claims in the table itself: submitted together with whose the invoice number is or not at all, listed by company and
//! status, found by operations in the order in which they wait.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::claim::{Claim, Event, Rate, RedeemedVoucher, Status, SubmissionFacts, Submit};
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
    Submit { invoice_number: invoice_number(), purchase_order: None, by, request: request.to_owned() }
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

/// What submitting makes of a claim.
fn submitted(claim: &Claim, command: &Submit, at: &str) -> (Claim, Event) {
    let facts = SubmissionFacts { payee: Some(&payee()), card: &[], invoice_of: None, frozen_until: None };
    match claim.clone().submit(command, facts, at.parse::<Timestamp>().unwrap()) {
        Ok(Outcome::Applied(next, event)) => (*next, event),
        other => panic!("{other:?}"),
    }
}

/// A table with the drafts of these vouchers.
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

async fn saved(table: &Table, seen: &Stored<Claim>, command: &Submit) -> Result<Stored<Claim>, Fault> {
    let (next, event) = submitted(&seen.value, command, NOW);
    let with = vec![AdditionalWrite::invoice(&next.voucher.company_id, command)?];
    table.revise_with(Some(seen), next, event, &intent(&command.request), with).await
}

async fn holder(table: &Table) -> Option<String> {
    table.invoice_of(&company(), &invoice_number()).await.unwrap()
}

#[tokio::test]
async fn a_claim_is_submitted_together_with_whose_its_invoice_number_is() {
    let database = drafts(&[ONE]).await;
    let stored = saved(&database.table, &read(&database.table, ONE).await, &submit("R-1")).await.unwrap();
    let again = read(&database.table, ONE).await;
    assert_eq!((stored.rev, again.rev, &again.value), (2, 2, &stored.value));
    assert!(again.has_seen(&intent("R-1").attempt));
    assert_eq!(holder(&database.table).await.as_deref(), Some("R-1"));
}

#[tokio::test]
async fn a_number_that_another_request_has_leaves_the_claim_as_it_was() {
    let database = drafts(&[ONE]).await;
    assert!(database.table.take_invoice(&company(), &submit("R-2")).await.unwrap());
    let before = database.items();
    let lost = saved(&database.table, &read(&database.table, ONE).await, &submit("R-1")).await;
    assert!(matches!(lost, Err(Fault::LostRace)), "{lost:?}");
    assert_eq!(database.items(), before);
}

#[tokio::test]
async fn a_claim_that_moved_meanwhile_takes_no_number() {
    let database = drafts(&[ONE]).await;
    let seen = read(&database.table, ONE).await;
    let Ok(Outcome::Applied(gone, event)) = seen.value.clone().withdraw(date(2026, 12, 15)) else { panic!() };
    database.table.revise(Some(&seen), *gone, event, &intent("withdraw")).await.unwrap();
    let lost = saved(&database.table, &seen, &submit("R-1")).await;
    assert!(matches!(lost, Err(Fault::LostRace)), "{lost:?}");
    assert_eq!(holder(&database.table).await, None);
    assert_eq!(read(&database.table, ONE).await.value.stored_status(), Status::Withdrawn);
}

#[tokio::test]
async fn the_same_request_has_its_number_as_often_as_it_comes_and_another_never() {
    let database = drafts(&[ONE, OTHER]).await;
    let table = &database.table;
    for _ in 0..2 {
        assert!(table.take_invoice(&company(), &submit("R-1")).await.unwrap());
    }
    for of in [ONE, OTHER] {
        saved(table, &read(table, of).await, &submit("R-1")).await.unwrap();
    }
    assert!(!table.take_invoice(&company(), &submit("R-2")).await.unwrap());
    assert_eq!(holder(table).await.as_deref(), Some("R-1"));
    let elsewhere = CompanyId::parse("P-2").unwrap();
    assert!(table.take_invoice(&elsewhere, &submit("R-2")).await.unwrap(), "a number is unique within its company");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_requests_with_one_invoice_number_at_once_one_has_it_and_the_other_changes_nothing() {
    for _ in 0..8 {
        let database = drafts(&[ONE, OTHER]).await;
        database.faults.gather("TransactWriteItems", 2);
        let won = crowd(&database, 2, |database, caller| async move {
            let seen = read(&database.table, [ONE, OTHER][caller]).await;
            match saved(&database.table, &seen, &submit(["R-1", "R-2"][caller])).await {
                Ok(_) => true,
                Err(Fault::LostRace) => false,
                Err(other) => panic!("{other}"),
            }
        })
        .await;
        let winner = won.iter().position(|won| *won).expect("one of them");
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
    let seen = read(&database.table, ONE).await;
    database.faults.gather("TransactWriteItems", 2);
    let saved = crowd(&database, 2, |database, _| {
        let seen = seen.clone();
        async move { saved(&database.table, &seen, &submit("R-1")).await.is_ok() }
    })
    .await;
    assert_eq!(saved.iter().filter(|saved| **saved).count(), 1);
    let stands = read(&database.table, ONE).await;
    assert_eq!((stands.rev, stands.has_seen(&intent("R-1").attempt)), (2, true), "whoever lost finds it done");
}

/// The numbers of a company's claims in a status.
async fn listed(table: &Table, status: Status) -> Vec<String> {
    let wanted = ClaimQuery {
        company: company(),
        status: Some(status),
        due_before: None,
        descending: false,
        today: date(2026, 12, 15),
    };
    let page = table.page(&wanted, None, 10, None).await.unwrap();
    assert!(page.next.is_none() && page.unreadable.is_empty());
    page.items.iter().map(|stored| stored.value.voucher.voucher_number.to_string()).collect()
}

/// How many places of a kind the due index holds through a day.
async fn due(table: &Table, what: Due, day: jiff::civil::Date) -> usize {
    let mut found = 0;
    for shard in 0..INDEX_SHARDS {
        found += table.due(what, shard, &DueUntil::day(day), None).await.unwrap().keys.len();
    }
    found
}

#[tokio::test]
async fn a_claim_moves_from_what_waits_for_its_partner_to_what_waits_for_a_review() {
    let database = drafts(&[ONE, OTHER]).await;
    let table = &database.table;
    let first_reminder = date(2026, 12, 31);
    assert_eq!((due(table, Due::Claims, first_reminder).await, due(table, Due::Reviews, first_reminder).await), (2, 0));
    assert_eq!(due(table, Due::Claims, date(2026, 12, 30)).await, 0, "not before its day");
    saved(table, &read(table, OTHER).await, &submit("R-1")).await.unwrap();
    assert_eq!((due(table, Due::Claims, first_reminder).await, due(table, Due::Reviews, first_reminder).await), (1, 1));
    assert_eq!((listed(table, Status::Draft).await, listed(table, Status::Submitted).await), (one(ONE), one(OTHER)));
}

fn one(number: &str) -> Vec<String> {
    vec![number.to_owned()]
}

#[tokio::test]
async fn operations_find_what_waits_longest_first_whatever_shard_it_is_in() {
    let numbers: Vec<String> = (0..12).map(|n| format!("SA-WAITS-{n:02}")).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let database = drafts(&numbers).await;
    let table = &database.table;
    for (n, of) in numbers.iter().enumerate().rev() {
        let seen = read(table, of).await;
        let (next, event) = submitted(&seen.value, &submit("R-1"), &format!("2026-12-15T09:{n:02}:00Z"));
        table.revise(Some(&seen), next, event, &intent("submit")).await.unwrap();
    }
    let found = table.waiting(Due::Reviews, None, 5, &|_| true).await.unwrap().claims;
    let found: Vec<&str> = found.iter().map(|stored| stored.value.voucher.voucher_number.as_str()).collect();
    assert_eq!(found, numbers[..5]);
}
