//! The filter and order of a claim list or export, from the query parameters.

use api::{Caller, Decode, Failure, Fields, Reason, SearchTerms};
use domain::claim::{Claim, Status};
use domain::directory::folded;
use domain::{ClaimId, CompanyId, Country, Flaw, LocationId, Name, ProgramCode};
use jiff::civil::Date;
use table::{ClaimQuery, ClaimSummary, Due};

use crate::{Context, Services};

domain::codes! {
    /// The order of a claim list; `-` reverses it. Equal claims are sorted by voucher number.
    pub enum ClaimSort {
        /// By the last day to submit: `due_on`, or `correctable_until` of claims that were sent back or rejected.
        DueOn = "due_on",
        /// By the last day to submit, latest first.
        DescendingDueOn = "-due_on",
        /// By currency, and within a currency by amount. Claims without an amount come first.
        Amount = "amount",
        /// By currency and amount, in reverse. Claims without an amount come last.
        DescendingAmount = "-amount",
        /// By the customer's name, ignoring case and accents.
        Customer = "customer",
        /// By the customer's name, ignoring case and accents, in reverse.
        DescendingCustomer = "-customer",
        /// By the time of the last submission. Claims that were never submitted come first.
        SubmittedAt = "submitted_at",
        /// By the time of the last submission, latest first.
        DescendingSubmittedAt = "-submitted_at",
    }
}

/// The filter of a claim list.
#[derive(Debug)]
pub(crate) struct ClaimFilter {
    company_id: Option<CompanyId>,
    pub(crate) status: Option<Status>,
    program: Option<ProgramCode>,
    location: Option<LocationId>,
    country: Option<Country>,
    disputed: Option<bool>,
    words: SearchTerms,
    due_before: Option<Date>,
    sort: Option<ClaimSort>,
}

impl Decode<Services> for ClaimFilter {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        Some(Self {
            company_id: fields.about("The company. Operations may omit it, to list what waits in all companies.").optional("company_id"),
            status: fields.about("Claims of this status, by the clock.").optional("status"),
            program: fields.about("Claims of this program.").optional("program"),
            location: fields.about("Claims for vouchers delivered at this location.").optional("location_id"),
            country: fields.about("Claims for this country.").optional("country"),
            disputed: fields.about("Claims that are contested, or those that are not.").optional_boolean("disputed"),
            words: fields.about("Words that must all occur in the numbers of voucher, claim or invoice or in the customer's name.").optional("q").unwrap_or_default(),
            due_before: fields.about("Claims whose last day to submit comes before this day; without a status those that wait for the partner.").optional("due_before"),
            sort: fields.about("The order; `-` reverses it. Amounts are sorted within their currency. At most 5,000 claims are sorted: a longer list is refused.").optional("sort"),
        })
    }
}

impl ClaimFilter {
    /// Returns the part of the filter that the index answers.
    ///
    /// # Errors
    /// 404 for another company, 422 when operations name none.
    pub(crate) fn index_query<Q>(&self, context: &Context<'_, (), Q>) -> Result<ClaimQuery, Failure> {
        let company = context.caller.requested_company(self.company_id.as_ref())?;
        let descending = self.sort.is_some_and(ClaimSort::is_descending);
        let Self { status, due_before, .. } = *self;
        Ok(ClaimQuery { company, status, due_before, descending, today: context.today() })
    }

    /// Returns the requested order, or `None` when it is the index's own order for this status.
    pub(crate) fn order(&self) -> Option<ClaimSort> {
        // The index sorts claims that wait for the partner by their last day.
        let is_waiting = matches!(self.status, Some(Status::Draft | Status::ActionRequired));
        let is_by_day = matches!(self.sort, Some(ClaimSort::DueOn | ClaimSort::DescendingDueOn));
        self.sort.filter(|_| !(is_waiting && is_by_day))
    }

    /// True when the index answers only a part of the filter.
    pub(crate) fn needs_filtering(&self, caller: &Caller) -> bool {
        let Self { company_id: _, status: _, sort: _, program, location, country, disputed, words, due_before } = self;
        let narrowed = program.is_some() || location.is_some() || country.is_some() || due_before.is_some();
        narrowed || disputed.is_some() || !words.is_empty() || caller.locations.is_some()
    }

