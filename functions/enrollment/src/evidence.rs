//! Evidence, which operations record (PROGRAM.md 2.2).

use api::{Answer, Decode, Failure, Fields, Page, PageRequest};
use domain::partner::{Evidence, EvidenceEntry};
use domain::{EvidenceId, Fault, Refusal};
use table::{Steps, Stored};

use crate::view::EvidenceView;
use crate::{Context, Services, company_in_path, company_not_found};

/// `GET /companies/{company_id}/evidence`, including withdrawn evidence.
pub(crate) async fn list(
    context: Context<'_, (), PageRequest<EvidenceId>>,
) -> Result<Answer<Page<EvidenceView>>, Failure> {
    let entries = context.services.table.evidence_entries(&company_in_path(&context)?).await?;
    let page = context.query.of(entries, |stored| stored.value.evidence_id.clone());
    Answer::json(&page.map(|stored| EvidenceView::new(&stored, context.today())))
}

impl Decode<Services> for Evidence {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let kind = fields.required("kind");
        let name = fields.required("name");
        let level = fields.optional("level");
        let person = fields.optional("person");
        let person_name = fields.optional("person_name");
        let valid_from = fields.required("valid_from");
        let valid_until = fields.optional("valid_until");
        let evidence =
            Self { kind: kind?, name: name?, level, person, person_name, valid_from: valid_from?, valid_until };
        evidence.mistakes().into_iter().for_each(|(field, detail)| fields.refuse(field, detail));
        Some(evidence)
    }
}

/// `PUT /companies/{company_id}/evidence/{evidence_id}`.
pub(crate) async fn put(context: Context<'_, Evidence>) -> Result<Answer<EvidenceView>, Failure> {
    context.caller.require_whole_company()?;
    let (table, company_id, evidence_id) =
        (&context.services.table, company_in_path(&context)?, evidence_id(&context)?);
    let load = || async {
        let entry = table.evidence_entry(&company_id, &evidence_id);
        Ok::<_, Fault>((futures::try_join!(table.company(&company_id), entry)?, ()))
    };
    let entry = || EvidenceEntry {
        company_id: company_id.clone(),
        evidence_id: evidence_id.clone(),
        evidence: context.body.clone(),
        withdrawn: false,
    };
    let steps = Steps {
        intent: &context.intent(),
        load,
        authorize: |(registered, entry): (Option<_>, Option<Stored<EvidenceEntry>>)| {
            registered.map(|_| entry).ok_or_else(company_not_found)
        },
        decide: |before: &Option<Stored<EvidenceEntry>>, (): &()| {
            Ok(entry().put(before.as_ref().map(|before| &before.value)))
        },
        answer: |stored: &Stored<EvidenceEntry>, (): &()| {
            Ok(Answer::json(&EvidenceView::new(stored, context.today()))?.with_rev(stored.rev))
        },
    };
    context.answered(table.run(steps).await?)
}

/// `DELETE /companies/{company_id}/evidence/{evidence_id}`: the entry stays stored and no longer counts
/// (DECISIONS.md 24).
pub(crate) async fn withdraw(context: Context<'_>) -> Result<Answer, Failure> {
    context.caller.require_whole_company()?;
    let (table, company, id) = (&context.services.table, company_in_path(&context)?, evidence_id(&context)?);
    let steps = Steps {
        intent: &context.intent(),
        load: || async { Ok((table.evidence_entry(&company, &id).await?, ())) },
        authorize: |entry: Option<Stored<EvidenceEntry>>| entry.ok_or_else(|| Failure::from(Refusal::EvidenceNotFound)),
        decide: |before: &Stored<EvidenceEntry>, (): &()| Ok(before.value.clone().withdraw()),
        answer: |_: &Stored<EvidenceEntry>, (): &()| Ok(Answer::empty()),
    };
    context.answered(table.run(steps).await?)
}

fn evidence_id<B>(context: &Context<'_, B>) -> Result<EvidenceId, Failure> {
    context.path.parse("evidence_id")
}
