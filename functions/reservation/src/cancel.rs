//! `POST /reservations/{voucher_number}/cancel`: cancels a reservation (PROGRAM.md 7.9).

use api::{Answer, Decode, Failure, Fields, VoucherView};
use domain::voucher::{CancelReason, Voucher};
use domain::{CompanyId, Note};

use crate::own_voucher::change_voucher;
use crate::{Context, Services, answer, view};

/// The reason of a cancellation (PROGRAM.md 7.9).
pub(crate) struct Cancel {
    reason: CancelReason,
    note: Option<Note>,
}

impl Decode<Services> for Cancel {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let reason = fields.required("reason");
        let note = fields.optional("note");
        Some(Self { reason: reason?, note })
    }
}

pub(crate) async fn cancel(context: Context<'_, Cancel>) -> Result<Answer<VoucherView>, Failure> {
    let (Cancel { reason, note }, today) = (&context.body, context.today());
    let cancel = |voucher: Voucher, company: &CompanyId| voucher.cancel(company, *reason, note.clone(), today);
    change_voucher(&context, cancel, |stored| answer(&view(&context, stored)?)).await
}
