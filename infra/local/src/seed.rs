//! Bulk creation of vouchers in mixed states.
//!
//! It uses the domain's rules and the table's adapter without HTTP calls, so that thousands take seconds.

use crate::clock;
use crate::failure::{During, Failure, Outcome};
use domain::attempt::{Actor, Intent};
use domain::calendar::{self, Period};
use domain::catalog::Catalog;
use domain::deliverable::{Announcement, Deliverable, FileName, FileType, Kind, Observation, Sha256, Verdict};
use domain::partner::{Partner, Repeat};
use domain::report::{Answers, EngagementOutcome, Report};
use domain::voucher::{
    Admin, Assign, Customer, Event, FileOutcome, License, Outcome as Decided, Redeem, Reserve, SubmitReport,
};
use domain::{
    CompanyId, Country, CustomerId, Email, EngagementCode, Fault, Invalid, LicenseId, LocationId, Name, Note, PersonId,
    ProgramCode, VoucherNumber,
};
use futures::{StreamExt, TryStreamExt, stream};
use indicatif::ProgressBar;
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
    let seeder = Seeder::new(table).await?;
    let bar = ProgressBar::new(u64::try_from(vouchers.len()).unwrap_or(u64::MAX));
    let created = stream::iter(vouchers).map(|(number, stage)| {
        let (seeder, bar) = (&seeder, &bar);
        async move {
            seeder.create(&number, stage).await.map_err(|failure| Failure::new(format!("{number}: {failure}")))?;
            bar.inc(1);
            Ok::<_, Failure>(())
        }
    });
    created.buffer_unordered(AT_ONCE).try_collect::<()>().await?;
    bar.finish_and_clear();
    Ok(())
}

struct Seeder<'a> {
    table: &'a Table,
    catalog: Catalog,
    partner: Partner,
    now: Timestamp,
    by: Actor,
}

impl<'a> Seeder<'a> {
    async fn new(table: &'a Table) -> Outcome<Self> {
        let company = parsed(CompanyId::parse("P-1"))?;
        let facts = table.partner(&company, Some(&parsed(LocationId::parse("L-1"))?)).await;
        let facts = facts.during("read the sample partner")?;
        let by = parsed(Actor::parse("seed"))?;
        let partner = facts.partner(&parsed(ProgramCode::parse("DDPS"))?, Repeat::None, &by, None);
        let catalog = Catalog::shipped().during("read the catalog")?;
        Ok(Self { table, catalog, partner, now: clock::now(), by })
    }

    async fn create(&self, number: &str, stage: Stage) -> Outcome<()> {
        let mut stored = self.assign(number).await?;
        if stage >= Stage::Reserved {
            stored = self.reserve(stored).await?;
        }
        if stage >= Stage::Delivered {
            stored = self.deliver(stored).await?;
        }
        if stage >= Stage::Reported {
            stored = Box::pin(self.report(stored)).await?;
        }
        if stage >= Stage::Redeemed {
            self.redeem(stored).await?;
        }
        Ok(())
    }

    async fn assign(&self, number: &str) -> Outcome<StoredVoucher> {
        let assign = Assign {
            occurred_at: self.now - SignedDuration::from_hours(24),
            voucher_number: parsed(VoucherNumber::parse(number))?,
            program: parsed(ProgramCode::parse("DDPS"))?,
            days: 5,
            customer: Customer {
                id: parsed(CustomerId::parse("C-1001"))?,
                name: parsed(Name::parse("Contoso Ltd"))?,
                country: parsed(Country::parse("TW"))?,
            },
            license: License {
                id: parsed(LicenseId::parse("LIC-2001"))?,
                ends_on: calendar::days_after(calendar::utc_day(self.now), 300),
            },
            admin: Admin {
                name: parsed(Name::parse("Lin Mei"))?,
                email: parsed(Email::parse(crate::journey::life::ADMIN))?,
            },
            created_at: None,
            expires_on: None,
            intended_company: None,
        };
        let (voucher, intent) = (assign.voucher(), self.intent(0));
        let number = voucher.core().number.clone();
        let written = self.table.revise(None, voucher, Event::Assigned, &intent).await;
        self.resolve_race(&number, &intent, written).await
    }

    async fn reserve(&self, before: StoredVoucher) -> Outcome<StoredVoucher> {
        let today = calendar::utc_day(self.now);
        let command = Reserve {
            voucher_number: before.value.core().number.clone(),
            admin_email: before.value.core().admin.email.clone(),
            location_id: parsed(LocationId::parse("L-1"))?,
            delivery_country: parsed(Country::parse("TW"))?,
            engagement_type: parsed(EngagementCode::parse("DDPS-WINOFFICE"))?,
            period: parsed(Period::new(today, today))?,
            lead_consultant: parsed(PersonId::parse("U-7"))?,
            attendees: Vec::new(),
            accept_terms: true,
            terms: None,
            repeat_exception: None,
        };
        let decided = before.value.clone().reserve(&command, &self.partner, &self.catalog, self.now);
        self.save(before, decided.during("decide on a reservation")?).await
    }

