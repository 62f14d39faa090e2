//! `/claims/submit`: several payment requests under one invoice: what is selected by country and program, then the
//! outcome of each (PROGRAM.md 11.6).

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use domain::catalog::BillTo;
use domain::claim::{Action, Status};
use domain::invoice::InvoiceCopy;
use domain::{ClaimId, Country, ProgramCode, VoucherNumber};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::asked::{self, Asked};
use super::forms::{address, bill_to_lines, customer, refused};
use super::many_result;
use super::model::{Claim, SubmittedClaims};
use super::reads::FUNCTION;
use super::sums;
use crate::failure::PageError;
use crate::form::Form;
use crate::format::{self, Amount};
use crate::functions::{CallError, Got};
use crate::html::{Errors, Field, Layout, Section};
use crate::page::Handled;
use crate::pages::vouchers::forms::field;
use crate::pages::vouchers::names::Names;
use crate::reply::Reply;
use crate::visit::Visit;
use crate::words::Words;

/// A selected payment request, sealed in the form: its pages show it without reading it again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Selected {
    /// The id.
    pub id: ClaimId,
    /// The voucher.
    pub number: VoucherNumber,
    /// The customer.
    pub customer: String,
    /// The country of delivery.
    pub country: Country,
    /// The program.
    pub program: ProgramCode,
    /// The amount, when a rate is known.
    pub amount: Option<Amount>,
    /// The form in which the payer needs the invoice itself.
    pub copy: Option<InvoiceCopy>,
    /// To whom the invoice is made out; sealed once for each country.
    pub bill_to: Option<BillTo>,
}

/// The page.
#[derive(Template)]
#[template(path = "pages/claims/many.html")]
struct ManyPage {
    layout: Layout,
    key: String,
    state: String,
    groups: Vec<Group>,
    totals: Vec<String>,
    count: usize,
    /// The vouchers of selected payment requests that cannot be submitted any more.
    left_out: Vec<String>,
    /// Selected payment requests that were sent back: each is answered on a page of its own.
    answers: Vec<Answer>,
    copies: Vec<String>,
    billed: Vec<Billed>,
    invoice_number: Field,
    purchase_order: Field,
    errors: Errors,
}

/// A payment request that was sent back.
struct Answer {
    number: String,
    href: String,
}

/// The selected payment requests that are not submitted here.
#[derive(Default)]
struct Apart {
    left_out: Vec<String>,
    answers: Vec<Answer>,
}

/// What gets one reference number.
struct Group {
    title: String,
    rows: Vec<Row>,
    totals: Vec<String>,
}

struct Row {
    number: String,
    customer: String,
    amount: String,
}

/// To whom the invoice of a country is made out.
struct Billed {
    country: String,
    lines: Vec<String>,
}

/// The address without a selection: the list, where the selection is made.
pub fn begin<'v>(_: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async { Ok(Reply::see_other("/claims")) })
}

/// Shows what is selected, or submits it.
pub fn step<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        match visit.open::<Vec<Selected>>(visit.form.raw("state")) {
            Some(selected) => submit(visit, &selected).await,
            None => select(visit).await,
        }
    })
}

/// Reads the page of the list on which the selection was made, and shows what is selected.
async fn select(visit: &Visit<'_>) -> Result<Reply, PageError> {
    let ids: BTreeSet<&str> = visit.form.all("claim_id").filter(|id| !id.is_empty()).collect();
    let here = Form::decode(visit.form.text("here").trim_start_matches('?').as_bytes());
    if ids.is_empty() {
        return Ok(Reply::see_other(&format!("/claims{}", here.with("select", Some("none")))));
    }
    let page = asked::read(visit, &Asked::of(&here)).await?;
    let known = page.claims.iter().filter(|claim| ids.contains(claim.id.as_str()) && claim.can(Action::Submit));
    let (sent_back, open): (Vec<&Claim>, Vec<&Claim>) = known.partition(|claim| claim.status == Status::ActionRequired);
    let found: BTreeSet<&str> = sent_back.iter().chain(&open).map(|claim| claim.id.as_str()).collect();
    let left_out: Vec<String> = ids.difference(&found).map(|id| voucher_of(id)).collect();
    let mut selected: Vec<Selected> = open.into_iter().map(|claim| Selected::of(visit, claim)).collect();
    bill_each_country_once(&mut selected);
    let answers: Vec<Answer> = sent_back.into_iter().map(Answer::of).collect();
    match (selected.as_slice(), answers.as_slice()) {
        ([], [only]) => Ok(Reply::see_other(&only.href)),
        ([], answers) => {
            let why = if answers.is_empty() { "gone" } else { "answers" };
            Ok(Reply::see_other(&format!("/claims{}", here.with("select", Some(why)))))
        }
        (selected, _) => show(visit, selected, Apart { left_out, answers }, Errors::default()).await,
    }
}

impl Answer {
    fn of(claim: &Claim) -> Self {
        Self { number: claim.voucher_number.to_string(), href: address(&claim.id, "submit") }
    }
}

/// Leaves to whom the invoice is made out with the first payment request of each country: the sealed selection stays
/// small.
fn bill_each_country_once(selected: &mut [Selected]) {
    let mut known = BTreeSet::new();
    for one in selected {
        one.bill_to = one.bill_to.take().filter(|_| known.insert(one.country.clone()));
    }
}

/// The voucher number of an id, for people.
fn voucher_of(id: &str) -> String {
    id.strip_prefix("CL-").unwrap_or(id).to_owned()
}

