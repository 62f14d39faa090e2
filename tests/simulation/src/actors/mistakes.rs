//! Requests that a rule refuses and that the other actors do not send, and more of a kind than is allowed.

use domain::calendar::days_after;
use serde_json::{Value, json};

use super::partners::{self, holder};
use super::setup::{company_body, profile_body};
use super::{ClaimNow, Step, VoucherNow, claims, files, payer, vouchers};
use crate::cast::{COMPANIES, Company, PROGRAMS, Person, REGISTERED};
use crate::front::Call;
use crate::functions::Function;

/// The payments that a claim takes (PROGRAM.md 12.1).
const PAYMENTS: usize = 20;

/// Sends one of them.
pub async fn act(step: &mut Step) -> Option<()> {
    let company = step.dice.pick(&COMPANIES);
    match step.dice.below(12) {
        0 => ask_for_nothing(step, company).await,
        1 => enroll(step, company).await,
        2 => end_before_start(step).await,
        3 | 4 => deliver_before_reserving(step).await,
        5 | 6 => leave_the_directory(step, company).await,
        7 | 8 => pay_before_approval(step).await,
        9 => too_many_files(step).await,
        10 => too_many_comments(step).await,
        _ => too_many_payments(step).await,
    }
}

/// Asks for what does not exist.
async fn ask_for_nothing(step: &mut Step, company: &Company) -> Option<()> {
    let (claimant, admin) = (Person::claimant(company), Person::admin(company, false));
    let calls = [
        Call::new("show_invoice", Function::PaymentRequest, "GET", "/invoices/NO-SUCH-ONE/file", &claimant),
        Call::new("show_profile", Function::Directory, "GET", "/profile", &admin),
        Call::new("show_enrollment", Function::Enrollment, "GET", "/enrollments/NOPE", &admin),
        Call::new("show_redemption", Function::Redemption, "GET", "/redemptions/RD-0000", &admin),
    ];
    for call in calls {
        step.send(&call).await;
    }
    Some(())
}

/// Enrolls in a program that is retired, or for a company that has signed nothing.
async fn enroll(step: &mut Step, company: &Company) -> Option<()> {
    let (company, program) =
        if step.dice.chance(500) { (company, "AZDPS") } else { (unsigned(step).await, *step.dice.pick(&PROGRAMS)) };
    let admin = Person::admin(company, false);
    let call = Call::new("enroll_company", Function::Enrollment, "POST", "/enrollments", &admin);
    let call = call.body(json!({"program": program}));
    step.command(call.on(format!("P#{}", company.id), format!("E#{program}"), &["enrollment.enrolled"])).await;
    Some(())
}

/// Registers the company that has signed nothing.
async fn unsigned(step: &mut Step) -> &'static Company {
    let company = &COMPANIES[REGISTERED];
    let body = company_body(company, &json!(days_after(step.world.clock.today(), 500)));
    let path = format!("/companies/{}", company.id);
    let call = Call::new("register_company", Function::Enrollment, "PUT", path, &Person::operations(1)).body(body);
    step.command(call.on(format!("P#{}", company.id), "P", &[])).await;
    company
}

/// A live voucher.
fn live(step: &mut Step) -> Option<VoucherNow> {
    let today = step.world.clock.today();
    let live: Vec<VoucherNow> = vouchers(&step.world).into_iter().filter(|voucher| voucher.is_live(today)).collect();
    if live.is_empty() { None } else { Some(step.dice.pick(&live).clone()) }
}

async fn end_before_start(step: &mut Step) -> Option<()> {
    let voucher = live(step)?;
    let (_, person) = holder(step, &voucher);
    let today = step.world.clock.today();
    let path = format!("/reservations/{}", voucher.number);
    let body = json!({"start_date": days_after(today, 3), "end_date": today});
    let call = Call::new("amend_reservation", Function::Reservation, "PATCH", path, &person).body(body);
    step.command(call.on(voucher.pk(), "V", &[])).await;
    Some(())
}

/// Reports days before the reservation, and submits the report.
async fn deliver_before_reserving(step: &mut Step) -> Option<()> {
    let voucher = live(step).filter(|voucher| voucher.report != "submitted")?;
    let (_, person) = holder(step, &voucher);
    let early = days_after(voucher.start?, -60);
    let path = format!("/vouchers/{}/report", voucher.number);
    let body = json!({"delivered_from": early, "delivered_to": early, "onsite_days": voucher.days, "offsite_days": 0});
    let save = Call::new("save_report", Function::Completion, "PUT", path.clone(), &person).body(body);
    step.command(save).await;
    step.send(&Call::new("submit_report", Function::Completion, "POST", format!("{path}/submit"), &person)).await;
    Some(())
}

/// Takes a location out of the directory, and reserves at it.
async fn leave_the_directory(step: &mut Step, company: &Company) -> Option<()> {
    let admin = Person::admin(company, false);
    let mut body = profile_body(company, step.number, true);
    body["locations"] = json!([]);
    let write = Call::new("write_profile", Function::Directory, "PUT", "/profile", &admin).body(body);
    step.command(write.on(format!("P#{}", company.id), "G", &[])).await;
    let free = vouchers(&step.world).into_iter().find(|voucher| voucher.status == "assigned")?;
    partners::reserve_for(step, company, &free, true).await
}

fn some_claim(step: &mut Step, is_chosen: impl Fn(&ClaimNow) -> bool) -> Option<ClaimNow> {
    let known: Vec<ClaimNow> = claims(&step.world).into_iter().filter(is_chosen).collect();
    if known.is_empty() { None } else { Some(step.dice.pick(&known).clone()) }
}

async fn pay_before_approval(step: &mut Step) -> Option<()> {
    let claim = some_claim(step, |claim| matches!(claim.status.as_str(), "approved" | "scheduled" | "paid"))?;
    let mut call = payer::payment(&step.world, &claim, "scheduled");
    call.body["data"]["at"] = Value::from((step.world.now() - jiff::SignedDuration::from_hours(24 * 500)).to_string());
    step.send(&call).await;
    Some(())
}

/// Announces files until one is refused.
async fn too_many_files(step: &mut Step) -> Option<()> {
    let voucher = live(step).filter(|voucher| voucher.report != "submitted")?;
    for _ in 0..=domain::deliverable::FILES_MAX {
        files::announce(step, &voucher).await;
    }
    Some(())
}

/// Comments until one is refused.
async fn too_many_comments(step: &mut Step) -> Option<()> {
    let claim = some_claim(step, |claim| claim.status != "paid")?;
    for number in 0..=domain::claim::COMMENTS_MAX {
        let body = json!({"text": format!("Remark {number}.")});
        let path = claim.path("/comments");
        let call = Call::new("comment_on_claim", Function::PaymentRequest, "POST", path, &Person::operations(1));
        step.send(&call.body(body).on(claim.pk(), "C", &["claim.commented"])).await;
    }
    Some(())
}

/// Pays a claim again and again until a payment is refused.
async fn too_many_payments(step: &mut Step) -> Option<()> {
    let claim = some_claim(step, |claim| matches!(claim.status.as_str(), "approved" | "scheduled" | "paid"))?;
    for number in 0..=PAYMENTS {
        payer::report(step, &claim, &format!("PAY-{}-AGAIN-{number}", claim.number), "sent").await;
    }
    Some(())
}
