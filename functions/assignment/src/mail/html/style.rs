//! What style declarations mean for the text of an element: whether it is seen, and whether it is a line of its own.

/// How an element is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Display {
    None,
    Inline,
    Block,
    Table,
    Row,
    Cell,
}

/// The declarations that matter; nothing where none is made.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    pub(super) display: Option<Display>,
    pub(super) invisible: Option<bool>,
    pub(super) tiny: Option<bool>,
    pub(super) transparent: Option<bool>,
    pub(super) preformatted: Option<bool>,
    /// Whether paragraphs follow each other without space between.
    pub(super) close: Option<bool>,
    /// Whether nothing of the element is shown, whatever its inner elements declare.
    sealed: bool,
    flat: bool,
    clipped: bool,
}

impl Style {
    /// Reads declarations such as those of an attribute `style`.
    pub(super) fn parse(declarations: &str) -> Self {
        let mut style = Self::default();
        for declaration in declarations.split(';') {
            if let Some((name, value)) = declaration.split_once(':') {
                style.declare(name.trim().to_ascii_lowercase().as_str(), &normal(value));
            }
        }
        style
    }

    /// These declarations, and those of `other` where it makes any.
    pub(super) fn with(self, other: Self) -> Self {
        Self {
            display: other.display.or(self.display),
            invisible: other.invisible.or(self.invisible),
            tiny: other.tiny.or(self.tiny),
            transparent: other.transparent.or(self.transparent),
            preformatted: other.preformatted.or(self.preformatted),
            close: other.close.or(self.close),
            sealed: other.sealed || self.sealed,
            flat: other.flat || self.flat,
            clipped: other.clipped || self.clipped,
        }
    }

    /// Whether nobody sees anything of the element.
    pub(super) fn removes(&self) -> bool {
        self.sealed || (self.flat && self.clipped) || self.display == Some(Display::None)
    }

    fn declare(&mut self, name: &str, value: &str) {
        match name {
            "display" => self.display = display(value).or(self.display),
            "visibility" => self.invisible = Some(matches!(value, "hidden" | "collapse")),
            "font-size" => self.tiny = Some(is_unreadable(value)),
            "font" => self.tiny = Some(value.starts_with("0/") || value.split(' ').any(|word| word.starts_with("0/"))),
            "color" => self.transparent = Some(value == "transparent"),
            "white-space" => self.preformatted = Some(value.starts_with("pre") || value == "break-spaces"),
            "margin" | "margin-top" | "margin-bottom" => self.close = Some(value.starts_with(['0', '.'])),
            "opacity" => self.sealed |= is_zero(value),
            "mso-hide" => self.sealed |= value == "all",
            // The mark of a list item, which Word writes as text.
            "mso-list" => self.sealed |= value == "ignore",
            "height" | "max-height" | "width" | "max-width" => self.flat |= is_zero(value),
            "overflow" | "overflow-x" | "overflow-y" => self.clipped |= matches!(value, "hidden" | "clip"),
            "text-indent" | "left" | "top" | "margin-left" => self.sealed |= is_far_off(value),
            "clip" => self.sealed |= value.replace(' ', "").starts_with("rect(0"),
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

/// Whether letters of this size cannot be read: less than two points, or less than a tenth of those around them.
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

/// Whether the text is moved out of every window, as with `text-indent:-9999px`.
fn is_far_off(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or_default();
    digits.bytes().take_while(u8::is_ascii_digit).count() > 3
}
