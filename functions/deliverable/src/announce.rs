//! `POST /vouchers/{voucher_number}/deliverables`: announce a file, get the request that uploads it.

use api::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields};
use domain::Refusal;
use domain::attempt::Intent;
use domain::deliverable::{Announcement, Deliverable, FileName, FileType, Kind, Sha256, file_size};
use domain::voucher::Outcome;
use objects::ObjectKey;
use table::{Extra, Save, StoredVoucher};

use crate::Call;
use crate::view::DeliverableView;

pub(crate) async fn announce<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let announced = read(call)?;
    let intent = api::intent(call.request, call.caller, call.now)?;
    let load = || call.deps.table.voucher_and_files(&call.number);
    let act = |(seen, files)| decide(call, &announced, &intent, seen, files);
    let (deliverable, rev) = table::change(&call.deps.table, &intent, load, act).await?;
    let upload = match &deliverable {
        Deliverable::Announced(file) => {
            let key = ObjectKey::of(&call.number, file);
            Some(call.deps.objects.sign_upload(&key, &file.announced, call.now).await?)
        }
        Deliverable::Clean(_) | Deliverable::Rejected(_) => None,
    };
    Ok(Answer::created(&DeliverableView::new(&call.number, &deliverable).with_upload(upload))?.with_rev(rev))
}

fn read<K>(call: &Call<'_, K>) -> Result<Announcement, Failure> {
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let file_name = fields.required("file_name", FileName::parse);
    let content_type = fields.required("content_type", |text| Ok::<_, String>(text.to_owned()));
    let size = fields.integer("size", i64::MIN..=i64::MAX).map(file_size);
    let sha256 = fields.required("sha256", Sha256::parse);
    let kind = fields.required("kind", Kind::parse);
    if let Some(Err(wrong)) = &size {
        fields.reject("size", wrong.to_string());
    }
    let file_type = file_name.as_ref().zip(content_type).map(|(name, sent)| FileType::of(name, &sent));
    if let Some(Err((field, wrong))) = &file_type {
        fields.reject(field, wrong.to_string());
    }
    fields.finish(|| {
        let (size, file_type) = (size?.ok()?, file_type?.ok()?);
        Some(Announcement { file_name: file_name?, file_type, size, sha256: sha256?, kind: kind? })
    })
}

async fn decide<K: FetchKeys>(
    call: &Call<'_, K>,
    announced: &Announcement,
    intent: &Intent,
    seen: Option<StoredVoucher>,
    files: Vec<Deliverable>,
) -> Result<(Deliverable, u64), Failure> {
    let seen = seen.ok_or(Refusal::VoucherNotFound)?;
    call.caller.held(&seen.value)?;
    let id = seen.value.deliverable_id(announced);
    let known = files.into_iter().find(|file| Some(&file.file().id) == id.as_ref());
    let company = call.caller.company()?;
    let outcome = seen.value.clone().announce(company, announced.clone(), known, &intent.by, call.now)?;
    let Outcome::Applied(next, event) = outcome.voucher else { return Ok((outcome.deliverable, seen.rev)) };
    if seen.has_seen(&intent.attempt) {
        // Announced by this very request, and deleted since: sending it again must not bring the file back.
        return Err(Refusal::DeliverableNotFound.into());
    }
    api::check_rev(api::if_match(call.request)?, seen.rev)?;
    let extras = vec![Extra::File { file: &outcome.deliverable, seen: None }];
    let saved = call.deps.table.save(Save { seen: Some(&seen), next: *next, event, intent, extras }).await?;
    Ok((outcome.deliverable, saved.rev))
}
