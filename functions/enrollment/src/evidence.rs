//! Evidence, as operations record it.

use api::page::Wanted;
use api::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields, Role};
use domain::attempt::Intent;
use domain::partner::{Evidence, EvidenceEntry, EvidenceKind, Level};
use domain::{CompanyId, EvidenceId, Name, PersonId};
use table::Stored;

use crate::view::EvidenceView;
use crate::{Call, no_company};

/// `GET /companies/{company_id}/evidence`: what counts and what was withdrawn.
pub(crate) async fn list<K: FetchKeys>(call: &Call<'_, K>, company: CompanyId) -> Result<Answer, Failure> {
    let company = call.company_in_path(company)?;
    let wanted = Wanted::<EvidenceId>::read(call.request)?;
    let entries = call.deps.table.evidence_entries(&company).await?;
    let page = wanted.of(entries, |stored| stored.value.evidence_id.clone());
    Answer::ok(&page.map(|stored| EvidenceView::new(&stored, call.today())))
}

/// `PUT /companies/{company_id}/evidence/{evidence_id}`.
pub(crate) async fn put<K: FetchKeys>(
    call: &Call<'_, K>,
    company_id: CompanyId,
    evidence_id: EvidenceId,
) -> Result<Answer, Failure> {
    call.caller.needs(&[Role::Operations])?;
    let entry = EvidenceEntry { company_id, evidence_id, evidence: read(call)?, withdrawn: false };
    let (intent, table) = (call.intent()?, &call.deps.table);
    let load = || async {
        let EvidenceEntry { company_id, evidence_id, .. } = &entry;
        futures::try_join!(table.company(company_id), table.evidence_entry(company_id, evidence_id))
    };
    let act = |(company, seen): (Option<_>, _)| async {
        company.ok_or_else(no_company)?;
        record(call, entry.clone(), &intent, seen).await
    };
    let stored = table::change(table, &intent, load, act).await?;
    Ok(Answer::ok(&EvidenceView::new(&stored, call.today()))?.with_rev(stored.rev))
}

fn read<K>(call: &Call<'_, K>) -> Result<Evidence, Failure> {
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let kind = fields.required("kind", EvidenceKind::parse);
    let name = fields.required("name", Name::parse);
    let level = fields.optional("level", Level::parse);
    let person = fields.optional("person", PersonId::parse);
    let valid_from = fields.required("valid_from", api::date);
    let valid_until = fields.optional("valid_until", api::date);
    let read = || Some(Evidence { kind: kind?, name: name?, level, person, valid_from: valid_from?, valid_until });
    let evidence = read();
    for (field, detail) in evidence.iter().flat_map(Evidence::mistakes) {
        fields.reject(field, detail);
    }
    fields.finish(|| evidence)
}

async fn record<K: FetchKeys>(
    call: &Call<'_, K>,
    entry: EvidenceEntry,
    intent: &Intent,
    seen: Option<Stored<EvidenceEntry>>,
) -> Result<Stored<EvidenceEntry>, Failure> {
    match seen {
        Some(seen) if seen.has_seen(&intent.attempt) => Ok(seen),
        seen => {
            call.check_rev(seen.as_ref())?;
            let outcome = entry.put(seen.as_ref().map(|seen| &seen.value));
            Ok(call.deps.table.apply(seen, outcome, intent).await?)
        }
    }
}

/// `DELETE /companies/{company_id}/evidence/{evidence_id}`: kept for the record, counts for nothing from now on.
pub(crate) async fn withdraw<K: FetchKeys>(
    call: &Call<'_, K>,
    company: CompanyId,
    id: EvidenceId,
) -> Result<Answer, Failure> {
    call.caller.needs(&[Role::Operations])?;
    let (intent, table) = (call.intent()?, &call.deps.table);
    let act = |seen: Option<Stored<EvidenceEntry>>| async {
        let missing = || Failure::not_found("evidence_not_found", "There is no such evidence.");
        let seen = seen.ok_or_else(missing)?;
        if seen.has_seen(&intent.attempt) {
            return Ok(seen);
        }
        call.check_rev(Some(&seen))?;
        let outcome = seen.value.clone().withdraw();
        Ok::<_, Failure>(table.apply(Some(seen), outcome, &intent).await?)
    };
    table::change(table, &intent, || table.evidence_entry(&company, &id), act).await?;
    Ok(Answer::empty())
}
