//! Reserving a voucher, and checking a reservation without effect.

use api::{Answer, Decode, Failure, Fields, Reason, VoucherView};
use domain::accepted_text::ShownText;
use domain::attempt::Intent;
use domain::calendar::Period;
use domain::voucher::{Outcome, Reserve};
use domain::{Flaw, Invalid, Refusal};
use schemars::JsonSchema;
use serde::Serialize;
use table::{Steps, StoredVoucher};

use crate::{Context, ReservationFacts, Services, answer, load, view, with_holder};

/// The largest number of attendees of a reservation (PROGRAM.md 7.10).
pub(crate) const ATTENDEES_MAX: usize = 50;

impl Decode<Services> for Reserve {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let voucher_number = fields.required("voucher_number");
        let admin_email = fields.required("admin_email");
        let location_id = fields.required("location_id");
        let delivery_country = fields.required("delivery_country");
        let engagement_type = fields.required("engagement_type");
        let start = fields.required("start_date");
        let end = fields.required("end_date");
        let lead_consultant = fields.required("lead_consultant");
        let attendees = fields.optional_list("attendees", 0..=ATTENDEES_MAX);
        let accept_terms = fields.boolean("accept_terms");
        let terms = shown_terms(fields);
        let repeat_exception = fields.optional("repeat_15_day_exception");
        let period = start.zip(end).map(|(start, end)| Period::new(start, end));
        if let Some(Err(wrong)) = &period {
            fields.reject("end_date", wrong.clone());
        }
        Some(Self {
            voucher_number: voucher_number?,
            admin_email: admin_email?,
            location_id: location_id?,
            delivery_country: delivery_country?,
            engagement_type: engagement_type?,
            period: period?.ok()?,
            lead_consultant: lead_consultant?,
            attendees: attendees.unwrap_or_default(),
            accept_terms: accept_terms?,
            terms,
            repeat_exception,
        })
    }
}

/// The terms that the caller was shown: version and digest, both or none.
fn shown_terms(fields: &mut Fields) -> Option<ShownText> {
    let version = fields.about("The version of the terms that were shown.").sent("terms_version");
    let sha256 = fields.about("The digest of the terms that were shown, in either language.").sent("terms_sha256");
    let alone = match (&version, &sha256) {
        (Some(_), None) => Some(("terms_sha256", "is required together with terms_version")),
        (None, Some(_)) => Some(("terms_version", "is required together with terms_sha256")),
        (Some(_), Some(_)) | (None, None) => None,
    };
    if let Some((missing, detail)) = alone {
        fields.reject(missing, Invalid::new(Flaw::Missing, detail));
    }
    Some(ShownText { version: version??, sha256: sha256?? })
}

/// `POST /reservations`.
pub(crate) async fn reserve(context: Context<'_, Reserve>) -> Result<Answer<VoucherView>, Failure> {
    let (command, catalog, company) = (&context.body, &context.services.catalog, context.company()?);
    let (location, engagement) = (Some(&command.location_id), Some(&command.engagement_type));
    context.caller.require_location(&command.location_id)?;
    let intent = context.intent();
    let steps = Steps {
        intent: &intent,
        load: || load(&context, &command.voucher_number, company, location, engagement),
        authorize: |voucher| verify_admin(command, &intent, voucher),
        decide: |before: &StoredVoucher, facts: &ReservationFacts| {
            let voucher = before.value.clone();
            let partner = facts.partner(&context, &voucher);
            with_holder(voucher.reserve(command, &partner, catalog, context.now)?, facts.holder.as_ref())
        },
        answer: |stored: &StoredVoucher, facts: &ReservationFacts| {
            let warnings = stored.value.warnings(&facts.partner(&context, &stored.value), catalog);
            let warnings = warnings.iter().map(Reason::from).collect();
            answer(&VoucherView { warnings, ..view(&context, stored)? })
        },
    };
    context.answered(context.services.table.run(steps).await?)
}

/// Returns the voucher when the command names its administrator, or when this request was already applied to it. The
/// check precedes that of the revision, so that a stale revision does not reveal the voucher (PROGRAM.md 15.2).
///
/// # Errors
/// [`Refusal::NotFoundOrMismatch`], for an unknown voucher as for another administrator.
fn verify_admin(command: &Reserve, intent: &Intent, voucher: Option<StoredVoucher>) -> Result<StoredVoucher, Failure> {
    let voucher = voucher.ok_or(Refusal::NotFoundOrMismatch)?;
    if !voucher.has_attempt(&intent.attempt) {
        voucher.value.matches_admin(&command.admin_email)?;
    }
    Ok(voucher)
}

/// The result of a check that found no refusal.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ReservationCheck {
    reservable: bool,
    warnings: Vec<Reason>,
}

/// `POST /reservations/check`: refuses what reserving refuses, with every reason, without effect (DECISIONS.md 4).
pub(crate) async fn check(context: Context<'_, Reserve>) -> Result<Answer<ReservationCheck>, Failure> {
    let (command, catalog) = (&context.body, &context.services.catalog);
    let (location, engagement) = (Some(&command.location_id), Some(&command.engagement_type));
    context.caller.require_location(&command.location_id)?;
    let (voucher, facts) = load(&context, &command.voucher_number, context.company()?, location, engagement).await?;
    let voucher = voucher.ok_or(Refusal::NotFoundOrMismatch)?.value;
    let partner = facts.partner(&context, &voucher);
    let reserved = match voucher.clone().reserve(command, &partner, catalog, context.now)? {
        Outcome::Applied(after, _) => *after,
        Outcome::Unchanged => voucher,
    };
    let warnings = reserved.warnings(&partner, catalog).iter().map(Reason::from).collect();
    Answer::json(&ReservationCheck { reservable: true, warnings })
}
