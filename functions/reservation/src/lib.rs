//! Shows the terms of reserving, validates and reserves vouchers, changes and cancels reservations, notifies customers; invoked by its function URL.
//!
//! Tests: `tests/it/reservation`.

use api::{Answer, Endpoint, Failure, Role, VoucherView};
use domain::catalog::Catalog;
use domain::partner::Partner;
use domain::refusal::Rule;
use domain::voucher::{Amend, Outcome, REPEAT_LIMITED_DAYS, Reserve, Voucher};
use domain::{CompanyId, EngagementCode, Fault, Flaw, LocationId, Refusal, VoucherNumber};
use lambda_http::http::StatusCode;
use table::{AdditionalWrite, Change, Holder, PartnerFacts, StoredVoucher, Table};

mod amend;
mod cancel;
mod notify;
mod own_voucher;
mod refusals;
mod reserve;
mod terms;
mod validate;

use cancel::Cancel;
use validate::Validate;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// The clients and configuration the endpoints use.
#[derive(Debug)]
pub struct Services {
    /// Vouchers and partners.
    pub table: Table,
    /// The programs.
    pub catalog: Catalog,
}

type Context<'a, B = ()> = api::Context<'a, Services, B>;

/// The function's operations.
pub fn endpoints() -> Vec<Endpoint<Services>> {
    [reserving(), managing()].into_iter().flatten().collect()
}

/// The roles that reserve (PROGRAM.md 7.1).
const ADMIN: &[Role] = &[Role::MpnAdmin];

fn reserving() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::get("show_terms", "/terms/current", "Read the terms that whoever reserves a voucher accepts.")
            .roles(&Role::ALL)
            .localized()
            .answers(StatusCode::OK, |context| Box::pin(std::future::ready(terms::current(&context)))),
        Endpoint::post(
            "validate_voucher",
            "/validate",
            "Ask whether there is such a voucher, and whether the company could reserve it.",
        )
        .roles(ADMIN)
        .body::<Validate>()
        .without_effect()
        .refuses(refusals::UNVERIFIED_ADMIN)
        .reports(refusals::OBSTACLES)
        .answers(StatusCode::OK, |context| Box::pin(validate::validate(context))),
        Endpoint::post(
            "reserve_voucher",
            "/reservations",
            "Reserve a voucher for the company: of many callers one wins.",
        )
        .roles(ADMIN)
        .body::<Reserve>()
        .etag()
        .refuses(refusals::UNVERIFIED_ADMIN)
        .refuses(refusals::OBSTACLES)
        .refuses(refusals::PLAN)
        .refuses(refusals::RESERVING)
        .refuses(&[Rule::VoucherNotFound])
        .rejects(&[Flaw::EndsBeforeStart])
        .reports(refusals::WARNINGS)
        .answers(StatusCode::CREATED, |context| Box::pin(reserve::reserve(context))),
        Endpoint::post(
            "check_reservation",
            "/reservations/check",
            "Check a reservation and return every refusal, without effect.",
        )
        .roles(ADMIN)
        .body::<Reserve>()
        .without_effect()
        .refuses(refusals::UNVERIFIED_ADMIN)
        .refuses(refusals::OBSTACLES)
        .refuses(refusals::PLAN)
        .refuses(refusals::RESERVING)
        .rejects(&[Flaw::EndsBeforeStart])
        .reports(refusals::WARNINGS)
        .answers(StatusCode::OK, |context| Box::pin(reserve::check(context))),
    ]
}

fn managing() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::patch(
            "amend_reservation",
            "/reservations/{voucher_number}",
            "Change dates, location, consultant, engagement type or attendees.",
        )
        .roles(ADMIN)
        .body::<Amend>()
        .etag()
        .refuses(refusals::OWN_RESERVATION)
        .refuses(refusals::PLAN)
        .refuses(refusals::AMENDING)
        .reports(refusals::WARNINGS)
        .answers(StatusCode::OK, |context| Box::pin(amend::amend(context))),
        Endpoint::post(
            "notify_customer",
            "/reservations/{voucher_number}/notify",
            "Send the customer dates and attendees.",
        )
        .roles(ADMIN)
        .etag()
        .refuses(refusals::OWN_RESERVATION)
        .refuses(refusals::NOTIFYING)
        .answers(StatusCode::OK, |context| Box::pin(notify::notify(context))),
        Endpoint::post("cancel_reservation", "/reservations/{voucher_number}/cancel", "Cancel the reservation.")
            .roles(ADMIN)
            .body::<Cancel>()
            .etag()
            .refuses(refusals::OWN_RESERVATION)
            .answers(StatusCode::OK, |context| Box::pin(cancel::cancel(context))),
    ]
}

/// The facts that decide about a reservation, besides the voucher: the partner and the holder of a 15-day engagement.
struct ReservationFacts {
    company: PartnerFacts,
    /// The voucher that holds the customer's 15-day engagement of the type (PROGRAM.md 7.6).
    holder: Option<Holder>,
}

impl ReservationFacts {
    fn partner<B>(&self, context: &Context<'_, B>, voucher: &Voucher) -> Partner {
        let (caller, repeat) = (&context.caller, Holder::fact(self.holder.as_ref()));
        self.company.partner(&voucher.core().program, repeat, &caller.sub, caller.name.as_ref())
    }
}

/// Reads the voucher and the facts that decide about its reservation under an engagement type, or under its current
/// type if none is given. One round trip; for a 15-day voucher one or two more.
async fn load<B>(
    context: &Context<'_, B>,
    number: &VoucherNumber,
    company: &CompanyId,
    location: Option<&LocationId>,
    engagement: Option<&EngagementCode>,
) -> Result<(Option<StoredVoucher>, ReservationFacts), Fault> {
    let table = &context.services.table;
    let (voucher, company) = futures::try_join!(table.voucher(number), table.partner(company, location))?;
    let limited =
        voucher.as_ref().map(|stored| &stored.value).filter(|voucher| voucher.core().days >= REPEAT_LIMITED_DAYS);
    let engagement = engagement.or_else(|| limited?.reservation().map(|reservation| &reservation.engagement_type));
    let holder = match limited.zip(engagement) {
        Some((voucher, engagement)) => table.repeat_holder(&voucher.core().customer.id, engagement).await?,
        None => None,
    };
    Ok((voucher, ReservationFacts { company, holder }))
}

/// Adds the pointer to the holder of the customer's 15-day engagement to the write, if the rule applies
/// (DECISIONS.md 8).
fn with_holder(outcome: Outcome, holder: Option<&Holder>) -> Result<Change<Voucher>, Failure> {
    let with = match &outcome {
        Outcome::Applied(after, _) => AdditionalWrite::repeat(after, holder)?,
        Outcome::Unchanged => Vec::new(),
    };
    Ok(Change { outcome, with })
}

/// Returns the current voucher.
///
/// # Errors
/// [`Refusal::VoucherNotFound`] when another company reserved it since a request that is now retried.
fn view<B>(context: &Context<'_, B>, stored: &StoredVoucher) -> Result<VoucherView, Failure> {
    let reservation = stored.value.reservation();
    if reservation.is_some_and(|reservation| Some(&reservation.company_id) != context.caller.company.as_ref()) {
        return Err(Refusal::VoucherNotFound.into());
    }
    Ok(VoucherView::new(&stored.value, stored.rev, context.now))
}

fn answer(view: &VoucherView) -> Result<Answer<VoucherView>, Failure> {
    let location = view.reservation.as_ref().map(|reservation| &reservation.location_id);
    Ok(Answer::json(view)?.with_rev(view.rev).at(location))
}
