//! `GET /people`: who acted for a company, and who administers it (PROGRAM.md 1.4).

use api::{Answer, Decode, Failure, Fields, Role, log_unreadable};
use domain::people::Person;
use domain::{Actor, CompanyId, Name};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Context, Services};

/// The roles that may read every person with roles and day.
const FULL: &[Role] = &[Role::GlobalAdmin, Role::Operations];

domain::codes! {
    /// The role whose holders everybody of a company may ask for by name.
    pub enum NamedRole {
        /// The global administrators, who can say who grants roles.
        GlobalAdmin = "global_admin",
    }
}

/// The query.
pub(crate) struct PeopleFilter {
    company_id: Option<CompanyId>,
    role: Option<NamedRole>,
}

impl Decode<Services> for PeopleFilter {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let company_id =
            fields.about("The company. Required for operations, optional for partners.").optional("company_id");
        let role = fields.about("Only the people who last had this role, by name.").optional("role");
        Some(Self { company_id, role })
    }
}

/// The people of a company, by name.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "People")]
pub(crate) struct PeopleView {
    company_id: CompanyId,
    people: Vec<PersonView>,
}

/// A person. A list of the holders of a role has names only.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Person")]
struct PersonView {
    person: Actor,
    /// The last known name.
    name: Option<Name>,
    /// The roles of the token with the last act that was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<Vec<Role>>,
    /// The UTC day of the last act.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen_on: Option<Date>,
}

pub(crate) async fn list(context: Context<'_, (), PeopleFilter>) -> Result<Answer<PeopleView>, Failure> {
    let PeopleFilter { company_id, role } = &context.query;
    let company = context.caller.requested_company(company_id.as_ref())?;
    if role.is_none() {
        context.caller.require_role(FULL)?.require_whole_company()?;
    }
    let (mut people, unreadable) = context.services.table.people(&company).await?;
    log_unreadable(&unreadable);
    people.sort_by_key(|person| (person.name.is_none(), person.name.clone(), person.person.clone()));
    let people = match role {
        None => people.into_iter().map(PersonView::full).collect(),
        Some(NamedRole::GlobalAdmin) => named(people, Role::GlobalAdmin),
    };
    Answer::json(&PeopleView { company_id: company, people })
}

/// The names of the people who last had the role.
fn named(people: Vec<Person>, role: Role) -> Vec<PersonView> {
    let holders = people.into_iter().filter(|person| person.roles.contains(&role));
    holders.map(|Person { person, name, .. }| PersonView { person, name, roles: None, last_seen_on: None }).collect()
}

impl PersonView {
    fn full(person: Person) -> Self {
        let last_seen_on = Some(person.last_seen_on());
        Self { person: person.person, name: person.name, roles: Some(person.roles), last_seen_on }
    }
}
