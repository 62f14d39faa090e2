//! Every function's handler over one in-memory table.

use crate::apis::{Apis, Backends};
use crate::contract::Exchange;
use api::problem::NOT_THROUGH_DISTRIBUTION;
use api::{DistributionSecrets, Response, Secrets};
use domain::catalog::Catalog;
use host::Clock;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Context, LambdaEvent, Request, Service, service_fn};
use mail::Portal;
use serde_json::Value;
use table::Table;
use testkit::{
    Database, MemoryBucket, MemoryMailer, MemoryNotices, MemoryQuarantine, MemoryQueue, Reply, Sent, TestClock,
    TestIssuer, sample, send,
};

/// The instant at which every test begins.
pub const NOW: &str = "2026-11-22T09:00:00Z";
/// The webhook secret of the licensing system.
pub const SECRET: &str = "whsec_dm91Y2hzYWZlLXRlc3Qtc2VjcmV0LW9mLTMyLWJ5dGVz";
/// The webhook secret of the payer.
pub const PAYMENT_SECRET: &str = "whsec_dm91Y2hzYWZlLXBheWVyLXNlY3JldC1vZi0zMi1ieXRlcy0=";

/// The portal that letters link to.
fn portal() -> Portal {
    Portal::parse("https://portal.example").unwrap()
}

/// A function with a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the functions' own names")]
pub enum Function {
    Assignment,
    Reservation,
    Deliverable,
    Completion,
    Redemption,
    Enrollment,
    Directory,
    Overview,
    PaymentRequest,
    PaymentStatus,
}

impl Function {
    /// All functions with a URL.
    pub const ALL: [Self; 10] = [
        Self::Assignment,
        Self::Reservation,
        Self::Deliverable,
        Self::Completion,
        Self::Redemption,
        Self::Enrollment,
        Self::Directory,
        Self::Overview,
        Self::PaymentRequest,
        Self::PaymentStatus,
    ];

    /// The name of the folder.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Assignment => "assignment",
            Self::Reservation => "reservation",
            Self::Deliverable => "deliverable",
            Self::Completion => "completion",
            Self::Redemption => "redemption",
            Self::Enrollment => "enrollment",
            Self::Directory => "directory",
            Self::Overview => "overview",
            Self::PaymentRequest => "payment-request",
            Self::PaymentStatus => "payment-status",
        }
    }

    /// The description in the contract.
    pub fn about(self) -> &'static str {
        match self {
            Self::Assignment => "Events and assignment e-mails of the customer's licensing side.",
            Self::Reservation => "Validating, reserving, changing and cancelling reservations of vouchers.",
            Self::Deliverable => "The files of an engagement.",
            Self::Completion => "The completion report and its receipt.",
            Self::Redemption => "Redeeming many vouchers at once.",
            Self::Enrollment => "Programs, eligibility, companies, locations, the agreement and yearly enrollments.",
            Self::Directory => "The public directory of providers, and the profiles it shows.",
            Self::Overview => "A company's vouchers, their history and its dashboard.",
            Self::PaymentRequest => "Claims from draft to payment, statements, payees and the rate card.",
            Self::PaymentStatus => "Payment reports of the payer's system.",
        }
    }
}

/// The functions, their table and in-memory replacements of the other services.
#[derive(Debug)]
pub struct World {
    /// The table.
    pub database: Database,
    /// The clock that all functions share.
    pub clock: TestClock,
    /// The issuer of tokens.
    pub issuer: TestIssuer,
    /// The claims queue.
    pub queue: MemoryQueue,
    /// The mail queue.
    pub notices: MemoryNotices,
    /// The changes quarantined by the outbox.
    pub quarantined: MemoryQuarantine,
    /// The sent mails.
    pub mailbox: MemoryMailer,
    /// The uploaded files.
    pub bucket: MemoryBucket,
    apis: Apis,
    pub(crate) intake: deliverable_intake::Services<MemoryBucket>,
    pub(crate) outbox: outbox::Services<MemoryQueue, MemoryNotices, MemoryQuarantine>,
    pub(crate) mailer: mailer::Services<MemoryMailer>,
    pub(crate) claims: claims::Services,
    pub(crate) renewals: renewal_sweep::Services,
    pub(crate) deadlines: deadline_sweep::Services<MemoryQueue>,
}

fn outbox(
    table: Table,
    claims: &MemoryQueue,
    mail: &MemoryNotices,
    quarantined: &MemoryQuarantine,
    clock: Clock,
) -> outbox::Services<MemoryQueue, MemoryNotices, MemoryQuarantine> {
    outbox::Services { table, claims: claims.clone(), mail: mail.clone(), quarantined: quarantined.clone(), clock }
}

fn is_elsewhere(response: &Response) -> bool {
    let problem: Option<Value> = serde_json::from_slice(response.body()).ok();
    problem.is_some_and(|problem| problem["code"] == NOT_THROUGH_DISTRIBUTION)
}

impl World {
    /// A world with the sample companies and rates, and no voucher.
    pub async fn new() -> Self {
        // Boxed, because every test's future would contain this large one.
        Box::pin(Self::configured(Catalog::shipped().unwrap(), SECRET)).await
    }

    /// The same with another database.
    pub async fn over(database: Database) -> Self {
        Box::pin(Self::loaded(database, Catalog::shipped().unwrap(), SECRET)).await
    }

    /// The same with another catalog or other secrets of the licensing system.
    pub async fn configured(catalog: Catalog, secrets: &str) -> Self {
        Self::loaded(Database::start().await, catalog, secrets).await
    }

