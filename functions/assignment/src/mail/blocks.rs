//! The blocks of the template in a text: lines that begin with a label, and the lines that continue their values.
//!
//! Blank lines may lie between the lines of a block; any other text ends it. A block is the template when it gives
//! values for at least [`LABELS_MIN`] different labels, so that one or two in a signature mean nothing.

use super::entry::Entry;
use super::labels::{self, Label, tidy};
use super::text::{Gap, Line, Origin};
use super::wrapped;

/// Fewest different labels that make a block the template: one or two may occur in any mail.
pub(super) const LABELS_MIN: usize = 3;
/// Most lines with a label in one text; the template has ten.
pub(super) const LABEL_LINES_MAX: usize = 200;

/// Lines of the template that belong together.
#[derive(Clone, Debug, Default)]
pub(super) struct Block<'t>(Vec<Entry<'t>>);

/// What a text holds of the template.
#[derive(Debug, Default)]
pub(super) struct Found<'t> {
    pub(super) blocks: Vec<Block<'t>>,
    /// Why a line of the template is second-hand, when one is.
    pub(super) second_hand: Option<Origin>,
    /// Whether there are more lines with a label than [`LABEL_LINES_MAX`].
    pub(super) too_many: bool,
}

impl<'t> Block<'t> {
    /// Everything that is written under the label.
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

impl<'t> Found<'t> {
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

/// How far the block at hand has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// At a label of the template, or its value.
    #[default]
    Open,
    /// At a label that is not of the template, or its value; the block goes on below.
    Foreign(Beside),
    /// Over; lines directly below still belong to the text that ended it.
    Ending,
    Over,
}

/// What tells a label that is not of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    /// A cell beside it: it has a row of its own.
    Cell,
    /// A colon, which the value above may hold too.
    Colon,
}

#[derive(Default)]
struct Reader<'t> {
    found: Found<'t>,
    entries: Vec<Entry<'t>>,
    phase: Phase,
    origin: Option<Origin>,
    label_lines: usize,
}

impl<'t> Reader<'t> {
    fn line(&mut self, line: &Line<'t>, next: Option<&Line<'t>>) {
        if line.origin != self.origin || line.gap == Gap::Signature {
            self.end_block();
            self.origin = line.origin;
        }
        match labels::labeled(&line.text) {
            Some((label, value)) => self.begin(line, label, value),
            None => self.go_on(line, next),
        }
    }

    fn begin(&mut self, line: &Line<'t>, label: Label, value: String) {
        self.label_lines += 1;
        if self.label_lines > LABEL_LINES_MAX {
            self.found.too_many = true;
            return;
        }
        if matches!(self.phase, Phase::Ending | Phase::Over) {
            self.end_block();
        }
        self.phase = Phase::Open;
        let lines = if value.is_empty() { Vec::new() } else { vec![value] };
        let entry = Entry { label, lines, apart: Vec::new(), charset: line.charset, gap: line.gap, row: false };
        self.entries.push(entry);
    }

    /// A line without a label of the template: the value of the label above it, more of that value, a label that the
    /// template does not know, or the end of the block.
    fn go_on(&mut self, line: &Line<'t>, next: Option<&Line<'t>>) {
        let Some(entry) = self.entries.last_mut() else {
            return;
        };
        self.phase = match (self.phase, entry.foreign_label(line, next)) {
            (Phase::Open | Phase::Foreign(_), Some(Beside::Cell)) => Phase::Foreign(Beside::Cell),
            (Phase::Open | Phase::Foreign(_), Some(Beside::Colon)) => {
                entry.more_apart(line, Phase::Foreign(Beside::Colon))
            }
            (Phase::Open, None) if entry.lines.is_empty() => entry.begin_value(line),
            (Phase::Open, None) => entry.more_value(line),
            (Phase::Foreign(beside), None) => entry.more_foreign(line, beside),
            (Phase::Ending, _) if line.gap == Gap::Next => entry.more_apart(line, Phase::Ending),
            (Phase::Ending | Phase::Over, _) => Phase::Over,
        };
    }

