//! `GET /providers`: filters and words of a search.

use serde_json::Value;
use tests::World;

use super::{Provider, found, get};
use crate::bodies::{expected, faults, names};

/// Four companies besides the two of the sample.
async fn world() -> World {
    let world = World::new().await;
    let providers = [
        Provider {
            description: "Modernes Arbeiten für Behörden.",
            languages: &["de", "en"],
            locations: &[("DE", "Büro München"), ("AT", "Wien")],
            ..Provider::new("P-ZOE", "Zoë & Partner GmbH")
        },
        Provider {
            description: "部署規劃與雲端移轉服務",
            programs: &["DDPS", "SSDPS"],
            languages: &["zh-TW"],
            locations: &[("TW", "台北辦公室")],
            ..Provider::new("P-TAI", "台灣科技")
        },
        Provider {
            description: "Data estates and SQL Server.",
            programs: &["SSDPS"],
            languages: &["fr-CA", "en"],
            locations: &[("CA", "Montréal")],
            ..Provider::new("P-MTL", "École des Données")
        },
        Provider {
            languages: &["zh-CN"],
            locations: &[("TW", "Harbor Office"), ("US", "Seattle")],
            ..Provider::new("P-HBR", "ＨＡＲＢＯＲ Systems")
        },
    ];
    for provider in providers {
        provider.write(&world).await;
    }
    assert_eq!(world.run_outbox().await, 0);
    world
}

#[track_caller]
fn assert_companies(found: &[String], expected: &[&str], query: &str) {
    assert_eq!(found, expected, "{query}");
}

/// Listings and queries are folded in the same way.
#[tokio::test]
async fn a_name_is_found_by_every_spelling_of_it_and_by_no_other_name() {
    let world = World::new().await;
    for (id, name) in [("P-TWN", "臺灣科技"), ("P-SOR", "Sørensen’s Łódź"), ("P-GUI", "ガイド"), ("P-DEL", "दिल्ली")]
    {
        Provider { languages: &["en"], locations: &[("TW", "Office")], ..Provider::new(id, name) }.write(&world).await;
    }
    assert_eq!(world.run_outbox().await, 0);
    for (query, expected) in [
        ("台灣", &["P-TWN"][..]),
        ("臺灣", &["P-TWN"]),
        ("sorensens lodz", &["P-SOR"]),
        ("SORENSEN'S", &["P-SOR"]),
        ("so\u{200b}rensen", &["P-SOR"]),
        ("ｶﾞｲﾄﾞ", &["P-GUI"]),
        ("カイト", &[]),
        ("दिल्ली", &["P-DEL"]),
        ("दलल", &[]),
    ] {
        let encoded = query.bytes().fold(String::new(), |encoded, byte| format!("{encoded}%{byte:02X}"));
        assert_companies(&found(&world, &format!("q={encoded}")).await, expected, query);
    }
}

#[tokio::test]
async fn without_a_filter_all_companies_are_listed_by_name() {
    let world = world().await;
    assert_companies(&found(&world, "").await, &["P-1", "P-2", "P-MTL", "P-HBR", "P-ZOE", "P-TAI"], "");
    let body = get(&world, "/providers").await.expect(200);
    assert_eq!((names(&body), &body["next_cursor"]), (vec!["items", "next_cursor"], &Value::Null));
    assert_eq!(body["items"][0], get(&world, "/providers/P-1").await.expect(200));
}

#[tokio::test]
async fn companies_are_found_by_program_country_and_language() {
    let world = world().await;
    for (query, expected) in [
        ("program=DDPS", &["P-1", "P-2", "P-HBR", "P-ZOE", "P-TAI"][..]),
        ("program=SSDPS", &["P-1", "P-MTL", "P-TAI"]),
        ("program=SDPS", &[]),
        ("country=TW", &["P-1", "P-HBR", "P-TAI"]),
        ("country=at", &["P-ZOE"]),
        ("country=FR", &[]),
        ("language=en", &["P-1", "P-2", "P-MTL", "P-ZOE"]),
        ("language=zh", &["P-HBR", "P-TAI"]),
        ("language=zh-TW", &["P-TAI"]),
        ("language=ZH-tw", &["P-TAI"]),
        ("language=fr", &["P-MTL"]),
        ("language=fr-FR", &[]),
        ("program=&country=&language=&q=", &["P-1", "P-2", "P-MTL", "P-HBR", "P-ZOE", "P-TAI"]),
    ] {
        assert_companies(&found(&world, query).await, expected, query);
    }
}

