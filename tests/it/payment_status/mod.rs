//! What the payer reports: who is believed, and what becomes of the claims.

mod reports;
mod signatures;
mod twice_paid;
