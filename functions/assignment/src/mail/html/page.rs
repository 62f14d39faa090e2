//! The lines of a page, as its blocks, rows and cells lay them out.

use super::super::labels;
use super::super::text::{Gap, Line, Origin, is_invisible};
use super::elements::Layout;

const NO_BREAK_SPACE: char = '\u{a0}';

pub(super) struct Page<'t> {
    lines: Vec<Line<'t>>,
    charset: &'t str,
    /// Whether more text goes on the last line.
    open: bool,
    /// How the next line follows the last.
    gap: Gap,
    /// Whether a space separates the next character from the last.
    spaced: bool,
    /// Whether the line at hand holds a space that is shown, and nothing else so far.
    blank: bool,
    rows: Vec<Row>,
}

/// A row of a table; a table and a list of definitions begin with one too.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// How the first line of the row follows the last line before it.
    gap: Gap,
    cells: usize,
    /// Whether it shows anything.
    filled: bool,
    /// Whether the cell at hand holds the value of the label beside it.
    value: bool,
}

impl<'t> Page<'t> {
    pub(super) fn new(charset: &'t str) -> Self {
        Self { lines: Vec::new(), charset, open: false, gap: Gap::Blank, spaced: false, blank: false, rows: Vec::new() }
    }

    pub(super) fn finish(self) -> Vec<Line<'t>> {
        self.lines
    }

    /// An element begins.
    pub(super) fn open(&mut self, layout: Layout) {
        match layout {
            Layout::Inline => {}
            Layout::Lines => self.part(Gap::Next),
            Layout::Paragraph => self.part(Gap::Apart),
            Layout::Table | Layout::Row => self.row(),
            Layout::Term => self.term(),
            Layout::Cell => self.cell(),
            Layout::Break => self.line_break(),
            Layout::Rule => self.part(Gap::Blank),
        }
    }

    /// An element ends.
    pub(super) fn close(&mut self, layout: Layout) {
        match layout {
            Layout::Inline | Layout::Break | Layout::Rule | Layout::Cell | Layout::Term => {}
            Layout::Lines => self.part(Gap::Next),
            Layout::Paragraph => self.part(Gap::Apart),
            Layout::Table | Layout::Row => self.end_row(),
        }
    }

    /// Spaces and line breaks count as one space, unless the text is preformatted.
    pub(super) fn text(&mut self, text: &str, origin: Option<Origin>, preformatted: bool) {
        for c in text.chars() {
            match c {
                '\n' if preformatted => self.line_break(),
                '\t' if preformatted && self.open => self.part(Gap::Tab),
                NO_BREAK_SPACE if !self.open => self.blank = true,
                c if c.is_whitespace() => self.spaced = true,
                c if is_invisible(c) && !self.open => {}
                c => self.character(c, origin),
            }
        }
    }

    fn character(&mut self, c: char, origin: Option<Origin>) {
        if self.open && self.lines.last().is_some_and(|line| line.origin != origin) {
            self.part(Gap::Blank);
        }
        if !self.open {
            self.begin_line(String::new(), origin);
            self.open = true;
            self.spaced = false;
        }
        if let Some(line) = self.lines.last_mut() {
            line.text.extend(self.spaced.then_some(' '));
            line.text.push(c);
        }
        self.spaced = false;
    }

    fn begin_line(&mut self, text: String, origin: Option<Origin>) {
        let in_value = self.rows.last().is_some_and(|row| row.value);
        let gap = if in_value && matches!(self.gap, Gap::Apart | Gap::Blank) { Gap::Within } else { self.gap };
        self.lines.push(Line { gap, text, origin, charset: self.charset });
        if let Some(row) = self.rows.last_mut() {
            row.filled = true;
        }
        self.gap = Gap::Next;
        self.blank = false;
    }

    /// Ends the line at hand. The widest gap counts until text comes, and the edge of a cell more than any other.
    fn part(&mut self, gap: Gap) {
        let blank = std::mem::take(&mut self.blank) && !self.open;
        let gap = if blank { Gap::Blank } else { gap };
        let before = if std::mem::take(&mut self.open) { Gap::Next } else { self.gap };
        self.gap = match (before, gap) {
            (Gap::Cell, _) => Gap::Cell,
            (Gap::Blank, _) | (_, Gap::Blank) => Gap::Blank,
            (Gap::Apart, _) | (_, Gap::Apart) => Gap::Apart,
            (_, gap) => gap,
        };
    }

    fn line_break(&mut self) {
        let gap = if self.open { Gap::Next } else { Gap::Blank };
        self.part(gap);
    }

    fn row(&mut self) {
        self.part(Gap::Apart);
        let value = self.rows.last().is_some_and(|row| row.value);
        self.rows.push(Row { gap: self.gap, cells: 0, filled: false, value });
    }

    fn end_row(&mut self) {
        self.part(Gap::Apart);
        self.end_cell();
        let filled = self.rows.pop().is_some_and(|row| row.filled);
        if let Some(row) = self.rows.last_mut() {
            row.filled |= filled;
        }
    }

    fn term(&mut self) {
        self.part(Gap::Apart);
        self.end_cell();
        if let Some(row) = self.rows.last_mut() {
            *row = Row { gap: self.gap, cells: 1, filled: false, value: false };
        }
    }

    fn cell(&mut self) {
        self.part(Gap::Apart);
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
            // Cells that show nothing are no blank line.
            self.gap = row.gap;
        }
    }

    /// An empty cell still is one.
    fn end_cell(&mut self) {
        if self.gap == Gap::Cell && self.rows.last().is_some_and(|row| row.filled) {
            self.begin_line(String::new(), self.lines.last().and_then(|line| line.origin));
            self.gap = Gap::Apart;
        }
    }
}
