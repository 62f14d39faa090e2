//! `POST /vouchers/{voucher_number}/deliverables`: announce a file, get the request that uploads it.

use api::{Answer, Decode, Failure, Fields};
use domain::attempt::Answered;
use domain::deliverable::{Announcement, ContentType, Deliverable, FILE_BYTES_MAX, FileName, FileType};
use domain::voucher::Voucher;
use domain::{Fault, LocationId, Refusal, VoucherNumber};
use objects::{ObjectKey, SignedUpload};
use serde::{Deserialize, Serialize};
use table::{Steps, StoredVoucher, VoucherWithFile};

use crate::view::DeliverableView;
use crate::{Context, Services, own};

impl Decode<Services> for Announcement {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let file_name: Option<FileName> = fields.required("file_name");
        let content_type: Option<ContentType> = fields.required("content_type");
        let size = fields.about("Its length in bytes.").integer("size", 1..=FILE_BYTES_MAX);
        let sha256 = fields.required("sha256");
        let kind = fields.required("kind");
        let file_type =
            file_name.as_ref().zip(content_type.as_ref()).map(|(name, sent)| FileType::of(name, sent.as_str()));
        if let Some(Err((field, wrong))) = &file_type {
            fields.reject(field, wrong.clone());
        }
        Some(Self { file_name: file_name?, file_type: file_type?.ok()?, size: size?, sha256: sha256?, kind: kind? })
    }
}

/// What an announcement is answered, besides the upload: what is signed is never kept.
#[derive(Serialize, Deserialize)]
struct Filing {
    deliverable: Deliverable,
    rev: u64,
    /// Where the caller had to be allowed to act.
    location_id: Option<LocationId>,
}

impl Filing {
    /// Without a file when this very request announced it, its answer was lost, and it was deleted since: sent again, it
    /// must not bring the file back.
    fn of(filed: &VoucherWithFile) -> Result<Self, Failure> {
        let deliverable = filed.file.clone().ok_or(Refusal::DeliverableNotFound)?;
        let location_id = filed.voucher.value.reservation().map(|held| held.location_id.clone());
        Ok(Self { deliverable, rev: filed.voucher.rev, location_id })
    }

    fn answer(&self, number: &VoucherNumber, upload: Option<SignedUpload>) -> Result<Answer<DeliverableView>, Failure> {
        let view = DeliverableView::new(number, &self.deliverable).with_upload(upload);
        Ok(Answer::json(&view)?.with_rev(self.rev).at(self.location_id.as_ref()))
    }
}

pub(crate) async fn announce(context: Context<'_, Announcement>) -> Result<Answer<DeliverableView>, Failure> {
    let (table, number, company) = (&context.services.table, context.voucher_number()?, context.company()?);
    let steps = Steps {
        intent: &context.intent(),
        load: || async { Ok((table.voucher_and_files(&number).await?, ())) },
        may: |(seen, files): (Option<StoredVoucher>, Vec<Deliverable>)| {
            let voucher = own(&context, seen)?;
            let id = voucher.value.deliverable_id(&context.body);
            let file = files.into_iter().find(|file| Some(&file.file().id) == id.as_ref());
            Ok(VoucherWithFile { voucher, file })
        },
        decide: |seen: &VoucherWithFile, (): &()| {
            let (voucher, known) = (seen.voucher.value.clone(), seen.file.clone());
            Ok(voucher.announce(company, context.body.clone(), known, &context.caller.sub, context.now)?)
        },
        answer: |filed: &VoucherWithFile, (): &()| Filing::of(filed),
    };
    let answered = table.run(steps).await?;
    let upload = upload(&context, &number, &answered).await?;
    context.answered(answered.try_map(|filing| filing.answer(&number, upload))?)
}

/// The request that uploads the bytes, for a file that still waits for them.
async fn upload(
    context: &Context<'_, Announcement>,
    number: &VoucherNumber,
    answered: &Answered<Filing>,
) -> Result<Option<SignedUpload>, Fault> {
    let (deliverable, waits) = match answered {
        Answered::First(Filing { deliverable, .. }) => (deliverable, true),
        Answered::Again(Filing { deliverable, .. }) => (deliverable, still_stands(context, number, deliverable).await?),
    };
    match deliverable {
        Deliverable::Announced(file) if waits => {
            let key = ObjectKey::of(number, file);
            context.services.objects.sign_upload(&key, &file.announced, context.now).await.map(Some)
        }
        Deliverable::Announced(_) | Deliverable::Clean(_) | Deliverable::Rejected(_) => Ok(None),
    }
}

/// Whether the very file that was answered still belongs to a reservation under work: not deleted, judged or announced
/// anew since.
async fn still_stands(
    context: &Context<'_, Announcement>,
    number: &VoucherNumber,
    answered: &Deliverable,
) -> Result<bool, Fault> {
    let (seen, file) = context.services.table.voucher_and_file(number, &answered.file().id).await?;
    let of_reserved = |seen: StoredVoucher| matches!(seen.value, Voucher::Reserved(_)) && seen.value.owns(answered);
    Ok(file.as_ref() == Some(answered) && seen.is_some_and(of_reserved))
}
