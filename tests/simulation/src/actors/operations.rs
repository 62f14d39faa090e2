//! The program's operations: reviews, the rate card, evidence, suspensions.

use serde_json::{Value, json};

use super::setup::{company_body, evidence};
use super::{ClaimNow, Step, claims};
use crate::cast::{COMPANIES, PROGRAMS, Person, REGISTERED};
use crate::front::Call;
use crate::functions::Function;

const FUNCTION: Function = Function::PaymentRequest;

/// Does the next useful thing about a claim, or anything.
pub async fn act(step: &mut Step, progress: bool) -> Option<()> {
    if progress && step.dice.chance(200) && keep_up(step).await.is_some() {
        return Some(());
    }
    let known = claims(&step.world);
    let waits = |claim: &&ClaimNow| {
        matches!(claim.status.as_str(), "submitted" | "under_review" | "on_hold") || claim.is_disputed
    };
    let waiting: Vec<&ClaimNow> = known.iter().filter(waits).collect();
    if progress && !waiting.is_empty() {
        let claim = (*step.choose(&waiting, |claim| claim.number.as_str())).clone();
        return bring_on(step, &claim).await;
    }
    if known.is_empty() || step.dice.chance(550) {
        return manage(step).await;
    }
    let claim = step.choose(&known, |claim| claim.number.as_str()).clone();
    let action =
        *step.dice.pick(&["review", "approve", "reject", "request-changes", "hold", "release", "settle", "comments"]);
    decide(step, &claim, action).await
}

/// Records evidence, a membership or a reinstatement that a company lacks or will lack soon.
async fn keep_up(step: &mut Step) -> Option<()> {
    let (person, today) = (reviewer(step), step.world.clock.today());
    let (soon, later) = (domain::calendar::days_after(today, 120), json!(domain::calendar::days_after(today, 700)));
    for company in &COMPANIES[..3] {
        let pk = format!("P#{}", company.id);
        let ends = |sk: &str, field: &str| {
            let found = step.world.store().find(&pk, sk).cloned()?;
            if found.contains_key("withdrawn") { Some(today) } else { crate::item::day(&found, field) }
        };
        if ends("P", "membership_ends_on").is_some_and(|end| end < soon) {
            let call = Call::new(
                "register_company",
                Function::Enrollment,
                "PUT",
                format!("/companies/{}", company.id),
                &person,
            );
            step.command(call.body(company_body(company, &later)).on(pk, "P", &[])).await;
            return Some(());
        }
        let from = json!(domain::calendar::days_after(today, -200));
        for (name, body) in evidence(company, &from, &later) {
            let sk = format!("Q#{}-{name}", company.id);
            if ends(&sk, "valid_until").is_some_and(|end| end < soon) {
                let path = format!("/companies/{0}/evidence/{0}-{name}", company.id);
                let call = Call::new("record_evidence", Function::Enrollment, "PUT", path, &person);
                step.command(call.body(body).on(pk, sk, &[])).await;
                return Some(());
            }
        }
    }
    None
}

async fn bring_on(step: &mut Step, claim: &ClaimNow) -> Option<()> {
    let action = match claim.status.as_str() {
        "submitted" => "review",
        "on_hold" => "release",
        "under_review" => match step.dice.weighted(&[70, 10, 20]) {
            0 => "approve",
            1 => "reject",
            _ => "request-changes",
        },
        _ => "settle",
    };
    if action == "approve" {
        bring_invoice(step, claim).await;
    }
    decide(step, claim, action).await?;
    if action == "approve" && step.dice.chance(150) {
        decide(step, claim, "hold").await?;
    }
    Some(())
}

/// Where the payer needs the invoice itself, brings about what is missing: its file, or its arrival on paper.
async fn bring_invoice(step: &mut Step, claim: &ClaimNow) {
    match claim.country.as_str() {
        "TW" => {
            super::claimants::announce_invoice(step, claim).await;
        }
        "IN" => {
            let ahead = if step.dice.chance(50) { 9 } else { 0 };
            let day = domain::calendar::days_after(step.world.clock.today(), ahead - 1);
            let body = json!({"company_id": claim.company, "received_on": day});
            let path = format!("/invoices/{}/paper", claim.invoice);
            let call = Call::new("note_paper_invoice", FUNCTION, "PUT", path, &reviewer(step)).body(body);
            step.command(call).await;
        }
        _ => {}
    }
}

/// A person of operations, or somebody of a partner company who is not allowed.
fn reviewer(step: &mut Step) -> Person {
    let number = 1 + step.dice.below(2);
    Person::operations(number)
}

