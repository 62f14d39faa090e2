//! A page as it is built from its tags: which elements are open, and what of their text is seen.

use super::super::text::{Line, Origin};
use super::DEPTH_MAX;
use super::containers::{Container, container};
use super::elements::{self, Layout};
use super::page::Page;
use super::sheet::Sheet;
use super::stack::Stack;
use super::style::Style;
use super::tokens::Tag;

pub(super) struct Document<'t> {
    sheet: Sheet,
    stack: Stack<Frame>,
    page: Page<'t>,
    /// Why everything from here on is second-hand.
    below: Option<Origin>,
}

/// What holds for the text of an element.
#[derive(Clone, Copy, Debug)]
struct Frame {
    layout: Layout,
    look: Look,
    origin: Option<Origin>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Look {
    /// Whether the element is not laid out at all.
    removed: bool,
    preformatted: bool,
    ink: Ink,
}

/// What an inner element may declare anew.
#[derive(Clone, Copy, Debug, Default)]
struct Ink {
    invisible: bool,
    tiny: bool,
    transparent: bool,
}

impl Look {
    fn within(self, tag: &Tag<'_>, style: &Style) -> Self {
        let pre = elements::is_preformatted(&tag.name);
        Self {
            removed: self.removed || tag.hidden || style.removes() || elements::is_unseen(&tag.name),
            preformatted: style.preformatted.unwrap_or(self.preformatted || pre),
            ink: Ink {
                invisible: style.invisible.unwrap_or(self.ink.invisible),
                tiny: style.tiny.unwrap_or(self.ink.tiny),
                transparent: style.transparent.unwrap_or(self.ink.transparent),
            },
        }
    }

    fn is_seen(self) -> bool {
        !(self.removed || self.ink.invisible || self.ink.tiny || self.ink.transparent)
    }
}

impl<'t> Document<'t> {
    pub(super) fn new(sheet: Sheet, charset: &'t str) -> Self {
        Self { sheet, stack: Stack::new(), page: Page::new(charset), below: None }
    }

    pub(super) fn text(&mut self, text: &str) {
        let look = self.stack.top().map(|frame| frame.look).unwrap_or_default();
        if look.is_seen() {
            let origin = self.stack.top().and_then(|frame| frame.origin).or(self.below);
            self.page.text(text, origin, look.preformatted);
        }
    }

    /// Opens an element; nothing when it lies too deep.
    pub(super) fn open(&mut self, tag: &Tag<'_>) -> Option<()> {
        if elements::is_table_part(&tag.name) && !self.stack.is_in_table() {
            return Some(());
        }
        if let Some(depth) = self.stack.ended_by(&tag.name) {
            self.close_to(depth);
        }
        let style = self.style(tag);
        let outer = self.stack.top().copied();
        let look = outer.map(|frame| frame.look).unwrap_or_default().within(tag, &style);
        let layout = elements::layout(&tag.name, &style);
        let mut origin = outer.and_then(|frame| frame.origin);
        if !look.removed {
            self.page.open(layout);
            match container(tag) {
                Some(Container::Within(element)) => origin = origin.or(Some(Origin::Element(element))),
                Some(Container::FromHere(element)) => self.below = self.below.or(Some(Origin::Element(element))),
                None => {}
            }
        }
        if elements::is_void(&tag.name) {
            return Some(());
        }
        self.stack.push(&tag.name, Frame { layout, look, origin });
        (self.stack.depth() <= DEPTH_MAX).then_some(())
    }

    /// Closes an element. The end tags of `body` and `html` close nothing: browsers go on where they are.
    pub(super) fn close(&mut self, name: &str) {
        match (name, self.stack.closed_by(name)) {
            ("body" | "html", _) => {}
            (_, Some(depth)) => self.close_to(depth),
            ("br", None) => self.page.open(Layout::Break),
            ("p", None) => self.page.open(Layout::Paragraph),
            (_, None) => {}
        }
    }

    pub(super) fn finish(self) -> Vec<Line<'t>> {
        self.page.finish()
    }

    fn close_to(&mut self, depth: usize) {
        while let Some(open) = self.stack.pop(depth) {
            if !open.data.look.removed {
                self.page.close(open.data.layout);
            }
        }
    }

    /// Outlook's own paragraphs lie close together, by a sheet that not every program passes on.
    fn style(&self, tag: &Tag<'_>) -> Style {
        let mut style = self.sheet.style(tag);
        let outlook = tag.class.unwrap_or_default().split_ascii_whitespace().any(|class| class.contains("Mso"));
        style.close = style.close.or(outlook.then_some(true));
        style
    }
}
