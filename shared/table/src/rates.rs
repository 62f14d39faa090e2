//! The rate card.

use domain::attempt::{Actor, Attempt, Intent};
use domain::claim::{Rate, RateLine};
use domain::{Country, Fault, ProgramCode};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::client::{Condition, Table, unavailable};
use crate::item::{self, Item, text};
use crate::keys::{self, Key};
use crate::record::remembering;
use crate::run::Target;

/// The partition of the index that lists the whole card.
const LISTED: &str = "RATES";

/// The stored shape: the line, and its place in the list of all.
#[derive(Serialize, Deserialize)]
struct RateRecord {
    #[serde(flatten)]
    line: RateLine,
    listing_pk: String,
    listing_sk: String,
    /// Lines that nobody in particular set have none.
    #[serde(default, skip_serializing_if = "is_zero")]
    rev: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attempts: Vec<Attempt>,
}

/// What any version wrote of a line; the first one said in the key alone what it is for.
#[derive(Deserialize)]
struct KeptRate {
    #[serde(flatten)]
    rate: Rate,
    #[serde(default)]
    set_by: Option<Actor>,
    #[serde(default)]
    set_at: Option<Timestamp>,
    #[serde(default)]
    rev: u64,
    #[serde(default)]
    attempts: Vec<Attempt>,
}

impl KeptRate {
    fn of(self, country: Country, program: ProgramCode) -> StoredRate {
        let Self { rate, set_by, set_at, rev, attempts } = self;
        StoredRate { line: RateLine { country, program, rate, set_by, set_at }, rev, attempts }
    }
}

/// A line as it was read.
#[derive(Clone, Debug)]
pub struct StoredRate {
    /// The line.
    pub line: RateLine,
    /// 1 when it is new, one more with every change.
    pub rev: u64,
    attempts: Vec<Attempt>,
}

impl Target for StoredRate {
    /// The line that takes its place; nothing where all is as the command wants it already.
    type Change = Option<RateLine>;

    fn rev(&self) -> Option<u64> {
        Some(self.rev)
    }

    fn has_seen(&self, attempt: &Attempt) -> bool {
        self.attempts.contains(attempt)
    }

    async fn write(
        table: &Table,
        seen: Option<Self>,
        change: Option<RateLine>,
        intent: &Intent,
    ) -> Result<Self, Fault> {
        match change {
            Some(line) => table.set_rate(seen.as_ref(), line, intent).await,
            None => seen.ok_or(Fault::LostRace),
        }
    }
}

impl From<RateRecord> for StoredRate {
    fn from(record: RateRecord) -> Self {
        Self { line: record.line, rev: record.rev, attempts: record.attempts }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over by reference")]
fn is_zero(rev: &u64) -> bool {
    *rev == 0
}

impl Table {
    /// The lines of the rate card for a country and program.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or a line cannot be understood.
    pub async fn rate_card(&self, country: &Country, program: &ProgramCode) -> Result<Vec<Rate>, Fault> {
        self.query(keys::rate_pk(country), &keys::rate_sk(program)).await
    }

    /// The whole rate card, by country, program and day: the lines that could be read, and why others could not.
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

    /// The line that begins on a day.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the line cannot be understood.
    pub async fn rate(
        &self,
        country: &Country,
        program: &ProgramCode,
        valid_from: Date,
    ) -> Result<Option<StoredRate>, Fault> {
        let kept: Option<KeptRate> = self.get(&Key::rate(country, program, valid_from)).await?;
        Ok(kept.map(|kept| kept.of(country.clone(), program.clone())))
    }

    /// Records a line in the place of the one that was read, if there was one.
    async fn set_rate(&self, seen: Option<&StoredRate>, line: RateLine, intent: &Intent) -> Result<StoredRate, Fault> {
        let attempts = seen.map(|seen| seen.attempts.clone()).unwrap_or_default();
        let attempts = remembering(attempts, intent);
        let rev = seen.map_or(0, |seen| seen.rev).saturating_add(1);
        let record = RateRecord { rev, attempts, ..record_of(line) };
        self.put_if(item_of_record(&record)?, Condition::seen(seen.map(|seen| seen.rev))).await?;
        Ok(record.into())
    }

    /// Records a line that nobody in particular set.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be written.
    pub async fn put_rate(&self, country: &Country, program: &ProgramCode, rate: &Rate) -> Result<(), Fault> {
        let (country, program, rate) = (country.clone(), program.clone(), rate.clone());
        self.put(item_of(RateLine { country, program, rate, set_by: None, set_at: None })?).await
    }
}

fn record_of(line: RateLine) -> RateRecord {
    let RateLine { country, program, rate, .. } = &line;
    let listing_sk = format!("{country}#{program}#{}", rate.valid_from);
    RateRecord { line, listing_pk: LISTED.to_owned(), listing_sk, rev: 0, attempts: Vec::new() }
}

fn item_of_record(record: &RateRecord) -> Result<Item, Fault> {
    let RateLine { country, program, rate, .. } = &record.line;
    item::write(&Key::rate(country, program, rate.valid_from), record)
}

fn item_of(line: RateLine) -> Result<Item, Fault> {
    item_of_record(&record_of(line))
}

#[cfg(test)]
mod tests;
