//! Checks that every letter uses the terms of `glossary.toml` in both languages.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::letters;
use crate::Mail;
use crate::samples::PORTAL;
use domain::Language;

#[derive(Deserialize)]
struct Glossary {
    term: Vec<Term>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Term {
    en: String,
    #[serde(rename = "zh-TW")]
    zh: String,
    #[serde(rename = "note")]
    _note: Option<String>,
    #[serde(default)]
    forms: SearchTerms,
    #[serde(default)]
    never: SearchTerms,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SearchTerms {
    #[serde(default)]
    en: Vec<String>,
    #[serde(default, rename = "zh-TW")]
    zh: Vec<String>,
}

impl SearchTerms {
    fn of(&self, language: Language) -> &[String] {
        match language {
            Language::English => &self.en,
            Language::TraditionalChinese => &self.zh,
        }
    }
}

impl Term {
    fn of(&self, language: Language) -> &String {
        match language {
            Language::English => &self.en,
            Language::TraditionalChinese => &self.zh,
        }
    }

    fn forms(&self, language: Language) -> Vec<&String> {
        let forms = self.forms.of(language);
        if forms.is_empty() { vec![self.of(language)] } else { forms.iter().collect() }
    }
}

fn terms() -> Vec<Term> {
    toml::from_str::<Glossary>(include_str!("../../glossary.toml")).unwrap().term
}

/// The program's own text of a mail, without quotations and addresses.
fn own_text(mail: &Mail) -> String {
    let lines = mail.text.lines().filter(|line| !line.starts_with("> ") && !line.starts_with(PORTAL));
    format!("{}\n{}", mail.subject, lines.collect::<Vec<_>>().join("\n"))
}

/// True when an English text has a word with this beginning, or a Chinese text has this part.
fn has(language: Language, text: &str, form: &str) -> bool {
    match language {
        Language::English => {
            let (text, form) = (text.to_ascii_lowercase(), form.to_ascii_lowercase());
            text.match_indices(&form).any(|(at, _)| !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric()))
        }
        Language::TraditionalChinese => text.contains(form),
    }
}

/// The text without longer terms that contain this one: 未核准 is not a use of 核准, nor 合作夥伴目錄 one of 夥伴目錄.
fn without_longer_terms(language: Language, text: &str, form: &str, terms: &[Term]) -> String {
    let longer = terms.iter().map(|term| term.of(language)).filter(|term| term.contains(form) && *term != form);
    longer.fold(text.to_owned(), |text, longer| text.replace(longer.as_str(), " "))
}

#[test]
fn every_term_has_a_counterpart_and_is_listed_once() {
    let terms = terms();
    for term in &terms {
        assert!(term.en.is_ascii() && !term.en.trim().is_empty(), "{}", term.en);
        assert!(!term.zh.trim().is_empty() && !term.zh.is_ascii(), "{}: {}", term.en, term.zh);
        for language in Language::ALL {
            let never = term.never.of(language);
            assert!(never.iter().all(|word| word != term.of(language)), "{} forbids itself", term.en);
        }
    }
    for of in [|term: &Term| term.en.clone(), |term: &Term| term.zh.clone()] {
        assert_eq!(terms.iter().map(of).collect::<BTreeSet<_>>().len(), terms.len());
    }
}

#[test]
fn no_letter_uses_a_forbidden_synonym() {
    let terms = terms();
    for language in Language::ALL {
        for (name, mail) in letters(language) {
            let text = own_text(&mail);
            for term in &terms {
                for never in term.never.of(language) {
                    let text = without_longer_terms(language, &text, never, &terms);
                    assert!(
                        !has(language, &text, never),
                        "{name}: {never} in place of {} in\n{text}",
                        term.of(language)
                    );
                }
            }
        }
    }
}

#[test]
fn a_term_in_one_language_has_its_counterpart_in_the_other() {
    use Language::{English, TraditionalChinese};
    let terms = terms();
    for ((name, english), (_, chinese)) in letters(English).iter().zip(&letters(TraditionalChinese)) {
        let (english, chinese) = (own_text(english), own_text(chinese));
        for term in &terms {
            let in_english = term.forms(English).iter().any(|form| has(English, &english, form));
            let forms = term.forms(TraditionalChinese);
            let anywhere = forms.iter().any(|form| chinese.contains(form.as_str()));
            let by_itself = forms
                .iter()
                .any(|form| without_longer_terms(TraditionalChinese, &chinese, form, &terms).contains(form.as_str()));
            let details = format!("{name}: {} and {} in\n{english}\n{chinese}", term.en, term.zh);
            assert!(!in_english || anywhere, "only in English: {details}");
            assert!(!by_itself || in_english, "only in Chinese: {details}");
        }
    }
}

/// Protects the test of forbidden synonyms against an empty list.
#[test]
fn earlier_synonyms_are_forbidden() {
    let terms = terms();
    let forbidden: BTreeSet<&str> = terms.iter().flat_map(|term| &term.never.zh).map(String::as_str).collect();
    for word in ["預約", "付款申請", "續期", "未獲核准", "營運團隊", "已付款"] {
        assert!(forbidden.contains(word), "{word}");
    }
}

#[test]
fn the_first_letter_names_the_voucher_in_both_languages_once() {
    for (name, mail) in letters(Language::TraditionalChinese) {
        let times = mail.text.matches("憑證 voucher").count();
        assert_eq!(times, usize::from(name.starts_with("voucher Assigned")), "{name}");
    }
}
