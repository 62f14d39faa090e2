//! The partner portal: server-rendered pages over the other functions; invoked by its function URL.
//!
//! People sign in at the OIDC issuer. The portal keeps their tokens sealed in cookies, calls the other functions with
//! them, and stores nothing itself: its role writes its log and nothing else. Every page works without script.
//!
//! Tests: `tests/it/portal`.

mod accepted_text;
mod assets;
mod calls;
mod consultant;
mod csrf;
mod failure;
mod form;
mod format;
mod functions;
mod html;
mod language;
mod origin;
mod page;
mod pages;
mod people;
mod portal;
mod problem;
mod reasons;
mod reply;
mod served;
mod session;
mod settings;
mod sign_in;
mod visit;
mod words;

pub use functions::Functions;
pub use origin::Origin;
pub use page::{Access, Method, Page};
pub use portal::Portal;
pub use session::{KeyError, Sealer};
pub use settings::{ApiToken, ENVIRONMENT, origin};
pub use sign_in::Issuer;
pub use words::{CHINESE, ENGLISH, Words};

/// Every page and form, in the order of the navigation.
pub fn pages() -> Vec<Page> {
    let mut pages = vec![
        Page::get("/sign-in", Access::Door, sign_in::begin),
        Page::get("/sign-in/back", Access::Door, sign_in::back),
        Page::post("/sign-out", Access::Door, sign_in::sign_out),
        Page::get("/signed-out", Access::Door, sign_in::signed_out),
        Page::get("/signed-in", Access::SignedIn, sign_in::signed_in),
        Page::post("/language", Access::Door, sign_in::choose_language),
    ];
    pages.extend(pages::all());
    pages
}
