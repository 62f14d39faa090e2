//! Validate, reserve, change, notify, cancel. Tests: `tests/it/reservation`.

use api::{Answer, Endpoint, Failure, Role, VoucherView};
use domain::catalog::Catalog;
use domain::partner::Partner;
use domain::refusal::Rule;
use domain::voucher::{Amend, Outcome, REPEAT_LIMITED_DAYS, Reserve, Voucher};
use domain::{CompanyId, EngagementCode, Fault, Flaw, LocationId, Refusal, VoucherNumber};
use lambda_http::http::StatusCode;
use table::{AdditionalWrite, Change, Holder, PartnerFacts, StoredVoucher, Table};

mod manage;
mod refusals;
mod reserve;
mod validate;

use manage::Cancel;
use validate::Validate;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// What the endpoints work with.
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

/// Who reserves.
const ADMIN: &[Role] = &[Role::MpnAdmin];

fn reserving() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::post(
            "validate_voucher",
            "/validate",
            "Ask whether there is such a voucher, and whether the company could reserve it.",
        )
        .roles(ADMIN)
        .body::<Validate>()
        .without_effect()
        .refuses(refusals::UNPROVEN)
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
        .refuses(refusals::UNPROVEN)
        .refuses(refusals::OBSTACLES)
        .refuses(refusals::PLANNED)
        .refuses(refusals::RESERVING)
        .refuses(&[Rule::VoucherNotFound])
        .rejects(&[Flaw::EndsBeforeStart])
        .reports(refusals::WARNINGS)
        .answers(StatusCode::CREATED, |context| Box::pin(reserve::reserve(context))),
        Endpoint::post(
            "check_reservation",
            "/reservations/check",
            "Ask what reserving would refuse, all of it, without effect.",
        )
        .roles(ADMIN)
        .body::<Reserve>()
        .without_effect()
        .refuses(refusals::UNPROVEN)
        .refuses(refusals::OBSTACLES)
        .refuses(refusals::PLANNED)
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
        .refuses(refusals::HELD)
        .refuses(refusals::PLANNED)
        .refuses(refusals::AMENDING)
        .reports(refusals::WARNINGS)
        .answers(StatusCode::OK, |context| Box::pin(manage::amend(context))),
        Endpoint::post(
            "notify_customer",
            "/reservations/{voucher_number}/notify",
            "Send the customer dates and attendees.",
        )
        .roles(ADMIN)
        .etag()
        .refuses(refusals::HELD)
        .refuses(refusals::NOTIFYING)
        .answers(StatusCode::OK, |context| Box::pin(manage::notify(context))),
        Endpoint::post("cancel_reservation", "/reservations/{voucher_number}/cancel", "Give the reservation back.")
            .roles(ADMIN)
            .body::<Cancel>()
            .etag()
            .refuses(refusals::HELD)
            .answers(StatusCode::OK, |context| Box::pin(manage::cancel(context))),
    ]
}

/// What decides about a reservation besides the voucher.
struct Facts {
    company: PartnerFacts,
    /// Who holds the customer's 15-day engagement of the type.
    holder: Option<Holder>,
}

impl Facts {
    fn partner<B>(&self, context: &Context<'_, B>, voucher: &Voucher) -> Partner {
        self.company.partner(&voucher.core().program, Holder::fact(self.holder.as_ref()), &context.caller.sub)
    }
}

/// The voucher and what decides about its reservation under an engagement type (without one: the type it has). One round
/// trip; for a 15-day voucher one or two more.
async fn load<B>(
    context: &Context<'_, B>,
    number: &VoucherNumber,
    company: &CompanyId,
    location: Option<&LocationId>,
    engagement: Option<&EngagementCode>,
) -> Result<(Option<StoredVoucher>, Facts), Fault> {
    let table = &context.services.table;
    let (seen, company) = futures::try_join!(table.voucher(number), table.partner(company, location))?;
    let limited = seen.as_ref().map(|seen| &seen.value).filter(|voucher| voucher.core().days >= REPEAT_LIMITED_DAYS);
    let engagement = engagement.or_else(|| limited?.reservation().map(|held| &held.engagement_type));
    let holder = match limited.zip(engagement) {
        Some((voucher, engagement)) => table.repeat_holder(&voucher.core().customer.id, engagement).await?,
        None => None,
    };
    Ok((seen, Facts { company, holder }))
}

/// What is written with a reservation: its place as the customer's one 15-day engagement, where the rule applies.
fn change(outcome: Outcome, holder: Option<&Holder>) -> Result<Change<Voucher>, Failure> {
    let with = match &outcome {
        Outcome::Applied(next, _) => AdditionalWrite::repeat(next, holder)?,
        Outcome::Unchanged => Vec::new(),
    };
    Ok(Change { outcome, with })
}

/// The voucher as it is now. A request sent again may find it with another company, and then hears no more of it than
/// any request would.
fn view<B>(context: &Context<'_, B>, stored: &StoredVoucher) -> Result<VoucherView, Failure> {
    let held = stored.value.reservation();
    if held.is_some_and(|held| Some(&held.company_id) != context.caller.company.as_ref()) {
        return Err(Refusal::VoucherNotFound.into());
    }
    Ok(VoucherView::new(&stored.value, stored.rev, context.now))
}

fn answer(view: &VoucherView) -> Result<Answer<VoucherView>, Failure> {
    let location = view.reservation.as_ref().map(|held| &held.location_id);
    Ok(Answer::json(view)?.with_rev(view.rev).at(location))
}
