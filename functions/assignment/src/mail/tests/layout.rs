//! Tests of the layout of pages: blocks, tables in tables, preformatted text.

use super::{ENGLISH, assign, html, marked_up, refusals};

#[track_caller]
fn assert_read(form: &str) {
    assert_eq!(assign(html(form)), assign(ENGLISH), "{form}");
}

fn rows(row: impl Fn(&str, &str) -> String) -> String {
    format!("<table>{}</table>", marked_up(row))
}

fn as_text() -> String {
    marked_up(|label, value| format!("{label}: {value}\n"))
}

#[test]
fn lists_and_tables_are_parsed() {
    for form in [
        marked_up(|label, value| format!("<p>{label}: {value}</p>")),
        marked_up(|label, value| format!("<b>{label}:</b>&nbsp;{value}<br/>\n")),
        marked_up(|label, value| format!("<DIV>{label}\n&#58; <span class='x'>{value}</span></DIV>")),
        marked_up(|label, value| format!("<li>{label}&#xff1a;{value}")),
        rows(|label, value| format!("<tr><td>{label}</td><td>{value}</td></tr>")),
        rows(|label, value| format!("<TR><TH>{label}:<TD>{value}")),
        rows(|label, value| format!("<tr><td>{label}</td><td>:</td><td>{value}</td></tr>")),
        rows(|label, value| format!("<tr><td>{label}</td><td>&nbsp;</td><td></td><td>{value}</td></tr>")),
        rows(|label, value| format!("<tr><td></td><td>{label}</td><td>{value}</td><td>note</td></tr>")),
        rows(|label, value| format!("<tr>\n <td>\n<p>{label}</p>\n</td>\n<td><p>{value}</p>\n<p>note</p></td></tr>")),
        rows(|label, value| {
            format!("<tbody><tr><td>&bull; {label}</td><td><br>{value}<br></td></tr><tr><td>&nbsp;</td></tr></tbody>")
        }),
        format!("<dl>{}</dl>", marked_up(|label, value| format!("<dt>{label}</dt>\n<dd>{value}</dd>\n"))),
        format!("<dl>{}</dl>", marked_up(|label, value| format!("<dt>{label}<dd>{value}"))),
        format!("<ol>{}</ol>", marked_up(|label, value| format!("<li><p>{label}: {value}</p></li>"))),
        marked_up(|label, value| format!("<p>{label}: {value}</p><p>&nbsp;</p>\n")),
        marked_up(|label, value| format!("<div>{label}: {value}</div><div><br></div>")),
        marked_up(|label, value| format!("<p>{label}: {value}</p><hr>")),
    ] {
        assert_read(&form);
    }
}

#[test]
fn the_pages_of_mail_programs_are_parsed() {
    let bullet = "<![if !supportLists]><span style='mso-list:Ignore'>o<span>&nbsp;&nbsp;</span></span><![endif]>";
    for form in [
        // Word
        marked_up(|label, value| {
            format!(
                "<p class=MsoNormal><b><span lang=EN-US>{label}:</span></b> {value}<o:p></o:p></p>\
                 <p class=MsoNormal><o:p>&nbsp;</o:p></p>"
            )
        }),
        marked_up(|label, value| {
            format!("<p class=MsoListParagraph style='mso-list:l0 level1'>{bullet}{label}: {value}<o:p></o:p></p>")
        }),
        // Outlook on the web
        format!(
            "<html><head><style type=\"text/css\" style=\"display:none\"> P {{margin-top:0;margin-bottom:0;}} </style></head><body>{}</body>",
            marked_up(|label, value| format!("<div class=\"elementToProof\">{label}: {value}</div>"))
        ),
        // Gmail
        format!("<div dir=\"ltr\">{}<br></div>", marked_up(|label, value| format!("<div>{label}: {value}</div>"))),
        // Apple Mail
        marked_up(|label, value| {
            format!("<div><span class=\"Apple-tab-span\" style=\"white-space:pre\">\t</span>{label}: {value}</div>")
        }),
        // newsletter builders
        marked_up(|label, value| {
            format!(
                "<div style='font-size:0px'><div style='font-size:13px;display:inline-block'>{label}</div>\
                 <div style='font-size:13px;display:inline-block'>{value}</div></div>"
            )
        }),
        marked_up(|label, value| {
            format!("<font size=2><b>{label}</b></font><font>: <a href='https://x.example'>{value}</a></font><br>")
        }),
        format!("<ul><li>Voucher<ul>{}</ul></li></ul>", marked_up(|label, value| format!("<li>{label}: {value}</li>"))),
        format!(
            "<div style='display:none'>Your voucher&zwnj;&nbsp;&zwnj;&nbsp;</div>{}",
            rows(|label, value| format!("<tr><td>{label}</td><td>{value}</td></tr>"))
        ),
    ] {
        assert_read(&form);
    }
}

#[test]
fn every_block_element_has_its_own_lines() {
    for name in [
        "address",
        "article",
        "aside",
        "center",
        "details",
        "dir",
        "div",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "ul",
        "legend",
        "textarea",
        "xmp",
    ] {
        let form = marked_up(|label, value| format!("<{name}>{label}: {value}</{name}>"));
        assert_read(&if name == "xmp" { form.replace("&lt;", "<").replace("&gt;", ">") } else { form });
        let upper = name.to_uppercase();
        assert_read(
            &marked_up(|label, value| format!("<{upper} CLASS=a>{label} : {value}</{upper}>"))
                .replace("&lt;", if name == "xmp" { "<" } else { "&lt;" })
                .replace("&gt;", if name == "xmp" { ">" } else { "&gt;" }),
        );
    }
}

