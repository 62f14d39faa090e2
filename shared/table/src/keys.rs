//! Primary keys, index names and index keys. No other module spells them.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::deliverable::Sha256;
use domain::{
    Actor, CompanyId, Country, CustomerId, DeliverableId, EngagementCode, EventId, EvidenceId, InvoiceId,
    InvoiceNumber, LocationId, ProgramCode, RedemptionId, VoucherNumber,
};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};

/// The number of partitions of the due index for each kind of item. They spread a busy day over several partitions
/// (DECISIONS.md 20).
pub const INDEX_SHARDS: u8 = 8;
/// The index of items with a next day or instant to be processed: `<kind>#<shard>`, sorted by it.
pub const BY_DUE: &str = "by_due";
/// The index of a company's vouchers and claims: `P#<company>`, sorted by kind, status and deadline.
pub const BY_COMPANY: &str = "by_company";
/// The index of directory listings (`LISTED#<program>` by name), rate card lines (`RATES`) and clean files
/// (`FILE#<sha256>` by voucher).
pub const BY_LISTING: &str = "by_listing";

pub const VOUCHER: &str = "V";
pub const REPORT: &str = "R";
pub const DELIVERABLES: &str = "D#";
pub const CLAIM: &str = "C";
pub const REPEAT: &str = "N";
pub const STORED_ANSWER: &str = "K";
pub const MAIL: &str = "M";
pub const WEBHOOK: &str = "WH";
pub const COMPANY: &str = "P";
pub const PROFILE: &str = "G";
pub const LOCATIONS: &str = "L#";
pub const ENROLLMENTS: &str = "E#";
pub const EVIDENCE: &str = "Q#";
pub const LISTINGS: &str = "X#";
pub const PAYEES: &str = "Y#";
pub const INVOICES: &str = "J#";
pub const PEOPLE: &str = "U#";
pub const SWEEP: &str = "S";
pub const REFUSED_MAILS: &str = "F#";
pub const REFUSED_MAILS_COUNT: &str = "COUNT";
/// The value that stands for every program.
pub const ANY_PROGRAM: &str = "*";

/// The prefix of a partition of a voucher and its items.
const VOUCHERS: &str = "V#";
/// The prefix of a partition of a company and its items.
const COMPANIES: &str = "P#";
/// The prefixes of the partitions that hold aggregates and their histories.
pub const WITH_HISTORY: [&str; 2] = [VOUCHERS, COMPANIES];

/// A kind of aggregate; each aggregate has a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Voucher,
    Claim,
    Company,
    Profile,
    Location,
    Evidence,
    Enrollment,
    Payee,
    Invoice,
}

/// The sort keys of a kind.
enum Sort {
    /// One fixed sort key: a partition holds one such item.
    Exactly(&'static str),
    /// Every sort key with this prefix.
    Prefix(&'static str),
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::Voucher,
        Self::Claim,
        Self::Company,
        Self::Profile,
        Self::Location,
        Self::Evidence,
        Self::Enrollment,
        Self::Payee,
        Self::Invoice,
    ];

    /// The kind of the aggregate under a key; `None` for other items.
    pub(crate) fn of(key: &Key) -> Option<Self> {
        let holds = |kind: &Self| key.pk.starts_with(kind.partition()) && kind.sort().holds(&key.sk);
        Self::ALL.into_iter().find(holds)
    }

    fn partition(self) -> &'static str {
        match self {
            Self::Voucher | Self::Claim => VOUCHERS,
            Self::Company
            | Self::Profile
            | Self::Location
            | Self::Evidence
            | Self::Enrollment
            | Self::Payee
            | Self::Invoice => COMPANIES,
        }
    }

    fn sort(self) -> Sort {
        match self {
            Self::Voucher => Sort::Exactly(VOUCHER),
            Self::Claim => Sort::Exactly(CLAIM),
            Self::Company => Sort::Exactly(COMPANY),
            Self::Profile => Sort::Exactly(PROFILE),
            Self::Location => Sort::Prefix(LOCATIONS),
            Self::Evidence => Sort::Prefix(EVIDENCE),
            Self::Enrollment => Sort::Prefix(ENROLLMENTS),
            Self::Payee => Sort::Prefix(PAYEES),
            Self::Invoice => Sort::Prefix(INVOICES),
        }
    }
}

