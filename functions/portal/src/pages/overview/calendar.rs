//! The plot of the next 60 days: a lane for each kind of deadline, and the list of the first ones.

use std::collections::BTreeMap;

use domain::calendar::{days_after, days_left};
use domain::progress::CALENDAR_DAYS;
use jiff::civil::Date;

use super::model::{CalendarEntry, Dashboard, Deadline, DeadlineKind};
use super::scale::{Percent, share};
use crate::format;
use crate::pages::vouchers::forms::address;
use crate::pages::vouchers::tags;
use crate::words::Words;

/// The first and last place of the plot, in hundredths of a percent.
const LEFT: i64 = 120;
const WIDTH: i64 = 9_760;
/// The days whose deadlines share a mark, so that marks do not cover each other.
const MARK_DAYS: i32 = 3;
/// The days between two marks of the axis.
const TICK_DAYS: usize = 7;
/// The lanes, from top to bottom.
const LANES: [DeadlineKind; 3] = [DeadlineKind::Voucher, DeadlineKind::Claim, DeadlineKind::Enrollment];
/// The height of a lane.
const LANE: usize = 44;

/// The plot and its list.
pub struct Calendar {
    /// Each lane with its marks.
    pub lanes: Vec<Lane>,
    /// The axis.
    pub ticks: Vec<Tick>,
    /// The end of the next seven days.
    pub week: Percent,
    /// What the plot shows, in a sentence.
    pub about: String,
    /// The numbers of the plot.
    pub days: Vec<Day>,
    /// The first deadlines.
    pub deadlines: Vec<Row>,
}

/// A lane.
pub struct Lane {
    /// The name.
    pub name: String,
    /// The class of its marks.
    pub class: &'static str,
    /// The height of its line.
    pub y: usize,
    /// The height of its name.
    pub name_y: usize,
    /// The marks.
    pub marks: Vec<Mark>,
}

/// A mark: deadlines of one day, or of a few days in a row.
pub struct Mark {
    /// The place.
    pub x: Percent,
    /// The number of deadlines.
    pub count: usize,
    first: Date,
}

/// A mark of the axis.
pub struct Tick {
    /// The place.
    pub x: Percent,
    /// The day.
    pub text: String,
    /// True for one that narrow screens leave out.
    pub is_wide: bool,
}

/// A line of the table of numbers.
pub struct Day {
    /// The day.
    pub day: String,
    /// The number in each lane; empty for none.
    pub counts: Vec<String>,
}

/// A deadline.
pub struct Row {
    /// The day.
    pub day: String,
    /// The days that are left.
    pub left: String,
    /// True when few days are left.
    pub is_soon: bool,
    /// The page of the voucher.
    pub href: String,
    /// The voucher.
    pub number: String,
    /// The customer.
    pub customer: String,
    /// What ends.
    pub what: String,
    /// The amount; empty where none is known.
    pub amount: String,
}

impl Calendar {
    /// The plot of a dashboard.
    pub fn new(w: Words, dashboard: &Dashboard) -> Self {
        let (today, entries) = (dashboard.date, &dashboard.calendar);
        let count =
            |kind: DeadlineKind| entries.iter().filter(move |entry| entry.kind == kind).map(|entry| entry.count);
        let counts = LANES.map(|kind| count(kind).sum::<usize>().to_string());
        let [vouchers, claims, enrollments] = counts;
        let about = [("vouchers", vouchers), ("claims", claims), ("enrollments", enrollments)];
        Self {
            lanes: LANES.iter().enumerate().map(|(index, kind)| Lane::new(w, index, *kind, entries, today)).collect(),
            ticks: ticks(w, today),
            week: Percent(share(7, i64::from(CALENDAR_DAYS), WIDTH)),
            about: w.with("overview-calendar-about", &about),
            days: days(w, entries),
            deadlines: dashboard.deadlines.iter().map(|deadline| Row::new(w, deadline)).collect(),
        }
    }
}

/// The place of a day.
fn place(day: Date, today: Date) -> Percent {
    let days = i64::from(days_left(today, day));
    Percent(LEFT.saturating_add(share(days, i64::from(CALENDAR_DAYS), WIDTH)))
}

fn ticks(w: Words, today: Date) -> Vec<Tick> {
    let days = (0..CALENDAR_DAYS).step_by(TICK_DAYS).enumerate();
    days.map(|(index, days)| {
        let day = days_after(today, days);
        Tick { x: place(day, today), text: format::day_short(day, w.language()), is_wide: !index.is_multiple_of(2) }
    })
    .collect()
}

