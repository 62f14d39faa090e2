//! Mails to a partner about the rejected file of an invoice.

use domain::deliverable::Verdict;
use testkit::send;
use tests::{PDF, invoice_file};

use super::*;

const REJECTED: &str = "The file of invoice INV-2026/118 was not accepted";

async fn announce(world: &World) {
    let token = world.issuer.token("U-1", Some("P-1"), &["incentives"], world.clock.now());
    let request = send("PUT", "/invoices/INV-2026~118/file").token(&token).json(&invoice_file());
    world.call(Function::PaymentRequest, request).await.expect(200);
}

/// Announces the file of an invoice and uploads one in which the scanner finds a threat.
async fn infected(world: &World) {
    announce(world).await;
    world.upload_invoice_scanned("INV-2026/118", 1, PDF, Verdict::Threat).await;
}

#[tokio::test]
async fn a_rejected_invoice_is_mailed_once_with_its_number_reason_and_remedy() {
    let world = world().await;
    infected(&world).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].0 == COMPANY && mails[0].1.subject == REJECTED, "{mails:?}");
    for expected in
        ["INV-2026/118", "File name: our-invoice.pdf", "The malware scan found a threat", "/claims?q=INV-2026%2F118"]
    {
        assert!(mails[0].1.text.contains(expected), "{expected} in {}", mails[0].1.text);
    }
    assert_eq!(delivered(&world).await, Vec::new(), "a redelivered notice sends no second mail");
}

#[tokio::test]
async fn an_accepted_invoice_sends_no_mail() {
    let world = world().await;
    announce(&world).await;
    world.upload_invoice("INV-2026/118", 1, PDF).await;
    assert_eq!(delivered(&world).await, Vec::new());
}

#[tokio::test]
async fn a_rejected_invoice_is_not_mailed_once_another_file_was_announced() {
    let world = world().await;
    infected(&world).await;
    let late = pending_notices(&world).await;
    assert!(late.iter().any(|notice| notice.contains("invoice.rejected")), "{late:?}");
    announce(&world).await;
    assert!(world.run_mailer(&late).await.is_empty());
    assert_eq!(take_sent(&world), Vec::new());
}
