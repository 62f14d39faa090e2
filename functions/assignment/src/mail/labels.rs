//! The lines of the assignment template: a label, a colon, a value, in English or Traditional Chinese.

use std::collections::{BTreeMap, BTreeSet};

/// Fewest different labels that make a text an assignment: one or two may stand in any mail.
const LABELS_MIN: usize = 3;
/// Longest text looked at as a label.
const LABEL_BYTES_MAX: usize = 80;

/// What a line of the template is about.
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

/// Each label with the field of the event it fills and its wordings, the two of the templates first.
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
        let text = tidy(text);
        let worded = |wordings: &[&str]| wordings.iter().any(|wording| wording.eq_ignore_ascii_case(&text));
        WORDINGS.iter().find(|(.., wordings)| worded(wordings)).map(|(label, ..)| *label)
    }

    /// The field of the event that the line is about.
    pub(super) fn field(self) -> &'static str {
        WORDINGS.iter().find(|(label, ..)| *label == self).map_or("", |(_, field, _)| field)
    }

    /// How the line begins, for the sender.
    pub(super) fn title(self) -> String {
        let wordings = WORDINGS.iter().find(|(label, ..)| *label == self).map(|(.., wordings)| *wordings);
        match wordings {
            Some([english, chinese, ..]) => format!("{english} ({chinese})"),
            _ => String::new(),
        }
    }
}

/// What a text says under each label.
#[derive(Debug, Default)]
pub(super) struct Labeled(BTreeMap<Label, BTreeSet<String>>);

impl Labeled {
    /// Finds the lines, wherever they stand; marks of quotation and of lists before them do not matter.
    pub(super) fn find(text: &str) -> Self {
        let mut found = Self::default();
        for line in text.split(['\n', '\r']) {
            let cells = line.trim_start_matches(is_mark).split('\t');
            let after = cells.clone().skip(1).map(Some).chain([None]);
            for (label, value) in cells.zip(after).filter_map(|(cell, next)| labeled(cell, next)) {
                found.0.entry(label).or_default().insert(value);
            }
        }
        found
    }

    /// Whether the text follows the template at all.
    pub(super) fn is_template(&self) -> bool {
        self.0.len() >= LABELS_MIN
    }

    /// Every different value that stands under the label.
    pub(super) fn values(&self, label: Label) -> Vec<&str> {
        self.0.get(&label).into_iter().flatten().map(String::as_str).collect()
    }
}

/// The label and value of a cell. In a table the value is the next cell.
fn labeled(cell: &str, next: Option<&str>) -> Option<(Label, String)> {
    let (name, value) = cell.split_once([':', '：']).unwrap_or((cell, ""));
    let label = Label::of(name)?;
    let value = tidy(value);
    let value = if value.is_empty() { tidy(next.unwrap_or_default()) } else { value };
    (!value.is_empty()).then_some((label, value))
}

fn is_mark(c: char) -> bool {
    c.is_whitespace() || ">|*•·・-–\u{feff}".contains(c)
}

/// The text with single spaces, and without the asterisks that stand for bold type in plain text.
fn tidy(text: &str) -> String {
    let words: Vec<&str> = text.trim_matches(|c: char| c.is_whitespace() || c == '*').split_whitespace().collect();
    words.join(" ")
}
