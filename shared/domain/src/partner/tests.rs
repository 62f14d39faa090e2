use jiff::civil::{Date, date};

use super::*;
use crate::accepted_text::{Acceptance, AcceptedText, ShownText};
use crate::attempt::Intent;
use crate::catalog::Catalog;
use crate::deliverable::Sha256;
use crate::ids::{EvidenceId, MpnId, TextVersion};
use crate::language::Language;
use crate::outcome::Outcome;
use crate::voucher::tests::world::*;

fn version(text: &str) -> TextVersion {
    TextVersion::parse(text).unwrap()
}

fn details() -> CompanyDetails {
    CompanyDetails {
        name: name("Contoso Partners"),
        mpn_id: MpnId::parse("4711").unwrap(),
        country: country("TW"),
        membership_ends_on: date(2027, 6, 30),
        membership_anniversary: None,
        primary_contact_email: None,
    }
}

fn register(before: Option<&Company>, details: CompanyDetails) -> Outcome<Company, CompanyEvent> {
    Company::register(before, company(HOLDER), details)
}

fn registered() -> Company {
    made(register(None, details())).0
}

fn signed() -> Company {
    let agreement = agreement("2019-01");
    made(registered().sign(&agreement.shown(Language::English), &agreement, &signing(TODAY)).unwrap()).0
}

/// The agreement in force, in this version.
fn agreement(text: &str) -> AcceptedText {
    AcceptedText { version: version(text), ..Catalog::shipped().unwrap().agreement }
}

/// The intent of a global administrator who signs on this day.
fn signing(day: Date) -> Intent {
    Intent::new(actor(), "", at(day), None, "request", "").with_name(Some(name("Wang")))
}

/// The changed state and the event of a command that must change something.
fn made<S: std::fmt::Debug, E: std::fmt::Debug>(outcome: Outcome<S, E>) -> (S, E) {
    match outcome {
        Outcome::Applied(state, event) => (*state, event),
        Outcome::Unchanged => panic!("nothing changed"),
    }
}

fn entry(evidence: Evidence) -> EvidenceEntry {
    let evidence_id = EvidenceId::parse("Q-1").unwrap();
    EvidenceEntry { company_id: company(HOLDER), evidence_id, evidence, withdrawn: false }
}

#[test]
fn a_company_is_registered_once_and_changed_by_other_details() {
    let (company, event) = made(register(None, details()));
    assert_eq!((&company.details, &company.agreement, event), (&details(), &None, CompanyEvent::Registered));
    assert_eq!(register(Some(&company), details()), Outcome::Unchanged);
    let renewed = CompanyDetails { membership_ends_on: date(2028, 6, 30), ..details() };
    let (company, event) = made(register(Some(&company), renewed.clone()));
    assert_eq!((company.details, event), (renewed, CompanyEvent::Changed));
}

#[test]
fn a_change_of_details_does_not_change_the_signature() {
    let renamed = CompanyDetails { name: name("Contoso Services"), ..details() };
    let (company, _) = made(register(Some(&signed()), renamed));
    assert_eq!(company.agreement, signed().agreement);
    assert!(company.has_signed(&version("2019-01")));
}

#[test]
fn a_signature_records_the_wording_the_person_with_name_and_the_time() {
    let agreement = agreement("2019-01");
    for language in Language::ALL {
        let shown = agreement.shown(language);
        let (company, event) = made(registered().sign(&shown, &agreement, &signing(TODAY)).unwrap());
        let accepted = Acceptance { version: version("2019-01"), language, sha256: agreement.sha256(language) };
        assert_eq!(event, CompanyEvent::AgreementSigned(accepted.clone()));
        let signed_by_name = Some(name("Wang"));
        let signature = Signature { accepted, signed_by: actor(), signed_by_name, signed_at: at(TODAY) };
        assert_eq!(company.agreement, Some(signature));
    }
    assert!(!registered().has_signed(&version("2019-01")));
}

#[test]
fn a_repeated_signature_changes_nothing() {
    let agreement = agreement("2019-01");
    for language in Language::ALL {
        let again = signed().sign(&agreement.shown(language), &agreement, &signing(TODAY.tomorrow().unwrap()));
        assert_eq!(again, Ok(Outcome::Unchanged), "{}", language.tag());
    }
}

#[test]
fn only_the_agreement_in_force_can_be_signed_and_each_version_needs_its_own_signature() {
    let (old, current) = (agreement("2019-01"), agreement("2027-01"));
    let refused = signed().sign(&old.shown(Language::English), &current, &signing(TODAY)).unwrap_err();
    assert_eq!(refused, crate::Refusal::AgreementNotCurrent { current: current.version.clone() }.into());
    assert!(!signed().has_signed(&current.version));
    let (company, _) = made(signed().sign(&current.shown(Language::English), &current, &signing(TODAY)).unwrap());
    assert!(company.has_signed(&current.version) && !company.has_signed(&old.version));
}

