//! Translated statuses. The English ones are the codes with spaces.

use domain::Language;
use domain::claim::{PaymentEvent, Status as ClaimStatus};
use domain::voucher::Status as VoucherStatus;

/// The translated status of a voucher.
pub fn voucher_status(status: VoucherStatus, language: Language) -> &'static str {
    let (english, chinese) = match status {
        VoucherStatus::Assigned => ("assigned", "已指派"),
        VoucherStatus::Reserved => ("reserved", "已保留"),
        VoucherStatus::Redeemed => ("redeemed", "已兌換"),
        VoucherStatus::Expired => ("expired", "已到期"),
        VoucherStatus::Cancelled => ("cancelled", "已作廢"),
    };
    language.choose(english, chinese)
}

/// The translated status of a claim.
pub fn claim_status(status: ClaimStatus, language: Language) -> &'static str {
    let (english, chinese) = match status {
        ClaimStatus::Draft => ("draft", "待請款"),
        ClaimStatus::Submitted => ("submitted", "已提交"),
        ClaimStatus::UnderReview => ("under review", "審核中"),
        ClaimStatus::ActionRequired => ("action required", "待補正"),
        ClaimStatus::Approved => ("approved", "已核准"),
        ClaimStatus::OnHold => ("on hold", "暫緩付款"),
        ClaimStatus::Scheduled => ("scheduled", "已排定付款"),
        ClaimStatus::Paid => ("paid", "已撥款"),
        ClaimStatus::PaymentFailed => ("payment failed", "退匯"),
        ClaimStatus::Rejected => ("rejected", "未核准"),
        ClaimStatus::Expired => ("expired", "已逾期"),
        ClaimStatus::Withdrawn => ("withdrawn", "已撤回"),
    };
    language.choose(english, chinese)
}

/// The translated event of a payment.
pub fn payment_event(event: PaymentEvent, language: Language) -> &'static str {
    let (english, chinese) = match event {
        PaymentEvent::Scheduled => ("scheduled", "已排定付款"),
        PaymentEvent::Sent => ("sent", "已撥款"),
        PaymentEvent::Failed => ("failed", "付款未成"),
        PaymentEvent::Reversed => ("returned", "已退匯"),
    };
    language.choose(english, chinese)
}

/// The text in place of an unreadable status.
pub fn unreadable(language: Language) -> &'static str {
    language.choose("unreadable", "無法讀取")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_own_term_in_each_language() {
        for language in Language::ALL {
            let mut vouchers = VoucherStatus::ALL.map(|status| voucher_status(status, language)).to_vec();
            let mut claims = ClaimStatus::ALL.map(|status| claim_status(status, language)).to_vec();
            let mut events = PaymentEvent::ALL.map(|event| payment_event(event, language)).to_vec();
            for terms in [&mut vouchers, &mut claims, &mut events] {
                terms.sort_unstable();
                terms.dedup();
            }
            assert_eq!((vouchers.len(), claims.len()), (VoucherStatus::ALL.len(), ClaimStatus::ALL.len()));
            assert_eq!(events.len(), PaymentEvent::ALL.len());
        }
    }

    #[test]
    fn english_terms_are_the_codes_without_underscores() {
        for status in VoucherStatus::ALL {
            assert_eq!(voucher_status(status, Language::English), status.as_str());
        }
        for status in ClaimStatus::ALL {
            assert_eq!(claim_status(status, Language::English), status.as_str().replace('_', " "));
        }
    }
}
