//! Builds a page from its tags: tracks the open elements and passes on their visible text.

use super::super::text::{Line, SecondHand};
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
    /// The evidence that all text from here on is second-hand.
    below: Option<SecondHand>,
}

/// The properties of an open element and its text.
#[derive(Clone, Copy, Debug)]
struct Frame {
    layout: Layout,
    rendering: Rendering,
    second_hand: Option<SecondHand>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Rendering {
    /// True when the element is not laid out at all.
    removed: bool,
    preformatted: bool,
    inherited: InheritedStyle,
}

/// The inherited properties that an inner element may override.
#[derive(Clone, Copy, Debug, Default)]
struct InheritedStyle {
    invisible: bool,
    tiny: bool,
    transparent: bool,
}

impl Rendering {
    fn within(self, tag: &Tag<'_>, style: &Style) -> Self {
        let pre = elements::is_preformatted(&tag.name);
        Self {
            removed: self.removed || tag.hidden || style.removes() || elements::is_hidden(&tag.name),
            preformatted: style.preformatted.unwrap_or(self.preformatted || pre),
            inherited: InheritedStyle {
                invisible: style.invisible.unwrap_or(self.inherited.invisible),
                tiny: style.tiny.unwrap_or(self.inherited.tiny),
                transparent: style.transparent.unwrap_or(self.inherited.transparent),
            },
        }
    }

    fn is_visible(self) -> bool {
        !(self.removed || self.inherited.invisible || self.inherited.tiny || self.inherited.transparent)
    }
}

impl<'t> Document<'t> {
    pub(super) fn new(sheet: Sheet, charset: &'t str) -> Self {
        Self { sheet, stack: Stack::new(), page: Page::new(charset), below: None }
    }

    pub(super) fn text(&mut self, text: &str) {
        let rendering = self.stack.top().map(|frame| frame.rendering).unwrap_or_default();
        if rendering.is_visible() {
            let second_hand = self.stack.top().and_then(|frame| frame.second_hand).or(self.below);
            self.page.text(text, second_hand, rendering.preformatted);
        }
    }

    /// Opens an element; `None` when it nests deeper than [`DEPTH_MAX`].
    pub(super) fn open(&mut self, tag: &Tag<'_>) -> Option<()> {
        if elements::is_table_part(&tag.name) && !self.stack.is_in_table() {
            return Some(());
        }
        if let Some(depth) = self.stack.ended_by(&tag.name) {
            self.close_to(depth);
        }
        let style = self.style(tag);
        let outer = self.stack.top().copied();
        let rendering = outer.map(|frame| frame.rendering).unwrap_or_default().within(tag, &style);
        let layout = elements::layout(&tag.name, &style);
        let mut second_hand = outer.and_then(|frame| frame.second_hand);
        if !rendering.removed {
            self.page.open(layout);
            match container(tag) {
                Some(Container::Within(element)) => second_hand = second_hand.or(Some(SecondHand::Element(element))),
                Some(Container::FromHere(element)) => self.below = self.below.or(Some(SecondHand::Element(element))),
                None => {}
            }
        }
        if elements::is_void(&tag.name) {
            return Some(());
        }
        self.stack.push(&tag.name, Frame { layout, rendering, second_hand });
        (self.stack.depth() <= DEPTH_MAX).then_some(())
    }

    /// Closes an element. The end tags of `body` and `html` are ignored, as browsers do.
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
            if !open.data.rendering.removed {
                self.page.close(open.data.layout);
            }
        }
    }

    /// The style of an element. Outlook's own paragraphs have no margin, by a style sheet that some programs remove.
    fn style(&self, tag: &Tag<'_>) -> Style {
        let mut style = self.sheet.style(tag);
        let outlook = tag.class.unwrap_or_default().split_ascii_whitespace().any(|class| class.contains("Mso"));
        style.no_margin = style.no_margin.or(outlook.then_some(true));
        style
    }
}
