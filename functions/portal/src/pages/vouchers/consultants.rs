//! The people who may lead an engagement: those with an exam that qualifies for it (PROGRAM.md 7.5).

use std::collections::BTreeMap;

use domain::partner::EvidenceKind;
use domain::{EngagementCode, PersonId};
use jiff::civil::Date;

use super::model::{EngagementType, Evidence};
use super::reads;
use crate::failure::PageError;
use crate::format;
use crate::functions::segment;
use crate::visit::Visit;
use crate::words::Words;

/// A person with the exams that qualify.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The person.
    pub person: PersonId,
    /// The names of the exams.
    exams: Vec<String>,
    /// The last day on which one of them counts; `None` for no end.
    valid_until: Option<Date>,
}

impl Candidate {
    /// The exams and how long they count; whether that ends before the first day.
    pub fn hint(&self, w: Words, start: Option<Date>) -> String {
        let exams = self.exams.join(w.language().choose(", ", "、"));
        let Some(until) = self.valid_until else { return exams };
        let day = format::day(until, w.language());
        let id = match start {
            Some(start) if until < start => "consultant-ends-before",
            Some(_) | None => "consultant-until",
        };
        w.two(id, ("exams", &exams), ("until", &day))
    }
}

/// The people of the reader's company who qualify today for an engagement type; with `None` for any.
///
/// # Errors
/// `PageError` when the evidence cannot be read.
pub async fn qualified(visit: &Visit<'_>, engagement: Option<&EngagementCode>) -> Result<Vec<Candidate>, PageError> {
    let company = visit.person()?.caller.company.as_ref().ok_or(PageError::NotFound)?;
    let path = format!("/companies/{}/evidence", segment(company.as_str()));
    let evidence = reads::whole_list::<Evidence>(visit, "enrollment", &path);
    let programs = async {
        match engagement {
            Some(_) => reads::programs(visit).await.unwrap_or_default(),
            None => Vec::new(),
        }
    };
    let (evidence, programs) = futures::join!(evidence, programs);
    let types = programs.iter().flat_map(|program| &program.engagement_types);
    let known = types.into_iter().find(|known| Some(&known.code) == engagement);
    Ok(candidates(evidence?, known))
}

fn candidates(evidence: Vec<Evidence>, engagement: Option<&EngagementType>) -> Vec<Candidate> {
    let mut found: BTreeMap<PersonId, Candidate> = BTreeMap::new();
    for held in evidence.into_iter().filter(|held| held.counts && accepts(engagement, held)) {
        let Some(person) = held.person else { continue };
        let new = Candidate { person: person.clone(), exams: Vec::new(), valid_until: Some(Date::MIN) };
        let candidate = found.entry(person).or_insert(new);
        if !candidate.exams.contains(&held.name) {
            candidate.exams.push(held.name);
        }
        candidate.valid_until = candidate.valid_until.zip(held.valid_until).map(|(one, other)| one.max(other));
    }
    found.into_values().collect()
}

/// True for an exam that qualifies. Of a type that could not be read every exam is offered: the function decides.
fn accepts(engagement: Option<&EngagementType>, held: &Evidence) -> bool {
    let exam = EvidenceKind::ConsultantExam;
    let required = engagement.and_then(|known| known.requirements.iter().find(|one| one.code == exam.as_str()));
    let is_named = |name: &str| name.eq_ignore_ascii_case(&held.name);
    held.kind == exam && required.is_none_or(|required| required.any_of.iter().any(|name| is_named(&name.en)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn exam(name: &str, person: &str, until: Option<&str>, counts: bool) -> Evidence {
        let held =
            json!({"kind": "consultant_exam", "name": name, "person": person, "valid_until": until, "counts": counts});
        serde_json::from_value(held).unwrap()
    }

    fn engagement() -> EngagementType {
        let name = |name: &str| json!({"en": name, "zh-TW": name});
        let exam = json!({"code": "consultant_exam", "any_of": [name("Windows and Devices")]});
        let engagement = json!({"code": "DDPS-WINOFFICE", "name": name("W"), "days": [5], "status": "active",
            "requirements": [{"code": "competency", "any_of": [name("Windows and Devices (gold)")]}, exam]});
        serde_json::from_value(engagement).unwrap()
    }

    #[test]
    fn only_people_with_a_qualifying_exam_that_counts_are_offered_each_once() {
        let evidence = vec![
            exam("Windows and Devices", "U-7", Some("2027-01-31"), true),
            exam("windows and devices", "U-7", Some("2027-06-30"), true),
            exam("Cloud CRM", "U-8", None, true),
            exam("Windows and Devices", "U-9", None, false),
        ];
        let found = candidates(evidence.clone(), Some(&engagement()));
        let shown: Vec<_> = found.iter().map(|one| (one.person.as_str(), one.valid_until)).collect();
        assert_eq!(shown, [("U-7", Some(jiff::civil::date(2027, 6, 30)))]);
        assert_eq!(candidates(evidence, None).len(), 2);
    }
}
