//! Finds the blocks of the template in a text: lines that begin with a label, and the lines that continue their values.
//!
//! Blank lines are allowed between the lines of a block; any other text ends it. A block counts as the template when it
//! has values for at least [`LABELS_MIN`] different labels, so that one or two in a signature are ignored.

use super::entry::Entry;
use super::labels::{self, Label, tidy};
use super::text::{Gap, Line, SecondHand};
use super::wrapped;

/// The fewest different labels of a template block; one or two may occur in any mail (PROGRAM.md 6.8).
pub(super) const LABELS_MIN: usize = 3;
/// The most labeled lines in one text; the template has ten (PROGRAM.md 6.8).
pub(super) const LABEL_LINES_MAX: usize = 200;

/// A block of the template.
#[derive(Clone, Debug, Default)]
pub(super) struct Block<'t>(Vec<Entry<'t>>);

/// The template blocks of a text.
#[derive(Debug, Default)]
pub(super) struct TemplateBlocks<'t> {
    pub(super) blocks: Vec<Block<'t>>,
    /// The evidence that a line of the template is second-hand.
    pub(super) second_hand: Option<SecondHand>,
    /// True when the text has more labeled lines than [`LABEL_LINES_MAX`].
    pub(super) too_many: bool,
}

impl<'t> Block<'t> {
    /// All entries of the label that have a value.
    pub(super) fn entries(&self, label: Label) -> impl Iterator<Item = &Entry<'t>> {
        self.0.iter().filter(move |entry| entry.label == label && !entry.lines.is_empty())
    }

    fn is_template(&self) -> bool {
        let mut labels: Vec<Label> =
            self.0.iter().filter(|entry| !entry.lines.is_empty()).map(|entry| entry.label).collect();
        labels.sort_unstable();
        labels.dedup();
        labels.len() >= LABELS_MIN
    }
}

impl<'t> TemplateBlocks<'t> {
    /// Finds the blocks among the lines of a text.
    pub(super) fn of(lines: &[Line<'t>]) -> Self {
        let mut reader = Reader::default();
        let next = lines.iter().skip(1).map(Some).chain([None]);
        for (line, next) in lines.iter().zip(next) {
            reader.line(line, next);
        }
        reader.end_block();
        reader.found
    }
}

/// The state of the reader within the current block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// At a label of the template or its value.
    #[default]
    Open,
    /// At a label that is not of the template or its value; the block continues below.
    Foreign(ForeignLabel),
    /// The block has ended; lines directly below belong to the text that ended it.
    Trailing,
    Ended,
}

/// The sign by which a label that is not of the template is recognized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ForeignLabel {
    /// A cell beside it: the label has its own row.
    Cell,
    /// A colon, which may also be a part of the value above.
    Colon,
}

#[derive(Default)]
struct Reader<'t> {
    found: TemplateBlocks<'t>,
    entries: Vec<Entry<'t>>,
    phase: Phase,
    second_hand: Option<SecondHand>,
    label_lines: usize,
}

impl<'t> Reader<'t> {
    fn line(&mut self, line: &Line<'t>, next: Option<&Line<'t>>) {
        if line.second_hand != self.second_hand || line.gap == Gap::Signature {
            self.end_block();
            self.second_hand = line.second_hand;
        }
        match labels::labeled(&line.text) {
            Some((label, value)) => self.begin_entry(line, label, value),
            None => self.continue_block(line, next),
        }
    }

    fn begin_entry(&mut self, line: &Line<'t>, label: Label, value: String) {
        self.label_lines += 1;
        if self.label_lines > LABEL_LINES_MAX {
            self.found.too_many = true;
            return;
        }
        if matches!(self.phase, Phase::Trailing | Phase::Ended) {
            self.end_block();
        }
        self.phase = Phase::Open;
        let lines = if value.is_empty() { Vec::new() } else { vec![value] };
        let entry = Entry { label, lines, detached: Vec::new(), charset: line.charset, gap: line.gap, in_row: false };
        self.entries.push(entry);
    }

    /// Handles a line without a label of the template: the value of the label above, a continuation of that value, a
    /// foreign label, or the end of the block.
    fn continue_block(&mut self, line: &Line<'t>, next: Option<&Line<'t>>) {
        let Some(entry) = self.entries.last_mut() else {
            return;
        };
        self.phase = match (self.phase, entry.foreign_label(line, next)) {
            (Phase::Open | Phase::Foreign(_), Some(ForeignLabel::Cell)) => Phase::Foreign(ForeignLabel::Cell),
            (Phase::Open | Phase::Foreign(_), Some(ForeignLabel::Colon)) => {
                entry.push_detached(line, Phase::Foreign(ForeignLabel::Colon))
            }
            (Phase::Open, None) if entry.lines.is_empty() => entry.begin_value(line),
            (Phase::Open, None) => entry.continue_value(line),
            (Phase::Foreign(foreign), None) => entry.continue_foreign(line, foreign),
            (Phase::Trailing, _) if line.gap == Gap::Next => entry.push_detached(line, Phase::Trailing),
            (Phase::Trailing | Phase::Ended, _) => Phase::Ended,
        };
    }

