//! The people of the partner companies, about vouchers, reports, enrollments and profiles.

use domain::Language;
use serde_json::{Value, json};

use super::files::{announce, remove, show_files};
use super::setup::{location_body, profile_body, signature};
use super::{Step, VoucherNow, vouchers};
use crate::cast::{COMPANIES, Company, PROGRAMS, Person, company};
use crate::front::Call;
use crate::functions::Function;

/// Does the next useful thing about a voucher, or anything.
pub async fn act(step: &mut Step, progress: bool) -> Option<()> {
    if progress && step.dice.chance(150) && keep_up(step).await.is_some() {
        return Some(());
    }
    if !progress && step.dice.chance(300) {
        return manage(step).await;
    }
    let today = step.world.clock.today();
    let known = vouchers(&step.world);
    let live: Vec<&VoucherNow> = known.iter().filter(|voucher| voucher.is_live(today)).collect();
    let free: Vec<&VoucherNow> =
        known.iter().filter(|voucher| voucher.status == "assigned" && voucher.expires_on >= today).collect();
    if (live.len() < 5 || step.dice.chance(200)) && !free.is_empty() {
        let voucher = (*step.choose(&free, |voucher| voucher.number.as_str())).clone();
        return reserve(step, &voucher, progress).await;
    }
    if live.is_empty() || (!progress && step.dice.chance(150)) {
        let voucher =
            if known.is_empty() { return None } else { step.choose(&known, |voucher| voucher.number.as_str()).clone() };
        return anything(step, &voucher).await;
    }
    let over = live.iter().filter(|voucher| voucher.end.is_some_and(|end| end <= today)).copied();
    let over: Vec<&VoucherNow> = over.filter(|_| progress).collect();
    let list = if over.is_empty() || step.dice.chance(300) { &live } else { &over };
    let voucher = match list.iter().max_by_key(|voucher| voucher.stage()).filter(|_| progress && step.dice.chance(600))
    {
        Some(first) => (*first).clone(),
        None => (*step.choose(list, |voucher| voucher.number.as_str())).clone(),
    };
    if progress { bring_on(step, &voucher).await } else { anything(step, &voucher).await }
}

/// Enrolls or renews where an enrollment is missing or ends soon.
async fn keep_up(step: &mut Step) -> Option<()> {
    let soon = domain::calendar::days_after(step.world.clock.today(), 80);
    for company in &COMPANIES[..3] {
        for program in company.programs {
            let (pk, sk) = (format!("P#{}", company.id), format!("E#{program}"));
            let found = step.world.store().find(&pk, &sk).cloned();
            let status = found.as_ref().map(|item| crate::item::text(item, "status").to_owned()).unwrap_or_default();
            let ends = found.and_then(|item| crate::item::day(&item, "term_end"));
            let admin = Person::admin(company, false);
            let call = match status.as_str() {
                "withdrawn" | "lapsed" | "" => {
                    let call = Call::new("enroll_company", Function::Enrollment, "POST", "/enrollments", &admin);
                    call.body(json!({"program": program})).on(pk, sk, &["enrollment.enrolled"])
                }
                "active" | "renewal_due" | "grace" if ends.is_some_and(|end| end <= soon) && step.dice.chance(400) => {
                    let path = format!("/enrollments/{program}/renew");
                    Call::new("renew_enrollment", Function::Enrollment, "POST", path, &admin).on(pk, sk, &[])
                }
                _ => continue,
            };
            step.command(call).await;
            return Some(());
        }
    }
    None
}

/// A partner administrator of the voucher's holder, or of any company.
pub fn holder(step: &mut Step, voucher: &VoucherNow) -> (&'static Company, Person) {
    let held = company(&voucher.company).unwrap_or_else(|| step.dice.pick(&COMPANIES[..3]));
    let company = if step.dice.chance(30) { step.dice.pick(&COMPANIES) } else { held };
    (company, Person::admin(company, step.dice.chance(300)))
}

async fn reserve(step: &mut Step, voucher: &VoucherNow, progress: bool) -> Option<()> {
    let able = enrolled(step, &voucher.program);
    let company = if progress && !able.is_empty() { *step.dice.pick(&able) } else { step.dice.pick(&COMPANIES) };
    reserve_for(step, company, voucher, progress).await
}

