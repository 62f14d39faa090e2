//! A past for the sample company: vouchers in every stage, payments over twelve months, an enrollment to renew.
//!
//! The past cannot be reached by requests, so the domain's own decisions are written with the times of the past, by the
//! table's own writer. The stream adds the history lines, as it does for every change.

use crate::clock;
use crate::deploy::Stack;
use crate::failure::{During, Failure, Outcome};
use crate::journey::life::SAMPLE_PARTNER;
use crate::partner::Partner;
use crate::program::Program;
use crate::seed::{Seeder, parsed};
use crate::settings::Settings;
use domain::attempt::{Actor, Intent};
use domain::calendar;
use domain::catalog::Catalog;
use domain::enrollment::{Enrollment, EnrollmentFacts};
use domain::{CompanyId, ProgramCode, VoucherNumber};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use serde_json::json;
use table::Table;

mod claims;
mod invoice;
mod plan;

use claims::Claims;
use plan::Life;

/// The version of this past. A new number adds what is missing in existing data folders.
const VERSION: u32 = 2;
/// The number of vouchers created concurrently.
const AT_ONCE: usize = 16;
/// The program in which the company enrolled long ago.
const OLD_PROGRAM: &str = "PVDPS";
/// The days since that enrollment: its term ends in about six weeks.
const ENROLLED_DAYS_AGO: i32 = 322;

/// Adds the past to the running cloud, unless this version of it was added before.
pub async fn load_once(settings: &Settings, stack: &Stack) -> Outcome<()> {
    let loaded = settings.cloud_dir().join(format!("history-{VERSION}-loaded"));
    if loaded.exists() {
        return Ok(());
    }
    let added = load(&Program::new(settings, stack)?).await?;
    println!("{}", summary(added));
    std::fs::write(&loaded, "").during(format_args!("write {}", loaded.display()))
}

/// Adds what is missing; returns the number of vouchers added.
pub async fn load(program: &Program) -> Outcome<usize> {
    enroll_long_ago(program).await?;
    add_missing(&program.table, clock::now()).await
}

/// Adds the vouchers that do not exist yet, as of an instant; returns their number.
async fn add_missing(table: &Table, now: Timestamp) -> Outcome<usize> {
    let missing = missing(table, plan::lives(now)).await?;
    let (seeder, claims) = (&Seeder::new(table, "chen", Some("Chen")).await?, &Claims::new(table).await?);
    let add = |life: Life| async move {
        let added = add(seeder, claims, &life).await;
        added.map_err(|failure| Failure::new(format!("{}: {failure}", life.course.number)))
    };
    let added = missing.len();
    stream::iter(missing).map(add).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
    Ok(added)
}

/// The line about what was added.
pub fn summary(added: usize) -> String {
    match added {
        0 => "the past of the sample company is complete: nothing was added".to_owned(),
        added => format!("{added} vouchers added to the sample company, with payments of the last twelve months"),
    }
}

/// The lives whose voucher does not exist yet.
async fn missing(table: &Table, lives: Vec<Life>) -> Outcome<Vec<Life>> {
    let mut missing = Vec::new();
    for life in lives {
        let number = parsed(VoucherNumber::parse(&life.course.number))?;
        if table.voucher(&number).await.during("read a voucher")?.is_none() {
            missing.push(life);
        }
    }
    Ok(missing)
}

async fn add(seeder: &Seeder<'_>, claims: &Claims<'_>, life: &Life) -> Outcome<()> {
    let Life { course, claim } = life;
    let voucher = seeder.create(course).await?;
    match claim {
        Some(step) => claims.create(&voucher, course, *step).await,
        None => Ok(()),
    }
}

/// Enrolls the company in another program, a term ago but for a few weeks, so that the renewal is due.
async fn enroll_long_ago(program: &Program) -> Outcome<()> {
    let (company, code) = (parsed(CompanyId::parse(SAMPLE_PARTNER))?, parsed(ProgramCode::parse(OLD_PROGRAM))?);
    let table = &program.table;
    if table.enrollment(&company, &code).await.during("read an enrollment")?.is_some() {
        return Ok(());
    }
    qualify(program).await?;
    let catalog = Catalog::shipped().during("read the catalog")?;
    let offered = catalog.program(&code).ok_or_else(|| Failure::new(format!("there is no program {code}")))?;
    let registered = table.company(&company).await.during("read the company")?;
    let registered = registered.ok_or_else(|| Failure::new("the sample company is missing"))?.value;
    let evidence = table.evidence(&company).await.during("read the evidence")?;
    let agreement = &catalog.agreement.version;
    let facts = EnrollmentFacts { program: offered, agreement, company: &registered, evidence: &evidence };
    let at = plan::ago(clock::now(), ENROLLED_DAYS_AGO);
    let decided = Enrollment::enroll(None, &facts, calendar::utc_day(at)).during("decide on an enrollment")?;
    let domain::Outcome::Applied(enrollment, event) = decided else { return Ok(()) };
    let intent = Intent::new(parsed(Actor::parse("chen"))?, "history", at, None, OLD_PROGRAM, "");
    table.revise(None, *enrollment, event, &intent).await.map(drop).during("save an enrollment")
}

/// Records what the program requires.
async fn qualify(program: &Program) -> Outcome<()> {
    let partner = Partner::new(program, SAMPLE_PARTNER);
    let competency = json!({"kind": "competency", "name": "Datacenter", "level": "gold", "valid_from": "2025-01-01"});
    let exam = json!({"kind": "consultant_exam", "name": "Datacenter", "person": "U-7", "person_name": "Chiu Yi",
        "valid_from": "2025-01-01"});
    partner.record_evidence("datacenter", &competency).await?;
    partner.record_evidence("exam-datacenter", &exam).await.map(drop)
}

#[cfg(test)]
mod tests;
