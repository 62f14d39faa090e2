//! Tests of values that a mail program broke over several lines: they are read whole or refused.

use super::{ENGLISH, assign, details, english, english_lines, html, marked_up, plain, refusals, with_content};

/// A plain text of the English lines with another customer and these parameters of the content type.
fn customer(parameters: &str, customer: &str) -> String {
    let lines = english_lines().replace("Contoso Ltd (C-1001)", customer);
    with_content(&format!("Content-Type: text/plain; charset=utf-8{parameters}"), &lines)
}

const WHOLE: (&str, &str) = ("International Machines (Taiwan) Company Limited", "C-1001");

#[track_caller]
fn assert_whole(mail: &str) {
    let read = assign(mail).customer;
    assert_eq!((read.name.as_str(), read.id.as_str()), WHOLE, "{mail}");
}

#[test]
fn flowed_lines_are_joined() {
    let flowed = "; format=flowed";
    assert_whole(&customer(flowed, "International Machines (Taiwan) \r\nCompany Limited (C-1001)"));
    assert_whole(&customer(
        "; Format=\"Flowed\"",
        "International \r\nMachines \r\n(Taiwan) \r\nCompany Limited \r\n(C-1001)",
    ));
    assert_whole(&customer(flowed, "International Machines (Taiwan) \r\n Company Limited (C-1001)"));
    let split = customer(
        "; format=flowed; DelSp=yes",
        "International Mach \r\nines (Tai \r\nwan)  \r\nCompany Limited (C-1001)",
    );
    assert_whole(&split);
    let stuffed = customer(
        "; format=flowed; delsp=yes",
        "International Mach \r\n ines (Tai \r\n wan)  \r\n Company Limited (C-1001)",
    );
    assert_whole(&stuffed);
    let chinese = customer("; format=flowed; delsp=yes", "台灣康拓股份 \r\n有限公司（C-1001）");
    assert_eq!(assign(chinese).customer.name.as_str(), "台灣康拓股份有限公司");
}

#[test]
fn the_stuffed_space_of_a_flowed_line_is_removed() {
    let stuffed = english_lines().replace("\r\n", "\r\n ");
    let mail = with_content("Content-Type: text/plain; format=flowed", &format!(" {stuffed}"));
    assert_eq!(assign(mail), assign(ENGLISH));
}

/// Some programs leave a space at the end of each line and call the text flowed.
#[test]
fn a_label_begins_a_new_line_in_flowed_text() {
    let spaced = english_lines().replace("\r\n", " \r\n");
    assert_eq!(assign(with_content("Content-Type: text/plain; format=flowed", &spaced)), assign(ENGLISH));
}

#[test]
fn a_flowed_line_ends_before_a_quotation_a_signature_or_a_blank_line() {
    for below in ["> Company Limited (C-7)", "-- \r\nCompany Limited (C-7)", " \r\nCompany Limited (C-7)"] {
        let lines = english_lines().replace("Customer: Contoso Ltd (C-1001)\r\n", "");
        let lines = format!("{lines}Customer: Contoso Ltd (C-1001) \r\n{below}\r\n");
        let read = assign(with_content("Content-Type: text/plain; format=flowed", &lines)).customer;
        assert_eq!((read.name.as_str(), read.id.as_str()), ("Contoso Ltd", "C-1001"), "{below}");
    }
}

#[test]
fn a_line_directly_below_continues_the_value() {
    for wrapped in [
        "International Machines (Taiwan)\r\nCompany Limited (C-1001)",
        "International Machines (Taiwan)\r\n    Company Limited (C-1001)",
        "International Machines (Taiwan)\r\n\tCompany\r\n\tLimited\r\n\t(C-1001)",
        "\r\nInternational Machines (Taiwan)\r\nCompany Limited (C-1001)",
        "International Machines (Taiwan)\tCompany Limited\t(C-1001)",
        "International Machines (Taiwan)\r\r\nCompany Limited (C-1001)",
        "International Machines (Taiwan)\u{2028}Company Limited (C-1001)",
    ] {
        assert_whole(&customer("", wrapped));
    }
    let encoded = "\r\nContent-Transfer-Encoding: quoted-printable";
    assert_whole(&customer(encoded, "International Machines (Tai=\r\nwan)=0D=0ACompany =  \r\nLimited (C-1001)"));
    let partner = "Expires: 2027-04-30\r\nIntended partner: Northwind\r\n顧問公司（P-7）";
    let partner = english("Expires: 2027-04-30", partner);
    assert_eq!(assign(partner).intended_company.unwrap().as_str(), "P-7");
    let admin = english("Lin Mei <lin.mei@contoso.example>", "Lin Mei\r\n  <lin.mei@contoso.example>");
    assert_eq!(assign(admin), assign(ENGLISH));
    let license = english("LIC-2001, valid until 2027-06-30", "LIC-2001,\r\nvalid until\r\n2027-06-30");
    assert_eq!(assign(license), assign(ENGLISH));
    assert_eq!(assign(english("5 days", "5\r\ndays")), assign(ENGLISH));
}

