//! The rate card.

use api::{Answer, Decode, Failure, Fields, Page, PageRequest, log_unreadable};
use domain::claim::{Rate, RateLine};
use domain::{Country, Flaw, Invalid, Money, ProgramCode};
use jiff::civil::Date;
use table::{Steps, StoredRate};

use crate::view::RateView;
use crate::{Context, Services, program};

/// Most minor units a planning day may be worth: far more than any program pays, far less than 64 bits.
const PER_DAY_MINOR_MAX: i64 = 1_000_000_000_000;

/// Which lines are wanted.
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
    lines.sort_by_cached_key(place);
    Answer::json(&page.of(lines.iter().collect(), |line| place(line)).map(RateView::new))
}

/// Where a line stands among the others.
fn place(stored: &StoredRate) -> String {
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

/// `PUT /rates/{country}/{program}`: a line from a day on, in the place of one that begins on the same day. What was
/// priced before keeps its price.
pub(crate) async fn put(context: Context<'_, Rate>) -> Result<Answer<RateView>, Failure> {
    let (table, rate) = (&context.services.table, &context.body);
    let (country, program) = (context.path.parse("country")?, program(&context)?);
    let steps = Steps {
        intent: &context.intent(),
        load: || async { Ok((table.rate(&country, &program, rate.valid_from).await?, ())) },
        may: |seen: Option<StoredRate>| Ok::<_, Failure>(seen),
        decide: |seen: &Option<StoredRate>, (): &()| {
            // The same line again is no change, whoever sends it.
            let stands = seen.as_ref().is_some_and(|seen| seen.rev > 0 && seen.line.rate == *rate);
            let (country, program, rate) = (country.clone(), program.clone(), rate.clone());
            let line = || RateLine {
                country,
                program,
                rate,
                set_by: Some(context.caller.sub.clone()),
                set_at: Some(context.now),
            };
            Ok((!stands).then(line))
        },
        answer: |stored: &StoredRate, (): &()| Ok(Answer::json(&RateView::new(stored))?.with_rev(stored.rev)),
    };
    context.answered(table.run(steps).await?)
}
