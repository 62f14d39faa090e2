//! The representations of companies, evidence, locations, the agreement and enrollments in answers.

use api::view::TextView;
use api::{Answer, Failure};
use domain::accepted_text::AcceptedText;
use domain::deliverable::Sha256;
use domain::enrollment::{Action, Enrollment, Status, Term};
use domain::partner::{Company, EvidenceEntry, EvidenceKind, Level, Location};
use domain::{
    Actor, CompanyId, Country, Email, EvidenceId, Language, LocationId, MpnId, Name, Note, PersonId, ProgramCode,
    TextVersion, calendar,
};
use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::Serialize;
use table::Stored;

use crate::Context;

/// A company.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Company")]
pub(crate) struct CompanyView {
    company_id: CompanyId,
    name: Name,
    mpn_id: MpnId,
    country: Country,
    membership_ends_on: Date,
    membership_anniversary: Option<Date>,
    primary_contact_email: Option<Email>,
    agreement_version: Option<TextVersion>,
    rev: u64,
}

/// A piece of evidence.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Evidence")]
pub(crate) struct EvidenceView {
    evidence_id: EvidenceId,
    kind: EvidenceKind,
    name: Name,
    level: Option<Level>,
    person: Option<PersonId>,
    person_name: Option<Name>,
    valid_from: Date,
    valid_until: Option<Date>,
    /// True when it is valid today and not withdrawn.
    counts: bool,
    withdrawn: bool,
    rev: u64,
}

/// A location.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Location")]
pub(crate) struct LocationView {
    location_id: LocationId,
    name: Name,
    country: Country,
    address: Option<Note>,
    contact_email: Option<Email>,
    /// The programs under which the company may reserve at it today.
    approved_for: Vec<ProgramCode>,
    rev: u64,
}

/// The provider agreement in force, and what the company signed.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Agreement")]
pub(crate) struct AgreementView {
    #[serde(flatten)]
    text: TextView,
    /// True when the company signed the version in force.
    signed: bool,
    signed_version: Option<TextVersion>,
    signed_at: Option<Timestamp>,
    signed_by: Option<Actor>,
    /// The name that the signer's token had then.
    signed_by_name: Option<Name>,
    /// The language of the signed wording.
    signed_language: Option<Language>,
    /// The SHA-256 of the signed wording.
    signed_sha256: Option<Sha256>,
}

/// An enrollment.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Enrollment")]
pub(crate) struct EnrollmentView {
    company_id: CompanyId,
    program: ProgramCode,
    status: Status,
    term_start: Date,
    term_end: Date,
    days_left: i32,
    /// The first day on which it can be renewed.
    renewable_from: Date,
    grace_ends_on: Date,
    /// The current term.
    current_term: Option<Term>,
    /// The renewed term, until it begins.
    next_term: Option<Term>,
    agreement_version: TextVersion,
    /// The reason for which operations suspended it.
    reason: Option<Note>,
    rev: u64,
    actions: Vec<Action>,
}

impl CompanyView {
    pub(crate) fn new(stored: &Stored<Company>) -> Self {
        let details = &stored.value.details;
        Self {
            company_id: stored.value.company_id.clone(),
            name: details.name.clone(),
            mpn_id: details.mpn_id.clone(),
            country: details.country.clone(),
            membership_ends_on: details.membership_ends_on,
            membership_anniversary: details.membership_anniversary,
            primary_contact_email: details.primary_contact_email.clone(),
            agreement_version: stored.value.agreement.as_ref().map(|signature| signature.accepted.version.clone()),
            rev: stored.rev,
        }
    }
}

impl EvidenceView {
    pub(crate) fn new(stored: &Stored<EvidenceEntry>, today: Date) -> Self {
        let EvidenceEntry { evidence_id, evidence, withdrawn, .. } = stored.value.clone();
        Self {
            evidence_id,
            kind: evidence.kind,
            counts: !withdrawn && evidence.is_valid_on(today),
            name: evidence.name,
            level: evidence.level,
            person: evidence.person,
            person_name: evidence.person_name,
            valid_from: evidence.valid_from,
            valid_until: evidence.valid_until,
            withdrawn,
            rev: stored.rev,
        }
    }
}

impl LocationView {
    pub(crate) fn new(stored: Stored<Location>, programs: &[ProgramCode]) -> Self {
        let Location { id, name, country, address, contact_email, .. } = stored.value;
        Self {
            location_id: id,
            name,
            country,
            address,
            contact_email,
            approved_for: programs.to_vec(),
            rev: stored.rev,
        }
    }
}

impl AgreementView {
    pub(crate) fn new(agreement: &AcceptedText, language: Language, company: Option<&Company>) -> Self {
        let signature = company.and_then(|company| company.agreement.as_ref());
        Self {
            text: TextView::new(agreement, language),
            signed: company.is_some_and(|company| company.has_signed(&agreement.version)),
            signed_version: signature.map(|signature| signature.accepted.version.clone()),
            signed_at: signature.map(|signature| signature.signed_at),
            signed_by: signature.map(|signature| signature.signed_by.clone()),
            signed_by_name: signature.and_then(|signature| signature.signed_by_name.clone()),
            signed_language: signature.map(|signature| signature.accepted.language),
            signed_sha256: signature.map(|signature| signature.accepted.sha256.clone()),
        }
    }
}

/// Builds the answer with the current state of an enrollment.
pub(crate) fn enrollment<B, Q>(
    context: &Context<'_, B, Q>,
    stored: &Stored<Enrollment>,
) -> Result<Answer<EnrollmentView>, Failure> {
    Ok(Answer::json(&EnrollmentView::new(context, stored))?.with_rev(stored.rev))
}

impl EnrollmentView {
    pub(crate) fn new<B, Q>(context: &Context<'_, B, Q>, stored: &Stored<Enrollment>) -> Self {
        let (enrollment, today) = (&stored.value, context.today());
        let is_for_operations = |action: &Action| match action {
            Action::Renew | Action::Withdraw => false,
            Action::Suspend | Action::Reinstate => true,
        };
        let actions = enrollment.actions(today).into_iter();
        let own = actions.filter(|action| is_for_operations(action) == context.caller.is_operations());
        Self {
            company_id: enrollment.company_id.clone(),
            program: enrollment.program.clone(),
            status: enrollment.status(today),
            term_start: enrollment.term_start,
            term_end: enrollment.term_end,
            days_left: calendar::days_left(today, enrollment.term_end),
            renewable_from: enrollment.renewable_from(),
            grace_ends_on: enrollment.grace_ends_on(),
            current_term: enrollment.current_term(today),
            next_term: enrollment.next_term(today),
            agreement_version: enrollment.agreement_version.clone(),
            reason: enrollment.suspended_for().cloned(),
            rev: stored.rev,
            actions: own.collect(),
        }
    }
}
