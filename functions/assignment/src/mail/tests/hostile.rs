//! Tests of the limits with inputs made to reach them: the parser always answers in time.

use std::time::{Duration, Instant};

use super::{ENGLISH, english_lines, html, marked_up, plain, refusals, try_read, with_content};
use crate::mail::MAIL_BYTES_MAX;
use crate::mail::blocks::LABEL_LINES_MAX;
use crate::mail::html::DEPTH_MAX;

/// The time limit of one mail: far above the time of a linear parser, far below that of a quadratic one.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// The size of the test inputs: a quarter of the limit. A linear parser takes four times as long at the limit.
const LARGE: usize = MAIL_BYTES_MAX / 4;

/// A mail of a size with this content type, its body filled with the repeated unit.
fn filled(content_type: &str, unit: &str, size: usize) -> String {
    let empty = with_content(content_type, "");
    let times = (size - empty.len()) / unit.len();
    empty + &unit.repeat(times)
}

#[test]
fn a_mail_over_the_size_limit_is_refused() {
    let mail = filled("Content-Type: text/plain", "x", MAIL_BYTES_MAX) + "x";
    assert_eq!(refusals(&mail), ["too_large"]);
    assert_eq!(refusals(&mail[..MAIL_BYTES_MAX]), ["not_an_assignment"]);
}

/// The units that texts, flowed texts, pages and multiparts are filled with.
const TEXTS: [&str; 21] = [
    "a: ",
    "Program:\n",
    "Program: x\n",
    "\t",
    ">",
    "\r",
    "客戶：（）\n",
    "> Program: x\n",
    "From:\n",
    "---a\n",
    "On 1\n",
    "wrote:\n",
    "5 schrieb\n",
    "x\n",
    "Program: x\nx\n",
    "Program\n\n",
    "|",
    "\u{200b}",
    "--\n",
    "1.",
    "*",
];
const FLOWED: [&str; 7] = [" ", "a ", "a \n", "> a \n", ">", "Program: x \n", "-- \n"];
const PAGES: [&str; 42] = [
    "<",
    "&",
    "<!--",
    "<td>",
    "<tr><td>",
    "</p><p>",
    "<script>",
    "a & b",
    "&#",
    "<p> \n\t",
    "<br>\t",
    "&#x20;",
    "<!---->",
    "<!-->",
    "<b>",
    "<b></i>",
    "</i>",
    "<a b=\"",
    "<a b=c ",
    "<a \"",
    "<style>",
    "<style>a{",
    "<style>a{}</style>",
    "<p style=\"color:red;",
    "<p class=\"a a a\">",
    "<pre>\n",
    "<table>",
    "<table><tr><td></td></tr></table>",
    "<dl><dt>",
    "<li>",
    "<blockquote>",
    "<xmp>",
    "<textarea></",
    "&amp",
    "&aaaa",
    "<p>Program: x</p>",
    "<td>Program<td>",
    "</",
    "<div><p>",
    "<div></p>",
    "<p></div>",
    "<div hidden>",
];
const NESTED: [&str; 5] = [
    "--b\n",
    "--b\n\n",
    "--b\nContent-Type: multipart/mixed; boundary=b\n\n",
    "--b\nContent-Type: message/rfc822\n\n",
    "--",
];

#[test]
fn a_mail_filled_with_any_unit_is_parsed_in_time() {
    let units = TEXTS.map(|unit| ("text/plain", unit)).into_iter();
    let units = units
        .chain(FLOWED.map(|unit| ("text/plain; format=flowed; delsp=yes", unit)))
        .chain(TEXTS.map(|unit| ("text/plain; charset=utf-7", unit)).into_iter().take(3))
        .chain(["+", "+a", "+a-"].map(|unit| ("text/plain; charset=utf-7", unit)))
        .chain(["a", "a\0"].map(|unit| ("text/plain; charset=utf-16", unit)))
        .chain(PAGES.map(|unit| ("text/html", unit)))
        .chain(NESTED.map(|unit| ("multipart/mixed; boundary=b", unit)));
    for (content_type, unit) in units {
        let started = Instant::now();
        assert!(try_read(filled(&format!("Content-Type: {content_type}"), unit, LARGE)).is_err());
        assert!(started.elapsed() < TIME_LIMIT, "{unit:?} took {:?}", started.elapsed());
    }
}

