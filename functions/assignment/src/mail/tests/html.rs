//! Tests of the visible text of pages: hidden text, comments, entities, attributes.

use super::{ENGLISH, assign, html, marked_up, refusals};

fn page() -> String {
    marked_up(|label, value| format!("<p>{label}: {value}</p>"))
}

#[track_caller]
fn assert_hidden(piece: &str) {
    for body in [
        format!("{piece}{}", page()),
        format!("{}{piece}", page()),
        page().replace("<p>Country", &format!("{piece}<p>Country")),
    ] {
        assert_eq!(assign(html(&body)), assign(ENGLISH), "{body}");
    }
}

#[test]
fn text_that_browsers_do_not_show_is_ignored() {
    for piece in [
        "<style>Program: SSDPS</style>",
        "<STYLE type='text/css'>p { } </style >",
        "<!-- <p>Program: SSDPS</p> -->",
        "<script>x</p>Program: SSDPS</script>",
        "<script>'</scripty><p>Program: SSDPS'</SCRIPT\n>",
        "<template><p>Program: SSDPS</p></template>",
        "<title><p>Program: SSDPS</title>",
        "<iframe><p>Program: SSDPS</p></iframe>",
        "<object><p>Program: SSDPS</p></object>",
        "<noframes><p>Program: SSDPS</noframes>",
    ] {
        assert_hidden(piece);
    }
}

#[test]
fn text_hidden_by_its_style_is_ignored() {
    for style in [
        "display:none",
        "DISPLAY : None !important",
        "display&#58;none",
        "color:#fff;display:none;font-size:1px;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;mso-hide:all",
        "visibility:hidden",
        "font-size:0",
        "font-size:0px;",
        "font-size: 0.0em",
        "font-size:1px",
        "font-size:0.5pt",
        "font-size:1.5px",
        "font-size:.01em",
        "font-size:1%",
        "font:0/0 a",
        "opacity:0",
        "opacity:0.00",
        "mso-hide:all",
        "max-height:0;overflow:hidden",
        "overflow:hidden;width:0px;height:0px",
        "text-indent:-9999px",
        "position:absolute;left:-10000px",
        "color:transparent",
        "clip: rect(0 0 0 0)",
    ] {
        for (open, close) in
            [("<div", "</div>"), ("<p", "</p>"), ("<span", "</span>"), ("<table><tr><td", "</td></tr></table>")]
        {
            assert_hidden(&format!("{open} style=\"{style}\">Program: SSDPS<br>Country: DE{close}"));
            assert_hidden(&format!("{open} style=\"{style}\"><b>Program: SSDPS</b>{close}"));
        }
    }
    assert_hidden("<div hidden><p>Program: SSDPS</p></div>");
    assert_hidden("<div HIDDEN=\"\">Program: SSDPS<table><tr><td>Country: DE</td></tr></table></div>");
}

#[test]
fn text_hidden_by_a_style_sheet_is_ignored() {
    for (css, open) in [
        (".preheader { display: none }", "<div class=\"x preheader\">"),
        ("a{} .x,.preheader{color:red;display:none!important}", "<div class='preheader'>"),
        ("#pre{display:none}", "<div id='pre'>"),
        ("div#pre{display:none}", "<div id='pre'>"),
        ("div.hide{mso-hide:all}", "<DIV CLASS=hide>"),
        ("/* .a{ */ #pre { visibility: hidden } /* } */", "<div id=pre>"),
        ("<!-- .p{font-size:0} -->", "<div class=p>"),
        ("@import url(x.css); @media print { .q { color: red } } .p { opacity: 0 }", "<div class=p>"),
    ] {
        let hidden = format!("<style>{css}</style>{open}Program: SSDPS</div>");
        assert_eq!(assign(html(&format!("{hidden}{}", page()))), assign(ENGLISH), "{css}");
        let after = format!("{open}Program: SSDPS</div>{}<style>{css}</style>", page());
        assert_eq!(assign(html(&after)), assign(ENGLISH), "{css}");
    }
}

#[test]
fn visible_text_counts_next_to_hidden_text() {
    let seen = |open: &str, close: &str| {
        html(&page().replace("<p>Program: DDPS</p>", &format!("{open}<p>Program: DDPS</p>{close}")))
    };
    for (open, close) in [
        ("<div style='font-size:0'><div style='font-size:13px'>", "</div></div>"),
        ("<div style='visibility:hidden'><div style='visibility:visible'>", "</div></div>"),
        ("<div style='color:transparent'><div style='color:#000'>", "</div></div>"),
        ("<p style='display:none'>x", ""),
        ("<ul><li style='display:none'>x<li>", "</ul>"),
        ("<table><tr style='display:none'><td>x<tr><td>", "</table>"),
        ("<div style='display:none'>x</div>", ""),
        ("<span style='display:none'>x</span>", ""),
        ("<img style='display:none'><br hidden>", ""),
        ("<div style='font-size:10px;opacity:0.05'>", "</div>"),
        ("<div style='font-size:1em'><b style='font-size:.85em'><i style='font-size:90%'>", "</i></b></div>"),
        ("<div style='font-size:medium'>", "</div>"),
        ("<div style='max-width:0'>", "</div>"),
        ("<div style='display:none;display:block'>", "</div>"),
        (
            "<style>@media (max-width:600px) { .d { color:red } .d { display:none } } .e .d{display:none} .d:hover{display:none}</style><div class=d>",
            "</div>",
        ),
        ("<noscript>", "</noscript>"),
    ] {
        assert_eq!(assign(seen(open, close)), assign(ENGLISH), "{open}");
    }
}

