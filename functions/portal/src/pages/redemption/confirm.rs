//! `/redeem/confirm`: what redeeming the selected vouchers does, before it is done (PROGRAM.md 10.2).

use std::collections::BTreeMap;

use askama::Template;
use domain::{Language, VoucherNumber};
use serde_json::json;

use super::list;
use super::model::{Preview, PreviewItem};
use crate::format::{self, Amount};
use crate::functions::Got;
use crate::html::{Errors, Layout, Message, Section, StepMark};
use crate::page::Handled;
use crate::pages::vouchers::forms::address;
use crate::problem::Reason;
use crate::reasons;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "pages/redemption/confirm.html")]
struct ConfirmPage {
    layout: Layout,
    marks: Vec<StepMark>,
    rows: Vec<Row>,
    left_out: Vec<LeftOut>,
    /// The expected amounts, one for each currency.
    totals: Vec<String>,
    /// The same for each country, where there are several.
    countries: Vec<CountryTotals>,
    /// A note about vouchers without a rate.
    unpriced: Option<String>,
    key: String,
}

/// The expected amounts of a country, one for each currency.
#[derive(Debug, PartialEq, Eq)]
struct CountryTotals {
    country: String,
    totals: Vec<String>,
}

/// A voucher to be redeemed.
struct Row {
    number: String,
    href: String,
    customer: String,
    program: String,
    expected: Option<String>,
}

/// A selected voucher that cannot be redeemed.
pub struct LeftOut {
    /// The number as it was sent.
    pub number: String,
    /// The customer.
    pub customer: String,
    /// Why, each with the page where it is mended.
    pub reasons: Vec<(Message, Option<String>)>,
}

/// Shows what redeeming would do.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let numbers: Vec<&str> = visit.form.all("voucher").filter(|number| !number.is_empty()).collect();
        if numbers.is_empty() {
            let mut errors = Errors::default();
            errors.push("vouchers", visit.words.get("redeem-none-selected"));
            return list::page(visit, errors).await;
        }
        let body = json!({"voucher_numbers": numbers});
        let got: Got<Preview> = visit.post("redemption", "/preview", &body).await?;
        Reply::page(&ConfirmPage::new(visit, &got.value))
    })
}

impl ConfirmPage {
    /// A text of what happens next.
    fn next(&self, step: &str, part: &str) -> String {
        self.layout.w.get(&format!("redeem-next-{step}-{part}"))
    }

    fn new(visit: &Visit<'_>, preview: &Preview) -> Self {
        let w = visit.words;
        let (ready, others): (Vec<&PreviewItem>, Vec<&PreviewItem>) =
            preview.items.iter().partition(|item| item.redeemable);
        let unpriced = ready.iter().filter(|item| item.expected.is_none()).count();
        let title = if ready.is_empty() { "redeem-confirm-title-none" } else { "redeem-confirm-title" };
        Self {
            marks: super::marks(w, 1),
            layout: Layout::new(visit, Section::Redeem, w.get(title)),
            totals: totals(ready.iter().filter_map(|item| item.expected.as_ref())),
            countries: by_country(&ready, visit.language()),
            unpriced: (unpriced > 0).then(|| w.count("redeem-unpriced", unpriced)),
            rows: ready.into_iter().map(|item| Row::new(visit, item)).collect(),
            left_out: others.into_iter().map(|item| LeftOut::new(visit, item)).collect(),
            key: visit.new_key(),
        }
    }
}

impl Row {
    fn new(visit: &Visit<'_>, item: &PreviewItem) -> Self {
        let w = visit.words;
        let days = item.days.map(|days| w.one("days-count", "n", days)).unwrap_or_default();
        let program = item.program.as_ref().map(ToString::to_string).unwrap_or_default();
        Self {
            href: page_of(&item.voucher_number, "").unwrap_or_default(),
            number: item.voucher_number.clone(),
            customer: item.customer.as_ref().map(|customer| customer.name.clone()).unwrap_or_default(),
            program: w.two("redeem-program", ("program", &program), ("days", &days)),
            expected: item.expected.as_ref().map(format::money),
        }
    }
}

impl LeftOut {
    fn new(visit: &Visit<'_>, item: &PreviewItem) -> Self {
        let customer = item.customer.as_ref().map(|customer| customer.name.clone()).unwrap_or_default();
        Self { customer, ..Self::of(visit, &item.voucher_number, &item.reasons) }
    }

    /// A voucher with the reasons that refuse it.
    pub fn of(visit: &Visit<'_>, number: &str, reasons: &[Reason]) -> Self {
        let reason = |reason: &Reason| (reasons::message(visit.words, reason), mended_at(number, &reason.code));
        Self { number: number.to_owned(), customer: String::new(), reasons: reasons.iter().map(reason).collect() }
    }
}

