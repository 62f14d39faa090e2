//! A profile as it is typed (PROGRAM.md 5.1).

use domain::directory::DESCRIPTION_CHARS_MAX;
use serde_json::{Map, Value, json};

use super::answers::Profile;
use crate::form::Form;
use crate::html::Errors;
use crate::words::Words;

/// The languages with a box of their own: those in which customers ask most. Others are typed as tags.
pub const LANGUAGES: [&str; 20] = [
    "en", "zh-TW", "zh-CN", "ja", "ko", "de", "es", "fr", "hi", "id", "it", "ms", "nl", "pl", "pt", "ru", "sv", "th",
    "tr", "vi",
];

/// The content of a profile's form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The public name.
    pub display_name: String,
    /// The company's description of itself.
    pub description: String,
    /// The website.
    pub website: String,
    /// The address for inquiries.
    pub contact_email: String,
    /// The codes of the programs.
    pub programs: Vec<String>,
    /// The tags of the languages that were ticked.
    pub languages: Vec<String>,
    /// The tags of the languages that were typed.
    pub other_languages: Vec<String>,
    /// The ids of the locations.
    pub locations: Vec<String>,
    /// True when it is to be shown.
    pub published: bool,
}

/// The name of a language in the reader's language, as the directory has it; the tag where there is none.
pub fn language_name(words: Words, tag: &str) -> String {
    words.known(&format!("directory-language-{}", tag.to_ascii_lowercase()), &[]).unwrap_or_else(|| tag.to_owned())
}

impl Draft {
    /// What a form sends.
    pub fn typed(form: &Form) -> Self {
        let text = |name: &str| form.text(name).to_owned();
        let list = |name: &str| form.all(name).filter(|text| !text.is_empty()).map(str::to_owned).collect();
        let others = form.text("other_languages").split([',', ';', '、', '，']).map(str::trim);
        Self {
            display_name: text("display_name"),
            description: text("description").replace("\r\n", "\n"),
            website: text("website"),
            contact_email: text("contact_email"),
            programs: list("programs"),
            languages: list("languages"),
            other_languages: others.filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
            locations: list("locations"),
            published: form.filled("published").is_some(),
        }
    }

    /// What is stored.
    pub fn stored(profile: &Profile) -> Self {
        let has_box = |tag: &String| LANGUAGES.contains(&tag.as_str());
        let (languages, other_languages) = profile.languages.iter().cloned().partition(has_box);
        Self {
            display_name: profile.display_name.clone(),
            description: profile.description.clone(),
            website: profile.website.to_string(),
            contact_email: profile.contact_email.to_string(),
            programs: profile.programs.iter().map(ToString::to_string).collect(),
            languages,
            other_languages,
            locations: profile.locations.iter().map(ToString::to_string).collect(),
            published: profile.published,
        }
    }

    /// The body of the command. A text that was left empty is missing.
    pub fn body(&self) -> Value {
        let texts = [
            ("display_name", &self.display_name),
            ("description", &self.description),
            ("website", &self.website),
            ("contact_email", &self.contact_email),
        ];
        let filled = texts.into_iter().filter(|(_, text)| !text.is_empty());
        let mut body: Map<String, Value> = filled.map(|(name, text)| (name.to_owned(), json!(text))).collect();
        body.insert("programs".to_owned(), json!(self.programs));
        body.insert("languages".to_owned(), json!(self.all_languages().collect::<Vec<_>>()));
        body.insert("locations".to_owned(), json!(self.locations));
        body.insert("published".to_owned(), json!(self.published));
        Value::Object(body)
    }

    /// The tags of all languages: those that were ticked first.
    pub fn all_languages(&self) -> impl Iterator<Item = &String> {
        self.languages.iter().chain(&self.other_languages)
    }

    /// The characters of the description, as the function counts them.
    pub fn description_chars(&self) -> usize {
        self.description.chars().count()
    }

    /// The characters by which the description is too long; 0 when it is not.
    pub fn description_excess(&self) -> usize {
        self.description_chars().saturating_sub(DESCRIPTION_CHARS_MAX)
    }

    /// Moves reasons about an entry of a list, such as `locations[2]`, to the field of the form, and says which entry
    /// it is about.
    pub fn locate(&self, errors: &mut Errors) {
        for entry in &mut errors.entries {
            let parsed = entry.field.split_once('[').and_then(|(name, rest)| {
                let index: usize = rest.strip_suffix(']')?.parse().ok()?;
                Some((name.to_owned(), index))
            });
            let Some((name, index)) = parsed else { continue };
            let value = match name.as_str() {
                "languages" => self.all_languages().nth(index),
                "locations" => self.locations.get(index),
                "programs" => self.programs.get(index),
                _ => None,
            };
            let is_typed = name == "languages" && index >= self.languages.len();
            entry.field = if is_typed { "other_languages".to_owned() } else { name };
            if let Some(value) = value {
                entry.message.text = format!("{value}: {}", entry.message.text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_with_a_box_has_a_name() {
        for language in domain::Language::ALL {
            let nameless = LANGUAGES.iter().filter(|tag| language_name(Words::of(language), tag) == **tag);
            assert_eq!(nameless.collect::<Vec<_>>(), Vec::<&&str>::new(), "{language:?}");
        }
    }

    #[test]
    fn a_draft_is_what_the_form_sends() {
        let form = Form::decode(
            "display_name=+Contoso+&description=one%0D%0Atwo&programs=DDPS&programs=SSDPS&languages=en\
             &other_languages=fi%2C+cs%3B&published=yes"
                .as_bytes(),
        );
        let draft = Draft::typed(&form);
        assert_eq!((draft.display_name.as_str(), draft.description.as_str()), ("Contoso", "one\ntwo"));
        assert_eq!(draft.description_chars(), 7);
        let body = draft.body();
        assert_eq!(body["languages"], json!(["en", "fi", "cs"]));
        assert_eq!((&body["programs"], &body["published"]), (&json!(["DDPS", "SSDPS"]), &json!(true)));
        assert_eq!((body.get("website"), &body["locations"]), (None, &json!([])));
    }

    #[test]
    fn a_reason_about_an_entry_of_a_list_names_it_at_the_field() {
        let draft = Draft {
            languages: vec!["en".to_owned()],
            other_languages: vec!["english".to_owned()],
            locations: vec!["L-1".to_owned()],
            ..Draft::default()
        };
        let mut errors = Errors::default();
        for field in ["languages[1]", "locations[0]", "website", "languages"] {
            errors.push(field, "is wrong".to_owned());
        }
        draft.locate(&mut errors);
        let found: Vec<(&str, &str)> =
            errors.entries.iter().map(|entry| (entry.field.as_str(), entry.message.text.as_str())).collect();
        assert_eq!(
            found,
            [
                ("other_languages", "english: is wrong"),
                ("locations", "L-1: is wrong"),
                ("website", "is wrong"),
                ("languages", "is wrong"),
            ]
        );
    }
}
