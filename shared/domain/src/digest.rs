//! SHA-256 over a list of parts. Each part is prefixed with its length, so that lists with the same concatenation have
//! different digests.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::Fault;

/// SHA-256 of the parts.
pub fn of_parts(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// A value as JSON with its fields in the order of their definition, for use as a part of a digest.
///
/// # Errors
/// [`Fault::Corrupt`] when it cannot be serialised. The part must not be left out or empty: the digest would not cover
/// the value.
pub fn json_part<T: Serialize>(what: &str, value: &T) -> Result<Vec<u8>, Fault> {
    serde_json::to_vec(value).map_err(|error| Fault::corrupt(what, &error))
}

/// SHA-256 of the bytes alone, as 64 lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// SHA-256 of the parts, as 64 lower-case hexadecimal digits.
pub fn hex_of_parts(parts: &[&[u8]]) -> String {
    hex::encode(of_parts(parts))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_digest_of_bytes_is_that_of_other_tools() {
        assert_eq!(hex(b"hello"), "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    }

    #[test]
    fn a_part_that_cannot_be_serialised_is_a_fault_and_not_an_empty_part() {
        assert_eq!(json_part("days", &[1, 2]).unwrap(), b"[1,2]");
        let keyed_by_lists = BTreeMap::from([([1, 2], 3)]);
        let fault = json_part("days", &keyed_by_lists).unwrap_err();
        assert_eq!(fault.to_string(), "the record days cannot be read: key must be a string");
    }
}
