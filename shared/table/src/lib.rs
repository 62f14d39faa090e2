//! Access to the one DynamoDB table (DECISIONS.md 42): keys, item mapping, conditions, indexes, error classification.
//! No other crate calls the DynamoDB SDK; `host` creates its client.
//!
//! A command reads in one round trip and writes one item on the condition that its `rev` is unchanged. Where two items
//! change together (a voucher and its file, a voucher and its report), the write is one transaction, still one round
//! trip (DECISIONS.md 6).
//!
//! | module | contents |
//! |---|---|
//! | `client` | [`Table`]: plain reads and writes, conditions, classification of SDK errors |
//! | `keys` | primary keys, index names, the filter of the stream |
//! | `item` | conversion of records to items and back |
//! | `record` | [`Aggregate`], [`Stored`]: revision, last event, head of the history, index entries |
//! | `attempts` | the attempts that an item stores, by which a repeated one is recognized |
//! | `run`, `retry_loop` | the sequence of every command: [`Steps`], [`Target`], [`retrying`] |
//! | `additional_write` | [`AdditionalWrite`]: items that change in the same transaction as an aggregate |
//! | `stored_answer` | the answers of Idempotency-Keys |
//! | `webhook` | [`process`]: deduplication of webhook messages |
//! | `voucher`, `claim`, `report`, `deliverable`, `partner`, `payee` | the items of the aggregates and their reads |
//! | `voucher_with_file`, `review_records` | reads of several items in one round trip |
//! | `redemption` | [`RedemptionRecord`]: what a redemption of many vouchers did |
//! | `repeat` | [`Holder`]: the voucher that holds a customer's 15-day engagement |
//! | `rates` | the rate card |
//! | `company_list`, `vouchers_list`, `claims_list` | pages of a company's vouchers and claims, in index order |
//! | `summary` | [`CompanySummary`]: a company's vouchers and claims in short, for dashboards and other sort orders |
//! | `waiting` | claims that wait for operations or the payer, oldest first |
//! | `due` | the due index and the cursors of the sweeps |
//! | `listing` | the directory: derived listings and their search |
//! | `people` | [`Sighting`]: who acted for a company, derived from the stream |
//! | `history` | [`RecordChange`]: the effects of a change on the stream; history records |
//! | `verify` | [`Verifier`]: verification of every history chain |
//! | `mail` | contacts for a mail, and the lock that sends it once |
//! | `refused_mail` | records of refused assignment mails |
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
//! | its payee registration for a program | `P#<company>` | `Y#<program>` |
//! | the request that uses an invoice number | `P#<company>` | `I#<number>` |
//! | the invoice itself of an invoice number | `P#<company>` | `J#<id>` |
//! | what a redemption of its vouchers did | `P#<company>` | `B#<id>` |
//! | the people who acted for it, derived from events | `P#<company>` | `U#<sub>` |
//! | its directory listings, derived from those | `P#<company>` | `X#<program>`, and `X#*` for any |
//! | rate card line | `RATE#<country>` | `<program>#<valid_from>` |
//! | the voucher that holds a customer's 15-day engagement of a type | `N#<customer>#<type>` | `N` |
//! | the state of an event's mail to a recipient | `M#<event>#<side>#<digest of the recipient>` | `M` |
//! | the first answer of an Idempotency-Key | `K#<digest>` | `K` |
//! | a refused assignment mail of a day, and their count | `REFUSED#<day>` | `F#<digest>`, `COUNT` |
//! | the voucher of a processed webhook message | `WH#<digest of sender and id>` | `WH` |
//! | the cursor of a sweep that ran out of time | `SWEEP#<name>` | `S` |

mod additional_write;
mod attempts;
mod claim;
mod claims_list;
mod client;
mod company_list;
mod deliverable;
mod due;
mod engagement_holder;
mod history;
mod invoice;
mod item;
mod keys;
mod listing;
mod mail;
mod partner;
mod payee;
mod people;
mod rates;
mod record;
mod redemption;
mod refused_mail;
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
pub use engagement_holder::Holder;
pub use history::{ClaimWithHistory, RecordChange, Recorded};
pub use item::readable;
pub use keys::{Due, INDEX_SHARDS, Key, stream_filter};
pub use listing::{Listed, ListingCursor, ProviderFilter};
pub use mail::{MailContacts, MailLock, MailState, Recipient, Side};
pub use partner::PartnerFacts;
pub use payee::Payees;
pub use people::Sighting;
pub use rates::{RateCards, StoredRate};
pub use record::{Aggregate, IndexEntries, LastEvent, Stored};
pub use redemption::{RedeemedEntry, RedemptionRecord};
pub use refused_mail::{REFUSED_MAILS_A_DAY_MAX, RefusedMail, RefusedMailReason, RefusedMailRecord};
pub use report::{ReportChange, StoredReport, VoucherWithReport};
pub use retry_loop::{ATTEMPTS_MAX, RetryLoop, retrying};
pub use review_records::ReviewRecords;
pub use run::{Change, Permitted, Steps, Target};
pub use stored_answer::{Kept, Progress};
pub use summary::{
    ClaimSummary, CompanySummary, SUMMARY_MAX, Sorted, SortedCursor, SummaryQuery, VoucherSummary, sortable_amount,
    sortable_instant,
};
pub use verify::{Finding, Flaw, Tally, Verdict, Verifier};
pub use voucher::StoredVoucher;
pub use voucher_with_file::VoucherWithFile;
pub use vouchers_list::VoucherQuery;
pub use waiting::{WaitingCursor, WaitingPage};
pub use webhook::{Delivery, Processed, process};

/// The version of the layout of stored items. Raise it when a stored shape changes.
pub const LAYOUT: u32 = 5;

#[cfg(test)]
mod tests;
