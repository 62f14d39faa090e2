//! Locations that the directory does not show, types that are retired, and exams by name.

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

/// The reservation moved to another location of the company.
fn moved(partner: &Partner, catalog: &Catalog) -> Result<Outcome, Refusals> {
    let mut partner = partner.clone();
    partner.location = Some(place("L-4", "TW"));
    let command = Amend { location_id: Some(location("L-4")), ..Amend::default() };
    reserved().amend(&command, &partner, catalog, at(TODAY))
}

/// Reserved on a day for an engagement of this type, by a company with this evidence.
fn of_type(engagement_type: &str, evidence: Vec<Evidence>, today: Date) -> Result<Outcome, Refusals> {
    let command = Reserve { engagement_type: engagement(engagement_type), ..reserve() };
    assigned().reserve(&command, &Partner { evidence, ..partner(HOLDER) }, catalog(), at(today))
}

#[test]
fn a_location_that_is_not_listed_is_refused_only_where_the_catalog_says_so() {
    for (treated, codes) in [
        (UnlistedLocation::Warn, &[][..]),
        (UnlistedLocation::Ignore, &[]),
        (UnlistedLocation::Refuse, &["location_not_listed"]),
    ] {
        let catalog = catalog_that(treated);
        for outcome in [reserved_by(&unlisted(HOLDER), &catalog), moved(&unlisted(HOLDER), &catalog)] {
            assert_eq!(outcome.map_or_else(|refusals| refusals.codes(), |_| Vec::new()), codes, "{treated:?}");
        }
        assert!(reserved_by(&partner(HOLDER), &catalog).is_ok(), "a listed one is always fine");
        assert!(moved(&partner(HOLDER), &catalog).is_ok());
    }
}

#[test]
fn a_refused_location_is_named_beside_every_other_reason() {
    let command = Reserve { accept_terms: false, ..reserve() };
    let partner = Partner { location: None, ..unlisted(HOLDER) };
    let refused =
        assigned().reserve(&command, &partner, &catalog_that(UnlistedLocation::Refuse), at(TODAY)).unwrap_err();
    assert_eq!(refused.codes(), ["location_not_approved", "location_not_listed", "terms_not_accepted"]);
    assert!(refused.contains(&Refusal::LocationNotListed { location_id: location("L-1") }));
}

#[test]
fn a_location_that_stays_is_not_asked_again_though_it_is_no_longer_listed() {
    let command = Amend { attendees: Some(vec![]), ..Amend::default() };
    let amended = reserved().amend(&command, &unlisted(HOLDER), &catalog_that(UnlistedLocation::Refuse), at(TODAY));
    assert!(matches!(amended, Ok(Outcome::Applied(..))));
}

#[test]
fn a_company_is_warned_of_its_reservation_under_a_location_that_is_not_listed() {
    let warned = |voucher: &Voucher, partner: &Partner, treated| voucher.warnings(partner, &catalog_that(treated));
    let expected = Refusal::LocationNotListed { location_id: location("L-1") };
    assert_eq!(warned(&reserved(), &unlisted(HOLDER), UnlistedLocation::Warn), [expected]);
    assert_eq!(warned(&reserved(), &partner(HOLDER), UnlistedLocation::Warn), [], "it is listed");
    assert_eq!(warned(&reserved(), &unlisted(HOLDER), UnlistedLocation::Ignore), []);
    assert_eq!(warned(&reserved(), &unlisted(HOLDER), UnlistedLocation::Refuse), [], "there is nothing to warn of");
    assert_eq!(warned(&reserved(), &unlisted(OTHER), UnlistedLocation::Warn), [], "another company's reservation");
    assert_eq!(warned(&assigned(), &unlisted(HOLDER), UnlistedLocation::Warn), [], "there is no reservation");
}

#[test]
fn an_engagement_type_is_reserved_until_the_day_it_is_retired() {
    let evidence = || partner(HOLDER).evidence;
    assert!(of_type("DDPS-RETIRING", evidence(), TODAY).is_ok());
    let from_the_day_on = of_type("DDPS-RETIRING", evidence(), TODAY.tomorrow().unwrap());
    assert_eq!(codes(from_the_day_on), ["engagement_not_offered"]);
}

#[test]
fn a_reservation_keeps_its_type_after_it_was_retired_but_none_moves_to_it() {
    let Ok(Outcome::Applied(voucher, _)) = of_type("DDPS-RETIRING", partner(HOLDER).evidence, TODAY) else {
        panic!("not reserved")
    };
    let later = at(TODAY.tomorrow().unwrap());
    let told = Amend { attendees: Some(vec![]), ..Amend::default() };
    assert!(voucher.amend(&told, &partner(HOLDER), catalog(), later).is_ok());
    let retyped = Amend { engagement_type: Some(engagement("DDPS-RETIRING")), ..Amend::default() };
    let refused = reserved().amend(&retyped, &partner(HOLDER), catalog(), later);
    assert_eq!(codes(refused), ["engagement_not_offered"]);
}

#[test]
fn a_consultant_qualifies_by_an_exam_that_the_type_names_or_one_of_its_competency() {
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
fn an_exam_by_name_does_not_make_the_company_competent() {
    let no_competency = vec![competency("MD-100 Windows Client", Level::Gold), exam("MD-100 Windows Client", "U-7")];
    assert_eq!(codes(of_type("DDPS-EXAMINED", no_competency, TODAY)), ["not_eligible_engagement"]);
}
