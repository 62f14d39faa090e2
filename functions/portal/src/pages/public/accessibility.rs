//! `/accessibility`: what was done so that everybody can use the portal, and how to report what does not work.

use askama::Template;

use super::frame;
use crate::html::{Layout, Section};
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;

/// The texts of what was done: `accessibility-done-<name>`.
const DONE: [&str; 8] = ["keyboard", "structure", "color", "zoom", "forms", "language", "script", "time"];
/// The texts of what a report names: `accessibility-report-<name>`.
const REPORT: [&str; 3] = ["where", "what", "with"];

/// The page.
#[derive(Template)]
#[template(path = "pages/public/accessibility.html")]
struct AccessibilityPage {
    layout: Layout,
    done: Vec<String>,
    report: Vec<String>,
}

/// Shows the page.
pub(super) fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let w = visit.words;
        let texts = |names: &[&str], of: &str| -> Vec<String> {
            names.iter().map(|name| w.get(&format!("accessibility-{of}-{name}"))).collect()
        };
        let layout = frame(visit, Section::None, w.get("accessibility-title"));
        Reply::public(&AccessibilityPage { layout, done: texts(&DONE, "done"), report: texts(&REPORT, "report") })
    })
}
