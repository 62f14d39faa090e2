//! Rules for the text of every letter.

use std::collections::BTreeSet;

use domain::deliverable::Defect;
use domain::letter::{FileLetter, VoucherLetter};
use domain::{Currency, Language, Money};

use super::{letter, letters};
use crate::language::Wording;
use crate::samples;
use crate::{FileFacts, Portal, WriteLetter, money, quoted};

fn portal() -> Portal {
    Portal::parse(samples::PORTAL).unwrap()
}

#[test]
fn a_letter_has_a_subject_of_one_line_and_no_unfilled_placeholder() {
    for language in Language::ALL {
        for (name, mail) in letters(language) {
            assert!(!mail.subject.is_empty() && !mail.subject.contains(['\n', '\r']), "{name}");
            assert!(!mail.text.contains("{{") && !mail.text.contains("{%"), "{name}");
            assert!(!mail.text.contains("\n\n\n") && !mail.text.contains("  "), "{name}: a gap in {}", mail.text);
            assert!(mail.text.lines().all(|line| !line.starts_with("= ")), "{name}");
        }
    }
}

/// A customer has no account: their letters lead to public pages. A partner's lead to the page to act on.
#[test]
fn partners_are_led_to_their_pages_and_customers_to_public_ones() {
    for language in Language::ALL {
        for (name, mail) in letters(language) {
            let link = mail.text.lines().find_map(|line| line.strip_prefix(samples::PORTAL));
            let expected: &[&str] = match name.split([',', ' ']).take(2).collect::<Vec<_>>()[..] {
                ["voucher", "Expired" | "Withdrawn"] => &[],
                ["voucher", letter] if letter.starts_with("Partner") => &["/vouchers/SA-7KQ2-M9XD-3FHT"],
                ["voucher", _] => language.choose(
                    &["/directory?program=DDPS&country=TW", "/help/customers"],
                    &["/zh-tw/directory?program=DDPS&country=TW", "/zh-tw/help/customers"],
                ),
                ["file", _] => &["/vouchers/SA-7KQ2-M9XD-3FHT/files"],
                ["invoice", _] => &["/claims?q=INV-2026%2F118"],
                ["enrollment", _] => &["/company/requirements/DDPS"],
                ["claim", _] => &["/claims/CL-SA-7KQ2-M9XD-3FHT"],
                _ => panic!("a letter of no known kind: {name}"),
            };
            assert!(link.map_or(expected.is_empty(), |link| expected.contains(&link)), "{name}: {link:?}");
        }
    }
}

#[test]
fn a_customer_without_a_partner_is_led_to_the_directory_and_one_with_a_partner_to_the_help() {
    let link = |name| {
        let mail = letter(Language::English, name);
        mail.text.lines().find_map(|line| line.strip_prefix(samples::PORTAL)).unwrap().to_owned()
    };
    for name in ["voucher Reminder, unreserved", "voucher Cancelled"] {
        assert_eq!(link(name), "/directory?program=DDPS&country=TW", "{name}");
    }
    for name in ["voucher Reserved", "voucher Reminder", "voucher Assigned, intended", "voucher Cancelled, intended"] {
        assert_eq!(link(name), "/help/customers", "{name}");
    }
}

/// Every last day is marked as inclusive.
#[test]
fn chinese_letters_mark_every_last_day_as_inclusive_in_utc() {
    for (name, mail) in letters(Language::TraditionalChinese) {
        let letter = format!("{}\n{}", mail.subject, mail.text);
        for never in ["（含）", "逾期即", "逾期後付款"] {
            assert!(!letter.contains(never), "{name}: {never} in {letter}");
        }
        let deadlines = letter.lines().filter(|line| line.contains("期限：") && line.contains("20"));
        assert!(deadlines.into_iter().all(|line| line.contains("（含當日，UTC）")), "{name}: {letter}");
    }
}

