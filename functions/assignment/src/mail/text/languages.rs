//! How mail programs begin a quoted or forwarded mail, in the languages they speak.

mod asia;
mod europe;

/// The words of one language.
pub(in crate::mail) struct Language {
    /// Lines that stand before a quoted or forwarded mail.
    pub(in crate::mail) begins: &'static [&'static str],
    /// The end of the line that introduces a quotation, before its colon.
    pub(in crate::mail) wrote: &'static [&'static str],
    /// The header field that names the sender.
    pub(in crate::mail) from: &'static [&'static str],
    /// The header fields that name the time and the subject.
    pub(in crate::mail) sent_or_subject: &'static [&'static str],
}

/// Every language.
pub(in crate::mail) fn languages() -> impl Iterator<Item = &'static Language> {
    europe::LANGUAGES.iter().chain(&asia::LANGUAGES)
}
