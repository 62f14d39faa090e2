//! Random command sequences on a voucher, compared with a small independent model.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::world::*;
use crate::calendar::{Period, days_after, utc_day};
use crate::deliverable::{Deliverable, Verdict};
use crate::ids::{CompanyId, DeliverableId};
use crate::partner::{Partner, Repeat};
use crate::refusal::Refusals;
use crate::report::{Answers, Report};
use crate::voucher::{
    Admin, Amend, CancelReason, Extend, Outcome, Reassign, Redeem, Reserve, Status, Voucher, Withdraw,
};

/// The companies of the test.
const COMPANIES: [&str; 3] = ["P-1", "P-2", "P-3"];
/// The number of different files.
const FILES: usize = 24;

#[derive(Clone, Debug)]
enum Step {
    Reserve {
        by: usize,
        starts_in: i32,
        lasts: i32,
    },
    Amend {
        by: usize,
        starts_in: i32,
        ends_in: i32,
    },
    Notify {
        by: usize,
    },
    Cancel {
        by: usize,
    },
    Announce {
        by: usize,
        file: usize,
    },
    Judge {
        file: usize,
        good: bool,
    },
    Remove {
        by: usize,
        file: usize,
    },
    Draft {
        by: usize,
        delivered_in: i32,
    },
    Submit {
        by: usize,
    },
    Reopen {
        by: usize,
    },
    Redeem {
        by: usize,
        moved: bool,
    },
    Reassign {
        to: usize,
    },
    Withdraw,
    /// An extension by `days` that occurred `ago` days ago.
    Extend {
        days: i32,
        ago: i32,
    },
    Expire,
}

fn step() -> impl Strategy<Value = Step> {
    // One company runs most commands, with few and mostly clean files; otherwise hardly any voucher is redeemed.
    let by = prop_oneof![9 => Just(0), 1 => 1..COMPANIES.len()];
    let file = prop_oneof![6 => 0..4_usize, 1 => 0..FILES];
    let good = prop::bool::weighted(0.9);
    let delivered_in = prop_oneof![8 => Just(0), 1 => -9..9];
    prop_oneof![
        6 => (by.clone(), -1..6, 0..10).prop_map(|(by, starts_in, lasts)| Step::Reserve { by, starts_in, lasts }),
        1 => (by.clone(), -3..3, -3..9).prop_map(|(by, starts_in, ends_in)| Step::Amend { by, starts_in, ends_in }),
        1 => by.clone().prop_map(|by| Step::Notify { by }),
        1 => (0..COMPANIES.len()).prop_map(|by| Step::Cancel { by }),
        4 => (by.clone(), file.clone()).prop_map(|(by, file)| Step::Announce { by, file }),
        9 => (file.clone(), good).prop_map(|(file, good)| Step::Judge { file, good }),
        2 => (by.clone(), file).prop_map(|(by, file)| Step::Remove { by, file }),
        4 => (by.clone(), delivered_in).prop_map(|(by, delivered_in)| Step::Draft { by, delivered_in }),
        6 => by.clone().prop_map(|by| Step::Submit { by }),
        1 => by.clone().prop_map(|by| Step::Reopen { by }),
        2 => (by, prop::bool::weighted(0.3)).prop_map(|(by, moved)| Step::Redeem { by, moved }),
        1 => (0..COMPANIES.len()).prop_map(|to| Step::Reassign { to }),
        1 => (0..8).prop_map(|rare| if rare == 0 { Step::Withdraw } else { Step::Expire }),
        1 => (-5..20, prop_oneof![3 => Just(0), 1 => 1..60]).prop_map(|(days, ago)| Step::Extend { days, ago }),
    ]
}

/// The facts from which the effect of every command follows.
#[derive(Clone, Debug)]
struct Model {
    status: Status,
    /// The index of the company that holds the voucher, redeemed it, or held it at expiry.
    holder: Option<usize>,
    expires_on: Date,
    reserved_on: Date,
    starts_on: Date,
    ends_on: Date,
    drafted: bool,
    /// The single day of delivery and hand-over in the draft.
    delivered_on: Date,
    submitted: bool,
    /// True when the customer was sent the current dates.
    notified: bool,
    /// The reminders still to be sent, in days before the last valid day.
    unsent: Vec<i32>,
    /// The index of the latest administrator; `None` for the first one.
    admin: Option<usize>,
    /// The files of the current reservation: `None` while pending, then `Some(is_clean)`.
    files: HashMap<usize, Option<bool>>,
}

fn reminders(which: impl Fn(i32) -> bool) -> Vec<i32> {
    [60, 30, 7].into_iter().filter(|days| which(*days)).collect()
}

impl Model {
    fn days_before(&self, days: i32) -> Date {
        days_after(self.expires_on, -days)
    }

