//! The form "Somebody else" of the page of test users: a person of any company, as typed.

use super::parameters::Parameters;
use crate::token::Holder;
use api::Role;
use domain::{CompanyId, Email, Invalid, LocationId, Name};

const NAME: &str = "name";
const EMAIL: &str = "email";
const COMPANY: &str = "company";
const LOCATIONS: &str = "locations";
/// Before the code of a role in the name of its box.
const ROLE: &str = "role_";
/// The field of a problem with all boxes: the first one.
const FIRST_ROLE: &str = "role_mpn_admin";

/// The fields as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The name that the pages and the history show.
    pub name: String,
    /// The e-mail address; it is the subject of the tokens, too.
    pub email: String,
    /// The company; none for operations.
    pub company: String,
    /// The locations that the person is limited to, separated by commas or spaces; none means all.
    pub locations: String,
    roles: Vec<Role>,
}

/// Something wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The name of the field.
    pub field: &'static str,
    /// The sentence.
    pub text: String,
}

/// A box of a role.
pub struct RoleBox {
    /// The name of the field.
    pub name: String,
    /// The role.
    pub role: Role,
    /// True when it is ticked.
    pub is_ticked: bool,
}

/// True for a field of the form, as opposed to a parameter of the authorization request.
pub fn is_field(name: &str) -> bool {
    [NAME, EMAIL, COMPANY, LOCATIONS].contains(&name) || name.starts_with(ROLE)
}

impl Typed {
    /// Reads the fields.
    pub fn read(parameters: &Parameters) -> Self {
        let text = |name| parameters.text(name).trim().to_owned();
        let is_ticked = |role: &Role| !parameters.text(&box_name(*role)).is_empty();
        Self {
            name: text(NAME),
            email: text(EMAIL),
            company: text(COMPANY),
            locations: text(LOCATIONS),
            roles: Role::ALL.into_iter().filter(is_ticked).collect(),
        }
    }

    /// The boxes of the roles.
    pub fn role_boxes(&self) -> Vec<RoleBox> {
        let role_box = |role| RoleBox { name: box_name(role), role, is_ticked: self.roles.contains(&role) };
        Role::ALL.map(role_box).into()
    }

    /// The person. The error is every problem, in the order of the fields.
    pub fn holder(&self) -> Result<Holder, Vec<Problem>> {
        let mut problems = Vec::new();
        let name = required("Name", NAME, &self.name, Name::parse, &mut problems);
        let email = required("E-mail address", EMAIL, &self.email, Email::parse, &mut problems);
        let company = self.company(&mut problems);
        let locations = self.locations(&mut problems);
        if self.roles.is_empty() {
            problems.push(Problem { field: FIRST_ROLE, text: "Tick at least one role".to_owned() });
        }
        match (name, email) {
            (Some(name), Some(email)) if problems.is_empty() => Ok(Holder {
                roles: self.roles.clone(),
                company,
                sub: email.to_string(),
                name: name.to_string(),
                email: Some(email.to_string()),
                locations,
            }),
            _ => Err(problems),
        }
    }

    /// The company. Whoever has a role of partners needs one.
    fn company(&self, problems: &mut Vec<Problem>) -> Option<String> {
        let is_partner = self.roles.iter().any(|role| *role != Role::Operations);
        if self.company.is_empty() && !is_partner {
            return None;
        }
        required("Company", COMPANY, &self.company, CompanyId::parse, problems).map(|id| id.to_string())
    }

    fn locations(&self, problems: &mut Vec<Problem>) -> Option<Vec<String>> {
        let typed = self.locations.split([',', ' ']).filter(|id| !id.is_empty());
        let ids = typed.filter_map(|id| parsed(id, LOCATIONS, id, LocationId::parse, problems));
        Some(ids.map(|id| id.to_string()).collect()).filter(|ids: &Vec<String>| !ids.is_empty())
    }
}

fn box_name(role: Role) -> String {
    format!("{ROLE}{}", role.as_str())
}

fn required<T>(
    label: &str,
    field: &'static str,
    typed: &str,
    parse: impl Fn(&str) -> Result<T, Invalid>,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    if typed.is_empty() {
        problems.push(Problem { field, text: format!("{label} is missing") });
        return None;
    }
    parsed(label, field, typed, parse, problems)
}

fn parsed<T>(
    label: &str,
    field: &'static str,
    typed: &str,
    parse: impl Fn(&str) -> Result<T, Invalid>,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    let wrong = |wrong: Invalid| problems.push(Problem { field, text: format!("{label} {wrong}") });
    parse(typed).map_err(wrong).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &str) -> Typed {
        Typed::read(&Parameters::parse(fields.as_bytes()).unwrap())
    }

    fn problems(fields: &str) -> Vec<(&'static str, String)> {
        let problems = typed(fields).holder().unwrap_err();
        problems.into_iter().map(|problem| (problem.field, problem.text)).collect()
    }

    #[test]
    fn a_person_of_any_company_is_read() {
        let holder = typed(
            "name=+Ann+Chen+&email=ann%40partner.example&company=P-9&locations=L-1%2C+L-2\
             &role_mpn_admin=yes&role_incentives=yes",
        );
        let holder = holder.holder().unwrap();
        assert_eq!((holder.sub.as_str(), holder.name.as_str()), ("ann@partner.example", "Ann Chen"));
        assert_eq!((holder.company.as_deref(), holder.email.as_deref()), (Some("P-9"), Some("ann@partner.example")));
        assert_eq!(holder.roles, [Role::MpnAdmin, Role::Incentives]);
        assert_eq!(holder.locations, Some(vec!["L-1".to_owned(), "L-2".to_owned()]));
    }

    #[test]
    fn operations_need_no_company_and_nobody_needs_locations() {
        let holder = typed("name=Ada&email=ada%40program.example&role_operations=yes").holder().unwrap();
        assert_eq!((holder.company, holder.locations), (None, None));
    }

    #[test]
    fn every_problem_is_named_at_once() {
        let all = problems("locations=L-1,L%231&company=a+b");
        let fields: Vec<_> = all.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, [NAME, EMAIL, COMPANY, LOCATIONS, FIRST_ROLE], "{all:?}");
        assert!(all[3].1.starts_with("L#1 "), "{all:?}");
        let wrong = problems("name=Ann&email=ann&role_global_admin=yes&role_operations=yes");
        let [(email, text), (company, missing)] = wrong.as_slice() else { panic!("{wrong:?}") };
        assert_eq!((*email, *company, missing.as_str()), (EMAIL, COMPANY, "Company is missing"));
        assert!(text.starts_with("E-mail address "), "{text}");
    }

    #[test]
    fn the_boxes_keep_what_was_ticked() {
        let ticked = typed("role_incentives=yes").role_boxes();
        let ticked: Vec<_> = ticked.iter().filter(|one| one.is_ticked).map(|one| one.name.as_str()).collect();
        assert_eq!(ticked, ["role_incentives"]);
        assert_eq!(Typed::default().role_boxes()[0].name, FIRST_ROLE);
        assert!(is_field("role_operations") && is_field("company") && !is_field("state"));
    }
}
