//! `POST /preview`: the confirm page. Changes nothing.

use std::collections::{BTreeSet, HashMap};

use api::{Answer, Failure, Reason, log_unreadable};
use domain::claim::{self, Rate};
use domain::voucher::{Customer, Voucher};
use domain::{Country, Fault, Money, ProgramCode};
use futures::future::try_join_all;
use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::Serialize;
use table::Table;

use crate::Context;
use crate::facts::{Facts, reasons};
use crate::named::Named;

/// What redeeming would do.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RedemptionPreview {
    items: Vec<PreviewItem>,
}

/// What redeeming would do to a voucher.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PreviewItem {
    voucher_number: Named,
    customer: Option<Customer>,
    program: Option<ProgramCode>,
    days: Option<u8>,
    redeemable: bool,
    reasons: Vec<Reason>,
    expected: Option<Money>,
}

/// What a voucher would bring, before its rate is known.
struct Outlook<'a> {
    named: &'a Named,
    /// Known to the caller: reserved by its company.
    voucher: Option<Voucher>,
    reasons: Vec<Reason>,
}

/// One that cannot be read leaves its vouchers without a price, and no others.
type Cards = HashMap<(Country, ProgramCode), Vec<Rate>>;

pub(crate) async fn preview(context: Context<'_, Vec<Named>>) -> Result<Answer<RedemptionPreview>, Failure> {
    let mut facts = Facts::load(&context, context.company()?, &context.body).await?;
    let outlooks: Vec<_> = context.body.iter().map(|named| outlook(&mut facts, named, context.now)).collect();
    let cards = cards(&context.services.table, &outlooks).await?;
    let today = context.today();
    Answer::json(&RedemptionPreview {
        items: outlooks.into_iter().map(|outlook| item(outlook, &cards, today)).collect(),
    })
}

/// Decides as redeeming would, and throws the result away.
fn outlook<'a>(facts: &mut Facts<'_>, named: &'a Named, now: Timestamp) -> Outlook<'a> {
    let stored = match facts.voucher(named) {
        Ok(stored) => stored,
        Err(failure) => return Outlook { named, voucher: None, reasons: reasons(&failure) },
    };
    let voucher = Some(stored.value.clone()).filter(|voucher| voucher.is_held_by(facts.company));
    let command = facts.command(&stored.value, "preview");
    let decided = command.and_then(|command| Ok(stored.value.redeem(&command, now)?));
    Outlook { named, voucher, reasons: decided.err().as_ref().map(reasons).unwrap_or_default() }
}

/// The rate cards needed: one for each pair of country and program, all asked for at once.
async fn cards(table: &Table, outlooks: &[Outlook<'_>]) -> Result<Cards, Fault> {
    let pairs: BTreeSet<_> = outlooks.iter().filter_map(|outlook| priced_by(outlook.voucher.as_ref()?)).collect();
    let ask = |(country, program): (Country, ProgramCode)| async move {
        match table.rate_card(&country, &program).await {
            Ok(card) => Ok(Some(((country, program), card))),
            Err(fault @ Fault::Corrupt { .. }) => {
                log_unreadable(&[fault]);
                Ok(None)
            }
            Err(fault @ (Fault::Unavailable { .. } | Fault::LostRace)) => Err(fault),
        }
    };
    Ok(try_join_all(pairs.into_iter().map(ask)).await?.into_iter().flatten().collect())
}

fn priced_by(voucher: &Voucher) -> Option<(Country, ProgramCode)> {
    Some((voucher.reservation()?.country.clone(), voucher.core().program.clone()))
}

fn item(outlook: Outlook<'_>, cards: &Cards, today: Date) -> PreviewItem {
    let core = outlook.voucher.as_ref().map(Voucher::core);
    let card = outlook.voucher.as_ref().and_then(priced_by).and_then(|pair| cards.get(&pair));
    PreviewItem {
        customer: core.map(|core| core.customer.clone()),
        program: core.map(|core| core.program.clone()),
        days: core.map(|core| core.days),
        expected: card.zip(core).and_then(|(card, core)| claim::amount(card, today, core.days)),
        redeemable: outlook.reasons.is_empty(),
        reasons: outlook.reasons,
        voucher_number: outlook.named.clone(),
    }
}
