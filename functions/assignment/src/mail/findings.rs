//! Everything that is wrong with a mail, gathered while it is read on.

use domain::Invalid;
use web::Reason;

/// What was wrong so far.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Reason>);

impl Findings {
    /// The value, or nothing and one reason more.
    pub(super) fn keep<T>(&mut self, value: Result<T, Reason>) -> Option<T> {
        value.map_err(|reason| self.0.push(reason)).ok()
    }

    /// The text as a field of the event, or nothing and one reason more.
    pub(super) fn parse<T>(
        &mut self,
        field: &str,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        self.keep(parse(text).map_err(|expected| Reason::at(field, "invalid", expected.to_string())))
    }

    pub(super) fn extend(&mut self, reasons: impl IntoIterator<Item = Reason>) {
        self.0.extend(reasons);
    }

    /// What `build` makes of the values when nothing was wrong; it answers nothing only when something was.
    pub(super) fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, Vec<Reason>> {
        if self.0.is_empty() { build().ok_or_else(Vec::new) } else { Err(self.0) }
    }
}
