//! Parses the style declarations that decide the visibility and the layout of an element's text.

/// The value of the declaration `display`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Display {
    None,
    Inline,
    Block,
    Table,
    Row,
    Cell,
}

/// The relevant declarations; `None` where one is absent.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    pub(super) display: Option<Display>,
    pub(super) invisible: Option<bool>,
    pub(super) tiny: Option<bool>,
    pub(super) transparent: Option<bool>,
    pub(super) preformatted: Option<bool>,
    /// True when paragraphs have no space between them.
    pub(super) no_margin: Option<bool>,
    /// True when the element is not shown, whatever its inner elements declare.
    removed: bool,
    zero_sized: bool,
    clipped: bool,
}

impl Style {
    /// Parses declarations such as those of the attribute `style`.
    pub(super) fn parse(declarations: &str) -> Self {
        let mut style = Self::default();
        for declaration in declarations.split(';') {
            if let Some((name, value)) = declaration.split_once(':') {
                style.declare(name.trim().to_ascii_lowercase().as_str(), &normal(value));
            }
        }
        style
    }

    /// These declarations, overridden by those of `other`. A declaration that hides the element for good is not undone.
    pub(super) fn with(self, other: Self) -> Self {
        Self {
            display: other.display.or(self.display),
            invisible: other.invisible.or(self.invisible),
            tiny: other.tiny.or(self.tiny),
            transparent: other.transparent.or(self.transparent),
            preformatted: other.preformatted.or(self.preformatted),
            no_margin: other.no_margin.or(self.no_margin),
            removed: other.removed || self.removed,
            zero_sized: other.zero_sized || self.zero_sized,
            clipped: other.clipped || self.clipped,
        }
    }

    /// True when the element is not shown at all.
    pub(super) fn removes(&self) -> bool {
        self.removed || (self.zero_sized && self.clipped) || self.display == Some(Display::None)
    }

    fn declare(&mut self, name: &str, value: &str) {
        match name {
            "display" => self.display = display(value).or(self.display),
            "visibility" => self.invisible = Some(matches!(value, "hidden" | "collapse")),
            "font-size" => self.tiny = Some(is_unreadable(value)),
            "font" => self.tiny = Some(value.starts_with("0/") || value.split(' ').any(|word| word.starts_with("0/"))),
            "color" => self.transparent = Some(value == "transparent"),
            "white-space" => self.preformatted = Some(value.starts_with("pre") || value == "break-spaces"),
            "margin" | "margin-top" | "margin-bottom" => self.no_margin = Some(value.starts_with(['0', '.'])),
            "opacity" => self.removed |= is_zero(value),
            "mso-hide" => self.removed |= value == "all",
            // The mark of a list item, which Word writes as text.
            "mso-list" => self.removed |= value == "ignore",
            "height" | "max-height" | "width" | "max-width" => self.zero_sized |= is_zero(value),
            "overflow" | "overflow-x" | "overflow-y" => self.clipped |= matches!(value, "hidden" | "clip"),
            "text-indent" | "left" | "top" | "margin-left" => self.removed |= is_far_off(value),
            "clip" => self.removed |= value.replace(' ', "").starts_with("rect(0"),
            _ => {}
        }
    }
}

/// The value in lower case, without `!important`.
fn normal(value: &str) -> String {
    let value = value.to_ascii_lowercase();
    value.split('!').next().unwrap_or_default().trim().to_owned()
}

fn display(value: &str) -> Option<Display> {
    match value {
        "none" => Some(Display::None),
        "inline" | "contents" => Some(Display::Inline),
        "block" | "flex" | "grid" | "list-item" | "flow-root" => Some(Display::Block),
        "table" => Some(Display::Table),
        "table-row" => Some(Display::Row),
        "table-cell" => Some(Display::Cell),
        _ => None,
    }
}

/// True when letters of this size cannot be read: less than two pixels or points, or less than a tenth of the letters
/// around them.
fn is_unreadable(size: &str) -> bool {
    let unit = size.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = size.strip_suffix(unit).unwrap_or_default();
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole = whole.trim_start_matches('0');
    let measured = !number.is_empty();
    measured
        && match unit.trim() {
            "px" | "pt" => matches!(whole, "" | "1"),
            "em" | "rem" => whole.is_empty() && (fraction.is_empty() || fraction.starts_with('0')),
            "%" => whole.len() < 2,
            _ => whole.is_empty() && fraction.chars().all(|c| c == '0'),
        }
}

fn is_zero(value: &str) -> bool {
    let unit = value.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = value.strip_suffix(unit).unwrap_or_default();
    number.contains('0') && number.chars().all(|c| matches!(c, '0' | '.'))
}

/// True when the text is moved out of every window, as with `text-indent:-9999px`.
fn is_far_off(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or_default();
    digits.bytes().take_while(u8::is_ascii_digit).count() > 3
}