    fn amended(&self, starts_in: i32, ends_in: i32) -> (Date, Date) {
        (days_after(self.starts_on, starts_in), days_after(self.ends_on, ends_in))
    }

    fn count(&self, state: Option<bool>) -> usize {
        self.files.values().filter(|file| **file == state).count()
    }

    /// Applies the command; returns true when it changes the voucher.
    fn run(&mut self, step: &Step, today: Date) -> bool {
        let live = today <= self.expires_on;
        let open = matches!(self.status, Status::Assigned | Status::Reserved);
        let free = self.status == Status::Assigned && live;
        let held = |by: &usize| self.status == Status::Reserved && self.holder == Some(*by);
        let finished = today >= self.ends_on;
        let clean = self.count(Some(true)) > 0;
        if let Step::Draft { by, delivered_in } = step
            && held(by)
            && live
            && !self.submitted
        {
            // A further draft replaces the earlier one without a change of the voucher.
            self.delivered_on = days_after(self.starts_on, *delivered_in);
        }
        let as_reserved = self.starts_on <= self.delivered_on && self.delivered_on <= self.ends_on;
        let is_accepted = match step {
            Step::Reserve { starts_in, lasts, .. } => {
                free && *starts_in >= 0 && days_after(today, starts_in + lasts) <= self.expires_on
            }
            // Any day from the reservation to the last valid day.
            Step::Amend { by, starts_in, ends_in } => {
                let (start, end) = self.amended(*starts_in, *ends_in);
                let in_window = (*starts_in == 0 || start >= self.reserved_on) && end <= self.expires_on;
                let moves = (*starts_in, *ends_in) != (0, 0);
                held(by) && live && !self.submitted && moves && start <= end && in_window
            }
            Step::Notify { by } => held(by) && live && !self.notified,
            Step::Cancel { by } => held(by),
            Step::Announce { by, file } => held(by) && live && !self.files.contains_key(file) && self.files.len() < 20,
            Step::Judge { file, .. } => self.holder.is_some() && self.files.get(file) == Some(&None),
            Step::Remove { by, file } => held(by) && live && !self.submitted && self.files.contains_key(file),
            Step::Draft { by, .. } => held(by) && live && !self.drafted,
            Step::Submit { by } => {
                let complete = self.drafted && clean && self.count(None) == 0 && as_reserved;
                held(by) && live && !self.submitted && complete && finished
            }
            Step::Reopen { by } => held(by) && live && self.submitted,
            Step::Redeem { by, moved } => held(by) && live && self.submitted && clean && finished && !moved,
            Step::Reassign { .. } | Step::Withdraw => free,
            Step::Extend { days, ago } => {
                let in_time = days_after(today, -ago) <= self.expires_on;
                let in_bounds = *days > 0 && days_after(self.expires_on, *days) <= days_after(today, 365);
                (open || self.status == Status::Expired) && in_time && in_bounds
            }
            Step::Expire => open && (!live || self.unsent.iter().any(|days| self.days_before(*days) <= today)),
        };
        if is_accepted {
            self.apply(step, today, live);
        }
        is_accepted
    }

    fn apply(&mut self, step: &Step, today: Date, live: bool) {
        match step {
            Step::Reserve { by, starts_in, lasts } => {
                (self.status, self.holder) = (Status::Reserved, Some(*by));
                (self.reserved_on, self.starts_on) = (today, days_after(today, *starts_in));
                self.ends_on = days_after(today, starts_in + lasts);
                (self.drafted, self.submitted, self.notified) = (false, false, false);
                self.files.clear();
            }
            Step::Amend { starts_in, ends_in, .. } => {
                (self.starts_on, self.ends_on) = self.amended(*starts_in, *ends_in);
                self.notified = false;
            }
            Step::Cancel { .. } if live => (self.status, self.holder) = (Status::Assigned, None),
            Step::Expire if live => {
                let expires_on = self.expires_on;
                self.unsent.retain(|days| days_after(expires_on, -days) > today);
            }
            Step::Cancel { .. } => (self.status, self.holder) = (Status::Expired, None),
            Step::Expire => self.status = Status::Expired,
            Step::Announce { file, .. } => drop(self.files.insert(*file, None)),
            Step::Judge { file, good } => drop(self.files.insert(*file, Some(*good))),
            Step::Remove { file, .. } => drop(self.files.remove(file)),
            Step::Draft { .. } => self.drafted = true,
            Step::Submit { .. } => self.submitted = true,
            Step::Reopen { .. } => self.submitted = false,
            Step::Redeem { .. } => self.status = Status::Redeemed,
            Step::Reassign { to } => self.admin = Some(*to),
            Step::Withdraw => self.status = Status::Cancelled,
            Step::Extend { days, .. } => {
                self.expires_on = days_after(self.expires_on, *days);
                self.unsent = reminders(|days| self.days_before(days) >= today);
                if self.status == Status::Expired && today <= self.expires_on {
                    self.status = if self.holder.is_some() { Status::Reserved } else { Status::Assigned };
                }
            }
            Step::Notify { .. } => self.notified = true,
        }
    }
}

