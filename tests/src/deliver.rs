//! The deliveries between functions: S3 events of uploads, stream batches and queue messages.

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use domain::InvoiceNumber;
use domain::deliverable::Verdict;
use lambda_http::Context;
use lambda_runtime::LambdaEvent;
use queue::{Changes, Message, RedeemedMessage};
use serde_json::{Value, json};

use crate::stream_filter::StreamFilter;
use crate::world::World;

impl World {
    /// Stores the bytes of an announced file and delivers the event to the intake.
    pub async fn upload(&self, number: &str, id: &str, upload: u32, bytes: &[u8]) {
        self.upload_scanned(number, id, upload, bytes, Verdict::Clean).await;
    }

    /// The same with a verdict of the scanner.
    pub async fn upload_scanned(&self, number: &str, id: &str, upload: u32, bytes: &[u8], verdict: Verdict) {
        let key = format!("deliverables/{number}/{id}/{upload}");
        self.bucket.put(&key, bytes, verdict);
        self.deliver_to_intake(&created(&key)).await;
    }

    /// The same when the intake may fail; true when it succeeded.
    pub async fn try_upload(&self, number: &str, id: &str, upload: u32, bytes: &[u8]) -> bool {
        let key = format!("deliverables/{number}/{id}/{upload}");
        self.bucket.put(&key, bytes, Verdict::Clean);
        self.try_intake(&created(&key)).await
    }

    /// Delivers an event to the intake; true when it succeeded.
    pub async fn try_intake(&self, event: &Value) -> bool {
        let notice = serde_json::from_value(event.clone()).unwrap();
        deliverable_intake::handle(&self.intake, LambdaEvent::new(notice, Context::default())).await.is_ok()
    }

    /// Stores the bytes of the announced file of an invoice of `P-1` and delivers the event to the intake.
    pub async fn upload_invoice(&self, number: &str, upload: u32, bytes: &[u8]) {
        self.upload_invoice_scanned(number, upload, bytes, Verdict::Clean).await;
    }

    /// The same with a verdict of the scanner.
    pub async fn upload_invoice_scanned(&self, number: &str, upload: u32, bytes: &[u8], verdict: Verdict) {
        let id = InvoiceNumber::parse(number).unwrap().id();
        let key = format!("invoices/P-1/{id}/{upload}");
        self.bucket.put(&key, bytes, verdict);
        self.deliver_to_intake(&created(&key)).await;
    }

    /// Delivers an event to the intake.
    pub async fn deliver_to_intake(&self, event: &Value) {
        let notice = serde_json::from_value(event.clone()).unwrap();
        deliverable_intake::handle(&self.intake, LambdaEvent::new(notice, Context::default())).await.unwrap();
    }

    /// Delivers the whole stream, filtered as in the template, to the outbox. Returns the number of records that failed
    /// or were quarantined.
    pub async fn run_outbox(&self) -> usize {
        let (mut failed, quarantined) = (0, self.quarantined.count());
        for mut batch in self.database.stream(100) {
            batch.records.retain(|record| {
                StreamFilter::of_template().admits(&json!({"dynamodb": {"Keys": record.change.keys}}))
            });
            let changes = Changes { quarantined_because: None, records: batch.records };
            let response = outbox::handle(&self.outbox, LambdaEvent::new(changes, Context::default())).await.unwrap();
            failed += response.batch_item_failures.len();
        }
        failed + self.quarantined.count() - quarantined
    }

    /// Delivers all changes of vouchers, files, reports and claims to the outbox, without those of companies. Returns
    /// the number of failed records.
    pub async fn run_outbox_for_vouchers(&self) -> usize {
        let mut records = Vec::new();
        for batch in self.database.stream(1_000) {
            let batch = serde_json::to_value(batch).unwrap();
            let pk = |record: &Value| record["dynamodb"]["NewImage"]["pk"]["S"].as_str().map(str::to_owned);
            let of_vouchers = |record: &&Value| pk(record).is_some_and(|pk| pk.starts_with("V#"));
            records.extend(batch["Records"].as_array().unwrap().iter().filter(of_vouchers).cloned());
        }
        self.deliver_to_outbox(&json!({"Records": records})).await.len()
    }

    /// Delivers a stream event to the outbox. Returns the sequence numbers of the records to retry.
    pub async fn deliver_to_outbox(&self, event: &Value) -> Vec<String> {
        self.deliver_to_outbox_until(event, 0).await
    }

    /// The same with the invocation's deadline, in milliseconds since 1970.
    pub async fn deliver_to_outbox_until(&self, event: &Value, deadline: u64) -> Vec<String> {
        let batch = serde_json::from_value(event.clone()).unwrap();
        let mut context = Context::default();
        context.deadline = deadline;
        let response = outbox::handle(&self.outbox, LambdaEvent::new(batch, context)).await.unwrap();
        response.batch_item_failures.into_iter().filter_map(|failure| failure.item_identifier).collect()
    }

