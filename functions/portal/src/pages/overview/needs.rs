//! What the reader does next, the most urgent first; each entry leads to where it is done.

use domain::progress::NeedKind;

use super::model::{Attention, Dashboard};
use crate::format;
use crate::functions::segment;
use crate::html::dashed;
use crate::pages::vouchers::tags::{self, Tag};
use crate::pages::{claims, vouchers};
use crate::visit::Visit;
use crate::words::Words;

/// The entries.
pub struct Needs {
    /// The most urgent ones.
    pub entries: Vec<Entry>,
    /// How many there are.
    pub count: String,
    /// The sentence about those that are not listed; empty for none.
    pub others: String,
}

/// An entry.
pub struct Entry {
    /// The page where it is done.
    pub href: String,
    /// What to do.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// The amount; empty where none is known.
    pub amount: String,
    /// The days that are left.
    pub left: String,
    /// True when few days are left.
    pub is_soon: bool,
    /// The state.
    pub tag: Tag,
}

impl Needs {
    /// The entries of a dashboard.
    pub fn new(visit: &Visit<'_>, dashboard: &Dashboard) -> Self {
        let (w, left_out) = (visit.words, dashboard.attention_left_out);
        let entries: Vec<Entry> = dashboard.attention.iter().map(|attention| Entry::new(w, attention)).collect();
        let others = if left_out > 0 { w.count("overview-needs-others", left_out) } else { String::new() };
        Self { count: entries.len().saturating_add(left_out).to_string(), entries, others }
    }
}

impl Entry {
    fn new(w: Words, attention: &Attention) -> Self {
        let (name, has_last_day) = (dashed(attention.kind.as_str()), attention.kind.has_last_day());
        let number = attention.voucher_number.as_ref().map(ToString::to_string);
        let about = number.into_iter().chain(attention.customer.clone());
        let about = about.collect::<Vec<_>>().join(w.language().choose(", ", "，"));
        Self {
            href: address(attention),
            title: w.get(&format!("need-{name}")),
            about: if about.is_empty() { attention.program.to_string() } else { about },
            amount: attention.amount.as_ref().map(format::money).unwrap_or_default(),
            left: if has_last_day { tags::days_left(w, attention.days_left) } else { String::new() },
            is_soon: has_last_day && tags::is_soon(attention.days_left),
            tag: Tag::new(w, &format!("need-tag-{name}"), color(attention.kind)),
        }
    }
}

/// The page where the need is met. An entry without the id that its kind has leads to the list.
fn address(attention: &Attention) -> String {
    let of_claim = |page| {
        let id = attention.claim_id.as_ref();
        id.map_or_else(|| "/claims".to_owned(), |id| claims::forms::address(id, page))
    };
    let of_voucher = |page| {
        let number = attention.voucher_number.as_ref();
        number.map_or_else(|| "/vouchers".to_owned(), |number| vouchers::forms::address(number, page))
    };
    match attention.kind {
        NeedKind::PaymentReturned | NeedKind::ClaimSentBack => of_claim(""),
        NeedKind::InvoiceDue => of_claim("invoice"),
        NeedKind::ClaimToSubmit => of_claim("submit"),
        NeedKind::FileRejected | NeedKind::FilesDue => of_voucher("files"),
        NeedKind::ReportDue => of_voucher(""),
        NeedKind::ReadyToRedeem => "/redeem".to_owned(),
        NeedKind::Renewal => format!("/company/requirements/{}", segment(attention.program.as_str())),
    }
}

fn color(kind: NeedKind) -> &'static str {
    match kind {
        NeedKind::PaymentReturned | NeedKind::ClaimSentBack | NeedKind::FileRejected => "red",
        NeedKind::InvoiceDue | NeedKind::FilesDue | NeedKind::ReportDue | NeedKind::Renewal => "amber",
        NeedKind::ReadyToRedeem | NeedKind::ClaimToSubmit => "blue",
    }
}
