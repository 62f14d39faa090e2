//! The rate card.

use api::page::Wanted;
use api::{Answer, BODY_BYTES_MAX, Failure, Fields, Role, query};
use domain::attempt::Intent;
use domain::claim::{Rate, RateLine};
use domain::{Country, Currency, Money, ProgramCode};
use table::StoredRate;

use crate::view::RateView;
use crate::{Call, tell};

/// Most minor units a planning day may be worth: far more than any program pays, far less than 64 bits.
const PER_DAY_MINOR_MAX: i64 = 1_000_000_000_000;

/// `GET /rates`, optionally of one country or program.
pub(crate) async fn list(call: &Call<'_>) -> Result<Answer, Failure> {
    call.reader()?;
    let country = query::parsed(call.request, "country", Country::parse)?;
    let program = query::parsed(call.request, "program", ProgramCode::parse)?;
    let wanted = Wanted::<String>::read(call.request)?;
    let (mut lines, unreadable) = call.table.rates().await?;
    tell(&unreadable);
    lines.retain(|stored| country.as_ref().is_none_or(|wanted| *wanted == stored.line.country));
    lines.retain(|stored| program.as_ref().is_none_or(|wanted| *wanted == stored.line.program));
    lines.sort_by_cached_key(place);
    Answer::ok(&wanted.of(lines.iter().collect(), |line| place(line)).map(RateView::new))
}

/// Where a line stands among the others.
fn place(stored: &StoredRate) -> String {
    let RateLine { country, program, rate, .. } = &stored.line;
    format!("{country}#{program}#{}", rate.valid_from)
}

/// `PUT /rates/{country}/{program}`: a line from a day on, in the place of one that begins on the same day. What was
/// priced before keeps its price.
pub(crate) async fn put(call: &Call<'_>, country: Country, program: ProgramCode) -> Result<Answer, Failure> {
    call.caller.needs(&[Role::Operations])?;
    if call.catalog.program(&program).is_none() {
        return Err(Failure::not_found("program_not_found", format!("There is no program {program}.")));
    }
    let rate = read(call)?;
    let (intent, table) = (call.intent()?, call.table);
    let line = RateLine { country, program, rate, set_by: Some(call.caller.sub.clone()), set_at: Some(call.now) };
    let load = || table.rate(&line.country, &line.program, line.rate.valid_from);
    let stored = table::change(table, &intent, load, |seen| set(call, &line, &intent, seen)).await?;
    Ok(Answer::ok(&RateView::new(&stored))?.with_rev(stored.rev))
}

/// The same line again is no change, whoever sends it; neither is a request that set it before.
async fn set(
    call: &Call<'_>,
    line: &RateLine,
    intent: &Intent,
    seen: Option<StoredRate>,
) -> Result<StoredRate, Failure> {
    if let Some(seen) = seen.as_ref().filter(|seen| seen.has_seen(&intent.attempt)) {
        return Ok(seen.clone());
    }
    match (api::if_match(call.request)?, &seen) {
        (Some(_), None) => return Err(Failure::PreconditionFailed),
        (based_on, Some(seen)) => api::check_rev(based_on, seen.rev)?,
        (None, None) => {}
    }
    match seen {
        Some(seen) if seen.rev > 0 && seen.line.rate == line.rate => Ok(call.table.remember_rate(seen, intent).await?),
        seen => Ok(call.table.set_rate(seen.as_ref(), line.clone(), intent).await?),
    }
}

fn read(call: &Call<'_>) -> Result<Rate, Failure> {
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let per_day = fields.object("per_day", |money| {
        let minor = money.integer("minor", 1..=PER_DAY_MINOR_MAX);
        let currency = money.required("currency", Currency::parse_current);
        Some(Money { minor: minor?, currency: currency? })
    });
    let valid_from = fields.required("valid_from", api::date);
    let valid_to = fields.optional("valid_to", api::date);
    let sample = fields.optional_boolean("sample").unwrap_or_default();
    if valid_from.zip(valid_to).is_some_and(|(from, to)| to < from) {
        fields.reject("valid_to", "must not lie before valid_from");
    }
    fields.finish(|| Some(Rate { per_day: per_day?, valid_from: valid_from?, valid_to, sample }))
}
