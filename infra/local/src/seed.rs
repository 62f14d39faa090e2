//! Bulk creation of vouchers in mixed states.
//!
//! It uses the domain's rules and the table's adapter without HTTP calls, so that thousands take seconds.

use crate::clock;
use crate::failure::{During, Failure, Outcome};
use domain::attempt::{Actor, Intent};
use domain::calendar::{self, Period};
use domain::catalog::Catalog;
use domain::deliverable::{Announcement, Deliverable, FileName, FileType, Finding, Kind, Observation, Sha256, Verdict};
use domain::partner::{Partner, Repeat};
use domain::report::{Answers, EngagementOutcome, Report};
use domain::voucher::{
    Admin, Assign, Customer, Event, FileOutcome, License, Outcome as Decided, Redeem, Reserve, SubmitReport,
};
use domain::{
    CompanyId, Country, CustomerId, Email, EngagementCode, Fault, Invalid, LicenseId, LocationId, Name, Note, PersonId,
    ProgramCode, VoucherNumber, digest,
};
use futures::{StreamExt, TryStreamExt, stream};
use indicatif::ProgressBar;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use table::{ReportChange, StoredVoucher, Table, VoucherWithFile, VoucherWithReport};

/// The number of vouchers created concurrently.
const AT_ONCE: usize = 16;

/// The state in which a created voucher ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Assigned,
    Reserved,
    Delivered,
    Reported,
    Redeemed,
}

/// The course of a created voucher: what it is, when each step happens, and where it ends.
#[derive(Clone, Debug)]
pub struct Course {
    /// The voucher number.
    pub number: String,
    /// The state in which it ends.
    pub stage: Stage,
    /// The customer's name.
    pub customer: &'static str,
    /// The planning days.
    pub days: u8,
    /// The last valid day; `None` for that of the program.
    pub expires_on: Option<Date>,
    /// The instant of the assignment.
    pub assigned_at: Timestamp,
    /// The instant of the reservation.
    pub reserved_at: Timestamp,
    /// The days of the engagement.
    pub period: Period,
    /// The instant of the delivery and of the report.
    pub delivered_at: Timestamp,
    /// What is wrong with the delivered file; `None` for a clean one.
    pub finding: Option<Finding>,
    /// The instant of the redemption.
    pub redeemed_at: Timestamp,
}

impl Course {
    /// A voucher that was assigned yesterday; every other step happens now.
    fn today(number: &str, stage: Stage, now: Timestamp) -> Self {
        let today = calendar::utc_day(now);
        Self {
            number: number.to_owned(),
            stage,
            customer: "Contoso Ltd",
            days: 5,
            expires_on: None,
            assigned_at: now - SignedDuration::from_hours(24),
            reserved_at: now,
            period: Period::spanning(today, today),
            delivered_at: now,
            finding: None,
            redeemed_at: now,
        }
    }
}

const STAGES: [Stage; 5] = [Stage::Assigned, Stage::Reserved, Stage::Delivered, Stage::Reported, Stage::Redeemed];

/// `cargo dev seed N`.
pub async fn seed(table: &Table, count: usize) -> Outcome<()> {
    let run = clock::now().as_millisecond();
    let vouchers = (0..count).zip(STAGES.into_iter().cycle());
    let numbered = vouchers.map(|(no, stage)| (format!("SA-S{run}-{no:06}"), stage)).collect();
    create_vouchers(table, numbered).await?;
    println!("{count} vouchers created, assigned to redeemed, from SA-S{run}-000000 on");
    Ok(())
}

/// Creates each voucher and advances it to its stage, with a progress bar.
pub async fn create_vouchers(table: &Table, vouchers: Vec<(String, Stage)>) -> Outcome<()> {
    let seeder = Seeder::new(table, "seed", None).await?;
    let now = clock::now();
    let courses = vouchers.iter().map(|(number, stage)| Course::today(number, *stage, now)).collect();
    create_courses(&seeder, courses).await
}

/// Creates vouchers with a progress bar.
pub async fn create_courses(seeder: &Seeder<'_>, vouchers: Vec<Course>) -> Outcome<()> {
    let bar = ProgressBar::new(u64::try_from(vouchers.len()).unwrap_or(u64::MAX));
    let created = stream::iter(vouchers).map(|course| {
        let bar = &bar;
        async move {
            let number = &course.number;
            seeder.create(&course).await.map_err(|failure| Failure::new(format!("{number}: {failure}")))?;
            bar.inc(1);
            Ok::<_, Failure>(())
        }
    });
    created.buffer_unordered(AT_ONCE).try_collect::<()>().await?;
    bar.finish_and_clear();
    Ok(())
}

/// Creates vouchers of the sample company, as one of its people.
pub struct Seeder<'a> {
    table: &'a Table,
    catalog: Catalog,
    partner: Partner,
    by: Actor,
    by_name: Option<Name>,
}