/// Reserves a voucher for a company.
pub async fn reserve_for(step: &mut Step, company: &Company, voucher: &VoucherNow, progress: bool) -> Option<()> {
    let person = Person::admin(company, step.dice.chance(if progress { 0 } else { 300 }));
    let body = reservation(step, company, voucher, progress);
    match step.dice.weighted(if progress { &[1, 0, 0] } else { &[70, 15, 15] }) {
        1 => {
            let body = json!({"voucher_number": voucher.number, "admin_email": voucher.admin});
            step.send(&Call::new("validate_voucher", Function::Reservation, "POST", "/validate", &person).body(body))
                .await;
        }
        2 => {
            let call = Call::new("check_reservation", Function::Reservation, "POST", "/reservations/check", &person);
            step.send(&call.body(body)).await;
        }
        _ => {
            let call = Call::new("reserve_voucher", Function::Reservation, "POST", "/reservations", &person).body(body);
            step.command(call.on(voucher.pk(), "V", &["voucher.reserved"])).await;
        }
    }
    Some(())
}

/// The companies whose enrollment in a program is in force.
fn enrolled(step: &Step, program: &str) -> Vec<&'static Company> {
    let store = step.world.store();
    let is_enrolled = |company: &&Company| {
        let found = store.find(&format!("P#{}", company.id), &format!("E#{program}"));
        found.is_some_and(|item| matches!(crate::item::text(item, "status"), "active" | "renewal_due" | "grace"))
    };
    COMPANIES.iter().filter(is_enrolled).collect()
}

/// A reservation, with a mistake in some cases.
fn reservation(step: &mut Step, company: &Company, voucher: &VoucherNow, progress: bool) -> Value {
    let today = step.world.clock.today();
    let (location, country) = *step.dice.pick(company.locations);
    let start = domain::calendar::days_after(today, i32::try_from(step.dice.between(0, 6)).unwrap_or(0));
    let end = domain::calendar::days_after(start, i32::try_from(step.dice.between(0, 8)).unwrap_or(0));
    let engagement = if voucher.program == "SSDPS" { "SSDPS-DATAESTATE" } else { "DDPS-WINOFFICE" };
    let mut body = json!({
        "voucher_number": voucher.number, "admin_email": voucher.admin, "location_id": location,
        "delivery_country": country, "engagement_type": engagement, "start_date": start, "end_date": end,
        "lead_consultant": format!("{}-C1", company.id), "accept_terms": true,
    });
    match step.dice.below(if progress { 300 } else { 40 }) {
        0 => body["admin_email"] = json!("other@contoso.example"),
        1 => body["delivery_country"] = json!("DE"),
        2 => body["engagement_type"] = json!("DDPS-SECURITY"),
        3 => body["engagement_type"] = json!("SDPS-PPM"),
        4 => body["lead_consultant"] = json!(format!("{}-C2", company.id)),
        5 => body["accept_terms"] = json!(false),
        6 => body["end_date"] = json!(domain::calendar::days_after(voucher.expires_on, 3)),
        7 => body["start_date"] = json!(domain::calendar::days_after(today, -2)),
        8 => body["location_id"] = json!(format!("{}-L9", company.id)),
        9..=14 => body["repeat_15_day_exception"] = json!("division"),
        15 => body["attendees"] = json!(["one@contoso.example", "two@contoso.example"]),
        16 => {
            body["terms_version"] = json!("2018-01");
            body["terms_sha256"] = json!(step.world.catalog.terms.sha256(Language::English));
        }
        17..=24 => {
            body["terms_version"] = json!(step.world.catalog.terms.version);
            body["terms_sha256"] = json!(step.world.catalog.terms.sha256(Language::English));
        }
        _ => {}
    }
    body
}

/// The next step of a reserved voucher.
pub async fn bring_on(step: &mut Step, voucher: &VoucherNow) -> Option<()> {
    let today = step.world.clock.today();
    let is_over = voucher.end.is_some_and(|end| end <= today);
    match voucher.report.as_str() {
        _ if voucher.clean + voucher.pending == 0 => announce(step, voucher).await,
        "submitted" if is_over => redeem(step, voucher).await,
        "submitted" => amend(step, voucher).await,
        "draft" if is_over && voucher.clean > 0 && voucher.pending == 0 => {
            on_report(step, voucher, "submit_report", "/submit", &["report.submitted"]).await
        }
        "draft" if !is_over => amend(step, voucher).await,
        "draft" if voucher.clean == 0 => announce(step, voucher).await,
        "draft" => remove(step, voucher).await,
        _ => save_report(step, voucher).await,
    }
}

