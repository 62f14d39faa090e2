//! `/company/agreement`: the provider agreement in force, and signing it (PROGRAM.md 3.3).

use askama::Template;
use serde_json::json;

use super::SIGNING;
use super::answers::Agreement;
use super::parts::{self, Tab, TabLink};
use crate::accepted_text::{self, AcceptedText, Block, InBoth};
use crate::failure::PageError;
use crate::format;
use crate::functions::{CallError, Got};
use crate::html::{Errors, Field, Layout, Section};
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;

/// The value of the box that a signer ticks.
const ACCEPTED: &str = "yes";

#[derive(Template)]
#[template(path = "pages/company/agreement.html")]
struct AgreementPage {
    layout: Layout,
    tabs: Vec<TabLink>,
    /// The title and text of the confirmation.
    panel: Option<(String, String)>,
    errors: Errors,
    agreement: Agreement,
    /// The text in the other language.
    other: Option<AcceptedText>,
    /// Which version was signed, when and by whom; empty when none was.
    signature: String,
    /// The form, for those who may sign a version that is not signed.
    form: Option<SignForm>,
}

/// The form of signing.
struct SignForm {
    accept: Field,
    key: String,
    etag: String,
}

/// `GET /company/agreement`.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        if parts::company(visit)?.is_none() {
            return parts::no_company(visit);
        }
        page(visit, Errors::default()).await
    })
}

/// `POST /company/agreement`: signs the text that the page showed.
pub fn sign<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        if visit.form.text("accept") != ACCEPTED {
            let mut errors = Errors::default();
            errors.push("accept", visit.words.get("company-agreement-not-accepted"));
            return Ok(page(visit, errors).await?.with_status(422));
        }
        let (version, sha256) = (visit.form.text("version"), visit.form.text("sha256"));
        let body = json!({"version": version, "sha256": sha256});
        match visit.post::<Agreement>("enrollment", "/agreements", &body).await {
            Ok(_) => Ok(Reply::see_other("/company/agreement?done=signed")),
            Err(CallError::Refused(problem)) if matches!(problem.status, 409 | 422) => {
                let errors = Errors::of(visit.words, &problem.all_reasons());
                Ok(page(visit, errors).await?.with_status(problem.status))
            }
            Err(error) => Err(error.into()),
        }
    })
}

async fn page(visit: &Visit<'_>, mut errors: Errors) -> Result<Reply, PageError> {
    let w = visit.words;
    let InBoth { own, other } = accepted_text::in_both::<Agreement>(visit, "enrollment", "/agreements/current").await?;
    let Got { value: agreement, etag } = own;
    let text = &agreement.text;
    let may_sign = !agreement.signed && parts::may(visit.person()?, SIGNING);
    let mut accept = Field {
        name: "accept",
        label: w.two("company-agreement-accept", ("title", &text.title), ("version", text.version.as_str())),
        hint: String::new(),
        value: String::new(),
        errors: Vec::new(),
    };
    errors.place(&mut [&mut accept]);
    let title = match (agreement.signed, may_sign) {
        (true, _) => "company-agreement-title-signed",
        (false, true) => "company-agreement-title-sign",
        (false, false) => "company-agreement-title",
    };
    let panel = (agreement.signed && parts::done(visit) == "signed")
        .then(|| (w.get("company-done-signed-title"), w.get("company-done-signed-text")));
    Reply::page(&AgreementPage {
        layout: Layout::new(visit, Section::Company, w.get(title)).with_errors(!errors.is_empty()),
        tabs: parts::tabs(visit, Tab::Agreement),
        panel,
        errors,
        signature: signature(visit, &agreement),
        form: may_sign.then(|| SignForm { accept, key: visit.new_key(), etag: etag.unwrap_or_default() }),
        other: other.map(|other| other.text),
        agreement,
    })
}

fn signature(visit: &Visit<'_>, agreement: &Agreement) -> String {
    let (Some(version), Some(at)) = (&agreement.signed_version, agreement.signed_at) else {
        return String::new();
    };
    let variables = [
        ("version", version.to_string()),
        ("at", format::instant(at, visit.language())),
        ("by", agreement.signed_by_name.clone().or_else(|| agreement.signed_by.clone()).unwrap_or_default()),
    ];
    visit.words.with("company-agreement-signature", &variables)
}