/// The page where a refused redemption is mended.
fn mended_at(number: &str, code: &str) -> Option<String> {
    match code {
        "report_missing" => page_of(number, "report"),
        "deliverable_missing" => page_of(number, "files"),
        // The report is submitted, so the reservation is changed after reopening it.
        "engagement_not_finished" | "country_mismatch" => page_of(number, "receipt"),
        "location_not_approved" => Some("/company/locations".to_owned()),
        _ => None,
    }
}

/// The address of a page of a voucher; `None` for a text that is no number.
fn page_of(number: &str, page: &str) -> Option<String> {
    VoucherNumber::parse(number).ok().map(|number| address(&number, page))
}

/// The sums of each country, in the order of their names; none for a single country.
fn by_country(ready: &[&PreviewItem], language: Language) -> Vec<CountryTotals> {
    let mut countries: BTreeMap<&str, Vec<&Amount>> = BTreeMap::new();
    for item in ready {
        let Some(country) = &item.country else { continue };
        countries.entry(country.name(language)).or_default().extend(&item.expected);
    }
    if countries.len() < 2 {
        return Vec::new();
    }
    let sums = |(country, amounts): (&str, Vec<&Amount>)| CountryTotals {
        country: country.to_owned(),
        totals: totals(amounts.into_iter()),
    };
    countries.into_iter().map(sums).collect()
}

/// The sum of each currency. A sum beyond what can be counted is left out.
fn totals<'a>(amounts: impl Iterator<Item = &'a Amount>) -> Vec<String> {
    let mut sums: BTreeMap<&str, Option<i64>> = BTreeMap::new();
    for amount in amounts {
        let sum = sums.entry(&amount.currency).or_insert(Some(0));
        *sum = sum.and_then(|sum| sum.checked_add(amount.minor));
    }
    let sums =
        sums.into_iter().filter_map(|(currency, minor)| Some(Amount { minor: minor?, currency: currency.to_owned() }));
    sums.map(|amount| format::money(&amount)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_added_by_currency() {
        let amount = |minor, currency: &str| Amount { minor, currency: currency.to_owned() };
        let amounts = [
            amount(500_000, "USD"),
            amount(300_000, "USD"),
            amount(7, "JPY"),
            amount(i64::MAX, "EUR"),
            amount(1, "EUR"),
        ];
        assert_eq!(totals(amounts.iter()), ["JPY 7", "USD 8,000.00"]);
    }

    #[test]
    fn several_countries_are_added_each_on_their_own() {
        let item = |country: &str, minor: Option<i64>| PreviewItem {
            voucher_number: "SA-7KQ2-M9XD-3FHT".to_owned(),
            customer: None,
            program: None,
            country: domain::Country::parse(country).ok(),
            days: Some(5),
            redeemable: true,
            reasons: Vec::new(),
            expected: minor.map(|minor| Amount { minor, currency: "USD".to_owned() }),
        };
        let (taiwan, japan) = (item("TW", Some(500_000)), item("JP", Some(300_000)));
        let (more, unpriced) = (item("TW", Some(100_000)), item("KR", None));
        let sums = by_country(&[&taiwan, &japan, &more, &unpriced], Language::English);
        let shown: Vec<(&str, String)> = sums.iter().map(|sum| (sum.country.as_str(), sum.totals.join("; "))).collect();
        let names = ["JP", "KR", "TW"].map(|code| domain::Country::parse(code).unwrap().name(Language::English));
        let totals = ["USD 3,000.00", "", "USD 6,000.00"].map(str::to_owned);
        let mut expected: Vec<(&str, String)> = names.into_iter().zip(totals).collect();
        expected.sort_unstable();
        assert_eq!(shown, expected);
        assert_eq!(by_country(&[&taiwan, &more], Language::English), []);
    }

    #[test]
    fn a_refusal_leads_to_the_page_where_it_is_mended() {
        assert_eq!(mended_at("SA-7KQ2-M9XD-3FHT", "report_missing").unwrap(), "/vouchers/SA-7KQ2-M9XD-3FHT/report");
        assert_eq!(mended_at("SA-7KQ2-M9XD-3FHT", "country_mismatch").unwrap(), "/vouchers/SA-7KQ2-M9XD-3FHT/receipt");
        assert_eq!(mended_at("SA-7KQ2-M9XD-3FHT", "location_not_approved").unwrap(), "/company/locations");
        assert_eq!((mended_at("SA-7KQ2-M9XD-3FHT", "expired"), mended_at("?", "report_missing")), (None, None));
    }
}
