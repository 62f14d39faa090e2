//! The items of a partner company: the company itself, its locations, evidence, enrollments and profile.

use std::collections::HashMap;

use domain::attempt::Actor;
use domain::directory::{Profile, ProfileEvent};
use domain::enrollment::{self, Enrollment};
use domain::partner::{
    Company, CompanyEvent, Evidence, EvidenceEntry, EvidenceEvent, Location, LocationEvent, Partner, Repeat,
};
use domain::{CompanyId, EvidenceId, Fault, LocationId, Name, ProgramCode};
use futures::future::OptionFuture;

use crate::client::Table;
use crate::item;
use crate::keys::{self, Due, Key};
use crate::record::{Aggregate, IndexEntries, Stored};

impl Aggregate for Company {
    type Event = CompanyEvent;

    fn key(&self) -> Key {
        Key::company(&self.company_id)
    }

    fn status_name(&self) -> &'static str {
        "registered"
    }
}

impl Aggregate for Location {
    type Event = LocationEvent;

    fn key(&self) -> Key {
        Key::location(&self.company_id, &self.id)
    }

    fn status_name(&self) -> &'static str {
        "approved"
    }

    /// A new location does not matter: a profile names only locations that already existed.
    fn affects_listings(&self, before: Option<&Self>) -> bool {
        before.is_some_and(|before| (&before.name, &before.country) != (&self.name, &self.country))
    }
}

impl Aggregate for EvidenceEntry {
    type Event = EvidenceEvent;

    fn key(&self) -> Key {
        Key::evidence(&self.company_id, &self.evidence_id)
    }

    fn status_name(&self) -> &'static str {
        if self.withdrawn { "withdrawn" } else { "recorded" }
    }
}

impl Aggregate for Enrollment {
    type Event = enrollment::Event;

    fn key(&self) -> Key {
        Key::enrollment(&self.company_id, &self.program)
    }

    fn status_name(&self) -> &'static str {
        self.stored_status().as_str()
    }

    /// The due entry, sorted by day, company and program: a list of operations pages through it.
    fn index_entries(&self) -> IndexEntries {
        let (pk, due) = (keys::company_pk(&self.company_id), self.due_on());
        IndexEntries {
            due_pk: due.map(|_| Due::Enrollments.pk(&pk)),
            due_sk: due.map(|day| format!("{day}#{}#{}", self.company_id, self.program)),
            ..IndexEntries::default()
        }
    }

    fn affects_listings(&self, before: Option<&Self>) -> bool {
        before.is_none_or(|before| before.in_force_until() != self.in_force_until())
    }
}

impl Aggregate for Profile {
    type Event = ProfileEvent;

    fn key(&self) -> Key {
        Key::profile(&self.company_id)
    }

    fn status_name(&self) -> &'static str {
        if self.published { "published" } else { "draft" }
    }

    fn affects_listings(&self, before: Option<&Self>) -> bool {
        before != Some(self)
    }
}

/// The records of a company that decide which vouchers it may reserve (PROGRAM.md 7.1).
#[derive(Clone, Debug)]
pub struct PartnerFacts {
    company: CompanyId,
    enrollments: Vec<Enrollment>,
    location: Option<Location>,
    profile: Option<Profile>,
    evidence: Vec<Evidence>,
}

impl PartnerFacts {
    /// The facts that decide on a reservation of a voucher of this program by the actor `by`, whose
    /// token has the name `by_name`.
    pub fn partner(&self, program: &ProgramCode, repeat: Repeat, by: &Actor, by_name: Option<&Name>) -> Partner {
        let listed = |location: &Location| {
            self.profile.as_ref().is_some_and(|profile| profile.published && profile.locations.contains(&location.id))
        };
        Partner {
            location_is_listed: self.location.as_ref().is_some_and(listed),
            company: self.company.clone(),
            by: by.clone(),
            by_name: by_name.cloned(),
            enrollment: self.enrollments.iter().find(|enrollment| enrollment.program == *program).cloned(),
            location: self.location.clone(),
            evidence: self.evidence.clone(),
            repeat,
        }
    }
}