impl<'a> Seeder<'a> {
    /// A seeder that acts as a person, by subject and name.
    pub async fn new(table: &'a Table, by: &str, by_name: Option<&str>) -> Outcome<Self> {
        let company = parsed(CompanyId::parse("P-1"))?;
        let facts = table.partner(&company, Some(&parsed(LocationId::parse("L-1"))?)).await;
        let facts = facts.during("read the sample partner")?;
        let by = parsed(Actor::parse(by))?;
        let by_name = by_name.map(Name::parse).transpose().during("parse a sample value")?;
        let partner = facts.partner(&parsed(ProgramCode::parse("DDPS"))?, Repeat::None, &by, by_name.as_ref());
        let catalog = Catalog::shipped().during("read the catalog")?;
        Ok(Self { table, catalog, partner, by, by_name })
    }

    /// Creates a voucher and advances it to its stage.
    pub async fn create(&self, course: &Course) -> Outcome<StoredVoucher> {
        let stage = course.stage;
        let mut stored = self.assign(course).await?;
        if stage >= Stage::Reserved {
            stored = self.reserve(course, stored).await?;
        }
        if stage >= Stage::Delivered {
            stored = self.deliver(course, stored).await?;
        }
        if stage >= Stage::Reported {
            stored = Box::pin(self.report(course, stored)).await?;
        }
        if stage >= Stage::Redeemed {
            stored = self.redeem(course, stored).await?;
        }
        Ok(stored)
    }

    async fn assign(&self, course: &Course) -> Outcome<StoredVoucher> {
        let customer_id = digest::hex_of_parts(&[course.customer.as_bytes()]).chars().take(8).collect::<String>();
        let assign = Assign {
            occurred_at: course.assigned_at,
            voucher_number: parsed(VoucherNumber::parse(&course.number))?,
            program: parsed(ProgramCode::parse("DDPS"))?,
            days: course.days,
            customer: Customer {
                id: parsed(CustomerId::parse(&format!("C-{customer_id}")))?,
                name: parsed(Name::parse(course.customer))?,
                country: parsed(Country::parse("TW"))?,
            },
            license: License {
                id: parsed(LicenseId::parse("LIC-2001"))?,
                ends_on: calendar::days_after(calendar::utc_day(course.assigned_at), 300),
            },
            admin: Admin {
                name: parsed(Name::parse("Lin Mei"))?,
                email: parsed(Email::parse(crate::journey::life::ADMIN))?,
            },
            created_at: None,
            expires_on: course.expires_on,
            intended_company: None,
        };
        let (voucher, intent) = (assign.voucher(), self.intent(0, course.assigned_at));
        let number = voucher.core().number.clone();
        let written = self.table.revise(None, voucher, Event::Assigned, &intent).await;
        self.resolve_race(&number, &intent, written).await
    }

    async fn reserve(&self, course: &Course, before: StoredVoucher) -> Outcome<StoredVoucher> {
        let command = Reserve {
            voucher_number: before.value.core().number.clone(),
            admin_email: before.value.core().admin.email.clone(),
            location_id: parsed(LocationId::parse("L-1"))?,
            delivery_country: parsed(Country::parse("TW"))?,
            engagement_type: parsed(EngagementCode::parse("DDPS-WINOFFICE"))?,
            period: course.period,
            lead_consultant: parsed(PersonId::parse("U-7"))?,
            attendees: Vec::new(),
            accept_terms: true,
            terms: None,
            repeat_exception: None,
        };
        let decided = before.value.clone().reserve(&command, &self.partner, &self.catalog, course.reserved_at);
        self.save(before, decided.during("decide on a reservation")?, course.reserved_at).await
    }

    async fn deliver(&self, course: &Course, before: StoredVoucher) -> Outcome<StoredVoucher> {
        let announced = pdf("plan.pdf", &course.number, Kind::DeploymentPlan)?;
        let (company, at) = (&self.partner.company, course.delivered_at);
        let outcome = before.value.clone().announce(company, announced.clone(), None, &self.by, at);
        let outcome = outcome.during("decide on an announcement")?;
        let announced_file = outcome.deliverable.clone();
        let before = self.save_file(before, None, outcome, at).await?;
        let observed = observed(&announced, course.finding);
        let judged = before.value.clone().judge(&announced_file, &observed, at);
        let judged = judged.ok_or_else(|| Failure::new("the file was not checked"))?;
        self.save_file(before, Some(announced_file), judged, at).await
    }

    async fn save_file(
        &self,
        voucher: StoredVoucher,
        file: Option<Deliverable>,
        decided: FileOutcome,
        at: Timestamp,
    ) -> Outcome<StoredVoucher> {
        let (number, intent) = (voucher.value.core().number.clone(), self.intent(voucher.rev, at));
        let filed = self.table.write(Some(VoucherWithFile { voucher, file, claim: None }), decided, &intent).await;
        self.resolve_race(&number, &intent, filed.map(|filed| filed.voucher)).await
    }

