//! Events and mails of the customer's licensing side.

mod assigned;
mod late_extension;
mod licensing;
mod mail;
mod redelivery;
mod refused_mail;
