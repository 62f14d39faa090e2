//! The assignment that a mail's texts give, or why they give none.
//!
//! Every text is read, and every block of the template in it. What one customer reads in English another reads in
//! Chinese, and a third in HTML only, so all that can be read must say the same.

use api::Reason;

use super::blocks::{Found, LABEL_LINES_MAX, LABELS_MIN};
use super::details;
use super::draft::Draft;
use super::header::Entity;
use super::html;
use super::mime::{self, Texts};
use super::text::{self, Line};

/// What the texts of one kind say.
enum Said {
    /// Not the template.
    Nothing,
    /// The template, with mistakes.
    Mistaken(Vec<Reason>),
    /// The template more than once, with different values.
    Contradictory(Vec<Reason>),
    Assignment(Box<Draft>),
}

/// Reads the texts of a message.
///
/// # Errors
/// `not_first_hand`, `not_an_assignment`, `unreadable_part`, and per field `missing`, `invalid` or `ambiguous`.
pub(super) fn read(message: &Entity<'_>) -> Result<Draft, Vec<Reason>> {
    let (parts, depth) = (mime::PARTS_MAX, mime::DEPTH_MAX);
    let limits = || format!("the mail may have at most {parts} parts, and {depth} levels of parts within parts");
    let mut texts = mime::texts(message).ok_or_else(|| vec![not_an_assignment(limits())])?;
    let plain = Found::of(&text::plain_lines(&texts.plain));
    let mut unread = std::mem::take(&mut texts.unread);
    let page = Found::of(&page_lines(&texts, &mut unread));
    if let Some(origin) = plain.second_hand.or(page.second_hand) {
        let found = origin.found();
        let detail = format!("lines of the template are {found}; only the notice itself counts, not a copy of it");
        return Err(vec![Reason::new("not_first_hand", detail)]);
    }
    decide(said(&plain)?, said(&page)?).map_err(|reasons| with_unread(reasons, &texts, unread))
}

/// The lines of all pages. One that nests too deep is named among the unread parts.
fn page_lines<'t>(texts: &'t Texts, unread: &mut Vec<String>) -> Vec<Line<'t>> {
    let mut lines = Vec::new();
    for page in &texts.html {
        match html::lines(page) {
            Some(more) => lines.extend(more),
            None => unread.push(format!("an HTML text that nests deeper than {} elements", html::DEPTH_MAX)),
        }
    }
    text::page_lines(lines)
}

fn said(found: &Found<'_>) -> Result<Said, Vec<Reason>> {
    if found.too_many {
        let detail = format!("a text may have at most {LABEL_LINES_MAX} lines of the template");
        return Err(vec![not_an_assignment(detail)]);
    }
    let mut drafts = Vec::new();
    let mut mistakes: Vec<Reason> = Vec::new();
    for block in &found.blocks {
        match details::read(block) {
            Ok(draft) => drafts.push(draft),
            Err(reasons) => mistakes.extend(reasons),
        }
    }
    Ok(of_blocks(drafts, mistakes))
}

fn of_blocks(drafts: Vec<Draft>, mistakes: Vec<Reason>) -> Said {
    let mut drafts = drafts.into_iter();
    let first = drafts.next();
    let differing = |draft: Draft| first.as_ref().map(|first| first.differences(&draft)).unwrap_or_default();
    let differences: Vec<Reason> = drafts.flat_map(differing).collect();
    let contradictory = !differences.is_empty() || mistakes.iter().any(|reason| reason.code == "ambiguous");
    let reasons = distinct(mistakes.into_iter().chain(differences));
    match first {
        _ if contradictory => Said::Contradictory(reasons),
        _ if !reasons.is_empty() => Said::Mistaken(reasons),
        Some(draft) => Said::Assignment(Box::new(draft)),
        None => Said::Nothing,
    }
}

/// Where one of the two cannot be read, the other decides; where both can, they must agree.
fn decide(plain: Said, page: Said) -> Result<Draft, Vec<Reason>> {
    match (plain, page) {
        (Said::Assignment(plain), Said::Assignment(page)) => match plain.differences(&page) {
            differences if differences.is_empty() => Ok(*plain),
            differences => Err(differences),
        },
        (Said::Contradictory(reasons), _)
        | (_, Said::Contradictory(reasons))
        | (Said::Mistaken(reasons), Said::Nothing)
        | (Said::Nothing, Said::Mistaken(reasons)) => Err(reasons),
        (Said::Assignment(draft), _) | (_, Said::Assignment(draft)) => Ok(*draft),
        (Said::Mistaken(plain), Said::Mistaken(page)) => Err(if page.len() < plain.len() { page } else { plain }),
        (Said::Nothing, Said::Nothing) => Err(vec![not_an_assignment(format!(
            "the text must hold the lines of the assignment template, from \"Voucher number\" on, at least {LABELS_MIN}"
        ))]),
    }
}

/// The reasons, and the parts that may hold what is missing.
fn with_unread(mut reasons: Vec<Reason>, texts: &Texts, mut unread: Vec<String>) -> Vec<Reason> {
    let nothing = reasons.iter().all(|reason| reason.code == "not_an_assignment");
    let broken =
        texts.plain.iter().chain(&texts.html).filter(|text| text.content.contains(char::REPLACEMENT_CHARACTER));
    unread
        .extend(broken.filter(|_| nothing).map(|text| format!("a text with characters that are not {}", text.charset)));
    let detail = |what| format!("a part of the mail cannot be read: {what}; send the notice as plain text in UTF-8");
    reasons.extend(distinct(unread.into_iter().map(|what| Reason::new("unreadable_part", detail(what)))));
    reasons
}

fn distinct(reasons: impl Iterator<Item = Reason>) -> Vec<Reason> {
    let mut kept = Vec::new();
    for reason in reasons {
        if !kept.contains(&reason) {
            kept.push(reason);
        }
    }
    kept
}

fn not_an_assignment(detail: String) -> Reason {
    Reason::new("not_an_assignment", detail)
}
