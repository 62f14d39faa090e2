mod at_random;

use domain::{Country, Email, Form, LocationId, Name, Note, VoucherNumber};
use lambda_http::Body;
use lambda_http::http::header::CONTENT_ENCODING;
use serde_json::{Value, json};

use super::*;
use crate::body::reason::{REASONS_MAX, Reason};
use crate::operation::Decode;
use crate::page::{LIMIT_DEFAULT, PageRequest};

const LIMIT: usize = 10_000;

fn request(content_type: Option<&str>, body: impl Into<Body>) -> Request {
    let mut builder = lambda_http::http::Request::builder().method("POST").uri("/");
    if let Some(content_type) = content_type {
        builder = builder.header("content-type", content_type);
    }
    builder.body(body.into()).unwrap()
}

fn fields(body: &Value) -> Fields {
    Fields::read(&request(Some("application/json"), body.to_string()), LIMIT).unwrap()
}

/// `field code`, for each reason.
fn reasons(outcome: Result<impl Sized, Failure>) -> Vec<String> {
    let Err(failure) = outcome else { panic!("accepted") };
    assert_eq!((failure.status().as_u16(), failure.code()), (422, "invalid_request"));
    let line = |reason: Reason| format!("{} {}", reason.field.unwrap_or_default(), reason.code);
    failure.reasons().into_iter().map(line).collect()
}

#[derive(Debug, PartialEq)]
struct Assign {
    number: VoucherNumber,
    days: u8,
    urgent: bool,
    note: Option<Note>,
    admin: (Name, Email),
    dates: Vec<jiff::civil::Date>,
    people: Vec<(Name, Option<u64>)>,
}

fn assign(mut fields: Fields) -> Result<Assign, Failure> {
    let number = fields.required("voucher_number");
    let days = fields.integer("days", 1..=30);
    let urgent = fields.boolean("urgent");
    let note = fields.optional("note");
    let admin = fields.object("admin", |admin| {
        let name = admin.required("name");
        let email = admin.required("email");
        Some((name?, email?))
    });
    let dates = fields.list("dates", 1..=3);
    let people = fields.objects("people", 0..=2, |person| {
        let name = person.required("name");
        let age = person.optional_integer("age", 0..=150);
        Some((name?, age))
    });
    fields.finish(|| {
        Some(Assign {
            number: number?,
            days: days?,
            urgent: urgent?,
            note,
            admin: admin?,
            dates: dates?,
            people: people?,
        })
    })
}

fn good() -> Value {
    json!({
        "voucher_number": "sa-7kq2", "days": 5, "urgent": false,
        "admin": {"name": "Lin Mei", "email": "lin.mei@contoso.example"},
        "dates": ["2026-11-25"], "people": [{"name": "A", "age": 40}, {"name": "B"}]
    })
}

#[test]
fn a_valid_body_decodes_to_the_command() {
    let assign = assign(fields(&good())).unwrap();
    assert_eq!(assign.number.as_str(), "SA-7KQ2");
    assert_eq!((assign.days, assign.urgent, assign.note), (5, false, None));
    assert_eq!(assign.people[0].1, Some(40));
    assert_eq!(assign.dates[0].to_string(), "2026-11-25");
}

#[test]
fn null_counts_as_absent() {
    let mut body = good();
    body["note"] = Value::Null;
    assert!(assign(fields(&body)).is_ok());
    body["days"] = Value::Null;
    assert_eq!(reasons(assign(fields(&body))), ["days missing"]);
}

#[test]
fn every_problem_is_reported_in_one_answer() {
    let body = json!({
        "voucher_number": "no", "days": 31, "urgent": "yes", "note": 7, "extra": 1,
        "admin": {"email": "nobody", "phone": "1"},
        "dates": ["2026-02-30", "2026-11-25", 7],
        "people": [{"name": "A", "age": 151}, "B"]
    });
    let expected = [
        "voucher_number too_short",
        "days out_of_range",
        "urgent wrong_type",
        "note wrong_type",
        "admin.name missing",
        "admin.email not_an_email",
        "admin.phone unknown_field",
        "dates[0] not_a_date",
        "dates[2] wrong_type",
        "people[0].age out_of_range",
        "people[1] wrong_type",
        "extra unknown_field",
    ];
    assert_eq!(reasons(assign(fields(&body))), expected);
}

/// A reader sees every character of an unknown name, and none that changes the order of the others.
#[test]
fn a_name_is_quoted_with_visible_characters_only() {
    let body = br#"{"\u007fdays\u202e \"\u53f0u\u0308": 1}"#;
    let failure = Fields::parse(body).and_then(|fields| fields.finish(|| Some(()))).unwrap_err();
    assert_eq!(failure.detail(), "\\u{7f}days\\u{202e} \\\"台u\u{308}: is not a field of this request");
}

