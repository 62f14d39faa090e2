//! Strategies for any voucher, file, report, claim and record of a company: every state, every field at its widest.

use domain::attempt::{Actor, Attempt, Intent};
use domain::deliverable::{Defect, Deliverable, Kind};
use domain::people::Membership;
use domain::report::Report;
use domain::voucher::{Event, Voucher};
use domain::{CompanyId, Name, Role};
use jiff::Timestamp;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::attempts::Attempts;

pub mod claim;
pub mod invoice;
pub mod partner;

type Json = BoxedStrategy<Value>;

fn text(pattern: &'static str) -> Json {
    pattern.prop_map(Value::from).boxed()
}

fn id() -> Json {
    text("[A-Za-z0-9._:-]{1,64}")
}

fn number() -> Json {
    text("[A-Z0-9-]{6,40}")
}

fn program() -> Json {
    text("[A-Z0-9&-]{1,16}")
}

fn engagement() -> Json {
    text("[A-Z0-9&-]{1,40}")
}

fn note() -> Json {
    text("[!-~é計畫][ -~é計畫\n]{0,60}[!-~]")
}

fn name() -> Json {
    text("[!-~é計畫]{1,60}")
}

fn email() -> Json {
    text("[a-zA-Z0-9.+#-]{1,20}@[a-zA-Z0-9]{1,20}\\.example")
}

fn country() -> Json {
    select(vec!["TW", "US", "JP", "DE"]).prop_map(Value::from).boxed()
}

fn at() -> impl Strategy<Value = Timestamp> {
    (-377_705_000_000..253_402_000_000_i64, 0..1_000_000_000_i32).prop_map(|(s, ns)| Timestamp::new(s, ns).unwrap())
}

fn instant() -> Json {
    at().prop_map(|at| json!(at)).boxed()
}

fn day() -> Json {
    at().prop_map(|at| json!(domain::calendar::utc_day(at))).boxed()
}

fn count() -> Json {
    any::<u32>().prop_map(Value::from).boxed()
}

fn reminder() -> Json {
    any::<i16>().prop_map(Value::from).boxed()
}

fn reminders() -> Json {
    vec(reminder(), 0..4).prop_map(Value::from).boxed()
}

fn flag() -> Json {
    any::<bool>().prop_map(Value::from).boxed()
}

fn integer() -> Json {
    any::<i64>().prop_map(Value::from).boxed()
}

