//! The filter and order of a voucher list or export, from the query parameters.

use api::{Caller, Decode, Failure, Fields, Role, SearchTerms};
use domain::directory::folded;
use domain::voucher::{Action, Status, Voucher};
use domain::{CompanyId, Country, LocationId, ProgramCode};
use jiff::civil::Date;
use table::{VoucherQuery, VoucherSummary};

use crate::{Context, MANAGERS, Services};

domain::codes! {
    /// The order of a voucher list; `-` reverses it. Equal vouchers are sorted by voucher number.
    pub enum VoucherSort {
        /// By status (reserved, redeemed, expired), and within a status by deadline: the last valid day, and for a
        /// redeemed voucher the last day to claim.
        Deadline = "deadline",
        /// By status as in `deadline`, and within a status by deadline, latest first.
        DescendingDeadline = "-deadline",
        /// By the last valid day.
        ExpiresOn = "expires_on",
        /// By the last valid day, latest first.
        DescendingExpiresOn = "-expires_on",
        /// By the customer's name, ignoring case and accents.
        Customer = "customer",
        /// By the customer's name, ignoring case and accents, in reverse.
        DescendingCustomer = "-customer",
        /// By the time of the reservation.
        ReservedAt = "reserved_at",
        /// By the time of the reservation, latest first.
        DescendingReservedAt = "-reserved_at",
    }
}

domain::codes! {
    /// An action that the caller can take on a voucher now.
    pub enum VoucherAbility {
        /// Redeem it.
        Redeem = "redeem",
        /// Write its completion report.
        Report = "report",
        /// Add a file.
        Upload = "upload",
        /// Submit its claim, the first time or again.
        Claim = "claim",
    }
}

/// The filter of a voucher list.
#[derive(Debug)]
pub(crate) struct VoucherFilter {
    company_id: Option<CompanyId>,
    status: Option<Status>,
    program: Option<ProgramCode>,
    location: Option<LocationId>,
    country: Option<Country>,
    words: SearchTerms,
    expiring_before: Option<Date>,
    pub(crate) can: Option<VoucherAbility>,
    sort: VoucherSort,
}

/// An order other than the index's: the field and the direction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    by: SortField,
    pub(crate) descending: bool,
}

#[derive(Clone, Copy, Debug)]
enum SortField {
    Deadline,
    ExpiresOn,
    Customer,
    ReservedAt,
}

impl Decode<Services> for VoucherFilter {
    fn decode(fields: &mut Fields, services: &Services) -> Option<Self> {
        Some(Self {
            company_id: fields.about("The company. Required for operations, optional for partners.").optional("company_id"),
            status: fields.about("Vouchers of this status, by the clock.").optional("status"),
            program: fields.about("Vouchers of this program.").optional_with("program", |code| services.catalog.known(code)),
            location: fields.about("Vouchers reserved at this location.").optional("location_id"),
            country: fields.about("Vouchers delivered in this country.").optional("country"),
            words: fields.about("Words that must all occur in the voucher number or the customer's name, without regard to case and accents.").optional("q").unwrap_or_default(),
            expiring_before: fields.about("Vouchers whose last valid day comes before this day. Redeemed ones do not expire and are left out.").optional("expiring_before"),
            can: fields.about("Vouchers with which the caller can do this now; `claim`: those whose claim can be submitted, the first time or again.").optional("can"),
            sort: fields.about("The order; `-` reverses it. `deadline` is by status, then by deadline. At most 5,000 vouchers of a status are sorted otherwise: a longer list is refused.").optional("sort").unwrap_or(VoucherSort::Deadline),
        })
    }
}

impl VoucherFilter {
    /// Returns the company whose vouchers are listed.
    ///
    /// # Errors
    /// 404 for another company, 422 when operations name none, 403 for a location where the caller may not act.
    pub(crate) fn company<Q>(&self, context: &Context<'_, Q>) -> Result<CompanyId, Failure> {
        let company = context.caller.requested_company(self.company_id.as_ref())?;
        self.location.as_ref().map_or(Ok(()), |location| context.caller.require_location(location))?;
        Ok(company)
    }

    /// Returns the part of the filter that the index answers, or `None` when no voucher can match.
    pub(crate) fn index_query<Q>(&self, context: &Context<'_, Q>, company: &CompanyId) -> Option<VoucherQuery> {
        if self.can.is_some_and(|ability| !ability.is_permitted_to(&context.caller, company)) {
            return None;
        }
        let status = self.can.map(VoucherAbility::status).or(self.status);
        if self.status.is_some_and(|named| Some(named) != status) {
            return None;
        }
        let (expiring_before, descending) = (self.expiring_before, self.sort.is_descending());
        let (company, claim_due_from, today) = (company.clone(), None, context.today());
        Some(VoucherQuery { company, status, expiring_before, claim_due_from, descending, today })
    }

