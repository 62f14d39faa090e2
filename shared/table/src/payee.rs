//! Where companies are paid.

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

/// Where a company is paid, by program.
pub type Payees = BTreeMap<ProgramCode, Result<Stored<Payee>, Fault>>;

impl Table {
    /// Where a company is paid for a program.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn payee(&self, company: &CompanyId, program: &ProgramCode) -> Result<Option<Stored<Payee>>, Fault> {
        self.stored(&Key::payee(company, program)).await
    }

    /// Where a company is paid, for each program. One that cannot be read is an error of its own and never hides the
    /// others.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn payees(&self, company: &CompanyId) -> Result<Payees, Fault> {
        let found = self.each_under(keys::company_pk(company), keys::PAYEES).await?.into_iter();
        Ok(found.filter_map(|(program, payee)| Some((ProgramCode::parse(&program).ok()?, payee))).collect())
    }
}
