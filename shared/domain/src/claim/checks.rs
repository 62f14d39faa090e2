//! The checks that operations read before they approve a claim (PROGRAM.md 11.8): reasons for which the payer would
//! refuse it, and findings that need attention. They compare the current report, files and evidence with each other,
//! and answer with the records they compared.

use super::Claim;
use crate::calendar;
use crate::catalog::{Catalog, EngagementType};
use crate::deliverable::Deliverable;
use crate::partner::{EvidenceEntry, Location};
use crate::refusal::{Refusal, Refusals};
use crate::report::{Receipt, Report};
use crate::voucher::{DateChange, Reservation, Voucher};

mod competency;
mod facts;

pub use facts::CheckEvidence;
use facts::ReportFacts;

crate::codes! {
    /// The subject of a check.
    pub enum Checked {
        /// The report is submitted, and the delivered days lie within the reservation.
        Report = "report",
        /// No dates were amended after they had passed.
        Dates = "dates",
        /// A clean deliverable exists.
        Deliverable = "deliverable",
        /// The location lies in the country of delivery, now and at the time of reservation.
        Country = "country",
        /// The engagement is offered in the voucher's length, and the reported days add up to it.
        Length = "length",
        /// Company and lead consultant were qualified on the first delivered day.
        Competency = "competency",
        /// The deliverable was handed over between the first delivered day and the day of the report.
        Handover = "handover",
    }
}

/// The result of one check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The subject.
    pub checked: Checked,
    /// True when the check found nothing.
    pub is_met: bool,
    /// The finding, for people.
    pub detail: String,
    /// The records that were compared.
    pub evidence: Vec<CheckEvidence>,
}

/// The current records that the checks read.
#[derive(Clone, Copy, Debug)]
pub struct CheckFacts<'a> {
    /// The claim's voucher.
    pub voucher: &'a Voucher,
    /// The voucher's stored report.
    pub report: Option<&'a Report>,
    /// Every file announced for the voucher.
    pub files: &'a [Deliverable],
    /// The amendments of the reservation's dates; `None` when the history cannot be read in full.
    pub date_changes: Option<&'a [DateChange]>,
    /// The location of delivery; `None` when the company no longer has it.
    pub location: Option<&'a Location>,
    /// The company's evidence, including withdrawn evidence.
    pub evidence: &'a [EvidenceEntry],
    /// The catalog of programs.
    pub catalog: &'a Catalog,
}

/// A submitted report with its receipt and reservation.
#[derive(Clone, Copy)]
struct Submitted<'a> {
    report: &'a Report,
    receipt: &'a Receipt,
    reservation: &'a Reservation,
}

impl Check {
    /// A check that found nothing.
    fn met(checked: Checked, detail: impl Into<String>, evidence: Vec<CheckEvidence>) -> Self {
        Self { checked, is_met: true, detail: detail.into(), evidence }
    }

    /// A check that found something.
    fn unmet(checked: Checked, detail: impl Into<String>, evidence: Vec<CheckEvidence>) -> Self {
        Self { checked, is_met: false, detail: detail.into(), evidence }
    }

    /// A check that is met with `detail` when no rule is broken, and otherwise unmet with every broken rule.
    fn of(
        checked: Checked,
        refusals: impl IntoIterator<Item = Refusal>,
        detail: impl Into<String>,
        evidence: Vec<CheckEvidence>,
    ) -> Self {
        match Refusals::none_of(refusals.into_iter().collect()) {
            Ok(()) => Self::met(checked, detail, evidence),
            Err(refusals) => Self::unmet(checked, refusals.to_string(), evidence),
        }
    }

    fn without_report(checked: Checked) -> Self {
        Self::unmet(checked, Refusal::ReportMissing.to_string(), Vec::new())
    }
}

impl<'a> CheckFacts<'a> {
    /// The report that was submitted for the current reservation.
    fn submitted(self) -> Option<Submitted<'a>> {
        let reservation = self.voucher.reservation()?;
        let report = self.report.filter(|report| report.reservation == reservation.no)?;
        Some(Submitted { report, receipt: report.receipt.as_ref()?, reservation })
    }

    /// The engagement type of the reservation; `None` when the catalog no longer has it.
    fn engagement(self) -> Option<&'a EngagementType> {
        self.catalog.engagement(&self.voucher.core().program, &self.voucher.reservation()?.engagement_type)
    }
}

impl Claim {
    /// Runs every check.
    pub fn checks(&self, facts: CheckFacts<'_>) -> Vec<Check> {
        vec![
            report(facts),
            dates(facts),
            deliverable(facts),
            self.country(facts),
            self.length(facts),
            competency::check(facts),
            handover(facts),
        ]
    }

