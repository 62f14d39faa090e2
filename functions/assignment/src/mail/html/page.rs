//! Lays out the lines of a page from its blocks, rows and cells.

use super::super::labels;
use super::super::text::{Gap, Line, SecondHand, is_invisible};
use super::elements::Layout;

const NO_BREAK_SPACE: char = '\u{a0}';

pub(super) struct Page<'t> {
    lines: Vec<Line<'t>>,
    charset: &'t str,
    /// True while text is appended to the last line.
    open: bool,
    /// The gap before the next line.
    gap: Gap,
    /// True when a space precedes the next character.
    spaced: bool,
    /// True when the current line holds a no-break space and nothing else so far.
    blank: bool,
    rows: Vec<Row>,
}

/// A row of a table. A table and a definition list also open a row.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// The gap before the first line of the row.
    gap: Gap,
    cells: usize,
    /// True when the row shows text.
    filled: bool,
    /// True when the current cell holds the value of the label beside it.
    value: bool,
}

impl<'t> Page<'t> {
    pub(super) fn new(charset: &'t str) -> Self {
        Self { lines: Vec::new(), charset, open: false, gap: Gap::Blank, spaced: false, blank: false, rows: Vec::new() }
    }

    pub(super) fn finish(self) -> Vec<Line<'t>> {
        self.lines
    }

    /// Begins an element.
    pub(super) fn open(&mut self, layout: Layout) {
        match layout {
            Layout::Inline => {}
            Layout::Lines => self.end_line(Gap::Next),
            Layout::Paragraph => self.end_line(Gap::Paragraph),
            Layout::Table | Layout::Row => self.row(),
            Layout::Term => self.term(),
            Layout::Cell => self.cell(),
            Layout::Break => self.line_break(),
            Layout::Rule => self.end_line(Gap::Blank),
        }
    }

    /// Ends an element.
    pub(super) fn close(&mut self, layout: Layout) {
        match layout {
            Layout::Inline | Layout::Break | Layout::Rule | Layout::Cell | Layout::Term => {}
            Layout::Lines => self.end_line(Gap::Next),
            Layout::Paragraph => self.end_line(Gap::Paragraph),
            Layout::Table | Layout::Row => self.end_row(),
        }
    }

    /// Adds text. White space is collapsed into one space, unless the text is preformatted.
    pub(super) fn text(&mut self, text: &str, second_hand: Option<SecondHand>, preformatted: bool) {
        for c in text.chars() {
            match c {
                '\n' if preformatted => self.line_break(),
                '\t' if preformatted && self.open => self.end_line(Gap::Tab),
                NO_BREAK_SPACE if !self.open => self.blank = true,
                c if c.is_whitespace() => self.spaced = true,
                c if is_invisible(c) && !self.open => {}
                c => self.character(c, second_hand),
            }
        }
    }

    fn character(&mut self, c: char, second_hand: Option<SecondHand>) {
        if self.open && self.lines.last().is_some_and(|line| line.second_hand != second_hand) {
            self.end_line(Gap::Blank);
        }
        if !self.open {
            self.begin_line(String::new(), second_hand);
            self.open = true;
            self.spaced = false;
        }
        if let Some(line) = self.lines.last_mut() {
            line.text.extend(self.spaced.then_some(' '));
            line.text.push(c);
        }
        self.spaced = false;
    }

    fn begin_line(&mut self, text: String, second_hand: Option<SecondHand>) {
        let in_value = self.rows.last().is_some_and(|row| row.value);
        let gap =
            if in_value && matches!(self.gap, Gap::Paragraph | Gap::Blank) { Gap::CellParagraph } else { self.gap };
        self.lines.push(Line { gap, text, second_hand, charset: self.charset });
        if let Some(row) = self.rows.last_mut() {
            row.filled = true;
        }
        self.gap = Gap::Next;
        self.blank = false;
    }

    /// Ends the current line. Until more text follows, the widest gap wins, and the edge of a cell wins over all
    /// others.
    fn end_line(&mut self, gap: Gap) {
        let blank = std::mem::take(&mut self.blank) && !self.open;
        let gap = if blank { Gap::Blank } else { gap };
        let before = if std::mem::take(&mut self.open) { Gap::Next } else { self.gap };
        self.gap = match (before, gap) {
            (Gap::Cell, _) => Gap::Cell,
            (Gap::Blank, _) | (_, Gap::Blank) => Gap::Blank,
            (Gap::Paragraph, _) | (_, Gap::Paragraph) => Gap::Paragraph,
            (_, gap) => gap,
        };
    }

    fn line_break(&mut self) {
        let gap = if self.open { Gap::Next } else { Gap::Blank };
        self.end_line(gap);
    }

    fn row(&mut self) {
        self.end_line(Gap::Paragraph);
        let value = self.rows.last().is_some_and(|row| row.value);
        self.rows.push(Row { gap: self.gap, cells: 0, filled: false, value });
    }

    fn end_row(&mut self) {
        self.end_line(Gap::Paragraph);
        self.end_cell();
        let filled = self.rows.pop().is_some_and(|row| row.filled);
        if let Some(row) = self.rows.last_mut() {
            row.filled |= filled;
        }
    }

    fn term(&mut self) {
        self.end_line(Gap::Paragraph);
        self.end_cell();
        if let Some(row) = self.rows.last_mut() {
            *row = Row { gap: self.gap, cells: 1, filled: false, value: false };
        }
    }

    fn cell(&mut self) {
        self.end_line(Gap::Paragraph);
        self.end_cell();
        let beside = self.lines.last().is_some_and(|line| labels::is_bare(&line.text));
        let between = self.lines.last().is_some_and(|line| labels::is_colon(&line.text));
        let Some(row) = self.rows.last_mut() else {
            return;
        };
        row.cells += 1;
        if row.filled {
            row.value = beside || (between && row.value);
            self.gap = Gap::Cell;
        } else if row.cells > 1 {
            // Empty cells are no blank line.
            self.gap = row.gap;
        }
    }

    /// Adds an empty line for a cell that shows nothing.
    fn end_cell(&mut self) {
        if self.gap == Gap::Cell && self.rows.last().is_some_and(|row| row.filled) {
            self.begin_line(String::new(), self.lines.last().and_then(|line| line.second_hand));
            self.gap = Gap::Paragraph;
        }
    }
}
