use domain::{Country, Email, Name};
use proptest::prelude::*;

use super::*;

fn day_or_error(text: &str) -> String {
    day(text).map_or_else(|error| error.to_string(), |day| day.to_string())
}

#[test]
fn a_day_is_parsed_in_every_form_that_begins_with_the_year() {
    for written in [
        "2027-04-30",
        "2027-4-30",
        "2027/04/30",
        "2027/4/30",
        "2027.4.30",
        "2027. 4. 30.",
        "2027–04–30",
        "２０２７／０４／３０",
        "２０２７年４月３０日",
        "2027年4月30日",
        "2027 年 4 月 30 日",
        "2027年04月30號",
        "2027年4月30日止",
        "2027年4月30日為止。",
        "西元2027年4月30日",
        "二〇二七年四月三十日",
        "116年4月30日",
        "民國116年4月30日",
        "民國 116 年 4 月 30 日",
        "中華民國１１６年４月３０日",
        "中華民國一百一十六年四月三十日",
        "民國116/4/30",
        "民國116.04.30",
        "ROC 116-04-30",
        "R.O.C. 116/4/30",
        "\u{200e}2027-04-30\u{200b}",
        " 2027-04-30 ",
    ] {
        assert_eq!(day_or_error(written), "2027-04-30", "{written}");
    }
    assert_eq!(day_or_error("117年6月30日"), "2028-06-30");
    assert_eq!(day_or_error("民國115年11月20日"), "2026-11-20");
    assert_eq!(day_or_error("89年1月1日"), "2000-01-01");
}

#[test]
fn a_day_may_be_followed_by_its_weekday() {
    for weekday in [
        "（五）",
        "(五)",
        " (Fri)",
        " (Fri.)",
        "(Friday)",
        " Fri",
        ", Friday",
        " 星期五",
        "星期五",
        "（星期五）",
        "(週五)",
        " 周五",
        "禮拜五",
        "㈤",
    ] {
        assert_eq!(day_or_error(&format!("2027/04/30{weekday}")), "2027-04-30", "{weekday}");
        assert_eq!(day_or_error(&format!("民國116年4月30日{weekday}")), "2027-04-30", "{weekday}");
    }
    assert_eq!(day_or_error("2027-05-02（日）"), "2027-05-02");
    assert_eq!(day_or_error("2027-05-02 星期天"), "2027-05-02");
    assert_eq!(day_or_error("2027-04-30 (Thu)"), "must be one day: 2027-04-30 is a Friday, not a Thursday");
    assert_eq!(day_or_error("2027-04-30（四）"), "must be one day: 2027-04-30 is a Friday, not a Thursday");
    for none in ["2027-04-30 (F)", "2027-04-30 (expires)", "2027-04-30 五", "2027-04-30 (八)", "2027-04-30 (Fri) (Fri)"]
    {
        assert!(day_or_error(none).starts_with("must be a day such as"), "{none}: {}", day_or_error(none));
    }
}

#[test]
fn an_ambiguous_day_is_refused_with_the_reason() {
    let two_ways = "with the year first: day and month could be taken for each other";
    for written in ["30/04/2027", "04/30/2027", "3.4.2027", "03-04-2027", "０３／０４／２０２７"] {
        assert!(day_or_error(written).ends_with(two_ways), "{written}: {}", day_or_error(written));
    }
    for written in ["115/11/20", "115-11-20", "115.11.20", "西元115/11/20"] {
        assert!(
            day_or_error(written).ends_with("the year could be of either calendar"),
            "{written}: {}",
            day_or_error(written)
        );
    }
    for written in ["27/04/30", "03/04/05", "4/30"] {
        assert!(day_or_error(written).starts_with("must be a day such as"), "{written}: {}", day_or_error(written));
    }
    assert!(day_or_error("民國2027年4月30日").ends_with("a year of 民國 has at most three digits, not 2027"));
    assert!(day_or_error("民國2027/4/30").ends_with("a year of 民國 has at most three digits, not 2027"));
}

#[test]
fn a_day_out_of_range_is_refused_in_either_calendar() {
    for written in [
        "88年12月31日",
        "民國190年1月1日",
        "27年6月30日",
        "1999/12/31",
        "2101年1月1日",
        "西元115年11月20日",
        "0115-11-20",
        "民國999年1月1日",
    ] {
        assert!(
            day_or_error(written).starts_with("must lie between 2000-01-01 and 2100-12-31"),
            "{written}: {}",
            day_or_error(written)
        );
    }
    assert!(instant("1999-12-31T23:59:59Z").is_err() && instant("88年12月31日").is_err());
}

