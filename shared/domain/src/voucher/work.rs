//! Commands on a reserved voucher's files and completion report.

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

/// The result of a command on a voucher and one of its files. Both are stored in one transaction (DECISIONS.md 6).
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct FileOutcome {
    /// The outcome for the voucher.
    pub voucher: Outcome,
    /// The file after the command.
    pub deliverable: Deliverable,
}

/// The command to submit the completion report.
#[derive(Clone, Copy, Debug)]
pub struct SubmitReport<'a> {
    /// The calling company.
    pub company: &'a CompanyId,
    /// The stored report.
    pub report: Option<&'a Report>,
    /// The company's evidence, from which the consultant's qualification follows.
    pub evidence: &'a [Evidence],
    /// The catalog of programs.
    pub catalog: &'a Catalog,
}

impl Voucher {
    /// The id of an announced file on this voucher; `None` without a reservation (DECISIONS.md 7).
    pub fn deliverable_id(&self, announced: &Announcement) -> Option<DeliverableId> {
        let reservation = self.reservation()?;
        Some(File::id_of(&self.core().number, reservation.no, announced))
    }

    /// True when a stored file belongs to the voucher's current reservation. Files of a cancelled reservation belong to
    /// none.
    pub fn owns(&self, deliverable: &Deliverable) -> bool {
        self.reservation().is_some_and(|reservation| reservation.no == deliverable.file().reservation)
    }

    /// Announces a file (PROGRAM.md 8.1). `known` is the deliverable stored under its id: a repeated announcement
    /// returns it and changes nothing.
    ///
    /// # Errors
    /// [`Refusal::VoucherNotFound`], [`Refusal::Expired`], [`Refusal::AlreadyRedeemed`] or
    /// [`Refusal::TooManyDeliverables`].
    pub fn announce(
        self,
        company: &CompanyId,
        announced: Announcement,
        known: Option<Deliverable>,
        by: &Actor,
        now: Timestamp,
    ) -> Result<FileOutcome, Refusals> {
        let mut reserved = self.own_reservation(company, calendar::utc_day(now))?;
        if let Some(deliverable) = known {
            return Ok(FileOutcome { voucher: Outcome::Unchanged, deliverable });
        }
        if reserved.deliverables.total() >= FILES_MAX {
            return Err(Refusal::TooManyDeliverables { max: FILES_MAX }.into());
        }
        reserved.deliverables = reserved.deliverables.announced();
        let file = reserved.file(announced, by.clone(), now);
        let event = Event::DeliverableAnnounced { id: file.id.clone() };
        let voucher = Outcome::applied(Self::Reserved(reserved), event);
        Ok(FileOutcome { voucher, deliverable: Deliverable::Announced(file) })
    }

    /// Checks an uploaded file (PROGRAM.md 8.2), also after expiry closed the reservation, because an extension may
    /// restore it. Returns `None` for a file of another reservation, a file that was checked before, and a pending
    /// scan.
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

    /// Removes a file before the report is submitted (PROGRAM.md 8.1): what a receipt stands on stays.
    ///
    /// # Errors
    /// [`Refusal::VoucherNotFound`], [`Refusal::Expired`] or [`Refusal::AlreadyRedeemed`];
    /// [`Refusal::DeliverableNotFound`] for a file of another reservation; [`Refusal::ReportAlreadySubmitted`].
    pub fn remove(self, company: &CompanyId, deliverable: &Deliverable, today: Date) -> Result<Outcome, Refusals> {
        let mut reserved = self.own_reservation(company, today)?;
        if reserved.reservation.no != deliverable.file().reservation {
            return Err(Refusal::DeliverableNotFound.into());
        }
        if let ReportState::Submitted(_) = reserved.report {
            return Err(Refusal::ReportAlreadySubmitted.into());
        }
        reserved.deliverables = reserved.deliverables.removed(deliverable);
        let event = Event::DeliverableRemoved { id: deliverable.file().id.clone() };
        Ok(Outcome::applied(Self::Reserved(reserved), event))
    }

