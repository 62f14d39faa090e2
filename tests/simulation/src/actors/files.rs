//! The files of vouchers: announced, uploaded later or never, removed, looked at.

use std::time::Duration;

use domain::deliverable::Verdict;
use serde_json::json;

use super::partners::holder;
use super::{Step, VoucherNow};
use crate::front::Call;
use crate::functions::Function;
use crate::queues::{Channel, SCANNED};

/// A minimal PDF.
pub const PDF: &[u8] =
    b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n\
    trailer<</Size 2/Root 1 0 R>>\nstartxref\n40\n%%EOF\n";

/// Announces a file; it is uploaded later, or never.
pub async fn announce(step: &mut Step, voucher: &VoucherNow) -> Option<()> {
    let (_, person) = holder(step, voucher);
    let kind = *step.dice.pick(&["deployment_plan", "deployment_plan", "deployment_plan", "slides"]);
    let name = format!("plan-{}-{}.pdf", step.number, step.requests);
    let mut body = bodies::announcement(&name, "application/pdf", PDF);
    body["kind"] = json!(kind);
    let path = format!("/vouchers/{}/deliverables", voucher.number);
    let call = Call::new("announce_deliverable", Function::Deliverable, "POST", path, &person).body(body);
    let reply = step.command(call.on(voucher.pk(), "V", &["deliverable.announced"])).await?;
    let id = reply.body["deliverable_id"].as_str()?.to_owned();
    let found = step.world.store().find(&voucher.pk(), &format!("D#{id}")).cloned()?;
    let upload = crate::item::number(&found, "upload");
    let key = format!("deliverables/{}/{id}/{upload}", voucher.number);
    upload_later(step, key);
    Some(())
}

/// Uploads an object minutes or days later, or never; its content or its scan may be bad.
pub fn upload_later(step: &mut Step, key: String) {
    use std::sync::atomic::Ordering;
    if step.dice.chance(60) {
        return;
    }
    let wait = if step.dice.chance(700) { step.dice.below(90_000) } else { step.dice.below(400_000_000) };
    let verdict = match step.dice.weighted(&[88, 6, 6]) {
        1 => Verdict::Threat,
        2 => Verdict::Pending,
        _ => Verdict::Clean,
    };
    let bytes: &'static [u8] = if step.dice.chance(60) { b"%PDF-1.7 cut" } else { PDF };
    let world = step.world.clone();
    let scan = Duration::from_secs(step.dice.below(90_000));
    world.under_way.fetch_add(1, Ordering::Relaxed);
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(wait)).await;
        world.bucket.put(&key, bytes, verdict);
        world.queues.push(&world, Channel::Uploads, key.clone(), key.clone());
        if verdict == Verdict::Pending {
            tokio::time::sleep(scan).await;
            world.bucket.put(&key, bytes, Verdict::Clean);
            world.queues.push(&world, Channel::Uploads, format!("{key}{SCANNED}"), key);
        }
        world.under_way.fetch_sub(1, Ordering::Relaxed);
    });
}

/// A file of a voucher, or one that does not exist.
fn any_file(step: &mut Step, voucher: &VoucherNow) -> String {
    let pk = voucher.pk();
    let files: Vec<String> =
        step.world.store().under(&pk, "D#").map(|((_, sk), _)| sk.trim_start_matches("D#").to_owned()).collect();
    if files.is_empty() || step.dice.chance(50) { "0a1b2c".to_owned() } else { step.dice.pick(&files).clone() }
}

pub async fn remove(step: &mut Step, voucher: &VoucherNow) -> Option<()> {
    let (_, person) = holder(step, voucher);
    let path = format!("/vouchers/{}/deliverables/{}", voucher.number, any_file(step, voucher));
    let call = Call::new("delete_deliverable", Function::Deliverable, "DELETE", path, &person);
    step.command(call.on(voucher.pk(), "V", &[])).await;
    Some(())
}

pub async fn show_files(step: &mut Step, voucher: &VoucherNow) -> Option<()> {
    let (_, person) = holder(step, voucher);
    let path = format!("/vouchers/{}/deliverables", voucher.number);
    step.send(&Call::new("list_deliverables", Function::Deliverable, "GET", path.clone(), &person)).await;
    let file = any_file(step, voucher);
    step.send(&Call::new("show_deliverable", Function::Deliverable, "GET", format!("{path}/{file}"), &person)).await;
    Some(())
}
