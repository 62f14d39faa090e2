//! The programs as `GET /programs` of `enrollment` shows them.

use domain::ProgramCode;
use domain::catalog::Names;
use jiff::civil::Date;
use serde::Deserialize;

use crate::functions::CallError;
use crate::visit::Visit;

/// A program.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Program {
    /// The code.
    pub code: ProgramCode,
    /// The name.
    pub name: Names,
    /// Whether anything new begins under it.
    pub status: OfferStatus,
    /// The first day of retirement, past or to come.
    pub retired_on: Option<Date>,
    /// The service levels, in planning days.
    pub days: Vec<u8>,
    /// The engagement types.
    pub engagement_types: Vec<EngagementType>,
    /// What a company needs to enroll.
    pub requirements: Vec<Requirement>,
}

/// A type of engagement that a program offers.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct EngagementType {
    /// The name.
    pub name: Names,
    /// Whether anything new is reserved under it.
    pub status: OfferStatus,
    /// The first day of retirement, past or to come.
    pub retired_on: Option<Date>,
    /// The lengths that it comes in, in planning days.
    pub days: Vec<u8>,
    /// What a company needs to deliver it.
    pub requirements: Vec<Requirement>,
}

/// Whether a program or engagement type is still offered (PROGRAM.md 2.4).
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum OfferStatus {
    /// Offered.
    Active,
    /// Nothing new begins under it.
    Retired,
}

/// A requirement, and the alternatives of which any one meets it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Requirement {
    /// What is required.
    pub title: Names,
    /// The alternatives; empty where there is only one way.
    pub any_of: Vec<Names>,
}

/// The answer.
#[derive(Deserialize)]
struct Programs {
    items: Vec<Program>,
}

/// Reads the programs.
///
/// # Errors
/// `CallError`.
pub(super) async fn programs(visit: &Visit<'_>) -> Result<Vec<Program>, CallError> {
    Ok(visit.get::<Programs>("enrollment", "/programs", &[]).await?.value.items)
}
