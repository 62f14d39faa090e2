//! Tests that all template blocks of a mail, in its plain text and its page, must have the same values.

use super::{
    CHINESE, ENGLISH, alternative, assign, details, english, english_lines, html, marked_up, multipart, plain,
    refusals, try_read,
};

/// The English sample's values in Chinese.
const CHINESE_LINES: &str = "憑證號碼：SA-MAIL-EN01-0001\r\n方案：DDPS\r\n服務天數：5 天\r\n客戶：Contoso Ltd（C-1001）\r\n國家：TW\r\n\
    授權合約：LIC-2001，有效期至 2027年6月30日\r\n指派給：Lin Mei <LIN.MEI@contoso.example>\r\n建立日期：2026年11月1日\r\n\
    到期日：2027年4月30日\r\n";

fn page(old: &str, new: &str) -> String {
    marked_up(|label, value| format!("<p>{label}: {value}</p>")).replace(old, new)
}

#[test]
fn a_mail_in_two_languages_is_one_assignment() {
    let lines = english_lines();
    for between in ["", "\r\n\r\n", "\r\n\r\n林美 您好：\r\n\r\n一張規劃服務憑證已指派給您。\r\n\r\n", "\r\n-- \r\n"]
    {
        let read = assign(plain(&format!("{lines}{between}{CHINESE_LINES}\r\n授權中心\r\n")));
        assert_eq!(read, assign(ENGLISH), "{between}");
        assert_eq!(assign(plain(&format!("{CHINESE_LINES}{between}{lines}"))), read, "{between}");
    }
    let mixed: Vec<String> =
        lines.lines().zip(CHINESE_LINES.lines()).map(|(en, zh)| format!("{en}\r\n{zh}\r\n")).collect();
    assert_eq!(assign(plain(&mixed.concat())), assign(ENGLISH));
}

#[test]
fn blocks_that_differ_are_refused_with_the_differences() {
    for (old, new, field, both) in [
        ("EN01-0001", "EN01-0002", "voucher_number", ["SA-MAIL-EN01-0001", "SA-MAIL-EN01-0002"]),
        ("DDPS", "SSDPS", "program", ["DDPS", "SSDPS"]),
        ("5 天", "15 天", "days", ["5", "15"]),
        ("Contoso Ltd（", "Contoso（", "customer", ["Contoso Ltd (C-1001)", "Contoso"]),
        ("C-1001", "C-1002", "customer", ["C-1001", "C-1002"]),
        ("TW", "US", "customer.country", ["TW", "US"]),
        ("2027年6月30日", "2028年6月30日", "license_id", ["2027", "2028"]),
        ("LIN.MEI@", "eve@", "admin", ["lin.mei@", "eve@"]),
        ("2026年11月1日", "2026年11月2日", "created_at", ["2026-11-01", "2026"]),
        ("2027年4月30日", "2028年4月30日", "expires_on", ["2027-04-30", "2028"]),
        ("到期日：2027年4月30日\r\n", "", "expires_on", ["2027-04-30", "nothing"]),
    ] {
        let chinese = CHINESE_LINES.replace(old, new);
        let mail = plain(&format!("{}\r\n您好：\r\n\r\n{chinese}", english_lines()));
        assert_eq!(refusals(&mail), [format!("ambiguous {field}")], "{new}");
        for value in both {
            assert!(details(&mail).contains(value), "{value} in {}", details(&mail));
        }
    }
}

#[test]
fn a_repeated_value_must_be_the_same() {
    let again = english("Program: DDPS", "Program: DDPS\r\nPROGRAM:  DDPS\r\n方案：DDPS");
    assert_eq!(assign(again).program.as_str(), "DDPS");
    let forms = english(
        "Expires: 2027-04-30",
        "Expires: 2027-04-30\r\n到期日：2027年4月30日\r\nService level: 5\r\n服務天數：5天",
    );
    assert_eq!(assign(forms), assign(ENGLISH));
    for (line, other, field) in [
        ("Program: DDPS", "Program: SSDPS", "program"),
        ("Voucher number: SA-MAIL-EN01-0001", "憑證號碼：SA-MAIL-EN01-0002", "voucher_number"),
        ("Expires: 2027-04-30", "Expires: 2028-04-30", "expires_on"),
        ("Assigned to: Lin Mei <lin.mei@contoso.example>", "Assigned to: Eve <eve@evil.example>", "admin"),
    ] {
        let mail = english(line, &format!("{line}\r\n{other}"));
        assert_eq!(refusals(&mail), [format!("ambiguous {field}")], "{other}");
        assert!(details(&mail).contains(line.rsplit([':', ' ']).next().unwrap()));
    }
    assert_eq!(refusals(english("Program: DDPS", "Program: DDPS\r\nProgram: ?")), ["invalid program"]);
}

