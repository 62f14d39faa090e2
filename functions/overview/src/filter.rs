//! Which vouchers a request asks for, and in what order: the same parameters for a list and for an export.

use api::{Caller, Decode, Failure, Fields, Role, SearchTerms};
use domain::directory::folded;
use domain::voucher::{Action, Status, Voucher};
use domain::{CompanyId, Country, LocationId, ProgramCode};
use jiff::civil::Date;
use table::{VoucherQuery, VoucherSummary};

use crate::{Context, MANAGERS, Services};

domain::codes! {
    /// In what order vouchers are listed; a `-` turns it around. Where two are the same, by voucher number.
    pub enum VoucherSort {
        /// By status (reserved, redeemed, expired), and within a status by deadline: the last valid day, and for a redeemed
        /// voucher the last day to claim.
        Deadline = "deadline",
        /// By status as before, and within a status the latest deadline first.
        DescendingDeadline = "-deadline",
        /// By the last valid day.
        ExpiresOn = "expires_on",
        /// The latest last valid day first.
        DescendingExpiresOn = "-expires_on",
        /// By the customer's name, without regard to case and accents.
        Customer = "customer",
        /// The same from the end of the alphabet.
        DescendingCustomer = "-customer",
        /// By when it was reserved.
        ReservedAt = "reserved_at",
        /// What was reserved last first.
        DescendingReservedAt = "-reserved_at",
    }
}

domain::codes! {
    /// What the caller can do with a voucher now.
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

/// What the vouchers must be.
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

/// An order that is not the index's: by what, and which way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    by: OrderBy,
    pub(crate) descending: bool,
}

#[derive(Clone, Copy, Debug)]
enum OrderBy {
    Deadline,
    ExpiresOn,
    Customer,
    ReservedAt,
}

impl Decode<Services> for VoucherFilter {
    fn decode(fields: &mut Fields, services: &Services) -> Option<Self> {
        Some(Self {
            company_id: fields.about("The company whose vouchers are meant: operations name one, partners may leave it out.").optional("company_id"),
            status: fields.about("Vouchers of this status, by the clock.").optional("status"),
            program: fields.about("Vouchers of this program.").optional_with("program", |code| services.catalog.known(code)),
            location: fields.about("Vouchers reserved at this location.").optional("location_id"),
            country: fields.about("Vouchers delivered in this country.").optional("country"),
            words: fields.about("Words that must all stand in the voucher number or the customer's name, without regard to case and accents.").optional("q").unwrap_or_default(),
            expiring_before: fields.about("Vouchers whose deadline comes before this day: the last valid day, or once redeemed the last day to claim.").optional("expiring_before"),
            can: fields.about("Vouchers with which the caller can do this now; `claim`: those whose claim can be submitted, the first time or again.").optional("can"),
            sort: fields.about("The order; `-` turns it around. `deadline` is by status, then by deadline. At most 5,000 vouchers of a status are sorted otherwise: more is refused.").optional("sort").unwrap_or(VoucherSort::Deadline),
        })
    }
}

impl VoucherFilter {
    /// Whose vouchers they are.
    ///
    /// # Errors
    /// 404 for another company, 422 where operations name none, 403 for a location where the caller may not act.
    pub(crate) fn company<Q>(&self, context: &Context<'_, Q>) -> Result<CompanyId, Failure> {
        let company = context.caller.requested_company(self.company_id.as_ref())?;
        self.location.as_ref().map_or(Ok(()), |location| context.caller.require_location(location))?;
        Ok(company)
    }

