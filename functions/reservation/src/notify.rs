//! `POST /reservations/{voucher_number}/notify`: sends the customer dates and attendees (PROGRAM.md 7.10).

use api::view::NotificationView;
use api::{Answer, Failure, VoucherView};
use domain::CompanyId;
use domain::voucher::Voucher;
use table::StoredVoucher;

use crate::own_voucher::change_voucher;
use crate::{Context, answer, view};

/// Sends the customer the dates and attendees, and returns what was sent.
///
/// Without an `Idempotency-Key`, a request with unchanged dates and attendees sends nothing; with a new key it sends
/// them again (PROGRAM.md 7.10).
pub(crate) async fn notify(context: Context<'_>) -> Result<Answer<VoucherView>, Failure> {
    let repeat = context.intent().key.is_some();
    let notify = |voucher: Voucher, company: &CompanyId| voucher.notify(company, repeat, context.now);
    let notified = |stored: &StoredVoucher| {
        let notification = NotificationView::of(&stored.value);
        answer(&VoucherView { notification, ..view(&context, stored)? })
    };
    change_voucher(&context, notify, notified).await
}
