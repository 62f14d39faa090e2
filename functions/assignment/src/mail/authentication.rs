//! Verifies that the inbound provider has authenticated the sender (PROGRAM.md 6.8): its `Authentication-Results`
//! (RFC 8601), and DKIM signatures that cover only a part of the body.
//!
//! Each host adds its fields on top, so the sender may have forged those below the provider's. Only fields above `From`
//! count. Fields of other hosts on top are skipped. Then the provider's own fields are read together, because some
//! providers write one field per method; the next field of another host ends them.

mod results;
mod signature;

use api::Reason;

use self::results::{Results, Source, Verdict};
use super::excerpt::excerpt;
use super::header::Entity;

const FIELD: &str = "Authentication-Results";
/// The most results or hosts that one reason lists.
const LISTED_MAX: usize = 5;

/// The reasons that the mail is not authenticated. `sender` is the domain in `From`; without one, any domain matches.
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
/// There are none, or a field that may be the provider's cannot be read; no field below it is trusted then.
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
    format!("an {FIELD} field of {provider} must be above From; {found}")
}

/// The problem of the DKIM results. A pass in a lower field does not outweigh a failure above it: a provider that does
/// not remove fields of its own name leaves forged ones there.
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

/// The problem of the DMARC results. Any result other than a pass outweighs a pass: the pass may be text that the
/// sender injected through an address that the provider quotes.
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

/// The reported results of a method, such as `dkim=fail for licensing.example`.
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