#[test]
fn a_value_broken_within_a_word_is_joined_without_a_space() {
    for (written, number) in [
        ("SA-7KQ2-M9XD-\r\n3FHT", "SA-7KQ2-M9XD-3FHT"),
        ("SA-7KQ2-\r\n  M9XD-\r\n  3FHT", "SA-7KQ2-M9XD-3FHT"),
        ("SA-7KQ2-M9XD\r\n-3FHT", "SA-7KQ2-M9XD-3FHT"),
        ("SA-7KQ2-M9XD-\t3FHT", "SA-7KQ2-M9XD-3FHT"),
    ] {
        assert_eq!(
            assign(english("SA-MAIL-EN01-0001\r\nProg", &format!("{written}\r\nProg"))).voucher_number.as_str(),
            number
        );
    }
    for (written, name) in [
        ("台灣康拓股份\r\n有限公司（C-1001）", "台灣康拓股份有限公司"),
        ("台灣康拓股份有限公司\r\n（C-1001）", "台灣康拓股份有限公司"),
        ("株式会社コント\r\nソ (C-1001)", "株式会社コントソ"),
        ("Hewlett-\r\nPackard (C-1001)", "Hewlett-Packard"),
        ("Foo -\r\nBar (C-1001)", "Foo - Bar"),
        ("台灣 IBM\r\n公司 (C-1001)", "台灣 IBM 公司"),
    ] {
        assert_eq!(assign(customer("", written)).customer.name.as_str(), name);
    }
}

/// The first line alone would be a valid but wrong value.
#[test]
fn half_a_value_is_refused() {
    for (old, new, field) in [
        ("SA-MAIL-EN01-0001\r\nP", "SA-MAIL-EN01\r\n0001\r\nP", "voucher_number"),
        ("SA-MAIL-EN01-0001\r\nP", "SA-MAIL-EN01-0001\r\nGive it to a partner.\r\nP", "voucher_number"),
        ("SA-MAIL-EN01-0001\r\nP", "SA-MAIL-EN01-\r\n\r\n0001\r\nP", "voucher_number"),
        ("Program: DDPS", "Program: S\r\nSDPS", "program"),
        ("5 days", "1\r\n5 days", "days"),
        ("5 days", "5\r\nOr more", "days"),
        ("5 days", "5 days\r\nand 10 more", "days"),
        ("Contoso Ltd (C-1001)", "Contoso (Taiwan)\r\nCompany Limited", "customer"),
        ("LIC-2001, valid until 2027-06-30", "LIC-2001, valid until 2027-06-30\r\nor later", "license_ends_on"),
        ("2026-11-01\r\nE", "2026-11-01\r\nT00:30:00Z\r\nE", "created_at"),
        ("2026-11-01\r\nE", "2026-11-01\r\n08:30\r\nE", "created_at"),
        ("Expires: 2027-04-30", "Expires: 2027-04-30\r\n23:59", "expires_on"),
        ("Expires: 2027-04-30", "Expires: 2027-04-30\r\nPM", "expires_on"),
        ("Expires: 2027-04-30", "Expires: 2027-04-30\r\n上午8:30", "expires_on"),
        ("Program: DDPS", "Program: DDPS\r\nＸ", "program"),
        ("Program: DDPS", "Program: DDPS\r\n及 SSDPS", "program"),
        ("Expires: 2027-04-30", "Expires: 2027-04-30\r\nIntended partner: P-1\r\n7", "intended_company_id"),
        (
            "Expires: 2027-04-30",
            "Expires: 2027-04-30\r\nIntended partner: P-1\r\nLicensing Center",
            "intended_company_id",
        ),
    ] {
        let mail = english(old, new);
        assert!(refusals(&mail).contains(&format!("invalid {field}")), "{new}: {:?}", refusals(&mail));
        assert!(details(&mail).contains("runs on"), "{new}: {}", details(&mail));
    }
}

