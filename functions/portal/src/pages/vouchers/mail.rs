//! Finds the voucher number and the administrator's address in a pasted assignment mail, forwarded or not, as text or
//! HTML. What it finds is only typed for the person: the function decides (PROGRAM.md 6.6).

use domain::{Email, VoucherNumber};

/// The labels of the voucher number.
const NUMBER_LABELS: [&str; 2] = ["voucher number", "憑證號碼"];
/// The labels of the administrator.
const ADMIN_LABELS: [&str; 4] = ["assigned to", "contact's e-mail", "指派給", "聯絡人電子郵件"];
/// The text after a label in which its address is looked for, in bytes.
const ADMIN_REACH: usize = 400;

/// What a mail names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The voucher number.
    pub number: Option<VoucherNumber>,
    /// The administrator's address.
    pub email: Option<Email>,
}

/// Looks for both values.
pub fn find(text: &str) -> Found {
    let text = without_tags(text);
    let number = after_labels(&text, &NUMBER_LABELS).find_map(number_at_start);
    let email = after_labels(&text, &ADMIN_LABELS).find_map(first_email);
    Found { number, email }
}

/// The text after each occurrence of the labels, in order of the labels.
fn after_labels<'t>(text: &'t str, labels: &'t [&str]) -> impl Iterator<Item = &'t str> {
    labels.iter().flat_map(move |label| {
        let starts = text.char_indices().map(|(at, _)| at);
        starts.filter_map(move |at| strip_label(text.get(at..)?, label))
    })
}

/// The text after a label at the start, whatever its case and its spaces.
fn strip_label<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let mut rest = text;
    for expected in label.chars() {
        if expected == ' ' {
            rest = rest.strip_prefix(char::is_whitespace)?.trim_start();
        } else {
            rest = rest.strip_prefix(|c: char| c.to_ascii_lowercase() == expected)?;
        }
    }
    Some(rest)
}

/// The number that follows with nothing but separators before it. A word of prose has neither a digit nor parts in
/// capitals.
fn number_at_start(text: &str) -> Option<VoucherNumber> {
    let text =
        text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '|' | '*' | '_' | '>' | '#'));
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len());
    let word = text.get(..end)?;
    let number = VoucherNumber::parse(word).ok()?;
    let is_in_parts = word.contains('-') && !word.contains(|c: char| c.is_ascii_lowercase());
    (is_in_parts || word.contains(|c: char| c.is_ascii_digit())).then_some(number)
}

fn first_email(text: &str) -> Option<Email> {
    let end = text.char_indices().map(|(at, _)| at).find(|at| *at >= ADMIN_REACH).unwrap_or(text.len());
    let words = text.get(..end)?.split(|c: char| c.is_whitespace() || "<>()[]\"',;:：，；（）「」|*".contains(c));
    words.filter(|word| word.contains('@')).find_map(|word| Email::parse(word.trim_end_matches(['.', '。'])).ok())
}

/// The longest tag, in bytes.
const TAG_REACH: usize = 2_048;

/// The text of a mail that was pasted as HTML: tags become spaces. An address in angle brackets is no tag.
fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        // A tag is short: nothing behind its reach is searched, so that a text of many `<` takes no longer than another.
        let end = after.bytes().take(TAG_REACH).position(|byte| byte == b'>');
        match end.and_then(|end| Some((after.get(..end)?, after.get(end.checked_add(1)?..)?))) {
            Some((tag, following)) if is_tag(tag) => {
                plain.push(' ');
                rest = following;
            }
            Some(_) | None => {
                plain.push('<');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")
}

fn is_tag(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') && !text.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (String, String) {
        let Found { number, email } = find(text);
        (
            number.map(|number| number.to_string()).unwrap_or_default(),
            email.map(|email| email.to_string()).unwrap_or_default(),
        )
    }

    fn expected(number: &str, email: &str) -> (String, String) {
        (number.to_owned(), email.to_owned())
    }

    #[test]
    fn the_english_mail_is_read_also_when_it_is_quoted() {
        let mail = "Hello Lin Mei,\n\na planning services voucher has been assigned to you. Give its number\nand this e-mail \
                    address to the partner of your choice.\n\nVoucher number: SA-MAIL-EN01-0001\nProgram: DDPS\n\
                    Assigned to: Lin Mei <Lin.Mei@contoso.example>\n";
        assert_eq!(found(mail), expected("SA-MAIL-EN01-0001", "Lin.Mei@contoso.example"));
        let quoted = format!("> {}", mail.replace('\n', "\r\n> "));
        let forwarded = format!("From: Eve <eve@contoso.example>\r\nTo: partner@partner.example\r\n\r\n{quoted}");
        assert_eq!(found(&forwarded), expected("SA-MAIL-EN01-0001", "Lin.Mei@contoso.example"));
    }

    #[test]
    fn the_chinese_mail_is_read_although_its_prose_has_the_labels() {
        let mail = "林美 您好：\n\n一張規劃服務憑證已指派給您。請將憑證號碼與這個電子郵件地址\n交給您選擇的合作夥伴。\n\n\
                    憑證號碼：SA-MAIL-TW01-0001\n方案：DDPS\n指派給：林美 <lin.mei@contoso.example>\n指定合作夥伴：P-2\n";
        assert_eq!(found(mail), expected("SA-MAIL-TW01-0001", "lin.mei@contoso.example"));
    }

    /// The letter that this system sends names the administrator by another label than the licensing side does.
    #[test]
    fn the_letter_of_this_system_is_read_in_both_languages_also_without_its_prose() {
        let english = "Voucher number: SA-SAMPLE-ASSIGNED\nContact's e-mail: lin.mei@contoso.example\nProgram: DDPS";
        let chinese = "憑證號碼：SA-SAMPLE-ASSIGNED\n聯絡人電子郵件：lin.mei@contoso.example\n方案：DDPS";
        for letter in [english, chinese] {
            assert_eq!(found(letter), expected("SA-SAMPLE-ASSIGNED", "lin.mei@contoso.example"), "{letter}");
        }
        let prose = "The voucher number well-known to you is not here.";
        assert_eq!(found(prose), expected("", ""));
    }

    #[test]
    fn tables_are_read_as_copied_text_and_as_html() {
        let copied =
            "Voucher number\tSA-MAIL-EN02-0001\nProgram\tSSDPS\nAssigned to\tMax Chen <max.chen@fabrikam.example>";
        assert_eq!(found(copied), expected("SA-MAIL-EN02-0001", "max.chen@fabrikam.example"));
        let html = "<tr><td class=\"label\"><b>Voucher number</b></td>\n<td>SA-MAIL-EN02-0001</td></tr>\
                    <tr><td><b>Assigned to</b></td><td>Max Chen &lt;max.chen@fabrikam.example&gt;</td></tr>";
        assert_eq!(found(html), expected("SA-MAIL-EN02-0001", "max.chen@fabrikam.example"));
    }

    #[test]
    fn a_text_without_labels_or_with_prose_after_them_names_nothing() {
        for text in
            ["", "SA-7KQ2-M9XD-3FHT lin@contoso.example", "The voucher number follows by post.", "Assigned to Lin"]
        {
            assert_eq!(find(text), Found::default(), "{text}");
        }
    }
}
