//! Property tests of the parser from a raw mail to its answer.

use domain::voucher::Assign;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{CHINESE, ENGLISH, HTML, assign, english, english_lines, html, many_cases, plain, try_read, with_content};

/// A change of a mail: a position, the number of bytes removed there, and the bytes inserted.
type Change = (Index, usize, Vec<u8>);

fn changed(mail: &str, changes: &[Change]) -> Vec<u8> {
    changes.iter().fold(mail.as_bytes().to_vec(), |mut mail, (at, removed, inserted)| {
        let at = at.index(mail.len() + 1);
        let end = (at + removed).min(mail.len());
        mail.splice(at..end, inserted.iter().copied());
        mail
    })
}

/// Pieces with a meaning somewhere in a mail.
const PIECES: &[&str] = &[
    "\r\n",
    "\n",
    "\r",
    "\r\n ",
    " \r\n",
    "\t",
    ":",
    ";",
    "=",
    "\"",
    "(",
    ")",
    "\\",
    "<",
    ">",
    "@",
    "&",
    "--",
    "-- \r\n",
    "|",
    "--=_assignment_tw01",
    "\0",
    "：",
    "=?utf-8?b?",
    "Content-Type: message/rfc822\r\n\r\n",
    "Content-Type: text/html; charset=utf-7\r\n",
    "Content-Type: text/plain; format=flowed; delsp=yes\r\n",
    "charset*0*=big5''%A4",
    "&#x;",
    "&#",
    "Content-Transfer-Encoding: base64\r\n",
    "boundary=",
    "<td>",
    "</td>",
    "<table>",
    "</table>",
    "<p>",
    "</p>",
    "<br>",
    "<pre>",
    "<dl><dt>",
    "<dd>",
    "<!--",
    "-->",
    "<style>",
    "</style>",
    "{display:none}",
    "<p hidden>",
    "<blockquote>",
    "</blockquote>",
    "<textarea>",
    "<div style=\"",
    "Program: ",
    "Program",
    "年月日",
    "valid until",
    "（",
    "On 1 Nov 2026 X wrote:\r\n",
    "From: x\r\nSent: y\r\n",
    "\u{feff}",
    "\u{fffd}",
    "\u{130}",
    "\u{2028}",
];

/// A meaningful piece or any bytes.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![select(PIECES).prop_map(|text| text.as_bytes().to_vec()), vec(any::<u8>(), 0..6)]
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    vec((any::<Index>(), 0_usize..40, piece()), 1..8)
}

/// The values of the event, without spaces, because wrapping may add or remove them.
fn values_of(assign: &Assign) -> Vec<String> {
    let values = [
        assign.voucher_number.to_string(),
        assign.program.to_string(),
        assign.days.to_string(),
        assign.customer.name.to_string(),
        assign.customer.id.to_string(),
        assign.customer.country.to_string(),
        assign.license.id.to_string(),
        assign.license.ends_on.to_string(),
        assign.admin.name.to_string(),
        assign.admin.email.to_string(),
        assign.created_at.map(|at| at.to_string()).unwrap_or_default(),
        assign.expires_on.map(|on| on.to_string()).unwrap_or_default(),
        assign.intended_company.as_ref().map(ToString::to_string).unwrap_or_default(),
    ];
    values.into_iter().map(|text| text.split_whitespace().collect()).collect()
}

/// Lines of the template whose values a careless parser could read by half.
fn lines() -> Vec<(&'static str, &'static str)> {
    vec![
        ("Voucher number", "SA-7KQ2-M9XD-3FHT"),
        ("方案", "S-EDPS"),
        ("Service level", "15 days"),
        ("Customer", "International Business-Machines (Taiwan) Company Limited (C-1001)"),
        ("國家", "台灣 (TW)"),
        ("License", "LIC-2001, valid until 2027-06-30"),
        ("指派給", "林美 (Mei) Lin <lin.mei@contoso.example>"),
        ("Created", "2026-11-01T08:30:00+08:00"),
        ("到期日", "2027年10月13日"),
        ("Intended partner", "Northwind (Taiwan) Consulting (P-17)"),
    ]
}

