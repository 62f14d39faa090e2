//! The one table: keys, item mapping, conditions, error classification. No function names the DynamoDB SDK; `host` makes
//! its client.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | voucher with reservation, report summary and deliverable counts | `V#<number>` | `V` |
//! | deliverable | `V#<number>` | `D#<id>` |
//! | completion report | `V#<number>` | `R` |
//! | claim | `V#<number>` | `C` |
//! | history record | the aggregate's pk | `H#<kind>#<rev, zero-padded>` |
//! | company with the agreement it signed | `P#<company>` | `P` |
//! | its locations, evidence, enrollments | `P#<company>` | `L#<id>`, `Q#<id>`, `E#<program>` |
//! | its profile | `P#<company>` | `G` |
//! | where it is paid for a program | `P#<company>` | `Y#<program>` |
//! | the request that an invoice number belongs to | `P#<company>` | `I#<number>` |
//! | its listings, derived from those | `P#<company>` | `X#<program>`, and `X#*` for any |
//! | rate card line | `RATE#<country>` | `<program>#<valid_from>` |
//! | who holds a customer's 15-day engagement of a type | `N#<customer>#<type>` | `N` |
//! | what became of an event's mail to a recipient | `M#<event>#<side>#<digest of the recipient>` | `M` |
//! | the answer that an Idempotency-Key was given | `K#<digest>` | `K` |
//! | an assignment mail that was refused on a day, and how many were | `REFUSED#<day>` | `F#<digest>`, `COUNT` |
//! | the voucher that a processed webhook message was about | `WH#<digest of sender and id>` | `WH` |
//! | where a sweep that ran out of time goes on | `SWEEP#<name>` | `S` |
//!
//! A command reads in one round trip and writes one item on condition that its `rev` has not moved. Where two items
//! truly change together (a voucher and its file, a voucher and its report) the write is one transaction, still one
//! round trip.

mod additional_write;
mod claim;
mod claims_list;
mod client;
mod company_list;
mod deliverable;
mod due;
mod history;
mod item;
mod keys;
mod listing;
mod mail;
mod partner;
mod payee;
mod rates;
mod record;
mod refused_mail;
mod repeat;
mod report;
mod retry_loop;
mod review_records;
mod run;
mod stored_answer;
mod summary;
mod verify;
mod voucher;
mod voucher_with_file;
mod vouchers_list;
mod waiting;
mod webhook;

pub use additional_write::AdditionalWrite;
pub use claims_list::{ClaimQuery, PaymentQuery};
pub use client::Table;
pub use company_list::{CompanyList, ListCursor, ListPage, Predicate};
pub use due::{DueCursor, DuePage, DueUntil, SweepCursor};
pub use history::{RecordChange, Recorded};
pub use item::readable;
pub use keys::{Due, INDEX_SHARDS, Key, stream_filter};
pub use listing::{Listed, ListingCursor, ProviderFilter};
pub use mail::{MailContacts, MailLock, MailState, Recipient, Side};
pub use partner::PartnerFacts;
pub use payee::Payees;
pub use rates::StoredRate;
pub use record::{Aggregate, IndexEntries, LastEvent, Stored};
pub use refused_mail::{REFUSED_MAILS_A_DAY_MAX, RefusedMail, RefusedMailReason, RefusedMailRecord};
pub use repeat::Holder;
pub use report::{ReportChange, StoredReport, VoucherWithReport};
pub use retry_loop::{ATTEMPTS_MAX, RetryLoop, retrying};
pub use review_records::ReviewRecords;
pub use run::{Change, Permitted, Steps, Target};
pub use summary::{
    ClaimSummary, CompanySummary, SUMMARY_MAX, Sorted, SortedCursor, SummaryQuery, VoucherSummary, sortable_amount,
    sortable_instant,
};
pub use verify::{Finding, Flaw, Tally, Verdict, Verifier};
pub use voucher::StoredVoucher;
pub use voucher_with_file::VoucherWithFile;
pub use vouchers_list::VoucherQuery;
pub use waiting::{WaitingPage, WaitingPlace};
pub use webhook::{Delivery, Processed, process};

/// The layout of stored items, by its number: raised when they change shape.
pub const LAYOUT: u32 = 1;

#[cfg(test)]
mod tests;
