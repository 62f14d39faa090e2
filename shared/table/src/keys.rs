//! Where things stand: the only place in which keys and index names are spelled.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::deliverable::Sha256;
use domain::{
    CompanyId, Country, CustomerId, DeliverableId, EngagementCode, EventId, EvidenceId, InvoiceNumber, LocationId,
    ProgramCode, VoucherNumber,
};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};

/// Partitions of the due index for each kind of item, so that a busy day is not one hot partition.
pub const INDEX_SHARDS: u8 = 8;
/// The due index: what time alone will change. `<kind>#<shard>` by the day or instant of what comes next.
pub const BY_DUE: &str = "by_due";
/// A company's vouchers and claims: `P#<company>` by kind, status and deadline.
pub const BY_COMPANY: &str = "by_company";
/// What is found by what it holds: listings of the directory (`LISTED#<program>` by name), lines of the rate card, clean
/// files (`FILE#<sha256>` by voucher).
pub const BY_LISTING: &str = "by_listing";

pub const VOUCHER: &str = "V";
pub const REPORT: &str = "R";
pub const DELIVERABLES: &str = "D#";
pub const CLAIM: &str = "C";
pub const REPEAT: &str = "N";
pub const KEPT: &str = "K";
pub const MAIL: &str = "M";
pub const WEBHOOK: &str = "WH";
pub const COMPANY: &str = "P";
pub const PROFILE: &str = "G";
pub const LOCATIONS: &str = "L#";
pub const ENROLLMENTS: &str = "E#";
pub const EVIDENCE: &str = "Q#";
pub const LISTINGS: &str = "X#";
pub const PAYEES: &str = "Y#";
pub const SWEEP: &str = "S";
pub const REFUSED_MAILS: &str = "F#";
pub const REFUSED_MAILS_COUNT: &str = "COUNT";
/// In place of a program: every one.
pub const ANY_PROGRAM: &str = "*";

/// What begins the partition of a voucher, and of what belongs to it.
const VOUCHERS: &str = "V#";
/// The same of a company.
const COMPANIES: &str = "P#";
/// Partitions in which something has a history.
pub const WITH_HISTORY: [&str; 2] = [VOUCHERS, COMPANIES];

/// What has a history.
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
}

/// The sort keys of a kind.
enum Sort {
    /// This one: a partition has one such item.
    Exactly(&'static str),
    /// All that begin so.
    Prefix(&'static str),
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Voucher,
        Self::Claim,
        Self::Company,
        Self::Profile,
        Self::Location,
        Self::Evidence,
        Self::Enrollment,
        Self::Payee,
    ];

    /// What stands under a key.
    pub(crate) fn of(key: &Key) -> Option<Self> {
        let holds = |kind: &Self| key.pk.starts_with(kind.partition()) && kind.sort().holds(&key.sk);
        Self::ALL.into_iter().find(holds)
    }

    fn partition(self) -> &'static str {
        match self {
            Self::Voucher | Self::Claim => VOUCHERS,
            Self::Company | Self::Profile | Self::Location | Self::Evidence | Self::Enrollment | Self::Payee => {
                COMPANIES
            }
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

    /// The same as Lambda's filters have it.
    fn rule(&self) -> Value {
        match self {
            Self::Exactly(exact) => json!(exact),
            Self::Prefix(prefix) => json!({ "prefix": prefix }),
        }
    }
}

/// The patterns by which Lambda invokes the outbox for changes of what has a history, and for no others: nothing follows
/// from those. The template has the same; a test holds the two against each other.
pub fn stream_filter() -> Vec<Value> {
    WITH_HISTORY.map(pattern).into()
}

fn pattern(partition: &str) -> Value {
    let kinds = Kind::ALL.into_iter().filter(|kind| kind.partition() == partition);
    let sorts: Vec<Value> = kinds.map(|kind| kind.sort().rule()).collect();
    json!({"dynamodb": {"Keys": {"pk": {"S": [{"prefix": partition}]}, "sk": {"S": sorts}}}})
}

/// What the due index is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Enrollments: renewal due, reminders, grace, lapse.
    Enrollments,
    /// Vouchers: reminders, expiry.
    Vouchers,
    /// Redeemed vouchers whose claim should have appeared.
    Unclaimed,
    /// Claims that wait for their partner: reminders, expiry.
    Claims,
    /// Claims that wait for operations, by the instant since which they do: for a review, or for an answer to a dispute.
    Reviews,
    /// Approved claims that are not paid, by the instant of their approval.
    Payments,
}

impl Due {
    /// The partition of an item, by its own key.
    pub fn pk(self, pk: &str) -> String {
        let sum = pk.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
        self.shard(sum % u32::from(INDEX_SHARDS))
    }

    /// The partition of this number.
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

    /// One key for all spellings of a number.
    pub(crate) fn invoice(company: &CompanyId, number: &InvoiceNumber) -> Self {
        Self::new(company_pk(company), format!("I#{}", number.folded()))
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

    /// The mail of an event to a recipient on one side.
    pub(crate) fn mail(event: &EventId, side: &str, recipient: &str) -> Self {
        Self::new(format!("M#{event}#{side}#{recipient}"), MAIL)
    }

    /// The record of an assignment mail that was refused on a day.
    pub(crate) fn refused_mail(day: Date, digest: &str) -> Self {
        Self::new(refused_mails_pk(day), format!("{REFUSED_MAILS}{digest}"))
    }

    /// How many of them the day has.
    pub(crate) fn refused_mails_count(day: Date) -> Self {
        Self::new(refused_mails_pk(day), REFUSED_MAILS_COUNT)
    }

    pub(crate) fn stored_answer(digest: &str) -> Self {
        Self::new(format!("K#{digest}"), KEPT)
    }

    pub(crate) fn webhook(digest: &str) -> Self {
        Self::new(format!("WH#{digest}"), WEBHOOK)
    }

    /// The key of an item.
    pub(crate) fn of(item: &HashMap<String, AttributeValue>) -> Option<Self> {
        let part = |name: &str| item.get(name)?.as_s().ok().cloned();
        Some(Self { pk: part("pk")?, sk: part("sk")? })
    }

    /// The key as the SDK wants it.
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

/// Where the clean files of these bytes are found.
pub fn same_file_pk(sha256: &Sha256) -> String {
    format!("FILE#{sha256}")
}

/// An instant as the due index sorts it: always the same width, behind the day it lies on.
pub fn due_instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Where everything that is due on a day, or earlier, ends: behind every instant and key of that day.
pub fn due_through(day: Date) -> String {
    format!("{day}~")
}
