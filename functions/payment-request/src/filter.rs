//! Which claims a request asks for, and in what order: the same parameters for a list and for an export.

use api::{Caller, Decode, Failure, Fields, Reason, SearchTerms};
use domain::claim::{Claim, Status};
use domain::directory::folded;
use domain::{ClaimId, CompanyId, Country, Flaw, LocationId, Name, ProgramCode};
use jiff::civil::Date;
use table::{ClaimQuery, ClaimSummary, Due};

use crate::{Context, Services};

domain::codes! {
    /// In what order claims are listed; a `-` turns it around. Where two are the same, by voucher number.
    pub enum ClaimSort {
        /// By the last day to submit: `due_on`, or `correctable_until` of what was sent back or rejected.
        DueOn = "due_on",
        /// The latest last day first.
        DescendingDueOn = "-due_on",
        /// By currency, and within a currency by amount. Claims without an amount come before all others.
        Amount = "amount",
        /// The same from its end.
        DescendingAmount = "-amount",
        /// By the customer's name, without regard to case and accents.
        Customer = "customer",
        /// The same from the end of the alphabet.
        DescendingCustomer = "-customer",
        /// By when it was submitted last. What was never submitted comes before all others.
        SubmittedAt = "submitted_at",
        /// What was submitted last first.
        DescendingSubmittedAt = "-submitted_at",
    }
}

/// What the claims must be.
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
            company_id: fields.about("The company whose claims are meant. Operations may leave it out to see what waits in all companies.").optional("company_id"),
            status: fields.about("Claims of this status, by the clock.").optional("status"),
            program: fields.about("Claims of this program.").optional("program"),
            location: fields.about("Claims for vouchers delivered at this location.").optional("location_id"),
            country: fields.about("Claims for this country.").optional("country"),
            disputed: fields.about("Claims that are contested, or those that are not.").optional_boolean("disputed"),
            words: fields.about("Words that must all stand in the numbers of voucher, claim or invoice or in the customer's name.").optional("q").unwrap_or_default(),
            due_before: fields.about("Claims whose last day to submit comes before this day; without a status those that wait for the partner.").optional("due_before"),
            sort: fields.about("The order; `-` turns it around. Amounts are sorted within their currency. At most 5,000 claims are sorted: more is refused.").optional("sort"),
        })
    }
}

impl ClaimFilter {
    /// What the index finds of it.
    ///
    /// # Errors
    /// 404 for another company, 422 where operations name none.
    pub(crate) fn wanted<Q>(&self, context: &Context<'_, (), Q>) -> Result<ClaimQuery, Failure> {
        let company = context.caller.requested_company(self.company_id.as_ref())?;
        let descending = self.sort.is_some_and(ClaimSort::is_descending);
        let Self { status, due_before, .. } = *self;
        Ok(ClaimQuery { company, status, due_before, descending, today: context.today() })
    }

    /// The order asked for, where it is not the one in which the index has what is wanted.
    pub(crate) fn order(&self) -> Option<ClaimSort> {
        // What waits for the partner is sorted by its last day.
        let is_waiting = matches!(self.status, Some(Status::Draft | Status::ActionRequired));
        let is_by_day = matches!(self.sort, Some(ClaimSort::DueOn | ClaimSort::DescendingDueOn));
        self.sort.filter(|_| !(is_waiting && is_by_day))
    }

    /// Whether the index alone does not tell which ones are wanted.
    pub(crate) fn needs_filtering(&self, caller: &Caller) -> bool {
        let Self { company_id: _, status: _, sort: _, program, location, country, disputed, words, due_before } = self;
        let narrowed = program.is_some() || location.is_some() || country.is_some() || due_before.is_some();
        narrowed || disputed.is_some() || !words.is_empty() || caller.locations.is_some()
    }

    /// Whether a claim of the company is one of them, whatever its status.
    pub(crate) fn is_one(&self, claim: &Claim, caller: &Caller) -> bool {
        self.matches(&ClaimSummary::of(claim), caller)
    }

    /// The same of a claim that was summed up.
    pub(crate) fn matches(&self, claim: &ClaimSummary, caller: &Caller) -> bool {
        self.program.as_ref().is_none_or(|program| *program == claim.program)
            && self.location.as_ref().is_none_or(|location| *location == claim.location)
            && self.country.as_ref().is_none_or(|country| *country == claim.country)
            && self.disputed.is_none_or(|disputed| disputed == claim.status_facts.is_disputed)
            && self.due_before.is_none_or(|before| claim.status_facts.submit_by() < before)
            && caller.may_act_at(&claim.location)
            && (self.words.is_empty() || self.finds(claim))
    }

    /// Whether it is found by all words, each in the numbers of voucher, claim or invoice or in the customer's name.
    fn finds(&self, claim: &ClaimSummary) -> bool {
        let customer = claim.customer.as_ref().map(Name::as_str).unwrap_or_default();
        let invoice = claim.invoice_number.as_ref().map(ToString::to_string).unwrap_or_default();
        let text = folded(&format!("{} {} {customer} {invoice}", claim.number, ClaimId::of(&claim.number)));
        self.words.are_in(&text)
    }

    /// What such claims of all companies wait for, if for anybody but their partner: operations that name no company ask
    /// for those.
    ///
    /// # Errors
    /// 422 for what only the claims of one company are listed by: those of all come oldest first, and nothing that waits
    /// for operations or the payer is due.
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
        waits_for.map(|waits_for| self.of_all_companies().map(|()| waits_for)).transpose()
    }

    fn of_all_companies(&self) -> Result<(), Failure> {
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

    /// What claims are sorted by, as text that sorts likewise.
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
