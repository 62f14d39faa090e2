//! The mail queue: notices of what somebody is written about.

use std::future::Future;

use domain::{Fault, Notice};

use crate::Unreadable;

/// The capability to tell the mail queue of an event.
pub trait SendNotice {
    /// Sends the notice; it may arrive more than once.
    ///
    /// # Errors
    /// [`Fault`] when it may not have been sent.
    fn send(&self, notice: &Notice) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// The queue itself. Cheap to clone; one per process.
#[derive(Clone, Debug)]
pub struct MailQueue {
    client: aws_sdk_sqs::Client,
    url: String,
}

impl MailQueue {
    /// The IAM actions that telling needs.
    pub const ACTIONS: [&str; 1] = ["sqs:SendMessage"];

    /// The queue at this URL behind this client.
    pub fn new(client: aws_sdk_sqs::Client, url: impl Into<String>) -> Self {
        Self { client, url: url.into() }
    }
}

impl SendNotice for MailQueue {
    async fn send(&self, notice: &Notice) -> Result<(), Fault> {
        let body = notice_body(notice)?;
        let sent = self.client.send_message().queue_url(&self.url).message_body(body).send().await;
        sent.map(drop).map_err(|error| Fault::unavailable("sqs SendMessage", error))
    }
}

/// The body of a notice's message.
///
/// # Errors
/// Never for a notice that was made by ours.
pub fn notice_body(notice: &Notice) -> Result<String, Fault> {
    serde_json::to_string(notice).map_err(|error| Fault::corrupt("the notice", &error))
}

/// Reads a message's body. Fields that a newer version added are ignored.
///
/// # Errors
/// [`Unreadable`] says where.
pub fn read_notice(body: &str) -> Result<Notice, Unreadable> {
    Ok(serde_json::from_str(body)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESERVED: &str = r#"{"type":"voucher.reserved","pk":"V#SA-0001","sk":"V","rev":2,"then":{
        "voucher_number":"SA-0001","program":"DDPS","days":5,"expires_on":"2027-04-30",
        "admin_since":"2026-11-01T09:00:00Z","reservation":{"no":1,"company_id":"P-1","location_id":"L-1",
        "start_date":"2026-11-25","end_date":"2026-12-01"}},"later":true}"#;
    const REJECTED: &str = r#"{"type":"claim.rejected","comment":"No tax number.","pk":"V#SA-0001","sk":"C","rev":4,
        "then":{"voucher_number":"SA-0001","claim_id":"CL-SA-0001","company_id":"P-1","location_id":"L-1",
        "program":"DDPS","days":5,"due_on":"2027-01-30","correctable_until":"2027-03-01"}}"#;
    const REMINDED: &str = r#"{"type":"enrollment.reminded","reminders":[-30,-15],"pk":"P#P-1","sk":"E#DDPS","rev":3,
        "then":{"company_id":"P-1","program":"DDPS","term_start":"2026-06-01","term_end":"2027-06-01",
        "grace_ends_on":"2027-07-01"}}"#;

    #[test]
    fn a_notice_reads_back_as_it_was_written_whatever_it_is_about() {
        for (body, key) in [(RESERVED, "V#SA-0001/V/2"), (REJECTED, "V#SA-0001/C/4"), (REMINDED, "P#P-1/E#DDPS/3")] {
            let notice = read_notice(body).unwrap();
            assert_eq!(notice.key().to_string(), key);
            let written = notice_body(&notice).unwrap();
            assert_eq!(read_notice(&written).unwrap(), notice);
            let (written, body): (serde_json::Value, serde_json::Value) =
                (serde_json::from_str(&written).unwrap(), serde_json::from_str(body).unwrap());
            assert_eq!((&written["type"], &written["then"]), (&body["type"], &body["then"]));
        }
    }

    #[test]
    fn what_is_no_notice_is_unreadable_and_not_repeated() {
        let odd = [
            "lin.mei@contoso.example".to_owned(),
            RESERVED.replace("voucher.reserved", "voucher.renamed"),
            RESERVED.replace(r#""rev":2"#, r#""rev":-2"#),
            REJECTED.replace("No tax number.", ""),
            REMINDED.replace("2027-07-01", "lin.mei@contoso.example"),
        ];
        for body in odd {
            let error = read_notice(&body).unwrap_err().to_string();
            assert!(!error.contains('@'), "{error}");
        }
    }
}
