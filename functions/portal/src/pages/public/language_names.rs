//! Names of the languages that providers work in.

use domain::directory::Language as Tag;
use domain::{Country, Language, Text};

use crate::html::Choice;
use crate::words::Words;

/// The tags that the search offers, in the order of their English names. A tag without a region finds every region.
const OFFERED: [&str; 39] = [
    "ar", "bg", "zh", "zh-CN", "zh-HK", "zh-TW", "hr", "cs", "da", "nl", "en", "et", "fi", "fr", "de", "el", "he",
    "hi", "hu", "id", "it", "ja", "ko", "lv", "lt", "ms", "nb", "pl", "pt", "ro", "ru", "sr", "sk", "sl", "es", "sv",
    "th", "tr", "vi",
];

/// The tags that come first for a reader of Chinese: the languages of the region and English. Names in Chinese have no
/// alphabetical order that a reader would look them up by.
const FIRST_IN_CHINESE: [&str; 7] = ["zh-TW", "zh", "zh-HK", "zh-CN", "en", "ja", "ko"];

/// The offered tags, in the order of the reader's language.
fn offered(language: Language) -> Vec<&'static str> {
    let first = language.choose(&[][..], &FIRST_IN_CHINESE[..]);
    let others = OFFERED.into_iter().filter(|tag| !first.contains(tag));
    first.iter().copied().chain(others).collect()
}

/// The name of a language in the reader's language: that of the tag, or of its primary language with the region's
/// country, as in `Portuguese (Brazil)`. The tag itself where there is no name.
pub(super) fn name(words: Words, tag: &Tag) -> String {
    let named = |tag: &str| words.known(&format!("directory-language-{}", tag.to_ascii_lowercase()), &[]);
    if let Some(name) = named(tag.as_str()) {
        return name;
    }
    let region = tag.as_str().rsplit('-').next().filter(|region| region.len() == 2);
    let country = region.and_then(|region| Country::read(region).ok());
    match (named(tag.primary()), country) {
        (Some(name), Some(country)) => {
            let country = country.name(words.language());
            words.two("directory-language-of-region", ("language", &name), ("country", country))
        }
        _ => tag.as_str().to_owned(),
    }
}

/// The choices of the search. A chosen tag that it does not offer is one more.
pub(super) fn choices(words: Words, chosen: &str) -> Vec<Choice> {
    let any = words.get("directory-language-any");
    let mut choices =
        vec![Choice { value: String::new(), text: any, hint: String::new(), is_chosen: chosen.is_empty() }];
    for tag in offered(words.language())
        .into_iter()
        .chain((!chosen.is_empty() && !OFFERED.contains(&chosen)).then_some(chosen))
    {
        let text = Tag::read(tag).map_or_else(|_| tag.to_owned(), |tag| name(words, &tag));
        choices.push(Choice { value: tag.to_owned(), text, hint: String::new(), is_chosen: tag == chosen });
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(language: Language, tag: &str) -> String {
        name(Words::of(language), &Tag::read(tag).unwrap())
    }

    #[test]
    fn a_tag_has_a_name_in_both_languages() {
        assert_eq!(named(Language::English, "ja"), "Japanese");
        assert_eq!(named(Language::TraditionalChinese, "ja"), "日文");
        assert_eq!(named(Language::English, "zh-TW"), "Chinese (Taiwan)");
    }

    #[test]
    fn a_reader_of_chinese_finds_the_languages_of_the_region_first() {
        let first = |language| choices(Words::of(language), "").into_iter().nth(1).unwrap().value;
        assert_eq!([Language::English, Language::TraditionalChinese].map(first), ["ar", "zh-TW"]);
        for language in Language::ALL {
            assert_eq!(offered(language).len(), OFFERED.len());
        }
    }

    #[test]
    fn a_region_without_a_name_of_its_own_is_the_language_with_its_country() {
        assert_eq!(named(Language::English, "pt-BR"), "Portuguese (Brazil)");
        assert_eq!(named(Language::TraditionalChinese, "pt-BR"), "葡萄牙文（巴西）");
    }

    #[test]
    fn an_unknown_tag_is_shown_as_it_is() {
        for tag in ["tlh", "tlh-US", "sr-Latn", "es-419"] {
            assert_eq!(named(Language::English, tag), tag);
        }
    }

    #[test]
    fn every_offered_language_has_a_name_and_a_chosen_one_is_always_offered() {
        for language in Language::ALL {
            let choices = choices(Words::of(language), "tlh");
            assert_eq!(choices.len(), OFFERED.len() + 2);
            assert!(choices.iter().all(|choice| choice.value == "tlh" || choice.text != choice.value));
            assert_eq!(choices.iter().filter(|choice| choice.is_chosen).count(), 1);
        }
    }
}
