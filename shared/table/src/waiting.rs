//! The claims of all companies that wait for operations or for the payer, oldest first.

use domain::claim::Claim;
use domain::{Fault, Flaw, Invalid, VoucherNumber};
use jiff::Timestamp;

use crate::client::{Table, unavailable};
use crate::company_list::Predicate;
use crate::item::{Item, text};
use crate::keys::{self, Due, INDEX_SHARDS, Key};
use crate::record::Stored;

/// Rounds for one page when most of what waits is not wanted.
const ROUNDS_MAX: usize = 4;
/// Items of one round, as many as one batch holds.
const LOOKED_AT: usize = 100;

domain::parsed_text!(
    /// Where a claim stands among those that wait: behind whatever was submitted before it.
    WaitingPlace,
    |place| {
        let spelled = |(at, number): (&str, &str)| {
            let at = at.parse::<Timestamp>().is_ok_and(|parsed| keys::due_instant(parsed) == at);
            at && VoucherNumber::parse(number).is_ok_and(|parsed| parsed.as_str() == number)
        };
        let known = place.split_once('#').is_some_and(spelled);
        known.then(|| place.to_owned()).ok_or_else(|| Invalid::new(Flaw::Invalid, "is no place among what waits"))
    }
);

/// A page of what waits.
#[derive(Debug)]
pub struct WaitingPage {
    /// Oldest first.
    pub claims: Vec<Stored<Claim>>,
    /// Those that could not be read: left out, so that one bad item does not hide all others.
    pub unreadable: Vec<Fault>,
    /// Where to go on; nothing at the end.
    pub next: Option<WaitingPlace>,
}

/// What one look at all shards found.
struct Round {
    claims: Vec<(WaitingPlace, Stored<Claim>)>,
    unreadable: Vec<Fault>,
    last: Option<WaitingPlace>,
}

impl Table {
    /// A page of what waits in one of the kinds of the due index that hold claims, of those that `fit`. It may hold less
    /// than asked for and still not be the last.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn waiting(
        &self,
        waits_for: Due,
        after: Option<&WaitingPlace>,
        limit: usize,
        fits: Predicate<'_, Claim>,
    ) -> Result<WaitingPage, Fault> {
        let (mut claims, mut unreadable, mut next) = (Vec::new(), Vec::new(), after.cloned());
        for _ in 0..ROUNDS_MAX {
            let round = self.waiting_round(waits_for, next.as_ref(), limit.saturating_add(1).min(LOOKED_AT)).await?;
            unreadable.extend(round.unreadable);
            claims.extend(round.claims.into_iter().filter(|(_, stored)| fits(&stored.value)));
            next = round.last;
            if claims.len() > limit || next.is_none() {
                break;
            }
        }
        if claims.len() > limit {
            claims.truncate(limit);
            next = claims.last().map(|(place, _)| place.clone());
        }
        let claims = claims.into_iter().map(|(_, stored)| stored).collect();
        Ok(WaitingPage { claims, unreadable, next })
    }

    /// The next `count` of all shards together, each with its place, and the last place looked at unless that is the end.
    async fn waiting_round(&self, waits_for: Due, after: Option<&WaitingPlace>, count: usize) -> Result<Round, Fault> {
        let shards = (0..INDEX_SHARDS).map(|shard| self.waiting_of(waits_for.shard(shard), after, count));
        let mut found: Vec<(WaitingPlace, Key)> =
            futures::future::try_join_all(shards).await?.into_iter().flatten().collect();
        found.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        // A full round may have cut a shard short: what lies behind its last place is looked at by the next.
        let is_end = found.len() < count;
        found.truncate(count);
        let last = found.last().map(|(place, _)| place.clone()).filter(|_| !is_end);
        let keys: Vec<Key> = found.iter().map(|(_, key)| key.clone()).collect();
        let mut stored = self.stored_of::<Claim>(&keys).await?;
        let mut round = Round { claims: Vec::new(), unreadable: Vec::new(), last };
        for (place, key) in found {
            match stored.remove(&key) {
                Some(Ok(claim)) => round.claims.push((place, claim)),
                Some(Err(fault)) => round.unreadable.push(fault),
                None => {}
            }
        }
        Ok(round)
    }

    async fn waiting_of(
        &self,
        shard: String,
        after: Option<&WaitingPlace>,
        count: usize,
    ) -> Result<Vec<(WaitingPlace, Key)>, Fault> {
        let request = self.client.query().table_name(&self.name).index_name(keys::BY_DUE);
        let request = request.key_condition_expression("due_pk = :shard AND due_sk > :after");
        let request = request.expression_attribute_values(":shard", text(shard));
        // Every place begins with a year.
        let after = after.map_or_else(|| "0".to_owned(), ToString::to_string);
        let request = request.expression_attribute_values(":after", text(after));
        let request = request.limit(i32::try_from(count).unwrap_or(i32::MAX));
        let page = Box::pin(request.send()).await.map_err(|error| unavailable("dynamodb Query", error))?;
        let placed = |item: &Item| Some((WaitingPlace(item.get("due_sk")?.as_s().ok()?.clone()), Key::of(item)?));
        Ok(page.items.unwrap_or_default().iter().filter_map(placed).collect())
    }
}
