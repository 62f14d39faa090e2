//! The customer's licensing side: events and e-mails, late, doubled and out of order.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Step, VoucherNow, vouchers};
use crate::cast::{ADMINS, COMPANIES, CUSTOMERS, DAYS, Person};
use crate::fault::Fault;
use crate::front::{Call, Sender, send};
use crate::functions::Function;
use crate::world::World;

/// The open vouchers that the licensing side tries to keep.
const OPEN: usize = 9;
/// The most tries of an event.
const TRIES: u64 = 8;

/// Sends an event, or assigns a voucher when few are open.
pub async fn act(step: &mut Step) -> Option<()> {
    let known = vouchers(&step.world);
    let open: Vec<&VoucherNow> =
        known.iter().filter(|voucher| matches!(voucher.status.as_str(), "assigned" | "reserved")).collect();
    if open.len() < OPEN || known.is_empty() || step.dice.chance(150) {
        assign(step, &known).await;
        return Some(());
    }
    let weights = [30, 20, 30, 20];
    let voucher = match step.dice.weighted(&weights) {
        3 => step.dice.pick(&known).clone(),
        _ => (*step.choose(&open, |voucher| voucher.number.as_str())).clone(),
    };
    let now = step.world.now();
    let (kind, data) = match step.dice.weighted(&weights) {
        0 => {
            let admin = *step.dice.pick(&ADMINS);
            (
                "voucher.reassigned",
                json!({"voucher_number": voucher.number, "admin": {"name": "Lin Mei", "email": admin}}),
            )
        }
        1 => ("voucher.withdrawn", json!({"voucher_number": voucher.number, "reason": "The licence ended."})),
        2 => {
            let later = i32::try_from(step.dice.between(-5, 120)).unwrap_or(30);
            let later = if step.dice.chance(60) { 500 } else { later };
            let until = domain::calendar::days_after(voucher.expires_on, later);
            (
                "voucher.extended",
                json!({"voucher_number": voucher.number, "expires_on": until, "reason": "The project is late."}),
            )
        }
        _ => {
            // An assignment of a known number with other terms.
            let days = *step.dice.pick(&DAYS);
            let data = assigned(step, &voucher.number, "DDPS", days, now);
            ("voucher.assigned", data)
        }
    };
    publish(step, &event(kind, now, &data), kind).await;
    Some(())
}

fn event(kind: &str, at: Timestamp, data: &Value) -> Value {
    json!({"type": kind, "occurred_at": at, "data": data})
}

async fn assign(step: &mut Step, known: &[VoucherNow]) {
    let number = format!("SA-{:04}-{:04}", step.number % 10_000, known.len());
    let program = *step.dice.pick(&["DDPS", "DDPS", "DDPS", "SSDPS"]);
    let days = *step.dice.pick(&DAYS);
    let now = step.world.now();
    let created = now - SignedDuration::from_hours(24 * step.dice.between(0, 90));
    if step.dice.chance(150) {
        return assign_by_mail(step, &number, program, days).await;
    }
    let data = assigned(step, &number, program, days, created);
    publish(step, &event("voucher.assigned", now, &data), "voucher.assigned").await;
}

fn assigned(step: &mut Step, number: &str, program: &str, days: u8, created: Timestamp) -> Value {
    let (id, name, country) = *step.dice.pick(&CUSTOMERS);
    let mut data = json!({
        "voucher_number": number, "program": program, "days": days,
        "customer": {"id": id, "name": name, "country": country},
        "license_id": "LIC-1", "license_ends_on": "2031-06-30",
        "admin": {"name": "Lin Mei", "email": step.dice.pick(&ADMINS)}, "created_at": created,
    });
    if step.dice.chance(80) {
        data["intended_company_id"] = json!(step.dice.pick(&COMPANIES).id);
    }
    if step.dice.chance(150) {
        let days = i32::try_from(step.dice.between(5, 300)).unwrap_or(90);
        data["expires_on"] = json!(domain::calendar::days_after(step.world.clock.today(), days));
    }
    data
}

