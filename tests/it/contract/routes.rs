//! Every route that takes a token, with a request that is in order.

use serde_json::{Value, json};
use testkit::{Sent, send};
use tests::{Function, PDF, World, announcement, answers, reservation};

use super::{directory, partners};

/// Who may read what belongs to a company.
const READERS: &[&str] = &["mpn_admin", "global_admin", "incentives", "operations"];
const ADMINISTRATORS: &[&str] = &["mpn_admin", "global_admin"];
const OPERATIONS: &[&str] = &["operations"];

/// A route and a request to it.
#[derive(Clone, Debug)]
pub struct Known {
    pub function: Function,
    pub method: &'static str,
    pub path: String,
    /// Null where it takes none.
    pub body: Value,
    /// Any of these may call it; as they are named to whoever has none.
    pub roles: &'static [&'static str],
    /// Whether it is about one voucher, named in the path.
    pub names_voucher: bool,
}

impl Known {
    fn new(function: Function, method: &'static str, path: &str, body: Value) -> Self {
        let names_voucher = path.contains("SA-");
        Self { function, method, path: path.to_owned(), body, roles: &["mpn_admin"], names_voucher }
    }

    fn for_operations(self) -> Self {
        self.roles(&["mpn_admin", "operations"])
    }

    fn roles(mut self, roles: &'static [&'static str]) -> Self {
        self.roles = roles;
        self
    }

    /// Whether operations may call it, alone or as well as partners.
    pub fn operations(&self) -> bool {
        self.roles.contains(&"operations")
    }

    /// The same, as operations call it: they name the company they mean.
    pub fn about(&self, company: &str) -> Self {
        let path = self.path.split('?').next().unwrap_or_default();
        Self { path: format!("{path}?company_id={company}"), ..self.clone() }
    }

    /// The request, with a token of the first role that may call it.
    pub fn sent(&self, world: &World) -> Sent {
        let company = (self.roles[0] != "operations").then_some("P-1");
        self.sent_with(&world.issuer.token("U-1", company, &self.roles[..1], world.clock.now()))
    }

    /// The request with a token.
    pub fn sent_with(&self, token: &str) -> Sent {
        self.bare().token(token)
    }

    /// The request without a token.
    pub fn bare(&self) -> Sent {
        let request = send(self.method, &self.path);
        if self.body.is_null() { request } else { request.json(&self.body) }
    }
}

/// All of them, about a voucher and one of its files, and about the company `P-1`.
pub fn all(number: &str, file: &str) -> Vec<Known> {
    let mut all = about_vouchers(number, file);
    all.extend(about_companies());
    all
}

/// Those about a voucher and one of its files.
pub fn about_vouchers(number: &str, file: &str) -> Vec<Known> {
    use Function::{Completion, Deliverable, Redemption, Reservation};
    let held = format!("/reservations/{number}");
    let (files, report) = (format!("/vouchers/{number}/deliverables"), format!("/vouchers/{number}/report"));
    let one = format!("{files}/{file}");
    let identity = json!({"voucher_number": number, "admin_email": "lin.mei@contoso.example"});
    let chosen = json!({"voucher_numbers": [number], "confirm": true});
    vec![
        Known::new(Reservation, "POST", "/validate", identity),
        Known::new(Reservation, "POST", "/reservations", reservation(number)),
        Known::new(Reservation, "PATCH", &held, json!({"attendees": []})),
        Known::new(Reservation, "POST", &format!("{held}/notify"), Value::Null),
        Known::new(Reservation, "POST", &format!("{held}/cancel"), json!({"reason": "other_partner"})),
        Known::new(Deliverable, "POST", &files, announcement("more.pdf", PDF)),
        Known::new(Deliverable, "GET", &files, Value::Null).for_operations(),
        Known::new(Deliverable, "GET", &one, Value::Null).for_operations(),
        Known::new(Deliverable, "DELETE", &one, Value::Null),
        Known::new(Completion, "PUT", &report, answers()),
        Known::new(Completion, "GET", &report, Value::Null).for_operations(),
        Known::new(Completion, "POST", &format!("{report}/submit"), Value::Null),
        Known::new(Completion, "GET", &format!("/vouchers/{number}/receipt"), Value::Null).for_operations(),
        Known::new(Redemption, "POST", "/preview", json!({"voucher_numbers": [number]})),
        Known::new(Redemption, "POST", "/redemptions", chosen),
    ]
}

/// Those about the company `P-1`. In this order each of them succeeds, and `P-1` stays what it was for DDPS.
pub fn about_companies() -> Vec<Known> {
    let enrollment = |method, path: &str, body| Known::new(Function::Enrollment, method, path, body);
    let directory = |method, path: &str, body| Known::new(Function::Directory, method, path, body);
    let (extra, reason) = ("/companies/P-1/evidence/extra", json!({"reason": "An audit."}));
    let profile = directory::profile(&["DDPS", "SSDPS"], &["L-1", "L-2", "L-3"]);
    vec![
        enrollment("GET", "/eligibility", Value::Null).roles(READERS),
        enrollment("PUT", "/companies/P-1", partners::company()).roles(OPERATIONS),
        enrollment("GET", "/companies/P-1", Value::Null).roles(READERS),
        enrollment("PUT", extra, partners::competency()).roles(OPERATIONS),
        enrollment("GET", "/companies/P-1/evidence", Value::Null).roles(READERS),
        enrollment("DELETE", extra, Value::Null).roles(OPERATIONS),
        enrollment("PUT", "/locations/L-1", partners::location("TW")).roles(&[
            "mpn_admin",
            "global_admin",
            "operations",
        ]),
        enrollment("GET", "/locations", Value::Null).roles(READERS),
        enrollment("POST", "/agreements", json!({"version": "2019-01"})).roles(&["global_admin"]),
        enrollment("GET", "/agreements/current", Value::Null).roles(READERS),
        enrollment("POST", "/enrollments/SSDPS/withdraw", Value::Null).roles(ADMINISTRATORS),
        enrollment("POST", "/enrollments", json!({"program": "SSDPS"})),
        enrollment("POST", "/enrollments/SSDPS/renew", Value::Null).roles(ADMINISTRATORS),
        enrollment("POST", "/enrollments/SSDPS/suspend?company_id=P-1", reason.clone()).roles(OPERATIONS),
        enrollment("POST", "/enrollments/SSDPS/reinstate?company_id=P-1", reason).roles(OPERATIONS),
        enrollment("GET", "/enrollments", Value::Null).roles(READERS),
        enrollment("GET", "/enrollments/SSDPS", Value::Null).roles(READERS),
        directory("PUT", "/profile", profile),
        directory("GET", "/profile", Value::Null).roles(READERS),
    ]
}
