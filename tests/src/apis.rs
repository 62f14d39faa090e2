//! The functions with a URL, over one in-memory table.

use std::collections::HashMap;
use std::sync::Arc;

use api::{Api, Authenticator, DistributionSecrets, Document, Response, Secrets};
use assignment::SenderPolicy;
use domain::catalog::Catalog;
use futures::future::BoxFuture;
use host::{Aws, Clock};
use lambda_http::Request;
use objects::Objects;
use table::Table;
use testkit::MemoryBucket;

use crate::world::{Function, PAYMENT_SECRET};

/// The services shared by all functions.
pub struct Backends {
    pub table: Table,
    pub bucket: MemoryBucket,
    pub catalog: Catalog,
    pub tokens: Authenticator,
    /// The webhook secrets of the licensing system.
    pub licensing: Secrets,
    pub clock: Clock,
}

/// An API with any type of services.
trait AnyApi: std::fmt::Debug + Send + Sync {
    fn serve(&self, request: Request) -> BoxFuture<'_, Response>;
    fn describe(&self, document: &mut Document, function: Function);
    fn behind(self: Box<Self>, distribution: DistributionSecrets) -> Box<dyn AnyApi>;
}

impl<S: Send + Sync + 'static> AnyApi for Api<S> {
    fn serve(&self, request: Request) -> BoxFuture<'_, Response> {
        Box::pin(async { self.serve(request).await.unwrap() })
    }

    fn describe(&self, document: &mut Document, function: Function) {
        self.describe(document, function.folder(), function.about());
    }

    fn behind(self: Box<Self>, distribution: DistributionSecrets) -> Box<dyn AnyApi> {
        Box::new((*self).behind(distribution))
    }
}

/// Every function with a URL.
#[derive(Debug)]
pub struct Apis(HashMap<Function, Box<dyn AnyApi>>);

impl Apis {
    pub fn new(backends: &Backends) -> Self {
        Self(Function::ALL.into_iter().map(|function| (function, backends.api_of(function))).collect())
    }

    /// The same functions behind a distribution.
    pub fn behind(self, distribution: &DistributionSecrets) -> Self {
        let apis = self.0.into_iter();
        Self(apis.map(|(function, api)| (function, api.behind(distribution.clone()))).collect())
    }

    /// Describes every operation in the contract.
    pub fn describe(&self, document: &mut Document) {
        for function in Function::ALL {
            self.0[&function].describe(document, function);
        }
    }

    pub async fn serve(&self, function: Function, request: Request) -> Response {
        self.0[&function].serve(request).await
    }
}

impl Backends {
    fn api_of(&self, function: Function) -> Box<dyn AnyApi> {
        let (table, catalog, tokens, clock) =
            (self.table.clone(), self.catalog.clone(), self.tokens.clone(), self.clock.clone());
        let exports = Arc::new(self.bucket.clone());
        match function {
            Function::Assignment => {
                let senders = SenderPolicy::parse("licensing.example", "inbound.vouchsafe.example").unwrap();
                let services = assignment::Services { table, senders, catalog };
                Box::new(Api::new(assignment::endpoints(), services, self.licensing.clone(), clock))
            }
            Function::Reservation => {
                let services = reservation::Services { table, catalog };
                Box::new(Api::new(reservation::endpoints(), services, tokens, clock))
            }
            Function::Deliverable => {
                let objects = Objects::new(Aws::with("us-east-1", "test", "test").s3(), "deliverables");
                let services = deliverable::Services { table, objects };
                Box::new(Api::new(deliverable::endpoints(), services, tokens, clock))
            }
            Function::Completion => {
                let services = completion::Services { table, catalog };
                Box::new(Api::new(completion::endpoints(), services, tokens, clock))
            }
            Function::Redemption => {
                let services = redemption::Services { table };
                Box::new(Api::new(redemption::endpoints(), services, tokens, clock))
            }
            Function::Enrollment => {
                let services = enrollment::Services { table, catalog };
                Box::new(Api::new(enrollment::endpoints(), services, tokens, clock))
            }
            Function::Directory => {
                let services = directory::Services { table, catalog };
                Box::new(Api::new(directory::endpoints(), services, tokens, clock))
            }
            Function::Overview => {
                let services = overview::Services { table, exports, catalog };
                Box::new(Api::new(overview::endpoints(), services, tokens, clock))
            }
            Function::PaymentRequest => {
                let objects = Objects::new(Aws::with("us-east-1", "test", "test").s3(), "deliverables");
                let services = payment_request::Services { table, exports, objects, catalog };
                Box::new(Api::new(payment_request::endpoints(), services, tokens, clock))
            }
            Function::PaymentStatus => {
                let secrets = Secrets::parse(PAYMENT_SECRET).unwrap();
                let services = payment_status::Services { table };
                Box::new(Api::new(payment_status::endpoints(), services, secrets, clock))
            }
        }
    }
}
