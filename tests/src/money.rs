//! The steps of a claim's life, from the queue message to the payment, as requests that succeed.

use std::collections::BTreeSet;

use domain::deliverable::{Announcement, FileName, FileType, Kind, Observation, Sha256, Verdict};
use domain::invoice::{Invoice, InvoiceEvent, PaperReceipt};
use domain::payee::{BankProfile, Payee, PayeeEvent};
use domain::{
    Actor, BankProfileId, CompanyId, Currency, InvoiceNumber, LocationId, Name, Outcome, ProgramCode, VoucherNumber,
};
use serde_json::{Value, json};
use testkit::{Reply, sample, send};

use crate::steps::{PDF, announcement};
use crate::world::{Function, World};

/// The message of the claims queue for a redeemed voucher of `P-1`: 5 days of DDPS at the location `L-1`.
pub fn redeemed(number: &str) -> Value {
    json!({
        "type": "voucher.redeemed", "voucher_number": number, "company_id": "P-1", "location_id": "L-1",
        "country": "TW", "program": "DDPS", "days": 5, "redeemed_at": "2026-11-22T09:00:00Z", "rev": 7,
    })
}

/// A payment report for the claim of such a voucher.
pub fn paying(kind: &str, number: &str, payment: &str, at: &str) -> Value {
    json!({"type": format!("payment.{kind}"), "data": {
        "claim_id": format!("CL-{number}"), "payment_id": payment,
        "amount": {"minor": 500_000, "currency": "USD"}, "at": at,
    }})
}

/// The body of a claim submission.
pub fn invoice(number: &str) -> Value {
    json!({"invoice_number": number})
}

/// The body of the submission of a claim that was sent back.
pub fn answer(invoice_number: &str) -> Value {
    json!({"invoice_number": invoice_number, "comment": "Corrected as asked."})
}

/// The body that announces the file of an invoice.
pub fn invoice_file() -> Value {
    let mut file = announcement("our-invoice.pdf", PDF);
    file.as_object_mut().unwrap().remove("kind");
    file
}

/// A payee registration of `P-1` for all its locations.
pub fn registration() -> Value {
    json!({
        "bank_profiles": [{"id": "B-1", "label": "Harbor Bank", "currency": "USD"}],
        "locations": {"L-1": "B-1", "L-2": "B-1", "L-3": "B-1"},
    })
}

/// An invoice that arrived as a clean file and on paper.
fn arrived_invoice(company: &CompanyId, number: &InvoiceNumber) -> Invoice {
    let (now, by) = ("2026-11-22T08:00:00Z".parse().unwrap(), Actor::parse("U-5").unwrap());
    let announced = Announcement {
        file_name: FileName::parse("invoice.pdf").unwrap(),
        file_type: FileType::Pdf,
        size: u64::try_from(PDF.len()).unwrap(),
        sha256: Sha256::of(PDF),
        kind: Kind::Invoice,
    };
    let observed = Observation {
        size: announced.size,
        sha256: Some(announced.sha256.clone()),
        finding: None,
        verdict: Verdict::Clean,
    };
    let Outcome::Applied(waiting, _) = Invoice::announce(None, (company, number), announced, &by, now) else {
        panic!()
    };
    let Some(Outcome::Applied(clean, _)) = waiting.judge(&observed, now) else { panic!() };
    let paper = PaperReceipt { received_on: jiff::civil::date(2026, 11, 22), noted_by: by, noted_at: now };
    Invoice { paper: Some(paper), ..*clean }
}

impl World {
    /// Creates the draft claim of a redeemed voucher.
    pub async fn draft(&self, number: &str) {
        self.draft_from(&redeemed(number)).await;
    }

    /// Creates the draft claim of a message; imports its redeemed voucher if it does not exist.
    pub async fn draft_from(&self, message: &Value) {
        self.import_redeemed(std::slice::from_ref(message));
        assert_eq!(self.run_claims(&[message.to_string()]).await, Vec::<usize>::new());
    }

    /// Registers a payee in US dollars for these locations, without the check for a redeemed voucher.
    pub async fn register_payee(&self, company: &str, program: &str, locations: &[&str]) {
        let in_dollars: Vec<_> = locations.iter().map(|id| (*id, "USD")).collect();
        self.register_payee_in(company, program, &in_dollars).await;
    }

