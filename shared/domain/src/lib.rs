//! The pure core: every state and rule of the planning-services voucher program as plain functions.
//!
//! Nothing in this crate reads a clock, draws a random number, performs I/O or uses AWS. Functions take the facts they
//! need as values and return the decision as a value. A refusal lists every broken rule, not only the first
//! (DECISIONS.md 4).

pub mod accepted_text;
pub mod attempt;
pub mod calendar;
pub mod catalog;
pub mod claim;
mod codes;
pub mod country;
pub mod deliverable;
pub mod digest;
pub mod directory;
pub mod eligibility;
pub mod enrollment;
pub mod fault;
pub mod ids;
pub mod invoice;
pub mod language;
pub mod letter;
pub mod money;
pub mod notice;
pub mod outcome;
pub mod params;
pub mod partner;
pub mod payee;
pub mod people;
pub mod progress;
pub mod refusal;
pub mod reminder;
pub mod report;
pub mod text;
pub mod voucher;

pub use attempt::{Actor, Answered, Attempt, Intent, KeyReused, Precondition, StalePrecondition};
pub use country::Country;
pub use fault::{Fault, LostRace};
pub use ids::{
    BankProfileId, ClaimId, CompanyId, CustomerId, DeliverableId, EngagementCode, EvidenceId, InvoiceId, InvoiceNumber,
    LicenseId, LocationId, MpnId, PersonId, ProgramCode, PurchaseOrder, RedemptionId, TextVersion, VoucherNumber,
};
pub use language::Language;
pub use money::{Currency, Money};
pub use notice::{EventId, Notice};
pub use outcome::Outcome;
pub use params::{AsParam, Param, ParamKind, Params, ReasonKind};
pub use people::Role;
pub use refusal::{Refusal, Refusals};
#[doc(hidden)]
pub use schemars;
pub use text::{Email, Flaw, Form, Invalid, Name, Note, Text};
