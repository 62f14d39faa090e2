//! The inbound provider's findings about the sender: `Authentication-Results` (RFC 8601), and what a DKIM signature
//! leaves out.
//!
//! Fields are added on top, so those below the provider's may have come with the mail, written by anyone. Only fields
//! above `From` count. Those of other hosts on top are skipped; then the provider's own are read together, because some
//! providers write one for each method, until another host's comes.

mod results;
mod signature;

use api::Reason;

use self::results::{Results, Source, Verdict};
use super::excerpt::excerpt;
use super::header::Entity;

const FIELD: &str = "Authentication-Results";
/// Findings that one reason lists.
const LISTED_MAX: usize = 5;

/// Why the mail is not authenticated. `sender` is the domain in `From`, when there is one to compare with.
pub(super) fn problems(message: &Entity<'_>, provider: &str, sender: Option<&str>) -> Vec<Reason> {
    let reported = match reported(message, provider) {
        Ok(results) => {
            [dkim_problem(&results, sender), dmarc_problem(&results, sender)].into_iter().flatten().collect()
        }
        Err(detail) => vec![detail],
    };
    let details = reported.into_iter().chain(signature::problem(message));
    details.map(|detail| Reason::new("not_authenticated", detail)).collect()
}

/// The provider's own results, topmost first.
///
/// # Errors
/// There are none, or a field cannot be read that may be the provider's: nothing below it is believed then.
fn reported(message: &Entity<'_>, provider: &str) -> Result<Vec<Results>, String> {
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for (field, place) in message.above("From").filter(|field| field.is(FIELD)).zip(1_u32..) {
        match Source::of(field, provider) {
            Source::Provider(results) => own.push(results),
            Source::Other(server) if own.is_empty() => others.push(server),
            Source::Other(_) => break,
            Source::Unknown(why) => return Err(unreadable(place, &why)),
        }
    }
    if own.is_empty() { Err(absent(provider, &others)) } else { Ok(own) }
}

fn unreadable(place: u32, why: &str) -> String {
    format!("{FIELD} field {place} from the top cannot be read: {why}; no result from there on is believed")
}

fn absent(provider: &str, others: &[String]) -> String {
    let found = match others {
        [] => "there is none".to_owned(),
        [_, ..] => format!("found only those of {}", listed(others.iter().map(|server| excerpt(server)))),
    };
    format!("an {FIELD} field of {provider} must stand above From; {found}")
}

/// A result further down does not mend a failed signature: a provider that writes its own fields on top, and removes no
/// others of its name, leaves forged ones there.
fn dkim_problem(fields: &[Results], sender: Option<&str>) -> Option<String> {
    for results in fields {
        if results.of("dkim").any(|verdict| verdict.signed_by(sender)) {
            return None;
        }
        if results.of("dkim").any(|verdict| !verdict.passed()) {
            break;
        }
    }
    let wanted = format!("dkim=pass with {} in header.d", sender.unwrap_or("the domain of From"));
    Some(format!("found {}; {wanted} is needed", found(fields, "dkim")))
}

/// A result that is not a pass outweighs one that is: the passing one may be text that the sender slipped in through
/// an address the provider quotes.
fn dmarc_problem(fields: &[Results], sender: Option<&str>) -> Option<String> {
    let about_sender = |verdict: &Verdict| {
        verdict.values("header.from").all(|from| sender.is_none_or(|sender| from.eq_ignore_ascii_case(sender)))
    };
    let mut dmarc = fields.iter().flat_map(|results| results.of("dmarc")).peekable();
    if dmarc.peek().is_some() && dmarc.all(|verdict| verdict.passed() && about_sender(verdict)) {
        return None;
    }
    let wanted = format!("dmarc=pass for {}, and no other dmarc result,", sender.unwrap_or("the domain of From"));
    Some(format!("found {}; {wanted} is needed", found(fields, "dmarc")))
}

/// What was reported by a method, such as `dkim=fail for licensing.example`.
fn found(fields: &[Results], method: &str) -> String {
    let mut verdicts = fields.iter().flat_map(|results| results.of(method)).peekable();
    if verdicts.peek().is_none() { format!("no {method} result") } else { listed(verdicts.map(Verdict::shown)) }
}

fn listed(all: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = all.take(LISTED_MAX + 1).collect();
    if let Some(last) = all.get_mut(LISTED_MAX) {
        "…".clone_into(last);
    }
    all.join(", ")
}
