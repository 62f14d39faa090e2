//! `POST /preview`: the result that redeeming would have, without effect.

use api::{Answer, Failure, Reason, log_unreadable};
use domain::claim;
use domain::voucher::{Customer, Voucher};
use domain::{Country, Fault, Money, ProgramCode};
use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::Serialize;
use table::{RateCards, Table};

use crate::Context;
use crate::facts::{RedemptionFacts, reasons};
use crate::named::NamedVoucher;

/// The result that redeeming would have.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RedemptionPreview {
    items: Vec<PreviewItem>,
}

/// The result that redeeming would have for one voucher.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PreviewItem {
    voucher_number: NamedVoucher,
    customer: Option<Customer>,
    program: Option<ProgramCode>,
    /// The country of delivery, whose rate counts.
    country: Option<Country>,
    days: Option<u8>,
    redeemable: bool,
    reasons: Vec<Reason>,
    expected: Option<Money>,
}

/// The decision about one voucher, before its rate is read.
struct PreviewedVoucher<'a> {
    named: &'a NamedVoucher,
    /// The voucher, if it is reserved by the caller's company.
    voucher: Option<Voucher>,
    reasons: Vec<Reason>,
}

pub(crate) async fn preview(context: Context<'_, Vec<NamedVoucher>>) -> Result<Answer<RedemptionPreview>, Failure> {
    let mut facts = RedemptionFacts::load(&context, context.company()?, &context.body).await?;
    let previewed_vouchers: Vec<_> =
        context.body.iter().map(|named| preview_voucher(&mut facts, named, context.now)).collect();
    let cards = read_rate_cards(&context.services.table, &previewed_vouchers).await?;
    let today = context.today();
    Answer::json(&RedemptionPreview {
        items: previewed_vouchers.into_iter().map(|previewed| item(previewed, &cards, today)).collect(),
    })
}

/// Decides as redeeming does, without a write.
fn preview_voucher<'a>(
    facts: &mut RedemptionFacts<'_>,
    named: &'a NamedVoucher,
    now: Timestamp,
) -> PreviewedVoucher<'a> {
    let stored = match facts.voucher(named) {
        Ok(stored) => stored,
        Err(failure) => return PreviewedVoucher { named, voucher: None, reasons: reasons(&failure) },
    };
    let voucher = Some(stored.value.clone()).filter(|voucher| voucher.is_held_by(facts.company));
    let command = facts.command(&stored.value, "preview");
    let decided = command.and_then(|command| Ok(stored.value.redeem(&command, now)?));
    PreviewedVoucher { named, voucher, reasons: decided.err().as_ref().map(reasons).unwrap_or_default() }
}

/// Reads the rate card of each pair of country and program. A voucher whose card cannot be read has no expected amount
/// (DECISIONS.md 34).
async fn read_rate_cards(table: &Table, previewed_vouchers: &[PreviewedVoucher<'_>]) -> Result<RateCards, Fault> {
    let pairs = previewed_vouchers.iter().filter_map(|previewed| rate_card_key(previewed.voucher.as_ref()?)).collect();
    let (cards, unreadable) = table.rate_cards(pairs).await?;
    log_unreadable(&unreadable);
    Ok(cards)
}

fn rate_card_key(voucher: &Voucher) -> Option<(Country, ProgramCode)> {
    Some((voucher.reservation()?.country.clone(), voucher.core().program.clone()))
}

fn item(previewed: PreviewedVoucher<'_>, cards: &RateCards, today: Date) -> PreviewItem {
    let core = previewed.voucher.as_ref().map(Voucher::core);
    let card = previewed.voucher.as_ref().and_then(rate_card_key).and_then(|pair| cards.get(&pair));
    PreviewItem {
        customer: core.map(|core| core.customer.clone()),
        program: core.map(|core| core.program.clone()),
        country: previewed.voucher.as_ref().and_then(Voucher::reservation).map(|reserved| reserved.country.clone()),
        days: core.map(|core| core.days),
        expected: card.zip(core).and_then(|(card, core)| claim::amount(card, today, core.days)),
        redeemable: previewed.reasons.is_empty(),
        reasons: previewed.reasons,
        voucher_number: previewed.named.clone(),
    }
}
