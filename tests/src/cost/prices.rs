//! The price list and the assumptions of `infra/local/prices.toml`.

use serde::Deserialize;

/// The content of `infra/local/prices.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// The AWS region.
    pub region: String,
    /// The first day of the table's prices.
    pub since: String,
    /// The prices per unit.
    pub micro_usd_per_million: PerMillion,
    /// The assumptions.
    pub assumed: Assumed,
}

/// The prices of a million units, in millionths of a US dollar.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the file documents its keys")]
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

/// The assumptions for values that cannot be counted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the file documents its keys")]
pub struct Assumed {
    pub round_trip_ms: RoundTrip,
    pub own_ms: u64,
    pub full_core_mb: u64,
    pub batch: usize,
    pub log_bytes_per_invocation: u64,
    pub file_bytes: u64,
}

/// The latency of a round trip per service, in milliseconds.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the file documents its keys")]
pub struct RoundTrip {
    pub table: u64,
    pub queue: u64,
    pub storage: u64,
    pub mail: u64,
    pub function: u64,
}

impl Prices {
    /// Parses the committed file.
    pub fn shipped() -> Self {
        toml::from_str(include_str!("../../../infra/local/prices.toml")).unwrap()
    }
}
