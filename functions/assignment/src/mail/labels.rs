//! The labels of the assignment template in English and Traditional Chinese: a label, a colon, a value
//! (PROGRAM.md 6.8).

use super::text::is_invisible;

/// The longest text that is compared with the labels, in bytes.
const LABEL_BYTES_MAX: usize = 80;
/// The separators of a label and its value.
const COLONS: [char; 6] = [':', '：', '︰', '﹕', '∶', '꞉'];

/// The kind of a line of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Label {
    Voucher,
    Program,
    Days,
    Customer,
    Country,
    License,
    Admin,
    Created,
    Expires,
    Partner,
}

/// The field of the event and the wordings of each label. The first two wordings are those of the templates.
const WORDINGS: [(Label, &str, &[&str]); 10] = [
    (Label::Voucher, "voucher_number", &["Voucher number", "憑證號碼"]),
    (Label::Program, "program", &["Program", "方案"]),
    (Label::Days, "days", &["Service level", "服務天數"]),
    (Label::Customer, "customer", &["Customer", "客戶"]),
    (Label::Country, "customer.country", &["Country", "國家", "國家/地區", "國家／地區"]),
    (Label::License, "license_id", &["License", "授權合約"]),
    (Label::Admin, "admin", &["Assigned to", "指派給"]),
    (Label::Created, "created_at", &["Created", "建立日期"]),
    (Label::Expires, "expires_on", &["Expires", "到期日"]),
    (Label::Partner, "intended_company_id", &["Intended partner", "指定合作夥伴"]),
];

impl Label {
    fn of(text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > LABEL_BYTES_MAX {
            return None;
        }
        let text = tidy(&text.replace(is_invisible, ""));
        let worded = |wordings: &[&str]| wordings.iter().any(|wording| wording.eq_ignore_ascii_case(&text));
        WORDINGS.iter().find(|(.., wordings)| worded(wordings)).map(|(label, ..)| *label)
    }

    /// The field of the event that the label fills.
    pub(super) fn field(self) -> &'static str {
        WORDINGS.iter().find(|(label, ..)| *label == self).map_or("", |(_, field, _)| field)
    }

    /// The label in both languages, for the detail of a reason.
    pub(super) fn title(self) -> String {
        let wordings = WORDINGS.iter().find(|(label, ..)| *label == self).map(|(.., wordings)| *wordings);
        match wordings {
            Some([english, chinese, ..]) => format!("{english} ({chinese})"),
            _ => String::new(),
        }
    }
}

/// The label that a line or cell begins with, and the value after it, which may be empty.
pub(super) fn labeled(text: &str) -> Option<(Label, String)> {
    let text = without_marks(text);
    let (name, value) = text.split_once(COLONS).unwrap_or((text, ""));
    Label::of(name).map(|label| (label, tidy(value)))
}

/// True when the line begins with a label and its colon.
pub(super) fn begins(text: &str) -> bool {
    text.contains(COLONS) && labeled(text).is_some()
}

/// True when the cell holds only the mark of a list item.
pub(super) fn is_list_mark(text: &str) -> bool {
    without_marks(text).is_empty()
}

/// True when the line seems to begin with a label, of the template or not: up to four words and a colon. Times
/// (`08:30`) and addresses (`mailto:`) are not labels.
pub(super) fn looks_labeled(text: &str) -> bool {
    let Some((name, value)) = without_marks(text).split_once(COLONS) else {
        return false;
    };
    let worded = |c: char| c.is_alphabetic() || c.is_whitespace() || "&/-'()（）".contains(c);
    let capital = name.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let ended = value.is_empty() || value.starts_with(char::is_whitespace) || !text.contains(':');
    capital
        && ended
        && name.len() <= LABEL_BYTES_MAX
        && name.split_whitespace().count() <= 4
        && name.chars().all(worded)
}

/// True when the cell holds only a label, so that the cell beside it holds the value. A label that is not of the
/// template is recognized by its colon.
pub(super) fn is_bare(text: &str) -> bool {
    let short = text.len() <= 2 * LABEL_BYTES_MAX;
    short && (text.ends_with(COLONS) || labeled(text).is_some_and(|(_, value)| value.is_empty()))
}

/// True when the cell holds only the colon of the label beside it.
pub(super) fn is_colon(text: &str) -> bool {
    text.trim_matches(COLONS).trim().is_empty()
}

/// The text with single spaces, without line joiners and without the asterisks of bold type in plain text.
pub(super) fn tidy(text: &str) -> String {
    let shown: String = text.chars().filter(|c| !is_line_joiner(*c)).collect();
    let words: Vec<&str> = shown.trim_matches(|c: char| c.is_whitespace() || c == '*').split_whitespace().collect();
    words.join(" ")
}

/// The text without the mark of a list item: bullets, or a number with a dot or bracket.
fn without_marks(text: &str) -> &str {
    let text = text.trim_start_matches(is_mark);
    let unnumbered = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - unnumbered.len();
    match unnumbered.strip_prefix(['.', ')', '、', '）', '．']) {
        Some(rest) if (1..=2).contains(&digits) => rest.trim_start_matches(is_mark),
        _ => text,
    }
}

fn is_mark(c: char) -> bool {
    c.is_whitespace() || is_invisible(c) || "*•·・-–●○◦▪■□►▶‣※◆◇★☆✓✔§»›\u{f0a7}\u{f0b7}\u{f0d8}".contains(c)
}

/// True for invisible characters that only allow or forbid a line break.
fn is_line_joiner(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}
