//! The rules of reservation, each alone and in every combination.

use jiff::civil::{Date, date};

use super::world::*;
use crate::accepted_text::{Acceptance, ShownText};
use crate::calendar::Period;
use crate::catalog::Catalog;
use crate::deliverable::Sha256;
use crate::enrollment::State;
use crate::ids::TextVersion;
use crate::language::Language::{self, English};
use crate::partner::{Level, Partner, Repeat};
use crate::refusal::{Refusal, Refusals};
use crate::voucher::{Assign, CancelReason, Event, Outcome, RepeatException, Reserve, Voucher};

/// The input of a reservation.
struct Attempt {
    voucher: Voucher,
    command: Reserve,
    partner: Partner,
    today: Date,
}

impl Attempt {
    fn run(self) -> Result<Outcome, Refusals> {
        self.voucher.reserve(&self.command, &self.partner, catalog(), at(self.today))
    }

    fn codes(self) -> Vec<&'static str> {
        codes(self.run())
    }
}

fn attempt() -> Attempt {
    attempt_on(assign())
}

fn attempt_on(assign: Assign) -> Attempt {
    Attempt { voucher: assign.voucher(), command: reserve(), partner: partner(HOLDER), today: TODAY }
}

/// The code of a refusal, and a change that causes it.
type Break = (&'static str, fn(&mut Attempt));

/// The changes that break each rule; at most one of each line applies at a time. The voucher is for 15 days.
const BREAKS: &[&[Break]] = &[
    &[
        ("expired", |a| a.voucher = expired(a.voucher.clone())),
        ("already_reserved", |a| a.voucher = held_elsewhere(&a.voucher)),
        ("already_redeemed", |a| a.voucher = redeemed_elsewhere(&a.voucher)),
        ("cancelled", |a| a.voucher = cancelled(a.voucher.clone())),
    ],
    &[("intended_for_other_company", |a| a.partner.company = company(OTHER))],
    &[("enrollment_inactive", |a| a.partner.enrollment = None)],
    &[("not_eligible_engagement", |a| a.partner.evidence.retain(|held| held.person.is_some()))],
    &[("length_not_allowed", |a| a.command.engagement_type = engagement("DDPS-SHORT"))],
    &[("consultant_not_qualified", |a| a.command.lead_consultant = person("U-9"))],
    &[("dates_outside_window", |a| a.command.period = Period::new(a.command.period.start(), LAPSED_ON).unwrap())],
    &[("repeat_15_day", |a| a.partner.repeat = Repeat::Of(number("SA-OTHER-0001")))],
    &[
        ("location_not_approved", |a| a.partner.location = None),
        ("country_mismatch", |a| a.partner.location = Some(place("L-1", "US"))),
    ],
    &[("starts_in_past", |a| {
        a.command.period = Period::new(TODAY.yesterday().unwrap(), a.command.period.end()).unwrap();
    })],
    &[("terms_not_accepted", |a| a.command.accept_terms = false)],
    &[("terms_not_current", |a| {
        a.command.terms = Some(ShownText { sha256: Sha256::of(b"another text"), ..catalog().terms.shown(English) });
    })],
];

fn fifteen_days() -> Assign {
    Assign { days: 15, intended_company: Some(company(HOLDER)), ..assign() }
}

fn held_elsewhere(voucher: &Voucher) -> Voucher {
    changed(voucher.clone().reserve(&reserve(), &partner(HOLDER), catalog(), at(TODAY)))
}

fn redeemed_elsewhere(voucher: &Voucher) -> Voucher {
    let mut answers = answers();
    answers.onsite_days = Some(14);
    let worked_on = with_draft(with_clean_file(held_elsewhere(voucher)));
    let done = submitted(worked_on, HOLDER, Some(&report(answers)), ENDS_ON);
    redeemed(changed(done.map(|(outcome, _)| outcome)))
}

#[test]
fn a_reservation_stores_the_fields_of_the_request() {
    let (voucher, event) = change(attempt().run());
    assert_eq!(event, "voucher.reserved");
    assert_eq!(voucher.core().reservations, 1);
    let held = voucher.reservation().unwrap();
    assert_eq!((held.no, held.company_id.as_str(), held.location_id.as_str()), (1, HOLDER, "L-1"));
    assert_eq!((held.country.as_str(), held.engagement_type.as_str()), ("TW", "DDPS-WINOFFICE"));
    assert_eq!((held.start_date, held.end_date), (STARTS_ON, ENDS_ON));
    assert_eq!((held.lead_consultant.as_str(), held.reserved_at), ("U-7", at(TODAY)));
    assert_eq!((&held.reserved_by, &held.reserved_by_name), (&actor(), &Some(name("Chen"))));
    assert_eq!(held.terms_version, catalog().terms.version);
    assert_eq!(held.attendees, [email("a@contoso.example")]);
}

/// The event of a reservation whose request names these terms.
fn reserved_event(terms: Option<ShownText>) -> Event {
    let command = Reserve { terms, ..reserve() };
    match assigned().reserve(&command, &partner(HOLDER), catalog(), at(TODAY)).unwrap() {
        Outcome::Applied(_, event) => event,
        Outcome::Unchanged => panic!("nothing changed"),
    }
}

#[test]
fn the_event_of_reserving_records_the_wording_that_was_shown() {
    let terms = &catalog().terms;
    for language in Language::ALL {
        let accepted = Acceptance { version: terms.version.clone(), language, sha256: terms.sha256(language) };
        assert_eq!(reserved_event(Some(terms.shown(language))), Event::Reserved { terms: Some(accepted) });
    }
    assert_eq!(reserved_event(None), Event::Reserved { terms: None });
}

#[test]
fn terms_of_another_version_are_refused_with_the_version_in_force() {
    let older = ShownText { version: TextVersion::parse("2018-01").unwrap(), ..catalog().terms.shown(English) };
    let command = Reserve { terms: Some(older), ..reserve() };
    let refused = assigned().reserve(&command, &partner(HOLDER), catalog(), at(TODAY)).unwrap_err();
    assert_eq!(refused, Refusal::TermsNotCurrent { current: catalog().terms.version.clone() }.into());
}

#[test]
fn a_single_broken_rule_is_the_only_refusal() {
    for (code, breaks) in BREAKS.iter().copied().flatten() {
        let mut broken = attempt_on(fifteen_days());
        breaks(&mut broken);
        assert_eq!(broken.codes(), [*code]);
    }
}

#[test]
fn every_combination_of_broken_rules_is_refused_with_all_of_them() {
    let mut combinations: Vec<Vec<Break>> = vec![Vec::new()];
    for line in BREAKS {
        let with_one = |one: &Break| combinations.iter().map(|c| [c.as_slice(), &[*one]].concat()).collect::<Vec<_>>();
        let grown: Vec<Vec<Break>> = line.iter().flat_map(with_one).collect();
        combinations.extend(grown);
    }
    assert_eq!(combinations.len(), 5 * 3 * 1024);
    for combination in combinations.into_iter().filter(|combination| !combination.is_empty()) {
        let mut broken = attempt_on(fifteen_days());
        for (_, breaks) in &combination {
            breaks(&mut broken);
        }
        let expected: Vec<&str> = combination.iter().map(|(code, _)| *code).collect();
        assert_eq!(broken.codes(), expected);
    }
}

#[test]
fn a_wrong_administrator_hides_every_other_refusal() {
    let mut broken = attempt_on(fifteen_days());
    for line in BREAKS {
        let (_, breaks) = line[0];
        breaks(&mut broken);
    }
    broken.command.admin_email = email("someone@else.example");
    assert_eq!(broken.codes(), ["not_found_or_mismatch"]);
}

#[test]
fn the_administrators_address_matches_in_any_letter_case() {
    let mut upper_case = attempt();
    upper_case.command.admin_email = email("LIN.MEI@Contoso.EXAMPLE");
    let _ = changed(upper_case.run());
}

#[test]
fn only_the_intended_company_reserves_the_voucher() {
    let intended = Assign { intended_company: Some(company(HOLDER)), ..assign() };
    let _ = changed(attempt_on(intended.clone()).run());
    let mut other = attempt_on(intended);
    other.partner = partner(OTHER);
    assert_eq!(other.codes(), ["intended_for_other_company"]);
}

#[test]
fn an_engagement_of_another_program_is_not_offered() {
    for unknown in ["SDPS-PPM", "DDPS-NOSUCH"] {
        let mut other = attempt();
        other.command.engagement_type = engagement(unknown);
        assert_eq!(other.codes(), ["engagement_not_offered"]);
    }
}

#[test]
fn a_refused_engagement_lists_the_offered_types_or_the_qualifying_competencies() {
    let refused = |engagement_type: &str, today| {
        let mut attempt = attempt();
        attempt.command.engagement_type = engagement(engagement_type);
        attempt.partner.evidence.clear();
        attempt.today = today;
        attempt.run().unwrap_err()
    };
    let tomorrow = refused("DDPS-RETIRING", TODAY.tomorrow().unwrap());
    let offered = ["DDPS-WINOFFICE", "DDPS-SHORT", "DDPS-GOLD", "DDPS-EXAMINED"].map(engagement).to_vec();
    let (engagement_type, program) = (engagement("DDPS-RETIRING"), assign().program);
    assert!(tomorrow.contains(&Refusal::EngagementNotOffered { engagement_type, program, offered }), "{tomorrow}");
    assert!(tomorrow.codes().contains(&"not_eligible_engagement"), "both are wrong: {tomorrow}");
    let any_of = vec!["Enterprise Mobility Management (gold)".to_owned()];
    let unqualified = Refusal::NotEligibleEngagement { engagement_type: engagement("DDPS-GOLD"), any_of };
    assert!(refused("DDPS-GOLD", TODAY).contains(&unqualified));
}

#[test]
fn a_competency_counts_at_the_levels_of_the_engagement_type() {
    let of = "Enterprise Mobility Management";
    for (level, accepted) in [(Level::Silver, false), (Level::Gold, true)] {
        let mut gold = attempt();
        gold.command.engagement_type = engagement("DDPS-GOLD");
        gold.partner.evidence = vec![competency(of, level), exam(of, "U-7")];
        assert_eq!(gold.run().is_ok(), accepted, "{level:?}");
    }
}

#[test]
fn evidence_counts_from_its_first_day_to_its_last() {
    for (from, until, counts) in [
        (TODAY, Some(TODAY), true),
        (TODAY.tomorrow().unwrap(), None, false),
        (date(2026, 1, 1), Some(TODAY.yesterday().unwrap()), false),
    ] {
        let mut dated = attempt();
        for held in &mut dated.partner.evidence {
            (held.valid_from, held.valid_until) = (from, until);
        }
        let expected: &[&str] = if counts { &[] } else { &["not_eligible_engagement", "consultant_not_qualified"] };
        assert_eq!(dated.run().map_or_else(|refusals| refusals.codes(), |_| Vec::new()), expected);
    }
}

#[test]
fn an_exam_counts_for_its_person_and_its_competency() {
    for of in
        [exam("Windows and Devices", "U-8"), exam("Datacenter", "U-7"), competency("Windows and Devices", Level::Gold)]
    {
        let mut other = attempt();
        other.partner.evidence = vec![competency("Windows and Devices", Level::Silver), of];
        assert_eq!(other.codes(), ["consultant_not_qualified"]);
    }
}

#[test]
fn a_company_without_an_enrollment_in_force_does_not_reserve() {
    for state in [State::Withdrawn, State::Lapsed, State::Suspended { reason: note("audit") }] {
        let mut stopped = attempt();
        stopped.partner.enrollment.as_mut().unwrap().state = state;
        assert_eq!(stopped.codes(), ["enrollment_inactive"]);
    }
    // Grace lasts 30 days after the term, last day inclusive.
    for (term_end, accepted) in [(date(2026, 10, 23), true), (date(2026, 10, 22), false)] {
        let mut ended = attempt();
        ended.partner.enrollment.as_mut().unwrap().term_end = term_end;
        assert_eq!(ended.run().is_ok(), accepted, "{term_end}");
    }
    // A term that was renewed early continues the term before it.
    let mut ahead = attempt();
    ahead.partner.enrollment.as_mut().unwrap().term_start = TODAY.tomorrow().unwrap();
    assert!(ahead.run().is_ok());
}

#[test]
fn an_engagement_may_start_today_and_end_on_the_last_day() {
    let mut widest = attempt();
    widest.command.period = Period::new(TODAY, EXPIRES_ON).unwrap();
    let _ = changed(widest.run());
}

#[test]
fn the_engagement_type_must_be_offered_in_the_length_of_the_voucher() {
    for (days, accepted) in [(1, true), (3, true), (5, false)] {
        let mut short = attempt_on(Assign { days, ..assign() });
        short.command.engagement_type = engagement("DDPS-SHORT");
        assert_eq!(short.run().is_ok(), accepted, "{days}");
    }
}

#[test]
fn a_second_engagement_of_15_days_needs_a_declared_exception() {
    let repeated = |days| {
        let mut second = attempt_on(Assign { days, ..assign() });
        second.partner.repeat = Repeat::Of(number("SA-OTHER-0001"));
        second
    };
    assert_eq!(repeated(15).codes(), ["repeat_15_day"]);
    let _ = changed(repeated(10).run());
    for exception in [RepeatException::Division, RepeatException::Product] {
        let mut declared = repeated(15);
        declared.command.repeat_exception = Some(exception);
        assert_eq!(changed(declared.run()).reservation().unwrap().repeat_exception, Some(exception));
    }
    let mut its_own = repeated(15);
    its_own.partner.repeat = Repeat::Of(assign().voucher_number);
    let _ = changed(its_own.run());
}

#[test]
fn validation_checks_the_rules_that_need_no_engagement() {
    let mut facts = partner(OTHER);
    facts.enrollment = None;
    let intended = Assign { intended_company: Some(company(HOLDER)), ..assign() }.voucher();
    let codes = |voucher: &Voucher, day| voucher.obstacles(&facts, day).iter().map(Refusal::code).collect::<Vec<_>>();
    assert_eq!(codes(&intended, TODAY), ["intended_for_other_company", "enrollment_inactive"]);
    assert_eq!(codes(&intended, LAPSED_ON), ["expired", "intended_for_other_company", "enrollment_inactive"]);
    assert!(assigned().obstacles(&partner(OTHER), TODAY).is_empty());
}

#[test]
fn a_voucher_is_reserved_with_the_shipped_catalog() {
    let mut real = attempt();
    real.partner.evidence = vec![competency("Windows and Devices", Level::Gold), exam("Windows and Devices", "U-7")];
    let outcome = real.voucher.reserve(&real.command, &real.partner, &Catalog::shipped().unwrap(), at(TODAY));
    let _ = changed(outcome);
}

#[test]
fn reasons_and_exceptions_are_stored_under_their_codes() {
    for code in ["offering_changed", "engagement_not_happening", "other_partner"] {
        assert_eq!(serde_json::to_value(CancelReason::parse(code).unwrap()).unwrap(), code);
    }
    for code in ["division", "product"] {
        assert_eq!(serde_json::to_value(RepeatException::parse(code).unwrap()).unwrap(), code);
    }
    assert!(CancelReason::parse("none").is_err() && RepeatException::parse("none").is_err());
}
