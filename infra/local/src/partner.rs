//! A partner company and those who act for it: its own people with their roles, the program's operations with theirs.
//!
//! How it comes in and stays in stands here; what it does with vouchers, in `journey::life`.

use crate::failure::Outcome;
use crate::program::{Answer, Program, text};
use crate::token::Holder;
use api::Role;
use reqwest::Method;
use serde_json::{Value, json};

/// A partner company.
#[derive(Clone, Copy)]
pub struct Partner<'a> {
    /// The program it takes part in.
    pub program: &'a Program,
    /// Its id.
    pub id: &'a str,
}

impl<'a> Partner<'a> {
    /// The company of this id.
    pub fn new(program: &'a Program, id: &'a str) -> Self {
        Self { program, id }
    }

    /// One of its people, with this role.
    pub fn person(&self, role: Role) -> Holder {
        Holder::with_role(role, Some(self.id.to_owned()))
    }

    /// Its partner administrator sends a request.
    pub async fn ask(&self, method: Method, path: &str, body: &Value) -> Outcome<Answer> {
        self.program.ask(&self.person(Role::MpnAdmin), method, path, body).await
    }

    /// Operations register it, or change what is known of it.
    pub async fn register(&self, details: &Value) -> Outcome<Value> {
        self.by_operations(&format!("enrollment/companies/{}", self.id), details).await
    }

    /// Operations record what it can show.
    pub async fn record_evidence(&self, id: &str, evidence: &Value) -> Outcome<Value> {
        self.by_operations(&format!("enrollment/companies/{}/evidence/{id}", self.id), evidence).await
    }

    async fn by_operations(&self, path: &str, body: &Value) -> Outcome<Value> {
        let operations = Holder::operations();
        self.program.ask(&operations, Method::PUT, path, body).await?.expect(200)
    }

    /// Its global administrator signs the agreement in force.
    pub async fn sign_agreement(&self) -> Outcome<Value> {
        let (path, signer) = ("enrollment/agreements", self.person(Role::GlobalAdmin));
        let current = self.ask(Method::GET, &format!("{path}/current"), &Value::Null).await?.expect(200)?;
        let version = json!({"version": text(&current, "/version")});
        self.program.ask(&signer, Method::POST, path, &version).await?.expect(200)
    }

    /// It adds or changes a location.
    pub async fn put_location(&self, id: &str, location: &Value) -> Outcome<Value> {
        self.ask(Method::PUT, &format!("enrollment/locations/{id}"), location).await?.expect(200)
    }

    /// It enrolls; the answer may be a refusal.
    pub async fn enroll(&self, code: &str) -> Outcome<Answer> {
        self.ask(Method::POST, "enrollment/enrollments", &json!({"program": code})).await
    }

    /// It writes its directory profile.
    pub async fn put_profile(&self, profile: &Value) -> Outcome<Value> {
        self.ask(Method::PUT, "directory/profile", profile).await?.expect(200)
    }

    /// Its global administrator says where it is paid for a program; the answer may be a refusal.
    pub async fn put_payee(&self, code: &str, payee: &Value) -> Outcome<Answer> {
        let path = format!("payment-request/payees/{code}");
        self.program.ask(&self.person(Role::GlobalAdmin), Method::PUT, &path, payee).await
    }
}
