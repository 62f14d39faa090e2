//! Tests of the lines of the template.

use super::{assign, english, english_lines, plain, refusals};

#[test]
fn labels_may_be_listed_bold_and_in_any_order() {
    let sample = assign(plain(&english_lines()));
    let text = english_lines();
    let reversed: Vec<&str> = text.lines().rev().collect();
    let forms: [&dyn Fn(&str) -> String; 17] = [
        &|line| format!("- {line}"),
        &|line| format!("• {line}"),
        &|line| format!("2. {line}"),
        &|line| format!("•\u{a0}\t{line}"),
        &|line| format!("1.\t{line}"),
        &|line| format!("10) {line}  "),
        &|line| line.to_uppercase(),
        &|line| line.replace(':', "："),
        &|line| line.replacen(':', "﹕", 1),
        &|line| line.replacen(": ", " :\u{a0}\t ", 1),
        &|line| line.replacen(": ", "\t", 1),
        &|line| format!("*{}", line.replacen(':', ":*", 1)),
        &|line| format!("**{}", line.replacen(':', ":**", 1)),
        &|line| format!("\u{200b}{}", line.replacen("er", "e\u{ad}r", 1)),
        &|line| format!("\u{200e}{line}"),
        &|line| line.replacen(": ", ":\r\n", 1),
        &|line| format!("    {}", line.replacen(": ", ":\r\n\t", 1)),
    ];
    for form in forms {
        let body: String = reversed.iter().map(|line| form(line) + "\r\n").collect();
        let read = assign(plain(&body));
        assert_eq!(read.voucher_number, sample.voucher_number, "{body}");
        assert_eq!(
            (read.admin.email, read.license, read.created_at),
            (sample.admin.email.clone(), sample.license.clone(), sample.created_at),
            "{body}"
        );
    }
}

#[test]
fn every_missing_required_line_is_reported() {
    let lines = [
        ("Voucher number: SA-MAIL-EN01-0001", "voucher_number"),
        ("Program: DDPS", "program"),
        ("Service level: 5 days", "days"),
        ("Customer: Contoso Ltd (C-1001)", "customer"),
        ("Country: TW", "customer.country"),
        ("License: LIC-2001, valid until 2027-06-30", "license_id"),
        ("Assigned to: Lin Mei <lin.mei@contoso.example>", "admin"),
    ];
    for (line, field) in lines {
        assert_eq!(refusals(english(line, "")), [format!("missing {field}")]);
        let (label, _) = line.split_once(' ').unwrap();
        let emptied = line.split_once(':').map(|(label, _)| format!("{label}:")).unwrap();
        assert_eq!(refusals(english(line, &emptied)), [format!("missing {field}")], "{label}");
    }
    let optional = english("Created: 2026-11-01\r\nExpires: 2027-04-30\r\n", "");
    assert_eq!((assign(&optional).created_at, assign(&optional).expires_on), (None, None));
}

