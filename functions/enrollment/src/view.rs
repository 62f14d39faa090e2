//! Companies, evidence, locations, the agreement and enrollments as they are answered.

use api::{Answer, Failure};
use domain::catalog::Agreement;
use domain::enrollment::{Action, Enrollment, Term};
use domain::partner::{Company, EvidenceEntry, Location};
use domain::{
    Actor, AgreementVersion, CompanyId, Country, Email, EvidenceId, LocationId, MpnId, Name, Note, PersonId,
    ProgramCode, calendar,
};
use jiff::{Timestamp, civil::Date};
use lambda_http::http::StatusCode;
use serde::Serialize;
use table::Stored;

use crate::Call;

/// A company.
#[derive(Serialize)]
pub(crate) struct CompanyView<'a> {
    company_id: &'a CompanyId,
    name: &'a Name,
    mpn_id: &'a MpnId,
    country: &'a Country,
    membership_ends_on: Date,
    membership_anniversary: Option<Date>,
    primary_contact_email: Option<&'a Email>,
    agreement_version: Option<&'a AgreementVersion>,
    rev: u64,
}

/// A piece of evidence.
#[derive(Serialize)]
pub(crate) struct EvidenceView {
    evidence_id: EvidenceId,
    kind: &'static str,
    name: Name,
    level: Option<&'static str>,
    person: Option<PersonId>,
    valid_from: Date,
    valid_until: Option<Date>,
    /// Whether it counts today.
    counts: bool,
    withdrawn: bool,
    rev: u64,
}

/// A location.
#[derive(Serialize)]
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
#[derive(Serialize)]
pub(crate) struct AgreementView<'a> {
    version: &'a AgreementVersion,
    title: &'a Name,
    /// Whether the company signed the version in force.
    signed: bool,
    signed_version: Option<&'a AgreementVersion>,
    signed_at: Option<Timestamp>,
    signed_by: Option<&'a Actor>,
}

/// An enrollment.
#[derive(Serialize)]
pub(crate) struct EnrollmentView {
    company_id: CompanyId,
    program: ProgramCode,
    status: &'static str,
    term_start: Date,
    term_end: Date,
    days_left: i32,
    /// First day on which it can be renewed.
    renewable_from: Date,
    grace_ends_on: Date,
    /// The term that runs now.
    current_term: Option<Term>,
    /// The renewed term, as long as it waits for the running one to end.
    next_term: Option<Term>,
    agreement_version: AgreementVersion,
    /// Why operations suspended it.
    reason: Option<Note>,
    rev: u64,
    actions: Vec<&'static str>,
}

impl<'a> CompanyView<'a> {
    pub(crate) fn new(stored: &'a Stored<Company>) -> Self {
        let details = &stored.value.details;
        Self {
            company_id: &stored.value.company_id,
            name: &details.name,
            mpn_id: &details.mpn_id,
            country: &details.country,
            membership_ends_on: details.membership_ends_on,
            membership_anniversary: details.membership_anniversary,
            primary_contact_email: details.primary_contact_email.as_ref(),
            agreement_version: stored.value.agreement.as_ref().map(|signature| &signature.version),
            rev: stored.rev,
        }
    }
}

impl EvidenceView {
    pub(crate) fn new(stored: &Stored<EvidenceEntry>, today: Date) -> Self {
        let EvidenceEntry { evidence_id, evidence, withdrawn, .. } = stored.value.clone();
        Self {
            evidence_id,
            kind: evidence.kind.as_str(),
            counts: !withdrawn && evidence.is_valid_on(today),
            name: evidence.name,
            level: evidence.level.map(domain::partner::Level::as_str),
            person: evidence.person,
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

impl<'a> AgreementView<'a> {
    pub(crate) fn new(agreement: &'a Agreement, company: Option<&'a Company>) -> Self {
        let signature = company.and_then(|company| company.agreement.as_ref());
        Self {
            version: &agreement.version,
            title: &agreement.title,
            signed: company.is_some_and(|company| company.has_signed(&agreement.version)),
            signed_version: signature.map(|signature| &signature.version),
            signed_at: signature.map(|signature| signature.signed_at),
            signed_by: signature.map(|signature| &signature.signed_by),
        }
    }
}

/// Answers an enrollment as it is now.
pub(crate) fn enrollment<B, Q>(
    call: &Call<'_, B, Q>,
    status: StatusCode,
    stored: &Stored<Enrollment>,
) -> Result<Answer, Failure> {
    Ok(Answer::json(status, &EnrollmentView::new(call, stored))?.with_rev(stored.rev))
}

impl EnrollmentView {
    pub(crate) fn new<B, Q>(call: &Call<'_, B, Q>, stored: &Stored<Enrollment>) -> Self {
        let (enrollment, today) = (&stored.value, call.today());
        let for_operations = |action: &Action| match action {
            Action::Renew | Action::Withdraw => false,
            Action::Suspend | Action::Reinstate => true,
        };
        let actions = enrollment.actions(today).into_iter();
        let own = actions.filter(|action| for_operations(action) == call.caller.is_operations());
        Self {
            company_id: enrollment.company_id.clone(),
            program: enrollment.program.clone(),
            status: enrollment.status(today).as_str(),
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
            actions: own.map(Action::as_str).collect(),
        }
    }
}
