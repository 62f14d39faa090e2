//! What is known of a partner company.

use domain::partner::{Enrollment, Evidence, Location, Partner, Repeat};
use domain::{CompanyId, Fault, LocationId, ProgramCode};
use futures::future::OptionFuture;

use crate::client::Table;
use crate::item;
use crate::keys::{self, Key};

/// Everything about a company that decides what it may reserve.
#[derive(Clone, Debug)]
pub struct PartnerFacts {
    company: CompanyId,
    enrollments: Vec<Enrollment>,
    location: Option<Location>,
    evidence: Vec<Evidence>,
}

impl PartnerFacts {
    /// The facts that matter for a voucher of this program.
    pub fn for_program(self, program: &ProgramCode, repeat: Repeat) -> Partner {
        Partner {
            company: self.company,
            enrollment: self.enrollments.into_iter().find(|enrollment| enrollment.program == *program),
            location: self.location,
            evidence: self.evidence,
            repeat,
        }
    }
}

impl Table {
    /// A company's enrollments, evidence and one location, read at once.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn partner(&self, company: &CompanyId, location: Option<&LocationId>) -> Result<PartnerFacts, Fault> {
        let pk = keys::company_pk(company);
        let place = OptionFuture::from(location.map(|id| async { self.location(company, id).await }));
        let (enrollments, evidence, place) =
            futures::try_join!(self.query(pk.clone(), keys::ENROLLMENTS), self.query(pk, keys::EVIDENCE), async {
                place.await.transpose()
            })?;
        Ok(PartnerFacts { company: company.clone(), enrollments, evidence, location: place.flatten() })
    }

    /// One location of a company.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn location(&self, company: &CompanyId, id: &LocationId) -> Result<Option<Location>, Fault> {
        self.get(&Key::location(company, id)).await
    }

    /// Every location of a company.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn locations(&self, company: &CompanyId) -> Result<Vec<Location>, Fault> {
        self.query(keys::company_pk(company), keys::LOCATIONS).await
    }

    /// Records a location.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be written.
    pub async fn put_location(&self, company: &CompanyId, location: &Location) -> Result<(), Fault> {
        self.put(item::write(&Key::location(company, &location.id), location)?).await
    }

    /// Records a piece of evidence under an id.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be written.
    pub async fn put_evidence(&self, company: &CompanyId, id: &str, evidence: &Evidence) -> Result<(), Fault> {
        self.put(item::write(&Key::evidence(company, id), evidence)?).await
    }

    /// Records an enrollment.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be written.
    pub async fn put_enrollment(&self, company: &CompanyId, enrollment: &Enrollment) -> Result<(), Fault> {
        self.put(item::write(&Key::enrollment(company, &enrollment.program), enrollment)?).await
    }
}
