//! Reading a voucher and what belongs to it is no snapshot: it may see one from before a change and the other from after
//! it. A decision that rests on such a read must not be written. What happens to fall apart in the cloud is put together
//! here by hand, out of two reads.

use domain::attempt::{Actor, Intent};
use domain::deliverable::{Deliverable, Observation, Sha256, Verdict};
use domain::voucher::{Outcome, Voucher};
use domain::{CompanyId, Country, DeliverableId, Fault, VoucherNumber, calendar};
use table::{
    AdditionalWrite, Change, ReportChange, StoredReport, StoredVoucher, Target, VoucherWithFile, VoucherWithReport,
};

use super::*;

struct Read {
    voucher: StoredVoucher,
    file: Option<Deliverable>,
    report: Option<StoredReport>,
}

async fn read(world: &World, id: &str) -> Read {
    let (number, id) = (VoucherNumber::parse(N).unwrap(), DeliverableId::parse(id).unwrap());
    let (voucher, file) = world.database.table.voucher_and_file(&number, &id).await.unwrap();
    let (_, report) = world.database.table.voucher_and_report(&number).await.unwrap();
    Read { voucher: voucher.unwrap(), file, report }
}

fn intent(world: &World) -> Intent {
    Intent::new(Actor::parse("U-1").unwrap(), "P-1/U-1", world.clock.now(), None, "torn", "")
}

/// Writes what was decided; whether it was refused for what it rests on, with nothing written.
async fn is_refused<T: Target>(world: &World, seen: T, change: impl Into<T::Change>) -> bool {
    let before = world.voucher(N).await.rev;
    let saved = world.database.table.write(Some(seen), change, &intent(world)).await;
    assert_eq!(world.voucher(N).await.rev, before);
    matches!(saved, Err(Fault::LostRace))
}

async fn reserved() -> (World, CompanyId) {
    let world = World::new().await;
    world.assign(N).await;
    world.reserve(N).await;
    (world, CompanyId::parse("P-1").unwrap())
}

async fn delete(world: &World, id: &str) {
    let path = format!("/vouchers/{N}/deliverables/{id}");
    world.as_admin("P-1", Function::Deliverable, "DELETE", &path, &Value::Null).await.expect(204);
}

fn judged(world: &World, voucher: &Voucher, file: &Deliverable) -> domain::voucher::FileOutcome {
    let file_of = &file.file().announced;
    let sha256 = Some(Sha256::parse(file_of.sha256.as_str()).unwrap());
    let observed = Observation { size: file_of.size, sha256, finding: None, verdict: Verdict::Clean };
    voucher.clone().judge(file, &observed, world.clock.now()).unwrap()
}

#[tokio::test]
async fn a_file_that_was_deleted_meanwhile_is_not_judged_back_to_life() {
    let (world, _) = reserved().await;
    let id = world.announce(N, "plan.pdf", PDF).await;
    let stale = read(&world, &id).await.file.unwrap();
    delete(&world, &id).await;
    let seen = read(&world, &id).await.voucher;
    let outcome = judged(&world, &seen.value, &stale);
    assert!(is_refused(&world, VoucherWithFile { voucher: seen, file: Some(stale.clone()) }, outcome).await);
    // Announced again, it is another upload: the old bytes do not count for it.
    world.announce(N, "plan.pdf", PDF).await;
    let seen = read(&world, &id).await.voucher;
    let outcome = judged(&world, &seen.value, &stale);
    assert!(is_refused(&world, VoucherWithFile { voucher: seen, file: Some(stale.clone()) }, outcome).await);
    assert_eq!(world.files(N).await, ["announced"]);
}

#[tokio::test]
async fn a_file_that_was_judged_meanwhile_is_not_deleted_as_one_that_was_not() {
    let (world, company) = reserved().await;
    let id = world.announce(N, "plan.pdf", PDF).await;
    let stale = read(&world, &id).await.file.unwrap();
    world.upload(N, &id, 1, PDF).await;
    let seen = read(&world, &id).await.voucher;
    let outcome = seen.value.clone().remove(&company, &stale, calendar::utc_day(world.clock.now())).unwrap();
    let with = vec![AdditionalWrite::no_file(&VoucherNumber::parse(N).unwrap(), &stale)];
    assert!(is_refused(&world, seen, Change { outcome, with }).await);
    assert_eq!(world.voucher(N).await.value.deliverables().clean, 1);
}

#[tokio::test]
async fn a_file_that_was_announced_meanwhile_is_not_announced_as_a_new_one() {
    let (world, company) = reserved().await;
    let id = world.announce(N, "plan.pdf", PDF).await;
    let Read { voucher: seen, file, .. } = read(&world, &id).await;
    let announced = file.unwrap().file().announced.clone();
    let by = Actor::parse("U-1").unwrap();
    let outcome = seen.value.clone().announce(&company, announced, None, &by, world.clock.now()).unwrap();
    assert!(is_refused(&world, VoucherWithFile { voucher: seen, file: None }, outcome).await);
    assert_eq!(world.voucher(N).await.value.deliverables().total(), 1);
}

/// A further draft, decided on an older voucher and a newer report.
async fn draft_is_refused(world: &World, stale: &StoredVoucher, company: &CompanyId) -> bool {
    let report = read(world, "0").await.report;
    let before = world.stored_report(N).await;
    let mut answers = report.as_ref().unwrap().report.answers.clone();
    answers.seats = Some(1);
    let intent = intent(world);
    let (outcome, draft) = stale.value.clone().draft(company, answers, &intent.by, intent.at).unwrap();
    assert_eq!(outcome, Outcome::Unchanged, "the voucher was read with a draft");
    let (voucher, change) = (stale.clone(), ReportChange { outcome, report: Some(draft) });
    let saved = world.database.table.write(Some(VoucherWithReport { voucher, report }), change, &intent).await;
    assert_eq!(world.stored_report(N).await, before);
    matches!(saved, Err(Fault::LostRace))
}

#[tokio::test]
async fn a_report_that_was_submitted_meanwhile_is_not_overwritten_by_a_draft() {
    let (world, company) = reserved().await;
    world.deliver(N).await;
    let path = format!("/vouchers/{N}/report");
    world.as_admin("P-1", Function::Completion, "PUT", &path, &answers()).await.expect(200);
    let stale = read(&world, "0").await.voucher;
    let path = format!("{path}/submit");
    world.as_admin("P-1", Function::Completion, "POST", &path, &Value::Null).await.expect(200);
    assert!(draft_is_refused(&world, &stale, &company).await);
}

#[tokio::test]
async fn the_report_of_the_next_company_is_not_overwritten_by_a_draft_of_the_last_one() {
    let (world, company) = reserved().await;
    let path = format!("/vouchers/{N}/report");
    world.as_admin("P-1", Function::Completion, "PUT", &path, &answers()).await.expect(200);
    let stale = read(&world, "0").await.voucher;
    assert_eq!(cancel(&world, "P-1", N).await.status, 200);
    assert_eq!(reserve(&world, "P-2", &reservation_by("P-2", N)).await.status, 201);
    let mut theirs = answers();
    theirs["delivery_country"] = json!(Country::parse("US").unwrap().as_str());
    world.as_admin("P-2", Function::Completion, "PUT", &path, &theirs).await.expect(200);
    assert!(draft_is_refused(&world, &stale, &company).await);
}
