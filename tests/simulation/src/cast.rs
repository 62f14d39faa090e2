//! The people and companies of a run.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use jiff::Timestamp;
use serde_json::json;

use crate::functions::ISSUER;

/// The programs that companies enroll in.
pub const PROGRAMS: [&str; 2] = ["DDPS", "SSDPS"];
/// The service levels.
pub const DAYS: [u8; 5] = [1, 3, 5, 10, 15];
/// Customers: id, name, country.
pub const CUSTOMERS: [(&str, &str, &str); 5] = [
    ("C-1", "Contoso Ltd", "TW"),
    ("C-2", "Fabrikam", "US"),
    ("C-3", "Litware", "JP"),
    ("C-4", "Tailspin Toys", "IN"),
    ("C-5", "Wingtip", "US"),
];
/// The administrators of the customers.
pub const ADMINS: [&str; 3] = ["lin.mei@contoso.example", "admin@fabrikam.example", "it@litware.example"];

/// A partner company. Every id of its own begins with its own id, so that nothing of it can hide in an answer to others.
#[derive(Debug)]
pub struct Company {
    /// The id.
    pub id: &'static str,
    /// The locations, each with its country.
    pub locations: &'static [(&'static str, &'static str)],
    /// The programs in which it enrolls at first.
    pub programs: &'static [&'static str],
}

/// The companies. The last one is never registered.
pub const COMPANIES: [Company; 4] = [
    Company { id: "PA", locations: &[("PA-L1", "TW"), ("PA-L2", "US")], programs: &["DDPS", "SSDPS"] },
    Company { id: "PB", locations: &[("PB-L1", "US"), ("PB-L2", "IN")], programs: &["DDPS"] },
    Company { id: "PC", locations: &[("PC-L1", "JP")], programs: &["DDPS"] },
    Company { id: "PX", locations: &[("PX-L1", "US")], programs: &[] },
];

/// The companies that are registered.
pub const REGISTERED: usize = 3;

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person {
    /// The subject of the token.
    pub sub: String,
    /// The company; `None` for operations.
    pub company: Option<&'static str>,
    /// The roles.
    pub roles: &'static [&'static str],
    /// The only location, for a person who is limited to one.
    pub location: Option<&'static str>,
}

impl Person {
    /// A partner administrator: the first or the second one of a company. The second one of `PA` acts for one location.
    pub fn admin(company: &Company, second: bool) -> Self {
        let location = (company.id == "PA" && second).then_some("PA-L1");
        let sub = format!("{}-A{}", company.id, if second { 2 } else { 1 });
        Self { sub, company: Some(company.id), roles: &["mpn_admin"], location }
    }

    /// The global administrator of a company.
    pub fn global(company: &Company) -> Self {
        let sub = format!("{}-G", company.id);
        Self { sub, company: Some(company.id), roles: &["global_admin"], location: None }
    }

    /// The person of a company who submits claims.
    pub fn claimant(company: &Company) -> Self {
        let sub = format!("{}-I", company.id);
        Self { sub, company: Some(company.id), roles: &["incentives"], location: None }
    }

    /// A person of operations.
    pub fn operations(number: u64) -> Self {
        Self { sub: format!("OPS-{number}"), company: None, roles: &["operations"], location: None }
    }

    /// The token, which is valid in every run.
    pub fn token(&self) -> String {
        static TOKENS: LazyLock<Mutex<BTreeMap<Person, String>>> = LazyLock::new(Mutex::default);
        let sign = || {
            let mut claims = json!({
                "sub": self.sub, "name": self.sub, "email": format!("{}@partner.example", self.sub.to_lowercase()),
                "roles": self.roles, "exp": 4_102_444_800_i64, "iat": 1_600_000_000,
            });
            if let Some(company) = self.company {
                claims["company_id"] = json!(company);
            }
            if let Some(location) = self.location {
                claims["locations"] = json!([location]);
            }
            ISSUER.sign(claims, Timestamp::UNIX_EPOCH)
        };
        TOKENS.lock().unwrap().entry(self.clone()).or_insert_with(sign).clone()
    }
}

/// A company by its id.
pub fn company(id: &str) -> Option<&'static Company> {
    COMPANIES.iter().find(|company| company.id == id)
}