fn one_of(codes: &[&'static str]) -> Json {
    select(codes.to_vec()).prop_map(Value::from).boxed()
}

/// A map with these fields.
fn object(fields: Vec<(&'static str, Json)>) -> Json {
    let (names, values): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
    values.prop_map(move |values| names.iter().map(|name| (*name).to_owned()).zip(values).collect()).boxed()
}

/// The map with more fields.
fn with(map: Json, more: Json) -> Json {
    let fields = |value: Value| if let Value::Object(fields) = value { fields } else { Map::new() };
    (map, more).prop_map(move |(map, more)| fields(map).into_iter().chain(fields(more)).collect()).boxed()
}

/// The map, with or without each of these fields.
fn and_perhaps(map: Json, fields: Vec<(&'static str, Json)>) -> Json {
    let drawn: Vec<_> = fields.iter().map(|(_, value)| option::of(value.clone())).collect();
    let names: Vec<_> = fields.into_iter().map(|(name, _)| name).collect();
    let present = drawn.prop_map(move |values| {
        let fields = names.iter().zip(values).filter_map(|(name, value)| value.map(|v| ((*name).to_owned(), v)));
        fields.collect::<Value>()
    });
    with(map, present.boxed())
}

fn core() -> Json {
    let fields = object(vec![
        ("number", number()),
        ("program", program()),
        ("days", any::<u8>().prop_map(Value::from).boxed()),
        ("customer", object(vec![("id", id()), ("name", name()), ("country", country())])),
        ("license", object(vec![("id", id()), ("ends_on", day())])),
        ("admin", object(vec![("name", name()), ("email", email())])),
        ("assigned_at", instant()),
        ("expires_on", day()),
        ("reservations", count()),
    ]);
    let later = vec![
        ("reassigned_at", instant()),
        ("reassigned_by", text("[!-~]{1,9}")),
        ("extended_at", instant()),
        ("reminded", reminder()),
    ];
    and_perhaps(and_perhaps(fields, vec![("intended_company", id())]), later)
}

fn reservation() -> Json {
    let fields = object(vec![
        ("no", count()),
        ("company_id", id()),
        ("location_id", id()),
        ("country", country()),
        ("engagement", engagement()),
        ("start_date", day()),
        ("end_date", day()),
        ("consultant", id()),
        ("reserved_at", instant()),
        ("by", name()),
        ("terms", text("[0-9-]{7}")),
    ]);
    let attendees = vec(email(), 1..4).prop_map(Value::from).boxed();
    let exception = one_of(&["division", "product"]);
    and_perhaps(
        fields,
        vec![("name", name()), ("attendees", attendees), ("repeat_exception", exception), ("told", flag())],
    )
}

fn counts() -> Json {
    let fields = vec![("clean", count()), ("pending", count()), ("rejected", count()), ("uploads", count())];
    and_perhaps(object(fields), vec![("supporting", (1..u32::MAX).prop_map(Value::from).boxed())])
}

fn receipt() -> Json {
    object(vec![
        ("id", text("R-[0-9A-F]{16}")),
        ("revision", count()),
        ("submitted_at", instant()),
        ("sha256", digest()),
    ])
}

fn status(code: &'static str) -> Json {
    Just(json!({ "status": code })).boxed()
}

fn report_state() -> Json {
    prop_oneof![status("none"), status("draft"), with(status("submitted"), receipt())].boxed()
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that `prop_map` takes")]
fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

pub fn voucher() -> impl Strategy<Value = Voucher> {
    let of = |code, fields| with(status(code), with(core(), object(fields)));
    let held = || vec![("reservation", reservation()), ("deliverables", counts())];
    let reserved = [held(), vec![("report", report_state())]].concat();
    let work = object(vec![("deliverables", counts()), ("report", report_state())]);
    let redeemed = [held(), vec![("receipt", receipt()), ("redeemed_at", instant())]].concat();
    prop_oneof![
        of("assigned", vec![]),
        of("reserved", reserved),
        and_perhaps(of("redeemed", redeemed), vec![("reopened", Just(Value::Bool(true)).boxed())]),
        and_perhaps(of("expired", vec![]), vec![("reservation", reservation()), ("work", work)]),
        of("cancelled", vec![("withdrawn_at", instant()), ("reason", note())]),
    ]
    .prop_map(read)
}

/// An event of this type with these fields.
fn typed(code: &'static str, fields: Vec<(&'static str, Json)>) -> Json {
    with(Just(json!({ "type": code })).boxed(), object(fields))
}

/// The record of an accepted text.
pub fn acceptance() -> Json {
    object(vec![("version", id()), ("language", one_of(&["en", "zh-TW"])), ("sha256", text("[0-9a-f]{64}"))])
}

/// One side of an amendment; an empty one is left out.
fn plan() -> Json {
    let dates = object(vec![("start_date", day()), ("end_date", day())]);
    let others = vec![
        ("engagement_type", engagement()),
        ("location_id", id()),
        ("lead_consultant", id()),
        ("attendees", (0..50_u32).prop_map(Value::from).boxed()),
        ("repeat_exception", one_of(&["division", "product"])),
    ];
    and_perhaps(dates, others)
}

pub fn event() -> impl Strategy<Value = Event> {
    let bare = ["voucher.assigned", "voucher.reassigned", "reservation.notified", "report.drafted", "voucher.expired"];
    let files = ["deliverable.announced", "deliverable.clean", "deliverable.removed"];
    let given_back = typed("reservation.cancelled", vec![("reason", one_of(&["other_partner", "offering_changed"]))]);
    prop_oneof![
        6 => select(bare.to_vec()).prop_map(|code| json!({ "type": code })),
        4 => (select(files.to_vec()), id()).prop_map(|(code, id)| json!({ "type": code, "id": id })),
        1 => typed("deliverable.rejected", vec![("id", id()), ("reasons", reasons())]),
        1 => and_perhaps(typed("voucher.reserved", vec![]), vec![("terms", acceptance())]),
        1 => typed("voucher.withdrawn", vec![("reason", note())]),
        1 => and_perhaps(typed("reservation.amended", vec![]), vec![("before", plan()), ("after", plan())]),
        1 => typed("voucher.extended", vec![("from", day()), ("to", day()), ("reason", note())]),
        1 => and_perhaps(given_back, vec![("note", note())]),
        1 => typed("report.submitted", vec![("receipt", note())]),
        1 => typed("report.reopened", vec![("receipt", note())]),
        1 => typed("voucher.redeemed", vec![("redemption", note())]),
        1 => typed("voucher.reminded", vec![("reminders", reminders())]),
    ]
    .prop_map(read)
}

pub fn intent() -> impl Strategy<Value = Intent> {
    let (name, role) = (option::of("[a-z]{1,9}"), option::of(select(Role::ALL.to_vec())));
    ("[ -~é]{1,9}", (name, role), at(), option::of("[!-~]{1,9}"), "[0-9a-f]{4}").prop_map(
        |(by, (name, role), at, key, fingerprint)| {
            let by = Actor::parse(&format!("u{by}")).unwrap();
            let intent = Intent::new(by, "P-1", at, key.as_deref(), "request", &fingerprint);
            let membership = role.map(|role| Membership::new(CompanyId::parse("P-1").unwrap(), &[role]));
            intent.with_name(name.map(|name| Name::parse(&name).unwrap())).with_membership(membership)
        },
    )
}

pub fn attempts() -> impl Strategy<Value = Attempts> {
    let some = || {
        vec(any::<u64>(), 0..20).prop_map(|keys| keys.iter().map(|n| Attempt::new("u", &n.to_string(), "f")).collect())
    };
    (some(), some()).prop_map(|(keyed, unkeyed)| Attempts { keyed, unkeyed })
}

fn digest() -> Json {
    text("[0-9a-f]{64}")
}

fn file_name() -> Json {
    name().prop_map(|name| json!(name.as_str().unwrap().replace(['/', '\\'], "-"))).boxed()
}

/// The reasons of a rejection of a file.
fn reasons() -> Json {
    let defects = one_of(&Defect::ALL.map(Defect::as_str));
    vec(defects, 1..5).prop_map(Value::from).boxed()
}

fn finding() -> Json {
    let format = one_of(&["legacy_word", "heic", "web_p", "unknown"]);
    prop_oneof![
        one_of(&["empty", "main_part_missing", "protected_pdf", "unmarked_utf16"]),
        format.prop_map(|format| json!({ "other_format": format })),
    ]
    .boxed()
}

pub fn deliverable() -> impl Strategy<Value = Deliverable> {
    let types = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "vsdx", "zip", "md", "txt", "png", "jpg"];
    let file = move |code| {
        let fields = object(vec![
            ("id", id()),
            ("reservation", count()),
            ("upload", count()),
            ("file_name", file_name()),
            ("file_type", one_of(&types)),
            ("size", any::<u64>().prop_map(Value::from).boxed()),
            ("sha256", text("[0-9a-f]{64}")),
            ("kind", one_of(&Kind::ALL.map(Kind::as_str))),
            ("announced_at", instant()),
            ("announced_by", name()),
        ]);
        with(status(code), fields)
    };
    let rejected = with(file("rejected"), object(vec![("checked_at", instant()), ("reasons", reasons())]));
    prop_oneof![
        file("announced"),
        with(file("clean"), object(vec![("checked_at", instant())])),
        and_perhaps(rejected, vec![("finding", finding())]),
    ]
    .prop_map(read)
}

pub fn report() -> impl Strategy<Value = Report> {
    let answers = and_perhaps(
        object(vec![]),
        vec![
            ("onsite_days", integer()),
            ("offsite_days", integer()),
            ("walk_on_hours", integer()),
            ("delivered_from", day()),
            ("delivered_to", day()),
            ("delivery_country", country()),
            ("lead_consultant", id()),
            ("outcome", one_of(&["deployment_plan", "upgrade_plan", "migration_plan", "vision_scope", "findings"])),
            ("current_versions", note()),
            ("target_versions", note()),
            ("seats", integer()),
            ("planned_deployment_on", day()),
            ("handed_over_on", day()),
            ("no_extra_fee", flag()),
            ("remarks", note()),
        ],
    );
    let fields =
        vec![("reservation", count()), ("answers", answers), ("written_by", name()), ("written_at", instant())];
    let superseded = prop::collection::vec(receipt(), 1..3).prop_map(Value::Array).boxed();
    and_perhaps(object(fields), vec![("receipt", receipt()), ("superseded", superseded)]).prop_map(read)
}
