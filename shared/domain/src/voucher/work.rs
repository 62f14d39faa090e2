//! Commands on the files and the completion report of a voucher: of a reserved one, and of a redeemed one while its claim
//! is sent back (PROGRAM.md 9.4).

use jiff::{Timestamp, civil::Date};

use super::{Event, Expired, Outcome, Redeemed, Reserved, Voucher, Work};
use crate::attempt::Actor;
use crate::calendar;
use crate::catalog::Catalog;
use crate::claim::{self, Claim};
use crate::deliverable::{Announcement, Counts, Deliverable, FILES_MAX, File, Kind, Observation};
use crate::fault::Fault;
use crate::ids::{CompanyId, DeliverableId};
use crate::partner::Evidence;
use crate::refusal::{Refusal, Refusals};
use crate::report::{Answers, Engagement, Receipt, ReceiptRef, Report, ReportState};

/// The result of a command on a voucher and one of its files. Both are stored in one transaction (DECISIONS.md 6).
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct FileOutcome {
    /// The outcome for the voucher.
    pub voucher: Outcome,
    /// The file after the command.
    pub deliverable: Deliverable,
}

/// The company that works on a voucher's files and report.
#[derive(Clone, Copy, Debug)]
pub struct Deliverer<'a> {
    /// The calling company.
    pub company: &'a CompanyId,
    /// The status of the voucher's claim on the day of the command; `None` before redemption.
    pub claim: Option<claim::Status>,
}

impl<'a> Deliverer<'a> {
    /// The company, with the voucher's claim on a day.
    pub fn new(company: &'a CompanyId, claim: Option<&Claim>, today: Date) -> Self {
        Self { company, claim: claim.map(|claim| claim.status(today)) }
    }
}

impl<'a> From<&'a CompanyId> for Deliverer<'a> {
    fn from(company: &'a CompanyId) -> Self {
        Self { company, claim: None }
    }
}

/// The work of a voucher's holder: the fields of a reserved voucher; of a redeemed one also the instant of redemption
/// and the latest receipt.
struct OpenWork {
    reserved: Reserved,
    redeemed: Option<(Timestamp, ReceiptRef)>,
}