async fn submit(visit: &Visit<'_>, selected: &[Selected]) -> Result<Reply, PageError> {
    if visit.form.filled("invoice_number").is_none() {
        let mut errors = Errors::default();
        errors.push("invoice_number", visit.words.get("submit-invoice-missing"));
        return show(visit, selected, Apart::default(), errors).await;
    }
    let answer: Result<Got<SubmittedClaims>, CallError> =
        visit.post(FUNCTION, "/claims/submit", &body(visit, selected)).await;
    match answer {
        Ok(got) => many_result::show(visit, selected, &got.value),
        Err(CallError::Refused(problem)) if matches!(problem.status, 409 | 422) => {
            show(visit, selected, Apart::default(), refused(visit.words, &problem)).await
        }
        Err(error) => Err(error.into()),
    }
}

fn body(visit: &Visit<'_>, selected: &[Selected]) -> Value {
    let ids: Vec<&str> = selected.iter().map(|one| one.id.as_str()).collect();
    let typed = ["invoice_number", "purchase_order"];
    let typed = typed.into_iter().filter_map(|name| Some((name.to_owned(), json!(visit.form.filled(name)?))));
    let mut members: Map<String, Value> = typed.collect();
    members.insert("claim_ids".to_owned(), json!(ids));
    Value::Object(members)
}

async fn show(visit: &Visit<'_>, selected: &[Selected], apart: Apart, errors: Errors) -> Result<Reply, PageError> {
    let names = Names::read(visit).await;
    let status = errors.status();
    Ok(Reply::page(&ManyPage::new(visit, selected, &names, apart, errors))?.with_status(status))
}

impl Selected {
    fn of(visit: &Visit<'_>, claim: &Claim) -> Self {
        Self {
            id: claim.id.clone(),
            number: claim.voucher_number.clone(),
            customer: customer(visit.words, claim),
            country: claim.country.clone(),
            program: claim.program.clone(),
            amount: claim.amount.clone(),
            copy: claim.invoice_copy,
            bill_to: claim.bill_to().cloned(),
        }
    }
}

impl ManyPage {
    fn new(visit: &Visit<'_>, selected: &[Selected], names: &Names, apart: Apart, mut errors: Errors) -> Self {
        let w = visit.words;
        let typed = |name: &'static str| field(w, "submit", name, visit.form.raw(name));
        let (mut invoice_number, mut purchase_order) = (typed("invoice_number"), typed("purchase_order"));
        purchase_order.hint = w.get("many-order-hint");
        errors.place(&mut [&mut invoice_number, &mut purchase_order]);
        let copies: BTreeSet<&str> = selected.iter().filter_map(|one| Some(one.copy?.as_str())).collect();
        Self {
            layout: Layout::new(visit, Section::Claims, w.count("many-title", selected.len()))
                .with_errors(!errors.is_empty()),
            key: visit.new_key(),
            state: visit.seal(&selected),
            groups: groups(selected, names),
            totals: sums::shown(&sums::sums(selected.iter().filter_map(|one| one.amount.as_ref()))),
            count: selected.len(),
            left_out: apart.left_out,
            answers: apart.answers,
            copies: copies.into_iter().map(|copy| w.get(&format!("submit-copy-{copy}"))).collect(),
            billed: billed(w, selected, names),
            invoice_number,
            purchase_order,
            errors,
        }
    }
}

/// To whom the invoices are made out, of each country that needs them.
fn billed(w: Words, selected: &[Selected], names: &Names) -> Vec<Billed> {
    let of_country = |one: &Selected| {
        let (country, lines) = (names.country(&one.country).to_owned(), bill_to_lines(w, one.bill_to.as_ref()?));
        Some(Billed { country, lines })
    };
    selected.iter().filter_map(of_country).collect()
}

/// The selected payment requests by country and program, as the function groups them.
fn groups(selected: &[Selected], names: &Names) -> Vec<Group> {
    let mut groups: BTreeMap<(&Country, &ProgramCode), Vec<&Selected>> = BTreeMap::new();
    for one in selected {
        groups.entry((&one.country, &one.program)).or_default().push(one);
    }
    let row = |one: &&Selected| Row {
        number: one.number.to_string(),
        customer: one.customer.clone(),
        amount: one.amount.as_ref().map(format::money).unwrap_or_default(),
    };
    let group = |((country, program), members): ((&Country, &ProgramCode), Vec<&Selected>)| Group {
        title: format!("{} · {program}", names.country(country)),
        totals: sums::shown(&sums::sums(members.iter().filter_map(|one| one.amount.as_ref()))),
        rows: members.iter().map(row).collect(),
    };
    groups.into_iter().map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(number: &str, country: &str, program: &str, minor: Option<i64>) -> Selected {
        let number = VoucherNumber::parse(number).unwrap();
        Selected {
            id: ClaimId::of(&number),
            number,
            customer: "Contoso Ltd".to_owned(),
            country: Country::parse(country).unwrap(),
            program: ProgramCode::parse(program).unwrap(),
            amount: minor.map(|minor| Amount { minor, currency: "USD".to_owned() }),
            copy: None,
            bill_to: None,
        }
    }

    #[test]
    fn a_group_has_one_country_and_program_and_the_sum_of_its_amounts() {
        let all = [
            selected("SA-0000-0001", "US", "DDPS", Some(100)),
            selected("SA-0000-0002", "TW", "DDPS", Some(250)),
            selected("SA-0000-0003", "US", "DDPS", None),
            selected("SA-0000-0004", "US", "SSDPS", Some(300)),
        ];
        let groups = groups(&all, &Names::default());
        let shown: Vec<_> =
            groups.iter().map(|group| (group.title.as_str(), group.rows.len(), &*group.totals)).collect();
        assert_eq!(
            shown,
            [
                ("Taiwan · DDPS", 1, &["USD 2.50".to_owned()][..]),
                ("United States · DDPS", 2, &["USD 1.00".to_owned()][..]),
                ("United States · SSDPS", 1, &["USD 3.00".to_owned()][..]),
            ]
        );
    }
}
