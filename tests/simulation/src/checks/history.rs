//! Checks of the histories, of what was accepted and of the letters.

use std::sync::Arc;

use dynoxide::Item;

use crate::book::Accepted;
use crate::functions::Function;
use crate::invariant::Invariant;
use crate::item::{day, number, text};
use crate::process::invoke;
use crate::world::World;

/// Every history is complete, and every chain is sound.
pub async fn check(world: &Arc<World>) {
    let verified = invoke(world, Function::Overview, "verify", |process, _| async move {
        let mut verifier = process.table.verifier();
        let mut findings = Vec::new();
        while let Some(found) = verifier.page().await.map_err(|fault| fault.to_string())? {
            findings.extend(found);
        }
        Ok::<_, String>((verifier.tally(), findings))
    });
    match verified.await {
        Ok((Ok((tally, findings)), _)) => {
            world.tally().checked(Invariant::History.as_str(), tally.chains);
            world.check(Invariant::History, findings.is_empty(), || format!("{findings:?}"));
        }
        Ok((Err(fault), _)) => world.violate(Invariant::History, fault),
        Err(_) => world.violate(Invariant::History, "the verification did not end".to_owned()),
    }
}

/// Every history has a line for each revision that was written, with its event.
pub fn check_complete(world: &World) {
    let written = std::mem::take(&mut world.book().kinds);
    for ((pk, sk), mut revisions) in written {
        revisions.sort();
        let (prefix, store) = (format!("H#{sk}#"), world.store());
        let shown = |line: &Item| (number(line, "rev"), text(line, "type").to_owned());
        let lines: Vec<(i64, String)> = store.under(&pk, &prefix).map(|(_, line)| shown(line)).collect();
        drop(store);
        world.check(Invariant::History, lines == revisions, || format!("{pk}/{sk}: {lines:?}, written {revisions:?}"));
    }
}

/// Every accepted command is in the history of its aggregate.
pub fn check_accepted(world: &World) {
    let accepted = std::mem::take(&mut world.book().accepted);
    for accepted in &accepted {
        let holds = is_kept(world, accepted);
        world.check(Invariant::AcceptedKept, holds, || format!("{accepted:?}"));
    }
}

fn is_kept(world: &World, accepted: &Accepted) -> bool {
    let (pk, sk) = &accepted.key;
    let prefix = format!("H#{sk}#");
    let store = world.store();
    let is_one = |line: &Item| accepted.events.is_empty() || accepted.events.contains(&text(line, "type"));
    let mut lines = store.under(pk, &prefix).map(|(_, line)| line);
    if accepted.own.is_empty() {
        // A command that was done before, by whomever, is accepted and changes nothing.
        return lines.any(|line| accepted.rev.is_none_or(|rev| number(line, "rev") <= rev) && is_one(line));
    }
    let own: Vec<_> = lines.filter(|line| accepted.own.contains(&number(line, "rev"))).collect();
    let is_by = |line: &Item| accepted.by.is_empty() || text(line, "by") == accepted.by;
    own.len() == accepted.own.len() && own.iter().any(|line| is_one(line) && is_by(line))
}

/// True when a letter about an event is up to date: no later event, and no end of a voucher. Whether a rejected file of
/// a redeemed voucher is to be replaced depends on what its claim was when the letter was due.
fn is_latest(world: &World, event: &str) -> bool {
    let Some((key, rev)) = event.rsplit_once('/') else { return false };
    let Some((pk, sk)) = key.split_once('/') else { return false };
    let (store, today) = (world.store(), world.clock.today());
    let Some(item) = store.find(pk, sk).filter(|item| number(item, "rev").to_string() == rev) else { return false };
    let is_over = day(item, "expires_on").is_none_or(|end| end < today);
    let is_late_file = text(item, "last_event.type") == "deliverable.rejected" && text(item, "status") != "reserved";
    sk != "V" || !is_over && !is_late_file
}

/// Every event that causes a letter was passed to the mailer; every mail was sent, and again only when its result was
/// not known or not stored.
pub fn check_letters(world: &World) {
    let letters = std::mem::take(&mut world.book().letters);
    for event in &letters.expected {
        world.check(Invariant::LetterSent, letters.enqueued.contains(event), || format!("no notice of {event}"));
    }
    let is_mailed = |event: &str| {
        let prefix = format!("M#{event}#");
        let first = letters.sent.range(prefix.clone()..).next().map(|(mail, _)| mail);
        let refused = letters.refused.range(prefix.clone()..).next();
        first.into_iter().chain(refused).any(|mail| mail.starts_with(&prefix))
    };
    for event in &letters.always {
        world.check(Invariant::LetterSent, is_mailed(event), || format!("no letter about {event}"));
    }
    for event in letters.expected.iter().filter(|event| is_latest(world, event)) {
        world.check(Invariant::LetterSent, is_mailed(event), || format!("no letter about {event}, the latest event"));
    }
    let mails: Vec<(String, String)> = {
        let store = world.store();
        let mails = store.each("M#", "M").map(|((pk, _), item)| (pk.clone(), text(item, "outcome").to_owned()));
        mails.collect()
    };
    for (mail, outcome) in mails {
        // A letter that was not sent at the first try may be out of date at the next one.
        let is_sent = letters.sent.contains_key(&mail);
        let is_done = is_sent || letters.failed.contains(&mail);
        world.check(Invariant::LetterSent, is_done, || format!("{mail} is {outcome} and was not sent"));
        let is_excused = outcome == "sent" || letters.excuses.contains_key(&mail) || !is_sent;
        world.check(Invariant::LetterOnce, is_excused, || format!("{mail} was sent and is {outcome}"));
    }
    for (mail, times) in &letters.sent {
        let most = 1 + letters.excuses.get(mail).copied().unwrap_or_default();
        world.check(Invariant::LetterOnce, *times <= most, || format!("{mail} was sent {times} times"));
    }
}
