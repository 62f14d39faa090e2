//! The relevant entries of a trailer's dictionary.

/// The relevant entries of a trailer, or of a cross-reference stream's dictionary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dictionary {
    /// True when it has a reference to the document's catalog.
    pub has_root: bool,
    /// True when the document is encrypted.
    pub is_encrypted: bool,
    /// The offset of the previous cross-reference.
    pub previous: Option<u64>,
}

/// One token of a dictionary, reduced to the relevant properties.
#[derive(Debug, PartialEq, Eq)]
enum Token<'a> {
    Open,
    Close,
    /// A name without its slash, not unescaped.
    Name(&'a [u8]),
    /// A string, in any notation.
    String,
    /// A number or a keyword.
    Word(&'a [u8]),
}

impl Dictionary {
    /// Reads the dictionary at the beginning; `None` when there is none. An incomplete dictionary counts as far as it
    /// goes.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        skip_blanks(&mut rest);
        rest = rest.strip_prefix(b"<<")?;
        let (mut found, mut key, mut depth) = (Self::default(), None, 1_u32);
        while let Some(token) = token(&mut rest) {
            if let Some(key) = key.take_if(|_| depth == 1) {
                found.set(key, &token);
                depth = depth.saturating_add(u32::from(token == Token::Open));
                continue;
            }
            match token {
                Token::Open => depth = depth.saturating_add(1),
                Token::Close if depth <= 1 => break,
                Token::Close => depth = depth.saturating_sub(1),
                Token::Name(name) if depth == 1 => key = Some(name),
                Token::Name(_) | Token::String | Token::Word(_) => {}
            }
        }
        Some(found)
    }

    /// Adds the findings of another dictionary.
    pub fn add(&mut self, other: &Self) {
        self.has_root |= other.has_root;
        self.is_encrypted |= other.is_encrypted;
    }

    fn set(&mut self, key: &[u8], value: &Token<'_>) {
        match (unescaped(key).as_slice(), value) {
            (b"Root", Token::Word(word)) => self.has_root |= number(word).is_some(),
            (b"Encrypt", value) => self.is_encrypted |= *value != Token::Word(b"null"),
            (b"Prev", Token::Word(word)) => self.previous = number(word),
            _ => {}
        }
    }
}

fn number(word: &[u8]) -> Option<u64> {
    std::str::from_utf8(word).ok()?.parse().ok()
}

/// A name with escapes such as `#20` decoded.
fn unescaped(name: &[u8]) -> Vec<u8> {
    let (mut decoded, mut rest) = (Vec::new(), name);
    while let Some((byte, behind)) = rest.split_first() {
        let code = behind.get(..2).filter(|_| *byte == b'#').and_then(|code| std::str::from_utf8(code).ok());
        let escaped = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        decoded.push(escaped.unwrap_or(*byte));
        rest = if escaped.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    decoded
}

/// Reads the next token and advances; `None` at the end.
fn token<'a>(rest: &mut &'a [u8]) -> Option<Token<'a>> {
    skip_blanks(rest);
    let (first, behind) = rest.split_first()?;
    match (*first, behind.first()) {
        (b'<', Some(b'<')) => Some(advance_by(rest, 2, Token::Open)),
        (b'>', Some(b'>')) => Some(advance_by(rest, 2, Token::Close)),
        (b'[' | b'{', _) => Some(advance_by(rest, 1, Token::Open)),
        (b']' | b'}', _) => Some(advance_by(rest, 1, Token::Close)),
        (b'<', _) => {
            let length = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
            Some(advance_by(rest, length.saturating_add(1), Token::String))
        }
        (b'(', _) => Some(advance_by(rest, string_length(rest), Token::String)),
        (b'/', _) => {
            let length = regular(behind);
            let name = behind.get(..length)?;
            Some(advance_by(rest, length.saturating_add(1), Token::Name(name)))
        }
        _ => {
            let length = regular(rest).max(1);
            let word = rest.get(..length)?;
            Some(advance_by(rest, length, Token::Word(word)))
        }
    }
}

fn advance_by<'a>(rest: &mut &'a [u8], length: usize, token: Token<'a>) -> Token<'a> {
    *rest = rest.get(length..).unwrap_or_default();
    token
}

/// Skips white space and comments.
fn skip_blanks(rest: &mut &[u8]) {
    loop {
        let blanks = rest.iter().take_while(|byte| is_blank(**byte)).count();
        *rest = rest.get(blanks..).unwrap_or_default();
        if !rest.starts_with(b"%") {
            return;
        }
        let comment = rest.iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count();
        *rest = rest.get(comment..).unwrap_or_default();
    }
}

/// The length of a string in parentheses, which can be nested and escaped.
fn string_length(bytes: &[u8]) -> usize {
    let (mut depth, mut is_escaped) = (0_usize, false);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'(' => depth = depth.saturating_add(1),
            b')' if depth <= 1 => return at.saturating_add(1),
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    bytes.len()
}

/// The length of the name or word at the beginning.
fn regular(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| !is_blank(**byte) && !b"()<>[]{}/%".contains(byte)).count()
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Dictionary> {
        Dictionary::read(text.as_bytes())
    }

    const ROOT: Dictionary = Dictionary { has_root: true, is_encrypted: false, previous: None };

    #[test]
    fn the_relevant_entries_are_found_in_every_notation() {
        for text in [
            "<</Root 1 0 R>>",
            "\r\n<<\r/Size 6/Root 1 0 R>>",
            "<< /Type/XRef /Index[0 5 7 2] /W [1 2 1] /Filter/FlateDecode /Root 12 0 R /Length 9 >> stream",
            "<</Info<</Title(a \\) (nested) >> /Encrypt 1)/Sub<</Encrypt 3 0 R>>>>/Root 1 0 R>>",
            "<</ID[<00ff><00>]/Root%a comment /Encrypt\n1 0 R>>",
            "<</#52oot 1 0 R/Encrypt null>>",
            "<</Root 1 0 R/Unfinished(",
            "<</Type/Encrypt/Root 1 0 R>>",
        ] {
            assert_eq!(read(text), Some(ROOT), "{text}");
        }
        for text in ["<</Root 1 0 R/Encrypt 5 0 R>>", "<</Encrypt<</Filter/Standard>>/Root 1 0 R>>"] {
            assert_eq!(read(text), Some(Dictionary { is_encrypted: true, ..ROOT }), "{text}");
        }
        assert_eq!(read("<</Root 1 0 R/Prev 917>>"), Some(Dictionary { previous: Some(917), ..ROOT }));
    }

    #[test]
    fn look_alikes_of_entries_are_ignored() {
        for text in [
            "<<>>",
            "<</Size 6>> /Root 1 0 R",
            "<</Root null>>",
            "<</Root>>",
            "<</Info<</Root 1 0 R>>>>",
            "<</Kids[/Root 1 0 R]>>",
            "<</Title(/Root 1 0 R)>>",
            "<</Rooted 1 0 R>>",
            "<<%/Root 1 0 R",
        ] {
            assert_eq!(read(text), Some(Dictionary::default()), "{text}");
        }
        for text in ["", "<", "/Root 1 0 R", "[/Root 1 0 R]", "(<</Root 1 0 R>>)", "% <</Root 1 0 R>>"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
