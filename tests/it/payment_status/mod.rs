//! `payment-status`: signatures of the payer's reports and their effect on claims.

mod double_payment;
mod reports;
mod signatures;
