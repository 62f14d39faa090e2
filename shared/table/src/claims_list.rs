//! Lists of a company's claims, by status and deadline.

use std::str::FromStr;

use domain::claim::{Claim, Status};
use domain::{CompanyId, Fault, Invalid, LocationId, ProgramCode, VoucherNumber};
use jiff::civil::Date;

use crate::client::{Table, unavailable};
use crate::item::{Item, text};
use crate::keys;
use crate::record::{Record, Stored};

/// Items looked at by one call when some may not fit.
const LOOKED_AT: i32 = 200;
/// Calls for one page.
const CALLS_MAX: usize = 4;

/// Which of a company's claims are wanted.
#[derive(Clone, Debug, Default)]
pub struct ClaimsWanted {
    /// In this status, as it was last written down.
    pub status: Option<Status>,
    /// Under this program.
    pub program: Option<ProgramCode>,
    /// At this location.
    pub location: Option<LocationId>,
}

/// Where a claim stands in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimPlace(String);

/// A page of claims.
#[derive(Clone, Debug)]
pub struct ClaimsPage {
    /// By status, then by the last day to submit.
    pub claims: Vec<Stored<Claim>>,
    /// Where to go on; nothing at the end.
    pub next: Option<ClaimPlace>,
}

impl FromStr for ClaimPlace {
    type Err = Invalid;

    /// Only what a list of claims says of itself: anything else, asked of the index, would be a range that ends before it
    /// begins.
    fn from_str(place: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = place.split('#').collect();
        let known = match parts.as_slice() {
            ["C", status, due_on, number] => {
                let number = VoucherNumber::parse(number).is_ok_and(|parsed| parsed.as_str() == *number);
                let due_on = due_on.parse::<Date>().is_ok_and(|parsed| parsed.to_string() == *due_on);
                Status::parse(status).is_ok() && due_on && number
            }
            _ => false,
        };
        if known { Ok(Self(place.to_owned())) } else { Err(Invalid::new("is no place in a list of claims")) }
    }
}

impl ClaimPlace {
    /// Whether it is a place in the list of this status, or of all.
    pub fn is_in(&self, status: Option<Status>) -> bool {
        self.0.starts_with(&prefix(status))
    }
}

impl std::fmt::Display for ClaimPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl ClaimsWanted {
    fn is_narrow(&self) -> bool {
        self.program.is_some() || self.location.is_some()
    }
}

impl Table {
    /// A page of a company's claims. It may hold less than asked for and still not be the last.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn claims_of(
        &self,
        company: &CompanyId,
        wanted: &ClaimsWanted,
        after: Option<&ClaimPlace>,
        limit: usize,
    ) -> Result<ClaimsPage, Fault> {
        let mut found: Vec<Item> = Vec::new();
        let mut next = after.cloned();
        for _ in 0..CALLS_MAX {
            let (items, last) = self.claims_call(company, wanted, next.as_ref(), limit).await?;
            found.extend(items);
            next = last;
            if found.len() > limit || next.is_none() {
                break;
            }
        }
        if found.len() > limit {
            found.truncate(limit);
            next = found.last().and_then(place_of);
        }
        let claims = found.into_iter().map(|item| Record::<Claim>::read(item).map(Stored::from));
        Ok(ClaimsPage { claims: claims.collect::<Result<_, _>>()?, next })
    }

    async fn claims_call(
        &self,
        company: &CompanyId,
        wanted: &ClaimsWanted,
        after: Option<&ClaimPlace>,
        limit: usize,
    ) -> Result<(Vec<Item>, Option<ClaimPlace>), Fault> {
        let prefix = prefix(wanted.status);
        // Behind the place itself, and up to the end of the prefix: no key goes on with these characters.
        let from = after.map_or_else(|| prefix.clone(), |after| format!("{after}!"));
        let page = i32::try_from(limit.saturating_add(1)).unwrap_or(LOOKED_AT);
        let request = self.client.query().table_name(&self.name).index_name(keys::BY_COMPANY);
        let request = request.key_condition_expression("company_pk = :company AND company_sk BETWEEN :from AND :to");
        let request = request.expression_attribute_values(":company", text(keys::company_pk(company)));
        let request = request.expression_attribute_values(":from", text(from));
        let request = request.expression_attribute_values(":to", text(format!("{prefix}~")));
        let mut request = request.limit(if wanted.is_narrow() { LOOKED_AT.max(page) } else { page });
        let mut filters = Vec::new();
        if let Some(program) = &wanted.program {
            filters.push("program = :program");
            request = request.expression_attribute_values(":program", text(program.as_str()));
        }
        if let Some(location) = &wanted.location {
            filters.push("location_id = :location");
            request = request.expression_attribute_values(":location", text(location.as_str()));
        }
        let filter = Some(filters.join(" AND ")).filter(|filter| !filter.is_empty());
        let output = Box::pin(request.set_filter_expression(filter).send()).await;
        let output = output.map_err(|error| unavailable("dynamodb Query", error))?;
        Ok((output.items.unwrap_or_default(), output.last_evaluated_key.as_ref().and_then(place_of)))
    }

    /// Every claim of a company in a status, all pages.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn all_claims_of(&self, company: &CompanyId, status: Status) -> Result<Vec<Stored<Claim>>, Fault> {
        let wanted = ClaimsWanted { status: Some(status), ..ClaimsWanted::default() };
        let (mut claims, mut after) = (Vec::new(), None);
        loop {
            let page = self.claims_of(company, &wanted, after.as_ref(), 1_000).await?;
            claims.extend(page.claims);
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(claims),
            }
        }
    }

    /// Whether a company has redeemed a voucher of a program.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn has_redeemed(&self, company: &CompanyId, program: &ProgramCode) -> Result<bool, Fault> {
        let request = self.client.query().table_name(&self.name).index_name(keys::BY_COMPANY);
        let request = request.key_condition_expression("company_pk = :company AND begins_with(company_sk, :redeemed)");
        let request = request.expression_attribute_values(":company", text(keys::company_pk(company)));
        let request = request.expression_attribute_values(":redeemed", text("V#redeemed#"));
        let request = request.filter_expression("program = :program");
        let request = request.expression_attribute_values(":program", text(program.as_str()));
        let mut pages = request.into_paginator().send();
        while let Some(page) = Box::pin(pages.next()).await {
            let page = page.map_err(|error| unavailable("dynamodb Query", error))?;
            if page.items.is_some_and(|items| !items.is_empty()) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// What the places of all claims in a status begin with.
fn prefix(status: Option<Status>) -> String {
    status.map_or_else(|| "C#".to_owned(), |status| format!("C#{}#", status.as_str()))
}

fn place_of(item: &Item) -> Option<ClaimPlace> {
    item.get("company_sk")?.as_s().ok().cloned().map(ClaimPlace)
}
