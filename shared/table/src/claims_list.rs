//! Lists of a company's claims, sorted by status and day: the last day to submit or correct, or the day of the latest
//! payment report.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::claim::{Claim, Status};
use domain::{CompanyId, Fault, ProgramCode};
use jiff::civil::Date;

use crate::client::{Table, unavailable};
use crate::company_list::{CompanyList, Range};
use crate::item::text;
use crate::keys;

/// The number of redeemed vouchers that the first query of [`Table::first_page_has_redeemed`] reads.
const FIRST_PAGE: i32 = 100;

/// A query for claims of a company.
#[derive(Clone, Debug)]
pub struct ClaimQuery {
    /// The company.
    pub company: CompanyId,
    /// The status by the clock. Without one the query returns every claim, sorted by stored status.
    pub status: Option<Status>,
    /// The day (exclusive) before which the last day to submit or correct lies. Without a status only claims that wait
    /// for the partner match. The index does not sort rejected and expired claims by that day: the query returns all of
    /// them. Claims in any other status are not due and never match.
    pub due_before: Option<Date>,
    /// True when within a status the latest day comes first.
    pub descending: bool,
    /// The day (UTC) that separates claims that wait for the partner from expired ones.
    pub today: Date,
}

/// A query for claims of a company whose latest payment report is of a day or later. The results for all
/// [`PaymentQuery::STATUSES`] together are the claims that were paid or reversed since that day (PROGRAM.md 12.2).
#[derive(Clone, Debug)]
pub struct PaymentQuery {
    /// The company.
    pub company: CompanyId,
    /// One of [`PaymentQuery::STATUSES`].
    pub status: Status,
    /// The first day (UTC, inclusive).
    pub from: Date,
}

impl PaymentQuery {
    /// The statuses of claims with a payment report.
    pub const STATUSES: [Status; 3] = [Status::Paid, Status::PaymentFailed, Status::Scheduled];
}

impl CompanyList for ClaimQuery {
    type Item = Claim;

    fn company(&self) -> &CompanyId {
        &self.company
    }

    fn today(&self) -> Date {
        self.today
    }

    fn is_descending(&self) -> bool {
        self.descending
    }

    fn ranges(&self, day: Date) -> Vec<Range> {
        let before = self.due_before;
        let waiting = |status| range(status, Some(day), before);
        let overdue = |status| range(status, None, Some(before.map_or(day, |before| before.min(day))));
        let ranges = match (self.status, before) {
            (None, None) => return vec![Range::all(keys::CLAIM)],
            (None, Some(_)) => vec![waiting(Status::Draft), waiting(Status::ActionRequired)],
            (Some(status @ (Status::Draft | Status::ActionRequired)), _) => vec![waiting(status)],
            (Some(Status::Expired), _) => {
                vec![range(Status::Expired, None, None), overdue(Status::Draft), overdue(Status::ActionRequired)]
            }
            (Some(status), None) => vec![range(status, None, None)],
            (Some(Status::Rejected), Some(_)) => vec![range(Status::Rejected, None, None)],
            // A claim that waits for operations or the payer is not due.
            (Some(_), Some(_)) => Vec::new(),
        };
        ranges.into_iter().flatten().collect()
    }
}

impl CompanyList for PaymentQuery {
    type Item = Claim;

    fn company(&self) -> &CompanyId {
        &self.company
    }

    fn today(&self) -> Date {
        self.from
    }

    fn ranges(&self, _: Date) -> Vec<Range> {
        range(self.status, Some(self.from), None).into_iter().collect()
    }
}

fn range(status: Status, from: Option<Date>, before: Option<Date>) -> Option<Range> {
    Range::of(keys::CLAIM, status.as_str(), from, before)
}

impl Table {
    /// True when a company has redeemed a voucher of a program, as far as one query shows: `None` when none of the
    /// first 100 redeemed vouchers, by claim deadline, is of the program and there are more.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn first_page_has_redeemed(
        &self,
        company: &CompanyId,
        program: &ProgramCode,
    ) -> Result<Option<bool>, Fault> {
        // Most companies have vouchers of one program, so the first page usually decides.
        let page = Box::pin(self.redeemed(company, program).limit(FIRST_PAGE).send()).await;
        let page = page.map_err(|error| unavailable("dynamodb Query", error))?;
        let found = page.items.is_some_and(|items| !items.is_empty());
        Ok(if found || page.last_evaluated_key.is_none() { Some(found) } else { None })
    }

    /// True when a company has redeemed a voucher of a program. Reads as many pages as needed.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn has_redeemed(&self, company: &CompanyId, program: &ProgramCode) -> Result<bool, Fault> {
        let mut pages = self.redeemed(company, program).into_paginator().send();
        while let Some(page) = Box::pin(pages.next()).await {
            let page = page.map_err(|error| unavailable("dynamodb Query", error))?;
            if page.items.is_some_and(|items| !items.is_empty()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn redeemed(&self, company: &CompanyId, program: &ProgramCode) -> QueryFluentBuilder {
        let request = self.client.query().table_name(&self.name).index_name(keys::BY_COMPANY);
        let request = request.key_condition_expression("company_pk = :company AND begins_with(company_sk, :redeemed)");
        let request = request.expression_attribute_values(":company", text(keys::company_pk(company)));
        let request = request.expression_attribute_values(":redeemed", text("V#redeemed#"));
        let request = request.filter_expression("program = :program");
        request.expression_attribute_values(":program", text(program.as_str()))
    }
}

#[cfg(test)]
mod tests;
