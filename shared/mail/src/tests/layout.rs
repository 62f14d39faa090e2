//! Rules for the HTML of every letter: it works on phones, in dark mode and in Outlook, and loads no external
//! resources.

use super::{hostile, letters};
use crate::samples::{PORTAL, Sample};
use domain::Language;

/// Every letter in every language.
fn everywhere() -> impl Iterator<Item = Sample> {
    Language::ALL.into_iter().flat_map(letters)
}

/// The part of a letter below its headline.
fn body(html: &str) -> &str {
    html.split_once("</h1>").unwrap().1
}

/// The letters and digits of HTML without its markup.
fn letters_and_digits(html: &str) -> String {
    let html = html.replace("&#39;", "'").replace("&#38;", "&");
    let mut found = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside && c.is_alphanumeric() => found.push(c),
            _ => {}
        }
    }
    found
}

/// The body without the link to the portal, whose address may break anywhere.
fn outside_links(body: &str) -> String {
    let Some((before, link)) = body.split_once("<br><a ") else { return body.to_owned() };
    format!("{before}{}", link.split_once("</a>").unwrap().1)
}

/// The style sheet of the light or dark mode.
fn styles(html: &str, dark: bool) -> &str {
    let sheets: Vec<&str> = html.split("<style>").skip(1).map(|part| part.split_once("</style>").unwrap().0).collect();
    assert_eq!(sheets.len(), 2, "a mail program that cannot parse one sheet must still apply the other");
    sheets[usize::from(dark)]
}

/// The RGB bytes of a color in the last rule for exactly this selector.
fn color(sheet: &str, selector: &str, property: &str) -> [u8; 3] {
    let rules = sheet.lines().filter_map(|line| line.split_once('{'));
    let of_selector = rules.filter(|(selectors, _)| selectors.split(',').any(|found| found.trim() == selector));
    let declarations = of_selector.flat_map(|(_, rule)| rule.trim_end_matches(['}', ' ']).split(';'));
    let mut found = declarations.filter_map(|declaration| declaration.split_once(": "));
    let value = found.rfind(|(name, _)| name.trim() == property).unwrap_or_else(|| panic!("{selector}")).1;
    let hex = value.trim().strip_prefix('#').unwrap();
    [0, 2, 4].map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
}