#[test]
fn one_or_two_labels_elsewhere_are_no_block() {
    let expected = assign(ENGLISH);
    for below in [
        "Licensing Center\r\nCountry: US\r\n",
        "Licensing Center\r\n\r\nCustomer: service desk\r\nCountry: US\r\n",
        "-- \r\nCountry: US\r\nCustomer: Licensing (L-1)\r\n",
        "Yours,\r\nLicensing\r\n-- \r\nProgram: anything\r\nProgram: anything else\r\nProgram: more\r\n",
    ] {
        assert_eq!(assign(plain(&format!("{}\r\n{below}", english_lines()))), expected, "{below}");
        assert_eq!(assign(plain(&format!("{below}\r\nHello,\r\n\r\n{}", english_lines()))), expected, "{below}");
    }
    let page = page("", "") + "<p>Licensing Center</p><p>Country: US<br>Customer: service desk</p>";
    assert_eq!(assign(html(&page)), expected);
    let without = english("Expires: 2027-04-30\r\n", "").replace("Center\r\n", "Center\r\n\r\nExpires: 2020-01-01");
    assert_eq!(assign(without).expires_on, None);
}

#[test]
fn every_block_must_be_complete() {
    let part = "\r\nIn short:\r\n\r\nVoucher number: SA-MAIL-EN01-0001\r\nProgram: DDPS\r\nCountry: TW\r\n";
    let missing = ["missing days", "missing customer", "missing license_id", "missing admin"];
    assert_eq!(refusals(plain(&format!("{}{part}", english_lines()))), missing);
}

#[test]
fn the_plain_text_and_the_page_must_agree() {
    let expected = assign(ENGLISH);
    let text = english_lines();
    assert_eq!(assign(alternative(&text, &page("", ""))), expected);
    assert_eq!(assign(alternative(CHINESE_LINES, &page("", ""))), expected);
    let wrapped = text.replace("Contoso Ltd (C-1001)", "Contoso\r\nLtd (C-1001)");
    assert_eq!(assign(alternative(&wrapped, &page("Contoso Ltd", "Contoso<br>Ltd"))), expected);
    for (old, new, field) in [
        ("DDPS", "SSDPS", "program"),
        ("lin.mei@", "eve@", "admin"),
        ("C-1001", "C-1002", "customer"),
        ("<p>Expires: 2027-04-30</p>", "", "expires_on"),
    ] {
        assert_eq!(refusals(alternative(&text, &page(old, new))), [format!("ambiguous {field}")], "{new}");
    }
}

#[test]
fn if_only_the_text_or_the_page_can_be_read_it_decides() {
    let expected = assign(ENGLISH);
    let text = english_lines();
    let halved = text.replace("SA-MAIL-EN01-0001", "SA-MAIL-EN01\r\n0001");
    for bad in [
        "This mail needs HTML.",
        "",
        &halved,
        &text.replace("Country: TW", "Country: ?"),
        &text.replace("Country: TW\r\n", ""),
    ] {
        assert_eq!(assign(alternative(bad, &page("", ""))), expected, "{bad}");
    }
    for bad in ["", "<p>Program: SSDPS<p>Voucher number: X-99999<p>Country: DE", &page("Country: TW", "Country: ?")] {
        assert_eq!(assign(alternative(&text, bad)), expected, "{bad}");
    }
}

#[test]
fn a_contradiction_in_one_part_is_not_resolved_by_the_other() {
    let twice = english_lines() + "Program: SSDPS\r\n";
    assert_eq!(refusals(alternative(&twice, &page("", ""))), ["ambiguous program"]);
    let twice = format!("{}\r\n您好：\r\n\r\n{}", english_lines(), CHINESE_LINES.replace("DDPS", "SSDPS"));
    assert_eq!(refusals(alternative(&twice, &page("", ""))), ["ambiguous program"]);
    let twice = page("", "") + "<p>Program: SSDPS</p>";
    assert_eq!(refusals(alternative(&english_lines(), &twice)), ["ambiguous program"]);
}

#[test]
fn if_neither_can_be_read_the_part_with_fewer_problems_is_reported() {
    let text = english_lines().replace("DDPS", "?").replace("TW", "?");
    assert_eq!(refusals(alternative(&text, "<p>See the text.</p>")), ["invalid program", "invalid customer.country"]);
    assert_eq!(refusals(alternative("See the page.", &page("DDPS", "?"))), ["invalid program"]);
    assert_eq!(refusals(alternative(&text, &page("DDPS", "?"))), ["invalid program"]);
    let text = english_lines().replace("TW", "?");
    assert_eq!(refusals(alternative(&text, &page("DDPS", "?").replace("TW", "?"))), ["invalid customer.country"]);
}

#[test]
fn the_texts_of_several_parts_are_parsed_in_order() {
    let part = |text: &str| format!("Content-Type: text/plain; charset=utf-8\r\n\r\n{text}");
    let footer = part("This list is run by Licensing.\r\nCountry: US\r\n");
    assert_eq!(assign(multipart("mixed", &[&part(&english_lines()), &footer])), assign(ENGLISH));
    let chinese = part(&CHINESE_LINES.replace("DDPS", "SSDPS"));
    assert_eq!(refusals(multipart("mixed", &[&part(&english_lines()), &chinese])), ["ambiguous program"]);
}

#[test]
fn the_two_parts_of_the_sample_have_the_same_values() {
    let plain = assign(CHINESE);
    let page_only = CHINESE.replacen("Content-Type: text/plain", "Content-Type: text/x-other", 1);
    assert_eq!(assign(page_only), plain);
    assert!(try_read(CHINESE.replacen("Content-Type: text/html", "Content-Type: text/x-other", 1)).is_ok());
}