#[test]
fn every_missing_field_is_reported() {
    let expected = [
        "voucher_number missing",
        "days missing",
        "urgent missing",
        "admin missing",
        "dates missing",
        "people missing",
    ];
    assert_eq!(reasons(assign(fields(&json!({})))), expected);
}

#[test]
fn a_detail_states_the_expected_value() {
    let mut body = fields(&json!({"days": "5", "big": 31, "half": 1.5}));
    let days = body.integer::<u8>("days", 1..=30);
    let big = body.integer::<u8>("big", 1..=30);
    let half = body.integer::<u8>("half", 1..=30);
    assert_eq!((days, big, half), (None, None, None));
    let reasons = body.finish(|| Some(())).unwrap_err().reasons();
    assert_eq!(reasons[0].detail, "must be a whole number, not a string");
    assert_eq!(reasons[1].detail, "must be a whole number from 1 to 30");
    assert_eq!(reasons[2].detail, "must be a whole number from 1 to 30");
}

#[test]
fn whole_numbers_are_exact_to_their_last_digit() {
    let mut body = fields(&json!({"max": i64::MAX, "min": i64::MIN, "over": u64::MAX}));
    assert_eq!(body.integer("max", 0..=i64::MAX), Some(i64::MAX));
    assert_eq!(body.integer("min", i64::MIN..=0), Some(i64::MIN));
    assert_eq!(body.integer("over", 0..=u64::MAX), None);
}

#[test]
fn a_list_has_bounds() {
    for items in [json!([]), json!(["2026-01-01", "2026-01-01", "2026-01-01", "2026-01-01"]), json!("2026-01-01")] {
        let mut body = good();
        body["dates"] = items;
        assert_eq!(reasons(assign(fields(&body))).len(), 1);
    }
}

#[test]
fn an_error_of_several_fields_together_can_be_recorded() {
    let mut body = fields(&json!({}));
    body.refuse("end_date", "must not lie before start_date");
    assert_eq!(reasons(body.finish(|| Some(()))), ["end_date invalid"]);
}

domain::codes! {
    /// The type of an event.
    pub enum Kind {
        Named = "named",
        Noted = "noted",
    }
}

/// A name or a note, depending on the field `type`.
fn event(fields: &mut Fields) -> Option<String> {
    let kind = fields.required("type");
    let kinds = Kind::ALL.map(|kind| (kind, kind.as_str()));
    fields.object_by("type", &kinds, kind, "data", |kind, data| match kind {
        Kind::Named => data.required("name").map(|name: Name| name.to_string()),
        Kind::Noted => data.required("note").map(|note: Note| note.to_string()),
    })
}

#[test]
fn data_of_an_event_with_an_invalid_type_is_skipped() {
    let mut body = fields(&json!({"type": "x", "data": {"a": 1}}));
    assert_eq!(event(&mut body), None);
    assert_eq!(reasons(body.finish(|| Some(()))), ["type not_one_of"]);
    let mut body = fields(&json!({"type": "noted", "data": {"note": "Agreed.", "name": "A"}}));
    assert_eq!(event(&mut body), None);
    assert_eq!(reasons(body.finish(|| Some(()))), ["data.name unknown_field"]);
    let mut body = fields(&json!({"type": "named", "data": {"name": "A"}}));
    assert_eq!(event(&mut body).as_deref(), Some("A"));
    assert!(body.finish(|| Some(())).is_ok());
}

#[test]
fn decode_also_describes_the_body() {
    let described = |fields: &mut Fields| {
        let number: Option<VoucherNumber> = fields.about("The voucher.").required("voucher_number");
        let days = fields.integer("days", 1..=30_u8);
        let note: Option<Note> = fields.optional("note");
        let admin = fields.object("admin", |admin| admin.required::<Email>("email"));
        let countries: Option<Vec<Country>> = fields.list("countries", 1..=3);
        Some((number?, days?, note, admin?, countries?))
    };
    let (recording, example) = Fields::describe(described);
    assert!(example.is_some(), "the examples decode");
    let schema = recording.into_schema();
    assert_eq!(schema["required"], json!(["voucher_number", "days", "admin", "countries"]));
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["properties"]["days"], json!({"type": "integer", "minimum": 1, "maximum": 30}));
    assert_eq!(schema["properties"]["note"]["type"], json!(["string", "null"]), "null counts as absent");
    assert_eq!(schema["properties"]["admin"]["required"], json!(["email"]));
    assert_eq!(schema["properties"]["countries"]["maxItems"], 3);
    let about = schema["properties"]["voucher_number"]["description"].as_str().unwrap();
    assert!(about.starts_with("The voucher. "), "{about}");
}

