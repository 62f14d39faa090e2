//! Parts, transfer encodings, charsets and HTML.

use super::{ENGLISH, assign, english_lines, refusals, try_read, with_content};

fn multipart(kind: &str, parts: &[&str]) -> String {
    let parts = parts.join("\r\n--b1\r\n");
    with_content(
        &format!("Content-Type: multipart/{kind}; boundary=b1"),
        &format!("preamble\r\n--b1\r\n{parts}\r\n--b1--\r\nepilogue\r\n"),
    )
}

fn html(body: &str) -> String {
    with_content("Content-Type: text/html; charset=utf-8", body)
}

/// The English lines as HTML, each made by `line` from label and value.
fn marked_up(line: impl Fn(&str, &str) -> String) -> String {
    let escaped = english_lines().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.lines().map(|text| text.split_once(": ").map(|(label, value)| line(label, value)).unwrap()).collect()
}

#[test]
fn html_lists_and_tables_are_read() {
    let expected = assign(ENGLISH);
    let forms = [
        marked_up(|label, value| format!("<p>{label}: {value}</p>")),
        marked_up(|label, value| format!("<b>{label}:</b>&nbsp;{value}<br/>\n")),
        marked_up(|label, value| format!("<DIV>{label}\n&#58; <span class='x'>{value}</span></DIV>")),
        marked_up(|label, value| format!("<li>{label}&#xff1a;{value}")),
        format!("<table>{}</table>", marked_up(|label, value| format!("<tr><td>{label}</td><td>{value}</td></tr>"))),
        format!("<table>{}</table>", marked_up(|label, value| format!("<tr><th>{label}:<td>{value}"))),
        format!(
            "<table><tr><td>{}</td><td>side</td></tr></table>",
            marked_up(|label, value| format!("<p>{label}: {value}</p>"))
        ),
        format!(
            "<table>{}</table>",
            marked_up(|label, value| format!(
                "<tr>\n <td>\n<p>{label}</p>\n</td>\n<td><p>{value}</p>\n<p>note</p></td></tr>"
            ))
        ),
        format!("<dl>{}</dl>", marked_up(|label, value| format!("<dt>{label}</dt>\n<dd>{value}</dd>\n"))),
    ];
    for form in forms {
        assert_eq!(assign(html(&form)), expected, "{form}");
    }
}

#[test]
fn what_nobody_sees_in_html_does_not_count() {
    let body = marked_up(|label, value| format!("<p>{label}: {value}</p>"));
    let hidden = "<style>Program: SSDPS</style><!-- <p>Program: SSDPS</p> --><script>x</p>Program: SSDPS</script>\
                  <template><p>Program: SSDPS</p></template><p>a < b & c &unknown; &#xFFFFFFFF; &amp</p>";
    assert_eq!(assign(html(&format!("{hidden}{body}"))), assign(ENGLISH));
}

#[test]
fn an_empty_cell_is_an_absent_value() {
    let body = marked_up(|label, value| format!("<tr><td>{label}</td><td>{value}</td></tr>"));
    let body = format!("<table><tr><td>Intended partner</td><td></td></tr>{body}</table>");
    assert_eq!(assign(html(&body)).intended_company, None);
}

#[test]
fn the_plain_part_is_preferred() {
    let html = "Content-Type: text/html\r\n\r\n<p>Program: SSDPS<p>Voucher number: X-99999<p>Country: DE";
    let plain = format!("Content-Type: text/plain\r\n\r\n{}", english_lines());
    assert_eq!(assign(multipart("alternative", &[html, &plain])), assign(ENGLISH));
    let empty = "Content-Type: text/plain\r\n\r\nThis mail needs HTML.";
    let html = format!("Content-Type: text/html\r\n\r\n{}", marked_up(|label, value| format!("{label}: {value}<br>")));
    assert_eq!(assign(multipart("alternative", &[empty, &html])), assign(ENGLISH));
}

#[test]
fn attachments_and_attached_messages_are_not_read() {
    let lines = english_lines();
    for header in [
        "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=x.txt",
        "Content-Type: message/rfc822",
        "Content-Type: application/octet-stream",
        "Content-Type: text",
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode",
        "Content-Type: text/plain; charset=x-klingon",
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64",
        "no header",
    ] {
        let mail = multipart("mixed", &[&format!("{header}\r\n\r\n{lines}")]);
        assert_eq!(refusals(mail), ["not_an_assignment"], "{header}");
    }
}

#[test]
fn parts_are_found_where_their_boundary_says() {
    let expected = assign(ENGLISH);
    let bare = format!("\r\n{}", english_lines());
    assert_eq!(assign(multipart("mixed", &[&bare, "Content-Type: image/png\r\n\r\nx"])), expected);
    let inner = format!(
        "Content-Type: multipart/alternative; boundary=\"b1-inner\"\r\n\r\n--b1-inner\r\n{bare}\r\n--b1-inner--"
    );
    assert_eq!(assign(multipart("mixed", &[&inner])), expected);
    let open = with_content("Content-Type: Multipart/Mixed;\r\n\tBoundary=\"b 1\"", &format!("--b 1  \r\n{bare}"));
    assert_eq!(assign(open), expected);
    for header in [
        "Content-Type: multipart/mixed",
        "Content-Type: multipart/mixed; boundary=\"\"",
        "Content-Type: multipart/mixed; boundary=zz",
    ] {
        assert_eq!(refusals(with_content(header, &format!("--b1\r\n{bare}"))), ["not_an_assignment"], "{header}");
    }
}

#[test]
fn charsets_and_transfer_encodings_are_decoded() {
    let (header, _) = ENGLISH.split_once("Content-Type:").unwrap();
    let mut big5 = format!("{header}Content-Type: text/plain; charset=Big5\r\nContent-Transfer-Encoding: 8bit\r\n\r\n")
        .into_bytes();
    big5.extend_from_slice(b"\xbe\xcc\xc3\xd2\xb8\xb9\xbdX\xa1GSA-BIG5-0001\r\n"); // 憑證號碼：
    let (_, others) =
        english_lines().split_once("\r\n").map(|(first, rest)| (first.to_owned(), rest.to_owned())).unwrap();
    big5.extend_from_slice(others.as_bytes());
    assert_eq!(assign(&big5).voucher_number.as_str(), "SA-BIG5-0001");

    let encoded = "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: Quoted-Printable";
    let body = english_lines().replace("Contoso Ltd", "Caf=E9 Cont=\r\noso");
    assert_eq!(assign(with_content(encoded, &body)).customer.name.as_str(), "Café Contoso");
    assert_eq!(refusals(with_content(encoded, &body.replace("=E9", "=ZZ"))), ["not_an_assignment"]);
}

#[test]
fn a_mail_without_a_body_is_no_assignment() {
    let (header, _) = ENGLISH.split_once("\r\n\r\n").unwrap();
    assert_eq!(refusals(header), ["not_an_assignment"]);
    assert_eq!(refusals(format!("{header}\r\n")), ["not_an_assignment"]);
    assert!(try_read(b"").is_err());
}
