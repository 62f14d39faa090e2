use super::*;
use crate::web_page::tests::{body, header};
use serde_json::json;

/// A message as the local cloud stores it.
fn sent(to: &str, subject: &str) -> Value {
    json!({
        "MessageId": "0a1b@email.amazonses.com", "Source": "=?UTF-8?B?5oaR6K2J?= <no-reply@vouchsafe.example>", "To": [to],
        "CC": [], "BCC": [], "Subject": subject, "BodyText": "Dear you,\n\nText.", "BodyHtml": "<p>Letter</p>",
        "Timestamp": 1_764_234_000.25, "Type": "v2.SendEmail",
        "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
    })
}

fn two() -> Value {
    json!([sent("lin.mei@contoso.example", "First"), sent("office@partner.example", "Second")])
}

async fn listed(messages: &Value, query: &str) -> String {
    body(list(messages, &address_filter(Some(query)))).await
}

#[tokio::test]
async fn an_empty_mailbox_has_no_table() {
    let page = listed(&json!([]), "").await;
    assert!(page.contains("No mail yet") && !page.contains("<table"), "{page}");
}

#[tokio::test]
async fn the_newest_message_comes_first_with_recipient_subject_and_time() {
    let page = listed(&two(), "").await;
    let at = |what: &str| page.find(what).unwrap_or_else(|| panic!("{what} in {page}"));
    assert!(at("Second") < at("First") && at("2 messages, newest first") < at("Second"));
    assert!(page.contains("2025-11-27 09:00:00") && page.contains(">office@partner.example</a>"), "{page}");
    assert!(page.contains("href=\"/mail/2\"") && page.contains("href=\"/mail?address=office%40partner.example\""));
}

#[tokio::test]
async fn a_search_ignores_case_and_reports_no_match() {
    for query in ["address=lin.mei%40contoso.example", "address=LIN.Mei", "x=1&address=+contoso+"] {
        let page = listed(&two(), query).await;
        assert!(page.contains("First") && !page.contains("Second") && page.contains("Show all"), "{query}: {page}");
        assert!(page.contains("1 message to"), "{query}: {page}");
    }
    let page = listed(&two(), "address=nobody").await;
    assert!(page.contains("No mail to <b>nobody</b>") && !page.contains("<table"), "{page}");
    assert!(listed(&two(), "address=").await.contains("2 messages"));
}

#[tokio::test]
async fn a_search_includes_copy_recipients() {
    let mut message = sent("a@partner.example", "Copied");
    message["CC"] = json!(["b@partner.example"]);
    assert!(listed(&json!([message]), "address=b%40").await.contains("Copied"));
}

#[tokio::test]
async fn a_long_list_shows_the_newest_messages_only() {
    let many: Vec<Value> =
        (0..=PAGE_SIZE).map(|index| sent("a@partner.example", &format!("Subject {index}."))).collect();
    let page = listed(&json!(many), "").await;
    assert!(page.contains("Subject 200.") && !page.contains("Subject 0."), "one too many");
    assert!(page.contains("Only the newest 200 are listed"), "{page}");
}

#[tokio::test]
async fn the_page_of_a_message_has_frame_text_headers_and_neighbors() {
    let response = message(&two(), "1");
    assert_eq!(response.status(), 200);
    let page = body(response).await;
    for shown in [
        "<iframe sandbox=\"\" src=\"/mail/1/html\"",
        "Dear you,\n\nText.",
        "<th scope=\"row\">Auto-Submitted</th><td>auto-generated</td>",
        "<td>憑證 &#60;no-reply@vouchsafe.example&#62;</td>",
        "0a1b@email.amazonses.com",
        "href=\"/mail/2\" rel=\"prev\"",
    ] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    assert!(!page.contains("rel=\"next\"") && !page.contains("<p>Letter</p>"), "{page}");
    assert!(body(message(&two(), "2")).await.contains("href=\"/mail/1\" rel=\"next\""));
}

#[tokio::test]
async fn an_unknown_message_is_not_found() {
    for number in ["0", "3", "x", "-1", "99999999999999999999999", "<b>"] {
        for response in [message(&two(), number), letter(&two(), number)] {
            assert_eq!(response.status(), 404, "{number}");
            assert!(!body(response).await.contains("<b><b>"), "{number}");
        }
    }
}

/// The HTML of a letter is untrusted.
#[tokio::test]
async fn the_letter_is_served_in_a_sandbox_that_loads_and_runs_nothing() {
    let response = letter(&two(), "1");
    let policy = header(&response, "content-security-policy");
    for rule in ["default-src 'none'", "sandbox;", "form-action 'none'", "frame-ancestors 'self'", "base-uri 'none'"] {
        assert!(policy.contains(rule), "{rule} in {policy}");
    }
    assert!(!policy.contains("script-src") && !policy.contains("allow-"), "{policy}");
    assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    assert_eq!(header(&response, "content-type"), "text/html; charset=utf-8");
    assert_eq!(body(response).await, "<p>Letter</p>");
}

#[tokio::test]
async fn fields_of_a_mail_are_escaped() {
    let hostile = "\"><script>alert(1)</script><iframe src=x>'&";
    let mut mail = sent(hostile, hostile);
    for field in ["Source", "BodyText", "MessageId"] {
        mail[field] = json!(hostile);
    }
    mail["Headers"] = json!([{"Name": hostile, "Value": hostile}]);
    let messages = json!([mail, {}, {"To": 7, "Timestamp": "soon", "Subject": null}, "no message"]);
    let mut pages = vec![listed(&messages, "").await];
    let found = body(list(&messages, hostile)).await;
    assert!(found.contains("1 message to"), "{found}");
    pages.push(found);
    for number in ["1", "2", "3", "4"] {
        pages.push(body(message(&messages, number)).await);
    }
    for page in pages {
        assert!(!page.contains("<script") && !page.contains("<iframe src=x"), "{page}");
        assert!(page.matches("<iframe").count() <= 1, "{page}");
    }
}

#[tokio::test]
async fn a_message_without_html_has_no_frame() {
    let mut mail = sent("a@partner.example", "Plain");
    mail["BodyHtml"] = Value::Null;
    let page = body(message(&json!([mail]), "1")).await;
    assert!(!page.contains("<iframe") && page.contains("has no HTML"), "{page}");
}

#[test]
fn a_display_name_that_cannot_be_decoded_is_unchanged() {
    for mailbox in
        ["no-reply@vouchsafe.example", "Vouchsafe <a@b.example>", "=?UTF-8?B?!!?= <a@b.example>", "=?UTF-8?B?"]
    {
        assert_eq!(decoded(mailbox), mailbox);
    }
}
