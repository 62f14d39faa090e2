//! Vouchsafe: a partner voucher program on AWS Lambda, DynamoDB, S3 and SQS. This page is the table of contents of the
//! API documentation; the crate has no code.
//!
//! The documents beside the code: `README.md` (run it), `ARCHITECTURE.md` (the picture, where to change what),
//! `PROGRAM.md` (the rules), `DECISIONS.md` (why), `OPERATIONS.md` (alarms and tasks), `functions/openapi.json` (the
//! contract).
//!
//! # Layers, the lowest first
//!
//! | crate | contents |
//! |---|---|
//! | [`domain`](../domain/index.html) | states and rules, without I/O |
//! | [`host`](../host/index.html) | configuration, AWS clients, clock, deadline, log, metrics |
//! | [`content`](../content/index.html) | what a file is, from ranged reads |
//! | [`api`](../api/index.html) | HTTP: endpoints, authentication, decoding, problems, webhooks, the contract |
//! | [`table`](../table/index.html) | DynamoDB: items, keys, conditional writes, lists, the due index, the stream |
//! | [`objects`](../objects/index.html) | S3: signed uploads and downloads, checks of what was uploaded |
//! | [`queue`](../queue/index.html) | SQS: messages, partial batches, quarantine |
//! | [`mail`](../mail/index.html) | letters in English and Traditional Chinese, SES |
//! | [`export`](../export/index.html) | rows to CSV or Excel |
//! | [`sweep`](../sweep/index.html) | the loop of scheduled functions |
//!
//! # Functions
//!
//! | function | trigger |
//! |---|---|
//! | [`assignment`](../assignment/index.html) | signed URL: events and e-mails of the licensing side |
//! | [`enrollment`](../enrollment/index.html) | URL: programs, companies, evidence, agreement, enrollments |
//! | [`directory`](../directory/index.html) | URL: public directory, profiles |
//! | [`reservation`](../reservation/index.html) | URL: validate, reserve, change, cancel |
//! | [`deliverable`](../deliverable/index.html) | URL: files of an engagement |
//! | [`deliverable-intake`](../deliverable_intake/index.html) | S3 and malware scan events |
//! | [`completion`](../completion/index.html) | URL: report and receipt |
//! | [`redemption`](../redemption/index.html) | URL: redeem many |
//! | [`outbox`](../outbox/index.html) | the table's stream |
//! | [`claims`](../claims/index.html) | SQS: one claim per redeemed voucher |
//! | [`payment-request`](../payment_request/index.html) | URL: claims, payees, rates, statement |
//! | [`payment-status`](../payment_status/index.html) | signed URL: reports of the payer |
//! | [`overview`](../overview/index.html) | URL: lists, details, dashboard, export |
//! | [`mailer`](../mailer/index.html) | SQS: letters |
//! | [`portal`](../portal/index.html) | URL: the pages for people |
//! | [`renewal-sweep`](../renewal_sweep/index.html) | schedule: renewals |
//! | [`deadline-sweep`](../deadline_sweep/index.html) | schedule: expiry, reminders, lost claims |
//!
//! # Tools
//!
//! | crate | contents |
//! |---|---|
//! | [`dev`](../dev/index.html) | `cargo dev` |
//! | [`bodies`](../bodies/index.html) | sample request bodies |
//! | [`signer`](../signer/index.html) | signs tokens for tests and the local issuer |
//! | [`simulation`](../simulation/index.html) | the whole programme under faults, repeatable from a seed |
//! | [`testkit`](../testkit/index.html) | an in-memory table, queue and bucket |
//! | [`tests`](../tests/index.html) | the world of the integration tests |
