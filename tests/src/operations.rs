//! The operations of every function with a URL.

use std::sync::LazyLock;

use api::{Access, Endpoint, Operation};

use crate::world::Function;

/// An operation and its function.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The function.
    pub function: Function,
    /// The operation.
    pub operation: Operation,
}

/// All operations, in the order of the functions' lists.
pub static OPERATIONS: LazyLock<Vec<Listed>> = LazyLock::new(|| {
    let mut all = Vec::new();
    list(&mut all, Function::Assignment, &assignment::endpoints());
    list(&mut all, Function::Reservation, &reservation::endpoints());
    list(&mut all, Function::Deliverable, &deliverable::endpoints());
    list(&mut all, Function::Completion, &completion::endpoints());
    list(&mut all, Function::Redemption, &redemption::endpoints());
    list(&mut all, Function::Enrollment, &enrollment::endpoints());
    list(&mut all, Function::Directory, &directory::endpoints());
    list(&mut all, Function::Overview, &overview::endpoints());
    list(&mut all, Function::PaymentRequest, &payment_request::endpoints());
    list(&mut all, Function::PaymentStatus, &payment_status::endpoints());
    all
});

fn list<S>(all: &mut Vec<Listed>, function: Function, endpoints: &[Endpoint<S>]) {
    all.extend(endpoints.iter().map(|endpoint| Listed { function, operation: endpoint.operation().clone() }));
}

impl Listed {
    /// Returns the operation that a request reaches: of several matching patterns, the one with the fewest captures.
    ///
    /// # Panics
    /// If no operation matches.
    #[track_caller]
    pub fn of(function: Function, method: &str, path: &str) -> &'static Self {
        let of_method = |listed: &&Self| listed.function == function && listed.operation.method == method;
        let found = OPERATIONS.iter().filter(of_method).filter_map(|listed| Some((listed.captures(path)?, listed)));
        let found = found.min_by_key(|(captures, _)| *captures);
        found.unwrap_or_else(|| panic!("no endpoint of {function:?} matches {method} {path}")).1
    }

    /// True when the pattern matches the path.
    pub fn takes(&self, path: &str) -> bool {
        self.captures(path).is_some()
    }

    /// Returns the number of captured segments if the pattern matches.
    fn captures(&self, path: &str) -> Option<usize> {
        let path = path.split('?').next().unwrap_or_default();
        let (expected, segments): (Vec<&str>, Vec<&str>) =
            (self.operation.pattern.split('/').collect(), path.split('/').collect());
        let captured = |expected: &str, segment: &str| expected.starts_with('{') && !segment.is_empty();
        let fits = |(expected, segment): (&&str, &&str)| captured(expected, segment) || expected == segment;
        let all = expected.len() == segments.len() && expected.iter().zip(&segments).all(fits);
        all.then(|| expected.iter().filter(|segment| segment.starts_with('{')).count())
    }

    /// The authorized roles, or every role where any will do; none for operations without token.
    pub fn roles(&self) -> Vec<&'static str> {
        match self.operation.access {
            Access::Roles(roles) => roles.iter().map(|role| role.as_str()).collect(),
            Access::Members => api::Role::ALL.map(api::Role::as_str).to_vec(),
            Access::Public | Access::Signed => Vec::new(),
        }
    }

    /// A sample path of the operation.
    ///
    /// # Panics
    /// If the pattern has a capture without a sample value.
    pub fn path(&self) -> String {
        let segments = self.operation.pattern.split('/').map(|segment| match segment {
            "{voucher_number}" => "SA-7KQ2-M9XD-3FHT",
            "{claim_id}" => "CL-SA-7KQ2-M9XD-3FHT",
            "{company_id}" => "P-1",
            "{country}" => "DE",
            "{deliverable_id}" => "0a1b2c",
            "{evidence_id}" => "windows",
            "{location_id}" => "L-1",
            "{program}" => "DDPS",
            "{invoice_number}" => "INV-0001",
            "{redemption_id}" => "RD-0A1B2C3D4E5F6071",
            plain if !plain.starts_with('{') => plain,
            unknown => panic!("{unknown} has no sample value"),
        });
        segments.collect::<Vec<_>>().join("/")
    }
}

impl std::fmt::Display for Listed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {} {}", self.function, self.operation.method, self.operation.pattern)
    }
}
