//! `GET` of the list and of one file.

use api::{Answer, Failure, FetchKeys, Wanted};
use domain::DeliverableId;
use domain::Refusal;
use domain::deliverable::Deliverable;
use objects::ObjectKey;

use crate::Call;
use crate::view::{DeliverableView, DownloadView};

/// `GET /vouchers/{voucher_number}/deliverables`, in the order of announcement.
pub(crate) async fn list<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let wanted = Wanted::<u32>::read(call.request)?;
    let (seen, mut files) = call.deps.table.voucher_and_files(&call.number).await?;
    let seen = seen.ok_or(Refusal::VoucherNotFound)?;
    call.caller.readable(&seen.value)?;
    files.retain(|file| seen.value.owns(file));
    files.sort_by_key(|file| file.file().upload);
    let page = wanted.of(files.iter().collect(), |file| file.file().upload);
    let page = page.map(|file| DeliverableView::new(&call.number, file));
    Ok(Answer::ok(&page)?.with_rev(seen.rev))
}

/// `GET /vouchers/{voucher_number}/deliverables/{deliverable_id}`.
pub(crate) async fn one<K: FetchKeys>(call: &Call<'_, K>, id: DeliverableId) -> Result<Answer, Failure> {
    let (seen, file) = call.deps.table.voucher_and_file(&call.number, &id).await?;
    let seen = seen.ok_or(Refusal::VoucherNotFound)?;
    call.caller.readable(&seen.value)?;
    let file = file.filter(|file| seen.value.owns(file)).ok_or(Refusal::DeliverableNotFound)?;
    let download = download(call, &file).await?;
    Ok(Answer::ok(&DeliverableView::new(&call.number, &file).with_download(download))?.with_rev(seen.rev))
}

/// Only what was found clean leaves the system.
async fn download<K: FetchKeys>(call: &Call<'_, K>, file: &Deliverable) -> Result<Option<DownloadView>, Failure> {
    match file {
        Deliverable::Announced(_) | Deliverable::Rejected(_) => Ok(None),
        Deliverable::Clean(_) => {
            let key = ObjectKey::of(&call.number, file.file());
            let signed = call.deps.objects.sign_download(&key, &file.file().announced, call.now).await?;
            Ok(Some(DownloadView { url: signed.0, expires_at: signed.1 }))
        }
    }
}
