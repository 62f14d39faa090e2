//! Commands at the last moment: when a last day ends and a sweep ends what nobody brought on.

use std::time::Duration;

use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;

use super::sweeps::sweep;
use super::{ClaimNow, Step, VoucherNow, claimants, claims, partners, vouchers};
use crate::functions::Function;

/// The most days that somebody waits for the last moment.
const DAYS: i32 = 40;
/// The seconds around the end of a day: a little more than clocks are off.
const AROUND: i64 = 130;

/// What somebody waits for.
enum Ending {
    Voucher(VoucherNow),
    Claim(ClaimNow),
}

/// Waits until the last day of a reserved voucher or of a claim that waits for its company is about to end, or has just
/// ended, and brings it on while a sweep runs.
pub async fn act(step: &mut Step) -> Option<()> {
    let (ending, last) = choose(step)?;
    let end = domain::calendar::days_after(last, 1).to_zoned(TimeZone::UTC).ok()?.timestamp();
    let at = end + SignedDuration::from_secs(step.dice.between(-AROUND, AROUND));
    // A seed that is over waits for nobody.
    let over = step.world.setting.steps.last().copied().unwrap_or_default();
    if at.duration_since(step.world.setting.start) >= over {
        return None;
    }
    tokio::time::sleep(Duration::try_from(at.duration_since(step.world.now())).unwrap_or_default()).await;
    let world = step.world.clone();
    let (label, wait) = (format!("step {} at the last moment", step.number), step.dice.below(1_500));
    let swept = async {
        tokio::time::sleep(Duration::from_millis(wait)).await;
        sweep(&world, Function::DeadlineSweep, &label, json!({})).await;
    };
    futures::join!(bring_on(step, &ending), swept).0
}

/// A voucher or a claim whose last day comes soon, with that day.
fn choose(step: &mut Step) -> Option<(Ending, Date)> {
    let today = step.world.clock.today();
    let soon = today..=domain::calendar::days_after(today, DAYS);
    let vouchers = vouchers(&step.world).into_iter().filter(|voucher| voucher.is_live(today));
    let vouchers = vouchers.map(|voucher| (voucher.expires_on, Ending::Voucher(voucher)));
    let claims = claims(&step.world).into_iter().filter_map(|claim| Some((claim.last_day?, Ending::Claim(claim))));
    let mut all: Vec<_> = vouchers.chain(claims).filter(|(last, _)| soon.contains(last)).collect();
    if all.is_empty() {
        return None;
    }
    let chosen = step.dice.below(u64::try_from(all.len()).ok()?);
    let (last, ending) = all.swap_remove(usize::try_from(chosen).ok()?);
    Some((ending, last))
}

/// Brings a voucher or a claim on, as it is now.
async fn bring_on(step: &mut Step, ending: &Ending) -> Option<()> {
    match ending {
        Ending::Voucher(voucher) => {
            let now = vouchers(&step.world).into_iter().find(|now| now.number == voucher.number)?;
            match step.dice.below(4) {
                0 => partners::amend(step, &now).await,
                1 => partners::bring_on(step, &now).await,
                _ => partners::redeem(step, &now).await,
            }
        }
        Ending::Claim(claim) => {
            let now = claims(&step.world).into_iter().find(|now| now.number == claim.number)?;
            claimants::submit(step, &now).await
        }
    }
}