/// A lookup that walks the open elements would be quadratic here.
#[test]
fn end_tags_among_many_open_elements_are_parsed_in_time() {
    let open = (0..DEPTH_MAX - 10).map(|n| format!("<x{n}>")).collect::<Vec<_>>().concat();
    for unit in ["</y>", "</x1><x1>", "<p>", "<li>", "<td>", "<table></x1></table>", "<b></p></b>"] {
        let started = Instant::now();
        let page = format!("{open}{}", unit.repeat(LARGE / unit.len()));
        assert!(try_read(html(&page)).is_err());
        assert!(started.elapsed() < TIME_LIMIT, "{unit:?} took {:?}", started.elapsed());
    }
}

/// A long line must not be parsed again for every cell, row or line below it.
#[test]
fn many_elements_below_a_long_line_are_parsed_in_time() {
    let long = format!("<table><tr><td>Program: {}", "x ".repeat(LARGE / 2));
    for unit in ["<td>", "<tr><td>", "<tr><td><td>", "<p>", "<p>y", "<br>y", "<tr><td>y<td>z", "</td>", "<dt><dd>"] {
        let started = Instant::now();
        assert!(try_read(html(&format!("{long}{}", unit.repeat(LARGE / unit.len())))).is_err());
        assert!(started.elapsed() < TIME_LIMIT, "{unit:?} took {:?}", started.elapsed());
    }
    let long = format!("Program: {}\r\n", "x ".repeat(LARGE / 2));
    for unit in ["y\r\n", "\ty\r\n", "A: y\r\n", "\r\ny", "5\r\n"] {
        let started = Instant::now();
        assert!(try_read(plain(&format!("{long}{}", unit.repeat(LARGE / unit.len())))).is_err());
        assert!(started.elapsed() < TIME_LIMIT, "{unit:?} took {:?}", started.elapsed());
    }
}

#[test]
fn a_megabyte_of_header_is_parsed_in_time() {
    let headers = ["(", "\"", "a=", ";", "x\r\n ", "\\", "<", "a=b ", "\u{4e00}"];
    for name in ["From", "Authentication-Results", "Content-Type", "Message-ID", "Date", "X"] {
        for unit in headers {
            let value = unit.repeat((MAIL_BYTES_MAX - ENGLISH.len() - 64) / unit.len());
            let started = Instant::now();
            drop(try_read(format!("{name}: {value}x\r\n{ENGLISH}")));
            assert!(started.elapsed() < TIME_LIMIT, "{name} {unit:?} took {:?}", started.elapsed());
        }
    }
    assert!(try_read("A: b\r\n".repeat(MAIL_BYTES_MAX / 6)).is_err());
}

#[test]
fn too_many_or_too_deep_parts_are_refused() {
    let level = |n: usize| format!("--b{n}\r\nContent-Type: multipart/mixed; boundary=b{}\r\n\r\n", n + 1);
    let nested = |depth: usize| {
        let levels: String = (0..depth).map(level).collect();
        let lines = english_lines();
        with_content("Content-Type: multipart/mixed; boundary=b0", &format!("{levels}--b{depth}\r\n\r\n{lines}"))
    };
    assert!(try_read(nested(5)).is_ok());
    assert_eq!(refusals(nested(50)), ["not_an_assignment"]);
    assert_eq!(refusals(nested(15_000)), ["not_an_assignment"]);
    let wide = format!("{}--b0\r\n\r\n{}", "--b0\r\n\r\nx\r\n".repeat(200), english_lines());
    assert_eq!(refusals(with_content("Content-Type: multipart/mixed; boundary=b0", &wide)), ["not_an_assignment"]);
}

#[test]
fn elements_nested_too_deep_are_refused() {
    let nested = |depth: usize| {
        html(&format!("{}{}", "<b>".repeat(depth), marked_up(|label, value| format!("{label}: {value}<br>"))))
    };
    assert!(try_read(nested(DEPTH_MAX)).is_ok());
    assert_eq!(refusals(nested(DEPTH_MAX + 1)), ["not_an_assignment", "unreadable_part"]);
}

#[test]
fn too_many_lines_of_the_template_are_refused() {
    let lines = |count: usize| plain(&format!("{}{}", english_lines(), "Program: DDPS\r\n".repeat(count - 9)));
    assert!(try_read(lines(LABEL_LINES_MAX)).is_ok());
    assert_eq!(refusals(lines(LABEL_LINES_MAX + 1)), ["not_an_assignment"]);
}
