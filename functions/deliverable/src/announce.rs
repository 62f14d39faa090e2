//! `POST /vouchers/{voucher_number}/deliverables`: announces a file and returns the signed request that uploads it.

use api::{AnnouncedFile, Answer, Decode, Failure, Fields};
use domain::attempt::Answered;
use domain::claim::Claim;
use domain::deliverable::{Announcement, Deliverable};
use domain::{Fault, LocationId, Refusal, VoucherNumber};
use objects::{ObjectKey, SignedUpload};
use serde::{Deserialize, Serialize};
use table::{Steps, Stored, StoredVoucher, VoucherWithFile};

use crate::view::DeliverableView;
use crate::{Context, Services, deliverer, own_voucher};

impl Decode<Services> for Announcement {
    fn decode(fields: &mut Fields, services: &Services) -> Option<Self> {
        let file = AnnouncedFile::decode(fields, services);
        let kind = fields.required("kind");
        Some(file?.of_kind(kind?))
    }
}

/// A voucher with its files, and once redeemed its claim.
type ReadRecords = (Option<StoredVoucher>, Vec<Deliverable>, Option<Stored<Claim>>);

/// The stored part of an announcement's answer. Signed requests are never stored (DECISIONS.md 1).
#[derive(Serialize, Deserialize)]
struct AnnouncementAnswer {
    deliverable: Deliverable,
    rev: u64,
    /// The location at which the caller acted.
    location_id: Option<LocationId>,
}

impl AnnouncementAnswer {
    /// Builds the answer from the written items.
    ///
    /// # Errors
    /// [`Refusal::DeliverableNotFound`] for a retry of a request whose file was deleted since: a retry does not restore
    /// it.
    fn of(after: &VoucherWithFile) -> Result<Self, Failure> {
        let deliverable = after.file.clone().ok_or(Refusal::DeliverableNotFound)?;
        let location_id = after.voucher.value.reservation().map(|reservation| reservation.location_id.clone());
        Ok(Self { deliverable, rev: after.voucher.rev, location_id })
    }

    fn to_answer(
        &self,
        number: &VoucherNumber,
        upload: Option<SignedUpload>,
    ) -> Result<Answer<DeliverableView>, Failure> {
        let view = DeliverableView::new(number, &self.deliverable).with_upload(upload);
        Ok(Answer::json(&view)?.with_rev(self.rev).at(self.location_id.as_ref()))
    }
}

pub(crate) async fn announce(context: Context<'_, Announcement>) -> Result<Answer<DeliverableView>, Failure> {
    let (table, number) = (&context.services.table, context.voucher_number()?);
    let steps = Steps {
        intent: &context.intent(),
        load: || async {
            let (voucher, files) = table.voucher_and_files(&number).await?;
            let claim = table.claim_of(voucher.as_ref()).await?;
            Ok(((voucher, files, claim), ()))
        },
        authorize: |(voucher, files, claim): ReadRecords| {
            let voucher = own_voucher(&context, voucher)?;
            let id = voucher.value.deliverable_id(&context.body);
            let file = files.into_iter().find(|file| Some(&file.file().id) == id.as_ref());
            Ok(VoucherWithFile { voucher, file, claim })
        },
        decide: |before: &VoucherWithFile, (): &()| {
            let (voucher, known) = (before.voucher.value.clone(), before.file.clone());
            let by = deliverer(&context, before.claim.as_ref())?;
            Ok(voucher.announce(by, context.body.clone(), known, &context.caller.sub, context.now)?)
        },
        answer: |after: &VoucherWithFile, (): &()| AnnouncementAnswer::of(after),
    };
    let answered = table.run(steps).await?;
    let upload = sign_upload(&context, &number, &answered).await?;
    context.answered(answered.try_map(|answer| answer.to_answer(&number, upload))?)
}

/// Signs the request that uploads the bytes, for a file that still awaits them.
async fn sign_upload(
    context: &Context<'_, Announcement>,
    number: &VoucherNumber,
    answered: &Answered<AnnouncementAnswer>,
) -> Result<Option<SignedUpload>, Fault> {
    let (deliverable, awaits_upload) = match answered {
        Answered::First(AnnouncementAnswer { deliverable, .. }) => (deliverable, true),
        Answered::Replayed(AnnouncementAnswer { deliverable, .. }) => {
            (deliverable, is_still_announced(context, number, deliverable).await?)
        }
    };
    match deliverable {
        Deliverable::Announced(file) if awaits_upload => {
            let key = ObjectKey::of_deliverable(number, file);
            context.services.objects.sign_upload(&key, &file.announced, context.now).await.map(Some)
        }
        Deliverable::Announced(_) | Deliverable::Clean(_) | Deliverable::Rejected(_) => Ok(None),
    }
}

/// True while the announced file is unchanged (not deleted, checked or announced anew) and its voucher takes files.
async fn is_still_announced(
    context: &Context<'_, Announcement>,
    number: &VoucherNumber,
    answered: &Deliverable,
) -> Result<bool, Fault> {
    let table = &context.services.table;
    let (voucher, file) = table.voucher_and_file(number, &answered.file().id).await?;
    let claim = table.claim_of(voucher.as_ref()).await?.map(|claim| claim.value.status(context.today()));
    let takes_it = |voucher: StoredVoucher| voucher.value.is_open_for_work(claim) && voucher.value.owns(answered);
    Ok(file.as_ref() == Some(answered) && voucher.is_some_and(takes_it))
}
