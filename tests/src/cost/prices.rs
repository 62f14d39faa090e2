//! The price list: what AWS asks for, and what is assumed where nothing can be counted.

use serde::Deserialize;

/// The file that stands beside the local cloud.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// Where.
    pub region: String,
    /// Since when the table's prices hold.
    pub since: String,
    /// What each costs.
    pub micro_usd_per_million: PerMillion,
    /// What is assumed.
    pub assumed: Assumed,
}

/// Millionths of a dollar for a million.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the file's own words, which it explains")]
pub struct PerMillion {
    pub read_units: u64,
    pub write_units: u64,
    pub lambda_requests: u64,
    pub lambda_gb_seconds: u64,
    pub queue_requests: u64,
    pub puts: u64,
    pub gets: u64,
    pub mails: u64,
    pub scans: u64,
    pub scanned_bytes: u64,
    pub log_bytes: u64,
}

/// What is taken for granted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the file's own words, which it explains")]
pub struct Assumed {
    pub round_trip_ms: RoundTrip,
    pub own_ms: u64,
    pub full_core_mb: u64,
    pub batch: usize,
    pub log_bytes_per_invocation: u64,
    pub file_bytes: u64,
}

/// Milliseconds until an answer is there.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the file's own words, which it explains")]
pub struct RoundTrip {
    pub table: u64,
    pub queue: u64,
    pub storage: u64,
    pub mail: u64,
}

impl Prices {
    /// The list that is shipped.
    pub fn shipped() -> Self {
        toml::from_str(include_str!("../../../infra/local/prices.toml")).unwrap()
    }
}