async fn publish(step: &mut Step, event: &Value, kind: &'static str) {
    let id = format!("lic-{}", step.number);
    let number = event["data"]["voucher_number"].as_str().unwrap_or_default();
    let call = Call::new("take_licensing_event", Function::Assignment, "POST", "/events", &Person::operations(1));
    let call = call.body(event.clone()).on(format!("V#{number}"), "V", of_kind(kind));
    deliver(step, call, id).await;
}

/// Delivers an event or a mail, late in some cases, until it is answered; in some cases again, with the same or another
/// message id.
async fn deliver(step: &mut Step, call: Call, id: String) {
    let call = call.from(Sender::System(id.clone()));
    if step.world.plays(Fault::EventLate, &mut step.dice) {
        let (world, label, call) = (step.world.clone(), format!("late event {id}"), call.clone());
        let wait = Duration::from_secs(60 + step.dice.below(400_000));
        spawn_later(world, label, call, wait);
    } else {
        send(&step.world, &format!("event {id}"), &call, TRIES).await;
    }
    if step.world.plays(Fault::EventAgain, &mut step.dice) {
        let other = if step.dice.chance(500) { id.clone() } else { format!("{id}-again") };
        let wait = Duration::from_millis(step.dice.below(600_000));
        spawn_later(step.world.clone(), format!("event {other} again"), call.from(Sender::System(other)), wait);
    }
}

/// The event that an accepted message leaves. A message that comes after a later one, or again, changes nothing.
fn of_kind(kind: &str) -> &'static [&'static str] {
    if kind == "voucher.assigned" { &["voucher.assigned"] } else { &[] }
}

/// Sends a request later, beside the steps.
pub fn spawn_later(world: std::sync::Arc<World>, label: String, call: Call, wait: Duration) {
    use std::sync::atomic::Ordering;
    world.under_way.fetch_add(1, Ordering::Relaxed);
    tokio::spawn(async move {
        tokio::time::sleep(wait).await;
        send(&world, &label, &call, TRIES).await;
        world.under_way.fetch_sub(1, Ordering::Relaxed);
    });
}

/// Sends an assignment e-mail, as the inbound-mail provider does.
async fn assign_by_mail(step: &mut Step, number: &str, program: &str, days: u8) {
    let (id, name, country) = *step.dice.pick(&CUSTOMERS);
    let (today, admin) = (step.world.clock.today(), *step.dice.pick(&ADMINS));
    let until = domain::calendar::days_after(today, 180);
    let date = step.world.now().strftime("%a, %d %b %Y %H:%M:%S +0000");
    let dkim = if step.dice.chance(150) { "fail" } else { "pass" };
    let mail = format!(
        "Authentication-Results: inbound.vouchsafe.example;\r\n\tdkim={dkim} header.d=licensing.example;\r\n\t\
         dmarc={dkim} header.from=licensing.example\r\n\
         DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=licensing.example;\r\n\ts=s2026; \
         h=from:to:subject:date:message-id; bh=c2FtcGxl;\r\n\tb=c2FtcGxl\r\n\
         From: \"Licensing Center\" <voucher@licensing.example>\r\nTo: assignments@vouchsafe.example\r\n\
         Subject: Planning services voucher {number}\r\nDate: {date}\r\n\
         Message-ID: <{number}@licensing.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=us-ascii\r\n\r\nHello,\r\n\r\n\
         Voucher number: {number}\r\nProgram: {program}\r\nService level: {days} days\r\n\
         Customer: {name} ({id})\r\nCountry: {country}\r\nLicense: LIC-1, valid until 2031-06-30\r\n\
         Assigned to: Lin Mei <{admin}>\r\nCreated: {today}\r\nExpires: {until}\r\n"
    );
    let call = Call::new("take_assignment_mail", Function::Assignment, "POST", "/mail", &Person::operations(1));
    let call = Call { raw: Some(("message/rfc822", mail.into_bytes())), ..call };
    let id = format!("mail-{}", step.number);
    deliver(step, call.on(format!("V#{number}"), "V", &["voucher.assigned"]), id).await;
}