    /// Ends the current block: stores it as the sender's own template, or notes that the template is second-hand.
    fn end_block(&mut self) {
        let block = Block(std::mem::take(&mut self.entries));
        self.phase = Phase::Open;
        if self.second_hand.is_none() {
            self.found.blocks.extend(Some(block).filter(Block::is_template));
        } else if block.0.iter().any(|entry| !entry.lines.is_empty()) {
            self.found.second_hand = self.found.second_hand.or(self.second_hand);
        }
    }
}

impl Entry<'_> {
    /// The sign that the line begins with a label that is not of the template.
    fn foreign_label(&self, line: &Line<'_>, next: Option<&Line<'_>>) -> Option<ForeignLabel> {
        let has_cell_beside = next.is_some_and(|next| match next.gap {
            Gap::Cell => line.gap == Gap::Paragraph && !next.text.is_empty(),
            Gap::Tab => line.gap == Gap::Next,
            Gap::Next | Gap::CellParagraph | Gap::Paragraph | Gap::Blank | Gap::Signature => false,
        });
        match line.gap {
            Gap::Next | Gap::Paragraph if self.in_row && has_cell_beside => Some(ForeignLabel::Cell),
            Gap::Next | Gap::Paragraph if labels::looks_labeled(&line.text) => Some(ForeignLabel::Colon),
            Gap::Next | Gap::Tab | Gap::Cell | Gap::CellParagraph | Gap::Paragraph | Gap::Blank | Gap::Signature => {
                None
            }
        }
    }

    /// Reads the text after a bare label: in the cell beside it, or below it when the label is alone in its row.
    fn begin_value(&mut self, line: &Line<'_>) -> Phase {
        let beside = matches!(line.gap, Gap::Tab | Gap::Cell | Gap::CellParagraph);
        self.in_row |= beside;
        let alone = !self.in_row && !matches!(self.gap, Gap::Tab | Gap::Cell);
        let below = alone && matches!(line.gap, Gap::Next | Gap::Paragraph);
        if beside && labels::is_colon(&line.text) {
            return Phase::Open;
        }
        if !(beside || below) {
            return Phase::Ended;
        }
        self.lines.push(tidy(&line.text));
        Phase::Open
    }

    fn continue_foreign(&mut self, line: &Line<'_>, foreign: ForeignLabel) -> Phase {
        match (line.gap, foreign) {
            (Gap::Next | Gap::Tab | Gap::Cell | Gap::CellParagraph, ForeignLabel::Cell) => Phase::Foreign(foreign),
            (Gap::Next | Gap::Tab | Gap::Cell | Gap::CellParagraph, ForeignLabel::Colon) => {
                self.push_detached(line, Phase::Foreign(foreign))
            }
            (Gap::Paragraph, _) => Phase::Trailing,
            (Gap::Blank | Gap::Signature, _) => Phase::Ended,
        }
    }

    fn continue_value(&mut self, line: &Line<'_>) -> Phase {
        let is_complete = || match self.lines.as_slice() {
            [value] if self.detached.is_empty() => wrapped::is_complete(self.label, value, &line.text),
            _ => false,
        };
        match line.gap {
            Gap::Next if is_complete() => Phase::Trailing,
            Gap::Next | Gap::Tab if self.detached.is_empty() => {
                self.lines.push(tidy(&line.text));
                Phase::Open
            }
            Gap::Next | Gap::Tab | Gap::Cell | Gap::CellParagraph => self.push_detached(line, Phase::Open),
            Gap::Paragraph if self.detached.is_empty() && self.must_continue_with(&line.text) => {
                self.push_detached(line, Phase::Open)
            }
            Gap::Blank if self.is_cut_off() => self.push_detached(line, Phase::Open),
            Gap::Paragraph if self.detached.is_empty() => self.push_detached(line, Phase::Trailing),
            Gap::Paragraph => Phase::Trailing,
            Gap::Blank | Gap::Signature => Phase::Ended,
        }
    }

    fn push_detached(&mut self, line: &Line<'_>, then: Phase) -> Phase {
        self.detached.push(tidy(&line.text));
        then
    }
}