#[test]
fn comments_are_skipped_as_browsers_do() {
    for piece in [
        "<!-->",
        "<!--->",
        "<!-- > -- > -->",
        "<!---->",
        "<!-- x --!>",
        "<!doctype html>",
        "<?xml version='1.0'?>",
        "<!--[if mso]><p>Program: SSDPS</p><![endif]-->",
        "<!--[if gte mso 9]><xml><o:Program>x</o:Program></xml><![endif]-->",
        "<!--[if !mso]><!--><b></b><!--<![endif]-->",
        "<![if !mso]><b></b><![endif]>",
        "<![CDATA[ Program: SSDPS ]]>",
        "</ x>",
        "</>",
        "<!>",
    ] {
        assert_hidden(piece);
    }
    let shown = "<!--[if !mso]><!--><p>Program: DDPS</p><!--<![endif]-->";
    assert_eq!(assign(html(&page().replace("<p>Program: DDPS</p>", shown))), assign(ENGLISH));
    assert_eq!(refusals(html(&format!("<!-- {}", page()))), ["not_an_assignment"]);
}

#[test]
fn a_bracket_in_a_quoted_attribute_does_not_end_the_tag() {
    for tag in [
        "<img alt=\"->\">",
        "<img alt='a > b' src=x>",
        "<img alt = \"Program: SSDPS>\" >",
        "<b title=\"'>\">",
        "<b title='\">'>",
        "<b title=a\"b>",
        "<b \"x\">",
        "<b =\">",
        "<b a='x'b='>'>",
        "<b a='x'/b='>'/>",
        "<img alt=\"\n>\n\">",
    ] {
        assert_eq!(
            assign(html(&marked_up(|label, value| format!("<div>{tag}{label}: {tag}{value}</div>")))),
            assign(ENGLISH),
            "{tag}"
        );
    }
    assert_eq!(refusals(html(&format!("<img alt=\"{}", page().replace('"', "'")))), ["not_an_assignment"]);
}

#[test]
fn entities_are_decoded_with_and_without_a_semicolon() {
    let name = |written: &str| assign(html(&page().replace("Contoso Ltd", written))).customer.name.as_str().to_owned();
    for (written, read) in [
        ("A &amp; B", "A & B"),
        ("A &amp B", "A & B"),
        ("A&ampB", "A&B"),
        ("A &AMP; B", "A & B"),
        ("A & B", "A & B"),
        ("R&D;", "R&D;"),
        ("AT&T", "AT&T"),
        ("&lt;A&gt", "<A>"),
        ("Caf&eacute;", "Café"),
        ("Caf&eacute", "Café"),
        ("Caf&eacuteX", "CaféX"),
        ("M&uuml;ller", "Müller"),
        ("M&uumlller", "Müller"),
        ("&#20013;&#22283;", "中國"),
        ("&#20013&#22283", "中國"),
        ("&#x4e2d;&#X570B", "中國"),
        ("A&nbsp;B", "A B"),
        ("A&nbsp B", "A B"),
        ("A&#160;B", "A B"),
        ("A&#150;B", "A–B"),
        ("A&shy;B", "AB"),
        ("A&copy2", "A©2"),
        ("A&notit;B", "A¬it;B"),
        ("&unknown; A", "&unknown; A"),
        ("A&#;B", "A&#;B"),
        ("A&", "A&"),
        ("A&&amp;&B", "A&&&B"),
        ("&ldquo;A&rdquo;", "“A”"),
        ("A&zwj;B&ensp;C", "AB C"),
        ("&#0000000000000065;", "A"),
        ("&times B", "× B"),
        ("A&frac12;", "A½"),
    ] {
        assert_eq!(name(written), read, "{written}");
    }
    for broken in ["A&#xFFFFFFFF;", "A&#0;", "A&#xD800;", "A&#99999999999999999999;"] {
        assert_eq!(refusals(html(&page().replace("Contoso Ltd", broken))), ["invalid customer"], "{broken}");
    }
}

#[test]
fn unmatched_tags_are_parsed_as_browsers_do() {
    for (from, to) in [
        ("</p>", ""),
        ("<p>", "</div></td></table><p>"),
        ("<p>", "<P CLASS=x><B><I><span><o:p></B>"),
        ("<p>", "</p></p></li><li><p>"),
        ("<p>", "<p/>"),
        ("<p>Voucher", "<p>< b & c << d</p><p>Voucher"),
    ] {
        assert_eq!(assign(html(&page().replace(from, to))), assign(ENGLISH), "{to}");
    }
    assert_eq!(assign(html(&format!("{}<p", page()))), assign(ENGLISH));
    assert_eq!(assign(html(&format!("{}<table><tr><td", page()))), assign(ENGLISH));
}
