//! The phrases with which mail programs begin a quoted or forwarded mail, by language (DECISIONS.md 32).

mod asia;
mod europe;

/// The phrases of one language.
pub(in crate::mail) struct Language {
    /// The lines before a quoted or forwarded mail.
    pub(in crate::mail) begins: &'static [&'static str],
    /// The verbs at the end of a line that introduces a quotation, before its colon.
    pub(in crate::mail) wrote: &'static [&'static str],
    /// The names of the header field of the sender.
    pub(in crate::mail) from: &'static [&'static str],
    /// The names of the header fields of the time and the subject.
    pub(in crate::mail) sent_or_subject: &'static [&'static str],
}

/// All languages.
pub(in crate::mail) fn languages() -> impl Iterator<Item = &'static Language> {
    europe::LANGUAGES.iter().chain(&asia::LANGUAGES)
}