    async fn report(&self, course: &Course, before: StoredVoucher) -> Outcome<StoredVoucher> {
        let (company, at) = (&self.partner.company, course.delivered_at);
        let (outcome, report) =
            before.value.clone().draft(company, answers(course)?, None, &self.by, at).during("decide")?;
        let unwritten = VoucherWithReport { voucher: before, report: None, claim: None };
        let before = self.write_report(unwritten, outcome, report.clone(), at).await?;
        let evidence = &self.partner.evidence;
        let command = SubmitReport { by: company.into(), report: Some(&report), evidence, catalog: &self.catalog };
        let submitted = before.value.clone().submit(&command, at);
        let (outcome, receipt) = submitted.during("decide on a report")?.during("issue a receipt")?;
        let number = &before.value.core().number;
        let (_, stored) = self.table.voucher_and_report(number).await.during("read the draft")?;
        let sealed = Report { receipt: Some(receipt), ..report };
        let unsealed = VoucherWithReport { voucher: before, report: stored, claim: None };
        self.write_report(unsealed, outcome, sealed, at).await
    }

    async fn write_report(
        &self,
        before: VoucherWithReport,
        outcome: Decided,
        report: Report,
        at: Timestamp,
    ) -> Outcome<StoredVoucher> {
        let (number, intent) = (before.voucher.value.core().number.clone(), self.intent(before.voucher.rev, at));
        let change = ReportChange { outcome, report: Some(report) };
        let written = self.table.write(Some(before), change, &intent).await;
        self.resolve_race(&number, &intent, written.map(|written| written.voucher)).await
    }

    async fn redeem(&self, course: &Course, before: StoredVoucher) -> Outcome<StoredVoucher> {
        let command = Redeem {
            company: self.partner.company.clone(),
            redemption: "seed".to_owned(),
            location_country: Some(parsed(Country::parse("TW"))?),
        };
        let decided = before.value.clone().redeem(&command, course.redeemed_at).during("decide on a redemption")?;
        self.save(before, decided, course.redeemed_at).await
    }

    fn intent(&self, rev: u64, at: Timestamp) -> Intent {
        Intent::new(self.by.clone(), "seed", at, None, &format!("seed-{rev}"), "").with_name(self.by_name.clone())
    }

    async fn save(&self, before: StoredVoucher, decided: Decided, at: Timestamp) -> Outcome<StoredVoucher> {
        let (number, intent) = (before.value.core().number.clone(), self.intent(before.rev, at));
        let written = self.table.write(Some(before), decided, &intent).await;
        self.resolve_race(&number, &intent, written).await
    }

    /// Returns the stored voucher. After a lost race it is read again: a write that the SDK retried finds its own
    /// result.
    async fn resolve_race(
        &self,
        number: &VoucherNumber,
        intent: &Intent,
        written: Result<StoredVoucher, Fault>,
    ) -> Outcome<StoredVoucher> {
        match written {
            Err(Fault::LostRace) => {
                let current = self.table.voucher(number).await.during("read again")?;
                let own = current.filter(|current| current.has_attempt(&intent.attempt));
                own.ok_or_else(|| Failure::new("another writer changed the voucher: run the command again"))
            }
            written => written.during("save"),
        }
    }
}

/// The announcement of a PDF file; files of different content have different digests.
pub fn pdf(name: &str, content: &str, kind: Kind) -> Outcome<Announcement> {
    let file_name = parsed(FileName::parse(name))?;
    let sha256 = parsed(Sha256::parse(&digest::hex_of_parts(&[content.as_bytes()])))?;
    Ok(Announcement { file_name, file_type: FileType::Pdf, size: 9, sha256, kind })
}

/// What storage has of a file that was uploaded as announced.
pub fn observed(announced: &Announcement, finding: Option<Finding>) -> Observation {
    let sha256 = Some(announced.sha256.clone());
    Observation { size: announced.size, sha256, finding, verdict: Verdict::Clean }
}

/// The answers of a report on the reserved days.
fn answers(course: &Course) -> Outcome<Answers> {
    let (first, last) = (course.period.start(), course.period.end());
    Ok(Answers {
        onsite_days: Some(i64::from(course.days)),
        offsite_days: Some(0),
        walk_on_hours: Some(0),
        delivered_from: Some(first),
        delivered_to: Some(last),
        delivery_country: Some(parsed(Country::parse("TW"))?),
        lead_consultant: Some(parsed(PersonId::parse("U-7"))?),
        outcome: Some(EngagementOutcome::DeploymentPlan),
        current_versions: Some(parsed(Note::parse("Windows 10"))?),
        target_versions: Some(parsed(Note::parse("Windows 11"))?),
        seats: Some(250),
        handed_over_on: Some(last),
        no_extra_fee: Some(true),
        ..Answers::default()
    })
}

/// Parses a value of the sample data.
pub fn parsed<T>(value: Result<T, Invalid>) -> Outcome<T> {
    value.during("parse a sample value")
}
