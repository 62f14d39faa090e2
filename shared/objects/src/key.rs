//! Object keys: `deliverables/<voucher>/<deliverable>/<upload>`.

use domain::deliverable::File;
use domain::{DeliverableId, VoucherNumber};

/// What every deliverable's key begins with; notifications and permissions are limited to it.
pub const PREFIX: &str = "deliverables/";

/// Where the bytes of one announced file go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectKey {
    /// The voucher.
    pub voucher: VoucherNumber,
    /// The file.
    pub deliverable: DeliverableId,
    /// Which announcement of it: announced again after a deletion, it gets a place of its own.
    pub upload: u32,
}

impl ObjectKey {
    /// The key of an announced file.
    pub fn of(voucher: &VoucherNumber, file: &File) -> Self {
        Self { voucher: voucher.clone(), deliverable: file.id.clone(), upload: file.upload }
    }

    /// Reads a key, decoded from the form an S3 event gives it; nothing for an object that is not ours.
    pub fn parse(key: &str) -> Option<Self> {
        let mut parts = key.strip_prefix(PREFIX)?.split('/');
        let (voucher, deliverable, upload) = (parts.next()?, parts.next()?, parts.next()?);
        let key_parsed = Self {
            voucher: VoucherNumber::parse(voucher).ok()?,
            deliverable: DeliverableId::parse(deliverable).ok()?,
            upload: upload.parse().ok()?,
        };
        // Only the one spelling: a key that merely reads alike is somebody else's object.
        (parts.next().is_none() && key_parsed.to_string() == key).then_some(key_parsed)
    }

    /// Whether these are the bytes announced for the file as it stands.
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
    fn other_objects_are_not_ours() {
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