    /// What the index finds of it; nothing where no voucher can be one of them.
    pub(crate) fn wanted<Q>(&self, context: &Context<'_, Q>, company: &CompanyId) -> Option<VoucherQuery> {
        if self.can.is_some_and(|ability| !ability.is_of(&context.caller, company)) {
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

    /// The order asked for, where it is not the one in which the index has what is wanted.
    pub(crate) fn order(&self, wanted: &VoucherQuery) -> Option<Order> {
        // The last valid day is the deadline of those that are reserved, and without a status only they expire.
        let is_reserved = match wanted.status {
            Some(status) => status == Status::Reserved,
            None => wanted.expiring_before.is_some(),
        };
        let by = self.sort.by();
        let is_index_order = match by {
            // What can be claimed is known from its claim alone.
            OrderBy::Deadline => self.can != Some(VoucherAbility::Claim),
            OrderBy::ExpiresOn => is_reserved,
            OrderBy::Customer | OrderBy::ReservedAt => false,
        };
        (!is_index_order).then(|| Order { by, descending: self.sort.is_descending() })
    }

    /// Whether the index alone does not tell which ones are wanted.
    pub(crate) fn needs_filtering(&self, caller: &Caller) -> bool {
        let Self { company_id: _, status: _, expiring_before: _, sort: _, program, location, country, words, can } =
            self;
        let narrowed = program.is_some() || location.is_some() || country.is_some() || can.is_some();
        narrowed || !words.is_empty() || caller.locations.is_some()
    }

    /// Whether a voucher of the company is one of them, whatever its status. Of its claim it says nothing.
    pub(crate) fn matches(&self, voucher: &VoucherSummary, caller: &Caller, today: Date) -> bool {
        let text = || folded(&format!("{} {}", voucher.number, voucher.customer));
        let action = self.can.and_then(VoucherAbility::action);
        self.program.as_ref().is_none_or(|program| *program == voucher.program)
            && self.location.as_ref().is_none_or(|location| *location == voucher.location)
            && self.country.as_ref().is_none_or(|country| *country == voucher.country)
            && caller.may_act_at(&voucher.location)
            && action.is_none_or(|action| voucher.status_facts.actions(today).contains(&action))
            && (self.words.is_empty() || self.words.are_in(&text()))
    }

    /// The same of a voucher that was read whole.
    pub(crate) fn is_one<Q>(&self, context: &Context<'_, Q>, voucher: &Voucher) -> bool {
        VoucherSummary::of(voucher).is_some_and(|voucher| self.matches(&voucher, &context.caller, context.today()))
    }
}

impl VoucherAbility {
    /// The status of the vouchers with which somebody can.
    fn status(self) -> Status {
        self.action().map_or(Status::Redeemed, Action::status)
    }

    /// The voucher's action that it is; a claim's is none of the voucher's.
    fn action(self) -> Option<Action> {
        match self {
            Self::Redeem => Some(Action::Redeem),
            Self::Report => Some(Action::Report),
            Self::Upload => Some(Action::Upload),
            Self::Claim => None,
        }
    }

    /// Whether the caller may do so with vouchers of the company at all.
    fn is_of(self, caller: &Caller, company: &CompanyId) -> bool {
        let roles: &[Role] = match self {
            Self::Redeem | Self::Report | Self::Upload => MANAGERS,
            Self::Claim => &[Role::Incentives, Role::MpnAdmin],
        };
        caller.company.as_ref() == Some(company) && caller.needs(roles).is_ok()
    }
}

impl VoucherSort {
    fn by(self) -> OrderBy {
        match self {
            Self::Deadline | Self::DescendingDeadline => OrderBy::Deadline,
            Self::ExpiresOn | Self::DescendingExpiresOn => OrderBy::ExpiresOn,
            Self::Customer | Self::DescendingCustomer => OrderBy::Customer,
            Self::ReservedAt | Self::DescendingReservedAt => OrderBy::ReservedAt,
        }
    }

    fn is_descending(self) -> bool {
        self.as_str().starts_with('-')
    }
}

impl Order {
    /// What vouchers are sorted by, as text that sorts likewise.
    pub(crate) fn key(self, voucher: &VoucherSummary) -> String {
        match self.by {
            OrderBy::Deadline => voucher.deadline.to_string(),
            OrderBy::ExpiresOn => voucher.status_facts.expires_on.to_string(),
            OrderBy::Customer => folded(voucher.customer.as_str()),
            OrderBy::ReservedAt => table::sortable_instant(voucher.reserved_at),
        }
    }
}
