//! The terms of reserving: shown in either language, named by who accepts them, recorded with the reservation.

use domain::Language;
use serde_json::{Value, json};
use testkit::{Reply, send};
use tests::{Function, World, reservation, shown_terms, texts};

use crate::bodies::{NUMBER, names, with};

async fn post(world: &World, path: &str, terms: &Value) -> Reply {
    world.as_admin("P-1", Function::Reservation, "POST", path, &with(reservation(NUMBER), terms)).await
}

async fn reserve(world: &World, terms: &Value) -> Reply {
    post(world, "/reservations", terms).await
}

/// The terms as the event of the reservation records them.
async fn recorded(world: &World) -> Value {
    world.run_outbox().await;
    let path = format!("/vouchers/{NUMBER}");
    let shown = world.as_admin("P-1", Function::Overview, "GET", &path, &Value::Null).await.expect(200);
    let line = shown["history"].as_array().unwrap().iter().find(|line| line["type"] == "voucher.reserved");
    line.unwrap().get("terms").cloned().unwrap_or_default()
}

#[tokio::test]
async fn everybody_who_reads_vouchers_reads_the_terms_in_the_preferred_language() {
    let world = World::new().await;
    for (roles, company) in [
        (&["mpn_admin"][..], Some("P-1")),
        (&["global_admin"], Some("P-1")),
        (&["incentives"], Some("P-3")),
        (&["operations"], None),
    ] {
        for language in Language::ALL {
            let token = world.issuer.token("U-1", company, roles, world.clock.now());
            let asked = send("GET", "/terms/current").token(&token).header("accept-language", language.tag());
            let reply = world.call(Function::Reservation, asked).await;
            assert_eq!(reply.header("content-language"), Some(language.tag()), "{roles:?}");
            let shown = reply.expect(200);
            let (terms, text) = (texts().1, texts().1.text(language));
            let title = terms.title.in_language(language);
            assert_eq!(names(&shown), ["language", "sha256", "text", "title", "version"]);
            assert_eq!((&shown["title"], &shown["text"]), (&json!(title), &json!(text)));
            assert_eq!(shown["sha256"], testkit::sha256_hex(text.as_bytes()));
            assert_eq!((&shown["version"], &shown["language"]), (&json!("2019-01"), &json!(language.tag())));
        }
    }
}

#[tokio::test]
async fn a_reservation_records_version_language_and_digest_of_the_accepted_terms() {
    for language in Language::ALL {
        let world = World::new().await;
        world.assign(NUMBER).await;
        let reserved = reserve(&world, &shown_terms(language)).await.expect(201);
        assert_eq!(reserved["reservation"]["terms_version"], "2019-01");
        let sha256 = texts().1.sha256(language);
        let expected = json!({"version": "2019-01", "language": language.tag(), "sha256": sha256});
        assert_eq!(recorded(&world).await, expected);
    }
}

#[tokio::test]
async fn a_reservation_that_names_no_terms_records_their_version_only() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let reserved = reserve(&world, &json!({})).await.expect(201);
    assert_eq!(reserved["reservation"]["terms_version"], "2019-01");
    assert_eq!(recorded(&world).await, Value::Null);
}

#[tokio::test]
async fn terms_that_are_not_in_force_are_refused_also_by_the_check() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let older = with(shown_terms(Language::English), &json!({"terms_version": "2018-01"}));
    let other = with(shown_terms(Language::English), &json!({"terms_sha256": "0".repeat(64)}));
    for path in ["/reservations", "/reservations/check"] {
        for terms in [&older, &other] {
            let reply = post(&world, path, terms).await;
            let reason = &reply.body["reasons"][0];
            assert_eq!(
                (&reason["field"], &reason["params"]),
                (&json!("terms_version"), &json!({"current": "2019-01"}))
            );
            assert_eq!(reply.refused(409), ["terms_not_current"], "{path}");
        }
        let both = with(older.clone(), &json!({"accept_terms": false}));
        assert_eq!(post(&world, path, &both).await.refused(409), ["terms_not_accepted", "terms_not_current"], "{path}");
    }
    post(&world, "/reservations/check", &shown_terms(Language::TraditionalChinese)).await.expect(200);
    assert_eq!(world.voucher(NUMBER).await.rev, 1);
}

#[tokio::test]
async fn version_and_digest_are_named_together() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    for (named, missing) in [("terms_version", "terms_sha256"), ("terms_sha256", "terms_version")] {
        let terms = json!({named: shown_terms(Language::English)[named]});
        let reply = reserve(&world, &terms).await;
        assert_eq!(reply.body["reasons"][0]["field"], missing);
        assert_eq!(reply.refused(422), ["missing"]);
    }
    let reply = reserve(&world, &json!({"terms_version": "2019-01", "terms_sha256": "x"})).await;
    assert_eq!(reply.refused(422), ["not_a_digest"], "an unreadable field is no missing one");
}
