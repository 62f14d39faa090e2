//! Everything that is wrong with a mail, gathered while it is read on.

use api::Reason;

/// What was wrong so far.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Reason>);

impl Findings {
    /// The value, or nothing and one reason more.
    pub(super) fn keep<T>(&mut self, value: Result<T, Reason>) -> Option<T> {
        value.map_err(|reason| self.0.push(reason)).ok()
    }

    pub(super) fn extend(&mut self, reasons: impl IntoIterator<Item = Reason>) {
        self.0.extend(reasons);
    }

    /// Adds the reasons that were not given before.
    pub(super) fn extend_with_new(&mut self, reasons: impl IntoIterator<Item = Reason>) {
        for reason in reasons {
            if !self.0.contains(&reason) {
                self.0.push(reason);
            }
        }
    }

    /// What `build` makes of the values when nothing was wrong; it answers nothing only when something was.
    pub(super) fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, Vec<Reason>> {
        if self.0.is_empty() { build().ok_or_else(Vec::new) } else { Err(self.0) }
    }
}
