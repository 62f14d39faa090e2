//! `POST /claims/{claim_id}/comments`, and the comments of a claim in its answer (PROGRAM.md 11.15).

use api::{Answer, Decode, Failure, Fields};
use domain::claim::{Event, Side};
use domain::{Actor, Name, Note};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use table::Recorded;

use crate::access::{side, visible_claim};
use crate::partner::change_claim;
use crate::view::ClaimView;
use crate::{Context, Services};

/// A body with the text of a comment.
pub(crate) struct CommentText(Note);

impl Decode<Services> for CommentText {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        fields.required("text").map(Self)
    }
}

/// A comment, or the reason or answer that another command carried.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ClaimComment")]
pub(crate) struct CommentView {
    text: Note,
    by: CommentAuthor,
    side: Side,
    at: Timestamp,
    /// The type of the event that carries it.
    event: String,
}

/// The author of a comment.
#[derive(Serialize, JsonSchema)]
struct CommentAuthor {
    person: Actor,
    /// The name that the person's token had then.
    name: Option<Name>,
}

/// Adds a comment of the caller's side.
pub(crate) async fn add(context: Context<'_, CommentText>) -> Result<Answer<ClaimView>, Failure> {
    let CommentText(text) = &context.body;
    change_claim(
        &context,
        |claim| visible_claim(&context.caller, claim),
        |claim| {
            let side = side(&context.caller, &claim);
            claim.add_comment(text.clone(), side, context.today())
        },
    )
    .await
}

impl CommentView {
    /// Builds the comments of a history, oldest first.
    pub(crate) fn of(lines: &[Recorded<Event>]) -> Vec<Self> {
        lines.iter().filter_map(Self::new).collect()
    }

    fn new(line: &Recorded<Event>) -> Option<Self> {
        let (side, text) = line.last.event.remark()?;
        Some(Self {
            text: text.clone(),
            by: CommentAuthor { person: line.last.by.clone(), name: line.last.by_name.clone() },
            side,
            at: line.last.at,
            event: line.last.event.name().to_owned(),
        })
    }
}