#[test]
fn every_letter_has_its_own_text_in_every_language() {
    let mut texts = BTreeSet::new();
    let (english, chinese) = (letters(Language::English), letters(Language::TraditionalChinese));
    for ((name, english), (same, chinese)) in english.iter().zip(&chinese) {
        assert_eq!(name, same);
        assert!(english.subject.is_ascii() && english.text.is_ascii(), "{}", english.text);
        assert!(chinese.subject.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{}", chinese.subject);
        texts.extend([english.text.clone(), chinese.text.clone()]);
    }
    assert_eq!(texts.len(), english.len() * 2);
}

#[test]
fn every_letter_names_the_contact_and_that_it_is_automatic() {
    for (language, whom, automatic) in [
        (
            Language::English,
            "Questions? Reply to this message, and the program's operations team",
            "sent automatically",
        ),
        (Language::TraditionalChinese, "如有疑問，請回覆本郵件，計畫營運人員", "由系統自動寄出"),
    ] {
        for (name, mail) in letters(language) {
            let footer = mail.text.split_once("\n-- \n").unwrap().1;
            assert!(footer.contains(whom) && footer.contains(automatic), "{name}: {footer}");
        }
    }
}

#[test]
fn every_letter_has_the_next_step_or_that_there_is_none() {
    let english = &["What to do next", "here is nothing to do", "here is nothing else to do"][..];
    let chinese = &["接下來", "無須採取", "無須再採取"][..];
    for (language, phrases) in [(Language::English, english), (Language::TraditionalChinese, chinese)] {
        for (name, mail) in letters(language) {
            let body = mail.text.split_once("\n-- \n").unwrap().0;
            assert!(phrases.iter().any(|phrase| body.contains(phrase)), "{name}: {body}");
            let marked = mail.html.matches("<p class=\"next\">").count();
            assert_eq!(body.matches(phrases[0]).count(), marked, "{name}: HTML highlights the next step");
        }
    }
}

#[test]
fn no_letter_links_to_anything_but_the_portal() {
    for language in Language::ALL {
        for (name, mail) in letters(language) {
            let [text, html] = [mail.text, mail.html].map(|body| body.replace(samples::PORTAL, ""));
            for link in ["http:", "https:", "www."] {
                assert!(!text.contains(link) && !html.contains(link), "{name}: {link}");
            }
        }
    }
}

#[test]
fn every_line_of_a_comment_is_quoted() {
    assert_eq!(quoted("One.\r\n\n= Two."), "> One.\n> \n> = Two.");
    for alone in ['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'] {
        assert_eq!(quoted(&format!("One.{alone}Two.{alone}")), "> One.\n> Two.", "{alone:?}");
    }
}

/// Letters to a customer do not mention claims; letters to a partner do not name the customer's people
/// (PROGRAM.md 13.1).
#[test]
fn letters_have_no_facts_of_the_other_side() {
    use VoucherLetter::{
        Assigned, Attendees, Cancelled, Expired, Extended, Reminder, Rescheduled, Reserved, Withdrawn,
    };
    use VoucherLetter::{PartnerExpired, PartnerExtended, PartnerRedeemed, PartnerReminder};
    for language in Language::ALL {
        let facts = samples::facts(language).voucher;
        let write = |letter: VoucherLetter| letter.write(language, &facts, &portal()).unwrap();
        for letter in [Assigned, Reserved, Attendees, Rescheduled, Cancelled, Reminder, Expired, Extended, Withdrawn] {
            assert!(!write(letter).text.contains("2027-01-30"), "{letter:?}");
        }
        for letter in [PartnerReminder, PartnerExpired, PartnerExtended, PartnerRedeemed] {
            let text = write(letter).text;
            assert!(!text.contains(&facts.admin) && !text.contains('@'), "{letter:?}");
        }
    }
}

/// A partner needs both to validate a voucher, and the customer forwards this letter to it (PROGRAM.md 6.6).
#[test]
fn only_the_assignment_letter_has_number_and_address_together() {
    for (language, label) in
        [(Language::English, "Contact's e-mail: "), (Language::TraditionalChinese, "聯絡人電子郵件：")]
    {
        let address = samples::facts(language).voucher.admin_email;
        for (name, mail) in letters(language) {
            let is_assignment = name.starts_with("voucher Assigned");
            assert_eq!(mail.text.contains(&format!("{label}{address}\n")), is_assignment, "{name}");
            assert_eq!(mail.text.contains(&address), is_assignment, "{name}");
        }
    }
}

/// The licensing system keeps the account of days.
#[test]
fn the_letter_about_an_expired_voucher_does_not_promise_days_back() {
    for (language, asks, never) in [
        (Language::English, "please ask the person who manages your license agreement", ["return to", "are lost"]),
        (Language::TraditionalChinese, "請洽貴公司負責授權合約的人員", ["將退回", "不再保留"]),
    ] {
        for (name, mail) in letters(language).into_iter().filter(|(name, _)| name.starts_with("voucher Expired")) {
            assert!(mail.text.contains(asks), "{name}");
            assert!(never.iter().all(|promise| !mail.text.contains(promise)), "{name}: {}", mail.text);
        }
    }
}

#[test]
fn a_payment_is_named_by_number_and_day() {
    use Language::{English, TraditionalChinese};
    for (language, name, number, day) in [
        (English, "claim Paid", "Payment number", "Payment day: 2027-02-12 (UTC)"),
        (English, "claim PaymentFailed", "Payment number", "Failed or returned on: 2027-02-12 (UTC)"),
        (TraditionalChinese, "claim Paid", "款項編號", "撥款日期：2027-02-12（UTC）"),
        (TraditionalChinese, "claim PaymentFailed", "款項編號", "退匯日期：2027-02-12（UTC）"),
    ] {
        let text = letter(language, name).text;
        let number = format!("{number}{}PAY-2027-0001742", language.colon());
        assert!(text.contains(&number) && text.contains(day), "{name}: {text}");
    }
}

#[test]
fn every_defect_of_a_rejected_file_has_its_own_advice() {
    for (language, new) in [(Language::English, "(too_curious)"), (Language::TraditionalChinese, "（too_curious）")] {
        let facts = samples::facts(language).file;
        let advice = |code: &str| {
            let facts = FileFacts { reasons: vec![code.to_owned()], ..facts.clone() };
            let text = FileLetter::Rejected.write(language, &facts, &portal()).unwrap().text;
            text.lines().find_map(|line| line.strip_prefix("- ").map(str::to_owned)).unwrap()
        };
        let all: BTreeSet<String> = Defect::ALL.into_iter().map(|defect| advice(defect.as_str())).collect();
        assert_eq!(all.len(), Defect::ALL.len());
        assert!(Defect::ALL.map(Defect::as_str).iter().all(|code| !advice(code).contains(code)), "{language:?}");
        assert!(advice("too_curious").contains(new), "the fallback names the code");
        assert_eq!(letter(language, "file Rejected, every reason").text.matches("\n- ").count(), Defect::ALL.len());
    }
}

#[test]
fn a_kind_of_file_is_named_in_the_readers_language_else_by_its_code() {
    for (language, name, code) in [
        (Language::English, "Kind of file: Deployment plan", "Kind of file: sketch"),
        (Language::TraditionalChinese, "檔案種類：部署規劃書", "檔案種類：sketch"),
    ] {
        assert!(letter(language, "file Rejected").text.contains(name));
        assert!(letter(language, "file Rejected, new reason").text.contains(code));
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
