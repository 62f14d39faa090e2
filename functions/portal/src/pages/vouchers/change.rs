//! `/vouchers/{number}/change`: changes dates, engagement type, location, consultant, attendees (PROGRAM.md 7.8).

use askama::Template;
use domain::VoucherNumber;
use domain::voucher::Action;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::consultants;
use super::details;
use super::forms::{address, addresses, choice, field};
use super::model::{Reservation, Voucher, VoucherDetails};
use super::names::Names;
use super::reads;
use super::reserve_state::Step;
use super::reserve_steps::{check_attendees, repetition};
use crate::failure::PageError;
use crate::format;
use crate::functions::{CallError, Got};
use crate::html::{Choice, Errors, Field, Layout, Section};
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "pages/vouchers/change.html")]
struct ChangePage {
    layout: Layout,
    key: String,
    etag: String,
    action: String,
    voucher: String,
    number: String,
    customer: String,
    lead: String,
    start: Field,
    end: Field,
    location: (Field, Vec<Choice>),
    engagement: (Field, Vec<Choice>),
    repeat: Option<(Field, Vec<Choice>)>,
    consultant: (Field, Vec<Choice>),
    attendees: Field,
    /// What the form showed first, sealed: what was changed is told by it, also when the form is sent twice.
    before: String,
    errors: Errors,
}

/// Shows the form with what is reserved.
pub fn form<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        let got = reads::voucher(visit, &number).await?;
        show(visit, &got, Errors::default()).await
    })
}

async fn show(visit: &Visit<'_>, got: &Got<VoucherDetails>, errors: Errors) -> Result<Reply, PageError> {
    let voucher = &got.value.voucher;
    let reserved = voucher.reservation.as_ref().filter(|_| voucher.can(Action::Reschedule));
    let Some(reserved) = reserved else {
        return Ok(Reply::see_other(&address(&voucher.number, "")));
    };
    let (names, candidates) = futures::join!(Names::read(visit), consultants::qualified(visit, &voucher.program, None));
    let people = candidates?.iter().map(|one| (one.person.to_string(), one.line(visit.words))).collect();
    let offers = Offers { names: &names, people, reserved };
    let status = errors.status();
    Ok(Reply::page(&ChangePage::new(visit, got, &offers, errors))?.with_status(status))
}

/// What the selects of the form offer.
struct Offers<'o> {
    names: &'o Names,
    /// The ids of the consultants, each with name and last day.
    people: Vec<(String, String)>,
    reserved: &'o Reservation,
}

impl ChangePage {
    fn new(visit: &Visit<'_>, got: &Got<VoucherDetails>, offers: &Offers<'_>, errors: Errors) -> Self {
        let (w, voucher, reserved) = (visit.words, &got.value.voucher, offers.reserved);
        let until = format::day(voucher.expires_on, visit.language());
        let is_long = voucher.days >= u32::from(domain::voucher::REPEAT_LIMITED_DAYS);
        let (location, engagement) = (reserved.location_id.as_str(), reserved.engagement_type.as_str());
        let before = visit.form.filled("before").filter(|_| !errors.is_stale());
        let mut page = Self {
            layout: Layout::new(visit, Section::Vouchers, w.get("change-title")).with_errors(!errors.is_empty()),
            key: visit.new_key(),
            etag: errors.etag(&visit.form, got.etag.as_deref()),
            action: address(&voucher.number, "change"),
            voucher: address(&voucher.number, ""),
            number: voucher.number.to_string(),
            customer: voucher.customer.name.clone(),
            lead: w.one("change-lead", "until", until),
            start: typed(visit, "start_date", reserved.start_date.to_string()),
            end: typed(visit, "end_date", reserved.end_date.to_string()),
            location: select(typed(visit, "location_id", location), offers.locations()),
            engagement: select(typed(visit, "engagement_type", engagement), offers.engagements(voucher)),
            repeat: is_long.then(|| repetition(w, visit.form.parse("repeat_15_day_exception"))),
            consultant: select(typed(visit, "lead_consultant", reserved.lead_consultant.as_str()), offers.people()),
            attendees: typed(visit, "attendees", reserved.attendees.join("\n")),
            before: before.map_or_else(|| visit.seal(reserved), str::to_owned),
            errors,
        };
        page.compare(visit, reserved);
        page.place();
        page
    }

    /// Adds what is stored now, after a change by somebody else.
    fn compare(&mut self, visit: &Visit<'_>, reserved: &Reservation) {
        let (w, errors) = (visit.words, &mut self.errors);
        for (field, day) in [(&self.start, reserved.start_date), (&self.end, reserved.end_date)] {
            errors.compare(w, field.name, field.value.trim() == day.to_string(), &format::day(day, visit.language()));
        }
        let chosen = [
            (&self.location, reserved.location_id.as_str()),
            (&self.engagement, reserved.engagement_type.as_str()),
            (&self.consultant, reserved.lead_consultant.as_str()),
        ];
        for ((field, choices), stored) in chosen {
            let choice = choices.iter().find(|choice| choice.value == stored);
            errors.compare(w, field.name, field.value == stored, choice.map_or(stored, |choice| &choice.text));
        }
        let is_same = addresses(&self.attendees.value) == reserved.attendees;
        let shown = reserved.attendees.join(w.language().choose(", ", "、"));
        errors.compare(w, self.attendees.name, is_same, &shown);
    }