/// Any command or question about a voucher.
async fn anything(step: &mut Step, voucher: &VoucherNow) -> Option<()> {
    match step.dice.weighted(&[10, 8, 12, 8, 10, 10, 8, 8, 10, 6, 4, 6]) {
        0 => amend(step, voucher).await,
        1 => notify(step, voucher).await,
        2 => announce(step, voucher).await,
        3 => remove(step, voucher).await,
        4 => save_report(step, voucher).await,
        5 => on_report(step, voucher, "submit_report", "/submit", &["report.submitted"]).await,
        6 => on_report(step, voucher, "reopen_report", "/reopen", &[]).await,
        7 => redeem(step, voucher).await,
        8 => cancel(step, voucher).await,
        9 => show_files(step, voucher).await,
        10 => preview(step, voucher).await,
        _ => Box::pin(reserve(step, voucher, false)).await,
    }
}

pub async fn amend(step: &mut Step, voucher: &VoucherNow) -> Option<()> {
    let (company, person) = holder(step, voucher);
    let today = step.world.clock.today();
    let body = match step.dice.below(12) {
        0 => json!({"attendees": ["one@contoso.example"]}),
        1 => json!({"lead_consultant": format!("{}-C2", company.id)}),
        2 => json!({"start_date": domain::calendar::days_after(today, -40)}),
        3 => json!({"end_date": domain::calendar::days_after(voucher.expires_on, 1)}),
        4 => json!({"location_id": step.dice.pick(company.locations).0}),
        5 => json!({"start_date": domain::calendar::days_after(today, 3), "end_date": today}),
        _ => json!({"end_date": voucher.start.map_or(today, |start| start.max(today))}),
    };
    let path = format!("/reservations/{}", voucher.number);
    let call = Call::new("amend_reservation", Function::Reservation, "PATCH", path, &person).body(body);
    step.command(call.on(voucher.pk(), "V", &[])).await;
    Some(())
}

async fn notify(step: &mut Step, voucher: &VoucherNow) -> Option<()> {
    let (_, person) = holder(step, voucher);
    let path = format!("/reservations/{}/notify", voucher.number);
    let call = Call::new("notify_customer", Function::Reservation, "POST", path, &person);
    step.command(call.on(voucher.pk(), "V", &["reservation.notified"])).await;
    if step.dice.chance(250) {
        let path = format!("/reservations/{}/notify", voucher.number);
        step.command(Call::new("notify_customer", Function::Reservation, "POST", path, &person).on(
            voucher.pk(),
            "V",
            &[],
        ))
        .await;
    }
    Some(())
}

async fn cancel(step: &mut Step, voucher: &VoucherNow) -> Option<()> {
    let (company, person) = holder(step, voucher);
    let body = json!({"reason": "other_partner", "note": format!("{}-note of step {}", company.id, step.number)});
    let path = format!("/reservations/{}/cancel", voucher.number);
    let call = Call::new("cancel_reservation", Function::Reservation, "POST", path, &person).body(body);
    step.command(call.on(voucher.pk(), "V", &["reservation.cancelled"])).await;
    Some(())
}

async fn save_report(step: &mut Step, voucher: &VoucherNow) -> Option<()> {
    let (company, person) = holder(step, voucher);
    let today = step.world.clock.today();
    let (start, end) = (voucher.start.unwrap_or(today), voucher.end.unwrap_or(today));
    let offsite = (voucher.days - 1).clamp(0, 1);
    let mut body = json!({
        "onsite_days": voucher.days - offsite, "offsite_days": offsite, "walk_on_hours": 2, "delivered_from": start,
        "delivered_to": end, "delivery_country": voucher.country, "lead_consultant": format!("{}-C1", company.id),
        "outcome": "deployment_plan", "current_versions": "Windows 10", "target_versions": "Windows 11", "seats": 250,
        "handed_over_on": end.min(today).max(start), "no_extra_fee": true, "remarks": format!("step {}", step.number),
    });
    match step.dice.below(24) {
        0 => body["offsite_days"] = json!(4),
        1 => body["walk_on_hours"] = json!(9),
        2 => body["no_extra_fee"] = json!(false),
        3 => body["onsite_days"] = json!(voucher.days + 3),
        4 => body["delivery_country"] = json!("DE"),
        5 => body["handed_over_on"] = Value::Null,
        6 => body["handed_over_on"] = json!(domain::calendar::days_after(today, 20)),
        7 => body["seats"] = Value::Null,
        8 => body["delivered_from"] = json!(domain::calendar::days_after(start, -30)),
        9 => body["lead_consultant"] = json!(format!("{}-C2", company.id)),
        _ => {}
    }
    let path = format!("/vouchers/{}/report", voucher.number);
    let call = Call::new("save_report", Function::Completion, "PUT", path, &person).body(body);
    step.command(call).await;
    Some(())
}

