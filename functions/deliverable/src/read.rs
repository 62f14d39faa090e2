//! The two `GET` operations: the list and one file.

use api::{Answer, Failure, Page, PageRequest};
use domain::deliverable::Deliverable;
use domain::{Fault, Refusal, VoucherNumber};
use objects::{ObjectKey, SignedDownload};

use crate::view::DeliverableView;
use crate::{Context, deliverable_id};

/// `GET /vouchers/{voucher_number}/deliverables`, in the order of announcement.
pub(crate) async fn list(context: Context<'_, (), PageRequest<u32>>) -> Result<Answer<Page<DeliverableView>>, Failure> {
    let number = context.voucher_number()?;
    let (voucher, mut files) = context.services.table.voucher_and_files(&number).await?;
    let voucher = voucher.ok_or(Refusal::VoucherNotFound)?;
    context.caller.readable(&voucher.value)?;
    files.retain(|file| voucher.value.owns(file));
    files.sort_by_key(|file| file.file().upload);
    let page = context.query.of(files.iter().collect(), |file| file.file().upload);
    let page = page.map(|file| DeliverableView::new(&number, file));
    Ok(Answer::json(&page)?.with_rev(voucher.rev))
}

/// `GET /vouchers/{voucher_number}/deliverables/{deliverable_id}`.
pub(crate) async fn show(context: Context<'_>) -> Result<Answer<DeliverableView>, Failure> {
    let (number, id) = (context.voucher_number()?, deliverable_id(&context)?);
    let (voucher, file) = context.services.table.voucher_and_file(&number, &id).await?;
    let voucher = voucher.ok_or(Refusal::VoucherNotFound)?;
    context.caller.readable(&voucher.value)?;
    let file = file.filter(|file| voucher.value.owns(file)).ok_or(Refusal::DeliverableNotFound)?;
    let download = sign_download(&context, &number, &file).await?;
    Ok(Answer::json(&DeliverableView::new(&number, &file).with_download(download))?.with_rev(voucher.rev))
}

/// Signs a download. Only clean files can be downloaded (PROGRAM.md 8.2).
async fn sign_download(
    context: &Context<'_>,
    number: &VoucherNumber,
    file: &Deliverable,
) -> Result<Option<SignedDownload>, Fault> {
    match file {
        Deliverable::Announced(_) | Deliverable::Rejected(_) => Ok(None),
        Deliverable::Clean(_) => {
            let (key, announced) = (ObjectKey::of_deliverable(number, file.file()), &file.file().announced);
            context.services.objects.sign_download(&key, announced, context.now).await.map(Some)
        }
    }
}
