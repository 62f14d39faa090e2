//! Detects the beginning of a quoted or forwarded mail in a text, by the phrases of mail programs in the known
//! languages (DECISIONS.md 32).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::languages::{Language, languages};
use super::{Gap, Line, SecondHand};

/// The longest line that is compared with the phrases, in bytes.
const PHRASE_BYTES_MAX: usize = 200;
/// The length of the end of an introduction that is compared with the verbs, in characters.
const VERB_CHARS_MAX: usize = 30;
/// The longest name of a header field in any language, in bytes.
const FIELD_BYTES_MAX: usize = 60;
/// The number of lines below the first line of a copied header that may hold its other fields.
const HEADER_LINES: usize = 10;
/// The most lines of an introduction such as `On ... wrote:`.
const INTRODUCTION_LINES: usize = 3;
const COLONS: [char; 2] = [':', '：'];

/// A field of a copied header.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    From,
    SentOrSubject,
}

/// The names of header fields in all languages, in lower case.
static FIELDS: LazyLock<HashMap<String, Field>> = LazyLock::new(|| {
    let others = languages().flat_map(|language| language.sent_or_subject).map(|name| (*name, Field::SentOrSubject));
    let from = languages().flat_map(|language| language.from).map(|name| (*name, Field::From));
    others.chain(from).map(|(name, field)| (name.to_lowercase(), field)).collect()
});

/// The phrases that begin a quoted or forwarded mail, by their form in lower case.
static PHRASES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| lowered(|language| language.begins));
/// The verbs that end an introduction, each with its form in lower case, by last character.
static WROTE: LazyLock<HashMap<char, Vec<(String, &'static str)>>> = LazyLock::new(|| {
    let mut verbs: HashMap<char, Vec<_>> = HashMap::new();
    for (lower, verb) in lowered(|language| language.wrote) {
        verbs.entry(lower.chars().next_back().unwrap_or_default()).or_default().push((lower, verb));
    }
    verbs
});

fn lowered(of: fn(&Language) -> &'static [&'static str]) -> HashMap<String, &'static str> {
    languages().flat_map(of).map(|phrase| (phrase.to_lowercase(), *phrase)).collect()
}

/// Marks all lines from the first beginning of a quoted or forwarded mail.
pub(super) fn mark(lines: &mut [Line<'_>]) {
    let fields: Vec<Option<Field>> = lines.iter().map(|line| field(&line.text)).collect();
    let begins = |at: usize| {
        let (first, below) = lines.get(at..)?.split_first()?;
        let own = || phrase(&first.text).or_else(|| introduction(&first.text, below));
        let words = || own().or_else(|| copied_header(fields.get(at..)?, below));
        if first.second_hand.is_some() { None } else { words().map(|words| (at, words)) }
    };
    if let Some((at, words)) = (0..lines.len()).find_map(begins) {
        for line in lines.iter_mut().skip(at) {
            line.second_hand.get_or_insert(SecondHand::Below(words));
        }
    }
}

/// The phrase of a line such as `-----Original Message-----` or `Begin forwarded message:`. After strokes, more text
/// may follow the phrase (`Forwarded by X`).
fn phrase(line: &str) -> Option<&'static str> {
    let bare = without_strokes(line);
    if bare.is_empty() || bare.len() > PHRASE_BYTES_MAX {
        return None;
    }
    let bare = bare.trim_end_matches(COLONS).trim_end().to_lowercase();
    let begun = || PHRASES.iter().filter(|(phrase, _)| bare.starts_with(*phrase)).map(|(_, phrase)| *phrase);
    let longest = || begun().max_by_key(|phrase| phrase.len());
    let drawn = line.chars().take_while(|c| c.is_whitespace() || is_stroke(*c)).filter(|c| is_stroke(*c)).count() > 1;
    PHRASES.get(&bare).copied().or_else(|| if drawn { longest() } else { None })
}

/// The verb of an introduction such as `On Sunday Lin Mei wrote:`, at the end or in the middle; or else an address
/// before the colon.
fn introduction(line: &str, below: &[Line<'_>]) -> Option<&'static str> {
    let next = below.iter().take(INTRODUCTION_LINES - 1).take_while(|line| line.gap == Gap::Next);
    let colon = |text: &str| text.trim_end().ends_with(COLONS);
    if !colon(line) {
        let drawn = line.trim_end().ends_with("--");
        let inner = || verb_within(line).filter(|_| next.into_iter().any(|line| colon(&line.text)));
        return if drawn { verb_at_end(without_strokes(line)) } else { inner() };
    }
    let text = line.trim_end().trim_end_matches(COLONS).trim_end();
    let addressed = || text.split_once('<').is_some_and(|(_, address)| address.contains('@') && address.contains('>'));
    verb_at_end(text).or_else(|| verb_within(text)).or_else(|| addressed().then_some("an address and a colon"))
}

fn verb_at_end(text: &str) -> Option<&'static str> {
    let start = text.char_indices().rev().nth(VERB_CHARS_MAX).map_or(0, |(at, _)| at);
    let end = text.get(start..)?.to_lowercase();
    let whole = |before: &str, verb: &str| !verb.is_ascii() || !before.ends_with(char::is_alphanumeric);
    let ends = |verb: &str| end.strip_suffix(verb).is_some_and(|before| whole(before, verb));
    let verbs = WROTE.get(&end.chars().next_back()?)?;
    verbs.iter().find(|(verb, _)| ends(verb)).map(|(_, verb)| *verb)
}

/// A verb between the time and the name, as in German and its neighbours, or before the time.
fn verb_within(text: &str) -> Option<&'static str> {
    let dated = text.contains(|c: char| c.is_ascii_digit());
    let verb = |word: &str| ["schrieb", "schreef", "skrev"].into_iter().find(|verb| word.eq_ignore_ascii_case(verb));
    let noted = || text.contains(" wrote on ").then_some("wrote");
    if dated { text.split_whitespace().find_map(verb).or_else(noted) } else { None }
}

/// A header copied into the text: `From:` with `Sent:`, `Date:` or `Subject:` near it.
fn copied_header(fields: &[Option<Field>], below: &[Line<'_>]) -> Option<&'static str> {
    let (first, others) = fields.split_first()?;
    let first = (*first)?;
    let near = below.iter().zip(others).take_while(|(line, _)| line.gap != Gap::Blank).take(HEADER_LINES);
    let mut other = near.filter_map(|(_, field)| *field).filter(|field| *field != first);
    other.next().map(|_| "a copied header with From, Sent and Subject")
}

fn field(line: &str) -> Option<Field> {
    let (name, _) = line.split_once(COLONS)?;
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '*');
    if name.len() > FIELD_BYTES_MAX { None } else { FIELDS.get(&name.to_lowercase()).copied() }
}

/// The line without the strokes around it.
fn without_strokes(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || is_stroke(c))
}

fn is_stroke(c: char) -> bool {
    "-_=*~#<>[]·—–―─━═".contains(c)
}
