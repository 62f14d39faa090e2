//! `GET /terms/current`: the terms of reserving in force (PROGRAM.md 7.7). They are read where they are accepted.

use api::view::TextView;
use api::{Answer, Failure};

use crate::Context;

pub(crate) fn current(context: &Context<'_>) -> Result<Answer<TextView>, Failure> {
    let language = context.language(None);
    Ok(Answer::json(&TextView::new(&context.services.catalog.terms, language))?.in_language(language))
}