    async fn loaded(database: Database, catalog: Catalog, secrets: &str) -> Self {
        let world = Self::empty(database, catalog, secrets);
        sample::load(&world.database.table).await;
        world.database.meter.take();
        world
    }

    fn empty(database: Database, catalog: Catalog, secrets: &str) -> Self {
        let (clock, issuer) = (TestClock::at(NOW), TestIssuer::new());
        let (queue, bucket) = (MemoryQueue::default(), MemoryBucket::default());
        let (notices, mailbox, quarantined) =
            (MemoryNotices::default(), MemoryMailer::default(), MemoryQuarantine::default());
        let (table, now) = (|| database.table.clone(), || clock.clock());
        let backends = Backends {
            table: table(),
            bucket: bucket.clone(),
            catalog: catalog.clone(),
            tokens: issuer.verifier().into(),
            licensing: Secrets::parse(secrets).unwrap(),
            clock: now(),
        };
        Self {
            apis: Apis::new(&backends),
            intake: deliverable_intake::Services { table: table(), objects: bucket.clone(), clock: now() },
            outbox: outbox(table(), &queue, &notices, &quarantined, now()),
            mailer: mailer::Services {
                table: table(),
                sender: mailbox.clone(),
                catalog,
                portal: portal(),
                clock: now(),
            },
            claims: claims::Services { table: table(), clock: now() },
            renewals: renewal_sweep::Services { table: table(), clock: now() },
            deadlines: deadline_sweep::Services { table: table(), claims: queue.clone(), clock: now() },
            database,
            clock,
            issuer,
            queue,
            notices,
            quarantined,
            mailbox,
            bucket,
        }
    }

    /// The same functions behind a distribution.
    #[must_use]
    pub fn behind(self, distribution: &DistributionSecrets) -> Self {
        Self { apis: self.apis.behind(distribution), ..self }
    }

    /// Sends a request to a function.
    pub async fn call(&self, function: Function, request: Sent) -> Reply {
        self.answer(function, request.request()).await
    }

    /// Passes a request of the runtime to a function.
    pub async fn answer(&self, function: Function, request: Request) -> Reply {
        Reply::of(&self.response(function, request).await)
    }

    /// Passes a function URL event to a function; returns the response of the Lambda runtime.
    pub async fn invoke(&self, function: Function, event: &Value) -> Value {
        let payload: LambdaRequest = serde_json::from_str(&event.to_string()).unwrap();
        let handler = |request| async move { Ok::<_, lambda_http::Error>(self.response(function, request).await) };
        let answered = Adapter::from(service_fn(handler)).call(LambdaEvent::new(payload, Context::default()));
        serde_json::to_value(answered.await.unwrap()).unwrap()
    }

    /// Serves a request and checks the exchange against the contract.
    async fn response(&self, function: Function, request: Request) -> Response {
        let exchange = Exchange::of(function, &request);
        let response = self.apis.serve(function, request).await;
        // Behind a distribution, a function's own URL is no address of the contract.
        if let Some(exchange) = exchange.filter(|_| !is_elsewhere(&response)) {
            exchange.check(&response);
        }
        response
    }

    /// A token of a company's partner administrator.
    pub fn admin_of(&self, company: &str) -> String {
        self.issuer.token("U-1", Some(company), &["mpn_admin"], self.clock.now())
    }

    /// Sends a JSON request as the partner administrator of a company.
    pub async fn as_admin(&self, company: &str, function: Function, method: &str, path: &str, body: &Value) -> Reply {
        let request = send(method, path).token(&self.admin_of(company));
        let request = if body.is_null() { request } else { request.json(body) };
        self.call(function, request).await
    }

    /// Sends a JSON request with these roles; operations have no company.
    pub async fn as_role(
        &self,
        (roles, company): (&[&str], Option<&str>),
        function: Function,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Reply {
        let token = self.issuer.token("U-1", company, roles, self.clock.now());
        let request = send(method, path).token(&token);
        self.call(function, if body.is_null() { request } else { request.json(body) }).await
    }

    /// Sends a JSON request as operations.
    pub async fn as_operations(&self, function: Function, method: &str, path: &str, body: &Value) -> Reply {
        self.as_role((&["operations"], None), function, method, path, body).await
    }

    /// Sends a signed webhook with a message id.
    pub async fn webhook(&self, id: &str, event: &Value) -> Reply {
        self.signed("/events", id, "application/json", event.to_string().as_bytes()).await
    }

    /// Sends a signed e-mail, as the inbound-mail provider does, with a message id.
    pub async fn mail(&self, id: &str, mail: &[u8]) -> Reply {
        self.signed("/mail", id, "message/rfc822", mail).await
    }

    /// Sends a signed report of the payer with a message id.
    pub async fn payer(&self, id: &str, event: &Value) -> Reply {
        let (at, body) = (self.clock.now().as_second(), event.to_string());
        let signature = Secrets::parse(PAYMENT_SECRET).unwrap().sign(id, at, body.as_bytes());
        let request = send("POST", "/events").json(event).header("webhook-id", id);
        let request = request.header("webhook-timestamp", &at.to_string()).header("webhook-signature", &signature);
        self.call(Function::PaymentStatus, request).await
    }

    /// Sends signed bytes to the licensing webhook with a message id.
    pub async fn signed(&self, path: &str, id: &str, content_type: &str, body: &[u8]) -> Reply {
        let at = self.clock.now().as_second();
        let signature = Secrets::parse(SECRET).unwrap().sign(id, at, body);
        let request = send("POST", path).bytes(body).header("content-type", content_type).header("webhook-id", id);
        let request = request.header("webhook-timestamp", &at.to_string()).header("webhook-signature", &signature);
        self.call(Function::Assignment, request).await
    }
}