/// The voucher with its stored files and report.
struct Real {
    voucher: Voucher,
    files: HashMap<DeliverableId, Deliverable>,
    report: Option<Report>,
}

impl Real {
    /// Runs the command; returns true when it changed the voucher.
    fn run(&mut self, step: &Step, now: Timestamp) -> bool {
        let Ok(Outcome::Applied(next, _)) = self.decide(step, now) else { return false };
        if let Step::Remove { file, .. } = step {
            let removed = self.file(*file).map(|known| known.file().id.clone());
            removed.and_then(|id| self.files.remove(&id));
        }
        self.voucher = *next;
        true
    }

    fn decide(&mut self, step: &Step, now: Timestamp) -> Result<Outcome, Refusals> {
        let (voucher, today) = (self.voucher.clone(), utc_day(now));
        let by = |by: &usize| company(COMPANIES[*by]);
        match step {
            Step::Reserve { by, starts_in, lasts } => {
                let start = days_after(today, *starts_in);
                let period = Period::new(start, days_after(start, *lasts)).unwrap();
                let admin_email = voucher.core().admin.email.clone();
                let command = Reserve { admin_email, period, ..reserve() };
                voucher.reserve(&command, &enrolled(COMPANIES[*by]), catalog(), now)
            }
            Step::Amend { by, starts_in, ends_in } => {
                let (start, end) =
                    voucher.reservation().map_or((today, today), |held| (held.start_date, held.end_date));
                let command = Amend {
                    start_date: Some(days_after(start, *starts_in)),
                    end_date: Some(days_after(end, *ends_in)),
                    ..Amend::default()
                };
                voucher.amend(&command, &enrolled(COMPANIES[*by]), catalog(), now)
            }
            Step::Notify { by: caller } => voucher.notify(&by(caller), false, now),
            Step::Cancel { by: caller } => voucher.cancel(&by(caller), CancelReason::OtherPartner, None, today),
            Step::Announce { by: caller, file } => self.announce(&by(caller), *file, now),
            Step::Judge { file, good } => Ok(self.judge(*file, *good, now)),
            Step::Remove { by: caller, file } => match self.file(*file) {
                Some(known) => voucher.remove(&by(caller), &known, today),
                None => Ok(Outcome::Unchanged),
            },
            Step::Draft { by: caller, delivered_in } => {
                let start = voucher.reservation().map_or(today, |held| held.start_date);
                let day = Some(days_after(start, *delivered_in));
                let answers = Answers { delivered_from: day, delivered_to: day, handed_over_on: day, ..answers() };
                let (outcome, report) = voucher.draft(&by(caller), answers, self.report.as_ref(), &actor(), now)?;
                self.report = Some(report);
                Ok(outcome)
            }
            Step::Submit { by: caller } => {
                submitted(voucher, COMPANIES[*caller], self.report.as_ref(), today).map(|(outcome, _)| outcome)
            }
            Step::Reopen { by: caller } => {
                let reopened = voucher.reopen_report(&by(caller), self.report.as_ref(), today);
                reopened.map(|(outcome, _)| outcome)
            }
            Step::Redeem { by: caller, moved } => {
                let location_country = Some(country(if *moved { "US" } else { "TW" }));
                voucher.redeem(&Redeem { location_country, ..redeem(COMPANIES[*caller]) }, now)
            }
            Step::Reassign { to } => {
                let (message, admin) = ("msg-1".to_owned(), admin_no(*to));
                voucher.reassign(Reassign { occurred_at: now, message, admin }, today)
            }
            Step::Withdraw => voucher.withdraw(Withdraw { occurred_at: now, reason: note("r") }, today),
            Step::Extend { days, ago } => {
                let expires_on = days_after(voucher.core().expires_on, *days);
                let occurred_at = now - SignedDuration::from_hours(24 * i64::from(*ago));
                voucher.extend(Extend { occurred_at, expires_on, reason: note("r") }, &Repeat::None, today)
            }
            Step::Expire => Ok(voucher.advance(today)),
        }
    }

    fn announce(&mut self, by: &CompanyId, file: usize, now: Timestamp) -> Result<Outcome, Refusals> {
        let known = self.file(file);
        let announced = announcement(&format!("{file}.pdf"));
        let done = self.voucher.clone().announce(by, announced, known, &actor(), now)?;
        self.files.insert(done.deliverable.file().id.clone(), done.deliverable);
        Ok(done.voucher)
    }

