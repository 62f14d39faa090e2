//! The work on a reserved voucher: files and completion report.

use jiff::{Timestamp, civil::Date};

use super::{Event, Expired, Outcome, Redeemed, Reserved, Voucher, Work};
use crate::attempt::Actor;
use crate::calendar;
use crate::catalog::Catalog;
use crate::deliverable::{Announcement, Counts, Deliverable, FILES_MAX, File, Kind, Observation};
use crate::fault::Fault;
use crate::ids::{CompanyId, DeliverableId};
use crate::partner::Evidence;
use crate::refusal::{Refusal, Refusals};
use crate::report::{Answers, Engagement, Receipt, Report, ReportState};

/// What a command did to a voucher and to a file of it. Both are stored together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct FileOutcome {
    /// The voucher's part.
    pub voucher: Outcome,
    /// The file as it is now.
    pub deliverable: Deliverable,
}

/// Submit the completion report.
#[derive(Clone, Copy, Debug)]
pub struct SubmitReport<'a> {
    /// The company that asks.
    pub company: &'a CompanyId,
    /// The stored report, if there is one.
    pub report: Option<&'a Report>,
    /// The company's evidence, by which the consultant is judged.
    pub evidence: &'a [Evidence],
    /// The programs.
    pub catalog: &'a Catalog,
}

impl Voucher {
    /// The id an announcement gets on this voucher; nothing when nobody holds it.
    pub fn deliverable_id(&self, announced: &Announcement) -> Option<DeliverableId> {
        let reservation = self.reservation()?;
        Some(File::id_of(&self.core().number, reservation.no, announced))
    }

    /// Whether a stored file belongs to the reservation of today; one of a cancelled reservation is nobody's.
    pub fn owns(&self, deliverable: &Deliverable) -> bool {
        self.reservation().is_some_and(|reservation| reservation.no == deliverable.file().reservation)
    }

    /// Announces a file. `known` is what is stored under its id: the same file again is the same
    /// deliverable, never a second one.
    ///
    /// # Errors
    /// Why no file can be added.
    pub fn announce(
        self,
        company: &CompanyId,
        announced: Announcement,
        known: Option<Deliverable>,
        by: &Actor,
        now: Timestamp,
    ) -> Result<FileOutcome, Refusals> {
        let mut held = self.held(company, calendar::utc_day(now))?;
        if let Some(deliverable) = known {
            return Ok(FileOutcome { voucher: Outcome::Unchanged, deliverable });
        }
        if held.deliverables.total() >= FILES_MAX {
            return Err(Refusal::TooManyDeliverables { max: FILES_MAX }.into());
        }
        held.deliverables = held.deliverables.announced();
        let file = held.file(announced, by.clone(), now);
        let event = Event::DeliverableAnnounced { id: file.id.clone() };
        let voucher = Outcome::applied(Self::Reserved(held), event);
        Ok(FileOutcome { voucher, deliverable: Deliverable::Announced(file) })
    }

    /// Judges what arrived for a file, also when expiry has closed the reservation meanwhile: an extension may bring it
    /// back. Nothing changes for a file of another reservation, one judged before, or one whose scan is still out.
    pub fn judge(self, deliverable: &Deliverable, observed: &Observation, now: Timestamp) -> Option<FileOutcome> {
        if !self.owns(deliverable) {
            return None;
        }
        let judged = deliverable.judge(observed, now)?;
        let id = judged.file().id.clone();
        let event = match &judged {
            Deliverable::Clean(_) | Deliverable::Announced(_) => Event::DeliverableClean { id },
            Deliverable::Rejected(rejected) => Event::DeliverableRejected { id, reasons: rejected.reasons.clone() },
        };
        let voucher = Outcome::applied(self.with_counts(|counts| counts.judged(&judged))?, event);
        Some(FileOutcome { voucher, deliverable: judged })
    }

    /// Removes a file before redemption.
    ///
    /// # Errors
    /// Why it stays.
    pub fn remove(self, company: &CompanyId, deliverable: &Deliverable, today: Date) -> Result<Outcome, Refusals> {
        let mut held = self.held(company, today)?;
        if held.reservation.no != deliverable.file().reservation {
            return Err(Refusal::DeliverableNotFound.into());
        }
        held.deliverables = held.deliverables.removed(deliverable);
        let event = Event::DeliverableRemoved { id: deliverable.file().id.clone() };
        Ok(Outcome::applied(Self::Reserved(held), event))
    }

