//! Where things stand: the only place in which keys and index names are spelled.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{CompanyId, Country, CustomerId, DeliverableId, EngagementCode, LocationId, ProgramCode, VoucherNumber};
use jiff::civil::Date;

/// Partitions of the due index for one day, so that a busy day is not one hot partition.
pub const INDEX_SHARDS: u8 = 8;

pub const VOUCHER: &str = "V";
pub const REPORT: &str = "R";
pub const CLAIM: &str = "C";
pub const REPEAT: &str = "N";
pub const PIN: &str = "K";
pub const LOCATIONS: &str = "L#";
pub const ENROLLMENTS: &str = "E#";
pub const EVIDENCE: &str = "Q#";

/// A primary key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub pk: String,
    pub sk: String,
}

impl Key {
    pub fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    pub fn voucher(number: &VoucherNumber) -> Self {
        Self::new(voucher_pk(number), VOUCHER)
    }

    pub fn report(number: &VoucherNumber) -> Self {
        Self::new(voucher_pk(number), REPORT)
    }

    pub fn claim(number: &VoucherNumber) -> Self {
        Self::new(voucher_pk(number), CLAIM)
    }

    pub fn deliverable(number: &VoucherNumber, id: &DeliverableId) -> Self {
        Self::new(voucher_pk(number), format!("D#{id}"))
    }

    pub fn history(pk: &str, kind: &str, rev: u64) -> Self {
        Self::new(pk, format!("H#{kind}#{rev:010}"))
    }

    pub fn location(company: &CompanyId, location: &LocationId) -> Self {
        Self::new(company_pk(company), format!("{LOCATIONS}{location}"))
    }

    pub fn enrollment(company: &CompanyId, program: &ProgramCode) -> Self {
        Self::new(company_pk(company), format!("{ENROLLMENTS}{program}"))
    }

    pub fn evidence(company: &CompanyId, id: &str) -> Self {
        Self::new(company_pk(company), format!("{EVIDENCE}{id}"))
    }

    pub fn rate(country: &Country, program: &ProgramCode, valid_from: Date) -> Self {
        Self::new(rate_pk(country), format!("{}{valid_from}", rate_sk(program)))
    }

    pub fn repeat(customer: &CustomerId, engagement: &EngagementCode) -> Self {
        Self::new(format!("N#{customer}#{engagement}"), REPEAT)
    }

    pub fn pin(digest: &str) -> Self {
        Self::new(format!("K#{digest}"), PIN)
    }

    /// The key as the SDK wants it.
    pub fn attributes(&self) -> std::collections::HashMap<String, AttributeValue> {
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
    format!("V#{number}")
}

pub fn company_pk(company: &CompanyId) -> String {
    format!("P#{company}")
}

pub fn rate_pk(country: &Country) -> String {
    format!("RATE#{country}")
}

pub fn rate_sk(program: &ProgramCode) -> String {
    format!("{program}#")
}

/// The due index's partition: `<day>#<shard>`, the shard by the item's own key.
pub fn due_pk(due_on: Date, pk: &str) -> String {
    let sum = pk.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    format!("{due_on}#{}", sum % u32::from(INDEX_SHARDS))
}
