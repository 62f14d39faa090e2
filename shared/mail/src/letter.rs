//! The letters there are, each with its template in every language.

use askama::Template;
use domain::Fault;
use domain::claim::InvoiceCopy;
use domain::voucher::CancelReason;

use crate::facts::{ClaimFacts, EnrollmentFacts, FileFacts, VoucherFacts};
use crate::language::Language;
use crate::layout::Mail;

/// Declares a kind of letters: each with its facts, and its template in each language.
macro_rules! letters {
    ($(#[$doc:meta])* $letters:ident of $facts:ident {
        $($(#[$says:meta])* $letter:ident = $english:tt, $chinese:tt;)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $letters { $($(#[$says])* $letter),+ }

        impl $letters {
            /// Every letter of this kind.
            pub const ALL: &'static [Self] = &[$(Self::$letter),+];

            /// Writes it.
            ///
            /// # Errors
            /// [`Fault::Corrupt`] when a template cannot be filled in, which none of ours can do.
            pub fn write(self, language: Language, facts: &$facts) -> Result<Mail, Fault> {
                let letter = match (self, language) {$(
                    (Self::$letter, Language::English) => {
                        #[derive(Template)]
                        #[template(path = $english, escape = "none")]
                        struct Letter<'a> { f: &'a $facts }
                        Letter { f: facts }.render()
                    }
                    (Self::$letter, Language::TraditionalChinese) => {
                        #[derive(Template)]
                        #[template(path = $chinese, escape = "none")]
                        struct Letter<'a> { f: &'a $facts }
                        Letter { f: facts }.render()
                    }
                )+};
                Mail::set(&letter.map_err(|error| Fault::corrupt("a letter", &error))?, language)
            }
        }
    };
}

letters! {
    /// About a voucher: to its customer's administrator, or to the partner that holds or held it.
    VoucherLetter of VoucherFacts {
        /// To the administrator: it is yours.
        Assigned = "en/voucher-assigned.txt", "zh-tw/voucher-assigned.txt";
        /// To the administrator: a partner reserved it.
        Reserved = "en/voucher-reserved.txt", "zh-tw/voucher-reserved.txt";
        /// To the administrator: dates and attendees as they stand.
        Attendees = "en/voucher-attendees.txt", "zh-tw/voucher-attendees.txt";
        /// To the administrator: the partner amended the dates.
        Rescheduled = "en/voucher-rescheduled.txt", "zh-tw/voucher-rescheduled.txt";
        /// To the administrator: the partner gave it back.
        Cancelled = "en/voucher-cancelled.txt", "zh-tw/voucher-cancelled.txt";
        /// To the administrator: it ends soon.
        Reminder = "en/voucher-reminder.txt", "zh-tw/voucher-reminder.txt";
        /// To the administrator: it has expired.
        Expired = "en/voucher-expired.txt", "zh-tw/voucher-expired.txt";
        /// To the administrator: it is valid for longer.
        Extended = "en/voucher-extended.txt", "zh-tw/voucher-extended.txt";
        /// To the administrator: the licensing side took it back.
        Withdrawn = "en/voucher-withdrawn.txt", "zh-tw/voucher-withdrawn.txt";
        /// To the partner: it ends soon.
        PartnerReminder = "en/partner-reminder.txt", "zh-tw/partner-reminder.txt";
        /// To the partner: it has expired.
        PartnerExpired = "en/partner-expired.txt", "zh-tw/partner-expired.txt";
        /// To the partner: it is valid for longer.
        PartnerExtended = "en/partner-extended.txt", "zh-tw/partner-extended.txt";
        /// To the partner: it is redeemed, and payment is requested by this day.
        PartnerRedeemed = "en/partner-redeemed.txt", "zh-tw/partner-redeemed.txt";
    }
}

letters! {
    /// About a file of an engagement, to the partner that uploaded it.
    FileLetter of FileFacts {
        /// It does not count.
        Rejected = "en/file-rejected.txt", "zh-tw/file-rejected.txt";
    }
}

letters! {
    /// About an enrollment, to the partner.
    EnrollmentLetter of EnrollmentFacts {
        /// It has begun.
        Enrolled = "en/enrollment-enrolled.txt", "zh-tw/enrollment-enrolled.txt";
        /// It is due for renewal.
        Due = "en/enrollment-due.txt", "zh-tw/enrollment-due.txt";
        /// It still is.
        Reminder = "en/enrollment-reminder.txt", "zh-tw/enrollment-reminder.txt";
        /// Its term has ended.
        Grace = "en/enrollment-grace.txt", "zh-tw/enrollment-grace.txt";
        /// It counts no more.
        Lapsed = "en/enrollment-lapsed.txt", "zh-tw/enrollment-lapsed.txt";
        /// It has a new term.
        Renewed = "en/enrollment-renewed.txt", "zh-tw/enrollment-renewed.txt";
        /// Operations stopped it.
        Suspended = "en/enrollment-suspended.txt", "zh-tw/enrollment-suspended.txt";
        /// Operations let it go on.
        Reinstated = "en/enrollment-reinstated.txt", "zh-tw/enrollment-reinstated.txt";
    }
}

letters! {
    /// About a claim, to the partner.
    ClaimLetter of ClaimFacts {
        /// It has come in, under this reference number.
        Submitted = "en/claim-submitted.txt", "zh-tw/claim-submitted.txt";
        /// Something must be changed.
        ChangesRequested = "en/claim-changes.txt", "zh-tw/claim-changes.txt";
        /// It will be paid.
        Approved = "en/claim-approved.txt", "zh-tw/claim-approved.txt";
        /// It will not.
        Rejected = "en/claim-rejected.txt", "zh-tw/claim-rejected.txt";
        /// It will be paid, but not yet.
        Held = "en/claim-held.txt", "zh-tw/claim-held.txt";
        /// Nothing holds its payment back any more.
        Released = "en/claim-released.txt", "zh-tw/claim-released.txt";
        /// The money was sent.
        Paid = "en/claim-paid.txt", "zh-tw/claim-paid.txt";
        /// It failed or came back.
        PaymentFailed = "en/claim-payment-failed.txt", "zh-tw/claim-payment-failed.txt";
        /// What was said to its dispute.
        DisputeSettled = "en/claim-dispute.txt", "zh-tw/claim-dispute.txt";
        /// Its last day is near.
        Reminder = "en/claim-reminder.txt", "zh-tw/claim-reminder.txt";
        /// Its last day has passed.
        Expired = "en/claim-expired.txt", "zh-tw/claim-expired.txt";
    }
}
