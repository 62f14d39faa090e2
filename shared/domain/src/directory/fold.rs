//! Case and accent folding for searches (PROGRAM.md 5.3).

use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization;

/// The text in lower case, without accents and width forms, its words separated by one space. `Zoë GmbH` equals
/// `ZOE ＧｍｂＨ`, and `臺` equals `台`. Apostrophes and invisible characters are removed, and every dash becomes a hyphen.
///
/// Only the accents of Latin, Greek and Cyrillic and the optional vowels of Hebrew and Arabic are removed. Marks that
/// make another letter stay: those of kana (`が` is not `か`) and the vowel signs of Indic scripts and Thai. Hangul is
/// composed to whole syllables.
pub fn folded(text: &str) -> String {
    // A separate mark decomposes to a space and a mark, which would split a word.
    let text = text.replace('´', "'").replace('゛', "\u{3099}").replace('゜', "\u{309a}");
    // Lower case twice: the compatibility form of a character can be a capital letter.
    let decomposed: String = text.to_lowercase().nfkd().collect();
    let mut folded = String::with_capacity(decomposed.len());
    for character in decomposed.to_lowercase().chars().filter(|character| !is_left_out(*character)) {
        fold_into(&mut folded, character);
    }
    let composed: String = folded.nfc().collect();
    let words = composed.split_whitespace().filter(|word| !word.chars().all(|character| character == '-'));
    words.collect::<Vec<_>>().join(" ")
}

/// Appends a character, or the letters that people type for one without a Unicode decomposition.
fn fold_into(folded: &mut String, character: char) {
    match character {
        'đ' | 'ð' => folded.push('d'),
        'ħ' => folded.push('h'),
        'ı' => folded.push('i'),
        'ł' => folded.push('l'),
        'ø' => folded.push('o'),
        'ŧ' => folded.push('t'),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        'ß' => folded.push_str("ss"),
        'ς' => folded.push('σ'),
        '臺' => folded.push('台'),
        _ if is_dash(character) => folded.push('-'),
        _ => folded.push(character),
    }
}

fn is_left_out(character: char) -> bool {
    [ACCENTS, APOSTROPHES, INVISIBLE].into_iter().any(|signs| is_one_of(signs, character))
}

fn is_dash(character: char) -> bool {
    is_one_of(DASHES, character)
}

fn is_one_of(signs: &[RangeInclusive<char>], character: char) -> bool {
    signs.iter().any(|range| range.contains(&character))
}

/// Combining marks of Latin, Greek and Cyrillic, and the optional ones of Hebrew, Arabic and Syriac.
const ACCENTS: &[RangeInclusive<char>] = &[
    '\u{300}'..='\u{36f}',
    '\u{483}'..='\u{489}',
    '\u{591}'..='\u{5bd}',
    '\u{5bf}'..='\u{5bf}',
    '\u{5c1}'..='\u{5c2}',
    '\u{5c4}'..='\u{5c5}',
    '\u{5c7}'..='\u{5c7}',
    '\u{610}'..='\u{61a}',
    '\u{64b}'..='\u{65f}',
    '\u{670}'..='\u{670}',
    '\u{6d6}'..='\u{6dc}',
    '\u{6df}'..='\u{6e4}',
    '\u{6e7}'..='\u{6e8}',
    '\u{6ea}'..='\u{6ed}',
    '\u{711}'..='\u{711}',
    '\u{730}'..='\u{74a}',
    '\u{1ab0}'..='\u{1aff}',
    '\u{1dc0}'..='\u{1dff}',
    '\u{20d0}'..='\u{20ff}',
    '\u{fe20}'..='\u{fe2f}',
];

/// Apostrophes: typed, typographic, and modifier letters.
const APOSTROPHES: &[RangeInclusive<char>] = &[
    '\''..='\'',
    '`'..='`',
    '\u{2b9}'..='\u{2bf}',
    '\u{2c8}'..='\u{2c8}',
    '\u{55a}'..='\u{55a}',
    '\u{2018}'..='\u{201b}',
    '\u{2032}'..='\u{2032}',
    '\u{a78c}'..='\u{a78c}',
];

/// Hyphens, dashes and minus signs. The long vowel of katakana (`ー`) is not a dash.
const DASHES: &[RangeInclusive<char>] = &[
    '\u{2d7}'..='\u{2d7}',
    '\u{58a}'..='\u{58a}',
    '\u{2010}'..='\u{2015}',
    '\u{2043}'..='\u{2043}',
    '\u{2212}'..='\u{2212}',
    '\u{2e3a}'..='\u{2e3b}',
    '\u{30a0}'..='\u{30a0}',
];

/// Invisible characters: zero-width characters, bidirectional controls, variation selectors.
const INVISIBLE: &[RangeInclusive<char>] = &[
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{61c}'..='\u{61c}',
    '\u{180b}'..='\u{180e}',
    '\u{200b}'..='\u{200f}',
    '\u{202a}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{feff}'..='\u{feff}',
    '\u{e0000}'..='\u{e007f}',
    '\u{e0100}'..='\u{e01ef}',
];
