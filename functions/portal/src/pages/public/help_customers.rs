//! `/help/customers`: what the holder of a voucher does with it, and what to do about a reservation that was not agreed
//! on (PROGRAM.md 13.4). Letters to customers lead here.

use askama::Template;

use super::frame;
use crate::html::{Layout, Section};
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "pages/public/help-customers.html")]
struct HelpPage {
    layout: Layout,
}

impl HelpPage {
    /// The title of a part, or with a suffix what it says.
    fn text(&self, part: &str, suffix: &str) -> String {
        self.layout.w.get(&format!("help-customers-{part}{suffix}"))
    }
}

/// Shows the page.
pub(super) fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let layout = frame(visit, Section::None, visit.words.get("help-customers-title"));
        Reply::public(&HelpPage { layout })
    })
}
