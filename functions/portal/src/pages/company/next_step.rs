//! What a company does next about a program: meet the requirements, sign, enroll, renew, or wait (PROGRAM.md 4).

use domain::eligibility;
use domain::enrollment::{Action, Status};
use jiff::civil::Date;

use super::answers::{Agreement, Eligibility, Enrollment, Program};
use super::{ADMINS, ENROLLING, SIGNING, parts};
use crate::failure::PageError;
use crate::format;
use crate::functions::segment;
use crate::visit::Visit;

/// What decides about the next step.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The program.
    pub program: &'a Program,
    /// The company's eligibility for it.
    pub eligibility: &'a Eligibility,
    /// The enrollments of the company; `None` when they could not be read.
    pub enrollments: Option<&'a [Enrollment]>,
    /// The agreement; `None` when it could not be read.
    pub agreement: Option<&'a Agreement>,
}

/// The next step of a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Requirements are missing.
    Meet,
    /// The agreement in force is not signed.
    Sign,
    /// Nothing is missing for enrolling.
    Enroll,
    /// Nothing is missing for renewing.
    Renew,
    /// The term runs, and it cannot be renewed yet.
    Wait,
    /// The term runs, and the next one is made.
    Renewed,
    /// Operations suspended the enrollment.
    Suspended,
    /// Nothing new begins under the program.
    Retired,
    /// The enrollment or the agreement could not be read.
    Unknown,
}

/// A step in words.
pub struct NextStep {
    /// What to do.
    pub title: String,
    /// More about it.
    pub text: String,
    /// The address and text of the button, for those who may do it.
    pub button: Option<(String, String)>,
    /// Who may do it, for those who may not; else empty.
    pub others: String,
}

impl Facts<'_> {
    /// The company's enrollment in the program.
    pub fn enrollment(&self) -> Option<&Enrollment> {
        self.enrollments?.iter().find(|enrollment| enrollment.program == self.program.code)
    }

    /// The step on a day. Whoever may enroll does that after a withdrawal; others may only renew.
    pub fn step(&self, today: Date, may_enroll: bool) -> Step {
        if self.enrollments.is_none() {
            return Step::Unknown;
        }
        let enrollment = self.enrollment();
        if enrollment.is_some_and(|own| own.reason.is_some() || own.status == Status::Suspended) {
            return Step::Suspended;
        }
        if let Some(own) = enrollment.filter(|own| own.status.is_in_force() && !own.allows(Action::Renew)) {
            return if own.next_term.is_some() { Step::Renewed } else { Step::Wait };
        }
        if self.program.is_retired(today) {
            return Step::Retired;
        }
        if self.eligibility.status != eligibility::Status::Active {
            return Step::Meet;
        }
        match self.agreement {
            None => Step::Unknown,
            Some(agreement) if !agreement.signed => Step::Sign,
            Some(_) => begin(enrollment, may_enroll),
        }
    }
}

/// The step that begins a term.
fn begin(enrollment: Option<&Enrollment>, may_enroll: bool) -> Step {
    match enrollment.map(|own| own.status) {
        None => Step::Enroll,
        Some(Status::Withdrawn) if may_enroll => Step::Enroll,
        Some(_) => Step::Renew,
    }
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Meet => "meet",
            Self::Sign => "sign",
            Self::Enroll => "enroll",
            Self::Renew => "renew",
            Self::Wait => "wait",
            Self::Renewed => "renewed",
            Self::Suspended => "suspended",
            Self::Retired => "retired",
            Self::Unknown => "unknown",
        }
    }
}

impl NextStep {
    /// The next step of the reader's company in the reader's language.
    ///
    /// # Errors
    /// `PageError::SignedOut` when nobody is signed in.
    pub fn of(visit: &Visit<'_>, facts: &Facts<'_>) -> Result<Self, PageError> {
        let (w, person, code) = (visit.words, visit.person()?, facts.program.code.to_string());
        let step = facts.step(visit.today(), parts::may(person, ENROLLING));
        let (who, href) = match step {
            Step::Sign => (SIGNING, "/company/agreement".to_owned()),
            Step::Enroll => (ENROLLING, format!("/company/enrollments/{}/enroll", segment(&code))),
            Step::Renew => (ADMINS, format!("/company/enrollments/{}/renew", segment(&code))),
            Step::Meet | Step::Wait | Step::Renewed | Step::Suspended | Step::Retired | Step::Unknown => {
                (&[][..], String::new())
            }
        };
        let name = step.name();
        let text = |part: &str| w.with(&format!("company-step-{name}-{part}"), &variables(visit, facts));
        let may = parts::may(person, who);
        Ok(Self {
            title: text("title"),
            text: text("text"),
            button: may.then(|| (href, text("button"))),
            others: if may || who.is_empty() { String::new() } else { text("others") },
        })
    }
}

