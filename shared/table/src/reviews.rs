//! The claims of all companies that wait for operations, by the instant of their submission.

use std::str::FromStr;

use domain::claim::Claim;
use domain::{Fault, Invalid, VoucherNumber};
use jiff::Timestamp;

use crate::claims_list::ClaimsWanted;
use crate::client::{Table, unavailable};
use crate::item::{Item, text};
use crate::keys::{self, Due, INDEX_SHARDS, Key};
use crate::record::Stored;

/// Rounds for one page when most of what waits is not wanted.
const ROUNDS_MAX: usize = 4;
/// Items of one round, as many as one batch holds.
const LOOKED_AT: usize = 100;

/// Where a claim stands among those that wait: behind whatever was submitted before it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReviewPlace(String);

/// A page of what waits.
#[derive(Clone, Debug)]
pub struct ReviewsPage {
    /// Oldest first.
    pub claims: Vec<Stored<Claim>>,
    /// Where to go on; nothing at the end.
    pub next: Option<ReviewPlace>,
}

impl FromStr for ReviewPlace {
    type Err = Invalid;

    fn from_str(place: &str) -> Result<Self, Self::Err> {
        let spelled = |(at, number): (&str, &str)| {
            let at = at.parse::<Timestamp>().is_ok_and(|parsed| keys::due_instant(parsed) == at);
            at && VoucherNumber::parse(number).is_ok_and(|parsed| parsed.as_str() == number)
        };
        let known = place.split_once('#').is_some_and(spelled);
        if known { Ok(Self(place.to_owned())) } else { Err(Invalid::new("is no place among what waits")) }
    }
}

impl std::fmt::Display for ReviewPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl ClaimsWanted {
    fn holds(&self, claim: &Claim) -> bool {
        self.status.is_none_or(|status| status == claim.stored_status())
            && self.program.as_ref().is_none_or(|program| *program == claim.voucher.program)
            && self.location.as_ref().is_none_or(|location| *location == claim.voucher.location_id)
    }
}

impl Table {
    /// A page of what waits for operations. It may hold less than asked for and still not be the last.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn reviews(
        &self,
        wanted: &ClaimsWanted,
        after: Option<&ReviewPlace>,
        limit: usize,
    ) -> Result<ReviewsPage, Fault> {
        let (mut claims, mut next) = (Vec::new(), after.cloned());
        for _ in 0..ROUNDS_MAX {
            let (found, last) = self.reviews_round(next.as_ref(), limit.saturating_add(1).min(LOOKED_AT)).await?;
            claims.extend(found.into_iter().filter(|(_, stored)| wanted.holds(&stored.value)));
            next = last;
            if claims.len() > limit || next.is_none() {
                break;
            }
        }
        if claims.len() > limit {
            claims.truncate(limit);
            next = claims.last().map(|(place, _)| place.clone());
        }
        Ok(ReviewsPage { claims: claims.into_iter().map(|(_, stored)| stored).collect(), next })
    }

    /// What waits longest: up to `limit` claims, oldest first.
    ///
    /// # Errors
    /// As [`Table::reviews`].
    pub async fn claims_to_review(&self, limit: usize) -> Result<Vec<Stored<Claim>>, Fault> {
        Ok(self.reviews(&ClaimsWanted::default(), None, limit).await?.claims)
    }

    /// The next `count` of all shards together, each with its place, and the last place looked at unless that is the end.
    async fn reviews_round(
        &self,
        after: Option<&ReviewPlace>,
        count: usize,
    ) -> Result<(Vec<(ReviewPlace, Stored<Claim>)>, Option<ReviewPlace>), Fault> {
        let shards = (0..INDEX_SHARDS).map(|shard| self.reviews_of(shard, after, count));
        let mut found: Vec<(ReviewPlace, Key)> =
            futures::future::try_join_all(shards).await?.into_iter().flatten().collect();
        found.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        // A full round may have cut a shard short: what lies behind its last place is looked at by the next.
        let is_end = found.len() < count;
        found.truncate(count);
        let last = found.last().map(|(place, _)| place.clone()).filter(|_| !is_end);
        let keys: Vec<Key> = found.iter().map(|(_, key)| key.clone()).collect();
        let mut stored = self.stored_of::<Claim>(&keys).await?;
        let read = found.into_iter().filter_map(|(place, key)| Some(stored.remove(&key)?.map(|claim| (place, claim))));
        Ok((read.collect::<Result<_, _>>()?, last))
    }

    async fn reviews_of(
        &self,
        shard: u8,
        after: Option<&ReviewPlace>,
        count: usize,
    ) -> Result<Vec<(ReviewPlace, Key)>, Fault> {
        let request = self.client.query().table_name(&self.name).index_name(keys::BY_DUE);
        let request = request.key_condition_expression("due_pk = :shard AND due_sk > :after");
        let request = request.expression_attribute_values(":shard", text(Due::Reviews.shard(shard)));
        // Every place begins with a year.
        let after = after.map_or_else(|| "0".to_owned(), ToString::to_string);
        let request = request.expression_attribute_values(":after", text(after));
        let request = request.limit(i32::try_from(count).unwrap_or(i32::MAX));
        let page = Box::pin(request.send()).await.map_err(|error| unavailable("dynamodb Query", error))?;
        let placed = |item: &Item| Some((ReviewPlace(item.get("due_sk")?.as_s().ok()?.clone()), Key::of(item)?));
        Ok(page.items.unwrap_or_default().iter().filter_map(placed).collect())
    }
}
