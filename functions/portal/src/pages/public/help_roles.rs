//! `/help/roles`: what each role may do, and who grants it (PROGRAM.md 1.2).

use api::Role;
use askama::Template;

use super::frame;
use crate::html::{Layout, Section, dashed};
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;

/// Every role, with the number of its texts `help-roles-<role>-<n>`.
const ROLES: [(Role, usize); 4] =
    [(Role::MpnAdmin, 5), (Role::GlobalAdmin, 4), (Role::Incentives, 2), (Role::Operations, 3)];

/// A role on the page.
struct RoleView {
    /// The anchor.
    id: String,
    name: String,
    lead: String,
    may: Vec<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "pages/public/help-roles.html")]
struct HelpPage {
    layout: Layout,
    roles: Vec<RoleView>,
}

/// Shows the page.
pub(super) fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let w = visit.words;
        let view = |(role, texts): (Role, usize)| {
            let id = dashed(role.as_str());
            RoleView {
                name: w.get(&format!("role-{id}")),
                lead: w.get(&format!("help-roles-{id}-lead")),
                may: (1..=texts).map(|n| w.get(&format!("help-roles-{id}-{n}"))).collect(),
                id,
            }
        };
        let layout = frame(visit, Section::None, w.get("help-roles-title"));
        Reply::public(&HelpPage { layout, roles: ROLES.map(view).into() })
    })
}