impl Sort {
    fn holds(&self, sk: &str) -> bool {
        match self {
            Self::Exactly(exact) => sk == *exact,
            Self::Prefix(prefix) => sk.starts_with(prefix),
        }
    }

    /// The sort keys as a rule of a Lambda event filter.
    fn filter_rule(&self) -> Value {
        match self {
            Self::Exactly(exact) => json!(exact),
            Self::Prefix(prefix) => json!({ "prefix": prefix }),
        }
    }
}

/// The event filter patterns of the outbox: they select changes of aggregates, since no other change has an effect. The
/// template holds the same patterns, and a test compares the two (DECISIONS.md 44).
pub fn stream_filter() -> Vec<Value> {
    WITH_HISTORY.map(pattern).into()
}

fn pattern(partition: &str) -> Value {
    let kinds = Kind::ALL.into_iter().filter(|kind| kind.partition() == partition);
    let sorts: Vec<Value> = kinds.map(|kind| kind.sort().filter_rule()).collect();
    json!({"dynamodb": {"Keys": {"pk": {"S": [{"prefix": partition}]}, "sk": {"S": sorts}}}})
}

/// A kind of due item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Enrollments, by the day of the next step: renewal due, reminder, grace, lapse.
    Enrollments,
    /// Vouchers, by the day of the next step: reminder, expiry.
    Vouchers,
    /// Redeemed vouchers, by the instant at which a missing claim is detected (DECISIONS.md 26).
    Unclaimed,
    /// Claims that wait for the partner, by the day of the next step: reminder, expiry.
    Claims,
    /// Claims that wait for a review or for an answer to a dispute, by the start of the wait (DECISIONS.md 36).
    Reviews,
    /// Approved claims that are not paid, by the instant of their approval (DECISIONS.md 36).
    Payments,
}

impl Due {
    /// The index partition of an item, derived from its partition key.
    pub fn pk(self, pk: &str) -> String {
        let sum = pk.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
        self.shard(sum % u32::from(INDEX_SHARDS))
    }

    /// The index partition of a shard.
    pub fn shard(self, shard: impl std::fmt::Display) -> String {
        let kind = match self {
            Self::Enrollments => "E",
            Self::Vouchers => "V",
            Self::Unclaimed => "U",
            Self::Claims => "C",
            Self::Reviews => "W",
            Self::Payments => "A",
        };
        format!("{kind}#{shard}")
    }
}