#[test]
fn a_label_may_be_in_the_block_above_its_value() {
    for form in [
        marked_up(|label, value| format!("<div>{label}</div><div>{value}</div>")),
        marked_up(|label, value| format!("<p>{label}:</p><p>{value}</p>")),
        marked_up(|label, value| format!("<h3>{label}</h3>\n<p>{value}</p>")),
        marked_up(|label, value| format!("<b>{label}</b><br>{value}<br><br>")),
        marked_up(|label, value| {
            format!("<span style='display:block'>{label}</span><span style='display:block'>{value}</span>")
        }),
        rows(|label, value| format!("<tr><td>{label}</td></tr><tr><td>{value}</td></tr>")),
        marked_up(|label, value| {
            format!("<table><tr><td>{label}</td></tr></table><table><tr><td>{value}</td></tr></table>")
        }),
        marked_up(|label, value| {
            format!("<section><h4>{label}</h4></section><section><center>{value}</center></section>")
        }),
    ] {
        assert_read(&form);
    }
}

#[test]
fn tables_in_tables_are_parsed() {
    let inner = rows(|label, value| format!("<tr><td>{label}</td><td>{value}</td></tr>"));
    let paragraphs = marked_up(|label, value| format!("<p>{label}: {value}</p>"));
    for form in [
        format!("<table><tr><td>{inner}</td></tr></table>"),
        format!("<table><tr><td><img src=x></td><td>{inner}</td><td>side</td></tr><tr><td>Foot</td></tr></table>"),
        format!("<table><tr><td>{paragraphs}</td><td>side</td></tr></table>"),
        format!("<table><tr><td>logo</td><td>{paragraphs}<p>Licensing Center</p><p>Country: US</p></td></tr></table>"),
        format!("<table><tr><td><table><tr><td>{inner}</table></table>"),
        rows(|label, value| format!("<tr><td>{label}</td><td><table><tr><td>{value}</td></tr></table></td></tr>")),
        rows(|label, value| {
            format!(
                "<tr><td><table><tr><td>{label}</td></tr></table></td><td><table><tr><td></td><td>{value}</td></tr></table></td></tr>"
            )
        }),
        rows(|label, value| format!("<tr><td><table><tr><td>{label}</td><td>{value}</td></tr></table></td></tr>")),
        marked_up(|label, value| {
            format!(
                "<div style='display:table-row'><div style='display:table-cell'>{label}</div><div style='display:table-cell'>{value}</div></div>"
            )
        }),
    ] {
        assert_read(&form);
    }
}

/// Browsers do the same.
#[test]
fn cells_outside_of_a_table_are_ignored() {
    assert_read(&marked_up(|label, value| {
        format!("<p>{}: {}</p>", label.replace(' ', " </td><td>"), value.replace(' ', " <tr>"))
    }));
    let rows = marked_up(|label, value| format!("<tr><td>{label}</td><td>{value}</td></tr>"));
    assert_eq!(refusals(html(&rows)), ["not_an_assignment"]);
}

#[test]
fn an_empty_cell_is_no_value() {
    for partner in [
        "<tr><td>Intended partner</td><td></td></tr>",
        "<tr><td>Intended partner</td><td>&nbsp;</td></tr><tr><td colspan=2>Licensing Center</td></tr>",
        "<tr><td>Intended partner<td>:<td></tr><tr><td>Licensing Center</tr>",
        "<tr><td>Intended partner:</td><td><p></p></td></tr>",
    ] {
        let lines = marked_up(|label, value| format!("<tr><td>{label}</td><td>{value}</td></tr>"));
        for form in [
            format!("<table>{partner}{lines}</table>"),
            format!("<table>{lines}{partner}</table><p>Licensing Center</p>"),
        ] {
            assert_eq!(assign(html(&form)).intended_company, None, "{form}");
        }
    }
}

#[test]
fn line_breaks_of_preformatted_text_are_preserved() {
    for (open, close) in [
        ("<pre>", "</pre>"),
        ("<html><body><PRE>Hello Lin Mei,\n\n", "\nLicensing Center\n</PRE></body></html>"),
        ("<textarea>", "</textarea>"),
        ("<div style='white-space:pre'>", "</div>"),
        ("<div style=\"white-space: pre-wrap;\">", "</div>"),
        ("<p style='white-space:pre-line'>", "</p>"),
        ("<style>.m{white-space:pre-wrap}</style><div class=m><b>", "</b></div>"),
    ] {
        assert_read(&format!("{open}{}{close}", as_text()));
        assert_read(&format!("{open}{}{close}", as_text().replace('\n', "\r\n")));
        assert_read(&format!("{open}{}{close}", as_text().replace(": ", "\t")));
    }
    let literal = as_text().replace("&lt;", "<").replace("&gt;", ">");
    for name in ["xmp", "plaintext", "listing"] {
        assert_read(&format!("<{name}>{literal}</{name}>"));
    }
    assert_eq!(refusals(html(&as_text())), ["not_an_assignment"]);
    assert_eq!(
        refusals(html(&format!("<pre><span style='white-space:normal'>{}</span></pre>", as_text()))),
        ["not_an_assignment"]
    );
}

/// The values are in another row than the labels, so nothing is assigned on a guess.
#[test]
fn a_table_with_its_labels_in_one_row_is_refused() {
    let labels = marked_up(|label, _| format!("<th>{label}</th>"));
    let values = marked_up(|_, value| format!("<td>{value}</td>"));
    assert_eq!(refusals(html(&format!("<table><tr>{labels}</tr><tr>{values}</tr></table>"))), ["not_an_assignment"]);
}
