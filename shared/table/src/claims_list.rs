//! Lists of a company's claims, by status and day: the last day for the partner to act, the day of the payer's last word.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::claim::{Claim, Status};
use domain::{CompanyId, Fault, ProgramCode};
use jiff::civil::Date;

use crate::client::{Table, unavailable};
use crate::company_list::{CompanyList, Range};
use crate::item::text;
use crate::keys;

/// Redeemed vouchers looked at by one call.
const LOOKED_AT: i32 = 100;

/// Which of a company's claims are wanted.
#[derive(Clone, Debug)]
pub struct ClaimQuery {
    /// Whose.
    pub company: CompanyId,
    /// In this status by the clock. Without one all of them, by the status they are stored in.
    pub status: Option<Status>,
    /// Whose last day to submit lies before this one: those that wait for the partner unless a status says otherwise.
    /// Nothing is due that waits for somebody else. Of what was rejected and what has expired the index does not tell that
    /// day: the list holds all of it.
    pub due_before: Option<Date>,
    /// Within a status the latest day first.
    pub descending: bool,
    /// The day by which they wait for the partner or are expired.
    pub today: Date,
}

/// A company's claims in a status on which the payer had something to say from a day on. Those in all of [`PaymentQuery::STATUSES`]
/// together are all that were paid, or given back, on or after that day.
#[derive(Clone, Debug)]
pub struct PaymentQuery {
    /// Whose.
    pub company: CompanyId,
    /// One of those.
    pub status: Status,
    /// The first day.
    pub from: Date,
}

impl PaymentQuery {
    /// The statuses of claims of which the payer spoke.
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
            // What waits for somebody else is not due.
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
    /// Whether a company has redeemed a voucher of a program, as far as one look tells: nothing when it would take more.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn recently_redeemed(&self, company: &CompanyId, program: &ProgramCode) -> Result<Option<bool>, Fault> {
        // Most are of the program that is asked for: the first few tell.
        let page = Box::pin(self.redeemed(company, program).limit(LOOKED_AT).send()).await;
        let page = page.map_err(|error| unavailable("dynamodb Query", error))?;
        let found = page.items.is_some_and(|items| !items.is_empty());
        Ok(if found || page.last_evaluated_key.is_none() { Some(found) } else { None })
    }

    /// The same for certain, however many vouchers of other programs there are.
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
