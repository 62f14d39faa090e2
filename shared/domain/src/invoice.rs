//! The invoice itself, where the payer needs it besides its number: a file, or paper whose arrival operations note
//! (PROGRAM.md 11.7).

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::attempt::Actor;
use crate::claim::Reviewer;
use crate::deliverable::{Announcement, Defect, Deliverable, File, FileName, Observation, Sha256, Status};
use crate::digest;
use crate::ids::{CompanyId, DeliverableId, InvoiceId, InvoiceNumber};
use crate::letter::InvoiceLetter;
use crate::refusal::{Refusal, Refusals};

/// The result of a command on an invoice.
pub type Outcome = crate::Outcome<Invoice, InvoiceEvent>;

crate::codes! {
    /// The form in which the payer needs an invoice.
    pub enum InvoiceCopy {
        /// The original on paper.
        Hard = "paper",
        /// A file.
        Soft = "file",
    }
}

/// The invoice itself for one invoice number of a company. It counts for every claim under the number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// The company.
    pub company_id: CompanyId,
    /// The number, as it was first written.
    pub number: InvoiceNumber,
    /// The file that was announced last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Deliverable>,
    /// The arrival of the original on paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<PaperReceipt>,
}

/// The arrival of an invoice on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperReceipt {
    /// The day on which it arrived.
    pub received_on: Date,
    /// The person of operations who noted it.
    pub noted_by: Actor,
    /// The instant at which it was noted.
    pub noted_at: Timestamp,
}

crate::codes::events! {
    /// An event of an invoice.
    pub enum InvoiceEvent {
        /// A file was announced; it replaces the one before.
        Announced {
            /// Its name.
            file_name: FileName,
            /// The digest of its content.
            sha256: Sha256,
        } = "invoice.announced",
        /// The uploaded file is as announced and clean.
        Clean = "invoice.clean",
        /// The uploaded file was rejected.
        Rejected {
            /// Every defect found.
            reasons: Vec<Defect>,
        } = "invoice.rejected",
        /// The original on paper arrived.
        PaperReceived {
            /// The day.
            received_on: Date,
        } = "invoice.paper_received",
    }
}

impl InvoiceEvent {
    /// The letter that the event causes (PROGRAM.md 13.1).
    pub fn letter(&self) -> Option<InvoiceLetter> {
        match self {
            Self::Rejected { .. } => Some(InvoiceLetter::Rejected),
            Self::Announced { .. } | Self::Clean | Self::PaperReceived { .. } => None,
        }
    }
}

impl InvoiceNumber {
    /// The number in the form in which it is compared: without letter case and width. It is shown as written.
    pub fn folded(&self) -> String {
        let compatible: String = self.as_str().nfkc().collect();
        // Lower case first: a letter with several lower-case forms, such as the Greek sigma, has one upper-case form.
        compatible.to_lowercase().to_uppercase().nfkc().collect()
    }

    /// True when both numbers name the same invoice.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }

    /// The id of the number within its company, the same for all its spellings.
    pub fn id(&self) -> InvoiceId {
        InvoiceId::from_digest(&digest::hex(self.folded().as_bytes()))
    }
}

/// What approving a claim must know about the invoice itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct InvoiceFacts<'a> {
    /// The form that the claim's country needs; `None` where the number is enough.
    pub needed: Option<InvoiceCopy>,
    /// The invoice of the claim's number.
    pub invoice: Option<&'a Invoice>,
}

impl InvoiceFacts<'_> {
    /// The form in which the invoice is needed and did not arrive.
    pub fn missing(&self) -> Option<InvoiceCopy> {
        self.needed.filter(|copy| !self.invoice.is_some_and(|invoice| invoice.arrived_as(*copy)))
    }
}

impl Invoice {
    /// An invoice of which nothing arrived yet.
    fn new(company_id: CompanyId, number: InvoiceNumber) -> Self {
        Self { company_id, number, file: None, paper: None }
    }

    /// True when the invoice arrived in this form; a file counts once it is clean.
    pub fn arrived_as(&self, copy: InvoiceCopy) -> bool {
        match copy {
            InvoiceCopy::Soft => self.file.as_ref().is_some_and(|file| file.status() == Status::Clean),
            InvoiceCopy::Hard => self.paper.is_some(),
        }
    }

    /// Announces the file of an invoice; it replaces the one before. The same announcement again changes nothing, unless
    /// that file was rejected: then it may be uploaded anew.
    pub fn announce(
        before: Option<Self>,
        of: (&CompanyId, &InvoiceNumber),
        announced: Announcement,
        by: &Actor,
        now: Timestamp,
    ) -> Outcome {
        let invoice = before.unwrap_or_else(|| Self::new(of.0.clone(), of.1.clone()));
        let known = invoice.file.as_ref();
        if known.is_some_and(|file| file.status() != Status::Rejected && file.file().announced == announced) {
            return Outcome::Unchanged;
        }
        let upload = known.map_or(0, |file| file.file().upload).saturating_add(1);
        let id = invoice.file_id(&announced);
        let event =
            InvoiceEvent::Announced { file_name: announced.file_name.clone(), sha256: announced.sha256.clone() };
        // The file of an invoice belongs to no reservation.
        let file = File { id, reservation: 0, upload, announced, announced_at: now, announced_by: by.clone() };
        Outcome::applied(Self { file: Some(Deliverable::Announced(file)), ..invoice }, event)
    }

    fn file_id(&self, announced: &Announcement) -> DeliverableId {
        DeliverableId::from_digest(&digest::hex_of_parts(&[
            self.company_id.as_str().as_bytes(),
            self.number.folded().as_bytes(),
            announced.sha256.as_str().as_bytes(),
            announced.file_name.as_str().as_bytes(),
            announced.file_type.content_type().as_bytes(),
            &announced.size.to_be_bytes(),
        ]))
    }

    /// Checks the uploaded file (PROGRAM.md 8.2). Returns `None` for a file that was checked before, and while the scan is
    /// pending.
    pub fn judge(self, observed: &Observation, now: Timestamp) -> Option<Outcome> {
        let judged = self.file.as_ref()?.judge(observed, now)?;
        let event = match &judged {
            Deliverable::Clean(_) | Deliverable::Announced(_) => InvoiceEvent::Clean,
            Deliverable::Rejected(rejected) => InvoiceEvent::Rejected { reasons: rejected.reasons.clone() },
        };
        Some(Outcome::applied(Self { file: Some(judged), ..self }, event))
    }

    /// Notes that the original on paper arrived. The first note stays.
    ///
    /// # Errors
    /// [`Refusal::FourEyes`] for a person of the company that is paid (PROGRAM.md 11.9).
    pub fn receive_paper(
        before: Option<Self>,
        of: (&CompanyId, &InvoiceNumber),
        received_on: Date,
        reviewer: Reviewer<'_>,
        now: Timestamp,
    ) -> Result<Outcome, Refusals> {
        Refusals::none_of((reviewer.company == Some(of.0)).then_some(Refusal::FourEyes).into_iter().collect())?;
        let invoice = before.unwrap_or_else(|| Self::new(of.0.clone(), of.1.clone()));
        if invoice.paper.is_some() {
            return Ok(Outcome::Unchanged);
        }
        let paper = Some(PaperReceipt { received_on, noted_by: reviewer.by.clone(), noted_at: now });
        Ok(Outcome::applied(Self { paper, ..invoice }, InvoiceEvent::PaperReceived { received_on }))
    }
}

#[cfg(test)]
mod tests;
