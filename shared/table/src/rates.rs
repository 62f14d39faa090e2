//! The rate card (PROGRAM.md 11.3).

use std::collections::{BTreeSet, HashMap};

use domain::attempt::{Attempt, Intent};
use domain::claim::{Rate, RateLine};
use domain::{Country, Fault, ProgramCode};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::attempts::{Attempts, LastWrite};
use crate::client::{Condition, Table, unavailable};
use crate::item::{self, Item, text};
use crate::keys::{self, Key};
use crate::run::Target;

/// The partition of the `by_listing` index that holds the whole rate card.
const LISTED: &str = "RATES";

/// The stored shape of a line, with its index entry.
#[derive(Serialize, Deserialize)]
struct RateRecord {
    #[serde(flatten)]
    line: RateLine,
    listing_pk: String,
    listing_sk: String,
    rev: u64,
    #[serde(flatten)]
    attempts: Attempts,
    #[serde(flatten)]
    last: LastWrite,
}

impl RateRecord {
    fn new(line: RateLine, rev: u64, attempts: Attempts, last: LastWrite) -> Self {
        let RateLine { country, program, rate, .. } = &line;
        let listing_sk = format!("{country}#{program}#{}", rate.valid_from);
        Self { line, listing_pk: LISTED.to_owned(), listing_sk, rev, attempts, last }
    }

    fn item(&self) -> Result<Item, Fault> {
        let RateLine { country, program, rate, .. } = &self.line;
        item::write(&Key::rate(country, program, rate.valid_from), self)
    }
}

/// The lines of the rate card by country and program.
pub type RateCards = HashMap<(Country, ProgramCode), Vec<Rate>>;

/// A stored line of the rate card.
#[derive(Clone, Debug)]
pub struct StoredRate {
    /// The line.
    pub line: RateLine,
    /// The revision: 1 after creation, one more with every change.
    pub rev: u64,
    attempts: Attempts,
    last: LastWrite,
}

impl Target for StoredRate {
    /// The new line; `None` when nothing changes.
    type Change = Option<RateLine>;

    fn rev(&self) -> Option<u64> {
        Some(self.rev)
    }

    fn has_attempt(&self, attempt: &Attempt) -> bool {
        self.attempts.include(attempt, &self.last)
    }

    async fn write(
        table: &Table,
        before: Option<Self>,
        change: Option<RateLine>,
        intent: &Intent,
    ) -> Result<Self, Fault> {
        match change {
            Some(line) => table.set_rate(before.as_ref(), line, intent).await,
            None => before.ok_or(Fault::LostRace),
        }
    }
}

impl From<RateRecord> for StoredRate {
    fn from(record: RateRecord) -> Self {
        let RateRecord { line, rev, attempts, last, .. } = record;
        Self { line, rev, attempts, last }
    }
}

impl Table {
    /// The lines of the rate card for a country and program.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or a line cannot be understood.
    pub async fn rate_card(&self, country: &Country, program: &ProgramCode) -> Result<Vec<Rate>, Fault> {
        self.query(keys::rate_pk(country), &keys::rate_sk(program)).await
    }

    /// The lines for each country and program, read concurrently, and the faults of cards with an unreadable line: those
    /// are left out (DECISIONS.md 34).
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn rate_cards(&self, pairs: BTreeSet<(Country, ProgramCode)>) -> Result<(RateCards, Vec<Fault>), Fault> {
        let read = pairs.into_iter().map(|pair| async move { (self.rate_card(&pair.0, &pair.1).await, pair) });
        let (mut cards, mut unreadable) = (RateCards::new(), Vec::new());
        for (card, pair) in futures::future::join_all(read).await {
            match card {
                Ok(card) => drop(cards.insert(pair, card)),
                Err(fault @ Fault::Corrupt { .. }) => unreadable.push(fault),
                Err(fault @ (Fault::Unavailable { .. } | Fault::LostRace)) => return Err(fault),
            }
        }
        Ok((cards, unreadable))
    }

    /// The whole rate card, sorted by country, program and day, and the faults of unreadable lines.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn rates(&self) -> Result<(Vec<StoredRate>, Vec<Fault>), Fault> {
        let request = self.client.query().table_name(&self.name).index_name(keys::BY_LISTING);
        let request = request.key_condition_expression("listing_pk = :rates");
        let mut pages = request.expression_attribute_values(":rates", text(LISTED)).into_paginator().send();
        let mut lines = Vec::new();
        while let Some(page) = Box::pin(pages.next()).await {
            let page = page.map_err(|error| unavailable("dynamodb Query", error))?;
            lines.extend(page.items.unwrap_or_default().into_iter().map(item::read::<RateRecord>));
        }
        Ok(item::readable(lines.into_iter().map(|line| line.map(StoredRate::from))))
    }

    /// The line of a country and program that is valid from a day on.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the line cannot be understood.
    pub async fn rate(
        &self,
        country: &Country,
        program: &ProgramCode,
        valid_from: Date,
    ) -> Result<Option<StoredRate>, Fault> {
        let found: Option<RateRecord> = self.get(&Key::rate(country, program, valid_from)).await?;
        Ok(found.map(StoredRate::from))
    }

    /// Writes a line that replaces `before`.
    async fn set_rate(
        &self,
        before: Option<&StoredRate>,
        line: RateLine,
        intent: &Intent,
    ) -> Result<StoredRate, Fault> {
        let attempts = Attempts::after(before.map(|before| (&before.attempts, &before.last)), intent);
        let rev = before.map_or(0, |before| before.rev).saturating_add(1);
        let record = RateRecord::new(line, rev, attempts, intent.into());
        self.put_if(record.item()?, Condition::unchanged(before.map(|before| before.rev))).await?;
        Ok(record.into())
    }
}

#[cfg(test)]
mod tests;