#[test]
fn a_malformed_or_impossible_day_is_refused() {
    for written in [
        "",
        "someday",
        "2027-02-30",
        "2027年13月1日",
        "2027年0月1日",
        "-1年1月1日",
        "99999999999年1月1日",
        "20270430",
        "2027-04",
        "2027-04-30-01",
        "2027-004-30",
        "2027/04-30",
        "2027-04-30 10:00",
        "1 Nov 2026",
        "Nov 1, 2026",
        "2027年4月30",
        "年月日",
        "2027-04-3o",
        "2027--30",
    ] {
        assert!(day_or_error(written).starts_with("must be a day such as"), "{written}: {}", day_or_error(written));
    }
}

#[test]
fn an_instant_is_written_as_in_json_or_as_a_day() {
    let read = |text| instant(text).unwrap().to_string();
    assert_eq!(read("2026-11-01T08:30:00+08:00"), "2026-11-01T00:30:00Z");
    assert_eq!(read("\u{200e}2026–11–01T00:30:00Z"), "2026-11-01T00:30:00Z");
    for day in ["2026-11-01", "115年11月1日", "2026/11/1（日）"] {
        assert_eq!(read(day), "2026-11-01T00:00:00Z", "{day}");
    }
    for wrong in ["2026-11-01T00:00", "2026-11-01 00:00:00Z", "1 Nov 2026"] {
        assert!(instant(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_service_level_is_parsed_with_every_unit() {
    for text in [
        "5",
        "5 days",
        "5 Days.",
        "5 day(s)",
        "05 days",
        "5天",
        "5 天",
        "5 日",
        "5日",
        "５　日",
        "五天",
        "伍日",
        "5 工作天",
        "5 個工作天",
        "五個工作天",
        "5 個工作日",
        "5 working days",
        "5 business days",
        "5\u{200b} days",
    ] {
        assert_eq!(days(text), Ok(5), "{text}");
    }
    assert_eq!((days("1 Day"), days("十五天"), days("255 天")), (Ok(1), Ok(15), Ok(255)));
    for text in [
        "",
        "days",
        "0",
        "0 天",
        "256 days",
        "five",
        "5 weeks",
        "5 hours",
        "-5 days",
        "5.5 days",
        "+5",
        "5 days 3",
        "5-10 days",
        "½ day",
    ] {
        assert!(days(text).is_err(), "{text}");
    }
}

#[test]
fn a_country_is_parsed_by_code_or_name_or_both() {
    for text in [
        "TW",
        "tw",
        "ＴＷ",
        "TWN",
        "台灣",
        "臺灣",
        "中華民國",
        "Taiwan",
        "Taiwan, R.O.C.",
        "Taiwan (R.O.C.)",
        "Taiwan (TW)",
        "TW (Taiwan)",
        "台灣（tw）",
        "台灣（Taiwan）",
        "台灣 / Taiwan",
        "TW - Taiwan",
        "TW, Taiwan",
        "台灣、Taiwan",
        "Taiwan.",
        "Formosa (TW)",
        "\u{200e}TW",
    ] {
        assert_eq!(country(text).unwrap().as_str(), "TW", "{text}");
    }
    for (text, code) in
        [("United States", "US"), ("美國", "US"), ("U.K.", "GB"), ("Hong Kong (China)", "HK"), ("日本", "JP")]
    {
        assert_eq!(country(text).unwrap().as_str(), code, "{text}");
    }
    for text in ["", "XX", "Atlantis", "Taiwan (XX)", "TW (Formosa)", "Korea", "TW / Atlantis"] {
        assert!(country(text).unwrap_err().to_string().starts_with("must be a country of ISO 3166-1"), "{text}");
    }
    for text in ["Georgia (US)", "TW / US", "台灣（JP）", "Taiwan, Japan"] {
        assert!(country(text).unwrap_err().to_string().starts_with("must be one country, not "), "{text}");
    }
}

#[test]
fn a_partner_is_an_id_or_none() {
    for text in ["P-7", "Northwind Consulting (P-7)", "北風顧問（Ｐ‑7）", " P-7 "] {
        assert_eq!(partner(text).unwrap().unwrap().as_str(), "P-7", "{text}");
    }
    for text in [
        "any",
        "Any",
        "none",
        "None.",
        "N/A",
        "n.a.",
        "NA",
        "-",
        "—",
        "--",
        "不指定",
        "未指定",
        "無",
        "（不指定）",
        "(none)",
        "Not specified",
        "no preference",
    ] {
        assert_eq!(partner(text), Ok(None), "{text}");
    }
    for text in ["P#1", "Northwind Consulting", "somebody we know", "Northwind (P 7)", "\u{420}-7"] {
        assert!(partner(text).is_err(), "{text}");
    }
}

#[test]
fn a_license_is_an_id_and_a_last_day() {
    for text in [
        "LIC-7, valid until 2028-06-30",
        "LIC-7 (Valid Until 2028-06-30)",
        "LIC-7（有效期至 2028年6月30日）",
        "LIC-7，有效期至 117年6月30日",
        "LIC-7，有效期限至民國117年6月30日止",
        "LIC-7，有效期限：2028/06/30（五）",
        "LIC-7 (valid until 2028-06-30 (Fri))",
        "LIC-7 - expires 2028.6.30.",
        "LIC-7; valid through 2028-06-30",
    ] {
        let (id, end) = license_parts(text).unwrap();
        assert_eq!((id, day_or_error(end).as_str()), ("LIC-7", "2028-06-30"), "{text}");
    }
    assert_eq!(license_parts("LIC-7"), None);
    assert_eq!(license_parts("LIC-7, valid until"), Some(("LIC-7", "")));
}

#[test]
fn a_name_precedes_an_id_in_brackets() {
    for (text, name) in [
        ("Contoso Ltd (C-1)", "Contoso Ltd"),
        ("台灣（股）公司（C-1）。", "台灣（股）公司"),
        ("Contoso (Taiwan) Ltd （C-1)", "Contoso (Taiwan) Ltd"),
        ("(C-1)", ""),
    ] {
        assert_eq!(name_and_id(text), Some((name, "C-1")), "{text}");
    }
    assert_eq!((name_and_id("Contoso"), name_and_id("Contoso)")), (None, None));
}

#[test]
fn an_administrator_has_a_name_and_one_address() {
    for (text, name) in [
        ("Lin Mei <lin.mei@contoso.example>", "Lin Mei"),
        ("\"Lin, Mei\" <lin.mei@contoso.example>", "Lin, Mei"),
        ("\"Lin \\\"May\\\" Mei\" <lin.mei@contoso.example>", "Lin \"May\" Mei"),
        ("Lin Mei <mailto:lin.mei@contoso.example>", "Lin Mei"),
        ("Lin Mei <\u{200e}lin.mei@contoso.example>", "Lin Mei"),
        ("林美＜lin.mei@contoso.example＞", "林美"),
        ("林美（lin.mei@contoso.example）", "林美"),
        ("Lin Mei <lin.mei@contoso.example<mailto:lin.mei@contoso.example>>", "Lin Mei"),
    ] {
        let (read, address) = name_and_address(text).unwrap();
        assert_eq!(
            (Name::parse(&read).unwrap().as_str(), address.as_str()),
            (name, "lin.mei@contoso.example"),
            "{text}"
        );
        assert!(Email::parse(&address).is_ok());
    }
    for text in ["lin.mei@contoso.example", "Lin Mei <a@b.example<mailto:c@d.example>>", "c@d.example <a@b.example>"] {
        assert_eq!(name_and_address(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn arbitrary_values_never_panic(
        text in prop_oneof![any::<String>(), "[民國年月日0-9一二十百千廿/.\\-（）()五星期Fri ,止]{0,24}"],
    ) {
        drop((day(&text), instant(&text), days(&text), country(&text), partner(&text)));
        drop((name_and_id(&text), license_parts(&text), name_and_address(&text)));
    }

    #[test]
    fn every_day_of_the_range_is_parsed_in_every_form(
        year in 2000..=2100_i16, month in 1..=12_i8, day_of_month in 1..=28_i8,
    ) {
        let (roc, m, d) = (year - 1911, month, day_of_month);
        let expected = format!("{year}-{m:02}-{d:02}");
        for written in [
            expected.clone(),
            format!("{year}/{m}/{d}"),
            format!("{year}.{m}.{d}"),
            format!("{year}年{m}月{d}日"),
            format!("{roc}年{m}月{d}日"),
            format!("民國{roc}年{m}月{d}日"),
            format!("民國{roc}/{m}/{d}"),
        ] {
            prop_assert_eq!(day_or_error(&written), expected.clone(), "{}", written);
        }
        for written in [format!("{roc}/{m}/{d}"), format!("{d}/{m}/{year}"), format!("{m}/{d}/{year}")] {
            prop_assert!(day(&written).is_err(), "{}", written);
        }
    }

    #[test]
    fn a_country_is_parsed_by_each_of_its_names(index in 0..249_usize) {
        use domain::Language::{English, TraditionalChinese};
        let country_of = |code: String| Country::parse(&code).ok();
        let all = ('A'..='Z').flat_map(|a| ('A'..='Z').map(move |b| format!("{a}{b}"))).filter_map(country_of);
        let chosen = all.into_iter().nth(index).unwrap();
        for language in [English, TraditionalChinese] {
            prop_assert_eq!(country(chosen.name(language)), Ok(chosen.clone()));
            prop_assert_eq!(country(&format!("{} ({chosen})", chosen.name(language))), Ok(chosen.clone()));
        }
    }
}
