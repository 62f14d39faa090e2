//! Line breaks in HTML: none after a hyphen, and in an address preferably after its `@`.

/// Longest word with hyphens that must not wrap, in characters; a longer one does not fit a phone's line.
const WHOLE_CHARS: usize = 24;

/// A part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// A word with hyphens: a date, a number such as `SA-7KQ2-M9XD-3FHT`, or `e-mail`.
    Whole(&'a str),
    /// The parts of an address before and after its `@`.
    Address(&'a str, &'a str),
    /// Anything else.
    Text(&'a str),
}

/// The pieces of a line; joined, they are the line.
pub(crate) fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| is_of_token(c) != is_of_token(first)).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        pieces.push(if is_of_token(first) { token(run) } else { Piece::Text(run) });
        rest = behind;
    }
    pieces
}

fn is_of_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._+@".contains(c)
}

fn token(run: &str) -> Piece<'_> {
    if let Some((local, domain)) = run.split_once('@') {
        return Piece::Address(local, domain);
    }
    if run.contains('-') && run.len() <= WHOLE_CHARS { Piece::Whole(run) } else { Piece::Text(run) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_hyphens_do_not_wrap() {
        use Piece::{Address, Text, Whole};
        assert_eq!(
            pieces("請於 2027-03-01（含當日）前提交 CL-SA-7KQ2-M9XD-3FHT."),
            [Text("請於 "), Whole("2027-03-01"), Text("（含當日）前提交 "), Whole("CL-SA-7KQ2-M9XD-3FHT."),]
        );
        let long = "SA-0000-1111-2222-3333-4444-5555";
        assert_eq!(pieces(long), [Text(long)], "too long for a phone");
        assert_eq!(pieces("by e-mail"), [Text("by"), Text(" "), Whole("e-mail")]);
        assert_eq!(pieces("lin.mei@contoso.example"), [Address("lin.mei", "contoso.example")]);
        assert_eq!(pieces(""), []);
    }

    #[test]
    fn the_joined_pieces_are_the_line() {
        for line in ["", "@", "a@b@c d", "-1-", "\u{2028}<b>&SA-1'", "憑證", "  a  "] {
            let joined = pieces(line).iter().fold(String::new(), |joined, piece| match piece {
                Piece::Whole(text) | Piece::Text(text) => joined + text,
                Piece::Address(local, domain) => joined + local + "@" + domain,
            });
            assert_eq!(joined, line);
        }
    }
}
