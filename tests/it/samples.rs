//! A valid request for every operation that takes a token. The roles come from the endpoint; a test in
//! `every_endpoint` verifies that no operation is missing here.

use domain::Language;
use serde_json::{Value, json};
use testkit::{Sent, send};
use tests::{
    Function, Listed, PDF, World, announcement, answers, invoice, invoice_file, registration, reservation, signature,
};

use crate::{directory, enrollment, payment_request};

/// A route and a request to it.
#[derive(Clone, Debug)]
pub struct Sample {
    pub function: Function,
    pub method: &'static str,
    pub path: String,
    /// Null when the operation takes no body.
    pub body: Value,
    /// The names of the roles that may call it, as a refusal lists them.
    pub roles: Vec<&'static str>,
    /// True when the path names a voucher.
    pub names_voucher: bool,
}

impl Sample {
    fn new(function: Function, method: &'static str, path: &str, body: Value) -> Self {
        let roles = Listed::of(function, method, path).roles();
        Self { function, method, path: path.to_owned(), body, roles, names_voucher: path.contains("/SA-") }
    }

    /// True when the request is about a location: by its voucher, its claim or its own id.
    pub fn names_location(&self) -> bool {
        let names = |field: &str| self.body.get(field).is_some();
        let in_path = self.names_voucher || self.path.contains("/CL-") || self.path.starts_with("/locations/");
        in_path || ["voucher_number", "voucher_numbers", "claim_ids"].into_iter().any(names)
    }

    /// True when the request changes data of a partner's company as a whole.
    pub fn is_company_wide(&self) -> bool {
        self.method != "GET" && self.roles != ["operations"] && !self.names_location()
    }

    /// True when operations may send the request, alone or as well as partners.
    pub fn operations(&self) -> bool {
        self.roles.contains(&"operations")
    }

