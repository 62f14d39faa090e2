//! Reads the assignment from the texts of a mail.
//!
//! All texts are read, and all template blocks in them. One customer reads the English block, another the Chinese
//! one, a third the HTML only, so all of them must have the same values (PROGRAM.md 6.8).

use api::Reason;

use super::blocks::{LABEL_LINES_MAX, LABELS_MIN, TemplateBlocks};
use super::details;
use super::draft::Draft;
use super::header::Entity;
use super::html;
use super::mime::{self, Texts};
use super::text::{self, Line};

/// The result of reading all texts of one kind, plain or HTML.
enum Reading {
    /// No block of the template.
    NoTemplate,
    /// Blocks with missing or invalid values.
    Invalid(Vec<Reason>),
    /// Several values for the same line.
    Contradictory(Vec<Reason>),
    /// One assignment in all blocks.
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
    let plain = TemplateBlocks::of(&text::plain_lines(&texts.plain));
    let mut unread = std::mem::take(&mut texts.unread);
    let page = TemplateBlocks::of(&page_lines(&texts, &mut unread));
    if let Some(second_hand) = plain.second_hand.or(page.second_hand) {
        let found = second_hand.description();
        let detail = format!("lines of the template are {found}; only the notice itself counts, not a copy of it");
        return Err(vec![Reason::new("not_first_hand", detail)]);
    }
    decide(reading(&plain)?, reading(&page)?).map_err(|reasons| with_unread(reasons, &texts, unread))
}

/// The lines of all pages. A page that nests too deep is added to the unread parts.
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

fn reading(found: &TemplateBlocks<'_>) -> Result<Reading, Vec<Reason>> {
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
    Ok(combined(drafts, mistakes))
}

fn combined(drafts: Vec<Draft>, mistakes: Vec<Reason>) -> Reading {
    let mut drafts = drafts.into_iter();
    let first = drafts.next();
    let differing = |draft: Draft| first.as_ref().map(|first| first.differences(&draft)).unwrap_or_default();
    let differences: Vec<Reason> = drafts.flat_map(differing).collect();
    let contradictory = !differences.is_empty() || mistakes.iter().any(|reason| reason.code == "ambiguous");
    let reasons = distinct(mistakes.into_iter().chain(differences));
    match first {
        _ if contradictory => Reading::Contradictory(reasons),
        _ if !reasons.is_empty() => Reading::Invalid(reasons),
        Some(draft) => Reading::Assignment(Box::new(draft)),
        None => Reading::NoTemplate,
    }
}

/// Decides between the plain text and the HTML. When only one can be read, it decides; when both can, they must agree.
fn decide(plain: Reading, page: Reading) -> Result<Draft, Vec<Reason>> {
    match (plain, page) {
        (Reading::Assignment(plain), Reading::Assignment(page)) => match plain.differences(&page) {
            differences if differences.is_empty() => Ok(*plain),
            differences => Err(differences),
        },
        (Reading::Contradictory(reasons), _)
        | (_, Reading::Contradictory(reasons))
        | (Reading::Invalid(reasons), Reading::NoTemplate)
        | (Reading::NoTemplate, Reading::Invalid(reasons)) => Err(reasons),
        (Reading::Assignment(draft), _) | (_, Reading::Assignment(draft)) => Ok(*draft),
        (Reading::Invalid(plain), Reading::Invalid(page)) => Err(if page.len() < plain.len() { page } else { plain }),
        (Reading::NoTemplate, Reading::NoTemplate) => Err(vec![not_an_assignment(format!(
            "the text must hold the lines of the assignment template, from \"Voucher number\" on, at least {LABELS_MIN}"
        ))]),
    }
}

/// The reasons, with one more for each part that could not be read and may hold the template.
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