/// A primary key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    pub(crate) fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    pub(crate) fn voucher(number: &VoucherNumber) -> Self {
        Self::new(voucher_pk(number), VOUCHER)
    }

    pub(crate) fn report(number: &VoucherNumber) -> Self {
        Self::new(voucher_pk(number), REPORT)
    }

    pub(crate) fn claim(number: &VoucherNumber) -> Self {
        Self::new(voucher_pk(number), CLAIM)
    }

    pub(crate) fn deliverable(number: &VoucherNumber, id: &DeliverableId) -> Self {
        Self::new(voucher_pk(number), format!("{DELIVERABLES}{id}"))
    }

    pub(crate) fn history(pk: &str, kind: &str, rev: u64) -> Self {
        Self::new(pk, format!("H#{kind}#{rev:010}"))
    }

    pub(crate) fn location(company: &CompanyId, location: &LocationId) -> Self {
        Self::new(company_pk(company), format!("{LOCATIONS}{location}"))
    }

    pub(crate) fn enrollment(company: &CompanyId, program: &ProgramCode) -> Self {
        Self::new(company_pk(company), format!("{ENROLLMENTS}{program}"))
    }

    pub(crate) fn company(company: &CompanyId) -> Self {
        Self::new(company_pk(company), COMPANY)
    }

    pub(crate) fn profile(company: &CompanyId) -> Self {
        Self::new(company_pk(company), PROFILE)
    }

    pub(crate) fn evidence(company: &CompanyId, id: &EvidenceId) -> Self {
        Self::new(company_pk(company), format!("{EVIDENCE}{id}"))
    }

    /// `program` is a program's code or [`ANY_PROGRAM`].
    pub(crate) fn listing(company: &CompanyId, program: &str) -> Self {
        Self::new(company_pk(company), format!("{LISTINGS}{program}"))
    }

    pub(crate) fn payee(company: &CompanyId, program: &ProgramCode) -> Self {
        Self::new(company_pk(company), format!("{PAYEES}{program}"))
    }

    pub(crate) fn invoice(company: &CompanyId, id: &InvoiceId) -> Self {
        Self::new(company_pk(company), format!("{INVOICES}{id}"))
    }

    /// The key of the request that uses an invoice number, the same for all its spellings.
    pub(crate) fn invoice_holder(company: &CompanyId, number: &InvoiceNumber) -> Self {
        Self::new(company_pk(company), format!("I#{}", number.folded()))
    }

    pub(crate) fn redemption(company: &CompanyId, id: &RedemptionId) -> Self {
        Self::new(company_pk(company), format!("B#{id}"))
    }

    /// The key of a person who acted for a company. A subject of 255 characters fits the 1,024 bytes of a sort key.
    pub(crate) fn person(company: &CompanyId, person: &Actor) -> Self {
        Self::new(company_pk(company), format!("{PEOPLE}{person}"))
    }

    pub(crate) fn sweep(name: &str) -> Self {
        Self::new(format!("SWEEP#{name}"), SWEEP)
    }

    pub(crate) fn rate(country: &Country, program: &ProgramCode, valid_from: Date) -> Self {
        Self::new(rate_pk(country), format!("{}{valid_from}", rate_sk(program)))
    }

    pub(crate) fn repeat(customer: &CustomerId, engagement: &EngagementCode) -> Self {
        Self::new(format!("N#{customer}#{engagement}"), REPEAT)
    }

    /// The key of an event's mail to a recipient on one side.
    pub(crate) fn mail(event: &EventId, side: &str, recipient: &str) -> Self {
        Self::new(format!("M#{event}#{side}#{recipient}"), MAIL)
    }

    /// The key of an assignment mail that was refused on a day.
    pub(crate) fn refused_mail(day: Date, digest: &str) -> Self {
        Self::new(refused_mails_pk(day), format!("{REFUSED_MAILS}{digest}"))
    }

    /// The key of the number of refused mails of a day.
    pub(crate) fn refused_mails_count(day: Date) -> Self {
        Self::new(refused_mails_pk(day), REFUSED_MAILS_COUNT)
    }

    pub(crate) fn stored_answer(digest: &str) -> Self {
        Self::new(format!("K#{digest}"), STORED_ANSWER)
    }

    pub(crate) fn webhook(digest: &str) -> Self {
        Self::new(format!("WH#{digest}"), WEBHOOK)
    }

    /// The key of an item.
    pub(crate) fn of(item: &HashMap<String, AttributeValue>) -> Option<Self> {
        let part = |name: &str| item.get(name)?.as_s().ok().cloned();
        Some(Self { pk: part("pk")?, sk: part("sk")? })
    }

    /// The key as attributes of a request.
    pub(crate) fn attributes(&self) -> HashMap<String, AttributeValue> {
        let text = |value: &String| AttributeValue::S(value.clone());
        [("pk".to_owned(), text(&self.pk)), ("sk".to_owned(), text(&self.sk))].into()
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.pk, self.sk)
    }
}

pub fn voucher_pk(number: &VoucherNumber) -> String {
    format!("{VOUCHERS}{number}")
}

pub fn company_pk(company: &CompanyId) -> String {
    format!("{COMPANIES}{company}")
}

pub fn refused_mails_pk(day: Date) -> String {
    format!("REFUSED#{day}")
}

pub fn rate_pk(country: &Country) -> String {
    format!("RATE#{country}")
}

pub fn rate_sk(program: &ProgramCode) -> String {
    format!("{program}#")
}

/// The directory's partition for a program, or for [`ANY_PROGRAM`].
pub fn listing_pk(program: &str) -> String {
    format!("LISTED#{program}")
}

/// The index partition of the clean files with this checksum.
pub fn same_file_pk(sha256: &Sha256) -> String {
    format!("FILE#{sha256}")
}

/// An instant as a sort key of the due index: of fixed width, and sorted after its day alone.
pub fn due_instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The upper bound of what is due through a day: sorted after every key of that day.
pub fn due_through(day: Date) -> String {
    format!("{day}~")
}
