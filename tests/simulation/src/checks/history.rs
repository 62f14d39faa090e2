//! Checks of the histories, of what was accepted and of the letters.

use std::sync::Arc;

use crate::book::Accepted;
use crate::functions::Function;
use crate::invariant::Invariant;
use crate::item::{number, text};
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
    // A command that was done before, by whomever, is accepted and changes nothing.
    store.under(pk, &prefix).any(|(_, line)| {
        let is_in_time = accepted.rev.is_none_or(|rev| number(line, "rev") <= rev);
        is_in_time && accepted.events.contains(&text(line, "type"))
    })
}

/// Every event that causes a letter was passed to the mailer; every mail was sent, and once unless a process died or a
/// call failed meanwhile.
pub fn check_letters(world: &World) {
    let letters = std::mem::take(&mut world.book().letters);
    for event in &letters.expected {
        world.check(Invariant::LetterSent, letters.enqueued.contains(event), || format!("no notice of {event}"));
    }
    let mails: Vec<(String, String)> = {
        let store = world.store();
        let mails = store.each("M#", "M").map(|((pk, _), item)| (pk.clone(), text(item, "outcome").to_owned()));
        mails.collect()
    };
    for (mail, outcome) in mails {
        // A result that could not be stored leaves the lock; the mail was sent.
        let times = letters.sent.get(&mail).copied().unwrap_or_default();
        // A letter that was not sent before its sender died may be dropped by then: what it asks for cannot be done.
        let is_excused = letters.excused.contains(&mail);
        let is_done = (outcome == "sent" && times > 0) || is_excused;
        world.check(Invariant::LetterSent, is_done, || format!("{mail} is {outcome}, sent {times} times"));
        let is_once = times <= 1 || letters.excused.contains(&mail);
        world.check(Invariant::LetterOnce, is_once, || format!("{mail} was sent {times} times"));
    }
}
