//! The item of a payee registration: the bank profiles of a company for a program (PROGRAM.md 11.4).

use std::collections::BTreeMap;

use domain::payee::{Payee, PayeeEvent};
use domain::{CompanyId, Fault, ProgramCode};

use crate::client::Table;
use crate::keys::{self, Key};
use crate::record::{Aggregate, Stored};

impl Aggregate for Payee {
    type Event = PayeeEvent;

    fn key(&self) -> Key {
        Key::payee(&self.company_id, &self.program)
    }

    fn status_name(&self) -> &'static str {
        "registered"
    }
}

/// The payee registrations of a company, by program.
pub type Payees = BTreeMap<ProgramCode, Result<Stored<Payee>, Fault>>;

impl Table {
    /// The payee registration of a company for a program.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn payee(&self, company: &CompanyId, program: &ProgramCode) -> Result<Option<Stored<Payee>>, Fault> {
        self.stored(&Key::payee(company, program)).await
    }

    /// The payee registrations of a company, by program. An unreadable one is an error of its own and does not hide the
    /// others.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn payees(&self, company: &CompanyId) -> Result<Payees, Fault> {
        let found = self.each_under(keys::company_pk(company), keys::PAYEES).await?.into_iter();
        Ok(found.filter_map(|(program, payee)| Some((ProgramCode::parse(&program).ok()?, payee))).collect())
    }
}