#[tokio::test]
async fn companies_are_found_by_words_in_any_case_with_or_without_accents() {
    let world = world().await;
    for (query, expected) in [
        ("q=zoe", &["P-ZOE"][..]),
        ("q=ZO%C3%8B", &["P-ZOE"]),
        ("q=munchen", &["P-ZOE"]),
        ("q=M%C3%BCnchen", &["P-ZOE"]),
        ("q=montreal", &["P-MTL"]),
        ("q=ecole+donnees", &["P-MTL"]),
        ("q=donnees%20ecole", &["P-MTL"]),
        ("q=ecole+munchen", &[]),
        ("q=harbor", &["P-HBR"]),
        ("q=%EF%BC%B3%EF%BD%99%EF%BD%93", &["P-HBR"]),
        ("q=sql", &["P-MTL"]),
        ("q=SQL+SERVER+data+montreal", &["P-MTL"]),
        ("q=plans+deployments", &["P-1", "P-2", "P-HBR"]),
        ("q=ploy", &["P-1", "P-2", "P-HBR"]),
        ("q=++zoe++", &["P-ZOE"]),
        ("q=nowhere", &[]),
    ] {
        assert_companies(&found(&world, query).await, expected, query);
    }
}

#[tokio::test]
async fn companies_are_found_by_chinese_words() {
    let world = world().await;
    // 台灣, 部署 規劃, 雲端, 台北, 高雄
    for (query, expected) in [
        ("q=%E5%8F%B0%E7%81%A3", &["P-TAI"][..]),
        ("q=%E9%83%A8%E7%BD%B2+%E8%A6%8F%E5%8A%83", &["P-TAI"]),
        ("q=%E9%9B%B2%E7%AB%AF", &["P-TAI"]),
        ("q=%E5%8F%B0%E5%8C%97", &["P-TAI"]),
        ("q=%E9%AB%98%E9%9B%84", &[]),
    ] {
        assert_companies(&found(&world, query).await, expected, query);
    }
}

#[tokio::test]
async fn companies_are_found_by_all_filters_and_words_together() {
    let world = world().await;
    for (query, expected) in [
        ("program=DDPS&country=TW&language=zh&q=office", &["P-HBR"][..]),
        ("program=DDPS&country=TW&language=zh-TW&q=%E9%83%A8%E7%BD%B2", &["P-TAI"]),
        ("program=SSDPS&country=TW&q=deployments", &["P-1"]),
        ("program=SSDPS&country=US&language=zh", &[]),
        ("language=en&country=US", &["P-1", "P-2"]),
    ] {
        assert_companies(&found(&world, query).await, expected, query);
    }
}

#[tokio::test]
async fn every_error_in_a_search_is_named_in_one_answer() {
    let world = world().await;
    let query = format!("program=XXDPS&country=XX&language=english&q={}&limit=0", "x".repeat(101));
    let wrong = faults(get(&world, &format!("/providers?{query}")).await);
    let named = [
        ("program", "not_a_program"),
        ("country", "not_a_country"),
        ("language", "not_a_language"),
        ("q", "too_long"),
        ("limit", "out_of_range"),
    ];
    assert_eq!(wrong, expected(&named));
    for (query, field, code) in [
        ("program=dd+ps", "program", "bad_character"),
        ("country=Taiwan", "country", "not_a_country"),
        ("language=e", "language", "not_a_language"),
        ("q=a+b+c+d+e+f+g+h+i", "q", "invalid"),
        ("limit=101", "limit", "out_of_range"),
        ("limit=x", "limit", "not_whole"),
    ] {
        let wrong = faults(get(&world, &format!("/providers?{query}")).await);
        assert_eq!(wrong, expected(&[(field, code)]), "{query}");
    }
    assert_companies(&found(&world, "q=a+b+c+d+e+f+g+hh").await, &[], "eight words are not too many");
}

#[tokio::test]
async fn an_unlisted_or_unknown_company_is_not_found() {
    let world = world().await;
    for company in ["P-3", "P-9"] {
        let body = get(&world, &format!("/providers/{company}")).await.expect(404);
        assert_eq!(body["code"], "provider_not_found", "{company}");
    }
    assert_eq!(get(&world, "/providers/P%201").await.expect(404)["code"], "not_found");
}

/// Operators and placeholders of a table filter are plain text in a search.
#[tokio::test]
async fn special_characters_in_a_search_are_plain_text() {
    let world = world().await;
    for query in ["q=%22%20OR%201%3D1", "q=%23until", "q=%3Atoday", "q=%25", "q=*", "q=%00"] {
        assert_companies(&found(&world, query).await, &[], query);
    }
    assert_companies(&found(&world, "q=%26").await, &["P-ZOE"], "an ampersand is found where there is one");
}