async fn on_report(
    step: &mut Step,
    voucher: &VoucherNow,
    operation: &'static str,
    action: &str,
    events: &'static [&'static str],
) -> Option<()> {
    let (_, person) = holder(step, voucher);
    let path = format!("/vouchers/{}/report{action}", voucher.number);
    let mut call = Call::new(operation, Function::Completion, "POST", path, &person);
    call.events = events;
    call.target = (!events.is_empty()).then(|| (voucher.pk(), "V".to_owned()));
    // The report has a revision of its own.
    let call = Call { key: step.dice.chance(600).then(|| format!("key-{}-report", step.number)), ..call };
    step.send(&call).await;
    Some(())
}

/// Redeems a voucher, in some cases with others.
pub async fn redeem(step: &mut Step, voucher: &VoucherNow) -> Option<()> {
    let (company, person) = holder(step, voucher);
    let mut numbers = vec![voucher.number.clone()];
    if step.dice.chance(400) {
        let others = vouchers(&step.world);
        numbers.extend(
            others.iter().filter(|other| other.company == company.id).take(4).map(|other| other.number.clone()),
        );
    }
    if step.dice.chance(60) {
        numbers.push("SA-0000-NONE".to_owned());
    }
    let body = json!({"voucher_numbers": numbers, "confirm": true});
    let call = Call::new("redeem_vouchers", Function::Redemption, "POST", "/redemptions", &person).body(body);
    let reply = step.command(call.clone()).await?;
    let call = Call { events: &["voucher.redeemed"], ..call };
    for item in reply.body["items"].as_array()? {
        if item["outcome"] == "redeemed" {
            let key = (format!("V#{}", item["voucher_number"].as_str()?), "V".to_owned());
            crate::front::accept(&step.world, &format!("step {} ", step.number), &call, key, None);
        }
    }
    if let Some(id) = reply.body["redemption_id"].as_str().filter(|_| step.dice.chance(400)) {
        let path = format!("/redemptions/{id}");
        step.send(&Call::new("show_redemption", Function::Redemption, "GET", path, &person)).await;
    }
    Some(())
}

async fn preview(step: &mut Step, voucher: &VoucherNow) -> Option<()> {
    let (_, person) = holder(step, voucher);
    let body = json!({"voucher_numbers": [voucher.number]});
    step.send(&Call::new("preview_redemption", Function::Redemption, "POST", "/preview", &person).body(body)).await;
    Some(())
}

/// A command about the company itself.
async fn manage(step: &mut Step) -> Option<()> {
    let company = if step.dice.chance(60) { &COMPANIES[3] } else { step.dice.pick(&COMPANIES[..3]) };
    let (admin, global) = (Person::admin(company, false), Person::global(company));
    let program = *step.dice.pick(&PROGRAMS);
    let pk = format!("P#{}", company.id);
    let (enrollment, one) = (Function::Enrollment, format!("E#{program}"));
    let call = match step.dice.weighted(&[14, 20, 5, 6, 10, 40, 14]) {
        0 => {
            let call = Call::new("enroll_company", enrollment, "POST", "/enrollments", &admin);
            call.body(json!({"program": program})).on(pk, one, &["enrollment.enrolled"])
        }
        1 => {
            let path = format!("/enrollments/{program}/renew");
            Call::new("renew_enrollment", enrollment, "POST", path, &admin).on(pk, one, &[])
        }
        2 => {
            let path = format!("/enrollments/{program}/withdraw");
            Call::new("withdraw_enrollment", enrollment, "POST", path, &global).on(pk, one, &[])
        }
        3 => {
            let mut body = signature(&step.world);
            if step.dice.chance(300) {
                body["version"] = json!("2018-01");
            }
            Call::new("sign_agreement", enrollment, "POST", "/agreements", &global).body(body).on(pk, "P", &[])
        }
        4 => {
            let (location, country) = *step.dice.pick(company.locations);
            let country = if step.dice.chance(50) { "DE" } else { country };
            let path = format!("/locations/{location}");
            let call = Call::new("write_location", enrollment, "PUT", path, &global);
            call.body(location_body(location, country)).on(pk, format!("L#{location}"), &[])
        }
        5 => {
            let body = profile_body(company, step.number, step.dice.chance(850));
            Call::new("write_profile", Function::Directory, "PUT", "/profile", &admin).body(body).on(pk, "G", &[])
        }
        _ => return super::claimants::register(step, company).await,
    };
    step.command(call).await;
    Some(())
}