/// The id of a kind in texts.
fn name(kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::Voucher => "voucher",
        DeadlineKind::Claim => "claim",
        DeadlineKind::Enrollment => "enrollment",
    }
}

impl Lane {
    fn new(w: Words, index: usize, kind: DeadlineKind, entries: &[CalendarEntry], today: Date) -> Self {
        let class = match kind {
            DeadlineKind::Voucher => "v",
            DeadlineKind::Claim => "c",
            DeadlineKind::Enrollment => "e",
        };
        let y = index.saturating_mul(LANE).saturating_add(46);
        let marks = marks(entries.iter().filter(|entry| entry.kind == kind), today);
        let name = w.get(&format!("overview-lane-{}", name(kind)));
        Self { name, class, y, name_y: y.saturating_sub(17), marks }
    }

    /// True for a lane whose marks are of this class.
    pub fn is(&self, class: &str) -> bool {
        self.class == class
    }
}

/// The marks of a lane. Deadlines of a few days in a row share the mark of the first day.
fn marks<'a>(entries: impl Iterator<Item = &'a CalendarEntry>, today: Date) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for entry in entries {
        match marks.last_mut().filter(|mark| days_left(mark.first, entry.date) < MARK_DAYS) {
            Some(mark) => mark.count = mark.count.saturating_add(entry.count),
            None => marks.push(Mark { x: place(entry.date, today), count: entry.count, first: entry.date }),
        }
    }
    marks
}

/// The days with deadlines, each with the number in every lane.
fn days(w: Words, entries: &[CalendarEntry]) -> Vec<Day> {
    let mut found: BTreeMap<Date, [usize; LANES.len()]> = BTreeMap::new();
    for entry in entries {
        let counts = found.entry(entry.date).or_default();
        for (count, _) in counts.iter_mut().zip(LANES).filter(|(_, kind)| *kind == entry.kind) {
            *count = count.saturating_add(entry.count);
        }
    }
    let shown = |count: usize| if count == 0 { String::new() } else { count.to_string() };
    let day = |(date, counts): (Date, [usize; LANES.len()])| Day {
        day: format::day(date, w.language()),
        counts: counts.map(shown).into(),
    };
    found.into_iter().map(day).collect()
}

impl Row {
    fn new(w: Words, deadline: &Deadline) -> Self {
        Self {
            day: format::day(deadline.due_on, w.language()),
            left: tags::days_left(w, deadline.days_left),
            is_soon: tags::is_soon(deadline.days_left),
            href: address(&deadline.voucher_number, ""),
            number: deadline.voucher_number.to_string(),
            customer: deadline.customer.clone().unwrap_or_default(),
            what: w.get(&format!("overview-ends-{}", name(deadline.kind))),
            amount: deadline.amount.as_ref().map(format::money).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    #[test]
    fn the_description_counts_one_and_many() {
        let w = Words::of(domain::Language::English);
        let about = |count: &str| {
            let counts = ["vouchers", "claims", "enrollments"].map(|name| (name, count.to_owned()));
            w.with("overview-calendar-about", &counts)
        };
        assert_eq!(about("1"), "1 voucher expires, 1 payment request is due and 1 enrollment must be renewed.");
        assert_eq!(about("2"), "2 vouchers expire, 2 payment requests are due and 2 enrollments must be renewed.");
    }

    #[test]
    fn the_plot_begins_today_and_ends_after_sixty_days() {
        let places = [0, 30, 60].map(|days| place(days_after(TODAY, days), TODAY).to_string());
        assert_eq!(places, ["1.20%", "50.00%", "98.80%"]);
    }

    #[test]
    fn deadlines_of_a_few_days_share_a_mark() {
        let entry = |days, count| CalendarEntry { date: days_after(TODAY, days), kind: DeadlineKind::Claim, count };
        let entries = [entry(1, 2), entry(3, 1), entry(4, 1), entry(9, 5)];
        let found: Vec<_> = marks(entries.iter(), TODAY).iter().map(|mark| (mark.first, mark.count)).collect();
        let day = |days| days_after(TODAY, days);
        assert_eq!(found, [(day(1), 3), (day(4), 1), (day(9), 5)]);
    }
}
