//! SHA-256 over a list of parts, each led by its length so that no two lists share a digest by being joined alike.

use sha2::{Digest, Sha256};

/// SHA-256 of the parts.
pub fn of_parts(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// SHA-256 of the parts, as 64 lower-case hexadecimal digits.
pub fn hex_of_parts(parts: &[&[u8]]) -> String {
    hex::encode(of_parts(parts))
}
