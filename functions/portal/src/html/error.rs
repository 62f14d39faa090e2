//! Pages of errors: what happened and what to do.

use askama::Template;

use crate::csrf;
use crate::failure::PageError;
use crate::html::{Layout, Message, Section, dashed};
use crate::reasons;
use crate::visit::Visit;
use crate::words::Words;

/// The page of an error.
#[derive(Template)]
#[template(path = "pages/error.html")]
pub struct ErrorPage {
    layout: Layout,
    name: &'static str,
    /// What is missing or refused.
    messages: Vec<Message>,
    /// The form that may be sent again as it is.
    again: Option<Again>,
    /// The sentence about what to do next.
    next: String,
    request_id: String,
}

/// A form that is sent again with the same fields.
pub struct Again {
    /// The address.
    pub action: String,
    /// The fields.
    pub fields: Vec<(String, String)>,
    /// The token: of the person, or as the form had it while nobody is signed in.
    pub csrf: String,
}

impl Again {
    fn of(visit: &Visit<'_>) -> Self {
        let fields = visit.form.fields().filter(|(name, _)| *name != csrf::FIELD);
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let csrf = if visit.person.is_some() { visit.csrf() } else { visit.form.raw(csrf::FIELD).to_owned() };
        Self { action: visit.path.clone(), fields, csrf }
    }
}

impl ErrorPage {
    /// The page of an error in the reader's language. A page that refuses the reader names the administrators to ask
    /// (PROGRAM.md 1.4).
    pub fn new(visit: &Visit<'_>, error: &PageError, administrators: &[String]) -> Self {
        let (w, name) = (visit.words, error.name());
        let plain = |text: String| Message { text, is_foreign: false };
        let messages = match error {
            PageError::Role(roles) => {
                let names = roles.iter().map(|role| w.get(&format!("role-{}", dashed(role.as_str()))));
                let names: Vec<String> = names.collect();
                vec![plain(w.one("error-forbidden-roles", "roles", names.join(w.language().choose(" / ", "／"))))]
            }
            PageError::Forbidden(problem) | PageError::Refused(problem) => {
                problem.all_reasons().iter().map(|reason| reasons::message(w, reason)).collect()
            }
            PageError::NotFound
            | PageError::NotOurForm
            | PageError::SignedOut
            | PageError::Changed
            | PageError::Busy(_)
            | PageError::TimedOut
            | PageError::TooLarge
            | PageError::Method
            | PageError::Internal(_) => Vec::new(),
        };
        let may_repeat = matches!(error, PageError::Busy(_) | PageError::TimedOut);
        let again = (may_repeat && visit.form != crate::form::Form::default()).then(|| Again::of(visit));
        let layout = Layout::new(visit, Section::None, w.get(&format!("error-{name}-title")));
        let next = match administrators {
            [] => text(w, name, "next", again.is_some()),
            names => w.one("error-forbidden-next-named", "names", names.join(w.language().choose(", ", "、"))),
        };
        Self { layout, name, messages, again, next, request_id: visit.request_id.clone() }
    }

    fn lead(&self) -> String {
        text(self.layout.w, self.name, "text", self.again.is_some())
    }
}

/// A text of an error; where there is one, that of a page which has no form to send again.
fn text(w: Words, name: &str, part: &str, has_form: bool) -> String {
    let id = format!("error-{name}-{part}");
    let of_page = if has_form { None } else { w.known(&format!("{id}-page"), &[]) };
    of_page.unwrap_or_else(|| w.get(&id))
}

/// The page of a form whose reader was signed out: nothing typed is lost.
#[derive(Template)]
#[template(path = "pages/send-again.html")]
pub struct SendAgainPage {
    layout: Layout,
    again: Again,
}

impl SendAgainPage {
    /// The page with every field of the form. Its token is that of the person who opened the form, so it counts as soon
    /// as the same person is signed in again.
    pub fn new(visit: &Visit<'_>) -> Self {
        let layout = Layout::new(visit, Section::None, visit.words.get("send-again-title"));
        Self { layout, again: Again::of(visit) }
    }
}
