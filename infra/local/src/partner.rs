//! The requests of a partner company's people, and of operations on its behalf.
//!
//! Onboarding is here; work on vouchers is in `journey::life`.

use crate::failure::Outcome;
use crate::program::{Answer, Program, text};
use crate::token::Holder;
use api::Role;
use reqwest::Method;
use serde_json::{Value, json};

/// A partner company.
#[derive(Clone, Copy)]
pub struct Partner<'a> {
    /// The client of the running system.
    pub program: &'a Program,
    /// The company id.
    pub id: &'a str,
}

impl<'a> Partner<'a> {
    /// The company with this id.
    pub fn new(program: &'a Program, id: &'a str) -> Self {
        Self { program, id }
    }

    /// A token holder of the company with this role.
    pub fn person(&self, role: Role) -> Holder {
        Holder::with_role(role, Some(self.id.to_owned()))
    }

    /// Sends a request as the company's partner administrator.
    pub async fn call(&self, method: Method, path: &str, body: &Value) -> Outcome<Answer> {
        self.program.call(&self.person(Role::MpnAdmin), method, path, body).await
    }

    /// Registers the company or changes its details, as operations.
    pub async fn register(&self, details: &Value) -> Outcome<Value> {
        self.call_as_operations(&format!("enrollment/companies/{}", self.id), details).await
    }

    /// Records evidence, as operations.
    pub async fn record_evidence(&self, id: &str, evidence: &Value) -> Outcome<Value> {
        self.call_as_operations(&format!("enrollment/companies/{}/evidence/{id}", self.id), evidence).await
    }

    async fn call_as_operations(&self, path: &str, body: &Value) -> Outcome<Value> {
        let operations = Holder::operations();
        self.program.call(&operations, Method::PUT, path, body).await?.expect(200)
    }

    /// Signs the agreement in force, as the global administrator.
    pub async fn sign_agreement(&self) -> Outcome<Value> {
        let (path, signer) = ("enrollment/agreements", self.person(Role::GlobalAdmin));
        let current = self.call(Method::GET, &format!("{path}/current"), &Value::Null).await?.expect(200)?;
        let shown = json!({"version": text(&current, "/version"), "sha256": text(&current, "/sha256")});
        self.program.call(&signer, Method::POST, path, &shown).await?.expect(200)
    }

    /// Adds or changes a location.
    pub async fn put_location(&self, id: &str, location: &Value) -> Outcome<Value> {
        self.call(Method::PUT, &format!("enrollment/locations/{id}"), location).await?.expect(200)
    }

    /// Requests an enrollment; the answer may be a refusal.
    pub async fn enroll(&self, code: &str) -> Outcome<Answer> {
        self.call(Method::POST, "enrollment/enrollments", &json!({"program": code})).await
    }

    /// Writes the directory profile.
    pub async fn put_profile(&self, profile: &Value) -> Outcome<Value> {
        self.call(Method::PUT, "directory/profile", profile).await?.expect(200)
    }

    /// Registers the payee for a program, as the global administrator; the answer may be a refusal.
    pub async fn put_payee(&self, code: &str, payee: &Value) -> Outcome<Answer> {
        let path = format!("payment-request/payees/{code}");
        self.program.call(&self.person(Role::GlobalAdmin), Method::PUT, &path, payee).await
    }
}