#[test]
fn every_kind_of_an_event_is_described() {
    let schema = Fields::describe(event).0.into_schema();
    assert_eq!(schema["properties"]["type"]["enum"], json!(["named", "noted"]));
    let of_kind = |index: usize| {
        let alternative = &schema["oneOf"][index]["properties"];
        (alternative["type"]["const"].clone(), alternative["data"]["required"].clone())
    };
    assert_eq!(of_kind(0), (json!("named"), json!(["name"])));
    assert_eq!(of_kind(1), (json!("noted"), json!(["note"])));
}

#[test]
fn the_possible_flaws_are_described() {
    let read = |fields: &mut Fields| {
        let day: Option<jiff::civil::Date> = fields.optional("day");
        let places: Option<Vec<LocationId>> = fields.optional_list("places", 0..=2);
        Some((day, places))
    };
    let flaws: std::collections::BTreeSet<Flaw> = Fields::describe(read).0.flaws().collect();
    let expected =
        [Flaw::WrongType, Flaw::TooShort, Flaw::TooLong, Flaw::BadCharacter, Flaw::NotADate, Flaw::DayOutOfRange];
    assert_eq!(flaws, expected.into(), "optional fields are never missing");
}

#[test]
fn building_nothing_of_valid_fields_is_500() {
    let outcome: Result<(), _> = fields(&json!({})).finish(|| None);
    assert_eq!(outcome.unwrap_err().status().as_u16(), 500);
}

#[test]
fn an_answer_has_at_most_a_hundred_reasons() {
    let body: serde_json::Map<String, Value> = (0..500).map(|n| (format!("{n:0>200}"), json!(1))).collect();
    let failure = Fields::parse(Value::Object(body).to_string().as_bytes()).unwrap().finish(|| Some(())).unwrap_err();
    assert_eq!(failure.reasons().len(), REASONS_MAX);
    assert!(failure.problem().truncated, "truncated is set");
    let few = fields(&json!({"a": 1})).finish(|| Some(())).unwrap_err();
    assert!(!few.problem().truncated);
    assert!(failure.reasons().iter().all(|reason| reason.field.as_ref().unwrap().len() <= 64));
}

#[test]
fn the_body_is_bounded_and_typed() {
    let status = |request: &Request, limit| Fields::read(request, limit).unwrap_err().status().as_u16();
    assert_eq!(status(&request(None, "{\"a\":1}"), 6), 413);
    assert!(Fields::read(&request(None, "{\"a\":1}"), 7).is_ok());
    assert_eq!(status(&request(Some("text/plain"), "{}"), LIMIT), 415);
    let curl_default = "application/x-www-form-urlencoded";
    assert!(
        Fields::read(&request(Some(curl_default), "{}"), LIMIT).is_ok(),
        "the content type of `curl -d` is accepted"
    );
    assert_eq!(status(&request(Some(curl_default), "a=1"), LIMIT), 400);
    for good in ["application/json", "Application/JSON; charset=utf-8", "application/cloudevents+json"] {
        assert!(Fields::read(&request(Some(good), b"{}".to_vec()), LIMIT).is_ok(), "{good}");
    }
}

#[test]
fn an_encoded_body_is_415_and_the_detail_names_the_header() {
    let mut encoded = request(Some("application/json"), b"\x1f\x8b\x08".to_vec());
    encoded.headers_mut().insert(CONTENT_ENCODING, "gzip".parse().unwrap());
    let failure = Fields::read(&encoded, LIMIT).unwrap_err();
    assert_eq!(failure.status().as_u16(), 415);
    assert!(failure.detail().contains("Content-Encoding"), "{}", failure.detail());
    let mut plain = request(Some("application/json"), "{}");
    plain.headers_mut().insert(CONTENT_ENCODING, "identity".parse().unwrap());
    assert!(Fields::read(&plain, LIMIT).is_ok());
}

#[test]
fn a_number_without_a_fraction_is_whole_however_it_is_written() {
    for (text, is_whole) in
        [("5.0", true), ("5e0", true), ("50e-1", true), ("-0.0", true), ("5.5", false), ("1e300", false)]
    {
        let mut fields = Fields::parse(format!("{{\"days\":{text}}}").as_bytes()).unwrap();
        let days = fields.integer("days", 0..=5_i64);
        assert_eq!(fields.finish(|| days).is_ok(), is_whole, "{text}");
    }
}