impl Table {
    /// A company's enrollments and evidence and, if a location is given, the location and the profile, read
    /// concurrently.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn partner(&self, company: &CompanyId, location: Option<&LocationId>) -> Result<PartnerFacts, Fault> {
        let listed_location = OptionFuture::from(
            location.map(|id| async { futures::try_join!(self.location(company, id), self.profile(company)) }),
        );
        let (enrollments, evidence, listed_location) =
            futures::try_join!(self.enrollments(company), self.evidence(company), async {
                listed_location.await.transpose()
            })?;
        let (location, profile) = listed_location.unwrap_or_default();
        Ok(PartnerFacts {
            company: company.clone(),
            enrollments: enrollments.into_iter().map(|stored| stored.value).collect(),
            evidence,
            location: location.map(|stored| stored.value),
            profile: profile.map(|stored| stored.value),
        })
    }

    /// A company.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn company(&self, company: &CompanyId) -> Result<Option<Stored<Company>>, Fault> {
        self.stored(&Key::company(company)).await
    }

    /// A company's profile.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn profile(&self, company: &CompanyId) -> Result<Option<Stored<Profile>>, Fault> {
        self.stored(&Key::profile(company)).await
    }

    /// A company's enrollment in a program.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn enrollment(
        &self,
        company: &CompanyId,
        program: &ProgramCode,
    ) -> Result<Option<Stored<Enrollment>>, Fault> {
        self.stored(&Key::enrollment(company, program)).await
    }

    /// Every enrollment of a company.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn enrollments(&self, company: &CompanyId) -> Result<Vec<Stored<Enrollment>>, Fault> {
        self.stored_under(keys::company_pk(company), keys::ENROLLMENTS).await
    }

    /// The evidence of a company that is not withdrawn.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn evidence(&self, company: &CompanyId) -> Result<Vec<Evidence>, Fault> {
        let entries = self.evidence_entries(company).await?;
        Ok(entries.into_iter().filter_map(|entry| entry.value.in_force()).collect())
    }

    /// All evidence of a company, withdrawn evidence included (DECISIONS.md 24).
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn evidence_entries(&self, company: &CompanyId) -> Result<Vec<Stored<EvidenceEntry>>, Fault> {
        self.stored_under(keys::company_pk(company), keys::EVIDENCE).await
    }

    /// One piece of evidence.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn evidence_entry(
        &self,
        company: &CompanyId,
        id: &EvidenceId,
    ) -> Result<Option<Stored<EvidenceEntry>>, Fault> {
        self.stored(&Key::evidence(company, id)).await
    }

    /// One location of a company.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn location(&self, company: &CompanyId, id: &LocationId) -> Result<Option<Stored<Location>>, Fault> {
        self.stored(&Key::location(company, id)).await
    }

    /// Every location of a company.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn locations(&self, company: &CompanyId) -> Result<Vec<Stored<Location>>, Fault> {
        self.stored_under(keys::company_pk(company), keys::LOCATIONS).await
    }

    /// A company's locations by id. An unreadable location is an error of its own and does not hide the others.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn each_location(
        &self,
        company: &CompanyId,
    ) -> Result<HashMap<LocationId, Result<Stored<Location>, Fault>>, Fault> {
        let found = self.each_under(keys::company_pk(company), keys::LOCATIONS).await?.into_iter();
        Ok(found.filter_map(|(id, location)| Some((LocationId::parse(&id).ok()?, location))).collect())
    }

    /// A company's readable enrollments, and the faults of the others.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn readable_enrollments(
        &self,
        company: &CompanyId,
    ) -> Result<(Vec<Stored<Enrollment>>, Vec<Fault>), Fault> {
        let found = self.each_under(keys::company_pk(company), keys::ENROLLMENTS).await?;
        Ok(item::readable(found.into_iter().map(|(_, stored)| stored)))
    }
}
