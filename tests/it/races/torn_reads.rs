//! Torn reads: a batch read of a voucher and its file or report is no snapshot; one item may be from before a change
//! and the other from after it. A decision based on such a read must not be written (DECISIONS.md 19). The tests
//! combine two reads to produce the torn one.

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

/// Writes a decision. Returns true when its condition failed and nothing was written.
async fn is_refused<T: Target>(world: &World, before: T, change: impl Into<T::Change>) -> bool {
    let rev = world.voucher(N).await.rev;
    let written = world.database.table.write(Some(before), change, &intent(world)).await;
    assert_eq!(world.voucher(N).await.rev, rev);
    matches!(written, Err(Fault::LostRace))
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

fn check(world: &World, voucher: &Voucher, file: &Deliverable) -> domain::voucher::FileOutcome {
    let file_of = &file.file().announced;
    let sha256 = Some(Sha256::parse(file_of.sha256.as_str()).unwrap());
    let observed = Observation { size: file_of.size, sha256, finding: None, verdict: Verdict::Clean };
    voucher.clone().judge(file, &observed, world.clock.now()).unwrap()
}

#[tokio::test]
async fn a_check_result_does_not_restore_a_file_deleted_meanwhile() {
    let (world, _) = reserved().await;
    let id = world.announce(N, "plan.pdf", PDF).await;
    let stale = read(&world, &id).await.file.unwrap();
    delete(&world, &id).await;
    let voucher = read(&world, &id).await.voucher;
    let outcome = check(&world, &voucher.value, &stale);
    assert!(is_refused(&world, VoucherWithFile { voucher, file: Some(stale.clone()), claim: None }, outcome).await);
    // A file that is announced again is another upload: the result of the old one does not apply.
    world.announce(N, "plan.pdf", PDF).await;
    let voucher = read(&world, &id).await.voucher;
    let outcome = check(&world, &voucher.value, &stale);
    assert!(is_refused(&world, VoucherWithFile { voucher, file: Some(stale.clone()), claim: None }, outcome).await);
    assert_eq!(world.files(N).await, ["announced"]);
}

#[tokio::test]
async fn a_file_checked_meanwhile_is_not_deleted_as_unchecked() {
    let (world, company) = reserved().await;
    let id = world.announce(N, "plan.pdf", PDF).await;
    let stale = read(&world, &id).await.file.unwrap();
    world.upload(N, &id, 1, PDF).await;
    let voucher = read(&world, &id).await.voucher;
    let outcome = voucher.value.clone().remove(&company, &stale, calendar::utc_day(world.clock.now())).unwrap();
    let with = vec![AdditionalWrite::delete_file(&VoucherNumber::parse(N).unwrap(), &stale)];
    assert!(is_refused(&world, voucher, Change { outcome, with }).await);
    assert_eq!(world.voucher(N).await.value.deliverables().clean, 1);
}

#[tokio::test]
async fn a_file_announced_meanwhile_is_not_announced_as_new() {
    let (world, company) = reserved().await;
    let id = world.announce(N, "plan.pdf", PDF).await;
    let Read { voucher, file, .. } = read(&world, &id).await;
    let announced = file.unwrap().file().announced.clone();
    let by = Actor::parse("U-1").unwrap();
    let outcome = voucher.value.clone().announce(&company, announced, None, &by, world.clock.now()).unwrap();
    assert!(is_refused(&world, VoucherWithFile { voucher, file: None, claim: None }, outcome).await);
    assert_eq!(world.voucher(N).await.value.deliverables().total(), 1);
}

/// Writes a draft that was decided on an older voucher and a newer report. Returns true when it was refused.
async fn draft_is_refused(world: &World, stale: &StoredVoucher, company: &CompanyId) -> bool {
    let report = read(world, "0").await.report;
    let before = world.stored_report(N).await;
    let mut answers = report.as_ref().unwrap().report.answers.clone();
    answers.seats = Some(1);
    let intent = intent(world);
    let (outcome, draft) = stale.value.clone().draft(company, answers, None, &intent.by, intent.at).unwrap();
    assert_eq!(outcome, Outcome::Unchanged, "the voucher was read with a draft");
    let (voucher, change) = (stale.clone(), ReportChange { outcome, report: Some(draft) });
    let written =
        world.database.table.write(Some(VoucherWithReport { voucher, report, claim: None }), change, &intent).await;
    assert_eq!(world.stored_report(N).await, before);
    matches!(written, Err(Fault::LostRace))
}

#[tokio::test]
async fn a_draft_does_not_overwrite_a_report_submitted_meanwhile() {
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
async fn a_draft_of_the_last_company_does_not_overwrite_the_next_companys_report() {
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