#[test]
fn another_wording_than_that_in_force_cannot_be_signed() {
    let agreement = agreement("2019-01");
    let other = ShownText { sha256: Sha256::of(b"another text"), ..agreement.shown(Language::English) };
    let refused = registered().sign(&other, &agreement, &signing(TODAY)).unwrap_err();
    assert_eq!(refused.codes(), ["agreement_not_current"]);
}

#[test]
fn a_membership_is_expiring_from_the_90th_day_before_its_end() {
    let ends = details().membership_ends_on;
    for (today, expiring) in [
        (date(2027, 3, 31), false),
        (date(2027, 4, 1), true),
        (ends, true),
        (ends.tomorrow().unwrap(), true),
        (date(2030, 1, 1), true),
    ] {
        assert_eq!(registered().membership_is_expiring(today), expiring, "{today}");
    }
}

#[test]
fn evidence_is_valid_from_its_first_to_its_last_day_both_inclusive() {
    let mut held = competency("Datacenter", Level::Gold);
    (held.valid_from, held.valid_until) = (date(2026, 1, 1), Some(date(2026, 12, 31)));
    let days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)];
    assert_eq!(days.map(|day| held.is_valid_on(day)), [false, true, true, false]);
    held.valid_until = None;
    assert!(held.is_valid_on(jiff::civil::Date::MAX));
}

#[test]
fn names_of_evidence_are_compared_without_letter_case() {
    let held = competency("Ärzte Über Cloud", Level::Gold);
    assert!(held.is_named("ÄRZTE über CLOUD"));
    assert!(!held.is_named("Arzte Uber Cloud"));
}

#[test]
fn mistakes_in_evidence_are_named_by_field() {
    let fields = |evidence: &Evidence| evidence.mistakes().into_iter().map(|(field, _)| field).collect::<Vec<_>>();
    let held = competency("Datacenter", Level::Gold);
    let passed = exam("Datacenter", "U-7");
    let training = Evidence { kind: EvidenceKind::ComplianceTraining, ..passed.clone() };
    for sound in [&held, &passed, &training] {
        assert!(sound.mistakes().is_empty(), "{sound:?}");
    }
    assert_eq!(fields(&Evidence { level: None, ..held.clone() }), ["level"]);
    assert_eq!(fields(&Evidence { person: passed.person.clone(), ..held.clone() }), ["person"]);
    for of_person in [passed, training] {
        assert_eq!(fields(&Evidence { person: None, ..of_person.clone() }), ["person"]);
        assert_eq!(fields(&Evidence { level: Some(Level::Gold), person: None, ..of_person }), ["level", "person"]);
    }
    let one_day = Evidence { valid_until: Some(held.valid_from), ..held.clone() };
    assert!(one_day.mistakes().is_empty());
    assert_eq!(fields(&Evidence { valid_until: held.valid_from.yesterday().ok(), ..held }), ["valid_until"]);
}

#[test]
fn evidence_is_recorded_once_and_changed_by_other_content() {
    let (recorded, event) = made(entry(exam("Datacenter", "U-7")).put(None));
    assert_eq!(event, EvidenceEvent::Recorded);
    assert_eq!(recorded.clone().put(Some(&recorded)), Outcome::Unchanged);
    let (changed, event) = made(entry(exam("Messaging", "U-7")).put(Some(&recorded)));
    assert_eq!((changed.evidence.name, event), (name("Messaging"), EvidenceEvent::Changed));
}

#[test]
fn withdrawn_evidence_does_not_count_until_it_is_recorded_again() {
    let recorded = entry(exam("Datacenter", "U-7"));
    let (withdrawn, event) = made(recorded.clone().withdraw());
    assert_eq!(event, EvidenceEvent::Withdrawn);
    assert_eq!(withdrawn.clone().withdraw(), Outcome::Unchanged);
    assert_eq!(withdrawn.evidence, recorded.evidence, "it stays stored");
    assert_eq!(withdrawn.clone().in_force(), None);
    let (again, event) = made(recorded.clone().put(Some(&withdrawn)));
    assert_eq!((again.in_force(), event), (Some(recorded.evidence), EvidenceEvent::Changed));
}

#[test]
fn a_location_is_added_once_and_changed_by_other_content() {
    let (added, event) = made(place("L-1", "TW").put(None));
    assert_eq!((&added, event), (&place("L-1", "TW"), LocationEvent::Added));
    assert_eq!(place("L-1", "TW").put(Some(&added)), Outcome::Unchanged);
    let (moved, event) = made(place("L-1", "JP").put(Some(&added)));
    assert_eq!((moved.country, event), (country("JP"), LocationEvent::Changed));
}

#[test]
fn kinds_and_levels_of_evidence_parse_and_serialize_as_their_codes() {
    for kind in [EvidenceKind::Competency, EvidenceKind::ComplianceTraining, EvidenceKind::ConsultantExam] {
        assert_eq!(EvidenceKind::parse(kind.as_str()), Ok(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
    for level in [Level::Silver, Level::Gold] {
        assert_eq!(Level::parse(level.as_str()), Ok(level));
        assert_eq!(serde_json::to_value(level).unwrap(), level.as_str());
    }
    assert!(EvidenceKind::parse("exam").is_err() && Level::parse("bronze").is_err());
}
