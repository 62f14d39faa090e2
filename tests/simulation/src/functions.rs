//! The functions, with the services that a process of each has.

use std::sync::{Arc, LazyLock};

use api::{Api, Authenticator, Response, Secrets};
use assignment::SenderPolicy;
use futures::future::BoxFuture;
use lambda_http::Request;
use mail::Portal;
use table::Table;
use testkit::TestIssuer;

use crate::client;
use crate::names::names;
use crate::process::Pulse;
use crate::services::{Bucket, Mailer, Queue};
use crate::world::World;

/// The webhook secret of the licensing system.
pub const LICENSING_SECRET: &str = "whsec_dm91Y2hzYWZlLXRlc3Qtc2VjcmV0LW9mLTMyLWJ5dGVz";
/// The webhook secret of the payer.
pub const PAYER_SECRET: &str = "whsec_dm91Y2hzYWZlLXBheWVyLXNlY3JldC1vZi0zMi1ieXRlcy0=";

/// The issuer of all tokens, of every seed.
pub static ISSUER: LazyLock<TestIssuer> = LazyLock::new(TestIssuer::new);

/// Makes what all runs share.
pub fn make_shared() {
    LazyLock::force(&ISSUER);
    drop(client::aws().dynamodb());
}

names! {
    /// A function.
    pub enum Function {
        /// Events of the licensing side.
        Assignment = "assignment",
        /// Reservations.
        Reservation = "reservation",
        /// Files.
        Deliverable = "deliverable",
        /// Reports.
        Completion = "completion",
        /// Redemptions.
        Redemption = "redemption",
        /// Companies and enrollments.
        Enrollment = "enrollment",
        /// The directory.
        Directory = "directory",
        /// Lists and dashboards.
        Overview = "overview",
        /// Claims.
        PaymentRequest = "payment-request",
        /// Reports of the payer.
        PaymentStatus = "payment-status",
        /// Uploaded files.
        Intake = "deliverable-intake",
        /// The stream.
        Outbox = "outbox",
        /// Letters.
        Mailer = "mailer",
        /// Redeemed vouchers.
        Claims = "claims",
        /// Enrollments by time.
        RenewalSweep = "renewal-sweep",
        /// Vouchers and claims by time.
        DeadlineSweep = "deadline-sweep",
    }
}

impl Function {
    /// The longest time of an invocation, in seconds, as the template sets it.
    pub fn timeout_seconds(self) -> u64 {
        match self {
            Self::RenewalSweep | Self::DeadlineSweep => 900,
            Self::Overview | Self::PaymentRequest => 120,
            Self::Intake | Self::Outbox | Self::Mailer | Self::Claims | Self::Redemption => 60,
            Self::Assignment
            | Self::Reservation
            | Self::Deliverable
            | Self::Completion
            | Self::Enrollment
            | Self::Directory
            | Self::PaymentStatus => 15,
        }
    }
}

impl Function {
    /// The number of polls within which a process that dies does so: about those of a long invocation.
    pub fn polls(self) -> u64 {
        match self {
            Self::RenewalSweep | Self::DeadlineSweep => 160,
            Self::Outbox | Self::Mailer | Self::Redemption => 60,
            _ => 30,
        }
    }
}

/// An API with any type of services.
pub trait AnyApi: Send + Sync {
    /// Serves a request.
    fn serve(&self, request: Request) -> BoxFuture<'_, Response>;
}

impl<S: Send + Sync + 'static> AnyApi for Api<S> {
    fn serve(&self, request: Request) -> BoxFuture<'_, Response> {
        Box::pin(async { self.serve(request).await.unwrap() })
    }
}

/// The handlers of a process: those of its function.
pub enum Handlers {
    /// A function with a URL.
    Api(Box<dyn AnyApi>),
    /// `deliverable-intake`.
    Intake(deliverable_intake::Services<Bucket>),
    /// `outbox`.
    Outbox(Box<outbox::Services<Queue, Queue, Queue>>),
    /// `mailer`.
    Mailer(Box<mailer::Services<Mailer>>),
    /// `claims`.
    Claims(claims::Services),
    /// `renewal-sweep`.
    RenewalSweep(renewal_sweep::Services),
    /// `deadline-sweep`.
    DeadlineSweep(deadline_sweep::Services<Queue>),
}