/// The contrast ratio of two colors (WCAG 2.2 1.4.3).
#[expect(clippy::float_arithmetic, reason = "a ratio of colors, not money")]
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let luminance = |color: [u8; 3]| {
        let linear = color.map(|byte| {
            let share = f64::from(byte) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn text_and_html_have_the_same_content() {
    for (name, mail) in everywhere() {
        let text: String = mail.text.chars().filter(|c| c.is_alphanumeric()).collect();
        assert_eq!(letters_and_digits(body(&mail.html)), text, "{name}");
    }
}

#[test]
fn html_has_the_markup_for_phones_dark_mode_outlook_and_previews() {
    for (name, mail) in everywhere() {
        for wanted in [
            "<meta charset=\"utf-8\">".to_owned(),
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">".to_owned(),
            "<meta name=\"color-scheme\" content=\"light dark\">".to_owned(),
            "<meta name=\"supported-color-schemes\" content=\"light dark\">".to_owned(),
            format!("<html lang=\"{}\">", mail.language.tag()),
            "@media (prefers-color-scheme: dark)".to_owned(),
            "max-width: 600px".to_owned(),
            // Outlook for Windows ignores `max-width`.
            "<!--[if mso]><table role=\"presentation\" width=\"600\">".to_owned(),
        ] {
            assert!(mail.html.contains(&wanted), "{name}: {wanted}");
        }
        let preview = mail.html.split_once("<div class=\"preview\">").unwrap().1.split_once("&#847;").unwrap().0;
        let opening: String = mail.text.split("\n\n").nth(1).unwrap().chars().take(140).collect();
        assert_eq!(letters_and_digits(preview), letters_and_digits(&opening.replace('\n', " ")), "{name}");
    }
}

#[test]
fn chinese_letters_name_chinese_fonts_first() {
    for (name, mail) in letters(Language::TraditionalChinese) {
        let fonts = "font-family: \"PingFang TC\", \"Microsoft JhengHei\", \"Noto Sans TC\"";
        assert!(mail.html.contains(fonts), "{name}");
    }
}

#[test]
fn labels_numbers_and_dates_do_not_wrap_and_long_values_do() {
    for (name, mail) in everywhere() {
        for whole in ["SA-7KQ2-M9XD-3FHT", "2027-04-30"] {
            let whole_pieces =
                ["", "CL-"].map(|before| mail.html.matches(&format!("<span class=\"whole\">{before}{whole}")).count());
            let body = outside_links(mail.html.split_once("<h1>").unwrap().1);
            assert_eq!(whole_pieces.iter().sum::<usize>(), body.matches(whole).count(), "{name}: {whole}");
        }
        let rule = |selector: &str| {
            let sheet = styles(&mail.html, false);
            let rule = sheet.lines().filter(|line| line.starts_with(selector)).collect::<String>();
            move |declaration: &str| rule.contains(declaration)
        };
        assert!(rule(".whole {")("white-space: nowrap"), "{name}");
        assert!(rule(".facts th {")("word-break: keep-all"), "{name}");
        let value = rule(".facts td {");
        assert!(value("word-break: keep-all") && value("overflow-wrap: anywhere"), "{name}");
        // `word-wrap` is an alias of the same property; the last declaration counts.
        assert!(rule(".sheet {")("word-wrap: break-word; overflow-wrap: anywhere; }"), "{name}");
    }
}

/// Outlook for Windows supports layout with tables only.
#[test]
fn no_letter_needs_features_that_mail_programs_do_not_support() {
    for (name, mail) in everywhere() {
        for unknown in
            ["flex", "grid", "position:", "float:", "var(--", "calc(", "!important", "<script", "<svg", "rem;"]
        {
            assert!(!mail.html.contains(unknown), "{name}: {unknown}");
        }
    }
}

#[test]
fn facts_are_a_table_whose_labels_are_headers_of_their_rows() {
    for (name, mail) in everywhere() {
        let labels = mail.html.matches("<tr><th scope=\"row\">").count();
        assert!(labels >= 3 && mail.html.matches("</th><td>").count() == labels, "{name}");
        let tables = mail.html.matches("<table").count();
        let for_layout = mail.html.matches("<table role=\"presentation\"").count();
        assert_eq!((for_layout, tables), (3, 4), "{name}: one table of facts, the others for layout");
    }
}

#[test]
fn text_has_enough_contrast_in_both_modes() {
    for (name, mail) in everywhere() {
        for dark in [false, true] {
            let sheet = styles(&mail.html, dark);
            let of = |selector, property| color(sheet, selector, property);
            for (text, ground) in [
                ("body", "body"),
                (".program", "body"),
                (".footer", "body"),
                (".sheet", ".sheet"),
                ("h1", ".sheet"),
                (".facts th", ".sheet"),
                (".facts td", ".sheet"),
                (".sheet", "blockquote"),
                (".sheet", ".next"),
                ("a", ".sheet"),
            ] {
                let found = contrast(of(text, "color"), of(ground, "background-color"));
                assert!(found >= 4.5, "{name}: {text} on {ground}, dark: {dark}: {found:.2}");
            }
        }
    }
}

#[test]
fn html_is_escaped_and_loads_no_external_resources() {
    for (name, mail) in Language::ALL.into_iter().flat_map(hostile).chain(everywhere()) {
        for forbidden in ["<script", "<b>", "src=", "href", "url(", "@import", "@font-face", "<img", "<link", "http"] {
            let raw = mail.html.replace("src=&#34;", "").replace("src=&quot;", "");
            // The one link leads to the portal.
            let raw = raw.replacen(&format!("<a href=\"{PORTAL}"), "", 1).replacen(PORTAL, "", 1);
            assert!(!raw.contains(forbidden), "{name}: {forbidden} in {}", mail.html);
        }
    }
}

#[test]
fn names_and_comments_never_make_blocks() {
    for language in Language::ALL {
        let harmless = letters(language);
        for ((name, mail), (same, plain)) in hostile(language).iter().zip(&harmless) {
            assert_eq!(name, same);
            let blocks = |html: &str| ["<tr>", "<p", "<li>", "<blockquote"].map(|tag| html.matches(tag).count());
            assert_eq!(blocks(&mail.html), blocks(&plain.html), "{name}");
        }
    }
}