    fn country(&self, facts: CheckFacts<'_>) -> Check {
        let delivered = &self.voucher.country;
        let answers = facts.submitted().map(|submitted| &submitted.report.answers);
        let mut evidence = vec![CheckEvidence::Claim { country: delivered.clone(), days: self.voucher.days }];
        evidence.extend(facts.location.map(CheckEvidence::of_location));
        evidence.extend(answers.map(|answers| CheckEvidence::Report(ReportFacts::country(answers))));
        if let Some(difference) = self.location_difference(facts.location) {
            return Check::unmet(Checked::Country, difference, evidence);
        }
        let elsewhere = answers.and_then(|answers| answers.country_refusal(delivered));
        Check::of(Checked::Country, elsewhere, format!("location and delivery are in {delivered}"), evidence)
    }

    /// The difference between the location's current country and the country of delivery.
    fn location_difference(&self, location: Option<&Location>) -> Option<String> {
        let delivered = &self.voucher.country;
        match location {
            None => Some(format!("{} is no location of the company any more", self.voucher.location_id)),
            Some(location) if location.country == *delivered => None,
            Some(location) => Some(format!("delivered in {delivered}, and the location lies in {}", location.country)),
        }
    }

    fn length(&self, facts: CheckFacts<'_>) -> Check {
        let (checked, days) = (Checked::Length, self.voucher.days);
        let mut evidence = vec![CheckEvidence::Claim { country: self.voucher.country.clone(), days }];
        let Some(engagement) = facts.engagement() else {
            return Check::unmet(checked, "there is no such engagement in the program any more", evidence);
        };
        evidence.push(CheckEvidence::of_engagement(engagement));
        let Some(Submitted { report, .. }) = facts.submitted() else {
            return Check { evidence, ..Check::without_report(checked) };
        };
        evidence.push(CheckEvidence::Report(ReportFacts::length(&report.answers)));
        if !engagement.days.contains(&days) {
            return Check::unmet(checked, format!("{} does not come in {days} days", engagement.code), evidence);
        }
        let detail = format!("{days} days of {}, as reported", engagement.code);
        Check::of(checked, report.answers.length_refusals(days), detail, evidence)
    }
}

fn report(facts: CheckFacts<'_>) -> Check {
    let Some(Submitted { report, receipt, reservation }) = facts.submitted() else {
        return Check::without_report(Checked::Report);
    };
    let answers = &report.answers;
    let evidence = vec![
        CheckEvidence::of_receipt(receipt),
        CheckEvidence::Report(ReportFacts::delivery(answers)),
        CheckEvidence::of_reservation(reservation),
    ];
    let detail = format!("submitted, receipt {}; delivered within {}", receipt.id, reservation.period());
    Check::of(Checked::Report, answers.date_refusals(reservation), detail, evidence)
}

fn dates(facts: CheckFacts<'_>) -> Check {
    let checked = Checked::Dates;
    let Some(changes) = facts.date_changes else {
        let detail = "the history of the reservation is incomplete: whether its dates were amended is not known";
        return Check::unmet(checked, detail, Vec::new());
    };
    let evidence = changes.iter().map(CheckEvidence::of_change).collect();
    match changes.iter().filter(|change| change.is_after_the_fact()).count() {
        0 if changes.is_empty() => Check::met(checked, "the dates are those that were reserved first", evidence),
        0 => Check::met(checked, "the dates were amended before they were past", evidence),
        late => {
            let detail = format!(
                "amended_afterwards: {late} of {} changes of the dates came after the days concerned",
                changes.len()
            );
            Check::unmet(checked, detail, evidence)
        }
    }
}

fn deliverable(facts: CheckFacts<'_>) -> Check {
    let own = || facts.files.iter().filter(|file| facts.voucher.owns(file));
    let is_counted =
        |file: &&Deliverable| matches!(file, Deliverable::Clean(_)) && file.file().announced.kind.is_deliverable();
    let count = own().filter(is_counted).count();
    let evidence = own().filter_map(CheckEvidence::of_clean_file).collect();
    Check { checked: Checked::Deliverable, is_met: count > 0, detail: format!("{count} clean"), evidence }
}

fn handover(facts: CheckFacts<'_>) -> Check {
    let Some(Submitted { report, receipt, .. }) = facts.submitted() else {
        return Check::without_report(Checked::Handover);
    };
    let answers = &report.answers;
    let evidence = vec![CheckEvidence::Report(ReportFacts::handover(answers)), CheckEvidence::of_receipt(receipt)];
    let detail = answers.handed_over_on.map_or_else(String::new, |day| format!("handed over on {day}"));
    Check::of(Checked::Handover, answers.handover_refusal(calendar::utc_day(receipt.submitted_at)), detail, evidence)
}
