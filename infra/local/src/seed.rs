//! Many vouchers, in mixed states, for a look at how things feel when there are many.
//!
//! They are decided by the same rules and saved by the same adapter as everywhere; only the calls in between are left
//! out, so that thousands take seconds.

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

/// Vouchers under way at once.
const AT_ONCE: usize = 16;

/// How far a voucher is taken.
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
    grow(table, numbered).await?;
    println!("{count} vouchers, from assigned to redeemed, SA-S{run}-000000 onwards");
    Ok(())
}

/// Takes each voucher as far as its stage says, showing progress.
pub async fn grow(table: &Table, vouchers: Vec<(String, Stage)>) -> Outcome<()> {
    let gardener = Gardener::new(table).await?;
    let bar = ProgressBar::new(u64::try_from(vouchers.len()).unwrap_or(u64::MAX));
    let grown = stream::iter(vouchers).map(|(number, stage)| {
        let (gardener, bar) = (&gardener, &bar);
        async move {
            gardener.grow(&number, stage).await.map_err(|failure| Failure::new(format!("{number}: {failure}")))?;
            bar.inc(1);
            Ok::<_, Failure>(())
        }
    });
    grown.buffer_unordered(AT_ONCE).try_collect::<()>().await?;
    bar.finish_and_clear();
    Ok(())
}

struct Gardener<'a> {
    table: &'a Table,
    catalog: Catalog,
    partner: Partner,
    now: Timestamp,
    by: Actor,
}

impl<'a> Gardener<'a> {
    async fn new(table: &'a Table) -> Outcome<Self> {
        let company = parsed(CompanyId::parse("P-1"))?;
        let facts = table.partner(&company, Some(&parsed(LocationId::parse("L-1"))?)).await;
        let facts = facts.during("read the sample partner")?;
        let by = parsed(Actor::parse("seed"))?;
        let partner = facts.partner(&parsed(ProgramCode::parse("DDPS"))?, Repeat::None, &by);
        let catalog = Catalog::shipped().during("read the catalog")?;
        Ok(Self { table, catalog, partner, now: clock::now(), by })
    }

    async fn grow(&self, number: &str, stage: Stage) -> Outcome<()> {
        let mut stored = self.assign(number).await?;
        if stage >= Stage::Reserved {
            stored = self.reserve(stored).await?;
        }
        if stage >= Stage::Delivered {
            stored = self.deliver(stored).await?;
        }
        if stage >= Stage::Reported {
            stored = self.report(stored).await?;
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
        self.settled(&number, &intent, written).await
    }

    async fn reserve(&self, seen: StoredVoucher) -> Outcome<StoredVoucher> {
        let today = calendar::utc_day(self.now);
        let command = Reserve {
            voucher_number: seen.value.core().number.clone(),
            admin_email: seen.value.core().admin.email.clone(),
            location_id: parsed(LocationId::parse("L-1"))?,
            delivery_country: parsed(Country::parse("TW"))?,
            engagement_type: parsed(EngagementCode::parse("DDPS-WINOFFICE"))?,
            period: parsed(Period::new(today, today))?,
            lead_consultant: parsed(PersonId::parse("U-7"))?,
            attendees: Vec::new(),
            accept_terms: true,
            repeat_exception: None,
        };
        let decided = seen.value.clone().reserve(&command, &self.partner, &self.catalog, self.now);
        self.apply(seen, decided.during("decide")?).await
    }

    async fn deliver(&self, seen: StoredVoucher) -> Outcome<StoredVoucher> {
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
        let outcome = seen.value.clone().announce(company, announced.clone(), None, &self.by, self.now);
        let outcome = outcome.during("decide")?;
        let announced_file = outcome.deliverable.clone();
        let seen = self.file(seen, None, outcome).await?;
        let observed = Observation { size: 9, sha256: Some(announced.sha256), finding: None, verdict: Verdict::Clean };
        let judged = seen.value.clone().judge(&announced_file, &observed, self.now);
        let judged = judged.ok_or_else(|| Failure::new("the file was not judged"))?;
        self.file(seen, Some(announced_file), judged).await
    }

    async fn file(
        &self,
        voucher: StoredVoucher,
        file: Option<Deliverable>,
        decided: FileOutcome,
    ) -> Outcome<StoredVoucher> {
        let (number, intent) = (voucher.value.core().number.clone(), self.intent(voucher.rev));
        let filed = self.table.write(Some(VoucherWithFile { voucher, file }), decided, &intent).await;
        self.settled(&number, &intent, filed.map(|filed| filed.voucher)).await
    }

    async fn report(&self, seen: StoredVoucher) -> Outcome<StoredVoucher> {
        let company = &self.partner.company;
        let (outcome, report) =
            seen.value.clone().draft(company, self.answers()?, &self.by, self.now).during("decide")?;
        let seen =
            self.write_report(VoucherWithReport { voucher: seen, report: None }, outcome, report.clone()).await?;
        let evidence = &self.partner.evidence;
        let command = SubmitReport { company, report: Some(&report), evidence, catalog: &self.catalog };
        let submitted = seen.value.clone().submit(&command, self.now);
        let (outcome, receipt) = submitted.during("decide")?.during("issue a receipt")?;
        let number = &seen.value.core().number;
        let (_, stored) = self.table.voucher_and_report(number).await.during("read the draft")?;
        let sealed = Report { receipt: Some(receipt), ..report };
        self.write_report(VoucherWithReport { voucher: seen, report: stored }, outcome, sealed).await
    }

    async fn write_report(&self, seen: VoucherWithReport, outcome: Decided, report: Report) -> Outcome<StoredVoucher> {
        let (number, intent) = (seen.voucher.value.core().number.clone(), self.intent(seen.voucher.rev));
        let change = ReportChange { outcome, report: Some(report) };
        let written = self.table.write(Some(seen), change, &intent).await;
        self.settled(&number, &intent, written.map(|written| written.voucher)).await
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

    async fn redeem(&self, seen: StoredVoucher) -> Outcome<StoredVoucher> {
        let command = Redeem {
            company: self.partner.company.clone(),
            redemption: "seed".to_owned(),
            location_country: Some(parsed(Country::parse("TW"))?),
        };
        let decided = seen.value.clone().redeem(&command, self.now).during("decide")?;
        self.apply(seen, decided).await
    }

    fn intent(&self, rev: u64) -> Intent {
        Intent::new(self.by.clone(), "seed", self.now, None, &format!("seed-{rev}"), "")
    }

    async fn apply(&self, seen: StoredVoucher, decided: Decided) -> Outcome<StoredVoucher> {
        let (number, intent) = (seen.value.core().number.clone(), self.intent(seen.rev));
        let written = self.table.write(Some(seen), decided, &intent).await;
        self.settled(&number, &intent, written).await
    }

    /// What was written. A write that was tried again because its answer came late finds its own doing.
    async fn settled(
        &self,
        number: &VoucherNumber,
        intent: &Intent,
        written: Result<StoredVoucher, Fault>,
    ) -> Outcome<StoredVoucher> {
        match written {
            Err(Fault::LostRace) => {
                let stands = self.table.voucher(number).await.during("read again")?;
                let own = stands.filter(|stands| stands.has_seen(&intent.attempt));
                own.ok_or_else(|| Failure::new("somebody else changed it first"))
            }
            written => written.during("save"),
        }
    }
}

fn parsed<T>(value: Result<T, Invalid>) -> Outcome<T> {
    value.during("make a sample")
}