    /// Delivers a queue event to the claims function. Returns the ids of the messages to retry.
    pub async fn deliver_to_claims(&self, event: &Value) -> Vec<String> {
        let batch = serde_json::from_value(event.clone()).unwrap();
        let response = claims::handle(&self.claims, LambdaEvent::new(batch, Context::default())).await.unwrap();
        response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
    }

    /// Delivers message bodies to the claims function. Returns the indexes of those to retry.
    pub async fn run_claims(&self, bodies: &[String]) -> Vec<usize> {
        let event = LambdaEvent::new(batch(bodies), Context::default());
        let response = claims::handle(&self.claims, event).await.unwrap();
        response.batch_item_failures.iter().map(|failure| failure.item_identifier.parse().unwrap()).collect()
    }

    /// Delivers the published messages to the claims function; returns them.
    pub async fn deliver_claims(&self) -> Vec<RedeemedMessage> {
        let messages = self.queue.take();
        let bodies: Vec<String> = messages.iter().map(|message| message.body().unwrap()).collect();
        assert_eq!(self.run_claims(&bodies).await, Vec::<usize>::new());
        messages
    }
}

impl World {
    /// Delivers a queue event to the mailer. Returns the ids of the messages to retry.
    pub async fn deliver_to_mailer(&self, event: &Value) -> Vec<String> {
        let batch = serde_json::from_value(event.clone()).unwrap();
        let response = mailer::handle(&self.mailer, LambdaEvent::new(batch, Context::default())).await.unwrap();
        response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
    }

    /// Delivers message bodies to the mailer. Returns the indexes of those to retry.
    pub async fn run_mailer(&self, bodies: &[String]) -> Vec<usize> {
        let event = LambdaEvent::new(batch(bodies), Context::default());
        let response = mailer::handle(&self.mailer, event).await.unwrap();
        response.batch_item_failures.iter().map(|failure| failure.item_identifier.parse().unwrap()).collect()
    }

    /// Delivers the whole stream to the outbox and its notices to the mailer; returns the notices' bodies.
    pub async fn deliver_mails(&self) -> Vec<String> {
        assert_eq!(self.run_outbox().await, 0);
        let bodies = self.notice_bodies();
        assert_eq!(self.run_mailer(&bodies).await, Vec::<usize>::new());
        bodies
    }

    /// Takes the bodies of all messages from the mail queue.
    pub fn notice_bodies(&self) -> Vec<String> {
        self.notices.take().iter().map(|notice| notice.body().unwrap()).collect()
    }
}

impl World {
    /// Runs the renewal sweep; returns its report.
    pub async fn sweep_renewals(&self, payload: Value) -> Value {
        let event = LambdaEvent::new(serde_json::from_value(payload).unwrap(), Context::default());
        let report = renewal_sweep::handle(&self.renewals, event).await;
        serde_json::to_value(report.unwrap()).unwrap()
    }

    /// Runs the deadline sweep; returns its report.
    pub async fn sweep_deadlines(&self, payload: Value) -> Value {
        let event = LambdaEvent::new(serde_json::from_value(payload).unwrap(), Context::default());
        let report = deadline_sweep::handle(&self.deadlines, event).await;
        serde_json::to_value(report.unwrap()).unwrap()
    }

    /// Runs a sweep that may fail, with the invocation's deadline; returns its report if it succeeded.
    pub async fn try_sweep(&self, function: &str, payload: Value, ends_at: Option<&str>) -> Option<Value> {
        let mut context = Context::default();
        let ends_at: Option<jiff::Timestamp> = ends_at.map(|at| at.parse().unwrap());
        context.deadline = ends_at.map_or(0, |at| u64::try_from(at.as_millisecond()).unwrap());
        let event = LambdaEvent::new(serde_json::from_value(payload).unwrap(), context);
        let report = match function {
            "renewal" => renewal_sweep::handle(&self.renewals, event).await.map(serde_json::to_value),
            _ => deadline_sweep::handle(&self.deadlines, event).await.map(serde_json::to_value),
        };
        report.ok().map(Result::unwrap)
    }
}

fn batch(bodies: &[String]) -> SqsEvent {
    let mut event = SqsEvent::default();
    event.records = bodies.iter().enumerate().map(|(index, body)| message(index, body)).collect();
    event
}

fn message(index: usize, body: &str) -> SqsMessage {
    let mut message = SqsMessage::default();
    message.message_id = Some(index.to_string());
    message.body = Some(body.to_owned());
    message
}

/// An `ObjectCreated` event of S3.
fn created(key: &str) -> Value {
    json!({"Records": [{
        "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1", "eventName": "ObjectCreated:Put",
        "eventTime": "2026-11-22T09:00:00Z", "userIdentity": {}, "requestParameters": {}, "responseElements": {},
        "s3": {"bucket": {"name": "deliverables"}, "object": {"key": key, "size": 1}},
    }]})
}
