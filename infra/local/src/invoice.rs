//! The file of an invoice, without which claims of some countries are not approved (PROGRAM.md 11.7).

use reqwest::Method;
use serde_json::{Value, json};

use crate::failure::{Failure, Outcome};
use crate::journey::life::{PDF, eventually};
use crate::program::{Program, at, text};
use crate::token::Holder;
use domain::deliverable::Sha256;

/// Uploads the file of an invoice number and waits until it is found clean.
pub async fn upload(program: &Program, by: &Holder, number: &str) -> Outcome<()> {
    let path = format!("payment-request/invoices/{number}/file");
    let file = json!({
        "file_name": format!("{number}.pdf"), "content_type": PDF.content_type, "size": PDF.bytes.len(),
        "sha256": Sha256::of(PDF.bytes),
    });
    let announced = program.call(by, Method::PUT, &path, &file).await?.expect(200)?;
    if text(&announced, "/file/status") == "announced" {
        match program.upload(at(&announced, "/file/upload"), PDF.bytes).await? {
            // 412: the bytes are there already.
            200 | 412 => {}
            other => return Err(Failure::new(format!("the upload of the invoice {number} returned status {other}"))),
        }
    }
    eventually("the check of an invoice", async || {
        let seen = program.call(by, Method::GET, &path, &Value::Null).await?.expect(200)?;
        Ok((text(&seen, "/file/status") == "clean").then_some(()))
    })
    .await
}
