//! Locations that the directory does not list, retired engagement types, and exams by name.

use jiff::civil::Date;

use super::world::*;
use crate::catalog::{Catalog, UnlistedLocation};
use crate::partner::{Evidence, Level, Partner};
use crate::refusal::{Refusal, Refusals};
use crate::voucher::{Amend, Outcome, Reserve, Voucher};

fn unlisted(id: &str) -> Partner {
    Partner { location_is_listed: false, ..partner(id) }
}

fn reserved_by(partner: &Partner, catalog: &Catalog) -> Result<Outcome, Refusals> {
    assigned().reserve(&reserve(), partner, catalog, at(TODAY))
}

/// Moves the reservation to another location of the company.
fn moved(partner: &Partner, catalog: &Catalog) -> Result<Outcome, Refusals> {
    let mut partner = partner.clone();
    partner.location = Some(place("L-4", "TW"));
    let command = Amend { location_id: Some(location("L-4")), ..Amend::default() };
    reserved().amend(&command, &partner, catalog, at(TODAY))
}

/// Reserves an engagement of this type on a day, for a company with this evidence.
fn of_type(engagement_type: &str, evidence: Vec<Evidence>, today: Date) -> Result<Outcome, Refusals> {
    let command = Reserve { engagement_type: engagement(engagement_type), ..reserve() };
    assigned().reserve(&command, &Partner { evidence, ..partner(HOLDER) }, catalog(), at(today))
}

#[test]
fn an_unlisted_location_is_refused_only_if_the_catalog_refuses_it() {
    for (treated, codes) in [
        (UnlistedLocation::Warn, &[][..]),
        (UnlistedLocation::Ignore, &[]),
        (UnlistedLocation::Refuse, &["location_not_listed"]),
    ] {
        let catalog = catalog_that(treated);
        for outcome in [reserved_by(&unlisted(HOLDER), &catalog), moved(&unlisted(HOLDER), &catalog)] {
            assert_eq!(outcome.map_or_else(|refusals| refusals.codes(), |_| Vec::new()), codes, "{treated:?}");
        }
        assert!(reserved_by(&partner(HOLDER), &catalog).is_ok(), "a listed location is accepted");
        assert!(moved(&partner(HOLDER), &catalog).is_ok());
    }
}

#[test]
fn an_unlisted_location_is_refused_with_every_other_broken_rule() {
    let command = Reserve { accept_terms: false, ..reserve() };
    let partner = Partner { location: None, ..unlisted(HOLDER) };
    let refused =
        assigned().reserve(&command, &partner, &catalog_that(UnlistedLocation::Refuse), at(TODAY)).unwrap_err();
    assert_eq!(refused.codes(), ["location_not_approved", "location_not_listed", "terms_not_accepted"]);
    assert!(refused.contains(&Refusal::LocationNotListed { location_id: location("L-1") }));
}

#[test]
fn an_unchanged_location_is_not_checked_again() {
    let command = Amend { attendees: Some(vec![]), ..Amend::default() };
    let amended = reserved().amend(&command, &unlisted(HOLDER), &catalog_that(UnlistedLocation::Refuse), at(TODAY));
    assert!(matches!(amended, Ok(Outcome::Applied(..))));
}

#[test]
fn a_company_is_warned_of_a_reservation_at_an_unlisted_location() {
    let warned = |voucher: &Voucher, partner: &Partner, treated| voucher.warnings(partner, &catalog_that(treated));
    let expected = Refusal::LocationNotListed { location_id: location("L-1") };
    assert_eq!(warned(&reserved(), &unlisted(HOLDER), UnlistedLocation::Warn), [expected]);
    assert_eq!(warned(&reserved(), &partner(HOLDER), UnlistedLocation::Warn), [], "it is listed");
    assert_eq!(warned(&reserved(), &unlisted(HOLDER), UnlistedLocation::Ignore), []);
    assert_eq!(warned(&reserved(), &unlisted(HOLDER), UnlistedLocation::Refuse), [], "refused instead");
    assert_eq!(warned(&reserved(), &unlisted(OTHER), UnlistedLocation::Warn), [], "another company's reservation");
    assert_eq!(warned(&assigned(), &unlisted(HOLDER), UnlistedLocation::Warn), [], "no reservation");
}

#[test]
fn an_engagement_type_is_offered_until_the_day_before_its_retirement() {
    let evidence = || partner(HOLDER).evidence;
    assert!(of_type("DDPS-RETIRING", evidence(), TODAY).is_ok());
    let on_retirement = of_type("DDPS-RETIRING", evidence(), TODAY.tomorrow().unwrap());
    assert_eq!(codes(on_retirement), ["engagement_not_offered"]);
}

#[test]
fn a_reservation_keeps_a_retired_type_but_is_not_amended_to_one() {
    let Ok(Outcome::Applied(voucher, _)) = of_type("DDPS-RETIRING", partner(HOLDER).evidence, TODAY) else {
        panic!("not reserved")
    };
    let later = at(TODAY.tomorrow().unwrap());
    let attendees = Amend { attendees: Some(vec![]), ..Amend::default() };
    assert!(voucher.amend(&attendees, &partner(HOLDER), catalog(), later).is_ok());
    let retyped = Amend { engagement_type: Some(engagement("DDPS-RETIRING")), ..Amend::default() };
    let refused = reserved().amend(&retyped, &partner(HOLDER), catalog(), later);
    assert_eq!(codes(refused), ["engagement_not_offered"]);
}

#[test]
fn a_consultant_qualifies_with_an_exam_of_the_type_or_of_its_competency() {
    let held = |exam: Evidence| vec![competency("Windows and Devices", Level::Silver), exam];
    for (passed, of, qualifies) in [
        ("MD-100 Windows Client", "DDPS-EXAMINED", true),
        ("md-100 WINDOWS client", "DDPS-EXAMINED", true),
        ("Windows and Devices", "DDPS-EXAMINED", true),
        ("MD-101", "DDPS-EXAMINED", false),
        ("MD-100 Windows Client", "DDPS-WINOFFICE", false),
    ] {
        let outcome = of_type(of, held(exam(passed, "U-7")), TODAY);
        let codes = outcome.map_or_else(|refusals| refusals.codes(), |_| Vec::new());
        assert_eq!(codes.is_empty(), qualifies, "{passed} for {of}");
        assert!(qualifies || codes == ["consultant_not_qualified"], "{codes:?}");
    }
}

#[test]
fn an_exam_by_name_does_not_qualify_the_company() {
    let no_competency = vec![competency("MD-100 Windows Client", Level::Gold), exam("MD-100 Windows Client", "U-7")];
    assert_eq!(codes(of_type("DDPS-EXAMINED", no_competency, TODAY)), ["not_eligible_engagement"]);
}
