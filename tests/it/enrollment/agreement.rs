//! The provider agreement: signed once for each version, by a global administrator.

use domain::Language;
use domain::catalog::Catalog;
use serde_json::{Value, json};
use tests::{Function, SECRET, World, signature, texts};

use super::{admin, fields, global, operations, request};
use crate::bodies::{names, with};

/// The fields of the text in force.
const TEXT: [&str; 5] = ["version", "title", "text", "sha256", "language"];
/// The fields of the company's signature.
const SIGNATURE: [&str; 7] =
    ["signed", "signed_version", "signed_at", "signed_by", "signed_by_name", "signed_language", "signed_sha256"];

/// The body that signs a version in English.
fn version(version: &str) -> Value {
    signature(version, Language::English)
}

/// The default catalog, with another agreement in force.
fn with_agreement(version: &str) -> Catalog {
    let file = include_str!("../../../shared/domain/programs.toml");
    Catalog::parse(&file.replace("version = \"2019-01\"", &format!("version = \"{version}\""))).unwrap()
}

#[tokio::test]
async fn a_global_administrator_signs_once() {
    let world = World::new().await;
    let unsigned = global(&world, "P-3", "GET", "/agreements/current", &Value::Null).await.expect(200);
    let mut all = [&TEXT[..], &SIGNATURE].concat();
    all.sort_unstable();
    assert_eq!(names(&unsigned), all);
    let nothing = Value::Null;
    assert_eq!(
        fields(&unsigned, SIGNATURE),
        [&json!(false), &nothing, &nothing, &nothing, &nothing, &nothing, &nothing].map(Clone::clone)
    );

    let reply = global(&world, "P-3", "POST", "/agreements", &version("2019-01")).await;
    assert_eq!((reply.header("etag"), reply.header("content-language")), (Some("\"2\""), Some("en")));
    let signed = reply.expect(200);
    let digest = json!(texts().0.sha256(Language::English));
    let (in_force, at, by) = (json!("2019-01"), json!("2026-11-22T09:00:00Z"), json!("U-1"));
    let expected = [&json!(true), &in_force, &at, &by, &nothing, &json!("en"), &digest].map(Clone::clone);
    assert_eq!(fields(&signed, SIGNATURE), expected);
    world.clock.set("2026-12-01T09:00:00Z");
    let again = global(&world, "P-3", "POST", "/agreements", &version("2019-01")).await;
    assert_eq!((again.header("etag"), &again.body), (Some("\"2\""), &signed), "a repeat changes nothing");
    assert_eq!(admin(&world, "P-3", "GET", "/agreements/current", &Value::Null).await.expect(200), signed);
}

#[tokio::test]
async fn the_text_is_shown_in_the_preferred_language_with_its_digest() {
    let world = World::new().await;
    let token = world.issuer.token("U-1", Some("P-3"), &["global_admin"], world.clock.now());
    for language in Language::ALL {
        let asked = request(&token, "GET", "/agreements/current", &Value::Null);
        let reply = world.call(Function::Enrollment, asked.header("accept-language", language.tag())).await;
        assert_eq!(reply.header("content-language"), Some(language.tag()));
        let shown = reply.expect(200);
        let agreement = texts().0;
        let (title, text) = (agreement.title.in_language(language), agreement.text(language));
        let digest = json!(testkit::sha256_hex(text.as_bytes()));
        let expected = [json!("2019-01"), json!(title), json!(text), digest, json!(language.tag())];
        assert_eq!(fields(&shown, TEXT), expected);
    }
}

#[tokio::test]
async fn either_language_can_be_signed_and_the_signature_keeps_language_digest_and_name() {
    let world = World::new().await;
    let claims = json!({"sub": "U-1", "company_id": "P-3", "roles": ["global_admin"], "name": "Wang Li"});
    let token = world.issuer.sign(claims, world.clock.now());
    let body = signature("2019-01", Language::TraditionalChinese);
    let signed = world.call(Function::Enrollment, request(&token, "POST", "/agreements", &body)).await.expect(200);
    let expected = [json!("Wang Li"), json!("zh-TW"), body["sha256"].clone(), json!("en")];
    assert_eq!(fields(&signed, ["signed_by_name", "signed_language", "signed_sha256", "language"]), expected);
}

#[tokio::test]
async fn only_the_version_and_wording_in_force_can_be_signed() {
    let world = World::new().await;
    let terms = with(version("2019-01"), &json!({"sha256": texts().1.sha256(Language::English)}));
    for body in [version("2018-01"), terms] {
        let reply = global(&world, "P-3", "POST", "/agreements", &body).await;
        assert_eq!(reply.body["reasons"][0]["field"], "version");
        assert_eq!(reply.body["reasons"][0]["params"], json!({"current": "2019-01"}));
        assert_eq!(reply.refused(409), ["agreement_not_current"]);
    }
}

#[tokio::test]
async fn no_other_role_signs() {
    let world = World::new().await;
    for roles in [&["mpn_admin"][..], &["incentives"], &["operations"]] {
        let caller = (roles, Some("P-3"));
        let reply = world.as_role(caller, Function::Enrollment, "POST", "/agreements", &version("2019-01")).await;
        assert_eq!(reply.body["detail"], "This needs the role global_admin.");
        assert_eq!(reply.refused(403), ["role_missing"]);
    }
}

#[tokio::test]
async fn operations_read_the_agreement_and_its_signer() {
    let world = World::new().await;
    let alone = operations(&world, "GET", "/agreements/current", &Value::Null).await.expect(200);
    assert_eq!(fields(&alone, ["version", "signed"]), [json!("2019-01"), json!(false)]);
    let named = operations(&world, "GET", "/agreements/current?company_id=P-1", &Value::Null).await.expect(200);
    assert_eq!(fields(&named, ["signed", "signed_by"]), [json!(true), json!("U-0")]);
    let other = admin(&world, "P-2", "GET", "/agreements/current?company_id=P-1", &Value::Null).await;
    assert_eq!(other.expect(404)["code"], "company_not_found");
}

/// A signature of an older version counts until the next term.
#[tokio::test]
async fn a_new_version_must_be_signed_before_the_next_enrollment_or_renewal() {
    let world = World::configured(with_agreement("2027-01"), SECRET).await;
    world.clock.set("2027-03-03T00:00:00Z");
    assert_eq!(super::shown(&world, "P-1", "DDPS").await["status"], "active");
    let current = global(&world, "P-1", "GET", "/agreements/current", &Value::Null).await.expect(200);
    assert_eq!(fields(&current, ["signed", "signed_version"]), [json!(false), json!("2019-01")]);
    let renewal = super::on_enrollment(&world, "P-1", "DDPS", "renew").await;
    assert_eq!(renewal.refused(409), ["agreement_not_signed"]);
    global(&world, "P-1", "POST", "/agreements", &version("2027-01")).await.expect(200);
    let renewed = super::on_enrollment(&world, "P-1", "DDPS", "renew").await.expect(200);
    assert_eq!(renewed["agreement_version"], "2027-01");
    assert_eq!(super::shown(&world, "P-1", "SSDPS").await["agreement_version"], "2019-01");
}
