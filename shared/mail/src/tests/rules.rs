//! What holds for every letter in every language.

use std::collections::BTreeSet;

use domain::{Country, Currency, Money};

use super::samples;
use crate::layout::Mail;
use crate::{ClaimFacts, EnrollmentFacts, Language, VoucherFacts, VoucherLetter, money, quoted};

/// What somebody might call themselves to get into a mail what does not belong there.
const HOSTILE: &str = "= Pay to: <script src=\"//evil.example\">&'\u{2028}> * x";

fn hostile() -> Vec<(String, Mail)> {
    let text = || HOSTILE.to_owned();
    let comment = Some(quoted("= Pay to: me\n\n<b>now</b>\n* x"));
    let voucher = VoucherFacts {
        customer: text(),
        admin: text(),
        partner: Some(text()),
        location: Some(text()),
        attendees: vec![text()],
        comment: comment.clone(),
        ..samples::voucher()
    };
    let enrollment = EnrollmentFacts { company: text(), comment: comment.clone(), ..samples::enrollment() };
    let claim = ClaimFacts { comment, reference: Some(text()), ..samples::claim() };
    Language::ALL.iter().flat_map(|language| samples::about(*language, &voucher, &enrollment, &claim)).collect()
}

/// The words of a text with markup taken out.
fn words(html: &str) -> String {
    let mut words = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside && c.is_alphanumeric() => words.push(c),
            _ => {}
        }
    }
    words
}

#[test]
fn text_and_html_say_the_same_words() {
    for language in Language::ALL {
        for (name, mail) in samples::all(language) {
            let text: String = mail.text.chars().filter(|c| c.is_alphanumeric()).collect();
            let body = mail.html.split_once("<body").unwrap().1;
            let body = body.split_once('>').unwrap().1;
            assert_eq!(words(body), text, "{name}");
        }
    }
}

#[test]
fn a_letter_is_one_line_of_subject_and_leaves_nothing_unfilled() {
    for language in Language::ALL {
        for (name, mail) in samples::all(language).into_iter().chain(samples::otherwise(language)) {
            assert!(!mail.subject.is_empty() && !mail.subject.contains(['\n', '\r']), "{name}");
            assert!(!mail.text.contains("{{") && !mail.text.contains("{%"), "{name}");
            assert!(!mail.text.contains("\n\n\n"), "{name}: a hole in {}", mail.text);
            assert!(mail.text.lines().all(|line| !line.starts_with("= ")), "{name}");
        }
    }
}

/// One word for one thing, and no last day of which it is open whether it counts.
#[test]
fn chinese_letters_speak_of_renewal_and_last_days_in_one_way() {
    let language = Language::TraditionalChinese;
    for (name, mail) in samples::all(language).into_iter().chain(samples::otherwise(language)) {
        let letter = format!("{}\n{}", mail.subject, mail.text);
        for never in ["續約", "（含）", "逾期即", "逾期後付款"] {
            assert!(!letter.contains(never), "{name}: {never} in {letter}");
        }
        let deadlines = letter.lines().filter(|line| line.contains("期限：") && line.contains("20"));
        assert!(deadlines.into_iter().all(|line| line.contains("（含當日，UTC）")), "{name}: {letter}");
    }
}

#[test]
fn every_letter_is_another_in_every_language() {
    let of = |language| samples::all(language).into_iter().map(|(_, mail)| mail).collect::<Vec<_>>();
    let (english, chinese) = (of(Language::English), of(Language::TraditionalChinese));
    let mut subjects = BTreeSet::new();
    for (english, chinese) in english.iter().zip(&chinese) {
        assert_ne!(english.subject, chinese.subject);
        assert!(english.text.is_ascii(), "{}", english.text);
        assert!(chinese.subject.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{}", chinese.subject);
        assert!(english.html.contains("lang=\"en\"") && chinese.html.contains("lang=\"zh-TW\""));
        subjects.extend([english.text.clone(), chinese.text.clone()]);
    }
    assert_eq!(subjects.len(), english.len() * 2);
}

#[test]
fn html_is_escaped_and_loads_nothing() {
    for (name, mail) in hostile() {
        for forbidden in ["<script", "<b>", "src=", "href", "url(", "@import", "<img", "<link"] {
            let raw = mail.html.replace("src=&#34;", "").replace("src=&quot;", "");
            assert!(!raw.contains(forbidden), "{name}: {forbidden} in {}", mail.html);
        }
    }
}

#[test]
fn what_people_wrote_never_passes_for_the_programs_own_words() {
    let harmless: Vec<(String, Mail)> = Language::ALL.iter().flat_map(|language| samples::all(*language)).collect();
    for ((name, mail), (_, plain)) in hostile().iter().zip(&harmless) {
        let facts = |mail: &Mail| mail.html.matches("<tr>").count();
        let paragraphs = |mail: &Mail| mail.html.matches("<p").count();
        assert_eq!((facts(mail), paragraphs(mail)), (facts(plain), paragraphs(plain)), "{name}");
    }
}

#[test]
fn every_line_of_a_comment_is_quoted() {
    assert_eq!(quoted("One.\r\n\n= Two."), "> One.\n> \n> = Two.");
    for alone in ['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'] {
        assert_eq!(quoted(&format!("One.{alone}Two.{alone}")), "> One.\n> Two.", "{alone:?}");
    }
}

/// A customer's letters never speak of money; a partner's never name the customer's people.
#[test]
fn each_side_reads_what_is_its_own() {
    use VoucherLetter::{Assigned, Attendees, Cancelled, Expired, Extended, Reminder, Reserved, Withdrawn};
    use VoucherLetter::{PartnerExpired, PartnerExtended, PartnerRedeemed, PartnerReminder};
    for language in Language::ALL {
        let write = |letter: VoucherLetter| letter.write(language, &samples::voucher()).unwrap();
        for letter in [Assigned, Reserved, Attendees, Cancelled, Reminder, Expired, Extended, Withdrawn] {
            assert!(!write(letter).text.contains("2027-01-30"), "{letter:?}");
        }
        for letter in [PartnerReminder, PartnerExpired, PartnerExtended, PartnerRedeemed] {
            let text = write(letter).text;
            assert!(!text.contains("Lin Mei") && !text.contains('@'), "{letter:?}");
        }
    }
}

#[test]
fn the_language_is_that_of_the_country() {
    for (country, language) in [
        ("TW", Language::TraditionalChinese),
        ("HK", Language::TraditionalChinese),
        ("MO", Language::TraditionalChinese),
        ("CN", Language::English),
        ("US", Language::English),
        ("JP", Language::English),
    ] {
        assert_eq!(Language::of(&Country::parse(country).unwrap()), language, "{country}");
    }
}

#[test]
fn an_amount_is_written_with_the_digits_of_its_currency() {
    for (minor, currency, written) in [
        (500_000, "USD", "USD 5,000.00"),
        (5, "USD", "USD 0.05"),
        (0, "USD", "USD 0.00"),
        (-123_456_789, "EUR", "EUR -1,234,567.89"),
        (150_000, "JPY", "JPY 150,000"),
        (999, "KRW", "KRW 999"),
        (1_234_567, "KWD", "KWD 1,234.567"),
        (i64::MIN, "USD", "USD -92,233,720,368,547,758.08"),
    ] {
        let amount = Money { minor, currency: Currency::parse(currency).unwrap() };
        assert_eq!(money(&amount), written);
    }
}