/// The lines with a break in one value. Each line ends with `end`.
fn broken(line: Index, at: Index, breaks: &str, end: &str, escaped: bool) -> String {
    let lines = lines();
    let line = line.index(lines.len());
    let write = |(place, (label, value)): (usize, &(&str, &str))| {
        let chars: Vec<char> = value.chars().collect();
        let at = if place == line { 1 + at.index(chars.len() - 1) } else { chars.len() };
        let escape = |text: String| if escaped { text.replace('<', "&lt;") } else { text };
        let [before, after] = [&chars[..at], &chars[at..]].map(|part| escape(part.iter().collect()));
        let breaks = if place == line { breaks } else { "" };
        format!("{label}: {before}{breaks}{after}{end}")
    };
    lines.iter().enumerate().map(write).collect()
}

/// The text without parentheses that hold no letter or digit.
fn without_empty_comments(mut text: String) -> String {
    while let Some(comment) = text.match_indices('(').find_map(|(open, _)| {
        let close = open + text[open..].find(')')?;
        text[open..close].chars().all(|c| !c.is_alphanumeric()).then_some(open..=close)
    }) {
        text.replace_range(comment, "");
    }
    text
}

proptest! {
    #![proptest_config(many_cases())]

    #[test]
    fn arbitrary_bytes_are_refused(bytes in vec(any::<u8>(), 0..2_000)) {
        let reasons = try_read(bytes);
        prop_assert!(reasons.is_err_and(|reasons| !reasons.is_empty()));
    }

    #[test]
    fn arbitrary_bodies_never_panic(
        kind in select(&["plain", "html", "plain; format=flowed", "plain; format=flowed; delsp=yes"][..]),
        charset in select(&["utf-8", "big5", "utf-7", "utf-16", "gb18030", "iso-2022-jp", "windows-1252", "x", ""][..]),
        encoding in select(&["8bit", "base64", "quoted-printable"][..]),
        body in vec(piece(), 0..60),
    ) {
        let header = format!("Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}");
        let mut mail = with_content(&header, "").into_bytes();
        mail.extend(body.concat());
        let reasons = try_read(mail);
        prop_assert!(reasons.is_err_and(|reasons| !reasons.is_empty()));
    }

    #[test]
    fn changed_mails_never_panic_and_refusals_have_reasons(mail in select(&[ENGLISH, HTML, CHINESE][..]), changes in changes()) {
        if let Err(reasons) = try_read(changed(mail, &changes)) {
            prop_assert!(!reasons.is_empty());
            prop_assert!(reasons.iter().all(|reason| !reason.code.is_empty() && !reason.detail.is_empty()));
        }
    }

    /// The break is at any position of any line.
    #[test]
    fn a_plain_text_never_yields_half_a_value(
        line in any::<Index>(),
        at in any::<Index>(),
        breaks in select(&["\r\n", "\n", "\r", "\r\r\n", "\r\n  ", "\r\n\t", "\t", " \r\n", "\u{2028}", "-\r\n", "\r\n\u{3000}"][..]),
        kind in select(&["", "; format=flowed", "; format=flowed; delsp=yes"][..]),
    ) {
        prop_assume!(breaks != "-\r\n" || kind.is_empty());
        let whole = values_of(&assign(plain(&broken(line, at, "", "\r\n", false))));
        let header = format!("Content-Type: text/plain; charset=utf-8{kind}");
        if let Ok(received) = try_read(with_content(&header, &broken(line, at, breaks, "\r\n", false))) {
            let hyphens = |values: Vec<String>| values.join("\n").replace('-', "");
            prop_assert_eq!(hyphens(values_of(&received.assign)), hyphens(whole));
        }
    }

    /// The break is at any position of any line, made by any of the elements.
    #[test]
    fn a_page_never_yields_half_a_value(
        line in any::<Index>(),
        at in any::<Index>(),
        breaks in select(&[
            "<br>", "<BR/>\n", "</p><p>", "</div><div>", "<p>", "<div>", "<wbr>", "&shy;", "</td><td>", "</td></tr><tr><td>",
            "</td></tr><tr><td></td><td>", "</td></tr><tr><td>&nbsp;</td><td>", "<table><tr><td>", "<ul><li>", "<o:p></o:p>",
            "<!-- -->", "<span style='display:block'>", "<h4>", "<center>", "<pre>", "<hr style='display:none'>", "<img alt='>'>",
        ][..]),
        (open, end) in select(&[
            ("", "<br>"), ("", "</p><p>"), ("<div>", "</div><div>"), ("<table><tr><td>", "</td></tr><tr><td>"), ("<ul><li>", "<li>"),
            ("<pre>", "\n"), ("<div style='white-space:pre-wrap'>", "\n"),
        ][..]),
        in_cells in any::<bool>(),
    ) {
        // A line break and an element that breaks the line make a blank line, which ends a value.
        prop_assume!(!(end == "\n" && breaks.contains('\n')));
        let cells = |page: String| if in_cells && open.contains("<td>") { page.replace(": ", "</td><td>") } else { page };
        let page = |breaks: &str| html(&format!("{open}{}", cells(broken(line, at, breaks, end, true))));
        let whole = values_of(&assign(page("")));
        if let Ok(received) = try_read(page(breaks)) {
            prop_assert_eq!(values_of(&received.assign), whole);
        }
    }

    /// The text is inserted at any position of a value.
    #[test]
    fn no_part_of_a_line_is_dropped(
        line in select(&["Voucher number", "Program", "Customer", "Assigned to"][..]),
        at in any::<Index>(),
        text in "[A-Za-z0-9 ()<>.-]{1,12}|[ \t]{1,3}[A-Z0-9]{1,4}",
    ) {
        let lines = english_lines();
        let value = lines.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(": ")).unwrap();
        let at = at.index(value.len() + 1);
        let longer = format!("{}{text}{}", &value[..at], &value[at..]);
        if let Ok(received) = try_read(plain(&lines.replace(value, &longer))) {
            let assign = received.assign;
            let values = [
                assign.voucher_number.to_string(),
                assign.program.to_string(),
                format!("{}({})", assign.customer.name, assign.customer.id),
                format!("{}<{}>", assign.admin.name, assign.admin.email),
            ];
            // Full stops and brackets after an address are no part of it, as in every pasted address; neither is a
            // comment without a letter or digit.
            let bare = |text: &str| without_empty_comments(text.split_whitespace().collect()).to_lowercase();
            let bare = |text: &str| bare(text).trim_end_matches(['.', '>', '(', ')']).to_owned();
            prop_assert!(values.iter().any(|value| bare(value) == bare(&longer)), "{longer:?}: {values:?}");
        }
    }

    /// The text is inserted between any two lines, with blank lines around it.
    #[test]
    fn text_around_the_lines_never_becomes_part_of_them(
        place in any::<Index>(),
        text in "[ -~]{0,40}|(\r\n|[a-zA-Z ():<>@-]){0,30}",
    ) {
        let lines: Vec<String> = english_lines().split_inclusive("\r\n").map(str::to_owned).collect();
        let (before, after) = lines.split_at(place.index(lines.len() + 1));
        let mail = plain(&format!("{}\r\n\r\n{text}\r\n\r\n{}", before.concat(), after.concat()));
        if let Ok(received) = try_read(mail) {
            let (read, whole) = (values_of(&received.assign), values_of(&assign(ENGLISH)));
            let absent = |(read, whole): (&String, &String)| read == whole || read.is_empty();
            prop_assert!(read.iter().zip(&whole).all(absent), "{:?}", read);
        }
    }

    /// The address is surrounded by any text.
    #[test]
    fn any_other_domain_in_from_is_refused(
        before in "[ -~]{0,20}",
        domain in "[a-z0-9.-]{1,12}",
        after in "[ -~]{0,20}",
    ) {
        let mail = english("\"Licensing Center\" <voucher@licensing.example>", &format!("{before}<x@{domain}>{after}"));
        prop_assert!(try_read(mail).is_err());
    }
}