    /// The same with a currency per location and a bank profile per currency.
    pub async fn register_payee_in(&self, company: &str, program: &str, locations: &[(&str, &str)]) {
        let id_of = |currency: &str| BankProfileId::parse(&format!("B-{currency}")).unwrap();
        let profile = |currency: &&str| BankProfile {
            id: id_of(currency),
            label: Name::parse("Harbor Bank").unwrap(),
            currency: Currency::parse(currency).unwrap(),
        };
        let currencies: BTreeSet<&str> = locations.iter().map(|(_, currency)| *currency).collect();
        let mapped = |(id, currency): &(&str, &str)| (LocationId::parse(id).unwrap(), id_of(currency));
        let payee = Payee {
            company_id: CompanyId::parse(company).unwrap(),
            program: ProgramCode::parse(program).unwrap(),
            locations: locations.iter().map(mapped).collect(),
            bank_profiles: currencies.iter().map(profile).collect(),
        };
        let event = PayeeEvent::Registered(payee.registration());
        sample::write(&self.database.table, None, payee, event).await;
    }

    /// Sends a JSON request to payment-request with these roles; `company` is `None` for operations.
    pub async fn person(
        &self,
        (sub, company, roles): (&str, Option<&str>, &[&str]),
        method: &str,
        path: &str,
        body: &Value,
    ) -> Reply {
        let request = send(method, path).token(&self.issuer.token(sub, company, roles, self.clock.now()));
        let request = if body.is_null() { request } else { request.json(body) };
        self.call(Function::PaymentRequest, request).await
    }

    /// Sends a request as the incentives person of `P-1`.
    pub async fn claimant(&self, method: &str, path: &str, body: &Value) -> Reply {
        self.person(("U-5", Some("P-1"), &["incentives"]), method, path, body).await
    }

    /// Sends a request as operations.
    pub async fn reviewer(&self, method: &str, path: &str, body: &Value) -> Reply {
        self.person(("OPS-1", None, &["operations"]), method, path, body).await
    }

    /// Submits a draft with a unique invoice number.
    pub async fn submit(&self, number: &str) -> Value {
        let path = format!("/claims/CL-{number}/submit");
        self.claimant("POST", &path, &invoice(&format!("INV-{number}"))).await.expect(200)
    }

    /// Stores the claim's invoice, a clean file and the original on paper, without which some countries' claims are not
    /// approved. One that exists stays.
    pub async fn bring_invoice(&self, number: &str) {
        let table = &self.database.table;
        let claim = table.claim(&VoucherNumber::parse(number).unwrap()).await.unwrap().unwrap().value;
        let Some(submission) = claim.submission() else { return };
        let (company, number) = (&claim.voucher.company_id, &submission.invoice_number);
        if table.invoice(company, &number.id()).await.unwrap().is_none() {
            self.store_invoice(company.as_str(), number.as_str()).await;
        }
    }

    /// Stores an invoice that arrived as a clean file and on paper.
    pub async fn store_invoice(&self, company: &str, number: &str) {
        let (company, number) = (CompanyId::parse(company).unwrap(), InvoiceNumber::parse(number).unwrap());
        let invoice = arrived_invoice(&company, &number);
        sample::write(&self.database.table, None, invoice, InvoiceEvent::Clean).await;
    }

    /// Runs a command of operations that has no body. An approval is preceded by the arrival of the invoice.
    pub async fn operate(&self, number: &str, action: &str) -> Value {
        if action == "approve" {
            self.bring_invoice(number).await;
        }
        self.reviewer("POST", &format!("/claims/CL-{number}/{action}"), &Value::Null).await.expect(200)
    }

    /// Submits, reviews and approves a draft.
    pub async fn approve(&self, number: &str) -> Value {
        self.submit(number).await;
        self.operate(number, "review").await;
        self.operate(number, "approve").await
    }

    /// Submits, reviews and sends back a draft.
    pub async fn send_back(&self, number: &str) -> Value {
        self.submit(number).await;
        self.operate(number, "review").await;
        let body = json!({"comment": "A file is missing."});
        self.reviewer("POST", &format!("/claims/CL-{number}/request-changes"), &body).await.expect(200)
    }

    /// Posts a payment report with a unique message id.
    pub async fn pay(&self, kind: &str, number: &str, payment: &str, at: &str) -> Value {
        let id = format!("{kind}-{number}-{payment}-{}", at.replace([':', '.'], ""));
        self.payer(&id, &paying(kind, number, payment, at)).await.expect(200)
    }

    /// Returns a claim as its company sees it.
    pub async fn shown_claim(&self, number: &str) -> Value {
        self.claimant("GET", &format!("/claims/CL-{number}"), &Value::Null).await.expect(200)
    }
}