/// Days and dates cannot be half of another value, nor can a code before Chinese text.
#[test]
fn a_sentence_directly_below_a_complete_value_is_ignored() {
    for (old, new) in [
        ("Expires: 2027-04-30", "Expires: 2027-04-30\r\nThe voucher is good until then."),
        ("Expires: 2027-04-30", "Expires: 2027-04-30\r\nLicensing Center\r\nCountry: US"),
        ("Expires: 2027-04-30\r\n\r\n", "Expires: 2027-04-30\r\n憑證在2027年前有效。\r\n"),
        ("Program: DDPS\r\n", ""),
    ] {
        let mail = english(old, new);
        let mail = if new.is_empty() {
            mail.replace("\r\n\r\nThe", "\r\nProgram: DDPS\r\n請交給您的合作夥伴。\r\n\r\nThe")
        } else {
            mail
        };
        assert_eq!(assign(&mail), assign(ENGLISH), "{new}");
    }
}

#[test]
fn a_label_that_is_not_of_the_template_ends_a_value() {
    for (above, line) in [
        ("Voucher number: SA-MAIL-EN01-0001", "Reference: PO 4711"),
        ("Program: DDPS", "備註：無"),
        ("Customer: Contoso Ltd (C-1001)", "Reference: 4711"),
        ("Customer: Contoso Ltd (C-1001)", "Contact: Max\r\nfrom sales"),
        ("Assigned to: Lin Mei <lin.mei@contoso.example>", "Phone: 02-2345"),
        ("Expires: 2027-04-30", "Intended partner:\r\nReference: 4711"),
    ] {
        assert_eq!(assign(english(above, &format!("{above}\r\n{line}"))), assign(ENGLISH), "{line}");
    }
    for (above, line) in [
        ("Contoso Ltd (C-1001)", "Reference: PO (4711)"),
        ("Contoso (Taiwan)", "Branch: Limited (C-1001)"),
        ("Contoso (Taiwan)", "Branch:\r\nLimited\r\n(C-1001)"),
    ] {
        assert_eq!(
            refusals(english("Contoso Ltd (C-1001)", &format!("{above}\r\n{line}"))),
            ["invalid customer"],
            "{line}"
        );
    }
    let rows = |row: &str| {
        let rows = marked_up(|label, value| format!("<tr><td>{label}</td><td>{value}</td></tr>"));
        html(&format!("<table>{}</table>", rows.replace("<tr><td>Country", &format!("{row}<tr><td>Country"))))
    };
    for row in [
        "<tr><td>Reference</td><td>4711</td></tr>",
        "<tr><td>Contact</td><td>Max (PM)</td></tr>",
        "<tr><td>Intended partner</td><td></td></tr><tr><td>Reference</td><td>4711</td><td>x</td></tr>",
        "<tr><td>Terms:</td><td><p>Net</p><p>30 days</p></td></tr>",
    ] {
        assert_eq!(assign(rows(row)), assign(ENGLISH), "{row}");
    }
    let tabbed = english_lines().replace(": ", "\t").replace("Country", "Quantity\t1\r\nCountry");
    assert_eq!(assign(plain(&tabbed)), assign(ENGLISH));
}

#[test]
fn a_blank_line_ends_a_value() {
    let partner = |below: &str| {
        english("Expires: 2027-04-30", &format!("Expires: 2027-04-30\r\nIntended partner: P-1\r\n{below}"))
    };
    for below in [
        "\r\nLicensing",
        " \t\r\nLicensing Center (LC)",
        "-----\r\nLicensing",
        "_________\r\nLicensing",
        "-----BEGIN PGP SIGNATURE-----\r\nabc",
        "-- \r\nLicensing",
    ] {
        assert_eq!(assign(partner(below)).intended_company.unwrap().as_str(), "P-1", "{below}");
    }
}