    /// The request as operations send it: they name the company in the query.
    pub fn about(&self, company: &str) -> Self {
        if !self.takes_company() {
            return self.clone();
        }
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let named = format!("company_id={company}");
        let others = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("company_id="));
        let query: Vec<&str> = std::iter::once(named.as_str()).chain(others).collect();
        Self { path: format!("{path}?{}", query.join("&")), ..self.clone() }
    }

    /// True when the request is about a company that its path does not name.
    fn takes_company(&self) -> bool {
        let named = ["/companies/", "/CL-", "/SA-", "/rates", "/paper"].iter().any(|part| self.path.contains(part));
        !named && self.path != "/claims/submit"
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

/// All samples: about a voucher and one of its files, about the company `P-1`, and about its claims.
pub fn all(number: &str, file: &str) -> Vec<Sample> {
    let mut all = about_vouchers(number, file);
    all.extend(about_companies());
    all.extend(about_claims());
    all
}

/// The samples about a voucher and one of its files.
pub fn about_vouchers(number: &str, file: &str) -> Vec<Sample> {
    use Function::{Completion, Deliverable, Overview, Redemption, Reservation};
    let reserved = format!("/reservations/{number}");
    let (files, report) = (format!("/vouchers/{number}/deliverables"), format!("/vouchers/{number}/report"));
    let one = format!("{files}/{file}");
    let identity = json!({"voucher_number": number, "admin_email": "lin.mei@contoso.example"});
    let chosen = json!({"voucher_numbers": [number], "confirm": true});
    vec![
        Sample::new(Reservation, "GET", "/terms/current", Value::Null),
        Sample::new(Reservation, "POST", "/validate", identity),
        Sample::new(Reservation, "POST", "/reservations/check", reservation(number)),
        Sample::new(Reservation, "POST", "/reservations", reservation(number)),
        Sample::new(Reservation, "PATCH", &reserved, json!({"attendees": []})),
        Sample::new(Reservation, "POST", &format!("{reserved}/notify"), Value::Null),
        Sample::new(Reservation, "POST", &format!("{reserved}/cancel"), json!({"reason": "other_partner"})),
        Sample::new(Deliverable, "POST", &files, announcement("more.pdf", PDF)),
        Sample::new(Deliverable, "GET", &files, Value::Null),
        Sample::new(Deliverable, "GET", &one, Value::Null),
        Sample::new(Deliverable, "DELETE", &one, Value::Null),
        Sample::new(Completion, "PUT", &report, answers()),
        Sample::new(Completion, "GET", &report, Value::Null),
        // A draft stays one.
        Sample::new(Completion, "POST", &format!("{report}/reopen"), Value::Null),
        Sample::new(Completion, "POST", &format!("{report}/submit"), Value::Null),
        Sample::new(Completion, "GET", &format!("/vouchers/{number}/receipts"), Value::Null),
        Sample::new(Completion, "GET", &format!("/vouchers/{number}/receipt"), Value::Null),
        Sample::new(Overview, "GET", &format!("/vouchers/{number}"), Value::Null),
        Sample::new(Redemption, "POST", "/preview", json!({"voucher_numbers": [number]})),
        Sample::new(Redemption, "POST", "/redemptions", chosen),
        Sample::new(Redemption, "GET", "/redemptions/RD-0A1B2C3D4E5F6071", Value::Null),
    ]
}

/// The samples about the company `P-1`. Sent in this order each of them succeeds, and the DDPS enrollment of `P-1`
/// stays unchanged.
pub fn about_companies() -> Vec<Sample> {
    let enrollment = |method, path: &str, body| Sample::new(Function::Enrollment, method, path, body);
    let directory = |method, path: &str, body| Sample::new(Function::Directory, method, path, body);
    let overview = |path: &str| Sample::new(Function::Overview, "GET", path, Value::Null);
    let (extra, reason) = ("/companies/P-1/evidence/extra", json!({"reason": "An audit."}));
    let profile = directory::profile(&["DDPS", "SSDPS"], &["L-1", "L-2", "L-3"]);
    vec![
        enrollment("GET", "/eligibility", Value::Null),
        enrollment("PUT", "/companies/P-1", enrollment::company()),
        enrollment("GET", "/companies/P-1", Value::Null),
        enrollment("GET", "/people?role=global_admin", Value::Null),
        enrollment("PUT", extra, enrollment::competency()),
        enrollment("GET", "/companies/P-1/evidence", Value::Null),
        enrollment("DELETE", extra, Value::Null),
        enrollment("PUT", "/locations/L-1", enrollment::location("TW")),
        enrollment("GET", "/locations", Value::Null),
        enrollment("POST", "/agreements", signature("2019-01", Language::English)),
        enrollment("GET", "/agreements/current", Value::Null),
        enrollment("POST", "/enrollments/SSDPS/withdraw", Value::Null),
        enrollment("POST", "/enrollments", json!({"program": "SSDPS"})),
        // A withdrawn enrollment can be renewed at any time, a running one only shortly before its end.
        enrollment("POST", "/enrollments/SSDPS/withdraw", Value::Null),
        enrollment("POST", "/enrollments/SSDPS/renew", Value::Null),
        enrollment("POST", "/enrollments/SSDPS/suspend?company_id=P-1", reason.clone()),
        enrollment("POST", "/enrollments/SSDPS/reinstate?company_id=P-1", reason),
        enrollment("GET", "/enrollments", Value::Null),
        enrollment("GET", "/enrollments/SSDPS", Value::Null),
        directory("PUT", "/profile", profile),
        directory("GET", "/profile", Value::Null),
        overview("/vouchers"),
        overview("/vouchers/export?format=csv"),
        overview("/dashboard"),
    ]
}

/// The samples about claims, payees and rates of `P-1`, each with a claim of its own. Each of them succeeds after
/// [`prepare_claims`].
pub fn about_claims() -> Vec<Sample> {
    let about = |method, path: &str, body| Sample::new(Function::PaymentRequest, method, path, body);
    let on = |claim: &str, action: &str, body| about("POST", &format!("/claims/CL-SA-CLAIM-{claim}/{action}"), body);
    let many = json!({"claim_ids": ["CL-SA-CLAIM-MANY"], "invoice_number": "INV-MANY"});
    let rate = json!({"per_day": {"minor": 90_000, "currency": "EUR"}, "valid_from": "2026-01-01"});
    vec![
        about("GET", "/claims", Value::Null),
        about("GET", "/claims/export?format=csv", Value::Null),
        about("GET", "/claims/CL-SA-CLAIM-DRAFT", Value::Null),
        about("GET", "/claims/CL-SA-CLAIM-DRAFT/checks", Value::Null),
        about("PUT", "/claims/CL-SA-CLAIM-DRAFT/draft", invoice("INV-DRAFT")),
        about("POST", "/claims/submit", many),
        on("DRAFT", "submit", invoice("INV-DRAFT")),
        on("SPARE", "withdraw", Value::Null),
        on("BACK", "reinstate", Value::Null),
        on("DRAFT", "comments", json!({"text": "The invoice follows tomorrow."})),
        on("PAID", "dispute", json!({"comment": "Less than agreed."})),
        on("SENT", "review", Value::Null),
        on("SEEN", "approve", Value::Null),
        on("POOR", "reject", json!({"reason": "The report is of another customer."})),
        on("PART", "request-changes", json!({"comment": "The invoice is unsigned."})),
        on("GOOD", "hold", json!({"reason": "The tax invoice is missing."})),
        on("HELD", "release", Value::Null),
        on("OWED", "settle", json!({"comment": "It was tax."})),
        about("GET", "/statement?month=2026-11", Value::Null),
        about("PUT", "/invoices/INV-SA-CLAIM-SEEN/file", invoice_file()),
        about("GET", "/invoices/INV-SA-CLAIM-GOOD/file", Value::Null),
        about("PUT", "/invoices/INV-SA-CLAIM-SENT/paper", json!({"company_id": "P-1", "received_on": "2026-11-20"})),
        about("GET", "/payees", Value::Null),
        about("PUT", "/payees/DDPS", registration()),
        about("GET", "/rates", Value::Null),
        about("PUT", "/rates/DE/DDPS", rate),
    ]
}

/// Creates the claims that [`about_claims`] names, each in the status that its sample requires.
pub async fn prepare_claims(world: &World) {
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    for (claim, status) in [
        ("MANY", "draft"),
        ("DRAFT", "draft"),
        ("SPARE", "draft"),
        ("BACK", "withdrawn"),
        ("PAID", "paid"),
        ("OWED", "paid"),
        ("SENT", "submitted"),
        ("SEEN", "under_review"),
        ("POOR", "under_review"),
        ("PART", "under_review"),
        ("GOOD", "approved"),
        ("HELD", "on_hold"),
    ] {
        let number = format!("SA-CLAIM-{claim}");
        world.draft(&number).await;
        payment_request::bring_to_status(world, &number, status).await;
    }
    world.bring_invoice("SA-CLAIM-SEEN").await;
    let contested = json!({"comment": "Less than agreed."});
    world.claimant("POST", "/claims/CL-SA-CLAIM-OWED/dispute", &contested).await.expect(200);
}
