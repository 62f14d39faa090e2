//! The rate card (PROGRAM.md 11.3).

use api::{Answer, Decode, Failure, Fields, Page, PageRequest, log_unreadable};
use domain::claim::{Rate, RateLine};
use domain::{Country, Flaw, Invalid, Money, ProgramCode};
use jiff::civil::Date;
use table::{Steps, StoredRate};

use crate::view::RateView;
use crate::{Context, Services, program};

/// The largest rate of a day, in minor units: above any real rate, and small enough for sums in 64 bits
/// (PROGRAM.md 11.3).
const PER_DAY_MINOR_MAX: i64 = 1_000_000_000_000;

/// The filter of a list of rates.
pub(crate) struct RateFilter {
    country: Option<Country>,
    program: Option<ProgramCode>,
}

impl Decode<Services> for RateFilter {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let country = fields.about("Lines of this country.").optional("country");
        Some(Self { country, program: fields.about("Lines of this program.").optional("program") })
    }
}

impl RateFilter {
    fn matches(&self, line: &RateLine) -> bool {
        self.country.as_ref().is_none_or(|country| *country == line.country)
            && self.program.as_ref().is_none_or(|program| *program == line.program)
    }
}

/// `GET /rates`, optionally of one country or program.
pub(crate) async fn list(
    context: Context<'_, (), (RateFilter, PageRequest<String>)>,
) -> Result<Answer<Page<RateView>>, Failure> {
    let (filter, page) = &context.query;
    let (mut lines, unreadable) = context.services.table.rates().await?;
    log_unreadable(&unreadable);
    lines.retain(|stored| filter.matches(&stored.line));
    lines.sort_by_cached_key(cursor);
    Answer::json(&page.of(lines.iter().collect(), |line| cursor(line)).map(RateView::new))
}

/// Returns the cursor of a line, which is also its sort key: country, program and first day.
fn cursor(stored: &StoredRate) -> String {
    let RateLine { country, program, rate, .. } = &stored.line;
    format!("{country}#{program}#{}", rate.valid_from)
}

impl Decode<Services> for Rate {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let per_day = fields.object("per_day", |money| {
            let minor = money.integer("minor", 1..=PER_DAY_MINOR_MAX);
            let currency = money.required("currency");
            Some(Money { minor: minor?, currency: currency? })
        });
        let valid_from: Option<Date> = fields.required("valid_from");
        let valid_to: Option<Date> = fields.optional("valid_to");
        let sample = fields.optional_boolean("sample").unwrap_or_default();
        if let Some((from, _)) = valid_from.zip(valid_to).filter(|(from, to)| to < from) {
            let wrong = Invalid::new(Flaw::EndsBeforeStart, "must not lie before valid_from");
            fields.reject("valid_to", wrong.with("start_date", &from));
        }
        Some(Self { per_day: per_day?, valid_from: valid_from?, valid_to, sample })
    }
}

/// `PUT /rates/{country}/{program}`: sets the rate from a day on, and replaces one that begins on the same day. Claims
/// that are already priced keep their amount (PROGRAM.md 11.3).
pub(crate) async fn put(context: Context<'_, Rate>) -> Result<Answer<RateView>, Failure> {
    let (table, rate) = (&context.services.table, &context.body);
    let (country, program) = (context.path.parse("country")?, program(&context)?);
    let steps = Steps {
        intent: &context.intent(),
        load: || async { Ok((table.rate(&country, &program, rate.valid_from).await?, ())) },
        authorize: |line: Option<StoredRate>| Ok::<_, Failure>(line),
        decide: |before: &Option<StoredRate>, (): &()| {
            // An equal line changes nothing, also from another caller.
            let is_stored = before.as_ref().is_some_and(|before| before.rev > 0 && before.line.rate == *rate);
            let (country, program, rate) = (country.clone(), program.clone(), rate.clone());
            let line = || RateLine {
                country,
                program,
                rate,
                set_by: Some(context.caller.sub.clone()),
                set_at: Some(context.now),
            };
            Ok((!is_stored).then(line))
        },
        answer: |stored: &StoredRate, (): &()| Ok(Answer::json(&RateView::new(stored))?.with_rev(stored.rev)),
    };
    context.answered(table.run(steps).await?)
}
