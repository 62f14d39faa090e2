use super::*;
use domain::claim::Status;
use domain::payee::{BankProfile, Payee, PayeeEvent};
use domain::progress::{self, NeedKind, Stage};
use domain::{BankProfileId, Currency, LocationId, Name};
use std::collections::BTreeSet;
use table::SummaryQuery;
use testkit::{Database, sample};

/// A day on which the evidence and rates of the sample companies are older than the twelve months.
const NOW: &str = "2027-02-10T13:00:00Z";

async fn database() -> Database {
    let database = Database::start().await;
    sample::load(&database.table).await;
    let bank = BankProfileId::parse("B-1").unwrap();
    let payee = Payee {
        company_id: CompanyId::parse(SAMPLE_PARTNER).unwrap(),
        program: ProgramCode::parse("DDPS").unwrap(),
        locations: [(LocationId::parse("L-1").unwrap(), bank.clone())].into(),
        bank_profiles: vec![BankProfile {
            id: bank,
            label: Name::parse("Harbor Bank").unwrap(),
            currency: Currency::parse("USD").unwrap(),
        }],
    };
    let event = PayeeEvent::Registered(payee.registration());
    sample::write(&database.table, None, payee, event).await;
    database
}

#[tokio::test]
async fn the_program_allows_every_life_and_a_second_load_adds_nothing() {
    let (database, now) = (database().await, NOW.parse().unwrap());
    let added = add_missing(&database.table, now).await.unwrap();
    assert_eq!(added, plan::lives(now).len());
    let written = database.items();
    assert_eq!(add_missing(&database.table, now).await.unwrap(), 0);
    assert_eq!(database.items(), written);
}

#[tokio::test]
async fn every_stage_need_and_status_of_a_claim_that_waits_for_somebody_occurs() {
    let (database, now) = (database().await, NOW.parse().unwrap());
    add_missing(&database.table, now).await.unwrap();
    let today = calendar::utc_day(now);
    let query = SummaryQuery::overview(CompanyId::parse(SAMPLE_PARTNER).unwrap(), progress::begins_on(today));
    let summary = database.table.summary(&query).await.unwrap();
    let (vouchers, claims) = (summary.vouchers.iter(), summary.claims.iter());
    let stages = vouchers.clone().filter_map(|voucher| voucher.status_facts.stage(today));
    let stages: BTreeSet<Stage> =
        stages.chain(claims.clone().filter_map(|claim| claim.status_facts.stage(today))).collect();
    assert_eq!(stages, Stage::ALL.into());
    let needs = vouchers.filter_map(|voucher| voucher.status_facts.need(today));
    let needs = needs.chain(claims.clone().filter_map(|claim| claim.status_facts.need(today)));
    let kinds: BTreeSet<NeedKind> = needs.map(|need| need.kind).collect();
    // A renewal is of an enrollment, and whether an invoice is due depends on what arrived of it.
    let others = [NeedKind::Renewal, NeedKind::InvoiceDue];
    assert_eq!(kinds, NeedKind::ALL.into_iter().filter(|kind| !others.contains(kind)).collect());
    let statuses: BTreeSet<Status> = claims.clone().map(|claim| claim.status(today)).collect();
    for status in [Status::UnderReview, Status::OnHold, Status::Scheduled, Status::PaymentFailed, Status::Paid] {
        assert!(statuses.contains(&status), "{status:?}");
    }
    let movements = claims.flat_map(|claim| {
        let amount = claim.amount.as_ref().unwrap();
        claim.payments.movements(amount).into_iter().map(|movement| (movement.on, movement.amount))
    });
    let paid = progress::paid_by_month(movements, today).unwrap();
    assert!(paid.iter().filter(|month| !month.totals.is_empty()).count() > 9, "{paid:?}");
}
