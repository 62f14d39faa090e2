use domain::{Actor, Currency, Money};
use jiff::civil::date;

use super::*;
use crate::tests::golden::{assert_written, golden};
use crate::tests::world::instant;

fn line() -> RateLine {
    let per_day = Money { minor: 100_000, currency: Currency::parse("USD").unwrap() };
    RateLine {
        country: Country::parse("TW").unwrap(),
        program: ProgramCode::parse("DDPS").unwrap(),
        rate: Rate { per_day, valid_from: date(2026, 1, 1), valid_to: Some(date(2026, 12, 31)), sample: true },
        set_by: Actor::parse("op-1").ok(),
        set_at: Some(instant("2026-01-01T08:00:00Z")),
    }
}

#[test]
fn the_stored_shape_of_a_rate_card_line_is_unchanged() {
    let last = LastWrite { attempt: Attempt::new("P-1", "key", "asked"), at: instant("2026-01-01T08:00:00Z") };
    assert_written("rate-line", &RateRecord::new(line(), 1, Attempts::default(), last).item().unwrap());
    assert_eq!(item::read::<RateRecord>(golden("rate-line")).unwrap().line, line());
}

#[test]
fn a_stored_line_reads_as_a_rate() {
    assert_eq!(item::read::<Rate>(golden("rate-line")).unwrap(), line().rate);
}
