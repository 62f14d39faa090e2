//! Comments that both sides write on a claim beside their commands (PROGRAM.md 11.15).

use jiff::civil::Date;

use super::{Claim, Event, Outcome, Side, Status};
use crate::refusal::{Refusal, Refusals};
use crate::text::Note;

/// The most comments of a claim, those that other commands carry not counted (PROGRAM.md 11.15).
pub const COMMENTS_MAX: u32 = 100;

impl Claim {
    /// Adds a comment of one side. The text is part of the event alone (DECISIONS.md 57).
    ///
    /// # Errors
    /// [`Refusal::ClaimPaid`] and [`Refusal::TooManyComments`].
    pub fn add_comment(self, comment: Note, side: Side, today: Date) -> Result<Outcome, Refusals> {
        let paid = (self.status(today) == Status::Paid).then_some(Refusal::ClaimPaid);
        let full = (self.comments >= COMMENTS_MAX).then_some(Refusal::TooManyComments { max: COMMENTS_MAX });
        Refusals::none_of(paid.into_iter().chain(full).collect())?;
        let comments = self.comments.saturating_add(1);
        Ok(Outcome::applied(Self { comments, ..self }, Event::Commented { comment, side }))
    }
}