async fn decide(step: &mut Step, claim: &ClaimNow, action: &'static str) -> Option<()> {
    let reason = json!({"reason": "As agreed on the phone."});
    let comment = json!({"comment": format!("Please correct what step {} found.", step.number)});
    let (operation, body, events): (_, Value, &'static [&'static str]) = match action {
        "review" => ("review_claim", Value::Null, &["claim.review_started"]),
        "approve" => ("approve_claim", Value::Null, &["claim.approved"]),
        "reject" => ("reject_claim", reason, &["claim.rejected"]),
        "request-changes" => ("request_claim_changes", comment, &["claim.changes_requested"]),
        "hold" => ("hold_claim", reason, &["claim.held"]),
        "release" if claim.status == "on_hold" => ("release_claim", Value::Null, &["claim.released"]),
        "release" => ("release_claim", Value::Null, &[]),
        "settle" if claim.is_disputed => ("answer_dispute", comment, &["claim.dispute_settled"]),
        "settle" => ("answer_dispute", comment, &[]),
        _ => ("comment_on_claim", json!({"text": "The invoice follows."}), &["claim.commented"]),
    };
    let person = reviewer(step);
    // Somebody of operations who belongs to the paid company may not approve.
    let is_partial = matches!(action, "approve" | "release") && step.dice.chance(60);
    let company = COMPANIES.iter().find(|company| company.id == claim.company).filter(|_| is_partial);
    let person = match company {
        Some(company) => Person { sub: format!("{}-O", company.id), company: Some(company.id), ..person },
        None => person,
    };
    let call = Call::new(operation, FUNCTION, "POST", claim.path(&format!("/{action}")), &person).body(body);
    step.command(call.on(claim.pk(), "C", events)).await;
    if action == "review" && step.dice.chance(300) {
        let reader = reviewer(step);
        step.send(&Call::new("show_claim_checks", FUNCTION, "GET", claim.path("/checks"), &reader)).await;
    }
    Some(())
}

/// A task of operations besides claims.
async fn manage(step: &mut Step) -> Option<()> {
    let company = step.dice.pick(&COMPANIES[..3]);
    let (person, today) = (reviewer(step), step.world.clock.today());
    let program = *step.dice.pick(&PROGRAMS);
    let pk = format!("P#{}", company.id);
    let call = match step.dice.weighted(&[40, 10, 6, 6, 14]) {
        0 => rate(step, &person),
        1 => {
            // Now and then of a company that nobody registered.
            let company = if step.dice.chance(40) { &COMPANIES[REGISTERED] } else { company };
            let pk = format!("P#{}", company.id);
            let from = domain::calendar::days_after(today, -30);
            let until = domain::calendar::days_after(today, i32::try_from(step.dice.between(30, 700)).unwrap_or(300));
            let all = evidence(company, &json!(from), &json!(until));
            let (name, body) = step.dice.pick(&all).clone();
            let path = format!("/companies/{0}/evidence/{0}-{name}", company.id);
            let call = Call::new("record_evidence", Function::Enrollment, "PUT", path, &person);
            call.body(body).on(pk, format!("Q#{}-{name}", company.id), &[])
        }
        2 => {
            let name = *step.dice.pick(&["windows", "exam-windows", "unknown"]);
            let path = format!("/companies/{0}/evidence/{0}-{name}", company.id);
            Call::new("withdraw_evidence", Function::Enrollment, "DELETE", path, &person)
        }
        3 => {
            let until = domain::calendar::days_after(today, i32::try_from(step.dice.between(60, 800)).unwrap_or(400));
            let path = format!("/companies/{}", company.id);
            let call = Call::new("register_company", Function::Enrollment, "PUT", path, &person);
            call.body(company_body(company, &json!(until))).on(pk, "P", &[])
        }
        _ => {
            let is_suspended = step.world.store().find(&pk, &format!("E#{program}")).is_some_and(|item| {
                crate::item::text(item, "status") == "suspended" || item.contains_key("suspension")
            });
            let suspends = !is_suspended && step.dice.chance(200);
            let (operation, action) =
                if suspends { ("suspend_enrollment", "suspend") } else { ("reinstate_enrollment", "reinstate") };
            let path = format!("/enrollments/{program}/{action}?company_id={}", company.id);
            let call = Call::new(operation, Function::Enrollment, "POST", path, &person);
            call.body(json!({"reason": "An audit."})).on(pk, format!("E#{program}"), &[])
        }
    };
    step.command(call).await;
    Some(())
}

/// A new line of the rate card, from a past or a coming day on.
fn rate(step: &mut Step, person: &Person) -> Call {
    let (country, currency) = *step.dice.pick(&[("TW", "USD"), ("US", "USD"), ("JP", "JPY"), ("IN", "USD")]);
    let program = *step.dice.pick(&PROGRAMS);
    let from =
        domain::calendar::days_after(step.world.clock.today(), i32::try_from(step.dice.between(-20, 30)).unwrap_or(0));
    let mut body = json!({
        "per_day": {"minor": 50_000 + step.dice.below(100_000), "currency": currency}, "valid_from": from,
    });
    if step.dice.chance(100) {
        body["valid_to"] = json!(domain::calendar::days_after(from, 40));
    }
    let path = format!("/rates/{country}/{program}");
    Call::new("set_rate", FUNCTION, "PUT", path, person).body(body)
}
