//! Object keys: `deliverables/<voucher>/<deliverable>/<upload>` and `invoices/<company>/<invoice>/<upload>`.

use domain::deliverable::File;
use domain::{CompanyId, DeliverableId, InvoiceId, VoucherNumber};

/// The key prefix of deliverables.
const DELIVERABLES: &str = "deliverables/";
/// The key prefix of invoices.
const INVOICES: &str = "invoices/";
/// The key prefixes of uploads. Notifications, scans and permissions are limited to them.
pub const UPLOADS: [&str; 2] = [DELIVERABLES, INVOICES];

/// What an uploaded file belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A file of an engagement.
    Deliverable {
        /// The voucher.
        voucher: VoucherNumber,
        /// The file.
        id: DeliverableId,
    },
    /// The file of an invoice.
    Invoice {
        /// The company.
        company: CompanyId,
        /// The invoice number.
        id: InvoiceId,
    },
}

/// The key of one announced file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectKey {
    /// What the file belongs to.
    pub owner: Owner,
    /// The number of the announcement: a file announced again after a deletion gets a new key.
    pub upload: u32,
}

impl ObjectKey {
    /// The key of an announced file of an engagement.
    pub fn of_deliverable(voucher: &VoucherNumber, file: &File) -> Self {
        let owner = Owner::Deliverable { voucher: voucher.clone(), id: file.id.clone() };
        Self { owner, upload: file.upload }
    }

    /// The key of the announced file of an invoice.
    pub fn of_invoice(company: &CompanyId, id: &InvoiceId, file: &File) -> Self {
        let owner = Owner::Invoice { company: company.clone(), id: id.clone() };
        Self { owner, upload: file.upload }
    }

    /// Parses a key, already URL-decoded from an S3 event; `None` for an object that is no upload.
    pub fn parse(key: &str) -> Option<Self> {
        let (owner, upload) = key.rsplit_once('/')?;
        let parsed = Self { owner: Owner::parse(owner)?, upload: upload.parse().ok()? };
        // Only the canonical spelling: `3` and `03` are different objects.
        (parsed.to_string() == key).then_some(parsed)
    }
}

impl Owner {
    fn parse(text: &str) -> Option<Self> {
        let ids = |prefix| text.strip_prefix(prefix)?.split_once('/');
        if let Some((voucher, id)) = ids(DELIVERABLES) {
            let (voucher, id) = (VoucherNumber::parse(voucher).ok()?, DeliverableId::parse(id).ok()?);
            return Some(Self::Deliverable { voucher, id });
        }
        let (company, id) = ids(INVOICES)?;
        Some(Self::Invoice { company: CompanyId::parse(company).ok()?, id: InvoiceId::parse(id).ok()? })
    }
}

impl std::fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.owner {
            Owner::Deliverable { voucher, id } => write!(f, "{DELIVERABLES}{voucher}/{id}/{}", self.upload),
            Owner::Invoice { company, id } => write!(f, "{INVOICES}{company}/{id}/{}", self.upload),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_as_it_was_written() {
        let key = ObjectKey::parse("deliverables/SA-0001/0a1b2c/3").unwrap();
        let (voucher, id) = (VoucherNumber::parse("SA-0001").unwrap(), DeliverableId::parse("0a1b2c").unwrap());
        assert_eq!(key, ObjectKey { owner: Owner::Deliverable { voucher, id }, upload: 3 });
        assert_eq!(key.to_string(), "deliverables/SA-0001/0a1b2c/3");
        let key = ObjectKey::parse("invoices/P-1/0a1b2c/3").unwrap();
        let (company, id) = (CompanyId::parse("P-1").unwrap(), InvoiceId::parse("0a1b2c").unwrap());
        assert_eq!(key, ObjectKey { owner: Owner::Invoice { company, id }, upload: 3 });
        assert_eq!(key.to_string(), "invoices/P-1/0a1b2c/3");
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
            "invoices/P-1/0a1b2c/03",
            "invoices/P-1/0a1b2c",
            "invoices/P-1//3",
            "invoices/deliverables/SA-0001/0a1b2c/3",
        ] {
            assert_eq!(ObjectKey::parse(key), None, "{key}");
        }
    }
}