    /// Takes a draft of the completion report. The voucher itself changes with the first draft only.
    ///
    /// # Errors
    /// Why nothing can be reported.
    pub fn draft(
        self,
        company: &CompanyId,
        answers: Answers,
        by: &Actor,
        now: Timestamp,
    ) -> Result<(Outcome, Report), Refusals> {
        let mut held = self.held(company, calendar::utc_day(now))?;
        let report = Report {
            reservation: held.reservation.no,
            answers,
            written_by: by.clone(),
            written_at: now,
            receipt: None,
        };
        match held.report {
            ReportState::Submitted(_) => Err(Refusal::ReportAlreadySubmitted.into()),
            ReportState::Draft => Ok((Outcome::Unchanged, report)),
            ReportState::None => {
                held.report = ReportState::Draft;
                Ok((Outcome::applied(Self::Reserved(held), Event::ReportDrafted), report))
            }
        }
    }

    /// Submits the report that was drafted, held against the reservation, the evidence and the calendar. Submitted again,
    /// it is the same submission with the same receipt.
    ///
    /// # Errors
    /// Every broken rule; within, a fault when no receipt could be issued.
    pub fn submit(
        self,
        command: &SubmitReport<'_>,
        now: Timestamp,
    ) -> Result<Result<(Outcome, Receipt), Fault>, Refusals> {
        let today = calendar::utc_day(now);
        let mut held = self.held(command.company, today)?;
        let no = held.reservation.no;
        let drafted = command.report.filter(|report| report.reservation == no);
        if let ReportState::Submitted(_) = held.report {
            let receipt = drafted.and_then(|report| report.receipt.clone()).ok_or(Refusal::ReportMissing)?;
            return Ok(Ok((Outcome::Unchanged, receipt)));
        }
        let answers = drafted.map(|report| report.answers.clone()).unwrap_or_default();
        let mut refusals = file_refusals(held.deliverables);
        refusals.extend(answers.refusals(held.engagement(command), today));
        Refusals::none_of(refusals)?;
        Ok(Receipt::issue(&held.core.number, no, &answers, now).map(|receipt| {
            held.report = ReportState::Submitted(receipt.reference());
            let event = Event::ReportSubmitted { receipt: receipt.id.clone() };
            (Outcome::applied(Self::Reserved(held), event), receipt)
        }))
    }

    /// The voucher with other counts; nothing for a state that has none.
    fn with_counts(self, change: impl FnOnce(Counts) -> Counts) -> Option<Self> {
        match self {
            Self::Reserved(v) => Some(Self::Reserved(Reserved { deliverables: change(v.deliverables), ..v })),
            Self::Redeemed(v) => Some(Self::Redeemed(Redeemed { deliverables: change(v.deliverables), ..v })),
            Self::Expired(Expired { core, reservation, work: Some(work) }) => {
                let work = Some(Work { deliverables: change(work.deliverables), ..work });
                Some(Self::Expired(Expired { core, reservation, work }))
            }
            Self::Assigned(_) | Self::Expired(_) | Self::Cancelled(_) => None,
        }
    }
}

impl Reserved {
    fn file(&self, announced: Announcement, by: Actor, now: Timestamp) -> File {
        File {
            id: File::id_of(&self.core.number, self.reservation.no, &announced),
            reservation: self.reservation.no,
            upload: self.deliverables.uploads,
            announced,
            announced_at: now,
            announced_by: by,
        }
    }

    fn engagement<'a>(&'a self, command: &SubmitReport<'a>) -> Engagement<'a> {
        Engagement {
            days: self.core.days,
            reservation: &self.reservation,
            kind: command.catalog.engagement(&self.core.program, &self.reservation.engagement_type),
            evidence: command.evidence,
        }
    }
}

/// Without a clean deliverable, or with a file that may still be rejected, nothing is submitted.
fn file_refusals(counts: Counts) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if counts.deliverables() == 0 {
        refusals.push(Refusal::DeliverableMissing { kinds: Kind::deliverable_codes() });
    }
    if counts.pending > 0 {
        refusals.push(Refusal::DeliverablePending { pending: counts.pending });
    }
    refusals
}