    /// Saves a draft of the completion report, with the superseded receipts of the one that it replaces. Only the first
    /// draft changes the voucher.
    ///
    /// # Errors
    /// [`Refusal::VoucherNotFound`], [`Refusal::Expired`], [`Refusal::AlreadyRedeemed`] or
    /// [`Refusal::ReportAlreadySubmitted`].
    pub fn draft(
        self,
        company: &CompanyId,
        answers: Answers,
        before: Option<&Report>,
        by: &Actor,
        now: Timestamp,
    ) -> Result<(Outcome, Report), Refusals> {
        let mut reserved = self.own_reservation(company, calendar::utc_day(now))?;
        let no = reserved.reservation.no;
        let before = before.filter(|report| report.reservation == no);
        let report = Report {
            reservation: no,
            superseded: before.map(|report| report.superseded.clone()).unwrap_or_default(),
            answers,
            written_by: by.clone(),
            written_at: now,
            receipt: None,
        };
        match reserved.report {
            ReportState::Submitted(_) => Err(Refusal::ReportAlreadySubmitted.into()),
            ReportState::Draft => Ok((Outcome::Unchanged, report)),
            ReportState::None => {
                reserved.report = ReportState::Draft;
                Ok((Outcome::applied(Self::Reserved(reserved), Event::ReportDrafted), report))
            }
        }
    }

    /// Submits the drafted report after checking it against the reservation, the evidence and the calendar
    /// (PROGRAM.md 9.2). Idempotent: a repeated submission returns the first receipt.
    ///
    /// # Errors
    /// Every broken rule; the inner result is a fault when the receipt cannot be issued.
    pub fn submit(
        self,
        command: &SubmitReport<'_>,
        now: Timestamp,
    ) -> Result<Result<(Outcome, Receipt), Fault>, Refusals> {
        let today = calendar::utc_day(now);
        let mut reserved = self.own_reservation(command.company, today)?;
        let no = reserved.reservation.no;
        let drafted = command.report.filter(|report| report.reservation == no);
        if let ReportState::Submitted(submitted) = &reserved.report {
            let receipt = drafted.and_then(|report| report.receipt.clone());
            let receipt = receipt.filter(|receipt| receipt.id == submitted.id).ok_or(Refusal::ReportMissing)?;
            return Ok(Ok((Outcome::Unchanged, receipt)));
        }
        let answers = drafted.map(|report| report.answers.clone()).unwrap_or_default();
        let mut refusals = file_refusals(reserved.deliverables);
        refusals.extend(answers.refusals(reserved.engagement(command), today));
        Refusals::none_of(refusals)?;
        let report = drafted.ok_or(Refusal::ReportMissing)?;
        Ok(Receipt::issue(&reserved.core.number, no, report, now).map(|receipt| {
            reserved.report = ReportState::Submitted(receipt.reference());
            let event = Event::ReportSubmitted { receipt: receipt.id.clone() };
            (Outcome::applied(Self::Reserved(reserved), event), receipt)
        }))
    }

    /// Reopens a submitted report until redemption: it is a draft again, and its receipt is superseded (PROGRAM.md 9.4).
    /// A report that is a draft already stays one.
    ///
    /// # Errors
    /// [`Refusal::VoucherNotFound`], [`Refusal::Expired`], [`Refusal::AlreadyRedeemed`] or [`Refusal::ReportNotFound`].
    pub fn reopen_report(
        self,
        company: &CompanyId,
        report: Option<&Report>,
        today: Date,
    ) -> Result<(Outcome, Option<Report>), Refusals> {
        let mut reserved = self.own_reservation(company, today)?;
        let no = reserved.reservation.no;
        let report = report.filter(|report| report.reservation == no).ok_or(Refusal::ReportNotFound)?;
        let ReportState::Submitted(receipt) = reserved.report else { return Ok((Outcome::Unchanged, None)) };
        reserved.report = ReportState::Draft;
        let event = Event::ReportReopened { receipt: receipt.id };
        Ok((Outcome::applied(Self::Reserved(reserved), event), Some(report.reopened())))
    }

    /// Changes the counts of the files; `None` for a state without files.
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

/// Requires a clean deliverable and no file that may still be rejected (PROGRAM.md 9.2).
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
