//! The people of the partner companies, about claims, invoices and payees.

use domain::InvoiceNumber;
use serde_json::{Map, Value, json};

use super::files::{PDF, upload_later};
use super::{ClaimNow, Step, claims};
use crate::cast::{COMPANIES, Company, Person, company};
use crate::front::{Call, accept};
use crate::functions::Function;

const FUNCTION: Function = Function::PaymentRequest;

/// Does the next useful thing about a claim, or anything.
pub async fn act(step: &mut Step, progress: bool) -> Option<()> {
    let known = claims(&step.world);
    let waiting: Vec<&ClaimNow> = known
        .iter()
        .filter(|claim| matches!(claim.status.as_str(), "draft" | "action_required" | "rejected"))
        .collect();
    if progress && !waiting.is_empty() {
        let claim = (*step.choose(&waiting, |claim| claim.number.as_str())).clone();
        let company = company(&claim.company)?;
        let pk = format!("P#{}", company.id);
        let is_registered = step.world.store().find(&pk, &format!("Y#{}", claim.program)).is_some();
        if !is_registered {
            return register(step, company).await;
        }
        if step.dice.chance(200) {
            return submit_many(step, company, &waiting).await;
        }
        return submit(step, &claim).await;
    }
    if known.is_empty() {
        return None;
    }
    let claim = step.choose(&known, |claim| claim.number.as_str()).clone();
    anything(step, &claim).await
}

/// A person of the claim's company, or now and then of another one.
fn person(step: &mut Step, claim: &ClaimNow) -> Person {
    let own = company(&claim.company).unwrap_or(&COMPANIES[0]);
    let company = if step.dice.chance(30) { step.dice.pick(&COMPANIES) } else { own };
    if step.dice.chance(600) { Person::claimant(company) } else { Person::admin(company, step.dice.chance(300)) }
}

async fn anything(step: &mut Step, claim: &ClaimNow) -> Option<()> {
    let person = person(step, claim);
    match step.dice.weighted(&[12, 18, 10, 10, 14, 10, 14]) {
        0 => {
            let body = json!({"invoice_number": invoice(step, claim), "purchase_order": "PO-1"});
            let call = Call::new("save_claim", FUNCTION, "PUT", claim.path("/draft"), &person).body(body);
            step.command(call.on(claim.pk(), "C", &[])).await;
        }
        1 => return submit(step, claim).await,
        2 => {
            let call = Call::new("withdraw_claim", FUNCTION, "POST", claim.path("/withdraw"), &person);
            step.command(call.on(claim.pk(), "C", &["claim.withdrawn"])).await;
        }
        3 => {
            let call = Call::new("reinstate_claim", FUNCTION, "POST", claim.path("/reinstate"), &person);
            step.command(call.on(claim.pk(), "C", &["claim.reinstated"])).await;
        }
        4 => {
            let body = json!({"text": format!("{}-comment of step {}", claim.company, step.number)});
            let call = Call::new("comment_on_claim", FUNCTION, "POST", claim.path("/comments"), &person).body(body);
            step.command(call.on(claim.pk(), "C", &["claim.commented"])).await;
        }
        5 => {
            let body = json!({"comment": "Less than agreed."});
            let call = Call::new("dispute_claim", FUNCTION, "POST", claim.path("/dispute"), &person).body(body);
            step.command(call.on(claim.pk(), "C", &["claim.disputed"])).await;
        }
        _ => return announce_invoice(step, claim).await,
    }
    Some(())
}

/// The invoice number of a claim, or in some cases one that is used for another claim.
fn invoice(step: &mut Step, claim: &ClaimNow) -> String {
    let known = claims(&step.world);
    let others = known.iter().filter(|other| other.company == claim.company && other.number != claim.number);
    let used: Vec<&ClaimNow> = others.filter(|other| !other.invoice.is_empty()).collect();
    if !used.is_empty() && step.dice.chance(80) {
        return step.dice.pick(&used).invoice.clone();
    }
    if claim.invoice.is_empty() { format!("{}-INV-{}", claim.company, claim.number) } else { claim.invoice.clone() }
}

