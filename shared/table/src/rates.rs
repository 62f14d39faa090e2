//! The rate card.

use domain::claim::Rate;
use domain::{Country, Fault, ProgramCode};

use crate::client::Table;
use crate::item;
use crate::keys::{self, Key};

impl Table {
    /// The lines of the rate card for a country and program.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or a line cannot be understood.
    pub async fn rate_card(&self, country: &Country, program: &ProgramCode) -> Result<Vec<Rate>, Fault> {
        self.query(keys::rate_pk(country), &keys::rate_sk(program)).await
    }

    /// Records a line.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be written.
    pub async fn put_rate(&self, country: &Country, program: &ProgramCode, rate: &Rate) -> Result<(), Fault> {
        self.put(item::write(&Key::rate(country, program, rate.valid_from), rate)?).await
    }
}