    /// Returns the requested order, or `None` when it is the index's own order for this query.
    pub(crate) fn order(&self, query: &VoucherQuery) -> Option<Order> {
        // A reserved voucher's deadline is its last valid day. Without a status, `expiring_before` selects reserved
        // ones.
        let is_reserved = match query.status {
            Some(status) => status == Status::Reserved,
            None => query.expiring_before.is_some(),
        };
        let by = self.sort.by();
        let is_index_order = match by {
            // Only its claim shows that a voucher can be claimed, and the index of vouchers does not hold claims.
            SortField::Deadline => self.can != Some(VoucherAbility::Claim),
            SortField::ExpiresOn => is_reserved,
            SortField::Customer | SortField::ReservedAt => false,
        };
        (!is_index_order).then(|| Order { by, descending: self.sort.is_descending() })
    }

    /// True when the index answers only a part of the filter.
    pub(crate) fn needs_filtering(&self, caller: &Caller) -> bool {
        let Self { company_id: _, status: _, expiring_before: _, sort: _, program, location, country, words, can } =
            self;
        let narrowed = program.is_some() || location.is_some() || country.is_some() || can.is_some();
        narrowed || !words.is_empty() || caller.locations.is_some()
    }

    /// True when a voucher of the company matches, apart from its status and its claim.
    pub(crate) fn matches_summary(&self, voucher: &VoucherSummary, caller: &Caller, today: Date) -> bool {
        let text = || folded(&format!("{} {}", voucher.number, voucher.customer));
        let action = self.can.and_then(VoucherAbility::action);
        self.program.as_ref().is_none_or(|program| *program == voucher.program)
            && self.location.as_ref().is_none_or(|location| *location == voucher.location)
            && self.country.as_ref().is_none_or(|country| *country == voucher.country)
            && caller.may_act_at(&voucher.location)
            && action.is_none_or(|action| voucher.status_facts.actions(today).contains(&action))
            && (self.words.is_empty() || self.words.are_in(&text()))
    }

    /// True when a voucher matches; see [`Self::matches_summary`].
    pub(crate) fn matches_voucher<Q>(&self, context: &Context<'_, Q>, voucher: &Voucher) -> bool {
        VoucherSummary::of(voucher)
            .is_some_and(|voucher| self.matches_summary(&voucher, &context.caller, context.today()))
    }
}

impl VoucherAbility {
    /// The status in which a voucher permits it.
    fn status(self) -> Status {
        self.action().map_or(Status::Redeemed, Action::status)
    }

    /// The corresponding action of the voucher; `None` for `claim`, which is an action of its claim.
    fn action(self) -> Option<Action> {
        match self {
            Self::Redeem => Some(Action::Redeem),
            Self::Report => Some(Action::Report),
            Self::Upload => Some(Action::Upload),
            Self::Claim => None,
        }
    }

    /// True when the caller has the role for it in this company.
    fn is_permitted_to(self, caller: &Caller, company: &CompanyId) -> bool {
        let roles: &[Role] = match self {
            Self::Redeem | Self::Report | Self::Upload => MANAGERS,
            Self::Claim => &[Role::Incentives, Role::MpnAdmin],
        };
        caller.company.as_ref() == Some(company) && caller.require_role(roles).is_ok()
    }
}

impl VoucherSort {
    fn by(self) -> SortField {
        match self {
            Self::Deadline | Self::DescendingDeadline => SortField::Deadline,
            Self::ExpiresOn | Self::DescendingExpiresOn => SortField::ExpiresOn,
            Self::Customer | Self::DescendingCustomer => SortField::Customer,
            Self::ReservedAt | Self::DescendingReservedAt => SortField::ReservedAt,
        }
    }

    fn is_descending(self) -> bool {
        self.as_str().starts_with('-')
    }
}

impl Order {
    /// The sort key of a voucher, as text in the same order.
    pub(crate) fn key(self, voucher: &VoucherSummary) -> String {
        match self.by {
            SortField::Deadline => voucher.deadline.to_string(),
            SortField::ExpiresOn => voucher.status_facts.expires_on.to_string(),
            SortField::Customer => folded(voucher.customer.as_str()),
            SortField::ReservedAt => table::sortable_instant(voucher.reserved_at),
        }
    }
}
