//! Who and what one journey is about; nothing of it was there before, so that it can be made again on the same data.

use crate::partner::Partner;
use crate::program::Program;
use domain::calendar;
use jiff::Timestamp;
use jiff::civil::Date;

/// Both companies' membership years end so soon that their first term is a short one, though longer than the 90 days in
/// which a term can be renewed: the journey then sees its end by sweeping for days before anything else of the sample is
/// due.
const FIRST_TERM_DAYS: i32 = 100;

/// Two companies and their vouchers.
pub struct Cast<'a> {
    /// The program they take part in.
    pub program: &'a Program,
    /// The day on which it all happens.
    pub today: Date,
    /// Tells this journey from all others.
    pub run: i64,
    /// A company that renews in time.
    pub a: String,
    /// A company that does not.
    pub b: String,
    /// Assigned by webhook to be delivered as PDF, by A.
    pub first: String,
    /// Assigned by webhook to be delivered as DOCX, by A.
    pub second: String,
    /// Assigned by mail; reserved by A, but neither delivered nor reported.
    pub third: String,
    /// What B works on when its enrollment lapses.
    pub in_hand: String,
    /// What B would like to reserve after that.
    pub wanted: String,
    /// What nobody redeems in time.
    pub forgotten: String,
    /// Assigned by a mail whose lines a mail program wrapped, and to nobody by a mail that quotes its lines.
    pub wrapped: String,
}

impl<'a> Cast<'a> {
    /// Names that no journey had before.
    pub fn new(program: &'a Program, now: Timestamp) -> Self {
        let run = now.as_millisecond();
        let voucher = |no: u8| format!("SA-J{run}-{no:02}");
        Self {
            program,
            today: calendar::utc_day(now),
            run,
            a: format!("P-J{run}-A"),
            b: format!("P-J{run}-B"),
            first: voucher(1),
            second: voucher(2),
            third: voucher(3),
            in_hand: voucher(4),
            wanted: voucher(5),
            forgotten: voucher(6),
            wrapped: voucher(7),
        }
    }

    /// The company that renews in time.
    pub fn company_a(&self) -> Partner<'_> {
        Partner::new(self.program, &self.a)
    }

    /// The company that does not.
    pub fn company_b(&self) -> Partner<'_> {
        Partner::new(self.program, &self.b)
    }

    /// Both, with what they are called in the directory and where they are.
    pub fn companies(&self) -> [(Partner<'_>, String, &'static str); 2] {
        [
            (self.company_a(), format!("Élan Planning J{}", self.run), "Taipei"),
            (self.company_b(), format!("Zoë Consulting J{}", self.run), "Kaohsiung"),
        ]
    }

    /// The vouchers that A redeems in one call.
    pub fn of_a(&self) -> [&str; 3] {
        [&self.first, &self.second, &self.third]
    }

    /// The last day of the first term.
    pub fn term_end(&self) -> Date {
        self.in_days(FIRST_TERM_DAYS)
    }

    /// A day so many days from the end of the first term.
    pub fn around_term_end(&self, days: i32) -> Date {
        calendar::days_after(self.term_end(), days)
    }

    /// A day so many days from today.
    pub fn in_days(&self, days: i32) -> Date {
        calendar::days_after(self.today, days)
    }
}