#[test]
fn every_invalid_value_is_reported() {
    let wrong = [
        ("SA-MAIL-EN01-0001\r\nProgram", "SA_1\r\nProgram", "voucher_number"),
        ("Program: DDPS", "Program: ddps!", "program"),
        ("5 days", "0 days", "days"),
        ("5 days", "256 days", "days"),
        ("5 days", "five", "days"),
        ("5 days", "5 weeks", "days"),
        ("5 days", "-5 days", "days"),
        ("5 days", "5.5 days", "days"),
        ("5 days", "+5", "days"),
        ("Contoso Ltd (C-1001)", "Contoso Ltd", "customer"),
        ("Contoso Ltd (C-1001)", "(C-1001)", "customer.name"),
        ("Contoso Ltd (C-1001)", "Contoso Ltd ()", "customer.id"),
        ("Contoso Ltd (C-1001)", "Contoso Ltd (C#1)", "customer.id"),
        ("Country: TW", "Country: XX", "customer.country"),
        ("LIC-2001, valid", "LIC 2001, valid", "license_id"),
        (", valid until 2027-06-30", "", "license_id"),
        ("until 2027-06-30", "until 2027-06-31", "license_ends_on"),
        ("until 2027-06-30", "until", "license_ends_on"),
        ("Lin Mei <lin.mei@contoso.example>", "lin.mei@contoso.example", "admin"),
        ("Lin Mei <lin.mei@contoso.example>", "<lin.mei@contoso.example>", "admin.name"),
        ("Lin Mei <lin.mei@contoso.example>", "Lin Mei <a@b.example, c@d.example>", "admin.email"),
        ("Lin Mei <lin.mei@contoso.example>", "Lin Mei <a@b.example> <c@d.example>", "admin.email"),
        ("Lin Mei <lin.mei@contoso.example>", "Lin Mei <a@b.example<mailto:c@d.example>>", "admin"),
        ("Lin Mei <", "Lin\u{0}Mei <", "admin.name"),
        ("Created: 2026-11-01", "Created: 1 Nov 2026", "created_at"),
        ("Created: 2026-11-01", "Created: 2026-11-01T00:00", "created_at"),
        ("Expires: 2027-04-30", "Expires: 2027-02-30", "expires_on"),
        ("Expires: 2027-04-30", "Expires: 2027年13月1日", "expires_on"),
        ("Expires: 2027-04-30", "Expires: -1年1月1日", "expires_on"),
        ("Expires: 2027-04-30", "Expires: 99999999999年1月1日", "expires_on"),
        ("Expires: 2027-04-30", "Expires: 2027-04-30\r\nIntended partner: P#1", "intended_company_id"),
    ];
    for (old, new, field) in wrong {
        assert_eq!(refusals(english(old, new)), [format!("invalid {field}")], "{new}");
    }
}

#[test]
fn values_are_parsed_in_common_forms() {
    assert_eq!(assign(english("5 days", "15天")).days, 15);
    assert_eq!(assign(english("5 days", "1 Day")).days, 1);
    assert_eq!(assign(english("Country: TW", "國家／地區：台灣（tw）")).customer.country.as_str(), "TW");
    let named = assign(english("Contoso Ltd (C-1001)", "台灣（股）公司 (Taiwan)（C-9）")).customer;
    assert_eq!((named.name.as_str(), named.id.as_str()), ("台灣（股）公司 (Taiwan)", "C-9"));
    let license = assign(english("LIC-2001, valid until 2027-06-30", "LIC-7 (Valid Until 2028年 2 月 29 日)")).license;
    assert_eq!((license.id.as_str(), license.ends_on.to_string().as_str()), ("LIC-7", "2028-02-29"));
    let link = english("<lin.mei@contoso.example>", "<lin.mei@contoso.example<mailto:lin.mei@contoso.example>>");
    assert_eq!(assign(link).admin.email.as_str(), "lin.mei@contoso.example");
    let partner = english("Expires: 2027-04-30", "Expires: 2027-04-30\r\nIntended partner: Northwind Consulting (P-7)");
    assert_eq!(assign(partner).intended_company.unwrap().as_str(), "P-7");
    let instant = english("Created: 2026-11-01", "Created: 2026-11-01T08:30:00+08:00");
    assert_eq!(assign(instant).created_at.unwrap().to_string(), "2026-11-01T00:30:00Z");
}

#[test]
fn any_other_text_is_no_assignment() {
    let others = [
        "",
        "\r\n",
        "Your invoice is attached.",
        "Customer: Contoso Ltd (C-1)\r\nCreated: 2026-11-01",
        "Voucher SA-MAIL-EN01-0001 was assigned to Lin Mei",
        "Your voucher number: SA-MAIL-EN01-0001\r\nThe program: DDPS\r\nMy customer: x",
    ];
    for body in others {
        assert_eq!(refusals(plain(body)), ["not_an_assignment"], "{body}");
    }
}
