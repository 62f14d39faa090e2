//! redemption