    /// Puts the reasons beside the fields; a rule names no field, so that of its step is taken.
    fn place(&mut self) {
        let mut fields = vec![
            &mut self.start,
            &mut self.end,
            &mut self.location.0,
            &mut self.engagement.0,
            &mut self.consultant.0,
            &mut self.attendees,
        ];
        fields.extend(self.repeat.as_mut().map(|(field, _)| field));
        self.errors.place(&mut fields);
    }
}

/// A field with what was typed, or what is reserved.
fn typed(visit: &Visit<'_>, name: &'static str, reserved: impl Into<String>) -> Field {
    let was_sent = visit.form.fields().any(|(known, _)| known == name);
    let value = if was_sent { visit.form.raw(name).to_owned() } else { reserved.into() };
    field(visit.words, "change", name, value)
}

/// A select with its field's value chosen. A value that is not offered stays possible.
fn select(field: Field, mut offered: Vec<(String, String)>) -> (Field, Vec<Choice>) {
    if !offered.iter().any(|(value, _)| *value == field.value) {
        offered.push((field.value.clone(), field.value.clone()));
    }
    let choices = offered.into_iter().map(|(value, text)| choice(value, text, &field.value)).collect();
    (field, choices)
}

impl Offers<'_> {
    /// The locations in the country of delivery, which stays.
    fn locations(&self) -> Vec<(String, String)> {
        let here = self.names.locations.iter().filter(|location| location.country == self.reserved.country);
        here.map(|location| (location.id.to_string(), location.name.clone())).collect()
    }

    fn engagements(&self, voucher: &Voucher) -> Vec<(String, String)> {
        let program = self.names.programs.iter().find(|program| program.code == voucher.program);
        let types = program.into_iter().flat_map(|program| &program.engagement_types);
        let offered = types.filter(|offered| offered.days.contains(&voucher.days));
        offered.map(|offered| (offered.code.to_string(), self.names.engagement(&offered.code))).collect()
    }

    fn people(&self) -> Vec<(String, String)> {
        self.people.clone()
    }
}

/// Sends what was changed.
pub fn change<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        let Some(before) = visit.open::<Reservation>(visit.form.raw("before")) else { return Err(PageError::Changed) };
        let mut errors = Errors::default();
        let body = changes(visit, &before, &mut errors);
        if errors.is_empty() && body.is_empty() {
            errors.push("", visit.words.get("change-nothing"));
        }
        if !errors.is_empty() {
            return show(visit, &reads::voucher(visit, &number).await?, errors).await;
        }
        let path = format!("/reservations{}", reads::voucher_segment(&number));
        let answer: Result<Got<Voucher>, CallError> =
            visit.command("PATCH", "reservation", &path, &Value::Object(body)).await;
        match answer {
            Ok(got) => Ok(Reply::see_other(&details::done_address("changed", &got.value))),
            Err(CallError::Refused(problem)) if problem.status == 412 => {
                show(visit, &reads::voucher(visit, &number).await?, Errors::changed_form(visit.words)).await
            }
            Err(CallError::Refused(problem)) if matches!(problem.status, 409 | 422) => {
                let mut reasons = problem.all_reasons();
                for reason in reasons.iter_mut().filter(|reason| reason.field.is_none()) {
                    reason.field = field_of(&reason.code).map(str::to_owned);
                }
                show(visit, &reads::voucher(visit, &number).await?, Errors::of(visit.words, &reasons)).await
            }
            Err(error) => Err(error.into()),
        }
    })
}

/// The field in which a refused change is corrected.
fn field_of(code: &str) -> Option<&'static str> {
    let field = match Step::of_reason(code, "")? {
        Step::Location => "location_id",
        Step::Engagement if code == "repeat_15_day" => "repeat_15_day_exception",
        Step::Engagement => "engagement_type",
        Step::Dates if code == "ends_before_start" || code == "dates_outside_window" => "end_date",
        Step::Dates => "start_date",
        Step::People | Step::Check => "lead_consultant",
    };
    Some(field)
}

/// The members of the command: what differs from the reservation. What is wrong is added to the errors.
fn changes(visit: &Visit<'_>, reserved: &Reservation, errors: &mut Errors) -> Map<String, Value> {
    let (w, form) = (visit.words, &visit.form);
    let mut body = Map::new();
    for (name, known) in [("start_date", reserved.start_date), ("end_date", reserved.end_date)] {
        match form.text(name).replace('/', "-").parse::<Date>() {
            Ok(day) if day == known => {}
            Ok(day) => drop(body.insert(name.to_owned(), json!(day))),
            Err(_) => errors.push(name, w.get("reserve-date-wrong")),
        }
    }
    let texts = [
        ("location_id", reserved.location_id.as_str()),
        ("engagement_type", reserved.engagement_type.as_str()),
        ("lead_consultant", reserved.lead_consultant.as_str()),
    ];
    for (name, known) in texts {
        if let Some(value) = form.filled(name).filter(|value| *value != known) {
            body.insert(name.to_owned(), json!(value));
        }
    }
    if let Some(exception) = form.filled("repeat_15_day_exception") {
        body.insert("repeat_15_day_exception".to_owned(), json!(exception));
    }
    let attendees = addresses(form.raw("attendees"));
    check_attendees(w, &attendees, errors);
    if attendees != reserved.attendees {
        body.insert("attendees".to_owned(), json!(attendees));
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_a_change_is_shown_at_a_field() {
        assert_eq!(field_of("location_not_approved"), Some("location_id"));
        assert_eq!(field_of("repeat_15_day"), Some("repeat_15_day_exception"));
        assert_eq!(field_of("dates_outside_window"), Some("end_date"));
        assert_eq!(field_of("starts_before_reserved"), Some("start_date"));
        assert_eq!(field_of("report_already_submitted"), None);
    }
}