impl Handlers {
    /// The handlers of a function.
    pub fn new(world: &Arc<World>, function: Function, table: Table, pulse: &Arc<Pulse>) -> Self {
        let clock = world.clock.of_process(pulse.skew);
        let queue = || Queue::new(world, pulse);
        match function {
            Function::Intake => {
                Self::Intake(deliverable_intake::Services { table, objects: Bucket::new(world, pulse), clock })
            }
            Function::Outbox => {
                let services = outbox::Services { table, claims: queue(), mail: queue(), quarantined: queue(), clock };
                Self::Outbox(Box::new(services))
            }
            Function::Mailer => {
                let (sender, catalog) = (Mailer::new(world, pulse), world.catalog.clone());
                let portal = Portal::parse("https://portal.example").unwrap();
                Self::Mailer(Box::new(mailer::Services { table, sender, catalog, portal, clock }))
            }
            Function::Claims => Self::Claims(claims::Services { table, clock }),
            Function::RenewalSweep => Self::RenewalSweep(renewal_sweep::Services { table, clock }),
            Function::DeadlineSweep => Self::DeadlineSweep(deadline_sweep::Services { table, claims: queue(), clock }),
            Function::Assignment
            | Function::Reservation
            | Function::Deliverable
            | Function::Completion
            | Function::Redemption
            | Function::Enrollment
            | Function::Directory
            | Function::Overview
            | Function::PaymentRequest
            | Function::PaymentStatus => Self::Api(api_of(world, function, table, clock)),
        }
    }

    /// The API of a function with a URL.
    pub fn api(&self) -> &dyn AnyApi {
        let Self::Api(api) = self else { panic!("the function has no URL") };
        &**api
    }
}

fn api_of(world: &World, function: Function, table: Table, clock: host::Clock) -> Box<dyn AnyApi> {
    // A verifier waits for a fetch of the issuer's keys: shared between threads, it would let the time of one run on
    // while another fetches.
    let tokens: Authenticator = ISSUER.verifier().into();
    let (catalog, exports) = (world.catalog.clone(), Arc::new(world.bucket.clone()));
    let licensing = || Secrets::parse(LICENSING_SECRET).unwrap();
    match function {
        Function::Assignment => {
            let senders = SenderPolicy::parse("licensing.example", "inbound.vouchsafe.example").unwrap();
            let services = assignment::Services { table, senders, catalog };
            Box::new(Api::new(assignment::endpoints(), services, licensing(), clock))
        }
        Function::Reservation => {
            Box::new(Api::new(reservation::endpoints(), reservation::Services { table, catalog }, tokens, clock))
        }
        Function::Deliverable => {
            let services = deliverable::Services { table, objects: world.objects.clone() };
            Box::new(Api::new(deliverable::endpoints(), services, tokens, clock))
        }
        Function::Completion => {
            Box::new(Api::new(completion::endpoints(), completion::Services { table, catalog }, tokens, clock))
        }
        Function::Redemption => {
            Box::new(Api::new(redemption::endpoints(), redemption::Services { table }, tokens, clock))
        }
        Function::Enrollment => {
            Box::new(Api::new(enrollment::endpoints(), enrollment::Services { table, catalog }, tokens, clock))
        }
        Function::Directory => {
            Box::new(Api::new(directory::endpoints(), directory::Services { table, catalog }, tokens, clock))
        }
        Function::Overview => {
            let services = overview::Services { table, exports, catalog };
            Box::new(Api::new(overview::endpoints(), services, tokens, clock))
        }
        Function::PaymentRequest => {
            let services = payment_request::Services { table, exports, objects: world.objects.clone(), catalog };
            Box::new(Api::new(payment_request::endpoints(), services, tokens, clock))
        }
        _ => {
            let secrets = Secrets::parse(PAYER_SECRET).unwrap();
            Box::new(Api::new(payment_status::endpoints(), payment_status::Services { table }, secrets, clock))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The timeout of a function in the template, where it differs from the one of all functions.
    fn timeout(function: Function) -> Option<u64> {
        let template = include_str!("../../../infra/template.yaml");
        let (_, properties) = template.split_once(&format!("CodeUri: ../target/lambda/{}/\n", function.as_str()))?;
        let (properties, _) = properties.split_once("Environment:")?;
        let (_, timeout) = properties.split_once(" Timeout: ")?;
        timeout.lines().next()?.parse().ok()
    }

    #[test]
    fn an_invocation_lasts_as_long_as_in_the_template() {
        for function in Function::ALL {
            assert_eq!(function.timeout_seconds(), timeout(function).unwrap_or(15), "{}", function.as_str());
        }
        assert!(include_str!("../../../infra/template.yaml").contains("\n    Timeout: 15\n"));
    }
}
