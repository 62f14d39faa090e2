//! `POST /preview`: the confirm page. Changes nothing.

use std::collections::{BTreeSet, HashMap};

use api::{Answer, Failure, FetchKeys, Reason};
use domain::claim::{self, Rate};
use domain::voucher::{Customer, Voucher};
use domain::{Country, Fault, Money, ProgramCode, calendar};
use futures::future::try_join_all;
use serde::Serialize;

use crate::facts::{Facts, reasons};
use crate::named::{Named, named};
use crate::{Call, read_body};

#[derive(Serialize)]
struct Preview {
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    voucher_number: Named,
    customer: Option<Customer>,
    program: Option<ProgramCode>,
    days: Option<u8>,
    redeemable: bool,
    reasons: Vec<Reason>,
    expected: Option<Money>,
}

/// What a voucher would bring, before its rate is known.
struct Outlook {
    named: Named,
    /// Known to the caller: reserved by its company.
    voucher: Option<Voucher>,
    reasons: Vec<Reason>,
}

/// One that cannot be read leaves its vouchers without a price, and no others.
type Cards = HashMap<(Country, ProgramCode), Vec<Rate>>;

pub(crate) async fn preview<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let mut fields = read_body(call)?;
    let named = named(&mut fields);
    let named = fields.finish(|| named)?;
    let mut facts = Facts::load(call, &named).await?;
    let outlooks: Vec<Outlook> = named.into_iter().map(|named| outlook(call, &mut facts, named)).collect();
    let cards = cards(call, &outlooks).await?;
    Answer::ok(&Preview { items: outlooks.into_iter().map(|outlook| item(call, outlook, &cards)).collect() })
}

/// Decides as redeeming would, and throws the result away.
fn outlook<K: FetchKeys>(call: &Call<'_, K>, facts: &mut Facts, named: Named) -> Outlook {
    let stored = match facts.voucher(call, &named) {
        Ok(stored) => stored,
        Err(failure) => return Outlook { named, voucher: None, reasons: reasons(&failure) },
    };
    let voucher = Some(stored.value.clone()).filter(|voucher| voucher.is_held_by(call.company));
    let command = facts.command(call, &stored.value, "preview");
    let decided = command.and_then(|command| Ok(stored.value.redeem(&command, call.now)?));
    Outlook { named, voucher, reasons: decided.err().as_ref().map(reasons).unwrap_or_default() }
}

/// The rate cards needed: one for each pair of country and program, all asked for at once.
async fn cards<K: FetchKeys>(call: &Call<'_, K>, outlooks: &[Outlook]) -> Result<Cards, Fault> {
    let pairs: BTreeSet<_> = outlooks.iter().filter_map(|outlook| priced_by(outlook.voucher.as_ref()?)).collect();
    let ask = |(country, program): (Country, ProgramCode)| async move {
        match call.deps.table.rate_card(&country, &program).await {
            Ok(card) => Ok(Some(((country, program), card))),
            Err(fault @ Fault::Corrupt { .. }) => {
                tracing::error!(%fault, "left out of an answer");
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

fn item<K>(call: &Call<'_, K>, outlook: Outlook, cards: &Cards) -> Item {
    let core = outlook.voucher.as_ref().map(Voucher::core);
    let card = outlook.voucher.as_ref().and_then(priced_by).and_then(|pair| cards.get(&pair));
    let today = calendar::utc_day(call.now);
    Item {
        customer: core.map(|core| core.customer.clone()),
        program: core.map(|core| core.program.clone()),
        days: core.map(|core| core.days),
        expected: card.zip(core).and_then(|(card, core)| claim::amount(card, today, core.days)),
        redeemable: outlook.reasons.is_empty(),
        reasons: outlook.reasons,
        voucher_number: outlook.named,
    }
}