pub async fn submit(step: &mut Step, claim: &ClaimNow) -> Option<()> {
    let person = person(step, claim);
    let mut body = json!({"invoice_number": invoice(step, claim)});
    if claim.status != "draft" && !step.dice.chance(80) {
        body["comment"] = json!("Corrected as asked.");
    }
    let call = Call::new("submit_claim", FUNCTION, "POST", claim.path("/submit"), &person).body(body);
    step.command(call.on(claim.pk(), "C", &["claim.submitted"])).await;
    Some(())
}

async fn submit_many(step: &mut Step, company: &Company, waiting: &[&ClaimNow]) -> Option<()> {
    let own = waiting.iter().filter(|claim| claim.company == company.id).take(6);
    let ids: Vec<String> = own.map(|claim| format!("CL-{}", claim.number)).collect();
    let body = json!({"claim_ids": ids, "invoice_number": format!("{}-MANY-{}", company.id, step.number)});
    let call = Call::new("submit_claims", FUNCTION, "POST", "/claims/submit", &Person::claimant(company)).body(body);
    let reply = step.command(call.clone()).await?;
    let call = Call { events: &["claim.submitted"], ..call };
    for item in reply.body["items"].as_array()? {
        if item["outcome"] == "submitted" {
            let number = item["claim_id"].as_str()?.trim_start_matches("CL-");
            accept(
                &step.world,
                &format!("step {} ", step.number),
                &call,
                (format!("V#{number}"), "C".to_owned()),
                None,
            );
        }
    }
    Some(())
}

/// Registers a company to be paid for a program in which it has redeemed a voucher, or for any.
pub async fn register(step: &mut Step, company: &Company) -> Option<()> {
    let of_company: Vec<ClaimNow> =
        claims(&step.world).into_iter().filter(|claim| claim.company == company.id).collect();
    let program = if of_company.is_empty() { "DDPS".to_owned() } else { step.dice.pick(&of_company).program.clone() };
    let mut locations = Map::new();
    for (location, country) in company.locations {
        let profile = if *country == "JP" { "BJ" } else { "BU" };
        let profile = if step.dice.chance(60) { "BE" } else { profile };
        if !step.dice.chance(40) {
            locations.insert((*location).to_owned(), Value::from(profile));
        }
    }
    let profile = |id: &str, currency: &str| json!({"id": id, "label": "Harbor Bank", "currency": currency});
    let body = json!({
        "bank_profiles": [profile("BU", "USD"), profile("BJ", "JPY"), profile("BE", "EUR")], "locations": locations,
    });
    let path = format!("/payees/{program}");
    let call = Call::new("register_payee", FUNCTION, "PUT", path, &Person::global(company)).body(body);
    step.command(call.on(format!("P#{}", company.id), format!("Y#{program}"), &[])).await;
    Some(())
}

/// Announces the file of a claim's invoice, which is uploaded later or never.
pub async fn announce_invoice(step: &mut Step, claim: &ClaimNow) -> Option<()> {
    let company = company(&claim.company)?;
    let number = if claim.invoice.is_empty() { invoice(step, claim) } else { claim.invoice.clone() };
    let mut body = bodies::announcement("invoice.pdf", "application/pdf", PDF);
    body.as_object_mut()?.remove("kind");
    let path = format!("/invoices/{number}/file");
    let call = Call::new("announce_invoice", FUNCTION, "PUT", path.clone(), &Person::claimant(company)).body(body);
    let id = InvoiceNumber::parse(&number).ok()?.id();
    let pk = format!("P#{}", company.id);
    step.command(call.on(pk.clone(), format!("J#{id}"), &[])).await?;
    let found = step.world.store().find(&pk, &format!("J#{id}")).cloned()?;
    let upload = crate::item::number(&found, "file.upload");
    if upload > 0 {
        upload_later(step, format!("invoices/{}/{id}/{upload}", company.id));
    }
    if step.dice.chance(300) {
        step.send(&Call::new("show_invoice", FUNCTION, "GET", path, &Person::claimant(company))).await;
    }
    Some(())
}