/// The command to submit the completion report.
#[derive(Clone, Copy, Debug)]
pub struct SubmitReport<'a> {
    /// The company that submits.
    pub by: Deliverer<'a>,
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

    /// True when the holder works on files and report: while the voucher is reserved, and once redeemed while its claim is
    /// sent back (PROGRAM.md 9.4). The last valid day is not considered.
    pub fn is_open_for_work(&self, claim: Option<claim::Status>) -> bool {
        match self {
            Self::Reserved(_) => true,
            Self::Redeemed(_) => claim == Some(claim::Status::ActionRequired),
            Self::Assigned(_) | Self::Expired(_) | Self::Cancelled(_) => false,
        }
    }

    /// Announces a file (PROGRAM.md 8.1). `known` is the deliverable stored under its id: a repeated announcement
    /// returns it and changes nothing.
    ///
    /// # Errors
    /// [`Refusal::VoucherNotFound`], [`Refusal::Expired`], [`Refusal::AlreadyRedeemed`] or
    /// [`Refusal::TooManyDeliverables`].
    pub fn announce<'a>(
        self,
        by_company: impl Into<Deliverer<'a>>,
        announced: Announcement,
        known: Option<Deliverable>,
        by: &Actor,
        now: Timestamp,
    ) -> Result<FileOutcome, Refusals> {
        let mut work = self.own_work(by_company.into(), calendar::utc_day(now))?;
        if let Some(deliverable) = known {
            return Ok(FileOutcome { voucher: Outcome::Unchanged, deliverable });
        }
        let reserved = &mut work.reserved;
        if reserved.deliverables.total() >= FILES_MAX {
            return Err(Refusal::TooManyDeliverables { max: FILES_MAX }.into());
        }
        reserved.deliverables = reserved.deliverables.announced();
        let file = reserved.file(announced, by.clone(), now);
        let event = Event::DeliverableAnnounced { id: file.id.clone() };
        let voucher = Outcome::applied(work.into_voucher(), event);
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

    /// Removes a file before the report is submitted (PROGRAM.md 8.1): what a receipt or the redemption stands on stays.
    ///
    /// # Errors
    /// [`Refusal::VoucherNotFound`], [`Refusal::Expired`]; [`Refusal::AlreadyRedeemed`], also for a clean file that was
    /// announced before the redemption; [`Refusal::DeliverableNotFound`] for a file of another reservation;
    /// [`Refusal::ReportAlreadySubmitted`].
    pub fn remove<'a>(
        self,
        by: impl Into<Deliverer<'a>>,
        deliverable: &Deliverable,
        today: Date,
    ) -> Result<Outcome, Refusals> {
        let mut work = self.own_work(by.into(), today)?;
        if work.is_redeemed_with(deliverable) {
            return Err(Refusal::AlreadyRedeemed.into());
        }
        let reserved = &mut work.reserved;
        if reserved.reservation.no != deliverable.file().reservation {
            return Err(Refusal::DeliverableNotFound.into());
        }
        if let ReportState::Submitted(_) = reserved.report {
            return Err(Refusal::ReportAlreadySubmitted.into());
        }
        reserved.deliverables = reserved.deliverables.removed(deliverable);
        let event = Event::DeliverableRemoved { id: deliverable.file().id.clone() };
        Ok(Outcome::applied(work.into_voucher(), event))
    }

    /// Saves a draft of the completion report, with the superseded receipts of the one that it replaces. Only the first
    /// draft changes the voucher.
    ///
    /// # Errors
    /// [`Refusal::VoucherNotFound`], [`Refusal::Expired`], [`Refusal::AlreadyRedeemed`] or
    /// [`Refusal::ReportAlreadySubmitted`].
    pub fn draft<'a>(
        self,
        by_company: impl Into<Deliverer<'a>>,
        answers: Answers,
        before: Option<&Report>,
        by: &Actor,
        now: Timestamp,
    ) -> Result<(Outcome, Report), Refusals> {
        let mut work = self.own_work(by_company.into(), calendar::utc_day(now))?;
        let reserved = &mut work.reserved;
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
                Ok((Outcome::applied(work.into_voucher(), Event::ReportDrafted), report))
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
        let mut work = self.own_work(command.by, today)?;
        let reserved = &work.reserved;
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
            work.reserved.report = ReportState::Submitted(receipt.reference());
            let event = Event::ReportSubmitted { receipt: receipt.id.clone() };
            (Outcome::applied(work.into_voucher(), event), receipt)
        }))
    }

    /// Reopens a submitted report until redemption, and afterwards while the claim is sent back: it is a draft again, and
    /// its receipt is superseded (PROGRAM.md 9.4). A report that is a draft already stays one.
    ///
    /// # Errors
    /// [`Refusal::VoucherNotFound`], [`Refusal::Expired`], [`Refusal::AlreadyRedeemed`] or [`Refusal::ReportNotFound`].
    pub fn reopen_report<'a>(
        self,
        by: impl Into<Deliverer<'a>>,
        report: Option<&Report>,
        today: Date,
    ) -> Result<(Outcome, Option<Report>), Refusals> {
        let mut work = self.own_work(by.into(), today)?;
        let reserved = &mut work.reserved;
        let no = reserved.reservation.no;
        let report = report.filter(|report| report.reservation == no).ok_or(Refusal::ReportNotFound)?;
        let ReportState::Submitted(receipt) = &reserved.report else { return Ok((Outcome::Unchanged, None)) };
        let event = Event::ReportReopened { receipt: receipt.id.clone() };
        reserved.report = ReportState::Draft;
        Ok((Outcome::applied(work.into_voucher(), event), Some(report.reopened())))
    }

    /// Returns the work on the voucher when the company holds it: until its last valid day, and once redeemed while its
    /// claim is sent back (PROGRAM.md 9.4).
    ///
    /// # Errors
    /// As [`Voucher::own_reservation`].
    fn own_work(self, by: Deliverer<'_>, today: Date) -> Result<OpenWork, Refusals> {
        let is_correction = self.is_open_for_work(by.claim) && self.is_held_by(by.company);
        match self {
            Self::Redeemed(v) if is_correction => Ok(OpenWork::from(v)),
            Self::Assigned(_) | Self::Reserved(_) | Self::Redeemed(_) | Self::Expired(_) | Self::Cancelled(_) => {
                let reserved = self.own_reservation(by.company, today)?;
                Ok(OpenWork { reserved, redeemed: None })
            }
        }
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

impl From<Redeemed> for OpenWork {
    fn from(Redeemed { core, reservation, deliverables, receipt, reopened, at }: Redeemed) -> Self {
        let report = if reopened { ReportState::Draft } else { ReportState::Submitted(receipt.clone()) };
        Self { reserved: Reserved { core, reservation, deliverables, report }, redeemed: Some((at, receipt)) }
    }
}

impl OpenWork {
    fn into_voucher(self) -> Voucher {
        let Some((at, before)) = self.redeemed else { return Voucher::Reserved(self.reserved) };
        let Reserved { core, reservation, deliverables, report } = self.reserved;
        let (receipt, reopened) = match report {
            ReportState::Submitted(receipt) => (receipt, false),
            ReportState::None | ReportState::Draft => (before, true),
        };
        Voucher::Redeemed(Redeemed { core, reservation, deliverables, receipt, reopened, at })
    }

    /// True for a clean file that was announced before the redemption.
    fn is_redeemed_with(&self, deliverable: &Deliverable) -> bool {
        let is_clean = matches!(deliverable, Deliverable::Clean(_));
        is_clean && self.redeemed.as_ref().is_some_and(|(at, _)| deliverable.file().announced_at <= *at)
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
