//! Object keys: `deliverables/<voucher>/<deliverable>/<upload>`.

use domain::deliverable::File;
use domain::{DeliverableId, VoucherNumber};

/// The key prefix of deliverables. Notifications and permissions are limited to it.
pub const PREFIX: &str = "deliverables/";

/// The key of one announced file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectKey {
    /// The voucher.
    pub voucher: VoucherNumber,
    /// The file.
    pub deliverable: DeliverableId,
    /// The number of the announcement: a file announced again after a deletion gets a new key.
    pub upload: u32,
}

impl ObjectKey {
    /// The key of an announced file.
    pub fn of(voucher: &VoucherNumber, file: &File) -> Self {
        Self { voucher: voucher.clone(), deliverable: file.id.clone(), upload: file.upload }
    }

    /// Parses a key, already URL-decoded from an S3 event; `None` for an object that is no deliverable.
    pub fn parse(key: &str) -> Option<Self> {
        let mut parts = key.strip_prefix(PREFIX)?.split('/');
        let (voucher, deliverable, upload) = (parts.next()?, parts.next()?, parts.next()?);
        let parsed = Self {
            voucher: VoucherNumber::parse(voucher).ok()?,
            deliverable: DeliverableId::parse(deliverable).ok()?,
            upload: upload.parse().ok()?,
        };
        // Only the canonical spelling: `3` and `03` are different objects.
        (parts.next().is_none() && parsed.to_string() == key).then_some(parsed)
    }

    /// True when the key is that of the file's current announcement.
    pub fn is_of(&self, file: &File) -> bool {
        self.deliverable == file.id && self.upload == file.upload
    }
}

impl std::fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{PREFIX}{}/{}/{}", self.voucher, self.deliverable, self.upload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_as_it_was_written() {
        let key = ObjectKey::parse("deliverables/SA-0001/0a1b2c/3").unwrap();
        assert_eq!(key.to_string(), "deliverables/SA-0001/0a1b2c/3");
        assert_eq!((key.voucher.as_str(), key.deliverable.as_str(), key.upload), ("SA-0001", "0a1b2c", 3));
    }

    #[test]
    fn keys_of_other_objects_do_not_parse() {
        for key in [
            "",
            "deliverables/",
            "deliverables/SA-0001/0a1b2c",
            "deliverables/SA-0001/0a1b2c/x",
            "exports/SA-0001/0a/1",
            "deliverables/sa-0001/0a1b2c/3",
            "deliverables/SA-0001/0a1b2c/03",
            "deliverables/SA-0001/0a1b2c/3/4",
        ] {
            assert_eq!(ObjectKey::parse(key), None, "{key}");
        }
    }
}
