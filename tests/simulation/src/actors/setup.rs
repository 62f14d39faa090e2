//! The state before the first step: registered companies with evidence, locations, signatures, enrollments and profiles,
//! and a rate card, all by requests that succeed.

use std::sync::Arc;

use domain::Language;
use serde_json::{Value, json};

use super::Step;
use crate::cast::{COMPANIES, Company, Person, REGISTERED};
use crate::front::{Call, Reply};
use crate::functions::Function;
use crate::world::World;

/// Makes the state. Nothing goes wrong meanwhile.
pub async fn set_up(world: &Arc<World>) {
    let mut step = Step::new(world, usize::MAX);
    for (country, currency, minor) in
        [("TW", "USD", 100_000), ("US", "USD", 120_000), ("JP", "JPY", 150_000), ("IN", "USD", 80_000)]
    {
        for program in crate::cast::PROGRAMS {
            // Two countries have no rate for one program, so that some claims have no amount at first.
            if !matches!((country, program), ("IN" | "US", "SSDPS")) {
                let from = domain::calendar::days_after(world.clock.today(), -300);
                let body = json!({"per_day": {"minor": minor, "currency": currency}, "valid_from": from});
                step.expect(
                    Call::new(
                        "set_rate",
                        Function::PaymentRequest,
                        "PUT",
                        format!("/rates/{country}/{program}"),
                        &operations(),
                    )
                    .body(body),
                )
                .await;
            }
        }
    }
    for company in COMPANIES.iter().take(REGISTERED) {
        register(&mut step, company).await;
    }
    world.tally().commands = 0;
}

fn operations() -> Person {
    Person::operations(1)
}

impl Step {
    async fn expect(&mut self, call: Call) -> Reply {
        let reply = self.send(&call).await.unwrap_or_else(|| panic!("{} is not answered", call.operation));
        assert!(reply.is_success(), "{} {}: {}", call.operation, reply.status, reply.body);
        reply
    }
}

async fn register(step: &mut Step, company: &Company) {
    let (enrollment, id) = (Function::Enrollment, company.id);
    let today = step.world.clock.today();
    let member_until = domain::calendar::days_after(today, i32::try_from(step.dice.between(420, 900)).unwrap_or(600));
    let path = format!("/companies/{id}");
    let body = company_body(company, &json!(member_until));
    step.expect(Call::new("register_company", enrollment, "PUT", path, &operations()).body(body)).await;
    for (location, country) in company.locations {
        let call =
            Call::new("write_location", enrollment, "PUT", format!("/locations/{location}"), &Person::global(company));
        step.expect(call.body(location_body(location, country))).await;
    }
    let from = domain::calendar::days_after(today, -200);
    let until = domain::calendar::days_after(today, i32::try_from(step.dice.between(250, 800)).unwrap_or(600));
    for (name, body) in evidence(company, &json!(from), &json!(until)) {
        let path = format!("/companies/{id}/evidence/{id}-{name}");
        step.expect(Call::new("record_evidence", enrollment, "PUT", path, &operations()).body(body)).await;
    }
    let sign = Call::new("sign_agreement", enrollment, "POST", "/agreements", &Person::global(company));
    let body = signature(&step.world);
    step.expect(sign.body(body)).await;
    for program in company.programs {
        let call = Call::new("enroll_company", enrollment, "POST", "/enrollments", &Person::admin(company, false));
        step.expect(call.body(json!({"program": program}))).await;
    }
    let call = Call::new("write_profile", Function::Directory, "PUT", "/profile", &Person::admin(company, false));
    step.expect(call.body(profile_body(company, 0, true))).await;
}

/// The body that registers a company.
pub fn company_body(company: &Company, member_until: &Value) -> Value {
    let email = format!("office@{}.example", company.id.to_lowercase());
    json!({
        "name": format!("{}-Company", company.id), "mpn_id": "4812", "country": company.locations[0].1,
        "membership_ends_on": member_until, "primary_contact_email": email,
    })
}

/// The body of a location.
pub fn location_body(location: &str, country: &str) -> Value {
    json!({
        "name": format!("{location} office"), "country": country, "address": "1 Harbor Road",
        "contact_email": format!("{}@partner.example", location.to_lowercase()),
    })
}

/// The evidence of a company: competencies, a training and exams of its consultant.
pub fn evidence(company: &Company, from: &Value, until: &Value) -> Vec<(&'static str, Value)> {
    let consultant = format!("{}-C1", company.id);
    let competency = |name: &str| json!({"kind": "competency", "name": name, "level": "gold", "valid_from": from, "valid_until": until});
    let exam = |kind: &str, name: &str| json!({"kind": kind, "name": name, "person": consultant, "valid_from": from});
    vec![
        ("windows", competency("Windows and Devices")),
        ("data", competency("Data Platform")),
        ("training", exam("compliance_training", "Planning Services Compliance")),
        ("exam-windows", exam("consultant_exam", "Windows and Devices")),
        ("exam-data", exam("consultant_exam", "Data Platform")),
    ]
}

/// The body that signs the agreement in force.
pub fn signature(world: &World) -> Value {
    let agreement = &world.catalog.agreement;
    json!({"version": agreement.version, "sha256": agreement.sha256(Language::English)})
}

/// The body of a profile.
pub fn profile_body(company: &Company, step: usize, published: bool) -> Value {
    let locations: Vec<&str> = company.locations.iter().map(|(id, _)| *id).collect();
    json!({
        "display_name": format!("{}-Company", company.id), "description": format!("Plans deployments, written in step {step}."),
        "website": "https://www.partner.example", "contact_email": "hello@partner.example",
        "programs": crate::cast::PROGRAMS, "languages": ["en"], "locations": locations, "published": published,
    })
}