    fn file(&self, file: usize) -> Option<Deliverable> {
        let id = self.voucher.deliverable_id(&announcement(&format!("{file}.pdf")))?;
        self.files.get(&id).cloned()
    }

    fn judge(&mut self, file: usize, good: bool, now: Timestamp) -> Outcome {
        let Some(known) = self.file(file) else { return Outcome::Unchanged };
        let mut observed = as_announced(&known);
        observed.verdict = if good { Verdict::Clean } else { Verdict::Threat };
        let Some(done) = self.voucher.clone().judge(&known, &observed, now) else { return Outcome::Unchanged };
        self.files.insert(done.deliverable.file().id.clone(), done.deliverable);
        done.voucher
    }
}

/// A company whose enrollment does not end.
fn enrolled(id: &str) -> Partner {
    let mut partner = partner(id);
    partner.enrollment.as_mut().unwrap().term_end = Date::MAX;
    partner
}

fn admin_no(no: usize) -> Admin {
    Admin { name: name("Admin"), email: email(&format!("admin{no}@contoso.example")) }
}

fn check(real: &Real, model: &Model) {
    let voucher = &real.voucher;
    assert_eq!(voucher.stored_status(), model.status);
    assert_eq!(voucher.core().expires_on, model.expires_on);
    assert_eq!(voucher.core().admin, model.admin.map_or_else(admin, admin_no));
    if matches!(model.status, Status::Reserved | Status::Redeemed) {
        let reservation = voucher.reservation().expect("a reservation");
        assert_eq!(reservation.no, voucher.core().reservations, "the last reservation is in force");
        assert_eq!(Some(reservation.company_id.as_str()), model.holder.map(|holder| COMPANIES[holder]));
        assert_eq!((reservation.start_date, reservation.end_date), (model.starts_on, model.ends_on));
        assert!(model.reserved_on <= reservation.start_date && reservation.start_date <= reservation.end_date);
        let counts = voucher.deliverables();
        let counted = [counts.clean, counts.pending, counts.rejected].map(|n| usize::try_from(n).unwrap());
        assert_eq!(counted, [Some(true), None, Some(false)].map(|state| model.count(state)));
        assert!(counts.total() <= counts.uploads);
        let stored = real.files.values().filter(|file| voucher.owns(file)).count();
        assert_eq!(stored, model.files.len(), "the counts match the stored files");
    } else {
        assert_eq!((voucher.deliverables().total(), voucher.redeemed_at()), (0, None));
    }
}

proptest! {
    #[test]
    fn random_commands_change_the_voucher_as_the_model_does(
        steps in prop::collection::vec((0..4_i32, step()), 100..180),
    ) {
        let mut real = Real { voucher: assigned(), files: HashMap::new(), report: None };
        let mut model = Model {
            status: Status::Assigned,
            holder: None,
            expires_on: EXPIRES_ON,
            reserved_on: EXPIRES_ON,
            starts_on: EXPIRES_ON,
            ends_on: EXPIRES_ON,
            drafted: false,
            delivered_on: EXPIRES_ON,
            submitted: false,
            notified: false,
            unsent: reminders(|_| true),
            admin: None,
            files: HashMap::new(),
        };
        let mut now = at(assign_day());
        let mut redemptions = 0;
        for (days, step) in steps {
            now += SignedDuration::from_hours(24 * i64::from(days)) + SignedDuration::from_secs(1);
            let today = utc_day(now);
            let (before, was) = (real.voucher.clone(), model.clone());
            let is_changed = real.run(&step, now);
            prop_assert_eq!(is_changed, model.run(&step, today), "{:?} on {} for {:?}", step, today, was);
            check(&real, &model);

            let after = &real.voucher;
            let ended = matches!(was.status, Status::Redeemed | Status::Expired | Status::Cancelled);
            let extends = matches!(step, Step::Extend { .. }) && is_changed;
            let reopens = extends && was.status == Status::Expired;
            prop_assert!(!ended || reopens || after.stored_status() == was.status, "an ended voucher stays ended");
            prop_assert_eq!(after.core().expires_on > was.expires_on, extends);
            prop_assert!(after.core().expires_on >= was.expires_on);
            let is_allowed_late =
                matches!(step, Step::Cancel { .. } | Step::Expire | Step::Judge { .. } | Step::Extend { .. });
            let is_in_time = today <= was.expires_on;
            prop_assert!(!is_changed || is_in_time || is_allowed_late, "{:?} was accepted after the last day", step);
            redemptions += u32::from(after.redeemed_at().is_some() && before.redeemed_at().is_none());
            prop_assert!(redemptions <= 1);
            prop_assert!(is_changed || *after == before);
        }
    }
}

fn assign_day() -> Date {
    jiff::civil::date(2026, 11, 2)
}