#[test]
fn lines_within_a_cell_are_joined_and_paragraphs_are_refused() {
    let row = |value: &str| {
        let rows = marked_up(|label, value| format!("<tr><td>{label}</td><td>{value}</td></tr>"));
        html(&format!("<table>{}</table>", rows.replace("Contoso Ltd (C-1001)", value)))
    };
    for value in [
        "International Machines (Taiwan)<br>Company Limited (C-1001)",
        "International Machines (Taiwan)<br/>\n Company<BR>Limited<br>(C-1001)",
        "<div>International Machines (Taiwan)</div><div>Company Limited (C-1001)</div>",
        "<p class=MsoNormal>International Machines (Taiwan)<o:p></o:p></p><p class=MsoNormal>Company Limited (C-1001)</p>",
        "International Machines (Tai<wbr>wan) Com&shy;pany Limited (C-1001)",
    ] {
        assert_whole(&row(value));
    }
    for value in [
        "International Machines (Taiwan)<br><br>Company Limited (C-1001)",
        "<p>International Machines (Taiwan)</p><p>Company Limited (C-1001)</p>",
        "International Machines (Taiwan)<p>Company</p><p>Limited (C-1001)</p>",
        "International Machines (Taiwan)</td><td>Company Limited (C-1001)",
        "International Machines (Taiwan)</td></tr><tr><td></td><td>Company Limited (C-1001)",
        "International Machines (Taiwan)</td></tr><tr><td>&nbsp;</td><td>Company Limited (C-1001)",
        "</td><td>:</td><td><p>International Machines (Taiwan)</p><p>Company Limited (C-1001)</p>",
        "</td><td><p>International Machines (Taiwan)</p><p>Company Limited (C-1001)</p>",
        "<table><tr><td>International Machines (Taiwan)</td></tr><tr><td>Company Limited (C-1001)</td></tr></table>",
    ] {
        assert_eq!(refusals(row(value)), ["invalid customer"], "{value}");
        assert!(details(row(value)).contains("runs on"));
    }
}

#[test]
fn a_paragraph_that_would_make_the_value_longer_is_refused() {
    let lines =
        |old: &str, new: &str| html(&marked_up(|label, value| format!("<p>{label}: {value}</p>")).replace(old, new));
    for (old, new, field) in [
        ("Contoso Ltd (C-1001)", "Contoso (Taiwan)</p><p>Company Limited (C-1001)", "customer"),
        ("SA-MAIL-EN01-0001", "SA-MAIL-EN01</p><p>-0001", "voucher_number"),
        ("SA-MAIL-EN01-0001", "SA-MAIL-EN</p><p>01-0001", "voucher_number"),
        ("5 days", "1</p><p>5 days", "days"),
        ("2026-11-01", "2026-11-01</p><p>T08:30:00Z", "created_at"),
    ] {
        assert!(refusals(lines(old, new)).contains(&format!("invalid {field}")), "{new}");
    }
    let below = lines("2027-04-30</p>", "2027-04-30</p><p>Intended partner: P-1</p><p>Licensing Center</p>");
    assert_eq!(assign(below).intended_company.unwrap().as_str(), "P-1");
    for blank in [
        "<p>&nbsp;</p>",
        "<br>",
        "<br>&nbsp;<br>",
        "<hr>",
        "<div><br></div>",
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p>",
    ] {
        let below = format!("2027-04-30</p><p>Intended partner: P-1</p>{blank}<p>Licensing Center (LC)</p>");
        assert_eq!(assign(lines("2027-04-30</p>", &below)).intended_company.unwrap().as_str(), "P-1", "{blank}");
    }
}

#[test]
fn a_value_may_be_on_the_line_below_its_label() {
    let expected = assign(ENGLISH);
    for form in [": \r\n", "\r\n", "：\r\n\t", " :\r\r\n"] {
        assert_eq!(assign(plain(&english_lines().replace(": ", form))), expected, "{form:?}");
    }
    let blank = english("Expires: 2027-04-30", "Expires: 2027-04-30\r\nIntended partner:\r\n\r\nLicensing Center");
    assert_eq!(assign(blank).intended_company, None);
}

#[test]
fn lines_below_a_blank_line_are_no_part_of_a_code() {
    let lines = english_lines();
    let (number, rest) = lines.split_once("\r\n").unwrap();
    for text in ["-\r\n-a", "-\r\n-a\r\nb", "-a", "-\r\n-", "_\r\n_a"] {
        let mail = plain(&format!("{number}\r\n\r\n\r\n{text}\r\n\r\n{rest}"));
        let read = super::try_read(mail).map(|received| received.assign.voucher_number.to_string());
        assert!(read.as_deref().is_err() || read.as_deref() == Ok("SA-MAIL-EN01-0001"), "{text:?}: {read:?}");
    }
}
