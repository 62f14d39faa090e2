//! Strategies for any company, location, evidence, enrollment, profile and their events.

use domain::directory::{Profile, ProfileEvent};
use domain::enrollment::{self, Enrollment};
use domain::partner::{Company, CompanyEvent, EvidenceEntry, EvidenceEvent, Location, LocationEvent};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    Json, acceptance, and_perhaps, country, day, email, flag, id, instant, name, note, object, one_of, program, read,
    reminder, reminders, status, text, typed, with,
};

fn list(of: Json) -> Json {
    vec(of, 0..4).prop_map(Value::from).boxed()
}

/// One of these events without fields.
fn bare<E: serde::de::DeserializeOwned + std::fmt::Debug>(codes: &[&'static str]) -> impl Strategy<Value = E> + use<E> {
    one_of(codes).prop_map(|code| read(json!({ "type": code })))
}

pub fn company() -> impl Strategy<Value = Company> {
    let fields = object(vec![
        ("company_id", id()),
        ("name", name()),
        ("mpn_id", id()),
        ("country", country()),
        ("membership_ends_on", day()),
    ]);
    let signed = object(vec![("signed_by", name()), ("signed_at", instant())]);
    let signature = and_perhaps(with(acceptance(), signed), vec![("signed_by_name", name())]);
    and_perhaps(
        fields,
        vec![("membership_anniversary", day()), ("primary_contact_email", email()), ("agreement", signature)],
    )
    .prop_map(read)
}

pub fn company_event() -> impl Strategy<Value = CompanyEvent> {
    prop_oneof![
        bare(&["company.registered", "company.changed"]),
        with(typed("agreement.signed", vec![]), acceptance()).prop_map(read),
    ]
}

pub fn location() -> impl Strategy<Value = Location> {
    let fields = object(vec![("company_id", id()), ("id", id()), ("name", name()), ("country", country())]);
    and_perhaps(fields, vec![("address", note()), ("contact_email", email())]).prop_map(read)
}

pub fn location_event() -> impl Strategy<Value = LocationEvent> {
    bare(&["location.added", "location.changed"])
}

pub fn evidence() -> impl Strategy<Value = EvidenceEntry> {
    let fields = object(vec![
        ("company_id", id()),
        ("evidence_id", id()),
        ("kind", one_of(&["competency", "compliance_training", "consultant_exam"])),
        ("name", name()),
        ("valid_from", day()),
    ]);
    let more = vec![
        ("level", one_of(&["silver", "gold"])),
        ("person", id()),
        ("person_name", name()),
        ("valid_until", day()),
        ("withdrawn", flag()),
    ];
    and_perhaps(fields, more).prop_map(read)
}

pub fn evidence_event() -> impl Strategy<Value = EvidenceEvent> {
    bare(&["evidence.recorded", "evidence.changed", "evidence.withdrawn"])
}

pub fn enrollment() -> impl Strategy<Value = Enrollment> {
    let states = prop_oneof![
        status("active"),
        status("renewal_due"),
        status("grace"),
        status("lapsed"),
        with(status("suspended"), object(vec![("reason", note())])),
        status("withdrawn"),
    ];
    let fields = object(vec![
        ("company_id", id()),
        ("program", program()),
        ("term_start", day()),
        ("term_end", day()),
        ("agreement_version", id()),
    ]);
    let more =
        vec![("renewed_from", day()), ("previous_start", day()), ("suspension", note()), ("reminded", reminder())];
    and_perhaps(with(states.boxed(), fields), more).prop_map(read)
}

pub fn enrollment_event() -> impl Strategy<Value = enrollment::Event> {
    let flagged = ["enrollment.renewal_due", "enrollment.reminded", "enrollment.grace"];
    let stopped = ["enrollment.suspended", "enrollment.reinstated"];
    prop_oneof![
        bare(&["enrollment.enrolled", "enrollment.lapsed", "enrollment.withdrawn"]),
        typed("enrollment.renewed", vec![("from", day()), ("to", day())]).prop_map(read),
        (one_of(&flagged), reminders()).prop_map(|(code, sent)| read(json!({ "type": code, "reminders": sent }))),
        (one_of(&stopped), note()).prop_map(|(code, reason)| read(json!({ "type": code, "reason": reason }))),
    ]
}

pub fn profile() -> impl Strategy<Value = Profile> {
    object(vec![
        ("company_id", id()),
        ("display_name", name()),
        ("description", note()),
        ("website", text("https://[a-z0-9]{1,20}\\.example(/[a-zA-Z0-9._~?=&#%-]{0,20})?")),
        ("contact_email", email()),
        ("programs", list(program())),
        ("languages", list(text("[a-z]{2,3}(-[A-Z]{2})?"))),
        ("locations", list(id())),
        ("published", flag()),
    ])
    .prop_map(read)
}

pub fn profile_event() -> impl Strategy<Value = ProfileEvent> {
    bare(&["profile.published", "profile.unpublished", "profile.changed"])
}
