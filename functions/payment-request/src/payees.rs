//! Payee registrations: the bank profiles that a company is paid to (PROGRAM.md 11.4).

use std::collections::HashMap;

use api::{Answer, CompanyFilter, Decode, Failure, Fields, Page, PageRequest, Reason, Reasons, log_unreadable};
use domain::partner::{Company, Location};
use domain::payee::{BankProfile, Payee, Registration};
use domain::{Fault, Flaw, LocationId, ProgramCode, Refusal};
use table::{Steps, Stored, readable};

use crate::view::PayeeView;
use crate::{Context, Services, program};

/// The largest number of bank profiles of a registration (PROGRAM.md 11.4).
const PROFILES_MAX: usize = 50;

/// `GET /payees`.
pub(crate) async fn list(
    context: Context<'_, (), (CompanyFilter, PageRequest<ProgramCode>)>,
) -> Result<Answer<Page<PayeeView>>, Failure> {
    let (CompanyFilter { company_id }, page) = &context.query;
    let company = context.caller.requested_company(company_id.as_ref())?;
    let (payees, unreadable) = readable(context.services.table.payees(&company).await?.into_values());
    log_unreadable(&unreadable);
    let page = page.of(payees.iter().collect(), |stored| stored.value.program.clone());
    Answer::json(&page.map(PayeeView::new))
}

impl Decode<Services> for Registration {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let profiles = fields.objects("bank_profiles", 1..=PROFILES_MAX, |profile| {
            let id = profile.required("id");
            let label = profile.required("label");
            let currency = profile.required("currency");
            Some(BankProfile { id: id?, label: label?, currency: currency? })
        });
        let locations = fields.entries("locations");
        let registration = Self { bank_profiles: profiles?, locations: locations? };
        for (field, detail) in registration.mistakes() {
            fields.refuse(&field, detail);
        }
        Some(registration)
    }
}

/// The facts that decide about a registration, besides the stored one.
struct RegistrationFacts {
    locations: HashMap<LocationId, Result<Stored<Location>, Fault>>,
    has_redeemed: bool,
}

/// `PUT /payees/{program}`.
pub(crate) async fn put(context: Context<'_, Registration>) -> Result<Answer<PayeeView>, Failure> {
    let (table, company, program) = (&context.services.table, context.caller.whole_company()?, program(&context)?);
    let load = || async {
        let (registered, payee, locations, redeemed) = futures::try_join!(
            table.company(company),
            table.payee(company, &program),
            table.each_location(company),
            table.first_page_has_redeemed(company, &program),
        )?;
        let has_redeemed = match redeemed {
            Some(known) => known,
            // Only the first registration requires a redeemed voucher.
            None => payee.is_some() || table.has_redeemed(company, &program).await?,
        };
        Ok(((registered, payee), RegistrationFacts { locations, has_redeemed }))
    };
    let steps = Steps {
        intent: &context.intent(),
        load,
        authorize: |(registered, payee): (Option<Stored<Company>>, Option<Stored<Payee>>)| {
            registered.map(|_| payee).ok_or(Failure::from(Refusal::CompanyNotRegistered))
        },
        decide: |before: &Option<Stored<Payee>>, facts: &RegistrationFacts| {
            let Registration { bank_profiles, locations } = context.body.clone();
            let payee = Payee { company_id: company.clone(), program: program.clone(), bank_profiles, locations };
            facts.check_locations(&payee)?;
            Ok(payee.put(before.as_ref().map(|before| &before.value), facts.has_redeemed)?)
        },
        answer: |stored: &Stored<Payee>, _: &RegistrationFacts| {
            Ok(Answer::json(&PayeeView::new(stored))?.with_rev(stored.rev))
        },
    };
    context.answered(table.run(steps).await?)
}

impl RegistrationFacts {
    /// Checks the locations that the registration names. Other locations are not checked, also when they cannot be read
    /// (DECISIONS.md 34).
    fn check_locations(&self, payee: &Payee) -> Result<(), Failure> {
        let mut reasons = Reasons::default();
        for id in payee.locations.keys() {
            match self.locations.get(id) {
                Some(Ok(_)) => {}
                Some(Err(fault)) => return Err(Failure::from(fault)),
                None => {
                    reasons.push(Reason::at(
                        format!("locations.{id}"),
                        Flaw::Invalid.code(),
                        "is not a location of the company",
                    ));
                }
            }
        }
        if reasons.is_empty() { Ok(()) } else { Err(Failure::Invalid(reasons)) }
    }
}