    async fn deliver(&self, before: StoredVoucher) -> Outcome<StoredVoucher> {
        let file_name = parsed(FileName::parse("plan.pdf"))?;
        let announced = Announcement {
            file_type: FileType::of(&file_name, "application/pdf")
                .map_err(|(_, wrong)| Failure::new(wrong.to_string()))?,
            file_name,
            size: 9,
            sha256: parsed(Sha256::parse(&"0".repeat(64)))?,
            kind: parsed(Kind::parse("deployment_plan"))?,
        };
        let company = &self.partner.company;
        let outcome = before.value.clone().announce(company, announced.clone(), None, &self.by, self.now);
        let outcome = outcome.during("decide on an announcement")?;
        let announced_file = outcome.deliverable.clone();
        let before = self.save_file(before, None, outcome).await?;
        let observed = Observation { size: 9, sha256: Some(announced.sha256), finding: None, verdict: Verdict::Clean };
        let judged = before.value.clone().judge(&announced_file, &observed, self.now);
        let judged = judged.ok_or_else(|| Failure::new("the file was not checked"))?;
        self.save_file(before, Some(announced_file), judged).await
    }

    async fn save_file(
        &self,
        voucher: StoredVoucher,
        file: Option<Deliverable>,
        decided: FileOutcome,
    ) -> Outcome<StoredVoucher> {
        let (number, intent) = (voucher.value.core().number.clone(), self.intent(voucher.rev));
        let filed = self.table.write(Some(VoucherWithFile { voucher, file, claim: None }), decided, &intent).await;
        self.resolve_race(&number, &intent, filed.map(|filed| filed.voucher)).await
    }

    async fn report(&self, before: StoredVoucher) -> Outcome<StoredVoucher> {
        let company = &self.partner.company;
        let (outcome, report) =
            before.value.clone().draft(company, self.answers()?, None, &self.by, self.now).during("decide")?;
        let before = self
            .write_report(VoucherWithReport { voucher: before, report: None, claim: None }, outcome, report.clone())
            .await?;
        let evidence = &self.partner.evidence;
        let command = SubmitReport { by: company.into(), report: Some(&report), evidence, catalog: &self.catalog };
        let submitted = before.value.clone().submit(&command, self.now);
        let (outcome, receipt) = submitted.during("decide on a report")?.during("issue a receipt")?;
        let number = &before.value.core().number;
        let (_, stored) = self.table.voucher_and_report(number).await.during("read the draft")?;
        let sealed = Report { receipt: Some(receipt), ..report };
        self.write_report(VoucherWithReport { voucher: before, report: stored, claim: None }, outcome, sealed).await
    }

    async fn write_report(
        &self,
        before: VoucherWithReport,
        outcome: Decided,
        report: Report,
    ) -> Outcome<StoredVoucher> {
        let (number, intent) = (before.voucher.value.core().number.clone(), self.intent(before.voucher.rev));
        let change = ReportChange { outcome, report: Some(report) };
        let written = self.table.write(Some(before), change, &intent).await;
        self.resolve_race(&number, &intent, written.map(|written| written.voucher)).await
    }

    fn answers(&self) -> Outcome<Answers> {
        let today = calendar::utc_day(self.now);
        Ok(Answers {
            onsite_days: Some(5),
            offsite_days: Some(0),
            walk_on_hours: Some(0),
            delivered_from: Some(today),
            delivered_to: Some(today),
            delivery_country: Some(parsed(Country::parse("TW"))?),
            lead_consultant: Some(parsed(PersonId::parse("U-7"))?),
            outcome: Some(EngagementOutcome::DeploymentPlan),
            current_versions: Some(parsed(Note::parse("Windows 10"))?),
            target_versions: Some(parsed(Note::parse("Windows 11"))?),
            seats: Some(250),
            handed_over_on: Some(today),
            no_extra_fee: Some(true),
            ..Answers::default()
        })
    }

    async fn redeem(&self, before: StoredVoucher) -> Outcome<StoredVoucher> {
        let command = Redeem {
            company: self.partner.company.clone(),
            redemption: "seed".to_owned(),
            location_country: Some(parsed(Country::parse("TW"))?),
        };
        let decided = before.value.clone().redeem(&command, self.now).during("decide on a redemption")?;
        self.save(before, decided).await
    }

    fn intent(&self, rev: u64) -> Intent {
        Intent::new(self.by.clone(), "seed", self.now, None, &format!("seed-{rev}"), "")
    }

    async fn save(&self, before: StoredVoucher, decided: Decided) -> Outcome<StoredVoucher> {
        let (number, intent) = (before.value.core().number.clone(), self.intent(before.rev));
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

fn parsed<T>(value: Result<T, Invalid>) -> Outcome<T> {
    value.during("parse a sample value")
}