/// The values that the texts of a step name.
fn variables(visit: &Visit<'_>, facts: &Facts<'_>) -> Vec<(&'static str, String)> {
    let day = |day| format::day(day, visit.language());
    let mut variables = vec![("program", facts.program.code.to_string())];
    variables.extend(facts.agreement.map(|agreement| ("version", agreement.text.version.to_string())));
    variables.extend(facts.program.retired_on.map(|on| ("retired", day(on))));
    if let Some(own) = facts.enrollment() {
        let end = own.current_term.map_or(own.term_end, |term| term.term_end);
        variables.extend([("end", day(end)), ("from", day(own.renewable_from))]);
    }
    variables
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn today() -> Date {
        "2026-11-22".parse().unwrap()
    }

    fn step(changes: impl FnOnce(&mut Value)) -> Step {
        let mut facts = json!({
            "program": {"code": "DDPS", "name": {"en": "D", "zh-TW": "D"}, "retired_on": null, "engagement_types": [],
                "requirements": []},
            "eligibility": {"program": "DDPS", "status": "active", "requirements": [], "engagement_types": []},
            "agreement": {"version": "2019-01", "title": "A", "text": "# A", "sha256": "0".repeat(64),
                "language": "en", "signed": true, "signed_version": null, "signed_at": null, "signed_by": null},
            "enrollments": [], "may_enroll": true,
        });
        changes(&mut facts);
        let agreement: Option<Agreement> = serde_json::from_value(facts["agreement"].clone()).unwrap();
        let enrollments: Option<Vec<Enrollment>> = serde_json::from_value(facts["enrollments"].clone()).unwrap();
        let (program, eligibility) = (
            serde_json::from_value(facts["program"].clone()).unwrap(),
            serde_json::from_value(facts["eligibility"].clone()).unwrap(),
        );
        let known = Facts {
            program: &program,
            eligibility: &eligibility,
            enrollments: enrollments.as_deref(),
            agreement: agreement.as_ref(),
        };
        known.step(today(), facts["may_enroll"] == true)
    }

    fn enrollment(status: &str, actions: &[&str]) -> Value {
        json!([{"program": "DDPS", "status": status, "term_end": "2027-06-01", "days_left": 191,
            "renewable_from": "2027-03-03", "grace_ends_on": "2027-07-01", "current_term": null, "next_term": null,
            "agreement_version": "2019-01", "reason": null, "actions": actions}])
    }

    #[test]
    fn a_new_company_meets_the_requirements_then_signs_then_enrolls() {
        assert_eq!(step(|facts| facts["eligibility"]["status"] = json!("in_progress")), Step::Meet);
        assert_eq!(step(|facts| facts["agreement"]["signed"] = json!(false)), Step::Sign);
        assert_eq!(step(|_| {}), Step::Enroll);
    }

    #[test]
    fn a_term_that_runs_is_renewed_when_it_is_time() {
        assert_eq!(step(|facts| facts["enrollments"] = enrollment("active", &["withdraw"])), Step::Wait);
        assert_eq!(step(|facts| facts["enrollments"] = enrollment("renewal_due", &["renew"])), Step::Renew);
        assert_eq!(step(|facts| facts["enrollments"] = enrollment("lapsed", &["renew"])), Step::Renew);
        let renewed = step(|facts| {
            facts["enrollments"] = enrollment("active", &["withdraw"]);
            facts["enrollments"][0]["next_term"] = json!({"term_start": "2026-12-01", "term_end": "2027-12-01"});
        });
        assert_eq!(renewed, Step::Renewed);
        let unsigned = step(|facts| {
            facts["enrollments"] = enrollment("grace", &["renew"]);
            facts["agreement"]["signed"] = json!(false);
        });
        assert_eq!(unsigned, Step::Sign, "a new version is signed before the renewal");
    }

    #[test]
    fn after_a_withdrawal_a_partner_administrator_enrolls_and_a_global_one_renews() {
        let withdrawn = |may_enroll: bool| {
            step(|facts| {
                facts["enrollments"] = enrollment("withdrawn", &["renew"]);
                facts["may_enroll"] = json!(may_enroll);
            })
        };
        assert_eq!((withdrawn(true), withdrawn(false)), (Step::Enroll, Step::Renew));
    }

    #[test]
    fn a_suspension_or_a_retired_program_leaves_nothing_to_do() {
        assert_eq!(step(|facts| facts["enrollments"] = enrollment("suspended", &["withdraw"])), Step::Suspended);
        let withdrawn = step(|facts| {
            facts["enrollments"] = enrollment("withdrawn", &[]);
            facts["enrollments"][0]["reason"] = json!("Under review.");
        });
        assert_eq!(withdrawn, Step::Suspended, "withdrawing does not lift a suspension");
        assert_eq!(step(|facts| facts["program"]["retired_on"] = json!("2026-11-22")), Step::Retired);
        assert_eq!(step(|facts| facts["program"]["retired_on"] = json!("2026-11-23")), Step::Enroll);
    }

    #[test]
    fn without_the_enrollments_or_the_agreement_no_step_is_offered() {
        assert_eq!(step(|facts| facts["enrollments"] = Value::Null), Step::Unknown);
        assert_eq!(step(|facts| facts["agreement"] = Value::Null), Step::Unknown);
    }
}