    /// Sorts the block at hand: the sender's own template, or a line of it that is second-hand.
    fn end_block(&mut self) {
        let block = Block(std::mem::take(&mut self.entries));
        self.phase = Phase::Open;
        if self.origin.is_none() {
            self.found.blocks.extend(Some(block).filter(Block::is_template));
        } else if block.0.iter().any(|entry| !entry.lines.is_empty()) {
            self.found.second_hand = self.found.second_hand.or(self.origin);
        }
    }
}

impl Entry<'_> {
    /// Whether the line begins with a label that is not of the template, and what tells it.
    fn foreign_label(&self, line: &Line<'_>, next: Option<&Line<'_>>) -> Option<Beside> {
        let row = next.is_some_and(|next| match next.gap {
            Gap::Cell => line.gap == Gap::Apart && !next.text.is_empty(),
            Gap::Tab => line.gap == Gap::Next,
            Gap::Next | Gap::Within | Gap::Apart | Gap::Blank | Gap::Signature => false,
        });
        match line.gap {
            Gap::Next | Gap::Apart if self.row && row => Some(Beside::Cell),
            Gap::Next | Gap::Apart if labels::looks_labeled(&line.text) => Some(Beside::Colon),
            Gap::Next | Gap::Tab | Gap::Cell | Gap::Within | Gap::Apart | Gap::Blank | Gap::Signature => None,
        }
    }

    /// The text after a bare label: in the cell beside it, or below it when the label is alone in its row.
    fn begin_value(&mut self, line: &Line<'_>) -> Phase {
        let beside = matches!(line.gap, Gap::Tab | Gap::Cell | Gap::Within);
        self.row |= beside;
        let alone = !self.row && !matches!(self.gap, Gap::Tab | Gap::Cell);
        let below = alone && matches!(line.gap, Gap::Next | Gap::Apart);
        if beside && labels::is_colon(&line.text) {
            return Phase::Open;
        }
        if !(beside || below) {
            return Phase::Over;
        }
        self.lines.push(tidy(&line.text));
        Phase::Open
    }

    fn more_foreign(&mut self, line: &Line<'_>, beside: Beside) -> Phase {
        match (line.gap, beside) {
            (Gap::Next | Gap::Tab | Gap::Cell | Gap::Within, Beside::Cell) => Phase::Foreign(beside),
            (Gap::Next | Gap::Tab | Gap::Cell | Gap::Within, Beside::Colon) => {
                self.more_apart(line, Phase::Foreign(beside))
            }
            (Gap::Apart, _) => Phase::Ending,
            (Gap::Blank | Gap::Signature, _) => Phase::Over,
        }
    }

    fn more_value(&mut self, line: &Line<'_>) -> Phase {
        let whole = || match self.lines.as_slice() {
            [value] if self.apart.is_empty() => wrapped::is_whole(self.label, value, &line.text),
            _ => false,
        };
        match line.gap {
            Gap::Next if whole() => Phase::Ending,
            Gap::Next | Gap::Tab if self.apart.is_empty() => {
                self.lines.push(tidy(&line.text));
                Phase::Open
            }
            Gap::Next | Gap::Tab | Gap::Cell | Gap::Within => self.more_apart(line, Phase::Open),
            Gap::Apart if self.apart.is_empty() && self.goes_on_with(&line.text) => self.more_apart(line, Phase::Open),
            Gap::Blank if self.is_cut_off() => self.more_apart(line, Phase::Open),
            Gap::Apart if self.apart.is_empty() => self.more_apart(line, Phase::Ending),
            Gap::Apart => Phase::Ending,
            Gap::Blank | Gap::Signature => Phase::Over,
        }
    }

    fn more_apart(&mut self, line: &Line<'_>, then: Phase) -> Phase {
        self.apart.push(tidy(&line.text));
        then
    }
}
