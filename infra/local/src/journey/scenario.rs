//! The companies and vouchers of one journey. Their ids are new in each run, so that it can run again on the same data.

use crate::partner::Partner;
use crate::program::Program;
use crate::token::Holder;
use api::Role;
use domain::calendar;
use jiff::Timestamp;
use jiff::civil::Date;

/// The length of the first term. It is longer than the 90 days of the renewal window (PROGRAM.md 4.3) and so short that
/// the journey can sweep past its end before anything of the sample data is due.
const FIRST_TERM_DAYS: i32 = 100;

/// Two companies and their vouchers.
pub struct Scenario<'a> {
    /// The client of the running system.
    pub program: &'a Program,
    /// The current day (UTC).
    pub today: Date,
    /// The start in milliseconds since 1970; it makes the ids of this run unique.
    pub run: i64,
    /// The id of the company that renews in time.
    pub a: String,
    /// The id of the company that lapses.
    pub b: String,
    /// Assigned by webhook; A delivers a PDF.
    pub first: String,
    /// Assigned by webhook; A delivers a DOCX.
    pub second: String,
    /// Assigned by mail; A reserves it in the portal and delivers and reports nothing.
    pub third: String,
    /// Reserved and reported by B before its enrollment lapses.
    pub in_progress: String,
    /// Refused to B after the lapse, reserved by B after renewal.
    pub after_lapse: String,
    /// Reserved by A and not redeemed before it expires.
    pub unredeemed: String,
    /// Assigned by a mail with wrapped lines; an automatic reply that quotes the lines is refused.
    pub wrapped: String,
}

/// A person of the portal, as typed at the issuer.
pub struct Person {
    /// The name.
    pub name: String,
    /// The e-mail address, which is the subject of the tokens, too.
    pub email: String,
    /// The roles.
    pub roles: [Role; 3],
}

impl Person {
    /// The same person with a token of operations.
    pub fn as_operations(&self) -> Holder {
        Holder { sub: self.email.clone(), ..Holder::operations() }
    }
}

impl<'a> Scenario<'a> {
    /// Creates the ids of a run.
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
            in_progress: voucher(4),
            after_lapse: voucher(5),
            unredeemed: voucher(6),
            wrapped: voucher(7),
        }
    }

    /// The company that renews in time.
    pub fn company_a(&self) -> Partner<'_> {
        Partner::new(self.program, &self.a)
    }

    /// The person of A in the portal: one with every role of a partner.
    pub fn person_of_a(&self) -> Person {
        Person {
            name: "Journey Lin".to_owned(),
            email: format!("lin@j{}.example", self.run),
            roles: [Role::MpnAdmin, Role::GlobalAdmin, Role::Incentives],
        }
    }

    /// The company that lapses.
    pub fn company_b(&self) -> Partner<'_> {
        Partner::new(self.program, &self.b)
    }

    /// Both companies, each with its directory name and its city.
    pub fn companies(&self) -> [(Partner<'_>, String, &'static str); 2] {
        [
            (self.company_a(), format!("Élan Planning J{}", self.run), "Taipei"),
            (self.company_b(), format!("Zoë Consulting J{}", self.run), "Kaohsiung"),
        ]
    }

    /// The last day of the first term.
    pub fn term_end(&self) -> Date {
        self.in_days(FIRST_TERM_DAYS)
    }

    /// The day `days` days after the end of the first term.
    pub fn around_term_end(&self, days: i32) -> Date {
        calendar::days_after(self.term_end(), days)
    }

    /// The day `days` days after today.
    pub fn in_days(&self, days: i32) -> Date {
        calendar::days_after(self.today, days)
    }
}
