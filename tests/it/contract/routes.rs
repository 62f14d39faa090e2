//! Every route that takes a token, with a request that is in order.

use serde_json::{Value, json};
use tests::{Function, PDF, announcement, answers, reservation};

/// A route and a request to it.
#[derive(Clone, Debug)]
pub struct Known {
    pub function: Function,
    pub method: &'static str,
    pub path: String,
    /// Null where it takes none.
    pub body: Value,
    /// Whether operations may call it as well as partners.
    pub operations: bool,
    /// Whether it is about one voucher, named in the path.
    pub names_voucher: bool,
}

impl Known {
    fn new(function: Function, method: &'static str, path: &str, body: Value) -> Self {
        let names_voucher = path.contains("SA-");
        Self { function, method, path: path.to_owned(), body, operations: false, names_voucher }
    }

    fn for_operations(mut self) -> Self {
        self.operations = true;
        self
    }
}

/// All of them, about a voucher and one of its files.
pub fn all(number: &str, file: &str) -> Vec<Known> {
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
