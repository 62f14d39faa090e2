//! Withdrawing a payment request, and taking that back.

use serde_json::json;

use super::{NUMBER, PAGE, assert_texts, claimant, in_chinese, payable, send};

#[tokio::test]
async fn a_withdrawn_payment_request_is_reinstated() {
    let portal = payable().await;
    let path = format!("{PAGE}/reinstate");
    let mut browser = claimant(&portal).await;
    assert_eq!(browser.get(&path).await.location(), PAGE);
    portal.world.claimant("POST", &format!("{PAGE}/withdraw"), &serde_json::Value::Null).await.expect(200);
    let page = browser.get(PAGE).await;
    assert!(page.text().contains("You can reinstate it until 21 Jan 2027."), "{}", page.text());
    let form = browser.get(&path).await;
    assert!(form.text().contains("can be submitted again, until 21 Jan 2027"), "{}", form.text());
    assert_texts(&form);
    in_chinese(&portal, &path).await;
    let done = send(&mut browser, &form, &path, &[]).await;
    assert_eq!((done.status, done.location()), (303, format!("{PAGE}?done=reinstated").as_str()), "{}", done.text());
    let page = browser.get(done.location()).await;
    assert_eq!(page.h1(), "Submit the payment request");
}

#[tokio::test]
async fn withdrawing_says_that_it_is_final_and_happens_once() {
    let portal = payable().await;
    let mut browser = claimant(&portal).await;
    let path = format!("{PAGE}/withdraw");
    let form = browser.get(&path).await;
    assert!(form.text().contains("You can reinstate it until 21 Jan 2027 (UTC)."), "{}", form.text());
    assert_texts(&form);
    in_chinese(&portal, &path).await;
    portal.world.claimant("PUT", &format!("{PAGE}/draft"), &json!({"invoice_number": "INV-9"})).await.expect(200);
    let changed = send(&mut browser, &form, &path, &[]).await;
    assert_eq!(changed.status, 412, "{}", changed.text());
    let done = send(&mut browser, &changed, &path, &[]).await;
    assert_eq!((done.status, done.location()), (303, format!("{PAGE}?done=withdrawn").as_str()));
    let again = send(&mut browser, &changed, &path, &[]).await;
    assert_eq!((again.status, again.location()), (303, done.location()));
    let page = browser.get(done.location()).await;
    assert_eq!(page.h1(), "Nothing to do: it is withdrawn");
    assert_eq!(browser.get(&path).await.location(), PAGE);
    assert!(browser.get("/claims?tab=closed").await.html.contains(NUMBER));
}

/// After its last day to submit a withdrawn claim cannot be reinstated (PROGRAM.md 11.16).
#[tokio::test]
async fn withdrawing_after_the_last_day_says_that_it_is_final() {
    let portal = payable().await;
    portal.world.submit(NUMBER).await;
    portal.world.clock.set("2027-01-22T09:00:00Z");
    let form = claimant(&portal).await.get(&format!("{PAGE}/withdraw")).await;
    assert!(form.text().contains("gives up this payment for good"), "{}", form.text());
}
