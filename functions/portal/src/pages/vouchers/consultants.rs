//! The people who may lead an engagement: those who qualify for it today (PROGRAM.md 7.5).

use std::collections::BTreeMap;

use domain::{EngagementCode, PersonId, ProgramCode};

use super::model::Eligibility;
use crate::consultant::Consultant;
use crate::functions::{CallError, Got};
use crate::visit::Visit;

/// The people of the reader's company who qualify today for an engagement type of a program; with `None` for any of
/// its types.
///
/// # Errors
/// `CallError` when the eligibility cannot be read.
pub async fn qualified(
    visit: &Visit<'_>,
    program: &ProgramCode,
    engagement: Option<&EngagementCode>,
) -> Result<Vec<Consultant>, CallError> {
    let eligibility: Got<Eligibility> = visit.get("enrollment", "/eligibility", &[]).await?;
    Ok(consultants(eligibility.value, program, engagement))
}

/// The people of the reader's company who qualify today for any engagement type; nobody where this cannot be read, or for
/// readers without a company.
pub async fn everybody(visit: &Visit<'_>) -> Vec<Consultant> {
    if visit.person.as_ref().is_none_or(|person| person.caller.company.is_none()) {
        return Vec::new();
    }
    let eligibility = visit.get::<Eligibility>("enrollment", "/eligibility", &[]).await;
    let programs = eligibility.map(|got| got.value.items).unwrap_or_default();
    programs.into_iter().flat_map(|item| item.engagement_types).flat_map(|own| own.consultants).collect()
}

/// Each person once, by id. Of several types the one for which the person qualifies longest counts.
fn consultants(
    eligibility: Eligibility,
    program: &ProgramCode,
    engagement: Option<&EngagementCode>,
) -> Vec<Consultant> {
    let programs = eligibility.items.into_iter().filter(|item| item.program == *program);
    let types = programs.flat_map(|item| item.engagement_types);
    let asked = types.filter(|own| engagement.is_none_or(|code| own.code == *code));
    let mut found: BTreeMap<PersonId, Consultant> = BTreeMap::new();
    for new in asked.flat_map(|own| own.consultants) {
        let known = found.entry(new.person.clone()).or_insert_with(|| new.clone());
        known.valid_until = known.valid_until.zip(new.valid_until).map(|(one, other)| one.max(other));
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn eligibility() -> Eligibility {
        let of = |code: &str, consultants: Value| json!({"code": code, "eligible": true, "consultants": consultants});
        let one = |person: &str, until: Value| json!({"person": person, "name": "Chiu Yi", "valid_until": until});
        let windows = of("DDPS-WINOFFICE", json!([one("U-7", json!("2027-01-31")), one("U-8", Value::Null)]));
        let mobile = of("DDPS-MOBILE", json!([one("U-7", json!("2027-06-30")), one("U-8", json!("2027-06-30"))]));
        let other = of("SSDPS-X", json!([one("U-9", Value::Null)]));
        let items = json!({"items": [
            {"program": "DDPS", "engagement_types": [windows, mobile]},
            {"program": "SSDPS", "engagement_types": [other]},
        ]});
        serde_json::from_value(items).unwrap()
    }

    fn found(engagement: Option<&str>) -> Vec<(String, Option<String>)> {
        let engagement = engagement.map(|code| EngagementCode::parse(code).unwrap());
        let found = consultants(eligibility(), &ProgramCode::parse("DDPS").unwrap(), engagement.as_ref());
        found.into_iter().map(|one| (one.person.to_string(), one.valid_until.map(|day| day.to_string()))).collect()
    }

    #[test]
    fn the_people_of_one_type_are_offered() {
        let expected = [("U-7".to_owned(), Some("2027-01-31".to_owned())), ("U-8".to_owned(), None)];
        assert_eq!(found(Some("DDPS-WINOFFICE")), expected);
        assert_eq!(found(Some("SSDPS-X")), [], "a type of another program");
    }

    #[test]
    fn the_people_of_every_type_are_offered_once_with_their_longest_day() {
        let expected = [("U-7".to_owned(), Some("2027-06-30".to_owned())), ("U-8".to_owned(), None)];
        assert_eq!(found(None), expected);
    }
}