#[test]
fn bodies_that_decode_to_equal_values_have_the_same_canonical_text() {
    let canonical = |text: &str| Fields::parse(text.as_bytes()).unwrap().canonical();
    let same = canonical(r#"{"b":{"y":[1,{"q":"x"}],"x":true},"a":5}"#);
    assert_eq!(canonical(r#" { "a" : 5.0, "c": null, "b": {"x":true, "y":[1, {"q":"x","z":null}]} } "#), same);
    for other in [
        r#"{"b":{"y":[1,{"q":"x"}],"x":true},"a":6}"#,
        r#"{"b":{"y":[1,{"q":"x "}],"x":true},"a":5}"#,
        r#"{"b":{"y":[{"q":"x"},1],"x":true},"a":5}"#,
        r#"{"b":{"y":[1,{"q":"x"}]},"x":true,"a":5}"#,
        r#"{"b":{"y":[1,{"q":"x"}],"x":true},"a":"5"}"#,
        r#"{"b":{"y":[1,{"q\":\"x\",":"x"}],"x":true},"a":5}"#,
    ] {
        assert_ne!(canonical(other), same, "{other}");
    }
}

/// Text of any form.
struct AnyText(String);

impl Text for AnyText {
    const FORM: Form = Form::new("a").any();

    fn read(text: &str) -> Result<Self, Invalid> {
        Ok(Self(text.to_owned()))
    }
}

fn query(text: &str) -> Fields {
    Fields::of_query(text, "/list")
}

#[test]
fn parameters_are_decoded_like_fields() {
    let mut fields = query("q=Zo%C3%AB+GmbH&limit=7&open=true&%71x=1&empty=&novalue");
    let q: Option<AnyText> = fields.optional("q");
    let limit = fields.optional_integer("limit", 1..=100_usize);
    let open = fields.optional_boolean("open");
    let decoded_name: Option<AnyText> = fields.optional("qx");
    let nothing = ["empty", "novalue", "none"].map(|name| fields.optional::<AnyText>(name).is_none());
    let text = |found: Option<AnyText>| found.map(|AnyText(text)| text);
    assert_eq!((text(q).as_deref(), limit, open), (Some("Zo\u{eb} GmbH"), Some(7), Some(true)));
    assert_eq!((text(decoded_name).as_deref(), nothing), (Some("1"), [true; 3]));
    assert!(fields.finish(|| Some(())).is_ok());
}

#[test]
fn unknown_duplicate_and_invalid_parameters_are_reported_together() {
    let mut fields = query("go=1&limit=x&limit=2&go=&other=");
    let limit = fields.optional_integer("limit", 1..=100_usize);
    let found = reasons(fields.finish(|| limit));
    let expected = [
        "limit unknown_parameter",
        "go unknown_parameter",
        "limit not_whole",
        "go unknown_parameter",
        "other unknown_parameter",
    ];
    assert_eq!(found, expected);
}

#[test]
fn an_empty_parameter_counts_as_absent() {
    let mut fields = query("limit=&cursor=+");
    let page = <PageRequest<u32> as Decode<()>>::decode(&mut fields, &()).unwrap();
    assert!(fields.finish(|| Some(())).is_ok());
    assert_eq!((page.limit, page.after), (LIMIT_DEFAULT, None));
}

#[test]
fn an_empty_body_is_accepted_only_for_commands_without_a_body() {
    assert_eq!(Fields::read(&request(None, ()), LIMIT).unwrap_err().status().as_u16(), 400);
    assert!(Fields::read_optional(&request(None, ()), LIMIT).unwrap().finish(|| Some(())).is_ok());
    assert!(Fields::read_optional(&request(None, "[]"), LIMIT).is_err());
}

#[test]
fn invalid_json_is_400_with_line_and_column() {
    let detail = |text: &str| {
        let failure = Fields::parse(text.as_bytes()).unwrap_err();
        assert_eq!(failure.code(), "malformed_request");
        failure.detail()
    };
    assert!(detail("{\"a\":\n  oops}").contains("line 2 column 3"));
    assert!(detail("{\"a\":1,\"a\":2}").contains("the key \"a\" appears twice at line 1 column"));
    assert!(detail("{\"x\":{\"b\":1,\"b\":2}}").contains("the key \"b\" appears twice"));
    assert!(detail("{} {}").contains("trailing"));
    assert!(detail(&"[".repeat(1_000)).contains("recursion limit"));
    assert!(detail("\u{feff}{}").contains("byte order mark"));
}

#[test]
fn json_that_is_not_an_object_is_422() {
    for text in ["[]", "null", "1", "\"{}\"", "true"] {
        assert_eq!(Fields::parse(text.as_bytes()).unwrap_err().status().as_u16(), 422, "{text}");
    }
}

#[test]
fn two_spellings_of_one_key_are_a_duplicate() {
    let mut fields = fields(&json!({"map": {"tw": "1", "TW": "2", "DE": "3"}}));
    let map = fields.entries::<Country, Note>("map");
    assert_eq!(reasons(fields.finish(|| map)), ["map.tw duplicate"]);
}
