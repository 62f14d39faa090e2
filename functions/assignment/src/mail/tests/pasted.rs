//! Tests of whole mails with values in the forms that people and programs write.

use super::{assign, english, refusals, try_read};

#[test]
fn years_of_the_calendar_of_taiwan_are_parsed() {
    let mail = english("valid until 2027-06-30", "有效期至 117年6月30日")
        .replace("Created: 2026-11-01", "建立日期：115年11月1日")
        .replace("Expires: 2027-04-30", "到期日：民國116年4月30日（五）");
    let read = assign(mail);
    assert_eq!(read.license.ends_on.to_string(), "2028-06-30");
    assert_eq!(read.created_at.unwrap().to_string(), "2026-11-01T00:00:00Z");
    assert_eq!(read.expires_on.unwrap().to_string(), "2027-04-30");
}

#[test]
fn a_year_out_of_range_is_refused_in_every_field() {
    for (line, other, field) in [
        ("Created: 2026-11-01", "Created: 0115-11-01", "created_at"),
        ("Created: 2026-11-01", "Created: 0115-11-01T00:00:00Z", "created_at"),
        ("Expires: 2027-04-30", "Expires: 2101-01-01", "expires_on"),
        ("valid until 2027-06-30", "valid until 0117-06-30", "license_ends_on"),
        ("Date: Sun, 1 Nov 2026", "Date: Mon, 1 Nov 1999", "occurred_at"),
    ] {
        assert_eq!(refusals(english(line, other)), [format!("invalid {field}")], "{other}");
        let reason = try_read(english(line, other)).unwrap_err().remove(0);
        assert!(reason.detail.contains("between 2000-01-01 and 2100-12-31"), "{}", reason.detail);
    }
}

#[test]
fn invisible_characters_around_a_value_are_removed() {
    let mail = english("SA-MAIL-EN01-0001", "\u{200b}SA‑MAIL‑EN01‑0001\u{200e}")
        .replace("<lin.mei@", "<\u{200e}lin.mei@")
        .replace("Program: DDPS", "Program: ｄｄｐｓ")
        .replace("(C-1001)", "（Ｃ–1001）")
        .replace("Country: TW", "Country: \u{feff}Taiwan, R.O.C.");
    let (read, plain) = (assign(mail), assign(english("", "")));
    assert_eq!(read, plain);
}

#[test]
fn a_name_with_a_hidden_character_is_refused_with_the_character() {
    for (name, character) in [
        ("Contoso \u{202e}dtL", "RIGHT-TO-LEFT OVERRIDE (U+202E)"),
        ("Contoso\u{e000}", "the private-use character U+E000"),
    ] {
        let reason = try_read(english("Contoso Ltd", name)).unwrap_err().remove(0);
        assert_eq!((reason.field.as_deref(), reason.code), (Some("customer.name"), "invalid"), "{name}");
        assert!(reason.detail.ends_with(character), "{}", reason.detail);
    }
    let blank = english("Contoso Ltd", "\u{3164}");
    assert_eq!(refusals(blank), ["invalid customer.name"]);
}

#[test]
fn a_look_alike_letter_is_refused_with_the_letter() {
    for (old, new, field) in [
        ("SA-MAIL-EN01-0001", "SA-M\u{410}IL-EN01-0001", "voucher_number"),
        ("lin.mei@contoso.example", "lin.mei@cont\u{43e}so.example", "admin.email"),
        ("(C-1001)", "(\u{421}-1001)", "customer.id"),
    ] {
        let reason = try_read(english(old, new)).unwrap_err().remove(0);
        assert_eq!(reason.field.as_deref(), Some(field));
        assert!(reason.detail.contains("is the Cyrillic letter"), "{}", reason.detail);
    }
}

#[test]
fn a_quoted_name_of_an_administrator_is_unquoted() {
    let quoted = english("Lin Mei <lin.mei@", "\"Mei, \\\"May\\\" Lin\" <lin.mei@");
    assert_eq!(assign(quoted).admin.name.as_str(), "Mei, \"May\" Lin");
}

#[test]
fn the_words_for_no_partner_are_no_partner() {
    let with =
        |partner: &str| english("Expires: 2027-04-30", &format!("Expires: 2027-04-30\r\nIntended partner: {partner}"));
    for none in ["any", "N/A", "不指定", "none", "—"] {
        assert_eq!(assign(with(none)).intended_company, None, "{none}");
    }
    assert_eq!(assign(with("Northwind (P-7)")).intended_company.unwrap().as_str(), "P-7");
    assert_eq!(refusals(with("our usual partner")), ["invalid intended_company_id"]);
}
