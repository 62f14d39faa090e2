//! The pages of signing in and out.

use askama::Template;

use crate::html::{Layout, Section};
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "pages/door.html")]
pub struct DoorPage {
    layout: Layout,
    /// The beginning of the ids of its texts.
    name: &'static str,
    /// Where the browser goes next by itself.
    pub next: Option<String>,
}

impl DoorPage {
    /// The page with the texts that begin with `name`.
    pub fn new(visit: &Visit<'_>, name: &'static str) -> Self {
        let layout = Layout::new(visit, Section::None, visit.words.get(&format!("{name}-title")));
        Self { layout, name, next: None }
    }

    /// The page that leads on to an address.
    pub fn leading(visit: &Visit<'_>, name: &'static str, next: String) -> Self {
        Self { next: Some(next), ..Self::new(visit, name) }
    }

    fn text(&self) -> String {
        self.layout.w.get(&format!("{}-text", self.name))
    }
}