    /// True when a claim of the company matches, apart from its status.
    pub(crate) fn matches_claim(&self, claim: &Claim, caller: &Caller) -> bool {
        self.matches_summary(&ClaimSummary::of(claim), caller)
    }

    /// True when a summary matches; see [`Self::matches_claim`].
    pub(crate) fn matches_summary(&self, claim: &ClaimSummary, caller: &Caller) -> bool {
        self.program.as_ref().is_none_or(|program| *program == claim.program)
            && self.location.as_ref().is_none_or(|location| *location == claim.location)
            && self.country.as_ref().is_none_or(|country| *country == claim.country)
            && self.disputed.is_none_or(|disputed| disputed == claim.status_facts.is_disputed)
            && self.due_before.is_none_or(|before| claim.status_facts.submit_by() < before)
            && caller.may_act_at(&claim.location)
            && (self.words.is_empty() || self.matches_words(claim))
    }

    /// True when every word is in the number of the voucher, the claim or the invoice, or in the customer's name.
    fn matches_words(&self, claim: &ClaimSummary) -> bool {
        let customer = claim.customer.as_ref().map(Name::as_str).unwrap_or_default();
        let invoice = claim.invoice_number.as_ref().map(ToString::to_string).unwrap_or_default();
        let text = folded(&format!("{} {} {customer} {invoice}", claim.number, ClaimId::of(&claim.number)));
        self.words.are_in(&text)
    }

    /// Returns the part of the due index that holds the claims of all companies, for operations without a company and a
    /// status in which claims wait for operations or the payer; `None` otherwise (DECISIONS.md 36).
    ///
    /// # Errors
    /// 422 with `due_before` or `sort`, which only a list of one company supports: this list is always oldest first.
    pub(crate) fn waits_for(&self, caller: &Caller) -> Result<Option<Due>, Failure> {
        if !caller.is_operations() || self.company_id.is_some() {
            return Ok(None);
        }
        let waits_for = match self.status {
            Some(Status::Submitted | Status::UnderReview) => Some(Due::Reviews),
            None | Some(Status::Paid) => self.disputed.filter(|disputed| *disputed).map(|_| Due::Reviews),
            Some(Status::Approved | Status::OnHold | Status::Scheduled | Status::PaymentFailed) => Some(Due::Payments),
            Some(Status::Draft | Status::ActionRequired | Status::Rejected | Status::Expired | Status::Withdrawn) => {
                None
            }
        };
        waits_for.map(|waits_for| self.require_no_company_parameters().map(|()| waits_for)).transpose()
    }

    fn require_no_company_parameters(&self) -> Result<(), Failure> {
        let given = [("due_before", self.due_before.is_some()), ("sort", self.sort.is_some())];
        let refused = given.into_iter().filter(|(_, is_given)| *is_given);
        let reason = |(name, _)| {
            Reason::at(name, Flaw::Invalid.code(), "is for the claims of one company: name it by company_id")
        };
        let reasons: Vec<Reason> = refused.map(reason).collect();
        if reasons.is_empty() { Ok(()) } else { Err(Failure::Invalid(reasons.into())) }
    }
}

impl ClaimSort {
    pub(crate) fn is_descending(self) -> bool {
        self.as_str().starts_with('-')
    }

    /// The sort key of a claim, as text in the same order.
    pub(crate) fn key(self, claim: &ClaimSummary) -> String {
        match self {
            Self::DueOn | Self::DescendingDueOn => claim.status_facts.submit_by().to_string(),
            Self::Amount | Self::DescendingAmount => table::sortable_amount(claim.amount.as_ref()),
            Self::Customer | Self::DescendingCustomer => {
                claim.customer.as_ref().map(|name| folded(name.as_str())).unwrap_or_default()
            }
            Self::SubmittedAt | Self::DescendingSubmittedAt => {
                claim.submitted_at.map(table::sortable_instant).unwrap_or_default()
            }
        }
    }
}
